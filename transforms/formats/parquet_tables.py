"""Articles from a Parquet file, one a row; the columns mean what their names mean in JSON lines.

Parquet is read from its end, and what comes here is a stream, so the packed file is held in memory, within a limit.
Of its content only the known columns of a few rows are unpacked at a time. A broken row group costs itself only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

from transforms.formats.compression import Damage, Piece
from transforms.formats.mapped_records import Names, Record, field_names, known_field, mapped_document, shown_keys
from transforms.formats.reading import FileFormat, Origin, Outcome, ReadParams

BATCH_ROWS = 64  # a row may be as long as a page with its raw HTML
FAULTS = (pa.ArrowException, OSError, ValueError, OverflowError)  # pyarrow names broken pages by any of these


def read_parquet(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One document for each row of the file: "row 1", "row 2", ..."""
    held = BytesIO()
    for piece in pieces:
        if isinstance(piece, Piece):
            held.write(piece.data)
        elif piece.is_between_members:
            yield origin.rejected("after the end", piece.reason, piece.detail)
        else:
            yield origin.rejected("", piece.reason, f"{piece.detail}; the description at the end of the table is lost")
            return
        if held.tell() > params.max_table_bytes:
            detail = f"longer than the limit table_bytes of {params.max_table_bytes:,} bytes; write it as several files"
            yield origin.rejected("", "too_large", detail)
            return
    yield from _outcomes(held, field_names(params.fields), origin)


PARQUET = FileFormat(name="parquet", read=read_parquet, mark=re.compile(rb"PAR1"))


def _outcomes(held: BytesIO, names: Names, origin: Origin) -> Iterator[Outcome]:
    try:
        table = pq.ParquetFile(held, page_checksum_verification=True)
        columns = [name for name in table.schema_arrow.names if known_field(name, names)]
    except FAULTS as error:
        yield origin.rejected("", "damaged", f"no Parquet file that can be opened: {_shown(error)}")
        return
    if not {"text", "html"} & {known_field(name, names) for name in columns}:
        shown = shown_keys(dict.fromkeys(table.schema_arrow.names))
        detail = f"a table without a column known as text: {shown}; name it with --field text=COLUMN"
        yield origin.rejected("", "unknown_format", detail)
        return
    first_row = 1
    for group in range(table.num_row_groups):
        rows = table.metadata.row_group(group).num_rows
        yield from _group_outcomes(table, group, columns, range(first_row, first_row + rows), names, origin)
        first_row += rows


def _group_outcomes(
    table: pq.ParquetFile, group: int, columns: Sequence[str], rows: range, names: Names, origin: Origin
) -> Iterator[Outcome]:
    """The outcomes of the rows of one row group, up to its end or what is broken in it."""
    row = rows.start
    try:
        for batch in table.iter_batches(BATCH_ROWS, row_groups=[group], columns=columns):
            for record in _records(batch):
                yield mapped_document(record, f"row {row}", origin, names)
                row += 1
    except FAULTS as error:
        yield origin.rejected(f"row {row} on", "damaged", f"of {rows.stop - row} rows of a row group: {_shown(error)}")
        return
    if row != rows.stop:
        yield origin.rejected(f"row {row} on", "damaged", f"{rows.stop - row} rows are stated that are not there")


def _records(batch: pa.RecordBatch) -> Iterator[Record]:
    columns = [_plain(column) for column in batch.columns]
    for row in range(batch.num_rows):
        yield {name: _value(column[row]) for name, column in zip(batch.schema.names, columns, strict=True)}


def _plain(column: pa.Array) -> pa.Array:
    """The column with times as text: some of them Python cannot hold."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        zone = column.type.tz
        column = column.cast(pa.timestamp("s", zone), safe=False)
        stamps = column.cast(pa.timestamp("s")).cast(pa.string())
        return pa.array([f"{stamp}+00:00" if stamp and zone else stamp for stamp in stamps.to_pylist()])
    return column.cast(pa.string()) if pa.types.is_date(column.type) else column


def _value(cell: pa.Scalar) -> object:
    # A text of bytes that are not UTF-8 makes pyarrow raise for the whole column; its bytes can still be had.
    if pa.types.is_string(cell.type) or pa.types.is_large_string(cell.type):
        return cell.as_buffer().to_pybytes().decode("utf-8", "replace") if cell.is_valid else None
    return cell.as_py()


def _shown(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200]
