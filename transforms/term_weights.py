"""Articles as weighted terms: words of the body, capitalised names and words of the title, each by how rare it is.

Rarity is the share of documents with the term: those known, blended with what a language's word frequencies let
expect (Speer, wordfreq), so that two articles in an empty warehouse are told apart as well as two among a million.
A term is a slot of a table, found by its hash (Weinberger et al. 2009), so that no vocabulary is kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import wordfreq

from transforms.columns import Column, column, integers
from transforms.compiled import compiled
from transforms.ragged import Ragged, from_arrow
from transforms.words import I64, U64, character, fold_table, mix, utf8_buffers

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
U32 = npt.NDArray[np.uint32]
U8 = npt.NDArray[np.uint8]

SLOTS = 1 << 22  # of words, of names and of words of titles each: of a million terms one in five shares its slot
_NAMES, _TITLES = SLOTS, 2 * SLOTS  # where the slots of names, and those of words of titles, begin

# Languages that share the list of another; asking for them by name makes the library write a warning.
_LISTED_AS = {"no": "nb", "nn": "nb", "sr": "sh", "hr": "sh", "bs": "sh", "tl": "fil"}
# Without a list of a language's words: function words are short.
_SHARE_BY_LENGTH = np.array([1, 0.9, 0.9, 0.4, 0.1, 0.01], np.float32)  # the last is that of all longer ones

_WORD, _CAPITALISED, _END, _SKIPPED = 0, 1, 2, 3  # kinds of tokens; a number is skipped
_LONGEST_WORD = 40  # letters that are looked at
_STEM_LETTERS = 6  # where endings are many
# Where the last letters of a short noun are its case, they go, too: "скала", "скалу", "скалой".
_CASE_LANGUAGES = frozenset(["ru", "uk", "be", "pl", "cs", "sk", "sl", "sr", "hr", "bs", "sh", "lt", "lv", "hi", "mr"])
_MANY, _ENGLISH, _CASES = 0, 1, 2  # kinds of endings
# Letters that Hebrew writes in front of a word: and, the, in, to, from, that, as.
_HEBREW_PREFIXES = np.array([0x5D5, 0x5D4, 0x5D1, 0x5DC, 0x5DE, 0x5E9, 0x5DB], np.int32)
_WAW, _BA, _FA, _KAF, _ALEF, _LAM = 0x648, 0x628, 0x641, 0x643, 0x627, 0x644  # of Arabic
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_PRIME = np.uint64(0x100000001B3)
_SEED = np.uint64(0xCBF29CE484222325)

TERM_SCHEMA = pa.schema([("terms", pa.list_(pa.uint32())), ("counts", pa.list_(pa.uint8()))])
DOCUMENT_SCHEMA = pa.schema([("term", pa.uint32()), ("documents", pa.int32()), ("expected", pa.float32())])


@dataclass(frozen=True, slots=True, kw_only=True)
class TermParams:
    """What counts in an article, and how rarity is reckoned."""

    body_weight: float = 0.5  # shares of the three in the similarity: names tell events apart, bodies join them
    name_weight: float = 0.3
    title_weight: float = 0.2
    body_terms: int = 120  # the heaviest of each kind: more adds cost and chance likeness
    lead_words: int = 30  # of a text without a title, read as its title: a report begins with what has happened
    document_words: int = 300  # turns the frequency of a word into the share of documents with it
    background_documents: int = 500  # what the word frequencies count for beside the documents at hand
    max_share: float = 0.37  # a word in more of the documents of its language says nothing and ends a name
    unknown_frequency: float = 5e-7  # of a word that its language's list lacks: half of the rarest that it has
    name_rarity: float = 0.3  # a name of several words is so much rarer than its rarest word
    opening_share: float = 0.02  # a word in more documents than this is no name where it opens a sentence
    name_words: int = 6  # longer runs of capitals are headings


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCounts:
    """How often each of n articles has each of its terms: words, names, then words of the title."""

    terms: Ragged[np.uint32]  # ascending
    counts: U8  # at most 255
    expected: F32  # the share of documents that the term is expected in

    def to_columns(self) -> dict[str, Column]:
        """The columns of TERM_SCHEMA."""
        offsets = pa.array(self.terms.offsets.astype(np.int32))
        return {
            "terms": pa.ListArray.from_arrays(offsets, pa.array(self.terms.values)),
            "counts": pa.ListArray.from_arrays(offsets, pa.array(self.counts)),
        }


class DocumentCounts:
    """In how many articles each term is, and how many are expected: what makes a term rare."""

    def __init__(self) -> None:
        """No article has been counted."""
        self.articles = 0
        self.documents = np.zeros(2 * SLOTS, np.int32)
        self.expected = np.zeros(2 * SLOTS, np.float32)

    def add(self, counts: TermCounts) -> None:
        """Count some articles more. A word in the title counts as one of the body."""
        self.articles += len(counts.terms)
        _count_documents(counts.terms.values, counts.terms.offsets, counts.expected, self.documents, self.expected)

    def to_table(self) -> pa.Table:
        """The terms that are in an article (DOCUMENT_SCHEMA)."""
        terms = np.flatnonzero(self.documents).astype(np.uint32)
        return pa.table([terms, self.documents[terms], self.expected[terms]], schema=DOCUMENT_SCHEMA)

    @classmethod
    def from_table(cls, articles: int, rows: pa.Table) -> DocumentCounts:
        """The counts of so many articles as `to_table` gave them."""
        made = cls()
        terms = np.asarray(column(rows, "term"), np.uint32)
        made.articles = articles
        made.documents[terms] = np.asarray(column(rows, "documents"), np.int32)
        made.expected[terms] = np.asarray(column(rows, "expected"), np.float32)
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class TermVectors:
    """n articles as sparse vectors of length 1 (0 for an article without terms): a dot product is their similarity."""

    terms: U32  # ascending within an article
    weights: F32
    offsets: I64  # [n + 1]
    name_lengths: F32  # [n] length of the names' part of each vector; 0 for an article without names


def is_name(terms: U32) -> npt.NDArray[np.bool_]:
    """Which terms are names.

    >>> is_name(np.array([5, SLOTS + 5, 2 * SLOTS + 5], np.uint32)).tolist()
    [False, True, False]
    """
    return (terms >= _NAMES) & (terms < _TITLES)


def term_vectors(titles: Column, texts: Column, languages: Column, params: TermParams | None = None) -> TermVectors:
    """The vectors of n articles that are all that is known. languages: ISO 639-1 codes; null reads as English."""
    counts = term_counts(titles, texts, languages, params)
    known = DocumentCounts()
    known.add(counts)
    return weighted(counts.terms, counts.counts, known, params)


def term_counts(titles: Column, texts: Column, languages: Column, params: TermParams | None = None) -> TermCounts:
    """How often each article has each of its terms. languages: ISO 639-1 codes; null reads as English."""
    params = params or TermParams()
    codes = languages.cast(pa.string()).fill_null("en").dictionary_encode()
    names = codes.dictionary.to_pylist()
    language = integers(codes.indices)
    lists = [_word_list(name, params) for name in names]
    starts = np.cumsum([0, *(len(keys) for keys, _ in lists)])
    keys = np.concatenate([np.zeros(0, np.uint64), *(keys for keys, _ in lists)])
    shares = np.concatenate([np.zeros(0, np.float32), *(shares for _, shares in lists)])
    endings = np.array([_endings(name) for name in names] or [_MANY], np.uint8)
    body = _tokens(texts, language, endings, (keys, shares, starts))
    title = _tokens(titles, language, endings, (keys, shares, starts))
    runs, run_shares, run_offsets = _capitalised_runs(*body, params.name_words, params.opening_share, params.max_share)
    terms, counts, expected, offsets = _counted(
        body,
        (runs, np.where(run_shares < 0, -run_shares * np.float32(params.name_rarity), run_shares), run_offsets),
        title,
        params.max_share,
        params.lead_words,
    )
    return TermCounts(terms=Ragged(values=terms, offsets=offsets), counts=counts, expected=expected)


def from_table(rows: pa.Table) -> tuple[Ragged[np.uint32], U8]:
    """Terms and counts as `TermCounts.to_columns` gave them (TERM_SCHEMA)."""
    terms = from_arrow(column(rows, "terms"), np.uint32)
    return terms, np.asarray(pc.list_flatten(column(rows, "counts")), np.uint8)


def weighted(
    terms: Ragged[np.uint32], counts: U8, known: DocumentCounts, params: TermParams | None = None
) -> TermVectors:
    """Each article's heaviest terms as a vector; a field that it lacks gives its weight to the others.

    A term weighs the more, the rarer it is: -log of the share of documents with it, those counted and the background.
    """
    params = params or TermParams()
    shares = np.array([params.body_weight, params.name_weight, params.title_weight], np.float32)
    kept, weights, offsets, name_lengths = _heaviest(
        terms.values,
        counts,
        terms.offsets,
        (known.documents, known.expected, known.articles, params.background_documents),
        shares,
        params.body_terms,
    )
    return TermVectors(terms=kept, weights=weights, offsets=offsets, name_lengths=name_lengths)


@cache
def expected_shares(language: str, params: TermParams) -> tuple[U64, F32]:
    """The hashes of the terms of a language, and the share of documents each is expected in; empty without a list."""
    frequencies = word_frequencies(language)
    words = pa.array(list(frequencies), pa.string())
    endings = np.array([_endings(language)], np.uint8)
    no_list = np.zeros(1, np.uint64), np.full(1, -1, np.float32), np.array([0, 1])
    hashes, kinds, _, offsets = _tokens(words, np.zeros(len(words), np.int64), endings, no_list)
    spread = np.repeat(np.array(list(frequencies.values()), np.float64), np.diff(offsets))
    kept = kinds <= _CAPITALISED
    terms, place = np.unique(hashes[kept], return_inverse=True)
    total = np.bincount(place, spread[kept], minlength=len(terms))
    return terms, (1 - np.exp(-total * params.document_words)).astype(np.float32)


@cache
def _word_list(language: str, params: TermParams) -> tuple[U64, F32]:
    """The expected shares as a table of hashes with open addressing; the last share is that of words not in it.

    That of a language without a list is negative: shares go by the length of words.
    """
    terms, shares = expected_shares(language, params)
    size = 1 << max(1, int(2 * len(terms)).bit_length())
    keys, values = np.zeros(size, np.uint64), np.zeros(size, np.float32)
    unknown = 1 - math.exp(-params.unknown_frequency * params.document_words) if len(terms) else -1.0
    _fill(terms, shares, keys, values)
    return np.append(keys, np.uint64(0)), np.append(values, np.float32(unknown))


def _endings(language: str) -> int:
    return _ENGLISH if language == "en" else _CASES if language in _CASE_LANGUAGES else _MANY


@cache
def word_frequencies(language: str) -> dict[str, float]:
    """How frequent each word of a language is, in small letters; empty without a list."""
    name = _LISTED_AS.get(language, language)
    return wordfreq.get_frequency_dict(name, "small") if name in wordfreq.available_languages("small") else {}


def _tokens(texts: Column, language: I64, endings: U8, lists: tuple[U64, F32, I64]) -> tuple[U64, U8, F32, I64]:
    """The tokens of each text: hash of the stem, kind, expected share, and where each text's begin."""
    data, offsets = utf8_buffers(texts)
    return _read(data, offsets, fold_table(), _upper_case(), language, endings, *lists)


