"""The tables of a catalog: DuckLake format 1.0 (ducklake.select, "Specification"), and four of storyfold's own.

Those four hold the SHA-256 of each file, the runs committed, the schema version, and the files that are to be deleted.
Here are the layout and the rows of an empty catalog; what is done with them is in `catalog.py`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from warehouse.schemas import SCHEMA_VERSION, TABLES, Column, Table, nested_id

FORMAT_VERSION = "1.0"

# DuckLake 1.0, table by table. Flags are BIGINT, as the extension itself writes them to SQLite.
DUCKLAKE_LAYOUT = """
metadata: key VARCHAR, value VARCHAR, scope VARCHAR, scope_id BIGINT
snapshot: snapshot_id BIGINT PK, snapshot_time VARCHAR, schema_version BIGINT, next_catalog_id BIGINT,
    next_file_id BIGINT
snapshot_changes: snapshot_id BIGINT PK, changes_made VARCHAR, author VARCHAR, commit_message VARCHAR,
    commit_extra_info VARCHAR
schema: schema_id BIGINT PK, schema_uuid VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT, schema_name VARCHAR,
    path VARCHAR, path_is_relative BIGINT
table: table_id BIGINT, table_uuid VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT, schema_id BIGINT,
    table_name VARCHAR, path VARCHAR, path_is_relative BIGINT
view: view_id BIGINT, view_uuid VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT, schema_id BIGINT,
    view_name VARCHAR, dialect VARCHAR, sql VARCHAR, column_aliases VARCHAR
tag: object_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, key VARCHAR, value VARCHAR
column_tag: table_id BIGINT, column_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, key VARCHAR, value VARCHAR
data_file: data_file_id BIGINT PK, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, file_order BIGINT,
    path VARCHAR, path_is_relative BIGINT, file_format VARCHAR, record_count BIGINT, file_size_bytes BIGINT,
    footer_size BIGINT, row_id_start BIGINT, partition_id BIGINT, encryption_key VARCHAR, mapping_id BIGINT,
    partial_max BIGINT
file_column_stats: data_file_id BIGINT, table_id BIGINT, column_id BIGINT, column_size_bytes BIGINT,
    value_count BIGINT, null_count BIGINT, min_value VARCHAR, max_value VARCHAR, contains_nan BIGINT,
    extra_stats VARCHAR
file_variant_stats: data_file_id BIGINT, table_id BIGINT, column_id BIGINT, variant_path VARCHAR,
    shredded_type VARCHAR, column_size_bytes BIGINT, value_count BIGINT, null_count BIGINT, min_value VARCHAR,
    max_value VARCHAR, contains_nan BIGINT, extra_stats VARCHAR
delete_file: delete_file_id BIGINT PK, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT,
    data_file_id BIGINT, path VARCHAR, path_is_relative BIGINT, format VARCHAR, delete_count BIGINT,
    file_size_bytes BIGINT, footer_size BIGINT, encryption_key VARCHAR, partial_max BIGINT
column: column_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, table_id BIGINT, column_order BIGINT,
    column_name VARCHAR, column_type VARCHAR, initial_default VARCHAR, default_value VARCHAR, nulls_allowed BIGINT,
    parent_column BIGINT, default_value_type VARCHAR, default_value_dialect VARCHAR
table_stats: table_id BIGINT, record_count BIGINT, next_row_id BIGINT, file_size_bytes BIGINT
table_column_stats: table_id BIGINT, column_id BIGINT, contains_null BIGINT, contains_nan BIGINT, min_value VARCHAR,
    max_value VARCHAR, extra_stats VARCHAR
partition_info: partition_id BIGINT, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT
partition_column: partition_id BIGINT, table_id BIGINT, partition_key_index BIGINT, column_id BIGINT,
    transform VARCHAR
