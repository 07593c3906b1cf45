"""The words and lines of texts as 64-bit hashes, read straight from Arrow buffers.

Words are folded so that differences of typography do not count: Unicode compatibility forms (NFKC), case, accents,
soft hyphens, HTML entities, white space and punctuation. In scripts without spaces every character is a word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from transforms.columns import Column
from transforms.compiled import compiled

WORD, NUMBER, IDEOGRAPH, SYLLABLE = 0, 1, 2, 3  # kinds of words: the last two are single characters
BATCH_BYTES = 2 << 20  # of text at a time: arrays of this size are taken from memory that was used before

_SPACE = 32
_FOLD_WIDTH = 4  # code points one character may become; longer ligatures of Arabic presentation forms are cut
_PLANE = 0x10000
_IDENTICAL = ((0x3400, 0xA000), (0xAC00, 0xE000))  # ideographs and Hangul syllables fold to themselves
# Marks that are dropped, so that composed and decomposed spellings agree: accents, Hebrew and Arabic points, voicing.
_DROPPED_MARKS = ((0x0300, 0x0370), (0x0591, 0x05C8), (0x064B, 0x0660), (0x3099, 0x309B))

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_PRIME = np.uint64(0x100000001B3)
_SEED = np.uint64(0xCBF29CE484222325)
_MULTIPLIER = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)

# The lower case of each letter and digit, 0 for other characters.
_ASCII = np.array([ord(c.lower()) if (c := chr(code)).isalnum() else 0 for code in range(128)], np.uint8)

U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of n texts, in order, with the lines they stand on."""

    hashes: U64  # one per word
    kinds: npt.NDArray[np.uint8]  # WORD, NUMBER, IDEOGRAPH or SYLLABLE
    offsets: I64  # [n + 1]: words of text i are hashes[offsets[i]:offsets[i + 1]]
    line_offsets: I64  # [n + 1]: lines of text i
    line_words: I64  # [lines + 1]: words of line j are hashes[line_words[j]:line_words[j + 1]]
    line_starts: I64  # [lines]: first byte in `data`
    line_ends: I64  # [lines]: the byte after the last one, without the line break
    data: npt.NDArray[np.uint8]  # the UTF-8 bytes the lines stand in


@compiled
def mix(x: np.uint64) -> np.uint64:
    """The bits of a hash spread over all 64 (the rrmxmx-like finaliser of Degski)."""
    x = (x ^ (x >> _HALF)) * _MULTIPLIER
    x = (x ^ (x >> _HALF)) * _MULTIPLIER
    return x ^ (x >> _HALF)


def words_of(texts: Column) -> Words:
    """The words and lines of texts (null reads as empty); keeps about five times the bytes of the texts in memory."""
    data, offsets = utf8_buffers(texts)
    hashes, kinds, word_offsets, line_offsets, line_words, starts, ends = _split(data, offsets, fold_table())
    return Words(
        hashes=hashes,
        kinds=kinds,
        offsets=word_offsets,
        line_offsets=line_offsets,
        line_words=line_words,
        line_starts=starts,
        line_ends=ends,
        data=data,
    )


def utf8_buffers(texts: Column) -> tuple[npt.NDArray[np.uint8], I64]:
    """The bytes of a string array and where each text begins and ends in them, without copying them."""
    large = texts.cast(pa.large_string()).fill_null("")
    _, offsets, data = large.buffers()
    where = (
        np.frombuffer(offsets, np.int64)[large.offset : large.offset + len(large) + 1] if len(large) else np.zeros(1)
    )
    return np.frombuffer(data or b"", np.uint8), where.astype(np.int64)


def batches(texts: Column, batch_bytes: int = BATCH_BYTES) -> Iterator[slice]:
    """Slices of the texts with about `batch_bytes` each, at least one text."""
    _, offsets = utf8_buffers(texts)
    start = 0
    while start < len(texts):
        end = int(np.searchsorted(offsets, offsets[start] + batch_bytes, side="right")) - 1
        end = min(max(end, start + 1), len(texts))
        yield slice(start, end)
        start = end


@cache
def fold_table() -> npt.NDArray[np.uint32]:
    """What each character of the basic plane becomes: uint32 [65536, 4], ended by 0; a space parts words."""
    table = np.zeros((_PLANE, _FOLD_WIDTH), np.uint32)
    for start, end in _IDENTICAL:
        table[start:end, 0] = np.arange(start, end)
    for code in range(_PLANE):
        if not _within(code, _IDENTICAL):
            folded = folded_character(chr(code))[:_FOLD_WIDTH]
            table[code, : len(folded)] = [ord(character) for character in folded]
    return table


