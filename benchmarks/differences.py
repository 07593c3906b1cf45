"""Precision and recall of the figures that are shown side by side, against pairs of articles labelled by hand.

    python -m benchmarks.differences LABELS.jsonl TEXTS.jsonl [--half dev|held] [--show]

LABELS has a row for each pair of articles: left, right (ids), half, and pairs, a list with subject, left, right
(values), relation (differs or same) and kind; those of kind age are left out, as ages are not compared. Several labels
of one subject, as "dozens" and 50 of one article, are one to be found. TEXTS has id, text, and may have title and
language.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transforms.differences import Difference, differences
from transforms.figures import Figure, figures

RELATIONS = ("differs", "same")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """What was shown of one relation, and what was to be found."""

    right: int
    shown: int
    found: int
    wanted: int

    def __str__(self) -> str:
        precision = f"{self.right / self.shown:.3f}" if self.shown else "none shown"
        recall = f"{self.found / self.wanted:.3f}" if self.wanted else "none wanted"
        return f"P {precision} ({self.right} of {self.shown})  R {recall} ({self.found} of {self.wanted})"


def main() -> None:
    """Print the scores of one set of labels."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("labels", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--half", help="take the pairs of one half only")
    parser.add_argument("--show", action="store_true", help="print what was shown, and what was not found")
    options = parser.parse_args()
    labels = [row for row in _rows(options.labels) if options.half in (None, row["half"])]
    texts = {row["id"]: row for row in _rows(options.texts)}
    shown = [_shown(label, texts) for label in labels]
    for relation in RELATIONS:
        sys.stdout.write(f"{relation:<8} {score(labels, shown, relation)}\n")
    if options.show:
        for label, rows in zip(labels, shown, strict=True):
            sys.stdout.writelines(_told(label, rows))


def score(labels: Iterable[Row], shown: Iterable[list[Difference]], relation: str) -> Score:
    """How many of the rows of one relation are labelled so, and how many of the labels are shown."""
    counts: Counter[str] = Counter()
    for label, rows in zip(labels, shown, strict=True):
        wanted = _wanted(label, relation)
        given = [_key(row) for row in rows if row.relation == relation]
        counts += Counter(
            right=sum(key in wanted for key in given),
            shown=len(given),
            found=len({subject for key, subject in wanted.items() if key in given}),
            wanted=len(set(wanted.values())),
        )
    return Score(**{name: counts[name] for name in ("right", "shown", "found", "wanted")})


def _wanted(label: Row, relation: str) -> dict[tuple[float | None, float | None], str]:
    """The values that are to be shown side by side, and what they are of."""
    return {
        (pair["left"], pair["right"]): pair["subject"]
        for pair in label["pairs"]
        if pair["relation"] == relation and pair.get("kind") != "age"
    }


def _shown(label: Row, texts: Mapping[str, Row]) -> list[Difference]:
    """What is shown of a pair of articles, the left one first."""
    pair = {article_id: _figures(texts[article_id]) for article_id in (label["left"], label["right"])}
    return differences(pair)


def _figures(row: Row) -> list[Figure]:
    return figures(row.get("title"), row["text"], row.get("language", "en"))


def _key(row: Difference) -> tuple[float | None, float | None]:
    return row.left.value, row.right.value


def _told(label: Row, rows: list[Difference]) -> list[str]:
    wanted = {relation: _wanted(label, relation) for relation in RELATIONS}
    lines = [f"\n{label['left']} | {label['right']}\n"]
    for row in rows:
        mark = "right" if _key(row) in wanted[row.relation] else "WRONG"
        lines.append(f"  {mark} {row.relation} {row.left.unit} {_key(row)} {row.score}\n")
        lines += [f"      {side.sentence}\n" for side in (row.left, row.right)]
    given = [(row.relation, _key(row)) for row in rows]
    lines += [
        f"  not found: {pair['relation']} {pair['subject']} {pair['left']} {pair['right']}\n"
        for pair in label["pairs"]
        if pair.get("kind") != "age" and (pair["relation"], (pair["left"], pair["right"])) not in given
    ]
    return lines


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
