"""SQL over the files of one snapshot: the only module that knows DuckDB.

A connection has the stored tables in the schema `stored` and the views and macros people use in `main`; their SQL is in
`views/`, `macros/`, `checks/` and `queries/`, one statement a file, with its documentation in the header.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Literal
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from warehouse.errors import QueryFailed, TableNotFound, WarehouseDamaged, WarehouseUnwritable
from warehouse.leases import held
from warehouse.plain_text import csv_columns
from warehouse.published import published_paths
from warehouse.schemas import SCHEMA_VERSION, TABLES, Table
from warehouse.store import Snapshot, Warehouse
from warehouse.volume import ALARMS, LEAST_RUNS, RUNS, Alarm, Level, volume_checks

SQL = Path(__file__).parent

# In the order in which they build on each other.
VIEWS = (
    "articles",
    "article_text",
    "field_alternatives",
    "revisions",
    "duplicates",
    "duplicate_changes",
    "listed_outlets",
    "origins",
    "story_articles",
    "stories",
    "story_changes",
    "outlets",
    "figures",
    "differences",
    "mentions",
    "places",
    "files",
    "outcomes",
    "rejected",
    "runs",
    "checks",
    "forgotten",
    "daily_volume",
    "syndication",
)
MACROS = (
    "folded_words",
    "wanted_words",
    "search",
    "coverage",
    "first_to_publish",
    "as_known_at",
    "what_changed",
    "name_key",
    "mentioned_with",
)
CHECKS = (
    "accounting",
    "every_file_is_noted",
    "articles_of_outcomes",
    "one_current_state",
    "revisions_are_unique",
    "every_revision_has_text",
    "no_future_dates",
    "duplicates_point_to_originals",
    "story_members_exist",
    "differences_are_within_stories",
    "keys_are_unique",
    "references_are_whole",
)
# From how many wrong rows on a check of the tables warns, and from how many nothing is published; of volume as it says.
DEFAULT_ALARMS: Mapping[str, Alarm] = {**{name: Alarm(warn=None, fail=1) for name in CHECKS}, **ALARMS}
Connection = duckdb.DuckDBPyConnection
# Not EXPLAIN: with ANALYZE it runs what it explains, and that may write.
READING = (duckdb.StatementType.SELECT,)

# Nothing is ever downloaded behind the user's back.
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
MEMORY_LIMIT = "1GB"
MOST_SPILLED = "10GB"
SQL_TYPES: Mapping[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.binary(): "BLOB",
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.uint8(): "UTINYINT",
    pa.uint32(): "UINTEGER",
    pa.uint64(): "UBIGINT",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.timestamp("us", "UTC"): "TIMESTAMPTZ",
}
CSV_ROWS = 10_000  # turned into cells at a time
GROUP_ROWS = 100_000  # of a Parquet file that is written: what its readers take at a time
LOOKED_UP = ("article_id", "canonical_url")  # by equality, in views that are written as Parquet
STORAGE_VERSION = "v1.4.0"  # BI tools embed older DuckDB: a newer file would not open there


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The documentation of a view or macro: what its header says."""

    name: str
    text: str
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What one check found."""

    name: str
    level: Level
    wrong_rows: int
    example: str | None


def connect_stored(
    paths: Mapping[str, Sequence[Path]],
    *,
    questions: Collection[str] = (),
    memory_limit: str = MEMORY_LIMIT,
    threads: int | None = None,
    spill: Path | None = None,
) -> Connection:
    """A connection whose stored tables are exactly these files, for the questions of the flows.

    paths: Parquet files by stored table; a table without files is empty. questions: those of `queries/` that will be
    asked, if only these: of some thirty tables they want a few, and each costs half a millisecond. spill: a folder for
    what does not fit into `memory_limit`; without one 10 GB at most go into the system's folder for temporary files.
    Raises WarehouseDamaged.
    """
    connection = duckdb.connect(":memory:", config=SETTINGS)
    try:
        wanted = {table for name in questions for table in _stored_of("queries", name)}
        _settle(connection, memory_limit, threads, spill)
        _make_stored(connection, paths, [table for table in TABLES.values() if not questions or table.name in wanted])
    except duckdb.Error as error:
        raise WarehouseDamaged(f"{_first_lines(str(error))}; `storyfold check` names what is damaged") from error
    return connection


def _through(warehouse: Warehouse, snapshot: Snapshot, published: Mapping[str, Sequence[Path]] | None) -> Connection:
    """A connection through published files; through the stored tables if they cannot be read."""
    paths = warehouse.paths(snapshot)
    if published is not None:
        try:
            return _with_views(paths, published)
        except WarehouseDamaged:
            pass  # `check` names the file, and whoever publishes next writes it anew
    return _with_views(paths, {})


def _with_views(paths: Mapping[str, Sequence[Path]], published: Mapping[str, Sequence[Path]]) -> Connection:
    """A connection to stored tables with all views and macros. published: files with the rows of views, by view."""
    connection = connect_stored(paths)
    try:
        _make_views(connection, published)
    except duckdb.Error as error:
        connection.close()
        raise WarehouseDamaged(f"{_first_lines(str(error))}; `storyfold check` names what is damaged") from error
    return connection


def _restrict(connection: Connection, files: Sequence[Path]) -> None:
    """Leave a connection able to read these files and nothing else, for good.

    `allowed_paths` and not `allowed_directories`: the latter would permit writing there.
    """
    connection.execute(f"SET allowed_paths = [{_files(files)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _settle(connection: Connection, memory_limit: str, threads: int | None = None, spill: Path | None = None) -> None:
    """How much a connection may take, and where it puts what does not fit."""
    settle = [f"SET memory_limit = '{memory_limit}'", "SET TimeZone = 'UTC'", "SET preserve_insertion_order = true"]
    settle.append(f"SET threads = {threads or min(4, os.cpu_count() or 1)}")
    # Of its own accord DuckDB would spill into the folder one happens to be in, and up to a full disk.
    own = Path(tempfile.gettempdir(), f"storyfold-{uuid4().hex}")
    settle.append(f"SET temp_directory = {_quoted(str(spill or own))}")
    settle += [] if spill else [f"SET max_temp_directory_size = '{MOST_SPILLED}'"]
    for statement in settle:
        connection.execute(statement)


def connect(paths: Mapping[str, Sequence[Path]]) -> Connection:
    """A connection with all views and macros, made from the stored tables of these files. Raises WarehouseDamaged."""
    return _with_views(paths, {})


def connect_held(warehouse: Warehouse, snapshot: Snapshot) -> Connection:
    """A connection to a snapshot that the caller holds, through what is published of it. Raises WarehouseDamaged."""
    return _through(warehouse, snapshot, published_paths(warehouse, snapshot, definitions()))


def connect_for_people(warehouse: Warehouse, snapshot: Snapshot, *, is_restricted: bool = False) -> Connection:
    """As `connect_held`, with what views, columns and macros mean as comments in it. Raises WarehouseDamaged.

    is_restricted: it can read the files of the snapshot and nothing else, for good.
    """
    published = published_paths(warehouse, snapshot, definitions())
    connection = _through(warehouse, snapshot, published)
    _comment(connection, "VIEW", VIEWS, MACROS)
    if is_restricted:
        by_name = (warehouse.paths(snapshot), published or {})
        _restrict(connection, [file for found in by_name for files in found.values() for file in files])
    return connection


@contextmanager
def connect_snapshot_stored(warehouse: Warehouse, number: int | None = None) -> Iterator[Connection]:
    """A connection to the stored tables of one snapshot, the newest by default, whose files stay meanwhile.

    Raises SnapshotNotFound, WarehouseDamaged.
    """
    with held(warehouse, number) as snapshot, connect_stored(warehouse.paths(snapshot)) as connection:
        yield connection


@contextmanager
def connect_snapshot(warehouse: Warehouse, number: int | None = None) -> Iterator[Connection]:
    """A connection to one snapshot, the newest by default, whose files stay meanwhile. Raises SnapshotNotFound."""
    with held(warehouse, number) as snapshot, connect_held(warehouse, snapshot) as connection:
        yield connection


def read(connection: Connection, sql: str, **parameters: object) -> pa.Table:
    """The rows of one reading statement. Raises QueryFailed, also for a statement that would write."""
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1:
            raise QueryFailed(f"one statement is wanted, {len(statements)} were given")
        if statements[0].type not in READING:
            kind = statements[0].type.name
            raise QueryFailed(
                f"sql only reads, and this is {kind}; what changes the warehouse is a command, as `ingest` or `forget`"
            )
        return connection.execute(statements[0], parameters or None).to_arrow_table()
    except duckdb.Error as error:
        raise QueryFailed(_first_lines(str(error))) from error


def ask(
    connection: Connection, name: str, tables: Mapping[str, pa.Table] | None = None, **parameters: object
) -> pa.Table:
    """The rows of one of the statements in `queries/`.

    tables: rows the statement joins with, under the names it uses. Raises QueryFailed.
    """
    for table_name, rows in (tables or {}).items():
        connection.register(table_name, rows)
    try:
        return connection.execute(statement("queries", name), parameters or None).to_arrow_table()
    except duckdb.Error as error:
        raise QueryFailed(f"{name}: {_first_lines(str(error))}") from error
    finally:
        for table_name in tables or {}:
            connection.unregister(table_name)


def stream(
    connection: Connection, name: str, tables: Mapping[str, pa.Table], *, rows: int, **parameters: object
) -> Iterator[pa.Table]:
    """The rows of `ask`, some at a time, while the database reads on. Nothing else can be asked meanwhile."""
    for table_name, given in tables.items():
        connection.register(table_name, given)
    try:
        for batch in connection.execute(statement("queries", name), parameters or None).to_arrow_reader(rows):
            yield pa.Table.from_batches([batch])
    except duckdb.Error as error:
        raise QueryFailed(f"{name}: {_first_lines(str(error))}") from error
    finally:
        for table_name in tables:
            connection.unregister(table_name)


def ask_report(connection: Connection, name: str, **parameters: object) -> pa.Table:
    """The rows of one of the panels in `reports/`. Raises QueryFailed."""
    try:
        return connection.execute(statement("reports", name), parameters or None).to_arrow_table()
    except duckdb.Error as error:
        raise QueryFailed(f"{name}: {_first_lines(str(error))}") from error


def keep_in_memory(connection: Connection, views: Sequence[str]) -> None:
    """Read some views once and for all: what asks them by name on this connection gets the rows from memory."""
    connection.execute("CREATE SCHEMA kept")
    for view in views:
        connection.execute(f"CREATE TABLE kept.{known_view(view)} AS FROM main.{known_view(view)}")
    connection.execute("SET search_path = 'kept,main'")


def body(kind: str, name: str) -> str:
    """The statement of one .sql file without its header."""
    return "".join(dropwhile(lambda line: line.startswith("-- "), statement(kind, name).splitlines(keepends=True)))


def run_checks(connection: Connection, alarms: Mapping[str, Alarm] | None = None) -> list[CheckResult]:
    """The result of every check, of the tables and of the volume of the newest run. alarms: in place of defaults."""
    wanted = {**DEFAULT_ALARMS, **(alarms or {})}
    return [*(_run_check(connection, name, wanted[name]) for name in CHECKS), *_volume(connection, wanted)]


def damage_check(damaged: Sequence[str]) -> CheckResult:
    """The result of looking at the files themselves. damaged: what is wrong with each that is."""
    level: Level = "fail" if damaged else "ok"
    example = damaged[0] if damaged else None
    return CheckResult(name="files_are_as_written", level=level, wrong_rows=len(damaged), example=example)


def write_views_file(warehouse: Warehouse, snapshot: Snapshot) -> None:
    """Write `views.duckdb`, the views of a snapshot for people who have only the DuckDB shell or a BI tool.

    Its paths are absolute: write it again after moving the warehouse. Raises WarehouseUnwritable.
    """
    final = warehouse.root / "views.duckdb"
    making = warehouse.root / "views.duckdb.new"
    for leftover in warehouse.root.glob(f"{making.name}*"):
        leftover.unlink()
    # Views that find all stored tables in place need not be made again, which takes several times as long.
    is_made = _definitions_in(final) == definitions()
    if is_made:
        shutil.copyfile(final, making)
    with duckdb.connect(":memory:", config=SETTINGS) as connection, _written(making):
        connection.execute(f"ATTACH {_quoted(str(making))} AS views (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute("USE views")
        connection.begin()  # one transaction is one sync of the file, not hundreds
        _make_stored(connection, warehouse.paths(snapshot), TABLES.values())
        if not is_made:
            connection.execute(f"CREATE VIEW stored.definitions AS SELECT {_quoted(definitions())} AS sha256")
            _make_views(connection, {})
            _comment(connection, "VIEW", VIEWS, MACROS)
        connection.commit()
        connection.execute("USE memory")
        connection.execute("DETACH views")
    making.replace(final)


@cache
def definitions() -> str:
    """A hash of what views, macros and comments are made by: with another one they are others."""
    texts = [statement(kind, name) for kind, names in (("views", VIEWS), ("macros", MACROS)) for name in names]
    stored = [repr((t.name, [(c.name, c.id, str(c.type), c.description) for c in t.columns])) for t in TABLES.values()]
    return hashlib.sha256("\n".join([*texts, *stored]).encode()).hexdigest()


def _definitions_in(views_file: Path) -> str | None:
    """What the views of a file were made by; None if it is none of ours."""
    if not views_file.exists():
        return None
    try:
        with duckdb.connect(str(views_file), read_only=True, config=SETTINGS) as connection:
            [(made_by,)] = connection.execute("FROM stored.definitions").fetchall()
    except duckdb.Error:  # an earlier release's, or damaged
        return None
    return str(made_by)


def export_database(connection: Connection, views: Sequence[str], file: Path, snapshot: int) -> dict[str, int]:
    """Write views as the tables of one DuckDB file, with their comments and the macros that these tables can answer.

    The file needs neither the warehouse nor storyfold; its table `manifest` says which snapshot it is of.
    Returns the number of rows by table. Raises TableNotFound, WarehouseUnwritable.
    """
    wanted = [known_view(view) for view in views]
    making = file.with_name(f"{file.name}.new")
    making.unlink(missing_ok=True)
    with _written(file):
        connection.execute(f"ATTACH {_quoted(str(making))} AS exported (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.begin()
        rows = {view: _copied(connection, f"main.{view}") for view in wanted}
        macros = [macro for macro in MACROS if _views_of(macro) <= {*wanted}]
        connection.execute("CREATE SCHEMA exported.stored")
        for table in sorted({table for macro in macros for table in _stored_of("macros", macro)}):
            _copied(connection, f"stored.{table}")
        connection.execute("USE exported")
        for macro in macros:
            connection.execute(statement("macros", macro))
        _comment(connection, "TABLE", wanted, macros)
        _add_manifest(connection, rows, snapshot)
        connection.commit()
        connection.execute("USE memory")
        connection.execute("DETACH exported")
    making.replace(file)
    return rows


def _copied(connection: Connection, table: str) -> int:
    """Copy a table or view into the attached file, under the same name; the number of rows."""
    [(rows,)] = connection.execute(f"CREATE TABLE exported.{table} AS FROM memory.{table}").fetchall()
    return int(rows)


def _views_of(macro: str) -> set[str]:
    """The views that a macro reads."""
    return set(re.findall(r"(?:FROM|JOIN) (\w+)\b(?!\.)", body("macros", macro))) & {*VIEWS}


@cache
def _stored_of(kind: str, name: str) -> frozenset[str]:
    """The stored tables that a statement reads."""
    return frozenset(re.findall(r"stored\.(\w+)", statement(kind, name)))


def _add_manifest(connection: Connection, rows: Mapping[str, int], snapshot: int) -> None:
    known = {"snapshot": snapshot, "schema_version": SCHEMA_VERSION}
    lines = [{"table_name": table, "rows": number, **known} for table, number in rows.items()]
    connection.register("lines", pa.Table.from_pylist(lines))
    connection.execute("CREATE TABLE manifest AS FROM lines")
    connection.unregister("lines")
    connection.execute(
        "COMMENT ON TABLE manifest IS 'What storyfold has exported into this file, and of which snapshot.'"
    )


def export_view(connection: Connection, view: str, file: Path) -> int:
    """Write a view as Parquet, CSV or JSON lines, by the file's ending; the number of rows."""
    with _written(file):
        if file.suffix == ".csv":
            return _export_csv(connection, view, file)
        if file.suffix == ".parquet":
            return _export_parquet(connection, view, file)
        done = connection.execute(f"COPY {known_view(view)} TO {_quoted(str(file))} (FORMAT json)").fetchall()
    return int(done[0][0])


