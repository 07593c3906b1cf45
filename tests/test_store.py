"""The warehouse on disk: commits, snapshots, conflicts, the lock, and what a killed run leaves."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa

from warehouse import query
from warehouse.catalog import Catalog
from warehouse.catalog_database import SqliteFile
from warehouse.errors import (
    CommitConflict,
    NewerWarehouse,
    SchemaMismatch,
    SnapshotNotFound,
    WarehouseDamaged,
    WarehouseLocked,
    WarehouseNotFound,
)
from warehouse.schemas import STORIES, TABLES
from warehouse.store import Warehouse, locked

NOW = datetime(2026, 11, 18, 6, tzinfo=UTC)


def stories(*ids: str, title: str = "A story") -> pa.Table:
    rows = [
        {"story_id": i, "founding_article_id": i, "title": title, "founded_at": NOW, "merged_into": None} for i in ids
    ]
    return pa.Table.from_pylist(rows, STORIES.schema)


def stored(warehouse: Warehouse, snapshot: int | None = None) -> list[tuple[str, str]]:
    with query.connect_snapshot(warehouse, snapshot) as connection:
        return connection.execute("SELECT story_id, title FROM stored.stories ORDER BY ALL").fetchall()


@pytest.fixture
def empty(tmp_path: Path, make_warehouse: Callable[[Path, datetime], Warehouse]) -> Warehouse:
    """An empty warehouse, wherever its catalog and data may lie."""
    return make_warehouse(tmp_path / "warehouse", NOW)


@pytest.fixture
def empty_folder(tmp_path: Path) -> Warehouse:
    """An empty warehouse, all in its folder."""
    return Warehouse.create(tmp_path / "warehouse", NOW)


def test_a_commit_is_seen_whole_and_an_earlier_snapshot_stays(empty: Warehouse) -> None:
    first = empty.begin("run-1")
    first.add("stories", stories("a", "b"))
    number = first.commit("two stories", NOW)
    second = empty.begin("run-2")
    second.replace_rows("stories", "story_id", stories("b", title="Another title"))
    second.commit("one changed", NOW)

    assert stored(empty) == [("a", "A story"), ("b", "Another title")]
    assert stored(empty, number) == [("a", "A story"), ("b", "A story")]
    assert [snapshot.message for snapshot in empty.snapshots()][2:] == ["two stories", "one changed"]


def test_a_draft_is_seen_by_nobody_before_its_commit(empty: Warehouse) -> None:
    draft = empty.begin("run-1")
    draft.add("stories", stories("a"))

    assert stored(empty) == []
    with query.connect(draft.paths()) as connection:
        assert connection.execute("SELECT count(*) FROM stored.stories").fetchall() == [(1,)]


def test_committing_a_run_twice_changes_nothing(empty: Warehouse) -> None:
    draft = empty.begin("run-1")
    draft.add("stories", stories("a"))

    assert draft.commit("first", NOW) == draft.commit("again", NOW)
    assert stored(empty) == [("a", "A story")]


def test_the_second_of_two_rewrites_is_refused(empty: Warehouse) -> None:
    base = empty.begin("run-1")
    base.add("stories", stories("a"))
    base.commit("base", NOW)
    one, other = empty.begin("run-2"), empty.begin("run-3")
    for draft in (one, other):
        draft.replace_rows("stories", "story_id", stories("a", title=draft.run_id))
    one.commit("one", NOW)

    with pytest.raises(CommitConflict, match="run again"):
        other.commit("other", NOW)
    assert stored(empty) == [("a", "run-2")]


def test_a_draft_goes_on_in_another_step(empty: Warehouse) -> None:
    draft = empty.begin("run-1")
    draft.add("stories", stories("a"))
    draft.save()

    again = empty.resume("run-1")
    again.remove_rows("stories", "story_id", pa.array(["a"]))

    assert again.paths() == {}


def test_rows_that_do_not_fit_are_refused(empty: Warehouse) -> None:
    draft = empty.begin("run-1")

    with pytest.raises(SchemaMismatch, match="missing columns"):
        draft.add("stories", stories("a").drop_columns(["title"]))
    with pytest.raises(SchemaMismatch, match="story_id: 1 nulls"):
        draft.add("stories", pa.Table.from_pylist([{"story_id": None}], STORIES.schema))
    with pytest.raises(SchemaMismatch, match="stories"):
        draft.add("stories", stories("a").set_column(3, "founded_at", pa.array(["yesterday"])))


def test_files_of_a_killed_run_are_swept_away_and_nothing_else(empty: Warehouse) -> None:
    draft = empty.begin("run-1")
    draft.add("stories", stories("a"))
    draft.commit("kept", NOW)
    killed = empty.begin("run-2")
    killed.add("stories", stories("b"))
    killed.save()
    (empty.files.folder / "stories" / "run-2-77.tmp").write_bytes(b"half")

    empty.sweep()

    assert {stored.place for stored in empty.files.listed()} == empty.catalog.known_paths()
    assert sorted(path.name for path in (empty.files.folder / "stories").iterdir()) == [draft.added[0].path]
    assert stored(empty) == [("a", "A story")]


def test_a_file_of_a_run_that_has_ended_is_not_swept_away(empty_folder: Warehouse) -> None:
    unknown_to_an_older_catalog = empty_folder.files.folder / "stories" / "run-0-0123.parquet"
    unknown_to_an_older_catalog.parent.mkdir(parents=True)
    unknown_to_an_older_catalog.touch()
    empty_folder.begin("run-2").save()

    assert empty_folder.sweep() == 0
    assert unknown_to_an_older_catalog.exists()


def test_the_lock_says_who_holds_it(empty: Warehouse) -> None:
    with (
        locked(empty.root, "run-1", NOW),
        pytest.raises(WarehouseLocked, match="run-1"),
        locked(empty.root, "run-2", NOW),
    ):
        pass
    with locked(empty.root, "run-3", NOW):
        pass


def test_a_killed_holder_frees_the_lock(empty: Warehouse) -> None:
    hold = (
        "import sys, time; from datetime import UTC, datetime; from pathlib import Path;"
        "from warehouse.store import locked\n"
        "with locked(Path(sys.argv[1]), 'run-1', datetime.now(UTC)):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", hold, str(empty.root)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(WarehouseLocked), locked(empty.root, "run-2", NOW):
            pass
        holder.kill()
        holder.wait()

    with locked(empty.root, "run-3", NOW):
        pass


def test_there_is_no_warehouse_in_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(WarehouseNotFound, match="no warehouse here"):
        Warehouse.open(tmp_path)


def test_a_folder_with_other_files_is_not_made_a_warehouse(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()

    with pytest.raises(WarehouseDamaged, match=r"thesis\.docx"):
        Warehouse.create(tmp_path, NOW)


def test_a_newer_warehouse_is_refused_by_number(empty: Warehouse) -> None:
    with empty.catalog.database.writing() as connection:
        connection.execute(sa.text("INSERT INTO storyfold_schema_version VALUES (99)"))

    with pytest.raises(NewerWarehouse, match="schema 99"):
        Warehouse.open(empty.root)


def test_a_damaged_catalog_is_named(empty_folder: Warehouse) -> None:
    for name in ("catalog.sqlite-wal", "catalog.sqlite-shm"):
        (empty_folder.root / name).unlink(missing_ok=True)
    (empty_folder.root / "catalog.sqlite").write_bytes(b"not a database, but long enough to look at" * 100)

    with pytest.raises(WarehouseDamaged, match=r"catalog\.sqlite"):
        Warehouse.open(empty_folder.root)


def test_an_unknown_snapshot_is_named_with_those_there_are(empty: Warehouse) -> None:
    with pytest.raises(SnapshotNotFound, match="0 to 1"):
        empty.snapshot(7)


def test_a_flipped_byte_and_a_missing_file_are_found(empty_folder: Warehouse) -> None:
    draft = empty_folder.begin("run-1")
    draft.add("stories", stories("a"))
    draft.commit("one", NOW)
    [path] = draft.paths()["stories"]
    assert empty_folder.damaged_files(empty_folder.snapshot()) == []

    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    assert "not the bytes" in empty_folder.damaged_files(empty_folder.snapshot())[0]
    path.unlink()
    assert "missing" in empty_folder.damaged_files(empty_folder.snapshot())[0]


def test_ids_of_tables_and_columns_are_unique() -> None:
    assert len({table.id for table in TABLES.values()}) == len(TABLES)
    for table in TABLES.values():
        assert len({column.id for column in table.columns}) == len(table.columns)
        assert all(column.description for column in table.columns)
        assert set(table.sort_by) | set(table.bloom_filters) | set(table.plain_columns) <= set(table.schema.names)


def test_a_catalog_that_cannot_be_written_can_be_read(empty_folder: Warehouse) -> None:
    draft = empty_folder.begin("run-1")
    draft.add("stories", stories("a"))
    draft.commit("one", NOW)
    folder = empty_folder.root.parent / "medium, read-only"
    folder.mkdir()
    shutil.copy(empty_folder.root / "catalog.sqlite", folder)

    catalog = Catalog(SqliteFile(folder / "catalog.sqlite", is_read_only=True))

    catalog.check_version()
    assert catalog.head() == 2
    assert [path.name for path in folder.iterdir()] == ["catalog.sqlite"]
