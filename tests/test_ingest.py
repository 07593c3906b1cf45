"""Whole runs over real files: what is new, what is known, what has changed, what cannot be read."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest

from flows.cli import run_command
from flows.daily import daily, in_threads
from flows.errors import ChecksFailed, NothingToRead, WrongSource
from flows.ingest_articles import ingest_articles
from flows.publish import publish
from flows.runs import new_run, running
from tests.conftest import INBOX
from warehouse import query
from warehouse.errors import WarehouseLocked
from warehouse.schemas import TABLES
from warehouse.store import Draft, Warehouse

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

    ingested = take_in(tmp_path / "w", inbox).ingested

    assert (ingested.discovered, ingested.accepted, ingested.revised) == (0, 0, 0)
    assert ask(tmp_path / "w", CURRENT) == before
    assert ask(tmp_path / "w", "SELECT count(*), sum(discovered) FROM files") == [(33, 44)]
    assert take_in(tmp_path / "w", inbox).ingested.files_unchanged == 33


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


def test_a_new_file_under_the_name_of_a_renamed_one_is_another_article(
    tmp_path: Path, take_in: Any, ask: Any, scrape: Any
) -> None:
    folder = write(tmp_path / "in", latest=scrape("ferry"))
    take_in(tmp_path / "w", folder)
    for topic, name in (("tram", "monday"), ("quarry", "tuesday")):
        (folder / "latest.txt").rename(folder / f"{name}.txt")
        write(folder, latest=scrape(topic))
        summary = take_in(tmp_path / "w", folder)
        assert (summary.ingested.accepted, summary.ingested.revised, summary.ingested.files_renamed) == (1, 0, 1)

    assert ask(tmp_path / "w", "SELECT count(*), count(DISTINCT article_id), max(revision_number) FROM articles") == [
        (3, 3, 1)
    ]
    assert take_in(tmp_path / "w", folder).snapshot is None


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


def test_equal_texts_are_found_for_ever_and_others_for_some_months(tmp_path: Path, ask: Any, scrape: Any) -> None:
    warehouse = tmp_path / "w"
    long_ago = new_run(warehouse, [write(tmp_path / "old", ferry=scrape("ferry"), tram=scrape("tram"))])
    daily(replace(long_ago, started_at=long_ago.started_at - timedelta(days=150)))
    longer = scrape("tram") + "\n\nThe bell of the last tram was given to the museum, and the driver kept the key."

    daily(new_run(warehouse, [write(tmp_path / "new", same=scrape("ferry"), longer=longer)]))

    rows = "SELECT relation, path, duplicate_of IS NULL FROM articles ORDER BY path"
    assert [row for row in ask(warehouse, rows) if row[0]] == [("exact", "same.txt", False)]


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


def test_values_that_were_not_taken_are_kept_beside_the_article(tmp_path: Path, take_in: Any, ask: Any) -> None:
    head = '<title>Old bridge closes for a year</title><meta property="og:title" content="Ten things on ferries">'
    story = "<p>The council of Port Lund voted on Monday to keep the old bridge closed until May.</p>" * 8
    page = f"<html><head>{head}</head><body><h1>Old bridge closes for a year</h1>{story}</body></html>"
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "bridge.html").write_text(page)

    take_in(tmp_path / "w", tmp_path / "pages")

    asked = "SELECT title, field, value, a.source FROM articles JOIN field_alternatives AS a USING (revision_id)"
    assert ask(tmp_path / "w", asked) == [("Old bridge closes for a year", "title", "Ten things on ferries", "meta")]


def test_what_cannot_be_read_is_rejected_and_the_others_come_in(
    tmp_path: Path, take_in: Any, ask: Any, scrape: Any
) -> None:
    folder = write(tmp_path / "in", good=scrape("ferry"), empty=" \n ")
    (folder / "cut.txt.gz").write_bytes(gzip.compress(scrape("tram").encode(), mtime=0)[:-20])
    (folder / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "elsewhere").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    (folder / "environment.txt").symlink_to("/proc/self/environ")

    summary = take_in(tmp_path / "w", folder)

    assert summary.ingested.accepted >= 1
    outcomes = dict(ask(tmp_path / "w", "SELECT path, reason FROM outcomes WHERE status <> 'article'"))
    assert outcomes["empty.txt"] == "empty_file"
    assert outcomes["cut.txt.gz"] == "damaged"
    assert outcomes["picture.html"] == "unknown_format"
    assert outcomes["gone.txt"] == "unreadable"
    assert outcomes["elsewhere"] == "linked_folder"
    assert outcomes["pipe"] == "not_a_file"
    assert outcomes["environment.txt"] == "linked_file"
    assert take_in(tmp_path / "w", folder).snapshot is None


def test_a_file_from_after_2262_is_read_like_others(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))
    os.utime(folder / "a.txt", (2**34, 2**34))

    assert take_in(tmp_path / "w", folder).ingested.accepted == 1
    assert take_in(tmp_path / "w", folder).snapshot is None


def test_a_name_that_is_not_utf8_keeps_its_bytes(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/f\xe4hre.txt")).write_text(scrape("ferry"))

    take_in(tmp_path / "w", folder)

    assert ask(tmp_path / "w", "SELECT path, path_bytes FROM files") == [("f\\xe4hre.txt", b"f\xe4hre.txt")]
    assert take_in(tmp_path / "w", folder).snapshot is None


def test_a_missing_path_is_named(tmp_path: Path, take_in: Any) -> None:
    with pytest.raises(NothingToRead, match="nowhere: no such file"):
        take_in(tmp_path / "w", tmp_path / "nowhere")


def test_an_empty_folder_is_a_quiet_night(tmp_path: Path, take_in: Any, scrape: Any, ask: Any, capfd: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))
    command = ["ingest", str(folder), "--warehouse", str(tmp_path / "w")]
    (tmp_path / "hollow").mkdir()

    assert run_command(["ingest", str(tmp_path / "hollow"), "--warehouse", str(tmp_path / "w")]) == 0
    assert "no files in" in capfd.readouterr().err
    assert not (tmp_path / "w").exists()
    take_in(tmp_path / "w", folder)
    (folder / "a.txt").unlink()
    assert run_command(command) == 0
    assert "1 file of it was read before" in capfd.readouterr().err
    assert take_in(tmp_path / "w", folder).snapshot is None
    assert ask(tmp_path / "w", "SELECT count(*) FROM articles") == [(1,)]


def test_a_second_run_at_once_is_told_who_is_at_work(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))

    with running(new_run(tmp_path / "w", [folder])) as first, pytest.raises(WarehouseLocked, match=first.run_id):
        take_in(tmp_path / "w", folder)


def test_a_warehouse_inside_its_folder_is_not_read(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))

    take_in(folder / "warehouse", folder)

    assert take_in(folder / "warehouse", folder).ingested.files == 1


def test_finished_batches_of_a_stopped_run_are_used_again(tmp_path: Path, take_in: Any, scrape: Any) -> None:
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


@pytest.mark.parametrize("column", ["discovered", "accepted", "rejected"])
def test_a_run_whose_accounts_do_not_agree_is_not_stored(tmp_path: Path, scrape: Any, ask: Any, column: str) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"), b="Too short.")
    run = new_run(tmp_path / "w", [folder])

    with pytest.raises(ChecksFailed, match="accounting: 1 rows"), running(run):
        done = ingest_articles(run, in_threads)
        _miscount_one_file(run.open(), column)
        publish(run, asdict(done))

    assert ask(tmp_path / "w", "SELECT count(*) FROM articles") == [(0,)]
    assert ask(tmp_path / "w", "SELECT count(*) FROM outcomes") == [(0,)]
    assert ask(tmp_path / "w", "SELECT status FROM runs") == [("failed",)]


def test_links_are_followed_only_inside_the_folder(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder = write(tmp_path / "store", a=scrape("ferry"))
    private = write(tmp_path / "private", diary=scrape("tram")) / "diary.txt"
    (folder / "inside.txt").symlink_to("a.txt")
    (folder / "outside.txt").symlink_to(private)
    (tmp_path / "inbox").symlink_to(folder)  # the folder that is given may be a link itself

    take_in(tmp_path / "w", tmp_path / "inbox")

    rows = ask(tmp_path / "w", "SELECT path, status, reason, detail FROM outcomes ORDER BY path")
    assert rows == [
        ("a.txt", "article", None, None),
        ("inside.txt", "article", None, None),
        ("outside.txt", "skipped", "linked_file", f"a link to {private}"),
    ]


def test_a_run_that_forgets_the_outcome_of_a_record_is_not_stored(tmp_path: Path, scrape: Any, ask: Any) -> None:
    run = new_run(tmp_path / "w", [write(tmp_path / "in", a=scrape("ferry"), b="Too short.")])

    with pytest.raises(ChecksFailed, match="accounting: 1 rows"), running(run):
        done = ingest_articles(run, in_threads)
        _rewrite(run.open(), "outcomes", lambda rows: rows.slice(1))
        publish(run, asdict(done))

    assert ask(tmp_path / "w", "SELECT count(*) FROM articles") == [(0,)]


def _miscount_one_file(draft: Draft, column: str) -> None:
    def one_more(rows: pa.Table) -> pa.Table:
        counts = rows[column].to_pylist()
        at = rows.column_names.index(column)
        return rows.set_column(at, rows.schema.field(at), pa.array([counts[0] + 1, *counts[1:]], rows[column].type))

    _rewrite(draft, "files", one_more)


def _rewrite(draft: Draft, table: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Change what a run's draft holds of a table, as a fault in the ledger would."""
    with query.connect(draft.paths()) as connection:
        rows = connection.execute(f"SELECT * FROM stored.{table}").to_arrow_table()
    draft.replace_table(table, change(rows).cast(TABLES[table].schema))
    draft.save()


