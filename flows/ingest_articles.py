"""Read files into articles: find what is new, extract it in batches, cut what outlets repeat, settle their states.

Boilerplate is learnt from all batches of a run before any of them is stored, so the first run already profits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from flows.batches import BatchDone, plan_batches, write_manifest
from flows.boilerplate import learn_boilerplate, with_outlet_key, without_boilerplate
from flows.forgotten import Refusals
from flows.ledger import Ledger
from flows.news import find_news
from flows.progress import phase
from flows.runs import Run
from flows.staging import StagedBatch
from flows.states import ArticleStates
from warehouse import query
from warehouse.store import Draft

Spread = Callable[[Sequence[Path]], Iterator[BatchDone]]  # extracts batches, wherever, and gives them in order

SLICE_ROWS = 10_000  # staged articles in memory at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What ingesting did: files found, and what became of the records of those that were read."""

    files: int
    files_unchanged: int
    files_renamed: int
    files_touched: int  # the same bytes with another time
    discovered: int
    accepted: int
    revised: int
    unchanged: int
    rejected: int
    skipped: int

    @property
    def is_news(self) -> bool:
        """Whether there is anything to commit."""
        return self.files > self.files_unchanged


def ingest_articles(run: Run, spread: Spread) -> Ingested:
    """Take the run's folders in, up to new states of articles in the run's draft.

    Raises NothingToRead if a path is missing or holds no files.
    """
    draft = run.open()
    listing = find_news(run, draft.paths())
    manifests = [write_manifest(run, files) for files in plan_batches(listing.to_read)]
    with phase("reading", sum(file.size_bytes for file in listing.to_read), "bytes"):
        for _done in spread(manifests):
            pass  # the batches report to the phase as they read
    ledger = Ledger(run, listing)
    if listing.to_read or listing.renamed or listing.touched:
        _store_articles(run, draft, [StagedBatch.at(run.extracted, path.stem) for path in manifests], ledger)
        ledger.write(draft)
    draft.save()
    return Ingested(
        files=listing.files,
        files_unchanged=listing.unchanged,
        files_renamed=len(listing.renamed),
        files_touched=len(listing.touched),
        **ledger.totals(),
    )


def _store_articles(run: Run, draft: Draft, batches: Sequence[StagedBatch], ledger: Ledger) -> None:
    """Give every record its state, store the new ones, and note each outcome."""
    for batch in batches:
        ledger.add_tally(batch.read_tally())
    with query.connect_stored(draft.paths()) as connection:
        refusals = Refusals(connection)
        allowed = (rows.filter(pc.invert(refusals.of(rows))) for rows in _slices(batches))
        rules = learn_boilerplate(run, draft, (_first_seen(rows, connection) for rows in allowed))
    repeated = _repeated_articles(batches)
    states = ArticleStates(run, draft, rules)
    waiting: list[pa.Table] = []
    with phase("cleaning", sum(batch.read_articles().num_rows for batch in batches), "articles") as bar:
        for rows in _slices(batches):
            whole = _whole(rows, ledger)
            is_forgotten = refusals.of(whole)
            ledger.add_forgotten(whole.filter(is_forgotten))
            cleaned = without_boilerplate(whole.filter(pc.invert(is_forgotten)), rules)
            is_repeated = pc.is_in(cleaned["article_id"], value_set=repeated)
            waiting.append(cleaned.filter(is_repeated))
            states.settle(cleaned.filter(pc.invert(is_repeated)), ledger)
            bar.advance(rows.num_rows)
        if waiting:
            states.settle(_by_age(pa.concat_tables(waiting)), ledger)
    states.write()


def _slices(batches: Sequence[StagedBatch]) -> Iterator[pa.Table]:
    """The staged articles, some thousands at a time, with their outlet keys."""
    for batch in batches:
        rows = batch.read_articles()
        for start in range(0, rows.num_rows, SLICE_ROWS):
            yield _with_age(with_outlet_key(rows.slice(start, SLICE_ROWS)))


def _first_seen(rows: pa.Table, connection: query.Connection) -> pa.Table:
    """The rows of articles that are not stored yet: an article's lines count once, however often it is read."""
    wanted = {"wanted": rows.select(["article_id"])}
    known = query.ask(connection, "known_articles", wanted)["article_id"].combine_chunks()
    return rows.filter(pc.invert(pc.is_in(rows["article_id"], value_set=known)))


def _with_age(rows: pa.Table) -> pa.Table:
    """The rows with the time at which their pages came to be as they are, where it is known."""
    return rows.append_column("age", pc.coalesce(rows["modified_at"], rows["fetched_at"], rows["published_at"]))


def _whole(rows: pa.Table, ledger: Ledger) -> pa.Table:
    """The rows of files that did not change while they were read."""
    places = zip(rows["source"].to_pylist(), rows["path"].to_pylist(), strict=True)
    return rows.filter(pa.array([not ledger.is_changed(*place) for place in places], pa.bool_()))


def _repeated_articles(batches: Sequence[StagedBatch]) -> pa.Array[pa.StringScalar]:
    """The ids of articles that more than one record of the run gives."""
    ids = [batch.read_articles()["article_id"] for batch in batches]
    counted = pc.value_counts(pa.chunked_array([chunk for column in ids for chunk in column.chunks], pa.string()))
    return counted.field("values").filter(pc.greater(counted.field("counts"), pa.scalar(1)))


def _by_age(rows: pa.Table) -> pa.Table:
    """Rows in the order in which their pages came to be, whatever the order of their files."""
    # Undated states first: a page that has gained a date is the later one.
    order = pc.fill_null(rows["age"], pa.scalar(0, rows["age"].type))
    keys = [(name, "ascending") for name in ("order", "source", "path", "record")]
    return rows.append_column("order", order).sort_by(keys).drop_columns(["order"])
