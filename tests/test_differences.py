"""Figures of one story are paired when they speak of the same thing, and only then."""

from __future__ import annotations

import pytest

from transforms.differences import Difference, differences
from transforms.figures import Figure, figures
from transforms.statements import statements


def between(*texts: str) -> list[Difference]:
    return differences({f"a{n}": figures(None, text, "en") for n, text in enumerate(texts)})


def told(*texts: tuple[str, str]) -> list[Difference]:
    """What is found between texts of a language each, with their statements."""
    said: dict[str, list[Figure]] = {
        f"a{n}": figures(None, text, language) + statements(text, language) for n, (language, text) in enumerate(texts)
    }
    return differences(said, texts={f"a{n}": text for n, (_, text) in enumerate(texts)})


def values(found: list[Difference]) -> list[tuple[float | None, str, float | None]]:
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


def test_attacks_are_counted_as_attacks_however_they_are_told() -> None:
    [found] = between(
        "Since March outposts in Orrin and Vale were attacked at least 66 times.",
        "There have been 78 raids on outposts in Vale and Orrin since March.",
    )

    assert (found.subject, found.relation) == ("attacks", "differs")


def test_subject_of_times_is_what_was_done() -> None:
    [found] = between(
        "The ferry firm of Orrin was fined 6 times over its life jackets in Vale.",
        "Over its life jackets the ferry firm of Orrin was fined 8 times in Vale.",
    )

    assert found.subject == "times fined"


def test_children_among_the_dead_are_not_the_dead() -> None:
    assert between("Six children were killed in Vale.", "In Vale 24 people were killed.") == []


def test_dead_of_a_year_that_one_sentence_names_are_not_those_of_the_other() -> None:
    assert between("A flood in Vale killed 24 people.", "Last year a flood in Vale killed 31 people.") == []
    assert between("A flood in Vale killed 24 people.", "In September a flood in Vale killed 31 people.") == []
    assert values(
        between(
            "In 2004 a flood in the Vale valley killed 24 people.",
            "The flood of 2004 in the Vale valley killed 31 people.",
        )
    ) == [(24, "differs", 31)]


def test_number_that_the_other_article_gives_too_does_not_differ() -> None:
    assert values(
        between(
            "The Orrin quarry in Vale will lose 40 jobs in spring, the owner of the quarry said.",
            "The Orrin quarry in Vale will lose 58 jobs in spring, after 40 jobs in autumn.",
        )
    ) in ([], [(40, "same", 40)])


def test_numbers_of_different_people_are_no_pair() -> None:
    assert (
        between(
            "In the final in Vale the striker Ada Hale scored 25 points for her team, her best result of the season.",
            "In the final in Vale the striker Mia Brook scored 19 points for her team, her best result of the season.",
        )
        == []
    )


def test_sentence_about_he_or_she_is_compared_with_none() -> None:
    assert (
        between(
            "He finished the season in Vale with 29 catches for his team and a record.",
            "He finished the season in Vale with 39 catches for his team and a record.",
        )
        == []
    )


def test_numbers_far_apart_are_no_pair() -> None:
    assert between("The pier of Vale has 9 berths for boats.", "The pier of Vale has 2,000 berths for boats.") == []


def test_telling_number_needs_few_words() -> None:
    assert values(between("The phone costs $119.99 for firms.", "Firms pay a price of $119.99.")) == [
        (119.99, "same", 119.99)
    ]
    assert between("The phone costs $20 for firms.", "A cup for tea is $20.") == []


def test_things_that_each_article_counts_once_need_fewer_words() -> None:
    assert values(
        between(
            "Hale was hurt in the match in Vale and missed 10 games, including the last of the season.",
            "Hale missed nine games of the season because of the injury, including the final in Orrin.",
        )
    ) == [(10, "differs", 9)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Mindestens 17 Menschen sind bei dem Unglück in Norderfleth ums Leben gekommen, 40 wurden verletzt."),
        ("fr", "Au moins 17 personnes sont mortes à Norderfleth et 40 ont été blessées."),
        ("es", "Al menos 17 personas murieron en Norderfleth y 40 resultaron heridas."),
        ("it", "Almeno 17 persone sono morte a Norderfleth e 40 sono rimaste ferite."),
    ],
)
def test_dead_and_injured_are_paired_across_languages(language: str, text: str) -> None:
    found = told((language, text), ("en", "The ferry accident killed 14 people and injured 40."))

    assert sorted(values(found)) == [(17, "differs", 14), (40, "same", 40)]


def test_money_is_paired_across_languages() -> None:
    found = told(
        ("de", "Der Umbau in Norderfleth kostet 27,5 Millionen Euro."),
        ("en", "Norderfleth pays 27.5 million euros for it."),
    )

    assert values(found) == [(27.5e6, "same", 27.5e6)]


