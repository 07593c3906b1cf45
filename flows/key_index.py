"""The index of duplicates as it lies in the warehouse: known articles with some keys, their groups and neighbours.

The files are sorted by key, so each is read once, a row group at a time, beside the sorted keys that are looked for;
what is held is a row group, the keys, and a few articles for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from flows.in_place import RowGroup, row_groups
from transforms.columns import column, different, id_hashes, places
from transforms.duplicates import sample_holders

PREFIX_BITS = 20  # of hashes: a table of this size tells most of those apart that are not looked for

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Which known article repeats which, by article_key: 16 bytes for each copy there is."""

    copies: U64  # ascending
    originals: U64  # of each

    def original_of(self, articles: U64) -> U64:
        """The original of each article, or itself."""
        at = places(articles, self.copies)
        found = articles.copy()
        found[at >= 0] = self.originals[at[at >= 0]]
        return found

    def members_of(self, originals: U64) -> U64:
        """The articles of some groups, ascending. originals: ascending, different ones."""
        return different(np.concatenate([originals, self.copies[places(self.originals, originals) >= 0]]))


def known_groups(paths: Sequence[Path]) -> Groups:
    """The groups there are. paths: files of `duplicates`."""
    pairs = [np.empty((2, 0), np.uint64)]
    for path in paths:
        rows = pq.read_table(path, columns=["article_id", "original_id"], use_threads=False)
        pairs.append(np.stack([id_hashes(column(rows, "article_id")), id_hashes(column(rows, "original_id"))]))
    copies, originals = np.concatenate(pairs, axis=1)
    order = np.argsort(copies)
    return Groups(copies=copies[order], originals=originals[order])


def known_holders(paths: Sequence[Path], keys: U64, most_per_key: int) -> tuple[U64, I64]:
    """For each key the article_key of known articles that have it, most_per_key at most, and how many of these.

    paths: files of `duplicate_keys`. keys: ascending, different ones.
    """
    seen = np.zeros(len(keys), np.int64)
    holders = np.empty((len(keys), most_per_key), np.uint64)
    for group in _groups_of(paths):
        indexed = group.numbers("key", np.uint64)
        first = np.searchsorted(keys, indexed[0])
        if first < len(keys) and keys[first] <= indexed[-1]:
            # Copied, since what is compiled wants numbers to begin where a number can.
            sample_holders(indexed.copy(), group.numbers("article_key", np.uint64).copy(), keys, seen, holders)
    return holders, np.minimum(seen, most_per_key)


def neighbours_of(paths: Sequence[Path], articles: U64) -> U64:
    """The article_key of the stored neighbours of articles, ascending.

    paths: files of `duplicate_neighbours`. articles: ascending, different ones.
    """
    found = [np.empty(0, np.uint64)]
    for group in _groups_of(paths):
        some, others = (group.numbers(name, np.uint64) for name in ("article_key", "other_key"))
        found += [others[rows_of(some, articles)], some[rows_of(others, articles)]]
    return different(np.concatenate(found))


def rows_of(values: U64, wanted: U64) -> I64:
    """Where one of the wanted hashes stands. wanted: ascending, different ones."""
    shift = np.uint64(64 - PREFIX_BITS)
    is_prefix = np.zeros(1 << PREFIX_BITS, np.bool_)
    is_prefix[wanted >> shift] = True
    rows = np.flatnonzero(is_prefix[values >> shift])
    return rows[places(values[rows], wanted) >= 0]


def _groups_of(paths: Sequence[Path]) -> Iterator[RowGroup]:
    for path in paths:
        yield from row_groups(path, pq.read_metadata(path))
