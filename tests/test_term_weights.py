"""Term weights: what is rare weighs most, in any language, also when nothing has been read before."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from transforms.term_weights import (
    SLOTS,
    DocumentCounts,
    TermParams,
    TermVectors,
    expected_shares,
    is_name,
    term_counts,
    term_vectors,
)


def vectors(*texts: str, language: str | None = "en", title: str | None = None) -> TermVectors:
    n = len(texts)
    return term_vectors(
        pa.array([title] * n, pa.string()), pa.array(texts, pa.string()), pa.array([language] * n, pa.string())
    )


def similarity(left: str, right: str, language: str | None = "en") -> float:
    both = vectors(left, right, language=language)
    terms, columns = np.unique(both.terms, return_inverse=True)
    dense = np.zeros((2, len(terms)))
    dense[np.repeat([0, 1], np.diff(both.offsets)), columns] = both.weights
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

    # Ines, Tolland and both; Reporter, Brandl and both.
    assert len(np.unique(made.terms[is_name(made.terms)])) == 6


def test_a_text_in_capitals_has_no_names() -> None:
    assert vectors("FERRY RUNS AGROUND OFF PORT MIRREN").name_lengths.tolist() == [0.0]


def terms(text: str, language: str) -> set[int]:
    """The words of a text, as they are counted."""
    none = pa.array([None], pa.string())
    counted = term_counts(none, pa.array([text]), pa.array([language])).terms.values
    return {int(term) for term in counted if term < SLOTS}


@pytest.mark.parametrize(
    ("language", "text", "other"),
    [
        ("en", "Rockets, Iran’s cities", "rocket iran city"),
        ("en", "press pressed pressing", "press"),
        ("de", "Präsidentin Präsidenten", "Präsident"),
        ("fr", "l’incendie", "incendie"),
        ("ja", "東京都 2024", "東京 京都"),
        ("th", "ไฟไหม้", "ไฟไห ฟไหม ไหม้"),
        ("ko", "여객선이", "여객 객선 선이"),
        ("ru", "скалы скалу", "скала"),
        ("pl", "łodzie łodzią", "łodzi"),
        ("he", "המעבורת והמעבורת למעבורת", "מעבורת"),
        ("ar", "العبارة والعبارة بالعبارة", "عبارة"),
        ("en", "3.5 million, 1,250 deaths", "million death"),
    ],
)
def test_words_are_counted_without_their_endings(language: str, text: str, other: str) -> None:
    assert terms(text, language) == terms(other, language) != set()


def test_a_word_of_the_title_counts_as_one_document() -> None:
    known = DocumentCounts()

    known.add(term_counts(pa.array(["Ferry"]), pa.array(["A ferry ran aground"]), pa.array(["en"])))

    assert known.documents.max() == 1
    assert known.to_table().equals(DocumentCounts.from_table(1, known.to_table()).to_table())


def test_a_text_without_a_title_begins_with_one() -> None:
    lead = term_counts(pa.array([None], pa.string()), pa.array(["Tugs refloat ferry"]), pa.array(["en"]))
    title = term_counts(pa.array(["Tugs refloat ferry"]), pa.array(["Tugs refloat ferry"]), pa.array(["en"]))

    assert lead.terms.values.tolist() == title.terms.values.tolist()


def test_languages_without_a_list_have_no_expectations() -> None:
    assert [len(expected_shares(name, TermParams())[0]) for name in ("xx", "no such code")] == [0, 0]
    norwegian, bokmal = expected_shares("no", TermParams())[0], expected_shares("nb", TermParams())[0]
    assert len(norwegian) > 1000
    assert norwegian.tolist() == bokmal.tolist()