def _export_parquet(connection: Connection, view: str, file: Path) -> int:
    """Write a view as Parquet. By Arrow: DuckDB's own writer takes half as long again and has fewer bloom filters."""
    rows = 0
    with connection.execute(f"FROM {known_view(view)}").to_arrow_reader(GROUP_ROWS) as reader, ExitStack() as stack:
        writer: pq.ParquetWriter | None = None
        for batch in reader:
            if writer is None:
                values = {"ndv": max(batch.num_rows, 64)}
                filters = {name: values for name in LOOKED_UP if name in reader.schema.names}
                options = {"compression": "zstd", "bloom_filter_options": filters}
                writer = stack.enter_context(pq.ParquetWriter(file, reader.schema, **options))
            writer.write_batch(batch)
            rows += batch.num_rows
        if writer is None:
            pq.write_table(pa.Table.from_batches([], reader.schema), file)
    return rows


def _export_csv(connection: Connection, view: str, file: Path) -> int:
    """Write a view as CSV, cell by cell as `sql --format csv` does."""
    rows = 0
    with connection.execute(f"FROM {known_view(view)}").to_arrow_reader(CSV_ROWS) as reader:
        schema = csv_columns(reader.schema.empty_table()).schema
        with pyarrow.csv.CSVWriter(file, schema) as writer:
            for batch in reader:
                writer.write_table(csv_columns(pa.Table.from_batches([batch])))
                rows += batch.num_rows
    return rows


