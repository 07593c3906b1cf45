"""The index of duplicates as it lies in the warehouse: known articles with one of these keys, and their neighbours.

The files are sorted by key, so each is read once, a row group at a time, beside the sorted keys that are looked for;
what is held is a row group, the keys, and a few articles for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from transforms.columns import column, different, hashes, places
from transforms.duplicates import joined, sample_holders

U64 = npt.NDArray[np.uint64]


def known_holders(paths: Sequence[Path], keys: U64, most_per_key: int) -> U64:
    """The article_key of known articles that share a key, ascending.

    paths: files of `duplicate_keys`. keys: ascending, different ones. most_per_key: articles taken for one key.
    """
    seen = np.zeros(len(keys), np.int64)
    holders = np.empty((len(keys), most_per_key), np.uint64)
    for indexed, articles in _row_groups(paths, keys):
        sample_holders(indexed, articles, keys, seen, holders)
    return different(holders[np.arange(most_per_key)[None, :] < seen[:, None]])


def neighbours_of(paths: Sequence[Path], articles: U64) -> U64:
    """The article_key of the stored neighbours of articles, ascending.

    paths: files of `duplicate_neighbours`. articles: ascending, different ones.
    """
    found = np.empty(0, np.uint64)
    for path in paths:
        rows = pq.read_table(path, columns=["article_key", "other_key"], use_threads=False)
        some, others = hashes(column(rows, "article_key")), hashes(column(rows, "other_key"))
        beside = [others[places(some, articles) >= 0], some[places(others, articles) >= 0]]
        found = joined(found, different(np.concatenate(beside)))
    return found


def _row_groups(paths: Sequence[Path], keys: U64) -> Iterator[tuple[U64, U64]]:
    """The keys and articles of the row groups in whose range one of the keys is."""
    for path in paths:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                limits = file.metadata.row_group(group).column(file.schema_arrow.names.index("key")).statistics
                first = np.searchsorted(keys, np.uint64(limits.min))
                if first < len(keys) and keys[first] <= limits.max:
                    rows = file.read_row_group(group, ["key", "article_key"], use_threads=False)
                    yield hashes(column(rows, "key")), hashes(column(rows, "article_key"))
