"""Feeds with full content: an article for each item, teasers told apart, nothing in the XML expands or is fetched."""

from __future__ import annotations

import gzip

import pytest

from tests.test_readers import documents, read, reasons
from transforms.formats.reading import Outcome, ReadParams
from transforms.records import Article, Document, Rejected, Skipped
from transforms.to_article import to_article

STORY = (
    "<p>The ferry Aldermoor was towed into Kestrel Bay on Tuesday after fourteen hours on the sandbank.</p>"
    "<h2>A cold night</h2><p>Divers found a dent &amp; nobody of the crew had slept.</p><p>She sails again in May.</p>"
)


def rss(*items: str, declared: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{declared}\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<channel><title>Harbour Post</title><link>https://harbour.example/</link><language>en-GB</language>"
        f"{''.join(items)}</channel></rss>"
    ).encode()


def item(content: str = STORY, more: str = "") -> str:
    return (
        "<item><title>Ferry &amp; crew back</title><link>https://harbour.example/1</link>"
        "<dc:creator>Ana Brook</dc:creator>"
        "<pubDate>Tue, 10 Nov 2026 08:00:00 +0100</pubDate><category>Ferries</category><description>Back.</description>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>{more}</item>"
    )


def article(document: Outcome) -> Article:
    assert isinstance(document, Document)
    found = to_article(document)
    assert isinstance(found, Article)
    return found


def test_item_with_full_content_is_an_article_with_its_fields() -> None:
    (found,) = documents(rss(item()), "feed.xml")

    assert (found.record, found.kind) == ("item 1", "html")
    assert found.fields == {
        "url": "https://harbour.example/1",
        "title": "Ferry & crew back",
        "outlet": "Harbour Post",
        "published": "Tue, 10 Nov 2026 08:00:00 +0100",
        "authors": ("Ana Brook",),
        "topics": ("Ferries",),
        "language": "en-GB",
    }


