"""The catalog: which Parquet files make up each snapshot, in a SQL database.

The tables (`ducklake_layout.py`) are those of DuckLake format 1.0, so the official DuckDB extension can attach the
catalog read-only and see the same rows at the same snapshots. Files are only ever added or retired whole: no delete
files and no inlined rows exist, so the live rows of a table are the rows of its live files.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from warehouse.catalog_database import Database
from warehouse.ducklake_layout import (
    DOOMED_FILES,
    FILE_HASHES,
    LAKE,
    RUNS_COMMITTED,
    SCHEMA_VERSIONS,
    T,
    first_rows,
    time_stamp,
)
from warehouse.errors import (
    CommitConflict,
    NewerWarehouse,
    SnapshotNotFound,
    WarehouseDamaged,
)
from warehouse.evolution import evolve, migrate
from warehouse.schemas import SCHEMA_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A Parquet file that is written, and not yet part of any snapshot."""

    table: str
    path: str  # relative to the folder of its table
    rows: int
    size_bytes: int
    footer_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A Parquet file of a snapshot."""

    id: int
    table: str
    path: str  # relative to the folder of its table
    rows: int
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoomedFile:
    """A Parquet file that no snapshot names any more and that still lies on the disk."""

    path: str  # with the folder of its table
    snapshots: range  # which named it
    delete_after: datetime  # for readers that hold no lease


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotInfo:
    """One snapshot: its number, when it was made, and why."""

    number: int
    created_at: datetime
    message: str


class Catalog:
    """The catalog database of one warehouse."""

    def __init__(self, database: Database) -> None:
        """database: where it lies."""
        self.database = database

    def create(self, data_path: str, now: datetime) -> None:
        """Make an empty catalog: snapshot 0 with the schema, snapshot 1 with all tables."""
        with self.database.writing() as connection:
            LAKE.create_all(connection)
            for statement, rows in first_rows(data_path, now):
                connection.execute(statement, rows)

    def check_version(self) -> None:
        """Raise NewerWarehouse if a later release wrote it, WarehouseDamaged if it is no catalog of ours."""
        version = self.schema_version()
        with self.database.reading() as connection:
            foreign = sum(
                connection.execute(sa.select(sa.func.count()).select_from(T[name])).scalar() or 0
                for name in ("delete_file", "inlined_data_tables")
            )
        if version > SCHEMA_VERSION:
            raise NewerWarehouse(
                f"{self.database.place}: written by a later storyfold (schema {version}, this one knows"
                f" {SCHEMA_VERSION}); upgrade storyfold, nothing was changed"
            )
        if foreign:
            raise WarehouseDamaged(
                f"{self.database.place}: another program wrote delete files or inlined rows into the catalog;"
                " open it with the DuckLake extension and rewrite those tables"
            )

    def schema_version(self) -> int:
        """The number of the schema it has. Raises WarehouseDamaged if it has none."""
        with self.database.reading() as connection:
            version = connection.execute(sa.select(sa.func.max(SCHEMA_VERSIONS.c.version))).scalar()
        if version is None:
            raise WarehouseDamaged(f"{self.database.place}: no schema version in the catalog")
        return int(version)

    def head(self) -> int:
        """The number of the newest snapshot."""
        with self.database.reading() as connection:
            return int(connection.execute(sa.select(sa.func.max(T["snapshot"].c.snapshot_id))).scalar_one())

    def snapshots(self) -> list[SnapshotInfo]:
        """All snapshots, oldest first."""
        snapshot, changes = T["snapshot"], T["snapshot_changes"]
        query = (
            sa.select(snapshot.c.snapshot_id, snapshot.c.snapshot_time, changes.c.commit_message)
            .join(changes, snapshot.c.snapshot_id == changes.c.snapshot_id)
            .order_by(snapshot.c.snapshot_id)
        )
        with self.database.reading() as connection:
            return [
                SnapshotInfo(number=number, created_at=_time(stamp), message=message or "")
                for number, stamp, message in connection.execute(query)
            ]

    def files(self, snapshot: int | None = None) -> tuple[int, list[DataFile]]:
        """The snapshot's number (the newest by default) and its files, in the order they were added.

        Raises SnapshotNotFound.
        """
        data = T["data_file"]
        with self.database.reading() as connection:
            head = connection.execute(sa.select(sa.func.max(T["snapshot"].c.snapshot_id))).scalar_one()
            number = head if snapshot is None else snapshot
            if number != head and not _is_snapshot(connection, number):
                first = connection.execute(sa.select(sa.func.min(T["snapshot"].c.snapshot_id))).scalar_one()
                raise SnapshotNotFound(
                    f"no snapshot {number}; there are {first} to {head}, without those that have expired"
                )
            query = (
                _data_files()
                .where(data.c.begin_snapshot <= number)
                .where(sa.or_(data.c.end_snapshot.is_(None), data.c.end_snapshot > number))
            )
            return number, [DataFile(**row._mapping) for row in connection.execute(query)]

    def all_files(self) -> list[DataFile]:
        """The files of all snapshots, in the order they were added."""
        with self.database.reading() as connection:
            return [DataFile(**row._mapping) for row in connection.execute(_data_files())]

    def known_paths(self) -> set[str]:
        """`table/path` of every file that any snapshot names, or that waits for its deletion."""
        data, table = T["data_file"], T["table"]
        query = sa.select(table.c.table_name, data.c.path).join(table, data.c.table_id == table.c.table_id)
        with self.database.reading() as connection:
            named = {f"{name}/{path}" for name, path in connection.execute(query)}
            return named | set(connection.execute(sa.select(DOOMED_FILES.c.path)).scalars())

    def expire(self, numbers: Sequence[int], delete_after: datetime) -> None:
        """Take these snapshots out of the history, and doom the files that no other names. The newest always stays."""
        snapshot, changes, data = T["snapshot"], T["snapshot_changes"], T["data_file"]
        with self.database.writing() as connection:
            head = connection.execute(sa.select(sa.func.max(snapshot.c.snapshot_id))).scalar_one()
            for number in set(numbers) - {head}:
                for table in (snapshot, changes):
                    connection.execute(table.delete().where(table.c.snapshot_id == number))
            named = sa.exists().where(
                snapshot.c.snapshot_id >= data.c.begin_snapshot, snapshot.c.snapshot_id < data.c.end_snapshot
            )
            _doom(connection, sa.and_(data.c.end_snapshot.is_not(None), ~named), delete_after)

    def files_only_in(self, numbers: Collection[int]) -> list[str]:
        """`table/path` of the files that these snapshots name and no other."""
        data = T["data_file"]
        query = (
            sa.select(FILE_HASHES.c.path, data.c.begin_snapshot, data.c.end_snapshot)
            .join(data, data.c.data_file_id == FILE_HASHES.c.data_file_id)
            .where(data.c.end_snapshot.is_not(None))
        )
        with self.database.reading() as connection:
            kept = sorted(set(connection.execute(sa.select(T["snapshot"].c.snapshot_id)).scalars()) - set(numbers))
            return [
                path
                for path, begin, end in connection.execute(query)
                if bisect_left(kept, begin) == bisect_left(kept, end)
            ]

    def newest_run(self) -> str:
        """The run that has made the newest snapshot; empty if none has made any."""
        query = sa.select(RUNS_COMMITTED.c.run_id).order_by(RUNS_COMMITTED.c.snapshot_id.desc()).limit(1)
        with self.database.reading() as connection:
            return str(connection.execute(query).scalar() or "")

    def follow_definitions(self, now: datetime, note: Callable[[int], None]) -> None:
        """Take an earlier release's catalog to this one's schema: step by step, a transaction each, then the columns.

        note: called with the number of the snapshot in which the columns follow, if any does.
        Raises OlderWarehouse for a change that would lose or invent values.
        """
        with self.database.writing() as connection:
            LAKE.create_all(connection)
        for version in range(self.schema_version() + 1, SCHEMA_VERSION + 1):
            with self.database.writing() as connection:
                migrate(connection, version)
        with self.database.writing() as connection:
            number = evolve(connection, now)
            if number is not None:
                note(number)

    def doomed(self) -> list[DoomedFile]:
        """The files that wait for their deletion."""
        with self.database.reading() as connection:
            return [
                DoomedFile(
                    path=row.path,
                    snapshots=range(row.begin_snapshot, row.end_snapshot),
                    delete_after=_time(row.delete_after),
                )
                for row in connection.execute(sa.select(DOOMED_FILES).order_by(DOOMED_FILES.c.path))
            ]

    def vacuum(self) -> None:
        """Write the database anew, so that nothing deleted is left in it."""
        self.database.vacuum()

    def hasten_deletions(self, now: datetime) -> None:
        """End the grace of all files that wait for their deletion; a reader with a lease keeps them."""
        with self.database.writing() as connection:
            connection.execute(DOOMED_FILES.update().values(delete_after=time_stamp(now)))

    def note_deleted(self, paths: Iterable[str]) -> None:
        """Note that doomed files are deleted."""
        rows = [{"gone": path} for path in paths]
        if rows:
            with self.database.writing() as connection:
                connection.execute(DOOMED_FILES.delete().where(DOOMED_FILES.c.path == sa.bindparam("gone")), rows)

    def commit(
        self,
        *,
        run_id: str,
        added: Sequence[NewFile],
        retired: Iterable[int],
        message: str,
        now: datetime,
        base: int | None = None,
        replaced: Mapping[int, NewFile | None] | None = None,
        note: Callable[[int], None] | None = None,
    ) -> int:
        """Make one snapshot that adds and retires files of all tables at once; its number.

        base: the snapshot that the files were made from. replaced: files that take the places of others in every
        snapshot that names these, without a trace of the old ones, which are doomed; None where nothing is left.
        note: called with the number just before the commit.
        A run that has committed before gives its first snapshot and changes nothing.
        Raises CommitConflict if there is a newer snapshot than the base (the lock of a run was lost), or if a file to
        retire or replace is not there any more.
        """
        with self.database.writing() as connection:
            earlier = connection.execute(
                sa.select(RUNS_COMMITTED.c.snapshot_id).where(RUNS_COMMITTED.c.run_id == run_id)
            ).scalar()
            if earlier is not None:
                return int(earlier)
            head = connection.execute(
                sa.select(T["snapshot"]).order_by(T["snapshot"].c.snapshot_id.desc()).limit(1)
            ).one()
            if base is not None and head.snapshot_id != base:
                raise CommitConflict(f"snapshot {head.snapshot_id} was made since this run read {base}; run again")
            number = head.snapshot_id + 1
            changed = [f"deleted_from_table:{_retire(connection, id_, number)}" for id_ in retired]
            for id_, new in (replaced or {}).items():
                changed.append(f"inserted_into_table:{_replace(connection, id_, new, number, now)}")
            ids = _table_ids(connection)
            for file_id, file in enumerate(added, head.next_file_id):
                _add(connection, file, ids[file.table], file_id, number)
                changed.append(f"inserted_into_table:{ids[file.table]}")
            connection.execute(
                T["snapshot"].insert(),
                {
                    "snapshot_id": number,
                    "snapshot_time": time_stamp(now),
                    "schema_version": head.schema_version,
                    "next_catalog_id": head.next_catalog_id,
                    "next_file_id": head.next_file_id + len(added),
                },
            )
            connection.execute(
                T["snapshot_changes"].insert(),
                {
                    "snapshot_id": number,
                    "changes_made": ",".join(dict.fromkeys(changed)),
                    "author": "storyfold",
                    "commit_message": message,
                    "commit_extra_info": run_id,
                },
            )
            connection.execute(RUNS_COMMITTED.insert(), {"run_id": run_id, "snapshot_id": number})
            if note:
                note(number)
            return int(number)

    def identity(self) -> str:
        """What tells this catalog from every other."""
        with self.database.reading() as connection:
            return str(connection.execute(sa.select(T["schema"].c.schema_uuid)).scalars().first())

    def data_path(self) -> str:
        """Where the data lie."""
        meta = T["metadata"]
        with self.database.reading() as connection:
            return str(connection.execute(sa.select(meta.c.value).where(meta.c.key == "data_path")).scalar())

    def copy_to(self, other: Catalog, *, is_replacing: bool = False) -> None:
        """Put everything in this catalog into another database, in one transaction.

        is_replacing: in the place of whatever is there. Raises CommitConflict if there is something and it is not.
        """
        with self.database.reading() as source, other.database.writing() as target:
            if is_replacing:
                LAKE.drop_all(target)
            elif sa.inspect(target).has_table(T["snapshot"].name):
                raise CommitConflict(f"{other.database.place}: holds a catalog already; nothing was changed")
            LAKE.create_all(target)
            for table in LAKE.sorted_tables:
                rows = [dict(row._mapping) for row in source.execute(sa.select(table))]
                if rows:
                    target.execute(table.insert(), rows)

    def set_data_path(self, data_path: str) -> None:
        """Record where the data lie now, for readers that attach the catalog; nothing is written if it is right."""
        meta = T["metadata"]
        if self.data_path() != data_path:
            with self.database.writing() as connection:
                connection.execute(meta.update().where(meta.c.key == "data_path").values(value=data_path))


def _data_files() -> sa.Select[tuple[Any, ...]]:
    """The columns of `DataFile`."""
    data, table = T["data_file"], T["table"]
    return (
        sa.select(
            data.c.data_file_id.label("id"),
            table.c.table_name.label("table"),
            data.c.path,
            data.c.record_count.label("rows"),
            data.c.file_size_bytes.label("size_bytes"),
            FILE_HASHES.c.sha256,
        )
        .join(table, data.c.table_id == table.c.table_id)
        .join(FILE_HASHES, FILE_HASHES.c.data_file_id == data.c.data_file_id)
        .order_by(data.c.data_file_id)
    )


def _is_snapshot(connection: sa.Connection, number: int) -> bool:
    column = T["snapshot"].c.snapshot_id
    return connection.execute(sa.select(column).where(column == number)).scalar() is not None


def _doom(connection: sa.Connection, condition: sa.ColumnElement[bool], delete_after: datetime) -> None:
    """Take the files for which a condition holds out of the catalog, and note them for deletion."""
    data = T["data_file"]
    doomed = connection.execute(sa.select(data.c.data_file_id).where(condition)).scalars().all()
    for id_ in doomed:
        life = sa.select(
            FILE_HASHES.c.path, data.c.begin_snapshot, data.c.end_snapshot, sa.literal(time_stamp(delete_after))
        ).join(FILE_HASHES, FILE_HASHES.c.data_file_id == data.c.data_file_id)
        connection.execute(
            DOOMED_FILES.insert().from_select(DOOMED_FILES.c.keys(), life.where(data.c.data_file_id == id_))
        )
        for table in (FILE_HASHES, data):
            connection.execute(table.delete().where(table.c.data_file_id == id_))


def _table_ids(connection: sa.Connection) -> dict[str, int]:
    table = T["table"]
    query = sa.select(table.c.table_name, table.c.table_id).where(table.c.end_snapshot.is_(None))
    return {row.table_name: row.table_id for row in connection.execute(query)}


def _retire(connection: sa.Connection, file_id: int, number: int) -> int:
    """End a file's life at this snapshot; the id of its table."""
    data, stats = T["data_file"], T["table_stats"]
    row = connection.execute(
        sa.select(data.c.table_id, data.c.record_count, data.c.file_size_bytes)
        .where(data.c.data_file_id == file_id)
        .where(data.c.end_snapshot.is_(None))
    ).one_or_none()
    if row is None:
        raise CommitConflict(f"file {file_id} is no longer part of the newest snapshot; run again")
    connection.execute(data.update().where(data.c.data_file_id == file_id).values(end_snapshot=number))
    connection.execute(
        stats.update()
        .where(stats.c.table_id == row.table_id)
        .values(
            record_count=stats.c.record_count - row.record_count,
            file_size_bytes=stats.c.file_size_bytes - row.file_size_bytes,
        )
    )
    return int(row.table_id)


