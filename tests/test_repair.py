"""Damage is found and mended: the catalog from records, files from their sources, the index from the tables."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.cli import run_command
from flows.daily import daily
from flows.forget import Asked, forget
from flows.maintain import compact
from flows.repair import repair
from flows.runs import new_run
from tests.conftest import INBOX
from warehouse.errors import WarehouseDamaged
from warehouse.schemas import TABLES
from warehouse.store import Warehouse

WHOLE = (
    "SELECT article_id, revision_id, title, text, duplicate_of, relation, story_id"
    " FROM articles JOIN article_text USING (revision_id) ORDER BY article_id"
)
REVISIONS = "SELECT article_id, revision_id, kind, changed_fields, valid_to IS NULL FROM revisions ORDER BY 1, 2"
FIGURES = "SELECT article_id, value, sentence FROM figures ORDER BY ALL"
# Not of the tables that only a run can tell: what it did, and how stories came about.
MADE_AGAIN = [name for name in TABLES if name not in {"runs", "checks", "story_changes", "forgotten", "forgotten_keys"}]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files and a warehouse of it, beside each other."""
    made = tmp_path_factory.mktemp("source")
    shutil.copytree(INBOX, made / "inbox")
    daily(new_run(made / "warehouse", [made / "inbox"]))
    return made


@pytest.fixture
def warehouse(source: Path, tmp_path: Path) -> Path:
    """A copy of the warehouse; its source is where it was."""
    return Path(shutil.copytree(source / "warehouse", tmp_path / "warehouse", symlinks=True))


def cut(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-100])


