"""Why an article is in its story, with the numbers: whom it is like, inside and outside, and by which terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms import ragged
from transforms.columns import integers
from transforms.stories import TILE_ARTICLES, PairFinder, Pairs, StoryParams
from transforms.story_reasons import shared_terms, words_of_terms
from transforms.term_weights import DocumentCounts, from_table, weighted
from warehouse import query
from warehouse.store import Snapshot, Warehouse, rows_of

NEAREST = 3  # articles shown, inside the story and outside
TERMS = 8  # shared terms shown of each

Row = dict[str, Any]


def story_reasons(warehouse: Warehouse, snapshot: Snapshot, connection: query.Connection, article_id: str) -> list[str]:
    """Why an article is in its story, a sentence each; nothing for one that is in none. Similarities are as of today.

    connection: with the stored tables. A copy is in the story of its original, so the original is looked at.
    """
    params = StoryParams()
    asked = query.ask(connection, "story_of", article=article_id).to_pylist()
    if not asked:
        return []
    [article] = asked
    known = _document_counts(warehouse, snapshot, connection)
    days = timedelta(days=params.window_days)
    around = {"since": article["story_at"] - days, "until": article["story_at"] + days}
    window = query.ask(connection, "story_window", **around, window=days).combine_chunks()
    if article["article_id"] not in window["article_id"].to_pylist():
        return []  # revised since it was placed
    likenesses = _likenesses(connection, window, article["article_id"], known, params)
    rows = window.take(pa.array([row for row, _ in likenesses], pa.int64())).to_pylist()
    found = [row | {"similarity": likeness} for row, (_, likeness) in zip(rows, likenesses, strict=True)]
    inside = [row for row in found if row["story_id"] == article["story_id"]]
    outside = [row for row in found if row["story_id"] != article["story_id"]]
    said = [
        f"groups of articles are joined if they are alike by {params.threshold:.2f} or more on average, within"
        f" {params.window_days:g} days of each other; of this story's articles {len(inside)} are like it by"
        f" {params.min_similarity:.2f} or more, of the {window.num_rows - 1} others of these days {len(outside)}"
    ]
    said += _described(connection, article, inside[:NEAREST], "in its story, ", known, params)
    return said + _described(connection, article, outside[:NEAREST], "in another story, ", known, params)


def _document_counts(warehouse: Warehouse, snapshot: Snapshot, connection: query.Connection) -> DocumentCounts:
    counted = query.ask(connection, "articles_counted")["articles"][0].as_py()
    files = [rows_of(warehouse, file) for file in snapshot.files.get("term_documents", ())]
    return DocumentCounts.from_table(counted, pa.concat_tables(files)) if files else DocumentCounts()


def _likenesses(
    connection: query.Connection, window: pa.Table, article_id: str, known: DocumentCounts, params: StoryParams
) -> list[tuple[int, float]]:
    """The rows of a window that one of its articles is like, by similarity."""
    finder = PairFinder(known, params)
    times = integers(window["story_at"].combine_chunks().cast(pa.timestamp("us", "UTC")))
    asked = np.asarray(pc.equal(window["article_id"], article_id), np.bool_)
    for start in range(0, window.num_rows, TILE_ARTICLES):
        tile = window.slice(start, TILE_ARTICLES)
        here = slice(start, start + tile.num_rows)
        finder.add(*_terms(connection, tile.to_pylist()), times[here], asked[here])
    return _of_one(finder.found())


def _of_one(pairs: Pairs) -> list[tuple[int, float]]:
    """The others of pairs that all are of one article, the most alike first."""
    order = np.lexsort((pairs.others, -pairs.similarities))
    return list(zip(pairs.others[order].tolist(), pairs.similarities[order].tolist(), strict=True))


def _terms(connection: query.Connection, rows: Sequence[Row]) -> tuple[ragged.Ragged[np.uint32], Any]:
    """The stored terms of some states."""
    wanted = pa.table({"place": range(len(rows)), "revision_id": [row["revision_id"] for row in rows]})
    times = [row["story_at"] for row in rows]
    return from_table(query.ask(connection, "terms_of", {"wanted": wanted}, since=min(times), until=max(times)))


def _described(
    connection: query.Connection,
    article: Row,
    others: Sequence[Row],
    where: str,
    known: DocumentCounts,
    params: StoryParams,
) -> list[str]:
    if not others:
        return []
    words = words_of_terms(article["title"], article["text"], article["language"])
    wanted = {"wanted": pa.table({"article_id": [row["article_id"] for row in others]})}
    names = {row["article_id"]: row["name"] for row in query.ask(connection, "names_of", wanted).to_pylist()}
    said = []
    for other in others:
        pair = _terms(connection, [article, other])
        shared = shared_terms(weighted(*pair, known, params.terms), words)[:TERMS]
        terms = ", ".join(f"{term.words} {term.part:.3f}" for term in shared)
        said.append(
            f"{where}alike by {other['similarity']:.2f}: {other['article_id']} ({names[other['article_id']]});"
            f" shared terms: {terms}"
        )
    return said