def test_no_line_of_the_content_is_lost() -> None:
    found = article(documents(rss(item()), "feed.xml")[0])

    assert found.text.split("\n") == [
        "The ferry Aldermoor was towed into Kestrel Bay on Tuesday after fourteen hours on the sandbank.",
        "A cold night",
        "Divers found a dent & nobody of the crew had slept.",
        "She sails again in May.",
    ]
    assert (found.title, found.outlet, found.authors) == ("Ferry & crew back", "Harbour Post", ("Ana Brook",))


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbour Post</title>
<entry><title type="html">Ferry &lt;b&gt;back&lt;/b&gt;</title><link rel="self" href="https://harbour.example/feed/1"/>
<link href="https://harbour.example/1"/><published>2026-11-10T08:00:00Z</published>
<updated>2026-11-10T09:00:00Z</updated>
<author><name>Ana Brook</name><uri>https://harbour.example/ana</uri></author>
<category term="Ferries"/>%s</entry></feed>"""


@pytest.mark.parametrize(
    "content",
    [
        f"<content type='html'><![CDATA[{STORY}]]></content>",
        f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{STORY}</div></content>",
        f"<content type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'>"
        f"{STORY.replace('<', '<x:').replace('<x:/', '</x:')}</x:div></content>",
    ],
    ids=["html", "xhtml", "prefixed xhtml"],
)
def test_atom_content_is_read_in_each_of_its_types(content: str) -> None:
    (found,) = documents((ATOM % content).encode(), "feed.atom")

    assert article(found).text.count("\n") == 3
    assert (found.fields["url"], found.fields["title"]) == ("https://harbour.example/1", "Ferry back")
    assert found.fields["authors"] == ("Ana Brook",)
    assert found.fields["modified"] == "2026-11-10T09:00:00Z"


def test_atom_text_is_kept_as_text() -> None:
    (found,) = documents((ATOM % "<content type='text'>The ferry, 3 &lt; 4 &amp;c, is back.</content>").encode(), "f")

    assert (found.kind, found.content) == ("export", b"The ferry, 3 < 4 &c, is back.")


@pytest.mark.parametrize(
    "summary",
    [
        "<item><title>Ferry</title><description>The ferry is back at its berth.</description></item>",
        "<item><title>Ferry</title></item>",
        item("<p>The ferry is back at its berth after a long night […]</p>"),
        item("<p>The ferry is back.</p><a href='/1'>Continue reading</a>"),
    ],
)
def test_item_with_a_summary_only_is_skipped_as_a_teaser(summary: str) -> None:
    found = read(rss(summary, item()), "feed.xml")

    assert [type(outcome) for outcome in found] == [Skipped, Document]
    assert reasons(rss(summary), "feed.xml") == [("item 1", "teaser")]


def test_long_description_is_the_article() -> None:
    text = " ".join(f"The ferry ran on day {n} as planned." for n in range(40))

    assert documents(rss(f"<item><description>{text}</description></item>"), "f")[0].kind == "export"


class TestHostileXml:
    def test_entities_do_not_expand_and_stay_visible(self) -> None:
        bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        text = "<item><description>" + "The ferry &b; &f; is back. " * 40 + "</description></item>"

        (found,) = documents(rss(text, declared=bomb), "feed.xml")

        assert found.content.startswith(b"The ferry &b; &f; is back.")

    @pytest.mark.parametrize("size", [1, 7, 100])
    def test_no_entity_is_declared_however_the_bytes_arrive(self, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("transforms.formats.compression.READ_BYTES", size)
        monkeypatch.setattr("transforms.formats.readers.HEAD_BYTES", 400)
        bomb = "<!DOCTYPE rss [<!ENTITY a '<b>ha</b>'><!ENTITY b '&a;&a;'>]>"

        (found,) = documents(rss(item("<p>Not a &b; but a ferry.</p>"), declared=bomb), "feed.xml")

        assert b"Not a &amp;b; but a ferry." in found.content

    @pytest.mark.parametrize("count", [10, 10_000])
    def test_document_type_without_an_end_is_no_feed(self, count: int) -> None:
        long = "<!DOCTYPE rss [" + "<!ENTITY a 'ha'>" * count

        assert reasons(rss(item(), declared=long), "feed.xml") == [("", "unknown_format")]

    def test_prefix_that_is_not_declared_costs_nothing(self) -> None:
        data = rss(item()).replace(b"xmlns:dc", b"xmlns:cd")

        assert documents(data, "feed.xml")[0].fields["authors"] == ("Ana Brook",)

    def test_entities_of_html_are_characters(self) -> None:
        text = "<item><description>" + "Die F&auml;hre&nbsp;ist da. " * 60 + "</description></item>"

        (found,) = documents(rss(text), "feed.xml")

        assert found.content.decode().startswith("Die Fähre\xa0ist da.")

    @pytest.mark.parametrize(
        "broken", ["<item><title>A & B</title></item>", "<item></title></item>", "<item>&é;<</item>"]
    )
    def test_items_before_a_fault_come_out(self, broken: str) -> None:
        found = read(rss(item(), item(), broken, item()), "feed.xml")

        assert [type(outcome) for outcome in found] == [Document, Document, Rejected]
        assert reasons(rss(item(), broken), "feed.xml") == [("before item 2", "damaged")]

    @pytest.mark.parametrize("cut", [10, 60, 300])
    def test_cut_feed_gives_what_came_before(self, cut: int) -> None:
        whole = rss(item(), item())

        assert reasons(whole[:-cut], "f")[-1][1] == "damaged"
        assert len(documents(whole[:-cut], "f")) == (2 if cut == 10 else 1 if cut == 300 else 2 - (cut > 26))

    def test_cut_packed_feed_gives_one_row(self) -> None:
        whole = gzip.compress(rss(*(item(STORY + f"<p>{n * n}</p>") for n in range(2_000))), mtime=0)

        found = read(whole[: len(whole) // 2], "feed.xml.gz")

        assert len(found) > 500 and [o.reason for o in found if isinstance(o, Rejected)] == ["damaged"]

    def test_depth_and_length_are_bounded(self) -> None:
        deep = "<item><description>" + "<b>" * 5_000 + "</b>" * 5_000 + "</description></item>"

        assert reasons(rss(item(), deep), "f") == [("before item 2", "damaged")]
        assert reasons(rss("<x>" + "y" * 5_000 + "</x>"), "f", ReadParams(max_line_bytes=1_000))[0][1] == "too_large"

    @pytest.mark.parametrize("encoding", ["utf-16", "windows-1252", "utf-8-sig"])
    def test_encodings_are_read(self, encoding: str) -> None:
        label = encoding.removesuffix("-sig")
        data = rss(item("<p>Die Fähre</p>")).decode().replace("UTF-8", label).encode(encoding)

        assert "Die Fähre" in documents(data, "feed.xml")[0].content.decode()

    def test_bytes_that_are_no_utf8_are_marked_and_cost_nothing_else(self) -> None:
        data = rss(item("<p>Die F\xe4hre</p>"), item()).replace("ä".encode(), b"\xe4")

        assert [b"\xef\xbf\xbd" in d.content for d in documents(data, "feed.xml")] == [True, False]