def test_what_readers_find_is_made_good_after_a_kill_behind_the_commit(own_warehouse: Path, take_in: Any) -> None:
    (own_warehouse / "views.duckdb").unlink()
    (own_warehouse / "published").unlink()

    assert take_in(own_warehouse, INBOX).snapshot is None

    assert (own_warehouse / "views.duckdb").exists()
    assert (own_warehouse / "published" / "articles" / "articles.parquet").exists()


def page(changed: str, hours: int) -> str:
    """A saved page of one article, as it was at an hour."""
    return (
        "<html><head><link rel='canonical' href='https://post.example/coast/the-bell-of-thrum'>"
        f"<meta property='article:modified_time' content='2026-11-09T{hours:02}:00:00+00:00'></head><body><article>"
        f"<h1>The bell of Thrum</h1><p>{changed} The bell of Thrum chapel rang on Monday for the first time since"
        " the storm of 1987, and the whole valley came out to listen to it.</p><p>It had been found in a barn under"
        " nine sacks of barley, said the sexton, who had been looking for a ladder.</p></article></body></html>"
    )


@pytest.mark.parametrize("order", [(9, 15), (15, 9)])
def test_the_latest_page_is_current_in_whatever_order_pages_arrive(
    tmp_path: Path, take_in: Any, ask: Any, order: tuple[int, int]
) -> None:
    for hours in order:
        folder = tmp_path / f"at-{hours}"
        folder.mkdir()
        (folder / "bell.html").write_text(page(f"At {hours} o'clock.", hours))
        take_in(tmp_path / "w", folder)

    assert "At 15" in ask(tmp_path / "w", ARTICLES)[0][2]
    assert ask(tmp_path / "w", "SELECT count(*), count(valid_to) FROM revisions") == [(2, 1)]


