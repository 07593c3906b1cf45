"""The numbers in an article with what they count.

A number is a figure only with a unit: what happened to people, money, a measure, or a counted noun. Dates, clock times,
ages and numbers of buses and telephones are none. Rules and words, no model: a figure shows the sentence it was found
in, so a reader can see whether it is right. Words by language are in `figure_words.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, takewhile
from typing import NamedTuple

from transforms.figure_words import LEXICONS, Lexicon, pattern

TOKEN = re.compile(
    r"(?P<number>(?<![\w.,])\d{1,3}(?:[.,'’ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*(?:/h\b)?)"
    r"|(?P<mark>[^\s\w])"
)
DIGIT = re.compile(r"\d")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»“)]*(?=\s+[\"'“‘«„¿¡(]*[^\W_a-zß-öø-ÿ])|\n+")
ABBREVIATION = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Sra|Mme|No|Nr|vs|ca|bzw|Sig|\d\d?)\.$")
MONEY_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
DOLLARS = {
    "us": "USD",
    "a": "AUD",
    "au": "AUD",
    "c": "CAD",
    "ca": "CAD",
    "hk": "HKD",
    "nt": "TWD",
    "nz": "NZD",
    "s": "SGD",
}
MONEY_CODES = {"EUR", "USD", "GBP", "CHF", "JPY", "AUD", "CAD"}
TIME_SPANS = {"years", "months", "weeks", "days", "hours", "minutes", "seconds"}
PERCENT_WORDS = (("pour", "cent"), ("por", "ciento"), ("per", "cento"), ("per", "cent"))
SQUARES = frozenset(("square", "carré", "carrés", "cuadrado", "cuadrados", "quadrati", "quadrato"))
APOSTROPHES = ("'", "’")
ORDINAL_ENDINGS = ("st", "nd", "rd", "th", "e", "er", "h")
MAX_SENTENCE = 2_000  # characters; lists without full stops are cut there, so that time stays linear
FIRST_YEAR, LAST_YEAR = 1000, 2100  # four plain digits between these are taken for a year
MAX_DIGITS = 15  # of a whole number: more are no count of anything
OLDEST = 125  # years; the 2012 of "December 23, 2012, in Vale" is no age
FIRST_TOLD = 13  # "the 288 candidates" are counted here, "the two leaders" were before
NOUN_REACH = 3  # words in which the counted noun is looked for: "14 new Katyusha rockets"
ALONE_REACH = 5  # words in which a limit is looked for: "170,000 people on the island alone"
VERB_REACH = 4  # words in which a verb behind the number is looked for: "40 ont été blessées"
RICHTER_REACH = 3  # "6.1 on the Richter scale"
UNIT_REACH = 3  # words of a unit: "kilometres per hour ("
BEFORE_REACH = 3  # words in which a verb before the number is looked for: "injuring at least 14"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with what it counts."""

    value: float | None  # None for a statement without a number (`statements.py`)
    unit: str  # killed, injured, ...; people; percent; EUR, ...; km, ...; age; or the counted noun in lower case
    qualifier: str | None  # at least, at most, more than, less than, about; of a statement, what it says
    sentence: str  # with single spaces
    offset: int  # of the number in the sentence
    start: int  # of the number and its qualifier, in the text, or in the title if `is_in_title`
    end: int
    is_in_title: bool = False
    is_part: bool = False  # "including two children", "(9 miles)": a part of another number, or the same converted
    group: str | None = None  # kind of people that are counted: children, women, ...; None for people of all kinds


class _Counted(NamedTuple):
    unit: str
    first: int  # token at which number and unit start
    group: str | None = None


class _Token(NamedTuple):
    text: str  # lower case
    kind: str
    start: int
    end: int
    raw: str


