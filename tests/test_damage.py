"""Damaged and odd files: each article in them comes out whole, or a row says what is missing."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import zstandard

from tests.made_up import (
    body,
    crawled,
    line,
    lines,
    page,
    paragraphs,
    record,
    response,
    text,
    title,
    warc_record,
    whole,
)
from tests.test_archives import entry, tar_of, zipped
from tests.test_readers import read
from transforms.records import Article, Document
from transforms.to_article import to_article


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file, the articles that must come out of it whole, and the reasons of its other records."""

    path: str
    data: bytes
    whole: tuple[int, ...] = (1,)
    reasons: frozenset[str] = frozenset()


def case(path: str, data: bytes | str, numbers: Iterable[int] = (1,), *reasons: str) -> Case:
    content = data.encode() if isinstance(data, str) else data
    return Case(path=path, data=content, whole=tuple(numbers), reasons=frozenset(reasons))


P1 = page(1).encode()
SIX = tuple(range(1, 7))


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


# ---- gzip, zstd, bzip2, xz


def gzip_member(
    data: bytes, *, extra: bytes = b"", name: bytes = b"", comment: bytes = b"", is_checked: bool = False
) -> bytes:
    """A gzip member with all that its header may have."""
    flags = (4 if extra else 0) | (8 if name else 0) | (16 if comment else 0) | (2 if is_checked else 0)
    head = b"\x1f\x8b\x08" + bytes([flags]) + bytes(5) + b"\xff"
    head += struct.pack("<H", len(extra)) + extra if extra else b""
    head += name + b"\0" if name else b""
    head += comment + b"\0" if comment else b""
    head += struct.pack("<H", zlib.crc32(head) & 0xFFFF) if is_checked else b""
    packer = zlib.compressobj(wbits=-15)
    return head + packer.compress(data) + packer.flush() + struct.pack("<LL", zlib.crc32(data), len(data) & 0xFFFFFFFF)


