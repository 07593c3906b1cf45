"""The Prefect flows: the same steps as `daily.py`, each a run that can be seen, scheduled and repeated.

Only paths, ids and counts go from one to the next. State about data is in the warehouse, never in Prefect: a killed
run may stay "Running" there for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task

from flows import daily as in_process
from flows import group_stories as grouping
from flows import ingest_articles as ingesting
from flows import link_duplicates as linking
from flows import maintain as maintaining
from flows import publish as publishing
from flows.batches import BatchDone, extract_batch
from flows.daily import BATCHES_AT_ONCE, Steps, Summary
from flows.group_stories import Grouped
from flows.ingest_articles import Ingested
from flows.limits import checked_limits
from flows.link_duplicates import Linked
from flows.publish import Published
from flows.runs import Run, load_run, new_run, running
from transforms.duplicates import Original
from transforms.records import Profile
from warehouse.publishing import write_readers_files
from warehouse.store import Warehouse
from warehouse.volume import Alarm

DEFAULT_WAREHOUSE = Path("storyfold-warehouse")
Fields = dict[str, list[str]]
Places = list[str | Path]  # folders, files and addresses; "list:" before a file with such
Limits = dict[str, str | float]  # by name: a number, or text with a unit, such as 20MiB
Alarms = dict[str, dict[str, float | None]]


def failed_in_reading(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a task failed in input or output, which is worth another try; arithmetic is not."""
    return isinstance(state.result(raise_on_failure=False), OSError)


@task(
    task_run_name="extract-{manifest.stem}",
    retries=2,
    retry_delay_seconds=5,
    retry_jitter_factor=0.5,
    retry_condition_fn=failed_in_reading,
    cache_policy=NO_CACHE,
)
def extract(manifest: Path) -> BatchDone:
    """Read and extract one batch of files, into staged files that no reader sees."""
    done = extract_batch(manifest)
    get_run_logger().info("%d files: %d articles, %d other records", done.files, done.articles, done.others)
    return done


def in_tasks(manifests: Sequence[Path]) -> Iterator[BatchDone]:
    """Extract batches as tasks of the flow that is running."""
    futures = [extract.submit(manifest) for manifest in manifests]
    return (future.result() for future in futures)


@flow(
    name="ingest-articles",
    task_runner=ThreadPoolTaskRunner(max_workers=BATCHES_AT_ONCE),  # type: ignore[arg-type]  # invariant upstream
)
def ingest_articles(
    paths: Places,
    warehouse: Path = DEFAULT_WAREHOUSE,
    source: str | None = None,
    workers: int = 2,
    fields: Fields | None = None,
    profile: Profile = "news",
    limits: Limits | None = None,
    run_id: str | None = None,
) -> Ingested:
    """Read files into articles. Without a run_id this is a run of its own, which commits what it has read."""
    if run_id is not None:
        return ingesting.ingest_articles(load_run(warehouse, run_id), in_tasks)
    run = new_run(
        warehouse,
        paths,
        source=source,
        workers=workers,
        fields=_names(fields),
        profile=profile,
        limits=checked_limits(limits or {}),
    )
    with running(run):
        done = ingesting.ingest_articles(run, in_tasks)
        if done.is_news:
            publishing.publish(run, asdict(done))
    return done


@flow(name="link-duplicates")
def link_duplicates(warehouse: Path = DEFAULT_WAREHOUSE, run_id: str | None = None) -> Linked:
    """Link copies to their originals. Without a run_id this is a run of its own."""
    return _step_or_run(linking.link_duplicates, warehouse, run_id)


@flow(name="group-stories")
def group_stories(warehouse: Path = DEFAULT_WAREHOUSE, run_id: str | None = None) -> Grouped:
    """Fold articles into stories. Without a run_id this is a run of its own."""
    return _step_or_run(grouping.group_stories, warehouse, run_id)


@flow(name="publish")
def publish(
    warehouse: Path = DEFAULT_WAREHOUSE, run_id: str | None = None, counts: dict[str, int] | None = None
) -> Published:
    """Check and commit a run. Without a run_id: write the views and plain files of the newest snapshot again."""
    if run_id is not None:
        return publishing.publish(load_run(warehouse, run_id), counts or {})
    opened = Warehouse.open(warehouse)
    write_readers_files(opened)
    return Published(snapshot=opened.catalog.head(), checks=0)


