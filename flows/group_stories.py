"""Fold the originals of the open window into stories, and keep the ids of stories that are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc

from flows.compare_figures import compare_figures
from flows.progress import phase
from flows.runs import Run
from transforms.stories import CHANGE_SCHEMA, StoryParams, StoryUpdate, update_stories
from warehouse import query
from warehouse.schemas import STORIES, STORY_CHANGES
from warehouse.store import Draft

MEMBER_SCHEMA = pa.schema(
    [("article_id", pa.string()), ("story_id", pa.string()), ("story_at", pa.timestamp("us", "UTC"))]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """What grouping did."""

    stories: int = 0  # stories founded


@dataclass(slots=True, kw_only=True)
class Regrouping:
    """What is to be stored."""

    members: pa.Table = field(default_factory=MEMBER_SCHEMA.empty_table)  # articles placed or placed anew
    changes: pa.Table = field(default_factory=CHANGE_SCHEMA.empty_table)
    titles: dict[str, str | None] = field(default_factory=dict)  # by founding article


def group_stories(run: Run) -> Grouped:
    """Give every original that is in no story one, and every revised one anew, linking it with the days around it.

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
        update = update_stories(window, _known_stories(draft, window))
        bar.advance(window.num_rows)
    titles = dict(zip(window["article_id"].to_pylist(), window["title"].to_pylist(), strict=True))
    _store(run, draft, Regrouping(members=_placed(window, update), changes=update.changes, titles=titles))
    return _with_change(update.changes, "founded").num_rows


def _drop_copies(draft: Draft) -> None:
    """Take articles that have become copies out of their stories: they follow their originals now."""
    with query.connect(draft.paths()) as connection:
        gone = query.ask(connection, "members_that_are_copies")["article_id"].combine_chunks()
    if len(gone):
        draft.remove_rows("story_members", "article_id", gone)


def _open_window(draft: Draft, params: StoryParams) -> pa.Table | None:
    """The originals around those that wait for a story; None if none does."""
    with query.connect(draft.paths()) as connection:
        [waiting] = query.ask(connection, "articles_without_story").to_pylist()
        if not waiting["articles"]:
            return None
        days = timedelta(days=params.window_days)
        since, until = waiting["since"] - days, waiting["until"] + days
        return query.ask(connection, "story_window", since=since, until=until, window=days)


def _known_stories(draft: Draft, window: pa.Table) -> pa.Table:
    with query.connect(draft.paths()) as connection:
        return query.ask(connection, "stories_of", {"wanted": window.select(["article_id", "story_id"])})


def _placed(window: pa.Table, update: StoryUpdate) -> pa.Table:
    """The articles whose story is new or another than before, and those that have waited, so that they wait no more."""
    ordered = window.sort_by("article_id")
    assigned = update.assignment.sort_by("article_id")["story_id"]
    stays = pc.equal(ordered["story_id"], assigned).fill_null(False)
    placed = ordered.set_column(ordered.schema.get_field_index("story_id"), "story_id", assigned)
    return placed.filter(pc.or_(pc.invert(stays), ordered["is_waiting"])).select(MEMBER_SCHEMA.names)


def _store(run: Run, draft: Draft, made: Regrouping) -> None:
    """Store the new places of articles, the stories founded and merged, and what has changed."""
    merged = {row["previous_story_id"]: row["story_id"] for row in _with_change(made.changes, "merged").to_pylist()}
    stories = _stories_founded(run, made) | _stories_merged(draft, merged)
    members = pa.concat_tables([made.members, _left_behind(draft, merged, made.members)])
    draft.replace_rows("story_members", "article_id", _at(members, "joined_at", run))
    draft.replace_rows("stories", "story_id", pa.Table.from_pylist(list(stories.values()), STORIES.schema))
    _store_changes(run, draft, made.changes)


def _stories_founded(run: Run, made: Regrouping) -> dict[str, dict[str, object]]:
    """The rows of new stories; one that was merged and splits off again gets its old id back, and with it its row."""
    return {
        change["story_id"]: {
            "story_id": change["story_id"],
            "founding_article_id": change["article_id"],
            "title": made.titles[change["article_id"]],
            "founded_at": run.started_at,
            "merged_into": None,
        }
        for change in _with_change(made.changes, "founded").to_pylist()
    }


def _stories_merged(draft: Draft, merged: dict[str, str]) -> dict[str, dict[str, object]]:
    if not merged:
        return {}
    ids = pa.array(list(merged), pa.string())
    with query.connect(draft.paths()) as connection:
        wanted = pa.table({"article_id": pa.nulls(len(ids), pa.string()), "story_id": ids})
        rows = query.ask(connection, "stories_of", {"wanted": wanted}).select(STORIES.schema.names).to_pylist()
    return {row["story_id"]: row | {"merged_into": merged[row["story_id"]]} for row in rows}


def _left_behind(draft: Draft, merged: dict[str, str], placed: pa.Table) -> pa.Table:
    """The members of merged stories that no window held, in the stories that took these over."""
    if not merged:
        return MEMBER_SCHEMA.empty_table()
    with query.connect(draft.paths()) as connection:
        wanted = pa.table({"story_id": pa.array(list(merged), pa.string())})
        members = query.ask(connection, "members_of", {"wanted": wanted})
    members = members.filter(pc.invert(pc.is_in(members["article_id"], value_set=placed["article_id"])))
    stories = pa.array([merged[str(story)] for story in members["story_id"].to_pylist()], pa.string())
    return members.set_column(members.schema.get_field_index("story_id"), "story_id", stories)


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
