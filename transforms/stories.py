"""Which articles are about one event, and which story keeps its id when that changes.

Articles are linked by average linkage on TF-IDF similarities inside a window of days (as in Miranda et al. 2018 and
Staykovski et al. 2019, with linkage in place of their online pass). The window is linked anew each time; ids follow
the articles, and every change of an existing story is reported.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.columns import column, integers
from transforms.compiled import compiled
from transforms.records import content_id
from transforms.term_weights import F32, I32, TermParams, TermVectors, term_vectors
from transforms.words import I64

_UNDATED = np.iinfo(np.int64).max
_DAY_US = 86_400_000_000

ASSIGNMENT_SCHEMA = pa.schema([("article_id", pa.string()), ("story_id", pa.string())])
CHANGE_SCHEMA = pa.schema(
    [
        (
            "change",
            pa.string(),
        ),  # founded (one for each new story), joined, moved: of an article; merged, split: of a story
        ("article_id", pa.string()),  # null for merged and split
        ("story_id", pa.string()),  # the story after the change
        (
            "previous_story_id",
            pa.string(),
        ),  # moved: the article's old one; merged: the one that ends; split: its source
    ]
)


Change: TypeAlias = tuple[str, str | None, str, str | None]  # a row of CHANGE_SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryParams:
    """When two articles are about one event."""

    threshold: float = 0.19  # average similarity from which groups are one story; .06 to .12 gives topics of weeks
    window_days: float = 8.0  # coverage of an event is rarely interrupted for longer
    min_shared_names: float = 0.4  # times the likeness of the words: reports made from one template differ in names
    min_similarity: float = 0.04  # lower ones are chance and count as 0: bounds the memory
    # Articles are compared if they share a term that few articles have. In a small window all terms are such terms.
    rare_term_share: float = 0.01  # 1 % of 100,000 articles: a third of the time of comparing all, 99 % the same
    rare_term_articles: int = 200
    terms: TermParams = field(default_factory=TermParams)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryUpdate:
    """The stories of all articles of the window, and what is different from before."""

    assignment: pa.Table  # ASSIGNMENT_SCHEMA, one row per article, by article_id
    changes: pa.Table  # CHANGE_SCHEMA, in a total order


def update_stories(articles: pa.Table, stories: pa.Table, params: StoryParams | None = None) -> StoryUpdate:
    """The story of every article, with the ids of known stories kept.

    articles: all originals of the open window: article_id (unique), title, text, language, published_at (each may be
    null), story_id: the story of a known article, null for a new one; and leaves_story: true for a known article that
    does not carry its story on. The order of rows makes no difference.
    stories: those of known articles, and those that articles of the window have founded, oldest first: story_id,
    founder_id, and merged_into (null while the story lives). Most of a story may lie outside the window.

    A story is continued by the group with its founder, else with most of its articles. A group that continues several
    stories is the oldest of them, and the others are merged into it; a group that continues none is a new story.
    """
    ordered = articles.sort_by("article_id")
    groups = group_stories(ordered, params)
    article_ids = ordered["article_id"].to_pylist()
    known = ordered["story_id"].to_pylist()
    carried = pc.if_else(ordered["leaves_story"], pa.scalar(None, pa.string()), ordered["story_id"]).to_pylist()
    stored = stories.select(["story_id", "founder_id", "merged_into"]).to_pylist()
    founder_ids = {row["story_id"]: row["founder_id"] for row in stored}
    continued = _continued_by(groups, article_ids, carried, _ages(ordered), founder_ids)
    living = {row["story_id"] for row in stored if row["merged_into"] is None}
    story_of = _new_story_ids(groups, article_ids, living)
    youngest_first = [story for story in reversed(founder_ids) if story in continued]
    story_of |= {continued[story]: story for story in youngest_first}
    assigned = [story_of[group] for group in groups.tolist()]
    survivors = {story: story_of[group] for story, group in continued.items()}
    founders = {story_of[group]: article_ids[group] for group in story_of}
    return StoryUpdate(
        assignment=pa.table([article_ids, assigned], schema=ASSIGNMENT_SCHEMA),
        changes=_changes(article_ids, known, assigned, survivors, founders),
    )


def hand_over(copies: pa.Table, stories: pa.Table) -> pa.Table:
    """What becomes of the stories of articles that have become copies (CHANGE_SCHEMA, in a total order).

    copies: article_id, story_id, story_originals (the members of its story that are no copies), original_id and
    original_story_id, null for an original in no story. stories: all of these, oldest first: story_id.

    An original in no story joins that of its copy, so that its id holds; if several, the oldest. A story that has no
    original left then is one with the story that its copy goes to, and the older is kept. Other copies just move.
    """
    age = {story: rank for rank, story in enumerate(stories["story_id"].to_pylist())}
    rows = sorted(copies.to_pylist(), key=lambda row: (age[row["story_id"]], row["article_id"]))
    story_of = {row["original_id"]: row["original_story_id"] for row in rows}
    changes: set[Change] = set()
    for row in rows:
        if story_of[row["original_id"]] is None:
            story_of[row["original_id"]] = row["story_id"]
            changes.add(("joined", row["original_id"], row["story_id"], None))
    living = {row["story_id"] for row in rows if row["story_originals"]} | set(story_of.values())
    merged: dict[str, str] = {}
    for row in rows:
        before, now = survivor(row["story_id"], merged), survivor(story_of[row["original_id"]], merged)
        if before != now and before in living:
            changes.add(("moved", row["article_id"], now, before))
        elif before != now:
            kept, gone = sorted((before, now), key=age.__getitem__)
            merged[gone] = kept
            living.add(kept)
            changes.add(("merged", None, kept, gone))
    return _change_table(changes)


def survivor(story_id: str, merged: Mapping[str, str]) -> str:
    """The story that a story goes on in. merged: what each story that has ended was merged into.

    >>> survivor("a", {"a": "b", "b": "c"}), survivor("d", {"a": "b"})
    ('c', 'd')
    """
    while story_id in merged:
        story_id = merged[story_id]
    return story_id


def group_stories(articles: pa.Table, params: StoryParams | None = None) -> I64:
    """For each article the first article of its story: the earliest dated, then the least article_id.

    articles: article_id, title, text, language and published_at; see `update_stories`.
    """
    params = params or StoryParams()
    times = _times(articles)
    age = _ages(articles)
    order = np.argsort(age)  # undated articles come last
    vectors = _vectors(articles.select(["title", "text", "language"]).take(pa.array(order)), params.terms)
    groups = average_linkage(similar_articles(vectors, times[order], params), params.threshold)
    return order[groups][age]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """A symmetric sparse matrix of similarities: row i is articles[offsets[i]:offsets[i + 1]] with `similarities`."""

    articles: I32
    similarities: F32
    offsets: I64  # [n + 1]


def similar_articles(vectors: TermVectors, times: I64, params: StoryParams) -> Neighbours:
    """For each article those inside its window that it is like.

    times: [n] microseconds, ascending, with undated articles (the largest int64) last: those fit any date.
    """
    later, earlier, similarities = _all_pairs(vectors, times, params)
    rows = np.concatenate([later, earlier])
    order = np.argsort(rows, kind="stable")
    return Neighbours(
        articles=np.concatenate([earlier, later])[order],
        similarities=np.concatenate([similarities, similarities])[order],
        offsets=np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(times)))]),
    )


def _all_pairs(vectors: TermVectors, times: I64, params: StoryParams) -> tuple[I32, I32, F32]:
    """The pairs that are alike and their similarity, found through rare terms."""
    n = len(times)
    documents = np.bincount(vectors.terms, minlength=vectors.term_count)
    is_rare = documents <= max(params.rare_term_articles, int(params.rare_term_share * n))
    rare, common = _with_terms(vectors, is_rare), _with_terms(vectors, ~is_rare)
    by_term = np.argsort(rare.terms, kind="stable")
    is_name = np.zeros(vectors.term_count, np.bool_)
    is_name[vectors.first_name : vectors.last_name] = True
    return _similar_pairs(
        (rare.terms, rare.weights, rare.offsets),
        (common.terms, common.weights, common.offsets),
        np.repeat(np.arange(n, dtype=np.int32), np.diff(rare.offsets))[by_term],
        rare.weights[by_term],
        np.concatenate([[0], np.cumsum(np.where(is_rare, documents, 0))]),
        is_name,
        vectors.name_lengths,
        times,
        int(params.window_days * _DAY_US),
        params.min_similarity,
        params.min_shared_names,
    )


def _with_terms(vectors: TermVectors, wanted: npt.NDArray[np.bool_]) -> TermVectors:
    """The parts of the vectors in these terms."""
    kept = wanted[vectors.terms]
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
    return replace(vectors, terms=vectors.terms[kept], weights=vectors.weights[kept], offsets=ends[vectors.offsets])


def average_linkage(neighbours: Neighbours, threshold: float) -> I64:
    """For each article the least one of its group; groups are merged while their average similarity is enough.

    Nearest-neighbour chains (Murtagh 1983) give the groups that merging the closest pair first gives, in the time of
    reading the neighbours. Pairs without a similarity count as 0.
    """
    return _linked(neighbours.articles, neighbours.similarities, neighbours.offsets, threshold)


def _vectors(articles: pa.Table, params: TermParams) -> TermVectors:
    return term_vectors(column(articles, "title"), column(articles, "text"), column(articles, "language"), params)


def _times(articles: pa.Table) -> I64:
    return integers(column(articles, "published_at").cast(pa.timestamp("us", "UTC")), missing=_UNDATED)


def _ages(articles: pa.Table) -> I64:
    """The rank of each article by date, undated last, then by article_id."""
    ids = integers(pc.rank(column(articles, "article_id"), sort_keys="ascending", tiebreaker="first"))
    order = np.lexsort((ids, _times(articles)))
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def _continued_by(
    groups: I64, article_ids: list[str], carried: list[str | None], ages: I64, founder_ids: dict[str, str]
) -> dict[str, int]:
    """For each known story the group that goes on with it: the founder's, else the one with most of its articles."""
    members: dict[str, Counter[int]] = defaultdict(Counter)
    founder: dict[str, int] = {}
    for article_id, story, group in zip(article_ids, carried, groups.tolist(), strict=True):
        if story is not None:
            members[story][group] += 1
            if founder_ids[story] == article_id:
                founder[story] = group
    return {
        story: founder.get(story, min(counts, key=lambda group: (-counts[group], int(ages[group]))))
        for story, counts in members.items()
    }