def figures(title: str | None, text: str, language: str | None) -> list[Figure]:
    """The figures of an article in reading order, those of the title first; none in a language without a word list.

    >>> found = figures(None, "At least 14 people were hurt. It cost 1.2 million euros.", "en")
    >>> [(figure.value, figure.unit, figure.qualifier) for figure in found]
    [(14.0, 'injured', 'at least'), (1200000.0, 'EUR', None)]
    """
    lexicon = LEXICONS.get(language or "")
    if lexicon is None:
        return []
    found = list(_figures_in(title, lexicon, is_in_title=True)) if title else []
    found.extend(_figures_in(text, lexicon, is_in_title=False))
    return found


_new = tuple.__new__


def _figures_in(text: str, lexicon: Lexicon, *, is_in_title: bool) -> Iterator[Figure]:
    for start, end in sentences(text):
        sentence = text[start:end]
        if not DIGIT.search(sentence) and lexicon.number_starts.isdisjoint(WORD.findall(sentence.lower())):
            continue
        shown = " ".join(sentence.split())
        # Made as the tuples they are, which takes a quarter less time than by their class.
        tokens = [
            _new(_Token, ((raw := found[0]).lower(), found.lastgroup, found.start(), found.end(), raw))
            for found in TOKEN.finditer(sentence)
        ]
        if "-" in sentence and any(lexicon.is_joined(token.text) for token in tokens):
            tokens = list(_split(tokens, lexicon))
        numbers = list(_numbers(tokens, lexicon))
        taken = {at for first, last, _, _ in numbers for at in range(first, last)}
        before = 0  # token after the figure before
        open_at = -1  # token after a number without a unit
        for first, last, value, is_vague in numbers:
            found = _unit(tokens, first, last, value, taken, lexicon)
            if found is None:
                open_at = last
                continue
            begin, qualifier = _qualifier(tokens, min(first, found.first), lexicon)
            yield Figure(
                value=value + _half_behind(tokens, last, found.unit, lexicon),
                unit=found.unit,
                qualifier=qualifier or ("at least" if is_vague else None),
                sentence=shown,
                offset=len(" ".join(sentence[: tokens[first].start].split())),
                start=start + tokens[begin].start,
                end=start + tokens[last - 1].end,
                is_in_title=is_in_title,
                is_part=_is_part(tokens, begin, last, found.unit, lexicon)
                or _is_converted(tokens, before, begin)
                or _is_joined(tokens, open_at, first, lexicon),
                group=found.group,
            )
            before = last


def _split(tokens: Sequence[_Token], lexicon: Lexicon) -> Iterator[_Token]:
    """The tokens, with "eight-year" and "two-million-euro" in parts."""
    for token in tokens:
        if "-" not in token.text or not lexicon.is_joined(token.text):
            yield token
            continue
        at = token.start
        for part in token.raw.split("-"):
            if at > token.start:
                yield _Token("-", "mark", at - 1, at, "-")
            yield _Token(part.lower(), "word", at, at + len(part), part)
            at += len(part) + 1


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence; abbreviations and "9." before a month end none.

    >>> text = "Mr. Hale sang. It was 9. November 2026."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Mr. Hale sang.', 'It was 9. November 2026.']
    """
    start = 0
    for mark in SENTENCE_END.finditer(text):
        is_line_end = mark.group().startswith("\n")
        if not is_line_end and ABBREVIATION.search(text, max(start, mark.end() - 6), mark.end()):
            continue
        yield from _trimmed(text, start, mark.start() if is_line_end else mark.end())
        start = mark.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span without white space around it, in parts if it is longer than any sentence."""
    while start < end:
        cut = end if end - start <= MAX_SENTENCE else max(text.rfind(" ", start, start + MAX_SENTENCE), start + 1)
        first, last = start, cut
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            yield first, last
        start = cut


# -- Numbers


