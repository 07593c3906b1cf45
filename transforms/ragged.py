"""Lists of differing lengths as two flat arrays, as Arrow stores them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.columns import Column, integers
from transforms.compiled import compiled

Value = TypeVar("Value", bound=np.generic)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ragged(Generic[Value]):
    """n lists: list i is values[offsets[i]:offsets[i + 1]]."""

    values: npt.NDArray[Value]
    offsets: npt.NDArray[np.int64]  # [n + 1], the first is 0

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """The number of values in each list."""
        return np.diff(self.offsets)

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """For each value, the list it is in."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def take(self, indices: npt.NDArray[np.int64]) -> Ragged[Value]:
        """The lists at these positions, in this order."""
        offsets = _offsets(self.lengths[indices])
        return Ragged(values=_copied(self.values, self.offsets[indices], offsets), offsets=offsets)

    def to_arrow(self) -> Column:
        """The lists as an Arrow column of large lists."""
        return pa.LargeListArray.from_arrays(pa.array(self.offsets), pa.array(self.values))


def from_arrow(column: Column, dtype: type[Value]) -> Ragged[Value]:
    """The lists of an Arrow column; a null reads as an empty list."""
    lengths = integers(pc.list_value_length(column))
    return of_lengths(np.asarray(pc.list_flatten(column), dtype), lengths)


def concat(parts: Sequence[Ragged[Value]], dtype: type[Value]) -> Ragged[Value]:
    """The lists of all parts, one after another."""
    values = [np.empty(0, dtype), *(part.values for part in parts)]
    lengths = [np.empty(0, np.int64), *(part.lengths for part in parts)]
    return Ragged(values=np.concatenate(values), offsets=_offsets(np.concatenate(lengths)))


def of_lengths(values: npt.NDArray[Value], lengths: npt.NDArray[np.int64]) -> Ragged[Value]:
    """The values cut into lists of these lengths."""
    return Ragged(values=values, offsets=_offsets(lengths))


def spans(values: npt.NDArray[Value], starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> Ragged[Value]:
    """The lists values[starts[i]:ends[i]]."""
    offsets = _offsets(ends - starts)
    return Ragged(values=_copied(values, starts, offsets), offsets=offsets)


def _offsets(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])


@compiled
def _copied(
    values: npt.NDArray[Value], starts: npt.NDArray[np.int64], offsets: npt.NDArray[np.int64]
) -> npt.NDArray[Value]:
    copied = np.empty(offsets[-1], values.dtype)
    for i in range(len(starts)):
        length = offsets[i + 1] - offsets[i]
        copied[offsets[i] : offsets[i + 1]] = values[starts[i] : starts[i] + length]
    return copied
