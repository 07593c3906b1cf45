"""A warehouse on disk: its Parquet files, its catalog, its lock, and the draft of the next snapshot.

A file is written under a temporary name and renamed, all of a commit are synced together, and only then listed in the
catalog; nothing is ever changed in place. A run that is killed leaves files that no snapshot names, which the next run
sweeps away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.bucket import files_of
from warehouse.catalog import Catalog, DataFile, NewFile, SnapshotInfo
from warehouse.catalog_database import SqliteFile, database_of
from warehouse.commit_log import Commit, sync
from warehouse.data_folder import RECORDS
from warehouse.errors import (
    SchemaMismatch,
    WarehouseDamaged,
    WarehouseError,
    WarehouseNotFound,
)
from warehouse.location import Location, location_of
from warehouse.locks import RUN_NAME, FileLocks, locks_of
from warehouse.schemas import SCHEMA_VERSION, TABLES, Table

CATALOG_NAME = "catalog.sqlite"
WHOLE_PAGE = 1 << 30  # bytes: more than a column of a row group has
RUN_LEVEL = 3  # of zstd: 6 takes three times as long for 6 % less, which pays where files are joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One state of all tables."""

    number: int
    files: Mapping[str, tuple[DataFile, ...]]  # by table; tables without files are absent


class Warehouse:
    """One warehouse: a folder, and what it says lies elsewhere."""

    def __init__(self, root: Path) -> None:
        """Use `open` or `create`."""
        where = location_of(root)
        database = database_of(where.catalog, root / CATALOG_NAME)
        self.root = root
        self.staging = root / "staging"
        self.catalog = Catalog(database)
        self.locks = locks_of(root, database)
        self.files = files_of(root, where.data)

    @classmethod
    def open(cls, root: Path) -> Warehouse:
        """The warehouse in a folder.

        Raises WarehouseNotFound, NewerWarehouse, WarehouseDamaged, WrongLocation, CatalogUnreachable.
        """
        root = root.resolve()
        warehouse = cls(root)
        if not warehouse.catalog.database.exists():
            if location_of(root).catalog is not None:
                raise WarehouseDamaged(
                    f"{warehouse.catalog.database.place}: no catalog there; `storyfold repair --warehouse {root}`"
                    " makes it anew from the records beside the data"
                )
            _must_hold_no_data(root)
            raise WarehouseNotFound(f"{root}: no warehouse here; `storyfold ingest PATH --warehouse {root}` makes one")
        warehouse.catalog.check_version()
        return warehouse

    @classmethod
    def create(cls, root: Path, now: datetime) -> Warehouse:
        """The warehouse in a folder, made if there is none yet.

        The catalog is made under another name and renamed, so a process killed here leaves no half-made warehouse.
        Raises WarehouseDamaged if the folder holds other files, OSError if it cannot be written.
        """
        root = root.resolve()
        if (root / CATALOG_NAME).exists() or location_of(root) != Location():
            return cls.open(root)
        root.mkdir(parents=True, exist_ok=True)
        must_be_free(root)
        making = root / f"{CATALOG_NAME}.new"
        for leftover in root.glob(f"{CATALOG_NAME}.new*"):
            leftover.unlink()
        Catalog(SqliteFile(making)).create(f"{root}/data/", now)
        making.rename(root / CATALOG_NAME)
        sync(root)
        return cls.open(root)

    def snapshot(self, number: int | None = None) -> Snapshot:
        """The files of one snapshot, the newest by default. Raises SnapshotNotFound."""
        found, files = self.catalog.files(number)
        by_table: dict[str, list[DataFile]] = {}
        for file in files:
            by_table.setdefault(file.table, []).append(file)
        return Snapshot(number=found, files={name: tuple(rows) for name, rows in by_table.items()})

    def snapshots(self) -> list[SnapshotInfo]:
        """All snapshots, oldest first."""
        return self.catalog.snapshots()

    def paths(self, snapshot: Snapshot) -> dict[str, list[Path]]:
        """The files of a snapshot by table, on this machine. Raises WarehouseDamaged, BucketFailed."""
        self.files.fetch(file for files in snapshot.files.values() for file in files)
        return {name: [self.files.path(file) for file in files] for name, files in snapshot.files.items()}

    def damaged_files(self, snapshot: Snapshot) -> list[str]:
        """What is wrong with files of a snapshot: missing, or other bytes than were written."""
        files = [file for files in snapshot.files.values() for file in files]
        return [wrong for file in files if (wrong := self.files.damage(file))]

    def sweep(self) -> int:
        """Remove the data files of runs that were killed before their commit; their number.

        Only for the holder of the lock: a run at work has files that no snapshot names, too. A run that has ended has
        no staging folder any more, so its files stay even where an older catalog was put back.
        """
        known = self.catalog.known_paths()
        self.files.trim(known)
        killed = tuple(f"{run.name}-" for run in (self.staging.iterdir() if self.staging.exists() else ()))
        if not killed:
            return 0
        names = {stored.place: stored.place.rpartition("/")[2] for stored in self.files.listed()}
        stray = [place for place, name in names.items() if name.startswith(killed) and place not in known]
        self.files.delete(stray)
        return len(stray)

    def follow_definitions(self, now: datetime) -> None:
        """Bring the catalog of an earlier release to today's tables and columns. Raises OlderWarehouse."""

        def note(number: int) -> None:
            made = Commit(number=number, run_id=f"schema-{number}", made_at=now, message="schema", added=(), retired=())
            self.files.write_record(made)

        self.catalog.follow_definitions(now, note)

    def begin(self, run_id: str) -> Draft:
        """An empty draft on the newest snapshot."""
        self.catalog.set_data_path(self.files.address)
        return Draft(warehouse=self, run_id=run_id, base=self.snapshot())

    def resume(self, run_id: str) -> Draft:
        """The draft another step of the same run has saved."""
        saved = json.loads((self.staging / run_id / "draft.json").read_text())
        return Draft(
            warehouse=self,
            run_id=run_id,
            base=self.snapshot(saved["base"]),
            added=[NewFile(**file) for file in saved["added"]],
            retired=set(saved["retired"]),
        )


