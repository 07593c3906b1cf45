"""Archives: every entry has its outcome, damage costs only itself, and names do no harm."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.formats.archives import ArchiveParams
from transforms.formats.compression import UnpackParams
from transforms.formats.readers import read_documents
from transforms.formats.reading import Outcome, ReadParams
from transforms.records import REASONS, SKIPS, Document, Rejected

Pack = Callable[[dict[str, bytes]], bytes]

PAGE = b"<!doctype html><title>Ferry aground</title><p>The ferry ran aground off Gannet Rock.</p>"
LINES = b'{"text": "The ferry ran aground."}\n{"text": "The port is closed."}\n'
BODY = b"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 20\r\n\r\nThe quarry is quiet.\r\n\r\n"
PAGES = {f"{n}.html": PAGE.replace(b"Gannet", b"Gannet %d" % n) for n in range(4)}


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    return tar_of(*(entry(name, data) for name, data in members.items()))


def tar_of(*entries: tuple[tarfile.TarInfo, bytes], format: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as archive:
        for info, data in entries:
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def entry(name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, to: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(data), kind, to
    return info, data


def packed_tar(pack: Callable[[bytes], bytes]) -> Pack:
    return lambda members: pack(tarred(members))


TAR_PACKINGS: tuple[Callable[[bytes], bytes], ...] = (gzip.compress, bz2.compress, lzma.compress, zstandard.compress)
PACKS = pytest.mark.parametrize(
    "pack",
    [zipped, tarred, *(packed_tar(pack) for pack in TAR_PACKINGS)],
    ids=["zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"],
)


def read(data: bytes, params: ReadParams | None = None, path: str = "archive") -> list[Outcome]:
    stream = io.BytesIO(data)
    outcomes = list(read_documents(stream, source="inbox", path=path, file_id="f1", params=params))
    assert outcomes, "a file has at least one outcome"
    assert all(isinstance(o, Document) or o.reason in {*REASONS, *SKIPS} for o in outcomes)
    assert len({o.document_id for o in outcomes}) == len(outcomes), "each outcome has a place of its own"
    return outcomes


def places(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    """The place of each outcome, and its kind or reason."""
    return [(o.record, o.kind if isinstance(o, Document) else o.reason) for o in outcomes]


def details(outcomes: list[Outcome]) -> str:
    return "; ".join(o.detail for o in outcomes if not isinstance(o, Document))


@PACKS
def test_members_are_read_as_files_are(pack: Pack) -> None:
    members = {
        "a.html": PAGE,
        "sub/b.jsonl": LINES,
        "c.warc": BODY,
        "d.txt.gz": gzip.compress(b"The tram is late.", mtime=0),
    }

    found = read(pack(members))

    assert places(found) == [
        ("member a.html", "html"),
        ("member sub/b.jsonl, line 1", "export"),
        ("member sub/b.jsonl, line 2", "export"),
        ("member c.warc, offset 0", "scrape"),
        ("member d.txt.gz", "scrape"),
    ]
    assert next(o.content for o in found if isinstance(o, Document)) == PAGE


@PACKS
def test_member_that_is_no_article_costs_itself(pack: Pack) -> None:
    members = {"a.html": PAGE, "b.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "c.txt": b"", "d.html": PAGE}

    assert places(read(pack(members))) == [
        ("member a.html", "html"),
        ("member b.png", "unknown_format"),
        ("member c.txt", "empty_file"),
        ("member d.html", "html"),
    ]


@PACKS
def test_long_page_costs_itself(pack: Pack) -> None:
    members = {"a.html": PAGE + b" " * 200_000, "b.html": PAGE}

    found = read(pack(members), ReadParams(max_page_bytes=1_000))

    assert places(found) == [("member a.html", "too_large"), ("member b.html", "html")]


@PACKS
@pytest.mark.parametrize("inner", [zipped, packed_tar(gzip.compress)], ids=["zip", "tar.gz"])
def test_archives_in_archives_are_read_to_depth_two(pack: Pack, inner: Pack) -> None:
    two = inner({"a.html": PAGE})
    three = inner({"inner": two})

    found = read(pack({"two": two, "three": three, "b.html": PAGE}))

    assert places(found) == [
        ("member two, member a.html", "html"),
        ("member three, member inner", "too_large"),
        ("member b.html", "html"),
    ]
    assert "limit archive_depth of 2 archives" in details(found)


@PACKS
@pytest.mark.parametrize("name", ["../../etc/a.html", "/etc/a.html", "C:\\a.html", "a\x1b[2J.html", "..", "ж.html"])
def test_a_name_is_only_text(pack: Pack, name: str) -> None:
    (outcome,) = read(pack({name: PAGE}))

    assert isinstance(outcome, Document)
    assert outcome.record.isprintable()


def test_names_in_which_a_place_could_be_read_are_quoted() -> None:
    found = read(zipped({"a.jsonl": LINES, "a.jsonl, line 1": PAGE, 'member "a"': PAGE, "": PAGE}))

    assert [o.record for o in found] == [
        "member a.jsonl, line 1",
        "member a.jsonl, line 2",
        'member "a.jsonl, line 1"',
        'member member "a"',
        'member ""',
    ]


def test_very_long_names_are_shortened_and_stay_apart() -> None:
    long = "d/" * 5_000

    found = read(zipped({long + "a.html": PAGE, long + "b.html": PAGE}))

    assert [isinstance(o, Document) for o in found] == [True, True]
    assert max(len(o.record) for o in found) < 1_100


def test_members_over_the_limit_are_one_row_that_names_it() -> None:
    params = ReadParams(archive=ArchiveParams(max_members=3))

    for pack in (zipped, tarred):
        found = read(pack(PAGES), params)

        assert places(found)[3:] == [("the other members", "too_large")]
        assert "limit members of 3" in details(found)


def test_limit_of_members_counts_all_depths() -> None:
    params = ReadParams(archive=ArchiveParams(max_members=5))

    found = read(zipped({"a.zip": zipped(PAGES), "b.tar": tarred(PAGES)}), params)

    assert sum(isinstance(o, Document) for o in found) == 4
    assert "limit members of 5" in details(found)


class TestTar:
    def test_equal_names_are_two_members(self) -> None:
        found = read(tar_of(entry("a.html", PAGE), entry("a.html", PAGES["1.html"])))

        assert places(found) == [("member a.html", "html"), ("member a.html, entry 2", "html")]

    def test_entries_that_are_no_files_are_passed_over(self) -> None:
        found = read(
            tar_of(
                entry("sub/", kind=tarfile.DIRTYPE),
                entry("link.txt", kind=tarfile.SYMTYPE, to="/etc/passwd"),
                entry("hard.txt", kind=tarfile.LNKTYPE, to="../../etc/passwd"),
                entry("null", kind=tarfile.CHRTYPE),
                entry("pipe", kind=tarfile.FIFOTYPE),
                entry("._a.html", b"\0\5\x16\7\0\2\0\0Mac OS X"),
                entry("a.html", PAGE),
            )
        )

        assert [reason for _, reason in places(found)] == [
            "archived_folder",
            "archived_link",
            "archived_link",
            "not_a_file",
            "not_a_file",
            "resource_fork",
            "html",
        ]

    @pytest.mark.parametrize("format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT], ids=["pax", "gnu"])
    @pytest.mark.parametrize("name", ["a.html", "d/" * 120 + "a.html", "ж" * 90 + ".html"])
    def test_names_come_out_whole(self, format: int, name: str) -> None:
        (outcome,) = read(tar_of(entry(name, PAGE), format=format))

        assert outcome.record == f"member {name}"

    def test_name_that_is_not_utf8_is_text(self) -> None:
        info, data = entry("caf\udce9.html", PAGE)

        (outcome,) = read(tar_of((info, data), format=tarfile.GNU_FORMAT))

        assert outcome.record == "member caf\\xe9.html"

    def test_bad_header_in_the_middle_is_reported_and_passed(self) -> None:
        data = bytearray(tarred(PAGES))
        data[1024 + 10] ^= 0xFF  # in the name of the second member

        found = read(bytes(data))

        assert [record for record, _ in places(found)] == [
            "member 0.html",
            "damage 1",
            "member 2.html",
            "member 3.html",
        ]
        assert "after 1 member: 1,024 bytes" in details(found)

    @pytest.mark.parametrize("size", [600, 1024 + 30, 1024 + 512 + 10])
    def test_cut_archive_keeps_what_is_whole(self, size: int) -> None:
        found = read(tarred(PAGES)[:size])

        assert sum(isinstance(o, Document) for o in found) == (size - 1) // 1024
        assert {o.reason for o in found if not isinstance(o, Document)} == {"damaged"}
        assert isinstance(found[-1], Rejected) and "cut off" in found[-1].detail

    def test_end_behind_a_whole_member_without_the_zero_blocks_is_noted(self) -> None:
        found = read(tarred(PAGES)[:2048])

        assert places(found) == [("member 0.html", "html"), ("member 1.html", "html"), ("the end", "no_end_mark")]
        assert details(found) == "after 2 members"

    def test_cut_in_a_page_that_is_too_long_is_seen(self) -> None:
        found = read(tarred({"a.html": PAGE * 1_000})[:50_000], ReadParams(max_page_bytes=1_000))

        assert [reason for _, reason in places(found)] == ["too_large", "damaged"]

    def test_members_behind_an_end_mark_are_read_and_the_mark_is_reported(self) -> None:
        found = read(tarred({"a.html": PAGE}) + tarred({"b.html": PAGE}))

        assert places(found) == [("member a.html", "html"), ("damage 1", "damaged"), ("member b.html", "html")]
        assert "after 1 member: an end mark" in details(found)

    def test_junk_behind_the_end_mark_is_reported(self) -> None:
        found = read(tarred({"a.html": PAGE}) + b"junk" * 300)

        assert [reason for _, reason in places(found)] == ["html", "damaged"]
        assert "1,200 bytes" in details(found)

    def test_sparse_file_is_refused_by_name(self) -> None:
        info, data = entry("a.html", PAGE)
        info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}

        (outcome,) = read(tar_of((info, data)))

        assert isinstance(outcome, Rejected) and "--sparse" in outcome.detail

    def test_damage_in_the_gzip_data_costs_the_members_it_hits(self) -> None:
        noise = random.Random(3)
        members = {f"{n}.txt": noise.randbytes(3_000).hex().encode() for n in range(40)}
        packed = bytearray(gzip.compress(tarred(members), mtime=0))
        packed[len(packed) // 2] ^= 0xFF

        found = read(bytes(packed))

        assert 15 < sum(isinstance(o, Document) for o in found) < 25
        assert isinstance(found[-1], Rejected) and found[-1].reason == "damaged"


class TestZip:
    @pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_every_method_of_the_library_is_read(self, method: int) -> None:
        assert [kind for _, kind in places(read(zipped(PAGES, method)))] == ["html"] * 4

    def test_stream_that_cannot_be_sought_is_held(self) -> None:
        class Pipe(io.BytesIO):
            def seekable(self) -> bool:
                return False

            def seek(self, *_: int) -> int:
                raise io.UnsupportedOperation

        found = list(read_documents(Pipe(zipped(PAGES)), source="inbox", path="a.zip", file_id="f1"))

        assert [kind for _, kind in places(found)] == ["html"] * 4

    def test_inner_archive_over_the_limit_of_memory_costs_itself(self) -> None:
        inner = zipped({"a.txt": random.Random(1).randbytes(4_000).hex().encode()}, zipfile.ZIP_STORED)

        found = read(tarred({"a.zip": inner, "b.html": PAGE}), ReadParams(archive=ArchiveParams(max_held_bytes=5_000)))

        assert places(found) == [("member a.zip", "too_large"), ("member b.html", "html")]
        assert "limit held_bytes of 5,000 bytes" in details(found)

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_equal_names_are_two_members(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a.html", PAGE)
            archive.writestr("a.html", PAGES["1.html"])

        found = read(out.getvalue())

        assert places(found) == [("member a.html", "html"), ("member a.html, entry 2", "html")]
        assert len({o.content for o in found if isinstance(o, Document)}) == 2

    def test_folders_links_and_resource_forks_are_passed_over(self) -> None:
        out = io.BytesIO()
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        with zipfile.ZipFile(out, "w") as archive:
            archive.mkdir("sub")
            archive.writestr(link, "/etc/passwd")
            archive.writestr("__MACOSX/._a.html", b"\0\5\x16\7\0\2\0\0Mac OS X")
            archive.writestr("a.html", PAGE)

        assert places(read(out.getvalue())) == [
            ("member sub/", "archived_folder"),
            ("member link.txt", "archived_link"),
            ("member __MACOSX/._a.html", "resource_fork"),
            ("member a.html", "html"),
        ]

    @pytest.mark.parametrize(
        ("offset", "value", "reason", "said"),
        [
            (8, 1, "bad_record", "encrypted"),
            (10, 9, "bad_record", "Deflate64"),
            (10, 77, "bad_record", "method 77"),
            (16, 0x12345678, "damaged", "CRC-32"),
            (24, 20, "damaged", "stated are 20"),
            (20, 20, "damaged", "cut off"),
            (20, 0, "damaged", "empty as the directory has it"),
        ],
    )
    def test_one_bad_member_is_one_row(self, offset: int, value: int, reason: str, said: str) -> None:
        data = bytearray(zipped(PAGES))
        second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
        struct.pack_into("<H" if offset < 16 else "<L", data, second + offset, value)

        found = read(bytes(data))

        assert [kind for _, kind in places(found)] == ["html", reason, "html", "html"]
        assert said in details(found)

    def test_member_that_is_not_where_the_directory_has_it_is_found(self) -> None:
        data = bytearray(zipped(PAGES))
        second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
        struct.pack_into("<L", data, second + 42, 5)

        found = read(bytes(data))

        assert [kind for _, kind in places(found)] == ["damaged", "html", "html", "html", "html"]
        assert "1 members are not where the directory has them" in details(found)

    def test_member_that_is_nowhere_is_one_row(self) -> None:
        data = bytearray(zipped(PAGES))
        data[data.index(b"PK\x03\x04", 4)] ^= 0xFF

        found = read(bytes(data))

        assert [kind for _, kind in places(found)] == ["html", "damaged", "html", "html"]
        assert "elsewhere" not in details(found)

    def test_lines_before_the_damage_in_a_member_come_out(self) -> None:
        data = bytearray(zipped({"a.jsonl": LINES * 2_000, "b.html": PAGE}))
        at = data.index(b"PK\x03\x04", 4) - 20
        data[at] ^= 0xFF

        found = read(bytes(data))

        assert sum(isinstance(o, Document) for o in found) > 1_000
        assert found[-1].record == "member b.html"
        assert "damaged" in {reason for _, reason in places(found)}

    @pytest.mark.parametrize("damage", ["cut", "overwritten", "count"])
    @pytest.mark.parametrize("streamed", [False, True])
    def test_members_are_found_without_the_directory(self, damage: str, streamed: bool) -> None:
        out = io.BytesIO()
        target = Unsought(out) if streamed else out
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, page in PAGES.items():
                archive.writestr(zipfile.ZipInfo(name), page, zipfile.ZIP_DEFLATED)
        data = bytearray(out.getvalue())
        directory = data.index(b"PK\x01\x02")
        if damage == "cut":
            del data[directory + 60 :]
        elif damage == "overwritten":
            second = data.index(b"PK\x01\x02", directory + 4)
            data[second : second + 20] = bytes(20)
        else:
            data[-12:-10] = b"\x07\0"

        found = read(bytes(data))

        assert [kind for _, kind in places(found)] == ["damaged", *["html"] * 4]
        assert "4 members were found by their own headers" in details(found)

    def test_cut_member_is_reported_behind_the_whole_ones(self) -> None:
        data = zipped(PAGES)
        third = [at for at in range(len(data)) if data.startswith(b"PK\x03\x04", at)][2]

        found = read(data[: third + 60])

        assert [kind for _, kind in places(found)] == ["damaged", "html", "html", "damaged"]
        assert isinstance(found[-1], Rejected) and "cut off" in found[-1].detail

    def test_archive_behind_other_bytes_and_before_a_comment_is_read(self) -> None:
        data = bytearray(zipped(PAGES) + b"a comment")
        data[-11:-9] = struct.pack("<H", 9)

        assert [kind for _, kind in places(read(b"PK00PK" + bytes(data)))] == ["html"] * 4

    def test_name_that_is_not_utf8_costs_nothing(self) -> None:
        data = zipped({"xyz.html": PAGE, "b.html": PAGE}).replace(b"xyz", b"caf\x82"[1:])

        assert places(read(data)) == [("member afé.html", "html"), ("member b.html", "html")]

    def test_entries_that_share_their_bytes_are_stopped(self) -> None:
        data = zipped({"a.txt": random.Random(2).randbytes(3_000).hex().encode()}, zipfile.ZIP_STORED)
        directory, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
        one = data[directory:end]
        sizes = struct.pack("<HHHHLLH", 0, 0, 50, 50, 50 * len(one), directory, 0)

        found = read(data[:directory] + 50 * one + b"PK\x05\x06" + sizes)

        assert [kind for _, kind in places(found)] == ["scrape"] + ["damaged"] * 49
        assert "overlap" in details(found)

    def test_bomb_costs_itself(self) -> None:
        params = ReadParams(unpack=UnpackParams(ratio_from_bytes=1 << 20), max_line_bytes=1 << 30)

        found = read(zipped({"a.txt": b"a " * (4 << 20), "b.html": PAGE}), params)

        assert places(found) == [("member a.txt", "too_large"), ("member b.html", "html")]
        assert "limit unpacked_ratio of 1,000 times" in details(found)

    def test_bytes_unpacked_in_all_members_together_have_a_limit(self) -> None:
        params = ReadParams(unpack=UnpackParams(max_total_bytes=250))

        found = read(zipped(PAGES), params)

        assert [kind for _, kind in places(found)] == ["html", "html", "too_large", "too_large"]
        assert "limit unpacked_total_bytes of 250 bytes for all of a file" in details(found)

    @pytest.mark.parametrize(
        ("member", "said"),
        [
            ("[Content_Types].xml", "Office"),
            ("META-INF/container.xml", "EPUB"),
            ("META-INF/manifest.xml", "OpenDocument"),
            ("META-INF/MANIFEST.MF", "Java"),
        ],
    )
    def test_documents_that_are_zip_archives_are_not_taken_apart(self, member: str, said: str) -> None:
        found = read(zipped({"a.xml": PAGE, member: b"<x/>"}))

        assert places(found) == [("", "unknown_format")]
        assert said in details(found)

    def test_archive_without_members_is_empty(self) -> None:
        assert places(read(zipped({}))) == [("", "empty_file")]


class Unsought(io.RawIOBase):
    """A target that cannot be sought, so that lengths are written behind the members."""

    def __init__(self, target: io.BytesIO) -> None:
        self._target = target

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # bytes are all that zipfile writes
        return self._target.write(data)


SPECIMENS = [
    gzip.compress(LINES * 20, mtime=0),
    bz2.compress(LINES * 20),
    lzma.compress(LINES * 20),
    zstandard.compress(LINES * 20),
    tarred({"a.jsonl": LINES * 20, **PAGES}),
    gzip.compress(tarred(PAGES), mtime=0),
    zipped({"a.jsonl": LINES * 20, **PAGES}),
    zipped({"a.tar.gz": gzip.compress(tarred(PAGES), mtime=0), "b.zip": zipped(PAGES)}),
    tar_of(entry("d/" * 120 + "a.html", PAGE), entry("ж.html", PAGE)),
]


MAGICS = [b"PK\x03\x04", b"PK\x05\x06", b"BZh91AY&SY", b"\xfd7zXZ\0", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"]
WOUNDS = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8)), max_size=4)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from(SPECIMENS), WOUNDS, st.floats(0, 1))
def test_no_damage_stops_the_reading_or_goes_without_a_row(
    specimen: bytes, wounds: list[tuple[float, bytes]], kept: float
) -> None:
    data = bytearray(specimen)
    for place, there in wounds:
        at = int(place * len(data))
        data[at : at + len(there)] = there

    read(bytes(data[: max(int(kept * 1.5 * len(data)), 1)]))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from([b"", *MAGICS]), st.binary(max_size=2_000))
def test_no_bytes_at_all_stop_the_reading(magic: bytes, rest: bytes) -> None:
    read(magic + rest)
