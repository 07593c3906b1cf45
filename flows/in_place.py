"""Rows of Parquet files read where they lie: a few of many, wherever they are, without the others.

For tables that are written so (`Table.in_place`): without compression, nulls in what is read, or dictionaries, and
with one page for each column of a row group. The values of a column are then the last bytes of it, one after another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from transforms import ragged
from transforms.ragged import Ragged
from warehouse.schemas import Table

I64 = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

ID_BYTES = 32  # of `records.content_id`
LENGTH_BYTES = 4  # before each string


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    """A row group of a file. Its table has one column of values for each column: no structures."""

    path: Path
    data: Bytes  # of the whole file
    metadata: pq.FileMetaData
    number: int

    @property
    def rows(self) -> int:
        """The number of rows."""
        return int(self.metadata.row_group(self.number).num_rows)

    def numbers(self, name: str, dtype: type[np.generic]) -> npt.NDArray[Any]:
        """A column of numbers without nulls."""
        return self._last(name, self.rows * np.dtype(dtype).itemsize).view(dtype)

    def ids(self, name: str, rows: I64) -> pa.Array[Any]:
        """The ids in some rows of a column without nulls."""
        width = LENGTH_BYTES + ID_BYTES
        strings = self._last(name, self.rows * width).reshape(self.rows, width)
        characters = strings[rows, LENGTH_BYTES:].copy()
        offsets = np.arange(len(rows) + 1, dtype=np.int32) * ID_BYTES
        return pa.StringArray.from_buffers(len(rows), pa.py_buffer(offsets), pa.py_buffer(characters))

    def lists(self, name: str, lengths: I64, rows: I64, dtype: type[np.generic]) -> Ragged[Any]:
        """The lists in some rows of a column without nulls. lengths: of the lists in all rows."""
        size = np.dtype(dtype).itemsize
        ends = size * np.cumsum(lengths, dtype=np.int64)
        taken = ragged.spans(self._last(name, int(ends[-1])), ends[rows] - size * lengths[rows], ends[rows])
        return Ragged(values=taken.values.view(dtype), offsets=taken.offsets // size)

    def read(self, names: list[str]) -> pa.Table:
        """Columns of any kind, whole."""
        with pq.ParquetFile(self.path, metadata=self.metadata) as file:
            return file.read_row_group(self.number, names, use_threads=False)

    def _last(self, name: str, size: int) -> Bytes:
        """The last bytes of a column: what comes before the values are levels and the header of the page."""
        group = self.metadata.row_group(self.number)
        chunk = group.column(self.metadata.schema.to_arrow_schema().get_field_index(name))
        end = chunk.data_page_offset + chunk.total_compressed_size
        return self.data[end - size : end]


def row_groups(path: Path, metadata: pq.FileMetaData) -> Iterator[RowGroup]:
    """The row groups of a file, one after another."""
    data = np.memmap(path, np.uint8, "r")  # for one file at a time: its pages count as memory of the process
    for number in range(metadata.num_row_groups):
        yield RowGroup(path=path, data=data, metadata=metadata, number=number)


def is_in_place(metadata: pq.FileMetaData, table: Table) -> bool:
    """Whether a file of a table is as it is written today: an earlier release had other columns, or packed them."""
    if metadata.schema.to_arrow_schema().names != table.schema.names:
        return False
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    chunks = [group.column(number) for group in groups for number in range(group.num_columns)]
    if not all(chunk.compression == "UNCOMPRESSED" and not chunk.has_dictionary_page for chunk in chunks):
        return False
    # Rewritten from files of an earlier release, lengths that these lacked are nulls, which have no bytes.
    lengths = [chunk for chunk in chunks if chunk.path_in_schema.endswith("_count")]
    return all(chunk.statistics is not None and chunk.statistics.null_count == 0 for chunk in lengths)
