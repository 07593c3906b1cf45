"""What readers find of the newest snapshot: plain Parquet, which our own questions read too, and `views.duckdb`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.cli import run_command
from flows.maintain import compact
from tests.conftest import ROOT
from warehouse import query
from warehouse.leases import held
from warehouse.published import damaged_files, published_paths
from warehouse.publishing import is_published, remove_older, write_readers_files
from warehouse.query import VIEWS
from warehouse.store import Warehouse


def of_files(connection: query.Connection) -> set[str]:
    """The views of a connection that are read from published files."""
    rows = connection.execute("SELECT view_name FROM duckdb_views() WHERE sql LIKE '%/exports/%'").fetchall()
    return {name for (name,) in rows}


def shape(connection: query.Connection, view: str) -> list[tuple[str, str]]:
    return [(name, kind) for name, kind, *_ in connection.execute(f"DESCRIBE {view}").fetchall()]


def folders(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "exports").iterdir())


def test_questions_about_the_newest_snapshot_read_what_is_published(example_warehouse: Path) -> None:
    warehouse = Warehouse.open(example_warehouse)
    with query.connect_snapshot(warehouse) as read, query.connect(warehouse.paths(warehouse.snapshot())) as made:
        assert of_files(read) == set(VIEWS) - {"article_text"}
        for view in VIEWS:
            assert shape(read, view) == shape(made, view), view
            question = f"FROM {view} ORDER BY ALL"
            assert read.execute(question).to_arrow_table().equals(made.execute(question).to_arrow_table()), view


def test_questions_about_an_earlier_snapshot_do_not(
    own_warehouse: Path, tmp_path: Path, take_in: Any, scrape: Any
) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "tram.txt").write_text(scrape("tram"))
    before = Warehouse.open(own_warehouse).catalog.head()
    take_in(own_warehouse, tmp_path / "more")

    with query.connect_snapshot(Warehouse.open(own_warehouse), before) as connection:
        assert of_files(connection) == set()
        assert connection.execute("SELECT count(*) FROM articles WHERE title LIKE '%gets its tram%'").fetchall() == [
            (0,)
        ]


def lost(folder: Path) -> None:
    (folder / "stories" / "stories.parquet").unlink()


def cut(folder: Path) -> None:
    file = folder / "articles" / "articles.parquet"
    file.write_bytes(file.read_bytes()[:-100])


def half_a_manifest(folder: Path) -> None:
    file = folder / "_manifest.json"
    file.write_text(file.read_text()[:300])


def another_release(folder: Path) -> None:
    file = folder / "_manifest.json"
    file.write_text(file.read_text().replace(query.definitions(), "0" * 64))


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("harm", [lost, cut, half_a_manifest, another_release, gone])
def test_a_folder_that_is_not_as_it_was_published_is_not_read_and_made_again(
    own_warehouse: Path, harm: Callable[[Path], None]
) -> None:
    warehouse = Warehouse.open(own_warehouse)
    write_readers_files(warehouse)  # it was copied, and names its folder
    with query.connect_snapshot(warehouse) as connection:
        before = connection.execute("FROM stories ORDER BY ALL").fetchall()
    harm((own_warehouse / "published").resolve())

    with query.connect_snapshot(warehouse) as connection:
        assert of_files(connection) == set()
        assert connection.execute("FROM stories ORDER BY ALL").fetchall() == before
    assert not is_published(warehouse)
    write_readers_files(warehouse)
    assert is_published(warehouse)


def test_check_names_other_bytes_in_a_published_file_and_repair_mends_them(
    own_warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = Warehouse.open(own_warehouse)
    write_readers_files(warehouse)
    file = own_warehouse / "published" / "origins" / "origins.parquet"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)

    assert run_command(["check", "--warehouse", str(own_warehouse)]) == 3
    assert "published/origins/origins.parquet: not the bytes" in capsys.readouterr().out
    assert run_command(["repair", "--warehouse", str(own_warehouse)]) == 0
    assert damaged_files(warehouse, warehouse.snapshot()) == []
    assert run_command(["check", "--warehouse", str(own_warehouse)]) == 0


def test_what_somebody_reads_stays_until_he_has_read_it(
    own_warehouse: Path, tmp_path: Path, take_in: Any, scrape: Any
) -> None:
    warehouse = Warehouse.open(own_warehouse)
    write_readers_files(warehouse)
    inbox = tmp_path / "more"
    inbox.mkdir()
    with query.connect_snapshot(warehouse) as reader:
        [reading] = {path.parent.parent.name for path in published_paths_of(warehouse)["stories"]}
        before = reader.execute("FROM stories ORDER BY ALL").fetchall()
        for topic in ("ferry", "tram", "quarry"):
            (inbox / f"{topic}.txt").write_text(scrape(topic))
            take_in(own_warehouse, inbox)
        assert reading in folders(own_warehouse)
        assert reader.execute("FROM stories ORDER BY ALL").fetchall() == before
    compact(own_warehouse)  # publishes, too

    assert reading not in folders(own_warehouse)
    assert len(folders(own_warehouse)) == 2


def published_paths_of(warehouse: Warehouse) -> dict[str, list[Path]]:
    """The published files of the newest snapshot, which there are."""
    paths = published_paths(warehouse, warehouse.snapshot(), query.definitions())
    assert paths is not None
    return paths


WRITER = """
import sys; from datetime import UTC, datetime; from itertools import count; from pathlib import Path
from tests.test_store import stories
from warehouse.publishing import remove_older, write_readers_files
from warehouse.store import Warehouse
warehouse = Warehouse.open(Path(sys.argv[1]))
for run in count():
    draft = warehouse.begin(f"run-{run}")
    draft.add("stories", stories(f"story-{run}"))
    draft.add("runs", draft.rows("runs").slice(0, 1))
    draft.commit("one more", datetime.now(UTC))
    write_readers_files(warehouse)
    remove_older(warehouse)
    print(run, flush=True)
