"""What is kept of a text to find its copies: shingles, numbers, sampled keys and a hash of the whole.

Shingles are runs of five words (Broder 1997, "On the resemblance and containment of documents"). Keys are the shingles
whose hash ends in b zero bits, with b chosen by the length of the text (Manber 1994): the samples of two texts are
nested, so a short text and a long one that contains it share keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from transforms import ragged
from transforms.columns import Column, column, hashes
from transforms.compiled import compiled
from transforms.ragged import Ragged
from transforms.words import I64, IDEOGRAPH, NUMBER, SYLLABLE, U64, Words, batches, mix, words_of

U32 = npt.NDArray[np.uint32]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_NO_SHINGLE = np.uint64(0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class FingerprintParams:
    """How texts are sampled. Fingerprints made with other values cannot be compared with these."""

    shingle_words: int = 5  # of 2, 3, 4, 5 and 8 words, five part copies from articles made from a template best
    shingle_ideographs: int = 8  # five words of Chinese or Japanese are about eight characters
    shingle_syllables: int = 16  # five words of Thai, Khmer, Lao or Burmese are longer
    min_keys: int = 16  # an article has 16 to 31 keys; with 8 one trimmed copy in 200 is missed
    max_level: int = 12  # texts of more than 131,000 words have more keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprints:
    """Fingerprints of n texts; the values of each text are different ones in ascending order."""

    exact: U64  # [n] hash of all words in order; 0 for a text without words
    shingles: Ragged[np.uint32]  # the leading half of their 64-bit hashes
    numbers: Ragged[np.uint32]  # hashes of the words with a digit
    places: Ragged[np.uint32]  # hashes of the words with a digit and the word before each
    keys: Ragged[np.uint64]  # sampled shingles, all 64 bits

    def __len__(self) -> int:
        return len(self.exact)

    def take(self, indices: npt.NDArray[np.int64]) -> Fingerprints:
        """The fingerprints at these positions, in this order."""
        return Fingerprints(
            exact=self.exact[indices],
            shingles=self.shingles.take(indices),
            numbers=self.numbers.take(indices),
            places=self.places.take(indices),
            keys=self.keys.take(indices),
        )

    def to_columns(self) -> dict[str, Column]:
        """The Arrow columns exact_hash, shingles, numbers, number_places and keys, one row per text."""
        return {
            "exact_hash": pa.array(self.exact),
            "shingles": self.shingles.to_arrow(),
            "numbers": self.numbers.to_arrow(),
            "number_places": self.places.to_arrow(),
            "keys": self.keys.to_arrow(),
        }


def from_columns(table: pa.Table) -> Fingerprints:
    """The fingerprints in the columns that `to_columns` made; other columns are left alone."""
    return Fingerprints(
        exact=hashes(column(table, "exact_hash")),
        shingles=ragged.from_arrow(column(table, "shingles"), np.uint32),
        numbers=ragged.from_arrow(column(table, "numbers"), np.uint32),
        places=ragged.from_arrow(column(table, "number_places"), np.uint32),
        keys=ragged.from_arrow(column(table, "keys"), np.uint64),
    )


def fingerprints(texts: Column, params: FingerprintParams | None = None) -> Fingerprints:
    """The fingerprint of every text; a null reads as an empty text."""
    params = params or FingerprintParams()
    return concat(fingerprints_of(words_of(texts[rows]), params) for rows in batches(texts))


def concat(parts: Iterable[Fingerprints]) -> Fingerprints:
    """The fingerprints of all parts, one after another."""
    kept = list(parts)
    return Fingerprints(
        exact=np.concatenate([np.empty(0, np.uint64), *(part.exact for part in kept)]),
        shingles=ragged.concat([part.shingles for part in kept], np.uint32),
        numbers=ragged.concat([part.numbers for part in kept], np.uint32),
        places=ragged.concat([part.places for part in kept], np.uint32),
        keys=ragged.concat([part.keys for part in kept], np.uint64),
    )


def fingerprints_of(words: Words, params: FingerprintParams) -> Fingerprints:
    """The fingerprint of every text whose words these are."""
    exact, shingles, shingle_offsets, keys, key_offsets = _sampled_shingles(
        words.hashes, words.offsets, shingle_widths(words, params), params.min_keys, params.max_level
    )
    is_number = words.kinds == NUMBER
    before = np.concatenate([np.zeros(min(len(words.hashes), 1), np.uint64), words.hashes[:-1]])
    numbers, number_offsets = _different(words.hashes, is_number, words.offsets)
    places, place_offsets = _different((words.hashes * _GOLDEN) ^ before, is_number, words.offsets)
    return Fingerprints(
        exact=exact,
        shingles=Ragged(values=shingles, offsets=shingle_offsets),
        numbers=Ragged(values=numbers, offsets=number_offsets),
        places=Ragged(values=places, offsets=place_offsets),
        keys=Ragged(values=keys, offsets=key_offsets),
    )


def word_sets(texts: Column) -> Ragged[np.uint32]:
    """Hashes of the different words of each text, ascending; a null reads as an empty text."""
    parts = [_word_sets(words_of(texts[rows])) for rows in batches(texts)]
    return ragged.concat(parts, np.uint32)


def document_signatures(words: Words, params: FingerprintParams | None = None) -> U64:
    """One MinHash value per text: two texts have the same one with the probability of their Jaccard similarity."""
    return _smallest_shingles(words.hashes, words.offsets, shingle_widths(words, params or FingerprintParams()))


def shingle_widths(words: Words, params: FingerprintParams) -> I64:
    """The words in a shingle of each text, by the script most of its words are written in."""
    lengths = np.diff(words.offsets)
    ideographs = _count(words.kinds == IDEOGRAPH, words.offsets)
    syllables = _count(words.kinds == SYLLABLE, words.offsets)
    widths = np.full(len(lengths), params.shingle_words, np.int64)
    widths[2 * (ideographs + syllables) > lengths] = params.shingle_ideographs
    widths[2 * syllables > lengths] = params.shingle_syllables
    return widths


def _word_sets(words: Words) -> Ragged[np.uint32]:
    values, offsets = _different(words.hashes, np.ones(len(words.hashes), np.bool_), words.offsets)
    return Ragged(values=values, offsets=offsets)


def _count(flags: npt.NDArray[np.bool_], offsets: I64) -> I64:
    counts = np.concatenate([np.zeros(1, np.int64), np.cumsum(flags)])
    return counts[offsets[1:]] - counts[offsets[:-1]]


@compiled
def _shingle(words: U64, start: int, width: int) -> np.uint64:
    h = words[start]
    for i in range(start + 1, start + width):
        h = h * _GOLDEN + words[i]
    return mix(h)


@compiled
def _smallest_shingles(words: U64, offsets: I64, widths: I64) -> U64:
    n = len(offsets) - 1
    smallest = np.full(n, _NO_SHINGLE)
    for text in range(n):
        length = offsets[text + 1] - offsets[text]
        width = min(widths[text], length)
        if width == 0:
            continue
        for start in range(offsets[text], offsets[text + 1] - width + 1):
            smallest[text] = min(smallest[text], _shingle(words, start, width))
    return smallest


@compiled
def _sort_digits(values: U32, spare: U32, n: int) -> None:
    """Sorts values[:n] by radix, a byte at a time (four passes, so the result is in `values` again)."""
    counts = np.empty(257, np.int64)
    source, target = values, spare
    for shift in range(0, 32, 8):
        counts[:] = 0
        for i in range(n):
            counts[((source[i] >> np.uint32(shift)) & np.uint32(255)) + 1] += 1
        for digit in range(256):
            counts[digit + 1] += counts[digit]
        for i in range(n):
            digit = (source[i] >> np.uint32(shift)) & np.uint32(255)
            target[counts[digit]] = source[i]
            counts[digit] += 1
        source, target = target, source


@compiled
def _sampled_shingles(
    words: U64, offsets: I64, widths: I64, min_keys: int, max_level: int
) -> tuple[U64, U32, I64, U64, I64]:
    n = len(offsets) - 1
    longest = 1
    for text in range(n):
        longest = max(longest, offsets[text + 1] - offsets[text])
    hashes = np.empty(longest, np.uint64)
    leading = np.empty(longest, np.uint32)
    spare = np.empty(longest, np.uint32)
    exact = np.zeros(n, np.uint64)
    shingles = np.empty(len(words) + n, np.uint32)
    shingle_offsets = np.zeros(n + 1, np.int64)
    keys = np.empty(len(words) + n, np.uint64)
    key_offsets = np.zeros(n + 1, np.int64)
    s = 0
    k = 0
    for text in range(n):
        first = offsets[text]
        length = offsets[text + 1] - first
        if length > 0:
            # A text shorter than a shingle is one shingle.
            width = min(widths[text], length)
            count = length - width + 1
            whole = np.uint64(length)
            for i in range(length):
                whole = mix(whole * _GOLDEN + words[first + i])
            exact[text] = whole
            for i in range(count):
                hashes[i] = _shingle(words, first + i, width)
                leading[i] = np.uint32(hashes[i] >> _HALF)
            _sort_digits(leading, spare, count)
            start = s
            for i in range(count):
                if i == 0 or leading[i] != leading[i - 1]:
                    shingles[s] = leading[i]
                    s += 1
            level = 0
            while level < max_level and ((s - start) >> (level + 1)) >= min_keys:
                level += 1
            mask = (np.uint64(1) << np.uint64(level)) - np.uint64(1)
            start = k
            for i in range(count):
                if hashes[i] & mask == np.uint64(0):
                    keys[k] = hashes[i]
                    k += 1
            sampled = np.sort(keys[start:k])
            k = start
            for i in range(len(sampled)):
                if i == 0 or sampled[i] != sampled[i - 1]:
                    keys[k] = sampled[i]
                    k += 1
        shingle_offsets[text + 1] = s
        key_offsets[text + 1] = k
    return exact, shingles[:s].copy(), shingle_offsets, keys[:k].copy(), key_offsets


@compiled
def _different(words: U64, is_wanted: npt.NDArray[np.bool_], offsets: I64) -> tuple[U32, I64]:
    n = len(offsets) - 1
    different = np.empty(np.count_nonzero(is_wanted), np.uint32)
    different_offsets = np.zeros(n + 1, np.int64)
    p = 0
    for text in range(n):
        start = p
        for i in range(offsets[text], offsets[text + 1]):
            if is_wanted[i]:
                different[p] = np.uint32(words[i] >> _HALF)
                p += 1
        ascending = np.sort(different[start:p])
        p = start
        for i in range(len(ascending)):
            if i == 0 or ascending[i] != ascending[i - 1]:
                different[p] = ascending[i]
                p += 1
        different_offsets[text + 1] = p
    return different[:p].copy(), different_offsets