file_partition_value: data_file_id BIGINT, table_id BIGINT, partition_key_index BIGINT, partition_value VARCHAR
files_scheduled_for_deletion: data_file_id BIGINT, path VARCHAR, path_is_relative BIGINT, schedule_start VARCHAR
inlined_data_tables: table_id BIGINT, table_name VARCHAR, schema_version BIGINT
column_mapping: mapping_id BIGINT, table_id BIGINT, type VARCHAR
name_mapping: mapping_id BIGINT, column_id BIGINT, source_name VARCHAR, target_field_id BIGINT,
    parent_column BIGINT, is_partition BIGINT
schema_versions: begin_snapshot BIGINT, schema_version BIGINT, table_id BIGINT
macro: schema_id BIGINT, macro_id BIGINT, macro_name VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT
macro_impl: macro_id BIGINT, impl_id BIGINT, dialect VARCHAR, sql VARCHAR, type VARCHAR
macro_parameters: macro_id BIGINT, impl_id BIGINT, column_id BIGINT, parameter_name VARCHAR,
    parameter_type VARCHAR, default_value VARCHAR, default_value_type VARCHAR
sort_info: sort_id BIGINT, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT
sort_expression: sort_id BIGINT, table_id BIGINT, sort_key_index BIGINT, expression VARCHAR, dialect VARCHAR,
    sort_direction VARCHAR, null_order VARCHAR