@dataclass(kw_only=True)
class Draft:
    """The next snapshot while a run makes it: the files of its base, without the retired, with the added ones."""

    warehouse: Warehouse
    run_id: str
    base: Snapshot
    added: list[NewFile] = field(default_factory=list)
    retired: set[int] = field(default_factory=set)

    @property
    def has_changes(self) -> bool:
        """Whether committing it would change anything."""
        return bool(self.added or self.retired)

    def paths(self) -> dict[str, list[Path]]:
        """The files of every table, as the run sees them."""
        return self._paths(self._files())

    def paths_added(self) -> dict[str, list[Path]]:
        """The files of every table that the run has added."""
        return self._paths(self.added)

    def paths_without(self, files: Sequence[DataFile]) -> dict[str, list[Path]]:
        """The files of every table, without some that cannot be read."""
        bad = {file.id for file in files}
        return self._paths([file for file in self._files() if isinstance(file, NewFile) or file.id not in bad])

    def rows_before(self, table: str) -> int | None:
        """The rows that a table had before the run; None if the run has taken some out."""
        files = self.base.files.get(table, ())
        return None if any(file.id in self.retired for file in files) else sum(file.rows for file in files)

    def add(self, table: str, rows: pa.Table, *, month: str | None = None, level: int = RUN_LEVEL) -> None:
        """Write rows of a table into one new file; nothing for no rows. month: YYYY-MM, for tables kept by month.

        level: of the compression with zstd. Raises SchemaMismatch if the rows do not fit the table.
        """
        if rows.num_rows:
            self.added.append(write_file(self.warehouse, TABLES[table], rows, self.run_id, month, level))

    def merge(self, files: Sequence[DataFile], level: int) -> None:
        """Put one file in the place of several of one table and folder. Raises WarehouseDamaged."""
        first = files[0]
        rows = pa.concat_tables([rows_of(self.warehouse, file) for file in files])
        self.retired.update(file.id for file in files)
        self.add(first.table, rows, month=folder_of(first), level=level)

    def rows(self, table: str) -> pa.Table:
        """All rows of a table as the run sees it. Raises WarehouseDamaged."""
        files = [file for file in self._files() if file.table == table]
        return pa.concat_tables(
            [TABLES[table].schema.empty_table(), *(rows_of(self.warehouse, file) for file in files)]
        )

    def clear_table(self, table: str) -> None:
        """Take out everything a table holds."""
        self.retired.update(file.id for file in self._live() if file.table == table)
        self.added = [file for file in self.added if file.table != table]

    def replace_table(self, table: str, rows: pa.Table) -> None:
        """Put rows in the place of everything a table holds."""
        self.clear_table(table)
        self.add(table, rows)

    def edit_rows(
        self, table: str, which: Callable[[pa.Table], Any], edited: Callable[[dict[str, Any]], dict[str, Any] | None]
    ) -> None:
        """Change some rows of a table, one by one; None takes a row out. Only files that hold such a row are rewritten.

        which: a mask of the rows of a file that are changed.
        """
        for file in [f for f in self._files() if f.table == table]:
            rows = rows_of(self.warehouse, file)
            mask = which(rows)
            if pc.any(mask).as_py():
                changed = [new for row in rows.filter(mask).to_pylist() if (new := edited(row)) is not None]
                self._put(
                    file, pa.concat_tables([rows.filter(pc.invert(mask)), pa.Table.from_pylist(changed, rows.schema)])
                )

    def replace_rows(self, table: str, key: str, rows: pa.Table) -> None:
        """Add rows to a table in the place of those with the same keys."""
        self.remove_rows(table, key, rows[key].combine_chunks())
        self.add(table, rows)

    def remove_rows(self, table: str, key: str, keys: pa.Array[Any]) -> None:
        """Remove the rows with these keys from a table; only files that hold such a row are rewritten."""
        for file in [f for f in self._files() if f.table == table]:
            self._drop(file, key, keys)

    def save(self) -> None:
        """Write the draft down, so that another step of the run can go on with it."""
        folder = self.warehouse.staging / self.run_id
        folder.mkdir(parents=True, exist_ok=True)
        saved = {
            "base": self.base.number,
            "added": [asdict(file) for file in self.added],
            "retired": sorted(self.retired),
        }
        making = folder / "draft.json.tmp"
        making.write_text(json.dumps(saved))
        making.replace(folder / "draft.json")

    def commit(self, message: str, now: datetime) -> int:
        """Make the draft the newest snapshot, in one transaction; its number. Raises CommitConflict."""
        return self.replace(message, now, {})

    def replace(self, message: str, now: datetime, replaced: Mapping[int, NewFile | None]) -> int:
        """Commit, with files in the places of others in the whole history (None: nothing is left of one)."""
        places = (
            {file.id: f"{file.table}/{file.path}" for file in self.warehouse.catalog.all_files()} if replaced else {}
        )
        live = {file.id: f"{file.table}/{file.path}" for files in self.base.files.values() for file in files}

        def note(number: int) -> None:
            self.warehouse.files.write_record(
                Commit(
                    number=number,
                    run_id=self.run_id,
                    made_at=now,
                    message=message,
                    added=tuple(self.added),
                    retired=tuple(live[id_] for id_ in sorted(self.retired)),
                    replaced={places[id_]: new for id_, new in replaced.items()},
                )
            )

        self.warehouse.files.keep([*self.added, *(new for new in replaced.values() if new)])

        return self.warehouse.catalog.commit(
            run_id=self.run_id,
            base=self.base.number,
            added=self.added,
            retired=sorted(self.retired),
            message=message,
            now=now,
            replaced=replaced,
            note=note,
        )

    def discard(self) -> None:
        """Forget what the run has written; the files are removed."""
        for file in self.added:
            self.warehouse.files.path(file).unlink(missing_ok=True)
        self.added.clear()
        self.retired.clear()

    def _files(self) -> list[DataFile | NewFile]:
        return [*self._live(), *self.added]

    def _paths(self, files: Sequence[DataFile | NewFile]) -> dict[str, list[Path]]:
        """Where files lie on this machine, by table. Raises WarehouseDamaged, BucketFailed."""
        self.warehouse.files.fetch(file for file in files if isinstance(file, DataFile))
        found: dict[str, list[Path]] = {}
        for file in files:
            found.setdefault(file.table, []).append(self.warehouse.files.path(file))
        return found

    def _live(self) -> list[DataFile]:
        return [f for files in self.base.files.values() for f in files if f.id not in self.retired]

    def _drop(self, file: DataFile | NewFile, key: str, keys: pa.Array[Any]) -> None:
        """Rewrite a file without the rows of these keys, if it has any."""
        hit = pc.is_in(columns_of(self.warehouse, file, [key])[key], value_set=keys)
        if not pc.any(hit).as_py():
            return
        self._put(file, rows_of(self.warehouse, file).filter(pc.invert(hit)))

    def _put(self, file: DataFile | NewFile, rows: pa.Table) -> None:
        """Put rows in the place of a file."""
        if isinstance(file, DataFile):
            self.retired.add(file.id)
        else:
            self.added.remove(file)
        self.add(file.table, rows, month=folder_of(file))


