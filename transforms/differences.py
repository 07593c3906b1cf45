"""Where articles about one event give a number for the same thing, and whether it is the same number.

Two figures are about the same thing if they have the same unit and their sentences share telling words, those that few
sentences of the story have; or if both are the first number of dead, injured, ... that their article opens with. What
speaks against a difference decides before what speaks for it: other years, other names, other kinds of people, or the
same number elsewhere in the other article. Which number is right is not judged: "at least 66" and "78" can both be
true.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

from transforms.figure_words import LEXICONS
from transforms.figures import Figure, sentences
from transforms.statements import COMMENT, NUMBERLESS, RESPONSIBILITY

WORD = re.compile(r"[^\W\d_]+")
NAME = re.compile(r"(?<![.!?] )(?<!^)\b[^\W\d_a-zß-öø-ÿ][^\W\d_]+")  # begins with a capital, and no sentence
MONTHS = "|".join(sorted({month for lexicon in LEXICONS.values() for month in lexicon.months if len(month) > 3}))
PAST_MONTH = re.compile(rf"\b(?:in|im|en|nel|a) (?:{MONTHS})\b(?! \d)", re.IGNORECASE)  # without a day: not of now
YEAR = re.compile(
    r"\b(?:(?:1[5-9]|20)\d\d|(?:last|previous|earlier this) year"
    r"|(?:vergangenen|letzten|voriges|letztes) jahr|vorjahr|l['’]an(?:née)? derni(?:er|ère)|año pasado|(?:l['’]|lo )?"
    r"(?:anno scorso|scorso anno))\b",
    re.IGNORECASE,
)
PRONOUN = re.compile(
    r"\W*(?:(?:but|and|aber|und|mais|et|ma|pero) )?(?:he|she|they|it|er|sie|es|il|elle|ils|elles|él|ella|lui|lei)\b",
    re.I,
)
CLAUSE = re.compile(r"[,;:]| (?:and|but|und|aber|et|mais|y|pero|e|ma) ")
RATE = re.compile(
    r"[^;]{1,40}?\b(?:(?:per|an?|each|every|pro|par|por|al|je) (?:season|year|month|week|day|hour|saison|jahr|monat"
    r"|woche|tag|stunde|an|mois|semaine|jour|heure|año|mes|semana|día|hora|anno|mese|settimana|giorno|ora)"
    r"|annually|monthly|daily|jährlich|monatlich|täglich)\b",
    re.IGNORECASE,
)
SPEAKER = re.compile(
    r",? (?:said|says|told|according to|sagte|teilte|laut|selon|a déclaré|a indiqué|según|dijo|informó|secondo|ha detto"
    r"|ha riferito)\b.*"
)
# What a number stands for when it is not all there is of a thing: what is needed, some of a row, one part of a sum.
NEEDED = re.compile(
    r"\b(?:need(?:s|ed|ing)?|requir(?:es|ed|ing)|brauch\w*|benötig\w*|besoin d[e'’]|nécessit\w*|necesit\w*|bisogno di)"
    r"\W*(?:[^\W\d_]+ ){0,2}$",
    re.IGNORECASE,
)
SELECTED = re.compile(
    r"\b(?:first|last|final|next|opening|remaining|ersten|letzten|nächsten|übrigen|premi(?:ers|ères)|derni(?:ers|ères)"
    r"|prochaine?s|primer[oa]s|últim[oa]s|próxim[oa]s|prim[ie]|ultim[ie]|prossim[ie])\W*$",
    re.IGNORECASE,
)
MEASURES = frozenset(("people", "magnitude", *(unit for lexicon in LEXICONS.values() for unit in lexicon.units)))
ANY_DIGIT = re.compile(r"\d")
NUMBER_WORDS = frozenset(
    word
    for lexicon in LEXICONS.values()
    for word, value in {**lexicon.numbers, **lexicon.multipliers, **lexicon.vague}.items()
    if value > 1 and len(word) > 2
)
SOME = rf"(?:(?:[\d.,]+|of|a|few|many|several|some|at least|{'|'.join(sorted(NUMBER_WORDS))}) )+"
SUMMED = re.compile(
    rf"[\W\d]{{0,20}}[^.;,]{{0,80}}?\b(?:and {SOME}(?:more|others)|und {SOME}weitere|et {SOME}(?:autres|de plus)"
    rf"|y (?:otr[oa]s )?{SOME}(?:más|otr[oa]s)|e (?:altr[ie] )?{SOME}(?:altr[ie]|in più)"
    r") (?:in|at|on|across|elsewhere|near|around|along|an|auf|bei|dans|à|sur|en|nel\w*|su\w*)\b"
    r"|\W*(?:\S+ ){1,5}(?:alone|allein)\b",
    re.IGNORECASE,
)
TIMES = frozenset(word for lexicon in LEXICONS.values() for word in lexicon.times)
SPANS = frozenset(
    [
        "km",
        "m",
        "cm",
        "mm",
        "miles",
        "feet",
        "inches",
        "yards",
        "years",
        "months",
        "weeks",
        "days",
        "hours",
        "minutes",
        "seconds",
        "decades",
        "centuries",
    ]
)
GROWING = frozenset(("arrested", "evacuated", "rescued"))  # from one day of an event to the next
STATES = frozenset(state for lexicon in LEXICONS.values() for state in lexicon.states)
MAIN = (STATES - GROWING) | (NUMBERLESS - {COMMENT})  # said of the event, so that little else need be shared
Said: TypeAlias = float | str | None  # the value of a figure, or what a statement says
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

    past_words: int = 2  # shared by sentences on the dead of another year, beside the year
    other_words: tuple[tuple[int, float], ...] = ((6, 0.34), (4, 0.5), (3, 0.75))  # the fewer words, the more weight
    only_words: int = 3  # shared,
    only_score: float = 0.2  # where an article counts such things once
    span_score: float = 0.7  # of lengths and times: an event has many of them
    near_words: int = 2  # of the shared ones, must stand near the number in both sentences,
    near_characters: int = 60  # that is, as far before or behind it
    place_characters: int = 35  # behind a length stands from where
    most_amounts: int = 2  # of a currency or measure in an article: of more, sentences do not tell which is which,
    alike_words: int = 4  # unless they share so many,
    alike_score: float = 0.5  # with so much of their weight
    doer_characters: int = 25  # before a number stands whose it is
    equal_words: int = 2  # that the numbers are equal is a sign by itself
    equal_score: float = 0.15
    telling_digits: int = 3  # a number with so many is seldom equal by chance: 2,290 or 99.9, not 20 or 5,000
    most_times: float = 10.0  # one number is of the other: reports of one thing are seldom further apart,
    most_times_of_states: float = 100.0  # but for the dead and injured of the first hour
    one_sided_words: int = 2  # shared by a number and a sentence that speaks of such things without one
    max_one_sided: int = 3  # numbers of an article
    max_listed: int = 2  # figures of one unit in a sentence; more are a table or a list of results
    lead_characters: int = 1_500  # near its start an article gives the dead of its own event
    max_statements: int = 200  # that share one stem and are compared pair by pair, so that a large story stays cheap


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two articles that speak of one thing: with numbers, in words, or with a number in one of them only."""

    left_id: str
    right_id: str
    left: Figure
    right: Figure
    subject: str  # what is counted: the unit, and for "times" the times of what
    relation: Literal["differs", "same", "one side"]  # "one side": `right` has no value
    shared: tuple[str, ...]  # stems of the words both sentences have
    score: float  # 0 to 1: the weight of those words in the shorter sentence