"""
BOTH = "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM stored.runs), (SELECT count(*) FROM stored.stories)"


def test_reads_beside_publishing_are_whole(own_warehouse: Path) -> None:
    warehouse = Warehouse.open(own_warehouse)
    with query.connect_snapshot(warehouse) as connection:
        [(_, runs_before, stories_before)] = connection.execute(BOTH).fetchall()
    numbers, ways = set(), []
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(own_warehouse)], stdout=subprocess.PIPE, cwd=ROOT
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        for _ in range(20):
            with held(warehouse) as snapshot, query.connect_held(warehouse, snapshot) as connection:
                numbers.add(snapshot.number)
                ways.append("runs" in of_files(connection))
                for _ in range(2):  # the second opens the files anew
                    [(published, runs, stories)] = connection.execute(BOTH).fetchall()
                    assert published == runs
                    assert stories - stories_before == runs - runs_before
        writer.kill()

    assert len(numbers) > 2
    assert any(ways)


def test_a_published_file_that_cannot_be_read_is_passed_over_and_named(
    own_warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = Warehouse.open(own_warehouse)
    write_readers_files(warehouse)
    file = own_warehouse / "published" / "articles" / "articles.parquet"
    file.write_bytes(bytes(file.stat().st_size))  # as a machine may leave it that lost power

    with query.connect_snapshot(warehouse) as connection:
        assert of_files(connection) == set()
        assert connection.execute("SELECT count(*) > 30 FROM articles").fetchall() == [(True,)]
    assert run_command(["check", "--warehouse", str(own_warehouse)]) == 3
    assert "published/articles/articles.parquet" in capsys.readouterr().out


def test_check_says_that_nothing_is_published(own_warehouse: Path) -> None:
    warehouse = Warehouse.open(own_warehouse)
    write_readers_files(warehouse)
    (own_warehouse / "published" / "_manifest.json").unlink()

    assert damaged_files(warehouse, warehouse.snapshot()) == [
        "published: no readable _manifest.json in it; `storyfold repair` mends it"
    ]


def test_what_is_shown_is_never_removed_and_what_is_foreign_stays(own_warehouse: Path) -> None:
    warehouse = Warehouse.open(own_warehouse)
    write_readers_files(warehouse)
    shown = (own_warehouse / "published").resolve()
    os.utime(shown, (0, 0))  # a clock that went back, a copy of the folder
    half = own_warehouse / "exports" / "00000007.new"
    half.mkdir()
    (own_warehouse / "exports" / ".DS_Store").write_bytes(b"a desktop was here")

    assert remove_older(warehouse) == 0
    assert sorted(path.name for path in (own_warehouse / "exports").iterdir()) == [".DS_Store", shown.name]
    assert is_published(warehouse)
    write_readers_files(warehouse)


def test_questions_go_on_while_another_run_publishes(own_warehouse: Path) -> None:
    warehouse = Warehouse.open(own_warehouse)
    write_readers_files(warehouse)
    with (
        held(warehouse) as snapshot,
        query.connect_for_people(warehouse, snapshot, is_restricted=True) as connection,
    ):
        before = query.read(connection, "FROM stories ORDER BY ALL")
        write_readers_files(warehouse)
        write_readers_files(warehouse)
        assert query.read(connection, "FROM stories ORDER BY ALL").equals(before)


def test_views_file_opens_in_a_plain_shell(example_warehouse: Path) -> None:
    with duckdb.connect(str(example_warehouse / "views.duckdb"), read_only=True) as shell:
        articles = shell.execute("SELECT count(*) FROM articles").fetchall()
        comment = shell.execute("SELECT comment FROM duckdb_views() WHERE view_name = 'stories'").fetchall()
        macros = shell.execute("SELECT comment FROM duckdb_functions() WHERE function_name = 'coverage'").fetchall()
        found = shell.execute("FROM search('ferry')").fetchall()

    assert articles[0][0] > 30
    assert comment[0][0].startswith("One row per event")
    assert macros[0][0].startswith("The articles of one story")
    assert found


def test_views_file_follows_each_snapshot_and_each_release(
    own_warehouse: Path, tmp_path: Path, take_in: Any, scrape: Any
) -> None:
    views = own_warehouse / "views.duckdb"
    with duckdb.connect(str(views)) as earlier:  # as a release would have written it that knew fewer columns
        earlier.execute("CREATE OR REPLACE VIEW stored.definitions AS SELECT 'of an earlier release' AS sha256")
        earlier.execute("CREATE OR REPLACE VIEW articles AS SELECT 1 AS article_id")
    for topic in ("tram", "quarry"):  # made anew, then followed
        (tmp_path / topic).mkdir()
        (tmp_path / topic / f"{topic}.txt").write_text(scrape(topic))
        take_in(own_warehouse, tmp_path / topic)
        with (
            duckdb.connect(str(views), read_only=True) as shell,
            query.connect_snapshot(Warehouse.open(own_warehouse)) as own,
        ):
            question = "SELECT article_id, title FROM articles ORDER BY ALL"
            assert shell.execute(question).fetchall() == own.execute(question).fetchall()
            bare = (
                "SELECT count(*) FROM duckdb_columns() WHERE schema_name = 'main' AND NOT internal AND comment IS NULL"
            )
            assert shell.execute(bare).fetchall() == [(0,)]
