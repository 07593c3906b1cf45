"""Locks of a warehouse: one for the run at work, and one for each snapshot that somebody reads.

Both kinds end with the process that holds them, whatever becomes of it. On one machine they are locks of files (flock),
which the kernel frees; where a PostgreSQL server has the catalog, they are its advisory locks, which hold for every
machine, and which the server frees when the connection ends.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from warehouse.catalog_database import LOCK_SPACE, PostgresSchema
from warehouse.errors import CatalogUnreachable, WarehouseLocked

RUN_NAME = "run-lock"
FOLDER = "leases"
RUN_LOCK = -1  # beside the numbers of snapshots and WRITE_LOCK


class Locks(Protocol):
    """The locks of one warehouse."""

    def run(self, holder: Mapping[str, object]) -> AbstractContextManager[None]:
        """Hold the warehouse for one run. holder: its run, process, host, since. Raises WarehouseLocked with it."""

    def shared(self, number: int) -> AbstractContextManager[None]:
        """Hold a snapshot beside other readers; waits for who holds it alone."""

    def alone(self, numbers: Iterable[int]) -> AbstractContextManager[list[int]]:
        """Hold those of some snapshots that nobody else has."""

    def noted(self) -> list[int]:
        """The snapshots that somebody may hold."""

    def forget(self, numbers: Iterable[int]) -> None:
        """Keep no trace of the locks of snapshots that are gone."""


class FileLocks:
    """Locks of files in the warehouse's folder, for the processes of one machine.

    Readers need no right to write: a shared lock needs a file that is opened for reading.
    """

    def __init__(self, root: Path) -> None:
        """root: the folder, which need not be a warehouse yet."""
        self._root = root

    @contextmanager
    def run(self, holder: Mapping[str, object]) -> Iterator[None]:
        """Hold the folder, also before it is a warehouse."""
        self._root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._root / RUN_NAME, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                known = os.pread(descriptor, 4096, 0).decode("utf-8", "replace")
                raise WarehouseLocked(_at_work(str(self._root), known or "unknown")) from error
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(holder).encode(), 0)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def shared(self, number: int) -> Iterator[None]:
        """A shared lock; none where nothing can be written, and so nothing is deleted."""
        descriptor = self._opened(number)
        try:
            if descriptor is not None:
                fcntl.flock(descriptor, fcntl.LOCK_SH)
            yield
        finally:
            if descriptor is not None:
                os.close(descriptor)

    @contextmanager
    def alone(self, numbers: Iterable[int]) -> Iterator[list[int]]:
        """Those that could be locked."""
        with ExitStack() as stack:
            yield [number for number in numbers if self._alone(number, stack)]

    def noted(self) -> list[int]:
        """Those with a file."""
        folder = self._root / FOLDER
        return [int(file.name) for file in folder.iterdir() if file.name.isdecimal()] if folder.exists() else []

    def forget(self, numbers: Iterable[int]) -> None:
        """Remove their files, if nobody holds them."""
        for number in numbers:
            with self.alone([number]) as free:
                for _ in free:
                    (self._root / FOLDER / str(number)).unlink(missing_ok=True)

    def _alone(self, number: int, stack: ExitStack) -> bool:
        """Take the lock of a snapshot for this process, if nobody else has it."""
        descriptor = self._opened(number)
        if descriptor is None:
            return True
        stack.callback(os.close, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _opened(self, number: int) -> int | None:
        """The file of a snapshot, made if there is none; None where nothing can be written."""
        path = self._root / FOLDER / str(number)
        try:
            if not path.exists():
                path.parent.mkdir(exist_ok=True)
            return os.open(path, os.O_RDONLY if path.exists() else os.O_RDONLY | os.O_CREAT, 0o644)
        except OSError:
            return None


class ServerLocks:
    """Advisory locks of the PostgreSQL server with the catalog: each holder keeps a connection of its own."""

    def __init__(self, database: PostgresSchema) -> None:
        """database: the schema with the catalog."""
        self._database = database

    @contextmanager
    def run(self, holder: Mapping[str, object]) -> Iterator[None]:
        """Hold the schema. The connection says by its name who holds it (the server keeps 63 characters)."""
        with self._session(f"{holder['run']} on {holder['host']}"[:63]) as session:
            if not _tried(session, "pg_try_advisory_lock", RUN_LOCK):
                raise WarehouseLocked(_at_work(self._database.place, _holder(session)))
            yield

    @contextmanager
    def shared(self, number: int) -> Iterator[None]:
        """A shared lock."""
        with self._session(f"storyfold reads snapshot {number}") as session:
            session.exec_driver_sql(f"SELECT pg_advisory_lock_shared({LOCK_SPACE}, {number})")
            yield

    @contextmanager
    def alone(self, numbers: Iterable[int]) -> Iterator[list[int]]:
        """Those that could be locked."""
        with self._session("storyfold lets go of snapshots") as session:
            yield [number for number in numbers if _tried(session, "pg_try_advisory_lock", number)]

    def noted(self) -> list[int]:
        """Those that are held now."""
        with self._session("storyfold looks for readers") as session:
            held = session.execute(sa.select(NUMBER).distinct().where(*OURS)).scalars()
            return [number for number in held if number < 2**31]

    def forget(self, numbers: Iterable[int]) -> None:
        """Nothing: the server keeps no trace."""

    @contextmanager
    def _session(self, name: str) -> Iterator[sa.Connection]:
        """A connection of this name, without a transaction: one that is open for hours keeps the server from tidying.

        Raises CatalogUnreachable.
        """
        try:
            connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(sa.select(sa.func.set_config("application_name", name, sa.false())))
        except sa.exc.OperationalError as error:
            raise CatalogUnreachable(
                f"{self._database.place}: the server gives no answer ({str(error.orig).strip()})"
            ) from error
        with connection:
            try:
                yield connection
            finally:
                # Without this they would be free a moment later, when the server notices that the connection is closed.
                with suppress(sa.exc.OperationalError):
                    connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))


LOCKS = sa.table(
    "pg_locks", *map(sa.column, ("pid", "database", "locktype", "classid", "objid", "objsubid", "granted"))
)
SESSIONS = sa.table("pg_stat_activity", *map(sa.column, ("pid", "application_name", "client_addr", "backend_start")))
DATABASES = sa.table("pg_database", sa.column("oid"), sa.column("datname"))
NUMBER = sa.cast(LOCKS.c.objid, sa.BigInteger)  # without a sign: -1 is 2**32 - 1
OURS = (
    LOCKS.c.locktype == "advisory",
    LOCKS.c.objsubid == 2,  # of two numbers
    LOCKS.c.granted,
    sa.cast(LOCKS.c.classid, sa.BigInteger) == sa.literal_column(f"({LOCK_SPACE} & 4294967295::BIGINT)"),
    LOCKS.c.database
    == sa.select(DATABASES.c.oid).where(DATABASES.c.datname == sa.func.current_database()).scalar_subquery(),
)


def locks_of(root: Path, database: object) -> Locks:
    """The locks of the warehouse with this catalog. database: None before there is one."""
    return ServerLocks(database) if isinstance(database, PostgresSchema) else FileLocks(root)


def _tried(session: sa.Connection, function: str, number: int) -> bool:
    return bool(session.exec_driver_sql(f"SELECT {function}({LOCK_SPACE}, {number})").scalar())


def _holder(session: sa.Connection) -> str:
    """Who holds the lock of the run, as the server knows it."""
    known = sa.select(SESSIONS).join(LOCKS, SESSIONS.c.pid == LOCKS.c.pid).where(*OURS, NUMBER == RUN_LOCK + 2**32)
    row = session.execute(known).first()
    if row is None:
        return "it has just ended"
    # Who may not look at others' sessions is told less.
    since = f" since {row.backend_start:%Y-%m-%d %H:%M}" if row.backend_start else ""
    return f"{row.application_name or 'of another user'}, from {row.client_addr or 'a machine not told'}{since}"


def _at_work(place: str, holder: str) -> str:
    return f"{place}: another run is at work ({holder}); try again when it has ended"
