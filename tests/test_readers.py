"""Reading a file: its packing and format are found, and what is damaged costs only itself."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from typing import get_args

import pytest
import zstandard

from transforms.formats.compression import UnpackParams
from transforms.formats.detection import Format
from transforms.formats.readers import ARCHIVES, READERS, read_documents
from transforms.formats.reading import Outcome, ReadParams
from transforms.records import REASONS, SKIPS, Document, Rejected, Skipped

PAGE = (
    b"<!doctype html><html><head><title>Ferry aground</title></head><body><p>The ferry ran aground.</p></body></html>"
)
TEXT = "Fähre läuft auf Grund\n\nDie Fähre lief am Morgen auf eine Sandbank.\n".encode()
LINES = b'{"text": "The ferry ran aground.", "url": "https://harbour.example/1"}\n{"text": "The port is closed."}\n'


def read(data: bytes, path: str = "file", params: ReadParams | None = None) -> list[Outcome]:
    outcomes = list(read_documents(io.BytesIO(data), source="inbox", path=path, file_id="f1", params=params))
    assert all(o.reason in REASONS for o in outcomes if isinstance(o, Rejected))
    assert all(o.reason in SKIPS for o in outcomes if isinstance(o, Skipped))
    assert len({o.document_id for o in outcomes}) == len(outcomes), "each outcome has a place of its own"
    return outcomes


def documents(data: bytes, path: str = "file", params: ReadParams | None = None) -> list[Document]:
    return [outcome for outcome in read(data, path, params) if isinstance(outcome, Document)]


def reasons(data: bytes, path: str = "file", params: ReadParams | None = None) -> list[tuple[str, str]]:
    return [(o.record, o.reason) for o in read(data, path, params) if not isinstance(o, Document)]


Pack = Callable[[bytes], bytes]
PACKS = pytest.mark.parametrize(
    "pack", [gzip.compress, zstandard.compress, bz2.compress, lzma.compress], ids=["gzip", "zstd", "bzip2", "xz"]
)


@pytest.mark.parametrize(
    "pack",
    [bytes, gzip.compress, zstandard.compress, bz2.compress, lzma.compress],
    ids=["plain", "gzip", "zstd", "bzip2", "xz"],
)
@pytest.mark.parametrize(
    ("data", "path", "kinds"),
    [
        (PAGE, "page.html", ["html"]),
        (PAGE, "page.txt", ["html"]),
        (PAGE, "page", ["html"]),
        (b"\xef\xbb\xbf<!-- made by hand -->\n" + PAGE, "page.jsonl", ["html"]),
        (PAGE.decode().encode("utf-16"), "page.html", ["html"]),
        (b"<p>The ferry ran aground.</p><p>No one was hurt.</p>", "fragment.txt", ["html"]),
        (TEXT, "scrape.txt", ["scrape"]),
        (TEXT, "scrape.html", ["scrape"]),
        (TEXT, "scrape", ["scrape"]),
        (TEXT.decode().encode("utf-16-le"), "scrape.txt", ["scrape"]),
        (b"[Update] The ferry <b>is</b> free.", "scrape.txt", ["scrape"]),
        (LINES, "export.jsonl", ["export", "export"]),
        (LINES, "export.json", ["export", "export"]),
        (LINES, "export.html", ["export", "export"]),
        (LINES.decode().encode("utf-16"), "export.jsonl", ["export", "export"]),
        (b"[" + LINES.strip().replace(b"\n", b",\n") + b"]", "export.json", ["export", "export"]),
    ],
)
def test_format_is_found_by_content_whatever_name_and_packing_say(
    pack: Pack, data: bytes, path: str, kinds: list[str]
) -> None:
    assert [document.kind for document in documents(pack(data), path)] == kinds


def test_content_of_pages_and_texts_is_left_as_it_is() -> None:
    latin = "<html><p>Überfahrt für fünf Euro</p>".encode("latin-1")

    (page,) = documents(gzip.compress(latin, mtime=0), "page.html.gz")

    assert (page.content, page.record, page.charset, page.fields) == (latin, "", None, {})


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"SQLite format 3\0\x10\0", "SQLite"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
        (bytes(range(256)) * 4, "binary data"),
        (b'<?xml version="1.0"?>\n<urlset><url/></urlset>', "site map"),
    ],
)
def test_other_content_is_named_in_the_rejection(data: bytes, seen: str) -> None:
    (outcome,) = read(data, "article.txt")

    assert isinstance(outcome, Rejected)
    assert outcome.reason == "unknown_format"
    assert seen in outcome.detail


@pytest.mark.parametrize("head", [b"<!-- note -->" * 2_000, b"<?xml ?>" * 2_000, b"<!doctype x [" * 2_000], ids=len)
def test_long_prolog_is_read_at_once(head: bytes) -> None:
    assert len(read(head + b"The ferry ran aground.", "page.html")) == 1


def test_table_is_known_by_its_name() -> None:
    assert reasons(b"day,passengers\n2026-11-09,412\n", "ferries.csv") == [("", "unknown_format")]


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf\n", bytes(2_000), gzip.compress(b"", mtime=0)])
def test_blank_file_is_empty(data: bytes) -> None:
    assert reasons(data, "page.html") == [("", "empty_file")]


@pytest.mark.parametrize("path", ["none.json", "none.jsonl"])
def test_file_without_a_record_is_accounted_for(path: str) -> None:
    assert reasons(b"[]", path) == [("", "bad_record")]


def test_every_format_has_a_reader() -> None:
    assert set(READERS) | set(ARCHIVES) == set(get_args(Format))


class TestDamage:
    lines = b"".join(b'{"text": "Ferry %06d ran aground near the old lighthouse."}\n' % n for n in range(5_000))

    def test_lines_before_a_cut_in_gzip_come_out(self) -> None:
        packed = gzip.compress(self.lines, mtime=0)

        found = read(packed[: len(packed) // 2], "export.jsonl.gz")

        assert 1_500 < len(found) - 1 < 3_500
        assert all(isinstance(outcome, Document) for outcome in found[:-1])
        assert isinstance(found[-1], Rejected) and found[-1].reason == "damaged" and "cut off" in found[-1].detail

    def test_lines_before_a_cut_in_zstd_come_out(self) -> None:
        frames = zstandard.compress(self.lines) + zstandard.compress(self.lines)

        found = read(frames[:-40], "export.jsonl.zst")

        assert len(found) > 5_000
        assert isinstance(found[-1], Rejected) and "no end" in found[-1].detail

    def test_lines_right_up_to_the_corrupt_byte_come_out(self) -> None:
        packed = bytearray(gzip.compress(self.lines, mtime=0))
        packed[-6] ^= 0xFF  # the checksum, read after the last line

        found = read(bytes(packed), "export.jsonl.gz")

        assert sum(isinstance(outcome, Document) for outcome in found) == 5_000
        assert reasons(bytes(packed), "export.jsonl.gz") == [("before line 5001", "damaged")]

    def test_reading_goes_on_at_the_next_gzip_member(self) -> None:
        members = [gzip.compress(line + b"\n", mtime=0) for line in self.lines.splitlines()[:3]]
        members[1] = members[1][:20] + b"\xff\xff\xff\xff" + members[1][24:]

        found = documents(b"".join(members), "export.jsonl.gz")

        assert [document.content[:12] for document in found] == [b"Ferry 000000", b"Ferry 000002"]

    @PACKS
    def test_cut_page_is_no_document(self, pack: Pack) -> None:
        assert reasons(pack(PAGE * 50)[:-20], "page.html.gz") == [("", "damaged")]
        assert documents(pack(PAGE * 50)[:-20], "page.html.gz") == []

    @PACKS
    def test_zeros_after_the_end_are_padding(self, pack: Pack) -> None:
        assert len(read(pack(PAGE) + bytes(1_000), "page.html.gz")) == 1

    @PACKS
    def test_junk_after_the_end_is_reported_beside_the_whole_page(self, pack: Pack) -> None:
        found = read(pack(PAGE) + b"junk and more", "page.html.gz")

        assert [type(outcome) for outcome in found] == [Document, Rejected]
        assert isinstance(found[1], Rejected) and "13 bytes" in found[1].detail

    @pytest.mark.parametrize("pack", [bz2.compress, lzma.compress], ids=["bzip2", "xz"])
    def test_reading_goes_on_at_the_next_bzip2_or_xz_stream(self, pack: Pack) -> None:
        streams = [bytearray(pack(line + b"\n")) for line in self.lines.splitlines()[:3]]
        streams[1][len(streams[1]) // 2] ^= 0xFF

        found = read(b"".join(streams), "export.jsonl")

        assert [o.content[:12] for o in found if isinstance(o, Document)] == [b"Ferry 000000", b"Ferry 000002"]
        assert [o.reason for o in found if isinstance(o, Rejected)] == ["damaged"]

    def test_lines_before_the_damage_in_xz_come_out_but_for_the_last_64_kib(self) -> None:
        packed = bytearray(lzma.compress(self.lines))
        packed[-30] ^= 0xFF  # the check of the block, read after the last line

        found = read(bytes(packed), "export.jsonl.xz")

        assert len(self.lines) - 3 * (64 << 10) < sum(59 for o in found if isinstance(o, Document))
        assert isinstance(found[-1], Rejected) and found[-1].reason == "damaged"

    @PACKS
    def test_packed_twice_is_read_and_three_times_is_over_the_limit(self, pack: Pack) -> None:
        assert len(documents(gzip.compress(pack(PAGE)), "page.html")) == 1

        (outcome,) = read(pack(gzip.compress(pack(PAGE))), "page.html")

        assert isinstance(outcome, Rejected) and outcome.reason == "too_large"
        assert "limit packings of 2 times" in outcome.detail

    def test_members_and_skippable_frames_are_joined(self) -> None:
        skippable = b"\x50\x2a\x4d\x18\x04\0\0\0note"

        found = documents(zstandard.compress(LINES) + skippable + zstandard.compress(LINES), "export.jsonl.zst")

        assert len(found) == 4


class TestLimits:
    def test_long_page_is_refused(self) -> None:
        params = ReadParams(max_page_bytes=1_000)

        assert reasons(PAGE + b" " * 1_000, "page.html", params) == [("", "too_large")]

    def test_long_line_costs_itself_only(self) -> None:
        data = LINES + b'{"text": "' + b"x" * 3_000 + b'"}\n' + LINES
        params = ReadParams(max_line_bytes=1_000)

        assert len(documents(data, "export.jsonl", params)) == 4
        assert reasons(data, "export.jsonl", params) == [("line 3", "too_large")]

    @pytest.mark.parametrize("pack", [zstandard.compress, bz2.compress, lzma.compress], ids=["zstd", "bzip2", "xz"])
    def test_bomb_is_stopped_by_ratio(self, pack: Pack) -> None:
        params = ReadParams(unpack=UnpackParams(ratio_from_bytes=1 << 20))

        found = read(pack(b"a " * (4 << 20)), "bomb.jsonl", params)

        assert isinstance(found[-1], Rejected) and found[-1].reason == "too_large"
        assert "limit unpacked_ratio of 1,000 times" in found[-1].detail

    @pytest.mark.parametrize(
        "packed",
        [zstandard.ZstdCompressor(level=22).compress(bytes(4 << 20)), lzma.compress(bytes(4 << 20), preset=9)],
        ids=["zstd", "xz"],
    )
    def test_window_over_the_limit_is_refused(self, packed: bytes) -> None:
        params = ReadParams(unpack=UnpackParams(max_window_bytes=1 << 20))

        (outcome,) = read(packed, "page.html", params)

        assert isinstance(outcome, Rejected) and outcome.reason == "too_large"
        assert "limit window_bytes of 1,048,576 bytes" in outcome.detail

    def test_bomb_is_stopped_by_size(self) -> None:
        params = ReadParams(unpack=UnpackParams(max_bytes=1 << 20))
        data = b"".join(b'{"text": "%d"}\n' % n for n in range(100_000))

        found = read(gzip.compress(data, mtime=0), "long.jsonl.gz", params)

        assert len(found) > 10_000
        assert isinstance(found[-1], Rejected) and found[-1].reason == "too_large"
