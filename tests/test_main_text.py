"""The whole story of a page is found, also where parsers give up."""

from __future__ import annotations

import pytest

from transforms.errors import FormatError
from transforms.main_text import MainTextParams, main_text, narrow, parse_page, prune
from transforms.script_text import story_in_scripts

PARAGRAPHS = [
    f"The council of Port Lund voted on Monday, for the {number}th time this year, to keep the bridge open until May."
    for number in range(4, 24)
]
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page(body: str) -> str:
    return f"<!doctype html><html><head><title>Bridge</title></head><body>{body}</body></html>"


def text_of(html: str) -> str:
    return main_text(parse_page(html), html) or ""


def test_story_is_kept_and_the_page_around_it_goes() -> None:
    links = "".join(f'<li><a href="/{n}">Another story of the day, number {n}</a></li>' for n in range(20))

    text = text_of(page(f"<nav><ul>{links}</ul></nav><main><article>{STORY}</article></main><footer>Imprint</footer>"))

    assert [paragraph for paragraph in PARAGRAPHS if paragraph not in text] == []
    assert "Another story" not in text
    assert "Imprint" not in text


@pytest.mark.parametrize("depth", [300, 1500, 5000])
@pytest.mark.parametrize("tag", ["div", "span", "blockquote"])
def test_nesting_beyond_the_parser_loses_no_text(depth: int, tag: str) -> None:
    nested = (
        f"<{tag}>" * depth
        + "<p>Deep inside stands a sentence of the story that must not be lost.</p>"
        + f"</{tag}>" * depth
    )
    html = page(f"<article>{STORY}{nested}{STORY.replace('Monday', 'Friday')}</article>")

    text = text_of(html)

    assert "voted on Monday, for the 4th" in text
    assert "voted on Friday, for the 23th" in text


def test_a_giant_attribute_loses_no_text() -> None:
    html = page(f"<article>{STORY}<div data-x='{'y' * 11_000_000}'></div>{STORY.replace('Monday', 'Friday')}</article>")

    assert "voted on Friday, for the 23th" in text_of(html)


def test_thousands_of_inline_tags_in_one_paragraph_do_not_take_minutes() -> None:
    words = "<b>bo</b>ld and <em>stressed</em> " * 5000

    text = text_of(page(f"<article>{STORY}<p>{words}</p></article>"))

    assert "voted on Monday" in text


def test_page_without_elements_is_refused() -> None:
    with pytest.raises(FormatError, match="no element"):
        parse_page("<!-- nothing -->")


def test_pruning_keeps_the_text_after_a_dead_tag() -> None:
    tree = parse_page(page("<p>One<script>x()</script> two <b>three</b><svg></svg> four</p>")).tree

    prune(tree)

    assert tree.find("body").text_content() == "One two three four"


def test_story_is_narrowed_to_the_element_that_holds_it() -> None:
    tree = parse_page(
        page(f"<div id='a'><p>{'A short teaser of something else. ' * 3}</p><div id='story'>{STORY}</div></div>")
    ).tree

    story = narrow(tree, MainTextParams())

    assert story is not None
    assert story.element.get("id") == "story"


def test_paragraphs_before_the_story_stand_before_its_first_words() -> None:
    lead, second = (f"{word} of the vote on the bridge came late on Monday, the mayor of Port Lund told." for word in
                    ("News", "Word"))  # fmt: skip
    bare = "Nobody had expected the council to vote on the bridge before the summer, and nobody was prepared."

    text = text_of(page(f"<main><p>{lead}</p><p>{second}</p><div id='story'>{bare}{STORY}</div></main>"))

    assert text.split("\n")[:4] == [lead, second, bare, PARAGRAPHS[0]]


def test_page_with_little_text_is_not_narrowed() -> None:
    tree = parse_page(page("<div><p>One short paragraph that is long enough to count as a paragraph.</p></div>")).tree

    assert narrow(tree, MainTextParams()) is None


def test_story_kept_as_a_string_within_a_string_is_found() -> None:
    import json

    inner = json.dumps({"contentHtml": STORY})
    html = page(f"<script>self.push([1, {json.dumps(inner)}])</script>")

    found = story_in_scripts(html)

    assert found is not None
    assert PARAGRAPHS[-1] in found