@dataclass(frozen=True, slots=True)
class _Statement:
    article_id: str
    figure: Figure
    stems: frozenset[str]
    near: frozenset[str]  # those that stand near the number
    names: frozenset[str]  # that stand near the number
    doers: frozenset[str]  # names right before it: "Hale scored 25"
    places: frozenset[str]  # names right behind it: "13 miles east of Vale"
    years: frozenset[str]  # of the sentence, and "last year"
    is_past: bool  # "in September"
    digits: int  # that are not noughts at the end
    is_rate: bool  # "a year", "per season"
    is_listed: bool  # one of many of its unit in a sentence
    magnitudes: frozenset[float | None]  # in the sentence: another earthquake has others
    counts: Mapping[str, Set[Said]]  # what the sentence counts, dead and injured aside, with the numbers


def differences(
    articles: Mapping[str, Sequence[Figure]],
    params: DifferenceParams | None = None,
    texts: Mapping[str, str] | None = None,
) -> list[Difference]:
    """The pairs of figures with which two articles of one story speak of the same thing, best pairs first.

    articles: article id -> its figures and statements, for the articles of one story. texts: article id -> text, to
    find what one article counts and another speaks of without a number; without them no such pairs are found.
    A figure is paired with its best partner in another article only, and only if it is the best for that too. Of
    articles that have the same sentence, as copies of an agency report do, all are paired.
    """
    params = params or DifferenceParams()
    statements = _statements(articles, params)
    weights = _weights(statements)
    by_unit: dict[str, list[_Statement]] = defaultdict(list)
    for statement in statements:
        by_unit[_compared_under(statement.figure.unit)].append(statement)
    found = [pair for group in by_unit.values() for pair in _best_pairs(group, weights, params)]
    found.extend(_one_sided(by_unit, texts or {}, params))
    return sorted(found, key=lambda pair: (-pair.score, pair.left_id, pair.right_id, pair.left.start, pair.right.start))


