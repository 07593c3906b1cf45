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


@pytest.mark.parametrize(
    "entry",
    [
        "<article class='live-entry'><time>{0}:0{1}</time><h3>Entry {1}</h3><p>{2}</p></article>",
        "<div class='entry'><span class='timestamp'>{0}.0{1} Uhr</span><h3>Entry {1}</h3><p>{2}</p></div>",
        "<section><a href='/live?entry={1}'><time>{0}:0{1}</time></a><h3>Entry {1}</h3><p>{2}</p></section>",
    ],
)
def test_first_entry_of_a_live_blog_has_its_time_and_heading_as_the_others(entry: str) -> None:
    entries = "".join(entry.format(10 + place, place, sentence) for place, sentence in enumerate(SENTENCES[:6]))

    found = outcome(f"<main><h1>Live: the vote</h1><p>{SENTENCES[12]}</p><div class='blog'>{entries}</div></main>")

    assert isinstance(found, Article)
    lines = found.text.split("\n")
    assert lines[0] == SENTENCES[12]
    assert [line for line in lines if line.startswith("Entry")] == [f"Entry {place}" for place in range(6)]
    assert [line[:2] for line in lines if line[0].isdigit()] == [str(10 + place) for place in range(6)]


def test_live_blog_is_not_titled_after_one_of_its_updates() -> None:
    updates = [
        {"@type": "BlogPosting", "headline": f"Entry {place}", "articleBody": sentence}
        for place, sentence in enumerate(SENTENCES[:6])
    ]
    node = {"@type": "LiveBlogPosting", "headline": "Live: the vote on the old bridge", "liveBlogUpdate": updates}
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'

    found = outcome("".join(f"<h2>Entry {place}</h2><p>{text}</p>" for place, text in enumerate(SENTENCES[:6])), head)

    assert isinstance(found, Article)
    assert found.title == "Live: the vote on the old bridge"


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