@cache
def _upper_case() -> npt.NDArray[np.bool_]:
    """Which characters of the basic plane are capital letters."""
    return np.array([chr(code).isupper() for code in range(0x10000)])


@compiled
def _fill(terms: U64, shares: F32, keys: U64, values: F32) -> None:
    mask = np.uint64(len(keys) - 1)
    for i in range(len(terms)):
        place = terms[i] & mask
        while keys[place] != 0:
            place = (place + np.uint64(1)) & mask
        keys[place] = terms[i]
        values[place] = shares[i]


@compiled
def _share(term: np.uint64, length: int, keys: U64, shares: F32, start: int, end: int, by_length: F32) -> float:
    """The expected share of a term, by the list at keys[start:end]."""
    unknown = shares[end - 1]
    if unknown < 0:
        return float(by_length[min(length, len(by_length) - 1)])
    mask = np.uint64(end - start - 2)
    place = term & mask
    while keys[start + place] != 0:
        if keys[start + place] == term:
            return float(shares[start + place])
        place = (place + np.uint64(1)) & mask
    return float(unknown)


@compiled
def _begin(letters: I32, length: int) -> int:
    """Where a word begins behind what Arabic and Hebrew write in front of it: articles, conjunctions, prepositions.

    In Arabic the article, alone or behind one letter, as in light stemming (Larkey et al. 2002).
    """
    start = 0
    if 0x5D0 <= letters[0] <= 0x5EA:
        while length - start > 3 and (letters[start] == _HEBREW_PREFIXES).any():
            start += 1
    elif 0x620 <= letters[0] <= 0x64A and length > 4:
        has_article = letters[1] == _ALEF and letters[2] == _LAM
        start = int(letters[0] == _WAW or (has_article and letters[0] in (_BA, _FA, _KAF)))
        is_definite = letters[start] in (_ALEF, _LAM) and letters[start + 1] == _LAM
        start += 2 * int(is_definite and length - start > 4)
    return start