def _compared_under(unit: str) -> str:
    """What figures of a unit are compared under: 1,200 comments are none that an office gives."""
    stem = _stem(unit)
    return unit if stem in (COMMENT, RESPONSIBILITY) else stem


def _statements(articles: Mapping[str, Sequence[Figure]], params: DifferenceParams) -> list[_Statement]:
    """The figures that can be compared: no ages, no parts of other numbers."""
    return [
        _statement(article_id, figure, found, params)
        for article_id, found in articles.items()
        for figure in found
        if figure.unit != "age" and not figure.is_part
    ]


def _statement(article_id: str, figure: Figure, found: Sequence[Figure], params: DifferenceParams) -> _Statement:
    beside = [other for other in found if other.sentence == figure.sentence]
    start = max(figure.offset - params.near_characters, 0)
    behind = SPEAKER.sub("", figure.sentence[figure.offset : figure.offset + params.near_characters])
    around = figure.sentence[start : figure.offset] + behind
    own = frozenset((_stem(figure.unit),))
    return _Statement(
        article_id=article_id,
        figure=figure,
        stems=_stems(figure.sentence) - own,
        near=_stems(around) - own,
        names=_names(around) - own,
        doers=_names(" " + CLAUSE.split(figure.sentence[: figure.offset])[-1][-params.doer_characters :]) - own,
        places=_names(figure.sentence[figure.offset : figure.offset + params.place_characters]) - own,
        years=frozenset(year.lower() for year in YEAR.findall(figure.sentence)),
        is_rate=RATE.match(figure.sentence, figure.offset) is not None,
        is_listed=sum(other.unit == figure.unit for other in beside) > params.max_listed,
        magnitudes=frozenset(other.value for other in beside if other.unit == "magnitude"),
        counts=_counts(beside),
        is_past=PAST_MONTH.search(figure.sentence) is not None,
        digits=len(f"{figure.value or 0:.6f}".strip("0").replace(".", "").strip("0")),
    )


