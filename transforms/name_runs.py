"""What may be a name in a text: runs of capitalised words, cut where a title, a day or a people's name stands in them.

A word with which a sentence begins, one that German writes with a capital since it is a noun, and a line of capitals
prove nothing: whether such a candidate holds is settled in `names.py`, with all others of the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, TypeAlias

from transforms import name_words as words
from transforms.gazetteer import Gazetteer, Place, folded
from transforms.term_weights import word_frequencies

Kind: TypeAlias = Literal["person", "organisation", "place", "other"]
Method: TypeAlias = Literal["rules", "gazetteer", "model"]
Part: TypeAlias = tuple[str, int, int]  # a word of a run, with its place in it
Name: TypeAlias = tuple[str, int, bool, Kind | None]  # with its place in the run, and whether it opens a sentence

MOST_RUNS = 3_000  # runs of capitals that are looked at in one article
MOST_WORDS = 6  # of a name without small words: longer runs are headings
LONGEST_RUN = 300  # characters
LONGEST_NAME = 80  # characters
OPENING_WORDS = 250  # so many of the most frequent words of a language open sentences and no names
OPENING = 2e-5  # frequency from which a word in front of a given name is no part of the name
USUAL = 2e-6  # frequency from which a word of a language's list is usual: 2 in a million
SMALL = 100_000  # below which a German noun is one, whatever town is so called
LARGE = 500_000  # inhabitants from which a city in capitals is one
HEADLINE_SHARE = 0.6  # capitalised words of a line from which its capitals say nothing

# re knows no class for capitals.
_UPPER = "".join(re.escape(chr(code)) for code in range(0x10000) if chr(code).isupper())
_WORD = (
    rf"(?:(?:[{_UPPER}]\.){{2,}}|(?:Mr|Mrs|Ms|Dr|St|Gov|Sen|Rep|Gen|Col|Prof|Sgt|Lt|Capt|Jr|Sr)\.|[{_UPPER}]\.(?=\s[{_UPPER}])|"
    rf"[{_UPPER}]\w*(?:['’‐‑-]\w+)*)"
)
_SMALL = (
    r"(?:of(?: the)?|for|&|de(?: la| las| los| l')?|du|des|del(?: la)?|della|dello|dei|degli|delle|di|da|do|dos|das|"
    r"van(?: de[rn]?)?|von(?: de[rm]?)?|zu|bin|ibn|al|el|ten|ter|für|pour|para|per|d['’])"
)
_RUN = re.compile(rf"(?<![\w@#/]){_WORD}(?:[ \u00a0](?:{_SMALL}[ \u00a0]?)?{_WORD}|[-–](?=[{_UPPER}]){_WORD})*")
_PART = re.compile(rf"{_WORD}|{_SMALL}(?!\w)")
_HARD_OPENING = re.compile(r"(?:^|[.!?:…]['\"”’)\]]*\s+|\n\s*|[\"“„«‹•*|—–)\]]\s*)$")
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Gov|Sen|Rep|Gen|Prof|Nr|No|vs|z\.B|u\.a|[A-Z])\.\s$")
_POSSESSIVE = re.compile(r"['’][sS]?$")
_SUFFIXED = re.compile(r"['’]\w+$")
_LAST_WORD = re.compile(r"(\w+)[\s,]*$")
# Behind a name: "(ECB)", ", 42,", ", Texas" or a word.
_BEHIND = re.compile(
    rf"\s?\((?P<acronym>[{_UPPER}][{_UPPER}\w&.-]{{1,9}})\)|(?P<age>,? ?\(?[1-9]\d\)?[,)])|"
    rf", (?P<qualifier>{_WORD}(?: {_WORD})?)|,? ?(?P<word>[^\W\d]+)"
)
NO_CAPITALS = re.compile(
    r"[\u0590-\u08ff\u0900-\u109f\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_CONTRACTED = ("’ll", "'ll", "’re", "'re", "’ve", "'ve", "n’t", "n't", "’d", "'d", "’m", "'m")
_ELIDED = re.compile(r"(?:[CDJLMNST]|Qu|Dell|All|Nell|Sull|Dall|Un)['’]")  # "L'Express", "C'est"
_ELIDING = frozenset(["fr", "it", "ca"])
_DOMAIN = re.compile(r"\.[a-z]{2,4}\b(?! [a-z])|://|@")
COMPOUNDING = frozenset(["de", "nl", "sv", "no", "da"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands in front of a name and behind it."""

    is_located: bool = False  # behind a word as "in"
    is_person_like: bool = False  # somebody who says something, or has an age
    acronym: str | None = None  # in brackets behind it
    qualifier: str | None = None  # behind a comma: "Paris, Texas"


