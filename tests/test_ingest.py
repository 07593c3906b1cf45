"""Whole runs over real files: what is new, what is known, what has changed, what cannot be read."""

from __future__ import annotations

import gzip
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import orjson
import pytest

from flows.errors import ChecksFailed, NothingToRead
from flows.runs import new_run, running
from tests.conftest import INBOX
from warehouse import query
from warehouse.errors import WarehouseLocked
from warehouse.store import Warehouse

ARTICLES = "SELECT article_id, title, text, duplicate_of, relation FROM articles JOIN article_text USING (revision_id)"
CURRENT = f"{ARTICLES} ORDER BY article_id"


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def test_a_second_run_finds_nothing_new(own_warehouse: Path, take_in: Any, ask: Any) -> None:
    before = ask(own_warehouse, CURRENT)

    summary = take_in(own_warehouse, INBOX)

    assert summary.snapshot is None
    assert summary.ingested.files_unchanged == summary.ingested.files
    assert ask(own_warehouse, CURRENT) == before


def test_touching_files_gives_nothing(inbox: Path, tmp_path: Path, take_in: Any, ask: Any) -> None:
    take_in(tmp_path / "w", inbox)
    before = ask(tmp_path / "w", CURRENT)
    for path in inbox.rglob("*"):
        os.utime(path, (time.time() + 60, time.time() + 60))

    summary = take_in(tmp_path / "w", inbox)

    assert summary.snapshot is None
    assert ask(tmp_path / "w", CURRENT) == before


def test_renaming_files_gives_nothing(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"), b=scrape("tram"))
    take_in(tmp_path / "w", folder)
    before = ask(tmp_path / "w", CURRENT)
    (folder / "a.txt").rename(folder / "z.txt")

    summary = take_in(tmp_path / "w", folder)

    assert summary.ingested.files_renamed == 1
    assert summary.ingested.accepted == summary.ingested.revised == 0
    assert ask(tmp_path / "w", CURRENT) == before
    assert take_in(tmp_path / "w", folder).snapshot is None


def test_a_renamed_file_that_changes_later_is_still_the_same_article(
    tmp_path: Path, take_in: Any, ask: Any, scrape: Any
) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))
    take_in(tmp_path / "w", folder)
    (folder / "a.txt").rename(folder / "z.txt")
    take_in(tmp_path / "w", folder)
    (folder / "z.txt").write_text(scrape("ferry") + "\n\nThe ferry sailed again on Friday with a new bell on board.")

    summary = take_in(tmp_path / "w", folder)

    assert (summary.ingested.accepted, summary.ingested.revised) == (0, 1)
    assert ask(tmp_path / "w", "SELECT path, revision_number FROM articles") == [("z.txt", 2)]


def test_changing_one_file_gives_one_revision(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"), b=scrape("tram"))
    take_in(tmp_path / "w", folder)
    (folder / "a.txt").write_text(scrape("ferry").replace("three hours", "four hours"))

    summary = take_in(tmp_path / "w", folder)

    assert (summary.ingested.accepted, summary.ingested.revised) == (0, 1)
    states = ask(tmp_path / "w", "SELECT revision_number, changed_fields, valid_to FROM revisions WHERE path = 'a.txt'")
    assert [(number, fields, end is None) for number, fields, end in states] == [(1, [], False), (2, ["text"], True)]
    assert "four hours" in ask(tmp_path / "w", f"{ARTICLES} WHERE path = 'a.txt'")[0][2]


def test_a_text_that_comes_back_is_a_third_state(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))
    for text in (scrape("ferry"), scrape("ferry", "Another headline for it"), scrape("ferry")):
        (folder / "a.txt").write_text(text)
        take_in(tmp_path / "w", folder)

    titles = ask(tmp_path / "w", "SELECT revision_number, title FROM revisions ORDER BY revision_number")
    assert [number for number, _ in titles] == [1, 2, 3]
    assert titles[0][1] == titles[2][1]


def test_order_of_arrival_does_not_change_articles_and_copies(tmp_path: Path, take_in: Any, ask: Any) -> None:
    take_in(tmp_path / "one", INBOX, source="inbox")
    for part in ("web", "scrapes", "exports", "crawl"):
        take_in(tmp_path / "other", INBOX / part)

    by_url = (
        "SELECT canonical_url, title, (SELECT canonical_url FROM articles AS o WHERE o.article_id = a.duplicate_of)"
        " FROM articles AS a WHERE canonical_url IS NOT NULL ORDER BY ALL"
    )
    assert ask(tmp_path / "one", by_url) == ask(tmp_path / "other", by_url)


