"""Which sentences of two articles say the same thing, for people who read them side by side.

Two sentences are a pair if each is the other's most similar one and they share enough telling words: the fewer
sentences have a word, the more it tells. What the pairs differ in is for the reader to see.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transforms.figures import sentences

TOKEN = re.compile(r"\d+|[^\W\d_]+")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")  # Thai, Lao, Kana, Han: no spaces
STEM_LETTERS = 6  # forms of a word mostly agree so far

Paired = list[tuple[str, int | None]]  # a sentence, and the number of its pair


@dataclass(frozen=True, slots=True, kw_only=True)
class PairParams:
    """When two sentences say the same thing."""

    min_shared: int = 4  # words; fewer are shared by any two sentences on one event
    min_similarity: float = 0.4  # weight shared, of the sentence that has less: 0 to 1


def paired_sentences(left: str, right: str, params: PairParams | None = None) -> tuple[Paired, Paired]:
    """The sentences of both texts in order, each with the number of its pair (from 0), or None.

    >>> a, b = paired_sentences(
    ...     "The ferry struck a reef in thick fog. Tea was served.",
    ...     "Nobody was asked. In thick fog a ferry struck the reef on Monday.",
    ... )
    >>> [pair for _, pair in a], [pair for _, pair in b]
    ([0, None], [None, 0])
    """
    params = params or PairParams()
    texts = [[text[start:end] for start, end in sentences(text)] for text in (left, right)]
    words = [[_words(sentence) for sentence in own] for own in texts]
    weights = _weights([*words[0], *words[1]])
    pairs = _mutual_best(words[0], words[1], weights, params)
    numbers = [{a: n for n, (a, _) in enumerate(pairs)}, {b: n for n, (_, b) in enumerate(pairs)}]
    first, second = ([(s, own.get(i)) for i, s in enumerate(t)] for t, own in zip(texts, numbers, strict=True))
    return first, second


def _words(sentence: str) -> frozenset[str]:
    """The words of a sentence by their first letters, without accents; pairs of characters where none are spaced."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", sentence.lower()) if not unicodedata.combining(c))
    found: set[str] = set()
    for token in TOKEN.findall(plain):
        if UNSPACED.search(token):
            found.update(token[i : i + 2] for i in range(len(token) - 1))
        elif len(token) > 2 or token.isdigit():
            found.add(token[:STEM_LETTERS])
    return frozenset(found)


def _weights(sentences_: Sequence[frozenset[str]]) -> dict[str, float]:
    """How telling a word is: next to nothing if every sentence has it."""
    counts = Counter(word for words in sentences_ for word in words)
    return {word: math.log((1 + len(sentences_)) / count) for word, count in counts.items()}


def _mutual_best(
    left: Sequence[frozenset[str]], right: Sequence[frozenset[str]], weights: dict[str, float], params: PairParams
) -> list[tuple[int, int]]:
    """Pairs of which each is the other's most similar sentence, in the order of the left text."""
    best_right: dict[
        int, tuple[float, int]
    ] = {}  # likeness, and the sentence with its sign turned: the first of equals
    best_left: dict[int, tuple[float, int]] = {}
    for a, words in enumerate(left):
        for b, others in enumerate(right):
            score = _similarity(words, others, weights, params)
            if score >= params.min_similarity:
                best_right[a] = max(best_right.get(a, (score, -b)), (score, -b))
                best_left[b] = max(best_left.get(b, (score, -a)), (score, -a))
    return sorted((a, -b) for a, (_, b) in best_right.items() if -best_left[-b][1] == a)


def _similarity(a: frozenset[str], b: frozenset[str], weights: dict[str, float], params: PairParams) -> float:
    """The weight of the words both have, of the weight of the sentence with less."""
    shared = a & b
    if len(shared) < params.min_shared:
        return 0.0
    return _weight(shared, weights) / max(min(_weight(a, weights), _weight(b, weights)), 1e-9)


def _weight(words: Iterable[str], weights: dict[str, float]) -> float:
    return sum(weights[word] for word in words)
