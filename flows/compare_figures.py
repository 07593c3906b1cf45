"""Find the figures of stories that several outlets report, and put those that speak of one thing side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

import pyarrow as pa

from flows.database import connect_stored
from flows.progress import phase
from flows.runs import Run
from transforms.differences import Difference, differences
from transforms.figures import Figure, figures
from transforms.statements import statements
from warehouse import query
from warehouse.schemas import DIFFERENCES, FIGURES
from warehouse.store import Draft

STORIES_AT_ONCE = 500  # whose texts are held: bounds the memory
Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was found in some stories."""

    figures: pa.Table
    differences: pa.Table


def compare_figures(run: Run, draft: Draft) -> None:
    """Store the figures and differences of the stories in which something has changed, also where none are left."""
    made: list[Compared] = []
    questions = ("touched_stories", "widely_reported", "figures_to_renew", "originals_of")
    with connect_stored(run, draft.paths(), *questions) as connection:
        touched = query.ask(connection, "touched_stories", run_id=run.run_id, started_at=run.started_at)
        reported = query.ask(connection, "widely_reported", {"wanted": touched})["story_id"]
        renewed = query.ask(connection, "figures_to_renew", {"wanted": touched})
        with phase("figures", len(reported), "stories") as bar:
            for start in range(0, len(reported), STORIES_AT_ONCE):
                wanted = pa.table({"story_id": reported[start : start + STORIES_AT_ONCE]})
                made.append(_compared(query.ask(connection, "originals_of", {"wanted": wanted}).to_pylist()))
                bar.advance(wanted.num_rows)
    draft.remove_rows("figures", "article_id", renewed["article_id"].combine_chunks())
    draft.remove_rows("differences", "story_id", touched["story_id"].combine_chunks())
    if made:
        draft.add("figures", pa.concat_tables(part.figures for part in made))
        draft.add("differences", pa.concat_tables(part.differences for part in made))


def _compared(originals: Sequence[Row]) -> Compared:
    """The figures and differences of some stories. originals: all of them, story by story."""
    figure_rows: list[Row] = []
    pair_rows: list[Row] = []
    for story_id, members in groupby(originals, key=lambda article: article["story_id"]):
        found = {a["article_id"]: (a, _said_in(a)) for a in members}
        figure_rows += [_figure_row(a, figure) for a, own in found.values() for figure in own]
        pairs = differences(
            {article_id: own for article_id, (_, own) in found.items()},
            texts={article_id: article["text"] for article_id, (article, _) in found.items()},
        )
        pair_rows += [_difference_row(story_id, pair) for pair in pairs]
    return Compared(
        figures=pa.Table.from_pylist(figure_rows, FIGURES.schema),
        differences=pa.Table.from_pylist(pair_rows, DIFFERENCES.schema),
    )


def _said_in(article: Row) -> list[Figure]:
    """The figures and statements of an article."""
    return [
        *figures(article["title"], article["text"], article["language"]),
        *statements(article["text"], article["language"]),
    ]


def _figure_row(article: Row, figure: Figure) -> Row:
    return {
        "article_id": article["article_id"],
        "revision_id": article["revision_id"],
        "value": figure.value,
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "sentence": figure.sentence,
        "is_in_title": figure.is_in_title,
        "start": figure.start,
        "end": figure.end,
    }


def _difference_row(story_id: str, pair: Difference) -> Row:
    return {
        "story_id": story_id,
        "subject": pair.subject,
        "relation": pair.relation,
        "article_id": pair.left_id,
        "value": pair.left.value,
        "qualifier": pair.left.qualifier,
        "sentence": pair.left.sentence,
        "other_article_id": pair.right_id,
        "other_value": pair.right.value,
        "other_qualifier": pair.right.qualifier,
        "other_sentence": pair.right.sentence,
    }
