"""Each metadata field is taken from the best source that a page has, and says which."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from transforms.main_text import parse_page
from transforms.metadata.dates import Moment
from transforms.metadata.found import Fields, Found
from transforms.metadata.page_fields import Page, page_fields
from transforms.metadata.sweep import sweep

URL = "https://www.harbourpost.example/coast/old-bridge-closes-for-a-year"
NOW = datetime(2031, 12, 24, tzinfo=UTC)
ARTICLE: dict[str, Any] = {
    "@type": "NewsArticle",
    "headline": "Old bridge closes for a year",
    "datePublished": "2031-12-08T06:12:00+01:00",
    "dateModified": "2031-12-08T09:00:00+01:00",
    "author": [{"@type": "Person", "name": "Ana Lund"}, {"@type": "Person", "name": "Tom Reyes"}],
    "publisher": {"@type": "NewsMediaOrganization", "name": "Harbour Post"},
    "articleSection": "Coast",
    "keywords": ["bridges", "Port Lund"],
}


def fields(head: str = "", body: str = "", node: dict[str, Any] | None = None, url: str | None = URL) -> Fields:
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>' if node else ""
    html = f"<html><head>{head}{script}</head><body>{body}<p>A sentence.</p></body></html>"
    tree = parse_page(html).tree
    return page_fields(Page(tree=tree, candidates=sweep(tree, url), source=html, url=url, now=NOW))


def test_json_ld_gives_every_field() -> None:
    found = fields(node=ARTICLE)

    assert found["title"] == Found("Old bridge closes for a year", "json-ld")
    assert found["authors"] == Found(("Ana Lund", "Tom Reyes"), "json-ld")
    assert found["outlet"] == Found("Harbour Post", "json-ld")
    assert found["section"] == Found("Coast", "json-ld")
    assert found["topics"] == Found(("bridges", "Port Lund"), "json-ld")
    assert found["published"].source == "json-ld"


def test_heading_that_readers_see_is_the_title() -> None:
    found = fields(
        "<title>Old bridge closes - Harbour Post</title>", "<h1>Old bridge closes for a whole year</h1>", ARTICLE
    )

    assert found["title"] == Found("Old bridge closes for a whole year", "html")


def test_outlet_is_cut_from_the_title_of_the_page() -> None:
    found = fields(
        '<meta property="og:site_name" content="Harbour Post"><title>Old bridge closes soon | Harbour Post</title>'
    )

    assert found["title"] == Found("Old bridge closes soon", "html")


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("<h1>Why the bridge closes: all you must know</h1><h2>Old bridge closes for a year</h2>", "second heading"),
        ("<h1>Trouble on the coast - Old bridge closes for a year</h1>", "without the words above it"),
        ("<h1><span>Port Lund</span> Old bridge closes for a year</h1>", "without the words above it"),
        ("<h1>Harbour Post</h1><h1>Old bridge closes for a year</h1>", "not the name of the site"),
    ],
)
def test_title_is_the_heading_that_the_page_states_elsewhere(body: str, title: str) -> None:
    page_title = "<title>Old bridge closes for a year - Harbour Post</title>"

    assert fields(page_title, body, ARTICLE)["title"].value == "Old bridge closes for a year", title


def test_words_before_a_colon_that_all_titles_have_are_part_of_it() -> None:
    title = "Port Lund: Old bridge closes for a whole year"

    found = fields(f"<title>{title} - Harbour Post</title>", f"<h1>{title}</h1>", {**ARTICLE, "headline": title})

    assert found["title"].value == title


def test_only_long_heading_is_the_title_though_machines_are_told_another() -> None:
    found = fields(
        '<meta property="og:title" content="Ten things on ferries">', "<h1>Old bridge closes for a year</h1>"
    )

    assert found["title"] == Found("Old bridge closes for a year", "html")


@pytest.mark.parametrize(
    ("site", "title"),
    [
        ("The Old Harbour Post Online", "Ferry grounded"),
        ("The Old Harbour Post Online", "Ferry grounded off the old harbour of Port Lund"),
        ("All the news of Port Lund", "渡船が座礁、乗客は無事"),
        ("Port Lund y su costa", "Encalla"),
    ],
)
def test_title_below_the_name_of_the_site_is_the_title(site: str, title: str) -> None:
    found = fields(f'<meta property="og:title" content="{title}">', f"<h1>{site}</h1><h2>{title}</h2>")

    assert found["title"].value == title


@pytest.mark.parametrize("site", ["The Old Harbour Post Online", "Port Lund on the coast"])
def test_large_heading_that_names_the_site_is_no_title(site: str) -> None:
    name = '<meta property="og:site_name" content="Port Lund on the coast">'
    head = f'<meta property="og:title" content="Ferry grounded">{name}'

    assert fields(head, f"<h1>{site}</h1>")["title"] == Found("Ferry grounded", "meta")


def test_short_subheading_does_not_replace_a_title_that_is_confirmed() -> None:
    head = '<meta property="og:title" content="Old bridge closes for a year"><meta name="title" content="Coast">'

    found = fields(head, "<h1>Old bridge closes for a year</h1><h2>Coast</h2>")

    assert found["title"].value == "Old bridge closes for a year"


def test_outlet_that_fits_the_address_is_preferred_to_the_section() -> None:
    found = fields('<meta property="og:site_name" content="Security">', node=ARTICLE)

    assert found["outlet"] == Found("Harbour Post", "json-ld")


def test_outlet_is_named_in_the_window_title() -> None:
    assert fields("<title>Old bridge closes - The Quay | Harbour Post</title>")["outlet"].value == "Harbour Post"


def test_well_known_outlet_has_one_name_whatever_its_pages_say() -> None:
    url = "https://www.br.de/nachrichten/old-bridge-closes"

    found = fields('<meta property="og:site_name" content="BR24">', url=url)

    assert found["outlet"] == Found("Bayerischer Rundfunk", "url")


@pytest.mark.parametrize(
    ("host", "stated", "outlet"),
    [
        ("visao.sapo.pt", "Visão", "Visão"),
        ("extra.globo.com", "Extra", "Extra"),
        ("wyborcza.gazeta.pl", "Wyborcza.pl", "Gazeta Wyborcza"),
        ("oglobo.globo.com", "Jornal O Globo", "O Globo"),
        ("edition.cnn.com", "CNN International", "CNN"),
        ("m.br.de", "BR24", "Bayerischer Rundfunk"),
        ("cn.reuters.com", "路透社", "Reuters"),
        ("visao.sapo.pt", "", "SAPO"),
    ],
)
def test_outlet_below_a_portal_has_the_name_it_gives_itself(host: str, stated: str, outlet: str) -> None:
    found = fields(f'<meta property="og:site_name" content="{stated}">', url=f"https://{host}/a/old-bridge-closes")

    assert found["outlet"].value == outlet


def test_outlet_named_as_author_yields_to_the_byline_of_the_page() -> None:
    node = {**ARTICLE, "author": {"@type": "Organization", "name": "Harbour Post"}}

    found = fields(body='<div class="byline">By Ana Lund</div>', node=node)

    assert found["authors"] == Found(("Ana Lund",), "html")


def test_outlet_is_the_author_where_nobody_else_is_named() -> None:
    node = {**ARTICLE, "author": {"@type": "Organization", "name": "Harbour Post"}}

    assert fields(node=node)["authors"].value == ("Harbour Post",)


def test_agency_beside_an_author_is_no_author() -> None:
    found = fields('<meta name="author" content="Ana Lund, Reuters">')

    assert found["authors"] == Found(("Ana Lund",), "meta")
    assert found["agency"] == Found("Reuters", "meta")


def test_impossible_and_future_dates_give_way_to_the_next_source() -> None:
    node = {**ARTICLE, "datePublished": "2039-01-01T00:00:00Z"}

    found = fields('<meta property="article:published_time" content="2031-12-07T10:00:00Z">', node=node)

    assert found["published"].source == "meta"


def test_date_in_the_address_is_used_when_the_page_has_none() -> None:
    found = fields(url="https://harbourpost.example/2031/12/08/old-bridge")

    assert found["published"].source == "url"


def test_modified_before_published_is_dropped() -> None:
    assert "modified" not in fields(node={**ARTICLE, "dateModified": "2031-12-01T00:00:00Z"})


def test_broken_json_ld_does_not_hide_the_rest() -> None:
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", ,}</script>'

    assert fields(broken + '<meta property="og:title" content="Old bridge closes">')["title"] == Found(
        "Old bridge closes", "meta"
    )


@pytest.mark.parametrize("wrap", ["<!--{}-->", "//<![CDATA[\n{}\n//]]>", "{};"])
def test_json_ld_is_read_in_its_wrappings(wrap: str) -> None:
    head = '<script type="application/ld+json">' + wrap.replace("{}", json.dumps(ARTICLE)) + "</script>"

    assert fields(head)["authors"].source == "json-ld"


def test_json_ld_nested_without_end_is_survived() -> None:
    assert "authors" not in fields('<script type="application/ld+json">' + '{"a":' * 50_000 + "</script>")


def test_of_several_articles_the_one_of_this_page_is_meant() -> None:
    other = {
        **ARTICLE,
        "headline": "Another story",
        "url": "https://www.harbourpost.example/other",
        "author": "Tom Reyes",
    }
    node = {"@graph": [other, {**ARTICLE, "url": URL}]}

    assert fields(node=node)["title"].value == "Old bridge closes for a year"


def test_subjects_are_the_topics_where_a_publisher_files_its_pages_by_label() -> None:
    keywords = ["Day: Wednesday", "Medium", "Words: 900-1000", "Subject: Bridges", "Subject: Harbour", "Partner: Wire"]

    assert fields(node={**ARTICLE, "keywords": keywords})["topics"].value == ("Bridges", "Harbour")


@pytest.mark.parametrize("named", ['class="tags"', 'data-tracking-name="related-topics"', 'aria-label="Topics"'])
def test_links_shown_as_topics_are_topics(named: str) -> None:
    shown = f'<div {named}><a href="/b">Bridges</a> <a href="/h">Harbour</a></div>'

    assert fields(body=shown)["topics"] == Found(("Bridges", "Harbour"), "html")


def test_menus_are_no_topics() -> None:
    parts = "".join(f'<a href="/{place}">Part {place}</a> ' for place in range(13))
    few = '<a href="/b">Bridges</a> <a href="/h">Harbour</a>'

    assert "topics" not in fields(body=f'<ul class="topics">{parts}</ul>')
    assert "topics" not in fields(body=f'<nav><div class="topics">{few}</div></nav>')
    assert "topics" not in fields(body=f'<footer><div class="topics">{few}</div></footer>')
    in_article = f'<article><footer><div class="topics">{few}</div></footer></article>'
    assert fields(body=in_article)["topics"].value == ("Bridges", "Harbour")


def test_reader_who_comments_is_no_author() -> None:
    comment = '<div class="comment-list"><cite class="comment-author">Vinz</cite><p>I knew it.</p></div>'

    assert "authors" not in fields(body=comment)
    assert fields(body=f'<div class="author">Ana Lund</div>{comment}')["authors"].value == ("Ana Lund",)


def test_lone_first_name_is_the_whole_name_that_the_page_shows() -> None:
    shown = '<p class="byline">By Ana Lund</p>'

    assert fields(node={**ARTICLE, "author": "Ana"}, body=shown)["authors"].value == ("Ana Lund",)
    assert fields(node={**ARTICLE, "author": "Tom"}, body=shown)["authors"].value == ("Tom",)


def test_outlet_whose_name_has_an_and_is_no_two_authors() -> None:
    head = (
        '<meta property="og:site_name" content="Quay &amp; Harbour"><meta name="author" content="Quay &amp; Harbour">'
    )

    assert fields(head, body='<p class="byline">By Ana Lund</p>')["authors"].value == ("Ana Lund",)


@pytest.mark.parametrize(
    ("local", "zoned", "at", "offset"),
    [
        ("2031-05-03T08:30", "2031-05-03T06:30:20Z", "2031-05-03T06:30:20", 120),  # the same time elsewhere on the page
        ("2031-05-03", "2031-05-03T08:30:00+02:00", "2031-05-03T06:30:00", 120),
        ("2031-05-03T08:30", "2031-05-03T06:41:00Z", "2031-05-03T08:30:00", None),  # another time: of another thing
        ("2031-05-03", "2031-05-04T08:30:00+02:00", "2031-05-03T00:00:00", None),
    ],
)
def test_zone_that_the_best_source_leaves_out_is_taken_from_another(
    local: str, zoned: str, at: str, offset: int | None
) -> None:
    in_meta = f'<meta property="og:published_time" content="{zoned}">'
    of_page = {"@type": "WebPage", "datePublished": zoned}
    article = {**ARTICLE, "datePublished": local}

    for found in (fields(in_meta, node=article), fields(node={"@graph": [article, of_page]})):
        moment = found["published"].value
        assert isinstance(moment, Moment)
        assert (moment.at.strftime("%Y-%m-%dT%H:%M:%S"), moment.offset_minutes) == (at, offset)


def test_part_of_the_outlet_is_no_author_beside_a_person() -> None:
    url = "https://www.hbc.example/north/bridge-closes"

    assert fields(node={**ARTICLE, "author": ["Ana Lund", "HBC NORTH"]}, url=url)["authors"].value == ("Ana Lund",)


@pytest.mark.parametrize(
    "body",
    [
        # a teaser, which is one link, above or below the story's own byline
        '<a href="/x"><h3>Ferry fails</h3><b class="author">Tom Reyes</b></a><h1>T</h1><b class="author">Ana Lund</b>',
        '<h1>T</h1><p class="author">By Ana Lund</p><div class="author">Tom</div>',
        '<div class="author">Tom Reyes</div><h1>Bridge closes</h1><p class="author">Ana Lund</p>',
        '<h1>T</h1><div class="author"><b class="author-name">Ana Lund</b> | Harbour reporter</div>',
        "<h1>T</h1><p>Ein Gastbeitrag von Ana Lund</p>",
        "<h1>T</h1><p>Opinion by Ana Lund</p>",
        "<h1>T</h1><p>25.10.2031 - Ana Lund</p>",
        "<h1>T</h1><p><b>Von:</b><br><br>Ana Lund</p>",
        '<h1>T</h1><p>By <a href="/"></a><a href="/ana">Ana Lund</a></p>',
        '<h1>T</h1><p class="author">Photo: Tom Reyes</p><p class="author">Ana Lund</p>',
    ],
)
def test_author_is_the_one_named_at_the_story(body: str) -> None:
    assert fields(body=body)["authors"].value == ("Ana Lund",)


def test_label_for_the_cards_of_messengers_names_the_author() -> None:
    head = '<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Ana Lund">'

    assert fields(head)["authors"] == Found(("Ana Lund",), "meta")


def test_firm_of_the_site_yields_to_the_byline_of_the_page() -> None:
    head = '<meta name="author" content="Harbour Media Ltd., Port Lund">'

    assert fields(head, body='<p class="byline">By Ana Lund</p>')["authors"].value == ("Ana Lund",)
    beside = '<meta name="author" content="Ana Lund, Harbour Media Ltd.">'
    assert "Ana Lund" in str(fields(beside)["authors"].value)


def test_author_of_a_page_without_an_article_node_is_its_author() -> None:
    person = {"@type": ["Person", "Organization"], "@id": "#ana", "name": "Ana Lund"}
    node = {"@graph": [{"@type": "WebPage", "author": {"@id": "#ana"}}, person]}

    assert fields(node=node)["authors"] == Found(("Ana Lund",), "json-ld")


def test_agency_that_is_named_as_an_organization_beside_a_person_is_the_agency() -> None:
    authors = [{"@type": "Person", "name": "Ana Lund"}, {"@type": "Organization", "name": "Reuters"}]
    found = fields(node=ARTICLE | {"author": authors})

    assert found["authors"] == Found(("Ana Lund",), "json-ld")
    assert found["agency"] == Found("Reuters", "json-ld")


def test_blogger_who_is_person_and_organization_is_the_author() -> None:
    person = {"@type": ["Person", "Organization"], "name": "Ana Lund"}

    assert fields(node=ARTICLE | {"author": person})["authors"] == Found(("Ana Lund",), "json-ld")


def test_outlet_of_a_story_first_published_elsewhere_is_that_of_the_page() -> None:
    head = (
        '<link rel="canonical" href="https://www.belfasttelegraph.co.uk/coast/old-bridge-closes-for-a-year">'
        '<meta property="og:url" content="https://www.corriere.it/coast/old-bridge-closes-for-a-year">'
    )

    assert fields(head, url=None)["outlet"].value == "Corriere della Sera"


def test_nothing_known_is_nothing_said() -> None:
    assert set(fields(url=None)) == set()


def test_a_page_without_image_is_not_its_own_image() -> None:
    assert "image" not in fields()


def test_unnamed_outlet_is_its_domain() -> None:
    assert fields()["outlet"] == Found("harbourpost", "url")


def test_topics_with_colons_dots_and_digits_are_topics() -> None:
    topics = ("Call of Duty: Warzone", "Black Panther: Wakanda Forever", "Booking.com", "2024", "9/11", "re:publica")

    assert fields(node={**ARTICLE, "keywords": list(topics)})["topics"].value == topics


@pytest.mark.parametrize(
    "marked",
    [
        "tag:Bridges", "Page Type: Article", "section: coast", "cms_id:17", "4711081", "2031-12-08", "#100200",
        "0f8fad5b-d9cb-469f-a165-70867728950e", "https://harbourpost.example/t/1", "harbourpost.example",
        "www.harbourpost.example", "---",
    ],
)  # fmt: skip
def test_what_a_system_adds_to_the_topics_is_none(marked: str) -> None:
    assert fields(node={**ARTICLE, "keywords": [marked, "bridges"]})["topics"].value == ("bridges",)
