"""Dates are read as they are written in many places, and never invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from transforms.metadata.dates import date_in_text, date_in_url, is_possible, parse_date

CASES = json.loads((Path(__file__).parent / "cases" / "dates.json").read_text(encoding="utf-8"))
NOW = datetime(2031, 12, 8, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: case["input"])
def test_written_dates_are_read(case: dict[str, str | int | None]) -> None:
    moment = parse_date(str(case["input"]))

    assert moment is not None
    assert moment.at.isoformat() == case["at"]
    assert (moment.offset_minutes, moment.precision) == (case["offset"], case["precision"])


@pytest.mark.parametrize("text", CASES["refused"])
def test_what_is_no_date_is_refused(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        ("1970-01-01T00:00:00Z", False),
        ("0001-01-01", False),
        ("1900-01-01", False),
        ("2031-12-08T12:30:00Z", True),
        ("2031-12-08T14:00:00Z", False),
        ("2031-12-09", True),
        ("2031-12-10", False),
        ("1952-03-04", True),
    ],
)
def test_placeholders_and_the_future_are_impossible(text: str, is_allowed: bool) -> None:
    moment = parse_date(text)

    assert moment is None or is_possible(moment, NOW) is is_allowed
    assert moment is not None or not is_allowed


def test_without_a_clock_the_future_is_not_judged() -> None:
    moment = parse_date("2090-01-01")

    assert moment is not None
    assert is_possible(moment, None)


def test_date_in_url_is_read_and_numbers_in_it_are_not() -> None:
    found = date_in_url("https://news.example/2031/12/08/bridge.html")

    assert found is not None
    assert found.at == datetime(2031, 12, 8, tzinfo=UTC)
    assert date_in_url("https://news.example/bridge-2031-plans/1234/56/78") is None
    assert date_in_url("https://news.example/story?day=2031/12/08") is None


def test_time_beside_a_date_is_taken_with_it() -> None:
    moment = date_in_text("Updated: Monday, December 8, 2031, 6:05 p.m. EST")

    assert moment is not None
    assert moment.at == datetime(2031, 12, 8, 23, 5, tzinfo=UTC)