def newest_time(root: Path) -> datetime:
    """When the newest snapshot of a folder was made; long ago where there is none that can be read."""
    try:
        return Warehouse.open(root).snapshots()[-1].created_at
    except WarehouseError:
        return datetime.min.replace(tzinfo=UTC)


@contextmanager
def locked(root: Path, run_id: str, now: datetime, catalog: str | None = None) -> Iterator[None]:
    """Hold the warehouse in a folder for one run, also before there is one; it is free when the process ends.

    The folder is held in any case, since runs stage in it. catalog: the address of the server that is to be held, too;
    that of the folder's own catalog if none is given. Raises WarehouseLocked, saying who holds it.
    """
    holder = {"run": run_id, "process": os.getpid(), "host": socket.gethostname(), "since": now.isoformat()}
    with FileLocks(root).run(holder), ExitStack() as more:
        catalog = catalog or location_of(root).catalog
        if catalog is not None:
            more.enter_context(locks_of(root, database_of(catalog, root)).run(holder))
        yield


def folder_of(file: DataFile | NewFile) -> str | None:
    """The folder a file lies in below that of its table, if any."""
    folder, _, _ = file.path.rpartition("/")
    return folder or None


def rows_of(warehouse: Warehouse, file: DataFile | NewFile) -> pa.Table:
    """The rows of a file. Raises WarehouseDamaged if it holds other bytes than were written.

    What is written anew from them gets a hash of its own: without this look damage would become truth.
    """
    must_be_sound(warehouse, file)
    return by_ids(pq.read_table(_on_this_machine(warehouse, file)), TABLES[file.table])


