"""Link copies to their originals: new articles with each other, and with everything stored before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.progress import phase
from flows.runs import Run
from transforms import duplicates
from transforms.duplicates import DuplicateParams
from transforms.fingerprints import Fingerprints, concat, fingerprints, from_columns
from warehouse import query
from warehouse.schemas import DUPLICATES
from warehouse.store import Draft

COMPARED = ("article_id", "outlet", "title", "published_at", "original_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What linking did."""

    duplicates: int = 0  # copies linked or linked anew


def link_duplicates(run: Run) -> Linked:
    """Compare every article that has not been compared in its current state."""
    draft = run.open()
    with query.connect_stored(draft.paths()) as connection:
        pending = query.ask(connection, "articles_without_fingerprint")
        texts = pending["text"].cast(pa.large_string()).combine_chunks()
        pending = pending.drop_columns(["text"])  # the texts are the bulk of it, and one copy of them is enough
        with phase("duplicates", pending.num_rows, "articles") as bar:
            made = fingerprints(texts)
            del texts
            known = query.ask(
                connection,
                "known_candidates",
                {"new_keys": pa.table({"key": np.unique(made.keys.values)}), "pending": pending.select(["article_id"])},
                most_per_key=DuplicateParams().max_known_per_key,
            )
            links = _links(pending, made, known)
            bar.advance(pending.num_rows)
    _store_index(draft, pending, made)
    changed = _store_links(draft, run, links)
    draft.save()
    return Linked(duplicates=changed)


def _links(pending: pa.Table, made: Fingerprints, known: pa.Table) -> pa.Table:
    """Every article's original, with the known one beside it: the columns of RESULT_SCHEMA, and ids."""
    new = pending.append_column("original_id", pa.nulls(pending.num_rows, pa.string()))
    articles = pa.concat_tables([new.select(COMPARED), known.select(COMPARED)], promote_options="permissive")
    result = duplicates.link_duplicates(articles, concat([made, from_columns(known)]))
    ids = articles["article_id"]
    return (
        result.append_column("article_id", ids)
        .append_column("original_id", ids.take(result["original"]))
        .append_column("known_original_id", articles["original_id"])
    )


def _store_index(draft: Draft, pending: pa.Table, made: Fingerprints) -> None:
    """Store the fingerprints, and the keys to find them by."""
    keys = _article_keys(pending["article_id"])
    rows = pending.select(["article_id", "revision_id"]).append_column("article_key", pa.array(keys))
    for name, column in made.to_columns().items():
        rows = rows.append_column(name, column)
    draft.add("fingerprints", rows)
    index = pa.table({"key": made.keys.values, "article_key": keys[made.keys.rows]})
    draft.add("duplicate_keys", index)


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


def _article_keys(article_ids: pa.ChunkedArray[pa.StringScalar]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The first 64 bits of each id."""
    return np.array([int(str(article_id)[:16], 16) for article_id in article_ids.to_pylist()], np.uint64)
