"""What the warehouse costs beside plain Parquet: writing against `pq.write_table`, questions against `read_parquet`.

python -m benchmarks.storage FOLDER [--articles 1000000] [--runs 20]

FOLDER is new, or one that this has made. The same invented rows go in the same batches into a warehouse (one commit a
batch) and, in turn, into plain files with the same compression. Then each question is asked in turn through the views
and, as somebody would write it by hand, of `read_parquet` with the warehouse's own files; both have to give the same
rows. So through the stored tables, as earlier snapshots are read, and through what is published, as the newest is; and
both again with the files that `compact` makes of them.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from wordfreq import top_n_list

from warehouse import query
from warehouse.compaction import CompactionParams, join_files, small_files
from warehouse.publishing import write_readers_files
from warehouse.schemas import TABLES
from warehouse.store import RUN_LEVEL, Warehouse

NOW = datetime(2026, 11, 18, 6, tzinfo=UTC)
WORDS = 30_000
SENTENCES = 100_000  # made of them, of which each text has some at random
IN_SENTENCE, IN_TEXT = 16, 14  # a text has about 1 kB
OUTLETS, DAYS = 40, 240
COPIES, SUPERSEDED, CREDITED = 10, 50, 20  # one of so many articles is a copy, has an earlier state, names an agency
IN_STORY = 4  # articles of a story

# Through the views, and by hand: `{table}` stands for read_parquet with the files of a stored table.
CURRENT = "{article_metadata} AS metadata ANTI JOIN {superseded_revisions} USING (revision_id)"
QUESTIONS: Mapping[str, tuple[str, str]] = {
    "articles by outlet and day": (
        "SELECT outlet, published_at::DATE AS day, count(*) FROM articles GROUP BY ALL",
        f"SELECT outlet, published_at::DATE AS day, count(*) FROM {CURRENT} GROUP BY ALL",
    ),
    "widest stories": (
        "SELECT story_id, count(*) AS n FROM articles WHERE story_id IS NOT NULL"
        " GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20",
        f"SELECT story_id, count(*) AS n FROM {CURRENT} LEFT JOIN {{duplicates}} AS copies USING (article_id)"
        " JOIN {story_members} AS members ON members.article_id = coalesce(original_id, metadata.article_id)"
        " GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20",
    ),
    "one article with its text": (
        "SELECT title, text FROM articles JOIN article_text USING (revision_id) WHERE article_id = '{id}'",
        f"SELECT title, text FROM {CURRENT} JOIN {{article_text}} USING (revision_id)"
        " WHERE metadata.article_id = '{id}'",
    ),
    "one article by address": (
        "SELECT article_id, title FROM articles WHERE canonical_url = 'https://quay.example/{n}'",
        f"SELECT article_id, title FROM {CURRENT} WHERE canonical_url = 'https://quay.example/{{n}}'",
    ),
    "copies by outlet": (
        "SELECT outlet, count(*) FROM articles WHERE duplicate_of IS NOT NULL GROUP BY 1",
        f"SELECT outlet, count(*) FROM {CURRENT} JOIN {{duplicates}} USING (article_id) GROUP BY 1",
    ),
    "words in a month's texts": (
        "SELECT count(*) FROM articles JOIN article_text USING (revision_id)"
        " WHERE published_at >= TIMESTAMPTZ '2026-05-01' AND published_at < TIMESTAMPTZ '2026-06-01'"
        " AND text ILIKE '%quarrel with%'",
        f"SELECT count(*) FROM {CURRENT} JOIN {{article_text}} USING (revision_id)"
        " WHERE published_at >= TIMESTAMPTZ '2026-05-01' AND published_at < TIMESTAMPTZ '2026-06-01'"
        " AND text ILIKE '%quarrel with%'",
    ),
}


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def numbered(prefix: str, numbers: np.ndarray) -> pa.Array:
    """Names such as Outlet 12."""
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def id_of(kind: str, number: int) -> str:
    """An id as storyfold has them: hashes, which are in no order."""
    return hashlib.blake2b(f"{kind}{number}".encode(), digest_size=16).hexdigest()


def ids_of(kind: str, numbers: np.ndarray) -> pa.Array:
    """The ids of numbers."""
    return pa.array([id_of(kind, number) for number in numbers.tolist()])


def sentences(chance: np.random.Generator) -> list[str]:
    """Sentences of English words as often as they are in English, so that they pack as texts do."""
    words = np.array(top_n_list("en", WORDS))
    places = np.minimum(chance.zipf(1.25, (SENTENCES, IN_SENTENCE)) - 1, WORDS - 1)
    return [f"{' '.join(row).capitalize()}." for row in words[places].tolist()]


def texts(chance: np.random.Generator, pool: pa.Array, rows: int) -> pa.Array:
    """Texts of about 1 kB."""
    parts = [pool.take(pa.array(chance.integers(0, len(pool), rows))) for _ in range(IN_TEXT)]
    return pc.binary_join_element_wise(*parts, " ")


def filled(table: str, columns: Mapping[str, pa.Array]) -> pa.Table:
    """Rows of a table with these columns, and in the others something where there must be, else null."""
    rows = len(next(iter(columns.values())))
    defaults = {
        pa.string(): "inbox",
        pa.int32(): 1,
        pa.int64(): 1,
        pa.float32(): 0.9,
        pa.bool_(): True,
        pa.timestamp("us", "UTC"): NOW,
        pa.uint64(): 1,
    }
    made = []
    for column in TABLES[table].columns:
        if column.name in columns:
            made.append(columns[column.name].cast(column.type))
        elif column.required:
            value = [] if pa.types.is_list(column.type) else defaults[column.type]
            made.append(pa.array([value], column.type).take(pa.array(np.zeros(rows, np.int64))))
        else:
            made.append(pa.nulls(rows, column.type))
    return pa.Table.from_arrays(made, schema=TABLES[table].schema)


def batches(articles: int, runs: int) -> Iterator[dict[str, pa.Table]]:
    """The rows of each run, by table."""
    chance = np.random.default_rng(1)
    pool = pa.array(sentences(chance))
    size = articles // runs
    for run in range(runs):
        n = np.arange(run * size, (run + 1) * size)
        earlier = n[n % SUPERSEDED == 0]
        ids = ids_of("article", n)
        minutes = (n * DAYS * 1440 // articles).astype("timedelta64[m]")
        published = pa.array((np.datetime64("2026-03-01") + minutes).astype("datetime64[us]"))
        metadata = {
            "article_id": ids,
            "revision_id": ids_of("revision", n),
            "canonical_url": numbered("https://quay.example/", n),
            "url": numbered("https://quay.example/", n),
            "outlet": numbered("Outlet ", n % OUTLETS),
            "site": numbered("quay", n % OUTLETS),
            "title": pool.take(pa.array(chance.integers(0, len(pool), size))),
            "text_hash": ids_of("hash", n),
            "document_id": ids_of("document", n),
            "path": numbered("pages/", n),
            "published_at": published.cast(pa.timestamp("us", "UTC")),
            "language": pa.array(["en"] * size),
            "word_count": pa.array(chance.integers(80, 220, size)),
        }
        before = {name: values.take(pa.array(earlier - n[0])) for name, values in metadata.items()}
        before["revision_id"] = ids_of("revision-of", earlier)
        both = {name: pa.concat_arrays([metadata[name], before[name]]) for name in metadata}
        copies = n[n % COPIES == 1]
        members = n[n % COPIES != 1]
        credited = n[n % CREDITED == 3]
        yield {
            "article_metadata": filled("article_metadata", both),
            "article_text": filled(
                "article_text",
                {
                    "revision_id": both["revision_id"],
                    "article_id": both["article_id"],
                    "text": texts(chance, pool, size + len(earlier)),
                },
            ),
            "superseded_revisions": filled(
                "superseded_revisions",
                {
                    "article_id": before["article_id"],
                    "revision_id": before["revision_id"],
                    "superseded_by": ids_of("revision", earlier),
                },
            ),
            "duplicates": filled(
                "duplicates",
                {"article_id": ids_of("article", copies), "original_id": ids_of("article", copies - 1)},
            ),
            "story_members": filled(
                "story_members",
                {"article_id": ids_of("article", members), "story_id": ids_of("story", members // IN_STORY)},
            ),
            "agency_credits": filled(
                "agency_credits",
                {
                    "article_id": ids_of("article", credited),
                    "revision_id": ids_of("revision", credited),
                    "agency": pa.array(["Quay News"] * len(credited)),
                },
            ),
        }


def write_plain(folder: Path, run: int, tables: Mapping[str, pa.Table]) -> None:
    """Write rows as anybody would."""
    for name, rows in tables.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, folder / name / f"{run}.parquet", compression="zstd", compression_level=RUN_LEVEL)


def write_run(warehouse: Warehouse, run: int, tables: Mapping[str, pa.Table]) -> None:
    """Commit rows as a run does."""
    draft = warehouse.begin(f"run-{run}")
    for name, rows in tables.items():
        draft.add(name, rows, month="2026-11" if TABLES[name].by_month else None)
    draft.commit(f"run {run}", NOW + timedelta(minutes=run))


def timed_cpu(write: object, *arguments: object) -> tuple[float, float]:
    """Seconds that a call takes, and CPU seconds of this process."""
    began, cpu = time.perf_counter(), time.process_time()
    write(*arguments)  # type: ignore[operator]  # any function
    return time.perf_counter() - began, time.process_time() - cpu


def measure_writing(folder: Path, articles: int, runs: int) -> Warehouse:
    """Write the same rows both ways, batch by batch in turn."""
    warehouse = Warehouse.create(folder / "warehouse", NOW)
    pairs = []
    for run, tables in enumerate(batches(articles, runs)):
        ways = [(write_plain, folder / "plain"), (write_run, warehouse)]
        order = ways if run % 2 else ways[::-1]  # who comes second finds the rows in the cache
        took = {write: timed_cpu(write, place, run, tables) for write, place in order}
        pairs.append((*took[write_plain], *took[write_run]))
    ratio = statistics.median(ours / plain for plain, _, ours, _ in pairs)
    cpu = statistics.median(ours / plain for _, plain, _, ours in pairs)
    say(f"writing {articles:,} in {runs} runs: {ratio:.2f} times pq.write_table, {cpu:.2f} in CPU seconds")
    sizes = [sum(p.stat().st_size for p in at.rglob("*.parquet")) for at in (folder / "plain", warehouse.root / "data")]
    say(f"  {sizes[0] / 1e6:,.0f} MB plain, {sizes[1] / 1e6:,.0f} MB in the warehouse")
    return warehouse


def measure_questions(warehouse: Warehouse, articles: int, times: int, *, by_published: bool) -> None:
    """Ask each question so many times in turn through the views and by hand; said is the median of the ratios."""
    say("  through what is published" if by_published else "  through the stored tables")
    snapshot = warehouse.snapshot()
    paths = warehouse.paths(snapshot)
    sources = {name: f"read_parquet([{', '.join(repr(str(p)) for p in files)}])" for name, files in paths.items()}
    views = query.connect_held(warehouse, snapshot) if by_published else query.connect(paths)
    with views as ours, duckdb.connect() as plain:
        for setting in ("SET TimeZone = 'UTC'", "SET threads = 2"):
            ours.execute(setting)
            plain.execute(setting)
        for name, (by_view, by_hand) in QUESTIONS.items():
            known = {"n": articles // 3, "id": id_of("article", articles // 3)}
            asked = by_view.format(**known)
            hand = by_hand.format(**known, **sources)
            pairs = []
            for _ in range(times):
                took = []
                for connection, sql in ((plain, hand), (ours, asked)):
                    began, cpu = time.perf_counter(), time.process_time()
                    rows = connection.execute(sql).fetchall()
                    took.append((time.perf_counter() - began, time.process_time() - cpu, sorted(rows, key=repr)))
                assert took[0][2] == took[1][2], name
                pairs.append((*took[0][:2], *took[1][:2]))
            elapsed, cpu = (statistics.median(pair[at + 2] / pair[at] for pair in pairs) for at in (0, 1))
            base = statistics.median(pair[0] for pair in pairs)
            say(f"{name}: {elapsed:.2f} times read_parquet ({base * 1000:,.0f} ms), {cpu:.2f} in CPU seconds")


def measure_reading(warehouse: Warehouse, articles: int, times: int) -> None:
    """Ask the questions both ways, of the newest snapshot, which is published for it."""
    began = time.process_time()
    write_readers_files(warehouse)
    say(f"published in {time.process_time() - began:,.1f} CPU seconds")
    for by_published in (False, True):
        measure_questions(warehouse, articles, times, by_published=by_published)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--times", type=int, default=9)
    given = parser.parse_args()
    is_there = (given.folder / "warehouse").exists()
    warehouse = (
        Warehouse.open(given.folder / "warehouse")
        if is_there
        else measure_writing(given.folder, given.articles, given.runs)
    )
    measure_reading(warehouse, given.articles, given.times)
    draft = warehouse.begin("compact")
    join_files(draft, small_files(draft.base, CompactionParams()), CompactionParams())
    if draft.has_changes:
        draft.commit("joined", NOW + timedelta(days=1))
    say("the same after compact")
    measure_reading(warehouse, given.articles, given.times)


if __name__ == "__main__":
    main()