def _counts(beside: Sequence[Figure]) -> dict[str, set[Said]]:
    found: dict[str, set[Said]] = defaultdict(set)
    for figure in beside:
        if figure.unit not in STATES and figure.value is not None:
            found[figure.unit].add(figure.value)
    return found


def _roles(figure: Figure) -> tuple[bool, bool, bool]:
    """Whether a number was needed, is some of a row, or one part of a sum: none of these is how many there are."""
    before, behind = figure.sentence[: figure.offset], figure.sentence[figure.offset :]
    return bool(NEEDED.search(before)), bool(SELECTED.search(before)), bool(SUMMED.match(behind))


def _names(text: str) -> frozenset[str]:
    return frozenset(_stem(name) for name in NAME.findall(text)) - CALENDAR


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


CALENDAR = frozenset(
    _stem(word)
    for word in (
        *(month for lexicon in LEXICONS.values() for month in lexicon.months),
        *[
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "montag",
            "dienstag",
            "mittwoch",
            "donnerstag",
            "freitag",
        ],
        *["samstag", "sonntag"],
    )
)
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
    main = _main_ones(group, params)
    given: dict[str, set[Said]] = defaultdict(set)
    for statement in group:
        given[statement.article_id].add(_said(statement.figure))
    pairs = [
        pair
        for left, right in _candidates(group, main, params)
        if (pair := _pair(group[left], group[right], weights, params, given, are_main={left, right} <= main))
    ]
    seen: set[tuple[str, Said, str]] = set()
    for pair in sorted(pairs, key=lambda pair: (pair.relation == "same", pair.score), reverse=True):
        sides = {(pair.left_id, _said(pair.left), pair.right_id), (pair.right_id, _said(pair.right), pair.left_id)}
        if not sides & seen:
            yield pair
        seen |= sides


def _candidates(group: Sequence[_Statement], main: frozenset[int], params: DifferenceParams) -> list[tuple[int, int]]:
    """Pairs of statements of different articles that share a stem, or are the main ones of their articles."""
    by_stem: dict[str, list[int]] = defaultdict(list)
    for at, statement in enumerate(group):
        for stem in statement.stems:
            by_stem[stem].append(at)
    together = [*by_stem.values(), sorted(main)]
    pairs = {pair for places in together for pair in combinations(places[: params.max_statements], 2)}
    return sorted(pair for pair in pairs if group[pair[0]].article_id != group[pair[1]].article_id)


def _main_ones(group: Sequence[_Statement], params: DifferenceParams) -> frozenset[int]:
    """The first number of each article that says what happened to people in its own event."""
    found: dict[tuple[str, str | None], int] = {}
    for at, statement in enumerate(group):
        figure = statement.figure
        is_early = figure.is_in_title or figure.start < params.lead_characters
        is_other = bool(statement.years) or statement.is_past or _is_of_a_pronoun(figure)
        if figure.unit in MAIN and is_early and not is_other:
            first = group[found.setdefault((statement.article_id, figure.group), at)].figure
            if first.is_in_title and not figure.is_in_title and first.value == figure.value:
                found[statement.article_id, figure.group] = at  # the sentence says more than the headline
    return frozenset(found.values())


def _pair(
    left: _Statement,
    right: _Statement,
    weights: Mapping[str, float],
    params: DifferenceParams,
    given: Mapping[str, Set[Said]],
    *,
    are_main: bool,
) -> Difference | None:
    """The pair, if what its sentences share weighs enough. given: the values of the unit in each article."""
    shared = left.stems & right.stems
    smaller = min(sum(weights[stem] for stem in side.stems) for side in (left, right))
    score = sum(weights[stem] for stem in shared) / smaller if smaller else 0.0
    is_same = _said(left.figure) == _said(right.figure)
    if left.figure.group != right.figure.group or left.is_rate != right.is_rate:
        return None
    if is_same and not (are_main or _are_same(left, right, shared, score, params)):
        return None
    if not is_same and (
        left.years != right.years
        or _are_of_others(left.magnitudes, right.magnitudes)
        or _is_all_else(left, right)
        or left.is_listed
        or right.is_listed
        or _is_elsewhere(left, right, given)
        or not _are_near(left, right, params)
        or not (
            (are_main and (shared or not _are_of_others(left.names, right.names)))
            or _do_differ(left, right, shared, score, params, given)
        )
        or _roles(left.figure) != _roles(right.figure)
    ):
        return None
    return Difference(
        left_id=left.article_id,
        right_id=right.article_id,
        left=left.figure,
        right=right.figure,
        subject=_subject(left.figure),
        relation="same" if is_same else "differs",
        shared=tuple(sorted(shared)),
        score=round(min(score, 1.0), 3),
    )


