"""The database a catalog lies in: a file of SQLite beside the data, or a schema on a PostgreSQL server.

Both give the same two things: a transaction that reads one state, and a durable one that writes while no other does.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import sqlalchemy as sa

from warehouse.ducklake_layout import LAKE
from warehouse.errors import CatalogUnreachable, WarehouseDamaged, WarehouseUnwritable, WrongLocation

OPENINGS = 10  # tries to open a file of SQLite, 20 ms apart
PATIENCE_SECONDS = 30  # for other transactions on a file of SQLite
POSTGRES = ("postgresql", "postgres")
WRITE_LOCK = -2  # beside the locks of `locks.py`
# The first half of a lock's key, so that warehouses in two schemas of one database do not wait for each other.
LOCK_SPACE = "hashtext('storyfold ' || current_schema())"
# A lost machine is noticed after a minute and not after two hours, so that its locks do not outlive it.
KEEPALIVE = {"keepalives": 1, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
SERVER_KEEPALIVE = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"


class Database(Protocol):
    """Where a catalog lies."""

    @property
    def place(self) -> str:
        """What it is called in messages; no password is in it."""

    def exists(self) -> bool:
        """Whether there is a catalog in it. Raises CatalogUnreachable."""

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """A transaction in which several queries see one state. Raises WarehouseDamaged, CatalogUnreachable."""

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """A durable transaction, which waits for others. Raises WarehouseUnwritable, CatalogUnreachable."""

    def vacuum(self) -> None:
        """Leave nothing of deleted rows in the database's free pages."""


