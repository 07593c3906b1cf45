"""Stories: one event, one story; ids that stay; changes that are told."""

from __future__ import annotations

import json
import random
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from transforms import stories as grouping
from transforms.records import content_id
from transforms.stories import StoryUpdate, group_stories, hand_over, in_order

CASES: list[dict[str, str]] = json.loads((Path(__file__).parent / "cases" / "stories.json").read_text("utf-8"))
SHORT_REPORTS = json.loads((Path(__file__).parent / "cases" / "short_reports.json").read_text())  # invented
BY_ID = {case["id"]: case for case in CASES}


def table(ids: list[str], *, dated: bool = True, known: dict[str, str] | None = None) -> pa.Table:
    rows = [BY_ID[name] for name in ids]
    times = [datetime.fromisoformat(row["published_at"]) if dated else None for row in rows]
    return pa.table(
        {
            "article_id": ids,
            "title": [row["title"] for row in rows],
            "text": [row["text"] for row in rows],
            "language": [row["language"] for row in rows],
            "published_at": pa.array(times, pa.timestamp("us", "UTC")),
            "story_id": pa.array([(known or {}).get(name) for name in ids], pa.string()),
            "leaves_story": pa.array([False] * len(ids)),
        }
    )


def founded_by(*founders: str) -> pa.Table:
    """Known stories, oldest first."""
    ids = [content_id("story", founder) for founder in founders]
    merged = pa.nulls(len(ids), pa.string())
    return pa.table({"story_id": ids, "founder_id": pa.array(founders, pa.string()), "merged_into": merged})


def update_with(articles: pa.Table, stories: pa.Table) -> StoryUpdate:
    """The update, its assignment by article_id."""
    articles = articles.take(pa.array(in_order(articles)))
    update = grouping.update_stories(articles, group_stories(articles), stories)
    return StoryUpdate(assignment=update.assignment.sort_by("article_id"), changes=update.changes)


def update_stories(articles: pa.Table) -> StoryUpdate:
    """The update where every story is as old as the article it is named after."""
    known = set(articles["story_id"].to_pylist())
    return update_with(articles, founded_by(*[name for name in BY_ID if content_id("story", name) in known]))


def groups(ids: list[str], articles: pa.Table) -> set[frozenset[str]]:
    members: dict[int, set[str]] = {}
    for name, founder in zip(ids, group_stories(articles).tolist(), strict=True):
        members.setdefault(founder, set()).add(name)
    return {frozenset(group) for group in members.values()}


def stories(update: StoryUpdate) -> dict[str, str]:
    return dict(zip(*update.assignment.to_pydict().values(), strict=True))


def changes(update: StoryUpdate) -> list[tuple[str, str | None, str, str | None]]:
    return [tuple(row.values()) for row in update.changes.to_pylist()]


def test_articles_about_one_event_are_one_story() -> None:
    ids = [case["id"] for case in CASES]

    found = groups(ids, table(ids))

    assert found == {frozenset(name for name in ids if BY_ID[name]["event"] == case["event"]) for case in CASES}


def test_two_articles_alone_in_an_empty_warehouse_are_one_story() -> None:
    for pair in (["ferry-1", "ferry-2"], ["brand-1", "brand-2"], ["jishin-1", "jishin-2"]):
        assert groups(pair, table(pair)) == {frozenset(pair)}


def test_two_unrelated_articles_alone_are_two_stories() -> None:
    for pair in (["ferry-1", "budget-1"], ["budget-2", "telescope-1"], ["jishin-1", "yasai-1"], ["ferry-1", "brand-1"]):
        assert groups(pair, table(pair)) == {frozenset([name]) for name in pair}


@pytest.mark.parametrize("case", SHORT_REPORTS, ids=lambda case: case["language"])
def test_short_reports_on_one_event_are_one_story_in_any_script(case: dict[str, Any]) -> None:
    articles = pa.table(
        {
            "article_id": ["a", "b", "c"],
            "title": pa.nulls(3, pa.string()),
            "text": [*case["reports"], case["other"]],
            "language": [case["language"]] * 3,
            "published_at": pa.nulls(3, pa.timestamp("us", "UTC")),
        }
    )

    assert group_stories(articles).tolist() == [0, 0, 2]


def test_undated_articles_are_of_one_time() -> None:
    pair = ["ferry-1", "ferry-2"]

    assert groups(pair, table(pair, dated=False)) == {frozenset(pair)}


def test_articles_further_apart_than_the_window_are_two_stories() -> None:
    pair = ["ferry-1", "ferry-2"]
    later = pa.array([datetime.fromisoformat(f"2031-0{month}-04T08:00:00+00:00") for month in (3, 4)])
    apart = table(pair).set_column(4, "published_at", later.cast(pa.timestamp("us", "UTC")))

    assert groups(pair, apart) == {frozenset([name]) for name in pair}


def test_order_of_rows_makes_no_difference() -> None:
    ids = [case["id"] for case in CASES]
    expected = update_stories(table(ids))

    for seed in range(5):
        shuffled = random.Random(seed).sample(ids, len(ids))
        update = update_stories(table(shuffled))

        assert update.assignment.equals(expected.assignment)
        assert update.changes.equals(expected.changes)