def _is_elsewhere(left: _Statement, right: _Statement, given: Mapping[str, Set[Said]]) -> bool:
    """Whether one of the articles gives the number of the other, too: then it does not differ from it."""
    return _said(right.figure) in given[left.article_id] or _said(left.figure) in given[right.article_id]


def _is_all_else(left: _Statement, right: _Statement) -> bool:
    """Whether both sentences count several things, and of each another number: then they tell of other things.

    Not so of the dead and injured, who grow in number together.
    """
    both = left.counts.keys() & right.counts.keys()
    return left.figure.unit in both and len(both) > 1 and all(not left.counts[u] & right.counts[u] for u in both)


def _are_near(left: _Statement, right: _Statement, params: DifferenceParams) -> bool:
    """Whether the numbers are so near each other that they can be of one thing."""
    if left.figure.value is None or right.figure.value is None:
        return True
    small, large = sorted((left.figure.value, right.figure.value))
    most = params.most_times_of_states if left.figure.unit in STATES else params.most_times
    return large <= most * small


def _are_same(
    left: _Statement, right: _Statement, shared: frozenset[str], score: float, params: DifferenceParams
) -> bool:
    """Whether two sentences with one number share enough to speak of the same thing."""
    near = left.near & right.near
    if left.figure.unit == COMMENT:
        return bool(near - CALENDAR)  # who comments
    if left.digits >= params.telling_digits or (left.digits > 1 and len(near) >= params.near_words):
        return bool(shared)
    if left.years != right.years:
        return False
    if left.figure.unit in STATES:
        return bool(shared)
    if left.digits > 1:
        return bool(near)
    is_enough = len(shared) >= params.equal_words and score >= params.equal_score
    return bool(near) and is_enough and not _are_of_others(left.names, right.names)


def _is_of_a_pronoun(figure: Figure) -> bool:
    """Whether the sentence begins with "she" or "it", so that whose number it is stands in another sentence."""
    return figure.value is not None and PRONOUN.match(figure.sentence) is not None


def _are_of_others(left: Set[object], right: Set[object]) -> bool:
    return bool(left and right) and not left & right


def _do_differ(
    left: _Statement,
    right: _Statement,
    shared: frozenset[str],
    score: float,
    params: DifferenceParams,
    given: Mapping[str, Set[Said]],
) -> bool:
    """Whether two sentences with different numbers share enough to speak of the same thing."""
    near, unit = left.near & right.near, left.figure.unit
    values = [len(given[side.article_id]) for side in (left, right)]
    if unit in NUMBERLESS:
        return bool(near - CALENDAR)
    if _is_of_a_pronoun(left.figure) or _is_of_a_pronoun(right.figure):
        return False
    if unit in STATES - GROWING:
        if left.years:
            return len(shared) >= params.past_words
        return max(values) == 1 and bool(near) and left.is_past == right.is_past
    if _are_of_others(left.names, right.names) or _are_of_others(left.doers, right.doers):
        return False
    if unit in MEASURES and not _is_one_measure(left, right, shared, score, params, most=max(values)):
        return False
    is_counted_once = max(values) == 1 and unit not in MEASURES and len(shared) >= params.only_words
    if is_counted_once and near and score >= params.only_score:
        return True
    is_enough = any(len(shared) >= words and score >= least for words, least in params.other_words)
    return is_enough and len(near) >= params.near_words