def must_be_sound(warehouse: Warehouse, file: DataFile | NewFile) -> None:
    """Raises WarehouseDamaged if a file holds other bytes than were written."""
    wrong = warehouse.files.damage(file)
    if wrong:
        raise WarehouseDamaged(f"{wrong}; `storyfold repair` mends it")


def columns_of(warehouse: Warehouse, file: DataFile | NewFile, names: Sequence[str]) -> pa.Table:
    """Some of today's columns of a file, found by their ids; the bytes are not compared with what was written."""
    path, table = _on_this_machine(warehouse, file), TABLES[file.table]
    if pq.read_schema(path).names == table.schema.names:
        return pq.read_table(path, columns=list(names))
    return by_ids(pq.read_table(path), table).select(list(names))


def _on_this_machine(warehouse: Warehouse, file: DataFile | NewFile) -> Path:
    if isinstance(file, DataFile):
        warehouse.files.fetch([file])
    return warehouse.files.path(file)


def by_ids(rows: pa.Table, table: Table) -> pa.Table:
    """The rows of a file in today's columns, found by their ids: what the file lacks is null, what went is left out."""
    if rows.schema.names == table.schema.names and rows.schema.types == table.schema.types:
        return rows
    ids = {(field.metadata or {}).get(b"PARQUET:field_id"): i for i, field in enumerate(rows.schema)}
    found = [ids.get(str(column.id).encode()) for column in table.columns]
    columns = [
        pa.nulls(rows.num_rows, column.type) if at is None else rows.column(at).cast(column.type)
        for at, column in zip(found, table.columns, strict=True)
    ]
    return pa.table(columns, names=table.schema.names)