@flow(name="daily")
def daily(
    paths: Places,
    warehouse: Path = DEFAULT_WAREHOUSE,
    source: str | None = None,
    workers: int = 2,
    fields: Fields | None = None,
    profile: Profile = "news",
    limits: Limits | None = None,
    again: bool = False,
    alarms: Alarms | None = None,
    outlets: Path | None = None,
    agencies: Path | None = None,
    original: Original | None = None,
    config: Path | None = None,
) -> Summary:
    """Read, link, group, check and publish, as one snapshot.

    outlets, agencies: CSV files with the user's lists; those given before hold where none is given.
    alarms: of checks, such as {"silent_outlets": {"warn": 0.2, "fail": 0.05}}, in place of those of `config`, the
    configuration file, which is looked for beside the warehouse and in the working folder where none is given.
    original: which article of a group of duplicates is the original, from now on; as before where none is given.
    """
    run = new_run(
        warehouse,
        paths,
        source=source,
        workers=workers,
        fields=_names(fields),
        profile=profile,
        limits=checked_limits(limits or {}),
        again=again,
        alarms={
            name: Alarm(warn=values.get("warn"), fail=values.get("fail")) for name, values in (alarms or {}).items()
        },
        config=config,
        outlets=outlets,
        agencies=agencies,
        original=original,
    )
    summary = in_process.daily(run, AS_FLOWS)
    _show_counts(summary)
    return summary


@flow(name="maintain")
def maintain(
    warehouse: Path = DEFAULT_WAREHOUSE, keep_days: int = 30, keep_articles_days: dict[str, int] | None = None
) -> None:
    """Join small files, and let go of snapshots older than so many days and of articles that are kept no longer."""
    compacted, expired = maintaining.maintain(warehouse, timedelta(days=keep_days), keep_articles_days)
    say = get_run_logger().info
    say("%d files joined to %d", compacted.files_before, compacted.files_after)
    say("%d snapshots gone, %d files deleted, %d wait", len(expired.snapshots), len(expired.files), expired.waiting)


AS_FLOWS = Steps(
    ingest=lambda run: ingest_articles(list(run.paths), run.warehouse, run_id=run.run_id),
    link=lambda run: link_duplicates(run.warehouse, run.run_id),
    group=lambda run: group_stories(run.warehouse, run.run_id),
    publish=lambda run, counts: publish(run.warehouse, run.run_id, dict(counts)),
)


def run_daily(run: Run) -> Summary:
    """Run the daily flow, on the server PREFECT_API_URL names or on an embedded one."""
    fields = {name: list(names) for name, names in run.fields.items()}
    limits: Limits = dict(run.limits)
    alarms: Alarms = {name: asdict(alarm) for name, alarm in run.alarms.items()}
    return daily(
        list(run.paths),
        run.warehouse,
        source=run.source,
        workers=run.workers,
        fields=fields,
        profile=run.profile,
        limits=limits,
        again=run.again,
        alarms=alarms,
        outlets=run.outlets,
        agencies=run.agencies,
        original=run.original,
    )


Done = TypeVar("Done", Linked, Grouped)


def _step_or_run(step: Callable[[Run], Done], warehouse: Path, run_id: str | None) -> Done:
    if run_id is not None:
        return step(load_run(warehouse, run_id))
    Warehouse.open(warehouse)  # a mistyped folder is no new warehouse
    run = new_run(warehouse)
    with running(run):
        done = step(run)
        if run.open().has_changes:
            publishing.publish(run, asdict(done))
    return done


def _names(fields: Fields | None) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(names) for name, names in (fields or {}).items()}


def _show_counts(summary: Summary) -> None:
    """Put the counts of a run on its page. No text of an article is among them."""
    counts = {**asdict(summary.ingested), **asdict(summary.linked), **asdict(summary.grouped)}
    rows = [{"figure": name.replace("_", " "), "value": value} for name, value in counts.items()]
    create_table_artifact(rows, key="run-summary", description=f"Run {summary.run_id}, snapshot {summary.snapshot}")
