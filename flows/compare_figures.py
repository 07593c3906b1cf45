"""Find the figures of stories that several outlets report, and put those that speak of one thing side by side."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pyarrow as pa

from flows.progress import phase
from flows.runs import Run
from transforms.differences import Difference, differences
from transforms.figures import Figure, figures
from warehouse import query
from warehouse.schemas import DIFFERENCES, FIGURES
from warehouse.store import Draft


def compare_figures(run: Run, draft: Draft) -> None:
    """Store the figures and differences of the stories in which something has changed, also where none are left."""
    with query.connect_stored(draft.paths()) as connection:
        touched = query.ask(connection, "touched_stories", run_id=run.run_id, started_at=run.started_at)
        articles = query.ask(connection, "widely_reported", {"wanted": touched}).to_pylist()
        renewed = query.ask(connection, "figures_to_renew", {"wanted": touched})
    found_rows: list[dict[str, Any]] = []
    pair_rows: list[dict[str, Any]] = []
    with phase("figures", len(articles), "articles") as bar:
        for story_id, members in groupby(articles, key=lambda article: article["story_id"]):
            found = {a["article_id"]: (a, figures(a["title"], a["text"], a["language"])) for a in members}
            found_rows += [_figure_row(a, figure) for a, own in found.values() for figure in own]
            pairs = differences({article_id: own for article_id, (_, own) in found.items()})
            pair_rows += [_difference_row(story_id, pair) for pair in pairs]
            bar.advance(len(found))
    draft.remove_rows("figures", "article_id", renewed["article_id"].combine_chunks())
    draft.add("figures", pa.Table.from_pylist(found_rows, FIGURES.schema))
    draft.remove_rows("differences", "story_id", touched["story_id"].combine_chunks())
    draft.add("differences", pa.Table.from_pylist(pair_rows, DIFFERENCES.schema))


def _figure_row(article: dict[str, Any], figure: Figure) -> dict[str, Any]:
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


def _difference_row(story_id: str, pair: Difference) -> dict[str, Any]:
    return {
        "story_id": story_id,
        "subject": pair.left.unit,
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