def test_two_copies_of_a_file_are_two_articles_and_one_is_linked(
    tmp_path: Path, take_in: Any, ask: Any, scrape: Any
) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"), b=scrape("ferry"))

    summary = take_in(tmp_path / "w", folder)

    assert (summary.ingested.accepted, summary.linked.duplicates) == (2, 1)
    assert ask(tmp_path / "w", "SELECT relation FROM duplicates") == [("exact",)]


def test_a_copy_that_arrives_later_is_linked_to_what_is_stored(
    tmp_path: Path, take_in: Any, ask: Any, scrape: Any
) -> None:
    take_in(tmp_path / "w", write(tmp_path / "first", a=scrape("ferry")))

    summary = take_in(tmp_path / "w", write(tmp_path / "second", b=scrape("ferry"), c=scrape("tram")))

    assert summary.linked.duplicates == 1
    copies = ask(tmp_path / "w", "SELECT path FROM articles WHERE duplicate_of IS NOT NULL")
    assert copies in ([("a.txt",)], [("b.txt",)])


def test_two_folders_of_one_name_are_two_sources(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    for place, topic in (("x", "ferry"), ("y", "tram")):
        (tmp_path / place).mkdir()
        take_in(tmp_path / "w", write(tmp_path / place / "in", a=scrape(topic)))

    assert ask(tmp_path / "w", "SELECT count(DISTINCT source), count(*) FROM articles") == [(2, 2)]


def test_records_of_a_grown_export_are_recognised(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    records = [
        {"url": f"https://news.example/{topic}-report.html", "title": f"The {topic}", "text": scrape(topic)}
        for topic in ("ferry", "tram", "quarry")
    ]
    (folder / "export.jsonl").write_bytes(b"\n".join(orjson.dumps(record) for record in records[:2]))
    take_in(tmp_path / "w", folder)
    (folder / "export.jsonl").write_bytes(b"\n".join(orjson.dumps(record) for record in records))

    summary = take_in(tmp_path / "w", folder)

    assert (summary.ingested.accepted, summary.ingested.unchanged, summary.ingested.revised) == (1, 2, 0)


def test_field_names_are_mapped(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "e.jsonl").write_bytes(orjson.dumps({"kopf": "Die Fähre", "inhalt": scrape("ferry")}))

    take_in(tmp_path / "w", folder, fields={"title": ("kopf",), "text": ("inhalt",)})

    assert ask(tmp_path / "w", "SELECT title, title_from FROM articles") == [("Die Fähre", "file")]


def test_every_record_is_accounted_for(example_warehouse: Path, ask: Any) -> None:
    sums = "sum(discovered), sum(accepted + revised + unchanged + rejected + skipped)"
    files = ask(example_warehouse, f"SELECT count(*), {sums} FROM files")
    outcomes = ask(example_warehouse, "SELECT count(*) FROM outcomes")

    assert files[0][0] == sum(path.is_file() for path in INBOX.rglob("*"))
    assert files[0][1] == files[0][2] == outcomes[0][0]


def test_what_cannot_be_read_is_rejected_and_the_others_come_in(
    tmp_path: Path, take_in: Any, ask: Any, scrape: Any
) -> None:
    folder = write(tmp_path / "in", good=scrape("ferry"), empty=" \n ")
    (folder / "cut.txt.gz").write_bytes(gzip.compress(scrape("tram").encode(), mtime=0)[:-20])
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "elsewhere").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")

    summary = take_in(tmp_path / "w", folder)

    assert summary.ingested.accepted >= 1
    outcomes = dict(ask(tmp_path / "w", "SELECT path, reason FROM outcomes WHERE status <> 'article'"))
    assert outcomes["empty.txt"] == "empty_file"
    assert outcomes["cut.txt.gz"] == "damaged"
    assert outcomes["picture.html"] == "unknown_format"
    assert outcomes["gone.txt"] == "unreadable"
    assert outcomes["elsewhere"] == "linked_folder"
    assert outcomes["pipe"] == "not_a_file"
    assert take_in(tmp_path / "w", folder).snapshot is None


def test_a_name_that_is_not_utf8_keeps_its_bytes(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/f\xe4hre.txt")).write_text(scrape("ferry"))

    take_in(tmp_path / "w", folder)

    assert ask(tmp_path / "w", "SELECT path, path_bytes FROM files") == [("f\\xe4hre.txt", b"f\xe4hre.txt")]
    assert take_in(tmp_path / "w", folder).snapshot is None


def test_a_missing_path_and_an_empty_folder_are_named(tmp_path: Path, take_in: Any) -> None:
    with pytest.raises(NothingToRead, match="nowhere: no such file"):
        take_in(tmp_path / "w", tmp_path / "nowhere")
    (tmp_path / "hollow").mkdir()
    with pytest.raises(NothingToRead, match="hollow: no files"):
        take_in(tmp_path / "w", tmp_path / "hollow")


def test_a_second_run_at_once_is_told_who_is_at_work(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))

    with running(new_run(tmp_path / "w", [folder])) as first, pytest.raises(WarehouseLocked, match=first.run_id):
        take_in(tmp_path / "w", folder)


def test_a_warehouse_inside_its_folder_is_not_read(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))

    take_in(folder / "warehouse", folder)

    assert take_in(folder / "warehouse", folder).ingested.files == 1


