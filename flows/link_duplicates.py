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
from flows.fingerprint_file import FingerprintFile
from flows.parts import Parts
from flows.progress import Phase, phase
from flows.runs import Run
from transforms.columns import column, hashes, id_hashes, integers, places
from transforms.duplicates import DuplicateParams, distinct_texts, link_candidates, packed_pairs, unpacked
from transforms.fingerprints import Fingerprints, fingerprints, from_columns
from warehouse import query
from warehouse.schemas import DUPLICATES
from warehouse.store import Draft

COMPARED = ("article_id", "outlet", "title", "published_at", "original_id")
SLICE_ROWS = 16_384  # texts in memory at a time
PART_ARTICLES = 200_000  # new articles for each part of the index: about 60 MB of keys
HORIZON_MONTHS = 3  # this month and those before it: news is copied within weeks, and the cost of a run stays level
KEYS = pa.schema([("key", pa.uint64()), ("article", pa.int64())])


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking did."""

    duplicates: int = 0  # copies linked or linked anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Articles under the positions they are compared by: the new ones by article_id, then known ones by article_id."""

    pending: pa.Table  # new or changed: article_id, revision_id, outlet, title, published_at
    prints: FingerprintFile
    keys: Parts  # of all positions (KEYS)

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
    paths = _within(draft.paths(), run.started_at, horizon_months)
    with connect_stored(run, paths) as connection:
        pending = query.ask(connection, "articles_without_fingerprint").combine_chunks()
        keys = Parts(folder / "keys", KEYS, 1 + pending.num_rows // PART_ARTICLES)
        with (
            phase("duplicates", pending.num_rows, "articles") as bar,
            closing(FingerprintFile(folder / "fingerprints")) as prints,
        ):
            compared = Comparison(pending=pending, prints=prints, keys=keys)
            _read_new(compared, connection, draft, bar)
            known = _read_known(compared, connection, draft, f"{run.started_at:%Y-%m}")
            links = _links(compared, known)
    changed = _store_links(draft, run, links)
    draft.save()
    return Linked(duplicates=changed)


def _within(paths: Mapping[str, Sequence[Path]], now: datetime, months: int) -> dict[str, list[Path]]:
    """The files of all tables, of the index only those in the folders of the last months."""
    first = now.year * 12 + now.month - months
    oldest = f"{first // 12}-{first % 12 + 1:02}"
    recent = [path for path in paths.get("duplicate_keys", ()) if path.parent.name >= oldest]
    return {**{table: list(files) for table, files in paths.items()}, "duplicate_keys": recent}


def _read_new(compared: Comparison, connection: query.Connection, draft: Draft, bar: Phase) -> None:
    """Make and store the fingerprints of new articles."""
    compared.prints.reserve(compared.new)
    pending = compared.pending
    article_keys = pa.array(id_hashes(column(pending, "article_id")))
    for positions, texts in _slices(connection, "texts_to_compare", pending):
        made = fingerprints(column(texts, "text"))
        _add(compared, positions, made)
        rows = pending.select(["article_id", "revision_id"]).append_column("article_key", article_keys)
        rows = rows.take(pa.array(positions))
        for name, values in made.to_columns().items():
            rows = rows.append_column(name, values)
        draft.add("fingerprints", rows)
        bar.advance(len(positions))


def _read_known(compared: Comparison, connection: query.Connection, draft: Draft, month: str) -> pa.Table:
    """The known articles that may be alike to new ones, with their groups; the new keys go into the index."""
    article_keys = id_hashes(column(compared.pending, "article_id"))
    texts = {"new_texts": pa.table({"exact_hash": np.unique(compared.prints.exact)})}
    holders = [query.ask(connection, "known_same_texts", texts)]
    for part in compared.keys:
        values = hashes(column(part, "key"))
        wanted = {"new_keys": pa.table({"key": np.unique(values)})}
        most = DuplicateParams().max_known_per_key
        holders.append(query.ask(connection, "known_holders", wanted, most_per_key=most))
        index = {"key": part["key"], "article_key": article_keys[integers(column(part, "article"))]}
        draft.add("duplicate_keys", pa.table(index), month=month)
    wanted = {
        "holders": pa.concat_tables(holders).group_by("article_key").aggregate([]),
        "pending": compared.pending.select(["article_id"]),
    }
    known = query.ask(connection, "known_groups", wanted).combine_chunks()
    compared.prints.reserve(compared.new + known.num_rows)
    for positions, rows in _slices(connection, "known_fingerprints", known):
        _add(compared, compared.new + positions, from_columns(rows))
    return known


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
    keys = pa.table([pa.array(made.keys.values), pa.array(positions[made.keys.rows])], schema=KEYS)
    compared.keys.add(made.keys.values, keys)


def _links(compared: Comparison, known: pa.Table) -> pa.Table:
    """Every article's original, with the known one beside it: the columns of RESULT_SCHEMA, and ids."""
    new = compared.pending.append_column("original_id", pa.nulls(compared.new, pa.string()))
    articles = pa.concat_tables([new.select(COMPARED), known.select(COMPARED)]).combine_chunks()
    prints = compared.prints
    pairs = _candidates(compared, distinct_texts(prints.exact, id_hashes(column(articles, "article_id"))))
    result = link_candidates(articles, prints.exact, prints.sizes, pairs, prints)
    ids = articles["article_id"]
    return (
        result.append_column("article_id", ids)
        .append_column("original_id", ids.take(result["original"]))
        .append_column("known_original_id", articles["original_id"])
    )


def _candidates(
    compared: Comparison, texts: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The pairs of articles to measure, from the index part by part."""
    pairs = np.empty(0, np.uint64)
    for part in compared.keys:
        keys, articles = hashes(column(part, "key")), integers(column(part, "article"))
        is_text = texts[articles] == articles
        found = packed_pairs(keys[is_text], articles[is_text], len(texts))
        pairs = np.union1d(pairs, found) if len(pairs) else found
    return unpacked(pairs)


def _store_links(draft: Draft, run: Run, links: pa.Table) -> int:
    """Store the links that are new or differ from those known; their number."""
    is_copy = pc.not_equal(links["article_id"], links["original_id"])
    copies = links.filter(is_copy)
    was_known = pc.equal(copies["original_id"], copies["known_original_id"])
    changed = copies.filter(pc.invert(was_known.fill_null(False)))
    rows = changed.select([c.name for c in DUPLICATES.columns if c.name != "linked_at"])
    rows = rows.append_column("linked_at", pa.array([run.started_at] * rows.num_rows, pa.timestamp("us", "UTC")))
    draft.remove_rows("duplicates", "article_id", links.filter(pc.invert(is_copy))["article_id"].combine_chunks())
    draft.replace_rows("duplicates", "article_id", rows)
    return int(rows.num_rows)
