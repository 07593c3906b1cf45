"""Read files into articles: find what is new, extract it in batches, cut what outlets repeat, settle their states.

Boilerplate is learnt from all batches of a run before any of them is stored, so the first run already profits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.batches import BatchDone, plan_batches, write_manifest
from flows.boilerplate import learn_boilerplate, with_outlet_key, without_boilerplate
from flows.database import connect_stored
from flows.forgotten import Refusals
from flows.ledger import Ledger
from flows.memory import release_freed
from flows.news import find_news
from flows.parts import Parts
from flows.progress import phase
from flows.runs import Run
from flows.staging import StagedBatch
from flows.states import ArticleStates
from transforms.columns import column, id_hashes, places, starts
from warehouse import query
from warehouse.store import Draft

Spread = Callable[[Sequence[Path]], Iterator[BatchDone]]  # extracts batches, wherever, and gives them in order

SLICE_ROWS = 10_000  # staged articles in memory at a time ...
SLICE_BYTES = 16 << 20  # ... or so much of them
PART_BYTES = 64 << 20  # of staged articles, for each part in which lines are counted and repeated articles settled


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

    Raises NothingToRead if a path is missing.
    """
    draft = run.open()
    listing = find_news(run, draft.paths())
    manifests = [write_manifest(run, files) for files in plan_batches(listing.to_read)]
    with phase("reading", sum(file.size_bytes for file in listing.to_read), "bytes"):
        for _done in spread(manifests):
            pass  # the batches report to the phase as they read
    release_freed()
    ledger = Ledger(run, draft, listing)
    if listing.to_read or listing.renamed or listing.touched:
        _store_articles(run, draft, [StagedBatch.at(run.extracted, path.stem) for path in manifests], ledger)
        ledger.write()
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
    parts = 1 + sum(batch.size_bytes for batch in batches) // PART_BYTES
    with connect_stored(run, draft.paths(), "forgotten_keys", "known_articles") as connection:
        refusals = Refusals(connection)
        allowed = (rows.filter(pc.invert(refusals.of(rows))) for rows in _slices(batches))
        rules = learn_boilerplate(run, draft, (_first_seen(rows, connection) for rows in allowed), parts)
    release_freed()
    ids = np.concatenate([np.empty(0, np.uint64), *(batch.article_hashes() for batch in batches)])
    repeated = _repeated(ids)
    states = ArticleStates(run, draft, rules)
    waiting: Parts | None = None
    with phase("cleaning", len(ids), "articles") as bar:
        for rows in _slices(batches):
            whole = _whole(rows, ledger)
            is_forgotten = refusals.of(whole)
            ledger.add_forgotten(whole.filter(is_forgotten))
            cleaned = without_boilerplate(whole.filter(pc.invert(is_forgotten)), rules)
            articles = id_hashes(column(cleaned, "article_id"))
            is_repeated = places(articles, repeated) >= 0
            states.settle(cleaned.filter(pa.array(~is_repeated)), ledger)
            if is_repeated.any():
                waiting = waiting or Parts(run.folder / "repeated", cleaned.schema, parts)
                waiting.add(articles[is_repeated], cleaned.filter(pa.array(is_repeated)))
            bar.advance(rows.num_rows)
        for rows in waiting or ():
            states.settle(_by_age(rows), ledger)
    states.write()


def _slices(batches: Sequence[StagedBatch]) -> Iterator[pa.Table]:
    """The staged articles, some thousands at a time, with their outlet keys."""
    for batch in batches:
        for rows in batch.slices(SLICE_ROWS, SLICE_BYTES):
            yield _with_age(with_outlet_key(rows))


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


def _repeated(ids: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The hashes of articles that more than one record of the run gives, ascending."""
    ordered = np.sort(ids)
    return np.unique(ordered[~starts(ordered)])


def _by_age(rows: pa.Table) -> pa.Table:
    """Rows in the order in which their pages came to be, whatever the order of their files."""
    # Undated states first: a page that has gained a date is the later one.
    order = pc.fill_null(rows["age"], pa.scalar(0, rows["age"].type))
    keys = [(name, "ascending") for name in ("order", "source", "path", "record")]
    return rows.append_column("order", order).sort_by(keys).drop_columns(["order"])
