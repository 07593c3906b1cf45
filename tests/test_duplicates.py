"""Duplicates: copies find their original, look-alikes stay apart."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce

import numpy as np
import pyarrow as pa
import pytest

from transforms.duplicates import DuplicateParams, candidate_pairs, joined, link_duplicates, packed_pairs, unpacked
from transforms.fingerprints import fingerprints

START = datetime(2031, 3, 4, tzinfo=UTC)


def prose(story: str, count: int) -> str:
    """Invented prose: the same words for the same story."""
    chance = random.Random(story)
    words = ["".join(chance.choices("bdfgklmnprstvz", k=3)) + chance.choice("aeiou") for _ in range(count)]
    return ". ".join(" ".join(words[i : i + 12]) for i in range(0, count, 12))


@dataclass(frozen=True, kw_only=True)
class News:
    """One article of a test."""

    id: str
    text: str
    outlet: str | None = None
    title: str | None = None
    hours: float | None = 0.0  # after START; None is undated
    original: str | None = None  # of a known article


def linked(news: list[News], params: DuplicateParams | None = None) -> dict[str, dict[str, str | float | None]]:
    table = pa.table(
        {
            "article_id": [one.id for one in news],
            "outlet": pa.array([one.outlet for one in news], pa.string()),
            "title": pa.array([one.title for one in news], pa.string()),
            "published_at": pa.array(
                [None if one.hours is None else START + timedelta(hours=one.hours) for one in news],
                pa.timestamp("us", "UTC"),
            ),
            "original_id": pa.array([one.original for one in news], pa.string()),
        }
    )
    rows = link_duplicates(table, fingerprints(pa.array([one.text for one in news])), params).to_pylist()
    return {news[row["article"]].id: row | {"original": news[row["original"]].id} for row in rows}


def originals(news: list[News]) -> dict[str, str]:
    return {name: str(row["original"]) for name, row in linked(news).items()}


def test_an_exact_copy_repeats_the_earliest_dated() -> None:
    text = prose("harbour", 120)
    news = [
        News(id="a", text=text, hours=5),
        News(id="b", text=text.upper(), hours=1),
        News(id="c", text=text, hours=None),
    ]

    found = linked(news)

    assert {name: row["original"] for name, row in found.items()} == {"a": "b", "b": "b", "c": "b"}
    assert [(found[name]["relation"], found[name]["method"]) for name in "abc"] == [
        ("exact", "exact"),
        (None, None),
        ("exact", "exact"),
    ]


def test_a_trimmed_wire_copy_is_found() -> None:
    text = prose("wire", 300)
    news = [News(id="whole", text=text), News(id="trimmed", text=text[: len(text) * 45 // 100], hours=1)]

    copy = linked(news)["trimmed"]

    assert (copy["original"], copy["relation"], copy["method"]) == ("whole", "truncated", "direct")
    assert (float(str(copy["containment"])) > 0.95, float(str(copy["jaccard"])) < 0.5) == (True, True)


def test_a_longer_version_contains_its_original() -> None:
    text = prose("brief", 100)
    news = [News(id="brief", text=text), News(id="long", text=f"{text}. {prose('more', 60)}", hours=2)]

    assert linked(news)["long"]["relation"] == "contains"


def test_reports_from_one_template_stay_apart() -> None:
    def report(*numbers: int) -> str:
        words = iter(prose("template", 200).split())
        return " ".join(f"{next(words)} {next(words)} {next(words)} {next(words)} {n}" for n in numbers) + prose(
            "end", 60
        )

    news = [News(id="monday", text=report(1, 2, 3, 4)), News(id="tuesday", text=report(5, 6, 7, 8), hours=24)]

    assert originals(news) == {"monday": "monday", "tuesday": "tuesday"}


def test_a_digest_joins_no_groups() -> None:
    parts = {name: prose(name, 150) for name in ("mine", "vote", "storm")}
    news = [News(id=name, text=text) for name, text in parts.items()]
    news += [News(id="storm copy", text=parts["storm"] + " end", hours=1)]
    news += [News(id="digest", text=". ".join(parts.values()), hours=3)]
    news += [News(id="digest copy", text=". ".join(parts.values()) + " more", hours=4)]

    assert originals(news) == {
        **{name: name for name in parts},
        "storm copy": "storm",
        "digest": "digest",
        "digest copy": "digest",
    }


def test_a_brief_in_two_long_articles_does_not_join_their_groups() -> None:
    brief, left, right = prose("brief", 80), prose("left", 200), prose("right", 240)
    news = [
        News(id="brief", text=brief),
        News(id="left", text=f"{brief}. {left}", hours=1),
        News(id="left copy", text=f"{brief}. {left} end", hours=2),
        News(id="right", text=f"{brief}. {right}", hours=3),
        News(id="right copy", text=f"{brief}. {right} end", hours=4),
    ]

    found = originals(news)

    assert found["left"] == found["left copy"]
    assert found["right"] == found["right copy"]
    assert found["left"] != found["right"]


def test_an_article_with_more_than_five_times_a_brief_does_not_repeat_it() -> None:
    brief = prose("brief", 40)
    news = [News(id="brief", text=brief), News(id="long", text=f"{brief}. {prose('long', 300)}", hours=1)]
    news += [News(id="longer", text=f"{brief}. {prose('longer', 300)}", hours=2)]

    found = originals(news)

    assert found["longer"] != found["long"]


def test_small_numbers_that_recur_by_chance_are_no_evidence() -> None:
    slots = prose("weather", 200).split()

    def forecast(*numbers: int) -> str:
        return " ".join(f"{' '.join(slots[7 * i : 7 * i + 7])} {n}" for i, n in enumerate(numbers)) + prose(
            "outlook", 30
        )

    news = [
        News(id="north", text=forecast(12, 14, 3, 9, 21, 17)),
        News(id="south", text=forecast(9, 12, 17, 14, 3, 21)),
    ]

    assert originals(news) == {"north": "north", "south": "south"}


def test_versions_of_a_live_story_are_followed_to_the_last() -> None:
    words = prose("live", 900).split()
    news = [
        News(id=f"v{i}", outlet="Post", title="Flood in Ard", text=" ".join(words[40 * i : 40 * i + 240]), hours=i)
        for i in range(8)
    ]

    assert set(originals(news).values()) == {"v0"}


def test_a_chain_of_likenesses_joins_nothing_unlike() -> None:
    words = prose("chain", 700).split()
    # Each text shares two thirds with the next; the first and the fourth share nothing.
    news = [News(id=f"n{i}", text=" ".join(words[80 * i : 80 * i + 240]), hours=i) for i in range(6)]

    found = originals(news)

    assert found["n0"] == found["n1"] == "n0"
    assert found["n3"] != "n0"
    assert found["n5"] != "n0"


def test_what_an_outlet_puts_on_every_page_joins_nothing() -> None:
    furniture = prose("furniture", 110)
    news = [
        News(id="a", outlet="Post", title="Mine", text=f"{prose('mine', 70)}. {furniture}"),
        News(id="b", outlet="Post", title="Vote", text=f"{prose('vote', 70)}. {furniture}"),
    ]

    assert originals(news) == {"a": "a", "b": "b"}


def test_a_live_update_with_new_figures_is_a_revision() -> None:
    body = prose("flood", 150)
    news = [
        News(
            id="first",
            outlet="Post",
            title="Flood in Ard: 4 missing",
            text=f"4 missing, 60 hurt, 700 flee, 30 boats. {body}",
        ),
        News(
            id="later",
            outlet="Post",
            title="Flood in Ard: 5 missing",
            text=f"5 missing, 60 hurt, 900 flee, 30 boats. {body} {prose('news', 30)}",
            hours=2,
        ),
    ]

    assert (linked(news)["later"]["original"], linked(news)["later"]["relation"]) == ("first", "revision")


def test_a_shared_quotation_is_no_copy() -> None:
    quote = prose("quote", 30)
    news = [News(id=name, text=f"{prose(name, 120)} {quote} {prose(name + '2', 120)}") for name in ("a", "b")]

    assert originals(news) == {"a": "a", "b": "b"}


def test_a_copy_in_a_script_without_spaces_is_found() -> None:
    chance = random.Random(1)
    text = "".join(chance.choices([chr(0x4E00 + n) for n in range(600)], k=300))
    other = "".join(chance.choices([chr(0x4E00 + n) for n in range(600)], k=300))

    found = originals([News(id="a", text=text), News(id="b", text=text[:200], hours=1), News(id="c", text=other)])

    assert found == {"a": "a", "b": "a", "c": "c"}


def test_empty_texts_are_not_copies_of_each_other() -> None:
    assert originals([News(id="a", text=""), News(id="b", text="")]) == {"a": "a", "b": "b"}


def test_order_of_rows_makes_no_difference() -> None:
    texts = {name: prose(name, 150) for name in "abcdef"}
    news = [News(id=f"{name}{n}", text=text[: 900 - 60 * n], hours=n) for name, text in texts.items() for n in range(5)]
    expected = linked(news)

    for seed in range(5):
        shuffled = random.Random(seed).sample(news, len(news))

        found = linked(shuffled)

        assert {name: row | {"article": 0} for name, row in found.items()} == {
            name: row | {"article": 0} for name, row in expected.items()
        }


def test_a_new_copy_joins_a_known_group() -> None:
    text = prose("known", 200)
    news = [
        News(id="old", text=text, original="old"),
        News(id="old copy", text=text + " end", hours=1, original="old"),
        News(id="new", text=text[:700], hours=2),
    ]

    assert originals(news) == {"old": "old", "old copy": "old", "new": "old"}


def test_a_known_article_that_changed_loses_its_copies() -> None:
    text = prose("before", 200)
    news = [
        News(id="changed", text=prose("after", 200)),
        News(id="copy", text=text, hours=1, original="changed"),
        News(id="other copy", text=text + " end", hours=2, original="changed"),
    ]

    assert originals(news)["copy"] == "copy"


def test_an_earlier_article_that_arrives_late_becomes_the_original() -> None:
    text = prose("late", 200)
    news = [
        News(id="old", text=text, hours=3, original="old"),
        News(id="old copy", text=text + " end", hours=4, original="old"),
        News(id="late", text=text + " late", hours=1),
    ]

    assert set(originals(news).values()) == {"late"}


def test_two_runs_end_like_one() -> None:
    texts = {name: prose(name, 160) for name in "abc"}
    news = [News(id=f"{name}{n}", text=text[: 950 - 50 * n], hours=n) for name, text in texts.items() for n in range(6)]
    first = originals(news[::2])

    second = originals([News(**{**vars(one), "original": first.get(one.id)}) for one in news])

    assert second == originals(news)


def test_pairs_are_linear_in_the_keys() -> None:
    keys = np.zeros(1000, np.uint64)

    a, b = candidate_pairs(keys, np.arange(1000), np.arange(1000, dtype=np.uint64))

    assert len(a) <= 2000
    assert (a < b).all()


def test_tiles_make_no_difference() -> None:
    texts = {name: prose(name, 160) for name in "abcd"}
    news = [News(id=f"{name}{n}", text=text[: 950 - 50 * n], hours=n) for name, text in texts.items() for n in range(6)]
    news.append(News(id="digest", text=". ".join(texts.values()), hours=30))

    assert linked(news, DuplicateParams(tile_shingles=500)) == linked(news)


def test_parts_of_an_index_give_the_pairs_of_the_whole() -> None:
    chance = np.random.default_rng(3)
    keys = chance.choice(chance.integers(0, 1 << 64, 400, np.uint64), 3000)
    articles = chance.integers(0, 500, 3000)
    exact = chance.integers(0, 1 << 64, 500, np.uint64)

    parts = [packed_pairs(keys[p], articles[p], exact) for p in (keys >> np.uint64(62) == q for q in range(4))]

    a, b = unpacked(reduce(joined, parts))
    whole_a, whole_b = candidate_pairs(keys, articles, exact)
    assert (a.tolist(), b.tolist()) == (whole_a.tolist(), whole_b.tolist())


@pytest.mark.parametrize("seed", range(5))
def test_those_who_meet_among_all_meet_among_some(seed: int) -> None:
    chance = np.random.default_rng(seed)
    keys = chance.choice(chance.integers(0, 1 << 64, 60, np.uint64), 3000)
    articles, exact = chance.integers(0, 500, 3000), chance.integers(0, 1 << 64, 500, np.uint64)
    some = np.sort(chance.choice(500, 200, replace=False))
    is_some = np.isin(articles, some)

    a, b = candidate_pairs(keys, articles, exact)
    x, y = candidate_pairs(keys[is_some], np.searchsorted(some, articles[is_some]), exact[some])

    among_all = {(i, j) for i, j in zip(a.tolist(), b.tolist(), strict=True) if i in some and j in some}
    assert among_all <= set(zip(some[x].tolist(), some[y].tolist(), strict=True))


def test_the_choice_of_the_original_is_a_parameter() -> None:
    text = prose("choice", 200)
    news = [News(id="early", text=text[:800], hours=1), News(id="full", text=text, hours=2)]
    undated = [News(id="short", text=text[:800], hours=None), News(id="full", text=text, hours=None)]

    fullest = linked(news, DuplicateParams(original="fullest"))

    assert originals(news)["full"] == "early"
    assert (fullest["early"]["original"], fullest["full"]["original"]) == ("full", "full")
    assert originals(undated)["short"] == "full"


def test_an_original_stays_until_a_better_one_arrives() -> None:
    text = prose("stays", 200)
    known = [News(id="b", text=text, hours=2, original="b"), News(id="c", text=f"{text} end", hours=3, original="b")]

    later = originals([*known, News(id="a", text=text, hours=4)])
    earlier = originals([*known, News(id="a", text=text, hours=1)])

    assert later == {"a": "b", "b": "b", "c": "b"}
    assert earlier == {"a": "a", "b": "a", "c": "a"}


MIXED = {
    "Arabic with Latin names": ("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", 4, " ", "NATO Reuters "),
    "Hebrew with Latin names": ("אבגדהוזחטיכלמנסעפצקרשת", 4, " ", "Galaxy Boeing "),
    "Japanese with Latin names": ("港橋船霧朝夕町駅海山川田本中村人日月火水木金土花鳥風雨雪", 1, "", "Toyota"),
    "Thai": ("กขคงจชซดตถทนบปผพฟมยรลวสหอ", 1, "", ""),
}


@pytest.mark.parametrize("script", MIXED)
def test_near_copies_in_other_scripts_are_found_and_others_are_not(script: str) -> None:
    letters, length, space, name = MIXED[script]

    def written(seed: str) -> str:
        chance = random.Random(seed)
        words = ["".join(chance.choices(letters, k=length)) for _ in range(240 if space else 500)]
        return space.join(name * (n % 30 == 0) + word for n, word in enumerate(words))

    text, other = written("one"), written("two")
    trimmed, edited = text[: len(text) * 6 // 10], text.replace(text[100:130], text[300:310])

    found = originals(
        [
            News(id="first", text=text),
            News(id="trimmed", text=trimmed, hours=1),
            News(id="edited", text=edited, hours=2),
            News(id="other", text=other, hours=3),
            News(id="marked", text=f"\u200f{text}\u200e", hours=4),  # marks of direction are no letters
        ]
    )

    assert found == {"first": "first", "trimmed": "first", "edited": "first", "other": "other", "marked": "first"}


def corpus(seed: int) -> list[News]:
    """Copies, cut copies and live updates of some stories, in an order drawn by chance."""
    chance = random.Random(seed)
    texts = {name: prose(f"{seed} {name}", 160) for name in "abcdef"}
    news = [
        News(id=f"{name}{n}", text=text[: chance.randint(500, 900)], outlet=chance.choice("PQR"), hours=chance.random())
        for name, text in texts.items()
        for n in range(5)
    ]
    news.append(News(id="digest", text=". ".join(texts.values()), hours=30))
    chance.shuffle(news)
    return news


def in_batches(news: list[News], sizes: list[int]) -> dict[str, str]:
    """The originals after one batch after another, each with everything before it."""
    found: dict[str, str] = {}
    for size in sizes:
        known = [News(**{**vars(one), "original": found.get(one.id)}) for one in news[: len(found) + size]]
        found = originals(known)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_arrival_order_does_not_change_groups(seed: int) -> None:
    news = corpus(seed)

    assert in_batches(news, [4, 9, len(news) - 13]) == originals(news)


@pytest.mark.parametrize("seed", range(3))
def test_every_article_has_one_original_that_is_its_own(seed: int) -> None:
    news = corpus(seed)
    found = linked(news)

    assert found.keys() == {one.id for one in news}
    assert all(found[str(row["original"])]["original"] == row["original"] for row in found.values())
    assert all((row["relation"] is None) == (name == row["original"]) for name, row in found.items())


@pytest.mark.parametrize("seed", range(3))
def test_verified_means_verified(seed: int) -> None:
    params = DuplicateParams()
    found = linked(corpus(seed)).values()

    direct = [row for row in found if row["method"] == "direct"]

    assert direct
    assert all(float(str(row["containment"])) >= params.min_containment for row in direct)
    assert {row["method"] for row in found} <= {"exact", "direct", "via", None}
