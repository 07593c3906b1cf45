"""Texts of articles made harmless for where they are shown: no control characters, no formula in a spreadsheet."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

# What steers a terminal: controls, marks of direction, and the separators that some take for the end of a line.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
BUT_LINE_ENDS = re.compile(rf"(?![\n\r\t]){CONTROLS.pattern}")
FORMULA = re.compile(r"^[=+\-@\t\r＝＋－＠]")  # wide forms too, which some spreadsheets take for the others


def without_controls(text: str) -> str:
    r"""Text that steers nothing.

    >>> without_controls("a\x1b[31mb\nc")
    'a [31mb c'
    """
    return CONTROLS.sub(" ", text)


def cell(value: Any) -> str:  # values of any column type
    """A value as people read it, times in UTC.

    >>> cell([0.5, datetime(2026, 11, 9, 14, 5, tzinfo=UTC)])
    '0.5, 2026-11-09 14:05'
    """
    match value:
        case None:
            return ""
        case datetime():
            moment = value.astimezone(UTC)
            return f"{moment:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
        case float():
            return f"{value:,.3f}".rstrip("0").rstrip(".")
        case list():
            return ", ".join(cell(item) for item in value)
        case dict():
            return ", ".join(f"{key}: {cell(item)}" for key, item in value.items())
        case bytes():
            return value.hex()
    return without_controls(str(value))


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """A number with what it counts.

    >>> counted(1, "copy", "copies"), counted(1200, "article")
    ('1 copy', '1,200 articles')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {nouns or noun + 's'}"


def csv_columns(rows: pa.Table, longest: int | None = None) -> pa.Table:
    """The rows with nested values as text, and no text that begins a formula in a spreadsheet.

    longest: characters of a text, if the rest is to be cut.
    """
    columns = [_csv_column(column, field.type) for column, field in zip(rows.columns, rows.schema, strict=True)]
    if longest is not None:
        columns = [pc.utf8_slice_codeunits(c, 0, longest) if pa.types.is_string(c.type) else c for c in columns]
    return pa.table(columns, names=rows.schema.names)


def _csv_column(column: pa.ChunkedArray[Any], kind: pa.DataType) -> Any:  # an array of any type
    if pa.types.is_timestamp(kind):
        return pa.array([value and value.isoformat() for value in column.to_pylist()], pa.string())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pa.array([_harmless(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_primitive(kind) and not pa.types.is_interval(kind):
        return column
    return pa.array([_harmless(cell(value)) for value in column.to_pylist()], pa.string())


def _harmless(value: str | None) -> str | None:
    """A cell that begins no formula and steers no terminal."""
    if not value:
        return value
    shown = BUT_LINE_ENDS.sub(" ", value)
    return f"'{shown}" if FORMULA.match(shown) else shown
