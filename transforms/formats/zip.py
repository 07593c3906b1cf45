"""Members of a zip archive, found by its central directory, or by their own headers where that is damaged or missing.

The library for this refuses a whole archive for one name that is not UTF-8 and stops at the first flaw of the
directory. Here a member is whole if its length and CRC-32 are as stated, whatever else is wrong with the archive.
Format: PKWARE's APPNOTE 6.3.10.
"""

from __future__ import annotations

import io
import stat
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO

from transforms.formats.archives import ArchiveBytes, Entry, Member, Passed, held, no_member
from transforms.formats.compression import (
    BZIP2,
    DEFLATE,
    LZMA,
    READ_BYTES,
    XZ,
    ZSTD,
    Damage,
    Feed,
    Packing,
    Piece,
    unpacked_member,
)

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
DESCRIPTOR, END64, LOCATOR64 = b"PK\x07\x08", b"PK\x06\x06", b"PK\x06\x07"
LOCAL_FORMAT = struct.Struct("<4x2xHH4xLLLHH")  # flags, method, CRC-32, packed size, size, lengths of name and extra
CENTRAL_FORMAT = struct.Struct("<4xxB2xHH4xLLLHHH4xLL")  # system, ..., as above, comment length, attributes, header at
END_FORMAT = struct.Struct("<4xHHHHLLH")  # disk, disk of directory, entries on it, entries, size, offset, comment
END64_FORMAT = struct.Struct("<4x8x4xLLQQQQ")
MAX_TAIL_BYTES = 64 << 10  # of a comment behind the end record

ENCRYPTED, DESCRIPTOR_FOLLOWS, UTF8_NAME = 0x1, 0x8, 0x800
UNIX = 3
STORED, LZMA_METHOD = 0, 14
METHODS: Mapping[int, Packing | None] = {STORED: None, 8: DEFLATE, 12: BZIP2, LZMA_METHOD: LZMA, 93: ZSTD, 95: XZ}
METHOD_NAMES: Mapping[int, str] = {1: "Shrink", 6: "Implode", 9: "Deflate64", 97: "WavPack", 98: "PPMd", 99: "AES"}

