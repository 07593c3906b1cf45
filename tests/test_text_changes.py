"""What differs between two states of an article, and what was known of articles at a moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from flows.daily import daily
from flows.runs import new_run
from transforms.text_changes import ChangedFigure, Content, Paragraph, TextChanges, text_changes

LEAD = "The ferry Aldermoor struck the pier at Kestrel Bay at dusk and its rudder jammed."
HURT = "At least 12 people were injured, said harbour master Orla Venn on the quay."
BOAT = "Another boat is to come from the Outer Isles on Thursday morning."


def change(*lines: str, before: tuple[str, ...] = (LEAD, HURT, BOAT), title: str = "Ferry aground") -> TextChanges:
    old = Content(title="Ferry aground", text="\n".join(before), language="en")
    return text_changes(old, Content(title=title, text="\n".join(lines), language="en"))


class TestKinds:
    def test_a_changed_number_is_a_figure(self) -> None:
        found = change(LEAD, HURT.replace("12", "17"), BOAT)

        assert found.kind == "figures"
        assert found.figures == (ChangedFigure(unit="injured", before=12, after=17),)
        assert found.paragraphs == (Paragraph(before=HURT, after=HURT.replace("12", "17")),)

    def test_a_new_paragraph_is_an_update(self) -> None:
        found = change(LEAD, HURT, "Divers have looked at the hull.", BOAT)

        assert (found.kind, found.paragraphs) == (
            "update",
            (Paragraph(before=None, after="Divers have looked at the hull."),),
        )

    def test_a_paragraph_taken_out_is_one_too(self) -> None:
        assert change(LEAD, BOAT).paragraphs == (Paragraph(before=HURT, after=None),)

    def test_another_headline_alone_is_a_headline(self) -> None:
        assert change(LEAD, HURT, BOAT, title="Ferry hits pier").kind == "headline"

    def test_other_words_are_minor(self) -> None:
        assert change(LEAD.replace("dusk", "dawn"), HURT, BOAT).kind == "minor"

    def test_white_space_is_nothing_that_is_read(self) -> None:
        assert change(LEAD, f"  {HURT} ", "", BOAT).kind == "date"

    @pytest.mark.parametrize(
        "note",
        [
            "Correction: an earlier version of this article said that 21 people were injured.",
            "This article was corrected on 4 March. The ferry is the Aldermoor.",
            "Korrektur: In einer früheren Version stand ein anderer Name.",
            "Une version précédente de cet article donnait un autre nom.",
            "Fe de erratas: el barco es el Aldermoor.",
            "更正：船名有误。",
        ],
    )
    def test_a_note_makes_it_a_correction(self, note: str) -> None:
        found = change(LEAD, HURT.replace("12", "17"), BOAT, note)

        assert (found.kind, found.note) == ("correction", note)

    def test_a_note_that_was_there_before_makes_none(self) -> None:
        note = "Correction: the ferry is the Aldermoor."

        assert change(LEAD, HURT, note, before=(LEAD, HURT, BOAT, note)).kind == "update"

    def test_a_note_that_was_cut_from_the_text_counts(self) -> None:
        old = Content(title="Ferry", text=LEAD)

        found = text_changes(old, replace(old, lines_cut=["This story was corrected to give the ferry its name."]))

        assert found.kind == "correction"

    def test_a_story_that_speaks_of_corrections_has_none(self) -> None:
        assert change(LEAD, HURT, BOAT, "The correction of the rudder took three hours.").kind == "update"

    def test_a_withdrawn_story_says_so_and_is_shorter(self) -> None:
        assert change("This story has been withdrawn.").kind == "withdrawal"

    def test_a_text_written_anew_costs_no_time(self) -> None:
        old = [f"Line {n} about the harbour of yesterday." for n in range(800)]
        new = [f"Quite other words {n} on the boats of tomorrow." for n in range(800)]

        assert len(change(*new, before=tuple(old)).paragraphs) == 1600

    def test_paragraphs_that_have_changed_places_are_not_paired_crosswise(self) -> None:
        found = change(BOAT.replace("Thursday", "Friday"), LEAD, HURT)

        assert [p.after for p in found.paragraphs if p.before is None] == [BOAT.replace("Thursday", "Friday")]


FIRST_RUN = datetime(2026, 3, 10, 6, tzinfo=UTC)


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., None]:
    """Take articles into the warehouse `w`, on a day after the first."""

    def ingest(day: int, **changed: str) -> None:
        folder = tmp_path / f"in-{day}"
        folder.mkdir()
        base = {"url": "https://harbourpost.example/ferry.html", "title": "Ferry aground", "outlet": "Harbour Post"}
        text = "\n".join([LEAD, HURT, BOAT, *(f"Passenger {n} spoke of soup, fog and old bolts." for n in "abc")])
        article = {**base, "text": text, "published": "2026-03-09T20:00:00Z"} | changed
        (folder / "export.jsonl").write_bytes(orjson.dumps(article))
        daily(replace(new_run(tmp_path / "w", [folder]), started_at=FIRST_RUN + timedelta(days=day)))

    return ingest


def test_each_state_says_what_is_different(take: Callable[..., None], tmp_path: Path, ask: Any) -> None:
    first = "\n".join([LEAD, HURT, BOAT])
    take(0, text=first)
    take(1, text=first.replace("12", "17"))
    take(2, text=first.replace("12", "17"), title="Ferry Aldermoor aground")
    take(3, text=first.replace("12", "14") + "\nCorrection: 14 people were injured, not 17.")

    rows = ask(
        tmp_path / "w",
        "SELECT kind, previous_title, paragraphs_added, paragraphs_changed, changed_figures, note FROM revisions",
    )
    paragraphs = ask(
        tmp_path / "w", "SELECT kind, before, after FROM what_changed((SELECT any_value(article_id) FROM articles))"
    )

    hurt = {"unit": "injured"}
    note = "Correction: 14 people were injured, not 17."
    assert rows == [
        ("first", None, None, None, None, None),
        ("figures", "Ferry aground", 0, 1, [hurt | {"before": 12.0, "after": 17.0}], None),
        ("headline", "Ferry aground", 0, 0, [], None),
        ("correction", "Ferry Aldermoor aground", 1, 1, [hurt | {"before": 17.0, "after": 14.0}], note),
    ]
    assert [row[0] for row in paragraphs] == ["figures", "correction", "correction"]
    assert (None, note) in {row[1:] for row in paragraphs}


def test_an_earlier_page_that_comes_late_is_no_change(take: Callable[..., None], tmp_path: Path, ask: Any) -> None:
    take(0, modified="2026-03-09T23:00:00Z")
    take(1, modified="2026-03-09T21:00:00Z", title="Ferry in trouble")

    assert ask(tmp_path / "w", "SELECT kind, title FROM revisions ORDER BY revision_number") == [
        ("headline", "Ferry aground"),
        ("late", "Ferry in trouble"),
    ]


OTHER = {
    "url": "https://valleyecho.example/rudder.html",
    "outlet": "Valley Echo",
    "title": "Rudder drove ferry Aldermoor into pier",
    "text": f"A jammed rudder drove the ferry Aldermoor into the pier of Kestrel Bay. {HURT}\n"
    "Harbour master Orla Venn counted the passengers on the quay and asked for a boat from the Outer Isles.",
    "published": "2026-03-09T21:00:00Z",
}


def known_at(day: float) -> str:
    return f"as_known_at(TIMESTAMPTZ '{(FIRST_RUN + timedelta(days=day)).isoformat()}')"


def test_what_was_found_later_was_not_known(take: Callable[..., None], tmp_path: Path, ask: Any) -> None:
    take(0)
    take(1, **OTHER)
    take(
        2,
        **OTHER | {"url": "https://marlowledger.example/r.html", "outlet": "Ledger", "published": "2026-03-09T20:30Z"},
    )
    take(3, title="Ferry Aldermoor aground")

    known = [
        ask(tmp_path / "w", f"SELECT title, duplicate_of IS NULL, story_id FROM {known_at(day)} ORDER BY 1, 2 DESC")
        for day in (-1, 0.5, 1.5, 2.5, 3.5)
    ]
    stories = {story for rows in known for *_, story in rows}

    assert [[row[:2] for row in rows] for rows in known] == [
        [],
        [("Ferry aground", True)],
        [("Ferry aground", True), (OTHER["title"], True)],
        [("Ferry aground", True), (OTHER["title"], True), (OTHER["title"], False)],
        [("Ferry Aldermoor aground", True), (OTHER["title"], True), (OTHER["title"], False)],
    ]
    assert len(stories) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Troops were withdrawn from the border on Monday.",
        "An earlier version of the law had failed in May.",
        "Correction facility staff went on strike.",
        "Oprava mostu začne v pondělí.",
    ],
)
def test_news_about_corrections_and_withdrawals_is_none(line: str) -> None:
    old, new = (Content(title="A", text=f"The bridge is open.{more}") for more in ("", f"\n{line}"))

    made = text_changes(old, new)

    assert (made.kind, made.note) == ("update", None)


def test_tables_of_equal_cells_are_compared_in_no_time() -> None:
    old, new = ("\n".join(f"Team {i}{more}\n0" for i in range(1_200)) for more in ("", " x"))
    began = time.process_time()

    made = text_changes(Content(title="A", text=old), Content(title="A", text=new))

    assert made.kind == "update"
    assert time.process_time() - began < 2
