"""Scrapes of invented outlets in many languages, each line labelled; cases in cases/scrapes.json."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any  # Any: cases as JSON

import pytest

from transforms.metadata.dates import Moment
from transforms.records import Removed
from transforms.text_cleanup import normalize_text, restore
from transforms.text_scrape import Scrape, ScrapeParams, clean_scrape

CASES = json.loads((Path(__file__).parent / "cases" / "scrapes.json").read_text(encoding="utf-8"))
LABELS = frozenset(label for case in CASES for label, _ in case["lines"])
by_case = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']}, {case['note']}")


def cleaned(case: dict[str, Any]) -> Scrape:
    return clean_scrape([normalize_text(line) for _, line in case["lines"]], ScrapeParams())


def lines_of(case: dict[str, Any], *labels: str) -> list[str]:
    return [normalize_text(line) for label, line in case["lines"] if label in labels]


@by_case
def test_every_sentence_of_the_story_stays_and_every_other_line_goes(case: dict[str, Any]) -> None:
    scrape = cleaned(case)

    assert scrape.text.split("\n") == lines_of(case, "story")


@by_case
def test_what_goes_is_kept_with_its_reason(case: dict[str, Any]) -> None:
    scrape = cleaned(case)

    assert [(line.reason, line.text) for line in scrape.removed] == [
        (label, normalize_text(line)) for label, line in case["lines"] if label != "story"
    ]
    assert restore(scrape.text, scrape.removed).split("\n") == lines_of(case, *LABELS)


@by_case
def test_title_section_authors_and_agency_are_found(case: dict[str, Any]) -> None:
    fields = cleaned(case).fields

    for name, value in case["fields"].items():
        assert fields[name].value == (tuple(value) if isinstance(value, list) else value)
    assert "outlet" not in fields


@by_case
def test_a_date_line_above_the_story_is_its_date(case: dict[str, Any]) -> None:
    published = cleaned(case).fields.get("published")

    if not lines_of(case, "date"):
        assert published is None
        return
    assert published is not None and isinstance(published.value, Moment)
    assert published.value.at.date().isoformat() == "2031-10-03"


def test_what_goes_is_in_the_warehouse_with_its_reason(
    tmp_path: Path, take_in: Callable[..., Any], ask: Callable[..., list[tuple[Any, ...]]]
) -> None:
    scrapes = {f"{number:02}.txt": lines_of(case, *LABELS) for number, case in enumerate(CASES)}
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, lines in scrapes.items():
        (inbox / name).write_text("\n\n".join(lines), encoding="utf-8")

    take_in(tmp_path / "warehouse", inbox)

    stored = ask(
        tmp_path / "warehouse", "SELECT path, text, removed FROM articles JOIN article_text USING (revision_id)"
    )
    removed = {path: [Removed(**line) for line in lines] for path, _, lines in stored}
    assert {path: restore(text, removed[path]).split("\n") for path, text, _ in stored} == scrapes
    assert {line.reason for lines in removed.values() for line in lines} == LABELS - {"story"}