@compiled
def _stem(letters: I32, length: int, endings: int) -> np.uint64:
    """The hash of a word as it is counted: without English endings, or its first letters where endings are many."""
    replaced = 0
    start = 0
    if endings != _ENGLISH:
        start = _begin(letters, length)
        longest = max(4, length - start - 2) if endings == _CASES else _STEM_LETTERS
        length = min(length, start + min(longest, _STEM_LETTERS))
    elif length > 4 and letters[length - 3] == 105 and letters[length - 2] == 101 and letters[length - 1] == 115:
        length -= 3
        replaced = 121  # cities, city
    elif length > 5 and letters[length - 3] == 105 and letters[length - 2] == 110 and letters[length - 1] == 103:
        length -= 3
    elif length > 4 and letters[length - 2] == 101 and letters[length - 1] == 100:
        length -= 2
    elif length > 3 and letters[length - 1] == 115 and letters[length - 2] != 115:
        length -= 1
    h = _SEED
    for i in range(start, length):
        h = (h ^ np.uint64(letters[i])) * _PRIME
    if replaced:
        h = (h ^ np.uint64(replaced)) * _PRIME
    return mix(h)


@compiled
def _read(
    data: npt.NDArray[np.uint8],
    offsets: I64,
    folds: U32,
    upper: npt.NDArray[np.bool_],
    language: I64,
    endings: U8,
    keys: U64,
    list_shares: F32,
    list_starts: I64,
) -> tuple[U64, U8, F32, I64]:
    """The tokens of texts in UTF-8.

    Runs of ideographs are read as overlapping pairs, those of other scripts without spaces as fours.
    """
    n = len(offsets) - 1
    capacity = offsets[n] - offsets[0] + 2 * n + 8
    hashes = np.empty(capacity, np.uint64)
    kinds = np.empty(capacity, np.uint8)
    shares = np.empty(capacity, np.float32)
    ends = np.zeros(n + 1, np.int64)
    letters = np.empty(_LONGEST_WORD, np.int32)
    run = np.empty(4, np.int64)  # the last characters of a run without spaces
    by_length = _SHARE_BY_LENGTH
    p = 0
    for text in range(n):
        i = offsets[text]
        end = offsets[text + 1]
        kind_of_endings = endings[language[text]]
        start_of_list = list_starts[language[text]]
        end_of_list = list_starts[language[text] + 1]
        length = 0
        is_capital = False
        is_number = False
        is_part = False  # of a word, after an apostrophe
        run_kind = 0
        run_length = 0
        while i <= end:
            here = i
            code = 10  # the end of a text reads as a line break
            if i < end and data[i] < 0x80:
                code = int(data[i])
                i += 1
            elif i < end:
                code, i = character(data, i, end)
            else:
                i += 1
            kind = 0  # 2 for ideographs, 3 for other scripts without spaces
            if (
                0x3040 <= code < 0xA000
                or 0xAC00 <= code < 0xD7A4
                or 0xF900 <= code < 0xFB00
                or 0x20000 <= code < 0x40000
            ):
                kind = 2
            elif 0x0E00 <= code < 0x10A0 or 0x1780 <= code < 0x1800:
                kind = 3
            # A run without spaces ends where its script does.
            if run_length and kind != run_kind:
                if run_kind == 3 and 1 < run_length < 4:
                    h = _SEED
                    for k in range(run_length):
                        h = (h ^ np.uint64(run[k])) * _PRIME
                    hashes[p] = mix(h)
                    kinds[p] = _WORD
                    shares[p] = _share(hashes[p], 4, keys, list_shares, start_of_list, end_of_list, by_length)
                    p += 1
                run_length = 0
            parts = 0  # letters that the character folds to
            is_letter = False
            if kind == 0 and code < 0x10000:
                while parts < 4 and folds[code, parts] != 0:
                    is_letter |= folds[code, parts] != 32
                    parts += 1
                if parts == 0 and i <= end and here < end:
                    continue  # a mark or soft hyphen: part of what is around it
            if is_letter:
                if length == 0:
                    is_capital = bool(upper[code])
                    is_number = 48 <= folds[code, 0] <= 57
                for part in range(parts):
                    if length < _LONGEST_WORD and folds[code, part] != 32:
                        letters[length] = folds[code, part]
                        length += 1
                continue
            # 3.5 and 1,250 are one number each.
            if is_number and length and (code == 44 or code == 46) and i < end and 48 <= data[i] <= 57:
                continue
            if length:
                if is_number:
                    kinds[p] = _SKIPPED
                    p += 1
                elif length > 1:
                    hashes[p] = _stem(letters, length, kind_of_endings)
                    kinds[p] = _CAPITALISED if is_capital else _WORD
                    shares[p] = _share(hashes[p], length, keys, list_shares, start_of_list, end_of_list, by_length)
                    p += 1
                elif not is_part:
                    kinds[p] = _SKIPPED
                    p += 1
                length = 0
            is_part = code == 39 or code == 0x2019
            if kind != 0:
                if run_length < 4:
                    run[run_length] = code
                    run_length += 1
                else:
                    run[0], run[1], run[2], run[3] = run[1], run[2], run[3], code
                run_kind = kind
                size = 2 if kind == 2 else 4
                if run_length >= size:
                    h = _SEED
                    for k in range(run_length - size, run_length):
                        h = (h ^ np.uint64(run[k])) * _PRIME
                    hashes[p] = mix(h)
                    kinds[p] = _WORD
                    shares[p] = _share(hashes[p], size, keys, list_shares, start_of_list, end_of_list, by_length)
                    p += 1
            elif code in (10, 33, 46, 63, 0x2026, 0x3002, 0xFF01, 0xFF1F):
                kinds[p] = _END
                p += 1
        ends[text + 1] = p
    return hashes[:p].copy(), kinds[:p].copy(), shares[:p].copy(), ends