ZSTD = zstandard.ZstdCompressor()
SKIPPABLE = b"\x50\x2a\x4d\x18" + struct.pack("<L", 9) + b"not a log"
MEMBERS = [gzip.compress(line(n) + b"\n", mtime=0) for n in SIX]
FRAMES = [zstandard.compress(line(n) + b"\n") for n in SIX]
STREAMS = [lzma.compress(line(n) + b"\n") for n in SIX]
BLOCKS = [bz2.compress(line(n) + b"\n") for n in SIX]
DICTIONARY = zstandard.ZstdCompressionDict(text(9).encode() * 3, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def without_size(data: bytes) -> bytes:
    packer = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    return packer.compress(data) + packer.flush()


def lying_size(data: bytes, size: int) -> bytes:
    """A zstd frame that states another size than it has."""
    packed = bytearray(zstandard.ZstdCompressor(write_checksum=False).compress(data))
    assert packed[4] >> 6 == 1, "a size of two bytes"
    at = 5 if packed[4] & 0x20 else 6
    packed[at : at + 2] = struct.pack("<H", size - 256)
    return bytes(packed)


PACKED = {
    "gzip with all header fields": case(
        "a.html.gz", gzip_member(P1, extra=b"AB\x02\x00xy", name=b"a.html", comment=b"by hand", is_checked=True)
    ),
    "gzip in members": case("a.jsonl.gz", b"".join(MEMBERS), SIX),
    "gzip with a bad member": case(
        "a.jsonl.gz",
        b"".join([*MEMBERS[:2], flipped(MEMBERS[2], len(MEMBERS[2]) // 2), *MEMBERS[3:]]),
        (1, 2, 4, 5, 6),
        "damaged",
        "bad_record",
    ),
    "gzip with a cut member in the middle": case(
        "a.jsonl.gz", b"".join([*MEMBERS[:2], MEMBERS[2][:-30], *MEMBERS[3:]]), (1, 2, 4, 5, 6), "damaged"
    ),
    "gzip without its last eight bytes": case("a.jsonl.gz", gzip.compress(lines(SIX), mtime=0)[:-8], SIX, "damaged"),
    "gzip page without its last eight bytes": case("a.html.gz", gzip.compress(P1, mtime=0)[:-8], (), "damaged"),
    "gzip with zeros and another member": case("a.jsonl.gz", MEMBERS[0] + bytes(700) + MEMBERS[1], (1, 2)),
    "gzip with junk and another member": case("a.jsonl.gz", MEMBERS[0] + b"junk" * 9 + MEMBERS[1], (1, 2), "damaged"),
    "zstd with skippable frames": case(
        "a.jsonl.zst", SKIPPABLE + FRAMES[0] + SKIPPABLE + b"".join(FRAMES[1:]) + SKIPPABLE, SIX
    ),
    "zstd without a size": case("a.jsonl.zst", without_size(lines(SIX)), SIX),
    "zstd with a long window": case(
        "a.jsonl.zst",
        zstandard.ZstdCompressor(
            compression_params=zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
        ).compress(lines(SIX)),
        SIX,
    ),
    "zstd with a checksum": case(
        "a.jsonl.zst", zstandard.ZstdCompressor(write_checksum=True).compress(lines(SIX)), SIX
    ),
    "zstd with a wrong checksum": case(
        "a.html.zst", flipped(zstandard.ZstdCompressor(write_checksum=True).compress(P1), -1), (), "damaged"
    ),
    "zstd with a dictionary": case(
        "a.jsonl.zst", zstandard.ZstdCompressor(dict_data=DICTIONARY).compress(lines(SIX)), (), "damaged"
    ),
    "zstd cut in a frame": case("a.jsonl.zst", b"".join(FRAMES)[:-20], SIX[:-1], "damaged"),
    "zstd with a bad frame": case(
        "a.jsonl.zst", b"".join([*FRAMES[:2], flipped(FRAMES[2], 400), *FRAMES[3:]]), (1, 2, 4, 5, 6), "damaged"
    ),
    "zstd page that states a shorter size": case("a.html.zst", lying_size(P1, len(P1) - 700), (1,), "damaged"),
    "zstd page that states a longer size": case("a.html.zst", lying_size(P1, len(P1) + 700), (1,), "damaged"),
    "zstd in gzip": case("a.jsonl.zst.gz", gzip.compress(b"".join(FRAMES), mtime=0), SIX),
    "xz in streams with padding": case("a.jsonl.xz", STREAMS[0] + bytes(8) + b"".join(STREAMS[1:]) + bytes(4), SIX),
    "xz without a check": case("a.jsonl.xz", lzma.compress(lines(SIX), check=lzma.CHECK_NONE), SIX),
    "xz with CRC-32": case("a.jsonl.xz", lzma.compress(lines(SIX), check=lzma.CHECK_CRC32), SIX),
    "xz with SHA-256": case("a.jsonl.xz", lzma.compress(lines(SIX), check=lzma.CHECK_SHA256), SIX),
    "xz without its index": case("a.jsonl.xz", lzma.compress(lines(SIX))[:-30], SIX, "damaged"),
    "xz page without its index": case("a.html.xz", lzma.compress(P1)[:-30], (), "damaged"),
    "xz cut in a stream": case("a.jsonl.xz", b"".join(STREAMS)[:-300], SIX[:-1], "damaged"),
    "lzma of old": case("a.jsonl.lzma", lzma.compress(lines(SIX), format=lzma.FORMAT_ALONE), (), "unknown_format"),
    "bzip2 in streams": case("a.jsonl.bz2", b"".join(BLOCKS), SIX),
    "bzip2 with a bad stream": case(
        "a.jsonl.bz2", b"".join([*BLOCKS[:2], flipped(BLOCKS[2], 300), *BLOCKS[3:]]), (1, 2, 4, 5, 6), "damaged"
    ),
    "bzip2 cut": case("a.html.bz2", bz2.compress(P1)[:-20], (), "damaged"),
    "packed without an extension": case("download", gzip.compress(P1, mtime=0)),
    "compress of Unix": case("a.html.Z", b"\x1f\x9d\x90" + bytes(range(256)), (), "unknown_format"),
    "lz4": case("a.jsonl.lz4", b"\x04\x22\x4d\x18\x64\x40\xa7" + lines(SIX), (), "unknown_format"),
    "gzip of nothing but a header": case("a.html.gz", gzip.compress(P1, mtime=0)[:10], (), "damaged"),
}

# ---- archives


def zip64(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(data)
    return out.getvalue()


class Pipe(io.RawIOBase):
    """What cannot be sought, so that lengths are written behind the members."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are all that zipfile writes
        self.data += data
        return len(data)


def streamed_zip(members: dict[str, bytes]) -> bytes:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return bytes(pipe.data)


def old_tar(members: dict[str, bytes]) -> bytes:
    """An archive as tar wrote it before POSIX: no magic number, no type."""
    blocks = []
    for name, data in members.items():
        head = bytearray(512)
        head[: len(name)] = name.encode()
        head[100:156] = b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % len(data) + b"%011o\0" % 0 + b" " * 8
        head[148:156] = b"%06o\0 " % sum(head)
        blocks.append(bytes(head) + data + bytes(-len(data) % 512))
    return b"".join(blocks) + bytes(1024)


def big_number_tar(name: str, data: bytes) -> bytes:
    """A member whose size is in GNU's binary form."""
    archive = bytearray(tar_of(entry(name, data), format=tarfile.GNU_FORMAT))
    archive[124:136] = b"\x80" + len(data).to_bytes(11, "big")
    archive[148:156] = b" " * 8
    archive[148:156] = b"%06o\0 " % sum(archive[:512])
    return bytes(archive)


PAGES = {f"{n}.html": page(n).encode() for n in SIX}
TAR = tar_of(*(entry(name, data) for name, data in PAGES.items()))
TAR_AT = [at for at in range(0, len(TAR), 512) if TAR[at + 257 : at + 262] == b"ustar"]
ZIP = zipped(PAGES)
SECOND = ZIP.index(b"PK\x03\x04", 4)

ARCHIVES = {
    "zip with sizes behind its members": case("a.zip", streamed_zip(PAGES), SIX),
    "zip64": case("a.zip", zip64(PAGES), SIX),
    "zip behind a program": case("a.zip", b"#!/bin/sh\nexit\n" * 40 + ZIP, SIX),
    "zip behind a program and with true offsets": case("a.exe", b"MZ" + bytes(600) + ZIP, (), "unknown_format"),
    "zip cut in its directory": case("a.zip", ZIP[:-90], SIX, "damaged"),
    "zip cut in a member": case("a.zip", ZIP[: SECOND + 400], (1,), "damaged"),
    "streamed zip cut in a member": case("a.zip", streamed_zip(PAGES)[: SECOND + 400], (1,), "damaged"),
    "zip with a bad member": case("a.zip", flipped(ZIP, SECOND + 300), (1, 3, 4, 5, 6), "damaged"),
    "zip with names of DOS": case("a.zip", zipped({"xx.html": P1}).replace(b"xx.html", b"\x8e\x99.html")),
    "zip with unsafe names": case(
        "a.zip",
        zipped({"../../a.html": page(1).encode(), "/etc/b.html": page(2).encode(), "C:\\c.html": page(3).encode()}),
        (1, 2, 3),
    ),
    "zip with lines that have a bad one": case(
        "a.zip", zipped({"a.jsonl": lines((1, 2)) + b"{oops\n" + lines((3,))}), (1, 2, 3), "bad_record"
    ),
    "zip of packed files": case(
        "a.zip", zipped({"a.html.gz": gzip.compress(P1, mtime=0), "b.jsonl.zst": b"".join(FRAMES[1:])}), SIX
    ),
    "tar in the way of pax": case(
        "a.tar", tar_of(*(entry(name, data) for name, data in PAGES.items()), format=tarfile.PAX_FORMAT), SIX
    ),
    "tar with long names of GNU": case(
        "a.tar",
        tar_of(*(entry("d/" * 90 + name, data) for name, data in PAGES.items()), format=tarfile.GNU_FORMAT),
        SIX,
    ),
    "tar older than POSIX": case("a.tar", old_tar(PAGES), SIX),
    "tar with a binary size": case("a.tar", big_number_tar("a.html", P1)),
    "tar with a hard link": case(
        "a.tar", tar_of(entry("a.html", P1), entry("b.html", kind=tarfile.LNKTYPE, to="a.html")), (1,), "archived_link"
    ),
    "tar with a bad header": case("a.tar", flipped(TAR, TAR_AT[2] + 3), (1, 2, 4, 5, 6), "damaged"),
    "tar with a lying size": case("a.tar", flipped(TAR, TAR_AT[2] + 130), (1, 2, 4, 5, 6), "damaged"),
    "tar cut in a member": case("a.tar", TAR[: TAR_AT[3] + 900], (1, 2, 3), "damaged"),
    "tar cut behind a member": case("a.tar", TAR[: TAR_AT[3]], (1, 2, 3), "no_end_mark"),
    "tar with a part missing": case("a.tar", TAR[: TAR_AT[2] + 1_024] + TAR[TAR_AT[4] :], (1, 2, 5, 6), "damaged"),
    "tar with zeros in place of a member": case(
        "a.tar", TAR[: TAR_AT[2]] + bytes(TAR_AT[3] - TAR_AT[2]) + TAR[TAR_AT[3] :], (1, 2, 4, 5, 6), "damaged"
    ),
    "tar with one end block": case("a.tar", TAR[: TAR.rindex(b"</html>") // 512 * 512 + 512] + bytes(512), SIX),
    "tar.gz cut": case("a.tar.gz", gzip.compress(TAR, mtime=0)[:-60], SIX[:-1], "damaged"),
    "tar.gz called .html": case("a.html", gzip.compress(TAR, mtime=0), SIX),
    "tar with bytes missing in a member": case(
        "a.tar", TAR[: TAR_AT[2] + 700] + TAR[TAR_AT[2] + 900 :], (1, 2, 4, 5, 6), "damaged"
    ),
    "tar with more bytes in a member": case(
        "a.tar", TAR[: TAR_AT[2] + 700] + b"<p>more" * 90 + TAR[TAR_AT[2] + 700 :], (1, 2, 4, 5, 6), "damaged"
    ),
    "tar with a damaged beginning": case("a.tar", b"\0\1" * 150 + TAR[300:], (2, 3, 4, 5, 6), "damaged"),
    "zip with more bytes in a member": case(
        "a.zip", ZIP[: SECOND + 300] + b"more" * 90 + ZIP[SECOND + 300 :], (1, 3, 4, 5, 6), "damaged"
    ),
    "zip with bytes missing in a member": case(
        "a.zip", ZIP[: SECOND + 300] + ZIP[SECOND + 500 :], (1, 3, 4, 5, 6), "damaged"
    ),
    "zip with bytes missing between members": case(
        "a.zip", ZIP[: SECOND - 9] + ZIP[SECOND:], (2, 3, 4, 5, 6), "damaged"
    ),
    "tar of parts of a split archive": case("a.tar.001", TAR, SIX),
}

# ---- empty and misnamed

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def mail(number: int) -> str:
    """Article `number` as a mail."""
    head = f"Subject: {title(number)}\nMessage-ID: <{number}@quay.example>\nMIME-Version: 1.0\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n" + "\n\n".join(paragraphs(number)) + "\n\n"


EMPTY = {
    "zeros alone": case("a.html", bytes(9_000), (), "empty_file"),
    "byte order mark alone": case("a.html", codecs.BOM_UTF16_LE, (), "not_an_article"),
    "tags alone": case("a.html", "<!doctype html><html><body><div></div></body></html>", (), "not_an_article"),
    "no-break spaces alone": case("a.txt", "\u00a0\u2003\u3000\n" * 40, (), "not_an_article"),
    "empty array": case("a.json", "[]", (), "bad_record"),
    "empty object": case("a.jsonl", "{}\n", (), "bad_record"),
    "blank text": case("a.jsonl", '{"text": "  \\n"}\n', (), "bad_record"),
    "blank lines": case("a.jsonl", "\n\n\n", (), "empty_file"),
    "brace never closed": case("a.json", "{", (), "unknown_format"),
    "crawl without pages": case("a.warc", warc_record(b"software: by hand\r\n", kind="warcinfo"), (), "bad_record"),
    "page of a script": case("a.html", "<html><script>let a = 1;</script></html>", (), "not_an_article"),
    "header of a table": case("a.csv", "title,text\n", (), "bad_record"),
    "packed twice and empty": case(
        "a.txt.gz.gz", gzip.compress(gzip.compress(b"", mtime=0), mtime=0), (), "empty_file"
    ),
    "zip with an empty file": case("a.zip", zipped({"a.txt": b""}), (), "empty_file"),
}

MISNAMED = {
    "page called .txt": case("a.txt", page(1)),
    "page called .jsonl": case("a.jsonl", page(1)),
    "page called .warc": case("a.warc", page(1)),
    "page called .csv": case("a.csv", page(1)),
    "page called .json": case("a.json", page(1)),
    "page called .zip": case("a.zip", page(1)),
    "page behind an XML declaration": case("a.xml", '<?xml version="1.0" encoding="utf-8"?>\n' + page(1)),
    "text called .html": case("a.html", text(1)),
    "text called .json": case("a.json", text(1), (), "unknown_format"),
    "text called .pdf": case("a.pdf", text(1)),
    "text without a name": case("LICENCE", text(1)),
    "lines called .json": case("a.json", lines(SIX), SIX),
    "lines called .txt": case("a.txt", lines(SIX), SIX),
    "lines called .html": case("a.html", lines(SIX), SIX),
    "lines called .csv": case("a.csv", lines(SIX), SIX),
    "array called .jsonl": case("a.jsonl", json.dumps([record(n) for n in SIX]), SIX),
    "crawl called .html": case("a.html", crawled(1) + crawled(2), (1, 2)),
    "crawl called .txt.gz": case(
        "a.txt.gz", gzip.compress(crawled(1), mtime=0) + gzip.compress(crawled(2), mtime=0), (1, 2)
    ),
    "archive called .txt": case("a.txt", ZIP, SIX),
    "old Word document": case("a.html", OLE, (), "unknown_format"),
    "Word document called .html": case(
        "a.html", zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), (), "unknown_format"
    ),
    "book called .zip": case(
        "a.zip", zipped({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<x/>"}), (), "unknown_format"
    ),
    "rich text called .txt": case("a.txt", "{\\rtf1\\ansi " + text(1) + "}", (), "unknown_format"),
    "picture called .html": case("a.html", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(range(256)) * 9, (), "unknown_format"),
    "WebP called .txt": case("a.txt", b"RIFF\x24\0\0\0WEBPVP8 " + bytes(range(256)), (), "unknown_format"),
    "database called .html": case("a.html", b"SQLite format 3\0" + bytes(900), (), "unknown_format"),
    "program called .txt": case("a.txt", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 4, (), "unknown_format"),
    "bytes without a pattern": case(
        "a.jsonl", bytes((n * n + 7 * n) % 251 for n in range(4_000)), (), "unknown_format"
    ),
}

MISNAMED |= {
    "mails in a mailbox": case(
        "a.mbox", "".join(f"From desk@quay.example Tue Nov 10 08:00:00 2026\n{mail(n)}" for n in SIX), SIX
    ),
    "mail called .txt": case("a.txt", mail(1)),
}

# ---- text

STORY = text(1)
FOREIGN = "Größere Fähren für Thrane – sagte „Orla“ dürfen früh übersetzen. Über Nacht wäre es zu spät. "


def in_between(numbers: int, put: str) -> str:
    """An article with something between each two paragraphs."""
    return title(numbers) + "\n\n" + f"\n{put}\n".join(paragraphs(numbers)) + "\n"


TXT = {
    "UTF-16 with a mark": case("a.txt", STORY.encode("utf-16")),
    "UTF-16 big-endian with a mark": case("a.txt", codecs.BOM_UTF16_BE + STORY.encode("utf-16-be")),
    "UTF-16 without a mark": case("a.txt", STORY.encode("utf-16-le")),
    "UTF-16 big-endian without a mark": case("a.txt", STORY.encode("utf-16-be")),
    "UTF-32 with a mark": case("a.txt", STORY.encode("utf-32")),
    "UTF-32 without a mark": case("a.txt", STORY.encode("utf-32-le")),
    "UTF-32 big-endian without a mark": case("a.txt", STORY.encode("utf-32-be")),
    "UTF-16 cut in a character": case("a.txt", STORY.encode("utf-16")[:-1]),
    "UTF-8 with a mark": case("a.txt", STORY.encode("utf-8-sig")),
    "old Mac line ends": case("a.txt", STORY.replace("\n", "\r")),
    "mixed line ends": case("a.txt", STORY.replace("\n\n", "\r\n\n\r", 2)),
    "form feeds": case("a.txt", in_between(1, "\f")),
    "line separators of Unicode": case("a.txt", STORY.replace("\n", "\u2028")),
    "zeros at the end": case("a.txt", STORY.encode() + bytes(5_000), (1,), "damaged"),
    "zeros in front": case("a.txt", bytes(5_000) + STORY.encode(), (1,)),
    "a few zeros inside": case("a.txt", STORY.replace("\n\n", "\n\0\n", 2)),
    "end of file of DOS": case("a.txt", STORY.encode() + b"\x1a"),
    "windows-1252": case("a.txt", (FOREIGN + STORY).encode("cp1252")),
    "one byte that is not UTF-8": case("a.txt", (FOREIGN + STORY).encode() + b"\xff\n"),
    "two encodings": case("a.txt", FOREIGN.encode() + STORY.encode() + FOREIGN.encode("cp1252")),
    "escapes of a terminal": case("a.txt", STORY.replace("the", "\x1b[1mthe\x1b[0m")),
    "overstrikes": case("a.txt", STORY.replace("day", "d\bda\bay\by")),
    "soft hyphens and marks of direction": case("a.txt", in_between(1, "\u200e\u00ad\u202b")),
    "GB 18030": case(
        "a.txt", ("市议会星期一批准了新桥的建设。工程将于春天开始。" * 6 + "\n\n" + STORY).encode("gb18030")
    ),
    "ISO-2022-JP": case(
        "a.txt", ("市議会は月曜日、新しい橋の建設を承認した。" * 6 + "\n\n" + STORY).encode("iso2022_jp")
    ),
}

# ---- JSON lines

JSONL = {
    "byte order mark": case("a.jsonl", codecs.BOM_UTF8 + lines(SIX), SIX),
    "UTF-16": case("a.jsonl", lines(SIX).decode().encode("utf-16"), SIX),
    "UTF-16 without a mark": case("a.jsonl", lines(SIX).decode().encode("utf-16-le"), SIX),
    "UTF-32": case("a.jsonl", lines(SIX).decode().encode("utf-32"), SIX),
    "carriage returns alone": case("a.jsonl", lines(SIX).replace(b"\n", b"\r"), SIX),
    "both line ends": case("a.jsonl", lines(SIX).replace(b"\n", b"\r\n"), SIX),
    "record separators": case("a.jsonl", b"".join(b"\x1e" + line(n) + b"\n" for n in SIX), SIX),
    "record separators, called .json-seq": case("a.json-seq", b"".join(b"\x1e" + line(n) + b"\n" for n in SIX), SIX),
    "objects in one line": case("a.jsonl", b"".join(line(n) for n in SIX), SIX),
    "objects with commas behind": case("a.jsonl", b"".join(line(n) + b",\n" for n in SIX), SIX),
    "two objects in one line": case(
        "a.jsonl", lines((1,)) + line(2) + b" " + line(3) + b"\n" + lines((4,)), (1, 2, 3, 4)
    ),
    "printed over several lines": case("a.jsonl", "\n".join(json.dumps(record(n), indent=2) for n in SIX), SIX),
    "array": case("a.json", json.dumps([record(n) for n in SIX]), SIX),
    "array printed over several lines": case("a.json", json.dumps([record(n) for n in SIX], indent=1), SIX),
    "array in an object": case("a.json", json.dumps({"articles": [record(n) for n in SIX]}), SIX),
    "array in an object, with a status": case(
        "a.json", json.dumps({"status": "ok", "totalResults": 6, "articles": [record(n) for n in SIX]}, indent=1), SIX
    ),
    "object of objects": case("a.json", json.dumps({f"id{n}": record(n) for n in SIX}), SIX),
    "array cut": case("a.json", json.dumps([record(n) for n in SIX])[:-400], SIX[:-1], "damaged"),
    "array with a bad item": case(
        "a.json", b"[" + line(1) + b',{"text": oops},' + line(2) + b"]", (1, 2), "bad_record"
    ),
    "array of several MB": case(
        "a.json",
        json.dumps(
            [*(record(n) for n in SIX[:3]), {"text": " ".join(["word"] * 900_000)}, *(record(n) for n in SIX[3:])]
        ),
        SIX,
    ),
    "last line cut": case("a.jsonl", lines(SIX)[:-300], SIX[:-1], "bad_record"),
    "bad line in the middle": case(
        "a.jsonl", lines((1, 2)) + b'{"text": "cut\n' + lines((3,)), (1, 2, 3), "bad_record"
    ),
    "zeros in place of a line": case(
        "a.jsonl", lines((1, 2)) + bytes(900) + b"\n" + lines((3,)), (1, 2, 3), "bad_record"
    ),
    "zeros at the end": case("a.jsonl", lines(SIX) + bytes(4_000), SIX, "bad_record"),
    "NaN and infinities": case("a.jsonl", line(1, score=float("nan"), rank=float("inf")) + b"\n" + lines((2,)), (1, 2)),
    "half of a pair": case("a.jsonl", line(1)[:-1] + b', "name": "\\ud83d"}\n' + lines((2,)), (1, 2)),
    "half of a pair in the text": case(
        "a.jsonl", line(1).replace(b"begins", b"begins \\ud83d").replace(b"began", b"began \\ude00") + b"\n", (1,)
    ),
    "not UTF-8": case("a.jsonl", line(1, outlet="Fähre").decode().encode("latin-1") + b"\n" + lines((2,)), (1, 2)),
    "text that is not UTF-8": case("a.jsonl", line(1).replace(b"began", b"beg\xe4n") + b"\n" + lines((2,)), (1, 2)),
    "same key twice": case("a.jsonl", line(1)[:-1] + b', "title": "Another"}\n', (1,)),
    "text twice, the second empty": case("a.jsonl", line(1)[:-1] + b', "text": ""}\n', (), "bad_record"),
    "a number of 6,000 digits": case(
        "a.jsonl", line(1)[:-1] + b', "n": ' + b"9" * 6_000 + b"}\n" + lines((2,)), (1, 2)
    ),
    "a float of 6,000 digits": case(
        "a.jsonl", line(1)[:-1] + b', "n": 1.' + b"9" * 6_000 + b"e9999}\n" + lines((2,)), (1, 2)
    ),
    "nested 2,000 deep beside the text": case(
        "a.jsonl", line(1)[:-1] + b', "tree": ' + b"[" * 2_000 + b"]" * 2_000 + b"}\n" + lines((2,)), (2,), "bad_record"
    ),
    "nested 200,000 deep": case(
        "a.jsonl", b'{"tree": ' + b"[" * 200_000 + b"]" * 200_000 + b"}\n" + lines((2,)), (2,), "bad_record"
    ),
    "comments": case("a.jsonl", b"// exported by hand\n" + lines((1,)) + b"# the end\n", (1,), "bad_record"),
    "line of the old title format": case("a.jsonl", b"null\n" + lines((1,)), (1,), "bad_record"),
    "single quotes": case("a.jsonl", repr(record(1)).encode() + b"\n" + lines((2,)), (2,), "bad_record"),
    "text in an object": case("a.jsonl", json.dumps({"title": "x", "article": record(1)}), (), "bad_record"),
    "html and broken text": case("a.jsonl", json.dumps({"html": page(1), "text": None}), (1,)),
    "keys in capitals": case("a.jsonl", json.dumps({key.upper(): value for key, value in record(1).items()}), (1,)),
}

JSONL |= {
    "array cut between objects": case(
        "a.json", json.dumps([record(n) for n in SIX]).partition('{"title": "Day 4')[0], (1, 2, 3), "damaged"
    ),
    "array with texts": case("a.json", json.dumps([record(1), text(2), record(3)]), (1, 3), "bad_record"),
    "array with junk": case("a.json", b"[" + line(1) + b", oops, " + line(2) + b"]", (1, 2), "bad_record"),
    "hits of a search": case("a.json", json.dumps({"hits": {"hits": [{"_source": record(n)} for n in SIX]}}), SIX),
    "hits of a search in lines": case("a.jsonl", b"".join(b'{"_source": %b}\n' % line(n) for n in SIX), SIX),
    "form feeds between lines": case("a.jsonl", b"\f".join(line(n) + b"\n" for n in SIX), SIX),
    "call of a function": case("a.json", b"callback([" + line(1) + b"]);", (), "unknown_format"),
}

# ---- WARC

CHUNKED = {"Transfer-Encoding": "chunked"}


def chunked(data: bytes, size: int = 500) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def with_line_feeds(number: int) -> bytes:
    """A record whose header has line feeds alone, and a true length."""
    head, _, rest = crawled(number).partition(b"\r\n\r\n")
    return head.replace(b"\r\n", b"\n") + b"\n\n" + rest


def packed_records(numbers: Iterable[int]) -> bytes:
    return b"".join(gzip.compress(crawled(n), mtime=0) for n in numbers)


C2 = crawled(2)
R2 = response(2)
RUSSIAN = "Городской совет в понедельник утвердил строительство нового моста через реку. "
SEGMENT = "WARC-Segment-Number: {}\r\nWARC-Segment-Origin-ID: <urn:uuid:{:032x}>\r\nWARC-Segment-Total-Length: {}\r\n"

WARC = {
    "chunks": case("a.warc", warc_record(response(1, header=CHUNKED, body=chunked(P1)))),
    "chunks of gzip": case(
        "a.warc",
        warc_record(
            response(1, header={**CHUNKED, "Content-Encoding": "gzip"}, body=chunked(gzip.compress(P1, mtime=0)))
        ),
    ),
    "gzip of several members": case(
        "a.warc",
        warc_record(
            response(
                1,
                header={"Content-Encoding": "gzip"},
                body=gzip.compress(P1[:900], mtime=0) + gzip.compress(P1[900:], mtime=0),
            )
        ),
    ),
    "chunks without an end": case(
        "a.warc", warc_record(response(1, header=CHUNKED, body=chunked(P1)[:-5])) + C2, (1, 2)
    ),
    "chunks cut between two": case(
        "a.warc", warc_record(response(1, header=CHUNKED, body=chunked(P1[:1_500])[:-5])) + C2, (2,), "damaged"
    ),
    "chunks cut": case(
        "a.warc", warc_record(response(1, header=CHUNKED, body=chunked(P1)[:-900])) + C2, (2,), "damaged"
    ),
    "a bad chunk size": case(
        "a.warc", warc_record(response(1, header=CHUNKED, body=chunked(P1).replace(b"1f4\r\n", b"zz\r\n"))) + C2, (1, 2)
    ),
    "a bad chunk size in the middle": case(
        "a.warc", warc_record(response(1, header=CHUNKED, body=flipped(chunked(P1), 511))) + C2, (1, 2)
    ),
    "brotli": case(
        "a.warc",
        warc_record(response(1, header={"Content-Encoding": "br"}, body=b"\x8b\x03\x80abc")) + C2,
        (2,),
        "damaged",
    ),
    "an encoding that is not known": case(
        "a.warc",
        warc_record(response(1, header={"Content-Encoding": "x-pack"}, body=bytes(range(256)) * 4)) + C2,
        (2,),
        "unknown_format",
    ),
    "HTTP length too long": case("a.warc", warc_record(response(1, header={"Content-Length": "99999"})) + C2, (1, 2)),
    "HTTP body cut": case(
        "a.warc",
        warc_record(response(1, header={"Content-Length": str(len(P1))}, body=P1[:1_500])) + C2,
        (2,),
        "damaged",
    ),
    "HTTP length too short": case("a.warc", warc_record(response(1, header={"Content-Length": "20"})) + C2, (1, 2)),
    "length missing": case(
        "a.warc", crawled(1) + C2.replace(b"Content-Length", b"Content-Len") + crawled(3), (1, 3), "bad_record"
    ),
    "length too short": case(
        "a.warc", crawled(1) + warc_record(R2, number=2, length=500) + crawled(3), (1, 3), "damaged"
    ),
    "length too long": case(
        "a.warc", crawled(1) + warc_record(R2, number=2, length=len(R2) + 500) + crawled(3), (1, 3), "damaged"
    ),
    "length negative": case(
        "a.warc", crawled(1) + warc_record(R2, number=2, length=-5) + crawled(3), (1, 3), "bad_record"
    ),
    "length of 30 digits": case(
        "a.warc", crawled(1) + warc_record(R2, number=2, length=10**30) + crawled(3), (1, 3), "bad_record"
    ),
    "length of 90 GB": case(
        "a.warc", crawled(1) + warc_record(R2, number=2, length=90 << 30) + crawled(3), (1, 3), "too_large"
    ),
    "length too long at the end": case(
        "a.warc", crawled(1) + warc_record(R2, number=2, length=len(R2) + 99), (1,), "damaged"
    ),
    "length zero": case("a.warc", crawled(1) + warc_record(R2, number=2, length=0) + crawled(3), (1, 3), "damaged"),
    "length twice": case(
        "a.warc", crawled(1) + warc_record(R2, number=2, more=f"Content-Length: {len(R2)}\r\n") + crawled(3), (1, 2, 3)
    ),
    "version 1.1": case("a.warc", warc_record(response(1), version="1.1") + C2, (1, 2)),
    "version 0.17": case("a.warc", warc_record(response(1), version="0.17") + warc_record(R2, version="0.18"), (1, 2)),
    "version to come": case("a.warc", warc_record(response(1), version="2.0") + C2, (1, 2)),
    "bad version in the middle": case(
        "a.warc", crawled(1) + C2.replace(b"WARC/1.0", b"WARC/x.y") + crawled(3), (1, 3), "damaged"
    ),
    "headers in lower case": case(
        "a.warc", crawled(1).replace(b"Content-Length", b"content-length").replace(b"WARC-Type", b"warc-type")
    ),
    "line feeds in headers": case("a.warc", b"".join(with_line_feeds(n) for n in (1, 2)), (1, 2)),
    "line ends converted in all of it": case("a.warc", (crawled(1) + C2).replace(b"\r\n", b"\n"), (), "damaged"),
    "revisit": case("a.warc", crawled(1) + warc_record(b"", kind="revisit"), (1,), "revisit"),
    "segments": case(
        "a.warc",
        warc_record(R2[:2_000], number=2, more="WARC-Segment-Number: 1\r\n")
        + crawled(3)
        + warc_record(R2[2_000:], number=9, kind="continuation", more=SEGMENT.format(2, 2, len(R2))),
        (3,),
        "bad_record",
    ),
    "cut by the crawler": case(
        "a.warc", warc_record(response(1), more="WARC-Truncated: length\r\n") + C2, (1, 2), "not_crawled"
    ),
    "packed by record": case("a.warc.gz", packed_records(SIX), SIX),
    "packed by record, called .warc": case("a.warc", packed_records(SIX), SIX),
    "packed as a whole": case("a.warc.gz", gzip.compress(b"".join(map(crawled, SIX)), mtime=0), SIX),
    "packed as zstd": case("a.warc.zst", b"".join(zstandard.compress(crawled(n)) for n in SIX), SIX),
    "plain and packed records": case(
        "a.warc.gz", packed_records((1, 2)) + crawled(3) + packed_records((4, 5)), (1, 2, 4, 5), "damaged"
    ),
    "packed and plain records": case("a.warc", crawled(1) + packed_records((2, 3)) + crawled(4), (1,), "damaged"),
    "a bad packed record": case(
        "a.warc.gz",
        packed_records((1,)) + flipped(packed_records((2,)), 300) + packed_records((3,)),
        (1, 2, 3),
        "damaged",
    ),
    "a cut packed record": case(
        "a.warc.gz", packed_records((1,)) + packed_records((2,))[:-200] + packed_records((3,)), (1, 3), "damaged"
    ),
    "packed and cut at the end": case("a.warc.gz", packed_records((1, 2, 3))[:-200], (1, 2), "damaged"),
    "encoding only in the HTTP header": case(
        "a.warc",
        warc_record(
            response(
                1,
                header={"Content-Type": "text/html; charset=windows-1251"},
                body=page(1, before=f"<p>{RUSSIAN * 3}</p>").encode("cp1251"),
            )
        ),
    ),
    "no HTTP header": case("a.warc", warc_record(P1) + C2, (1, 2)),
    "HTTP header without a blank line": case(
        "a.warc", warc_record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + P1) + C2, (1, 2)
    ),
    "HTTP/2": case("a.warc", warc_record(response(1).replace(b"HTTP/1.1 200 OK", b"HTTP/2 200")) + C2, (1, 2)),
    "informational response first": case(
        "a.warc", warc_record(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + response(1)) + C2, (1, 2)
    ),
    "status 206": case(
        "a.warc", warc_record(response(1).replace(b"200 OK", b"206 Partial Content")) + C2, (2,), "http_status"
    ),
    "page that quotes a crawl": case(
        "a.warc",
        warc_record(response(1, body=page(1, after="<pre>\nWARC/1.0\r\nWARC-Type: response\r\n</pre>").encode())) + C2,
        (1, 2),
    ),
    "type of an image, but a page": case(
        "a.warc", warc_record(response(1, header={"Content-Type": "image/png"})) + C2, (2,), "not_text"
    ),
    "no type": case("a.warc", warc_record(b"HTTP/1.1 200 OK\r\n\r\n" + P1) + C2, (1, 2)),
    "junk between records": case("a.warc", crawled(1) + b"\0\1 lost \r\n" * 20 + C2, (1, 2), "damaged"),
    "junk in front": case("a.warc", b"lost\r\n" * 20 + crawled(1) + C2, (1, 2), "damaged"),
    "no blank lines between records": case("a.warc", crawled(1).removesuffix(b"\r\n\r\n") + C2, (1, 2)),
    "header without an end": case(
        "a.warc", crawled(1) + b"WARC/1.0\r\nWARC-Type: response\r\n" + C2, (1, 2), "damaged"
    ),
    "address with spaces and quotes": case(
        "a.warc", crawled(1).replace(b"https://quay.example/1", b'https://quay.example/a b"<c>') + C2, (1, 2)
    ),
    "folded header": case("a.warc", crawled(1).replace(b"WARC-Date: ", b"WARC-Date:\r\n ") + C2, (1, 2)),
    "no date": case("a.warc", crawled(1).replace(b"WARC-Date: 2026-11-10T08:00:00Z\r\n", b"") + C2, (1, 2)),
    "ARC": case("a.arc", b"filedesc://a.arc 0.0.0.0 20201110080000 text/plain 76\n1 0 x\n", (), "unknown_format"),
}

WARC |= {
    "UTF-16": case(
        "a.warc",
        warc_record(response(1, header={"Content-Type": "text/html; charset=utf-16"}, body=page(1).encode("utf-16"))),
    ),
    "deflate cut": case(
        "a.warc",
        warc_record(response(1, header={"Content-Encoding": "deflate"}, body=zlib.compress(P1)[:-300])) + C2,
        (2,),
        "damaged",
    ),
    "gzip cut": case(
        "a.warc",
        warc_record(response(1, header={"Content-Encoding": "gzip"}, body=gzip.compress(P1, mtime=0)[:-300])) + C2,
        (2,),
        "damaged",
    ),
    "cut in a header": case("a.warc", crawled(1) + C2[:60], (1,), "damaged"),
    "resource without a type": case("a.warc", warc_record(P1, kind="resource") + C2, (1, 2)),
    "in a tar.gz": case("a.tgz", gzip.compress(tar_of(entry("c.warc.gz", packed_records(SIX))), mtime=0), SIX),
}

# ---- pages

DEEP = 1_000

XMLNS = 'xmlns="http://www.w3.org/1999/xhtml"'
XHTML = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
)


def between(put: str) -> str:
    """Article 1 as a page, with something else in place of the start of its second paragraph."""
    return page(1).replace("</p>\n<p>", f"</p>\n{put}", 1)


HTML_STRUCTURE = {
    "nested 1,000 deep": case(
        "a.html",
        page(1)
        .replace("<article>", "<div>" * DEEP + "<article>")
        .replace("</article>", "</article>" + "</div>" * DEEP),
    ),
    "nested 3,000 deep": case("a.html", page(1).replace("<article>", "<div>" * 3 * DEEP + "<article>")),
    "bold never closed": case("a.html", page(1).replace("<p>", "<p><b>")),
    "comment never closed": case("a.html", page(1, before="<!-- begin of story ")),
    "comment never closed in the story": case("a.html", between("<!-- advert <p>")),
    "comment closed by --!>": case("a.html", between("<!-- advert --!><p>")),
    "comment with dashes": case("a.html", between("<!-- a -- b --- --><p>")),
    "empty comment closed at once": case("a.html", between("<!--><p>")),
    "conditional comments": case(
        "a.html",
        page(1, head="<!--[if lt IE 9]><script>x</script><![endif]--><!--[if !IE]><!-->", before="<!--<![endif]-->"),
    ),
    "script with <!--": case("a.html", page(1, before="<script><!-- if (a < b) document.write('x') </script>")),
    "script with <!-- <script>": case("a.html", page(1, before="<script><!-- <script> a --></script>")),
    "script never closed in the head": case("a.html", page(1, head="<script>var a = 1;")),
    "script never closed in the story": case("a.html", between("<script>ads()\n<p>")),
    "style never closed": case("a.html", page(1, head="<style>p { color: red }")),
    "title never closed": case("a.html", page(1).replace("</title>", "")),
    "textarea never closed": case("a.html", between("<textarea>\n<p>")),
    "noscript": case("a.html", f"<html><body><noscript><article>{body(1)}</article></noscript></body></html>"),
    "template with a shadow root": case(
        "a.html",
        f'<html><body><x-news><template shadowrootmode="open"><article>{body(1)}</article></template></x-news></html>',
    ),
    "template": case("a.html", page(1, after=f"<template>{body(2)}</template>")),
    "plaintext": case("a.html", between("<plaintext>\n<p>")),
    "xmp": case("a.html", f"<html><body><h1>{title(1)}</h1><xmp>{STORY}</xmp></body></html>"),
    "pre": case("a.html", f"<html><body><h1>{title(1)}</h1><pre>{STORY}</pre></body></html>"),
    "CDATA": case("a.html", between("<![CDATA[ x ]]><p>")),
    "XHTML": case("a.xhtml", XHTML + page(1).replace("<!doctype html>", "").replace("<html ", f"<html {XMLNS} ")),
    "XHTML with a prefix": case(
        "a.html",
        page(1)
        .replace("<!doctype html>", "")
        .replace("<", "<h:")
        .replace("<h:/", "</h:")
        .replace("<h:html", '<h:html xmlns:h="http://www.w3.org/1999/xhtml"'),
    ),
    "SVG in the story": case("a.html", between("<svg><title>chart</title><text>0</text></svg><p>")),
    "SVG never closed": case("a.html", between("<svg width='9'>\n<p>")),
    "formula in the story": case(
        "a.html",
        between("<math><mi>x</mi><annotation-xml><p>y</p></annotation-xml></math><p>"),
    ),
    "second body": case("a.html", page(1).replace("<article>", "<body class='b'><article>")),
    "second html": case("a.html", page(1).replace("<article>", "<html><head></head><body><article>")),
    "text outside the body": case(
        "a.html", f"<html><head><title>{title(1)}</title></head><body></body></html>{body(1)}"
    ),
    "text in the head": case("a.html", f"<html><head><title>{title(1)}</title>{body(1)}</head></html>"),
    "no tags but paragraphs": case("a.html", body(1)),
    "attribute without an end": case("a.html", page(1).replace("</p>\n<p>", '</p>\n<p class="lead>', 1)),
    "attribute without an end in the head": case("a.html", page(1, head='<meta name="description content="x">')),
    "attribute of 200 KB": case("a.html", page(1, before=f"<div data-x='{'x' * 200_000}'></div>")),
    "tag without an end": case("a.html", between("<p ")),
    "10,000 attributes": case(
        "a.html", page(1, before="<div " + " ".join(f"a{n}=1" for n in range(10_000)) + "></div>")
    ),
    "20,000 links": case("a.html", page(1, after="<ul>" + "<li><a href='/x'>x</a></li>" * 20_000 + "</ul>")),
    "frames": case(
        "a.html",
        "<html><frameset cols='1,2'><frame src='a.html'></frameset><noframes>" + body(1) + "</noframes></html>",
    ),
    "base": case("a.html", page(1, head="<base href='javascript:alert(1)'>")),
    "two articles": case("a.html", page(1, after=f"<article><h1>{title(2)}</h1>{body(2)}</article>"), (1, 2)),
    "AMP": case(
        "a.html",
        page(1).replace("<html ", "<html ⚡ ").replace("</p>\n<p>", "</p>\n<amp-ad width=3 type='x'></amp-ad><p>", 1),
    ),
    "null bytes in tags": case("a.html", page(1).replace("<p>", "<p\0>").replace("<article>", "<art\0icle>")),
    "uppercase tags": case(
        "a.html", page(1).replace("<p>", "<P>").replace("</p>", "</P>").replace("article>", "ARTICLE>")
    ),
    "paragraphs never closed": case("a.html", page(1).replace("</p>", "")),
    "crossed tags": case("a.html", page(1).replace("<p>", "<p><b><i>").replace("</p>", "</b></p></i>")),
    "table never closed": case("a.html", page(1, before="<table><tr><td>")),
    "select never closed": case("a.html", page(1, before="<form><select><option>a")),
    "button never closed": case("a.html", page(1, before="<button>")),
    "iframe never closed": case("a.html", page(1, before="<iframe src='/ad'>")),
    "object never closed": case("a.html", page(1, before="<object data='/ad'>")),
    "noscript never closed": case("a.html", page(1, before="<noscript><img src=x>")),
    "link never closed": case("a.html", page(1, before="<a href='/x'>")),
    "processing instruction": case("a.html", between("<?php echo 1 ?><p>")),
    "processing instruction never closed": case("a.html", between("<?php echo 1 <p>")),
    "document type in the middle": case("a.html", between("<!DOCTYPE x [ <!ENTITY a 'b'> ]><p>")),
    "declaration never closed": case("a.html", between("<!ELEMENT \n<p>")),
    "end tags that open nothing": case("a.html", page(1, before="</div></p></br></table></body></html>")),
    "end of the body too early": case("a.html", between("</body></html><p>")),
}


def laid_out(start: str, between: str, end: str, head: str = f"<h1>{title(1)}</h1>") -> str:
    """Article 1 as a page of that layout."""
    return f"<html><body>{head}{start}{between.join(paragraphs(1))}{end}</body></html>"


LAYOUTS = {
    "breaks": laid_out("", "<br><br>", "", head=""),
    "blocks": laid_out("<div>", "</div><div>", "</div>", head=""),
    "a table": laid_out("<table><tr><td><p>", "</p><p>", "</p></td></tr></table>", head=""),
    "list items": laid_out("<ul><li>", "</li><li>", "</li></ul>"),
    "definitions": laid_out("<dl><dt>x</dt><dd>", "</dd><dd>", "</dd></dl>"),
    "spans": laid_out("<span>", "</span><br><span>", "</span>"),
    "headings": laid_out("<h4>", "</h4><h4>", "</h4>"),
    "quotes": laid_out("<blockquote>", "</blockquote><blockquote>", "</blockquote>"),
    "links": laid_out("<p><a href=/x>", "</a></p><p><a href=/x>", "</a></p>"),
    "buttons": laid_out("<button>", "</button><button>", "</button>"),
    "unknown elements": laid_out("<x-story><x-p>", "</x-p><x-p>", "</x-p></x-story>"),
    "details": laid_out("<details><summary>x</summary><p>", "</p><p>", "</p></details>"),
    "a form": laid_out("<form><p>", "</p><p>", "</p></form>"),
    "two containers": laid_out("<div class='a'><p>", "</p><p>", "</p></div>").replace(
        f"</p><p>{paragraphs(1)[3]}", f"</p></div><aside>x</aside><div class='b'><p>{paragraphs(1)[3]}"
    ),
}
HTML_LAYOUTS = {
    **{f"story in {name}": case("a.html", source) for name, source in LAYOUTS.items()},
    "two pages in one file": case("a.html", page(1) + page(2), (1, 2)),
    "first words before the article": case(
        "a.html",
        f"<html><body><p>{paragraphs(1)[0]}</p><p>{paragraphs(1)[1]}</p><article>"
        f"{''.join(f'<p>{paragraph}</p>' for paragraph in paragraphs(1)[2:])}</article></body></html>",
    ),
    "lead before the article": case(
        "a.html",
        page(1)
        .replace(
            "<article>", "<p>The case that clerks call Anfubado began at the quay of Thrane, in the fog.</p><article>"
        )
        .replace("The case that clerks call Anfubado began at the quay. ", ""),
    ),
    "paragraph before the article": case("a.html", page(1, before=f"<p>{' '.join(paragraphs(2))}</p>"), (1, 2)),
    "paragraph behind the article": case(
        "a.html", page(1, after=f"<div><p>{' '.join(paragraphs(2))}</p></div>"), (1, 2)
    ),
}

META = '<meta charset="{}">'

HTML_CHARACTERS = {
    "controls behind what is pruned": case("a.html", page(1).replace("began", "<script>x</script>\x01began\x0e")),
    "UTF-16 with a mark": case("a.html", page(1).encode("utf-16")),
    "UTF-16 without a mark": case("a.html", page(1).encode("utf-16-be")),
    "UTF-32 with a mark": case("a.html", page(1).encode("utf-32")),
    "UTF-32 without a mark": case("a.html", page(1).encode("utf-32-le")),
    "UTF-8 that says UTF-16": case("a.html", page(1, head=META.format("utf-16"))),
    "UTF-8 that says windows-1252": case(
        "a.html", page(1, head=META.format("windows-1252"), before=f"<p>{FOREIGN}</p>")
    ),
    "windows-1252 that says UTF-8": case(
        "a.html", page(1, head=META.format("utf-8")).replace("began", "began „früh“").encode("cp1252")
    ),
    "unknown encoding": case("a.html", page(1, head=META.format("x-none"))),
    "UTF-7 is not believed": case("a.html", page(1, head=META.format("utf-7"))),
    "EBCDIC": case("a.html", page(1).encode("cp037"), (), "not_an_article"),
    "zeros between tags": case("a.html", page(1).replace("<p>", "\0<p>")),
    "zeros at the end": case("a.html", page(1).encode() + bytes(5_000)),
    "surrogate references": case("a.html", page(1).replace("began", "began &#xD800;&#xDFFF;")),
    "reference out of range": case("a.html", page(1).replace("began", "began &#x110000; &#99999999999;")),
    "control references": case("a.html", page(1).replace("began", "began &#0;&#1;&#x80;&#x9f;")),
    "references without an end": case("a.html", page(1).replace("began", "began &copy &notit; &amp")),
    "double-encoded UTF-8": case("a.html", page(1).replace("began", "began „früh“").encode().decode("latin-1")),
    "not characters": case("a.html", page(1).replace("began", "began \ufffe\uffff\ufdd0")),
    "marks of direction": case("a.html", page(1).replace("began", "\u202ebegan\u202c \u2066x\u2069")),
    "a thousand accents": case("a.html", page(1).replace("began", "bega" + "n" + "\u0301" * 1_000)),
    "planes beyond the first": case("a.html", page(1).replace("began", "began 🚢𝕬𐍈")),
    "two byte order marks": case("a.html", codecs.BOM_UTF8 * 2 + P1),
    "byte order mark in the middle": case("a.html", page(1).replace("<p>", "\ufeff<p>")),
    "ISO-2022-JP": case(
        "a.html",
        page(1, head=META.format("iso-2022-jp"), before="<p>市議会は月曜日、新しい橋の建設を承認した。</p>").encode(
            "iso2022_jp"
        ),
    ),
    "HZ": case("a.html", page(1, head=META.format("hz-gb-2312"))),
    "cut in a character": case("a.html", page(1, after="é").encode()[:-60]),
}

GROUPS = {
    "compressed": PACKED,
    "archives": ARCHIVES,
    "empty": EMPTY,
    "misnamed": MISNAMED,
    "txt": TXT,
    "jsonl": JSONL,
    "warc": WARC,
    "html structure": HTML_STRUCTURE,
    "html layouts": HTML_LAYOUTS,
    "html characters": HTML_CHARACTERS,
}
CASES = {f"{group}: {name}": found for group, cases in GROUPS.items() for name, found in cases.items()}


@pytest.mark.parametrize("name", CASES)
def test_articles_come_out_whole_or_a_row_says_why(name: str) -> None:
    wanted = CASES[name]

    found = [to_article(o) if isinstance(o, Document) else o for o in read(wanted.data, wanted.path)]

    articles = [outcome for outcome in found if isinstance(outcome, Article)]
    complete, partial = whole(f"{article.title}\n{article.text}" for article in articles)
    reasons = {outcome.reason for outcome in found if not isinstance(outcome, Article)}
    assert (complete, reasons) == (set(wanted.whole), set(wanted.reasons)), found
    assert not partial, "text is missing, and no row says so"


OUTCOMES = """
    SELECT outcomes.path, outcomes.reason,
        concat_ws(' ', text, array_to_string(list_transform(removed, lambda cut: cut.text), ' '))
    FROM outcomes LEFT JOIN article_text USING (revision_id)
"""


def test_outcomes_are_the_same_in_a_warehouse(tmp_path: Path, take_in: Any, ask: Any) -> None:
    names = [f"{number}/{wanted.path}" for number, wanted in enumerate(CASES.values())]
    for name, wanted in zip(names, CASES.values(), strict=True):
        (tmp_path / "in" / name).parent.mkdir(parents=True)
        (tmp_path / "in" / name).write_bytes(wanted.data)

    take_in(tmp_path / "w", tmp_path / "in")

    texts: dict[str, list[str]] = {name: [] for name in names}
    reasons: dict[str, set[str]] = {name: set() for name in names}
    for name, reason, text_with_cuts in ask(tmp_path / "w", OUTCOMES):
        if reason:
            reasons[name].add(reason)
        else:
            texts[name].append(text_with_cuts)
    found = {name: (whole(texts[name])[0], reasons[name]) for name in names}
    assert found == {
        name: (set(wanted.whole), set(wanted.reasons)) for name, wanted in zip(names, CASES.values(), strict=True)
    }
