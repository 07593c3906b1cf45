"""Files with damage done by chance, and what must hold when they are read: for the fuzz target and for property tests.

The same seed gives the same file. Records are made up (`made_up.py`), so that those that were not touched are known by
their words wherever they come out.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import zstandard

from tests.made_up import crawled, line, marks, page, text
from transforms.formats.readers import read_documents
from transforms.formats.reading import Outcome
from transforms.records import REASONS, SKIPS, Document, Rejected, Skipped

Chance = random.Random
Pack = Callable[[bytes], bytes]

PACKS: Mapping[str, Pack] = {
    "": bytes,
    ".gz": lambda data: gzip.compress(data, 6, mtime=0),
    ".zst": lambda data: zstandard.compress(data),
    ".bz2": lambda data: bz2.compress(data),
    ".xz": lambda data: lzma.compress(data),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wounded:
    """A damaged file, and the numbers of the articles in it whose bytes were not touched."""

    path: str
    data: bytes
    untouched: frozenset[int]


# ---- what is done to bytes


def _cut(data: bytes, chance: Chance) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _flip(data: bytes, chance: Chance) -> bytes:
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 3, 20))):
        if found:
            found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def _splice(data: bytes, chance: Chance) -> bytes:
    at, end = chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)
    return data[:at] + data[end:]


def _double(data: bytes, chance: Chance) -> bytes:
    at, length = chance.randrange(len(data) + 1), chance.choice((1, 16, 512, 4_096))
    return data[:at] + data[at : at + length] * chance.choice((2, 3, 50)) + data[at + length :]


def _overwrite(data: bytes, chance: Chance) -> bytes:
    at, length = chance.randrange(len(data) + 1), chance.choice((1, 4, 30, 512, 2_000))
    put = chance.choice((bytes(length), b"\xff" * length, chance.randbytes(length), b" " * length))
    return data[:at] + put[: len(data) - at] + data[at + length :]


def _insert(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 40, 2_000)) + data[at:]


def _number(data: bytes, chance: Chance) -> bytes:
    """Another number where digits stand, or where a binary length may stand."""
    places = [at for at in range(len(data)) if data[at : at + 1].isdigit()]
    if places and chance.random() < 0.6:
        at = chance.choice(places)
        return (
            data[:at]
            + chance.choice((b"0", b"9", b"-1", b"99999999999999999999", b"", b"1e9", b"\xd9\xa3"))
            + data[at + 1 :]
        )
    at = chance.randrange(len(data) + 1)
    put = struct.pack(chance.choice(("<H", ">H", "<L", "<Q")), chance.choice((0, 1, 0x7FFF, 0xFFFF)))
    return data[:at] + put + data[at + len(put) :]


TOKENS = (
    b"\n", b"\r\n\r\n", b"\0", b'"', b"'", b"<", b">", b"</", b"<!--", b"-->", b"<script>", b"</html>", b"<title>",
    b"<p ",
    b"<table>", b"<![CDATA[", b"&#xD800;", b"&", b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\\ud83d", b"\x1e", b"NaN",
    b"WARC/1.0\r\n", b"HTTP/1.1 200 OK\r\n", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n",
    b"\x1f\x8b\x08\0",
    b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"BZh91AY&SY", b"\xfd7zXZ\0", b"ustar\x0000",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf0\x9f", b"\x1b$B", b"\xe2\x80\xae", b"%", b";", b"\t",
)  # fmt: skip
WOUNDS: Sequence[Callable[[bytes, Chance], bytes]] = (
    _cut,
    _flip,
    _flip,
    _splice,
    _double,
    _overwrite,
    _insert,
    _insert,
    _number,
)


def wounded(data: bytes, chance: Chance) -> bytes:
    """The bytes with one to three things done to them."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = chance.choice(WOUNDS)(data, chance)
    return data


# ---- files of many records


def _record_parts(kind: str, numbers: Sequence[int], chance: Chance) -> list[bytes]:
    """The bytes of each record, which joined make a file."""
    if kind == "jsonl":
        return [line(number) + b"\n" for number in numbers]
    if kind == "warc":
        return [crawled(number) for number in numbers]
    make = crawled if kind == "warc members" else lambda number: line(number) + b"\n"
    pack = PACKS[chance.choice((".gz", ".zst", ".bz2", ".xz"))]
    return [pack(make(number)) for number in numbers]