def _new_story_ids(groups: I64, article_ids: list[str], living: set[str]) -> dict[int, str]:
    """For each group the id it has if it is a new story: one named after its first article."""
    return {group: _new_story_id(article_ids[group], living) for group in set(groups.tolist())}


def _new_story_id(article_id: str, living: set[str]) -> str:
    """A story's id, named after an article; another one if the article has founded a story that goes on without it."""
    made = content_id("story", article_id)
    while made in living:
        made = content_id("story", made)
    return made


def _changes(
    article_ids: list[str],
    known: list[str | None],
    stories: list[str],
    survivors: dict[str, str],
    founders: dict[str, str],
) -> pa.Table:
    """What is different from before, one row each.

    survivors: for each known story the id that it goes on under. founders: the first article of each story.
    """
    rows: set[Change] = set()
    rows.update(("merged", None, now, before) for before, now in survivors.items() if now != before)
    for article, before, now in zip(article_ids, known, stories, strict=True):
        if now not in survivors and founders[now] == article:
            rows.add(("founded", article, now, None))
        elif before is None:
            rows.add(("joined", article, now, None))
        if before is not None and survivors.get(before, before) != now:
            rows.add(("moved", article, now, before) if now in survivors else ("split", None, now, before))
    return _change_table(rows)


def _change_table(changes: set[Change]) -> pa.Table:
    ordered = sorted(changes, key=lambda row: (row[0], row[2], row[1] or "", row[3] or ""))
    columns = list(zip(*ordered, strict=True)) or [(), (), (), ()]
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=CHANGE_SCHEMA)