def _numbers(tokens: Sequence[_Token], lexicon: Lexicon) -> Iterator[tuple[int, int, float, bool]]:
    """First token, token after the last, value, and whether it is a vague one ("dozens"), for each number."""
    end = 0  # of the number before
    for at, token in enumerate(tokens):
        if at < end or not (token.kind == "number" or token.text in lexicon.number_starts):
            continue
        found = _number(tokens, at, lexicon)
        if found is None:
            continue
        end, value, is_vague = found
        if _is_no_quantity(tokens, at, end, lexicon):
            continue
        if at and tokens[at - 1].text in lexicon.several and (is_vague or _is_round_word(token, lexicon)):
            at, value, is_vague = at - 1, value if is_vague else 2 * value, True
        yield at, end, value, is_vague


def _is_round_word(token: _Token, lexicon: Lexicon) -> bool:
    """Whether the word says how many in dozens or hundreds: "several hundred", not "several five-year plans"."""
    return token.text in lexicon.multipliers or lexicon.numbers.get(token.text) == 12


def _number(tokens: Sequence[_Token], at: int, lexicon: Lexicon) -> tuple[int, float, bool] | None:
    """The number that starts at a token: digits, words, or digits with a word such as million."""
    token = tokens[at]
    if token.kind == "number":
        value = _digits(token.text, lexicon)
        if value is None:
            return None
        at += 1
        if tokens[at : at + 1] and tokens[at].text == "mm" and not _has_money_sign(tokens, at - 1):
            return at, value, False  # "35mm" is a width, "$35mm" are millions
    elif at and (tokens[at - 1].text, token.text) in PERCENT_WORDS:
        return None
    elif token.text in lexicon.vague:
        return _with_multipliers(tokens, at + 1, lexicon.vague[token.text], lexicon, is_vague=True)
    elif token.text in lexicon.numbers or (token.text in lexicon.multipliers and len(token.text) > 2):
        at, value = _number_words(tokens, at, lexicon)
    else:
        return None
    half = _half_at(tokens, at, lexicon)
    return _with_multipliers(tokens, at + half, value + (0.5 if half else 0), lexicon, is_vague=False)


def _half_at(tokens: Sequence[_Token], at: int, lexicon: Lexicon) -> int:
    """How many tokens say "and a half" from here."""
    if at < len(tokens) and tokens[at].text in lexicon.joiners_of_half:
        for phrase in lexicon.half:
            words = phrase.split()
            if [token.text for token in tokens[at : at + len(words)]] == words:
                return len(words)
    return 0


def _half_behind(tokens: Sequence[_Token], last: int, unit: str, lexicon: Lexicon) -> float:
    """A half that stands behind the unit: "deux mois et demi"."""
    return 0.5 if unit in TIME_SPANS and _half_at(tokens, last + 1, lexicon) else 0.0


def _number_words(tokens: Sequence[_Token], at: int, lexicon: Lexicon) -> tuple[int, float]:
    """The token after the words of a number below a thousand, and its value: "treinta y dos", "a hundred and five"."""
    value = 0.0
    while at < len(tokens):
        word = tokens[at].text
        factor = lexicon.multipliers.get(word)
        if factor == 100:
            value = max(value, 1) * 100
        elif word in lexicon.numbers and not (value and factor):
            number = lexicon.numbers[word]
            is_group = number >= max(10, 10 * value)  # "une douzaine", "un centenar"
            if value and not is_group and not _is_continued(value, number):
                break
            value = value * number if value and is_group else value + number
        elif not (value and word in lexicon.joiners and _goes_on(tokens, at + 1, value, lexicon)):
            break
        at += 1
    return at, float(value or 1)


def _goes_on(tokens: Sequence[_Token], at: int, value: float, lexicon: Lexicon) -> bool:
    """Whether the token goes on with the number before "and": "hundred and five", not "five and six"."""
    return at < len(tokens) and _is_continued(value, lexicon.numbers.get(tokens[at].text, 0))


def _is_continued(value: float, number: float) -> bool:
    is_behind_hundreds = value >= 100 and value % 100 == 0
    is_behind_tens = value >= 20 and value % 10 == 0 and number < 10
    return 0 < number < 100 and (is_behind_hundreds or is_behind_tens)


