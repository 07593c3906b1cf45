"""Rows for people and programs: tables on a terminal, JSON, CSV or Parquet; data on stdout, talk on stderr.

Article text is data: control characters never reach a terminal, and a CSV cell never begins a formula.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import orjson
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table
from rich.text import Text

from warehouse.plain_text import cell, counted, csv_columns, without_controls

Format = Literal["table", "json", "csv", "parquet"]

# What `without_controls` takes away, as JSON has it.
ENCODED_CONTROLS = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]")
FORMS: dict[str, Format] = {".json": "json", ".csv": "csv", ".parquet": "parquet"}
MOST_ROWS = 5_000  # in a table; nobody reads more, and laying it out takes a second for 20,000
PIPE_WIDTH = 160  # of a table that goes to no terminal
FILE_WIDTH = 200  # of one in a file
LEAST_COLUMN = 12  # characters of a column whose values are folded
MEASURED_ROWS = 200
WIDEST_CELL = 300  # characters of a cell in a table; the other formats have all of it


def write_rows(rows: pa.Table, form: Format, output: Path | None = None) -> None:
    """Write rows to a file, or to stdout; a table is for people and cuts long cells.

    A file named .json, .csv or .parquet gets what its name says, unless another form was asked for.
    """
    if form == "table" and output is not None:
        form = FORMS.get(output.suffix, "table")
    if output is None and form == "table":
        print_table(rows)
    elif output is None and form == "parquet" and sys.stdout.isatty():
        raise OSError("Parquet is nothing to read on a terminal: give a file with --output")
    elif output is None:
        sys.stdout.buffer.write(_encoded(rows, form))
        sys.stdout.flush()
    else:
        output.write_bytes(_table_text(rows, FILE_WIDTH).encode() if form == "table" else _encoded(rows, form))
        talk(f"{counted(rows.num_rows, 'row')} in {output}")


def print_table(rows: pa.Table) -> None:
    """Print rows as a table, and how many there are."""
    console = Console()
    shown = rows.slice(0, MOST_ROWS)
    if console.is_terminal:
        console.print(_laid_out(shown, console.width))
    else:
        sys.stdout.write(_table_text(shown, PIPE_WIDTH))
    more = (
        f", of which the first {MOST_ROWS:,} are shown; the other formats have all" if rows.num_rows > MOST_ROWS else ""
    )
    talk(f"{counted(rows.num_rows, 'row')}{more}")


def talk(line: str = "") -> None:
    """Say something to the person who watches."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(without_controls(line)))


def say_error(message: str) -> None:
    """Say in one line what went wrong."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(
        Text.assemble(("storyfold: ", "bold red"), without_controls(" ".join(message.split())))
    )


def _table(rows: pa.Table) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for field in rows.schema:
        is_number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        justify: Literal["left", "right"] = "right" if is_number else "left"
        table.add_column(field.name, justify=justify, overflow="fold", no_wrap=_is_id(field.name))
    for row in rows.to_pylist():
        table.add_row(*(Text(_shortened(cell(value))) for value in row.values()))
    return table


def _laid_out(rows: pa.Table, width: int) -> Table:
    """Rows as a table, or each as a list of its values where they have too many columns to stand side by side."""
    table = _table(rows)
    needed = sum(_least_width(rows, column) + 1 for column in rows.schema.names)
    return table if needed <= width + 1 else _one_below_the_other(rows)


def _least_width(rows: pa.Table, column: str) -> int:
    """The characters that a column needs to be read: an id is of no use cut short, a text can be folded."""
    values = rows[column].slice(0, MEASURED_ROWS).to_pylist()
    wide = max([len(column), *(len(cell(value)) for value in values)])
    return wide if _is_id(column) else min(wide, LEAST_COLUMN)


def _one_below_the_other(rows: pa.Table) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for number, row in enumerate(rows.to_pylist(), 1):
        table.add_row(f"row {number:,}", "", style="dim")
        for name, value in row.items():
            table.add_row(name, Text(_shortened(cell(value))))
    return table


def _table_text(rows: pa.Table, width: int) -> str:
    sink = io.StringIO()
    Console(file=sink, width=width).print(_laid_out(rows, width))
    return "\n".join(line.rstrip() for line in sink.getvalue().split("\n"))


def _is_id(column: str) -> bool:
    return column.endswith("_id") or column == "duplicate_of"


def _shortened(text: str) -> str:
    return text if len(text) <= WIDEST_CELL else text[: WIDEST_CELL - 1] + "…"


def _encoded(rows: pa.Table, form: Format) -> bytes:
    if form == "json":
        return _json(rows.to_pylist())
    sink = io.BytesIO()
    if form == "csv":
        pyarrow.csv.write_csv(csv_columns(rows), sink)
    else:
        pq.write_table(rows, sink, compression="zstd")
    return sink.getvalue()


def _json(rows: Iterable[dict[str, Any]]) -> bytes:
    """One array, a row a line."""
    options = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC
    lines = [ENCODED_CONTROLS.sub(_escaped, orjson.dumps(row, default=cell, option=options)) for row in rows]
    return b"[" + b",\n ".join(lines) + b"]\n"


def _escaped(control: re.Match[bytes]) -> bytes:
    r"""A character of a JSON text as its number, which means the same and prints.

    >>> ENCODED_CONTROLS.sub(_escaped, '"a\x9bb"'.encode())
    b'"a\\u009bb"'
    """
    return b"\\u%04x" % ord(control[0].decode())
