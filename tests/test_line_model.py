"""The line model is whole, and it looks only at the page that it judges."""

from __future__ import annotations

import numpy as np
import pytest

from transforms import line_weights
from transforms.line_features import FEATURES, line_features
from transforms.line_model import DILATIONS, SHAPES, Network, judge_lines, packed, unpacked
from transforms.text_scrape import shipped_model

TITLE = "Old bridge to close for a year"
PAGE = [
    "Home",
    TITLE,
    *[
        f"The council of Port Lund voted on Monday, for the {n}th time, to close the old bridge over the Arve."
        for n in range(5, 11)
    ],
    "Share",
    "Read more: Ferries are full",
]


def network_of(values: float) -> Network:
    return Network(**{name: np.full(shape, values) for name, shape in SHAPES.items()})


def test_features_are_finite_for_any_page() -> None:
    for page in (PAGE, ["-"], ["。"], ["a"] * 50, PAGE * 20):
        rows = line_features(page)

        assert rows.shape == (len(page), len(FEATURES))
        assert np.isfinite(rows).all()


def test_sentences_are_likelier_than_buttons() -> None:
    said = judge_lines(PAGE, shipped_model())

    assert said.story[2:8].min() > 0.8
    assert max(said.story[0], said.story[8]) < 0.2


def test_chances_of_being_the_title_sum_to_at_most_one() -> None:
    said = judge_lines(PAGE, shipped_model())

    assert said.title.sum() <= 1
    assert said.title.argmax() == PAGE.index(TITLE)


@pytest.mark.parametrize("lines", [1, 2, 9, 40])
def test_a_page_of_any_length_is_judged(lines: int) -> None:
    said = judge_lines(["A line of a page."] * lines, shipped_model())

    assert said.story.shape == said.title.shape == (lines,)
    assert np.isfinite(said.story).all()


def test_what_is_farther_than_the_convolutions_reach_makes_no_difference() -> None:
    generator = np.random.default_rng(3)
    network = Network(**{name: generator.normal(size=shape) + (name == "scale") * 9 for name, shape in SHAPES.items()})
    rows = generator.normal(size=(60, len(FEATURES)))
    changed = rows.copy()
    changed[0] += 1

    difference = np.abs(network.log_odds(rows) - network.log_odds(changed)).max(axis=1)

    assert difference[: sum(DILATIONS) + 1].max() > 0
    assert difference[sum(DILATIONS) + 1 :].max() == 0


def test_packed_weights_come_back() -> None:
    network = network_of(0.5)

    assert all(np.array_equal(getattr(unpacked(packed(network)), name), getattr(network, name)) for name in SHAPES)


def test_weights_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="train the line model anew"):
        unpacked(packed(network_of(0.5))[:-8])


def test_the_shipped_weights_are_small() -> None:
    assert sum(map(len, line_weights.NETWORKS)) < 100_000
