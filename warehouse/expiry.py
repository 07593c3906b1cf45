"""Old snapshots taken out of the history, and the files deleted that nobody needs any more.

Three kinds of files go: those that only expired snapshots named, those that `forget` has replaced, and orphans, which
runs have left that were killed. A file that a reader with a lease may need stays until the lease has ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from warehouse.data_folder import Stored
from warehouse.leases import forget_leases, is_held, unheld
from warehouse.store import Warehouse

AT_ONCE = 100  # snapshots whose locks are held in one go: each is an open file


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryParams:
    """What is old."""

    older_than: timedelta = timedelta(days=30)  # snapshots made earlier go, but never the newest
    grace: timedelta = timedelta(days=1)  # for readers without a lease: longer than the longest of their queries
    orphan_grace: timedelta = timedelta(days=7)  # longer than the longest run


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """What was taken away, or would be."""

    snapshots: tuple[int, ...]
    held: tuple[int, ...]  # old too, but somebody reads them
    files: tuple[str, ...]  # table/path
    waiting: int  # files that are deleted later: a reader has them, or their grace has not ended
    size_bytes: int


def old_snapshots(warehouse: Warehouse, now: datetime, params: ExpiryParams) -> list[int]:
    """The snapshots that are older than they need to be; the newest is never among them."""
    made = [(info.number, info.created_at) for info in warehouse.snapshots()]
    return [number for number, created_at in made[:-1] if created_at < now - params.older_than]


def expire(warehouse: Warehouse, now: datetime, params: ExpiryParams) -> Expired:
    """Take old snapshots out of the history and delete what no other names. For the holder of the run lock."""
    old = old_snapshots(warehouse, now, params)
    gone: list[int] = []
    for free in _unheld(warehouse, old):
        warehouse.catalog.expire(free, now + params.grace)
        gone += free
    forget_leases(warehouse)
    deleted = delete_doomed(warehouse, now)
    deleted |= warehouse.files.delete(stored.place for stored in find_orphans(warehouse, now, params))
    return Expired(
        snapshots=tuple(gone),
        held=tuple(sorted(set(old) - set(gone))),
        files=tuple(deleted),
        waiting=len(warehouse.catalog.doomed()),
        size_bytes=sum(deleted.values()),
    )


def would_expire(warehouse: Warehouse, now: datetime, params: ExpiryParams) -> Expired:
    """What `expire` would take away now; nothing is changed."""
    old = old_snapshots(warehouse, now, params)
    held = set(old).difference(*_unheld(warehouse, old))
    doomed = {file.path: file.delete_after for file in warehouse.catalog.doomed()}
    doomed |= dict.fromkeys(warehouse.catalog.files_only_in(set(old) - held), now + params.grace)
    ripe = {path for path, delete_after in doomed.items() if delete_after <= now}
    orphans = {stored.place for stored in find_orphans(warehouse, now, params)}
    there = {s.place: s.size_bytes for s in warehouse.files.listed() if s.place in ripe | orphans}
    return Expired(
        snapshots=tuple(number for number in old if number not in held),
        held=tuple(sorted(held)),
        files=tuple(there),
        waiting=len(doomed) - len(ripe),
        size_bytes=sum(there.values()),
    )


def delete_doomed(warehouse: Warehouse, now: datetime) -> dict[str, int]:
    """Delete files that no snapshot names and no reader holds, at the end of their grace; their sizes by place."""
    doomed = [file for file in warehouse.catalog.doomed() if file.delete_after <= now]
    free = [file for file in doomed if not is_held(warehouse, file.snapshots)]
    deleted = warehouse.files.delete(file.path for file in free)
    # Noted after the deletion: killed between the two, the next run deletes again what is not there.
    warehouse.catalog.note_deleted(file.path for file in free)
    return deleted


def find_orphans(warehouse: Warehouse, now: datetime, params: ExpiryParams) -> list[Stored]:
    """Files among the data that the catalog does not know, and that no run is still about to commit.

    A file of a run later than the newest snapshot stays: an older catalog may have been put back, and `storyfold
    repair` makes a whole one from the files.
    """
    known, newest = warehouse.catalog.known_paths(), warehouse.catalog.newest_run()
    before = (now - params.orphan_grace).timestamp()
    return [
        stored
        for stored in warehouse.files.listed()
        if stored.place not in known and stored.modified < before and stored.place.rpartition("/")[2] < f"{newest}-~"
    ]


def _unheld(warehouse: Warehouse, numbers: Sequence[int]) -> Iterator[list[int]]:
    """Those of some snapshots that nobody reads, in portions; who wants to begin waits until the next is asked for."""
    for start in range(0, len(numbers), AT_ONCE):
        with unheld(warehouse, numbers[start : start + AT_ONCE]) as free:
            yield free
