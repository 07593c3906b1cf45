"""Saved mails and pages saved as mails: the page comes out whole, or the damage is a row."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.test_readers import documents, read, reasons
from transforms.formats.reading import ReadParams
from transforms.records import Article, Document, Rejected
from transforms.to_article import to_article

PAGE = (
    "<!doctype html><html><head><title>Fähre frei</title></head><body><article>"
    + "".join(
        f"<p>Die Fähre Aldermoor lag {n} Stunden = fast einen Tag auf der Sandbank vor Kestrel.</p>" for n in range(9)
    )
    + "</article></body></html>"
)


def part(media: str, body: bytes, encoding: str, more: str = "") -> bytes:
    encoders: dict[str, Callable[[bytes], bytes]] = {
        "base64": base64.encodebytes,
        "quoted-printable": quopri.encodestring,
    }
    encoded = encoders.get(encoding, bytes)(body)
    header = f"Content-Type: {media}\r\nContent-Transfer-Encoding: {encoding}\r\n{more}\r\n"
    return header.encode() + encoded.replace(b"\n", b"\r\n")


def mhtml(*parts: bytes) -> bytes:
    head = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://harbour.example/1\r\n"
        b"Subject: =?utf-8?Q?F=C3=A4hre=20frei?=\r\nDate: Tue, 10 Nov 2026 08:00:00 +0100\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--B--1"\r\n\r\n\r\n'
    )
    return head + b"".join(b"----B--1\r\n" + one + b"\r\n" for one in parts) + b"----B--1--\r\n"


PICTURE = part("image/png", bytes(range(256)) * 20, "base64", "Content-Location: https://harbour.example/1.png\r\n")
HTML = part("text/html; charset=utf-8", PAGE.encode(), "quoted-printable")


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("path", ["page.mhtml", "page", "page.txt"])
def test_saved_page_comes_out_byte_for_byte(encoding: str, path: str) -> None:
    page = part("text/html; charset=windows-1252", PAGE.encode("cp1252"), encoding)

    (found,) = documents(mhtml(page, PICTURE), path)

    assert (found.record, found.kind, found.charset) == ("part 1", "html", "windows-1252")
    assert found.content.strip() == PAGE.encode("cp1252")
    assert found.fields == {"url": "https://harbour.example/1", "title": "Fähre frei"}
    assert found.fetched_at == datetime(2026, 11, 10, 7, tzinfo=UTC), "the day of saving is not the day of publication"


def test_saved_page_is_an_article() -> None:
    found = to_article(documents(mhtml(HTML, PICTURE), "page.mht")[0])

    assert isinstance(found, Article)
    assert (found.title, found.url, found.text.count("\n")) == ("Fähre frei", "https://harbour.example/1", 8)


NEWSLETTER = (
    "Return-Path: <news@harbour.example>\nFrom: Harbour Post <news@harbour.example>\nSubject: Ferry back\n"
    "Date: Tue, 10 Nov 2026 08:00:00 +0000\nMIME-Version: 1.0\n"
)


def test_page_of_a_newsletter_is_preferred_to_its_text() -> None:
    parts = b"--b\n" + part("text/plain", b"See the page.", "8bit") + b"\n--b\n" + HTML + b"\n--b--\n"
    data = (NEWSLETTER + "Content-Type: multipart/alternative; boundary=b\n\n").encode() + parts

    (found,) = documents(data, "mail.eml")

    assert (found.record, found.kind, found.content.strip()) == ("part 2", "html", PAGE.encode())
    assert found.fields == {
        "title": "Ferry back",
        "outlet": "Harbour Post",
        "published": "Tue, 10 Nov 2026 08:00:00 +0000",
    }


def test_mail_of_text_is_a_scrape() -> None:
    (found,) = documents((NEWSLETTER + "\nThe ferry is back at its berth.\n").encode(), "mail.eml")

    assert (found.kind, found.content) == ("scrape", b"The ferry is back at its berth.\n")


@pytest.mark.parametrize(
    ("encoding", "change"),
    [
        ("base64", (b"PHA", b"P!A")),
        ("base64", (b"=\r\n\r\n--", b"\r\n\r\n--")),
        ("quoted-printable", (b"=3D fast", b"=ZD fast")),
    ],
)
def test_broken_transfer_encoding_is_damage_and_never_a_cut_page(encoding: str, change: tuple[bytes, bytes]) -> None:
    data = mhtml(part("text/html; charset=utf-8", PAGE.encode() + b"<p>1", encoding), PICTURE)
    broken = data.replace(*change)
    assert broken != data

    assert reasons(broken, "page.mhtml") == [("part 1", "damaged")]
    assert documents(broken, "page.mhtml") == []


def test_mail_cut_in_its_page_is_damaged() -> None:
    whole = mhtml(HTML)

    for cut in range(12, len(HTML), 97):
        assert reasons(whole[:-cut], "page.mhtml")[-1][1] == "damaged"
        assert documents(whole[:-cut], "page.mhtml") == []


def test_mail_cut_behind_its_page_gives_the_page_and_a_row() -> None:
    found = read(mhtml(HTML, PICTURE)[:-500], "page.mhtml")

    assert [type(outcome) for outcome in found] == [Document, Rejected]
    assert found[1].record == "after the end"


@pytest.mark.parametrize(
    "data",
    [
        mhtml(PICTURE),
        b"MIME-Version: 1.0\n" + b"Content-Type: message/rfc822\n\n" * 4_000,
        b"MIME-Version: 1.0\nContent-Type: =?x?B?\xff?=; charset=\xff\n\n\n",
        b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: uuencode\n\nx\n",
    ],
    ids=["no page", "nested", "no type", "unknown encoding"],
)
def test_mail_without_a_readable_page_is_rejected(data: bytes) -> None:
    assert documents(data, "page.mhtml") == []
    assert len(read(data, "page.mhtml")) == 1


def test_large_mail_is_refused() -> None:
    assert reasons(mhtml(HTML), "page.mht", ReadParams(max_page_bytes=100)) == [("part 1", "too_large")]
    assert reasons(mhtml(HTML), "page.mht", ReadParams(max_line_bytes=100)) == [("", "too_large")]


def test_text_that_begins_like_a_mail_is_a_text() -> None:
    assert documents(b"Date: 10 November\nFrom: Kestrel Bay\n\nThe ferry is back.\n", "a.txt")[0].kind == "scrape"
