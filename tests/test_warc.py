"""Crawl archives: every response is accounted for, and damage costs the record it is in."""

from __future__ import annotations

import gzip
import io
import zlib
from datetime import UTC, datetime

import pytest
import zstandard

from transforms.formats.readers import read_documents
from transforms.formats.reading import Outcome, ReadParams
from transforms.records import Document, Rejected, Skipped

PAGE = b"<html><body><p>The ferry ran aground.</p></body></html>"
CHUNKS = b"7\r\n" + PAGE[:7] + b"\r\n%x;ext=1\r\n" % (len(PAGE) - 7) + PAGE[7:] + b"\r\n0\r\n\r\n"


def record(block: bytes, kind: str = "response", *, length: int | None = None, extra: bytes = b"") -> bytes:
    header = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://harbour.example/{len(block)}\r\n"
        f"WARC-Date: 2026-11-10T08:00:00Z\r\nContent-Length: {len(block) if length is None else length}\r\n"
    )
    return header.encode() + extra + b"\r\n" + block + b"\r\n\r\n"


HTML = "text/html; charset=utf-8"


def http(body: bytes = PAGE, *, status: str = "200 OK", media: str = HTML, extra: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{extra}\r\n".encode() + body


def read(data: bytes, path: str = "crawl.warc", params: ReadParams | None = None) -> list[Outcome]:
    return list(read_documents(io.BytesIO(data), source="inbox", path=path, file_id="f1", params=params))


def documents(data: bytes, path: str = "crawl.warc") -> list[Document]:
    return [outcome for outcome in read(data, path) if isinstance(outcome, Document)]


def content(block: bytes) -> bytes:
    (document,) = documents(record(block))
    return document.content


def test_response_is_a_page_with_what_the_crawler_knows() -> None:
    (page,) = documents(record(http(media="text/html; charset=ISO-8859-15")))

    assert (page.kind, page.content, page.charset) == ("html", PAGE, "ISO-8859-15")
    assert page.fields["url"].startswith("https://harbour.example/")  # type: ignore[union-attr]  # one URL, not several
    assert page.fetched_at == datetime(2026, 11, 10, 8, tzinfo=UTC)


@pytest.mark.parametrize("count", [1, 2, 10])
def test_interim_answers_before_the_response_are_passed_over(count: int) -> None:
    assert content(b"HTTP/1.1 100 Continue\r\n\r\n" * count + http()) == PAGE


def test_a_crowd_of_interim_answers_costs_its_record_only() -> None:
    crowd = record(b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000)

    first, last = read(crowd + record(http()))

    assert isinstance(first, Rejected) and first.reason == "bad_record" and "more than 10 interim" in first.detail
    assert isinstance(last, Document) and last.content == PAGE


def test_each_kind_of_record_has_its_outcome() -> None:
    data = b"".join(
        (
            record(b"software: made by hand\r\n", "warcinfo"),
            record(b"GET / HTTP/1.1\r\n\r\n", "request"),
            record(http(status="301 Moved", extra="Location: https://harbour.example/new\r\n")),
            record(http(b"\x89PNG\r\n\x1a\n", media="image/png")),
            record(b"", "revisit"),
            record(b"The ferry ran aground.", "conversion", extra=b"Content-Type: text/plain\r\n"),
            record(PAGE, "resource", extra=b"Content-Type: text/html\r\n"),
            record(http(b"")),
            record(http(b"\x89PNG\r\n\x1a\n\0\0\0\r")),
            record(b"?", "unheard-of"),
        )
    )

    found = [o.kind if isinstance(o, Document) else o.reason for o in read(data)]

    assert found == [
        "http_status", "not_text", "revisit", "scrape", "html", "empty_file", "unknown_format", "bad_record"
    ]  # fmt: skip


def test_redirect_says_where_to() -> None:
    (skipped,) = read(record(http(status="302 Found", extra="Location: /new\r\n")))

    assert isinstance(skipped, Skipped) and skipped.detail == "302, to /new"


THREE = [record(http(PAGE + b"<!-- %d -->" % n)) for n in range(3)]


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (b"".join(THREE), [0, len(THREE[0]), len(THREE[0]) * 2]),
        (
            b"".join(map(gzip.compress, THREE)),
            [0, len(gzip.compress(THREE[0], mtime=0)), 2 * len(gzip.compress(THREE[0], mtime=0))],
        ),
    ],
    ids=["plain", "gzip by record"],
)
def test_place_is_the_offset_in_the_file(data: bytes, places: list[int]) -> None:
    assert [document.record for document in documents(data)] == [f"offset {place}" for place in places]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_archive_packed_as_a_whole_has_places_inside_its_member(pack: type[bytes]) -> None:
    found = documents(pack(b"".join(THREE)), "crawl")

    assert [document.record for document in found] == ["offset 0", *(f"offset 0+{n * len(THREE[0])}" for n in (1, 2))]


