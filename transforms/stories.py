"""Which articles are about one event, and which story keeps its id when that changes.

Articles are linked by average linkage on TF-IDF similarities inside a window of days (as in Miranda et al. 2018 and
Staykovski et al. 2019, with linkage in place of their online pass). The window is linked anew each time; ids follow
the articles, and every change of an existing story is reported.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.columns import column, integers
from transforms.compiled import compiled
from transforms.ragged import Ragged
from transforms.records import content_id
from transforms.term_weights import (
    F32,
    F64,
    I32,
    SLOTS,
    U8,
    DocumentCounts,
    TermParams,
    TermVectors,
    is_name,
    term_counts,
    weighted,
)
from transforms.words import I64

_UNDATED = np.iinfo(np.int64).max
_DAY_US = 86_400_000_000
_LEAST_TELLING = 0.3  # of the similarity, in telling terms
TILE_ARTICLES = 5_000  # held and compared at a time: bounds the memory

ASSIGNMENT_SCHEMA = pa.schema([("article_id", pa.string()), ("story_id", pa.string())])
CHANGE_SCHEMA = pa.schema(
    [
        (
            "change",
            pa.string(),
        ),  # founded (one for each new story), joined, moved (the others that split off, too): of an article; merged,
        # split: of a story
        ("article_id", pa.string()),  # null for merged and split
        ("story_id", pa.string()),  # the story after the change
        (
            "previous_story_id",
            pa.string(),
        ),  # moved: the article's old one; merged: the one that ends; split: its source
    ]
)


Rows = TypeVar("Rows", pa.Table, npt.NDArray[np.int64])
Change: TypeAlias = tuple[str, str | None, str, str | None]  # a row of CHANGE_SCHEMA


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryParams:
    """When two articles are about one event."""

    threshold: float = (
        0.2  # average similarity from which groups are one story; at .16 two reports from one village become one
    )
    relative_closeness: float = 0.7  # of how alike the articles of the looser group are: less is two events of a kind
    relative_fit: float = 0.5  # of how alike the articles of a group are: one that is less alike is of another event
    window_days: float = 8.0  # coverage of an event is rarely interrupted for longer
    min_shared_names: float = 0.4  # times the likeness of the words: reports made from one template differ in names
    min_similarity: float = 0.08  # lower ones are chance and count as 0: bounds the memory
    # Articles are compared if they share telling terms: those that few articles have, and that weigh much in both.
    telling_weight: float = 0.08
    rare_term_articles: int = 200
    rare_term_growth: float = (
        2.0  # times the root of the articles: the cost of an article grows slower than their number
    )
    terms: TermParams = field(default_factory=TermParams)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryUpdate:
    """The stories of all articles of the window, and what is different from before."""

    assignment: pa.Table  # ASSIGNMENT_SCHEMA, one row per article, in the order given
    changes: pa.Table  # CHANGE_SCHEMA, in a total order


def update_stories(articles: pa.Table, groups: I64, stories: pa.Table) -> StoryUpdate:
    """The story of every article, with the ids of known stories kept.

    articles: originals of the open window, earliest first: article_id (unique), story_id: the story of a known article,
    null for a new one; and leaves_story: true for a known article that does not carry its story on.
    groups: for each article the first one of its group, as `linked` gives them.
    stories: those of known articles, and those that articles of the window have founded, oldest first: story_id,
    founder_id, and merged_into (null while the story lives). Most of a story may lie outside the window.

    A story is continued by the group with its founder, else with most of its articles. A group that continues several
    stories is the oldest of them, and the others are merged into it; a group that continues none is a new story.
    """
    article_ids = articles["article_id"].to_pylist()
    known = articles["story_id"].to_pylist()
    carried = pc.if_else(articles["leaves_story"], pa.scalar(None, pa.string()), articles["story_id"]).to_pylist()
    stored = stories.select(["story_id", "founder_id", "merged_into"]).to_pylist()
    founder_ids = {row["story_id"]: row["founder_id"] for row in stored}
    continued = _continued_by(groups, article_ids, carried, founder_ids)
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

    articles: all that is known: article_id, title, text, language and published_at. Those without a time are taken to
    be of one time, after all others.
    """
    params = params or StoryParams()
    order = in_order(articles)
    known = DocumentCounts()
    counts = []
    for rows in _tiles(articles.select(["title", "text", "language"]).take(pa.array(order))):
        part = term_counts(column(rows, "title"), column(rows, "text"), column(rows, "language"), params.terms)
        known.add(part)
        counts.append((part.terms, part.counts))
    finder = PairFinder(known, params)
    for (terms, often), times in zip(counts, _tiles(_times(articles)[order]), strict=True):
        finder.add(terms, often, times)
    groups = order[linked(finder.found(), len(order), params)]
    found = np.empty(len(order), np.int64)
    found[order] = groups
    return found


