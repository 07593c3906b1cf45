"""What keeps a warehouse small and quick: small files joined, old snapshots let go, files deleted that nobody needs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.errors import NothingToForget
from flows.forget import forget, retention
from flows.runs import new_run, running
from warehouse.compaction import CompactionParams, Group, join_files, small_files
from warehouse.expiry import Expired, ExpiryParams, would_expire
from warehouse.expiry import expire as expire_snapshots
from warehouse.publishing import write_readers_files
from warehouse.store import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """What joining files did, or would do."""

    tables: tuple[str, ...]
    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int | None  # None when nothing was done
    snapshot: int | None  # None when there was nothing to join


def compact(warehouse: Path, params: CompactionParams | None = None, *, dry_run: bool = False) -> Compacted:
    """Join the small files of every table, as a snapshot of its own that holds the same rows.

    Raises WarehouseNotFound, WarehouseLocked, WarehouseDamaged.
    """
    params = params or CompactionParams()
    opened = Warehouse.open(warehouse)
    if dry_run:
        return _compacted(small_files(opened.snapshot(), params))
    run = new_run(warehouse)
    with running(run):
        draft = run.open()
        groups = small_files(draft.base, params)
        if not groups:
            return _compacted(groups)
        join_files(draft, groups, params)
        size = sum(file.size_bytes for file in draft.added)
        number = draft.commit(f"{sum(len(g.files) for g in groups)} files joined to {len(groups)}", run.started_at)
        write_readers_files(opened)
    return _compacted(groups, bytes_after=size, snapshot=number)


def expire(warehouse: Path, params: ExpiryParams | None = None, *, dry_run: bool = False) -> Expired:
    """Let old snapshots go, and delete the files that nobody needs any more.

    Raises WarehouseNotFound, WarehouseLocked.
    """
    params = params or ExpiryParams()
    opened = Warehouse.open(warehouse)
    run = new_run(warehouse)
    if dry_run:
        return would_expire(opened, run.started_at, params)
    with running(run):
        return expire_snapshots(opened, run.started_at, params)


def maintain(
    warehouse: Path, older_than: timedelta | None = None, keep: Mapping[str, int] | None = None
) -> tuple[Compacted, Expired]:
    """Join small files, forget articles that are kept no longer, and let go of old snapshots.

    keep: for how many days articles are kept, by outlet; "*" for all.
    """
    params = ExpiryParams() if older_than is None else ExpiryParams(older_than=older_than)
    for asked in retention(keep or {}, datetime.now(UTC)):
        with suppress(NothingToForget):
            forget(warehouse, asked)
    return compact(warehouse), expire(warehouse, params)


def _compacted(groups: list[Group], *, bytes_after: int | None = None, snapshot: int | None = None) -> Compacted:
    return Compacted(
        tables=tuple(dict.fromkeys(group.table for group in groups)),
        files_before=sum(len(group.files) for group in groups),
        files_after=len(groups),
        bytes_before=sum(group.size_bytes for group in groups),
        bytes_after=bytes_after,
        snapshot=snapshot,
    )
