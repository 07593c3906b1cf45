"""Faults of a page that would swallow its text are mended, in time that grows as the page does."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from transforms.page_source import mended

STORY = "<p>The ferry ran aground off Gannet Rock.</p>"
STATE = '<script>window.__STATE__={"key0":"value 0","key1":"val'


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (STORY + STATE, STORY),
        (STORY + "<style>p { color: red } .a", STORY),
        (f"<script>var a = 1;{STORY}", STORY),
        (f"<script>a()</script>{STORY}{STATE}", f"<script></script>{STORY}"),
        (f'<script async src="/ads.js">The ferry is free.{STORY}', f"The ferry is free.{STORY}"),
        (f"<textarea>The ferry is free.{STORY}", f"The ferry is free.{STORY}"),
        (f'<iframe srcdoc="<p>advert">The ferry is free.{STORY}', f'advert">The ferry is free.{STORY}'),
    ],
)
def test_code_of_a_script_without_end_is_no_text(page: str, expected: str) -> None:
    assert mended(page) == expected


@pytest.mark.parametrize(
    "page",
    [
        f"<!-- <script> -->{STORY}<script></script>",
        f'<p title="<script>">{STORY}</p><script></script>',
        f"<svg/>{STORY}<svg></svg>",
        f'<script src="a.js></script>{STORY}<script src="b.js"></script>',
        f"<STYLE>{STORY}<style></style>",
        '<script type="application/ld+json">{"@type": "NewsArticle"}</script>',
        '<script type="application/ld&#x2B;json">{"@type": "NewsArticle"}</script>',
    ],
)
def test_what_may_be_story_or_statement_is_not_taken_for_code(page: str) -> None:
    kept = mended(page)

    assert STORY in kept or "NewsArticle" in kept


def test_code_is_left_out_and_its_elements_are_kept() -> None:
    page = f"<p>One<script>a('<b>')</script> line</p><style>p {{}}</style><svg><path d='M0'/></svg>{STORY}"

    assert mended(page) == f"<p>One<script></script> line</p><style></style><svg></svg>{STORY}"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<p class="a>One</p><p class="b">Two', '<p class="a">One</p><p class="b">Two'),
        ('<p class="a>One</p><p class =\n  "b">Two', '<p class="a">One</p><p class =\n  "b">Two'),
        ('<p class="a>One</p><p>Two', '<p class="a">One</p><p>Two'),
        ('<p class="a>One</p> He said "no".', '<p class="a>One</p> He said "no".'),
        ('<p title="a > b" class="c">One', '<p title="a > b" class="c">One'),
    ],
)
def test_value_without_end_is_closed_where_the_tag_ends(page: str, expected: str) -> None:
    assert mended(page) == expected


COSTLY: Mapping[str, str] = {
    "scripts": "<script " * 40_000,
    "templates": "<template " * 40_000,
    "shadow roots": "<template shadowroot " * 40_000,
    "titles": "<title " * 40_000,
    "scripts with code": "<script>a = 1 <" * 40_000,
    "sources": "<script " + "src " * 40_000 + ">",
    "a value and many tags": f"""<p class="a>{"<p>text</p>" * 8_000} He said "no".""",
    "a value and many equal signs": f"""<p class="a><b>{"= " * 40_000} He said "no".""",
    "values": '<p class="a>' * 20_000,
}


@pytest.mark.parametrize("name", COSTLY)
def test_no_page_costs_the_square_of_its_length(name: str) -> None:
    began = time.process_time()

    mended(COSTLY[name])

    assert time.process_time() - began < 1


@pytest.mark.parametrize("tag", ["style", "script", "svg"])
def test_what_stands_between_two_commented_tags_stays(tag: str) -> None:
    page = f"<!-- <{tag}> --><p>STORY</p><!-- </{tag}> --><p>END"

    assert mended(page) == page