@compiled
def _names_agree(name_sum: float, similarity: float, length: float, other_length: float, ratio: float) -> bool:
    """Whether the names of two articles are as alike as their words, within a ratio; so it is where one has none."""
    lengths = length * other_length
    rest = math.sqrt(max(1 - length * length, 0.0) * max(1 - other_length * other_length, 0.0))
    if lengths == 0.0 or rest == 0.0:
        return True
    return name_sum / lengths >= ratio * (similarity - name_sum) / rest


@compiled
def _similar_pairs(
    rare: tuple[I32, F32, I64],
    common: tuple[I32, F32, I64],
    postings: I32,
    posting_weights: F32,
    posting_starts: I64,
    is_name: npt.NDArray[np.bool_],
    name_lengths: F32,
    times: I64,
    window: int,
    min_similarity: float,
    min_shared_names: float,
) -> tuple[I32, I32, F32]:
    """Pairs (later, earlier) with their dot product, where it is enough and the dates fit.

    rare, common: terms, weights and offsets of both parts of the vectors. postings: the articles with each rare term,
    from posting_starts[term] on. Rare terms find the pairs; common ones are added where that may be enough.
    """
    terms, weights, offsets = rare
    common_terms, common_weights, common_offsets = common
    n = len(offsets) - 1
    sums = np.zeros(n, np.float32)
    name_sums = np.zeros(n, np.float32)
    touched = np.empty(n, np.int32)
    spread = np.zeros(len(is_name), np.float32)  # the common terms of the article at hand
    first_open = posting_starts[:-1].copy()  # per term: the first posting inside the window of the article at hand
    capacity = 16 * n + 1024
    later = np.empty(capacity, np.int32)
    earlier = np.empty(capacity, np.int32)
    similarities = np.empty(capacity, np.float32)
    count = 0
    for i in range(n):
        dated = times[i] != _UNDATED
        met = 0
        for k in range(offsets[i], offsets[i + 1]):
            term = terms[k]
            if dated:
                while times[postings[first_open[term]]] < times[i] - window:
                    first_open[term] += 1
            p = first_open[term] if dated else posting_starts[term]
            while postings[p] < i:
                j = postings[p]
                if sums[j] == 0:
                    touched[met] = j
                    met += 1
                product = weights[k] * posting_weights[p]
                sums[j] += product
                if is_name[term]:
                    name_sums[j] += product
                p += 1
        if count + met > capacity:
            capacity = 2 * (count + met)
            later = np.concatenate((later[:count], np.empty(capacity - count, np.int32)))
            earlier = np.concatenate((earlier[:count], np.empty(capacity - count, np.int32)))
            similarities = np.concatenate((similarities[:count], np.empty(capacity - count, np.float32)))
        for k in range(common_offsets[i], common_offsets[i + 1]):
            spread[common_terms[k]] = common_weights[k]
        for m in range(met):
            j = touched[m]
            # Chance likeness in rare terms is below half of what counts.
            if sums[j] >= 0.5 * min_similarity:
                for k in range(common_offsets[j], common_offsets[j + 1]):
                    product = spread[common_terms[k]] * common_weights[k]
                    sums[j] += product
                    if is_name[common_terms[k]]:
                        name_sums[j] += product
            if sums[j] >= min_similarity and _names_agree(
                name_sums[j], sums[j], name_lengths[i], name_lengths[j], min_shared_names
            ):
                later[count] = i
                earlier[count] = j
                similarities[count] = sums[j]
                count += 1
            sums[j] = 0
            name_sums[j] = 0
        for k in range(common_offsets[i], common_offsets[i + 1]):
            spread[common_terms[k]] = 0
    return later[:count].copy(), earlier[:count].copy(), similarities[:count].copy()