def test_line_feeds_alone_are_line_ends() -> None:
    header, _, block = THREE[0].partition(b"\r\n\r\n")

    found = documents((header.replace(b"\r\n", b"\n") + b"\n\n" + block.removesuffix(b"\r\n\r\n") + b"\n\n") * 2)

    assert len(found) == 2


def test_blank_lines_between_records_are_nothing() -> None:
    assert len(read(b"\r\n\r\n" + b"\r\n\r\n\n".join(THREE) + b"\r\n" * 50)) == 3


@pytest.mark.parametrize(
    ("middle", "reason"),
    [
        (record(http(), length=5_000), "damaged"),
        (record(http(), length=20), "damaged"),
        (record(http(), length=99_000_000_000), "too_large"),
        (record(http()).replace(b"Content-Length: ", b"Content-Length: -"), "bad_record"),
        (record(http()).replace(b"Content-Length: ", b"Length: "), "bad_record"),
        (b"\x00\xff lost bytes \r\n" * 9, "damaged"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n", "damaged"),
    ],
    ids=["too long", "too short", "huge", "negative", "missing", "garbage", "cut header"],
)
def test_damaged_record_costs_itself_only(middle: bytes, reason: str) -> None:
    found = read(THREE[0] + middle + THREE[2])

    assert [type(outcome) for outcome in found] == [Document, Rejected, Document]
    assert isinstance(found[1], Rejected) and found[1].reason == reason


@pytest.mark.parametrize("error", [-2, -1, 1, 2])
def test_length_that_is_off_by_one_or_two_is_forgiven(error: int) -> None:
    block = http()

    assert len(documents(THREE[0] + record(block, length=len(block) + error) + THREE[2])) == 3


def test_record_cut_at_the_end_is_damaged() -> None:
    found = read((THREE[0] + THREE[1])[:-40])

    assert [type(outcome) for outcome in found] == [Document, Rejected]


def test_corrupt_gzip_member_costs_its_record() -> None:
    members = [bytearray(gzip.compress(part, mtime=0)) for part in THREE]
    members[1][60:64] = b"\xff\xff\xff\xff"

    found = read(b"".join(members), "crawl.warc.gz")

    assert [document.record for document in found if isinstance(document, Document)] == [
        "offset 0", f"offset {len(members[0]) + len(members[1])}"
    ]  # fmt: skip
    assert any(isinstance(outcome, Rejected) and outcome.reason == "damaged" for outcome in found)


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gzip.compress(PAGE, mtime=0), "Content-Encoding: gzip\r\n"),
        (gzip.compress(gzip.compress(PAGE), mtime=0), "Content-Encoding: gzip, gzip\r\n"),
        (PAGE, "Content-Encoding: gzip\r\n"),
        (PAGE, "Content-Encoding: br\r\n"),
        (zlib.compress(PAGE), "Content-Encoding: deflate\r\n"),
        (zlib.compress(PAGE)[2:-4], "Content-Encoding: deflate\r\n"),
        (zstandard.compress(PAGE), "Content-Encoding: zstd\r\n"),
        (CHUNKS, "Transfer-Encoding: chunked\r\n"),
        (PAGE, "Transfer-Encoding: chunked\r\n"),
    ],
    ids=["gzip", "gzip twice", "no gzip", "no br", "deflate", "bare deflate", "zstd", "chunks", "no chunks"],
)
def test_encodings_are_undone_where_the_bytes_show_them(body: bytes, header: str) -> None:
    assert content(http(body, extra=header)) == PAGE


@pytest.mark.parametrize(
    ("body", "header", "reason"),
    [
        (gzip.compress(PAGE, mtime=0)[:-12], "Content-Encoding: gzip\r\n", "damaged"),
        (b"\x8b\x03\x80brotli", "Content-Encoding: br\r\n", "damaged"),
        (gzip.compress(PAGE + b" " * 50_000, mtime=0), "Content-Encoding: gzip\r\n", "too_large"),
    ],
)
def test_body_that_cannot_be_unpacked_is_rejected(body: bytes, header: str, reason: str) -> None:
    (found,) = read(record(http(body, extra=header)), params=ReadParams(max_page_bytes=10_000))

    assert isinstance(found, Rejected) and found.reason == reason


def test_large_picture_is_skipped_without_being_held() -> None:
    found = read(record(http(bytes(50_000), media="video/mp4")) + THREE[0], params=ReadParams(max_page_bytes=1_000))

    assert [type(outcome) for outcome in found] == [Skipped, Document]


def test_page_cut_by_the_crawler_says_so() -> None:
    (page,) = documents(record(http(), extra=b"WARC-Truncated: length\r\n"))

    assert page.fields["truncated"] == "length"