TOPICS = "anchors bells kites lamps mills nets oars piers quilts reeds sails tides urns vans weirs yews"


def test_a_growing_export_gives_no_revisions_when_boilerplate_is_learnt_or_forgotten(
    tmp_path: Path, take_in: Any
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    topics = TOPICS.split()

    def record(number: int, topic: str) -> dict[str, str]:
        story = f"The museum of {topic} in Upper Thrum opened its door number {number} to visitors on Monday at ten."
        more = f"Its keeper has collected {topic} for {20 + number} years and knows where each of them was found."
        furniture = "The kettle in our newsroom is always on for readers of the Echo." if number < 6 else ""
        text = "\n".join(line for line in (story, more, furniture) if line)
        return {"url": f"https://echo.example/{topic}/story-{number}.html", "title": f"Of {topic}", "text": text}

    lines = [orjson.dumps(record(number, topic)) for number, topic in enumerate(topics)]
    for end in (2, 6, 10, len(lines)):
        (folder / "export.jsonl").write_bytes(b"\n".join(lines[:end]))
        assert take_in(tmp_path / "w", folder).ingested.revised == 0


def test_known_files_are_read_again_when_asked(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "e.jsonl").write_bytes(orjson.dumps({"kopf": "Die Fähre", "inhalt": scrape("ferry")}))
    assert take_in(tmp_path / "w", folder).ingested.rejected == 1

    fields = {"title": ("kopf",), "text": ("inhalt",)}
    assert take_in(tmp_path / "w", folder, fields=fields).snapshot is None
    assert take_in(tmp_path / "w", folder, fields=fields, again=True).ingested.accepted == 1
    assert ask(tmp_path / "w", "SELECT count(*) FROM rejected") == [(0,)]


def test_a_source_name_stands_for_one_folder(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    write(tmp_path / "a", same=scrape("ferry"))
    write(tmp_path / "b", same=scrape("tram"))

    with pytest.raises(WrongSource, match="another folder"):
        take_in(tmp_path / "w", tmp_path / "a", tmp_path / "b", source="x")
    take_in(tmp_path / "w", tmp_path / "a", source="x")
    with pytest.raises(WrongSource, match="another folder"):
        take_in(tmp_path / "w", tmp_path / "b", source="x")
    (tmp_path / "a").rename(tmp_path / "moved")
    assert take_in(tmp_path / "w", tmp_path / "moved", source="x").ingested.accepted == 0


def test_words_are_counted_without_boilerplate(example_warehouse: Path, ask: Any) -> None:
    rows = ask(
        example_warehouse,
        "SELECT word_count, len(regexp_split_to_array(text, '\\s+'))"
        " FROM articles JOIN article_text USING (revision_id) WHERE path LIKE '%echo-%' AND len(removed) > 0",
    )

    assert len(rows) >= 5
    assert all(abs(stated - counted) <= 2 for stated, counted in rows)


def test_two_files_of_one_text_can_both_be_renamed_and_changed(
    tmp_path: Path, take_in: Any, ask: Any, scrape: Any
) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"), b=scrape("ferry"))
    take_in(tmp_path / "w", folder)
    for old, new in (("a", "c"), ("b", "d")):
        (folder / f"{old}.txt").rename(folder / f"{new}.txt")
    assert take_in(tmp_path / "w", folder).ingested.files_renamed == 2
    for name in ("c", "d"):
        write(folder, **{name: scrape("ferry", f"Another headline for file {name}")})

    assert take_in(tmp_path / "w", folder).ingested.revised == 2
    assert ask(tmp_path / "w", "SELECT count(*), max(revision_number) FROM articles") == [(2, 2)]
    assert take_in(tmp_path / "w", folder).snapshot is None


def test_a_torn_staged_batch_is_extracted_anew(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))
    stopped = new_run(tmp_path / "w", [folder])
    with pytest.raises(KeyboardInterrupt), running(stopped):
        ingest_articles(stopped, in_threads)
        raise KeyboardInterrupt
    [staged] = stopped.extracted.glob("*.arrow")
    staged.write_bytes(staged.read_bytes()[:200])

    assert take_in(tmp_path / "w", folder).ingested.accepted == 1


def test_a_change_that_gives_no_new_state_is_none(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))
    take_in(tmp_path / "w", folder)
    (folder / "a.txt").write_text(scrape("ferry") + "\n\n")

    ingested = take_in(tmp_path / "w", folder).ingested

    assert (ingested.unchanged, ingested.revised) == (1, 0)