def _replace(connection: sa.Connection, file_id: int, new: NewFile | None, number: int, now: datetime) -> int:
    """Put a file, or nothing, in the place of another in every snapshot; the id of its table."""
    data, stats = T["data_file"], T["table_stats"]
    old = connection.execute(
        sa.select(data, FILE_HASHES.c.path.label("place"))
        .join(FILE_HASHES, FILE_HASHES.c.data_file_id == data.c.data_file_id)
        .where(data.c.data_file_id == file_id)
    ).one_or_none()
    if old is None:
        raise CommitConflict(f"file {file_id} is not part of any snapshot any more; run again")
    life = {"begin_snapshot": old.begin_snapshot, "end_snapshot": old.end_snapshot or number}
    connection.execute(DOOMED_FILES.insert(), {"path": old.place, "delete_after": time_stamp(now), **life})
    if old.end_snapshot is None:
        rows, size = (new.rows, new.size_bytes) if new else (0, 0)
        connection.execute(
            stats.update()
            .where(stats.c.table_id == old.table_id)
            .values(
                record_count=stats.c.record_count + rows - old.record_count,
                file_size_bytes=stats.c.file_size_bytes + size - old.file_size_bytes,
            )
        )
    if new is None:
        for table in (FILE_HASHES, data):
            connection.execute(table.delete().where(table.c.data_file_id == file_id))
        return int(old.table_id)
    values = {"path": new.path, "record_count": new.rows, "file_size_bytes": new.size_bytes}
    values["footer_size"] = new.footer_bytes
    connection.execute(data.update().where(data.c.data_file_id == file_id).values(**values))
    hashed = {"path": f"{new.table}/{new.path}", "sha256": new.sha256}
    connection.execute(FILE_HASHES.update().where(FILE_HASHES.c.data_file_id == file_id).values(**hashed))
    return int(old.table_id)


def _add(connection: sa.Connection, file: NewFile, table_id: int, file_id: int, number: int) -> None:
    stats = T["table_stats"]
    first_row = connection.execute(sa.select(stats.c.next_row_id).where(stats.c.table_id == table_id)).scalar_one()
    connection.execute(
        T["data_file"].insert(),
        {
            "data_file_id": file_id,
            "table_id": table_id,
            "begin_snapshot": number,
            "path": file.path,
            "path_is_relative": 1,
            "file_format": "parquet",
            "record_count": file.rows,
            "file_size_bytes": file.size_bytes,
            "footer_size": file.footer_bytes,
            "row_id_start": first_row,
        },
    )
    connection.execute(
        FILE_HASHES.insert(), {"data_file_id": file_id, "path": f"{file.table}/{file.path}", "sha256": file.sha256}
    )
    connection.execute(
        stats.update()
        .where(stats.c.table_id == table_id)
        .values(
            record_count=stats.c.record_count + file.rows,
            next_row_id=stats.c.next_row_id + file.rows,
            file_size_bytes=stats.c.file_size_bytes + file.size_bytes,
        )
    )


def _time(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)
