"""The SQL people get: views, macros, comments, read-only connections, files for other readers."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse import query
from warehouse.errors import QueryFailed, TableNotFound
from warehouse.query import MACROS, VIEWS
from warehouse.store import Warehouse


def test_every_column_of_every_view_is_described() -> None:
    with query.connect({}) as connection:
        bare = [f"{v}.{name}" for v in VIEWS for name, _, text in query.view_columns(connection, v) if not text]

    assert bare == []


@pytest.mark.parametrize("kind", ["views", "macros", "checks", "queries"])
def test_every_statement_has_a_header(kind: str) -> None:
    files = sorted((query.SQL / kind).glob("*.sql"))

    assert files
    assert [file.name for file in files if not file.read_text().startswith("-- ")] == []


def test_every_sql_file_is_listed() -> None:
    assert {f.stem for f in (query.SQL / "views").glob("*.sql")} == set(VIEWS)
    assert {f.stem for f in (query.SQL / "macros").glob("*.sql")} == set(MACROS)
    assert {f.stem for f in (query.SQL / "checks").glob("*.sql")} == set(query.CHECKS)


def test_macros_answer(example_warehouse: Path) -> None:
    with query.connect_snapshot(Warehouse.open(example_warehouse)) as connection:
        story = connection.execute("SELECT story_id FROM stories ORDER BY articles DESC, story_id LIMIT 1").fetchall()
        found = connection.execute("SELECT title FROM search('ferry gannet')").fetchall()
        coverage = connection.execute("FROM coverage($1)", [story[0][0]]).fetchall()
        first = connection.execute("FROM first_to_publish(DATE '2026-11-01')").fetchall()
        known = connection.execute("FROM as_known_at(now())").fetchall()
        never = connection.execute("FROM as_known_at(TIMESTAMPTZ '2020-01-01')").fetchall()

    assert found
    assert len(coverage) > 1
    assert first
    assert len(known) > 30
    assert never == []


def test_a_copy_is_in_the_story_of_its_original(example_warehouse: Path) -> None:
    with query.connect_snapshot(Warehouse.open(example_warehouse)) as connection:
        apart = connection.execute(
            "SELECT copy.title FROM articles AS copy JOIN articles AS original"
            " ON original.article_id = copy.duplicate_of WHERE copy.story_id IS DISTINCT FROM original.story_id"
        ).fetchall()
        copies = connection.execute("SELECT count(*) FROM duplicates").fetchall()

    assert copies[0][0] >= 2
    assert apart == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM articles",
        "CREATE TABLE mine AS SELECT 1",
        "COPY articles TO 'stolen.csv'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM 'pyproject.toml'",
        "SELECT 1; DROP VIEW articles",
        "EXPLAIN ANALYZE COPY (SELECT 1 AS a) TO 'stolen.parquet'",
        "EXPLAIN ANALYZE COPY (SELECT 1 AS a) TO '{data_file}' (FORMAT parquet, USE_TMP_FILE false)",
        "COPY (SELECT 1 AS a) TO '{data_file}' (FORMAT parquet, USE_TMP_FILE false)",
        "selec 1",
        "",
    ],
)
def test_sql_reads_the_tables_and_nothing_else(example_warehouse: Path, statement: str) -> None:
    warehouse = Warehouse.open(example_warehouse)
    paths = warehouse.paths(warehouse.snapshot())
    with query.connect(paths) as connection:
        query.restrict(connection, paths)

        with pytest.raises(QueryFailed):
            query.read(connection, statement.replace("{data_file}", str(paths["stories"][0])))
        assert warehouse.damaged_files(warehouse.snapshot()) == []
        assert query.read(connection, "SELECT count(*) AS n FROM articles").to_pylist()[0]["n"] > 0


def test_views_file_opens_in_a_plain_shell(example_warehouse: Path) -> None:
    with duckdb.connect(str(example_warehouse / "views.duckdb"), read_only=True) as shell:
        articles = shell.execute("SELECT count(*) FROM articles").fetchall()
        comment = shell.execute("SELECT comment FROM duckdb_views() WHERE view_name = 'stories'").fetchall()
        found = shell.execute("FROM search('ferry')").fetchall()

    assert articles[0][0] > 30
    assert comment[0][0].startswith("One row per event")
    assert found


def test_published_parquet_holds_what_the_views_hold(example_warehouse: Path) -> None:
    with query.connect_snapshot(Warehouse.open(example_warehouse)) as connection:
        for view in VIEWS:
            files = f"{example_warehouse}/published/{view}/*.parquet"
            plain = connection.execute(f"SELECT count(*) FROM read_parquet('{files}')").fetchall()
            assert plain == connection.execute(f"SELECT count(*) FROM {view}").fetchall(), view


def test_an_unknown_table_gets_the_nearest_name() -> None:
    with query.connect({}) as connection, pytest.raises(TableNotFound, match="did you mean 'articles'"):
        query.view_columns(connection, "artcles")
