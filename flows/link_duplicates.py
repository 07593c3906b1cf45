"""Link copies to their originals: new articles with each other, and with everything stored before.

Texts are read, fingerprinted and stored a slice at a time, the index is compared part by part, and pairs are measured
tile by tile: what is held of every article is its ids, title and some numbers, about half a kilobyte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.database import connect_stored
from flows.duplicate_changes import duplicate_changes
from flows.fingerprint_file import FingerprintFile
from flows.key_index import known_holders, neighbours_of
from flows.original_choice import store_choice, stored_choice
from flows.parts import Parts
from flows.progress import Phase, phase
from flows.runs import Run
from transforms.columns import column, different, hashes, id_hashes, integers, places
from transforms.duplicates import DuplicateParams, distinct_texts, joined, link_candidates, packed_pairs, unpacked
from transforms.fingerprints import Fingerprints, fingerprints, from_columns
from warehouse import query
from warehouse.schemas import DUPLICATES
from warehouse.store import Draft

COMPARED = ("article_id", "outlet", "title", "published_at", "original_id")
SLICE_ROWS = 4_096  # texts in memory at a time: a text is held many times over while it is fingerprinted
SLICES_IN_FILE = 8  # of fingerprints: a file is held in memory while it is written
PART_ARTICLES = 200_000  # new articles for each part of the index: about 60 MB of keys
HORIZON_MONTHS = 3  # this month and those before it: news is copied within weeks, and the cost of a run stays level
INDEX = ("duplicate_keys", "duplicate_neighbours")
KEYS = pa.schema([("key", pa.uint64()), ("article", pa.int64())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking did."""

    duplicates: int = 0  # copies linked or linked anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Articles under the positions they are compared by: the new ones by article_id, then known ones by article_id."""

    pending: pa.Table  # new or changed: article_id, revision_id, outlet, title, published_at
    folder: Path  # of this comparison
    index: Mapping[str, Sequence[Path]]  # files of the tables in INDEX, of the months that count
    prints: FingerprintFile
    keys: Parts  # of all positions (KEYS)
    params: DuplicateParams

    @property
    def new(self) -> int:
        """The number of new articles: known ones have the positions from here on."""
        return int(self.pending.num_rows)