def _archive_parts(kind: str, numbers: Sequence[int], chance: Chance) -> list[bytes]:
    """The bytes of an archive, cut at the beginnings of its members; the last part has what stands behind them."""
    members = {f"{number}.html": page(number).encode() for number in numbers}
    out = io.BytesIO()
    starts = []
    if kind == "tar":
        format = chance.choice((tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT))
        with tarfile.open(fileobj=out, mode="w", format=format) as tar:
            for name, data in members.items():
                starts.append(out.tell())
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
            starts.append(out.tell())
    else:
        method = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
        with zipfile.ZipFile(out, "w", method) as archive:
            for name, data in members.items():
                starts.append(out.tell())
                archive.writestr(zipfile.ZipInfo(name), data, method)
            starts.append(out.tell())
    data = out.getvalue()
    return [data[start:end] for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]


KINDS = ("jsonl", "warc", "jsonl members", "warc members", "tar", "zip")
EXTENSIONS = {
    "jsonl": ".jsonl",
    "warc": ".warc",
    "jsonl members": ".jsonl",
    "warc members": ".warc",
    "tar": ".tar",
    "zip": ".zip",
}


def wounded_records(chance: Chance) -> Wounded:
    """A file of eight records of which one is damaged, or what stands behind them all."""
    numbers = list(range(1, 9))
    kind = chance.choice(KINDS)
    parts = (_archive_parts if kind in ("tar", "zip") else _record_parts)(kind, numbers, chance)
    hit = chance.randrange(len(parts))
    parts[hit] = wounded(parts[hit], chance)
    outer = chance.choice(("", "", *PACKS)) if "members" not in kind else ""
    untouched = frozenset(numbers) - ({numbers[hit]} if hit < len(numbers) else set())
    return Wounded(path=f"a{EXTENSIONS[kind]}{outer}", data=PACKS[outer](b"".join(parts)), untouched=untouched)


# ---- any file


def wounded_file(specimens: Sequence[tuple[str, bytes]], chance: Chance) -> Wounded:
    """A specimen with damage inside its packing or in it, sometimes in an archive or under another name."""
    path, data = chance.choice(specimens)
    if chance.random() < 0.1:
        other = chance.choice(specimens)[1]
        at = chance.randrange(len(other) + 1)
        data = data[: chance.randrange(len(data) + 1)] + other[at : at + 100_000]
    data = wounded(data, chance)
    extension = chance.choice(("", "", *PACKS))
    packed = PACKS[extension](data)
    path = chance.choice((f"{path}{extension}", f"{path}{extension}", "download", "page.html", "lines.jsonl"))
    if chance.random() < 0.15:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(path), packed)
        path, packed = "archive.zip", out.getvalue()
    if extension and chance.random() < 0.5:
        packed = wounded(packed, chance)
    return Wounded(path=path, data=packed, untouched=frozenset())


def made_up_specimens() -> list[tuple[str, bytes]]:
    """A small file of each format that storyfold is mostly used with."""
    return [
        ("page.html", page(1).encode()),
        ("latin.html", page(2).encode("cp1252")),
        ("wide.html", page(3).encode("utf-16")),
        ("scrape.txt", text(4).encode()),
        ("lines.jsonl", b"".join(line(number) + b"\n" for number in (5, 6, 7))),
        ("pages.jsonl", b"".join(b'{"html": %s}\n' % _quoted(page(number)) for number in (8, 9))),
        ("array.json", b"[" + line(10) + b",\n" + line(11) + b"]"),
        ("crawl.warc", crawled(12) + crawled(13)),
    ]


def _quoted(content: str) -> bytes:
    return b'"' + content.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").encode() + b'"'


# ---- what must hold


def read_wounded(file: Wounded) -> list[Outcome]:
    """The outcomes of a file. Raises AssertionError with what does not hold of them."""
    outcomes = list(read_documents(io.BytesIO(file.data), source="fuzz", path=file.path, file_id="f1"))
    assert outcomes, "no outcome at all"
    assert all(isinstance(outcome, Document | Rejected | Skipped) for outcome in outcomes), "an outcome of no kind"
    unknown = {o.reason for o in outcomes if not isinstance(o, Document)} - {*REASONS, *SKIPS}
    assert not unknown, f"reasons that are not known: {unknown}"
    places = [outcome.record for outcome in outcomes]
    assert len(set(places)) == len(places), "two outcomes of one place"
    unprintable = [place for place in places if not place.isprintable()]
    assert not unprintable, f"a place that does not print: {unprintable[:1]!r}"
    missing = sorted(missing_articles(file, outcomes))
    is_told = any(isinstance(outcome, Rejected) for outcome in outcomes)
    assert is_told or not missing, f"articles {missing} were not touched, are not there, and no row says so"
    return outcomes


def missing_articles(file: Wounded, outcomes: Sequence[Outcome]) -> set[int]:
    """The numbers of articles whose bytes were not touched and of which no document has all the words."""
    contents = [outcome.content for outcome in outcomes if isinstance(outcome, Document)]
    return {
        number
        for number in file.untouched
        if not any(all(mark.encode() in content for mark in marks(number)) for content in contents)
    }
