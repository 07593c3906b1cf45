"""What other extraction tools and agencies write comes in with its text whole and its fields where they belong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.test_readers import documents, read, reasons
from transforms.records import Article, Rejected
from transforms.to_article import to_article

LINES = [
    "The ferry Aldermoor was towed into Kestrel Bay on Tuesday after fourteen hours on the sandbank.",
    "A cold night",
    "Divers found a dent & nobody of the crew had slept.",
]
TEXT = "\n".join(LINES)
URL = "https://harbour.example/1"

TRAFILATURA = {
    "title": "Ferry back", "author": "Ana Brook; Li Wen", "hostname": "harbour.example", "date": "2026-11-10",
    "fingerprint": "c17c", "id": None, "license": None, "comments": "", "raw_text": TEXT.replace("\n", " "),
    "text": TEXT, "language": "en", "image": None, "pagetype": "article", "filedate": "2026-11-20", "source": URL,
    "source-hostname": "Harbour Post", "excerpt": "Back at its berth.", "categories": "Ports", "tags": "ferry, port",
}  # fmt: skip
NEWS_PLEASE = {
    "authors": ["Ana Brook", "Li Wen"], "date_download": "2026-11-20 01:00:00", "date_modify": None,
    "date_publish": "2026-11-10", "description": "Back at its berth.", "filename": "x.json", "image_url": None,
    "language": "en", "localpath": None, "maintext": TEXT, "source_domain": "Harbour Post", "title": "Ferry back",
    "title_page": None, "title_rss": None, "url": URL,
}  # fmt: skip
FUNDUS = {
    "title": "Ferry back", "authors": ["Ana Brook", "Li Wen"], "publishing_date": "2026-11-10",
    "topics": ["ferry", "port"], "free_access": True, "publisher": "Harbour Post", "lang": "en",
    "body": {"summary": [LINES[0]], "sections": [{"headline": [LINES[1]], "paragraphs": [LINES[2]]}]},
    "html": {"requested_url": URL, "responded_url": URL, "content": "<html>", "crawl_date": "2026-11-20"},
}  # fmt: skip
NEWSPAPER: dict[str, Any] = {
    "url": URL, "read_more_link": "", "language": "en", "title": "Ferry back", "top_image": "", "images": [],
    "movies": [], "keywords": [], "keyword_scores": {}, "meta_keywords": ["ferry", "port"], "tags": None,
    "authors": ["Ana Brook", "Li Wen"], "publish_date": "2026-11-10", "summary": "", "text": TEXT,
    "meta_description": "Back at its berth.", "meta_lang": "en", "meta_site_name": "Harbour Post",
    "canonical_link": URL,
}  # fmt: skip


@pytest.mark.parametrize(
    "record", [TRAFILATURA, NEWS_PLEASE, FUNDUS, NEWSPAPER], ids=["trafilatura", "news-please", "Fundus", "newspaper4k"]
)
@pytest.mark.parametrize("path", ["a.jsonl", "a.json"])
def test_json_of_other_tools_is_understood(record: dict[str, Any], path: str) -> None:
    (found,) = documents(json.dumps(record, indent=1 if path == "a.json" else None).encode(), path)

    assert found.content.decode() == TEXT
    assert (found.kind, found.fields["url"], found.fields["title"]) == ("export", URL, "Ferry back")
    assert (found.fields["outlet"], found.fields["published"]) == ("Harbour Post", "2026-11-10")
    assert (found.fields["authors"], found.fields["language"]) == (("Ana Brook", "Li Wen"), "en")


XML = """<doc sitename="Harbour Post" title="Ferry back" author="Ana Brook; Li Wen" date="2026-11-10"
 url="https://harbour.example/1" hostname="harbour.example" description="Back." tags="ferry, port" language="en">
  <main>
    <p>The ferry <hi rend="#b">Aldermoor</hi> was towed into Kestrel Bay on Tuesday after
      fourteen hours on the <ref target="/x">sandbank</ref>.</p>
    <head rend="h2">A cold night</head>
    <list rend="ul"><item>Divers found a dent &amp; nobody of the crew had slept.</item></list>
  </main>
  <comments><p>First!</p></comments>
