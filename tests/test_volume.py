"""An outlet that falls silent, halves its texts or is all copies of a sudden is told, and kept back where asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from flows.cli import run_command
from flows.errors import ChecksFailed
from warehouse import query
from warehouse.schemas import TABLES
from warehouse.store import Warehouse
from warehouse.volume import Alarm

NOW = datetime(2026, 11, 18, 6, tzinfo=UTC)
STRICT = {"silent_outlets": Alarm(warn=0.5, fail=0.2)}


def row(table: str, **values: object) -> dict[str, object]:
    """A row of a table, with something in every column that must have a value."""
    fill: dict[pa.DataType, object] = {pa.string(): "", pa.bool_(): True, pa.timestamp("us", "UTC"): NOW}
    return {
        column.name: values.get(column.name, fill.get(column.type, [] if pa.types.is_list(column.type) else 0))
        if column.required or column.name in values
        else None
        for column in TABLES[table].columns
    }


def ran(warehouse: Warehouse, day: int, articles: Mapping[str, int], words: int = 400, copies: int = 0) -> None:
    """Store a run of the source `inbox` with so many articles of each outlet."""
    run = {"run_id": f"run-{day}", "source": "inbox"}
    draft = warehouse.begin(f"run-{day}")
    ids = [(outlet, f"{outlet}-{day}-{n}") for outlet, number in articles.items() for n in range(number)]
    made = [
        row("article_metadata", **run, outlet=outlet, article_id=id_, revision_id=id_, word_count=words)
        for outlet, id_ in ids
    ]
    linked = [row("duplicates", article_id=id_, original_id=ids[0][1]) for _, id_ in ids[1 : 1 + copies]]
    at = NOW + timedelta(days=day)
    for table, rows in (
        ("runs", [row("runs", run_id=run["run_id"], status="committed", started_at=at)]),
        ("files", [row("files", **run, path=f"{day}.jsonl", seen_at=at)]),
        ("article_metadata", made),
        ("duplicates", linked),
    ):
        draft.add(table, pa.Table.from_pylist(rows, TABLES[table].schema))
    draft.commit("a run", at)


def found(warehouse: Warehouse, **alarms: Alarm) -> dict[str, tuple[str, int]]:
    with query.connect_snapshot(warehouse) as connection:
        results = query.run_checks(connection, alarms)
    return {result.name: (result.level, result.wrong_rows) for result in results if result.name in ALL}


ALL = {"silent_outlets", "shortened_texts", "sudden_copies"}


@pytest.fixture
def week(tmp_path: Path) -> Warehouse:
    """Four runs with 20 articles of the Post and 8 of the Echo each."""
    warehouse = Warehouse.create(tmp_path / "warehouse", NOW)
    for day in range(4):
        ran(warehouse, day, {"Post": 20, "Echo": 8})
    return warehouse


def test_a_run_like_those_before_is_nothing_unusual(week: Warehouse) -> None:
    ran(week, 5, {"Post": 14, "Echo": 9}, words=350, copies=2)

    assert found(week) == dict.fromkeys(ALL, ("ok", 0))


def test_a_silent_outlet_is_told(week: Warehouse) -> None:
    ran(week, 5, {"Post": 20})

    assert found(week)["silent_outlets"] == ("warn", 1)
    assert found(week, silent_outlets=Alarm(warn=0.5, fail=0.2))["silent_outlets"] == ("fail", 1)
    assert found(week, silent_outlets=Alarm(warn=None))["silent_outlets"] == ("ok", 0)


def test_halved_texts_are_told(week: Warehouse) -> None:
    ran(week, 5, {"Post": 20, "Echo": 8}, words=180)

    assert found(week)["shortened_texts"] == ("warn", 2)


def test_copies_all_of_a_sudden_are_told(week: Warehouse) -> None:
    ran(week, 5, {"Post": 20, "Echo": 8}, copies=15)

    assert found(week)["sudden_copies"] == ("warn", 1)


def test_two_runs_tell_nothing_of_what_is_usual(tmp_path: Path) -> None:
    warehouse = Warehouse.create(tmp_path / "warehouse", NOW)
    for day in range(2):
        ran(warehouse, day, {"Post": 20})
    ran(warehouse, 3, {"Echo": 20})

    assert found(warehouse)["silent_outlets"] == ("ok", 0)


def test_another_source_is_not_missed(week: Warehouse) -> None:
    draft = week.begin("run-9")
    made = [row("runs", run_id="run-9", status="committed", started_at=NOW + timedelta(days=9))]
    draft.add("runs", pa.Table.from_pylist(made, TABLES["runs"].schema))
    read = [row("files", run_id="run-9", source="archive", path="a.jsonl")]
    draft.add("files", pa.Table.from_pylist(read, TABLES["files"].schema))
    draft.commit("another source", NOW)

    assert found(week)["silent_outlets"] == ("ok", 0)


def test_what_fails_is_not_published(take_in: Any, tmp_path: Path, scrape: Any, ask: Any) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    alarms = {"shortened_texts": Alarm(warn=None, fail=0.9), "silent_outlets": Alarm(warn=None)}
    for day in range(4):
        page = (
            "<html><head><meta property='og:site_name' content='Marlow Ledger'></head><body><h1>{}</h1>{}</body></html>"
        )
        paragraphs = [f"<p>{line} Day {day}.</p>" for line in scrape("ferry").split("\n\n")[1:]]
        for n in range(6):
            body = "".join(paragraphs if day < 3 else paragraphs[:2])
            text = page.format(f"Report {n} of day {day} from the quay", body.replace("Gannet", f"Rock {n}{day}"))
            (inbox / f"{day}-{n}.html").write_text(text)
        if day < 3:
            take_in(tmp_path / "w", inbox, alarms=alarms)
    before = ask(tmp_path / "w", "SELECT count(*) FROM articles")

    with pytest.raises(ChecksFailed, match="shortened_texts"):
        take_in(tmp_path / "w", inbox, alarms=alarms)

    assert ask(tmp_path / "w", "SELECT count(*) FROM articles") == before
    assert ask(tmp_path / "w", "SELECT level, wrong_rows FROM checks WHERE name = 'shortened_texts' AND level = 'fail'")


def test_a_alarm_that_is_none_is_said(own_warehouse: Path, capfd: Any) -> None:
    place = ["--warehouse", str(own_warehouse)]

    assert run_command(["check", "--alarm", "silence=1", *place]) == 2
    assert run_command(["check", "--alarm", "silent_outlets=much", *place]) == 2
    assert run_command(["check", "--alarm", "silent_outlets=0.3:0.1", *place]) == 0
    assert "silent_outlets" in capfd.readouterr().out


def test_what_was_told_stays_told_after_a_run_that_read_nothing(week: Warehouse) -> None:
    ran(week, 5, {"Post": 20})
    draft = week.begin("run-6")
    relinked = row("runs", run_id="run-6", status="committed", started_at=NOW + timedelta(days=6))
    draft.add("runs", pa.Table.from_pylist([relinked], TABLES["runs"].schema))
    draft.commit("a relinking", NOW)

    assert found(week)["silent_outlets"] == ("warn", 1)


def test_files_that_are_read_again_make_no_outlet_silent(week: Warehouse) -> None:
    draft = week.begin("run-6")
    at = NOW + timedelta(days=6)
    again = row("files", run_id="run-6", source="inbox", path="2.jsonl", seen_at=at)
    draft.add(
        "runs",
        pa.Table.from_pylist([row("runs", run_id="run-6", status="committed", started_at=at)], TABLES["runs"].schema),
    )
    draft.add("files", pa.Table.from_pylist([again], TABLES["files"].schema))
    draft.commit("a replay", at)

    assert found(week)["silent_outlets"] == ("ok", 0)
