"""Where articles about one event give a number for the same thing, and whether it is the same number.

Two figures are about the same thing if they have the same unit and their sentences share telling words, those that few
sentences of the story have; or if both are the only number of dead, injured, ... that their article opens with. Which
number is right is not judged: "at least 66" and "78" can both be true.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from transforms.figure_words import LEXICONS
from transforms.figures import Figure

WORD = re.compile(r"[^\W\d_]+")
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
STATES = frozenset(state for lexicon in LEXICONS.values() for state in lexicon.states)
STEM_LETTERS = 6

# Words that say nothing about what is counted: every sentence with money has "million", every one with people "people".
SMALL_WORDS = frozenset(
    word.rstrip("*")
    for lexicon in LEXICONS.values()
    for words in (lexicon.stop, lexicon.people, lexicon.numbers, lexicon.multipliers, *lexicon.units.values())
    for word in words
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceParams:
    """When two sentences speak of the same thing. For precision: a missing pair does less harm than a wrong one."""

    state_words: int = 1  # the dead of one event are one number, so little else need be shared
    state_score: float = 0.15
    other_words: tuple[tuple[int, float], ...] = ((6, 0.34), (4, 0.5), (3, 0.75))  # the fewer words, the more weight
    equal_words: int = 2  # that the numbers are equal is a sign by itself
    equal_score: float = 0.6
    near_words: int = 2  # of the shared ones, must stand near the number in both sentences,
    near_characters: int = 60  # that is, as far before or behind it
    max_listed: int = 2  # figures of one unit in a sentence; more are a table or a list of results
    lead_characters: int = 1_500  # near its start an article gives the dead of its own event
    max_statements: int = 200  # that share one stem and are compared pair by pair, so that a large story stays cheap


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two articles that speak of the same thing with a number each."""

    left_id: str
    right_id: str
    left: Figure
    right: Figure
    relation: Literal["differs", "same"]
    shared: tuple[str, ...]  # stems of the words both sentences have
    score: float  # 0 to 1: the weight of those words in the shorter sentence


@dataclass(frozen=True, slots=True)
class _Statement:
    article_id: str
    figure: Figure
    stems: frozenset[str]
    near: frozenset[str]  # those that stand near the number


def differences(articles: Mapping[str, Sequence[Figure]], params: DifferenceParams | None = None) -> list[Difference]:
    """The pairs of figures with which two articles of one story speak of the same thing, best pairs first.

    articles: article id -> its figures, for the articles of one story.
    A figure is paired with its best partner in another article only, and only if it is the best for that too. Of
    articles that have the same sentence, as copies of an agency report do, all are paired.
    """
    params = params or DifferenceParams()
    statements = _statements(articles, params)
    weights = _weights(statements)
    by_unit: dict[str, list[_Statement]] = defaultdict(list)
    for statement in statements:
        by_unit[_stem(statement.figure.unit)].append(statement)
    found = [pair for group in by_unit.values() for pair in _best_pairs(group, weights, params)]
    return sorted(found, key=lambda pair: (-pair.score, pair.left_id, pair.right_id, pair.left.start, pair.right.start))


def _statements(articles: Mapping[str, Sequence[Figure]], params: DifferenceParams) -> list[_Statement]:
    """The figures that can be compared: no ages, no parts of other numbers."""
    return [
        _statement(article_id, figure, params)
        for article_id, found in articles.items()
        for figure in _without_lists(found, params)
        if figure.unit != "age" and not figure.is_part
    ]


def _without_lists(found: Sequence[Figure], params: DifferenceParams) -> list[Figure]:
    counts = Counter((figure.sentence, figure.unit) for figure in found)
    return [figure for figure in found if counts[figure.sentence, figure.unit] <= params.max_listed]


def _statement(article_id: str, figure: Figure, params: DifferenceParams) -> _Statement:
    around = figure.sentence[max(figure.offset - params.near_characters, 0) : figure.offset + params.near_characters]
    own = frozenset((_stem(figure.unit),))
    return _Statement(article_id, figure, _stems(figure.sentence) - own, _stems(around) - own)


def _stems(sentence: str) -> frozenset[str]:
    """The stems of the words in a sentence, without small words."""
    words = (word for word in WORD.findall(sentence.lower()) if word not in SMALL_WORDS)
    return frozenset(stem for stem in map(_stem, words) if len(stem) > 2) - SMALL_STEMS


