"""Fold the originals of the days around waiting articles into stories, and keep the ids of stories that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from flows.compare_figures import compare_figures
from flows.credit_agencies import credit_agencies
from flows.database import connect_stored
from flows.describe_revisions import describe_revisions
from flows.find_names import find_names
from flows.memory import release_freed
from flows.outlet_lists import store_lists
from flows.progress import phase
from flows.runs import Run
from transforms.stories import (
    TILE_ARTICLES,
    PairFinder,
    Pairs,
    StoryParams,
    StoryUpdate,
    closeness,
    hand_over,
    linked,
    survivor,
    update_stories,
)
from transforms.term_weights import DocumentCounts, from_table, term_counts
from warehouse import query
from warehouse.schemas import STORIES, STORY_CHANGES
from warehouse.store import Draft

COUNTED_AT_ONCE = 1_000  # texts whose terms are counted: a text is held many times over while it is
SLICES_IN_FILE = 25  # of story_terms: a file is held in memory while it is written
Row: TypeAlias = dict[str, Any]  # of STORIES
Window: TypeAlias = tuple[datetime, datetime]
MEMBER_SCHEMA = pa.schema(
    [
        ("article_id", pa.string()),
        ("story_id", pa.string()),
        ("story_at", pa.timestamp("us", "UTC")),
        ("joined_at", pa.timestamp("us", "UTC")),  # null: in this run
        ("similarity", pa.float32()),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """What grouping did."""

    stories: int = 0  # stories founded


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouping:
    """What is to be stored: where articles are placed, the changes of stories, and the titles of articles."""

    members: pa.Table  # MEMBER_SCHEMA
    changes: pa.Table  # CHANGE_SCHEMA
    titles: Mapping[str, str | None] = field(default_factory=dict)  # of the articles that found a story


def group_stories(run: Run) -> Grouped:
    """Give every original that is in no story one, and every revised one anew, linking it with what it is near.

    Before, note what agencies are credited, what revisions have changed and who is named; then compare the figures of
    the stories that have changed.
    """
    draft = run.open()
    params = StoryParams()
    store_lists(run, draft)
    credit_agencies(run, draft)
    describe_revisions(run, draft)
    find_names(run, draft)
    # Asked first: an original that takes the place of a copy has waited too.
    windows = waiting_windows(run, draft, params)
    _hand_over(run, draft)
    founded = _group(run, draft, windows, params)
    compare_figures(run, draft)
    draft.save()
    return Grouped(stories=founded)


def _group(run: Run, draft: Draft, windows: Sequence[Window], params: StoryParams) -> int:
    """Store what linking each window changes; the number of stories founded."""
    if not windows:
        return 0
    known = _count_terms(run, draft, windows, params)
    release_freed()
    made: list[Regrouping] = []
    merged: dict[str, str] = {}  # by the windows before: a story may lie in several
    with (
        connect_stored(run, draft.paths(), "story_window", "terms_of", "stories_of", "titles_of") as connection,
        phase("stories", len(windows), "windows") as bar,
    ):
        for since, until in windows:
            made.append(_regrouped(connection, since, until, merged, known, params))
            merged |= _merged(made[-1].changes)
            bar.advance(1)
    together = _together(made)
    _store(run, draft, together)
    return _with_change(together.changes, "founded").num_rows


def _count_terms(run: Run, draft: Draft, windows: Sequence[Window], params: StoryParams) -> DocumentCounts:
    """In how many articles each term is, when the terms of the windows' articles that lack them have been stored."""
    stored: list[pa.Table] = []
    with connect_stored(run, draft.paths(), "articles_counted", "uncounted_articles", threads=1) as connection:
        counted = query.ask(connection, "articles_counted")["articles"][0].as_py()
        known = DocumentCounts.from_table(counted, draft.rows("term_documents"))
        for since, until in windows:
            for articles in query.stream(
                connection, "uncounted_articles", {}, rows=COUNTED_AT_ONCE, since=since, until=until
            ):
                stored.append(_counted(articles, known, params))
                if len(stored) == SLICES_IN_FILE:
                    draft.add("story_terms", pa.concat_tables(stored))
                    stored = []
    if stored:
        draft.add("story_terms", pa.concat_tables(stored))
    draft.replace_table("term_documents", known.to_table().rename_columns(["term", "documents", "expected"]))
    return known


def _counted(articles: pa.Table, known: DocumentCounts, params: StoryParams) -> pa.Table:
    """The rows of STORY_TERMS of some articles, which are counted."""
    title, text, language = (articles[name].combine_chunks() for name in ("title", "text", "language"))
    counts = term_counts(title, text, language, params.terms)
    known.add(counts)
    rows = articles.select(["article_id", "revision_id", "story_at"])
    for name, column in counts.to_columns().items():
        rows = rows.append_column(name, column)
    return rows


