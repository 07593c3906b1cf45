"""How likely each line of a copied page belongs to its story, and how likely it is the title: a small network.

A line's features go through one layer, then through residual convolutions along the page, whose reach doubles from one
to the next (Yu and Koltun 2016): a line is judged together with those around it, as a story is a few blocks of lines.
Several networks that differ only in their random start are averaged. `benchmarks/train_line_model.py` trains them.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from transforms.line_features import FEATURES, Array, certain_reasons, line_features

WIDTH = 24  # numbers that a network knows about a line
DILATIONS = (1, 2, 4, 8)  # lines from which each convolution takes, to both sides: fifteen in all
LIMIT = 5.0  # standard deviations; beyond, a feature is only more unusual


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Weights as they are applied, float64."""

    mean: Array  # [features]
    scale: Array  # [features]
    first: Array  # [features, WIDTH]
    first_bias: Array  # [WIDTH]
    steps: Array  # [dilations, 3, WIDTH, WIDTH]: for the line before, the line, the line after
    step_biases: Array  # [dilations, WIDTH]
    last: Array  # [WIDTH, 2]
    last_bias: Array  # [2]

    def log_odds(self, rows: Array) -> Array:
        """Float64 [rows, 2]: log-odds of being of the story, and score as the title."""
        hidden = np.clip((rows - self.mean) / self.scale, -LIMIT, LIMIT) @ self.first + self.first_bias
        hidden = np.maximum(hidden, 0)
        for lines, (before, here, after), bias in zip(DILATIONS, self.steps, self.step_biases, strict=True):
            around = hidden @ here + bias
            around[lines:] += hidden[:-lines] @ before
            around[:-lines] += hidden[lines:] @ after
            hidden = hidden + np.maximum(around, 0)
        return np.asarray(hidden @ self.last + self.last_bias)


LineModel = tuple[Network, ...]

SHAPES: dict[str, tuple[int, ...]] = {
    "mean": (len(FEATURES),),
    "scale": (len(FEATURES),),
    "first": (len(FEATURES), WIDTH),
    "first_bias": (WIDTH,),
    "steps": (len(DILATIONS), 3, WIDTH, WIDTH),
    "step_biases": (len(DILATIONS), WIDTH),
    "last": (WIDTH, 2),
    "last_bias": (2,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineJudgement:
    """What the model says of the lines of a page (0 to 1)."""

    story: Array  # float64 [lines]: how likely each belongs to the story
    title: Array  # float64 [lines]: how likely each is the title; they sum to at most 1, as there may be none
    certain: tuple[str | None, ...]  # what each is beyond doubt: "residue", "caption" or neither


def judge_lines(lines: Sequence[str], model: LineModel) -> LineJudgement:
    """What the networks say on average."""
    rows = line_features(lines)
    scores = np.mean([network.log_odds(rows) for network in model], axis=0)
    # The score of there being no title is 0.
    odds = np.exp(np.clip(scores[:, 1], -30, 30))
    return LineJudgement(
        story=1 / (1 + np.exp(-np.clip(scores[:, 0], -30, 30))),
        title=odds / (1 + odds.sum()),
        certain=certain_reasons(rows),
    )


def packed(network: Network) -> str:
    """A network as text, each number in two bytes."""
    values = np.concatenate([np.asarray(getattr(network, name)).ravel() for name in SHAPES])
    return base64.b64encode(values.astype("<f2").tobytes()).decode("ascii")


def unpacked(text: str) -> Network:
    """The network that `packed` made text of.

    Raises ValueError if the text is of a network of another shape.
    """
    values = np.frombuffer(base64.b64decode(text), "<f2").astype(np.float64)
    ends = np.cumsum([int(np.prod(shape)) for shape in SHAPES.values()])
    if len(values) != ends[-1]:
        raise ValueError(f"a network has {ends[-1]} weights, this one {len(values)}: train the line model anew")
    parts = np.split(values, ends[:-1])
    return Network(**{name: part.reshape(shape) for (name, shape), part in zip(SHAPES.items(), parts, strict=True)})
