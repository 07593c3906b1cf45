"""Term weights: what is rare weighs most, in any language, also when nothing has been read before."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from transforms.term_weights import TermParams, TermVectors, expected_shares, term_vectors, with_spaces


def vectors(*texts: str, language: str | None = "en", title: str | None = None) -> TermVectors:
    n = len(texts)
    return term_vectors(
        pa.array([title] * n, pa.string()), pa.array(texts, pa.string()), pa.array([language] * n, pa.string())
    )


def similarity(left: str, right: str, language: str | None = "en") -> float:
    both = vectors(left, right, language=language)
    dense = np.zeros((2, both.term_count))
    dense[np.repeat([0, 1], np.diff(both.offsets)), both.terms] = both.weights
    return float(dense[0] @ dense[1])


def test_a_vector_has_length_one() -> None:
    made = vectors("The ferry Calder Star ran aground off Port Mirren.", "Spending on schools will rise.", title="News")

    lengths = np.add.reduceat(made.weights**2, made.offsets[:-1])

    assert lengths == pytest.approx([1.0, 1.0])


def test_an_article_without_terms_has_an_empty_vector() -> None:
    assert np.diff(vectors("", "12 34", "of the").offsets).tolist() == [0, 0, 0]


def test_frequent_words_alone_make_no_likeness() -> None:
    assert similarity("It was then that they would have been there.", "They have been there and it was so.") < 0.3


@pytest.mark.parametrize(
    ("language", "left", "other", "unlike"),
    [
        ("en", "Tugs refloated the ferry.", "The ferry was refloated by tugs.", "The budget was passed by one vote."),
        (
            "de",
            "Die Feuerwehr löschte den Brand.",
            "Der Brand wurde gelöscht, so die Feuerwehr.",
            "Die Steuern steigen.",
        ),
        ("ru", "Паром сел на мель.", "Паром сняли с мели.", "Бюджет приняли вечером."),
        ("ja", "湖で地震があった", "地震は湖で起きた", "野菜の価格が上昇"),
        ("th", "ไฟไหม้โรงงานเฟอร์นิเจอร์", "โรงงานเฟอร์นิเจอร์ถูกไฟไหม้", "ราคาผักสูงขึ้น"),
        ("hi", "झील में नाव पलटी", "नाव झील में डूबी", "बजट पारित हुआ"),
        ("xx", "ferrata kolum brendi", "kolum ferrata stig", "munda velo karp"),
        (None, "The lifeboat saved eleven.", "Eleven were saved by a lifeboat.", "Schools get more money."),
    ],
)
def test_texts_on_one_thing_are_more_alike_in_any_language(
    language: str | None, left: str, other: str, unlike: str
) -> None:
    assert similarity(left, other, language) > similarity(left, unlike, language) + 0.1


def test_names_are_told_from_words_at_the_beginning_of_a_sentence() -> None:
    made = vectors(*["Tugs came. Then Ines Tolland spoke at length to Reporter Brandl of the tide."] * 2)

    names = made.last_name - made.first_name

    # Ines, Tolland and both; Reporter, Brandl and both.
    assert names == 6


def test_a_text_in_capitals_has_no_names() -> None:
    assert vectors("FERRY RUNS AGROUND OFF PORT MIRREN").name_lengths.tolist() == [0.0]


def test_languages_without_a_list_have_no_expectations() -> None:
    assert expected_shares("xx", TermParams()) == expected_shares("no such code", TermParams()) == {}
    assert expected_shares("no", TermParams()) == expected_shares("nb", TermParams()) != {}
    assert expected_shares("fr", TermParams())["maison"] > 0.01


def test_runs_without_spaces_become_overlapping_pieces() -> None:
    assert with_spaces("ไฟไหม้ ab").split() == ["ไฟไห", "ฟไหม", "ไหม้", "ab"]