def test_finished_batches_of_a_stopped_run_are_used_again(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    from flows.daily import in_threads
    from flows.ingest_articles import ingest_articles

    folder = write(tmp_path / "in", a=scrape("ferry"))
    stopped = new_run(tmp_path / "w", [folder])
    with pytest.raises(KeyboardInterrupt), running(stopped):
        ingest_articles(stopped, in_threads)
        raise KeyboardInterrupt
    [staged] = stopped.extracted.glob("*.arrow")
    written = staged.stat().st_mtime_ns
    again = new_run(tmp_path / "w", [folder])
    with running(again):
        ingest_articles(again, in_threads)
        assert staged.stat().st_mtime_ns == written

    assert take_in(tmp_path / "w", folder).ingested.accepted == 1


def test_nothing_is_published_when_a_check_fails(own_warehouse: Path, tmp_path: Path, take_in: Any, ask: Any) -> None:
    warehouse = Warehouse.open(own_warehouse)
    spoilt = warehouse.begin("spoilt")
    with query.connect(spoilt.paths()) as connection:
        links = connection.execute("SELECT * FROM stored.duplicates LIMIT 1").to_arrow_table()
    spoilt.add("duplicates", links)  # a copy that is linked twice
    spoilt.commit("a fault planted", new_run(own_warehouse).started_at)
    articles = ask(own_warehouse, "SELECT count(*) FROM articles")
    folder = write(tmp_path / "in", a="The lighthouse keeper of Gannet Rock has counted every wave since 1988. " * 4)

    with pytest.raises(ChecksFailed, match="duplicates_point_to_originals: 1 rows"):
        take_in(own_warehouse, folder)

    assert ask(own_warehouse, "SELECT count(*) FROM articles") == articles
    assert ask(own_warehouse, "SELECT status FROM runs ORDER BY ended_at DESC LIMIT 1") == [("failed",)]
    assert ask(own_warehouse, "SELECT name FROM checks WHERE NOT passed") == [("duplicates_point_to_originals",)]


def test_what_readers_find_is_made_good_after_a_kill_behind_the_commit(own_warehouse: Path, take_in: Any) -> None:
    (own_warehouse / "views.duckdb").unlink()
    (own_warehouse / "published").unlink()

    assert take_in(own_warehouse, INBOX).snapshot is None

    assert (own_warehouse / "views.duckdb").exists()
    assert (own_warehouse / "published" / "articles" / "articles.parquet").exists()


def test_an_archive_that_grows_keeps_its_articles(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder, path = tmp_path / "in", tmp_path / "in" / "week.zip"
    folder.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", scrape("ferry"))
        archive.writestr("cover.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    take_in(tmp_path / "w", folder)
    before = ask(tmp_path / "w", "SELECT article_id, path, record FROM articles")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("b.txt", scrape("tram"))

    take_in(tmp_path / "w", folder)

    after = ask(tmp_path / "w", "SELECT article_id, path, record FROM articles")
    assert [row[1:] for row in before] == [("week.zip", "member a.txt")]
    assert len(after) == 2 and set(before) < set(after)
    rejected = ask(tmp_path / "w", "SELECT DISTINCT record, reason FROM outcomes WHERE status = 'rejected'")
    assert rejected == [("member cover.png", "unknown_format")]
