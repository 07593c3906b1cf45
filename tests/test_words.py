"""Words: spellings that differ in typography alone have equal hashes."""

from __future__ import annotations

import pyarrow as pa
import pytest

from transforms.words import NUMBER, batches, words_of


def hashes(text: str) -> list[int]:
    return words_of(pa.array([text])).hashes.tolist()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Harbour MASTER", "harbour master"),
        ("café", "cafe\u0301"),
        ("“It’s over”, he said", '"It\'s over" - he said'),
        ("co\u00adoperation", "cooperation"),
        ("the\u00a0mayor", "the   mayor"),
        ("fish &amp; chips", "fish & chips"),
        ("don&#8217;t", "don’t"),
        ("１２３ Ｔｏｎｎｅｎ", "123 tonnen"),
        ("ﬁnance", "finance"),
        ("Straße", "STRASSE"),
        ("1,250 people", "1.250 people"),
        ("ｶﾞｽ", "ガス"),
    ],
)
def test_typography_makes_no_difference(left: str, right: str) -> None:
    assert hashes(left) == hashes(right)


@pytest.mark.parametrize(
    ("left", "right"), [("66 killed", "67 killed"), ("form", "from"), ("東京", "京東"), ("AT T", "ATT"), ("", "a")]
)
def test_other_words_have_other_hashes(left: str, right: str) -> None:
    assert hashes(left) != hashes(right)


def test_characters_without_spaces_between_are_words() -> None:
    assert [len(hashes(text)) for text in ("霧島湖で地震", "ไฟไหม้", "서울 시장", "an 霧 b")] == [6, 6, 2, 3]


def test_words_with_a_digit_are_numbers() -> None:
    words = words_of(pa.array(["at 9:30, 1,250.5 of the B737s"]))

    assert (words.kinds == NUMBER).tolist() == [False, True, True, True, False, False, True]


def test_lines_and_texts_keep_their_words() -> None:
    words = words_of(pa.array(["one two\n\nthree", None, "four"]))

    assert words.offsets.tolist() == [0, 3, 3, 4]
    assert words.line_offsets.tolist() == [0, 3, 4, 5]
    assert words.line_words.tolist() == [0, 2, 2, 3, 3, 4]
    assert bytes(words.data[words.line_starts[2] : words.line_ends[2]]) == b"three"


def test_a_slice_of_an_array_reads_like_a_copy() -> None:
    texts = pa.array(["zero", "one two", "three"])

    assert words_of(texts[1:]).hashes.tolist() == words_of(pa.array(["one two", "three"])).hashes.tolist()


def test_bytes_that_are_cut_inside_a_character_are_read_to_the_end() -> None:
    cut = pa.array(["caf\u00e9".encode()[:-1]]).cast(pa.string(), safe=False)

    assert words_of(cut).offsets.tolist() == [0, 1]


def test_batches_cover_all_texts_once() -> None:
    texts = pa.array(["x" * size for size in (5, 50, 1, 1, 1, 200)])

    covered = [row for rows in batches(texts, 10) for row in range(rows.start, rows.stop)]

    assert covered == list(range(6))
