"""The Prefect flows: the same steps as `daily.py`, each a run that can be seen, scheduled and repeated.

Only paths, ids and counts go from one to the next. State about data is in the warehouse, never in Prefect: a killed
run may stay "Running" there for ever.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from prefect import flow, get_run_logger, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
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
from flows.artifacts import check_rows, report_link, run_summary
from flows.batches import BatchDone, extract_batch
from flows.daily import BATCHES_AT_ONCE, Steps, Summary
from flows.group_stories import Grouped
from flows.ingest_articles import Ingested
from flows.limits import checked_limits
from flows.link_duplicates import Linked
from flows.progress import share_done
from flows.publish import Published
from flows.report import make_report, report_params
from flows.runs import Run, load_run, new_run, running
from transforms.duplicates import Original
from transforms.records import Profile
from warehouse.publishing import write_readers_files
from warehouse.store import Warehouse
from warehouse.volume import Alarm

DEFAULT_WAREHOUSE = Path("storyfold-warehouse")
DEFAULT_REPORT = Path("storyfold-report")
PROGRESS_SECONDS = 3.0  # between two looks at how far a run has read
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
        with _reading_shown():
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
        with _reading_shown():
            done = ingesting.ingest_articles(run, in_tasks)
        if done.is_news:
            _publish(run, asdict(done))
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
        return _publish(load_run(warehouse, run_id), counts or {})
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
    _left(lambda: create_markdown_artifact(run_summary(run, summary), key="run-summary"))
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


@flow(name="report")
def report(
    warehouse: Path = DEFAULT_WAREHOUSE,
    out: Path = DEFAULT_REPORT,
    since: str | None = None,
    until: str | None = None,
    is_public: bool = False,
    most_stories: int = 500,
    address: str | None = None,
) -> Path:
    """Write the report on the newest snapshot into a folder, and leave a link to it; its first page.

    address: of the folder, where a web server shows it.
    """
    params = report_params(since, until, is_public=is_public, most_stories=most_stories)
    written = make_report(Warehouse.open(warehouse), out, params)
    _left(lambda: create_markdown_artifact(report_link(out.resolve(), written, address), key="report"))
    return out / "index.html"


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
            _publish(run, asdict(done))
    return done


def _names(fields: Fields | None) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(names) for name, names in (fields or {}).items()}


def _publish(run: Run, counts: Mapping[str, int]) -> Published:
    """Publish a run, and leave what its checks found, also if they kept it back."""
    try:
        return publishing.publish(run, counts)
    finally:
        _left(lambda: _leave_checks(run))


def _leave_checks(run: Run) -> None:
    rows = check_rows(run)
    if rows:
        create_table_artifact(rows, key="data-quality", description=f"Checks of run {run.run_id}")


@contextmanager
def _reading_shown() -> Iterator[None]:
    """Show on the page of the flow under way how far it has read, with one call every few seconds at most."""
    artifact = _left(_begin_progress)
    if artifact is None:
        yield
        return
    has_ended = threading.Event()
    teller = threading.Thread(target=copy_context().run, args=(_tell_progress, artifact, has_ended), daemon=True)
    teller.start()
    try:
        yield
    finally:
        has_ended.set()
        teller.join(PROGRESS_SECONDS)
    if not teller.is_alive():  # a late call of its own would take it back
        _left(lambda: update_progress_artifact(artifact, 100.0))


def _begin_progress() -> UUID:
    made = create_progress_artifact(0.0, key="reading", description="Files read, by their bytes")
    assert isinstance(made, UUID)  # a coroutine only in flows that are one
    return made


def _tell_progress(artifact: UUID, has_ended: threading.Event) -> None:
    told = 0.0
    while not has_ended.wait(PROGRESS_SECONDS):
        percent = round(100 * (share_done("reading") or 0.0), 1)
        if percent > told:
            _left(partial(update_progress_artifact, artifact, percent))
            told = percent


Left = TypeVar("Left")


def _left(leave: Callable[[], Left]) -> Left | None:
    """What leaving something on a page gives; None if that fails: it is no reason for a run to end."""
    try:
        return leave()
    except Exception as error:  # noqa: BLE001 - the server, the network, the client: whatever it is, the run goes on
        get_run_logger().warning("not shown in Prefect: %s: %s", type(error).__name__, error)
        return None
