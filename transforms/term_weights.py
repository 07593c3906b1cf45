"""Articles as weighted terms: words of the body, capitalised names and words of the title, each by how rare it is.

Rarity is the share of documents with the term: those at hand, blended with what a language's word frequencies let
expect (Speer, wordfreq), so that two articles in an empty warehouse are told apart as well as two among a million.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import wordfreq

from transforms import ragged
from transforms.columns import Column
from transforms.compiled import compiled
from transforms.ragged import Ragged
from transforms.words import I64, U64, mix

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
_Weighted = tuple[Ragged[np.int32], F32]

_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e"  # parts of words that \w leaves out
_TOKEN = re.compile(rf"\w[\w{_MARKS}]*(?:['’-]\w[\w{_MARKS}]*)*|[.!?…。！？\n]")
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_SYLLABLES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_FOURS = re.compile(f"[{_SYLLABLES}]")
_SPACELESS = re.compile(rf"[{_IDEOGRAPHS}]+|[{_SYLLABLES}]+")
_SENTENCE_END = frozenset(".!?…。！？\n")
_APOSTROPHE = re.compile("['’]")
_SUFFIXES = (("ies", 4, "y"), ("ing", 5, ""), ("ed", 4, ""))  # of English: ending, least length, what stands for it

# Languages that share the list of another; asking for them by name makes the library write a warning.
_LISTED_AS = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh", "tl": "fil"}
# Without a list of a language's words: function words are short.
_SHARE_BY_LENGTH = {1: 0.9, 2: 0.9, 3: 0.4, 4: 0.1}
_SHARE_OF_LONG_WORDS = 0.01

_END = -1  # a sentence ends
_PART_ARTICLES = 2000  # read at a time: bounds the memory
_SKIPPED = -2  # a number, or a word so frequent that it says nothing
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermParams:
    """What counts in an article, and how rarity is reckoned."""

    body_weight: float = 0.5  # shares of the three in the similarity: names tell events apart, bodies join them
    name_weight: float = 0.3
    title_weight: float = 0.2
    body_terms: int = 120  # the heaviest of the body: more adds cost and chance likeness
    document_words: int = 300  # turns the frequency of a word into the share of documents with it
    background_documents: int = 500  # what the word frequencies count for beside the documents at hand
    max_share: float = 0.37  # a word in more of the documents of its language says nothing and ends a name
    unknown_frequency: float = 5e-7  # of a word that its language's list lacks: half of the rarest that it has
    name_rarity: float = 0.3  # a name of several words is so much rarer than its rarest word
    opening_share: float = 0.02  # a word in more documents than this is no name where it opens a sentence
    name_words: int = 6  # longer runs of capitals are headings


@dataclass(frozen=True, slots=True, kw_only=True)
class TermVectors:
    """n articles as sparse vectors of length 1 (0 for an article without terms): a dot product is their similarity."""

    terms: I32  # ascending within an article
    weights: F32
    offsets: I64  # [n + 1]
    term_count: int
    first_name: int  # names are the terms from here ...
    last_name: int  # ... to before here
    name_lengths: F32  # [n] length of the names' part of each vector; 0 for an article without names


def term_vectors(titles: Column, texts: Column, languages: Column, params: TermParams | None = None) -> TermVectors:
    """The vectors of n articles. languages: ISO 639-1 codes; null reads as English."""
    params = params or TermParams()
    count_of = Counter(language or "en" for language in languages.to_pylist())
    lexicon = Lexicon(params, several={language for language, count in count_of.items() if count > 1})
    parts = [_read_part(lexicon, titles[rows], texts[rows], languages[rows]) for rows in _slices(len(texts))]
    shares = np.array(lexicon.shares)
    documents = sum((np.bincount(part.terms, minlength=len(shares)) for part in parts), np.zeros(len(shares), np.int64))
    rarity = _rarity(documents, shares, len(texts), params)
    names, name_shares = _names(parts, params)
    name_documents = np.bincount(names.terms.values, minlength=len(name_shares))
    name_rarity = _rarity(name_documents, name_shares, len(texts), params)
    return _blended(
        [
            (_heaviest_of([part.body for part in parts], rarity, params), params.body_weight, len(shares)),
            (_heaviest_of([names], name_rarity, params), params.name_weight, len(name_shares)),
            (_heaviest_of([part.title for part in parts], rarity, params), params.title_weight, len(shares)),
        ]
    )


class Lexicon:
    """Terms numbered as they are first read, with the share of documents that each is expected in."""

    def __init__(self, params: TermParams, several: Set[str]) -> None:
        """several: languages of two or more articles; the only one of its language is like none, whatever it weighs."""
        self.params = params
        self.several = several
        self.shares: list[float] = []  # by term
        self._numbers: dict[str, int] = {}
        self._codes: dict[str, _Codes] = {}

    def codes(self, language: str) -> _Codes:
        """What each token of a language is read as."""
        if language not in self._codes:
            self._codes[language] = _Codes(self, language)
        return self._codes[language]

    def number(self, term: str, share: float) -> int:
        """The number of a term; of the languages it is read in, the one where it is most frequent sets its share."""
        number = self._numbers.setdefault(term, len(self.shares))
        if number == len(self.shares):
            self.shares.append(share)
        self.shares[number] = max(self.shares[number], share)
        return number


class _Codes(dict[str, int]):
    """Token -> 2 * term + (1 where it is capitalised), _END or _SKIPPED; filled as tokens are met."""

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        super().__init__()
        self._lexicon = lexicon
        self._language = language
        self._shares = expected_shares(language, lexicon.params) if language in lexicon.several else {}

    def __missing__(self, token: str) -> int:
        self[token] = code = self._code(token)
        return code

    def _code(self, token: str) -> int:
        if token in _SENTENCE_END:
            return _END
        if token[0].isdigit():
            return _SKIPPED
        term = stem(token, self._language)
        share = self._shares.get(term, self._unknown(term))
        if len(term) < 2 or share > self._lexicon.params.max_share:
            return _SKIPPED
        return 2 * self._lexicon.number(term, share) + token[0].isupper()

    def _unknown(self, term: str) -> float:
        if self._shares:
            return _share(self._lexicon.params.unknown_frequency, self._lexicon.params)
        return _SHARE_BY_LENGTH.get(len(term), _SHARE_OF_LONG_WORDS)


@cache
def expected_shares(language: str, params: TermParams) -> Mapping[str, float]:
    """The share of documents that a term of the language is expected in; empty for a language without a list."""
    frequencies: dict[str, float] = {}
    for word, frequency in _word_frequencies(language).items():
        # Most words of most lists are one term, and need no search for more.
        terms = [word] if word.isascii() and word.isalpha() else _TOKEN.findall(with_spaces(word))
        for term in terms:
            key = stem(term, language)
            frequencies[key] = frequencies.get(key, 0.0) + frequency
    return {term: _share(frequency, params) for term, frequency in frequencies.items()}


def stem(token: str, language: str) -> str:
    """What a word is counted as: lower case without endings, or its first six letters where endings are many.

    >>> [stem(word, "en") for word in ("Rockets", "Iran’s", "cities", "press")]
    ['rocket', 'iran', 'city', 'press']
    >>> stem("Präsidentin", "de")
    'präsid'
    """
    word = token.lower()
    if not word.isalpha():
        word = max(_APOSTROPHE.split(word), key=len)
    if language != "en":
        return word[:6]
    for ending, longer_than, replacement in _SUFFIXES:
        if word.endswith(ending) and len(word) > longer_than:
            return word[: -len(ending)] + replacement
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def with_spaces(text: str) -> str:
    """The text with the runs of scripts without spaces as overlapping pairs of ideographs or fours of other letters.

    >>> with_spaces("東京都 2024")
    ' 東京 京都  2024'
    """
    return _SPACELESS.sub(_overlapping, text)


def _overlapping(run: re.Match[str]) -> str:
    characters = run.group()
    size = 4 if _FOURS.match(characters) else 2
    return f" {' '.join(characters[i : i + size] for i in range(max(len(characters) - size + 1, 1)))} "


def _word_frequencies(language: str) -> Mapping[str, float]:
    name = _LISTED_AS.get(language, language)
    return wordfreq.get_frequency_dict(name, "small") if name in wordfreq.available_languages("small") else {}


def _share(frequency: float, params: TermParams) -> float:
    return 1 - math.exp(-frequency * params.document_words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """How often each article has each of its terms."""

    terms: Ragged[np.int32]  # ascending
    counts: F32


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """The terms of some articles."""

    body: _Counts
    title: _Counts
    terms: I32  # different ones of each article, in body or title
    names: Ragged[np.uint64]  # a hash for each occurrence
    name_shares: F64  # of its rarest word, negative for several words


def _slices(n: int) -> list[slice]:
    return [slice(start, start + _PART_ARTICLES) for start in range(0, n, _PART_ARTICLES)]


def _read_part(lexicon: Lexicon, titles: Column, texts: Column, languages: Column) -> _Part:
    heading, text = _read(lexicon, titles, languages), _read(lexicon, texts, languages)
    hashes, shares, offsets = _capitalised_runs(
        text.values, text.offsets, np.array(lexicon.shares), lexicon.params.name_words, lexicon.params.opening_share
    )
    body, title = _counts(_terms(text)), _counts(_terms(heading))
    return _Part(
        body=body,
        title=title,
        terms=_counts(_side_by_side(body.terms, title.terms)).terms.values,
        names=Ragged(values=hashes, offsets=offsets),
        name_shares=shares,
    )


def _read(lexicon: Lexicon, texts: Column, languages: Column) -> Ragged[np.int32]:
    """The codes of the tokens of each text."""
    codes = array("i")
    ends = [0]
    for text, language in zip(texts.to_pylist(), languages.to_pylist(), strict=True):
        spaced = text or ""
        if not spaced.isascii():
            spaced = with_spaces(spaced)
        codes.extend(map(lexicon.codes(language or "en").__getitem__, _TOKEN.findall(spaced)))
        ends.append(len(codes))
    return Ragged(values=np.array(codes, np.int32), offsets=np.array(ends, np.int64))


def _terms(codes: Ragged[np.int32]) -> Ragged[np.int32]:
    """The terms of each text, in the order read."""
    kept = codes.values >= 0
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
    return Ragged(values=codes.values[kept] >> 1, offsets=ends[codes.offsets])


def _side_by_side(first: Ragged[np.int32], second: Ragged[np.int32]) -> Ragged[np.int32]:
    """The lists of both, each joined with its like."""
    order = np.argsort(np.concatenate([first.rows, second.rows]), kind="stable")
    return ragged.of_lengths(np.concatenate([first.values, second.values])[order], first.lengths + second.lengths)


def _counts(terms: Ragged[np.int32]) -> _Counts:
    values, counts, offsets = _counted(terms.values, terms.offsets)
    return _Counts(terms=Ragged(values=values, offsets=offsets), counts=counts)


def _names(parts: list[_Part], params: TermParams) -> tuple[_Counts, F64]:
    """Runs of capitalised words as terms of their own, and the share of documents that each is expected in."""
    hashes = ragged.concat([part.names for part in parts], np.uint64)
    rarest = np.concatenate([np.empty(0), *(part.name_shares for part in parts)])
    _, first, terms = np.unique(hashes.values, return_index=True, return_inverse=True)
    shares = np.where(rarest[first] < 0, -rarest[first] * params.name_rarity, rarest[first])
    return _counts(Ragged(values=terms.astype(np.int32), offsets=hashes.offsets)), shares


def _rarity(documents: I64, shares: F64, n: int, params: TermParams) -> F64:
    """-log of the share of documents with each term: those at hand, and the background."""
    background = params.background_documents
    return -np.log(np.minimum((documents + background * shares) / (n + background), 1.0))


def _heaviest_of(parts: list[_Counts], rarity: F64, params: TermParams) -> _Weighted:
    """Each article's heaviest terms, as a vector of length 1."""
    kept = [_weighted(part, rarity, params.body_terms) for part in parts]
    return (
        ragged.concat([terms for terms, _ in kept], np.int32),
        np.concatenate([np.empty(0, np.float32), *(weights for _, weights in kept)]),
    )


