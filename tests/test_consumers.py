"""What other tools read: the published Parquet, the manifest beside it, and one DuckDB file, all with the same rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from flows.cli import run_command
from warehouse import query
from warehouse.query import MACROS, VIEWS
from warehouse.schemas import SCHEMA_VERSION
from warehouse.store import Warehouse


@pytest.fixture(scope="module")
def database(example_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example warehouse in one DuckDB file, moved to where nothing else is."""
    made = tmp_path_factory.mktemp("export") / "november.duckdb"
    assert run_command(["export", str(made), "--warehouse", str(example_warehouse)]) == 0
    return made.rename(tmp_path_factory.mktemp("elsewhere") / "moved.duckdb")


@pytest.fixture(scope="module")
def own(example_warehouse: Path) -> Iterator[query.Connection]:
    """The example warehouse as the stored tables make it."""
    warehouse = Warehouse.open(example_warehouse)
    with query.connect(warehouse.paths(warehouse.snapshot())) as connection:
        yield connection


def in_order(own: query.Connection, rows: str) -> pa.Table:
    """Rows in an order that is always the same."""
    return own.execute(f"FROM {rows} ORDER BY ALL").to_arrow_table()


@pytest.mark.parametrize("tool", ["polars", "pandas"])
def test_other_tools_read_the_same_rows(example_warehouse: Path, own: query.Connection, tool: str) -> None:
    differing = []
    for view in VIEWS:
        folder = example_warehouse / "published" / view
        if tool == "polars":
            rows = pl.read_parquet(folder / "*.parquet").to_arrow()
        else:
            rows = pa.Table.from_pandas(pd.read_parquet(folder, dtype_backend="pyarrow"), preserve_index=False)
        wanted = in_order(own, view)
        own.register("read", rows.select(wanted.schema.names).cast(wanted.schema))
        if not in_order(own, "read").equals(wanted):
            differing.append(view)

    assert differing == []


def test_the_manifest_tells_the_files_of_one_snapshot(example_warehouse: Path, own: query.Connection) -> None:
    published = example_warehouse / "published"
    manifest = json.loads((published / "_manifest.json").read_text())

    assert manifest["snapshot"] == Warehouse.open(example_warehouse).catalog.head()
    assert manifest["schema_version"] == SCHEMA_VERSION
    assert set(manifest["tables"]) == set(VIEWS)
    listed = {file["path"]: file for table in manifest["tables"].values() for file in table["files"]}
    there = {path.relative_to(published).as_posix(): path.read_bytes() for path in published.rglob("*.parquet")}
    assert {path: hashlib.sha256(data).hexdigest() for path, data in there.items()} == {
        path: file["sha256"] for path, file in listed.items()
    }
    assert {path: len(data) for path, data in there.items()} == {
        path: file["size_bytes"] for path, file in listed.items()
    }
    assert {view: table["rows"] for view, table in manifest["tables"].items()} == {
        view: in_order(own, view).num_rows for view in VIEWS
    }


def test_one_database_holds_the_same_rows(database: Path, own: query.Connection) -> None:
    with duckdb.connect(str(database), read_only=True) as shell:
        shell.execute("SET TimeZone = 'UTC'")
        assert [view for view in VIEWS if not in_order(shell, view).equals(in_order(own, view))] == []


def test_one_database_needs_no_warehouse_for_its_macros_and_comments(
    database: Path, example_warehouse: Path, own: query.Connection
) -> None:
    questions = (
        "SELECT folded_words('Élan')",
        "SELECT wanted_words('Élan*')",
        "FROM search('ferry')",
        "FROM coverage((SELECT min(story_id) FROM stories))",
        "FROM first_to_publish(DATE '2026-11-01')",
        "FROM as_known_at(TIMESTAMPTZ '2100-01-01')",
        "FROM what_changed((SELECT min(article_id) FROM revisions WHERE revision_number = 2))",
        "SELECT name_key('Łódź')",
        "FROM mentioned_with('Kestrel')",
    )
    assert len(questions) == len(MACROS)
    with duckdb.connect(str(database), read_only=True, config={"enable_external_access": False}) as shell:
        assert [shell.execute(q).fetchall() for q in questions] == [own.execute(q).fetchall() for q in questions]
        bare = "SELECT count(*) FROM duckdb_columns() WHERE database_name = current_database() AND comment IS NULL"
        assert shell.execute(f"{bare} AND schema_name = 'main' AND table_name <> 'manifest'").fetchall() == [(0,)]
        comment = shell.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'stories'").fetchall()
        assert comment[0][0].startswith("One row per event")
        number = Warehouse.open(example_warehouse).catalog.head()
        assert shell.execute("SELECT DISTINCT snapshot, schema_version FROM manifest").fetchall() == [
            (number, SCHEMA_VERSION)
        ]


def test_a_database_of_some_tables_has_the_macros_they_can_answer(example_warehouse: Path, tmp_path: Path) -> None:
    command = ["export", str(tmp_path / "some"), "--format", "duckdb", "--warehouse", str(example_warehouse)]

    assert run_command([*command, "--tables", "articles", "--tables", "article_text"]) == 0
    assert run_command(command) == 2  # nothing is overwritten
    with duckdb.connect(str(tmp_path / "some"), read_only=True) as shell:
        macros = shell.execute("SELECT function_name FROM duckdb_functions() WHERE NOT internal").fetchall()
        assert {name for (name,) in macros} == {"folded_words", "wanted_words", "search", "coverage", "name_key"}