def write_file(
    warehouse: Warehouse,
    table: Table,
    rows: pa.Table,
    run_id: str,
    month: str | None = None,
    level: int = RUN_LEVEL,
    suffix: str = "",
) -> NewFile:
    """Write one Parquet file, named by its run and content; it is part of no snapshot, and `keep` makes it durable.

    suffix: what tells it from a file of the run with the same content. Raises SchemaMismatch.
    """
    folder = warehouse.files.folder / table.name / (month or "")
    folder.mkdir(parents=True, exist_ok=True)
    making = folder / f"{run_id}-{os.getpid()}.tmp"
    try:
        _write_parquet(making, table, fitted(rows, table), run_id, level)
        digest, size, footer_bytes = _measured(making)
        name = f"{run_id}-{digest[:16]}{suffix}.parquet"
        making.chmod(0o444)  # nothing is ever changed in place, not through a link in `published` either
        making.replace(folder / name)
    finally:
        making.unlink(missing_ok=True)
    return NewFile(
        table=table.name,
        path=f"{month}/{name}" if month else name,
        rows=rows.num_rows,
        size_bytes=size,
        footer_bytes=footer_bytes,
        sha256=digest,
    )


def fitted(rows: pa.Table, table: Table) -> pa.Table:
    """The rows in the order and with the types of the table's schema.

    Raises SchemaMismatch for a missing or unknown column, a value that does not fit, or a null where none may be.
    """
    names = set(table.schema.names)
    if set(rows.schema.names) != names:
        unknown, missing = sorted(set(rows.schema.names) - names), sorted(names - set(rows.schema.names))
        raise SchemaMismatch(f"{table.name}: unknown columns {unknown}, missing columns {missing}")
    rows = rows.select(table.schema.names)
    for column in table.columns:
        if column.required and rows[column.name].null_count:
            raise SchemaMismatch(f"{table.name}.{column.name}: {rows[column.name].null_count} nulls, none allowed")
    try:
        return rows.cast(table.schema)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        raise SchemaMismatch(f"{table.name}: {error}") from error


def _write_parquet(path: Path, table: Table, rows: pa.Table, run_id: str, level: int) -> None:
    # With these the catalog can be rebuilt from the files alone.
    origin = {"storyfold:table": table.name, "storyfold:schema_version": str(SCHEMA_VERSION), "storyfold:run": run_id}
    options: dict[str, Any] = {"compression": "zstd", "compression_level": level}
    options["use_dictionary"] = [n for n in rows.schema.names if n not in table.plain_columns]
    if table.in_place:
        options = {"compression": "none", "use_dictionary": False}
        options |= {"data_page_size": WHOLE_PAGE, "max_rows_per_page": table.row_group_rows}
    if table.bloom_filters:
        options["bloom_filter_options"] = {name: {"ndv": max(rows.num_rows, 64)} for name in table.bloom_filters}
    rows = rows.combine_chunks()  # to take from chunks joins them, each time anew
    order = pc.sort_indices(rows, sort_keys=[(name, "ascending") for name in table.sort_by])
    rows = rows.replace_schema_metadata(origin)
    with pq.ParquetWriter(path, rows.schema, **options) as writer:
        # A group at a time: all rows a second time would be as much memory again, and a fifth of the time of writing.
        for start in range(0, rows.num_rows, table.row_group_rows):
            writer.write_table(rows.take(order.slice(start, table.row_group_rows)), table.row_group_rows)


def must_be_free(root: Path) -> None:
    """Raises WarehouseDamaged for a folder that holds other things, or has lost its catalog."""
    _must_hold_no_data(root)
    foreign = sorted(p.name for p in root.iterdir() if p.name not in {RUN_NAME, "data", "staging"})
    foreign = [name for name in foreign if not name.startswith(CATALOG_NAME)]
    if foreign:
        raise WarehouseDamaged(
            f"{root}: not a warehouse, and not empty (it holds {foreign[0]!r}); give --warehouse another folder"
        )


def _must_hold_no_data(root: Path) -> None:
    """Raises WarehouseDamaged for a folder that has lost its catalog."""
    if (root / "data" / RECORDS).exists():
        raise WarehouseDamaged(f"{root}: data without a catalog; `storyfold repair --warehouse {root}` makes it anew")


def _measured(path: Path) -> tuple[str, int, int]:
    """SHA-256, size and the length of the footer of a Parquet file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.seek(-8, os.SEEK_END) + 8
        footer_bytes = int.from_bytes(file.read(4), "little")
    return digest, size, footer_bytes


def remove_staging(warehouse: Warehouse, keep: Sequence[str] = ()) -> None:
    """Remove what runs have staged, but for the folders to keep."""
    if warehouse.staging.exists():
        for path in warehouse.staging.iterdir():
            if path.name not in keep:
                shutil.rmtree(path)