def test_hidden_folders_are_passed_over_and_noted(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))
    (folder / ".cache").mkdir()
    (folder / ".cache" / "b.txt").write_text(scrape("tram"))
    (folder / ".c.txt").write_text(scrape("quarry"))

    assert take_in(tmp_path / "w", folder).ingested.accepted == 2

    assert ask(tmp_path / "w", "SELECT path, reason FROM outcomes WHERE status = 'skipped'") == [(".cache", "hidden")]


def test_another_warehouse_among_the_articles_is_no_news(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))
    other = write(tmp_path / "other", b=scrape("tram"))
    take_in(folder / "older" / "warehouse", other)

    assert take_in(tmp_path / "w", folder).ingested.accepted == 1

    skipped = ask(tmp_path / "w", "SELECT path, reason FROM outcomes WHERE status = 'skipped'")
    assert skipped == [("older/warehouse", "warehouse")]


def test_programs_beside_the_articles_are_not_run(tmp_path: Path, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))
    for name in ("html", "random", "orjson", "transforms"):
        (folder / f"{name}.py").write_text("raise SystemExit('a file of the inbox was run')")
    command = [str(Path(sys.executable).parent / "storyfold"), "ingest", ".", "-w", str(tmp_path / "w"), "--direct"]

    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    assert "1 new" in done.stderr


