"""How a catalog follows the definitions in `schemas.py`: tables and columns added, renamed, widened, freed, hidden.

Columns tell by permanent ids what became of them: an id that the catalog lacks is added, one with another name is
renamed, one with a wider type is widened, one that the definitions lack is hidden. No file is touched; `query.py` and
`store.py` read older files by the same ids. One transaction makes one snapshot of all of it.
What ids cannot tell is a numbered step of `MIGRATIONS`, in a transaction of its own that records its number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from warehouse.ducklake_layout import SCHEMA_VERSIONS, T, column_rows, table_rows, time_stamp
from warehouse.errors import OlderWarehouse
from warehouse.schemas import SCHEMA_VERSION, TABLES, Column, Table

# What each type may become without a value being lost.
WIDER: Mapping[str, frozenset[str]] = {
    "int32": frozenset({"int64", "float64"}),
    "uint32": frozenset({"uint64", "int64", "float64"}),
    "float32": frozenset({"float64"}),
}
Row = sa.Row[Any]
Migration: TypeAlias = Callable[[sa.Connection], None]
# By the schema's number from which on it holds: what is to be changed in the catalog of an earlier one, once, before
# its columns follow. It may not read data files, and has to leave alone what readers of earlier snapshots need.
MIGRATIONS: Mapping[int, Migration] = {}


def migrate(connection: sa.Connection, number: int) -> None:
    """Take the catalog to the schema of this number, from the one before it."""
    if number in MIGRATIONS:
        MIGRATIONS[number](connection)
    connection.execute(SCHEMA_VERSIONS.insert(), {"version": number})


def evolve(connection: sa.Connection, now: datetime) -> int | None:
    """Make the catalog follow the definitions; the snapshot that does, None if there was nothing to do.

    Raises OlderWarehouse for a change that would lose or invent values.
    """
    known = {row.table_id: row for row in _live(connection, "table")}
    columns = [row for row in _live(connection, "column") if row.parent_column is None]
    head = connection.execute(sa.select(T["snapshot"]).order_by(T["snapshot"].c.snapshot_id.desc()).limit(1)).one()
    number = head.snapshot_id + 1
    changed = []
    for table in TABLES.values():
        if table.id not in known:
            _insert(connection, table_rows(table, number))
            changed.append(f'created_table:"main"."{table.name}"')
        elif _follow(connection, table, [row for row in columns if row.table_id == table.id], number):
            changed.append(f"altered_table:{table.id}")
    if not changed:
        return None
    _record(connection, head, changed, now)
    return int(number)


def _follow(connection: sa.Connection, table: Table, known: Sequence[Row], number: int) -> bool:
    """Make the columns of one table follow its definition; whether any did not."""
    by_id = {row.column_id: row for row in known}
    wanted = {column.id: (order, column) for order, column in enumerate(table.columns, 1)}
    stale = [id_ for id_ in by_id if id_ not in wanted or _differs(table, by_id[id_], wanted[id_][1])]
    fresh = [id_ for id_ in wanted if id_ not in by_id]
    for id_ in fresh:
        if wanted[id_][1].required:
            raise OlderWarehouse(_advice(f"{table.name}.{wanted[id_][1].name} is missing in it"))
    for id_ in stale:
        _end(connection, table.id, id_, number)
    for id_ in (*fresh, *(id_ for id_ in stale if id_ in wanted)):
        order, column = wanted[id_]
        rows = list(column_rows(table.id, column, order, begin=number))
        connection.execute(T["column"].insert(), rows)
        tag = {"table_id": table.id, "column_id": id_, "begin_snapshot": number, "key": "comment"}
        connection.execute(T["column_tag"].insert(), {**tag, "value": column.description})
    if stale or fresh:
        connection.execute(
            T["schema_versions"].insert(),
            {"begin_snapshot": number, "schema_version": _next_version(connection), "table_id": table.id},
        )
    return bool(stale or fresh)


def _differs(table: Table, known: Row, wanted: Column) -> bool:
    """Whether a column has another name or a wider type now, or may be null. Raises OlderWarehouse for another type."""
    [row, *_] = column_rows(table.id, wanted, 1, begin=0)
    kind = str(row["column_type"])
    if kind != known.column_type and kind not in WIDER.get(known.column_type, ()):
        raise OlderWarehouse(_advice(f"{table.name}.{wanted.name} is {known.column_type} in it, and {kind} now"))
    is_freed = not known.nulls_allowed and not wanted.required
    return is_freed or (known.column_name, known.column_type) != (wanted.name, kind)


def _end(connection: sa.Connection, table_id: int, column_id: int, number: int) -> None:
    """End the life of a column and of its nested fields."""
    column, tag = T["column"], T["column_tag"]
    of_column = sa.or_(column.c.column_id == column_id, column.c.parent_column == column_id)
    for table, which in ((column, of_column), (tag, tag.c.column_id == column_id)):
        live = sa.and_(table.c.table_id == table_id, table.c.end_snapshot.is_(None), which)
        connection.execute(table.update().where(live).values(end_snapshot=number))


def _record(connection: sa.Connection, head: Row, changed: Sequence[str], now: datetime) -> None:
    number = head.snapshot_id + 1
    last = max(table.id for table in TABLES.values())
    connection.execute(
        T["snapshot"].insert(),
        {
            "snapshot_id": number,
            "snapshot_time": time_stamp(now),
            "schema_version": _next_version(connection),
            "next_catalog_id": max(head.next_catalog_id, last + 1),
            "next_file_id": head.next_file_id,
        },
    )
    connection.execute(
        T["snapshot_changes"].insert(),
        {
            "snapshot_id": number,
            "changes_made": ",".join(changed),
            "author": "storyfold",
            "commit_message": f"schema {SCHEMA_VERSION}",
        },
    )


def _next_version(connection: sa.Connection) -> int:
    return int(connection.execute(sa.select(sa.func.max(T["snapshot"].c.schema_version))).scalar_one()) + 1


def _live(connection: sa.Connection, name: str) -> Sequence[Row]:
    return connection.execute(sa.select(T[name]).where(T[name].c.end_snapshot.is_(None))).all()


def _insert(connection: sa.Connection, inserts: Any) -> None:
    for statement, rows in inserts:
        connection.execute(statement, rows)


def _advice(what: str) -> str:
    return (
        f"the warehouse is of an earlier storyfold, and {what}; make a new one from the same sources"
        " with `storyfold ingest PATH --warehouse NEW`, nothing was changed"
    )
