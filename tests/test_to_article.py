"""Documents of every kind become articles or are rejected with a reason, the same way every time."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from transforms.records import Article, Document, Kind, Rejected, content_id
from transforms.text_cleanup import restore
from transforms.to_article import ArticleParams, to_article

NOW = datetime(2031, 12, 24, tzinfo=UTC)
STORY = [
    "The council of Port Lund voted on Monday night to close the old bridge over the Arve for at least a year.",
    "Engineers had found cracks in two of its northern piers after the floods in spring, the mayor told reporters.",
    "Ferries will run every ten minutes from the fish market until the work is done, according to the harbour office.",
    "Work is to begin in May, and the council expects it to cost 36 million crowns.",
]
PAGE = (
    "<html lang='en'><head><title>Old bridge to close | Harbour Post</title>"
    "<link rel='canonical' href='https://harbourpost.example/coast/old-bridge-to-close'>"
    "<meta property='article:published_time' content='2031-12-08T06:12:00+01:00'></head><body><article>"
    f"<h1>Old bridge to close</h1>{''.join(f'<p>{line}</p>' for line in STORY * 2)}</article></body></html>"
)


def document(content: str | bytes, kind: Kind, **fields: str | tuple[str, ...]) -> Document:
    data = content.encode() if isinstance(content, str) else content
    return Document(source="inbox", path="a.txt", record="", file_id="0" * 64, kind=kind, content=data, fields=fields)


def article(content: str | bytes, kind: Kind, **fields: str | tuple[str, ...]) -> Article:
    outcome = to_article(document(content, kind, **fields), ArticleParams(now=NOW))
    assert isinstance(outcome, Article)
    return outcome


def rejected(content: str | bytes, kind: Kind = "html") -> Rejected:
    outcome = to_article(document(content, kind), ArticleParams(now=NOW))
    assert isinstance(outcome, Rejected)
    return outcome


def test_page_becomes_an_article() -> None:
    found = article(PAGE, "html", url="https://harbourpost.example/coast/old-bridge-to-close?utm_source=x")

    assert found.title == "Old bridge to close"
    assert found.text.split("\n")[:2] == STORY[:2]
    assert found.article_id == content_id("url", "https://harbourpost.example/coast/old-bridge-to-close")
    assert found.published_at == datetime(2031, 12, 8, 5, 12, tzinfo=UTC)
    assert (found.published_offset_minutes, found.published_precision, found.published_from) == (60, "second", "meta")
    assert (found.language, found.language_from) == ("en", "text")
    assert found.site == "harbourpost.example"


def test_file_knows_better_than_a_guess_from_the_address_and_the_page_better_than_the_file() -> None:
    html = PAGE.replace("Old bridge to close | Harbour Post", "Old bridge to close")

    found = article(html, "html", url="https://harbourpost.example/1", outlet="The Harbour Post", title="Bridge")

    assert (found.outlet, found.outlet_from) == ("The Harbour Post", "file")
    assert (found.title, found.published_from) == ("Old bridge to close", "meta")


def test_title_is_not_repeated_in_the_text_of_a_page() -> None:
    assert "Old bridge to close" not in article(PAGE, "html").text.split("\n")


def test_page_without_any_address_is_known_by_its_path() -> None:
    html = PAGE.replace("rel='canonical'", "rel='other'")

    assert article(html, "html").article_id == content_id("path", "inbox", "a.txt", "")


def test_export_keeps_its_whole_text_and_its_fields() -> None:
    text = "\n\n".join(["Old bridge to close", *STORY, "Hello", "Source link", "Leave a Reply"])

    found = article(
        text, "export", title="Old bridge to close", authors=("Ana Lund", "Tom Reyes"), published="2031-12-08",
        language="en",
        url="https://harbourpost.example/coast/old-bridge-to-close", outlet="Harbour Post",
    )  # fmt: skip

    assert found.text.split("\n") == [*STORY, "Hello"]
    assert [line.reason for line in found.removed] == ["title", "residue", "residue"]
    assert found.authors == ("Ana Lund", "Tom Reyes")
    assert {found.title_from, found.authors_from, found.published_from, found.language_from, found.outlet_from} == {
        "file"
    }
    assert found.published_precision == "day"


def test_field_that_means_nothing_is_not_believed() -> None:
    found = article("\n".join(STORY), "export", language="english", published="1970-01-01", url="not a url")

    assert (found.language, found.language_from) == ("en", "text")
    assert found.published_at is None
    assert found.url is None


def test_scrape_with_a_stated_title_keeps_it() -> None:
    found = article("Old bridge to close | Coast News\n" + "\n".join(STORY), "scrape", title="Old bridge to close")

    assert (found.title, found.title_from) == ("Old bridge to close", "file")
    assert found.text.split("\n") == STORY


@pytest.mark.parametrize("kind", ["scrape", "export"])
def test_removed_lines_restore_the_text(kind: Kind) -> None:
    text = "\n".join(["Home", "Old bridge to close", *STORY, "Share", "Related Articles"])

    found = article(text, kind)

    assert restore(found.text, found.removed) == text


def test_home_page_as_address_makes_no_article_id() -> None:
    found = article("\n".join(STORY), "export", url="https://harbourpost.example/")

    assert found.canonical_url is None
    assert found.url == "https://harbourpost.example/"
    assert found.article_id == content_id("path", "inbox", "a.txt", "")


@pytest.mark.parametrize(
    ("content", "kind", "reason"),
    [
        (b"", "html", "empty_file"),
        (b" \n\t ", "export", "empty_file"),
        ("<html><body><p>Not found.</p></body></html>", "html", "too_short"),
        ("<html><body></body></html>", "html", "not_an_article"),
        ("Five words are too few.", "export", "too_short"),
        (bytes(range(1, 32)) * 200, "html", "undecodable"),
    ],
)
def test_what_is_no_article_says_why(content: str | bytes, kind: Kind, reason: str) -> None:
    assert rejected(content, kind).reason == reason


def test_a_front_page_of_headlines_is_no_article() -> None:
    headlines = ["Ferry runs aground", "Council backs tram", "Gulls win on penalties", "Seal pup in doorway"] * 8
    page = (
        f"<html><body><h1>Harbour Post</h1>{''.join(f'<p><a href=/{i}>{h}</a></p>' for i, h in enumerate(headlines))}"
    )

    assert rejected(page).reason == "not_an_article"


def test_rejected_document_keeps_its_identity() -> None:
    outcome = rejected(b"")

    assert outcome.document_id == document(b"", "html").document_id
    assert outcome.stage == "extract"


def test_too_large_documents_are_not_parsed() -> None:
    outcome = to_article(document(PAGE, "html"), ArticleParams(max_bytes=100))

    assert isinstance(outcome, Rejected)
    assert outcome.reason == "too_large"
    assert "document_bytes of 100" in outcome.detail


def test_order_of_documents_does_not_matter() -> None:
    pages = [document(PAGE.replace("Monday", day), "html") for day in ("Monday", "Tuesday", "Monday")]

    forwards = [to_article(page, ArticleParams(now=NOW)) for page in pages]
    backwards = [to_article(page, ArticleParams(now=NOW)) for page in reversed(pages)]

    assert forwards == backwards[::-1]


def test_text_that_cannot_be_stored_is_made_storable() -> None:
    found = article("\n".join(STORY).encode() + b"\n\xed\xa0\x80 The end of the story was cut off there.", "export")

    assert found.text.encode("utf-8")


def test_a_day_to_come_above_a_text_is_not_when_it_was_published() -> None:
    scrape = "Old bridge to close\n{}\n" + "\n".join(STORY)

    assert article(scrape.format("3 May 2032"), "scrape").published_at is None
    assert article(scrape.format("3 May 2031"), "scrape").published_at == datetime(2031, 5, 3, tzinfo=UTC)


def test_fetch_time_bounds_dates_where_no_clock_is_given() -> None:
    late = dataclasses.replace(document(PAGE, "html"), fetched_at=datetime(2031, 1, 1, tzinfo=UTC))

    outcome = to_article(late)

    assert isinstance(outcome, Article)
    assert outcome.published_from != "meta"


def test_importing_loads_no_extractor() -> None:
    heavy = {"trafilatura", "py3langid", "htmldate", "resiliparse"}
    code = f"import sys, transforms.to_article; print(sorted({heavy} & set(sys.modules)))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert loaded.strip() == "[]"


def page_of(*lines: str, title: str = "Old bridge to close", heading: str = "h1") -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<html><head><title>{title}</title></head><body><{heading}>Old bridge to close</{heading}>{body}</body></html>"
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("By Dora Quill", "byline"),
        ("Par Maëlle Guérin", "byline"),
        ("By Dora Quill — Published 4 October 2031 at 09:30, updated at 10:00", "byline"),
        ("Northway News Agency", "byline"),
        ("Published 4 October 2031, 09:30", "date"),
        ("Dora Quill | 4 October 2031", "date"),
        ("Front page - Harbour - Weather", "residue"),
    ],
)
def test_byline_date_and_menu_above_the_story_go_from_a_page(line: str, reason: str) -> None:
    found = article(page_of(line, *STORY * 2), "html")

    assert found.text.split("\n") == STORY * 2
    assert (line, reason) in [(removed.text, removed.reason) for removed in found.removed]


@pytest.mark.parametrize(
    "line",
    [
        "Abonnez-vous à notre newsletter",
        "Udostępnij na Facebooku",
        "- Guardar",
        "Stampa questa pagina",
        "Copyright Northway News Agency. For clients only.",
        "© Harbour Post 2031 – All rights reserved – Imprint",
        "Print | Write a letter | Recommend",
    ],
)
def test_requests_and_imprint_below_the_story_go_from_a_page(line: str) -> None:
    found = article(page_of(*STORY * 2, line), "html")

    assert found.text.split("\n") == STORY * 2


@pytest.mark.parametrize(
    "line", ["Copyright law was changed in Port Lund on Monday, the mayor said.", "By noon the bridge was closed."]
)
def test_sentences_that_begin_like_residue_stay_in_a_page(line: str) -> None:
    assert line in article(page_of(line, *STORY * 2), "html").text


def test_a_page_titled_after_its_newspaper_has_its_title_in_the_first_subheading() -> None:
    found = article(page_of("di Fulvio Bertocchi", *STORY * 2, title="Il Corriere di Lund", heading="h2"), "html")

    assert (found.title, found.authors, found.authors_from) == ("Old bridge to close", ("Fulvio Bertocchi",), "text")


def test_an_unknown_agency_is_known_by_its_dateline() -> None:
    found = article(page_of("PORT LUND (QNA) - " + STORY[0], *STORY), "html")

    assert found.agency == "QNA"


PROGRAM = """\"\"\"Count the cars.\"\"\"
import os
import sys