@contextmanager
def _written(file: Path) -> Iterator[None]:
    """Say in one line if a file cannot be written, or what it is made from cannot be read."""
    try:
        yield
    except duckdb.Error as error:
        raise WarehouseUnwritable(f"{file}: cannot be written ({_first_lines(str(error))})") from error


def known_view(name: str) -> str:
    """The name, if a view has it. Raises TableNotFound."""
    if name in VIEWS:
        return name
    nearest = difflib.get_close_matches(name, VIEWS, 1)
    hint = f"did you mean {nearest[0]!r}? " if nearest else ""
    raise TableNotFound(f"no table {name!r}; {hint}There are: {', '.join(VIEWS)}")


@cache
def describe(kind: str, name: str) -> Description:
    """The documentation of a view (kind "views") or macro ("macros"): its header, and stored columns of that name."""
    first, columns = [], {}
    for line in _header(kind, name):
        named = re.match(r"(\w+): (.+)", line)
        if named:
            columns[named[1]] = named[2]
        else:
            first.append(line)
    return Description(name=name, text=" ".join(first), columns=columns)


def view_columns(connection: Connection, view: str) -> list[tuple[str, str, str]]:
    """Name, type and description of each column of a view. Raises TableNotFound."""
    rows = connection.execute(f"DESCRIBE {known_view(view)}").fetchall()
    return [(name, kind, _meaning(view, name)) for name, kind, *_ in rows]


