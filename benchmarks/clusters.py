"""How well predicted groups agree with true ones: B-cubed (Bagga and Baldwin 1998) and pairwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Precision and recall, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.4f}  R {self.recall:.4f}  F1 {self.f1:.4f}"


def b_cubed(true: Sequence[Hashable], predicted: Sequence[Hashable]) -> Agreement:
    """The mean over articles of how much of their group is right, and how much of their true group is in it."""
    true_sizes, sizes, both = Counter(true), Counter(predicted), Counter(zip(true, predicted, strict=True))
    precision = sum(count**2 / sizes[group] for (_, group), count in both.items())
    recall = sum(count**2 / true_sizes[group] for (group, _), count in both.items())
    return Agreement(precision=precision / len(true), recall=recall / len(true))


def pairwise(true: Sequence[Hashable], predicted: Sequence[Hashable]) -> Agreement:
    """Shares of the predicted pairs that are true, and of the true pairs that are predicted."""
    right = _pairs(Counter(zip(true, predicted, strict=True)))
    return Agreement(precision=right / max(_pairs(Counter(predicted)), 1), recall=right / max(_pairs(Counter(true)), 1))


def _pairs(sizes: Counter[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())
