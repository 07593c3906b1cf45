"""Folding articles into stories: agreement with known events, CPU seconds, peak memory.

    python -m benchmarks.stories ARTICLES.jsonl [--truth TRUTH.jsonl] [--together FILE.txt ...] [--first N] [--figures]

ARTICLES has id and text, and may have title, published and story (the true event). With TRUTH, in the same order, only
articles without a `src` take part. The files of --together, undated, are added: they are to be one story of just them.
"""

from __future__ import annotations

import argparse
import json
import lzma
import resource
import sys
import time
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from benchmarks.clusters import b_cubed, pairwise
from transforms.differences import differences
from transforms.figures import figures
from transforms.stories import group_stories

Row = dict[str, str]


def main() -> None:
    """Print the scores of one corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--truth", type=Path, help="the true copies, which are left out")
    parser.add_argument("--together", type=Path, nargs="*", default=[], help="text files about one event")
    parser.add_argument("--first", type=int, help="take so many articles")
    parser.add_argument("--undated", action="store_true", help="forget when articles were published")
    parser.add_argument("--figures", action="store_true", help="compare the figures of stories of several outlets, too")
    options = parser.parse_args()
    rows = read_rows(options.articles)
    if options.truth:
        truth = read_rows(options.truth)
        rows = [row for row, known in zip(rows, truth, strict=True) if known["src"] is None]
    rows = rows[: options.first] + [from_text(path) for path in options.together]
    articles = as_table(rows, dated=not options.undated)
    loaded_mb = peak_mb()
    start = time.process_time()
    stories = group_stories(articles).tolist()
    spent = time.process_time() - start
    lines = [
        f"{len(rows)} articles, {len(set(stories))} stories",
        f"{spent:.2f} CPU s, {len(rows) / spent:.0f} articles per CPU second",
        f"peak memory {peak_mb():.0f} MB, of which {loaded_mb:.0f} MB before",
    ]
    if options.figures:
        start = time.process_time()
        lines.append(compared(rows, stories))
        with_figures = spent + time.process_time() - start
        lines.append(f"{with_figures:.2f} CPU s with figures, {len(rows) / with_figures:.0f} articles per CPU second")
    if all("story" in row for row in rows):
        true = [row["story"] for row in rows]
        lines += [f"B-cubed  {b_cubed(true, stories)}", f"pairwise {pairwise(true, stories)}"]
    if options.together:
        story = {row["id"] for row, group in zip(rows, stories, strict=True) if group == stories[-1]}
        is_one = story == {path.name for path in options.together}
        lines.append(f"together: {'yes' if is_one else f'no, {sorted(story)}'}")
    sys.stdout.write("\n".join(lines) + "\n")


def compared(rows: list[Row], stories: list[int]) -> str:
    """What comparing the figures of the stories that several outlets report has found."""
    members: dict[int, list[Row]] = defaultdict(list)
    for row, story in zip(rows, stories, strict=True):
        members[story].append(row)
    reported = [own for own in members.values() if len({row.get("outlet", row["id"]) for row in own}) > 1]
    found = pairs = 0
    for own in reported:
        of = {row["id"]: figures(row.get("title"), row["text"], row.get("language", "en")) for row in own}
        found += sum(map(len, of.values()))
        pairs += len(differences(of))
    articles = sum(map(len, reported))
    return f"{len(reported)} stories of several outlets, {articles} articles: {found} figures, {pairs} pairs"


def read_rows(path: Path) -> list[Row]:
    """The objects of a JSONL file, plain or xz."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def from_text(path: Path) -> Row:
    """A text file: its first line is the title."""
    title, _, text = path.read_text("utf-8").strip().partition("\n")
    return {"id": path.name, "title": title, "text": text}


def as_table(rows: list[Row], *, dated: bool) -> pa.Table:
    """The columns that grouping wants."""
    times = [
        datetime.fromisoformat(row["published"].replace("Z", "+00:00")) if dated and "published" in row else None
        for row in rows
    ]
    return pa.table(
        {
            "article_id": [row["id"] for row in rows],
            "title": pa.array([row.get("title") for row in rows], pa.string()),
            "text": [row["text"] for row in rows],
            "language": pa.nulls(len(rows), pa.string()),
            "published_at": pa.array(times, pa.timestamp("us", "UTC")),
        }
    )


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