@cache
def statement(kind: str, name: str) -> str:
    """The text of one .sql file."""
    return (SQL / kind / f"{name}.sql").read_text(encoding="utf-8")


def _make_stored(connection: Connection, paths: Mapping[str, Sequence[Path]], tables: Iterable[Table]) -> None:
    connection.execute("CREATE SCHEMA IF NOT EXISTS stored")
    for table in tables:
        files = paths.get(table.name, ())
        if not files:
            view = _empty_view(table)
        else:
            # Names begin with the time of the run that wrote the file: if the oldest has today's columns, all have.
            oldest = min(files, key=lambda file: file.name)
            view = _view_by_names(table, files) if _is_as_today(oldest, table) else _view_by_ids(table, files)
        connection.execute(view)


def _is_as_today(file: Path, table: Table) -> bool:
    """Whether a file has every column of today's table, under its name and with its type."""
    try:
        found = _columns_in(file)
    except (OSError, pa.ArrowException):
        return True  # DuckDB says what is wrong with it
    return {(str(column.id), column.name, sql_type(column.type)) for column in table.columns} <= found


@lru_cache(maxsize=4096)
def _columns_in(file: Path) -> frozenset[tuple[str, str, str]]:
    """Id, name and type of each column of a file; kept, since files never change and every step of a run asks."""
    fields = pq.read_schema(file)
    return frozenset(
        ((field.metadata or {}).get(b"PARQUET:field_id", b"").decode(), field.name, sql_type(field.type))
        for field in fields
    )


