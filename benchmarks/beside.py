"""Reads beside a process that writes, publishes, joins files, lets go and forgets: how many are partial, how many fail.

python -m benchmarks.beside FOLDER [--reads 1000]

Every commit adds to three tables alike, so a read that counts them differently has seen half of one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from benchmarks.small_runs import NOW, ROWS, store
from warehouse import query
from warehouse.compaction import CompactionParams, join_files, small_files
from warehouse.expiry import ExpiryParams, expire
from warehouse.forgetting import Subject, commit_erasure, erase
from warehouse.publishing import remove_older, write_readers_files
from warehouse.store import Warehouse

COUNTS = (
    "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM stored.article_metadata),"
    " (SELECT count(*) FROM stored.article_text), (SELECT count(*) FROM stored.story_members)"
)
PUBLISHED = "SELECT count(*) FROM duckdb_views() WHERE view_name = 'articles' AND sql LIKE '%/exports/%'"


def write_for_ever(warehouse: Warehouse) -> None:
    """Store, join, let go and forget in turn."""
    params = ExpiryParams(older_than=timedelta(0), grace=timedelta(0))
    for n in count(1):
        store(warehouse, f"run-{n}", range(n * ROWS, (n + 1) * ROWS))
        if n % 5 == 0:
            draft = warehouse.begin(f"join-{n}")
            join_files(draft, small_files(draft.base, CompactionParams()), CompactionParams())
            draft.commit("joined", NOW)
        if n % 3 == 0:
            draft = warehouse.begin(f"forget-{n}")
            gone = frozenset({f"article-{n * ROWS}"})
            commit_erasure(draft, erase(draft, Subject(article_ids=gone)), "forgot one", NOW)
        write_readers_files(warehouse)
        remove_older(warehouse)
        if n % 2 == 0:
            expire(warehouse, datetime.now(UTC) + timedelta(days=1), params)


def read(warehouse: Warehouse) -> str:
    """What a read of a snapshot has found, its files opened twice."""
    try:
        with query.connect_snapshot(warehouse) as connection:
            found = [connection.execute(COUNTS).fetchall()[0] for _ in range(2)]
            [(is_published,)] = connection.execute(PUBLISHED).fetchall()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
        return f"failed: {type(error).__name__}: {error}"
    way = "through what is published" if is_published else "through the stored tables"
    return f"whole, {way}" if len({*found[0], *found[1]}) == 1 else f"partial, {way}: {found}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reads", type=int, default=1000)
    parser.add_argument("--write", action="store_true", help="be the process that writes")
    given = parser.parse_args()
    warehouse = Warehouse.create(given.folder, NOW)
    if given.write:
        write_for_ever(warehouse)
    with subprocess.Popen([sys.executable, "-m", "benchmarks.beside", str(given.folder), "--write"]) as writer:
        while warehouse.catalog.head() < 3:
            pass
        first = warehouse.catalog.head()
        found = Counter(read(warehouse) for _ in range(given.reads))
        is_alive = writer.poll() is None
        writer.kill()
    sys.stdout.write(f"{dict(found)} beside {warehouse.catalog.head() - first} commits, writer alive: {is_alive}\n")


if __name__ == "__main__":
    main()
