"""Names for Arrow columns in signatures, and the steps between them and numpy arrays."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

# Any: what a column holds is said by its schema, at run time.
Column: TypeAlias = "pa.Array[Any]"

_ID_CHARACTERS = 32  # of `records.content_id`
_NIBBLES, _ONES = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0101010101010101)
_SIX, _NINE = np.uint64(6), np.uint64(9)
_JOINED = tuple(
    (np.uint64(bits), np.uint64(mask))
    for bits, mask in ((4, 0x00FF00FF00FF00FF), (8, 0x0000FFFF0000FFFF), (16, 0x00000000FFFFFFFF))
)


def column(table: pa.Table, name: str) -> Column:
    """A column of a table in one piece."""
    chunks = table.column(name)
    return pa.concat_arrays(chunks.chunks) if chunks.num_chunks else pa.array([], chunks.type)


def integers(values: Column, missing: int = 0) -> npt.NDArray[np.int64]:
    """An integer, Boolean or time column as int64, with `missing` in place of nulls."""
    numbers = values.cast(pa.int64())
    return np.asarray(numbers.fill_null(pa.scalar(missing, pa.int64())), np.int64)


def hashes(values: Column) -> npt.NDArray[np.uint64]:
    """A uint64 column without nulls."""
    return np.asarray(values, np.uint64)


def id_hashes(ids: Column) -> npt.NDArray[np.uint64]:
    """The first 64 bits of ids of 32 hexadecimal characters.

    >>> [hex(value) for value in id_hashes(pa.array(["00ff" * 8])).tolist()]
    ['0xff00ff00ff00ff']
    """
    _, _, data = ids.cast(pa.large_string()).buffers()
    at = ids.offset * _ID_CHARACTERS
    characters = np.frombuffer(data or b"", np.uint8)[at : at + len(ids) * _ID_CHARACTERS]
    eights = characters.view("<u8").reshape(len(ids), _ID_CHARACTERS // 8)[:, :2].astype(np.uint64)
    # Eight digits at once: of a letter the last four bits count from 1; then neighbours join, to 2, 4 and 8 digits.
    digits = (eights & _NIBBLES) + _NINE * ((eights >> _SIX) & _ONES)
    for bits, mask in _JOINED:
        digits = ((digits << bits) | (digits >> (bits + bits))) & mask
    return (digits[:, 0] << np.uint64(32)) | digits[:, 1]


def take(values: Column, rows: npt.NDArray[np.int64]) -> Column:
    """The values at these rows; null where the row is negative."""
    return values.take(pa.array(rows, mask=rows < 0))


def starts(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Where a run of equal values starts.

    >>> starts(np.array([3, 3, 5])).tolist()
    [True, False, True]
    """
    first = np.ones(len(values), np.bool_)
    first[1:] = values[1:] != values[:-1]
    return first


def different(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The different values, ascending; `numpy.unique` takes several times as long for many of them."""
    ascending = np.sort(values)
    return ascending[starts(ascending)]


def places(wanted: npt.NDArray[np.uint64], ascending: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Where each wanted value is in an ascending array, -1 where it is not.

    >>> places(np.array([7, 4], np.uint64), np.array([2, 7], np.uint64)).tolist()
    [1, -1]
    """
    if len(ascending) == 0:
        return np.full(len(wanted), -1, np.int64)
    found = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    return np.where(ascending[found] == wanted, found, -1)
