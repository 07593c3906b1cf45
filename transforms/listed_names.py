"""Names of places in scripts that have no capitals: what the gazetteer knows, the longest first, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms import name_words as words
from transforms.gazetteer import Gazetteer, folded
from transforms.name_runs import NO_CAPITALS, Found, Reader

_JOSA_END = re.compile(rf"(?:{words.KOREAN_ENDINGS})$")
_MOST_JOSA = 3  # endings on one noun
_TOKEN = re.compile(
    r"[^\W\d_](?:[\w\u093e-\u094d\u0900-\u0903\u064b-\u065f\"״'](?=\w)|[\w\u093e-\u094d\u0900-\u0903])*"
)
_UNSPACED = frozenset(["zh", "ja", "th"])
_LONGEST_UNSPACED = 8
_MOST_TOKENS = 3


def listed(reader: Reader) -> Iterator[Found]:
    """The places of a gazetteer in a text whose script has no capitals."""
    text, language, gazetteer = reader.text, reader.language, reader.gazetteer
    if not gazetteer or not NO_CAPITALS.search(text[:400]):
        return
    found = _unspaced(text, language, gazetteer) if language in _UNSPACED else _spaced(text, language, gazetteer)
    for start, end in found:
        yield Found(
            text[start:end],
            start,
            end,
            is_title=False,
            opens=False,
            is_weak=False,
            reader=reader,
            hint="place",
            method="gazetteer",
        )


def _unspaced(text: str, language: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        if text[at : at + 2] not in gazetteer.beginnings:
            at += 1
            continue
        for length in range(_LONGEST_UNSPACED, 1, -1):
            name = text[at : at + length]
            if len(name) == length and gazetteer.has(folded(name), language) and _is_whole(text, at, at + length):
                yield at, at + length
                at += length - 1
                break
        at += 1


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word of syllables goes on at either end."""

    def is_kana(letter: str) -> bool:
        return "\u30a1" <= letter <= "\u30ff"

    around = (text[start - 1 : start], text[start]), (text[end - 1], text[end : end + 1])
    return not any(left and right and is_kana(left) and is_kana(right) for left, right in around)


def _spaced(text: str, language: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    at = 0
    while at < len(tokens):
        step = 1
        for length in range(min(_MOST_TOKENS, len(tokens) - at), 0, -1):
            name = " ".join(token for token, _, _ in tokens[at : at + length])
            cut = _without_affixes(name, language, gazetteer)
            if cut is not None:
                yield tokens[at][1] + cut[0], tokens[at + length - 1][2] - cut[1]
                step = length
                break
        at += step


def _without_affixes(name: str, language: str, gazetteer: Gazetteer) -> tuple[int, int] | None:
    """How many letters to take off at both ends so that the gazetteer has the rest; None if it never has."""
    prefixes = {"ar": words.ARABIC_PREFIXES, "he": words.HEBREW_PREFIXES}.get(language, ("",))
    for prefix in prefixes:
        rest = name[len(prefix) :]
        if (
            name.startswith(prefix)
            and len(rest) >= (2 if language == "ko" else 3)
            and gazetteer.has(folded(rest), language)
        ):
            return len(prefix), 0
    if language == "ko":
        rest = name
        for _ in range(_MOST_JOSA):
            josa = _JOSA_END.search(rest)
            if josa is None or josa.start() < 2:
                return None
            rest = rest[: josa.start()]
            if gazetteer.has(folded(rest), language):
                return 0, len(name) - len(rest)
    return None