def _regrouped(
    connection: query.Connection,
    since: datetime,
    until: datetime,
    merged: Mapping[str, str],
    known: DocumentCounts,
    params: StoryParams,
) -> Regrouping:
    """What linking one window changes. merged: the stories that have ended since the stored members were read.

    What waits is linked with all articles of the stories that hold one it is like: no other story can change, as far
    as likeness has not (it does, a little, with the number of articles that have a term).
    """
    days = timedelta(days=params.window_days)
    window = query.ask(connection, "story_window", since=since, until=until, window=days).combine_chunks()
    window = _with_survivors(window, merged)
    if not pc.all(window["is_waiting"]).as_py():
        window = window.filter(pa.array(_near(_alike(connection, window, known, params), window, params)))
    pairs = _alike(connection, window, known, params, all_asked=True)
    groups = linked(pairs, window.num_rows, params)
    stories = _known_stories(connection, _values(window, "story_id"), _values(window, "article_id"))
    update = update_stories(window, groups, stories)
    founders = pa.table({"article_id": _founders(update.changes)})
    titles = query.ask(connection, "titles_of", {"wanted": founders})
    return Regrouping(
        members=_placed(window, update, closeness(pairs, groups)),
        changes=update.changes,
        titles=dict(zip(_values(titles, "article_id"), _values(titles, "title"), strict=True)),
    )


def _alike(
    connection: query.Connection,
    window: pa.Table,
    known: DocumentCounts,
    params: StoryParams,
    *,
    all_asked: bool = False,
) -> Pairs:
    """The pairs of the waiting articles of a window with all, or all pairs; texts are not read, only stored terms."""
    finder = PairFinder(known, params)
    times = np.asarray(window["story_at"].cast(pa.timestamp("us", "UTC")).cast(pa.int64()), np.int64)
    waiting = np.asarray(window["is_waiting"], np.bool_) | all_asked
    for start in range(0, window.num_rows, TILE_ARTICLES):
        tile = window.slice(start, TILE_ARTICLES)
        at = tile["story_at"]
        wanted = pa.table({"place": np.arange(tile.num_rows), "revision_id": tile["revision_id"]})
        rows = query.ask(connection, "terms_of", {"wanted": wanted}, since=at[0].as_py(), until=at[len(at) - 1].as_py())
        here = slice(start, start + tile.num_rows)
        finder.add(*from_table(rows), times[here], waiting[here])
    return finder.found()


def _near(pairs: Pairs, window: pa.Table, params: StoryParams) -> npt.NDArray[np.bool_]:
    """Which articles of a window wait, or are in a story with one that waits or that is like one that waits."""
    stories = window["story_id"].combine_chunks()
    waiting = np.flatnonzero(np.asarray(window["is_waiting"], np.bool_))
    others = pairs.others[pairs.similarities >= params.threshold]
    met = stories.take(pa.array(np.concatenate([waiting, others]))).drop_null()
    near = np.asarray(pc.is_in(stories, value_set=pc.unique(met)), np.bool_)
    near[waiting] = True
    return near


def _together(made: Sequence[Regrouping]) -> Regrouping:
    """All windows as one. What a window has placed in a story that a later one merges goes along."""
    members: pa.Table = MEMBER_SCHEMA.empty_table()
    titles: dict[str, str | None] = {}
    for part in made:
        members = pa.concat_tables([_with_survivors(members, _merged(part.changes)), part.members])
        titles |= part.titles
    return Regrouping(members=members, changes=pa.concat_tables(part.changes for part in made), titles=titles)


def _hand_over(run: Run, draft: Draft) -> None:
    """Take articles that have become copies out of their stories, which go on with their originals."""
    with connect_stored(run, draft.paths(), "members_that_are_copies", "stories_of") as connection:
        copies = query.ask(connection, "members_that_are_copies")
        stories = _known_stories(connection, [*_values(copies, "story_id"), *_values(copies, "original_story_id")])
    if copies.num_rows:
        draft.remove_rows("story_members", "article_id", copies["article_id"].combine_chunks())
        changes = hand_over(copies, stories)
        _store(run, draft, Regrouping(members=_heirs(copies, changes), changes=changes))


def _heirs(copies: pa.Table, changes: pa.Table) -> pa.Table:
    """The originals that take the places of their copies."""
    merged = _merged(changes)
    placed_at = dict(zip(_values(copies, "original_id"), copies["original_at"].to_pylist(), strict=True))
    joined = _with_change(changes, "joined")
    ids = _values(joined, "article_id")
    stories = [survivor(story, merged) for story in _values(joined, "story_id")]
    rows = [{"article_id": a, "story_id": s, "story_at": placed_at[a]} for a, s in zip(ids, stories, strict=True)]
    return pa.Table.from_pylist(rows, schema=MEMBER_SCHEMA)


def waiting_windows(run: Run, draft: Draft, params: StoryParams) -> list[Window]:
    """The times around the originals that wait for a story; none overlap, so one old article opens no years."""
    days = timedelta(days=params.window_days)
    with connect_stored(run, draft.paths(), "articles_without_story") as connection:
        waiting = query.ask(connection, "articles_without_story", gap=2 * days).to_pylist()
    return [(row["since"] - days, row["until"] + days) for row in waiting]