def _is_one_measure(
    left: _Statement, right: _Statement, shared: frozenset[str], score: float, params: DifferenceParams, *, most: int
) -> bool:
    """Whether two amounts or lengths can be of one thing. most: values of the unit in one of the articles."""
    unit = left.figure.unit
    if unit == "magnitude":
        return bool(left.names & right.names)
    if unit in SPANS and (score < params.span_score or _are_of_others(left.places, right.places)):
        return False
    is_alike = len(shared) >= params.alike_words and score >= params.alike_score
    return unit == "people" or most <= params.most_amounts or is_alike


def _subject(figure: Figure) -> str:
    """What is counted, in words: "times fined" for "was fined at least 3 times"."""
    if figure.unit not in TIMES:
        return figure.unit
    before = [word for word in WORD.findall(figure.sentence[: figure.offset].lower()) if word not in SMALL_WORDS]
    return f"{figure.unit} {before[-1]}" if before else figure.unit


def _said(figure: Figure) -> Said:
    return figure.value if figure.value is not None else figure.qualifier


def _one_sided(
    by_unit: Mapping[str, Sequence[_Statement]], texts: Mapping[str, str], params: DifferenceParams
) -> Iterator[Difference]:
    """What one article alone counts, with a sentence of another that speaks of such things without a number."""
    if not texts:
        return
    low = {article_id: text.lower() for article_id, text in texts.items()}
    counts: Counter[str] = Counter()
    for group in by_unit.values():
        first = group[0]
        if len({statement.article_id for statement in group}) > 1 or not _is_telling(first.figure, params):
            continue
        counts[first.article_id] += 1
        counted = first.figure.unit
        others = [text_id for text_id in texts if text_id != first.article_id and counted in low[text_id]]
        if counts[first.article_id] > params.max_one_sided:
            continue
        mentions = [mention for text_id in others for mention in _mentions(first, text_id, texts[text_id], params)]
        if mentions:
            yield max(mentions, key=lambda mention: mention.score)


def _is_telling(figure: Figure, params: DifferenceParams) -> bool:
    """Whether a number near the start counts things that have a name, and not the parts or the age of something."""
    is_counted = figure.unit not in MEASURES | STATES | NUMBERLESS | TIMES | SPANS
    return is_counted and (figure.is_in_title or figure.start < params.lead_characters) and (figure.value or 0) > 1


def _mentions(counted: _Statement, article_id: str, text: str, params: DifferenceParams) -> Iterator[Difference]:
    """The sentences of another article that speak of what is counted and have no number."""
    own = frozenset((_stem(counted.figure.unit),))
    for start, end in sentences(text):
        sentence = " ".join(text[start:end].split())
        words = {word[0].lower(): word.start() for word in WORD.finditer(sentence)}
        offset = words.get(counted.figure.unit)
        if offset is None or ANY_DIGIT.search(sentence) or not NUMBER_WORDS.isdisjoint(words):
            continue
        shared = (_stems(sentence) & counted.stems) - own
        near = _stems(sentence[max(offset - params.near_characters, 0) : offset + params.near_characters]) - own
        if len(shared) < params.one_sided_words or not near & counted.near:
            continue
        mention = Figure(
            value=None,
            unit=counted.figure.unit,
            qualifier=None,
            sentence=sentence,
            offset=offset,
            start=start,
            end=end,
        )
        yield Difference(
            left_id=counted.article_id,
            right_id=article_id,
            left=counted.figure,
            right=mention,
            subject=_subject(counted.figure),
            relation="one side",
            shared=tuple(sorted(shared)),
            score=round(len(shared) / max(len(counted.stems), 1), 3),
        )
