"""What a page says beside the values taken is kept, and what it says about its use."""

from __future__ import annotations

from typing import Any

import pytest

from transforms.records import Alternative, Article, Document
from transforms.to_article import ArticleParams, to_article

STORY = "".join(
    f"<p>The council of Port Lund voted, for the {number}th time, to keep the bridge open until May.</p>"
    for number in range(4, 12)
)


def article(head: str, body: str = "<h1>Old bridge closes for a year</h1>", **fields: str) -> Article:
    html = f"<html><head>{head}</head><body><article>{body}{STORY}</article></body></html>"
    document = Document(
        source="pages", path="a.html", record="", file_id="0" * 64, kind="html", content=html.encode(), fields=fields
    )
    outcome = to_article(document, ArticleParams())
    assert isinstance(outcome, Article)
    return outcome


def others(found: Article, field: str) -> list[Alternative]:
    return [other for other in found.alternatives if other.field == field]


def test_titles_not_taken_are_kept_with_source_and_rank() -> None:
    found = article(
        '<meta property="og:title" content="Ten things on ferries"><title>Old bridge closes for a year</title>'
    )

    assert found.title == "Old bridge closes for a year"
    assert others(found, "title") == [
        Alternative(field="title", value="Ten things on ferries", source="meta", rank=1),
    ]


def test_what_the_file_says_of_a_page_is_kept_where_the_page_knows_better() -> None:
    found = article(
        '<meta property="article:published_time" content="2031-12-08T06:12:00+01:00">', published="2031-12-09"
    )

    assert found.published_from == "meta"
    assert [other.value for other in others(found, "published")] == ["2031-12-09T00:00:00+00:00"]
    assert others(found, "published")[0].source == "file"


def test_a_field_of_which_all_sources_say_the_same_has_no_alternatives() -> None:
    title = "Old bridge closes for a year"

    assert others(article(f'<meta property="og:title" content="{title}"><title>{title}</title>'), "title") == []


def test_section_from_json_ld_says_so() -> None:
    node = '{"@type":"NewsArticle","articleSection":"Coast"}'

    found = article(
        '<meta property="article:section" content="Harbour"><meta name="parsely-section" content="Quay">'
        f'<script type="application/ld+json">{node}</script>'
    )

    assert found.section == "Harbour"
    assert others(found, "section") == [
        Alternative(field="section", value="Quay", source="meta", rank=1),
        Alternative(field="section", value="Coast", source="json-ld", rank=2),
    ]


def test_alternatives_of_a_field_are_few() -> None:
    metas = "".join(f'<meta property="article:published_time" content="2031-12-{day:02}">' for day in range(1, 30))

    assert len(others(article(metas), "published")) == 6


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="robots" content="NoIndex, noarchive">', {"robots": "noindex, noarchive"}),
        ('<meta name="tdm-reservation" content="1">', {"is_mining_reserved": True}),
        ('<meta name="tdm-reservation" content="0">', {"is_mining_reserved": False}),
        ('<meta name="tdm-policy" content="https://a.example/tdm">', {"mining_policy_url": "https://a.example/tdm"}),
        ('<meta property="article:content_tier" content="metered">', {"is_free_access": False}),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>',
            {"is_free_access": False},
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":true}</script>',
            {"is_free_access": True},
        ),
        ("", {}),
    ],
)
def test_what_a_page_says_about_its_use_is_kept(head: str, expected: dict[str, Any]) -> None:
    found = article(head)

    known = ("is_free_access", "robots", "is_mining_reserved", "mining_policy_url")
    assert {name: getattr(found, name) for name in known} == dict.fromkeys(known) | expected
