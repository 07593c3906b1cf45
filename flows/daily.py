"""The whole of a run: read, link, group, check, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.batches import BatchDone, extract_batch
from flows.group_stories import Grouped, group_stories
from flows.ingest_articles import Ingested, ingest_articles
from flows.link_duplicates import Linked, link_duplicates
from flows.publish import publish
from flows.runs import Run, running

Spread = Callable[[Sequence[Path]], Iterator[BatchDone]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did."""

    run_id: str
    ingested: Ingested
    linked: Linked
    grouped: Grouped
    snapshot: int | None  # None when nothing was new


def daily(run: Run) -> Summary:
    """Take the articles of the run's folders in, in this process, as one snapshot.

    Raises NothingToRead, WarehouseLocked, ChecksFailed.
    """
    with running(run):
        ingested = ingest_articles(run, in_threads)
        if not ingested.is_news:
            return Summary(run_id=run.run_id, ingested=ingested, linked=Linked(), grouped=Grouped(), snapshot=None)
        linked = link_duplicates(run)
        grouped = group_stories(run)
        published = publish(run, counts(ingested, linked, grouped))
        return Summary(
            run_id=run.run_id, ingested=ingested, linked=linked, grouped=grouped, snapshot=published.snapshot
        )


def counts(ingested: Ingested, linked: Linked, grouped: Grouped) -> dict[str, int]:
    """The columns of the table `runs` that count something."""
    return {**asdict(ingested), **asdict(linked), **asdict(grouped)}


def in_threads(manifests: Sequence[Path]) -> Iterator[BatchDone]:
    """Extract batches two at a time: one is read while the workers are busy with the other."""
    with ThreadPoolExecutor(2) as threads:
        yield from threads.map(extract_batch, manifests)
