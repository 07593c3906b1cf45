"""The day a page shows its readers is read; a copyright line, a lone year or a link gives no date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from transforms.main_text import parse_page
from transforms.metadata.dates import Moment
from transforms.metadata.found import Found
from transforms.metadata.page_fields import Page, page_fields
from transforms.metadata.sweep import sweep

NOW = datetime(2026, 11, 20, tzinfo=UTC)
STORY = "<p>The harbour board of Quay closed the northern lock on Friday after divers found a crack in its gate. " * 4


def page(head: str = "", below: str = "", *, above: str = "", meta: str = "") -> str:
    return (
        f"<html><head><title>Lock closed at Quay</title>{meta}</head><body>{above}<h1>Lock closed at Quay</h1>{head}"
        f"{STORY}{below}</body></html>"
    )


def published(html: str) -> Moment | None:
    tree = parse_page(html).tree
    fields = page_fields(Page(tree=tree, candidates=sweep(tree, None), source=html, url=None, now=NOW))
    found = fields.get("published")
    assert found is None or (found.source == "html" and isinstance(found.value, Moment))
    return found.value if isinstance(found, Found) and isinstance(found.value, Moment) else None


@pytest.mark.parametrize(
    "below",
    [
        "<footer>© 2024 Quay Post</footer>",
        "<p>© 2019-2024 Quay Post</p>",
        "<div>Copyright 3 May 2024 Quay Post</div>",
        '<p><a href="/2021/05/04/other.html">Another lock</a></p>',
        '<ul><li><a href="/x">4 May 2021: the council of Quay votes on a fish market for the old town</a></li></ul>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-13-45"}</script>',
        "<p>Quay in 2024</p>",
        '<ul><li><a href="/2021/05/04/other.html">Another lock</a> 4 May 2021</li></ul>',
    ],
)
def test_no_date_is_made_from(below: str) -> None:
    assert published(page(below=below)) is None


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("2026年9月18日", None),
        ("2026년 9월 18일", None),
        ("Sept 18, 2026", None),
        ("18 September 2026", None),
        ("18. September 2026, 17:40 Uhr", "17:40"),
        ("18 septembre 2026 à 17h40", "17:40"),
        ("18 de septiembre de 2026", None),
        ("18.09.2026", None),
        ("2026-09-18 17:40", "17:40"),
        ("By Ann Roe | Sept 18, 2026 | 5:40 pm", "17:40"),
        ("Published 18 September 2026. Updated 19 September 2026", None),
        ("Publié le 18/09/2026 à 17:40", "17:40"),
    ],
)
def test_the_date_below_the_title_is_read(line: str, time: str | None) -> None:
    moment = published(page(f"<p>{line}</p>", "<footer>© 2024 Quay Post</footer>"))

    assert moment is not None
    assert moment.at == datetime.fromisoformat(f"2026-09-18T{time or '00:00'}:00+00:00")
    assert moment.precision == ("minute" if time else "day")


def test_the_dates_of_other_stories_are_not_the_date_of_this_one() -> None:
    teasers = '<nav><a href="/a">Fish market</a> 2 May 2026</nav><div><a href="/b"><div>3 May 2026</div>Ferry</a></div>'

    assert published(page(above=teasers)) is None


def test_an_element_marked_as_day_of_publication_is_read() -> None:
    marked = '<span property="schema:dateCreated" content="2026-09-18T12:45:46+00:00"></span>'

    moment = published(page(below=marked))

    assert moment is not None
    assert moment.at == datetime(2026, 9, 18, 12, 45, 46, tzinfo=UTC)


def test_a_date_in_a_sentence_above_the_story_is_not_its_date() -> None:
    assert published(page("<p>The lock will be open again from 18 September 2026 at the latest.</p>")) is None


def test_the_day_in_the_masthead_is_that_of_the_reader() -> None:
    assert published(page(above='<div class="top-bar">Friday 20 November 2026</div>')) is None
