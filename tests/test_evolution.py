"""A warehouse of an earlier release follows today's definitions by the ids of columns, and its files stay readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

from tests.test_ducklake import attached_file
from warehouse import catalog, ducklake_layout, evolution, query, schemas, store
from warehouse.ducklake_layout import T
from warehouse.errors import OlderWarehouse
from warehouse.schemas import STRING, TIME, Column, Table
from warehouse.store import Warehouse

NOW = datetime(2026, 11, 18, 6, tzinfo=UTC)
FIRST = (
    Column(1, "name", STRING, "the boat", True),
    Column(2, "length", pa.int32(), "metres"),
    Column(3, "built_at", TIME, "when (UTC)"),
)
ADDED = (*FIRST, Column(4, "harbour", STRING, "where it lies"))
RENAMED = (FIRST[0], Column(2, "length_metres", pa.int32(), "metres"), FIRST[2])
WIDENED = (FIRST[0], Column(2, "length", pa.float64(), "metres"), FIRST[2])
HIDDEN = FIRST[:2]


@pytest.fixture
def define(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give all modules one table, `boats`, with these columns, as a release would have it."""

    def apply(columns: Sequence[Column]) -> None:
        boats = Table(id=90, name="boats", description="A boat.", columns=tuple(columns), sort_by=("name",))
        for module in (schemas, store, query, evolution, ducklake_layout):
            monkeypatch.setattr(module, "TABLES", {"boats": boats})

    return apply


def add(warehouse: Warehouse, **values: object) -> None:
    draft = warehouse.begin(f"run-{values['name']}")
    draft.add("boats", pa.Table.from_pylist([values], schemas.TABLES["boats"].schema))
    draft.commit("a boat", NOW)


def boats(warehouse: Warehouse) -> list[dict[str, Any]]:
    with query.connect_snapshot_stored(warehouse) as connection:
        return connection.execute("FROM stored.boats ORDER BY name").to_arrow_table().to_pylist()


@pytest.fixture
def old(tmp_path: Path, define: Any) -> Warehouse:
    """A warehouse with one boat, as an earlier release left it."""
    define(FIRST)
    warehouse = Warehouse.create(tmp_path / "warehouse", NOW)
    add(warehouse, name="Ada", length=12, built_at=NOW)
    return warehouse


@pytest.mark.parametrize(
    ("columns", "new", "first"),
    [
        (ADDED, {"length": 9, "built_at": NOW, "harbour": "Marlow"}, {"length": 12, "built_at": NOW, "harbour": None}),
        (RENAMED, {"length_metres": 9, "built_at": NOW}, {"length_metres": 12, "built_at": NOW}),
        (WIDENED, {"length": 9.5, "built_at": NOW}, {"length": 12.0, "built_at": NOW}),
        (HIDDEN, {"length": 9}, {"length": 12}),
    ],
    ids=["added", "renamed", "widened", "hidden"],
)
def test_old_and_new_files_are_read_together(
    old: Warehouse, define: Any, columns: Sequence[Column], new: dict[str, Any], first: dict[str, Any]
) -> None:
    define(columns)
    assert boats(old) == [{"name": "Ada", **first}]  # before anything is written

    old.follow_definitions(NOW)
    add(old, name="Bee", **new)

    assert boats(old) == [{"name": "Ada", **first}, {"name": "Bee", **new}]
    with attached_file(old.root) as lake:
        names = [column.name for column in columns]
        rows = lake.execute("FROM lake.boats ORDER BY name").fetchall()
        assert rows == [tuple(row[name] for name in names) for row in boats(old)]
        assert lake.execute("SELECT length FROM lake.boats AT (VERSION => 2)").fetchall() == [(12,)]


def test_old_rows_are_rewritten_in_todays_columns(old: Warehouse, define: Any) -> None:
    define(ADDED)
    old.follow_definitions(NOW)
    draft = old.begin("run-2")
    draft.merge(old.snapshot().files["boats"], level=6)
    draft.commit("rewritten", NOW)

    assert boats(old) == [{"name": "Ada", "length": 12, "built_at": NOW, "harbour": None}]


