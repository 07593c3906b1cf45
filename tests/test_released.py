"""Warehouses that released versions have left: read, queried, checked, gone on with, joined and forgotten from.

`released_warehouse.py` says how each was made.
"""

from __future__ import annotations

import tarfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.cli import run_command
from flows.daily import daily
from flows.forget import Asked, forget
from flows.maintain import compact, expire
from flows.repair import repair
from flows.runs import new_run
from tests.conftest import REPORTS
from tests.released_warehouse import FOLDER
from warehouse import query
from warehouse.expiry import ExpiryParams
from warehouse.schemas import SCHEMA_VERSION
from warehouse.snapshot_times import changes
from warehouse.store import CATALOG_NAME, Warehouse

RELEASED = sorted(FOLDER.glob("*.tar.xz"))
ARTICLES = [
    ("ferry.txt", "Ferry back at its berth after a night on the sandbank", 2),
    ("ledger.html", "Aldermoor ferry hits sandbank off Gannet Rock in fog", 1),
    ("post.html", "Ferry Aldermoor aground off Gannet Rock", 1),
    ("tram-again.txt", "Quay Row gets its tram, nine years after the vote", 1),
    ("tram.txt", "Quay Row gets its tram, nine years after the vote", 1),
]
CURRENT = "SELECT path, title, revision_number FROM articles ORDER BY path"


@pytest.fixture(params=RELEASED, ids=lambda path: path.name.removesuffix(".tar.xz"))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A warehouse as a released version has left it."""
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "warehouse"


def test_it_is_read_as_it_lies(old: Path, ask: Any) -> None:
    before = (old / CATALOG_NAME).read_bytes()
    warehouse = Warehouse.open(old)

    assert ask(old, CURRENT) == ARTICLES
    assert ask(old, "SELECT relation FROM duplicates") == [("exact",)]
    assert ask(old, "SELECT count(DISTINCT story_id) FROM articles WHERE title LIKE '%Aldermoor%'") == [(1,)]
    assert ask(old, "SELECT DISTINCT value FROM figures WHERE unit LIKE '%injured%' ORDER BY 1")
    assert ask(
        old,
        "SELECT text LIKE '%three metres%' FROM article_text JOIN articles USING (revision_id)"
        " WHERE path = 'ferry.txt'",
    ) == [(True,)]
    assert ask(old, "SELECT reason FROM rejected") == [("bad_record",)]
    assert ask(old, "SELECT kind, articles FROM forgotten") == [("article", 1)]
    assert warehouse.damaged_files(warehouse.snapshot()) == []
    assert changes(warehouse, 1).num_rows == len(ARTICLES)
    with query.connect_snapshot(warehouse, 2) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchall() == [(4,)]
    assert (old / CATALOG_NAME).read_bytes() == before


def test_every_view_and_macro_answers(old: Path) -> None:
    with query.connect_snapshot(Warehouse.open(old)) as connection:
        for view in query.VIEWS:
            connection.execute(f"FROM {view}").fetchall()
        assert connection.execute("SELECT count(*) FROM search('ferry')").fetchall() == [(3,)]
        assert len(connection.execute("FROM as_known_at(now())").fetchall()) == len(ARTICLES)
    assert run_command(["check", "--warehouse", str(old)]) == 0


def test_it_is_gone_on_with(old: Path, tmp_path: Path, ask: Any) -> None:
    inbox = tmp_path / "inbox"  # the name of its source, which was elsewhere
    inbox.mkdir()
    text = REPORTS["ferry"].replace("a dent two metres long", "a dent three metres long")
    (inbox / "again.txt").write_text(f"{text}\n")
    (inbox / "quarry-again.txt").write_text(f"{REPORTS['quarry']}\n")

    done = daily(new_run(old, [inbox]))

    assert done.ingested.accepted == 1
    assert done.ingested.skipped == 1  # what was forgotten is not taken in again
    assert len(ask(old, CURRENT)) == len(ARTICLES) + 1
    assert ask(old, "SELECT count(*) FROM duplicates") == [(2,)]
    assert Warehouse.open(old).catalog.schema_version() == SCHEMA_VERSION
    assert daily(new_run(old, [inbox])).snapshot is None
    compact(old)
    expire(old, ExpiryParams(older_than=timedelta(0), grace=timedelta(0)))
    assert len(ask(old, CURRENT)) == len(ARTICLES) + 1
    assert forget(old, Asked(what="Harbour Post")).remains == {}
    assert len(ask(old, CURRENT)) == len(ARTICLES)
    assert run_command(["check", "--warehouse", str(old)]) == 0


def test_its_catalog_is_made_anew(old: Path, ask: Any) -> None:
    (old / CATALOG_NAME).unlink()

    repair(old)

    assert ask(old, CURRENT) == ARTICLES


def test_definitions_change_with_their_number(old: Path) -> None:
    """Otherwise: a new SCHEMA_VERSION, or for a version that is not released yet its warehouse made again."""
    warehouse = Warehouse.open(old)
    number, before = warehouse.catalog.schema_version(), warehouse.snapshots()

    warehouse.follow_definitions(before[-1].created_at)

    assert warehouse.catalog.schema_version() == SCHEMA_VERSION
    assert number < SCHEMA_VERSION or warehouse.snapshots() == before
