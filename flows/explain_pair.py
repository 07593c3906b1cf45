"""Why two articles are duplicates or not: what their texts share, which conditions hold, and what their groups are."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from flows.errors import NothingToExplain
from flows.fingerprint_file import FingerprintFile
from flows.link_duplicates import compared_anew
from transforms.columns import column, integers
from transforms.duplicates import DuplicateParams, conditions, likeness, similar_titles
from transforms.fingerprints import word_sets
from warehouse import query
from warehouse.leases import held
from warehouse.store import Warehouse

Row = dict[str, Any]
SCHEMA = pa.schema([("step", pa.string()), ("what", pa.string())])


def explain_pair(warehouse: Warehouse, one: str, other: str) -> pa.Table:
    """The steps from two articles to whether one repeats the other, with the numbers: step, what.

    Their groups are found anew, beside the articles they share keys with and the neighbours of these.
    Raises NothingToExplain if a name means no article or several.
    """
    with held(warehouse) as snapshot, tempfile.TemporaryDirectory() as folder:
        paths = warehouse.paths(snapshot)
        with query.connect_stored(paths) as connection:
            pair = pa.concat_tables([_meant(connection, one), _meant(connection, other)])
            if pair["article_id"][0] == pair["article_id"][1]:
                raise NothingToExplain(f"{one!r} and {other!r} are the same article, {pair['article_id'][0]}")
            with closing(FingerprintFile(Path(folder, "fingerprints"))) as prints:
                links = compared_anew(paths, pair, prints, Path(folder)).slice(0, 2).to_pylist()
                measured = _measured(pair, prints)
    first, second = pair.to_pylist()
    steps = [("article", _named(row)) for row in (first, second)]
    steps += measured
    steps += [("round-up", f"{row['article_id']} is made of passages of others") for row in links if row["is_round_up"]]
    steps += [("group", _group(row)) for row in links]
    steps += [("stored", _stored(row)) for row in (first, second)]
    steps.append(("so", _verdict(first, second)))
    return pa.Table.from_pylist([{"step": step, "what": what} for step, what in steps], SCHEMA)


def _meant(connection: query.Connection, what: str) -> pa.Table:
    found = query.ask(connection, "articles_meant", what=what)
    if found.num_rows != 1:
        raise NothingToExplain(f"{what!r} means {found.num_rows or 'no'} articles; one is wanted")
    return found


def _measured(pair: pa.Table, prints: FingerprintFile) -> list[tuple[str, str]]:
    """What the two texts share, and the conditions for one to repeat the other."""
    params = DuplicateParams()
    texts = prints.take(np.array([0, 1]))
    a, b = np.array([0]), np.array([1])
    outlets = pair["outlet"].to_pylist()
    same_outlet = np.array([outlets[0] == outlets[1] and outlets[0] is not None])
    similar_title = similar_titles(word_sets(column(pair, "title")), a, b, params)
    alike = likeness(texts, a, b)
    sizes = integers(pa.array(texts.shingles.lengths)).tolist()
    few = int(alike.numbers[0]) < params.min_numbers
    wanted = params.min_containment_few_numbers if few else params.min_containment
    shown = [
        ("words", f"{alike.shared[0]} runs of five words are in both, of {sizes[0]} and {sizes[1]}"),
        ("containment", f"{alike.containment[0]:.2f} of the shorter text is in the longer one; {wanted} is wanted"),
        ("Jaccard", f"{alike.jaccard[0]:.2f} of all runs are in both"),
        ("numbers", _numbers(alike.numbers[0], alike.shared_numbers[0], alike.shared_places[0], params)),
        ("outlet", _outlet(bool(same_outlet[0]), bool(similar_title[0]))),
    ]
    if texts.exact[0] == texts.exact[1]:
        return [*shown, ("condition", "all words are the same: yes, and the others are not asked for")]
    held_by = conditions(alike, same_outlet, similar_title & same_outlet, params)
    return [*shown, *(("condition", f"{name}: {'yes' if holds[0] else 'no'}") for name, holds in held_by.items())]


def _numbers(fewer: int, shared: float, placed: float, params: DuplicateParams) -> str:
    if fewer < params.min_numbers:
        return f"{fewer} in the text with fewer, too few to say anything"
    return (
        f"{shared:.2f} of the {fewer} in the text with fewer are in both, {placed:.2f} after the same word;"
        f" with the containment {params.min_words_and_numbers} and {params.min_words_and_places} are wanted,"
        f" and {params.min_shared_numbers} of them in any case"
    )


def _outlet(is_same: bool, is_similar: bool) -> str:
    if not is_same:
        return "not the same"
    return "the same, and the titles are alike: it may be an update" if is_similar else "the same, under other titles"


def _named(row: Row) -> str:
    dated = f", {row['published_at']:%Y-%m-%d %H:%M} UTC" if row["published_at"] else ", undated"
    return f"{row['article_id']} ({row['outlet'] or 'outlet not known'}: {row['title'] or 'untitled'}{dated})"


def _group(row: Row) -> str:
    if row["original_id"] == row["article_id"]:
        return f"{row['article_id']} repeats no other, compared today"
    return f"{row['article_id']} repeats {row['original_id']} ({row['relation']}, {row['method']}), compared today"


def _stored(row: Row) -> str:
    if row["original_id"] is None:
        return f"{row['article_id']} is stored as an original"
    return f"{row['article_id']} is stored as a copy of {row['original_id']} ({row['relation']}, {row['method']})"


def _verdict(first: Row, second: Row) -> str:
    originals = [row["original_id"] or row["article_id"] for row in (first, second)]
    if originals[0] != originals[1]:
        return "they are not duplicates: they are in different groups"
    if originals[0] in (first["article_id"], second["article_id"]):
        return f"they are duplicates: {originals[0]} is the original of the other"
    return f"they are duplicates: both repeat {originals[0]}"
