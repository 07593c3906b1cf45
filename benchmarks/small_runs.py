"""What a thousand small runs cost: the commit of the last beside an early one, queries before and after joining files.

python -m benchmarks.small_runs FOLDER [--runs 1000]

FOLDER must be new. The same rows are stored in one run beside it, and every query is timed on both in turn.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from warehouse import query
from warehouse.compaction import CompactionParams, join_files, small_files
from warehouse.expiry import ExpiryParams, expire
from warehouse.schemas import TABLES
from warehouse.store import Warehouse

NOW = datetime(2026, 11, 18, 6, tzinfo=UTC)
ROWS = 20  # articles of a small run
QUERIES = {
    "by outlet and day": "SELECT outlet, published_at::DATE, count(*) FROM articles GROUP BY ALL",
    "one article with its text": "SELECT title, text FROM articles JOIN article_text USING (revision_id)"
    " WHERE article_id = 'article-77'",
    "words in texts": "SELECT count(*) FROM article_text WHERE text ILIKE '%harbour 77%'",
    "stories": "SELECT story_id, count(*) FROM story_articles GROUP BY ALL ORDER BY 2 DESC LIMIT 10",
}


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def rows_of(table: str, numbers: range) -> pa.Table:
    """Invented rows of a table, one for each number."""

    def value(name: str, kind: pa.DataType, n: int) -> object:
        if pa.types.is_timestamp(kind):
            return NOW + timedelta(minutes=n)
        if pa.types.is_integer(kind):
            return n % 500
        if pa.types.is_list(kind):
            return []
        if pa.types.is_boolean(kind):
            return n % 2 == 0
        if pa.types.is_floating(kind):
            return n / 1e6
        if name == "text":
            return f"Rain fell on harbour {n} while the crew of boat {n * 7} waited for a pilot. " * 30
        return {"outlet": f"outlet {n % 40}", "story_id": f"story-{n // 3}"}.get(name, f"{name.split('_')[0]}-{n}")

    schema = TABLES[table].schema
    columns = [pa.array([value(f.name, f.type, n) for n in numbers], f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def store(warehouse: Warehouse, run: str, numbers: range) -> float:
    """Commit articles; the seconds it took."""
    made = {table: rows_of(table, numbers) for table in ("article_metadata", "article_text", "story_members")}
    began = time.perf_counter()
    draft = warehouse.begin(run)
    for table, rows in made.items():
        draft.add(table, rows)
    draft.commit(run, NOW)
    return time.perf_counter() - began


def timed(ask: Callable[[], object]) -> float:
    """Seconds of a call."""
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def ratios(one: Warehouse, other: Warehouse, times: int) -> dict[str, float]:
    """For each query how much longer it takes in the other warehouse, opening included: the median of pairs."""

    def answer(warehouse: Warehouse, sql: str) -> None:
        with query.connect_snapshot(warehouse) as connection:
            connection.execute(sql).fetchall()

    found = {}
    for name, sql in QUERIES.items():
        pairs = [(timed(lambda: answer(one, sql)), timed(lambda: answer(other, sql))) for _ in range(times)]  # noqa: B023
        found[name] = statistics.median(slow / quick for quick, slow in pairs)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=1000)
    given = parser.parse_args()
    many = Warehouse.create(given.folder / "many", NOW)
    one = Warehouse.create(given.folder / "one", NOW)
    store(one, "run", range(given.runs * ROWS))
    commits = [store(many, f"run-{n}", range(n * ROWS, (n + 1) * ROWS)) for n in range(given.runs)]
    early, late = statistics.median(commits[5:45]), statistics.median(commits[-40:])
    say(
        f"commit of {ROWS} articles, ms: runs 5 to 45 {early * 1000:.0f}, last 40 {late * 1000:.0f}: {late / early:.2f}"
    )
    before = ratios(one, many, 3)
    cpu = time.process_time()
    draft = many.begin("compact")
    join_files(draft, small_files(draft.base, CompactionParams()), CompactionParams())
    draft.commit("joined", NOW)
    files = sum(map(len, many.snapshot(given.runs).files.values()))
    say(f"joining {files} files: {time.process_time() - cpu:.1f} CPU s")
    after = ratios(one, many, 15)
    for name in QUERIES:
        say(f"{name}: {before[name]:.2f} times one run before, {after[name]:.2f} after")
    done = expire(many, NOW + timedelta(days=99), ExpiryParams(grace=timedelta(0)))
    say(f"expired {len(done.snapshots)} snapshots, {len(done.files)} files; then {ratios(one, many, 15)}")


if __name__ == "__main__":
    main()
