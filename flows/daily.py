"""The whole of a run: read, link, group, check, publish. With Prefect the same steps are flows (`prefect_flows.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.batches import BatchDone, extract_batch
from flows.group_stories import Grouped, group_stories
from flows.ingest_articles import Ingested, ingest_articles
from flows.link_duplicates import Linked, link_duplicates
from flows.memory import release_freed
from flows.name_model import named_model
from flows.original_choice import has_new_choice
from flows.outlet_lists import given_lists, has_new_lists
from flows.publish import Published, publish, publish_again
from flows.runs import Run, running
from flows.workers import stop_extractors
from warehouse.store import Warehouse

BATCHES_AT_ONCE = 2  # one is read while the workers are busy with the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What a run does, one after another."""

    ingest: Callable[[Run], Ingested]
    link: Callable[[Run], Linked]
    group: Callable[[Run], Grouped]
    publish: Callable[[Run, Mapping[str, int]], Published]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did."""

    run_id: str
    ingested: Ingested
    linked: Linked
    grouped: Grouped
    snapshot: int | None  # None when nothing was new


def in_threads(manifests: Sequence[Path]) -> Iterator[BatchDone]:
    """Extract batches in this process and its workers."""
    threads = ThreadPoolExecutor(BATCHES_AT_ONCE)
    try:
        yield from threads.map(extract_batch, manifests)
    except BaseException:
        stop_extractors()  # the threads wait for documents that nobody wants any more
        raise
    finally:
        threads.shutdown(cancel_futures=True)


DIRECT = Steps(
    ingest=lambda run: ingest_articles(run, in_threads), link=link_duplicates, group=group_stories, publish=publish
)


def daily(run: Run, steps: Steps = DIRECT) -> Summary:
    """Take the articles of the run's folders in, as one snapshot.

    Raises NothingToRead, WarehouseLocked, ChecksFailed, WrongConfiguration.
    """
    with running(run):
        named_model(run.name_model)  # what is not installed is better said before anything is read
        ingested = steps.ingest(run)
        if not ingested.is_news and not _is_told_otherwise(run):
            publish_again(run)
            return Summary(run_id=run.run_id, ingested=ingested, linked=Linked(), grouped=Grouped(), snapshot=None)
        release_freed()
        linked = steps.link(run)
        release_freed()
        grouped = steps.group(run)
        release_freed()
        published = steps.publish(run, {**asdict(ingested), **asdict(linked), **asdict(grouped)})
        return Summary(
            run_id=run.run_id, ingested=ingested, linked=linked, grouped=grouped, snapshot=published.snapshot
        )


def _is_told_otherwise(run: Run) -> bool:
    warehouse = Warehouse.open(run.warehouse)
    snapshot = warehouse.snapshot()
    return has_new_lists(given_lists(run), warehouse, snapshot) or has_new_choice(run, warehouse.paths(snapshot))