def _weighted(counts: _Counts, rarity: F64, limit: int) -> _Weighted:
    weights = ((1 + np.log(counts.counts)) * rarity[counts.terms.values]).astype(np.float32)
    values, weights, offsets = _heaviest(counts.terms.values, weights, counts.terms.offsets, limit)
    return Ragged(values=values, offsets=offsets), weights


def _blended(fields: list[tuple[_Weighted, float, int]]) -> TermVectors:
    """The vectors of all fields side by side; a field that an article lacks gives its weight to the others."""
    present = np.stack([(vectors.lengths > 0) * weight for (vectors, _), weight, _ in fields])
    factors = np.sqrt(present / np.maximum(present.sum(0), 1e-9))
    lengths = np.stack([vectors.lengths for (vectors, _), _, _ in fields])
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths.sum(0))])
    firsts = np.cumsum([0, *(count for _, _, count in fields)])
    terms, weights = np.empty(ends[-1], np.int32), np.empty(ends[-1], np.float32)
    for part, ((vectors, values), _, _) in enumerate(fields):
        before = ends[:-1] + lengths[:part].sum(0) - vectors.offsets[:-1]
        place = np.arange(len(values)) + np.repeat(before, vectors.lengths)
        terms[place] = vectors.values + firsts[part]
        weights[place] = values * np.repeat(factors[part], vectors.lengths)
    return TermVectors(
        terms=terms,
        weights=weights,
        offsets=ends,
        term_count=int(firsts[-1]),
        first_name=int(firsts[1]),
        last_name=int(firsts[2]),
        name_lengths=factors[1].astype(np.float32),
    )