</doc>"""
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title type="main">Ferry back</title><author>Ana Brook; Li Wen</author></titleStmt>
<publicationStmt><p/></publicationStmt><sourceDesc><bibl>Ferry back, Harbour Post, 2026-11-10</bibl><biblFull>
<titleStmt><title type="main">Ferry back</title><author>Ana Brook; Li Wen</author></titleStmt>
<publicationStmt><publisher>Harbour Post (harbour.example)</publisher>
<ptr type="URL" target="https://harbour.example/1"/><date>2026-11-10</date></publicationStmt></biblFull></sourceDesc>
</fileDesc><profileDesc><abstract><p>Back.</p></abstract><textClass><keywords><term type="categories">Ports</term>
<term type="tags">ferry, port</term></keywords></textClass><langUsage><language ident="en"/></langUsage></profileDesc>
</teiHeader><text><body><div type="entry">
<p>The ferry Aldermoor was towed into Kestrel Bay on Tuesday after fourteen hours on the sandbank.</p>
<ab rend="h2" type="header">A cold night</ab>
<quote><p>Divers found a dent &amp; nobody of the crew had slept.</p></quote>
</div><div type="comments"><p>First!</p></div></body></text></TEI>"""


@pytest.mark.parametrize("data", [XML, TEI, f"<?xml version='1.0'?>\n{XML}"], ids=["XML", "TEI", "declared"])
def test_xml_of_trafilatura_is_understood(data: str) -> None:
    (found,) = documents(data.encode(), "article.xml")

    assert found.content.decode() == TEXT
    assert found.fields == {
        "url": URL,
        "title": "Ferry back",
        "outlet": "Harbour Post",
        "published": "2026-11-10",
        "description": "Back.",
        "authors": ("Ana Brook", "Li Wen"),
        "topics": ("ferry", "port"),
        "language": "en",
    }


def test_what_trafilatura_writes_now_is_understood() -> None:
    trafilatura = pytest.importorskip("trafilatura")
    page = f"<html><title>Ferry back</title><body><article>{''.join(f'<p>{x}</p>' for x in LINES * 9)}</article></body>"

    for form in ("json", "xml", "xmltei"):
        written = trafilatura.extract(page, output_format=form, with_metadata=True, url=URL, deduplicate=False)

        (found,) = documents(written.encode(), "article")

        assert found.content.decode().replace("&amp;", "&").split("\n") == LINES * 9, form
        assert found.fields["url"] == URL


def test_many_texts_in_one_file_come_out_and_an_empty_one_is_rejected() -> None:
    corpus = f"<teiCorpus>{TEI}<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body/></text></TEI>{TEI}</teiCorpus>"

    assert [outcome.record for outcome in read(corpus.encode(), "corpus.xml")] == ["item 1", "item 2", "item 3"]
    assert reasons(corpus.encode(), "corpus.xml") == [("item 2", "bad_record")]


def test_cut_file_is_damaged() -> None:
    (found,) = read(XML[:-30].encode(), "article.xml")

    assert isinstance(found, Rejected) and found.reason == "damaged"


NINJS = {
    "uri": "urn:harbour:1", "type": "text", "versioncreated": "2026-11-10T09:00:00Z", "language": "en",
    "firstcreated": "2026-11-10T08:00:00Z", "headline": "Ferry back", "byline": "Ana Brook",
    "copyrightholder": "Reuters", "subject": [{"code": "1", "name": "ferry"}, {"name": "port"}],
    "description_text": "Back.",
}  # fmt: skip


@pytest.mark.parametrize(
    "record",
    [
        {**NINJS, "body_text": TEXT},
        {**NINJS, "body_html": "".join(f"<p>{line}</p>" for line in LINES).replace("&", "&amp;")},
        {
            "uri": URL, "versionCreated": NINJS["versioncreated"], "firstCreated": NINJS["firstcreated"],
            "headlines": [{"role": "sub", "value": "Back"}, {"role": "main", "value": "Ferry back"}],
            "bodies": [{"role": "x", "contentType": "text/plain", "value": TEXT}], "byline": "Ana Brook",
            "infoSources": [{"role": "provider", "name": "Reuters"}], "language": "en",
            "subjects": [{"name": "ferry"}, {"name": "port"}],
        },
    ],
    ids=["1.3 text", "1.3 html", "3.0"],
)  # fmt: skip
def test_ninjs_is_understood(record: dict[str, Any]) -> None:
    (found,) = documents(json.dumps(record).encode(), "item.json")

    article = to_article(found)

    assert isinstance(article, Article)
    assert (article.title, article.agency, article.topics) == ("Ferry back", "Reuters", ("ferry", "port"))
    assert (article.text, str(article.published_at)) == (TEXT, "2026-11-10 08:00:00+00:00")
