"""Figures of one story are paired when they speak of the same thing, and only then."""

from __future__ import annotations

from transforms.differences import Difference, differences
from transforms.figures import figures


def between(*texts: str) -> list[Difference]:
    return differences({f"a{n}": figures(None, text, "en") for n, text in enumerate(texts)})


def values(found: list[Difference]) -> list[tuple[float, str, float]]:
    return [(pair.left.value, pair.relation, pair.right.value) for pair in found]


def test_numbers_of_the_same_attacks_differ() -> None:
    found = between(
        "According to the ministry, outposts in Orrin and Vale have been shelled at least 66 times since March.",
        "The ministry said on Thursday its outposts had been shelled 78 times in Vale and Orrin since March.",
    )

    assert values(found) == [(66, "differs", 78)]
    assert found[0].left.qualifier == "at least"
    assert {"shelle", "orrin", "vale"} <= set(found[0].shared)


def test_equal_numbers_are_the_same() -> None:
    found = between("The tram will cost 84 million crowns.", "The new tram is to cost 84 million crowns, Ferriby said.")

    assert values(found) == [(84e6, "same", 84e6)]


def test_numbers_of_different_things_are_no_pair() -> None:
    assert between("The tram will cost 84 million crowns.", "The pier was sold for 3 million crowns in May.") == []
    assert between("Some 2,000 stoves arrived by ferry.", "The ferry has 2,000 berths for cars.") == []
    assert between("Repairs take 4 weeks.", "The harbour had 90 ships in fog.") == []


def test_only_number_of_injured_needs_no_shared_words() -> None:
    assert values(between("Seventeen people were hurt.", "At least 14 passengers were injured.")) == [
        (17, "differs", 14)
    ]


def test_injured_of_another_year_are_not_those_of_the_story() -> None:
    assert between("Seventeen people were hurt.", "In 1987 a collision had injured 40 passengers.") == []


def test_parts_and_ages_are_not_compared() -> None:
    assert between("Hurt were 17 people, including 3 children.", "Of them, including 5 children, none stayed.") == []
    assert between("The driver, 61, was unhurt.", "The driver, aged 62, was unhurt.") == []


def test_equal_number_is_preferred_to_a_more_similar_sentence() -> None:
    found = between(
        "The quarry will lose 40 jobs in spring.",
        "The quarry will lose 58 jobs in spring and summer. In spring alone the quarry drops 40 jobs.",
    )

    assert values(found) == [(40, "same", 40)]


def test_figures_of_one_article_are_not_compared() -> None:
    assert between("The quarry lost 40 jobs in spring. The quarry lost 58 jobs in spring.") == []


def test_order_of_the_articles_changes_nothing_but_the_sides() -> None:
    one, two = "The ferry tore 9 metres of hull on the reef.", "On the reef the ferry tore 12 metres of its hull."

    assert values(between(one, two)) == [(9, "differs", 12)]
    assert values(between(two, one)) == [(12, "differs", 9)]
