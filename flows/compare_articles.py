"""New articles compared with each other and with the known ones that may be alike to them.

Fetched are the known articles that share keys with new ones and their stored neighbours (`duplicate_neighbours`: pairs
that share a passage and are in different groups), all with their groups. What a new article changes in a group depends
on what the group was compared with, too: a round-up is one by all the articles it takes passages from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.fingerprint_file import FingerprintFile
from flows.key_index import Groups, known_groups, known_holders, neighbours_of
from flows.known_prints import PrintFiles
from flows.parts import Parts
from transforms import ragged
from transforms.columns import column, different, hashes, id_hashes, integers, places
from transforms.duplicates import (
    DuplicateParams,
    distinct_texts,
    joined,
    link_candidates,
    packed_pairs,
    unpacked,
)
from transforms.fingerprints import Fingerprints

I64 = npt.NDArray[np.int64]
U64 = npt.NDArray[np.uint64]

KEYS = pa.schema([("key", pa.uint64()), ("article", pa.int64())])
ARTICLES = pa.schema(
    [
        ("article_id", pa.string()),
        ("article_key", pa.uint64()),
        ("outlet_key", pa.uint64()),
        ("published_at", pa.timestamp("us", "UTC")),
        ("title_words", pa.large_list(pa.uint32())),
        ("original_key", pa.uint64()),  # of a known article, as it is stored; null for a new one
    ]
)
INDEX = ("duplicate_keys", "duplicate_neighbours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is known already."""

    prints: PrintFiles
    groups: Groups
    index: Mapping[str, Sequence[Path]]  # files of the tables in INDEX, of the months that count


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What comparing gave: the new articles first, then the known ones they were compared with."""

    links: pa.Table  # RESULT_SCHEMA with the ids, and what `duplicate_changes` goes by
    neighbours: pa.Table  # pairs that are not stored yet


def stored(paths: Mapping[str, Sequence[Path]], index: Mapping[str, Sequence[Path]]) -> Stored:
    """What is known in a snapshot. paths: its files by stored table. index: those of the index that count."""
    earlier = [pq.read_table(path, columns=["revision_id"]) for path in paths.get("superseded_revisions", ())]
    superseded = [id_hashes(column(rows, "revision_id")) for rows in earlier]
    return Stored(
        prints=PrintFiles(
            paths.get("fingerprints", ()), different(np.concatenate([np.empty(0, np.uint64), *superseded]))
        ),
        groups=known_groups(paths.get("duplicates", ())),
        index=index,
    )


class Comparison:
    """New articles, and the known ones that are fetched beside them, under the positions they are compared by."""

    def __init__(self, new: pa.Table, prints: FingerprintFile, keys: Parts, stored: Stored, params: DuplicateParams):
        """Begin with new articles alone. new: as ARTICLES. prints, keys: theirs; those of known ones are added."""
        self.new = new.num_rows
        self._articles = new.select(ARTICLES.names).cast(ARTICLES)
        self._prints, self._parts, self._stored, self._params = prints, keys, stored, params

    def run(self, *, is_chosen_anew: bool = False) -> Compared:
        """Compare. is_chosen_anew: all groups there are, for another original of each."""
        groups, keys = self._stored.groups, self._keys()
        holders = groups.originals if is_chosen_anew else self._holders()
        # An article that has changed leaves the group it was in, and the group is looked at again.
        is_known = (places(keys, groups.copies) >= 0) | (places(keys, different(groups.originals)) >= 0)
        self._fetch(np.concatenate([holders, keys[is_known]]))
        beside = neighbours_of(self._stored.index["duplicate_neighbours"], different(self._keys()))
        beside = beside[places(beside, different(self._keys())) < 0]
        room = max(self._params.max_known_per_new * self.new, self._params.min_known) + self.new
        self._fetch(beside if is_chosen_anew else beside[: max(room - self._articles.num_rows, 0)])
        return self._linked()

    def _keys(self) -> U64:
        return hashes(column(self._articles, "article_key"))

    def _known_groups(self) -> U64:
        """The stored original of each article that is known; 0 for a new one."""
        return hashes(column(self._articles, "original_key").fill_null(pa.scalar(0, pa.uint64())))

    def _holders(self) -> U64:
        """The article_key of known articles that share a key with a new one, or, however old, its text."""
        exact = different(self._prints.exact)
        found = [self._stored.prints.with_texts(exact[exact != 0])[1]]
        most = self._params.max_known_per_key
        for part in self._parts:
            wanted = different(hashes(column(part, "key")))
            holders, seen = known_holders(self._stored.index["duplicate_keys"], wanted, most)
            found.append(different(holders[np.arange(most)[None, :] < seen[:, None]]))
        return np.concatenate(found)

    def _fetch(self, wanted: U64) -> None:
        """Add known articles with their groups, as far as they are not there."""
        groups = self._stored.groups
        wanted = groups.members_of(different(groups.original_of(wanted)))
        wanted = wanted[places(wanted, different(self._keys())) < 0]
        if not len(wanted):
            return
        for found in self._stored.prints.fetch(wanted):
            keys = hashes(column(found.articles, "article_key"))
            before = self._articles.num_rows
            self._prints.reserve(before + len(keys))
            add(self._prints, self._parts, before + np.arange(len(keys)), found.prints)
            rows = found.articles.append_column("title_words", found.titles.to_arrow())
            rows = rows.append_column("original_key", pa.array(groups.original_of(keys)))
            self._articles = pa.concat_tables([self._articles, rows.select(ARTICLES.names).cast(ARTICLES)])

    def _linked(self) -> Compared:
        """Compare everything that is there."""
        articles, prints = self._articles, self._prints
        table = pa.table(
            {
                "article_id": articles["article_key"],
                "outlet": articles["outlet_key"],
                "published_at": articles["published_at"],
                "original_id": articles["original_key"],
            }
        )
        titles = ragged.from_arrow(column(articles, "title_words"), np.uint32)
        linking = link_candidates(table, titles, prints.exact, prints.sizes, self._candidates(), prints, self._params)
        ids = column(articles, "article_id")
        stored_at = pc.index_in(articles["original_key"], column(articles, "article_key"))
        links = (
            linking.table.append_column("article_id", ids)
            .append_column("original_id", ids.take(linking.table["original"]))
            .append_column("known_original_id", ids.take(stored_at))
            .append_column("published_at", articles["published_at"])
            .append_column("size", pa.array(prints.sizes))
            .append_column("is_round_up", pa.array(linking.is_round_up))
        )
        return Compared(links=links, neighbours=self._new_neighbours(*linking.neighbours))

    def _candidates(self) -> tuple[I64, I64]:
        """The pairs of articles to measure, from the index part by part, whichever articles are the new ones."""
        exact = self._prints.exact
        texts = distinct_texts(exact, self._keys())
        pairs = np.empty(0, np.uint64)
        for part in self._parts:
            keys, holders = hashes(column(part, "key")), integers(column(part, "article"))
            is_text = texts[holders] == holders
            pairs = joined(pairs, packed_pairs(keys[is_text], holders[is_text], exact))
        return unpacked(pairs)

    def _new_neighbours(self, a: I64, b: I64) -> pa.Table:
        """The pairs that are not stored yet: with a new article, or of a group that has come apart."""
        groups, keys = self._known_groups(), self._keys()
        is_new = (np.minimum(a, b) < self.new) | (groups[a] == groups[b])
        return pa.table({"article_key": keys[a[is_new]], "other_key": keys[b[is_new]]})


def add(prints: FingerprintFile, parts: Parts, positions: I64, made: Fingerprints) -> None:
    """Put fingerprints under positions, and their keys into the parts of the index."""
    prints.add(positions, made)
    rows = pa.table([pa.array(made.keys.values), pa.array(positions[made.keys.rows])], schema=KEYS)
    parts.add(made.keys.values, rows)
