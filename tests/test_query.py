"""The SQL people get: views, macros, comments, read-only connections, files for other readers."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.test_store import stories
from warehouse import query
from warehouse.errors import QueryFailed, SnapshotNotFound, TableNotFound
from warehouse.query import MACROS, VIEWS
from warehouse.snapshot_times import changes, snapshot_number
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


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("ferry", True),
        ("ferr", False),
        ("ferr*", True),
        ("erry*", False),
        ("FERRY elan", True),
        ("ferry tram", False),
        ("elan's", True),
        ("u.s.", True),
        ('"ferry elan"', True),
        ('"elan ferry"', False),
        ('"ferry el"*', True),
        ("covid-19", True),
        ("covid 19", True),
        ("covid-1", False),
        ("北京", True),
        ("京北", False),
        ("東京タワー", True),
        ("हिन्दी", True),
        ("हिन्", False),
        ("ferry ! *", True),
    ],
)
def test_search_finds_whole_words_and_beginnings_where_asked(words: str, is_found: bool) -> None:
    text = "The ferry Élan's crew, U.S. divers, covid-19. 昨日北京に東京タワー。हिन्दी में"
    with query.connect({}) as connection:
        sql = "SELECT list_bool_and(list_transform(wanted_words($1), lambda w: contains(folded_words($2), w)))"
        assert connection.execute(sql, [words, text]).fetchall() == [(is_found,)]


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
        "INSERT INTO articles SELECT * FROM articles",
        "UPDATE articles SET title = 'mine'",
        "TRUNCATE articles",
        "MERGE INTO articles USING stories ON true WHEN MATCHED THEN DELETE",
        "ALTER TABLE stored.duplicates ADD COLUMN mine INTEGER",
        "DROP VIEW articles",
        "CREATE OR REPLACE VIEW articles AS SELECT 1",
        "CREATE MACRO search(words) AS 1",
        "CREATE SECRET mine (TYPE s3)",
        "CREATE SCHEMA mine",
        "EXPORT DATABASE 'stolen'",
        "IMPORT DATABASE 'stolen'",
        "LOAD httpfs",
        "FORCE INSTALL httpfs",
        "UPDATE EXTENSIONS",
        "DETACH memory",
        "USE memory",
        "RESET memory_limit",
        "PRAGMA memory_limit = '100GB'",
        "PRAGMA enable_profiling = 'json'",
        "SET memory_limit = '100GB'",
        "SET GLOBAL lock_configuration = false",
        "CALL pragma_version()",
        "CHECKPOINT",
        "VACUUM",
        "BEGIN",
        "PREPARE mine AS SELECT 1",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_blob('/etc/**')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_parquet('/etc/passwd')",
        "SELECT * FROM read_json('/etc/passwd')",
        "SELECT * FROM sqlite_scan('{warehouse}/catalog.sqlite', 'ducklake_snapshot')",
        "SELECT * FROM read_blob('{warehouse}/catalog.sqlite')",
        "SELECT * FROM read_csv('https://127.0.0.1:9/a.csv')",
        "SELECT * FROM 's3://bucket/a.parquet'",
        "SELECT getenv('HOME')",
        "SELECT len(list(i)) FROM range(1000000000) AS numbers(i)",
        "SELECT 1 INTO OUTFILE 'stolen'",
    ],
)
def test_sql_reads_the_tables_and_nothing_else(example_warehouse: Path, statement: str) -> None:
    warehouse = Warehouse.open(example_warehouse)
    snapshot = warehouse.snapshot()
    paths = warehouse.paths(snapshot)
    with query.connect_for_people(warehouse, snapshot, is_restricted=True) as connection:
        with pytest.raises(QueryFailed):
            query.read(connection, statement.format(data_file=paths["stories"][0], warehouse=example_warehouse))
        assert warehouse.damaged_files(warehouse.snapshot()) == []
        assert query.read(connection, "SELECT count(*) AS n FROM articles").to_pylist()[0]["n"] > 0


def test_a_large_question_leaves_nothing_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with query.connect_stored({}, memory_limit="40MB") as connection:
        rows = connection.execute("SELECT i FROM range(8000000) AS numbers(i) ORDER BY hash(i)").to_arrow_reader(1000)
        rows.read_next_batch()
        spilled = Path(str(connection.execute("SELECT current_setting('temp_directory')").fetchall()[0][0]))

        assert list(tmp_path.iterdir()) == []
        assert spilled.parent == Path(tempfile.gettempdir())
    del rows
    assert not spilled.exists()


def test_a_snapshot_is_named_by_its_number_or_a_time(own_warehouse: Path) -> None:
    warehouse = Warehouse.open(own_warehouse)
    last = warehouse.snapshots()[-1]

    assert snapshot_number(warehouse, str(last.number)) == last.number
    assert snapshot_number(warehouse, last.created_at.isoformat()) == last.number
    assert snapshot_number(warehouse, "2100-01-01") == last.number
    with pytest.raises(SnapshotNotFound):
        snapshot_number(warehouse, (last.created_at - timedelta(seconds=1)).isoformat())
    for wrong in ("2001-01-01", "yesterday"):
        with pytest.raises(SnapshotNotFound):
            snapshot_number(warehouse, wrong)


def test_changes_between_snapshots_are_those_that_were_made(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("ferry", "tram", "quarry"):
        (folder / f"{name}.txt").write_text(scrape(name))
    first = take_in(tmp_path / "w", folder).snapshot
    (folder / "ferry.txt").write_text(scrape("ferry", "Ferry Aldermoor is back at its berth in Kestrel Bay"))
    (folder / "copy.txt").write_text(scrape("tram"))
    second = take_in(tmp_path / "w", folder).snapshot
    warehouse = Warehouse.open(tmp_path / "w")
    tram = changes(warehouse, 1, first).filter(pc.field("title") != "").to_pylist()

    made = changes(warehouse, first).to_pylist()

    assert [row["change"] for row in tram] == ["new"] * 3
    assert sorted((row["change"], row["what"]) for row in made) == [("changed", "state"), ("new", None)]
    assert next(row for row in made if row["change"] == "changed")["title"].startswith("Ferry Aldermoor is back")
    assert [row["change"] for row in changes(warehouse, second, first).to_pylist()].count("gone") == 1
    assert changes(warehouse, second).num_rows == 0


def test_an_unknown_table_gets_the_nearest_name() -> None:
    with query.connect({}) as connection, pytest.raises(TableNotFound, match="did you mean 'articles'"):
        query.view_columns(connection, "artcles")


def test_a_table_is_read_though_a_rewritten_file_comes_before_those_of_an_earlier_release(tmp_path: Path) -> None:
    rewritten, earlier = tmp_path / "20261118T060000000Z-b.parquet", tmp_path / "20250101T060000000Z-a.parquet"
    pq.write_table(stories("b"), rewritten)
    pq.write_table(stories("a").drop_columns(["merged_into"]), earlier)

    with query.connect_stored({"stories": [rewritten, earlier]}) as connection:
        rows = connection.execute("SELECT story_id, merged_into FROM stored.stories ORDER BY ALL").fetchall()

    assert rows == [("a", None), ("b", None)]