def emptied(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(b"")


def flipped(path: Path) -> None:
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def files_of(warehouse: Path, table: str) -> list[Path]:
    opened = Warehouse.open(warehouse)
    return [opened.files.path(file) for file in opened.snapshot().files.get(table, ())]


OTHERS = [table for table in MADE_AGAIN if table != "files"]


# Every fifth table together: each is damaged in one of five repairs, beside tables that are made in other ways.
@pytest.mark.parametrize("tables", [["files"], *(OTHERS[at::5] for at in range(5))], ids="-".join)
def test_damaged_tables_are_made_again(warehouse: Path, ask: Any, tables: list[str]) -> None:
    wanted = [ask(warehouse, question) for question in (WHOLE, REVISIONS, FIGURES)]
    shutil.rmtree(warehouse / "exports")  # no second name of a file is left
    for path in (path for table in tables for path in files_of(warehouse, table)):
        flipped(path)

    done = repair(warehouse)

    assert done.missing == () or tables == ["files"]
    if tables != ["files"]:  # without it nobody knows where the sources lie
        assert [ask(warehouse, question) for question in (WHOLE, REVISIONS, FIGURES)] == wanted
    assert run_command(["check", "--warehouse", str(warehouse)]) == 0


def test_after_the_list_of_files_was_lost_they_are_read_anew(source: Path, warehouse: Path, ask: Any) -> None:
    wanted = ask(warehouse, WHOLE)
    for path in files_of(warehouse, "files"):
        emptied(path)

    repair(warehouse)
    again = daily(new_run(warehouse, [source / "inbox"]))

    assert again.ingested.accepted == 0
    assert ask(warehouse, WHOLE) == wanted
    assert run_command(["check", "--warehouse", str(warehouse)]) == 0


@pytest.mark.parametrize("harm", [cut, emptied, flipped, Path.unlink])
def test_texts_come_back_from_published_or_from_the_source(
    warehouse: Path, ask: Any, harm: Callable[[Path], None]
) -> None:
    wanted = ask(warehouse, WHOLE)
    harm(files_of(warehouse, "article_text")[0])

    assert run_command(["check", "--warehouse", str(warehouse)]) == 3
    assert repair(warehouse).damaged

    assert ask(warehouse, WHOLE) == wanted
    assert run_command(["check", "--warehouse", str(warehouse)]) == 0


def test_what_has_no_source_any_more_is_named(source: Path, warehouse: Path, ask: Any) -> None:
    shutil.rmtree(warehouse / "exports")
    before = ask(warehouse, "SELECT count(*) FROM articles")[0][0]
    lost = source / "inbox" / "scrapes" / "elfaro-regata.txt"
    kept = lost.read_bytes()
    emptied(files_of(warehouse, "article_text")[0])
    lost.unlink()
    try:
        done = repair(warehouse)
    finally:
        lost.write_bytes(kept)

    assert done.missing == (str(lost),)
    assert ask(warehouse, "SELECT count(*) FROM articles") == [(before - 1,)]
    assert run_command(["check", "--warehouse", str(warehouse)]) == 0


@pytest.mark.parametrize("harm", [cut, emptied, flipped, Path.unlink])
def test_the_catalog_is_made_from_the_records_of_commits(
    warehouse: Path, ask: Any, harm: Callable[[Path], None]
) -> None:
    compact(warehouse)
    opened = Warehouse.open(warehouse)
    wanted = ask(warehouse, WHOLE)
    snapshots, files = opened.snapshots(), opened.catalog.all_files()
    catalog = warehouse / "catalog.sqlite"
    if harm is flipped:
        catalog.write_bytes(b"no database" + catalog.read_bytes()[11:])
    else:
        harm(catalog)

    if harm is not cut:  # of a cut one SQLite reads what it needs until it comes to the end
        with pytest.raises(WarehouseDamaged):
            Warehouse.open(warehouse).snapshot()
    done = repair(warehouse)

    assert done.has_new_catalog or harm is cut
    assert ask(warehouse, WHOLE) == wanted
    again = Warehouse.open(warehouse)
    assert [info.number for info in again.snapshots()][1:] == [info.number for info in snapshots][1:]
    assert [(f.path, f.sha256) for f in again.catalog.all_files()] == [(f.path, f.sha256) for f in files]
    assert run_command(["check", "--warehouse", str(warehouse)]) == 0


def test_no_new_warehouse_is_made_over_one_that_lost_its_catalog(warehouse: Path) -> None:
    (warehouse / "catalog.sqlite").unlink()

    with pytest.raises(WarehouseDamaged, match="storyfold repair"):
        daily(new_run(warehouse, [INBOX]))


def test_a_sound_warehouse_is_left_as_it_is(warehouse: Path, capfd: Any) -> None:
    snapshots = Warehouse.open(warehouse).snapshots()

    assert run_command(["repair", "--warehouse", str(warehouse)]) == 0
    assert "every data file is as it was written" in capfd.readouterr().err
    assert Warehouse.open(warehouse).snapshots() == snapshots


def test_a_record_of_a_commit_that_misses_one_file_is_not_dropped(warehouse: Path, ask: Any) -> None:
    wanted, snapshots = ask(warehouse, WHOLE), Warehouse.open(warehouse).snapshots()
    files_of(warehouse, "figures")[0].unlink()
    (warehouse / "catalog.sqlite").unlink()

    repair(warehouse)

    assert ask(warehouse, WHOLE) == wanted
    assert [info.number for info in Warehouse.open(warehouse).snapshots()][-1] > snapshots[-1].number


def test_no_snapshot_is_kept_that_names_what_was_damaged(warehouse: Path, ask: Any) -> None:
    [path] = files_of(warehouse, "figures")
    emptied(path)

    repair(warehouse)

    opened = Warehouse.open(warehouse)
    assert [file for file in opened.catalog.all_files() if opened.files.damage(file)] == []
    [(article_id,)] = ask(warehouse, "SELECT article_id FROM articles LIMIT 1")
    assert forget(warehouse, Asked(what=article_id)).articles  # which goes through every file of the history


def test_texts_come_back_though_their_folder_is_gone(warehouse: Path, ask: Any) -> None:
    wanted = ask(warehouse, WHOLE)
    shutil.rmtree(warehouse / "data" / "main" / "article_text")

    done = repair(warehouse)

    assert done.put_back == len(done.damaged)
    assert ask(warehouse, WHOLE) == wanted


def test_values_not_taken_stand_once_after_their_states_were_read_again(warehouse: Path, ask: Any) -> None:
    keys = "SELECT revision_id, field, rank FROM stored.field_alternatives ORDER BY ALL"
    counted = "SELECT revision_id FROM stored.story_terms ORDER BY ALL"
    wanted = [ask(warehouse, keys), ask(warehouse, counted)]
    shutil.rmtree(warehouse / "exports")
    for path in files_of(warehouse, "article_text"):
        flipped(path)

    repair(warehouse)

    assert wanted[0]
    assert [ask(warehouse, keys), ask(warehouse, counted)] == wanted


def test_lost_values_not_taken_are_said(warehouse: Path, capfd: Any) -> None:
    for path in files_of(warehouse, "field_alternatives"):
        flipped(path)

    assert run_command(["repair", "--warehouse", str(warehouse)]) == 1
    assert "rows of field_alternatives are lost" in capfd.readouterr().err


@pytest.mark.parametrize("table", ["story_terms", "term_documents"])
def test_terms_are_counted_anew_with_their_articles(warehouse: Path, ask: Any, table: str) -> None:
    for path in files_of(warehouse, table):
        flipped(path)

    repair(warehouse)

    assert ask(warehouse, "SELECT count(*) FROM stored.story_terms") == [(0,)]
    assert ask(warehouse, "SELECT count(*) FROM stored.term_documents") == [(0,)]


@pytest.mark.parametrize("options", [[], ["--field", "text=reportage"]])
def test_sources_are_read_again_as_they_were_read(
    tmp_path: Path, scrape: Any, ask: Any, capfd: Any, options: list[str]
) -> None:
    place = ["--warehouse", str(tmp_path / "warehouse")]
    rows = [{"title": f"The {topic} report", "reportage": scrape(topic)} for topic in ("ferry", "tram")]
    (tmp_path / "feed.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert run_command(["ingest", str(tmp_path / "feed.jsonl"), "--field", "text=reportage", "--direct", *place]) == 0
    shutil.rmtree(tmp_path / "warehouse" / "exports")
    flipped(files_of(tmp_path / "warehouse", "article_text")[0])

    code = run_command(["repair", *options, *place])

    assert code == (0 if options else 1)
    assert ask(tmp_path / "warehouse", "SELECT count(*) FROM articles") == [(2 if options else 0,)]
    assert ("2 articles lost" in capfd.readouterr().err) is not bool(options)