"""

LAKE = sa.MetaData()


def _lake_tables() -> dict[str, sa.Table]:
    joined = re.sub(r",\n\s+", ", ", DUCKLAKE_LAYOUT.strip())
    made = {}
    for line in joined.splitlines():
        name, columns = line.split(": ", 1)
        made[name] = sa.Table(f"ducklake_{name}", LAKE, *map(_lake_column, columns.split(", ")))
    return made


def _lake_column(spec: str) -> sa.Column[Any]:
    name, kind, *key = spec.split()
    sql_type: sa.types.TypeEngine[Any] = sa.BigInteger() if kind == "BIGINT" else sa.String()
    return sa.Column(name, sql_type, primary_key=bool(key), autoincrement=False)


T = _lake_tables()
FILE_HASHES = sa.Table(
    "storyfold_file_hash",
    LAKE,
    sa.Column("data_file_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("path", sa.String, nullable=False, unique=True),
    sa.Column("sha256", sa.String, nullable=False),
)
RUNS_COMMITTED = sa.Table(
    "storyfold_run",
    LAKE,
    sa.Column("run_id", sa.String, primary_key=True),
    sa.Column("snapshot_id", sa.BigInteger, nullable=False),
)
SCHEMA_VERSIONS = sa.Table(
    "storyfold_schema_version",
    LAKE,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
)
# Not in ducklake_files_scheduled_for_deletion: what stands there the extension deletes without asking who reads.
DOOMED_FILES = sa.Table(
    "storyfold_doomed_file",
    LAKE,
    sa.Column("path", sa.String, primary_key=True),
    sa.Column("begin_snapshot", sa.BigInteger, nullable=False),
    sa.Column("end_snapshot", sa.BigInteger, nullable=False),
    sa.Column("delete_after", sa.String, nullable=False),
)

LAKE_TYPES: Mapping[pa.DataType, str] = {
    pa.string(): "varchar",
    pa.binary(): "blob",
    pa.bool_(): "boolean",
    pa.int32(): "int32",
    pa.int64(): "int64",
    pa.uint8(): "uint8",
    pa.uint32(): "uint32",
    pa.uint64(): "uint64",
    pa.float32(): "float32",
    pa.float64(): "float64",
    pa.timestamp("us", "UTC"): "timestamptz",
}


def first_rows(data_path: str, now: datetime) -> Iterator[tuple[sa.Insert, list[dict[str, object]]]]:
    """The rows of an empty catalog."""
    values = {"version": FORMAT_VERSION, "created_by": "storyfold", "data_path": data_path, "encrypted": "false"}
    yield T["metadata"].insert(), [{"key": key, "value": value} for key, value in values.items()]
    yield SCHEMA_VERSIONS.insert(), [{"version": SCHEMA_VERSION}]
    yield (
        T["schema"].insert(),
        [
            {
                "schema_id": 0,
                "schema_uuid": str(uuid.uuid4()),
                "begin_snapshot": 0,
                "schema_name": "main",
                "path": "main/",
                "path_is_relative": 1,
            }
        ],
    )
    last = max(table.id for table in TABLES.values())
    snapshot = {"snapshot_time": time_stamp(now), "next_file_id": 0}
    yield (
        T["snapshot"].insert(),
        [
            {"snapshot_id": 0, "schema_version": 0, "next_catalog_id": 1, **snapshot},
            {"snapshot_id": 1, "schema_version": 1, "next_catalog_id": last + 1, **snapshot},
        ],
    )
    created = ",".join(f'created_table:"main"."{name}"' for name in TABLES)
    author = {"author": "storyfold", "commit_message": "an empty warehouse"}
    yield (
        T["snapshot_changes"].insert(),
        [
            {"snapshot_id": 0, "changes_made": 'created_schema:"main"', **author},
            {"snapshot_id": 1, "changes_made": created, **author},
        ],
    )
    for table in TABLES.values():
        yield from table_rows(table, 1)


def table_rows(table: Table, begin: int) -> Iterator[tuple[sa.Insert, list[dict[str, object]]]]:
    """The rows of an empty table. begin: the snapshot that makes it."""
    yield (
        T["table"].insert(),
        [
            {
                "table_id": table.id,
                "table_uuid": str(uuid.uuid4()),
                "begin_snapshot": begin,
                "schema_id": 0,
                "table_name": table.name,
                "path": f"{table.name}/",
                "path_is_relative": 1,
            }
        ],
    )
    columns = [
        row
        for order, column in enumerate(table.columns, 1)
        for row in column_rows(table.id, column, order, begin=begin)
    ]
    yield T["column"].insert(), columns
    comments = [{"column_id": column.id, "value": column.description} for column in table.columns]
    tag = {"begin_snapshot": begin, "key": "comment"}
    yield T["column_tag"].insert(), [{"table_id": table.id, **tag, **comment} for comment in comments]
    yield T["tag"].insert(), [{"object_id": table.id, **tag, "value": table.description}]
    yield (
        T["table_stats"].insert(),
        [{"table_id": table.id, "record_count": 0, "next_row_id": 0, "file_size_bytes": 0}],
    )
    yield T["schema_versions"].insert(), [{"begin_snapshot": begin, "schema_version": begin, "table_id": table.id}]


def column_rows(
    table_id: int, column: Column, order: int, *, begin: int, parent: int | None = None
) -> Iterator[dict[str, object]]:
    """The catalog row of a column, then those of its nested fields."""
    kind = column.type
    nested: list[tuple[str, pa.DataType, int]] = []
    if pa.types.is_list(kind):
        nested = [("element", kind.value_type, nested_id(column.id))]
    elif pa.types.is_struct(kind):
        fields = [kind.field(i) for i in range(kind.num_fields)]
        nested = [(field.name, field.type, nested_id(column.id, i)) for i, field in enumerate(fields, 1)]
    yield {
        "column_id": column.id,
        "begin_snapshot": begin,
        "table_id": table_id,
        "column_order": order,
        "column_name": column.name,
        "column_type": "list" if pa.types.is_list(kind) else "struct" if nested else LAKE_TYPES[kind],
        "default_value": "NULL",
        "default_value_type": "literal",
        "default_value_dialect": "duckdb",
        "nulls_allowed": int(not column.required),
        "parent_column": parent,
    }
    for child_order, (name, child, id_) in enumerate(nested, 1):
        nested_column = Column(id_, name, child, "")
        yield from column_rows(table_id, nested_column, child_order, begin=begin, parent=column.id)


def time_stamp(now: datetime) -> str:
    """A time as the catalog stores it.

    >>> time_stamp(datetime(2026, 11, 18, 6, tzinfo=UTC))
    '2026-11-18 06:00:00.000000+00'
    """
    return now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00")
