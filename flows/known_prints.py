"""The fingerprints that lie in the warehouse: of the articles with some texts or ids, out of all that are known.

What is looked for lies scattered over all files, and next to nothing of a file is wanted, so it is read in place. What
is held is one file at a time, and what was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from flows.in_place import RowGroup, row_groups
from flows.key_index import rows_of
from transforms.columns import id_hashes, places
from transforms.fingerprints import Fingerprints
from transforms.ragged import Ragged
from warehouse.errors import WarehouseDamaged

I64 = npt.NDArray[np.int64]
U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]

COUNTS: Mapping[
    str, tuple[str, type[np.unsignedinteger[Any]]]
] = {  # of each list the column with its lengths, and its values
    "shingles": ("shingle_count", np.uint32),
    "numbers": ("number_count", np.uint32),
    "number_places": ("place_count", np.uint32),
    "title_words": ("title_word_count", np.uint32),
    "keys": ("key_count", np.uint64),
}
NO_ARTICLES = pa.schema(
    [
        ("article_id", pa.string()),
        ("article_key", pa.uint64()),
        ("outlet_key", pa.uint64()),
        ("published_at", pa.timestamp("us", "UTC")),
    ]
).empty_table()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPrints:
    """Known articles and their fingerprints."""

    articles: pa.Table  # as NO_ARTICLES
    titles: Ragged[np.uint32]
    prints: Fingerprints


class PrintFiles:
    """The files of `fingerprints` in a snapshot."""

    def __init__(self, paths: Sequence[Path], superseded: U64) -> None:
        """Read what the files say of themselves. superseded: hashes of the ids of earlier states, ascending."""
        self._files = [(path, pq.read_metadata(path)) for path in paths]
        self._superseded = superseded

    def with_texts(self, texts: U64) -> tuple[U64, U64]:
        """For each known article with one of some texts (hashes, ascending, different): the text, and article_key."""
        found = [np.empty((2, 0), np.uint64)]
        for group in self._groups():
            exact = group.numbers("exact_hash", np.uint64)
            rows = self._current(group, rows_of(exact, texts))
            found.append(np.stack([exact[rows], group.numbers("article_key", np.uint64)[rows]]))
        same, articles = np.concatenate(found, axis=1)
        return same, articles

    def fetch(self, wanted: U64) -> Iterator[KnownPrints]:
        """The current states of articles, some at a time. wanted: their article_key, ascending, different ones."""
        for group in self._groups():
            if (part := self._fetched(group, wanted)) is not None:
                yield part

    def _fetched(self, group: RowGroup, wanted: U64) -> KnownPrints | None:
        keys = group.numbers("article_key", np.uint64)
        rows = self._current(group, rows_of(keys, wanted))
        if not len(rows):
            return None
        lists = {
            name: group.lists(name, group.numbers(count, np.int32), rows, dtype)
            for name, (count, dtype) in COUNTS.items()
        }
        if _has_fall(lists["shingles"]):
            raise WarehouseDamaged(f"{group.path}: not as it was written; `storyfold repair` mends it")
        said = group.read(["outlet_key", "published_at"]).take(pa.array(rows))
        columns = [group.ids("article_id", rows), pa.array(keys[rows]), said["outlet_key"], said["published_at"]]
        return KnownPrints(
            articles=pa.table(columns, schema=NO_ARTICLES.schema),
            titles=lists["title_words"],
            prints=Fingerprints(
                exact=group.numbers("exact_hash", np.uint64)[rows],
                shingles=lists["shingles"],
                numbers=lists["numbers"],
                places=lists["number_places"],
                keys=lists["keys"],
            ),
        )

    def _current(self, group: RowGroup, rows: I64) -> I64:
        """Of some rows those with the states that articles have now."""
        if not len(self._superseded) or not len(rows):
            return rows
        return rows[places(id_hashes(group.ids("revision_id", rows)), self._superseded) < 0]

    def _groups(self) -> Iterator[RowGroup]:
        for path, metadata in self._files:
            yield from row_groups(path, metadata)


def _has_fall(lists: Ragged[np.uint32]) -> bool:
    """Whether there is a list whose values do not ascend."""
    falls = lists.values[1:] <= lists.values[:-1]
    begins = lists.offsets[1:-1]
    falls[begins[(begins > 0) & (begins < len(lists.values))] - 1] = False
    return bool(falls.any())