def _stem(word: str) -> str:
    """The first letters of a word without accents, so that most of its forms are equal.

    >>> _stem("Verletzte") == _stem("verletzten")
    True
    """
    plain = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in plain if letter.isalpha())[:STEM_LETTERS].rstrip("s")


SMALL_STEMS = frozenset(_stem(word) for word in SMALL_WORDS if len(word) >= STEM_LETTERS - 1)


def _weights(statements: Sequence[_Statement]) -> dict[str, float]:
    """How telling each stem is: the fewer sentences of the story have it, the more."""
    stems_of: dict[str, frozenset[str]] = {}
    for statement in statements:
        sentence = statement.figure.sentence
        stems_of[sentence] = stems_of.get(sentence, frozenset()) | statement.stems
    counts = Counter(stem for stems in stems_of.values() for stem in stems)
    return {stem: math.log(1 + len(stems_of) / count) for stem, count in counts.items()}


def _best_pairs(
    group: Sequence[_Statement], weights: Mapping[str, float], params: DifferenceParams
) -> Iterator[Difference]:
    """The pairs of one unit in which each figure is the best partner of the other."""
    only = _only_ones(group, params)
    pairs = [
        pair
        for left, right in _candidates(group, only, params)
        if (pair := _pair(group[left], group[right], weights, params, are_only={left, right} <= only))
    ]
    seen: set[tuple[str, float, str]] = set()
    for pair in sorted(pairs, key=lambda pair: (pair.relation == "same", pair.score), reverse=True):
        sides = {(pair.left_id, pair.left.value, pair.right_id), (pair.right_id, pair.right.value, pair.left_id)}
        if not sides & seen:
            yield pair
        seen |= sides


def _candidates(group: Sequence[_Statement], only: frozenset[int], params: DifferenceParams) -> list[tuple[int, int]]:
    """Pairs of statements of different articles that share a stem, or are the only ones of their articles."""
    by_stem: dict[str, list[int]] = defaultdict(list)
    for at, statement in enumerate(group):
        for stem in statement.stems:
            by_stem[stem].append(at)
    together = [*by_stem.values(), sorted(only)]
    pairs = {pair for places in together for pair in combinations(places[: params.max_statements], 2)}
    return sorted(pair for pair in pairs if group[pair[0]].article_id != group[pair[1]].article_id)


def _only_ones(group: Sequence[_Statement], params: DifferenceParams) -> frozenset[int]:
    """The first statement of each article that says one number only of what happened to people, near its start."""
    values: dict[str, set[float]] = defaultdict(set)
    first: dict[str, int] = {}
    for at, statement in enumerate(group):
        values[statement.article_id].add(statement.figure.value)
        first.setdefault(statement.article_id, at)
    return frozenset(
        at for article_id, at in first.items() if len(values[article_id]) == 1 and _is_lead(group[at].figure, params)
    )


def _is_lead(figure: Figure, params: DifferenceParams) -> bool:
    """Whether the figure is likely of the event itself: near the start, and no year is named that may be another's."""
    is_early = figure.is_in_title or figure.start < params.lead_characters
    return figure.unit in STATES and is_early and YEAR.search(figure.sentence) is None


def _pair(
    left: _Statement, right: _Statement, weights: Mapping[str, float], params: DifferenceParams, *, are_only: bool
) -> Difference | None:
    """The pair, if what its sentences share weighs enough."""
    shared = left.stems & right.stems
    smaller = min(sum(weights[stem] for stem in side.stems) for side in (left, right))
    score = sum(weights[stem] for stem in shared) / smaller if smaller else 0.0
    if not are_only and not _is_enough(left, right, shared, score, params):
        return None
    return Difference(
        left_id=left.article_id,
        right_id=right.article_id,
        left=left.figure,
        right=right.figure,
        relation="same" if left.figure.value == right.figure.value else "differs",
        shared=tuple(sorted(shared)),
        score=round(min(score, 1.0), 3),
    )


def _is_enough(
    left: _Statement, right: _Statement, shared: frozenset[str], score: float, params: DifferenceParams
) -> bool:
    """Whether two sentences share enough to speak of the same thing."""
    if left.figure.unit in STATES:
        years = [set(YEAR.findall(side.figure.sentence)) for side in (left, right)]
        return years[0] == years[1] and len(shared) >= params.state_words and score >= params.state_score
    if left.figure.value == right.figure.value:
        return len(shared) >= params.equal_words and score >= params.equal_score
    if len(left.near & right.near) < params.near_words:
        return False
    return any(len(shared) >= words and score >= least for words, least in params.other_words)
