"""Which articles repeat which: candidate pairs by shared keys, verified pairs, groups around an original.

A pair is verified by the containment of the shorter text in the longer one, since trimmed agency copy has a low Jaccard
similarity, and by the numbers both give, since articles made from one template differ in nothing else. Groups are
stars: every copy is verified against the original, or against a copy that is, so a chain of likenesses joins nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.columns import Column, column, integers, starts, take
from transforms.compiled import compiled
from transforms.fingerprints import Fingerprints, word_sets
from transforms.ragged import Ragged
from transforms.words import I64, U64, mix

Mask = npt.NDArray[np.bool_]
Share = npt.NDArray[np.float32]
Verify = Callable[[I64, I64], "Links"]
Original = Literal["earliest", "fullest"]

_UNDATED = np.iinfo(np.int64).max
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FEW = 8  # articles with one key of which all meet


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateParams:
    """When one text repeats another. Shares are 0 to 1."""

    original: Original = "earliest"  # of a group: the earliest dated, else the fullest; or the other way round
    min_containment: float = 0.45  # of the shorter in the longer: trimmed and edited copy keeps this much ...
    min_containment_few_numbers: float = 0.5  # ... and without numbers to go by, half
    min_shared_shingles: int = 8  # less is a quotation or a shared credit line
    min_numbers: int = 3  # fewer numbers say nothing about a template
    # Reports made from one template share their words and differ in their numbers, and a copy keeps most of both: the
    # less two articles share of their words, the more they must share of their numbers.
    min_words_and_numbers: float = 1.2  # containment and the share of numbers together ...
    min_words_and_places: float = 1.15  # ... and of numbers after the same word: small numbers recur by chance
    min_shared_numbers: float = 0.35  # of two notices that differ in a few figures nearly all words are the same
    same_outlet_jaccard: float = 0.45  # articles of an outlet share its furniture until its lines are known
    same_outlet_containment: float = 0.8  # ... but no text is four fifths furniture
    min_shared_title: float = 0.5  # of the words of the shorter title; then an outlet's pair may be a live update ...
    update_margin: float = 0.2  # ... in which so much fewer numbers need be shared: it changes its figures
    passage_shingles: int = 20  # 24 words: longer than the notices that many outlets print
    max_passage: float = 0.5  # of an article; what shares more of it is a version of it
    least_passage: float = 0.5  # of the largest one: a round-up gives its articles about the same room
    drift_jaccard: float = 0.6  # from here on versions at one outlet are followed from each to the next
    similar_size: float = 0.5  # a text less than half as long does not join the groups it is found in
    min_size: float = 0.2  # an article with five times the text of a brief does not repeat the brief
    truncated_size: float = 0.8  # from here on a copy is edited, not cut
    max_part_overlap: float = 0.1  # two texts inside a third that share no more are parts of a digest
    max_known_per_key: int = 4  # known articles fetched for one key: bounds what one popular key costs
    max_known_per_new: int = 5  # known articles for each new one, beyond which their neighbours are not fetched ...
    min_known: int = 5000  # ... if there are so many: of few new articles the whole neighbourhood is looked at
    max_members_tried: int = 64  # direct copies that an article is compared with before it is left out of a group
    tile_shingles: int = 16 << 20  # of the pairs measured at a time: 64 MiB; the result does not depend on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Pairs of articles and how alike they are."""

    a: I64
    b: I64
    containment: Share  # share of the shorter text's shingles that the longer one has
    jaccard: Share
    shared_numbers: Share  # share of the numbers of the text with fewer; 1 where there are none
    verified: Mask
    is_drift: Mask  # verified, one outlet, most of the text: successive versions of one article

    def where(self, mask: Mask) -> Links:
        """The pairs that a mask selects."""
        return Links(**{name: getattr(self, name)[mask] for name in self.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike the texts of pairs are. Shares are of the text with fewer."""

    shared: I64  # shingles in both
    containment: npt.NDArray[np.float64]
    jaccard: npt.NDArray[np.float64]
    numbers: I64  # of the text with fewer
    shared_numbers: npt.NDArray[np.float64]  # 1 where there are none
    shared_places: npt.NDArray[np.float64]  # numbers after the same word


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles:
    """What grouping needs to know of n articles beside their fingerprints."""

    outlets: I64  # [n] equal numbers for one outlet, -1 where it is not known
    titles: Ragged[np.uint32]  # hashes of the words of each title
    priority: I64  # [n] a permutation: of a group, the article with the least is the original
    exact: U64  # [n] hash of the whole text
    sizes: I64  # [n] number of shingles


class Sets(Protocol):
    """Where the shingles, numbers and places of articles are fetched from, for a tile of pairs at a time."""

    def take(self, indices: I64) -> Fingerprints:
        """The fingerprints at these positions, in this order; their keys are not asked for."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reordered:
    """Fingerprints under other positions."""

    sets: Sets
    order: I64  # [n] the position in `sets` of each

    def take(self, indices: I64) -> Fingerprints:
        """The fingerprints at these positions, in this order."""
        return self.sets.take(self.order[indices])


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """What comparing n articles gave."""

    table: pa.Table  # [n] RESULT_SCHEMA
    is_round_up: Mask  # [n] made of passages of several articles: it joins no group, but for copies of it
    neighbours: tuple[I64, I64]  # pairs in different groups that share a passage, or more


RESULT_SCHEMA = pa.schema(
    [
        ("article", pa.int64()),
        ("original", pa.int64()),
        ("relation", pa.string()),
        ("containment", pa.float32()),
        ("jaccard", pa.float32()),
        ("shared_numbers", pa.float32()),
        ("method", pa.string()),
    ]
)


def link_duplicates(articles: pa.Table, fingerprints: Fingerprints, params: DuplicateParams | None = None) -> pa.Table:
    """For every article the original it repeats, or itself; one row each, in the order given (RESULT_SCHEMA).

    articles: article_id (unique), outlet, title and published_at (may be null) and original_id: for an article whose
    group is known the article_id of its original, for a new one null. A known article's original must be among them.
    fingerprints: of the same articles, in the same order. Pairs of known articles are compared again, so that it makes
    no difference which of them came first.

    relation (null for an original) is how the article differs from its original: exact; near; truncated, most of it
    is in the longer original; contains, it is longer and has most of the original; revision, another state at the
    same outlet. method is exact, direct (verified against the original), via (against a direct copy) or known.
    The order of rows makes no difference.
    """
    params = params or DuplicateParams()
    by_id = integers(pc.sort_indices(articles["article_id"]))
    place = np.empty(len(by_id), np.int64)
    place[by_id] = np.arange(len(by_id))
    exact, keys = fingerprints.exact[by_id], fingerprints.keys
    texts = distinct_texts(exact, np.arange(len(by_id)))
    rows = place[keys.rows]
    is_text = texts[rows] == rows
    pairs = candidate_pairs(keys.values[is_text], rows[is_text], exact)
    result = link_candidates(
        articles.take(pa.array(by_id)),
        word_sets(column(articles, "title").take(pa.array(by_id))),
        exact,
        fingerprints.shingles.lengths[by_id],
        pairs,
        Reordered(sets=fingerprints, order=by_id),
        params,
    ).table
    result = result.set_column(0, "article", pa.array(by_id[integers(column(result, "article"))]))
    result = result.set_column(1, "original", pa.array(by_id[integers(column(result, "original"))]))
    return result.sort_by("article")


def link_candidates(
    articles: pa.Table,
    titles: Ragged[np.uint32],
    exact: U64,
    sizes: I64,
    pairs: tuple[I64, I64],
    sets: Sets,
    params: DuplicateParams | None = None,
) -> Linking:
    """`link_duplicates` where the shingles of all articles need not be in memory.

    articles: as there, without titles; ids and outlets of any kind that can be compared. titles: hashes of their words.
    exact, sizes: the hash of each text and the number of its shingles. pairs: of `candidate_pairs`, of distinct texts.
    sets: asked for tiles of pairs.
    """
    params = params or DuplicateParams()
    ids = column(articles, "article_id")
    grouping = Articles(
        outlets=integers(column(articles, "outlet").dictionary_encode().indices, missing=-1),
        titles=titles,
        priority=original_priority(ids, column(articles, "published_at"), sizes, params.original),
        exact=exact,
        sizes=sizes,
    )
    known_original = integers(pc.index_in(column(articles, "original_id"), ids), missing=-1)
    texts = distinct_texts(exact, integers(pc.rank(ids, tiebreaker="first")))
    verify = _verifier(sets, grouping, params)
    measured = verify(*pairs)
    round_ups, links = _all_links(grouping, sets, measured, params)
    priority = _least(grouping.priority, texts)
    labels = duplicate_groups(sizes, links, priority, verify, params)[texts]
    originals = _first_by_priority(labels, grouping.priority)
    return Linking(
        table=_described(originals, known_original, grouping, verify, params),
        is_round_up=round_ups[texts],
        neighbours=_neighbours(measured, originals, sizes, params),
    )


def candidate_pairs(keys: U64, articles: I64, exact: U64) -> tuple[I64, I64]:
    """Pairs of articles that share a key, each once with a < b, in number linear in the number of keys.

    keys, articles: the columns of a key index. exact: [n] the hash of each text. Of a key the leading bits are looked
    at, 32 or more. Inside a key all of a few articles meet; many are put in an order that differs from key to key, and
    each meets the first one and the next one, so that articles with several keys in common meet with near certainty.
    The order is made of the texts alone: those who meet among all meet among some of them as well.
    """
    return unpacked(packed_pairs(keys, articles, exact))


def packed_pairs(keys: U64, articles: I64, exact: U64) -> U64:
    """`candidate_pairs` as ascending numbers of 64 bits, a in the upper half: those of parts of an index can be merged.

    An index may be looked at in parts, if all articles with a key are in one part.
    """
    # Key and article in one number sort many times faster than one by the other.
    bits = np.uint64(max(len(exact) - 1, 1).bit_length())
    entries = np.sort((keys >> bits << bits) | articles.astype(np.uint64))
    pairs = np.sort(_pairs_in_groups(entries, bits, exact))
    return pairs[starts(pairs)]


def joined(some: U64, more: U64) -> U64:
    """The values of two arrays of different values in ascending order, each once, in that order."""
    return _merged(some, more) if len(some) else more


def unpacked(pairs: U64) -> tuple[I64, I64]:
    """The two articles of each of `packed_pairs`."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def sample_holders(indexed: U64, articles: U64, keys: U64, seen: I64, holders: U64) -> None:
    """Adds the articles of some rows of a key index to those that hold each key.

    indexed, articles: the columns of these rows, ascending by key. keys: ascending, different ones. seen: [keys] rows
    met before, counted on here. holders: [keys, most] articles of each, in the first min(seen, most) places: drawn by
    a hash where there are more, so that articles with several keys in common meet under one of them.
    """
    _sample_holders(indexed, articles, keys, seen, holders)


def distinct_texts(exact: U64, ranks: npt.NDArray[np.integer[Any]]) -> I64:
    """For each article the one that stands for all with its text: the one of the least rank."""
    order = np.lexsort((ranks, exact))
    is_first = starts(exact[order]) | (exact[order] == 0)  # articles without words are not alike
    first = np.empty(len(exact), np.int64)
    first[order] = order[is_first][np.cumsum(is_first) - 1]
    return first


def verified_links(
    fingerprints: Fingerprints, a: I64, b: I64, same_outlet: Mask, similar_title: Mask, params: DuplicateParams
) -> Links:
    """The pairs (a[i], b[i]) with their likeness, and whether one repeats the other.

    same_outlet, similar_title: for each pair; the latter counts for pairs of one outlet only.
    """
    alike = likeness(fingerprints, a, b)
    verified = np.logical_and.reduce(list(conditions(alike, same_outlet, similar_title, params).values()))
    verified |= (fingerprints.exact[a] == fingerprints.exact[b]) & (fingerprints.exact[a] != 0)
    return Links(
        a=a,
        b=b,
        containment=alike.containment.astype(np.float32),
        jaccard=alike.jaccard.astype(np.float32),
        shared_numbers=alike.shared_numbers.astype(np.float32),
        verified=verified,
        is_drift=verified & same_outlet & (alike.jaccard >= params.drift_jaccard),
    )


def likeness(fingerprints: Fingerprints, a: I64, b: I64) -> Likeness:
    """How alike the texts of each pair are."""
    sizes, numbers, places = (getattr(fingerprints, name) for name in ("shingles", "numbers", "places"))
    shared, both, placed = (_shared_values(of.values, of.offsets, a, b) for of in (sizes, numbers, places))
    fewer = np.minimum(numbers.lengths[a], numbers.lengths[b])
    fewer_places = np.minimum(places.lengths[a], places.lengths[b])
    return Likeness(
        shared=shared,
        containment=shared / np.maximum(np.minimum(sizes.lengths[a], sizes.lengths[b]), 1),
        jaccard=shared / np.maximum(sizes.lengths[a] + sizes.lengths[b] - shared, 1),
        numbers=fewer,
        shared_numbers=np.where(fewer > 0, both / np.maximum(fewer, 1), 1.0),
        shared_places=placed / np.maximum(fewer_places, 1),
    )


def conditions(alike: Likeness, same_outlet: Mask, similar_title: Mask, params: DuplicateParams) -> dict[str, Mask]:
    """What each pair must meet for one text to repeat the other, by name; equal texts need not."""
    has_few_numbers = alike.numbers < params.min_numbers
    wanted = np.where(has_few_numbers, params.min_containment_few_numbers, params.min_containment)
    more_than_furniture = (
        ~same_outlet
        | similar_title
        | (alike.jaccard >= params.same_outlet_jaccard)
        | (alike.containment >= params.same_outlet_containment)
    )
    # A live update changes its figures.
    margin = np.where(same_outlet & similar_title, params.update_margin, 0)
    agreeing = (
        (alike.containment + alike.shared_numbers + margin >= params.min_words_and_numbers)
        & (alike.containment + alike.shared_places + margin >= params.min_words_and_places)
        & (alike.shared_numbers >= params.min_shared_numbers)
    )
    return {
        "enough of the shorter text is in the longer one": alike.containment >= wanted,
        "that is more than a quotation": alike.shared >= params.min_shared_shingles,
        "that is more than what an outlet puts on every page": more_than_furniture,
        "their numbers agree": has_few_numbers | agreeing,
    }


def similar_titles(titles: Ragged[np.uint32], a: I64, b: I64, params: DuplicateParams) -> Mask:
    """Whether the titles of each pair share enough words; titles without words are like none."""
    shared = _shared_values(titles.values, titles.offsets, a, b)
    fewer = np.minimum(titles.lengths[a], titles.lengths[b])
    return (fewer > 0) & (shared >= params.min_shared_title * fewer)


def original_priority(article_ids: Column, published_at: Column, sizes: I64, original: Original = "earliest") -> I64:
    """The rank of each article as an original: the earliest dated, else the fullest, then the least article_id.

    original: "fullest" takes the fullest, else the earliest dated.
    """
    dates = integers(published_at.cast(pa.timestamp("us", "UTC")), missing=_UNDATED)
    ids = integers(pc.rank(article_ids, sort_keys="ascending", tiebreaker="first"))
    order = np.lexsort((ids, -sizes, dates) if original == "earliest" else (ids, dates, -sizes))
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def components(n: int, a: I64, b: I64) -> I64:
    """The least member of the connected component each of n nodes is in, with edges (a[i], b[i])."""
    return _components(n, a, b)


def is_digest(sizes: I64, sets: Sets, links: Links, alike: I64, params: DuplicateParams) -> Mask:
    """Whether each article holds two verified articles that share next to nothing.

    alike: equal numbers for articles that are versions of one text, of which one stands for all.
    """
    holder = np.where(sizes[links.a] >= sizes[links.b], links.a, links.b)
    part = np.where(sizes[links.a] >= sizes[links.b], links.b, links.a)
    inside = sizes[part] < params.truncated_size * sizes[holder]
    holder, part = holder[inside], part[inside]
    order = _largest_parts(holder, part, sizes[part], alike)
    holders, first, second = _pairs_of_parts(holder[order])
    a, b = part[order][first], part[order][second]
    shared = np.empty(len(a), np.int64)
    for tile, (x, y), pairs in _tiles(sets, sizes, params, a, b):
        shared[pairs] = _shared_values(tile.shingles.values, tile.shingles.offsets, x, y)
    digests = np.zeros(len(sizes), np.bool_)
    digests[holders[shared <= params.max_part_overlap * np.minimum(sizes[a], sizes[b])]] = True
    return digests


def is_round_up(articles: Articles, sets: Sets, links: Links, alike: I64, params: DuplicateParams) -> Mask:
    """Whether each article is made of passages of three or more articles, as briefs at a day's end are.

    links: of all candidates, verified or not: most articles are longer than what a round-up takes from them. Those of
    one outlet do not count: they share its furniture, a line with this one and a line with that. alike: as above.
    """
    sizes, outlets = articles.sizes, articles.outlets
    links = links.where((outlets[links.a] != outlets[links.b]) | (outlets[links.a] < 0))
    shared = np.rint(links.containment * np.minimum(sizes[links.a], sizes[links.b])).astype(np.int64)
    holder, part = np.concatenate([links.a, links.b]), np.concatenate([links.b, links.a])
    shared = np.tile(shared, 2)
    is_passage = (shared >= params.passage_shingles) & (shared <= params.max_passage * sizes[holder])
    holder, part, shared = holder[is_passage], part[is_passage], shared[is_passage]
    order = _largest_parts(holder, part, shared, alike)
    holder, part, shared = holder[order], part[order], shared[order]
    largest = shared[np.maximum.accumulate(np.where(starts(holder), np.arange(len(holder)), 0))]
    is_like = shared >= params.least_passage * largest
    holder, part, shared = holder[is_like], part[is_like], shared[is_like]
    holders, parts = _parts_of_holders(holder, part)
    found = np.zeros(len(sizes), np.bool_)
    for tile, (of, *columns), rows in _tiles(sets, sizes, params, holders, *parts):
        shingles = tile.shingles
        found[holders[rows]] = _has_three_apart(
            shingles.values, shingles.offsets, of, np.stack(columns, axis=1), params.max_part_overlap
        )
    return found


def _largest_parts(holder: I64, part: I64, size: I64, alike: I64) -> I64:
    """The rows of each holder's parts, largest first; of versions of one text the largest."""
    order = np.lexsort((part, -size, alike[part], holder))
    order = order[starts(holder[order]) | starts(alike[part[order]])]
    return order[np.lexsort((part[order], -size[order], holder[order]))]


def duplicate_groups(sizes: I64, links: Links, priority: I64, verify: Verify, params: DuplicateParams) -> I64:
    """For each article the original of its group, or itself: labels[labels[i]] == labels[i].

    links: verified pairs. priority: see `Articles`. verify: measures any pair.
    Texts of similar size make groups first; then texts of differing size join one group each.
    """
    alike = np.minimum(sizes[links.a], sizes[links.b]) >= params.similar_size * np.maximum(
        sizes[links.a], sizes[links.b]
    )
    stars = _stars(links.where(alike), priority, verify, params)
    joined = _join_uneven(stars, links.where(~alike), sizes, priority, params)
    return _first_by_priority(joined, priority)


def _verifier(sets: Sets, articles: Articles, params: DuplicateParams) -> Verify:
    def verify(a: I64, b: I64) -> Links:
        same_outlet = (articles.outlets[a] == articles.outlets[b]) & (articles.outlets[a] >= 0)
        similar_title = np.zeros(len(a), np.bool_)
        similar_title[same_outlet] = similar_titles(articles.titles, a[same_outlet], b[same_outlet], params)
        found = _empty_links(a, b)
        for tile, (x, y), pairs in _tiles(sets, articles.sizes, params, a, b):
            links = verified_links(tile, x, y, same_outlet[pairs], similar_title[pairs], params)
            for name in ("containment", "jaccard", "shared_numbers", "verified", "is_drift"):
                getattr(found, name)[pairs] = getattr(links, name)
        return found

    return verify


def _empty_links(a: I64, b: I64) -> Links:
    """The pairs, nothing measured."""
    return Links(
        a=a,
        b=b,
        containment=np.zeros(len(a), np.float32),
        jaccard=np.zeros(len(a), np.float32),
        shared_numbers=np.zeros(len(a), np.float32),
        verified=np.zeros(len(a), np.bool_),
        is_drift=np.zeros(len(a), np.bool_),
    )


def _tiles(
    sets: Sets, sizes: I64, params: DuplicateParams, *articles: I64
) -> Iterator[tuple[Fingerprints, list[I64], I64]]:
    """Rows of articles some at a time: fingerprints of a tile, the positions of each column in it, and which rows.

    Rows of one component stand together, so that most articles are fetched once.
    """
    costs = np.sum([sizes[column] for column in articles], axis=0)
    order = np.arange(len(costs))
    if costs.sum() > params.tile_shingles:
        order = np.argsort(components(len(sizes), articles[0], articles[1])[articles[0]], kind="stable")
    tiles = np.cumsum(costs[order]) // max(params.tile_shingles, 1)
    slots = np.full(len(sizes), -1, np.int32)
    for rows in np.split(order, np.flatnonzero(np.diff(tiles)) + 1):
        if len(rows):
            wanted, positions = _slots_of(np.concatenate([column[rows] for column in articles]), slots)
            yield sets.take(wanted), np.split(positions, len(articles)), rows


def _neighbours(measured: Links, originals: I64, sizes: I64, params: DuplicateParams) -> tuple[I64, I64]:
    """The pairs in different groups that are verified or share a passage."""
    shared = np.rint(measured.containment * np.minimum(sizes[measured.a], sizes[measured.b]))
    is_near = measured.verified | (shared >= params.passage_shingles)
    is_near &= originals[measured.a] != originals[measured.b]
    return measured.a[is_near], measured.b[is_near]


def _all_links(articles: Articles, sets: Sets, measured: Links, params: DuplicateParams) -> tuple[Mask, Links]:
    """Which articles are round-ups, and the verified pairs of differing texts without those that round-ups make."""
    found = measured.where(measured.verified)
    sizes = articles.sizes
    nearly_equal = np.minimum(sizes[found.a], sizes[found.b]) >= params.truncated_size * np.maximum(
        sizes[found.a], sizes[found.b]
    )
    texts_alike = components(len(sizes), found.a[nearly_equal], found.b[nearly_equal])
    digests = is_round_up(articles, sets, measured, texts_alike, params)
    digests |= is_digest(sizes, sets, found, texts_alike, params)
    # A copy of a digest is one; two digests that give the same stories and others beside them are no copies.
    is_copy = nearly_equal & (found.jaccard >= params.drift_jaccard)
    digests[found.a[is_copy & digests[found.b]]] = True
    digests[found.b[is_copy & digests[found.a]]] = True
    return digests, found.where(is_copy | ~(digests[found.a] | digests[found.b]))


def _stars(links: Links, priority: I64, verify: Verify, params: DuplicateParams) -> I64:
    """Groups in which all are verified against the first by priority, or against a member that is.

    Successive versions at one outlet are followed from there. What is left makes groups of its own, until nothing is.
    """
    n = len(priority)
    centre = np.arange(n)
    linked = np.zeros(n, np.bool_)
    linked[links.a] = linked[links.b] = True
    while linked.any():
        open_links = linked[links.a] & linked[links.b]
        a, b = links.a[open_links], links.b[open_links]
        drift = links.is_drift[open_links]
        first = _first_by_priority(components(n, a, b), priority)
        waiting = np.flatnonzero(linked & (first != np.arange(n)))
        direct = np.zeros(n, np.bool_)
        direct[waiting[verify(first[waiting], waiting).verified]] = True
        direct[a[first[a] == b]] = direct[b[first[b] == a]] = True
        direct[first[waiting]] = False
        member = direct.copy()
        member[a[direct[b]]] = member[b[direct[a]]] = True
        left = waiting[~member[waiting]]
        member[left[_is_like_one(left, waiting[direct[waiting]], first, priority, verify, params)]] = True
        member = _followed(member, a[drift], b[drift])
        member &= linked & (first != np.arange(n))
        centre[member] = first[member]
        linked &= ~member & (first != np.arange(n))
    return centre


def _is_like_one(left: I64, direct: I64, first: I64, priority: I64, verify: Verify, params: DuplicateParams) -> Mask:
    """Whether each article is verified against one of the first articles that repeat the original directly.

    Which pairs are measured at first is a matter of chance: what they leave open is not left to it.
    """
    direct = direct[np.lexsort((priority[direct], first[direct]))]
    begin = np.searchsorted(first[direct], first[left])
    counts = np.minimum(np.searchsorted(first[direct], first[left], "right") - begin, params.max_members_tried)
    rows = np.repeat(np.arange(len(left)), counts)
    tried = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(begin, counts)
    is_like = np.zeros(len(left), np.bool_)
    is_like[rows[verify(left[rows], direct[tried]).verified]] = True
    return is_like


def _followed(member: Mask, a: I64, b: I64) -> Mask:
    """The members and whatever pairs (a, b) lead to from them."""
    reached = components(len(member), a, b)
    return member | np.isin(reached, reached[member])


def _join_uneven(stars: I64, links: Links, sizes: I64, priority: I64, params: DuplicateParams) -> I64:
    """Group numbers after joining groups with texts of differing size, each to the one that fits it best.

    A longer text that stands alone joins the shorter ones it contains; else the shorter group joins the longer one.
    So every group has one such link of its own, and a text found in two groups does not join them.
    """
    n = len(stars)
    a_longer = sizes[links.a] >= sizes[links.b]
    longer, shorter = np.where(a_longer, links.a, links.b), np.where(a_longer, links.b, links.a)
    members = np.bincount(stars, minlength=n)
    alone = (members[stars[longer]] == 1) & (sizes[shorter] >= params.min_size * sizes[longer])
    joining, joined = stars[np.where(alone, longer, shorter)], stars[np.where(alone, shorter, longer)]
    order = np.lexsort((priority[joined], -links.jaccard, -links.containment, joining))
    order = order[joining[order] != joined[order]]
    best = order[starts(joining[order])]
    return components(n, np.concatenate([np.arange(n), joining[best]]), np.concatenate([stars, joined[best]]))


def _first_by_priority(labels: I64, priority: I64) -> I64:
    """For each article, the member of its group with the least priority value."""
    least = np.full(len(labels), len(labels), np.int64)
    np.minimum.at(least, labels, priority)
    by_priority = np.empty(len(labels), np.int64)
    by_priority[priority] = np.arange(len(labels))
    return by_priority[least[labels]]


def _least(priority: I64, heads: I64) -> I64:
    """The priority of texts: that of the first article with each, before those of the articles it stands for."""
    n = len(priority)
    least = np.full(n, n, np.int64)
    np.minimum.at(least, heads, priority)
    order = np.argsort(np.where(heads == np.arange(n), least, n + priority))
    ranks = np.empty(n, np.int64)
    ranks[order] = np.arange(n)
    return ranks


def _described(
    originals: I64,
    known_original: I64,
    articles: Articles,
    verify: Verify,
    params: DuplicateParams,
) -> pa.Table:
    """The result table: each article, its original and how the two differ."""
    n = len(originals)
    copies = np.flatnonzero(originals != np.arange(n))
    links = verify(originals[copies], copies)
    exact = articles.exact[copies] == articles.exact[originals[copies]]
    known = known_original[copies] == originals[copies]
    method = np.select([exact, known, links.verified], ["exact", "known", "direct"], "via")
    described = (
        _relations(links, articles, params),
        links.containment,
        links.jaccard,
        links.shared_numbers,
        method,
    )
    of_copy = np.full(n, -1, np.int64)
    of_copy[copies] = np.arange(len(copies))
    columns = [pa.array(np.arange(n)), pa.array(originals), *(take(pa.array(values), of_copy) for values in described)]
    return pa.table(columns, schema=RESULT_SCHEMA)


def _relations(links: Links, articles: Articles, params: DuplicateParams) -> npt.NDArray[np.str_]:
    """How each copy (b) differs from its original (a)."""
    sizes = articles.sizes
    contained = links.containment >= params.truncated_size
    cases = {
        "exact": articles.exact[links.a] == articles.exact[links.b],
        "revision": (articles.outlets[links.a] == articles.outlets[links.b]) & (articles.outlets[links.a] >= 0),
        "truncated": contained & (sizes[links.b] < params.truncated_size * sizes[links.a]),
        "contains": contained & (sizes[links.a] < params.truncated_size * sizes[links.b]),
    }
    return np.select(list(cases.values()), list(cases), "near")


@compiled
def _pairs_in_groups(entries: U64, bits: np.uint64, exact: U64) -> U64:
    """Packed pairs (smaller article << 32 | larger) of ascending entries (key, then article in the last bits)."""
    mask = (np.uint64(1) << bits) - np.uint64(1)
    pairs = np.empty(_FEW * len(entries) // 2 + 1, np.uint64)
    count = 0
    start = 0
    while start < len(entries):
        key = entries[start] >> bits
        end = start + 1
        while end < len(entries) and entries[end] >> bits == key:
            end += 1
        size = end - start
        members = entries[start:end] & mask
        if size > _FEW:
            salt = (entries[start] >> np.uint64(32)) * _GOLDEN  # these bits are of the key, however many articles
            turns = np.empty(size, np.uint64)
            for i in range(size):
                turns[i] = mix(exact[members[i]] ^ salt)
            members = members[np.argsort(turns)]
        for i in range(size):
            meets = size - 1 - i if size <= _FEW else 2
            for k in range(meets):
                j = i + 1 + k if size <= _FEW else ((i + 1) % size if k == 0 else 0)
                x, y = members[i], members[j]
                if x != y:
                    pairs[count] = (min(x, y) << np.uint64(32)) | max(x, y)
                    count += 1
        start = end
    return pairs[:count].copy()


@compiled
def _sample_holders(indexed: U64, articles: U64, keys: U64, seen: I64, holders: U64) -> None:
    most = holders.shape[1]
    at = np.searchsorted(keys, indexed[0]) if len(indexed) else 0
    for row in range(len(indexed)):
        while at < len(keys) and keys[at] < indexed[row]:
            at += 1
        if at == len(keys):
            break
        if keys[at] == indexed[row]:
            seen[at] += 1
            place = seen[at] - 1
            if place >= most:  # Vitter 1985, algorithm R
                place = np.int64(mix(articles[row] ^ (keys[at] * _GOLDEN)) % np.uint64(seen[at]))
            if place < most:
                holders[at, place] = articles[row]


@compiled
def _merged(some: U64, more: U64) -> U64:
    """The different values of two ascending arrays, ascending."""
    merged = np.empty(len(some) + len(more), np.uint64)
    i = j = count = 0
    while i < len(some) or j < len(more):
        is_some = j == len(more) or (i < len(some) and some[i] <= more[j])
        value = some[i] if is_some else more[j]
        j += j < len(more) and more[j] == value
        i += is_some
        merged[count] = value
        count += 1
    return merged[:count].copy()


@compiled
def _slots_of(articles: I64, slots: npt.NDArray[np.int32]) -> tuple[I64, I64]:
    """The different ones of articles, and where each is among them; `slots` is -1 before and after."""
    rows = np.empty(len(articles), np.int64)
    positions = np.empty(len(articles), np.int64)
    count = 0
    for i in range(len(articles)):
        if slots[articles[i]] < 0:
            slots[articles[i]] = count
            rows[count] = articles[i]
            count += 1
        positions[i] = slots[articles[i]]
    for i in range(count):
        slots[rows[i]] = -1
    return rows[:count].copy(), positions


@compiled
def _shared(values: npt.NDArray[np.uint32], i: int, i_end: int, j: int, j_end: int) -> int:
    """The number of values two ascending runs have in common."""
    count = 0
    while i < i_end and j < j_end:
        x = values[i]
        y = values[j]
        count += x == y
        i += x <= y
        j += y <= x
    return count


@compiled
def _shared_values(values: npt.NDArray[np.uint32], offsets: I64, a: I64, b: I64) -> I64:
    shared = np.empty(len(a), np.int64)
    for pair in range(len(a)):
        x, y = a[pair], b[pair]
        shared[pair] = _shared(values, offsets[x], offsets[x + 1], offsets[y], offsets[y + 1])
    return shared


@compiled
def _pairs_of_parts(holders: I64) -> tuple[I64, I64, I64]:
    """All pairs of the first eight rows of each holder, and the holder; rows sorted by holder, largest part first."""
    most = 8  # the largest parts suffice, and a much copied article has very many
    found = np.empty((len(holders) * (most - 1) // 2 + 1, 3), np.int64)
    count = 0
    start = 0
    while start < len(holders):
        end = start + 1
        while end < len(holders) and holders[end] == holders[start]:
            end += 1
        last = min(end, start + most)
        for i in range(start, last):
            for j in range(i + 1, last):
                found[count, 0] = holders[start]
                found[count, 1] = i
                found[count, 2] = j
                count += 1
        start = end
    return found[:count, 0].copy(), found[:count, 1].copy(), found[:count, 2].copy()


@compiled
def _parts_of_holders(holders: I64, parts: I64) -> tuple[I64, I64]:
    """The holders with three parts or more, and the first eight of each, filled up with itself: [8, holders].

    holders, parts: rows sorted by holder.
    """
    found = np.empty(len(holders), np.int64)
    of_holders = np.empty((8, len(holders)), np.int64)
    count = 0
    start = 0
    while start < len(holders):
        end = start + 1
        while end < len(holders) and holders[end] == holders[start]:
            end += 1
        if end - start >= 3:
            found[count] = holders[start]
            for i in range(8):
                of_holders[i, count] = parts[start + i] if start + i < end else holders[start]
            count += 1
        start = end
    return found[:count].copy(), of_holders[:, :count].copy()


@compiled
def _has_three_apart(
    values: npt.NDArray[np.uint32], offsets: I64, holders: I64, parts: I64, max_overlap: float
) -> Mask:
    """Whether of the passages each holder shares with its parts ([holders, 8]) three hardly overlap."""
    found = np.zeros(len(holders), np.bool_)
    for row in range(len(holders)):
        holder = holders[row]
        first, end = offsets[holder], offsets[holder + 1]
        inside = np.zeros(end - first, np.uint8)  # of each value of the holder a bit for each part that has it
        for k in range(8):
            if parts[row, k] != holder:
                i, j, j_end = first, offsets[parts[row, k]], offsets[parts[row, k] + 1]
                while i < end and j < j_end:
                    x, y = values[i], values[j]
                    if x == y:
                        inside[i - first] |= np.uint8(1 << k)
                    i += x <= y
                    j += y <= x
        shared = np.zeros((8, 8), np.int64)
        for bits in inside:
            for k in range(8):
                if bits >> k & 1:
                    for m in range(k, 8):
                        shared[k, m] += bits >> m & 1
        apart = np.zeros((8, 8), np.bool_)
        for k in range(8):
            for m in range(k + 1, 8):
                least = min(shared[k, k], shared[m, m])
                apart[k, m] = least > 0 and shared[k, m] <= max_overlap * least
        for k in range(8):
            for m in range(k + 1, 8):
                for n in range(m + 1, 8):
                    found[row] |= apart[k, m] and apart[k, n] and apart[m, n]
    return found


@compiled
def _components(n: int, a: I64, b: I64) -> I64:
    parent = np.arange(n)
    for edge in range(len(a)):
        x = a[edge]
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        y = b[edge]
        while parent[y] != y:
            parent[y] = parent[parent[y]]
            y = parent[y]
        if x < y:
            parent[y] = x
        else:
            parent[x] = y
    for node in range(n):
        parent[node] = parent[parent[node]] if parent[node] != node else node
        root = node
        while parent[root] != root:
            root = parent[root]
        parent[node] = root
    return parent
