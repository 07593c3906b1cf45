"""The format of a file, from its first bytes and its name.

Content decides where it is plain; the name decides between formats that look alike at the start, and says nothing
against what the content shows: HTML named .txt is HTML, and a picture named .jsonl is a picture.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from transforms.formats.reading import shown
from transforms.formats.tar import tar_header

Format = Literal["html", "text", "jsonl", "json", "warc", "tar", "zip"]

HEAD_BYTES = 64 << 10  # some pages open with 30 KiB of comments and styles

EXTENSIONS: Mapping[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".shtml": "html",
    ".txt": "text",
    ".text": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jl": "jsonl",
    ".json": "json",
    ".warc": "warc",
    ".wet": "warc",
}

PACKED_EXTENSIONS = (".gz", ".gzip", ".zst", ".zstd", ".bz2", ".xz")

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00PK")  # also empty, split, or split no more

# What the first bytes of a file that is not ours say it is, and what to do about it.
MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document: extract its text first"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, WAV or AVI)"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"SQLite format 3\x00", "an SQLite database: export its articles as JSON lines"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive: unpack it first"),
    (b"BZh", "bzip2 data whose beginning is damaged"),
    (b"\x04\x22\x4d\x18", "lz4 data: pack it as gzip or zstd, or unpack it"),
    (b"PAR1", "a Parquet file: export its articles as JSON lines"),
    (b"ARROW1", "an Arrow file: export its articles as JSON lines"),
    (b"Obj\x01", "an Avro file: export its articles as JSON lines"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document or thumbnail store"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x00asm", "a program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC", "a sound file"),
    (b"wOF", "a font"),
    (b"\x00\x00\x00\x01Bud1", "a Finder folder note"),
    (b"{\\rtf", "a rich text document: save it as plain text"),
    (b"\x1f\x9d\x90", "data of the old program compress: pack them with gzip"),
    (b"%!PS", "a PostScript document: extract its text first"),
    (b"version https://git-lfs.github.com/spec/", "a Git LFS pointer, not the file itself: run `git lfs pull`"),
    (b"filedesc://", "an ARC crawl archive: convert it to WARC"),
)

# Text that is no article, known by its name. Other names (none, .com, .0001, .asp) go by their content.
OTHER_EXTENSIONS: Mapping[str, str] = {
    ".md": "Markdown: rename it to .txt if it is an article",
    ".rst": "documentation",
    ".js": "a script",
    ".css": "a style sheet",
    ".py": "a program",
    ".sh": "a program",
    ".yaml": "settings",
    ".yml": "settings",
    ".toml": "settings",
    ".ini": "settings",
    ".log": "a log",
    ".svg": "a drawing",
    ".sql": "a database dump: export its articles as JSON lines",
}

HTML_START = re.compile(
    rb"(?:\s++|(?><!--.*?(?:-->|\Z))|<\?xml[^>]*+>|<!\[if[^>]*+>)*+"  # possessive: thirty comments took minutes
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|style|link|div|main|article|section|header|p|h[1-6]|table|span)\b",
    re.I | re.S,
)
HTML_INSIDE = re.compile(rb"<(?:!doctype html|html|head|body|article|p|div)[\s>]", re.I)
XML_START = re.compile(rb"\s*(?:<\?xml|<(?:rss|feed|urlset|sitemapindex|nitf|newsitem|newsml)\b)", re.I)
JSON_START = re.compile(rb'[\s\x1e]*(?:\{\s*["}]|\[\s*[{\]])')
JSON_SPREAD = re.compile(rb"\s*(?:\[|\{[^\n]*(?<=[,{\[])\s*\n)")  # an array, or an object printed over several lines
WARC_START = re.compile(rb"\s*WARC/\d\.\d")
WARC_INSIDE = re.compile(rb"(?:^|\n)WARC/\d\.\d{1,2}\r?\n")
MAIL_START = re.compile(rb"(?:[A-Z][\w-]*: .*\r?\n)*(?:MIME-Version|Message-ID|Return-Path|Received):", re.I)
CONTROL_BYTES = bytes((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
MAX_CONTROL_SHARE = 0.05  # random bytes have 11 %, damaged text well under 1 %


@dataclass(frozen=True, slots=True)
class Unknown:
    """A file that is none of the formats: what was seen, and what to do about it."""

    detail: str


def format_of(head: bytes, path: str) -> Format | Unknown:
    """The format of a file with these first unpacked bytes, at most `HEAD_BYTES`, and this name.

    >>> format_of(b"<!doctype html><p>Ferry aground", "notes.txt")
    'html'
    >>> format_of(b"Ferry aground", "index.html")
    'text'
    >>> format_of(b"%PDF-1.7", "article.txt")
    Unknown(detail='a PDF document: extract its text first')
    """
    archive = _archive(head)
    if archive:
        return archive
    plain = ascii_view(head)
    found = _by_content(plain) or _unknown(head, plain)
    return found or _by_name(plain, extension_of(path))


def _archive(head: bytes) -> Format | None:
    """The kind of archive that begins so, if one does; a tar header is known by its magic even if it is damaged."""
    if head.startswith(ZIP_STARTS):
        return "zip"
    return "tar" if head[257:262] == b"ustar" or tar_header(head[:512]) else None


def _unknown(head: bytes, plain: bytes) -> Unknown | None:
    """What binary content is, if it is."""
    if head[4:8] == b"ftyp":
        return Unknown("a video or an HEIC image")
    for magic, what in MAGICS:
        if head.startswith(magic) and (len(magic) > 3 or _control_share(head) > 0):
            return Unknown(what)
    if _control_share(plain.strip(b"\0")) > MAX_CONTROL_SHARE:
        return Unknown(f"binary data that begins {shown(head, 16)}")
    return None


def _by_content(plain: bytes) -> Format | Unknown | None:
    if WARC_START.match(plain):
        return "warc"
    if HTML_START.match(plain):
        return "html"
    if XML_START.match(plain):
        return Unknown(f"XML that is neither a page nor a feed, such as a site map: {shown(plain.lstrip())}")
    if JSON_START.match(plain):
        return "json" if JSON_SPREAD.match(plain) else "jsonl"
    if MAIL_START.match(plain):
        return Unknown("a mail: save its text or HTML part")
    return None


def _by_name(plain: bytes, extension: str) -> Format | Unknown:
    if extension in OTHER_EXTENSIONS:
        return Unknown(f"{extension} is {OTHER_EXTENSIONS[extension]}")
    named = EXTENSIONS.get(extension, "text")
    if named == "html" and not HTML_INSIDE.search(plain):
        return "text"
    if named == "warc" and not WARC_INSIDE.search(plain):
        return Unknown(f"no WARC record begins in the first {len(plain)} bytes: {shown(plain)}")
    if named == "json":
        return Unknown(f"named .json and not JSON: {shown(plain)}")
    return named


def extension_of(path: str) -> str:
    """The last extension of a file name, lower case, that is not one of a packing.

    >>> extension_of("2026/crawl.WARC.gz")
    '.warc'
    >>> extension_of("article")
    ''
    """
    name = PurePosixPath(path)
    while name.suffix.lower() in PACKED_EXTENSIONS:
        name = name.with_suffix("")
    return name.suffix.lower()


def ascii_view(head: bytes) -> bytes:
    """The bytes in which ASCII can be looked for: without byte order mark, UTF-16 and UTF-32 brought down to bytes."""
    if codec := wide_codec(head):
        return head.decode(codec, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    return head.removeprefix(b"\xef\xbb\xbf")


def wide_codec(head: bytes) -> str | None:
    """The name of the UTF-16 or UTF-32 codec the bytes are in, by mark or by the zeros of ASCII characters; else None.

    >>> wide_codec("ferry".encode("utf-16-be")), wide_codec("ferry".encode("utf-32")), wide_codec(b"ferry")
    ('utf-16-be', 'utf-32', None)
    """
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    zeros = head.count(0)
    # A crawl archive may be mostly of wide pages; its own header is not wide.
    if zeros < 0.3 * len(head) or 0 not in head[:64]:
        return None
    at = [head[place::4].count(0) / max(len(head[place::4]), 1) for place in range(4)]
    # In a character of UTF-32 the two high bytes are zero, and the lowest is not.
    if min(at[2:]) > 0.9 and at[0] < 0.1:
        return "utf-32-le"
    if min(at[:2]) > 0.9 and at[3] < 0.1:
        return "utf-32-be"
    if head[0::2].count(0) > 0.9 * zeros:
        return "utf-16-be"
    return "utf-16-le" if head[1::2].count(0) > 0.9 * zeros else None


def _control_share(data: bytes) -> float:
    return 1 - len(data.translate(None, CONTROL_BYTES)) / len(data) if data else 0.0
