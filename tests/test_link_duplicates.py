"""Linking run by run: links are added or it is noted why not, the index has a horizon and can be forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.known_articles import store
from flows.errors import NothingToExplain
from flows.explain_pair import explain_pair
from flows.forget import Asked, forget
from flows.key_index import known_holders, neighbours_of
from flows.link_duplicates import link_duplicates
from flows.repair import repair
from flows.runs import new_run, running
from tests.test_duplicates import News, corpus, prose
from transforms.columns import id_hashes
from transforms.duplicates import Original
from transforms.records import content_id
from warehouse.forgetting import Subject, commit_erasure, erase, id_columns
from warehouse.schemas import TABLES
from warehouse.store import Warehouse, write_file

START = datetime(2031, 3, 4, tzinfo=UTC)
Rows = list[dict[str, object]]


def table(news: list[News]) -> pa.Table:
    published = [None if one.hours is None else START + timedelta(hours=one.hours) for one in news]
    return pa.table(
        {
            "article_id": [one.id for one in news],
            "outlet": pa.array([one.outlet for one in news], pa.string()),
            "title": pa.array([one.title for one in news], pa.string()),
            "text": [one.text for one in news],
            "published_at": pa.array(published, pa.timestamp("us", "UTC")),
        }
    )


def link(root: Path, news: list[News], after: timedelta = timedelta(), original: Original | None = None) -> None:
    """Store articles and link them, as a run so long from now would."""
    run = new_run(root, original=original)
    run = replace(run, started_at=run.started_at + after)
    with running(run):
        draft = run.open()
        store(draft, run, table(news))
        draft.save()
        link_duplicates(run)
        run.open().commit("linked", run.started_at)


def rows(root: Path, name: str) -> pa.Table:
    return Warehouse.open(root).begin("read").rows(name)


def originals(root: Path) -> dict[str, str]:
    found = rows(root, "duplicates").to_pylist()
    return {row["article_id"]: row["original_id"] for row in found}


def test_a_better_original_that_arrives_is_told_with_the_reason(tmp_path: Path) -> None:
    text = prose("told", 200)
    link(tmp_path / "w", [News(id="first", text=text, hours=2), News(id="copy", text=f"{text} end", hours=3)])
    link(tmp_path / "w", [News(id="later", text=text, hours=4)])
    quiet = rows(tmp_path / "w", "duplicate_changes").num_rows

    link(tmp_path / "w", [News(id="earlier", text=text, hours=1)])

    changes = rows(tmp_path / "w", "duplicate_changes").sort_by("kind").to_pylist()
    told = {(row["article_id"], row["kind"], row["earlier_original_id"], row["reason"]) for row in changes}
    first = content_id("first")
    assert quiet == 0
    assert {row["original_id"] for row in changes} == {content_id("earlier")}
    assert told == {
        (first, "joined", first, "earlier"),
        (content_id("copy"), "moved", first, "earlier"),
        (content_id("later"), "moved", first, "earlier"),
    }


def test_the_choice_of_the_original_holds_until_another_is_named(tmp_path: Path) -> None:
    text = prose("chosen", 200)
    early, full = content_id("early"), content_id("full")
    news = [News(id="early", text=text, hours=1), News(id="full", text=f"{text} and more", hours=2)]
    link(tmp_path / "w", news, original="fullest")
    first = originals(tmp_path / "w")

    link(tmp_path / "w", [News(id="later", text=f"{text} and", hours=3)])
    held = originals(tmp_path / "w")
    link(tmp_path / "w", [], original="earliest")
    steps = explain_pair(Warehouse.open(tmp_path / "w"), early, full).to_pylist()

    changes = rows(tmp_path / "w", "duplicate_changes").to_pylist()
    assert first == {early: full}
    assert held == {early: full, content_id("later"): full}
    assert originals(tmp_path / "w") == {full: early, content_id("later"): early}
    assert {(row["article_id"], row["kind"], row["original_id"], row["reason"]) for row in changes} == {
        (early, "left", early, "earlier"),
        (full, "joined", early, "earlier"),
        (content_id("later"), "moved", early, "earlier"),
    }
    assert f"{early} repeats no other, compared today" in {row["what"] for row in steps}


def test_repairing_and_forgetting_keep_the_choice_of_the_original(
    tmp_path: Path, take_in: Any, scrape: Any, ask: Any
) -> None:
    folder, root = tmp_path / "in", tmp_path / "w"
    text = scrape("ferry")
    for name, words in {
        "early": "",
        "full": " A tug brought coffee and blankets to all on board at dawn.",
        "other": "",
    }.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "report.txt").write_text((scrape("tram") if name == "other" else text + words) + "\n")
    take_in(root, folder, original="fullest")
    question = "SELECT path, (SELECT path FROM articles WHERE article_id = copy.duplicate_of) FROM articles AS copy"
    question += " WHERE duplicate_of IS NOT NULL"
    before = ask(root, question)

    forget(root, Asked(what=ask(root, "SELECT article_id FROM articles WHERE path LIKE 'other%'")[0][0]))
    forgot = ask(root, question)
    for index in (root / "data" / "main" / "fingerprints").glob("*.parquet"):
        index.unlink()
    repair(root)

    assert before == [("early/report.txt", "full/report.txt")]
    assert forgot == before
    assert ask(root, question) == before


def test_another_choice_of_the_original_is_news_for_a_run(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder, root = tmp_path / "in", tmp_path / "w"
    for name, more in {"one": "", "two": " A tug brought coffee and blankets to all on board at dawn."}.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "report.txt").write_text(scrape("ferry") + more)
    take_in(root, folder, original="earliest")

    same, other = (take_in(root, folder, original=original) for original in ("earliest", "fullest"))

    assert same.snapshot is None
    assert other.snapshot is not None
    assert take_in(root, folder).snapshot is None


@pytest.mark.parametrize("seed", range(3))
def test_a_batch_only_adds_links_or_it_is_noted_why_not(tmp_path: Path, seed: int) -> None:
    news = corpus(seed)
    before: dict[str, str] = {}
    for n in range(0, len(news), 8):
        link(tmp_path / "w", news[n : n + 8])
        after = originals(tmp_path / "w")
        changes = rows(tmp_path / "w", "duplicate_changes").to_pylist()
        newest = max((row["changed_at"] for row in changes), default=None)
        noted = {row["article_id"] for row in changes if row["changed_at"] == newest}
        differing = {article for article, original in before.items() if after.get(article) != original}
        assert differing <= noted
        before = after


def test_a_round_up_that_is_found_out_leaves_the_group(tmp_path: Path) -> None:
    parts = {name: prose(name, 150) for name in ("mine", "vote", "storm")}
    link(tmp_path / "w", [News(id="mine", text=parts["mine"])])
    link(tmp_path / "w", [News(id="digest", text=". ".join(parts.values()), hours=3)])
    joined = originals(tmp_path / "w")

    link(tmp_path / "w", [News(id=name, text=parts[name], hours=1) for name in ("vote", "storm")])

    [change] = rows(tmp_path / "w", "duplicate_changes").to_pylist()
    assert joined == {content_id("digest"): content_id("mine")}
    assert originals(tmp_path / "w") == {}
    assert (change["article_id"], change["kind"], change["reason"]) == (content_id("digest"), "left", "round_up")


def test_a_round_up_is_known_by_parts_that_are_not_touched(tmp_path: Path) -> None:
    parts = {name: prose(name, 150) for name in ("mine", "vote", "storm")}
    link(tmp_path / "w", [News(id=name, text=parts[name]) for name in ("mine", "vote")])
    link(tmp_path / "w", [News(id="digest", text=". ".join(parts.values()), hours=3)])

    link(tmp_path / "w", [News(id="storm", text=parts["storm"], hours=1)])

    assert originals(tmp_path / "w") == {}


def test_behind_the_horizon_equal_texts_are_found_and_cut_ones_are_not(tmp_path: Path) -> None:
    text, other = prose("old", 200), prose("other", 200)
    link(tmp_path / "w", [News(id="old", text=text), News(id="other", text=other)])
    copies = [News(id="same", text=text, hours=9), News(id="cut", text=other[:700], hours=9)]

    link(tmp_path / "w", copies, after=timedelta(days=200))

    assert originals(tmp_path / "w") == {content_id("same"): content_id("old")}


def test_inside_the_horizon_cut_copies_are_found(tmp_path: Path) -> None:
    text = prose("recent", 200)
    link(tmp_path / "w", [News(id="recent", text=text)])

    link(tmp_path / "w", [News(id="cut", text=text[:700], hours=9)], after=timedelta(days=40))

    assert originals(tmp_path / "w") == {content_id("cut"): content_id("recent")}


def test_what_is_forgotten_leaves_no_key(tmp_path: Path) -> None:
    parts = {name: prose(name, 150) for name in ("mine", "vote", "storm")}
    link(tmp_path / "w", [News(id=name, text=text) for name, text in parts.items()])
    link(tmp_path / "w", [News(id="digest", text=". ".join(parts.values()), hours=3)])
    digest = content_id("digest")
    key = int(id_hashes(pa.array([digest]))[0])
    tables = ("fingerprints", "duplicate_keys", "duplicate_neighbours")

    def named() -> list[int]:
        found = [rows(tmp_path / "w", name) for name in tables]
        return [sum(row.get(c) == key for row in t.to_pylist() for c in ("article_key", "other_key")) for t in found]

    before = named()
    draft = Warehouse.open(tmp_path / "w").begin("forget")
    commit_erasure(draft, erase(draft, Subject(article_ids=frozenset([digest]))), "forgot", START)

    assert all(before)
    assert named() == [0, 0, 0]
    assert id_columns("duplicate_neighbours") == ["article_key", "other_key"]


def test_a_popular_key_gives_few_articles_and_not_always_the_same(tmp_path: Path) -> None:
    warehouse = Warehouse.create(tmp_path / "w", START)
    keys = np.repeat(np.array([7, 9, 11], np.uint64), 500)
    articles = np.tile(np.arange(500, dtype=np.uint64), 3)
    halves = [slice(0, 700), slice(700, 1500)]
    index = [pa.table({"key": keys[half], "article_key": articles[half]}) for half in halves]
    files = [write_file(warehouse, TABLES["duplicate_keys"], part, "run", "2031-03") for part in index]
    paths = [warehouse.files.path(file) for file in files]

    found = []
    for key in (7, 9, 11, 8):
        holders, counts = known_holders(paths, np.array([key], np.uint64), 4)
        found.append(holders[0, : counts[0]].tolist())

    assert [len(articles) for articles in found] == [4, 4, 4, 0]
    assert len({article for articles in found for article in articles}) > 8


def test_neighbours_are_found_from_either_side(tmp_path: Path) -> None:
    warehouse = Warehouse.create(tmp_path / "w", START)
    pairs = pa.table({"article_key": pa.array([1, 2, 5], pa.uint64()), "other_key": pa.array([2, 3, 6], pa.uint64())})
    file = write_file(warehouse, TABLES["duplicate_neighbours"], pairs, "run", "2031-03")

    found = neighbours_of([warehouse.files.path(file)], np.array([2], np.uint64))

    assert found.tolist() == [1, 3]


def test_explaining_two_articles_says_what_they_share_and_what_is_wanted(own_warehouse: Path, ask: Any) -> None:
    [(copy, original)] = ask(
        own_warehouse, "SELECT article_id, original_id FROM duplicates WHERE method = 'direct' ORDER BY 1 LIMIT 1"
    )
    [(stranger,)] = ask(
        own_warehouse,
        "SELECT article_id FROM articles WHERE article_id NOT IN (SELECT article_id FROM duplicates)"
        f" AND article_id <> '{original}' ORDER BY 1 LIMIT 1",
    )
    warehouse = Warehouse.open(own_warehouse)

    alike = explain_pair(warehouse, copy, original).to_pylist()
    unlike = explain_pair(warehouse, copy[:12], stranger).to_pylist()

    said = {row["step"]: row["what"] for row in alike}
    assert said["so"] == f"they are duplicates: {original} is the original of the other"
    assert "is wanted" in said["containment"]
    assert all(row["what"].endswith("yes") for row in alike if row["step"] == "condition")
    assert {row["what"] for row in alike if row["step"] == "group"} >= {f"{original} repeats no other, compared today"}
    assert any(row["what"].endswith(": no") for row in unlike if row["step"] == "condition")
    assert unlike[-1]["what"].startswith("they are not duplicates")


def test_explaining_a_round_up_says_that_it_is_one(tmp_path: Path) -> None:
    parts = {name: prose(name, 150) for name in ("mine", "vote", "storm")}
    link(tmp_path / "w", [News(id=name, text=text) for name, text in parts.items()])
    link(tmp_path / "w", [News(id="digest", text=". ".join(parts.values()), hours=3)])

    steps = explain_pair(Warehouse.open(tmp_path / "w"), content_id("digest"), content_id("mine")).to_pylist()

    assert [row["what"] for row in steps if row["step"] == "round-up"] == [
        f"{content_id('digest')} is made of passages of others"
    ]


def test_what_names_no_article_or_the_same_one_is_not_explained(own_warehouse: Path, ask: Any) -> None:
    [(article,)] = ask(own_warehouse, "SELECT article_id FROM articles ORDER BY 1 LIMIT 1")
    warehouse = Warehouse.open(own_warehouse)

    with pytest.raises(NothingToExplain, match="no articles"):
        explain_pair(warehouse, article, "no such thing")
    with pytest.raises(NothingToExplain, match="the same article"):
        explain_pair(warehouse, article, article)


def test_a_copy_of_a_revised_original_is_measured_anew(tmp_path: Path, take_in: Any, scrape: Any, ask: Any) -> None:
    folder = tmp_path / "in"
    (folder / "a").mkdir(parents=True)
    (folder / "b").mkdir()
    text = scrape("ferry")
    (folder / "a" / "first.txt").write_text(text)
    take_in(tmp_path / "w", folder)
    (folder / "b" / "copy.txt").write_text(text)
    take_in(tmp_path / "w", folder)
    before = ask(tmp_path / "w", "SELECT relation FROM duplicates")
    words = text.split(" ")
    (folder / "a" / "first.txt").write_text(" ".join("quay" if i % 40 == 39 else word for i, word in enumerate(words)))

    take_in(tmp_path / "w", folder)

    assert before == [("exact",)]
    assert ("exact",) not in ask(tmp_path / "w", "SELECT relation FROM duplicates")