def link_duplicates(run: Run, *, horizon_months: int = HORIZON_MONTHS) -> Linked:
    """Compare every article that has not been compared in its current state.

    horizon_months: compared are the keys of articles that were stored in these months; equal texts are found for ever.
    """
    draft = run.open()
    folder = run.folder / "duplicates"
    paths = draft.paths()
    chosen = stored_choice(paths)
    params = DuplicateParams(original=run.original or chosen)
    if params.original != chosen:
        store_choice(draft, params.original)
    index = {table: _within(paths.get(table, ()), run.started_at, horizon_months) for table in INDEX}
    month = f"{run.started_at:%Y-%m}"
    with connect_stored(run, paths, threads=1) as connection:
        pending = query.ask(connection, "articles_without_fingerprint").combine_chunks()
        keys = Parts(folder / "keys", KEYS, 1 + pending.num_rows // PART_ARTICLES)
        with (
            phase("duplicates", pending.num_rows, "articles") as bar,
            closing(FingerprintFile(folder / "fingerprints")) as prints,
        ):
            compared = Comparison(pending=pending, folder=folder, index=index, prints=prints, keys=keys, params=params)
            _read_new(compared, connection, draft, bar)
            _store_index(compared, draft, month)
            known = _read_known(compared, connection, is_chosen_anew=params.original != chosen)
            links, neighbours = _links(compared, known)
    draft.add("duplicate_neighbours", neighbours, month=month)
    draft.add("duplicate_changes", duplicate_changes(run, links, params.original))
    changed = _store_links(draft, run, links, compared.new)
    draft.save()
    return Linked(duplicates=changed)


def compared_anew(
    connection: query.Connection,
    index: Mapping[str, Sequence[Path]],
    articles: pa.Table,
    prints: FingerprintFile,
    folder: Path,
    params: DuplicateParams,
) -> pa.Table:
    """What comparing stored articles would give if they were new; first those given, then what they are compared with.

    articles: as of `Comparison.pending`. prints: without fingerprints yet. folder: for what does not stay.
    """
    pending = articles.select([name for name in COMPARED if name != "original_id"] + ["revision_id"])
    keys = Parts(folder / "keys", KEYS, 1)
    compared = Comparison(pending=pending, folder=folder, index=index, prints=prints, keys=keys, params=params)
    prints.reserve(compared.new)
    for positions, rows in _slices(connection, "known_fingerprints", pending):
        _add(compared, positions, from_columns(rows))
    return _links(compared, _read_known(compared, connection))[0]


def _within(index: Sequence[Path], now: datetime, months: int) -> list[Path]:
    """The files of the index in the folders of the last months."""
    first = now.year * 12 + now.month - months
    oldest = f"{first // 12}-{first % 12 + 1:02}"
    return [path for path in index if path.parent.name >= oldest]


def _read_new(compared: Comparison, connection: query.Connection, draft: Draft, bar: Phase) -> None:
    """Make and store the fingerprints of new articles."""
    compared.prints.reserve(compared.new)
    pending = compared.pending
    article_keys = pa.array(id_hashes(column(pending, "article_id")))
    waiting: list[pa.Table] = []
    for positions, texts in _slices(connection, "texts_to_compare", pending):
        made = fingerprints(column(texts, "text"))
        _add(compared, positions, made)
        rows = pending.select(["article_id", "revision_id"]).append_column("article_key", article_keys)
        rows = rows.take(pa.array(positions))
        for name, values in made.to_columns().items():
            rows = rows.append_column(name, values)
        waiting.append(rows)
        if len(waiting) == SLICES_IN_FILE:
            draft.add("fingerprints", pa.concat_tables(waiting))
            waiting = []
        bar.advance(len(positions))
    if waiting:
        draft.add("fingerprints", pa.concat_tables(waiting))


def _read_known(compared: Comparison, connection: query.Connection, *, is_chosen_anew: bool = False) -> pa.Table:
    """The known articles that may be alike to new ones and the stored neighbours of these, all with their groups.

    What a new article changes in a group depends on what the group was compared with, too: a round-up is one by all the
    articles it takes passages from. is_chosen_anew: all groups there are, for another original of each.
    """
    params = compared.params
    texts = {"new_texts": pa.table({"exact_hash": different(compared.prints.exact)})}
    holders = hashes(column(query.ask(connection, "known_same_texts", texts), "article_key"))
    for part in compared.keys:
        wanted = different(hashes(column(part, "key")))
        found = known_holders(compared.index["duplicate_keys"], wanted, params.max_known_per_key)
        holders = joined(holders, found)
    if is_chosen_anew:
        grouped = query.ask(connection, "articles_in_groups")
        holders = joined(holders, different(hashes(column(grouped, "article_key"))))
    alike = _fetched(compared, connection, holders, compared.pending)
    fetched = pa.concat_tables([compared.pending.select(["article_id"]), alike.select(["article_id"])])
    articles = different(id_hashes(column(fetched, "article_id")))
    beside = neighbours_of(compared.index["duplicate_neighbours"], articles)
    room = max(max(params.max_known_per_new * compared.new, params.min_known) - alike.num_rows, 0)
    room = len(beside) if is_chosen_anew else room
    return pa.concat_tables([alike, _fetched(compared, connection, beside[:room], fetched)])


def _fetched(
    compared: Comparison, connection: query.Connection, holders: npt.NDArray[np.uint64], before: pa.Table
) -> pa.Table:
    """Known articles with their groups, and the fingerprints of them all, under the positions behind those before."""
    wanted = {
        "holders": pa.table({"article_key": holders}),
        "pending": compared.pending.select(["article_id"]),
        "fetched": before.select(["article_id"]),
    }
    found = query.ask(connection, "known_groups", wanted).combine_chunks()
    compared.prints.reserve(before.num_rows + found.num_rows)
    for positions, rows in _slices(connection, "known_fingerprints", found):
        _add(compared, before.num_rows + positions, from_columns(rows))
    return found


def _store_index(compared: Comparison, draft: Draft, month: str) -> None:
    """Put the keys of new articles into the index."""
    article_keys = id_hashes(column(compared.pending, "article_id"))
    for part in compared.keys:
        keys = {"key": part["key"], "article_key": article_keys[integers(column(part, "article"))]}
        draft.add("duplicate_keys", pa.table(keys), month=month)


def _slices(
    connection: query.Connection, name: str, articles: pa.Table
) -> Iterator[tuple[npt.NDArray[np.int64], pa.Table]]:
    """What a question says of the states of articles, some at a time, with their rows in `articles`."""
    if not articles.num_rows:
        return
    revisions = id_hashes(column(articles, "revision_id"))
    order = np.argsort(revisions)
    ascending = revisions[order]
    for rows in query.stream(connection, name, {"wanted": articles.select(["revision_id"])}, rows=SLICE_ROWS):
        yield order[places(id_hashes(column(rows, "revision_id")), ascending)], rows


def _add(compared: Comparison, positions: npt.NDArray[np.int64], made: Fingerprints) -> None:
    compared.prints.add(positions, made)
    compared.keys.add(made.keys.values, _keys(made, positions))


def _keys(made: Fingerprints, positions: npt.NDArray[np.int64]) -> pa.Table:
    """The keys of fingerprints, with the positions of their articles (KEYS)."""
    return pa.table([pa.array(made.keys.values), pa.array(positions[made.keys.rows])], schema=KEYS)


def _links(compared: Comparison, known: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Every article's original with the known one beside it (RESULT_SCHEMA, and ids), and new pairs of neighbours."""
    new = compared.pending.append_column("original_id", pa.nulls(compared.new, pa.string()))
    articles = pa.concat_tables([new.select(COMPARED), known.select(COMPARED)]).combine_chunks()
    prints = compared.prints
    pairs = _candidates(compared, articles)
    linking = link_candidates(articles, prints.exact, prints.sizes, pairs, prints, compared.params)
    ids = articles["article_id"]
    links = (
        linking.table.append_column("article_id", ids)
        .append_column("original_id", ids.take(linking.table["original"]))
        .append_column("known_original_id", articles["original_id"])
        .append_column("published_at", articles["published_at"])
        .append_column("size", pa.array(prints.sizes))
        .append_column("is_round_up", pa.array(linking.is_round_up))
    )
    return links, _new_neighbours(compared, articles, *linking.neighbours)


def _new_neighbours(
    compared: Comparison, articles: pa.Table, a: npt.NDArray[np.int64], b: npt.NDArray[np.int64]
) -> pa.Table:
    """The pairs that are not stored yet: with a new article, or of a group that has come apart."""
    groups = integers(articles["original_id"].combine_chunks().dictionary_encode().indices, missing=-1)
    is_new = (np.minimum(a, b) < compared.new) | ((groups[a] == groups[b]) & (groups[a] >= 0))
    keys = id_hashes(column(articles, "article_id"))
    return pa.table({"article_key": keys[a[is_new]], "other_key": keys[b[is_new]]})


def _candidates(compared: Comparison, articles: pa.Table) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The pairs of articles to measure, from the index part by part, whichever articles are the new ones."""
    ids = column(articles, "article_id")
    texts = distinct_texts(compared.prints.exact, id_hashes(ids))
    pairs = np.empty(0, np.uint64)
    for part in compared.keys:
        keys, holders = hashes(column(part, "key")), integers(column(part, "article"))
        is_text = texts[holders] == holders
        pairs = joined(pairs, packed_pairs(keys[is_text], holders[is_text], compared.prints.exact))
    return unpacked(pairs)


def _store_links(draft: Draft, run: Run, links: pa.Table, new: int) -> int:
    """Store the links that are new or differ from those known; their number. new: how many articles have new texts."""
    is_copy = pc.not_equal(links["article_id"], links["original_id"])
    copies = links.filter(is_copy)
    was_known = pc.equal(copies["original_id"], copies["known_original_id"]).fill_null(False)
    # A revised original is another text than the one its copies were measured by.
    is_measured_anew = pc.less(copies["original"], new)
    changed = copies.filter(pc.or_(pc.invert(was_known), is_measured_anew))
    rows = changed.select([c.name for c in DUPLICATES.columns if c.name != "linked_at"])
    rows = rows.append_column("linked_at", pa.array([run.started_at] * rows.num_rows, pa.timestamp("us", "UTC")))
    draft.remove_rows("duplicates", "article_id", links.filter(pc.invert(is_copy))["article_id"].combine_chunks())
    draft.replace_rows("duplicates", "article_id", rows)
    return int(rows.num_rows)