def folded_character(character: str) -> str:
    """The letters and digits that stand for a character; a space where it parts words, nothing where it is dropped.

    >>> [folded_character(c) for c in "Éß½…"]
    ['e', 'ss', '1 2', '   ']
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).casefold())
    return "".join(_folded_part(part) for part in decomposed)


def _folded_part(part: str) -> str:
    category = unicodedata.category(part)
    if category == "Cf" or _within(ord(part), _DROPPED_MARKS):
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(part))
    return part if category[0] in "LMN" else " "


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= code < end for start, end in ranges)


@compiled
def character(data: npt.NDArray[np.uint8], i: int, end: int) -> tuple[int, int]:
    """The code point at byte i and where the next begins; bytes that are no UTF-8 read as a space."""
    lead = int(data[i])
    if lead < 0xE0 and i + 1 < end:
        return ((lead & 0x1F) << 6) | (int(data[i + 1]) & 0x3F), i + 2
    if lead < 0xF0 and i + 2 < end:
        return ((lead & 0x0F) << 12) | ((int(data[i + 1]) & 0x3F) << 6) | (int(data[i + 2]) & 0x3F), i + 3
    if i + 3 < end:
        high = ((lead & 0x07) << 18) | ((int(data[i + 1]) & 0x3F) << 12)
        return high | ((int(data[i + 2]) & 0x3F) << 6) | (int(data[i + 3]) & 0x3F), i + 4
    return 32, end


@compiled
def _entity_end(data: npt.NDArray[np.uint8], i: int, end: int) -> int:
    """The byte after the HTML entity that starts at byte i, or i + 1 where none does."""
    j = i + 1
    numeric = j < end and data[j] == 35
    if numeric:
        j += 1
    start = j
    while j < end and j - start < 8 and (97 <= data[j] <= 122 or 48 <= data[j] <= 57):
        j += 1
    return j + 1 if j - start >= 2 and j < end and data[j] == 59 else i + 1


@compiled
def _script(code: int) -> int:
    """IDEOGRAPH or SYLLABLE for characters of scripts that put no spaces between words, else WORD."""
    if code < 0x0E00:
        return 0
    if 0x3040 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or 0x20000 <= code < 0x40000:
        return 2
    if code < 0x10A0 or 0x1780 <= code < 0x1800:  # Thai, Lao, Tibetan, Burmese; Khmer
        return 3
    return 0


@compiled
def _split(
    data: npt.NDArray[np.uint8], offsets: I64, folds: npt.NDArray[np.uint32]
) -> tuple[U64, npt.NDArray[np.uint8], I64, I64, I64, I64, I64]:
    n = len(offsets) - 1
    total = offsets[n] - offsets[0]
    capacity = total + total // 3 + n + 8  # a character of three bytes may fold to four words
    hashes = np.empty(capacity, np.uint64)
    kinds = np.empty(capacity, np.uint8)
    word_offsets = np.zeros(n + 1, np.int64)
    breaks = n
    for i in range(offsets[0], offsets[n]):
        if data[i] == 10:
            breaks += 1
    line_offsets = np.zeros(n + 1, np.int64)
    line_words = np.zeros(breaks + 1, np.int64)
    starts = np.empty(breaks, np.int64)
    ends = np.empty(breaks, np.int64)
    word = 0
    line = 0
    for text in range(n):
        i = offsets[text]
        end = offsets[text + 1]
        starts[line] = i
        h = _SEED
        inside = False
        number = False
        while i <= end:
            # Letters and digits of ASCII, most of most texts, need no more than this.
            while i < end and data[i] < 128 and _ASCII[data[i]] != 0:
                h = (h ^ np.uint64(_ASCII[data[i]])) * _PRIME
                number |= data[i] < 58
                inside = True
                i += 1
            # One pass folds a character to up to four code points; the end of the text reads as a line break.
            byte = 10 if i == end else int(data[i])
            here = i
            parts = 1
            code = 32
            if byte < 128:
                i += 1
                if byte == 38:
                    i = _entity_end(data, here, end)
                elif (
                    number
                    and (byte == 44 or byte == 46)
                    and i < end
                    and 48 <= data[i] <= 57
                    and 48 <= data[here - 1] <= 57
                ):
                    continue  # 1,250 and 1.250 are one number
            else:
                wide, i = character(data, here, end)
                code = wide
                if wide < 0x10000:
                    parts = 0
                    while parts < 4 and folds[wide, parts] != 0:
                        parts += 1
                    code = -1  # read from the table below
                elif 0x1F000 <= wide < 0x20000:
                    code = 32
            for part in range(parts):
                letter = int(folds[wide, part]) if code == -1 else code
                kind = 0 if letter < 0x0E00 else _script(letter)
                if letter != 32 and kind == 0:
                    h = (h ^ np.uint64(letter)) * _PRIME
                    inside = True
                    if 48 <= letter <= 57:
                        number = True
                else:
                    if inside:
                        hashes[word] = mix(h)
                        kinds[word] = 1 if number else 0
                        word += 1
                        h = _SEED
                        inside = False
                        number = False
                    if kind != 0:
                        hashes[word] = mix((_SEED ^ np.uint64(letter)) * _PRIME)
                        kinds[word] = kind
                        word += 1
            if byte == 10:
                ends[line] = here
                line += 1
                line_words[line] = word
                if here < end:
                    starts[line] = here + 1
        word_offsets[text + 1] = word
        line_offsets[text + 1] = line
    return hashes[:word].copy(), kinds[:word].copy(), word_offsets, line_offsets, line_words, starts, ends
