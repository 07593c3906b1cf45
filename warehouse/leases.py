"""Leases: a reader holds the snapshot it reads, and what is held is not deleted.

A lease is a shared lock (flock) on a file named by the snapshot's number, so the kernel ends it with the reader, and
readers need no right to write. Who wants to delete a snapshot's files takes the lock for itself, if nobody has it.
Locks are those of one machine. Readers that take no lease (`views.duckdb`, the DuckLake extension, a list of paths)
have the grace period of the deletion alone.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from warehouse.errors import SnapshotNotFound
from warehouse.store import Snapshot, Warehouse

FOLDER = "leases"


@contextmanager
def held(warehouse: Warehouse, number: int | None = None) -> Iterator[Snapshot]:
    """One snapshot, the newest by default, whose files stay where they are meanwhile. Raises SnapshotNotFound."""
    while True:
        wanted = warehouse.catalog.head() if number is None else number
        with _shared(warehouse.root, wanted):
            try:
                # Asked after the lock was taken: before, the snapshot may have expired.
                snapshot = warehouse.snapshot(wanted)
            except SnapshotNotFound:
                if number is not None:
                    raise
                continue
            yield snapshot
            return


@contextmanager
def unheld(warehouse: Warehouse, numbers: Iterable[int]) -> Iterator[list[int]]:
    """Those of the snapshots that nobody reads; who wants to begin waits for the end of this block."""
    with ExitStack() as locks:
        yield [number for number in numbers if _alone(warehouse.root, number, locks)]


def forget_leases(warehouse: Warehouse) -> None:
    """Remove the lock files of snapshots that have expired."""
    kept = {str(snapshot.number) for snapshot in warehouse.snapshots()}
    for number in _numbers(warehouse.root):
        with ExitStack() as locks:
            if str(number) not in kept and _alone(warehouse.root, number, locks):
                (warehouse.root / FOLDER / str(number)).unlink()


def is_held(warehouse: Warehouse, numbers: range) -> bool:
    """Whether anybody reads one of these snapshots."""
    for number in _numbers(warehouse.root):
        with ExitStack() as locks:
            if number in numbers and not _alone(warehouse.root, number, locks):
                return True
    return False


def _numbers(root: Path) -> list[int]:
    """The snapshots that have a lock file."""
    folder = root / FOLDER
    return [int(file.name) for file in folder.iterdir() if file.name.isdecimal()] if folder.exists() else []


@contextmanager
def _shared(root: Path, number: int) -> Iterator[None]:
    descriptor = _opened(root, number)
    try:
        if descriptor is not None:
            fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _alone(root: Path, number: int, locks: ExitStack) -> bool:
    """Take the lock of a snapshot for this process, if nobody else has it."""
    descriptor = _opened(root, number)
    if descriptor is None:
        return True
    locks.callback(os.close, descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _opened(root: Path, number: int) -> int | None:
    """The lock file of a snapshot, made if there is none; None where nothing can be written and nothing is deleted."""
    path = root / FOLDER / str(number)
    try:
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
        return os.open(path, os.O_RDONLY if path.exists() else os.O_RDONLY | os.O_CREAT, 0o644)
    except OSError:
        return None