def in_order(articles: pa.Table) -> I64:
    """The rows of articles by published_at, those without last, then by article_id."""
    ids = integers(pc.rank(column(articles, "article_id"), sort_keys="ascending", tiebreaker="first"))
    return np.lexsort((ids, _times(articles)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Articles that are alike, by their numbers, and how much."""

    articles: I32
    others: I32
    similarities: F32


class PairFinder:
    """Finds pairs of articles that are alike, as the articles come in by time; holds those of one window.

    Two articles are compared if they share telling terms, and are no further apart than the window is long.
    """

    def __init__(self, known: DocumentCounts, params: StoryParams) -> None:
        """known: in how many articles each term is."""
        self._params = params
        self._known = known
        self._rare_in = max(params.rare_term_articles, int(params.rare_term_growth * math.sqrt(known.articles)))
        self._window = int(params.window_days * _DAY_US)
        self._tiles: list[_Tile] = []
        self._pairs: list[Pairs] = []
        self._count = 0

    def add(self, terms: Ragged[np.uint32], counts: U8, times: I64, asked: npt.NDArray[np.bool_] | None = None) -> None:
        """Take the next articles, at most a few thousand; they are numbered as they come.

        times: microseconds, ascending, also from call to call. asked: the articles whose pairs are wanted, with others
        or among themselves; all if not given.
        """
        if len(times) == 0:
            return
        vectors = weighted(terms, counts, self._known, self._params.terms)
        is_rare = self._known.documents[vectors.terms % np.uint32(2 * SLOTS)] <= self._rare_in
        telling = is_rare & (vectors.weights >= self._params.telling_weight)
        wanted = np.ones(len(times), np.bool_) if asked is None else asked
        tile = _Tile(vectors, times, wanted, telling, self._count)
        self._count += len(times)
        self._tiles = [known for known in self._tiles if known.times[-1] >= times[0] - self._window]
        self._match(tile, tile)
        for known in self._tiles:
            self._match(tile, known)
            self._match(known, tile)
        self._tiles.append(tile)

    def found(self) -> Pairs:
        """All pairs, those of two asked articles once."""
        return Pairs(
            articles=np.concatenate([np.zeros(0, np.int32), *(part.articles for part in self._pairs)]),
            others=np.concatenate([np.zeros(0, np.int32), *(part.others for part in self._pairs)]),
            similarities=np.concatenate([np.zeros(0, np.float32), *(part.similarities for part in self._pairs)]),
        )

    def _match(self, tile: _Tile, other: _Tile) -> None:
        """Note the pairs of the asked articles of a tile with those of another: not asked, or numbered before."""
        rows = np.flatnonzero(tile.asked)
        is_done = tile.first < other.first and other.asked.all()
        if len(rows) == 0 or is_done:
            return
        articles, others, similarities = _alike(
            rows,
            (tile.codes, tile.weights, tile.offsets, tile.telling),
            (other.codes, other.weights, other.offsets),
            _places(tile.terms, other.terms),
            (other.postings, other.posting_weights, other.posting_starts),
            is_name(other.terms),
            (tile.name_lengths, other.name_lengths),
            (tile.times, other.times),
            (other.asked, other.first - tile.first),
            self._window,
            self._params.min_similarity,
            self._params.min_shared_names,
        )
        self._pairs.append(
            Pairs(
                articles=(articles + tile.first).astype(np.int32),
                others=(others + other.first).astype(np.int32),
                similarities=similarities,
            )
        )


class _Tile:
    """Some articles that follow each other in time, with an index from telling terms to articles."""

    def __init__(
        self,
        vectors: TermVectors,
        times: I64,
        asked: npt.NDArray[np.bool_],
        telling: npt.NDArray[np.bool_],
        first: int,
    ) -> None:
        """telling: which terms of the vectors find articles. first: the number of the first article."""
        self.times, self.asked, self.telling, self.first = times, asked, telling, first
        # Not the terms themselves: codes say them, and what is held of a window bounds its size.
        self.weights, self.offsets, self.name_lengths = vectors.weights, vectors.offsets, vectors.name_lengths
        self.terms, codes = np.unique(vectors.terms, return_inverse=True)
        self.codes = codes.astype(np.int32)
        kept = np.flatnonzero(telling)
        kept = kept[np.argsort(self.codes[kept], kind="stable")]
        rows = np.repeat(np.arange(len(times), dtype=np.int32), np.diff(vectors.offsets))
        self.postings, self.posting_weights = rows[kept], vectors.weights[kept]
        counts = np.bincount(self.codes[kept], minlength=len(self.terms))
        self.posting_starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def _places(terms: npt.NDArray[np.uint32], others: npt.NDArray[np.uint32]) -> I32:
    """Where each term is among the others, -1 where it is not."""
    if len(others) == 0:
        return np.full(len(terms), -1, np.int32)
    found = np.minimum(np.searchsorted(others, terms), len(others) - 1)
    return np.where(others[found] == terms, found, -1).astype(np.int32)


def linked(pairs: Pairs, n: int, params: StoryParams) -> I64:
    """For each of n articles the least one of its group.

    The two groups whose articles are most alike on average are merged, as long as that is enough and no less than a
    share of how alike the articles of the looser of them are: two groups that are each of one piece are two events,
    though of a kind (relative closeness, Karypis et al. 1999). Pairs that are not given count as 0.

    No group reaches from one of the parts that pairs of the threshold join to another, so other pairs are left out.
    """
    part = _joined(pairs.articles, pairs.others, pairs.similarities, n, params.threshold)
    inside = part[pairs.articles] == part[pairs.others]
    articles, others, similarities = pairs.articles[inside], pairs.others[inside], pairs.similarities[inside]
    rows = np.concatenate([articles, others])
    order = np.argsort(rows, kind="stable")
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(rows, minlength=n))])
    return _linked(
        np.concatenate([others, articles])[order],
        np.concatenate([similarities, similarities])[order],
        offsets,
        params.threshold,
        params.relative_closeness,
        params.relative_fit,
    )


def closeness(pairs: Pairs, groups: I64) -> F32:
    """How alike each article and the others of its group are on average; nan for one that is alone.

    Pairs that are not given count as 0.
    """
    n = len(groups)
    inside = groups[pairs.articles] == groups[pairs.others]
    total = np.bincount(pairs.articles[inside], pairs.similarities[inside], minlength=n)
    total += np.bincount(pairs.others[inside], pairs.similarities[inside], minlength=n)
    fellows = np.bincount(groups, minlength=n)[groups] - 1
    return np.where(fellows > 0, total / np.maximum(fellows, 1), np.nan).astype(np.float32)


def _tiles(rows: Rows) -> Iterator[Rows]:
    for start in range(0, len(rows), TILE_ARTICLES):
        yield rows[start : start + TILE_ARTICLES]


def _times(articles: pa.Table) -> I64:
    return integers(column(articles, "published_at").cast(pa.timestamp("us", "UTC")), missing=_UNDATED)


def _continued_by(
    groups: I64, article_ids: list[str], carried: list[str | None], founder_ids: dict[str, str]
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
        story: founder.get(story, min(counts, key=lambda group: (-counts[group], group)))
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
            if now not in survivors:
                rows.add(("split", None, now, before))
            if now in survivors or founders[now] != article:
                rows.add(("moved", article, now, before))
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
def _alike(
    rows: I64,
    article: tuple[I32, F32, I64, npt.NDArray[np.bool_]],
    other: tuple[I32, F32, I64],
    place_of: I32,
    index: tuple[I32, F32, I64],
    is_name_term: npt.NDArray[np.bool_],
    name_lengths: tuple[F32, F32],
    times: tuple[I64, I64],
    asked_others: tuple[npt.NDArray[np.bool_], int],
    window: int,
    min_similarity: float,
    min_shared_names: float,
) -> tuple[I64, I64, F32]:
    """Pairs of these rows with those of another tile, with their dot product, where it is enough and the dates fit.

    article, other: codes of terms, weights, offsets, and of the article which terms are telling. place_of: the other's
    code for each code. index: the others that have each telling term. is_name_term: by the other's code. asked_others:
    which of the others are asked too, and the number of the first of them beside that of the first row.
    """
    codes, weights, offsets, is_telling = article
    other_codes, other_weights, other_offsets = other
    postings, posting_weights, posting_starts = index
    asked, distance = asked_others
    n = len(other_offsets) - 1
    sums = np.zeros(n, np.float32)
    touched = np.empty(n, np.int64)
    spread = np.zeros(len(posting_starts), np.float32)  # the article at hand, by the other's codes
    capacity = 8 * len(rows) + 1024
    found = np.empty(capacity, np.int64)
    found_others = np.empty(capacity, np.int64)
    similarities = np.empty(capacity, np.float32)
    count = 0
    for i in rows:
        met = 0
        for k in range(offsets[i], offsets[i + 1]):
            code = place_of[codes[k]]
            if code < 0:
                continue
            spread[code] = weights[k]
            if is_telling[k]:
                for p in range(posting_starts[code], posting_starts[code + 1]):
                    j = postings[p]
                    if sums[j] == 0:
                        touched[met] = j
                        met += 1
                    sums[j] += weights[k] * posting_weights[p]
        if count + met > capacity:
            capacity = 2 * (count + met)
            found = np.concatenate((found[:count], np.empty(capacity - count, np.int64)))
            found_others = np.concatenate((found_others[:count], np.empty(capacity - count, np.int64)))
            similarities = np.concatenate((similarities[:count], np.empty(capacity - count, np.float32)))
        for m in range(met):
            j = touched[m]
            is_open = (not asked[j] or j + distance < i) and abs(times[0][i] - times[1][j]) <= window
            # Chance likeness in telling terms is below a part of what counts.
            if is_open and sums[j] >= _LEAST_TELLING * min_similarity:
                similarity = 0.0
                name_sum = 0.0
                for k in range(other_offsets[j], other_offsets[j + 1]):
                    product = spread[other_codes[k]] * other_weights[k]
                    similarity += product
                    if is_name_term[other_codes[k]]:
                        name_sum += product
                if similarity >= min_similarity and _names_agree(
                    name_sum, similarity, name_lengths[0][i], name_lengths[1][j], min_shared_names
                ):
                    found[count] = i
                    found_others[count] = j
                    similarities[count] = similarity
                    count += 1
            sums[j] = 0
        for k in range(offsets[i], offsets[i + 1]):
            code = place_of[codes[k]]
            if code >= 0:
                spread[code] = 0
    return found[:count].copy(), found_others[:count].copy(), similarities[:count].copy()


@compiled
def _root(parent: I64, node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@compiled
def _joined(articles: I32, others: I32, similarities: F32, n: int, threshold: float) -> I64:
    """For each article the least one that pairs of the threshold or more join it with."""
    parent = np.arange(n)
    for k in range(len(articles)):
        if similarities[k] >= threshold:
            a, b = _root(parent, articles[k]), _root(parent, others[k])
            parent[max(a, b)] = min(a, b)
    for node in range(n):
        parent[node] = _root(parent, node)
    return parent


@compiled
def _before(values: F64, nodes: I64, a: int, b: int) -> bool:
    """Whether entry a of a heap goes before entry b: by value, then by the older node."""
    return values[a] > values[b] or (values[a] == values[b] and nodes[a] < nodes[b])


@compiled
def _pushed(values: F64, nodes: I64, size: int, value: float, node: int) -> int:
    """Put an entry on a heap; its new size."""
    values[size] = value
    nodes[size] = node
    k = size
    while k > 0 and _before(values, nodes, k, (k - 1) // 2):
        up = (k - 1) // 2
        values[k], values[up] = values[up], values[k]
        nodes[k], nodes[up] = nodes[up], nodes[k]
        k = up
    return size + 1


@compiled
def _popped(values: F64, nodes: I64, size: int) -> int:
    """Take the first entry off a heap, to the place after its end; its new size."""
    size -= 1
    values[0], values[size] = values[size], values[0]
    nodes[0], nodes[size] = nodes[size], nodes[0]
    k = 0
    while True:
        down = 2 * k + 1
        if down >= size:
            break
        if down + 1 < size and _before(values, nodes, down + 1, down):
            down += 1
        if not _before(values, nodes, down, k):
            break
        values[k], values[down] = values[down], values[k]
        nodes[k], nodes[down] = nodes[down], nodes[k]
        k = down
    return size


@compiled
def _within(total: float, size: int) -> float:
    """How alike the articles of a group are on average; one pair of no likeness more, as two or three say little."""
    return total / (size * (size - 1) / 2 + 1)


@compiled
def _least(total: float, size: int, other_total: float, other_size: int, closeness: float, fit: float) -> float:
    """How alike two groups must be on average for how alike the articles of each are."""
    if size > 1 and other_size > 1:
        return closeness * min(_within(total, size), _within(other_total, other_size))
    larger = max(size, other_size)
    return fit * (total + other_total) / max(larger * (larger - 1) / 2, 1)


@compiled
def _linked(articles: I32, similarities: F32, offsets: I64, threshold: float, closeness: float, fit: float) -> I64:
    """The closest groups merged first (Muellner 2011, generic algorithm); their rows are lists in a pool.

    A heap holds for each group how close its nearest was when last looked; what is out of date is looked at again.
    """
    n = len(offsets) - 1
    parent = np.arange(n)
    sizes = np.ones(n, np.int64)
    inner = np.zeros(n, np.float64)  # sum of the similarities of the pairs in each group
    starts = offsets[:-1].copy()
    lengths = np.diff(offsets)
    pool = articles.copy()
    sums = similarities.astype(np.float64)
    end = len(pool)
    gathered = np.zeros(n, np.float64)
    met = np.empty(n, np.int64)
    nearest = np.full(n, -1)
    best = np.zeros(n, np.float64)
    heap_values = np.empty(n + 1, np.float64)
    heap_nodes = np.empty(n + 1, np.int64)
    heap_size = 0
    for node in range(n):
        for k in range(starts[node], starts[node] + lengths[node]):
            if sums[k] > best[node] or (sums[k] == best[node] and pool[k] < nearest[node]):
                best[node] = sums[k]
                nearest[node] = pool[k]
        if best[node] >= threshold:
            heap_size = _pushed(heap_values, heap_nodes, heap_size, best[node], node)
    while heap_size:
        heap_size = _popped(heap_values, heap_nodes, heap_size)
        node, value = heap_nodes[heap_size], heap_values[heap_size]
        if parent[node] != node or value != best[node]:
            continue
        other = nearest[node]
        merged = False
        if other >= 0 and parent[other] == other:
            total = 0.0
            for k in range(starts[node], starts[node] + lengths[node]):
                if _root(parent, pool[k]) == other:
                    total += sums[k]
            merged = total / (sizes[node] * sizes[other]) == value
        if merged:
            kept, gone = min(node, other), max(node, other)
            inner[kept] += inner[gone] + total
            need = lengths[kept] + lengths[gone]
            if end + need > len(pool):
                live = 0
                for group in range(n):
                    if parent[group] == group:
                        live += lengths[group]
                new_pool = np.empty(2 * (live + need) + 16, np.int32)
                new_sums = np.empty(2 * (live + need) + 16, np.float64)
                end = 0
                for group in range(n):
                    if parent[group] == group:
                        size = lengths[group]
                        new_pool[end : end + size] = pool[starts[group] : starts[group] + size]
                        new_sums[end : end + size] = sums[starts[group] : starts[group] + size]
                        starts[group] = end
                        end += size
                pool = new_pool
                sums = new_sums
            first = end
            for group in (kept, gone):
                size = lengths[group]
                pool[end : end + size] = pool[starts[group] : starts[group] + size]
                sums[end : end + size] = sums[starts[group] : starts[group] + size]
                end += size
            starts[kept] = first
            lengths[kept] = need
            sizes[kept] += sizes[gone]
            parent[gone] = kept
            node = kept
        # The groups its neighbours are in now, each once; those that may be merged with it.
        count = 0
        for k in range(starts[node], starts[node] + lengths[node]):
            group = _root(parent, pool[k])
            if group == node:
                continue
            if gathered[group] == 0:
                met[count] = group
                count += 1
            gathered[group] += sums[k]
        nearest[node] = -1
        best[node] = 0.0
        lengths[node] = count
        for k in range(count):
            group = met[k]
            pool[starts[node] + k] = group
            sums[starts[node] + k] = gathered[group]
            average = gathered[group] / (sizes[node] * sizes[group])
            gathered[group] = 0
            least = _least(inner[node], sizes[node], inner[group], sizes[group], closeness, fit)
            if average < max(threshold, least):
                continue
            if average > best[node] or (average == best[node] and group < nearest[node]):
                best[node] = average
                nearest[node] = group
            if merged and (average > best[group] or (average == best[group] and node < nearest[group])):
                best[group] = average
                nearest[group] = node
                if heap_size + 2 >= len(heap_values):
                    heap_values = np.concatenate((heap_values, np.empty(len(heap_values), np.float64)))
                    heap_nodes = np.concatenate((heap_nodes, np.empty(len(heap_nodes), np.int64)))
                heap_size = _pushed(heap_values, heap_nodes, heap_size, average, group)
        if best[node] > 0:
            if heap_size + 2 >= len(heap_values):
                heap_values = np.concatenate((heap_values, np.empty(len(heap_values), np.float64)))
                heap_nodes = np.concatenate((heap_nodes, np.empty(len(heap_nodes), np.int64)))
            heap_size = _pushed(heap_values, heap_nodes, heap_size, best[node], node)
    for node in range(n):
        parent[node] = _root(parent, node)
    return parent