@compiled
def _counted(terms: I32, offsets: I64) -> tuple[I32, F32, I64]:
    n = len(offsets) - 1
    different = np.empty(len(terms), np.int32)
    counts = np.empty(len(terms), np.float32)
    ends = np.zeros(n + 1, np.int64)
    p = 0
    for text in range(n):
        ascending = np.sort(terms[offsets[text] : offsets[text + 1]])
        for i in range(len(ascending)):
            if i == 0 or ascending[i] != ascending[i - 1]:
                different[p] = ascending[i]
                counts[p] = 0
                p += 1
            counts[p - 1] += 1
        ends[text + 1] = p
    return different[:p].copy(), counts[:p].copy(), ends


@compiled
def _capitalised_runs(
    codes: I32, offsets: I64, shares: F64, longest: int, opening_share: float
) -> tuple[U64, F64, I64]:
    """A hash for every run of capitalised words, and the share of its rarest word, negative for several words."""
    n = len(offsets) - 1
    hashes = np.empty(2 * len(codes) + 1, np.uint64)
    rarest = np.empty(2 * len(codes) + 1, np.float64)
    ends = np.zeros(n + 1, np.int64)
    p = 0
    for text in range(n):
        start, end = offsets[text], offsets[text + 1]
        capitals = 0
        words = 0
        for i in range(start, end):
            words += codes[i] != -1
            capitals += codes[i] >= 0 and codes[i] & 1 == 1
        # In a text in capitals nothing is a name; where most words are capitalised, nothing tells names.
        i = end if 2 * capitals > words else start
        while i < end:
            # The first word of a sentence is capitalised anyway.
            opens = i == start or codes[i - 1] == -1
            if codes[i] < 0 or codes[i] & 1 == 0 or (opens and shares[codes[i] >> 1] > opening_share):
                i += 1
                continue
            length = 0
            h = np.uint64(0)
            share = 1.0
            while i + length < end and codes[i + length] >= 0 and codes[i + length] & 1 == 1:
                term = codes[i + length] >> 1
                h = mix(h * _GOLDEN + np.uint64(term + 1))
                share = min(share, shares[term])
                length += 1
            if length > 1 and length <= longest:
                for word in range(i, i + length):
                    term = codes[word] >> 1
                    hashes[p] = mix(np.uint64(term + 1))
                    rarest[p] = shares[term]
                    p += 1
            if length <= longest and (length > 1 or not opens):
                hashes[p] = h
                rarest[p] = share if length == 1 else -share
                p += 1
            i += length
        ends[text + 1] = p
    return hashes[:p].copy(), rarest[:p].copy(), ends


@compiled
def _heaviest(terms: I32, weights: F32, offsets: I64, limit: int) -> tuple[I32, F32, I64]:
    n = len(offsets) - 1
    kept = np.empty(len(terms), np.int32)
    lengths = np.empty(len(terms), np.float32)
    ends = np.zeros(n + 1, np.int64)
    p = 0
    for text in range(n):
        start, end = offsets[text], offsets[text + 1]
        order = np.argsort(-weights[start:end], kind="mergesort")[:limit]
        norm = 0.0
        for i in order:
            norm += weights[start + i] ** 2
        for i in np.sort(order):
            if weights[start + i] > 0:
                kept[p] = terms[start + i]
                lengths[p] = weights[start + i] / math.sqrt(norm)
                p += 1
        ends[text + 1] = p
    return kept[:p].copy(), lengths[:p].copy(), ends