@compiled
def _capitalised_runs(
    hashes: U64, kinds: U8, shares: F32, offsets: I64, longest: int, opening_share: float, max_share: float
) -> tuple[U64, F32, I64]:
    """A hash for every run of capitalised words, and the share of its rarest word, negative for several words."""
    n = len(offsets) - 1
    runs = np.empty(2 * len(hashes) + 1, np.uint64)
    rarest = np.empty(2 * len(hashes) + 1, np.float32)
    ends = np.zeros(n + 1, np.int64)
    p = 0
    for text in range(n):
        start, end = offsets[text], offsets[text + 1]
        capitals = 0
        words = 0
        for i in range(start, end):
            if kinds[i] != _END:
                words += 1
                capitals += kinds[i] == _CAPITALISED and shares[i] <= max_share
        # In a text in capitals nothing is a name; where most words are capitalised, nothing tells names.
        i = end if 2 * capitals > words else start
        while i < end:
            # The first word of a sentence is capitalised anyway.
            opens = i == start or kinds[i - 1] == _END
            if kinds[i] != _CAPITALISED or shares[i] > max_share or (opens and shares[i] > opening_share):
                i += 1
                continue
            length = 0
            h = np.uint64(0)
            share = np.float32(1.0)
            while i + length < end and kinds[i + length] == _CAPITALISED and shares[i + length] <= max_share:
                h = mix(h * _GOLDEN + hashes[i + length])
                share = min(share, shares[i + length])
                length += 1
            if length > 1 and length <= longest:
                for word in range(i, i + length):
                    runs[p] = mix(hashes[word] * _GOLDEN)
                    rarest[p] = shares[word]
                    p += 1
            if length <= longest and (length > 1 or not opens):
                runs[p] = mix(hashes[i] * _GOLDEN) if length == 1 else h
                rarest[p] = share if length == 1 else -share
                p += 1
            i += length
        ends[text + 1] = p
    return runs[:p].copy(), rarest[:p].copy(), ends