def _with_multipliers(
    tokens: Sequence[_Token], at: int, value: float, lexicon: Lexicon, *, is_vague: bool
) -> tuple[int, float, bool]:
    """The number with the words that multiply it; "of" may stand between a vague one and them."""
    while at < len(tokens):
        is_joined = is_vague and tokens[at].text in lexicon.of
        skip = 1 if at + 1 < len(tokens) and (is_joined or tokens[at].text == "-") else 0  # "2.6-million"
        factor = lexicon.multipliers.get(tokens[at + skip].text)
        if is_joined and factor is None and tokens[at + skip].text in lexicon.vague:
            factor = lexicon.vague[tokens[at + skip].text] / 2  # "tens of thousands": at least two times ten of them
        is_letter = len(tokens[at + skip].text) <= 2 and tokens[at + skip].start > tokens[at - 1].end
        if factor is None or is_letter:  # "12m" is millions, "12 m" is metres
            break
        value *= factor
        at += 1 + skip
    return at, value, is_vague


def _digits(text: str, lexicon: Lexicon) -> float | None:
    """The value of digits with the marks of the language; None for what is no number, such as "22.14.3" or "007"."""
    if text.isascii() and text.isdigit() and text[0] != "0" and len(text) <= MAX_DIGITS:
        return float(text)
    group = "," if lexicon.decimal == "." else "."
    plain = re.sub(r"['’ \u00a0\u2009\u202f]", "", text)
    if re.fullmatch(rf"\d{{1,3}}(?:\{group}\d{{3}})+(?:\{lexicon.decimal}\d+)?", plain):
        plain = plain.replace(group, "")
    plain = plain.replace(lexicon.decimal, ".", 1)
    if not re.fullmatch(rf"(?:0|[1-9]\d{{0,{MAX_DIGITS - 1}}})(?:\.\d+)?", plain):
        return None
    return float(plain)