def _known_stories(
    connection: query.Connection, story_ids: Sequence[str | None], article_ids: Sequence[str | None] = ()
) -> pa.Table:
    """The stored stories with these ids, and those that these articles have founded."""
    ids = [*story_ids, *[None] * len(article_ids)], [*[None] * len(story_ids), *article_ids]
    wanted = pa.table([pa.array(column, pa.string()) for column in ids], names=["story_id", "article_id"])
    return query.ask(connection, "stories_of", {"wanted": wanted})


def _placed(window: pa.Table, update: StoryUpdate, close: npt.NDArray[np.float32]) -> pa.Table:
    """The articles whose story is new or another than before, and those that have waited, so that they wait no more.

    Also those of stories with such an article, as what they are like has changed; these keep the time they joined.
    """
    assigned = update.assignment["story_id"]
    stays = pc.and_(pc.equal(window["story_id"], assigned).fill_null(False), pc.invert(window["is_waiting"]))
    touched = pc.unique(assigned.filter(pc.invert(stays)))
    joined = pc.if_else(stays, window["joined_at"], pa.scalar(None, window["joined_at"].type))
    rows = pa.table(
        [
            window["article_id"],
            assigned,
            window["story_at"],
            joined,
            pa.array(close, from_pandas=True),
        ],
        schema=MEMBER_SCHEMA,
    )
    return rows.filter(pc.is_in(assigned, value_set=touched))


def _store(run: Run, draft: Draft, made: Regrouping) -> None:
    """Store the new places of articles, the stories founded and merged, and what has changed."""
    merged = _merged(made.changes)
    with connect_stored(run, draft.paths(), "members_of", "stories_of") as connection:
        members = pa.concat_tables([made.members, _left_behind(connection, merged, made.members)])
        stories = _stories_merged(connection, merged) | _stories_founded(run, made)
    joined_at = members["joined_at"].fill_null(pa.scalar(run.started_at, pa.timestamp("us", "UTC")))
    members = members.set_column(members.schema.get_field_index("joined_at"), "joined_at", joined_at)
    draft.replace_rows("story_members", "article_id", members)
    draft.replace_rows("stories", "story_id", pa.Table.from_pylist(list(stories.values()), STORIES.schema))
    _store_changes(run, draft, made.changes)


def _stories_founded(run: Run, made: Regrouping) -> dict[str, Row]:
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


def _stories_merged(connection: query.Connection, merged: Mapping[str, str]) -> dict[str, Row]:
    rows = _known_stories(connection, list(merged)).select(STORIES.schema.names).to_pylist()
    return {row["story_id"]: row | {"merged_into": merged[row["story_id"]]} for row in rows}


def _left_behind(connection: query.Connection, merged: Mapping[str, str], placed: pa.Table) -> pa.Table:
    """The members of merged stories that no window held, in the stories that took these over."""
    wanted = pa.table({"story_id": pa.array(list(merged), pa.string())})
    members = query.ask(connection, "members_of", {"wanted": wanted}).cast(MEMBER_SCHEMA)
    members = members.filter(pc.invert(pc.is_in(members["article_id"], value_set=placed["article_id"])))
    return _with_survivors(members, merged)


def _with_survivors(articles: pa.Table, merged: Mapping[str, str]) -> pa.Table:
    """The articles of merged stories in those that took these over."""
    if not merged:
        return articles
    stories = [story and survivor(story, merged) for story in _values(articles, "story_id")]
    return articles.set_column(articles.schema.get_field_index("story_id"), "story_id", pa.array(stories, pa.string()))


def _store_changes(run: Run, draft: Draft, changes: pa.Table) -> None:
    rows = changes.rename_columns(
        {"change": "kind", "previous_story_id": "other_story_id", "article_id": "article_id", "story_id": "story_id"}
    )
    rows = _at(rows, "changed_at", run).append_column("run_id", pa.array([run.run_id] * rows.num_rows, pa.string()))
    draft.add("story_changes", rows.select(STORY_CHANGES.schema.names))


def _merged(changes: pa.Table) -> dict[str, str]:
    """What each story that has ended was merged into."""
    rows = _with_change(changes, "merged")
    return dict(zip(_values(rows, "previous_story_id"), _values(rows, "story_id"), strict=True))


def _founders(changes: pa.Table) -> pa.ChunkedArray[pa.StringScalar]:
    return _with_change(changes, "founded")["article_id"]


def _values(rows: pa.Table, name: str) -> list[Any]:
    return rows[name].to_pylist()


def _with_change(changes: pa.Table, kind: str) -> pa.Table:
    return changes.filter(pc.equal(changes["change"], pa.scalar(kind)))


def _at(rows: pa.Table, name: str, run: Run) -> pa.Table:
    """The rows with the run's beginning as one more column."""
    return rows.append_column(name, pa.array([run.started_at] * rows.num_rows, pa.timestamp("us", "UTC")))
