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