def test_what_lies_in_a_known_folder_belongs_to_it(tmp_path: Path, take_in: Any, ask: Any, scrape: Any) -> None:
    folder = write(tmp_path / "in", a=scrape("ferry"))
    write(folder / "sub", b=scrape("tram"))
    take_in(tmp_path / "w", folder)

    assert take_in(tmp_path / "w", folder / "sub").snapshot is None
    assert take_in(tmp_path / "w", folder / "sub" / "b.txt").snapshot is None
    write(folder / "sub", c=scrape("quarry"))
    take_in(tmp_path / "w", folder / "sub")
    assert ask(tmp_path / "w", "SELECT source, path FROM articles ORDER BY path") == [
        ("in", "a.txt"),
        ("in", "sub/b.txt"),
        ("in", "sub/c.txt"),
    ]


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


def test_several_late_pages_are_each_a_state_and_reading_them_again_is_none(
    tmp_path: Path, take_in: Any, ask: Any
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for hours in (15, 9, 12):
        (folder / f"at-{hours}.html").write_text(page(f"At {hours} o'clock.", hours))
        take_in(tmp_path / "w", folder)

    again = take_in(tmp_path / "w", folder, again=True).ingested

    assert (again.unchanged, again.revised) == (3, 0)
    assert ask(tmp_path / "w", "SELECT count(*), count(DISTINCT revision_id) FROM revisions") == [(3, 3)]
    assert ask(tmp_path / "w", "SELECT count(*) FROM as_known_at(now())") == [(1,)]


def test_two_undated_versions_in_a_grown_export_stay_two_states(
    tmp_path: Path, take_in: Any, ask: Any, scrape: Any
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    address = "https://post.example/coast/one-article.html"
    lines = [
        orjson.dumps({"url": address, "title": "Of the ferry", "text": scrape(topic)}) for topic in ("ferry", "tram")
    ]
    lines.append(orjson.dumps({"url": address + "?page=2", "title": "Another", "text": scrape("quarry")}))
    for end in (2, 3):
        (folder / "export.jsonl").write_bytes(b"\n".join(lines[:end]))
        take_in(tmp_path / "w", folder)

    assert ask(tmp_path / "w", "SELECT count(*) FROM revisions WHERE title = 'Of the ferry'") == [(2,)]
