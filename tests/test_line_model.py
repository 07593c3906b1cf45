"""The line model is whole, and its features look only at the page they belong to."""

from __future__ import annotations

import numpy as np

from transforms.line_features import FEATURES, line_features
from transforms.line_model import NEIGHBOURS, line_probabilities, with_neighbours
from transforms.line_weights import MODEL

PAGE = [
    "Home",
    "Old bridge to close for a year",
    *[
        f"The council of Port Lund voted on Monday, for the {n}th time, to close the old bridge over the Arve."
        for n in range(5, 11)
    ],
    "Share",
    "Read more: Ferries are full",
]


def test_every_feature_has_a_weight() -> None:
    assert len(MODEL.first.weights) == len(FEATURES)
    assert len(MODEL.second.weights) == len(FEATURES + NEIGHBOURS)
    assert np.count_nonzero(MODEL.first.weights) > 0.9 * len(FEATURES)
    assert np.count_nonzero(MODEL.second.weights) > 0.9 * len(FEATURES + NEIGHBOURS)


def test_features_are_finite_for_any_page() -> None:
    for page in (PAGE, ["-"], ["。"], ["a"] * 50, PAGE * 20):
        rows = line_features(page)

        assert rows.shape == (len(page), len(FEATURES))
        assert np.isfinite(rows).all()


def test_sentences_are_likelier_than_buttons() -> None:
    probability = line_probabilities(PAGE, MODEL)

    assert probability[2:8].min() > 0.8
    assert max(probability[0], probability[8]) < 0.1


def test_neighbours_of_the_first_and_last_line_are_outside() -> None:
    rows = with_neighbours(np.zeros((2, len(FEATURES))), np.array([0.9, 0.1]))

    before, after = NEIGHBOURS.index("log_odds_before_1"), NEIGHBOURS.index("log_odds_after_1")
    assert rows[0, len(FEATURES) + before] == rows[1, len(FEATURES) + after] == -3.0
    assert rows[1, len(FEATURES) + before] > 0 > rows[0, len(FEATURES) + after]