def test_labels_keep_number_and_order_and_do_not_depend_on_the_order_of_rows() -> None:
    ids = [case["id"] for case in CASES]
    expected = groups(ids, table(ids))

    for seed in range(5):
        shuffled = random.Random(seed).sample(ids, len(ids))
        labels = group_stories(table(shuffled)).tolist()

        assert len(labels) == len(shuffled)
        assert all(labels[label] == label for label in labels)
        named = [{name for name, of in zip(shuffled, labels, strict=True) if of == label} for label in set(labels)]
        assert {frozenset(group) for group in named} == expected


def test_a_story_is_named_after_its_first_article() -> None:
    update = update_stories(table(["ferry-2", "ferry-1"]))

    assert set(stories(update).values()) == {content_id("story", "ferry-1")}
    assert [change[:2] for change in changes(update)] == [("founded", "ferry-1"), ("joined", "ferry-2")]


def test_a_known_story_keeps_its_id_when_an_earlier_article_arrives() -> None:
    known = {"ferry-2": content_id("story", "ferry-2")}

    update = update_stories(table(["ferry-1", "ferry-2"], known=known))

    assert set(stories(update).values()) == {known["ferry-2"]}
    assert changes(update) == [("joined", "ferry-1", known["ferry-2"], None)]


def test_running_again_changes_nothing() -> None:
    ids = [case["id"] for case in CASES]
    first = update_stories(table(ids))

    again = update_stories(table(ids, known=stories(first)))

    assert again.assignment.equals(first.assignment)
    assert again.changes.num_rows == 0


def test_a_merge_keeps_the_older_id_and_tells_of_the_other() -> None:
    older, younger = content_id("story", "ferry-1"), content_id("story", "ferry-3")

    update = update_stories(table(["ferry-1", "ferry-2", "ferry-3"], known={"ferry-1": older, "ferry-3": younger}))

    assert set(stories(update).values()) == {older}
    assert changes(update) == [("joined", "ferry-2", older, None), ("merged", None, older, younger)]


def test_a_merge_keeps_the_older_id_when_its_beginning_lies_outside_the_window() -> None:
    older, younger = content_id("story", "long-ago"), content_id("story", "ferry-1")
    articles = table(["ferry-1", "ferry-2", "ferry-3"], known={"ferry-1": younger, "ferry-3": older})

    update = update_with(articles, founded_by("long-ago", "ferry-1"))

    assert set(stories(update).values()) == {older}
    assert changes(update) == [("joined", "ferry-2", older, None), ("merged", None, older, younger)]


def test_an_article_that_has_left_the_story_it_founded_founds_another() -> None:
    left = content_id("story", "ferry-1")

    update = update_with(table(["ferry-1", "budget-1"], known={"budget-1": left}), founded_by("ferry-1"))

    assert stories(update)["budget-1"] == left != stories(update)["ferry-1"]


def test_a_split_leaves_the_id_with_the_founder() -> None:
    story = content_id("story", "budget-1")
    known = dict.fromkeys(["budget-1", "ferry-1", "ferry-2", "ferry-3"], story)

    update = update_stories(table(list(known), known=known))

    ferry = content_id("story", "ferry-1")
    assert stories(update) == {"budget-1": story, "ferry-1": ferry, "ferry-2": ferry, "ferry-3": ferry}
    assert changes(update) == [
        ("founded", "ferry-1", ferry, None),
        ("moved", "ferry-2", ferry, story),
        ("moved", "ferry-3", ferry, story),
        ("split", None, ferry, story),
    ]


def test_an_article_in_the_wrong_story_moves() -> None:
    ferry, budget = content_id("story", "ferry-1"), content_id("story", "budget-1")
    known = {"ferry-1": ferry, "ferry-2": budget, "budget-1": budget, "budget-2": budget}

    update = update_stories(table(list(known), known=known))

    assert stories(update)["ferry-2"] == ferry
    assert changes(update) == [("moved", "ferry-2", ferry, budget)]


def handed_over(*copies: tuple[str, str, int, str, str | None], oldest_first: str) -> list[tuple[str | None, ...]]:
    names = ["article_id", "story_id", "story_originals", "original_id", "original_story_id"]
    rows = pa.Table.from_pylist([dict(zip(names, copy, strict=True)) for copy in copies])
    return [tuple(row.values()) for row in hand_over(rows, pa.table({"story_id": list(oldest_first)})).to_pylist()]


def test_an_original_in_no_story_takes_the_oldest_of_its_copies() -> None:
    found = handed_over(("a", "S", 0, "o", None), ("b", "T", 3, "o", None), oldest_first="ST")

    assert found == [("joined", "o", "S", None), ("moved", "b", "S", "T")]


def test_a_story_without_originals_takes_over_the_younger_story_of_its_copy() -> None:
    assert handed_over(("a", "S", 0, "o", "T"), oldest_first="ST") == [("merged", None, "S", "T")]


def test_several_stories_without_originals_become_one() -> None:
    found = handed_over(("a", "S", 0, "o", "T"), ("b", "R", 0, "p", "T"), oldest_first="RTS")

    assert found == [("merged", None, "R", "S"), ("merged", None, "R", "T")]


def test_an_empty_window_has_no_stories() -> None:
    update = update_stories(table(["ferry-1"]).slice(0, 0))

    assert update.assignment.num_rows == update.changes.num_rows == 0
