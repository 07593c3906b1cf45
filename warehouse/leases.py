"""Leases: a reader holds the snapshot it reads, and what is held is not deleted.

A lease is a shared lock on the snapshot's number, which ends with the reader; who wants to delete a snapshot's files
takes the lock for itself, if nobody has it. Locks of files (`locks.py`) are those of one machine. Readers that take no
lease (`views.duckdb`, the DuckLake extension, a list of paths) have the grace period of the deletion alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

from warehouse.errors import SnapshotNotFound
from warehouse.store import Snapshot, Warehouse


@contextmanager
def held(warehouse: Warehouse, number: int | None = None) -> Iterator[Snapshot]:
    """One snapshot, the newest by default, whose files stay where they are meanwhile. Raises SnapshotNotFound."""
    while True:
        wanted = warehouse.catalog.head() if number is None else number
        with warehouse.locks.shared(wanted):
            try:
                # Asked after the lock was taken: before, the snapshot may have expired.
                snapshot = warehouse.snapshot(wanted)
            except SnapshotNotFound:
                if number is not None:
                    raise
                continue
            yield snapshot
            return


def unheld(warehouse: Warehouse, numbers: Iterable[int]) -> AbstractContextManager[list[int]]:
    """Those of the snapshots that nobody reads; who wants to begin waits for the end of this block."""
    return warehouse.locks.alone(numbers)


def forget_leases(warehouse: Warehouse) -> None:
    """Leave no trace of the locks of snapshots that have expired."""
    kept = {snapshot.number for snapshot in warehouse.snapshots()}
    warehouse.locks.forget(number for number in warehouse.locks.noted() if number not in kept)


def is_held(warehouse: Warehouse, numbers: range) -> bool:
    """Whether anybody reads one of these snapshots."""
    asked = [number for number in warehouse.locks.noted() if number in numbers]
    with warehouse.locks.alone(asked) as free:
        return len(free) < len(asked)
