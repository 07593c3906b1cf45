"""Why articles are alike, for people: the terms that two have in common, in the words of the text, and what each gives.

Terms are stored as slots; here they get their words back from the text of one of the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from transforms.term_weights import F32, SLOTS, U32, TermParams, TermVectors, is_name, term_counts

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_CAPITALISED_RUN = re.compile(r"(?:[^\W\d_a-z][\w'’-]*)(?: [^\W\d_a-z][\w'’-]*){0,5}")
_UNSPACED = re.compile(r"[\u0e00-\u10a0\u1780-\u17ff\u3040-\u9fff\uf900-\ufaff]+")
_UNSPACED_LENGTHS = (2, 4)  # characters of a term there


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTerm:
    """A term that two articles have, and what it adds to their similarity."""

    words: str
    part: float


def shared_terms(vectors: TermVectors, words: Mapping[int, str]) -> list[SharedTerm]:
    """The terms that the first two articles share, the most telling first; a word's uses in title and text are one.

    vectors: of two articles. words: of terms, as `words_of_terms` gives them. A term without words is left out.
    """
    (ours, own), (theirs, other) = (_row(vectors, row) for row in (0, 1))
    shared, left, right = np.intersect1d(ours, theirs, return_indices=True)
    parts: dict[str, float] = {}
    for term, product in zip(shared.tolist(), (own[left] * other[right]).tolist(), strict=True):
        if term in words:
            parts[words[term]] = parts.get(words[term], 0.0) + product
    found = [SharedTerm(words=text, part=part) for text, part in parts.items()]
    return sorted(found, key=lambda term: (-term.part, term.words))


def words_of_terms(title: str | None, text: str, language: str | None) -> dict[int, str]:
    """The words behind the terms of an article.

    >>> found = words_of_terms(None, "A tug pulled the ferry off Gannet Rock.", "en")
    >>> "Gannet Rock" in found.values(), "ferry" in found.values()
    (True, True)
    """
    whole = f"{title or ''}\n{text}"
    words = sorted(set(_WORD.findall(whole)) | set(_unspaced(whole)))
    names = sorted({run.group() for run in _CAPITALISED_RUN.finditer(whole)} | _parts_of_runs(whole))
    found: dict[int, str] = {}
    # A capital opens a sentence, too: behind a word it is a name. The shortest phrase with a term stands for it.
    for phrases, read, wants_names in ((words, "{}", False), (names, "tug {} tug", True)):
        terms = _terms([read.format(phrase) for phrase in phrases], language)
        for phrase, slots in sorted(zip(phrases, terms, strict=True), key=lambda pair: len(pair[0])):
            for slot in slots[is_name(slots) == wants_names].tolist():
                found.setdefault(slot, phrase)
                if slot < SLOTS:
                    found.setdefault(slot + 2 * SLOTS, phrase)
    return found


def _terms(phrases: list[str], language: str | None) -> list[U32]:
    """The terms of each phrase, read as a text without a title."""
    counts = term_counts(
        pa.nulls(len(phrases), pa.string()),
        pa.array(phrases, pa.string()),
        pa.array([language] * len(phrases), pa.string()),
        TermParams(lead_words=0),
    )
    return [counts.terms.values[a:b] for a, b in zip(counts.terms.offsets, counts.terms.offsets[1:], strict=False)]


def _parts_of_runs(text: str) -> set[str]:
    """Runs of capitalised words without their first, which may be there for opening a sentence."""
    return {run.group().split(" ", 1)[1] for run in _CAPITALISED_RUN.finditer(text) if " " in run.group()}


def _unspaced(text: str) -> set[str]:
    runs = (run.group() for run in _UNSPACED.finditer(text))
    return {run[at : at + size] for run in runs for size in _UNSPACED_LENGTHS for at in range(len(run) - size + 1)}


def _row(vectors: TermVectors, row: int) -> tuple[U32, F32]:
    start, end = vectors.offsets[row], vectors.offsets[row + 1]
    return vectors.terms[start:end], vectors.weights[start:end]