def _make_views(connection: Connection, published: Mapping[str, Sequence[Path]]) -> None:
    for name in VIEWS:
        make_view(connection, name, published.get(name))
    for name in MACROS:
        connection.execute(statement("macros", name))


def make_view(connection: Connection, view: str, files: Sequence[Path] | None = None) -> None:
    """Make a view, or put one that reads files in its place. Views that build on it find it as it is then."""
    if files:
        connection.execute(f"CREATE OR REPLACE VIEW {view} AS {_read(files)}")
    else:
        connection.execute(statement("views", view))


def _comment(
    connection: Connection, kind: Literal["VIEW", "TABLE"], views: Sequence[str], macros: Sequence[str]
) -> None:
    """Say in the database what views, or the tables made from them, their columns and macros mean."""
    # One question for the columns of all: to describe a view is to plan it.
    asked = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database()"
    columns = connection.execute(f"{asked} AND schema_name = 'main'").fetchall()
    for view in views:
        connection.execute(f"COMMENT ON {kind} {view} IS {_quoted(describe('views', view).text)}")
    for view, name in columns:
        if view in views:
            connection.execute(f'COMMENT ON COLUMN {view}."{name}" IS {_quoted(_meaning(view, name))}')
    for macro in macros:
        kind_of_macro = "MACRO TABLE" if "AS TABLE" in body("macros", macro) else "MACRO"
        connection.execute(f"COMMENT ON {kind_of_macro} {macro} IS {_quoted(describe('macros', macro).text)}")