def test_a_column_that_need_not_be_given_any_more_is_freed(old: Warehouse, define: Any) -> None:
    define((replace(FIRST[0], required=False), *FIRST[1:]))

    old.follow_definitions(NOW)
    add(old, name=None, length=3)
    snapshots = old.snapshots()
    old.follow_definitions(NOW)

    assert {boat["name"] for boat in boats(old)} == {"Ada", None}
    assert old.snapshots() == snapshots


def test_following_twice_changes_nothing(old: Warehouse, define: Any) -> None:
    define(ADDED)
    old.follow_definitions(NOW)
    snapshots = old.snapshots()

    old.follow_definitions(NOW)

    assert old.snapshots() == snapshots


def test_numbered_steps_are_taken_once_each_in_a_transaction_of_its_own(
    old: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rename(connection: sa.Connection) -> None:
        connection.execute(T["snapshot_changes"].update().values(author=T["snapshot_changes"].c.author + "!"))

    def stumble(connection: sa.Connection) -> None:
        rename(connection)
        raise OSError("the machine is lost")

    def authors() -> set[str]:
        with sa.create_engine(f"sqlite:///{old.root}/catalog.sqlite").connect() as connection:
            return set(connection.execute(sa.select(T["snapshot_changes"].c.author)).scalars())

    for module in (catalog, evolution):
        monkeypatch.setattr(module, "SCHEMA_VERSION", 3)
    monkeypatch.setattr(evolution, "MIGRATIONS", {2: rename, 3: stumble})
    with pytest.raises(OSError, match="lost"):
        old.follow_definitions(NOW)
    assert (old.catalog.schema_version(), authors()) == (2, {"storyfold!"})

    monkeypatch.setattr(evolution, "MIGRATIONS", {2: stumble, 3: rename})
    old.follow_definitions(NOW)
    old.follow_definitions(NOW)
    assert (old.catalog.schema_version(), authors()) == (3, {"storyfold!!"})


def test_a_table_is_added(old: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    quays = Table(id=91, name="quays", description="A quay.", columns=FIRST, sort_by=("name",))
    for module in (schemas, store, query, evolution, ducklake_layout):
        monkeypatch.setattr(module, "TABLES", {**schemas.TABLES, "quays": quays})

    old.follow_definitions(NOW)
    draft = old.begin("run-q")
    draft.add("quays", pa.Table.from_pylist([{"name": "North"}], quays.schema))
    draft.commit("a quay", NOW)

    with attached_file(old.root) as lake:
        assert lake.execute("SELECT name FROM lake.quays").fetchall() == [("North",)]
        assert len(lake.execute("FROM lake.boats").fetchall()) == 1


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ((*FIRST, Column(4, "harbour", STRING, "where", True)), "boats.harbour is missing"),
        ((FIRST[0], replace(FIRST[1], type=STRING), FIRST[2]), "boats.length is int32 in it, and varchar now"),
    ],
)
def test_a_change_that_would_invent_or_lose_values_is_refused(
    old: Warehouse, define: Any, columns: Sequence[Column], message: str
) -> None:
    define(columns)
    snapshots = old.snapshots()

    with pytest.raises(OlderWarehouse, match=message):
        old.follow_definitions(NOW)
    assert old.snapshots() == snapshots


def test_rows_are_found_and_dropped_by_a_column_that_was_renamed(old: Warehouse, define: Any) -> None:
    add(old, name="Bee", length=9, built_at=NOW)
    define(RENAMED)
    old.follow_definitions(NOW)
    draft = old.begin("run-2")

    draft.remove_rows("boats", "length_metres", pa.array([9], pa.int32()))
    draft.commit("one is gone", NOW)

    assert [boat["name"] for boat in boats(old)] == ["Ada"]
