"""Pages made to cost a parser everything: each ends within its limits, as an article or as a row, in a real worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from flows.worker_process import WorkerLimits
from flows.workers import Extractor
from transforms.records import Document
from transforms.to_article import ArticleParams

SENTENCE = "The lock keepers of Thrane opened gate number {} on Monday, and the barge went through before noon."
STORY = "".join(f"<p>{SENTENCE.format(number)}</p>" for number in range(12))
ENDINGS = {"timeout", "memory", "parser_limit", "too_large", "not_an_article"}
CPU_SECONDS = 2


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>Barge</title>{head}</head><body><article>{STORY}{body}{STORY}</article>"


PAGES: Mapping[str, str] = {
    "divisions in divisions": page("<div>" * 60_000 + "deep" + "</div>" * 60_000),
    "tables in tables": page("<table><tr><td>" * 4_000 + "deep" + "</td></tr></table>" * 4_000),
    "lists in lists": page("<ul><li>item" * 9_000),
    "quotes in quotes": page("<blockquote><p>He said that she had said" * 5_000),
    "formats that never end": page("<b><i>" * 9_000 + "bold"),
    "a huge attribute": page(f'<div data-state="{"y" * 5_000_000}">text</div>'),
    "thousands of attributes": page("<div " + " ".join(f'a{n}="{n}"' for n in range(40_000)) + ">text</div>"),
    "half a million entities": page("<p>" + "&amp;&#8217;&nbsp;&hellip;" * 100_000 + "</p>"),
    "a table of many rows": page("<table>" + "<tr><td>Gate</td><td>12</td><td>open</td></tr>" * 10_000 + "</table>"),
    "a table with many cells in a row": page("<table><tr>" + "<td>Gate 12</td>" * 20_000 + "</tr></table>"),
    "giant JSON-LD": page("", f'<script type="application/ld+json">{{"@graph": [{"[" * 9_000}</script>'),
    "JSON-LD with a crowd of authors": page(
        "",
        '<script type="application/ld+json">{"@type": "NewsArticle", "author": ['
        + ",".join(f'{{"@type": "Person", "name": "First{n} Last{n}"}}' for n in range(20_000))
        + "]}</script>",
    ),
    "comments that never end": page("<!-- " * 200_000),
    "brackets": page("<" * 300_000),
    "links": page('<a href="/gates/12">Gate 12</a> ' * 20_000),
    "inline tags in one paragraph": page("<p>" + "<b>gate</b> and <em>barge</em> " * 20_000 + "</p>"),
    "days by the thousand": page("<p>" + "12.03.2018 1/2/2017 3 May 2016 20190101 " * 20_000 + "</p>"),
    "one word without end": page(f"<p>{'x' * 5_000_000}</p>"),
}


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    with Extractor(2, WorkerLimits(document_cpu_seconds=CPU_SECONDS, chunk_documents=1)) as started:
        yield started


@pytest.mark.parametrize("name", PAGES)
def test_a_page_made_to_cost_everything_ends_as_article_or_row(extractor: Extractor, name: str) -> None:
    document = Document(source="s", path=name, record="", file_id="f", kind="html", content=PAGES[name].encode())

    [part] = extractor.extract([document], ArticleParams())

    assert part.articles.num_rows + len(part.others) == 1
    assert {other.reason for other in part.others} <= ENDINGS
    for text in part.articles["text"].to_pylist():
        assert SENTENCE.format(3) in text