def _view_by_names(table: Table, paths: Sequence[Path]) -> str:
    return f"{_create(table)} AS SELECT {_names(table)} {_read(paths)}"


def _view_by_ids(table: Table, paths: Sequence[Path]) -> str:
    """The view of a table by the ids of its columns: for files of any release, and up to twice as slow."""
    columns = ", ".join(
        f"{c.id}: {{name: {_quoted(c.name)}, type: {_quoted(sql_type(c.type))}, default_value: NULL}}"
        for c in table.columns
    )
    source = f"read_parquet([{_files(paths)}], schema = MAP {{{columns}}})"
    return f"{_create(table)} AS SELECT {_names(table)} FROM {source}"


def _empty_view(table: Table) -> str:
    nulls = ", ".join(f'NULL::{sql_type(column.type)} AS "{column.name}"' for column in table.columns)
    return f"{_create(table)} AS SELECT {nulls} WHERE false"


def _create(table: Table) -> str:
    return f"CREATE OR REPLACE VIEW stored.{table.name}"


def _read(paths: Sequence[Path]) -> str:
    return f"FROM read_parquet([{_files(paths)}])"


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _files(paths: Sequence[Path]) -> str:
    return ", ".join(_quoted(str(path)) for path in paths)


def sql_type(kind: pa.DataType) -> str:
    """DuckDB's name for an Arrow type.

    >>> sql_type(pa.list_(pa.struct([("line", pa.int32())])))
    'STRUCT("line" INTEGER)[]'
    """
    if pa.types.is_list(kind):
        return sql_type(kind.value_type) + "[]"
    if pa.types.is_struct(kind):
        fields = [kind.field(i) for i in range(kind.num_fields)]
        inner = ", ".join(f'"{field.name}" {sql_type(field.type)}' for field in fields)
        return f"STRUCT({inner})"
    return SQL_TYPES[kind]


def _meaning(view: str, column: str) -> str:
    """What a column means: by the header of its view, else by the table of that name, else by the first that has it."""
    own = describe("views", view).columns.get(column)
    if own:
        return own
    tables = sorted(TABLES.values(), key=lambda table: table.name != view)
    found = [c.description for table in tables for c in table.columns if c.name == column]
    return found[0] if found else ""


def _header(kind: str, name: str) -> list[str]:
    lines = takewhile(lambda line: line.startswith("-- "), statement(kind, name).splitlines())
    return [line.removeprefix("-- ") for line in lines]


def _run_check(connection: Connection, name: str, alarm: Alarm) -> CheckResult:
    try:
        wrong = connection.execute(statement("checks", name)).to_arrow_table()
    except duckdb.Error as error:
        raise QueryFailed(f"{name}: {_first_lines(str(error))}; `storyfold check` names what is damaged") from error
    example = ", ".join(f"{k}={v}" for k, v in wrong.slice(0, 1).to_pylist()[0].items()) if wrong.num_rows else None
    return CheckResult(name=name, level=_level(wrong.num_rows, alarm), wrong_rows=wrong.num_rows, example=example)


def _level(wrong_rows: int, alarm: Alarm) -> Level:
    if alarm.fail is not None and wrong_rows >= alarm.fail:
        return "fail"
    return "warn" if alarm.warn is not None and wrong_rows >= alarm.warn else "ok"


def _volume(connection: Connection, alarms: Mapping[str, Alarm]) -> list[CheckResult]:
    volume = ask(connection, "volume_by_outlet", runs=RUNS, least_runs=LEAST_RUNS)
    found = volume_checks(volume, alarms)
    return [CheckResult(name=r.name, level=r.level, wrong_rows=r.outlets, example=r.example) for r in found]


def _quoted(text: str) -> str:
    """A string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _first_lines(message: str) -> str:
    """A database message in one line: the position marks below it are of no use without the statement."""
    return " ".join(message.split("\n\nLINE")[0].split())
