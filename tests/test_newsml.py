"""Items of news agencies: NewsML-G2 with each kind of content, NITF, and what is no text told apart."""

from __future__ import annotations

import pytest

from tests.test_readers import documents, read, reasons
from transforms.records import Article, Document, Rejected, Skipped
from transforms.to_article import to_article

LINES = [
    "KESTREL BAY, Nov 10 – The ferry Aldermoor was towed home after fourteen hours on the sandbank.",
    "A cold night",
    "Divers found a dent & nobody of the crew had slept.",
    "Crew 11",
]
NITF = """<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head><title>Ferry</title><docdata
 management-status="%s"><date.issue norm="20261110T080000Z"/><key-list><keyword key="ferry"/></key-list></docdata>
<pubdata name="Harbour Wire" position.section="Coast"/></head><body><body.head><hedline><hl1>Ferry back</hl1></hedline>
<byline>By <person>Ana Brook</person></byline><distributor><org>Reuters</org></distributor>
<dateline><location>KESTREL BAY</location>, Nov 10</dateline></body.head><body.content><block>
<p>The ferry <object.title>Aldermoor</object.title> was towed home after
 fourteen hours on the sandbank.</p><media media-type="image"><media-caption>The ferry at sea</media-caption></media>
<hl2>A cold night</hl2><p>Divers found a dent &amp; nobody of the crew had slept.</p>
<table><tr><td>Crew</td></tr></table></block></body.content></body></nitf>"""
XHTML = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>'
    + "".join(f"<p>{line}</p>" for line in LINES).replace("&", "&amp;")
    + "</body></html>"
)
PLAIN = "\n".join(LINES).replace("&", "&amp;")


def item(content: str, item_class: str = "text", status: str = "usable") -> str:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:1" version="1" xml:lang="en-GB">
<itemMeta><itemClass qcode="ninat:{item_class}"/><provider qcode="nprov:HW"><name>Harbour Wire</name></provider>
<versionCreated>2026-11-10T09:00:00Z</versionCreated><firstCreated>2026-11-10T08:00:00Z</firstCreated>
<pubStatus qcode="stat:{status}"/><title>Ferry</title></itemMeta><contentMeta><creditline>Reuters</creditline>
<by>By Ana Brook</by><language tag="en"/><subject qcode="medtop:1"><name>ferry</name></subject>
<headline>Ferry back</headline></contentMeta><contentSet>{content}</contentSet></newsItem>"""


def message(*items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/>'
        f"<itemSet>{''.join(items)}</itemSet></newsMessage>"
    ).encode()


NITF_LINES = [*LINES[:3], "Crew"]


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (f"<inlineXML contenttype='application/nitf+xml'>{NITF % 'usable'}</inlineXML>", NITF_LINES),
        (f"<inlineXML contenttype='application/xhtml+xml'>{XHTML}</inlineXML>", LINES),
        (f"<inlineData contenttype='text/plain'>{PLAIN}</inlineData>", LINES),
        (f"<inlineData contenttype='text/html'><![CDATA[<p>{'</p><p>'.join(LINES)}</p>]]></inlineData>", LINES),
    ],
    ids=["NITF", "XHTML", "plain", "HTML"],
)
def test_item_becomes_an_article_whatever_its_content_is_in(content: str, lines: list[str]) -> None:
    (found,) = documents(message(item(content)), "item.xml")

    article = to_article(found)

    assert isinstance(article, Article)
    assert article.text.split("\n") == lines
    assert (article.title, article.outlet, article.agency) == ("Ferry back", "Harbour Wire", "Reuters")
    assert (article.authors, article.topics, article.language) == (("Ana Brook",), ("ferry",), "en")
    assert str(article.published_at) == "2026-11-10 08:00:00+00:00"
    assert str(article.modified_at) == "2026-11-10 09:00:00+00:00"


@pytest.mark.parametrize(
    "declared", ["", '<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.3//EN" "http://x.example/n.dtd">']
)
def test_plain_nitf_is_an_article(declared: str) -> None:
    (found,) = documents((declared + NITF % "usable").encode(), "item.xml")

    assert found.content.decode().split("\n") == NITF_LINES
    assert found.fields == {
        "title": "Ferry back",
        "authors": ("Ana Brook",),
        "published": "20261110T080000Z",
        "agency": "Reuters",
        "outlet": "Harbour Wire",
        "section": "Coast",
        "topics": ("ferry",),
    }


def test_each_item_of_a_message_has_its_outcome() -> None:
    text = item(f"<inlineXML>{NITF % 'usable'}</inlineXML>")
    items = (text, item("<remoteContent href='a.jpg'/>", "picture"), item("", status="canceled"), text)

    found = read(message(*items, item("<inlineXML/>"), item("<remoteContent href='b.xml'/>")), "items.xml")

    assert [type(outcome) for outcome in found] == [Document, Skipped, Skipped, Document, Rejected, Skipped]
    assert [outcome.record for outcome in found] == [f"item {n}" for n in range(1, 7)]
    assert [o.reason for o in found if isinstance(o, Skipped)] == ["no_text", "withdrawn", "no_text"]


def test_withdrawn_nitf_is_skipped() -> None:
    assert reasons((NITF % "canceled").encode(), "item.xml") == [("item 1", "withdrawn")]


def test_items_before_a_cut_come_out() -> None:
    text = item(f"<inlineXML>{NITF % 'usable'}</inlineXML>")

    found = read(message(text, text)[:-400], "items.xml")

    assert [type(outcome) for outcome in found] == [Document, Rejected]
    assert isinstance(found[1], Rejected) and found[1].reason == "damaged"