# Zip archives that are documents or programs, known by a member at their root.
DOCUMENTS: Mapping[str, str] = {
    "[Content_Types].xml": "an Office document (docx, xlsx or pptx): save it as text or HTML",
    "META-INF/container.xml": "an EPUB book: save its chapters as HTML",
    "META-INF/manifest.xml": "an OpenDocument file (odt, ods or odp): save it as text or HTML",
    "META-INF/MANIFEST.MF": "a Java program (jar, war or apk)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipEntry:
    """What the directory, or a member's own header, says of a member. mode: of Unix, 0 if it was packed elsewhere."""

    name: str
    flags: int
    method: int
    crc: int | None  # None where it is not known
    packed_bytes: int
    size_bytes: int
    header_at: int
    mode: int = 0


def zip_members(source: ArchiveBytes) -> Iterator[Entry]:
    """The entries in the order of the directory, with what is wrong with the archive itself before them."""
    archive, damage = (source.stream, None) if source.stream else held(source.pieces, source.params.max_held_bytes)
    if damage:
        yield damage
        if damage.reason == "too_large":
            return
    size = archive.seek(0, io.SEEK_END)
    most = source.params.max_members + 1 - source.spent.members
    entries, fault = _directory(archive, size, most)
    if fault:
        entries = list(islice(_local_entries(archive, size), most))
        yield Damage("damaged", f"{fault}; {len(entries):,} members were found by their own headers")
    elif any(_data_at(archive, entry.header_at) is None for entry in entries):
        entries, moved = _found_again(archive, size, entries)
        if moved:  # those that are nowhere have their own rows
            yield Damage("damaged", f"{moved:,} members are not where the directory has them, but elsewhere")
    document = next((DOCUMENTS[entry.name] for entry in entries if entry.name in DOCUMENTS), None)
    if document:
        yield Damage("unknown_format", document)
        return
    packed_left = size
    for entry in entries:
        packed_left -= min(entry.packed_bytes, max(size - entry.header_at, 0))
        yield _member(archive, entry, source, is_overlapping=packed_left < 0)


def has_directory(stream: BinaryIO | None) -> bool:
    """Whether a stream that can be sought ends in the directory of a zip archive; it then stands where it stood."""
    if stream is None:
        return False
    at = stream.tell()
    entries, fault = _directory(stream, stream.seek(0, io.SEEK_END), most=1)
    stream.seek(at)
    return bool(entries) and fault is None


def _member(archive: BinaryIO, entry: ZipEntry, source: ArchiveBytes, *, is_overlapping: bool) -> Entry:
    if entry.name.endswith("/") and entry.size_bytes == 0:
        return Passed(entry.name, "archived_folder", "")
    if stat.S_ISLNK(entry.mode):
        return Passed(entry.name, "archived_link", "")
    if is_overlapping:
        return no_member(entry.name, "damaged", "members overlap: together they are longer than the archive")
    if entry.flags & ENCRYPTED:
        return no_member(entry.name, "bad_record", "encrypted: pack it without a password")
    if entry.method not in METHODS:
        method = METHOD_NAMES.get(entry.method, "unknown")
        detail = f"compression method {entry.method} ({method}), which is not read: pack it with Deflate"
        return no_member(entry.name, "bad_record", detail)
    return Member(entry.name, _checked(_unpacked(archive, entry, source), entry))


def _unpacked(archive: BinaryIO, entry: ZipEntry, source: ArchiveBytes) -> Iterator[Piece | Damage]:
    """The bytes of a member, unpacked, not compared with anything."""
    at = _data_at(archive, entry.header_at)
    if at is None:
        yield Damage("damaged", f"no member begins at byte {entry.header_at:,}, where the directory has it")
        return
    if entry.packed_bytes == 0 and _signature(archive, at)[:2] not in (b"PK", b""):
        yield Damage("damaged", "empty as the directory has it, but there are data behind its own header")
        return
    pieces: Iterator[Piece | Damage] = _slice(archive, at, entry.packed_bytes)
    packing = METHODS[entry.method]
    if packing is LZMA:
        pieces = _with_lzma_header(pieces)
    yield from pieces if packing is None else unpacked_member(pieces, packing, source.unpack, source.spent)


def _checked(pieces: Iterator[Piece | Damage], entry: ZipEntry) -> Iterator[Piece | Damage]:
    """The pieces, then whether they are what was packed. A right length and CRC-32 outweigh a flaw of the packing."""
    crc, size, damage = 0, 0, None
    for piece in pieces:
        if isinstance(piece, Damage):
            damage = damage or piece
            continue
        crc = zlib.crc32(piece.data, crc)
        yield Piece(piece.data, None, size)
        size += len(piece.data)
    if (crc, size) == (entry.crc, entry.size_bytes):
        return
    if damage:
        yield Damage(damage.reason, damage.detail)
    elif size != entry.size_bytes:
        yield Damage("damaged", f"{size:,} bytes long, stated are {entry.size_bytes:,}")
    elif entry.crc is None:
        yield Damage("damaged", "cut off, or of a length that is stated nowhere")
    else:
        yield Damage("damaged", f"corrupt: its CRC-32 is {crc:08x}, stated is {entry.crc:08x}")


def _found_again(archive: BinaryIO, size: int, entries: Sequence[ZipEntry]) -> tuple[list[ZipEntry], int]:
    """The entries, those where no member begins moved to the next own header with their name; and how many."""
    places: dict[str, list[int]] = {}
    for local in islice(_local_entries(archive, size), 2 * len(entries)):
        places.setdefault(local.name, []).append(local.header_at)
    moved = [
        replace(entry, header_at=places[entry.name].pop(0))
        if _data_at(archive, entry.header_at) is None and places.get(entry.name)
        else entry
        for entry in entries
    ]
    return moved, sum(one is not other for one, other in zip(moved, entries, strict=True))


def _slice(archive: BinaryIO, at: int, size: int) -> Iterator[Piece | Damage]:
    """So many bytes from a place on, or as many as there are."""
    done = 0
    while done < size:
        archive.seek(at + done)
        data = archive.read(min(READ_BYTES, size - done))
        if not data:
            yield Damage("damaged", f"cut off: {done:,} of {size:,} packed bytes are there")
            return
        yield Piece(data, None, done)
        done += len(data)


def _with_lzma_header(pieces: Iterator[Piece | Damage]) -> Iterator[Piece | Damage]:
    """The data as an .lzma file: zip has its version, and the length of its properties, where that has the size."""
    feed = Feed(pieces)
    head = feed.take(9)
    yield Piece(head[4:] + b"\xff" * 8, None, 0)
    while data := feed.take(READ_BYTES):
        yield Piece(data, None, feed.at - len(data))
    damage = feed.take_damage()
    if damage:
        yield damage


def _data_at(archive: BinaryIO, header_at: int) -> int | None:
    """Where the data of the member begin whose own header is here; None if none is."""
    if header_at < 0:
        return None
    archive.seek(header_at)
    header = archive.read(LOCAL_FORMAT.size)
    if len(header) < LOCAL_FORMAT.size or not header.startswith(LOCAL):
        return None
    *_, name_bytes, extra_bytes = LOCAL_FORMAT.unpack(header)
    return header_at + LOCAL_FORMAT.size + int(name_bytes) + int(extra_bytes)


def _directory(archive: BinaryIO, size: int, most: int) -> tuple[list[ZipEntry], str | None]:
    """The entries of the central directory, at most so many; and what is wrong with it, if it cannot be relied on."""
    end = _end_record(archive, size)
    if isinstance(end, str):
        return [], end
    stated, directory_bytes, directory_at, end_at = end
    shift = end_at - directory_bytes - directory_at  # of an archive behind other data, such as a program
    if _signature(archive, directory_at + shift) != CENTRAL:
        shift = 0
    entries: list[ZipEntry] = []
    at = directory_at + shift
    while at < end_at and len(entries) < most:
        found = _central_entry(archive, at)
        if found is None:
            return [], f"the central directory is damaged behind {len(entries):,} members"
        entry, at = found
        entries.append(replace(entry, header_at=entry.header_at + shift))
    if len(entries) < most and len(entries) % (1 << 16) != stated % (1 << 16):  # without zip64 the number wraps
        return [], f"the central directory has {len(entries):,} members, stated are {stated:,}"
    return entries, None


def _end_record(archive: BinaryIO, size: int) -> tuple[int, int, int, int] | str:
    """Entries, bytes and place of the directory, and where it ends at the latest; or why they are not known."""
    tail_at = max(size - MAX_TAIL_BYTES - END_FORMAT.size, 0)
    archive.seek(tail_at)
    tail = archive.read(MAX_TAIL_BYTES + END_FORMAT.size)
    found = tail.rfind(END)
    if found < 0 or len(tail) - found < END_FORMAT.size:
        return "cut off: the central directory at its end is missing"
    disk, _, _, entries, directory_bytes, directory_at, _ = END_FORMAT.unpack_from(tail, found)
    end_at = tail_at + found
    if _signature(archive, end_at - 20) == LOCATOR64:
        end_at -= 20 + END64_FORMAT.size
        if _signature(archive, end_at) != END64:
            return "the end record of its directory (zip64) is damaged"
        archive.seek(end_at)
        disk, _, _, entries, directory_bytes, directory_at = END64_FORMAT.unpack(archive.read(END64_FORMAT.size))
    if disk not in (0, 0xFFFF):
        return f"volume {disk + 1} of an archive in several: join the volumes"
    return entries, directory_bytes, directory_at, end_at


def _signature(archive: BinaryIO, at: int) -> bytes:
    if at < 0:
        return b""
    archive.seek(at)
    return archive.read(4)


def _central_entry(archive: BinaryIO, at: int) -> tuple[ZipEntry, int] | None:
    """The entry of the directory that begins here, and where the next does."""
    if _signature(archive, at) != CENTRAL:
        return None
    fixed = CENTRAL + archive.read(CENTRAL_FORMAT.size - 4)
    if len(fixed) < CENTRAL_FORMAT.size:
        return None
    system, flags, method, crc, packed, size, *lengths, attributes, header_at = CENTRAL_FORMAT.unpack(fixed)
    variable = archive.read(sum(lengths))
    if len(variable) < sum(lengths):
        return None
    name, extra = variable[: lengths[0]], variable[lengths[0] : lengths[0] + lengths[1]]
    size, packed, header_at = _zip64(extra, size, packed, header_at)
    entry = ZipEntry(
        name=_name(name, flags),
        flags=flags,
        method=method,
        crc=crc,
        packed_bytes=packed,
        size_bytes=size,
        header_at=header_at,
        mode=attributes >> 16 if system == UNIX else 0,
    )
    return entry, at + CENTRAL_FORMAT.size + sum(lengths)


def _local_entries(archive: BinaryIO, size: int) -> Iterator[ZipEntry]:
    """The members as their own headers have them, in the order of their data."""
    at = _find(archive, (LOCAL,), 0, size)
    while at < size:
        found = _local_entry(archive, at, size)
        if found is None:
            return
        entry, end = found
        yield entry
        at = _find(archive, (LOCAL,), end, size)


def _local_entry(archive: BinaryIO, at: int, size: int) -> tuple[ZipEntry, int] | None:
    """The member whose own header begins here, and a place before the next one; None if the archive ends in it."""
    archive.seek(at)
    header = archive.read(LOCAL_FORMAT.size)
    if len(header) < LOCAL_FORMAT.size:
        return None
    flags, method, crc, packed, length, name_bytes, extra_bytes = LOCAL_FORMAT.unpack(header)
    name, extra = archive.read(name_bytes), archive.read(extra_bytes)
    length, packed, _ = _zip64(extra, length, packed, 0)
    data_at = at + LOCAL_FORMAT.size + name_bytes + extra_bytes
    entry = ZipEntry(
        name=_name(name, flags),
        flags=flags,
        method=method,
        crc=crc,
        packed_bytes=packed,
        size_bytes=length,
        header_at=at,
    )
    if not flags & DESCRIPTOR_FOLLOWS or packed:
        # A length that leads nowhere is wrong: then the next member is looked for in the data.
        leads_on = _signature(archive, data_at + packed)[:2] in (b"PK", b"")
        return entry, data_at + packed if leads_on else data_at
    end = _find(archive, (LOCAL, CENTRAL, END), data_at, size)
    return _described(archive, entry, data_at, end), end


def _described(archive: BinaryIO, entry: ZipEntry, data_at: int, end: int) -> ZipEntry:
    """The entry with what the data descriptor at its end says, if the number of packed bytes there is right."""
    for descriptor in (struct.Struct("<4xLLL"), struct.Struct("<4xLQQ")):
        packed_bytes = end - data_at - descriptor.size
        if packed_bytes >= 0 and _signature(archive, end - descriptor.size) == DESCRIPTOR:
            crc, packed, length = descriptor.unpack(DESCRIPTOR + archive.read(descriptor.size - 4))
            if packed == packed_bytes:
                return replace(entry, crc=crc, packed_bytes=packed, size_bytes=length)
    return replace(entry, crc=None, packed_bytes=end - data_at)


def _find(archive: BinaryIO, signatures: Sequence[bytes], at: int, size: int) -> int:
    """Where the first of the signatures stands at `at` or later; the size if none does."""
    while at < size:
        archive.seek(at)
        data = archive.read(READ_BYTES)
        places = [place for place in (data.find(signature) for signature in signatures) if place >= 0]
        if places:
            return at + min(places)
        at += max(len(data) - 3, 1)  # a signature may lie across two reads
    return size


def _zip64(extra: bytes, size: int, packed: int, header_at: int) -> tuple[int, int, int]:
    """Size, packed size and place, from the zip64 field of the extra data where they are too large for their own."""
    values = _zip64_values(extra)
    numbers = [next(values, n) if n == 0xFFFFFFFF else n for n in (size, packed, header_at)]
    return numbers[0], numbers[1], numbers[2]


def _zip64_values(extra: bytes) -> Iterator[int]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        if kind == 1:
            yield from (value for (value,) in struct.iter_unpack("<Q", field[: len(field) // 8 * 8]))
        at += 4 + length


def _name(name: bytes, flags: int) -> str:
    """The name: UTF-8 also where that is not stated, else as stated, else in the code page of DOS."""
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("utf-8", "backslashreplace") if flags & UTF8_NAME else name.decode("cp437")
