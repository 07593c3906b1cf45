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
import pyarrow.parquet as pq

from flows.compare_articles import ARTICLES, INDEX, KEYS, Comparison, add, stored
from flows.database import connect_stored
from flows.duplicate_changes import duplicate_changes
from flows.fingerprint_file import FingerprintFile
from flows.in_place import is_in_place
from flows.known_prints import COUNTS
from flows.original_choice import store_choice, stored_choice
from flows.parts import Parts
from flows.progress import Phase, phase
from flows.runs import Run
from transforms.columns import column, different, hashes, id_hashes, places
from transforms.duplicates import DuplicateParams
from transforms.fingerprints import fingerprints, word_sets
from transforms.records import content_id
from warehouse import query
from warehouse.schemas import DUPLICATES, TABLES
from warehouse.store import Draft

I64 = npt.NDArray[np.int64]
SLICE_ROWS = 4_096  # texts in memory at a time: a text is held many times over while it is fingerprinted
SLICES_IN_FILE = 8  # of fingerprints: a file is held in memory while it is written
PART_ARTICLES = 200_000  # new articles for each part of the index: about 60 MB of keys
HORIZON_MONTHS = 3  # this month and those before it: news is copied within weeks, and the cost of a run stays level


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking did."""

    duplicates: int = 0  # copies linked or linked anew


def link_duplicates(run: Run, *, horizon_months: int = HORIZON_MONTHS) -> Linked:
    """Compare every article that has not been compared in its current state.

    horizon_months: compared are the keys of articles that were stored in these months; equal texts are found for ever.
    """
    draft = run.open()
    _clear_if_earlier(draft)
    paths = draft.paths()
    chosen = stored_choice(paths)
    params = DuplicateParams(original=run.original or chosen)
    if params.original != chosen:
        store_choice(draft, params.original)
    index = {table: _within(paths.get(table, ()), run.started_at, horizon_months) for table in INDEX}
    known = stored(paths, index)
    folder = run.folder / "duplicates"
    with connect_stored(
        run, _paths_of_new(draft), "articles_without_fingerprint", "texts_to_compare", threads=1
    ) as connection:
        new = _new_articles(query.ask(connection, "articles_without_fingerprint").combine_chunks())
        keys = Parts(folder / "keys", KEYS, 1 + new.num_rows // PART_ARTICLES)
        with (
            phase("duplicates", new.num_rows, "articles") as bar,
            closing(FingerprintFile(folder / "fingerprints")) as prints,
        ):
            _read_new(new, connection, draft, prints, keys, bar)
            _store_index(new, draft, keys, f"{run.started_at:%Y-%m}")
            compared = Comparison(new, prints, keys, known, params).run(is_chosen_anew=params.original != chosen)
    draft.add("duplicate_neighbours", compared.neighbours, month=f"{run.started_at:%Y-%m}")
    draft.add("duplicate_changes", duplicate_changes(run, compared.links, params.original))
    changed = _store_links(draft, run, compared.links, new.num_rows)
    draft.save()
    return Linked(duplicates=changed)


def compared_anew(
    paths: Mapping[str, Sequence[Path]], articles: pa.Table, prints: FingerprintFile, folder: Path
) -> pa.Table:
    """What comparing stored articles would give if they were new; first those given, then what they are compared with.

    paths: the files of a snapshot. articles: article_id, outlet, title and published_at. prints: without fingerprints
    yet. folder: for what does not stay.
    """
    known = stored(paths, {table: paths.get(table, ()) for table in INDEX})
    new = _new_articles(articles)
    keys = Parts(folder / "keys", KEYS, 1)
    wanted = hashes(column(new, "article_key"))
    prints.reserve(len(wanted))
    for found in known.prints.fetch(different(wanted)):
        ascending = np.sort(wanted)
        at = np.argsort(wanted)[places(hashes(column(found.articles, "article_key")), ascending)]
        add(prints, keys, at, found.prints)
    return Comparison(new, prints, keys, known, DuplicateParams(original=stored_choice(paths))).run().links


def _clear_if_earlier(draft: Draft) -> None:
    """Take the whole index out if a file of it is as an earlier release wrote it: then every article is new."""
    tables = ("fingerprints", *INDEX)
    files = [(table, path) for table in tables for path in draft.paths().get(table, ())]
    if not all(is_in_place(pq.read_metadata(path), TABLES[table]) for table, path in files):
        for table in tables:
            draft.clear_table(table)


def _within(index: Sequence[Path], now: datetime, months: int) -> list[Path]:
    """The files of the index in the folders of the last months."""
    first = now.year * 12 + now.month - months
    oldest = f"{first // 12}-{first % 12 + 1:02}"
    return [path for path in index if path.parent.name >= oldest]


def _paths_of_new(draft: Draft) -> dict[str, list[Path]]:
    """The files in which articles can be that were not compared yet: as a rule, those that the run has added."""
    states, prints = (draft.rows_before(table) for table in ("article_metadata", "fingerprints"))
    if states is None or states != prints:
        return draft.paths()
    return draft.paths_added() | {"superseded_revisions": draft.paths().get("superseded_revisions", [])}


def _new_articles(rows: pa.Table) -> pa.Table:
    """Articles as they are compared (ARTICLES), and their revision_id. rows: with outlet and title."""
    outlets = column(rows, "outlet").dictionary_encode()
    names = [int(content_id(name)[:16], 16) for name in outlets.dictionary.to_pylist()]
    ids = column(rows, "article_id")
    columns = {
        "article_id": ids,
        "article_key": pa.array(id_hashes(ids)),
        "outlet_key": pa.array(names, pa.uint64()).take(outlets.indices),
        "published_at": column(rows, "published_at"),
        "title_words": word_sets(column(rows, "title")).to_arrow(),
        "original_key": pa.nulls(len(ids), pa.uint64()),
    }
    return pa.table(columns, schema=ARTICLES).append_column("revision_id", rows["revision_id"])


def _read_new(
    new: pa.Table, connection: query.Connection, draft: Draft, prints: FingerprintFile, keys: Parts, bar: Phase
) -> None:
    """Make and store the fingerprints of new articles."""
    prints.reserve(new.num_rows)
    said = new.drop_columns(["original_key"])
    waiting: list[pa.Table] = []
    for positions, texts in _slices(connection, "texts_to_compare", new):
        made = fingerprints(column(texts, "text"))
        add(prints, keys, positions, made)
        rows = said.take(pa.array(positions))
        for name, values in made.to_columns().items():
            rows = rows.append_column(name, values)
        for name, (count, _) in COUNTS.items():
            rows = rows.append_column(count, pc.list_value_length(rows[name]).cast(pa.int32()))
        waiting.append(rows)
        if len(waiting) == SLICES_IN_FILE:
            draft.add("fingerprints", pa.concat_tables(waiting))
            waiting = []
        bar.advance(len(positions))
    if waiting:
        draft.add("fingerprints", pa.concat_tables(waiting))


def _store_index(new: pa.Table, draft: Draft, keys: Parts, month: str) -> None:
    """Put the keys of new articles into the index."""
    for part in keys:
        holders = new["article_key"].take(part["article"])
        draft.add("duplicate_keys", pa.table({"key": part["key"], "article_key": holders}), month=month)


def _slices(connection: query.Connection, name: str, articles: pa.Table) -> Iterator[tuple[I64, pa.Table]]:
    """What a question says of the states of articles, some at a time, with their rows in `articles`."""
    if not articles.num_rows:
        return
    revisions = id_hashes(column(articles, "revision_id"))
    order = np.argsort(revisions)
    ascending = revisions[order]
    for rows in query.stream(connection, name, {"wanted": articles.select(["revision_id"])}, rows=SLICE_ROWS):
        yield order[places(id_hashes(column(rows, "revision_id")), ascending)], rows


def _store_links(draft: Draft, run: Run, links: pa.Table, new: int) -> int:
    """Store the links that are new or differ from those known; their number. new: how many articles have new texts."""
    is_copy = pc.not_equal(links["article_id"], links["original_id"])
    was_known = pc.equal(links["original_id"], links["known_original_id"]).fill_null(False)
    # A revised original is another text than the one its copies were measured by.
    is_measured_anew = pc.less(links["original"], new)
    changed = links.filter(pc.or_(pc.invert(was_known), is_measured_anew))
    is_copy = is_copy.filter(pc.or_(pc.invert(was_known), is_measured_anew))
    rows = changed.filter(is_copy).select([c.name for c in DUPLICATES.columns if c.name != "linked_at"])
    rows = rows.append_column("linked_at", pa.array([run.started_at] * rows.num_rows, pa.timestamp("us", "UTC")))
    draft.remove_rows("duplicates", "article_id", column(changed, "article_id"))
    draft.add("duplicates", rows)
    return int(rows.num_rows)
