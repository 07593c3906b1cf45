"""Boilerplate: what an outlet repeats is cut and kept aside; what its articles say stays."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from transforms.boilerplate import (
    REMOVED_TYPE,
    BoilerplateParams,
    BoilerplateState,
    cut_lines,
    empty_state,
    learn_rules,
    line_observations,
    merged_removed,
    observation_hashes,
)

SEEN = datetime(2031, 3, 4, tzinfo=UTC)
BOX = "Sign up to the Mirren Post newsletter"


def prose(story: str, count: int = 60) -> str:
    chance = random.Random(story)
    return " ".join("".join(chance.choices("bdfgklmnprstvz", k=4)) for _ in range(count))


def articles(count: int, line: str = BOX, *, outlet: str = "Post", start: int = 0) -> tuple[pa.Array, pa.Array]:
    """Differing articles of an outlet, each with the line."""
    return pa.array([outlet] * count), pa.array(
        [f"{prose(f'{outlet}{n}')}\n{line}" for n in range(start, start + count)]
    )


def learnt(
    outlets: pa.Array, texts: pa.Array, state: BoilerplateState | None = None, params: BoilerplateParams | None = None
) -> tuple[BoilerplateState, pa.Table]:
    return learn_rules(state or empty_state(), [line_observations(outlets, texts)], SEEN, params)


def test_a_line_in_three_differing_documents_is_a_rule() -> None:
    _, rules = learnt(*articles(3))

    assert rules.select(["outlet", "line", "documents", "share"]).to_pylist() == [
        {"outlet": "Post", "line": BOX, "documents": 3, "share": 1.0}
    ]


def test_a_line_in_two_documents_is_not_a_rule() -> None:
    _, rules = learnt(*articles(2))

    assert rules.num_rows == 0


def test_a_line_that_few_articles_of_the_outlet_have_is_not_a_rule() -> None:
    boxed, plain = articles(3), articles(70, "", start=10)

    _, rules = learnt(pa.concat_arrays([boxed[0], plain[0]]), pa.concat_arrays([boxed[1], plain[1]]))

    assert rules.num_rows == 0


def test_versions_of_one_live_story_count_once() -> None:
    body = prose("flood", 400)
    versions = pa.array([f"{body} {n}\nThe river stands at four metres in Ard" for n in range(8)])

    _, rules = learnt(pa.array(["Post"] * 8), versions)

    assert rules.num_rows == 0


def test_rules_are_the_outlet_s_own() -> None:
    outlets, texts = articles(3)
    _, rules = learnt(outlets, texts)

    cut, _ = cut_lines(pa.array(["Post", "Courier", None]), pa.array([f"News\n{BOX}"] * 3), rules)

    assert cut.to_pylist() == ["News", f"News\n{BOX}", f"News\n{BOX}"]


@pytest.mark.parametrize(
    "line",
    [
        "“We will not give up the harbour,” said Ines Tolland",
        '"We will not give up the harbour"',
        "PORT MIRREN, March 4 (Newsdesk) - ",
        "PORT MIRREN — ",
        "Brandl denies all the charges",
    ],
)
def test_quotations_datelines_and_court_sentences_are_protected(line: str) -> None:
    _, rules = learnt(*articles(5, line))

    assert rules.num_rows == 0


def test_counts_live_on_between_runs() -> None:
    state, before = learnt(*articles(2))

    _, after = learnt(*articles(1, start=2), state=state)

    assert (before.num_rows, after.num_rows) == (0, 1)


def test_the_same_documents_again_count_nothing() -> None:
    state, _ = learnt(*articles(2))

    _, rules = learnt(*articles(2), state=state)

    assert rules.num_rows == 0


def test_a_rule_ends_when_the_outlet_drops_the_line() -> None:
    params = BoilerplateParams(expire_documents=20)
    state, before = learnt(*articles(5), params=params)

    _, after = learnt(*articles(20, "", start=50), state=state, params=params)

    assert (before.num_rows, after.num_rows) == (1, 0)


def test_the_state_is_bounded() -> None:
    params = BoilerplateParams(lines_per_outlet=4)

    state, rules = learnt(*articles(30), params=params)

    assert state.lines.num_rows == 4
    assert rules["line"].to_pylist() == [BOX]


def test_order_and_batches_make_no_difference() -> None:
    outlets, texts = articles(12)
    expected = learnt(outlets, texts)
    order = pa.array(random.Random(7).sample(range(12), 12))
    shuffled = outlets.take(order), texts.take(order)
    parts = [line_observations(*(column[rows] for column in shuffled)) for rows in (slice(0, 5), slice(5, 12))]

    state, rules = learn_rules(empty_state(), [pa.concat_tables(parts)], SEEN)

    assert rules.equals(expected[1])
    assert state.lines.equals(expected[0].lines)
    assert state.outlets.equals(expected[0].outlets)


def test_what_is_cut_is_kept_with_its_line_and_rule() -> None:
    outlets, texts = articles(3)
    _, rules = learnt(outlets, texts)

    cut, removed = cut_lines(outlets[:1], pa.array([f"Lead\n  {BOX.upper()} \n\nEnd"]), rules)

    assert cut.to_pylist() == ["Lead\n\nEnd"]
    assert removed.to_pylist() == [[{"line": 1, "text": BOX.upper(), "reason": rules["rule_id"][0].as_py()}]]


def test_a_text_is_never_emptied() -> None:
    _, rules = learnt(*articles(3))

    cut, removed = cut_lines(pa.array(["Post"]), pa.array([f"{BOX}\n\n{BOX}"]), rules)

    assert cut.to_pylist() == [f"{BOX}\n\n{BOX}"]
    assert removed.to_pylist() == [[]]


def test_trimmed_copies_of_one_article_are_not_cut_away() -> None:
    lines = [prose(f"line{n}", 30) for n in range(12)]
    texts = pa.array(["\n".join([prose(f"lead{n}", 3), *lines[: 4 * n]]) for n in range(1, 4)])
    outlets = pa.array(["Post"] * 3)
    _, rules = learnt(outlets, texts)

    cut, _ = cut_lines(outlets, texts, rules)

    assert cut.equals(texts)


def test_texts_without_rules_come_back_as_they_were() -> None:
    texts = pa.array(["a\nb\n", "", "\n\n", "Ünïcödé\r\nline", None])

    cut, removed = cut_lines(pa.array(["Post"] * 5), texts, learnt(*articles(1))[1])

    assert cut.to_pylist() == ["a\nb\n", "", "\n\n", "Ünïcödé\r\nline", None]
    assert removed.to_pylist() == [[]] * 5


def test_later_cuts_are_numbered_by_the_full_text() -> None:
    full = ["Home", "Lead", "Photo: Tolland", "Body", BOX]
    earlier = pa.array([[{"line": n, "text": full[n], "reason": "residue"} for n in (0, 2)], []], REMOVED_TYPE)
    later = pa.array([[{"line": 2, "text": BOX, "reason": "rule"}]] * 2, REMOVED_TYPE)

    merged = merged_removed(earlier, later).to_pylist()

    assert [(cut["line"], cut["text"]) for cut in merged[0]] == [(0, full[0]), (2, full[2]), (4, BOX)]
    assert merged[1] == later.to_pylist()[1]


def test_lines_counted_in_parts_give_the_state_of_the_whole() -> None:
    state, _ = learnt(*articles(4))
    observations = line_observations(*articles(6, "Another box, and this one is new", start=3))
    parts = observation_hashes(observations) >> np.uint64(61)

    whole = learn_rules(state, [observations], SEEN)
    parted = learn_rules(state, [observations.filter(pa.array(parts == part)) for part in range(8)], SEEN)

    assert len(set(parts.tolist())) > 1
    assert parted[1].sort_by("line_hash").equals(whole[1].sort_by("line_hash"))
    assert parted[0].outlets.equals(whole[0].outlets)
    assert parted[0].lines.sort_by("line_hash").equals(whole[0].lines.sort_by("line_hash"))