class SqliteFile:
    """A catalog in a file of SQLite."""

    def __init__(self, path: Path, *, is_read_only: bool = False) -> None:
        """is_read_only: on a medium or in a folder where nothing can be written, not even a lock."""
        self.path = path
        self._engine = _sqlite_engine(path, is_read_only=is_read_only)

    @property
    def place(self) -> str:
        """The path of the file."""
        return str(self.path)

    def exists(self) -> bool:
        """Whether the file is there."""
        return self.path.exists()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One deferred transaction. Raises WarehouseDamaged."""
        try:
            with self._opened() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            raise WarehouseDamaged(
                f"{self.place}: not a readable catalog ({error.orig}); see `storyfold repair`"
            ) from error

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One immediate transaction. Raises WarehouseUnwritable."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.OperationalError as error:
            raise WarehouseUnwritable(f"{self.place}: cannot be written ({error.orig}); nothing was changed") from error

    def vacuum(self) -> None:
        """Write the file anew, and leave nothing in the log beside it."""
        with self._engine.connect().execution_options(storyfold_outside=True) as connection:
            connection.exec_driver_sql("VACUUM")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _opened(self) -> sa.Connection:
        """A connection that has begun to read.

        Where the last of other processes is just closing its own, SQLite takes its files away under who opens them
        ("unable to open database file"): a moment later it makes them again.
        """
        for _ in range(OPENINGS):
            connection = None
            try:
                connection = self._engine.connect().execution_options(storyfold_reading=True)
                connection.exec_driver_sql("PRAGMA schema_version").all()
                return connection
            except sa.exc.OperationalError:
                if connection is not None:
                    connection.close()
                time.sleep(0.02)
        return self._engine.connect().execution_options(storyfold_reading=True)


@lru_cache(maxsize=16)
def _sqlite_engine(path: Path, *, is_read_only: bool) -> sa.Engine:
    """How a file is connected to. Kept, as it keeps the statements it has compiled: that takes longer than asking."""
    url = f"sqlite:///file:{quote(str(path))}?mode=ro&immutable=1&uri=true"
    engine = sa.create_engine(
        url if is_read_only else sa.URL.create("sqlite", database=str(path)),
        poolclass=sa.NullPool,  # a connection ends with its transaction, so nothing of it is kept
        connect_args={"timeout": PATIENCE_SECONDS},
    )
    sa.event.listen(engine, "connect", _by_hand if is_read_only else _durable)
    sa.event.listen(engine, "begin", _begin)
    return engine


class PostgresSchema:
    """A catalog on a PostgreSQL server, in the schema its address leads to."""

    def __init__(self, address: str) -> None:
        """address: postgresql://user@host:port/database, without a password. Raises WrongLocation."""
        try:
            url = sa.make_url(address)
            own = {"connect_timeout": 10, "application_name": "storyfold", **KEEPALIVE}
            options = " ".join(filter(None, [SERVER_KEEPALIVE, str(url.query.get("options", ""))]))
            # Every connection is closed after its use: a session that lingers would keep its locks.
            self.engine = sa.create_engine(
                url.set(drivername="postgresql+psycopg"),
                poolclass=sa.NullPool,
                connect_args={**own, "options": options},
            )
            sa.event.listen(self.engine, "connect", _in_one_schema)
        except ModuleNotFoundError as error:
            raise WrongLocation(
                "a catalog on PostgreSQL needs psycopg; install storyfold with its extra:"
                " pip install 'storyfold[postgres]'"
            ) from error
        except sa.exc.ArgumentError as error:
            raise WrongLocation(
                f"{address}: not an address of a database; wanted is postgresql://user@host:port/database"
            ) from error

    @property
    def place(self) -> str:
        """The address."""
        return self.engine.url.set(drivername="postgresql", password=None).render_as_string()

    def exists(self) -> bool:
        """Whether the schema holds a catalog. Raises CatalogUnreachable, WrongLocation if it is not there."""
        with self.reading() as connection:
            schema = connection.execute(sa.select(sa.func.current_schema())).scalar()
            if schema is None:
                raise WrongLocation(f"{self.place}: the schema it leads to is not there; make it with CREATE SCHEMA")
            return sa.inspect(connection).has_table("ducklake_snapshot")

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One transaction on a snapshot of the server's. Raises WarehouseDamaged, CatalogUnreachable."""
        try:
            with self.engine.connect() as connection:
                yield connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        except sa.exc.OperationalError as error:
            raise CatalogUnreachable(_unreachable(self.place, error)) from error
        except sa.exc.DatabaseError as error:
            raise WarehouseDamaged(f"{self.place}: not a readable catalog ({_first_line(error)})") from error

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction, behind those that write already. Raises WarehouseUnwritable, CatalogUnreachable.

        An advisory lock and not one of a table: it holds before there are tables, and readers never wait for it.
        """
        try:
            with self.engine.begin() as connection:
                connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_SPACE}, {WRITE_LOCK})")
                yield connection
        except sa.exc.OperationalError as error:
            raise CatalogUnreachable(_unreachable(self.place, error)) from error
        except sa.exc.ProgrammingError as error:
            raise WarehouseUnwritable(
                f"{self.place}: cannot be written ({_first_line(error)}); nothing was changed"
            ) from error

    def vacuum(self) -> None:
        """Write the tables anew that rows were deleted from; of a table the server keeps deleted rows until then."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in LAKE.sorted_tables:
                connection.exec_driver_sql(f"VACUUM FULL {connection.dialect.identifier_preparer.format_table(table)}")


def database_of(address: str | None, file: Path) -> Database:
    """The database at an address; without one it is a file. Raises WrongLocation."""
    if address is not None:
        return PostgresSchema(address)
    return SqliteFile(file, is_read_only=file.parent.exists() and not os.access(file.parent, os.W_OK))


def _in_one_schema(connection: Any, _record: object) -> None:
    # Else tables would be found in every schema of the path, and locks be those of the first.
    connection.execute("SELECT set_config('search_path', quote_ident(current_schema()), false)")
    connection.commit()


def _by_hand(connection: sqlite3.Connection, _record: object) -> None:
    # Autocommit in the driver: the transactions are opened by _begin alone.
    connection.isolation_level = None


def _durable(connection: sqlite3.Connection, record: object) -> None:
    _by_hand(connection, record)
    # WAL: readers work beside a writer, and a killed writer leaves nothing that a read-only reader cannot replay.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    if options.get("storyfold_outside"):
        return  # no transaction: VACUUM allows none
    reading = options.get("storyfold_reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _unreachable(place: str, error: sa.exc.OperationalError) -> str:
    return f"{place}: the server gives no answer ({_first_line(error)}); try again when it does"


def _first_line(error: sa.exc.DBAPIError) -> str:
    return next((line.strip() for line in str(error.orig).splitlines() if line.strip()), type(error).__name__)
