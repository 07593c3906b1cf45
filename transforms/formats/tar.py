"""Members of a tar archive, read from front to back (POSIX.1-2024 pax, with the names and numbers of GNU tar).

The library for this ends without a word at a header it cannot read. Here every header's checksum is looked at, reading
goes on at the next good one, and an archive that does not end with its mark is reported.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from transforms.formats.archives import ArchiveBytes, ArchiveParams, Entry, Member, Passed, no_member
from transforms.formats.compression import READ_BYTES, Damage, Feed, Piece

BLOCK = 512
USTAR = re.compile(rb"(?=ustar[\0 ])")
USTAR_AT = 257
HEADER_SOUGHT_BYTES = 64 << 10  # behind a member that no header follows
PAX_LENGTH = re.compile(rb"(\d{1,9}) ")

EXTENSIONS = (b"x", b"X", b"g", b"L", b"K")  # headers about the header that follows
WITHOUT_DATA = (b"1", b"2", b"3", b"4", b"5", b"6")  # a size that these state is not that of data behind them

# Type flags of entries that are no files: a key of SKIPS, and what it is.
PASSED: Mapping[bytes, tuple[str, str]] = {
    b"1": ("archived_link", "a hard link to "),
    b"2": ("archived_link", "a link to "),
    b"3": ("not_a_file", "a device"),
    b"4": ("not_a_file", "a device"),
    b"5": ("archived_folder", ""),
    b"6": ("not_a_file", "a pipe"),
    b"D": ("archived_folder", "with the names in it"),
    b"V": ("not_a_file", "the name of the volume"),
}
# Type flags of files that are not read: a key of REASONS, and what to do about it.
UNREADABLE: Mapping[bytes, tuple[str, str]] = {
    b"M": ("damaged", "the rest of a file that begins in another volume of the archive: join the volumes"),
    b"S": ("bad_record", "a sparse file: pack it without --sparse"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TarHeader:
    """What one header block says. kind: its type flag."""

    name: bytes
    kind: bytes
    size: int
    linked_to: bytes


def tar_header(block: bytes) -> TarHeader | None:
    """The header in a block of 512 bytes, or None if its checksum is wrong.

    >>> tar_header(bytes(512)) is None
    True
    """
    if len(block) < BLOCK or not _is_checksum(block):
        return None
    size = _number(block[124:136])
    if size is None:
        return None
    name, prefix, kind = _text(block[:100]), _text(block[345:500]), block[156:157]
    if prefix and block[USTAR_AT : USTAR_AT + 6] == b"ustar\0":
        name = prefix + b"/" + name
    return TarHeader(name=name, kind=kind, size=size, linked_to=_text(block[157:257]))


def _is_checksum(block: bytes) -> bool:
    """Whether the sum of the header's bytes, its own field taken as blanks, is the one stated; some summed signed."""
    stated = _number(block[148:156])
    if stated is None:
        return False
    others = 8 * 0x20 - sum(block[148:156])
    if stated == sum(block) + others:
        return True
    signed = struct.unpack("512b", block)
    return stated == sum(signed) - sum(signed[148:156]) + 8 * 0x20


def _number(data: bytes) -> int | None:
    """A number in octal digits, or in GNU's binary form; None if it is neither."""
    if data[:1] == b"\x80":
        return int.from_bytes(data[1:], "big")
    digits = data.replace(b"\0", b" ").strip()
    return int(digits, 8) if digits.isdigit() and not digits.strip(b"01234567") else None


def _text(data: bytes) -> bytes:
    return data.partition(b"\0")[0]


def tar_members(source: ArchiveBytes) -> Iterator[Entry]:
    """The entries in order, with damage where it is, and a row for an end without its mark."""
    return _Tape(source.pieces, source.params).entries()


@dataclass(slots=True)
class _Extended:
    """What the headers before a member's own say about it."""

    name: bytes | None = None
    linked_to: bytes | None = None
    size: int | None = None
    is_sparse: bool = False


