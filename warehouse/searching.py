"""Where bytes stand in a warehouse, compressed or not: every file as it lies, every Parquet column decoded."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


def places_of(root: Path, needles: Sequence[bytes]) -> dict[bytes, list[str]]:
    """For each needle that is found, where: files relative to the folder, with the column where it was decoded."""
    found: dict[bytes, list[str]] = {}
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            for where, hay in _hays(path, path.relative_to(root).as_posix()):
                for needle in needles:
                    if hay.find(needle) >= 0:
                        found.setdefault(needle, []).append(where)
    return found


def _hays(path: Path, name: str) -> Iterator[tuple[str, Any]]:
    if path.stat().st_size:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
            yield name, raw
    if path.suffix == ".parquet":
        with pq.ParquetFile(path) as parquet:
            for group in range(parquet.num_row_groups):
                columns = parquet.read_row_group(group)
                for column in columns.schema.names:
                    yield f"{name}, column {column}", b"\0".join(_data(columns[column].chunks))


def _data(arrays: Iterable[pa.Array[Any]]) -> Iterator[memoryview]:
    """The bytes of strings and binary values in arrays, at any depth."""
    for array in arrays:
        kind = array.type
        if pa.types.is_dictionary(kind):
            yield from _data([array.dictionary])
        elif pa.types.is_struct(kind):
            yield from _data(array.flatten())
        elif pa.types.is_nested(kind):
            yield from _data([array.flatten()])
        elif pa.types.is_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_string(kind):
            data = array.buffers()[2]
            if data is not None:
                yield memoryview(data)
