"""Fingerprints: what is kept of a text says how much of it another text has."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from transforms.fingerprints import Fingerprints, concat, fingerprints, from_columns


def prose(first: int, count: int) -> str:
    """Invented prose: `count` different words from the `first` on."""
    return " ".join(
        f"w{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(first, first + count)
    )


def shared(prints: Fingerprints, a: int, b: int) -> int:
    sets = [set(prints.take(np.array([i])).shingles.values.tolist()) for i in (a, b)]
    return len(sets[0] & sets[1])


def equal(left: Fingerprints, right: Fingerprints) -> bool:
    return pa.table(left.to_columns()).equals(pa.table(right.to_columns()))


def test_a_text_of_n_words_has_n_minus_four_shingles() -> None:
    prints = fingerprints(pa.array([prose(0, 100), prose(0, 3), ""]))

    assert prints.shingles.lengths.tolist() == [96, 1, 0]


def test_a_trimmed_text_is_contained() -> None:
    prints = fingerprints(pa.array([prose(0, 100), prose(0, 60)]))

    assert shared(prints, 0, 1) == 56


@pytest.mark.parametrize("words", [20, 100, 400, 3000])
def test_a_text_has_16_to_31_keys_whatever_its_length(words: int) -> None:
    prints = fingerprints(pa.array([prose(0, words)]))

    # Which hashes end in zero bits is chance: twice the square root of the number is allowed.
    assert 16 - 9 <= prints.keys.lengths[0] <= 31 + 11


def test_keys_of_a_part_are_among_those_of_the_whole() -> None:
    prints = fingerprints(pa.array([prose(0, 1000), prose(0, 500)]))

    whole, part = (set(prints.take(np.array([i])).keys.values.tolist()) for i in (0, 1))

    assert len(whole & part) >= 6


def test_exact_hash_is_of_the_words_in_order() -> None:
    exact = fingerprints(pa.array(["One, two\nthree", "one two three", "three two one", "", None])).exact

    assert exact[0] == exact[1] != exact[2]
    assert exact[3] == exact[4] == 0


def test_numbers_are_kept_apart() -> None:
    prints = fingerprints(pa.array(["66 of 78 attacks, 66 times", "none"]))

    assert prints.numbers.lengths.tolist() == [2, 0]


def test_scripts_without_spaces_are_shingled_by_characters() -> None:
    text = "霧島湖付近を震源とする震度五の地震で青葉市の約二千世帯が停電している"
    thai = "เกิดเหตุไฟไหม้โรงงานเฟอร์นิเจอร์ในเมืองเมื่อคืนนี้ไม่มีผู้ได้รับบาดเจ็บ"

    prints = fingerprints(pa.array([text, thai]))

    assert prints.shingles.lengths.tolist() == [len(text) - 7, len(thai) - 15]


def test_columns_give_the_fingerprints_back() -> None:
    prints = fingerprints(pa.array([prose(0, 50), "", prose(9, 90) + " 12 13"]))
    table = pa.table(prints.to_columns() | {"article_id": ["a", "b", "c"]})

    assert equal(from_columns(table), prints)
    assert equal(from_columns(table.take([2, 0])), prints.take(np.array([2, 0])))
    assert equal(from_columns(pa.concat_tables([table[:1], table[1:]])), prints)


def test_batches_joined_are_the_whole() -> None:
    texts = pa.array([prose(n, 40 + n) for n in range(20)])

    assert equal(concat([fingerprints(texts[:7]), fingerprints(texts[7:])]), fingerprints(texts))
    assert len(fingerprints(texts[:0])) == 0
