"""The end of a run: checks, the commit that makes one snapshot of everything, and what readers find afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pyarrow as pa

from flows.database import connect_stored
from flows.errors import ChecksFailed
from flows.runs import Run, version
from warehouse import query
from warehouse.publishing import is_published, write_readers_files
from warehouse.query import CheckResult
from warehouse.schemas import CHECKS, RUNS
from warehouse.store import Draft, Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a run has committed."""

    snapshot: int
    checks: int


def publish(run: Run, counts: Mapping[str, int]) -> Published:
    """Check what the run has made, commit it as one snapshot, and write the views and plain Parquet for readers.

    counts: columns of the table `runs` that count something.
    Raises ChecksFailed if a check finds rows; then the run and its checks are recorded, and nothing else is stored.
    """
    draft = run.open()
    draft.add("runs", _run_row(run, counts, "committed"))
    results = _checked(draft, run)
    failed = [result for result in results if result.level == "fail"]
    if failed:
        draft.discard()
        draft.add("runs", _run_row(run, counts, "failed"))
    draft.add("checks", _check_rows(run, results))
    number = draft.commit(_message(counts, failed), run.started_at)
    draft.save()
    write_readers_files(draft.warehouse)
    if failed:
        found = "; ".join(f"{result.name}: {result.wrong_rows} rows, such as {result.example}" for result in failed)
        raise ChecksFailed(f"checks failed, nothing was published: {found}")
    return Published(snapshot=number, checks=len(results))


def publish_again(run: Run) -> None:
    """Write what readers find if the newest snapshot is not there yet."""
    warehouse = Warehouse.open(run.warehouse)
    if not is_published(warehouse):
        write_readers_files(warehouse)


def _checked(draft: Draft, run: Run) -> list[CheckResult]:
    with connect_stored(run, draft.paths()) as connection:
        return query.run_checks(connection, run.alarms)


def _run_row(run: Run, counts: Mapping[str, int], status: str) -> pa.Table:
    known = {
        "run_id": run.run_id,
        "status": status,
        "started_at": run.started_at,
        "ended_at": datetime.now(UTC),
        "version": version(),
    }
    return pa.Table.from_pylist([{c.name: known.get(c.name, counts.get(c.name, 0)) for c in RUNS.columns}], RUNS.schema)


def _check_rows(run: Run, results: list[CheckResult]) -> pa.Table:
    rows = [
        {
            "run_id": run.run_id,
            "name": result.name,
            "passed": result.level != "fail",
            "level": result.level,
            "wrong_rows": result.wrong_rows,
            "example": result.example,
            "checked_at": run.started_at,
        }
        for result in results
    ]
    return pa.Table.from_pylist(rows, CHECKS.schema)


def _message(counts: Mapping[str, int], failed: list[CheckResult]) -> str:
    if failed:
        return f"checks failed: {', '.join(result.name for result in failed)}"
    return f"{counts.get('accepted', 0)} new articles, {counts.get('revised', 0)} revised"