@compiled
def _counted(
    body: tuple[U64, U8, F32, I64],
    names: tuple[U64, F32, I64],
    title: tuple[U64, U8, F32, I64],
    max_share: float,
    lead_words: int,
) -> tuple[U32, U8, F32, I64]:
    """The different terms of each article, how often it has them, and the share each is expected in."""
    hashes, kinds, shares, offsets = body
    runs, run_shares, run_offsets = names
    title_hashes, title_kinds, title_shares, title_offsets = title
    n = len(offsets) - 1
    most = len(hashes) + len(runs) + len(title_hashes) + lead_words * n
    terms = np.empty(most, np.uint32)
    counts = np.empty(most, np.uint8)
    expected = np.empty(most, np.float32)
    ends = np.zeros(n + 1, np.int64)
    slot = np.uint64(SLOTS - 1)
    p = 0
    for text in range(n):
        start = p
        in_title = 0
        for i in range(title_offsets[text], title_offsets[text + 1]):
            if title_kinds[i] <= _CAPITALISED and title_shares[i] <= max_share:
                terms[p] = _TITLES + (title_hashes[i] & slot)
                expected[p] = title_shares[i]
                p += 1
                in_title += 1
        read = 0 if in_title == 0 else lead_words
        for i in range(offsets[text], offsets[text + 1]):
            if kinds[i] <= _CAPITALISED and shares[i] <= max_share:
                terms[p] = hashes[i] & slot
                expected[p] = shares[i]
                p += 1
                if read < lead_words:
                    terms[p] = _TITLES + (hashes[i] & slot)
                    expected[p] = shares[i]
                    p += 1
            read += kinds[i] != _END
        for i in range(run_offsets[text], run_offsets[text + 1]):
            terms[p] = _NAMES + (runs[i] & slot)
            expected[p] = run_shares[i]
            p += 1
        order = np.argsort(terms[start:p], kind="mergesort")
        ordered, shares_of = terms[start:p][order], expected[start:p][order]
        end = p
        p = start
        for k in range(end - start):
            if k and ordered[k] == ordered[k - 1]:
                counts[p - 1] = min(int(counts[p - 1]) + 1, 255)
                expected[p - 1] = max(expected[p - 1], shares_of[k])
            else:
                terms[p] = ordered[k]
                expected[p] = shares_of[k]
                counts[p] = 1
                p += 1
        ends[text + 1] = p
    return terms[:p].copy(), counts[:p].copy(), expected[:p].copy(), ends


