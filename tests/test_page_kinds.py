"""Live blogs are one article; front pages, searches, galleries and films are none; what an outlet publishes is."""

from __future__ import annotations

import json

import pytest

from transforms.records import Article, Document, Profile, Rejected
from transforms.to_article import ArticleParams, to_article

SENTENCES = [
    f"The council of Port Lund voted, for the {number}th time this year, to keep the old bridge open until May."
    for number in range(4, 24)
]


def outcome(body: str, head: str = "", profile: Profile = "news") -> Article | Rejected:
    html = f"<html><head><title>Bridge</title>{head}</head><body>{body}</body></html>".encode()
    document = Document(source="pages", path="a.html", record="", file_id="0" * 64, kind="html", content=html)
    return to_article(document, ArticleParams(profile=profile))


def test_live_blog_is_one_article_with_its_entries_in_order_and_their_times() -> None:
    entries = "".join(
        f"<div class='entry'><div class='when'><time>{10 + place}:{place:02}</time></div><p>{sentence}</p></div>"
        for place, sentence in enumerate(SENTENCES[:8])
    )

    found = outcome(f"<main><h1>Live: the vote on the old bridge</h1><div class='blog'>{entries}</div></main>")

    assert isinstance(found, Article)
    expected = [line for place in range(8) for line in (f"{10 + place}:{place:02}", SENTENCES[place])]
    assert found.text.split("\n") == expected


def teasers(number: int) -> str:
    return "".join(
        f"<div><h3><a href='/{place}'>Another story of the day, number {place}</a></h3><p>{sentence}</p></div>"
        for place, sentence in enumerate(SENTENCES[:number])
    )


def test_front_page_is_no_article() -> None:
    found = outcome(f"<main>{teasers(15)}</main>")

    assert isinstance(found, Rejected)
    assert found.reason == "not_an_article"
    assert "list of other pages" in found.detail


@pytest.mark.parametrize("kind", ["VideoObject", "ImageGallery", "SearchResultsPage", "CollectionPage"])
def test_page_that_says_it_is_something_else_and_tells_little_is_no_article(kind: str) -> None:
    script = f'<script type="application/ld+json">{json.dumps({"@type": kind, "name": "Bridge"})}</script>'

    short = outcome(f"<p>{SENTENCES[0]}</p>", script)
    long = outcome("".join(f"<p>{sentence}</p>" for sentence in SENTENCES), script)

    assert isinstance(short, Rejected)
    assert kind.lower() in short.detail
    assert isinstance(long, Article)


def test_article_above_a_list_of_others_is_an_article() -> None:
    story = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[15:18])

    assert isinstance(outcome(f"<main><article>{story}</article>{teasers(15)}</main>"), Article)


@pytest.mark.parametrize("below", ["", f"<p>{SENTENCES[0]}</p>"])
def test_short_report_beside_links_to_others_is_an_article(below: str) -> None:
    report = "<h1>Old bridge stays open</h1>" + "".join(f"<p>{sentence * 2}</p>" for sentence in SENTENCES[15:17])
    others = "".join(f"<h3><a href='/{place}'>Another story, number {place}</a></h3>{below}" for place in range(7))

    found = outcome(f"<main><article>{report}</article><aside class='related'>{others}</aside></main>")

    assert isinstance(found, Article)
    assert SENTENCES[15] in found.text


def test_page_that_says_it_is_an_article_is_one_however_short() -> None:
    head = '<meta property="og:type" content="article">'

    assert isinstance(outcome(f"<main><p>{SENTENCES[19]}</p>{teasers(15)}</main>", head), Article)
