"""Numbers with what they count, in five languages; cases in cases/figures.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from transforms.figures import figures, sentences

CASES = json.loads((Path(__file__).parent / "cases" / "figures.json").read_text(encoding="utf-8"))


def _marked(case: dict[str, Any]) -> Any:  # a parameter set of pytest has no public type
    marks = [pytest.mark.xfail] if case["kind"] == "known_failure" else []
    return pytest.param(case, marks=marks, id=f"{case['language']}: {case['text'][:40]}")


@pytest.mark.parametrize("case", [_marked(case) for case in CASES])
def test_figures_of_a_sentence(case: dict[str, Any]) -> None:
    found = figures(None, case["text"], case["language"])

    assert [[figure.value, figure.unit, figure.qualifier] for figure in found] == case["figures"]


def test_span_is_the_number_with_its_qualifier() -> None:
    text = "It was dark.\nAt least 14 people were hurt. The crew of 26 sang."

    found = figures("With 212 aboard", text, "en")

    assert [(f.is_in_title, ("With 212 aboard" if f.is_in_title else text)[f.start : f.end]) for f in found] == [
        (True, "212"), (False, "At least 14")
    ]  # fmt: skip
    assert found[1].sentence == "At least 14 people were hurt."


def test_part_of_a_number_is_marked() -> None:
    whole, part = figures(None, "Seventeen people were hurt, including two children.", "en")

    assert (whole.is_part, part.is_part, part.value) == (False, True, 2)


def test_sentences_end_where_they_end() -> None:
    text = 'Dr. Hale sang on 9. November. "Louder," they said. It cost 3.5 million! Then?\nNo one knew'

    assert [text[start:end] for start, end in sentences(text)] == [
        "Dr. Hale sang on 9. November.",
        '"Louder," they said.',
        "It cost 3.5 million!",
        "Then?",
        "No one knew",
    ]


def test_list_without_full_stops_is_read_to_its_end() -> None:
    assert len(figures(None, "14 people and " * 3_000, "en")) > 2_980


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Another two people were hurt and 14 others died."),
        ("en", "On the island alone 5 people died, 170,000 people in the province alone."),
        ("de", "Weitere zwei Menschen wurden verletzt, allein 14 weitere Menschen starben."),
        ("fr", "Deux autres personnes sont mortes."),
        ("es", "Otras dos personas murieron."),
        ("it", "Altre due persone sono morte."),
        ("en", "Eight people were seriously injured."),
        ("de", "Acht Menschen wurden schwer verletzt."),
        ("fr", "Huit personnes ont été grièvement blessées."),
        ("es", "Ocho personas resultaron gravemente heridas."),
        ("it", "Otto persone sono gravemente ferite."),
    ],
)
def test_number_on_top_of_another_is_a_part(language: str, text: str) -> None:
    assert figures(None, text, language)[-1].is_part


def test_same_length_in_other_units_is_a_part() -> None:
    first, second = figures(None, "The reef is 14 kilometres (9 miles) off Vale.", "en")

    assert (first.is_part, second.is_part) == (False, True)


def test_numbers_that_share_a_noun_are_parts() -> None:
    [sailors] = figures(None, "They held 12 Orrin and 11 Vale sailors.", "en")

    assert sailors.is_part


@pytest.mark.parametrize(
    ("language", "text", "group"),
    [
        ("en", "Six children were killed.", "children"),
        ("en", "Six people were killed.", None),
        ("de", "Sechs Kinder wurden getötet.", "children"),
        ("fr", "Six femmes sont mortes.", "women"),
        ("es", "Seis soldados murieron.", "forces"),
        ("it", "Sei agenti sono morti.", "officers"),
    ],
)
def test_kind_of_people_is_told(language: str, text: str, group: str | None) -> None:
    assert [figure.group for figure in figures(None, text, language)] == [group]


def test_span_of_a_vague_number_holds_how_many_dozens() -> None:
    text = "The raids have injured several dozens of troops."

    [found] = figures(None, text, "en")

    assert text[found.start : found.end] == "several dozens"
