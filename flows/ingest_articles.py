"""Read files into articles: find what is new, extract it in batches, cut what outlets repeat, store new states.

Boilerplate is learnt from all batches of a run before any of them is stored, so the first run already profits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.batches import BatchDone, extract_batch, plan_batches, write_manifest
from flows.discover import Found, KnownFiles, Listing, find_files, known_files, named_sources, sort_out
from flows.ledger import Ledger
from flows.progress import phase
from flows.runs import Run
from flows.staging import StagedBatch
from flows.states import ArticleStates, with_states
from transforms.boilerplate import BoilerplateState, cut_lines, empty_state, learn_rules, line_observations, merged_cuts
from warehouse import query
from warehouse.store import Draft, Warehouse

Spread = Callable[[Sequence[Path]], Iterator[BatchDone]]  # extracts batches, wherever, and gives them in order

FLUSH_ROWS = 50_000  # articles in one file of a run
FLUSH_BYTES = 128 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What ingesting did: files found, and the records of those that were read."""

    files: int
    files_unchanged: int
    discovered: int
    accepted: int
    revised: int
    unchanged: int
    rejected: int
    skipped: int
    renamed: int

    @property
    def is_news(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self.discovered or self.renamed or self.files > self.files_unchanged)


def ingest_articles(run: Run, spread: Spread) -> Ingested:
    """Take the run's folders in, up to new states of articles in the run's draft.

    Raises NothingToRead if a path is missing or holds no files.
    """
    draft = run.open()
    listing = find_news(run, draft.paths())
    manifests = [write_manifest(run, files) for files in plan_batches(listing.to_read)]
    with phase("reading", len(listing.to_read), "files") as bar:
        for done in spread(manifests):
            bar.advance(done.files)
    batches = [StagedBatch.at(run.extracted, manifest.stem) for manifest in manifests]
    rules = _learn(run, draft, batches)
    ledger = Ledger(run, listing)
    _store_articles(run, draft, batches, rules, ledger)
    ledger.write(draft)
    draft.save()
    return Ingested(files=listing.files, files_unchanged=listing.unchanged, renamed=len(listing.renamed), **ledger.totals())


def find_news(run: Run, paths: dict[str, list[Path]]) -> Listing:
    """Which files have to be read. Raises NothingToRead."""
    known = read_known_files(paths)
    found = find_files(named_sources(run.paths, run.source, known), leave_out=run.warehouse)
    return sort_out(found, known)


def read_known_files(paths: dict[str, list[Path]]) -> KnownFiles:
    """The files that the warehouse knows."""
    with query.connect(paths) as connection:
        return known_files(query.ask(connection, "known_files"))


def _learn(run: Run, draft: Draft, batches: Sequence[StagedBatch]) -> pa.Table:
    """The boilerplate rules after this run's articles; what was counted is stored for the next run."""
    seen = [line_observations(_outlet_keys(rows), _column(rows, "text")) for rows in _rows(batches)]
    if not seen:
        return learn_rules(empty_state(), line_observations(pa.array([], pa.string()), pa.array([], pa.string())), run.started_at)[1]
    state, rules = learn_rules(_boilerplate_state(draft), pa.concat_tables(seen), run.started_at)
    draft.replace_table("outlet_lines", state.lines)
    draft.replace_table("outlet_documents", state.outlets)
    return rules


def _boilerplate_state(draft: Draft) -> BoilerplateState:
    before, paths = empty_state(), draft.paths()
    lines = [before.lines, *(pq.read_table(p).cast(before.lines.schema) for p in paths.get("outlet_lines", ()))]
    outlets = [before.outlets, *(pq.read_table(p).cast(before.outlets.schema) for p in paths.get("outlet_documents", ()))]
    return BoilerplateState(lines=pa.concat_tables(lines), outlets=pa.concat_tables(outlets))


def _store_articles(
    run: Run, draft: Draft, batches: Sequence[StagedBatch], rules: pa.Table, ledger: Ledger
) -> None:
    """Give every article its state, store the new ones, and note each record's outcome."""
    repeated = _repeated_articles(batches)
    states = ArticleStates(run, draft, rules)
    waiting: list[pa.Table] = []
    with phase("cleaning", sum(rows.num_rows for rows in _rows(batches)), "articles") as bar:
        for batch in batches:
            ledger.add_tally(batch.read_tally())
            for rows in _slices(batch.read_articles()):
                cleaned = without_boilerplate(rows, rules)
                is_repeated = pc.is_in(cleaned["article_id"], value_set=repeated)
                waiting.append(cleaned.filter(is_repeated))
                states.settle(cleaned.filter(pc.invert(is_repeated)), ledger)
                bar.advance(rows.num_rows)
        if waiting:
            states.settle(_in_order(pa.concat_tables(waiting)), ledger)
    states.write()
