"""What linking new articles costs beside what is known: the step as a run does it, with the index in a warehouse.

    python -m benchmarks.known_articles FOLDER HISTORY.jsonl [--count 10000] [--times 3]

FOLDER is made, and holds the warehouse with HISTORY; if there is one from before, it is used again. Then `--count`
articles are stored beside it and linked, each time on the same history: one half are articles of HISTORY cut to 70 %
of their text, the other invented, of words made by chance. HISTORY as for `benchmarks.duplicates`. Lines of outlets
are learnt from it and cut before anything is stored.

Counted is `flows.link_duplicates` alone, in a process of its own: user and system time with all threads, and the peak
of its resident memory. It reads and fingerprints the new texts, looks the index up, fetches the known articles,
measures and groups, and writes fingerprints, keys and links. Code is compiled before.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.ipc

from benchmarks.duplicates import Clock, learnt, say, slices
from flows.link_duplicates import link_duplicates
from flows.runs import Run, new_run, running
from transforms.boilerplate import cut_lines
from transforms.columns import column
from transforms.records import content_id
from warehouse.schemas import TABLES
from warehouse.store import Draft

KEPT = 0.7  # of the text of a cut copy
REQUIRED: dict[pa.DataType, object] = {pa.string(): "", pa.int32(): 1, pa.timestamp("us", "UTC"): datetime.now(UTC)}


def main() -> None:
    """Print the cost of linking the history, and of linking new articles beside it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("history", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--rules", type=Path, help="only store and link HISTORY in FOLDER, lines cut by these rules")
    options = parser.parse_args()
    if options.rules:
        say(stored_and_linked(options.folder, options.history, options.rules))
        return
    history, rules, more = (options.folder / name for name in ("history", "rules.arrow", "new.jsonl"))
    if not history.exists():
        options.folder.mkdir(parents=True, exist_ok=True)
        if not rules.exists():
            write_rules(options.history, rules)
        say(f"history: {step(history, rules, options.history)}")
    write_new(more, options.history, options.count)
    beside = options.folder / "beside"
    for _ in range(options.times):
        shutil.copytree(history, beside, copy_function=linked_copy)
        say(f"beside it: {step(beside, rules, more)}")
        shutil.rmtree(beside)


def linked_copy(path: str, target: str) -> None:
    """Another name for a data file, which nothing changes in place; a copy of any other file."""
    (os.link if path.endswith(".parquet") else shutil.copy2)(path, target)


def write_rules(docs: Path, target: Path) -> None:
    """Write the rules about lines of outlets."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        rules = learnt(docs, None, Path(folder), Clock())
    with pa.OSFile(str(target), "wb") as file, pa.ipc.new_file(file, rules.schema) as writer:
        writer.write_table(rules)


def write_new(target: Path, history: Path, count: int) -> None:
    """Write the articles that are linked beside the history: cut copies, and invented ones."""
    chance = random.Random(1)
    with history.open(encoding="utf-8") as lines:
        known = chance.sample(lines.readlines(), count // 2)
    words = ["".join(chance.choices("bdfgklmnprstvz", k=3)) + chance.choice("aeiou") for _ in range(20_000)]
    with target.open("w", encoding="utf-8") as file:
        for row in map(json.loads, known):
            cut = row["text"][: int(KEPT * len(row["text"]))]
            file.write(json.dumps({**row, "id": f"copy of {row['id']}", "text": cut}) + "\n")
            invented = {"id": f"beside {row['id']}", "title": " ".join(chance.choices(words, k=8))}
            file.write(json.dumps({**row, **invented, "text": " ".join(chance.choices(words, k=250))}) + "\n")


def step(warehouse: Path, rules: Path, docs: Path) -> str:
    """What a process says that stores and links the articles of a file."""
    command = [sys.executable, "-m", "benchmarks.known_articles", str(warehouse), str(docs), "--rules", str(rules)]
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()


def stored_and_linked(warehouse: Path, docs: Path, rules_path: Path) -> str:
    """Store articles and link them; what linking cost."""
    with pa.OSFile(str(rules_path)) as file:
        rules = pa.ipc.open_file(file).read_all()
    run = new_run(warehouse)
    with running(run):
        draft = run.open()
        articles = sum(store(draft, run, rows) for rows in cut(docs, rules))
        draft.save()
        before, memory_before = cpu_seconds(), peak_mb()
        linked = link_duplicates(run)
        spent = cpu_seconds() - before
        run.open().commit("linked", run.started_at)
    return (
        f"{articles} articles, {linked.duplicates} links; {spent:.2f} CPU s, {articles / spent:,.0f} articles per CPU"
        f" second; peak {peak_mb():.0f} MB, before it {memory_before:.0f} MB"
    )


def cut(docs: Path, rules: pa.Table) -> Iterator[pa.Table]:
    """The articles of a file, some thousands at a time, without the lines their outlets repeat."""
    for rows in slices(docs, None):
        texts, _ = cut_lines(column(rows, "outlet"), column(rows, "text"), rules)
        yield rows.set_column(rows.schema.get_field_index("text"), "text", texts)


def store(draft: Draft, run: Run, rows: pa.Table) -> int:
    """Put articles into the draft, with nothing in the columns that linking does not read; their number."""
    ids = pa.array([content_id(name) for name in rows["article_id"].to_pylist()])
    known = {name: rows[name] for name in rows.schema.names} | {"article_id": ids, "revision_id": ids}
    for name in ("article_metadata", "article_text"):
        schema = TABLES[name].schema
        columns = [known.get(field.name, empty(field, rows.num_rows)) for field in schema]
        draft.add(name, pa.table(columns, schema=schema), month=f"{run.started_at:%Y-%m}")
    return rows.num_rows


def empty(field: pa.Field[Any], count: int) -> pa.Array[Any]:
    """A column that says nothing."""
    if field.nullable:
        return pa.nulls(count, field.type)
    value: Any = [] if pa.types.is_list(field.type) else REQUIRED[field.type]
    return pa.array([value] * count, field.type)


def cpu_seconds() -> float:
    """User and system time of this process, all threads."""
    return time.process_time()


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