@dataclass(slots=True)
class Found:
    """A name as it stands at one place."""

    name: str
    start: int
    end: int
    is_title: bool
    opens: bool  # the first word of a sentence: its capital says nothing
    is_weak: bool  # in a line of capitals
    reader: Reader
    hint: Kind | None = None
    method: Method = "rules"
    _around: Around | None = None

    @property
    def around(self) -> Around:
        """What stands around it; looked at when it is asked for, as of most names that come again nobody asks."""
        if self._around is None:
            self._around = self.reader.around(self.start, self.end)
        return self._around


def without_possessive(name: str) -> str:
    """A name without the ending that English hangs on.

    >>> without_possessive("Kovar's"), without_possessive("Jones’")
    ('Kovar', 'Jones')
    """
    return _POSSESSIVE.sub("", name) if name[-1:] in "sS'’" else name


@cache
def opening_words(language: str) -> frozenset[str]:
    """Words that open sentences in a language, folded."""
    known = word_frequencies(language)
    usual = sorted(known, key=lambda word: -known[word])[:OPENING_WORDS]
    listed = words.OPENERS - words.PARTICLES if language == "en" else words.OPENERS
    return listed | {folded(word) for word in usual} - words.TITLES


@lru_cache(maxsize=20_000)
def _kind_of_word(word: str, language: str) -> str:
    """What a capitalised word is by itself: time, title, part (of one), people, noun (of German) or name."""
    key = folded(word.rstrip("."))
    if key in words.DAYS_AND_MONTHS or word.endswith(_CONTRACTED):
        return "time"
    if key in words.TITLES:
        return "title"
    if key in words.TITLE_PARTS:
        return "part"
    if key in words.DEMONYMS:
        return "people"
    return "noun" if language == "de" and is_german_noun(word) else "name"


@lru_cache(maxsize=20_000)
def is_german_noun(word: str) -> bool:
    """Whether German writes a word with a capital since it is a noun: usual there, and much rarer in English."""
    low = word.lower()
    key = folded(word)
    if key in words.GIVEN_NAMES or key in words.ORGANISATION_WORDS or word.isupper():
        return False
    if low.endswith(words.NOUN_ENDINGS) and len(low) > 5:
        return True
    here = word_frequencies("de").get(low, 0.0)
    return here > USUAL and here > 60 * word_frequencies("en").get(low, 2e-8)


