"""The contract with DuckLake 1.0: the official extension attaches the catalog and reads the same rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_ducklake
import duckdb_extension_sqlite_scanner
import pytest

from warehouse import query
from warehouse.schemas import TABLES
from warehouse.store import Warehouse


@pytest.fixture
def lake(example_warehouse: Path) -> Any:
    """A connection to the example warehouse through the extension, loaded from its wheel."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    connection.execute("SET TimeZone = 'UTC'")
    for wheel in (duckdb_extension_sqlite_scanner, duckdb_extension_ducklake):
        [extension] = Path(wheel.__file__).parent.rglob("*.duckdb_extension")
        connection.execute(f"LOAD '{extension}'")
    connection.execute(f"ATTACH 'ducklake:sqlite:{example_warehouse}/catalog.sqlite' AS lake (READ_ONLY)")
    yield connection
    connection.close()


@pytest.mark.parametrize("table", TABLES)
def test_the_extension_reads_the_same_rows(lake: Any, example_warehouse: Path, table: str) -> None:
    with query.connect_snapshot(Warehouse.open(example_warehouse)) as own:
        ours = own.execute(f"SELECT * FROM stored.{table} ORDER BY ALL").fetchall()

    assert lake.execute(f"SELECT * FROM lake.{table} ORDER BY ALL").fetchall() == ours


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