class _Tape:
    """A tar archive on its way past."""

    def __init__(self, pieces: Iterator[Piece | Damage], params: ArchiveParams) -> None:
        self._between: list[Damage] = []  # damages that cost the archive nothing
        self._feed = Feed(self._without_harmless(pieces))
        self._params = params
        self._count = 0
        self._data_left = 0  # of the member at hand
        self._padding = 0
        self._is_ended = False  # the last block was an end mark
        self._has_damage = False

    def entries(self) -> Iterator[Entry]:
        """All entries, with damages and how the archive ends between them."""
        extended = _Extended()
        while self._feed.peek(1) or self._feed.damage:
            block = self._feed.peek(BLOCK)
            header = tar_header(block)
            if header is None:
                yield from self._no_header(block)
                extended = _Extended()
            elif header.kind in EXTENSIONS:
                yield from self._extend(extended, header)
            else:
                if self._is_ended:
                    yield self._damage("an end mark, and more members behind it: joined archives, or a gap")
                yield self._entry(header, extended)
                yield from self._rest()
                extended = _Extended()
        yield from self._between
        if not self._is_ended and not self._has_damage:
            yield Passed(None, "no_end_mark", self._after_members())

    def _without_harmless(self, pieces: Iterator[Piece | Damage]) -> Iterator[Piece | Damage]:
        for piece in pieces:
            if isinstance(piece, Damage) and piece.is_between_members:
                self._between.append(piece)
            else:
                yield piece

    def _damage(self, detail: str, reason: str = "damaged") -> Damage:
        self._has_damage = True
        return Damage(reason, f"{self._after_members()}: {detail}")

    def _after_members(self) -> str:
        return f"after {self._count:,} member{'' if self._count == 1 else 's'}"

    def _no_header(self, block: bytes) -> Iterator[Entry]:
        """Take what is no header: an end mark, a damage, or bytes in which the next header is looked for."""
        if block and not any(block):
            self._feed.take(len(block))
            self._is_ended = self._is_ended or len(block) == BLOCK
            return
        if len(block) < BLOCK and self._feed.damage:
            self._feed.take(len(block))
            damage = self._feed.take_damage()
            if damage:
                yield self._damage(damage.detail, damage.reason)
            self._skip_to_header()
            return
        at = self._feed.at
        self._skip_to_header()
        cut = "cut off: " if len(block) < BLOCK else ""
        yield self._damage(f"{cut}{self._feed.at - at:,} bytes at {at:,} are no tar member")

    def _skip_to_header(self) -> None:
        """Stand at the next good header, wherever its block begins; else at the end or the next damage."""
        while data := self._feed.peek(READ_BYTES):
            at = header_in(data)
            if at is not None:
                self._feed.take(at)
                return
            self._feed.take(len(data) if len(data) < READ_BYTES else READ_BYTES - BLOCK)

    def _extend(self, extended: _Extended, header: TarHeader) -> Iterator[Entry]:
        """Take a header about the next header; nothing is yielded if it can be read."""
        self._feed.take(BLOCK)
        self._data_left, self._padding = header.size, -header.size % BLOCK
        if header.size > self._params.max_header_bytes:
            limit = f"{self._params.max_header_bytes:,}"
            yield self._damage(
                f"an extended header of {header.size:,} bytes, over the limit tar_header_bytes of {limit}", "too_large"
            )
        else:
            data = self._feed.take(header.size)
            self._data_left -= len(data)
            _take_up(extended, header.kind, data)
        yield from self._rest()

    def _entry(self, header: TarHeader, extended: _Extended) -> Entry:
        """The entry of a header; its data are still to be taken."""
        self._feed.take(BLOCK)
        self._count += 1
        self._is_ended = False
        size = header.size if extended.size is None else extended.size
        self._data_left = 0 if header.kind in WITHOUT_DATA else size
        self._padding = -self._data_left % BLOCK
        name = _shown_name(extended.name or header.name)
        kind = b"S" if extended.is_sparse else header.kind
        if kind == b"\0" and name.endswith("/"):
            kind = b"5"  # archives older than POSIX have no type for folders
        if kind in PASSED:
            reason, detail = PASSED[kind]
            to = _shown_name(extended.linked_to or header.linked_to) if reason == "archived_link" else ""
            return Passed(name, reason, detail + to)
        if kind in UNREADABLE:
            return no_member(name, *UNREADABLE[kind])
        return Member(name, self._content(self._data_left))

    def _content(self, size: int) -> Iterator[Piece | Damage]:
        """The bytes of the member at hand. Damage in them is the archive's too, which is told of behind the member."""
        end, is_out_of_place = self._next_header(size)
        while self._data_left:
            inside = size - self._data_left
            data = self._feed.take(min(READ_BYTES, self._data_left))
            if end is not None:
                self._feed.put_back(data[end:])
                self._data_left = self._padding = 0
                yield Piece(data[:end], None, inside)
                yield self._damage(f"{end:,} of {size:,} bytes of the last one, then the next member begins")
                return
            if data:
                self._data_left -= len(data)
                yield Piece(data, None, inside)
            else:
                cut = Damage("damaged", f"cut off: {inside:,} of {size:,} bytes of the member are there")
                yield self._feed.damage or cut
                return
        if is_out_of_place:
            yield Damage(
                "damaged", "bytes are missing in it, or there are too many: the next member is not where it should be"
            )

    def _next_header(self, size: int) -> tuple[int | None, bool]:
        """Where the next member begins inside the one at hand, if it does; and whether bytes of it are out of place.

        So much is seen of members that fit in one read. A header that is damaged itself says nothing about the member.
        """
        length = size + self._padding
        if length > READ_BYTES:
            return None, False
        data = self._feed.peek(length + HEADER_SOUGHT_BYTES)
        following = data[length : length + BLOCK]
        if not any(following) or tar_header(following) or tar_header(data[:BLOCK]):
            return None, False
        at = header_in(data)
        if at is None or at >= length:
            return None, any(data[size:length])  # what fills the last block is zeros, if the member is in its place
        return min(at, size), False

    def _rest(self) -> Iterator[Entry]:
        """Leave out what was not taken of the member at hand."""
        missing = self._data_left - self._feed.skip(self._data_left)
        self._data_left = 0
        if missing and self._feed.damage is None:
            yield self._damage(f"cut off: {missing:,} bytes of the last one are missing")
        self._feed.skip(self._padding)


