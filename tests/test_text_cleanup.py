"""Cleaning makes text uniform, twice is once, and what is cut can be put back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.records import Removed
from transforms.text_cleanup import count_words, cut_lines, join_wrapped_lines, normalize_text, one_line, restore

TYPOGRAPHY = json.loads((Path(__file__).parent / "cases" / "typography.json").read_text(encoding="utf-8"))
any_text = st.text(st.characters(codec=None), max_size=300)


@settings(deadline=None)  # the claim is not about time, and the first call loads tables
@given(any_text)
def test_cleaning_twice_equals_cleaning_once(text: str) -> None:
    assert normalize_text(normalize_text(text)) == normalize_text(text)


@settings(deadline=None)
@given(any_text)
def test_cleaned_text_can_be_stored(text: str) -> None:
    normalize_text(text).encode("utf-8")


@given(
    st.lists(st.tuples(st.from_regex(r"[a-z ]{1,9}", fullmatch=True), st.sampled_from([None, "residue"])), min_size=1)
)
def test_restoring_gives_the_full_text(lines: list[tuple[str, str | None]]) -> None:
    text, removed = cut_lines([line for line, _ in lines], [reason for _, reason in lines])
    if any(reason is None for _, reason in lines):
        assert restore(text, removed) == "\n".join(line for line, _ in lines)


def test_restoring_does_not_depend_on_the_order_of_removed() -> None:
    removed = (Removed(line=2, text="End", reason="residue"), Removed(line=0, text="Title", reason="title"))

    assert restore("Story.", removed) == "Title\nStory.\nEnd"


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\u00a0b \u3000 c\t d", "a b c d"),
        ("so\u00adft\u200b and\ufeff bold\u202e", "soft and bold"),
        ("page\x0cbreak \x07bell", "page\nbreak bell"),
        ("lone \ud800 half", "lone half"),
        ("cafe\u0301", "café"),
    ],
)
def test_what_shows_nothing_goes(dirty: str, clean: str) -> None:
    assert normalize_text(dirty) == clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            case["input"],
            case.get("expected", case["input"]),
            marks=[pytest.mark.xfail(strict=True)] if case["kind"] == "known_failure" else [],
            id=case["note"],
        )
        for case in TYPOGRAPHY
    ],
)
def test_typography_is_repaired_and_what_is_right_stays(text: str, expected: str) -> None:
    assert normalize_text(text) == expected
    assert normalize_text(expected) == expected


def test_joiners_that_spell_words_stay() -> None:
    persian = "می\u200cخواهم"

    assert normalize_text(persian) == persian


def test_paragraphs_wrapped_at_a_fixed_width_become_one_line_each() -> None:
    wrapped = (
        "The council of Port Lund voted on Monday to close the\nold bridge for a year while its northern piers are\n"
        "rebuilt, the mayor said.\n\nFerries will run every ten minutes until the work is\n"
        "done, and buses will go round by the upper town in\nthe meantime."
    )

    assert normalize_text(wrapped).count("\n") == 1


def test_lines_that_are_paragraphs_stay_apart() -> None:
    text = "First line, short.\n\nSecond line, short.\n\nThird: a list\none\ntwo\nthree\nfour\nfive"

    assert join_wrapped_lines(text) == text


def test_one_line_of_nothing_is_none() -> None:
    assert one_line(" \n\u200b ") is None


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("สภาเมืองอนุมัติการก่อสร้างสะพานใหม่เมื่อวันจันทร์", 6, 14), ("市议会星期一批准了新桥的建设", 6, 12), ("", 0, 0)],
)
def test_words_are_counted_in_scripts_without_spaces(text: str, least: int, most: int) -> None:
    assert least <= count_words(text) <= most
