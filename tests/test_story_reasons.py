"""Why an article is in its story: whom it is like, by how much, and by which words."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from flows.explain import explain
from transforms.story_reasons import shared_terms, words_of_terms
from transforms.term_weights import TermVectors, term_vectors
from warehouse.store import Warehouse

FERRY = "The ferry Aldermoor struck Gannet Rock in thick fog. Harbour master Orla Venn sent two tugs and divers."
TUGS = "Two tugs pulled the Aldermoor off Gannet Rock, said Orla Venn, and the divers found a dent in the hull."


def test_shared_terms_add_up_to_the_similarity() -> None:
    vectors = term_vectors(pa.nulls(2, pa.string()), pa.array([FERRY, TUGS]), pa.array(["en", "en"]))

    found = shared_terms(vectors, words_of_terms(None, FERRY, "en"))

    dense = [
        dict(zip(vectors.terms[a:b].tolist(), vectors.weights[a:b].tolist(), strict=True)) for a, b in ends(vectors)
    ]
    similarity = sum(weight * dense[1].get(term, 0.0) for term, weight in dense[0].items())
    assert sum(term.part for term in found) == pytest.approx(similarity, rel=1e-3)
    assert [term.part for term in found] == sorted((term.part for term in found), reverse=True)
    assert {"Gannet Rock", "Orla Venn", "Aldermoor", "divers"} <= {term.words for term in found}


def ends(vectors: TermVectors) -> list[tuple[int, int]]:
    offsets = vectors.offsets.tolist()
    return list(pairwise(offsets))


def test_words_of_scripts_without_spaces_are_shown_as_they_are_counted() -> None:
    left, right = "渡船在海湾触礁。", "渡船触礁后乘客获救。"
    vectors = term_vectors(pa.nulls(2, pa.string()), pa.array([left, right]), pa.array(["zh", "zh"]))

    found = {term.words for term in shared_terms(vectors, words_of_terms(None, left, "zh"))}

    assert {"渡船", "触礁"} <= found


def test_explain_names_the_nearest_articles_with_numbers_and_words(example_warehouse: Path) -> None:
    found = explain(Warehouse.open(example_warehouse), "web/tidewater-ferry.html")

    said = [row["what"] for row in found.steps.to_pylist() if row["step"] == "story"]
    near = [text for text in said if text.startswith("in its story, alike by")]
    far = [text for text in said if text.startswith("in another story, alike by")]
    numbers = [float(re.findall(r"alike by (0\.\d\d)", text)[0]) for text in near]
    assert "alike by 0.20 or more on average, within 8 days" in said[2]
    assert numbers == sorted(numbers, reverse=True)
    assert min(numbers) > 0.2
    assert all("Aldermoor 0." in text for text in near)
    assert len(far) == 1


def test_a_copy_is_explained_by_its_original(example_warehouse: Path, ask: Any) -> None:
    rows = ask(example_warehouse, "SELECT article_id, duplicate_of FROM articles WHERE duplicate_of IS NOT NULL")
    copy, original = rows[0]

    told = [
        [
            row["what"]
            for row in explain(Warehouse.open(example_warehouse), one).steps.to_pylist()
            if "alike by" in row["what"]
        ]
        for one in (copy, original)
    ]

    assert told[0] == told[1]


def test_an_article_that_is_like_no_other_is_explained_too(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(scrape("quarry"))
    take_in(tmp_path / "w", tmp_path / "in")

    said = explain(Warehouse.open(tmp_path / "w"), "a.txt").steps.to_pylist()[-1]["what"]

    assert "of this story's articles 0 are like it by 0.08 or more, of the 0 others of these days 0" in said
