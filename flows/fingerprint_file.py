"""The fingerprints of one linking on disk: what is needed of every article in memory, the rest where it can be fetched.

About 40 bytes of an article are held; its shingles, numbers and places, a kilobyte and more, are read for the tile of
pairs that is measured.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt

from transforms import ragged
from transforms.fingerprints import Fingerprints
from transforms.ragged import Ragged

I64 = npt.NDArray[np.int64]
LISTS = ("shingles", "numbers", "places")  # what is kept of an article in the file, one after another


class FingerprintFile:
    """Fingerprints under the positions their articles have been given, in one file."""

    def __init__(self, path: Path) -> None:
        """Begin a file without fingerprints."""
        self._file = path.open("w+b", buffering=0)
        self._end = 0
        self.exact = np.empty(0, np.uint64)
        self._starts = np.empty(0, np.int64)  # in values, of each article
        self._lengths = np.empty((0, len(LISTS)), np.int32)

    @property
    def sizes(self) -> I64:
        """The number of shingles of each article."""
        return self._lengths[:, 0].astype(np.int64)

    def reserve(self, count: int) -> None:
        """Make room for so many articles in all."""
        more = count - len(self.exact)
        self.exact = np.concatenate([self.exact, np.zeros(more, np.uint64)])
        self._starts = np.concatenate([self._starts, np.zeros(more, np.int64)])
        self._lengths = np.concatenate([self._lengths, np.zeros((more, len(LISTS)), np.int32)])

    def add(self, positions: I64, made: Fingerprints) -> None:
        """Store the fingerprints of the articles at these positions."""
        lengths = np.stack([getattr(made, name).lengths for name in LISTS], axis=1)
        values = _interleaved([getattr(made, name) for name in LISTS])
        self.exact[positions] = made.exact
        self._lengths[positions] = lengths
        self._starts[positions] = self._end + values.offsets[:-1]
        self._file.write(values.values.data)
        self._end += len(values.values)

    def take(self, indices: I64) -> Fingerprints:
        """The fingerprints at these positions, in this order, without keys."""
        by_place = np.argsort(self._starts[indices], kind="stable")
        back = np.empty(len(indices), np.int64)
        back[by_place] = np.arange(len(indices))
        read = self._read(indices[by_place])
        lengths = self._lengths[indices[by_place]].astype(np.int64)
        cuts = np.concatenate([read.offsets[:-1, None], read.offsets[:-1, None] + np.cumsum(lengths, axis=1)], axis=1)
        lists = {name: ragged.spans(read.values, cuts[back, i], cuts[back, i + 1]) for i, name in enumerate(LISTS)}
        return Fingerprints(
            exact=self.exact[indices], keys=ragged.of_lengths(np.empty(0, np.uint64), np.zeros_like(indices)), **lists
        )

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _read(self, ordered: I64) -> Ragged[np.uint32]:
        """All values of articles in the order of the file; neighbours are read at once."""
        lengths = self._lengths[ordered].sum(axis=1).astype(np.int64)
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        values = np.empty(offsets[-1], np.uint32)
        view = values.data.cast("B")
        starts = self._starts[ordered]
        breaks = np.flatnonzero(starts[1:] != starts[:-1] + lengths[:-1]) + 1
        firsts = np.concatenate([np.zeros(min(len(ordered), 1), np.int64), breaks])
        ends = (4 * offsets[np.append(firsts[1:], len(ordered))]).tolist() if len(firsts) else []
        descriptor = self._file.fileno()
        # Millions of single articles are read in a large run: this loop is a third of the time of linking.
        for begin, end, at in zip((4 * offsets[firsts]).tolist(), ends, (4 * starts[firsts]).tolist(), strict=True):
            if os.preadv(descriptor, [view[begin:end]], at) < end - begin:
                _read_all(descriptor, view[begin:end], at)
        return Ragged(values=values, offsets=offsets)


def _interleaved(lists: list[Ragged[np.uint32]]) -> Ragged[np.uint32]:
    """The lists of each article one after another."""
    n, k = len(lists[0]), len(lists)
    together = ragged.concat(lists, np.uint32)
    order = (np.arange(n)[:, None] + n * np.arange(k)[None, :]).ravel()
    taken = together.take(order)
    return Ragged(values=taken.values, offsets=taken.offsets[::k])


def _read_all(descriptor: int, wanted: memoryview, at: int) -> None:
    done = 0
    while done < len(wanted):
        done += os.preadv(descriptor, [wanted[done:]], at + done)
