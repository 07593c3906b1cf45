"""Fold the originals of the open window into stories, and keep the ids of stories that are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc

from flows.compare_figures import compare_figures
from flows.progress import phase
from flows.runs import Run
from transforms.stories import StoryParams, update_stories
from warehouse import query
from warehouse.schemas import STORIES, STORY_CHANGES
from warehouse.store import Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """What grouping did."""

    stories: int = 0  # stories founded


def group_stories(run: Run) -> Grouped:
    """Give every original that is in no story one, linking it with all articles of the days around it.

    Then compare the figures of the stories that have changed.
    """
    draft = run.open()
    _drop_copies(draft)
    window = _open_window(draft, StoryParams())
    founded = 0 if window is None else _group(run, draft, window)
    compare_figures(run, draft)
    draft.save()
    return Grouped(stories=founded)


def _group(run: Run, draft: Draft, window: pa.Table) -> int:
    """Store what linking the window changes; the number of stories founded."""
    with phase("stories", window.num_rows, "articles") as bar:
        update = update_stories(window)
        bar.advance(window.num_rows)
    _store_members(run, draft, window, update.assignment)
    _store_stories(run, draft, window, update.changes)
    _store_changes(run, draft, update.changes)
    return _with_change(update.changes, "founded").num_rows


def _drop_copies(draft: Draft) -> None:
    """Take articles that have become copies out of their stories: they follow their originals now."""
    with query.connect(draft.paths()) as connection:
        gone = query.ask(connection, "members_that_are_copies")["article_id"].combine_chunks()
    if len(gone):
        draft.remove_rows("story_members", "article_id", gone)


def _open_window(draft: Draft, params: StoryParams) -> pa.Table | None:
    """The originals around those that are in no story; None if all are in one."""
    with query.connect(draft.paths()) as connection:
        [waiting] = query.ask(connection, "articles_without_story").to_pylist()
        if not waiting["articles"]:
            return None
        days = timedelta(days=params.window_days)
        return query.ask(connection, "story_window", since=waiting["since"] - days, until=waiting["until"] + days)


def _store_members(run: Run, draft: Draft, window: pa.Table, assignment: pa.Table) -> None:
    """Store the story of each article whose story is new or another than before."""
    assigned = assignment.sort_by("article_id")["story_id"]
    ordered = window.sort_by("article_id")
    stays = pc.equal(ordered["story_id"], assigned).fill_null(False)
    changed = ordered.set_column(ordered.schema.get_field_index("story_id"), "story_id", assigned)
    changed = changed.filter(pc.invert(stays)).select(["article_id", "story_id", "story_at"])
    draft.replace_rows("story_members", "article_id", _at(changed, "joined_at", run))


def _store_stories(run: Run, draft: Draft, window: pa.Table, changes: pa.Table) -> None:
    """Store the stories founded, and mark the merged ones."""
    titles = dict(zip(window["article_id"].to_pylist(), window["title"].to_pylist(), strict=True))
    founded = [
        {
            "story_id": change["story_id"],
            "founding_article_id": change["article_id"],
            "title": titles[change["article_id"]],
            "founded_at": run.started_at,
            "merged_into": None,
        }
        for change in _with_change(changes, "founded").to_pylist()
    ]
    # A story that was merged and splits off again gets its old id back, and with it its row.
    draft.replace_rows("stories", "story_id", pa.Table.from_pylist(founded, STORIES.schema))
    merged = {change["previous_story_id"]: change["story_id"] for change in _with_change(changes, "merged").to_pylist()}
    if merged:
        draft.replace_rows("stories", "story_id", _stories_merged(draft, merged))


def _stories_merged(draft: Draft, merged: dict[str, str]) -> pa.Table:
    with query.connect(draft.paths()) as connection:
        wanted = pa.table({"story_id": pa.array(list(merged), pa.string())})
        rows = query.ask(connection, "stories_of", {"wanted": wanted}).to_pylist()
    return pa.Table.from_pylist([row | {"merged_into": merged[row["story_id"]]} for row in rows], STORIES.schema)


def _store_changes(run: Run, draft: Draft, changes: pa.Table) -> None:
    rows = changes.rename_columns(
        {"change": "kind", "previous_story_id": "other_story_id", "article_id": "article_id", "story_id": "story_id"}
    )
    rows = _at(rows, "changed_at", run).append_column("run_id", pa.array([run.run_id] * rows.num_rows, pa.string()))
    draft.add("story_changes", rows.select(STORY_CHANGES.schema.names))


def _with_change(changes: pa.Table, kind: str) -> pa.Table:
    return changes.filter(pc.equal(changes["change"], pa.scalar(kind)))


def _at(rows: pa.Table, name: str, run: Run) -> pa.Table:
    """The rows with the run's beginning as one more column."""
    return rows.append_column(name, pa.array([run.started_at] * rows.num_rows, pa.timestamp("us", "UTC")))
