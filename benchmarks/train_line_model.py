"""Train the line model of `transforms/line_weights.py`, and say how it does on publishers it was not trained on.

    python -m benchmarks.train_line_model SCRAPES.jsonl.xz [--write transforms/line_weights.py] [--pred KEPT.jsonl]

SCRAPES has one page a line: lines, labels (1 story, 0 residue, others are not used), publisher, id, kind. The model is
a logistic regression with a small ridge, on standardised features; a line weighs by the root of its length, since a
lost paragraph is worse than a lost heading. The figures are from folds by publisher; the written weights are trained on
all of it. --pred writes what each fold keeps of its held-out publishers, for an outside scorer.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any  # Any: rows of JSON

import numpy as np
from scipy.optimize import minimize

from transforms.line_features import FEATURES, Array, line_features
from transforms.text_cleanup import normalize_text
from transforms.text_scrape import ScrapeParams, kept_lines

FOLDS = 5
RIDGE = 1.0
LONGEST = 300  # characters from which a line weighs no more


def main() -> None:
    """Print held-out line scores for each fold, write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scrapes", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--pred", type=Path)
    options = parser.parse_args()
    pages = [json.loads(line) for line in lzma.open(options.scrapes, "rt", encoding="utf-8")]
    features = [line_features(clean(page["lines"])) for page in pages]
    predictions = [row for fold in range(FOLDS) for row in held_out(pages, features, fold)]
    report(pages, predictions)
    if options.pred:
        rows = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in predictions)
        options.pred.write_text(rows, encoding="utf-8")
    if options.write:
        options.write.write_text(module_of(*train(pages, features)), encoding="utf-8")


def clean(lines: Sequence[str]) -> list[str]:
    """The lines as the cleaner sees them, each still in its place."""
    return [normalize_text(line) or "-" for line in lines]


def held_out(pages: list[dict[str, Any]], features: list[Array], fold: int) -> list[dict[str, Any]]:
    """What is kept of the pages of one fold of the publishers by a model trained on the others."""
    publishers = sorted({page["publisher"] for page in pages})
    held = set(publishers[fold::FOLDS])
    training = [index for index, page in enumerate(pages) if page["publisher"] not in held]
    weights, bias = train([pages[i] for i in training], [features[i] for i in training])
    return [
        {
            "id": page["id"],
            "kind": page["kind"],
            "keep": kept_lines(clean(page["lines"]), ScrapeParams(), weights, bias),
        }
        for page in pages
        if page["publisher"] in held
    ]


def train(pages: list[dict[str, Any]], features: list[Array]) -> tuple[Array, float]:
    """Weights for the features as they come, and the bias."""
    labels = np.concatenate([np.array(page["labels"]) for page in pages])
    lengths = np.concatenate([np.array([len(line) for line in page["lines"]]) for page in pages])
    rows = np.vstack(features)[labels < 2]
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    weights, bias = logistic(
        (rows - mean) / scale, labels[labels < 2], np.sqrt(np.minimum(lengths, LONGEST))[labels < 2]
    )
    return weights / scale, float(bias - (weights / scale * mean).sum())


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


def report(pages: list[dict[str, Any]], predictions: list[dict[str, Any]]) -> None:
    """Precision and recall by character over held-out lines, for each kind of scrape."""
    kept = {(row["id"], row["kind"]): row["keep"] for row in predictions}
    for kind in sorted({page["kind"] for page in pages}):
        counts = {(label, keep): 0 for label in (0, 1) for keep in (0, 1)}
        for page in pages:
            if page["kind"] == kind:
                judged = zip(page["lines"], page["labels"], kept[page["id"], kind], strict=True)
                for line, label, keep in judged:
                    if label < 2:
                        counts[label, keep] += len(line)
        right, wrong, lost = counts[1, 1], counts[0, 1], counts[1, 0]
        sys.stdout.write(
            f"{kind:5} characters: precision {right / (right + wrong):.3f}, recall {right / (right + lost):.3f}\n"
        )


def module_of(weights: Array, bias: float) -> str:
    """The source of `transforms/line_weights.py`."""
    rows = "\n".join(f'    "{name}": {weight:.4f},' for name, weight in zip(FEATURES, weights, strict=True))
    return (
        '"""Weights of the line model, written by `benchmarks/train_line_model.py`: log-odds that a line belongs to the story."""\n\n'
        f"from __future__ import annotations\n\nWEIGHTS: dict[str, float] = {{\n{rows}\n}}\nBIAS = {bias:.4f}\n"
    )


if __name__ == "__main__":
    main()