@compiled
def _count_documents(terms: U32, offsets: I64, shares: F32, documents: I32, expected: F32) -> None:
    for text in range(len(offsets) - 1):
        end = offsets[text + 1]
        body = offsets[text]  # goes through the words of the body beside those of the title
        for i in range(offsets[text], end):
            term = np.int64(terms[i])
            if term >= _TITLES:
                term -= _TITLES
                while body < end and np.int64(terms[body]) < term:
                    body += 1
                if body < end and np.int64(terms[body]) == term:
                    continue
            documents[term] += 1
            expected[term] = max(expected[term], shares[i])


@compiled
def _rarity(term: np.int64, known: tuple[I32, F32, int, int]) -> float:
    documents, expected, articles, background = known
    share = (documents[term] + background * expected[term]) / (articles + background)
    return -math.log(min(max(share, 1e-9), 1.0))


@compiled
def _heaviest(
    terms: U32, counts: U8, offsets: I64, known: tuple[I32, F32, int, int], shares: F32, limit: int
) -> tuple[U32, F32, I64, F32]:
    n = len(offsets) - 1
    kept = np.empty(min(len(terms), 3 * limit * n), np.uint32)
    weights = np.empty(len(kept), np.float32)
    ends = np.zeros(n + 1, np.int64)
    name_lengths = np.zeros(n, np.float32)
    bounds = np.empty(4, np.int64)
    p = 0
    for text in range(n):
        start, end = offsets[text], offsets[text + 1]
        all_weights = np.empty(end - start, np.float32)
        bounds[0] = 0
        bounds[1] = bounds[2] = bounds[3] = end - start
        for i in range(end - start, 0, -1):
            term = np.int64(terms[start + i - 1])
            if term >= _TITLES:
                bounds[2] = i - 1
            if term >= _NAMES:
                bounds[1] = i - 1
            word = term - _TITLES if term >= _TITLES else term
            all_weights[i - 1] = (1 + math.log(counts[start + i - 1])) * _rarity(word, known)
        present = np.float32(0)
        for part in range(3):
            if bounds[part + 1] > bounds[part]:
                present += shares[part]
        for part in range(3):
            low, high = bounds[part], bounds[part + 1]
            if low == high:
                continue
            order = np.argsort(-all_weights[low:high], kind="mergesort")[:limit]
            norm = 0.0
            for i in order:
                norm += all_weights[low + i] ** 2
            if norm == 0.0:
                continue
            factor = math.sqrt(shares[part] / present / norm)
            for i in np.sort(order):
                if all_weights[low + i] > 0:
                    kept[p] = terms[start + low + i]
                    weights[p] = all_weights[low + i] * factor
                    p += 1
            if part == 1:
                name_lengths[text] = math.sqrt(shares[part] / present)
        ends[text + 1] = p
    return kept[:p].copy(), weights[:p].copy(), ends, name_lengths