def count(path):
    total = 0
    for name in os.listdir(path):
        if name.endswith(".csv"):
            total += len(open(name).readlines())
    return total

if __name__ == "__main__":
    print(count(sys.argv[1]))
"""


@pytest.mark.parametrize(
    "content",
    [
        PROGRAM,
        "day,cars,lorries\n" + "\n".join(f"2031-12-{day:02},{day * 700},{day * 31}" for day in range(1, 20)),
        "[bridge]\nname = old\nlength = 240\nlanes = 2\n[ferry]\nname = Arve\nminutes = 10\ncars = 24\nopen = true\n"
        * 2,
    ],
)
def test_programs_tables_and_settings_are_no_articles(content: str) -> None:
    assert rejected(content, "scrape").reason == "not_an_article"


def test_an_article_about_a_program_is_one() -> None:
    explained = [line + " The listing below shows how the cars were counted." for line in STORY]

    assert "The listing below" in article("\n\n".join(explained) + "\n\n" + PROGRAM, "scrape").text


def test_the_agency_credited_is_no_author() -> None:
    head = '<meta name="author" content="AFP"><meta property="og:type" content="article">'
    lines = [
        f"The harbour master of Saltmarsh counted {n} boats at the pier before the storm came in." for n in range(9)
    ]
    body = "".join(f"<p>{line}</p>" for line in [f"SALTMARSH (AFP) - {lines[0]}", *lines[1:]])

    made = article(
        f"<html><head>{head}</head><body><article><h1>Boats counted</h1>{body}</article></body></html>", "html"
    )

    assert (made.agency, made.authors) == ("AFP", ())