def header_in(data: bytes) -> int | None:
    """Where the first good header of a member stands in these data, wherever its block begins; None if none does."""
    for found in USTAR.finditer(data, USTAR_AT):
        at = found.start() - USTAR_AT
        if tar_header(data[at : at + BLOCK]):
            return at
    return None


def _take_up(extended: _Extended, kind: bytes, data: bytes) -> None:
    if kind == b"L":
        extended.name = _text(data)
    elif kind == b"K":
        extended.linked_to = _text(data)
    elif kind != b"g":  # what a global header says of all members is no name and no size
        records = _pax_records(data)
        extended.name = records.get(b"path", extended.name)
        extended.linked_to = records.get(b"linkpath", extended.linked_to)
        if records.get(b"size", b"").isdigit():
            extended.size = int(records[b"size"][:18])
        extended.is_sparse = any(key.startswith(b"GNU.sparse.") for key in records)


def _pax_records(data: bytes) -> dict[bytes, bytes]:
    """The records `length key=value` of an extended header; those that do not keep to their length are left out.

    >>> _pax_records(b"15 path=a.html\\n12 size=1\\n")
    {b'path': b'a.html'}
    """
    records, at = {}, 0
    while found := PAX_LENGTH.match(data, at):
        end = at + int(found[1])
        record = data[found.end() : end]
        if len(record) != end - found.end() or not record.endswith(b"\n"):
            break
        key, _, value = record[:-1].partition(b"=")
        records[key] = value
        at = end
    return records


def _shown_name(name: bytes) -> str:
    return name.decode("utf-8", "backslashreplace")