@dataclass(frozen=True, slots=True)
class Reader:
    """Finds candidates in a title or a text."""

    text: str
    language: str
    gazetteer: Gazetteer
    is_title: bool

    def found(self) -> Iterator[Found]:
        """The candidates, in order."""
        lines = self._weak_lines()
        for number, run in enumerate(_RUN.finditer(self.text)):
            if number == MOST_RUNS:
                return
            start, end = run.span()
            word = run.group()
            opens = self._opens(start)
            if end - start > LONGEST_RUN or (opens and _only_opens(word, self.language, self.gazetteer)):
                continue  # a list without commas; or as half of all runs, a word that only opens a sentence
            if _DOMAIN.match(self.text, end):
                continue
            names = _names_in(word, self.language, self.gazetteer, opens, self._is_behind_in(start))
            weak = bool(names) and (_is_shouted(word) or any(first <= start < last for first, last in lines))
            for name, at, opens_sentence, hint in names:
                first, last = start + at, start + at + len(name)
                yield Found(name, first, last, self.is_title, opens_sentence, weak, self, hint)

    def _is_behind_in(self, start: int) -> bool:
        return self.text[max(0, start - 4) : start].lower() in (" in ", "\nin ", "in ")

    def _opens(self, start: int) -> bool:
        """Whether a sentence begins there."""
        before = self.text[max(0, start - 2) : start]
        if before[-1:] == " " and before[:1].isalnum():
            return False
        before = self.text[max(0, start - 24) : start]
        return bool(_HARD_OPENING.search(before)) and not _ABBREVIATED.search(before)

    def _weak_lines(self) -> list[tuple[int, int]]:
        """Where lines are whose words nearly all have capitals."""
        found = []
        at = 0
        for line in self.text.split("\n"):
            if self.is_title or (len(line) < 120 and line[-1:] not in ".!?"):
                own = [word for word in line.split() if len(word) > 3 and word[0].isalpha()]
                share = 0 if self.language == "de" else HEADLINE_SHARE
                capitals = sum(word.isupper() if self.language == "de" else word[0].isupper() for word in own)
                if len(own) >= 3 and capitals > max(share, HEADLINE_SHARE) * len(own):
                    found.append((at, at + len(line)))
            at += len(line) + 1
        return found

    def around(self, start: int, end: int) -> Around:
        """What stands in front of a name and behind it: a word as "in" or "said", an acronym, an age, a country."""
        text = self.text
        before = _LAST_WORD.search(text[max(0, start - 14) : start])
        last = folded(before[1]) if before else ""
        after = _BEHIND.match(text, end, end + 40)
        behind = folded(after["word"] or "") if after else ""
        acronym = after["acronym"] if after else None
        return Around(
            is_located=(self.language == "tr" and text[end : end + 1] in ("'", "’"))
            or last in words.LOCATIVES.get(self.language, words.LOCATIVES["en"]),
            is_person_like=last in words.SPEECH or behind in words.SPEECH or bool(after and after["age"]),
            acronym=acronym if acronym and sum(letter.isupper() for letter in acronym) >= 2 else None,
            qualifier=after["qualifier"] if after else None,
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of capitalised words, which is cut into names."""

    text: str
    language: str
    gazetteer: Gazetteer
    is_behind_in: bool  # "in" stands in front

    def names(self, opens: bool) -> Iterator[Name]:
        """The names in the run. opens: a sentence begins with it."""
        piece: list[Part] = []
        is_person = False
        is_first = True
        parts = [*self._parts()]
        for place, (part, at, end) in enumerate(parts):
            if part[:1].islower() or part == "&":
                piece.append((part, at, end))
                continue
            kind = self._kind(place, parts, piece, opens and is_first)
            is_first = False
            if kind in ("name", "people"):
                piece.append((part, at, end))
                if part[-1:] in "sS'’" and _POSSESSIVE.search(part):
                    yield from self._named(piece, opens and at == 0, is_person)
                    piece, is_person = [], False
                continue
            # A title, a noun or a day: what is in front of it is one name, what is behind it another.
            if _has_name(piece):
                yield from self._named(piece, opens and piece[0][1] == 0, is_person)
                is_person = False
            piece = []
            is_person = (is_person and kind != "time") or kind == "title" or _names_a_person(part, kind)
        yield from self._named(piece, opens and bool(piece) and piece[0][1] == 0, is_person)

    def _parts(self) -> Iterator[Part]:
        """The words of a run; of German compounds only the name in front: "EU-Richtlinie"."""
        for found in _PART.finditer(self.text):
            part, at = found.group(), found.start()
            script = None if part.isascii() else NO_CAPITALS.search(part)
            if script:
                part = part[: script.start()]  # letters of another script are no part of the name
            if self.language == "tr" and _SUFFIXED.search(part):
                stem: str | None = _SUFFIXED.sub("", part)  # "Ankara'da"
            elif "-" in part and self._is_pair(part):
                first, _, part = part.partition("-")
                yield first, at, at + len(first)
                yield "", at, at
                at, stem = at + len(first) + 1, None
            elif self.language in _ELIDING and (elided := _ELIDED.match(part)):
                at += elided.end()
                part = part[elided.end() :]
                stem = "" if part[:1].islower() else None
            elif "-" in part[1:] and part[:1].isupper() and (self.language in COMPOUNDING or _ends_small(part)):
                stem = self._head(part, follows=found.start() > 0)
            else:
                stem = None
            if stem is not None:
                yield stem, at, at + len(stem)
                yield "", at, at  # what follows is another name
            elif part:
                yield part, at, at + len(part)

    def _is_pair(self, part: str) -> bool:
        """Whether a hyphen stands between two places: "US-China"."""
        halves = part.split("-")
        return len(halves) == 2 and not self._is_place(part) and all(self._is_known_place(half) for half in halves)

    def _head(self, part: str, *, follows: bool) -> str | None:
        """The name that a compound begins with, empty if none does; None for what is a name as a whole."""
        first, _, last = part.rpartition("-")
        is_usual = _is_usual(last, self.language) or last.lower().endswith(words.NOUN_ENDINGS)
        if self._is_place(part) or folded(last) in words.GIVEN_NAMES or (follows and not is_usual):
            return None
        return first if (first.isupper() and 1 < len(first) <= 6) or self._is_place(first) else ""

    def _is_place(self, word: str) -> bool:
        key = folded(word)
        return bool(places_named(key, self.language, self.gazetteer)) and key not in words.PLACE_STOPS

    def _is_known_place(self, word: str) -> bool:
        """Whether a word is the name of a place that is no small town."""
        return self._is_place(word) and places_named(folded(word), self.language, self.gazetteer)[0].population >= SMALL

    def _is_opener(self, key: str, rest: Sequence[Part]) -> bool:
        """Whether a word only opens the sentence: it is among the usual ones, or a given name follows."""
        if key in opening_words(self.language):
            return not (key == "new" and rest)  # "New York Post"
        follows = bool(rest) and folded(rest[0][0]) in words.GIVEN_NAMES and key not in words.GIVEN_NAMES
        return follows and word_frequencies(self.language).get(key, 0.0) > OPENING

    def _is_surely_a_place(self, name: str) -> bool:
        """Whether a name that begins with a usual word is a place's all the same: "New Delhi", not "Auch" in German."""
        bare = without_possessive(name)
        return self._is_place(bare) and (" " in name or is_large(folded(bare), self.language, self.gazetteer))

    def _kind(self, place: int, parts: Sequence[Part], piece: Sequence[Part], opens: bool) -> str:
        """What a word is, where it stands in a run. piece: the words in front that may make a name with it."""
        part = parts[place][0]
        if not part:
            return "noun"
        bare = without_possessive(part)
        kind = _kind_of_word(bare, self.language)
        if kind == "name" and not opens:
            return kind
        if kind == "time" and piece and folded(piece[-1][0]) in words.BEFORE_DAYS:
            return "name"  # Black Friday
        if opens and kind in ("name", "noun") and self._is_opener(folded(bare), parts[place + 1 :]):
            return "name" if self._is_surely_a_place(" ".join(word for word, _, _ in parts)) else "opener"
        if kind == "noun" and (
            (piece and folded(piece[-1][0]) in words.GIVEN_NAMES)
            or self._is_known_place(bare)
            or (bare.endswith("s") and self._is_known_place(bare[:-1]))
            or (bool(places_named(folded(bare), self.language, self.gazetteer)) and self.is_behind_in and place == 0)
        ):
            return "name"
        if kind in ("title", "part") and self._is_within(place, parts, piece, kind):
            return "name"
        return kind

    def _is_within(self, place: int, parts: Sequence[Part], piece: Sequence[Part], kind: str) -> bool:
        """Whether a word as "general" or "police" is part of a name here: "General Motors", "Metropolitan Police"."""
        if piece and not piece[-1][0][0].isupper() and _has_name(piece):
            return True
        if kind == "title" and place + 1 < len(parts) and not parts[place + 1][0][:1].isupper():
            return False  # "President of the Senate"
        rest = [_kind_of_word(word, self.language) for word, _, _ in parts[place + 1 :] if word[:1].isupper()]
        if kind == "part":
            return "title" not in rest
        return not piece and 1 <= len(rest) <= 2 and is_organisation(" ".join(word for word, _, _ in parts[place:]))

    def _named(self, piece: Sequence[Part], opens: bool, is_person: bool) -> Iterator[Name]:
        """The name that some words make, without small words at its ends and peoples in front; it may be two."""
        own = list(piece)
        while own and (own[0][0][:1].islower() or own[0][0] == "&"):
            own.pop(0)
            is_person = False  # "president of the Senate": not the Senate is a person
        while own and (own[-1][0][0].islower() or own[-1][0] == "&"):
            own.pop()
        while _begins_with_people(own, self.language):
            own.pop(0)
            opens = False
        if self._begins_with_a_role(own, opens):
            own, is_person, opens = own[1:], True, False
        if self.language == "de":
            given = [at for at, (part, _, _) in enumerate(own[:-1]) if folded(part) in words.GIVEN_NAMES]
            if given and given[0] > 0 and all(part[0].isupper() for part, _, _ in own[: given[0]]):
                own = own[given[0] :]  # what stands in front is a noun of any kind: "Amtsinhaber Jan Kovar"
        halves = _halves(own, self.language)
        if halves:
            yield from self._named(halves[0], opens, is_person)
            yield from self._named(halves[1], False, False)
        elif own:
            yield from self._one(own, opens, is_person)

    def _begins_with_a_role(self, own: Sequence[Part], opens: bool) -> bool:
        """Whether a usual word stands in front of a person: "Driver Ruby Entwistle"."""
        if len(own) < 3 or not all(part[0].isupper() for part, _, _ in own):
            return False
        first, second = folded(own[0][0]), folded(own[1][0])
        return (
            second in words.GIVEN_NAMES
            and first not in words.GIVEN_NAMES | words.ORGANISATION_WORDS | words.PLACE_WORDS
            and (opens or word_frequencies(self.language).get(first, 0.0) > USUAL)
        )

    def _one(self, own: Sequence[Part], opens: bool, is_person: bool) -> Iterator[Name]:
        start = own[0][1]
        name = without_possessive(self.text[start : own[-1][2]])
        if (
            self.language in COMPOUNDING
            and name.endswith("s")
            and not self._is_place(name)
            and self._is_known_place(name[:-1])
        ):
            name = name[:-1]
        name = name.removesuffix(" & Co")
        if sum(part[0].isupper() for part, _, _ in own) > MOST_WORDS or not 1 < len(name) <= LONGEST_NAME:
            return
        hint: Kind | None = "person" if is_person and not is_organisation(name) else None
        yield name, start, opens and len(own) == 1, hint


@lru_cache(maxsize=50_000)
def _names_in(run: str, language: str, gazetteer: Gazetteer, opens: bool, is_behind_in: bool) -> tuple[Name, ...]:
    """The names in a run of capitalised words; kept, as news are full of the same."""
    return tuple(_Run(run, language, gazetteer, is_behind_in).names(opens))


def _ends_small(part: str) -> bool:
    """Whether a word hangs on that has no capital: "US-based"."""
    return part.rpartition("-")[2][:1].islower()


@lru_cache(maxsize=50_000)
def places_named(key: str, language: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The places of a folded name, but for cities so called elsewhere whose name is a word of this language.

    Such a word is far more frequent than the city's own name is in English: "dabei", as Dubai is called somewhere.
    """
    known, english = word_frequencies(language), word_frequencies("en")
    here = known.get(key, 0.0)
    return tuple(
        place
        for place in gazetteer.places(key, language)
        if place.is_main_name or here <= 4 * english.get(place.place.lower(), 2e-7)
    )


def is_large(key: str, language: str, gazetteer: Gazetteer) -> bool:
    """Whether a name is that of a country or of a large city."""
    places = places_named(key, language, gazetteer)
    return bool(places) and (places[0].place_kind == "country" or places[0].population > LARGE)


@lru_cache(maxsize=20_000)
def _only_opens(word: str, language: str, gazetteer: Gazetteer) -> bool:
    """Whether a word with which a sentence begins has its capital from that alone."""
    key = folded(word)
    return key in opening_words(language) and not is_large(key, language, gazetteer)


def _is_shouted(run: str) -> bool:
    """Whether several words stand in capitals throughout, as in headings."""
    return " " in run and run.isupper() and sum(len(word) > 3 for word in run.split()) > 1


def _names_a_person(part: str, kind: str) -> bool:
    return kind == "noun" and folded(part).endswith(words.PERSON_NOUNS)


def _has_name(piece: Sequence[Part]) -> bool:
    return any(part[0].isupper() for part, _, _ in piece)


def _begins_with_people(own: Sequence[Part], language: str) -> bool:
    """Whether a people's name stands in front that is no part of the name: "British Jana Kovar"."""
    if not own or folded(without_possessive(own[0][0])) not in words.DEMONYMS:
        return False
    if len(own) == 2:
        return folded(own[1][0]) not in words.ORGANISATION_WORDS | words.PLACE_WORDS
    return (
        len(own) == 1
        or language == "de"
        or folded(own[1][0]) in words.GIVEN_NAMES
        or folded(own[1][0]) in words.DEMONYMS
    )


def _halves(own: Sequence[Part], language: str) -> tuple[Sequence[Part], Sequence[Part]] | None:
    """Two names where a small word joins none: behind a person, or behind what is no organisation."""
    for at, (part, _, _) in enumerate(own):
        if part[0].isupper() or part == "&":
            continue
        left = [folded(word) for word, _, _ in own[:at]]
        small = part.split()[0]
        is_organisation = any(word in words.ORGANISATION_WORDS for word in left)
        if (
            (small in ("for", "für", "pour", "para", "per", "zu") and not is_organisation)
            or (
                small in ("of", "al", "do", "da")
                and language == "en"
                and len(left) > 1
                and left[0] in words.GIVEN_NAMES
            )
            or (small == "von" and left[0] not in words.GIVEN_NAMES)
        ):
            return own[:at], own[at + 1 :]
    return None


def is_organisation(name: str) -> bool:
    parts = folded(name).split()
    return len(parts) > 1 and (parts[-1] in words.ORGANISATION_WORDS or parts[0] in words.ORGANISATION_WORDS)


@lru_cache(maxsize=20_000)
def _is_usual(word: str, language: str) -> bool:
    return word_frequencies(language).get(word.lower(), 0.0) > USUAL


def is_strange(name: str, language: str) -> bool:
    """Whether a word is in no list of the language's usual words."""
    known = word_frequencies(language)
    return bool(known) and not any(part in known or part.rstrip("s") in known for part in name.lower().split("-"))