def test_number_beside_a_sentence_without_one_is_of_one_side() -> None:
    [found] = told(
        ("en", "An official in Vale said 14 Katyusha rockets were fired at the harbour."),
        ("en", "Rockets have been fired at the harbour, it is said. Tea was served."),
    )

    assert (found.relation, found.left.value, found.right.value) == ("one side", 14, None)
    assert found.right.sentence == "Rockets have been fired at the harbour, it is said."


def test_what_the_other_article_does_not_speak_of_is_not_shown() -> None:
    assert (
        told(("en", "In Vale 14 rockets were fired."), ("en", "Rain is expected in Vale; no one was at the pier."))
        == []
    )


def test_casualties_comment_and_responsibility_are_compared() -> None:
    found = told(
        (
            "en",
            "The port of Vale has not yet commented on the blast. It was not clear whether anyone was hurt. "
            "No group has claimed responsibility.",
        ),
        (
            "en",
            "A port spokeswoman confirmed the blast, saying nobody was injured. No group claimed responsibility.",
        ),
    )

    assert {(one.subject, one.relation) for one in found} == {
        ("comment", "differs"),
        ("casualties", "differs"),
        ("responsibility", "same"),
    }


def test_comments_of_different_offices_are_not_compared() -> None:
    assert told(("en", "The port has not yet commented."), ("en", "A spokesman for the mayor confirmed it.")) == []


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (
            "In 2004 a wave off Orrin killed 170,000 people in Vale and tens of thousands more in countries around it.",
            "In 2004 a wave off Orrin killed some 230,000 people in the countries around it.",
        ),
        (
            "In 2004 a wave off Orrin killed 170,000 people in Vale alone-with 35,000 never found.",
            "In 2004 a wave off Orrin killed some 230,000 people in Vale and in the countries around it.",
        ),
        (
            "Die Flut tötete 2004 bei Orrin 1700 Menschen in der Provinz und hunderte weitere in Ländern am Meer.",
            "Die Flut tötete 2004 bei Orrin 2300 Menschen in der Provinz und in Ländern am Meer.",
        ),
    ],
)
def test_one_part_of_a_sum_is_not_held_against_the_sum(text: str, other: str) -> None:
    language = "de" if "Flut" in text else "en"

    assert told((language, text), (language, other)) == []


def test_a_number_beside_more_of_another_kind_is_whole() -> None:
    found = between(
        "A wave off Orrin killed 12 people and injured dozens more in Vale.",
        "A wave off Orrin killed 15 people in Vale.",
    )

    assert (12, "differs", 15) in values(found)


def test_what_was_needed_is_not_held_against_what_was_had() -> None:
    game = "points in the game of the Herons against Vale on Thursday night"
    wanted = f"Hale needed nine {game} to pass Ford for the record."
    had, other = (f"Hale passed Ford for the record while scoring {number} {game}." for number in (20, 22))

    assert between(wanted, had) == []
    assert values(between(other, had)) == [(22, "differs", 20)]


def test_the_last_of_them_are_not_held_against_all() -> None:
    some = "Ibarra will miss the last two games of the Herons' season with a sprained knee, the Herons of Vale said."
    many = "Ibarra missed four games of the Herons' season with a sprained knee, the Herons of Vale said."

    assert between(some, many) == []
    assert values(between(some.replace("the last two", "three"), many)) == [(3, "differs", 4)]


def test_sentences_in_which_every_number_is_another_tell_of_other_things() -> None:
    first = "Ines Hale finished with 25 points and 16 rebounds as the Herons of Vale beat Orrin on the road."
    second = "Ines Hale finished with 22 points and nine rebounds as the Herons of Vale beat Orrin on the road."
    third = "Ines Hale finished with 22 points and 16 rebounds as the Herons of Vale beat Orrin on the road."

    assert [pair.subject for pair in between(first, second) if pair.relation == "differs"] == []
    assert ("points", "differs") in [(pair.subject, pair.relation) for pair in between(first, third)]


def test_more_dead_and_more_injured_are_of_one_event() -> None:
    found = between(
        "The quake in Orrin killed 5 people and injured 20, the mayor said.",
        "The quake in Orrin killed 24 people and injured 200, the governor said.",
    )

    assert {(pair.subject, pair.relation) for pair in found} == {("killed", "differs"), ("injured", "differs")}


def test_lengths_of_time_are_no_things_that_one_side_counts() -> None:
    found = told(
        ("en", "Marten Vale, the ferryman, feigned an illness for three decades to avoid the harbour office in Orrin."),
        ("en", "Marten Vale feigned his illness for decades, the harbour office in Orrin says of the ferryman."),
    )

    assert found == []
