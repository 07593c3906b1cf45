"""Stories in a warehouse, run after run: windows, merges, revised articles, copies, and the figures beside them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from flows.daily import Summary, daily, in_threads
from flows.group_stories import group_stories, waiting_windows
from flows.ingest_articles import ingest_articles
from flows.publish import publish
from flows.runs import Run, new_run, running
from transforms.stories import StoryParams

FIRST_DAY = datetime(2026, 3, 1, 9, tzinfo=UTC)
NAMES = {
    "ferry": ("Orla Venn", "Kestrel Bay", "Aldermoor", "Gannet Rock", "Captain Thrale"),
    "fire": ("Jutta Sehring", "Ostwalden", "Brennick Mill", "Chief Karlow", "Pell Street"),
    "mast": ("Yuki Amberg", "Sandoval", "Harrow Array", "Doctor Quill", "Mount Essen"),
}
THINGS = {
    "ferry": ("sandbank", "lifeboat", "hull", "tide", "channel", "tugs", "divers", "harbour", "propeller", "moorings"),
    "fire": ("warehouse", "smoke", "ladders", "roof", "insurers", "varnish", "hydrant", "sawdust", "alarm", "timber"),
    "mast": ("telescope", "antenna", "planet", "spectrum", "signal", "dish", "mirror", "lens", "comet", "orbit"),
}
SENTENCES = (
    "{A} said the {x} and the {y} near {B} would be looked at again before anybody spoke of the {z}.",
    "Near {B} the {x} was in a worse state than the {y}, said {A}, who had asked about the {z} for weeks.",
    "Nobody in {B} had expected the {x} to matter, but {A} pointed at the {z} and then at the {y}.",
    "With the {z} gone, {A} wants the {y} moved to {B}, where the {x} is watched day and night.",
    "A spokesman for {A} called the {x} at {B} a riddle and the {y} a disgrace; the {z} he left out.",
    "Later {A} walked from the {y} to the {x}, counted the steps, and told {B} what the {z} had cost.",
)

Article = dict[str, str]
TakeDays = Callable[..., Summary]


def report(name: str, day: float, *topics: str, outlet: str = "", more: str = "") -> Article:
    """A report in words of its own about one or more topics; one name gives one text."""
    chance = random.Random(name)
    told = [topics[number % len(topics)] for number in range(12)]
    text = " ".join(
        sentence.format(**dict(zip("AB", chance.sample(NAMES[t], 2), strict=True)), **things(chance, t))
        for t, sentence in zip(told, chance.sample(SENTENCES * 2, 12), strict=True)
    )
    return {
        "url": f"https://{outlet or name}.example/{name}.html",
        "title": f"{chance.choice(NAMES[topics[0]])} and the {chance.choice(THINGS[topics[0]])}",
        "text": f"{text}\n{more}".strip(),
        "published": (FIRST_DAY + timedelta(days=day)).isoformat(),
    }


def things(chance: random.Random, topic: str) -> Mapping[str, str]:
    return dict(zip("xyz", chance.sample(THINGS[topic], 3), strict=True))


def staged(folder: Path, *articles: Article, day: int = 300) -> Run:
    """A run that is to take articles into the warehouse `w`."""
    export = folder / f"in-{day}"
    export.mkdir()
    (export / "export.jsonl").write_bytes(b"\n".join(orjson.dumps(article) for article in articles))
    return replace(new_run(folder / "w", [export]), started_at=FIRST_DAY + timedelta(days=day))


def run_alone(run: Run, step: Callable[[Run], Any]) -> None:
    """Run one step as a run of its own."""
    with running(run):
        publish(run, asdict(step(run)))


@pytest.fixture
def take(tmp_path: Path) -> TakeDays:
    """Take articles into the warehouse `w`, each call one run; the runs are a day apart."""
    runs = 0

    def ingest(*articles: Article) -> Summary:
        nonlocal runs
        runs += 1
        return daily(staged(tmp_path, *articles, day=200 + runs))

    return ingest


@pytest.fixture
def stories(tmp_path: Path, ask: Any) -> Callable[[], dict[str, str]]:
    """The story of each article, by the name the article was made with."""

    def rows() -> dict[str, str]:
        return dict(ask(tmp_path / "w", "SELECT regexp_extract(url, '([^/]+).html', 1), story_id FROM articles"))

    return rows


@pytest.fixture
def changes(tmp_path: Path, ask: Any) -> Callable[[], list[tuple[str, ...]]]:
    """What has happened to stories in the last run: kind, story, other story."""

    def rows() -> list[tuple[str, ...]]:
        last = "(SELECT max(changed_at) FROM story_changes)"
        sql = f"SELECT kind, story_id, other_story_id FROM story_changes WHERE changed_at = {last} ORDER BY ALL"
        return list(ask(tmp_path / "w", sql))

    return rows


def test_the_stories_of_each_day_can_be_asked_for_later(take: TakeDays, stories: Any, tmp_path: Path, ask: Any) -> None:
    days = (
        [report("a7", 7.5, "fire"), report("b1", 1, "ferry"), report("b6", 6, "ferry"), report("b5", 5, "ferry")],
        [report("b11", 11, "ferry"), report("a10", 10, "fire"), report("late", 40, "mast")],
        [report(f"c{n}", 15, "ferry", "fire") for n in range(3)],  # which merge both
        [report("late", 40, "mast") | {"text": report("b1", 1, "ferry")["text"]}, report("b6", 60, "ferry")],
        [report("d1", 61, "ferry"), report("d2", 62, "ferry"), report("b5", 61, "ferry")],
    )
    told = []
    for articles in days:
        take(*articles)
        told.append(stories())

    for number, then in enumerate(told, start=1):
        moment = (FIRST_DAY + timedelta(days=200 + number, hours=1)).isoformat()
        rows = ask(
            tmp_path / "w",
            "SELECT regexp_extract(url, '([^/]+).html', 1), known.story_id"
            f" FROM as_known_at(TIMESTAMPTZ '{moment}') AS known JOIN articles USING (article_id)",
        )

        assert dict(rows) == then


def test_a_merged_story_takes_its_members_outside_the_window_along(take: TakeDays, stories: Any, changes: Any) -> None:
    take(report("a0", 0, "fire"), report("a7", 7.5, "fire"), report("b1", 1, "ferry"), report("b6", 6, "ferry"))
    take(report("b11", 11, "ferry"), report("a10", 10, "fire"))
    older, younger = stories()["a0"], stories()["b1"]

    take(*(report(f"c{n}", 15, "ferry", "fire") for n in range(3)))

    assert older != younger
    assert set(stories().values()) == {older}
    assert ("merged", older, younger) in changes()


def test_the_older_story_is_kept_though_the_window_holds_its_end_only(
    take: TakeDays, stories: Any, changes: Any
) -> None:
    take(report("s1", 1, "ferry"), report("s6", 6, "ferry"))
    take(report("s11", 11, "ferry"), report("t10", 10, "fire"))
    older, younger = stories()["s1"], stories()["t10"]

    take(*(report(f"c{n}", 15, "ferry", "fire") for n in range(3)))

    assert older != younger
    assert set(stories().values()) == {older}
    assert ("merged", older, younger) in changes()


def test_a_story_merged_in_one_window_is_merged_in_the_next(take: TakeDays, stories: Any, changes: Any) -> None:
    take(report("t", -1, "fire"), report("s0", 0, "ferry"), report("s8", 7.5, "ferry"))
    take(report("s15", 15, "ferry"))
    take(report("s22", 22, "ferry"))
    older, younger = stories()["t"], stories()["s0"]
    assert stories()["s22"] == younger != older

    take(*(report(f"c{n}", -0.5, "ferry", "fire") for n in range(3)), report("s23", 23, "ferry"))

    assert set(stories().values()) == {older}
    assert [change for change in changes() if change[0] == "merged"] == [("merged", older, younger)]


def test_a_revised_article_moves_to_the_story_it_reports_now(take: TakeDays, stories: Any, changes: Any) -> None:
    take(*(report(f"s{n}", n, "ferry") for n in range(3)), *(report(f"t{n}", n, "fire") for n in range(3)))
    before = stories()

    take(report("s2", 2, "ferry") | {"text": report("t3", 2, "fire")["text"]})

    assert stories() == before | {"s2": before["t0"]}
    assert changes() == [("moved", before["t0"], before["s0"])]


def test_a_revised_article_that_stays_waits_no_more(take: TakeDays, stories: Any, tmp_path: Path, ask: Any) -> None:
    take(*(report(f"s{n}", n, "ferry") for n in range(3)))
    before, told = stories(), ask(tmp_path / "w", "SELECT count(*) FROM story_changes")

    take(report("s2", 2.5, "ferry", more="The tugs came back for their ropes."), report("t0", 100, "fire"))

    placed = "SELECT story_at, joined_at FROM stored.story_members ORDER BY story_at"
    assert stories().items() >= before.items()
    assert ask(tmp_path / "w", "SELECT count(*) FROM story_changes") == [(told[0][0] + 1,)]
    assert ask(tmp_path / "w", placed)[2] == (FIRST_DAY + timedelta(days=2.5), FIRST_DAY + timedelta(days=202))


def test_an_article_that_is_dated_away_leaves_its_story(take: TakeDays, stories: Any, changes: Any) -> None:
    take(*(report(f"s{n}", n, "ferry") for n in range(3)))
    before = stories()

    take(report("s0", 60, "ferry"))

    assert stories()["s0"] != before["s0"]
    assert (stories()["s1"], stories()["s2"]) == (before["s1"], before["s2"])
    assert [(kind, other) for kind, _, other in changes()] == [("founded", None), ("split", before["s0"])]


def test_a_story_of_one_article_keeps_its_id_when_that_is_dated_away(take: TakeDays, stories: Any) -> None:
    take(report("s0", 0, "ferry"))
    before = stories()

    take(report("s0", 60, "ferry"))

    assert stories() == before


def test_a_story_goes_on_with_an_original_that_arrives_after_its_copy(
    take: TakeDays, stories: Any, changes: Any
) -> None:
    take(report("copy", 5, "ferry"))
    before = stories()

    take(report("original", 3, "ferry") | {"text": report("copy", 5, "ferry")["text"]})

    assert stories() == {"original": before["copy"], "copy": before["copy"]}
    assert changes() == [("joined", before["copy"], None)]


def test_the_founder_of_a_larger_story_may_become_a_copy(
    take: TakeDays, stories: Any, ask: Any, tmp_path: Path
) -> None:
    take(report("copy", 5, "ferry"), report("s6", 6, "ferry"), report("s7", 7, "ferry"))
    before = stories()

    take(report("original", 3, "ferry") | {"text": report("copy", 5, "ferry")["text"]})

    assert set(stories().values()) == set(before.values())
    assert ask(tmp_path / "w", "SELECT articles FROM stories") == [(4,)]


def test_an_article_revised_into_a_copy_merges_its_story_with_that_of_the_original(
    take: TakeDays, stories: Any, changes: Any
) -> None:
    take(report("older", 1, "ferry"), report("original", 3, "fire"))
    take(report("late", 40, "mast"))
    before = stories()

    take(report("late", 40, "mast") | {"text": report("original", 3, "fire")["text"]})

    assert stories() == before | {"late": before["original"]}
    assert changes() == [("merged", before["original"], before["late"])]


def test_a_copy_leaves_a_story_that_goes_on_without_it(take: TakeDays, stories: Any, changes: Any) -> None:
    take(report("s1", 1, "ferry"), report("s2", 2, "ferry"), report("s3", 3, "ferry"), report("t0", 0, "fire"))
    before = stories()

    take(report("s3", 3, "ferry") | {"text": report("t0", 0, "fire")["text"]})

    assert stories() == before | {"s3": before["t0"]}
    assert changes() == [("moved", before["t0"], before["s1"])]


def test_windows_far_apart_are_linked_each_for_itself(take: TakeDays, stories: Any) -> None:
    take(report("s1", 0, "ferry"))
    before = stories()

    take(report("s2", 1, "ferry"), report("t1", -5000, "ferry"), report("t2", -4999, "ferry"), report("u", 100, "fire"))

    assert stories()["s2"] == before["s1"]
    assert stories()["t1"] == stories()["t2"] != before["s1"]
    assert len(set(stories().values())) == 3


def test_an_old_article_does_not_open_the_years_between(tmp_path: Path, take: TakeDays) -> None:
    take(report("known", -2000, "ferry"))
    waiting = [report("old", -5000, "fire"), report("new", 0, "fire"), report("newer", 16, "fire")]
    run = staged(tmp_path, *waiting)

    with running(run):
        ingest_articles(run, in_threads)
        windows = waiting_windows(run, run.open(), StoryParams())

    at = [(since - FIRST_DAY, until - FIRST_DAY) for since, until in windows]
    assert at == [(timedelta(days=-5008), timedelta(days=-4992)), (timedelta(days=-8), timedelta(days=24))]


DEAD = "At least {} people were injured in Kestrel Bay when the ferry Aldermoor struck the pier."


def hurt(name: str, day: float, number: int, **changed: str) -> Article:
    """A report about the ferry that says how many were injured."""
    return report(name, day, "ferry", more=DEAD.format(number)) | changed


@pytest.fixture
def numbers(tmp_path: Path, ask: Any) -> Callable[[], tuple[set[float], set[str]]]:
    """The figures that differ, and the articles that figures are stored of."""

    def found() -> tuple[set[float], set[str]]:
        differing = ask(tmp_path / "w", "SELECT value, other_value FROM stored.differences WHERE relation = 'differs'")
        named = "SELECT DISTINCT regexp_extract(url, '([^/]+).html', 1) FROM figures JOIN articles USING (article_id)"
        return {value for row in differing for value in row}, {name for (name,) in ask(tmp_path / "w", named)}

    return found


def test_figures_of_an_article_that_leaves_are_compared_no_more(take: TakeDays, numbers: Any) -> None:
    take(hurt("s0", 0, 12), hurt("s1", 1, 17), hurt("s2", 2, 23), report("t0", 0, "fire"), report("t1", 1, "fire"))
    before = numbers()

    take(hurt("s2", 2, 23, text=report("t2", 2, "fire")["text"]))

    assert before == ({12, 17, 23}, {"s0", "s1", "s2"})
    assert numbers() == ({12, 17}, {"s0", "s1"})


def test_a_story_left_with_one_outlet_has_no_figures(take: TakeDays, numbers: Any) -> None:
    take(hurt("s0", 0, 12), hurt("s1", 1, 17))
    assert numbers() == ({12, 17}, {"s0", "s1"})

    take(hurt("s1", 60, 17))

    assert numbers() == (set(), set())


def test_a_copy_has_no_figures_of_its_own(take: TakeDays, numbers: Any) -> None:
    take(hurt("s0", 0, 12), hurt("s1", 1, 17))

    take(hurt("s1", 1, 17, text=hurt("s0", 0, 12)["text"]))

    assert numbers() == (set(), set())


def test_grouping_alone_catches_what_an_earlier_run_has_revised(tmp_path: Path, take: TakeDays, numbers: Any) -> None:
    take(hurt("s0", 0, 12), hurt("s1", 1, 17))
    run_alone(staged(tmp_path, hurt("s1", 1, 19), day=300), lambda run: ingest_articles(run, in_threads))

    run_alone(staged(tmp_path, day=301), group_stories)

    assert numbers() == ({12, 19}, {"s0", "s1"})


def test_a_story_has_the_title_of_its_most_central_original(take: TakeDays, tmp_path: Path, ask: Any) -> None:
    middle = report("s5", 5, "ferry")
    left, right = middle["text"].split(". ")[:7], middle["text"].split(". ")[5:]
    one, other = report("s4", 4, "ferry")["text"].split(". "), report("s6", 6, "ferry")["text"].split(". ")

    take(
        report("s4", 4, "ferry") | {"text": ". ".join(one[:6] + left[:3])},
        middle | {"title": "What the divers saw"},
        report("s6", 6, "ferry") | {"text": ". ".join(other[:6] + right[-3:])},
    )

    assert ask(tmp_path / "w", "SELECT title, articles FROM stories") == [("What the divers saw", 3)]


def test_a_member_knows_how_alike_it_is_to_its_story(take: TakeDays, tmp_path: Path, ask: Any) -> None:
    take(report("s1", 1, "ferry"), report("s2", 2, "ferry"), report("t", 2, "mast"))

    rows = ask(
        tmp_path / "w",
        "SELECT regexp_extract(url, '([^/]+).html', 1), similarity > .16"
        " FROM articles JOIN stored.story_members USING (article_id) ORDER BY ALL",
    )

    assert rows == [("s1", True), ("s2", True), ("t", None)]


def test_outlets_with_one_agency_s_texts_are_one_origin(take: TakeDays, tmp_path: Path, ask: Any) -> None:
    def wired(name: str, day: float, agency: str) -> Article:
        article = report(name, day, "ferry")
        return article | {"text": f"KESTREL BAY, March 3 ({agency}) - {article['text']}"}

    take(wired("s1", 1, "Reuters"), wired("s2", 2, "Reuters"), wired("s3", 2, "AP"), report("s4", 3, "ferry"))

    assert ask(tmp_path / "w", "SELECT articles, outlets, independent_outlets FROM stories") == [(4, 4, 3)]


def test_an_undated_article_takes_part_when_it_was_first_seen(take: TakeDays, tmp_path: Path, ask: Any) -> None:
    undated = report("s2", 201, "ferry")
    del undated["published"]

    take(report("s1", 200, "ferry"), undated)

    assert ask(tmp_path / "w", "SELECT articles, undated_articles FROM stories") == [(2, 1)]
