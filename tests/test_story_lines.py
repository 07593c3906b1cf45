"""The lines of a story are kept, and what editors and scripts put between them goes."""

from __future__ import annotations

from time import process_time

import pytest

from transforms.main_text import main_text, parse_page
from transforms.story_lines import standfirst

PARAGRAPHS = [
    f"The council of Port Lund voted on Monday, for the {number}th time this year, to keep the bridge open until May."
    for number in range(4, 14)
]
FIRST = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[:5])
SECOND = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS[5:])
TEASER = "Ferries wait for calmer seas as the harbour master warns of a storm that may last until the weekend."

BOX_NAMES = (
    "comments", "commentList", "ArticleComments", "c-comment_body", "recentposts", "mostPopular", "widget-3",
    "social_bar", "socialmedia", "videoplayer", "photogallery", "textwidget", "survey2",
)  # fmt: skip
STORY_NAMES = ("commentary", "recentered", "popularity", "socialism", "surveyor", "players-diary", "hasComments")


def text_of(body: str, *descriptions: str) -> str:
    html = f"<!doctype html><html><head><title>Bridge</title></head><body>{body}</body></html>"
    return main_text(parse_page(html), html, descriptions=descriptions) or ""


def story(between: str) -> str:
    return f"<article><h1>Bridge stays open</h1><div class='text'>{FIRST}{between}{SECOND}</div></article>"


@pytest.mark.parametrize(
    "box",
    [
        f"<aside><p>{TEASER}</p></aside>",
        f"<figure><img src='a.jpg'><figcaption>{TEASER}</figcaption></figure>",
        f"<div class='newsletter-signup'><p>{TEASER}</p></div>",
        f"<div class='c-related-articles'><h3>More</h3><p>{TEASER}</p></div>",
        f"<div class='author-bio'><p>{TEASER}</p></div>",
        f"<div style='display: none'><p>{TEASER}</p></div>",
        f"<p class='image-caption'>{TEASER}</p>",
        f"<ins class='adsbygoogle' style='display:block'><span>{TEASER}</span></ins>",
        *(f"<div class='{name}'><p>{TEASER}</p></div>" for name in BOX_NAMES),
        f"<p><a href='/ferries'>{TEASER}</a></p>",
        f"<ul><li>Storm: <a href='/ferries'>{TEASER}</a></li><li><a href='/b'>Another story of the day</a></li></ul>",
    ],
)
def test_what_is_not_of_the_story_goes(box: str) -> None:
    text = text_of(story(box))

    assert text.split("\n")[-10:] == PARAGRAPHS
    assert "Ferries wait" not in text


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ("<h2>What comes next</h2>", "What comes next"),
        ("<h2><a href='#next'>What comes next</a></h2>", "What comes next"),
        ("<ul><li>Trams run again from nine.</li><li>Buses stop at ten.</li></ul>", "- Trams run again from nine."),
        ("<blockquote>“We are glad,” she said.</blockquote>", "“We are glad,” she said."),
        ("<table><tr><td>Yes</td><td>12</td></tr><tr><td>No</td><td>7</td></tr></table>", "| Yes | 12 |"),
        ("<p>Short.</p>", "Short."),
        (f"<div class='has-related-sidebar'><p>{TEASER}</p></div>", TEASER),
        (f"<div class='subscriber-content'><p>{TEASER}</p></div>", TEASER),
        *((f"<section class='{name}'><p>{TEASER}</p></section>", TEASER) for name in STORY_NAMES),
        (
            "<p>The toll is <del>20</del> <ins>25 people</ins>, the office said.</p>",
            "The toll is 25 people, the office said.",
        ),
        ("<h2>The toll</h2><p>It is <s>20</s> 25 people, the office said.</p>", "The toll"),
    ],
)
def test_what_is_of_the_story_stays(part: str, line: str) -> None:
    assert line in text_of(story(part)).split("\n")


def test_a_box_with_most_of_the_story_is_kept_whatever_it_is_called() -> None:
    text = text_of(f"<div class='teaser-wrapper social'>{FIRST}{SECOND}</div>")

    assert text.split("\n") == PARAGRAPHS


def test_paragraphs_after_the_story_in_a_place_of_their_own_go() -> None:
    notice = (
        "<div class='c-legal'><p>The material on this site may not be reproduced, except with a permission.</p></div>"
    )

    assert "material" not in text_of(f"<main><div class='text'>{FIRST}{SECOND}</div>{notice}</main>")


def test_comments_under_their_heading_go() -> None:
    comments = "".join(f"<div class='message'><p>{TEASER} I was there, number {n}.</p></div>" for n in range(7))

    text = text_of(f"<div><div class='text'>{FIRST}{SECOND}</div><h3>Comments (7)</h3>{comments}</div>")

    assert text.split("\n") == PARAGRAPHS


def test_a_story_that_goes_on_after_an_advertisement_is_kept_whole() -> None:
    assert text_of(story("<p>Advertisement</p>")).split("\n")[-5:] == PARAGRAPHS[5:]


def test_pages_without_paragraph_tags_are_read() -> None:
    text = text_of(f"<div class='menu'>Home</div><div id='story'>{'<br><br>'.join(PARAGRAPHS)}</div>")

    assert text.split("\n") == PARAGRAPHS


def test_lead_above_the_story_is_found_by_the_description() -> None:
    lead = "The bridge of Port Lund stays open until May, the council decided after a long debate on Monday evening."
    page = f"<header><h1>Bridge stays open</h1><div class='x1'><b>{lead}</b></div></header>{story('')}"

    assert text_of(page, lead[:80] + "…").split("\n")[0] == lead
    assert text_of(page).split("\n")[0] == PARAGRAPHS[0]


def test_lead_that_the_text_has_is_not_repeated() -> None:
    assert text_of(story(""), PARAGRAPHS[0]).count(PARAGRAPHS[0]) == 1


def test_web_pages_are_read_more_fully() -> None:
    prices = "<section><h2>Prices</h2><p>Trams cost nothing.</p></section>"
    html = f"<html><body><main><h1>Bridge</h1>{FIRST}{SECOND}{prices}</main></body></html>"

    assert "Trams cost nothing." in (main_text(parse_page(html), html, profile="web") or "")


def test_lead_among_thousands_of_links_is_searched_in_one_pass() -> None:
    links = "".join(f"<a href='/{number}'>Tram {number}</a>, " for number in range(4000))
    tree = parse_page(f"<html><body><div>{links}</div></body></html>").tree

    started = process_time()
    found = standfirst(tree, ["Tram lines of Port Lund are closed for the whole of the winter, says the council"], "")

    assert found is None
    assert process_time() - started < 1.0
