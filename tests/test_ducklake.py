"""The contract with DuckLake 1.0: the official extension attaches the catalog and reads the same rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import duckdb_extension_ducklake
import duckdb_extension_postgres_scanner
import duckdb_extension_sqlite_scanner
import pyarrow as pa
import pytest
import sqlalchemy as sa

from flows.maintain import compact, expire
from warehouse import query
from warehouse.connecting import connect
from warehouse.expiry import ExpiryParams
from warehouse.location import Location
from warehouse.schemas import TABLES
from warehouse.store import Warehouse

NOW = datetime(2026, 11, 18, 6, tzinfo=UTC)


def check(run_id: str) -> dict[str, object]:
    found = {"passed": True, "wrong_rows": 0, "example": None}
    return {"run_id": run_id, "name": "a check", **found, "checked_at": NOW}


def attached(catalog: str, bridge: ModuleType) -> duckdb.DuckDBPyConnection:
    """A connection to a catalog through the extension and its bridge to a database, loaded from their wheels."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    connection.execute("SET TimeZone = 'UTC'")
    for wheel in (bridge, duckdb_extension_ducklake):
        [extension] = Path(str(wheel.__file__)).parent.rglob("*.duckdb_extension")
        connection.execute(f"LOAD '{extension}'")
    connection.execute(f"ATTACH 'ducklake:{catalog}' AS lake (READ_ONLY)")
    return connection


def attached_file(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """A connection to a warehouse with its catalog in its folder."""
    return attached(f"sqlite:{warehouse}/catalog.sqlite", duckdb_extension_sqlite_scanner)


@pytest.fixture(scope="module")
def lake(example_warehouse: Path) -> Any:
    """The example warehouse through the extension."""
    with attached_file(example_warehouse) as connection:
        yield connection


def differing(lake: duckdb.DuckDBPyConnection, warehouse: Path) -> list[str]:
    """The stored tables of which the extension reads other rows than we do."""
    with query.connect_snapshot_stored(Warehouse.open(warehouse)) as own:
        return [
            table
            for table in TABLES
            if lake.execute(f"SELECT * FROM lake.{table} ORDER BY ALL").fetchall()
            != own.execute(f"SELECT * FROM stored.{table} ORDER BY ALL").fetchall()
        ]


def test_the_extension_reads_the_same_rows(lake: Any, example_warehouse: Path) -> None:
    assert differing(lake, example_warehouse) == []


def test_the_extension_reads_what_compacting_and_expiring_have_left(own_warehouse: Path) -> None:
    opened = Warehouse.open(own_warehouse)
    for run in ("one", "two"):
        draft = opened.begin(run)
        draft.add("checks", pa.Table.from_pylist([check(run)], TABLES["checks"].schema))
        draft.commit(run, NOW)
    compact(own_warehouse)
    expire(own_warehouse, ExpiryParams(older_than=timedelta(0), grace=timedelta(0)))

    with attached_file(own_warehouse) as lake:
        assert differing(lake, own_warehouse) == []
        assert len(lake.execute("FROM ducklake_snapshots('lake')").fetchall()) == 1


def test_the_extension_reads_a_catalog_on_postgresql(own_warehouse: Path, postgres: str) -> None:
    connect(own_warehouse, Location(catalog=postgres), NOW)
    url = sa.make_url(postgres)
    catalog = f"postgres:host={url.host} port={url.port} user={url.username} dbname={url.database}"

    with attached(catalog, duckdb_extension_postgres_scanner) as lake:
        assert differing(lake, own_warehouse) == []
        assert lake.execute("SELECT count(*) FROM lake.article_text AT (VERSION => 1)").fetchall() == [(0,)]


def test_the_extension_reads_an_older_snapshot(lake: Any) -> None:
    now = lake.execute("SELECT count(*) FROM lake.article_text").fetchall()
    before = lake.execute("SELECT count(*) FROM lake.article_text AT (VERSION => 1)").fetchall()

    assert now[0][0] > 0
    assert before == [(0,)]


def test_the_extension_knows_the_comments(lake: Any) -> None:
    comments = lake.execute(
        "SELECT comment FROM duckdb_tables() WHERE database_name = 'lake' AND table_name = 'stories'"
    ).fetchall()

    assert comments == [(TABLES["stories"].description,)]
