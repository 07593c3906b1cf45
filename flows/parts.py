"""Rows parted by hash in files of a run's own: what is gathered by one hash after another fits in memory.

What needs all rows with one hash at once (keys of an index, lines of an outlet, records of an article) is done part by
part, so a run of any size holds one part at a time. Nothing here outlives the run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

MOST_BITS = 8  # of 256 parts each has a file open; beyond that a part grows with the run


class Parts:
    """Tables of one schema in parts by the leading bits of a hash; all rows with one hash are in one part."""

    def __init__(self, folder: Path, schema: pa.Schema, count: int) -> None:
        """Begin without rows. count: of parts wanted; there are a power of two, and 256 at most."""
        folder.mkdir(parents=True, exist_ok=True)
        self._bits = min(max(count - 1, 0).bit_length(), MOST_BITS)
        self._schema = schema
        self._paths = [folder / f"{part:03}.arrow" for part in range(1 << self._bits)]
        self._writers: dict[int, pa.RecordBatchStreamWriter] = {}

    def add(self, hashes: npt.NDArray[np.uint64], rows: pa.Table) -> None:
        """Put each row into the part of its hash."""
        if not self._bits:
            self._write(0, rows)
            return
        parts = (hashes >> np.uint64(64 - self._bits)).astype(np.int64)
        ordered = rows.take(pa.array(np.argsort(parts, kind="stable")))
        ends = np.cumsum(np.bincount(parts, minlength=len(self._paths)))
        for part, (start, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
            if end > start:
                self._write(part, ordered.slice(start, end - start))

    def __len__(self) -> int:
        """The number of parts."""
        return len(self._paths)

    def __iter__(self) -> Iterator[pa.Table]:
        """The rows of each part so far, in the order they were added; a part without rows is an empty table."""
        for part, path in enumerate(self._paths):
            yield self._read(path) if part in self._writers else self._schema.empty_table()

    def _write(self, part: int, rows: pa.Table) -> None:
        if not rows.num_rows:
            return
        if part not in self._writers:
            self._writers[part] = pa.ipc.new_stream(str(self._paths[part]), self._schema)
        self._writers[part].write_table(rows.cast(self._schema))

    def _read(self, path: Path) -> pa.Table:
        # Read, not mapped: pages of a mapped file count as memory of the process for as long as it likes.
        with pa.OSFile(str(path)) as file:
            table: Any = pa.ipc.open_stream(file).read_all()
        return table