@compiled
def _root(parent: I64, node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@compiled
def _linked(articles: I32, similarities: F32, offsets: I64, threshold: float) -> I64:
    """Average linkage by nearest-neighbour chains; group rows are lists in a pool, rewritten as groups merge."""
    n = len(offsets) - 1
    parent = np.arange(n)
    sizes = np.ones(n, np.int64)
    starts = offsets[:-1].copy()
    lengths = np.diff(offsets)
    pool = articles.copy()
    sums = similarities.astype(np.float64)
    end = len(pool)
    gathered = np.zeros(n, np.float64)
    met = np.empty(n, np.int64)
    finished = np.zeros(n, np.bool_)
    chain = np.empty(n + 1, np.int64)
    depth = 0
    next_node = 0
    while True:
        if depth == 0:
            while next_node < n and (finished[next_node] or parent[next_node] != next_node):
                next_node += 1
            if next_node == n:
                break
            chain[0] = next_node
            depth = 1
        top = chain[depth - 1]
        # The groups its neighbours are in now, each once.
        count = 0
        for k in range(starts[top], starts[top] + lengths[top]):
            group = _root(parent, pool[k])
            if group == top:
                continue
            if gathered[group] == 0:
                met[count] = group
                count += 1
            gathered[group] += sums[k]
        nearest = -1
        best = 0.0
        lengths[top] = count
        for k in range(count):
            group = met[k]
            pool[starts[top] + k] = group
            sums[starts[top] + k] = gathered[group]
            average = gathered[group] / (sizes[top] * sizes[group])
            # Of equals the one before in the chain, so that chains end, else the oldest.
            previous = depth > 1 and group == chain[depth - 2]
            if average > best or (
                average == best and (previous or (group < nearest and not (depth > 1 and nearest == chain[depth - 2])))
            ):
                nearest = group
                best = average
            gathered[group] = 0
        if nearest < 0 or best < threshold:
            finished[top] = True
            depth -= 1
            continue
        if depth < 2 or nearest != chain[depth - 2]:
            chain[depth] = nearest
            depth += 1
            continue
        depth -= 2
        kept, gone = min(top, nearest), max(top, nearest)
        need = lengths[kept] + lengths[gone]
        if end + need > len(pool):
            live = 0
            for node in range(n):
                if parent[node] == node:
                    live += lengths[node]
            new_pool = np.empty(2 * (live + need) + 16, np.int32)
            new_sums = np.empty(2 * (live + need) + 16, np.float64)
            end = 0
            for node in range(n):
                if parent[node] == node:
                    new_pool[end : end + lengths[node]] = pool[starts[node] : starts[node] + lengths[node]]
                    new_sums[end : end + lengths[node]] = sums[starts[node] : starts[node] + lengths[node]]
                    starts[node] = end
                    end += lengths[node]
            pool = new_pool
            sums = new_sums
        first = end
        for node in (kept, gone):
            pool[end : end + lengths[node]] = pool[starts[node] : starts[node] + lengths[node]]
            sums[end : end + lengths[node]] = sums[starts[node] : starts[node] + lengths[node]]
            end += lengths[node]
        starts[kept] = first
        lengths[kept] = need
        sizes[kept] += sizes[gone]
        parent[gone] = kept
    for node in range(n):
        parent[node] = _root(parent, node)
    return parent