def _is_no_quantity(tokens: Sequence[_Token], first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether digits are part of a date, a clock time, a score, a name or a longer run of digits."""
    if tokens[first].kind != "number":
        return False
    before = tokens[first - 1].text if first else ""
    after, later = (*(token.text for token in tokens[last : last + 2]), "", "")[:2]
    if after in lexicon.clock or before in lexicon.months or after in lexicon.months:
        return True
    if (after == "." or after in lexicon.of) and later in lexicon.months:
        return True
    if _is_after_acronym(tokens, first):
        return True
    if first > 1 and tokens[first - 1].text == "-" and tokens[first - 2].text in lexicon.magnitude:
        return False  # "magnitude-6.1"
    return _is_glued_before(tokens, first) or (last == first + 1 and _is_glued_after(tokens, first))


def _is_after_acronym(tokens: Sequence[_Token], at: int) -> bool:
    """Whether the number belongs to a name: "USB 2.0", "No. 5"; capitals in a headline of capitals are no name."""
    if not at:
        return False
    before = tokens[at - 1]
    if before.text == "." and at > 1 and tokens[at - 2].raw in ("No", "Nr"):
        return True
    if not (len(before.raw) > 1 and before.raw.isupper()) or before.text in DOLLARS or before.raw in MONEY_CODES:
        return False
    return not all(token.raw.isupper() for token in tokens if token.kind == "word")


def _is_glued_before(tokens: Sequence[_Token], at: int) -> bool:
    """Whether something stands right before the number that makes it a part: "QX-118", "4:30", "A7"."""
    before = tokens[at - 1] if at else None
    if before is not None and before.text in DOLLARS and at > 1 and tokens[at - 2].text == "$":
        return False  # "$US5"
    return (
        before is not None and before.end == tokens[at].start and (before.kind != "mark" or before.text in "-–:/#+@&")
    )


def _is_glued_after(tokens: Sequence[_Token], at: int) -> bool:
    """Whether something stands right behind the number that makes it a part: "22:14", "5-4", "3rd", "4h50"."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is None or after.start != tokens[at].end:
        return False
    is_score = after.text == "-" and at + 2 < len(tokens) and tokens[at + 2].kind == "number"
    return is_score or after.text in (":", "/", "–") or after.text in ORDINAL_ENDINGS


# -- Units


def _unit(
    tokens: Sequence[_Token], first: int, last: int, value: float, taken: set[int], lexicon: Lexicon
) -> _Counted | None:
    """What the number counts; None if nothing is counted."""
    money = _money_before(tokens, first)
    if money:
        return money
    if value <= OLDEST and _is_age(tokens, first, last, lexicon):
        return _Counted("age", first)
    if first > 1 and tokens[first - 1].text in lexicon.of and tokens[first - 2].text in lexicon.parents:
        return _Counted("people", first, "children")  # "a mother of three died"
    after = _words_after(tokens, last, taken, lexicon)
    if _is_magnitude(tokens, first, after, lexicon):
        return _Counted("magnitude", first)
    measure = _measure(after, lexicon)
    if measure:
        is_point = measure in TIME_SPANS and _is_point_in_time(tokens, first, last, lexicon)
        return _Counted(measure, first) if (value != 1 or tokens[first].kind == "number") and not is_point else None
    phrase = list(takewhile(lambda word: word.text not in lexicon.prepositions, after[:NOUN_REACH]))
    is_people = any(lexicon.is_people(word.text) for word in phrase) or (
        value >= 10 and bool(after) and after[0].text in lexicon.gather
    )
    if not is_people and _is_year(tokens[first:last], value):
        return None
    is_of_all = first > 2 and first - 3 in taken and tokens[first - 2].text in lexicon.of  # "two of the three died"
    is_of_one = value != 1 and bool(after) and after[0].text in lexicon.singular
    before = _words_before(tokens, first, taken, lexicon)
    state = None if is_of_one or is_of_all else _state(after, before, lexicon, is_people=is_people)
    if value == 1 and tokens[first].kind == "word" and not (state and is_people and tokens[first].text == "one"):
        return None  # "une", "ein" and "un" are articles nearly everywhere
    if state or is_people:
        group = next((group for word in phrase if (group := lexicon.group_of(word.text))), None)
        return _Counted(state or "people", first, group) if value.is_integer() else None  # "1.4 children per woman"
    if value < FIRST_TOLD and first and tokens[first - 1].text in lexicon.definite_articles:
        return None  # "the two leaders" have been counted before
    noun = _counted_noun(after, lexicon)
    if noun is not None and lexicon.is_attack(noun):
        noun = "attacks"
    if noun in lexicon.times and any(map(lexicon.is_attack, (*before[:BEFORE_REACH], *(t.text for t in after[1:3])))):
        noun = "attacks"  # "was shelled 78 times"
    return _Counted(noun, first) if noun else None


def _has_money_sign(tokens: Sequence[_Token], first: int) -> bool:
    return first > 0 and tokens[first - 1].text in MONEY_SIGNS


def _money_before(tokens: Sequence[_Token], first: int) -> _Counted | None:
    """The currency in front of a number: "$5", "NT$5", "$US5", "EUR 5"."""
    if not first:
        return None
    before, earlier = tokens[first - 1], tokens[first - 2] if first > 1 else None
    if before.text in MONEY_SIGNS:
        if before.text == "$" and earlier is not None and earlier.text in DOLLARS and earlier.raw.isupper():
            return _Counted(DOLLARS[earlier.text], first - 2)
        return _Counted(MONEY_SIGNS[before.text], first - 1)
    if before.text in DOLLARS and earlier is not None and earlier.text == "$":
        return _Counted(DOLLARS[before.text], first - 2)
    return _Counted(before.raw, first - 1) if before.raw in MONEY_CODES else None


def _is_magnitude(tokens: Sequence[_Token], first: int, after: Sequence[_Token], lexicon: Lexicon) -> bool:
    """Whether the number is the strength of an earthquake: "a 6.1-magnitude quake", "magnitude of 6.1"."""
    words = lexicon.magnitude
    if (after and after[0].text in words) or (first and tokens[first - 1].text in words):
        return True
    if first > 1 and tokens[first - 2].text in words:
        return True
    return any(word.text == "richter" for word in after[:RICHTER_REACH])


def _is_point_in_time(tokens: Sequence[_Token], first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether a span of time says when something was: "three weeks ago", "vor drei Wochen"."""
    if last + 1 < len(tokens) and tokens[last + 1].text in lexicon.ago:
        return True
    at = first
    while at and tokens[at - 1].text in lexicon.qualifier_words:
        at -= 1
    before = " ".join(token.text for token in tokens[max(at - 2, 0) : at])
    return f" {before}".endswith(tuple(f" {phrase}" for phrase in lexicon.ago))


def _words_after(tokens: Sequence[_Token], last: int, taken: set[int], lexicon: Lexicon) -> list[_Token]:
    """The words behind a number that belong to it: up to the next number, mark or conjunction."""
    found: list[_Token] = []
    for at in range(last, min(last + lexicon.state_words + NOUN_REACH, len(tokens))):
        token = tokens[at]
        is_unit_mark = at == last and (token.text in MONEY_SIGNS or token.text == "%")
        if token.text in APOSTROPHES or (at == last and token.text == "-"):
            continue
        if at in taken or token.text in lexicon.breaks or not (token.kind == "word" or is_unit_mark):
            break
        found.append(token)
    return found


def _words_before(tokens: Sequence[_Token], first: int, taken: set[int], lexicon: Lexicon) -> list[str]:
    """The words in front of a number, the nearest first, without qualifiers and other small words."""
    found: list[str] = []
    for at in range(first - 1, max(first - 12, -1), -1):
        token = tokens[at]
        if at in taken or token.text in lexicon.breaks or (token.kind != "word" and token.text not in APOSTROPHES):
            break
        if token.text not in lexicon.stop and token.text not in lexicon.qualifier_words:
            found.append(token.text)
    return found


def _is_year(number: Sequence[_Token], value: float) -> bool:
    return (
        len(number) == 1 and len(number[0].text) == 4 and number[0].text.isdigit() and FIRST_YEAR <= value <= LAST_YEAR
    )


def _is_age(tokens: Sequence[_Token], first: int, last: int, lexicon: Lexicon) -> bool:
    """Whether the number is how old someone is: "aged 81", "81-year-old", "Trask, 81, has", "de 58 ans"."""
    before = ["", "", *(token.text for token in tokens[max(first - 2, 0) : first])][-2:]
    after = [token.text for token in tokens[last : last + 4]]
    if before[0] in lexicon.age_before or before[1] in lexicon.age_before or (before[1] == "," and after[:1] == [","]):
        return True
    if before[1] == "at" and _matches(before[0], lexicon.states["killed"]):
        return True
    words = [*(word for word in after if word != "-"), "", ""]
    if _matches(words[0], lexicon.ages):
        return True
    return _matches(words[0], lexicon.units["years"]) and (words[1] in ("old", "alt") or before[1] in ("de", "di"))


def _measure(after: Sequence[_Token], lexicon: Lexicon) -> str | None:
    """Percent, money or a measure right behind the number."""
    words = [word.text for word in after[:3] if word.text not in lexicon.of]
    if tuple(words[:2]) in PERCENT_WORDS:
        return "percent"
    plain = [word for word in words if word not in SQUARES]
    unit = lexicon.unit_of(plain[0]) if plain else None
    if unit and len(plain) < len(words) and SQUARES & set(words[:2]):
        return f"{unit}²"
    return unit if plain == words else None


def _state(after: Sequence[_Token], before: Sequence[str], lexicon: Lexicon, *, is_people: bool) -> str | None:
    """What happened to those who are counted: right behind the number, right before it, or later behind the people."""
    words = list(dropwhile(lambda word: word.text in lexicon.stop, after[:VERB_REACH]))
    near = _first_state([word.text for word in words[:2]], lexicon)
    if near:
        return near
    if before and (is_people or not after):
        verb = _first_state(before[:BEFORE_REACH], lexicon)
        if verb:
            return verb
    if not is_people:
        return None
    later = _first_state([word.text for word in after[: lexicon.state_words]], lexicon)
    return later or ("aboard" if any(_matches(word, lexicon.states["aboard"]) for word in before) else None)


def _first_state(words: Sequence[str], lexicon: Lexicon) -> str | None:
    return next((state for word in words if (state := lexicon.state_of(word))), None)


def _counted_noun(after: Sequence[_Token], lexicon: Lexicon) -> str | None:
    """The noun that is counted, in lower case: "rockets" of "14 Katyusha rockets"."""
    words = list(dropwhile(lambda word: word.text in lexicon.of, after))
    phrase = words[: next((at for at, word in enumerate(words[:NOUN_REACH]) if word.text in lexicon.stop), NOUN_REACH)]
    if lexicon.nouns_are_capitalised:
        return next((word.text for word in phrase if word.raw[0].isupper()), None)
    if lexicon.nouns_come_first:
        phrase = phrase[:1]
    return next(
        (
            word.text
            for word in reversed(phrase)
            if word.text.endswith(lexicon.plurals) and len(word.text) > 3 and not lexicon.state_of(word.text)
        ),
        None,
    )


def _qualifier(tokens: Sequence[_Token], first: int, lexicon: Lexicon) -> tuple[int, str | None]:
    """The token at which the qualifier of the number starts, and what it says; the number itself if it has none."""
    starts = [first, first - 1] if first and tokens[first - 1].text in lexicon.articles else [first]
    for start in starts:
        if not start or tokens[start - 1].text not in lexicon.qualifier_ends:
            continue
        for size in range(min(4, start), 0, -1):
            phrase = re.sub(r" ?['’] ?", "'", " ".join(token.text for token in tokens[start - size : start]))
            if phrase.rstrip("'") in lexicon.qualifiers:
                return start - size, lexicon.qualifiers[phrase.rstrip("'")]
    return first, None


def _is_part(tokens: Sequence[_Token], begin: int, last: int, unit: str, lexicon: Lexicon) -> bool:
    """Whether the number is a part of another, or comes on top of it: "including two", "two more", "another two"."""
    if unit not in lexicon.units and any(
        token.text in lexicon.partitives for token in tokens[max(begin - 2, 0) : begin]
    ):
        return True
    before = tokens[begin - 1].text if begin else ""
    limits = (*lexicon.alone, *lexicon.severe) if unit == "injured" else lexicon.alone
    if any(token.text in limits for token in tokens[last : last + ALONE_REACH]):
        return True
    return before in lexicon.more or (last < len(tokens) and tokens[last].text in lexicon.more)


def _is_joined(tokens: Sequence[_Token], open_at: int, first: int, lexicon: Lexicon) -> bool:
    """Whether another number shares the unit: "12 Somali and 11 Yemeni sailors", "two or three robbers"."""
    is_close = 0 <= open_at < first <= open_at + NOUN_REACH
    return is_close and tokens[first - 1].text in (*lexicon.breaks, *lexicon.ranges)


def _is_converted(tokens: Sequence[_Token], before: int, begin: int) -> bool:
    """Whether the number says the figure before it once more, in brackets: "14 km (9 miles)"."""
    return bool(before) and tokens[begin - 1].text == "(" and begin - 1 - before <= UNIT_REACH


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return pattern(words)


def _matches(word: str, words: tuple[str, ...]) -> bool:
    """Whether the word is one of the words, of which some are stems."""
    return bool(words) and _pattern(words).fullmatch(word) is not None
