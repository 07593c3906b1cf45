"""How well stories hold: a month of events, linked anew each day as their reports come in.

    python -m benchmarks.story_month ARTICLES.jsonl [--seed 1] [--days 30]

ARTICLES has text and story (the true event), and may have title. Events are spread over the days; the reports of one
are published within some days of it, most on the first, and come in hours later. Printed is the share of articles that
were in a story for 48 hours and are in another the next day, merges of their stories included.
"""

from __future__ import annotations

import argparse
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.clusters import b_cubed
from benchmarks.stories import Row, read_rows
from transforms import ragged
from transforms.columns import integers
from transforms.stories import PairFinder, StoryParams, linked, update_stories
from transforms.term_weights import DocumentCounts, TermCounts, term_counts
from transforms.words import I64

FIRST_DAY = datetime(2026, 3, 1, tzinfo=UTC)
SETTLED = timedelta(hours=48)


def main() -> None:
    """Print the share of assignments that change a day, and how right the last ones are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=30)
    options = parser.parse_args()
    arriving = arrivals(read_rows(options.articles), options.days, random.Random(options.seed))
    month = Month()
    moved = settled = 0
    for day in range(options.days + 8):
        now = FIRST_DAY + timedelta(days=day + 1)
        changed, held = month.next_day(
            [row for row in arriving if now - timedelta(days=1) <= row["arrives"] < now], now
        )
        moved, settled = moved + changed, settled + held
    true = [row["story"] for row in month.rows]
    lines = [
        f"{len(month.rows)} articles, {len(set(month.story_of.values()))} stories",
        f"settled for 48 hours: {settled} article days, {moved} changes, {100 * moved / max(settled, 1):.3f} % a day",
        f"B-cubed  {b_cubed(true, [month.story_of[row['id']] for row in month.rows])}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def arrivals(rows: list[Row], days: int, chance: random.Random) -> list[dict[str, Any]]:
    """The articles with the times they are published and arrive at."""
    begins = {story: chance.uniform(0, days) for story in sorted({row["story"] for row in rows})}
    made: list[dict[str, Any]] = []
    for row in rows:
        published = FIRST_DAY + timedelta(days=begins[row["story"]] + min(chance.expovariate(1.0), 6.0))
        made.append({**row, "published": published, "arrives": published + timedelta(hours=chance.expovariate(1 / 6))})
    return made


class Month:
    """The stories as they are after each day's run."""

    def __init__(self) -> None:
        """Nothing has arrived."""
        self.rows: list[dict[str, Any]] = []
        self.story_of: dict[str, str] = {}
        self.placed_at: dict[str, datetime] = {}
        self._terms: dict[str, TermCounts] = {}
        self._stories: dict[str, dict[str, Any]] = {}  # oldest first
        self._known = DocumentCounts()

    def next_day(self, news: list[dict[str, Any]], now: datetime) -> tuple[int, int]:
        """Link the day's articles; the settled assignments that have changed, and all that there are."""
        params = StoryParams()
        for row in news:
            counts = term_counts(pa.array([row.get("title")], pa.string()), pa.array([row["text"]]), pa.nulls(1))
            self._known.add(counts)
            self._terms[row["id"]] = counts
        self.rows += news
        since = now - timedelta(days=2 * params.window_days)
        window = sorted((r for r in self.rows if r["published"] >= since), key=lambda r: (r["published"], r["id"]))
        finder = PairFinder(self._known, params)
        terms = [self._terms[row["id"]] for row in window]
        finder.add(
            ragged.concat([part.terms for part in terms], np.uint32),
            np.concatenate([np.zeros(0, np.uint8), *(part.counts for part in terms)]),
            _microseconds([row["published"] for row in window]),
        )
        update = update_stories(
            pa.table(
                {
                    "article_id": [row["id"] for row in window],
                    "story_id": pa.array([self.story_of.get(row["id"]) for row in window], pa.string()),
                    "leaves_story": pa.array([False] * len(window), pa.bool_()),
                }
            ),
            linked(finder.found(), len(window), params),
            pa.Table.from_pylist(list(self._stories.values()), STORY_SCHEMA),
        )
        before = dict(self.story_of)
        self._apply(update.assignment, update.changes)
        held = [name for name in before if self.placed_at[name] <= now - SETTLED]
        changed = [name for name in before if self.story_of[name] != before[name]]
        self.placed_at |= {row["id"]: now for row in news}
        return len(set(held) & set(changed)), len(held)

    def _apply(self, assignment: pa.Table, changes: pa.Table) -> None:
        for change in changes.to_pylist():
            if change["change"] == "founded":
                row = {"story_id": change["story_id"], "founder_id": change["article_id"], "merged_into": None}
                self._stories[change["story_id"]] = row
            elif change["change"] == "merged":
                self._stories[change["previous_story_id"]]["merged_into"] = change["story_id"]
                for name, story in self.story_of.items():
                    if story == change["previous_story_id"]:
                        self.story_of[name] = change["story_id"]
        self.story_of |= dict(
            zip(assignment["article_id"].to_pylist(), assignment["story_id"].to_pylist(), strict=True)
        )


STORY_SCHEMA = pa.schema([("story_id", pa.string()), ("founder_id", pa.string()), ("merged_into", pa.string())])


def _microseconds(moments: list[datetime]) -> I64:
    return integers(pa.array(moments, pa.timestamp("us", "UTC")))


if __name__ == "__main__":
    main()
