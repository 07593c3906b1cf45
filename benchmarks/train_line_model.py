"""Train the line model of `transforms/line_weights.py`, and say how it does on publishers it was not trained on.

    python -m benchmarks.train_line_model SCRAPES.jsonl.xz [--write transforms/line_weights.py] [--pred KEPT.jsonl]

SCRAPES has one page a line: lines, labels (1 story, 0 residue, others are not used), publisher, id, kind. Both
regressions have a small ridge and standardised features; a line weighs by the root of its length, since a lost
paragraph is worse than a lost heading. The second is trained on what the first says of publishers it has not seen. The
figures are from folds by publisher; the written weights are trained on all of it. --pred writes what each fold keeps of
its held-out publishers, for an outside scorer.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # Any: rows of JSON

import numpy as np
from scipy.optimize import minimize

from transforms.line_features import FEATURES, Array, line_features
from transforms.line_model import NEIGHBOURS, LineModel, Regression, with_neighbours
from transforms.text_cleanup import normalize_text
from transforms.text_scrape import ScrapeParams, kept_lines

FOLDS = 5
RIDGE = 1.0
LONGEST = 300  # characters from which a line weighs no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A labelled scrape."""

    id: str
    kind: str
    publisher: str
    lines: list[str]  # as the cleaner sees them
    labels: Array
    rows: Array  # float64 [lines, FEATURES]


def main() -> None:
    """Print held-out scores by character, write the weights and the held-out decisions if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scrapes", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--pred", type=Path)
    options = parser.parse_args()
    pages = read_pages(options.scrapes)
    kept = {
        (page.id, page.kind): kept_lines(page.lines, ScrapeParams(), model)
        for training, held in folds(pages)
        for model in (train(training),)
        for page in held
    }
    report(pages, kept)
    if options.pred:
        rows = ({"id": page, "kind": kind, "keep": keep} for (page, kind), keep in kept.items())
        options.pred.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    if options.write:
        options.write.write_text(module_of(train(pages)), encoding="utf-8")


def read_pages(scrapes: Path) -> list[Page]:
    """The labelled scrapes of a compressed JSONL file."""
    with lzma.open(scrapes, "rt", encoding="utf-8") as file:
        return [page_of(json.loads(line)) for line in file]


def page_of(row: dict[str, Any]) -> Page:
    """A scrape with its features; a line that cleaning empties keeps its place."""
    lines = [normalize_text(line) or "-" for line in row["lines"]]
    return Page(
        id=row["id"],
        kind=row["kind"],
        publisher=row["publisher"],
        lines=lines,
        labels=np.array(row["labels"]),
        rows=line_features(lines),
    )


def folds(pages: Sequence[Page]) -> list[tuple[list[Page], list[Page]]]:
    """Pages to train on and pages held out, no publisher in both."""
    publishers = sorted({page.publisher for page in pages})
    held = [set(publishers[fold::FOLDS]) for fold in range(FOLDS)]
    return [
        ([page for page in pages if page.publisher not in names], [page for page in pages if page.publisher in names])
        for names in held
    ]


def train(pages: Sequence[Page]) -> LineModel:
    """Both regressions; the second learns from judgements of the first on publishers that one had not seen."""
    judged = [
        (page, first.probability(page.rows))
        for training, held in folds(pages)
        for first in (fit(training, [page.rows for page in training]),)
        for page in held
    ]
    seen = [page for page, _ in judged]
    return LineModel(
        first=fit(pages, [page.rows for page in pages]),
        second=fit(seen, [with_neighbours(page.rows, probability) for page, probability in judged]),
    )


def fit(pages: Sequence[Page], rows: Sequence[Array]) -> Regression:
    """The regression on the labelled lines of the pages, for features as they come."""
    labels = np.concatenate([page.labels for page in pages])
    lengths = np.array([len(line) for page in pages for line in page.lines])
    known = labels < 2
    features = np.vstack(rows)[known]
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    importance = np.sqrt(np.minimum(lengths, LONGEST))[known]
    weights, bias = logistic((features - mean) / scale, labels[known], importance)
    return Regression(weights=weights / scale, bias=float(bias - (weights / scale * mean).sum()))


def logistic(rows: Array, labels: Array, importance: Array) -> tuple[Array, float]:
    """Weights and bias of the logistic regression with least weighted loss (L-BFGS)."""
    signs = 2.0 * labels - 1

    def loss(point: Array) -> tuple[float, Array]:
        margin = signs * (rows @ point[:-1] + point[-1])
        slope = -importance * signs / (1 + np.exp(margin))
        ridge = np.append(point[:-1], 0.0) * RIDGE
        value = float((importance * np.logaddexp(0, -margin)).sum() + 0.5 * point @ ridge)
        return value, np.append(rows.T @ slope, slope.sum()) + ridge

    point = minimize(loss, np.zeros(rows.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return point[:-1], float(point[-1])


def report(pages: Sequence[Page], kept: dict[tuple[str, str], list[int]]) -> None:
    """Precision and recall by character over held-out lines, for each kind of scrape."""
    for kind in sorted({page.kind for page in pages}):
        right = wrong = lost = 0
        for page in pages:
            if page.kind == kind:
                lengths, keep = np.array([len(line) for line in page.lines]), np.array(kept[page.id, kind])
                right += int(lengths[(page.labels == 1) & (keep == 1)].sum())
                wrong += int(lengths[(page.labels == 0) & (keep == 1)].sum())
                lost += int(lengths[(page.labels == 1) & (keep == 0)].sum())
        precision, recall = right / (right + wrong), right / (right + lost)
        sys.stdout.write(f"{kind:5} characters: precision {precision:.3f}, recall {recall:.3f}\n")


def module_of(model: LineModel) -> str:
    """The source of `transforms/line_weights.py`."""
    return (
        '"""The trained line model, written by `benchmarks/train_line_model.py`; do not edit by hand."""\n\n'
        "from __future__ import annotations\n\nfrom transforms.line_model import model_of\n\n"
        f"_FIRST = {source_of(FEATURES, model.first)}\n_SECOND = {source_of(FEATURES + NEIGHBOURS, model.second)}\n"
        f"MODEL = model_of(_FIRST, {model.first.bias:.4f}, _SECOND, {model.second.bias:.4f})\n"
    )


def source_of(names: Sequence[str], regression: Regression) -> str:
    """The weights of a regression as the source of a dictionary."""
    rows = "\n".join(f'    "{name}": {weight:.4f},' for name, weight in zip(names, regression.weights, strict=True))
    return f"{{\n{rows}\n}}"


if __name__ == "__main__":
    main()
