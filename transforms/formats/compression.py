"""Unpacked bytes of a gzip, zstd or plain stream, in pieces, with every place where they are not whole.

Nothing is read at once and nothing is trusted: a stream that ends early, a checksum that is wrong, bytes after the end
and a bomb are each a `Damage` between the pieces, and reading goes on at the next gzip member or zstd frame that opens.
Formats: RFC 1952 (gzip), RFC 8878 (zstd).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

import zstandard

READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackParams:
    """How far a packed file may expand before it is taken for a bomb."""

    max_bytes: int = 4 << 30  # of one file; the largest crawl archives are 1 GiB packed, about 5 GiB at 5:1 are rare
    max_ratio: int = 1000  # text packs 3 to 10 times; gzip reaches 1,030 with zeros
    ratio_from_bytes: int = 64 << 20  # below this a high ratio does no harm
    max_window_bytes: int = 128 << 20  # what `zstd --long` asks for at most without a special request


@dataclass(frozen=True, slots=True)
class Piece:
    """Some unpacked bytes and where they come from.

    member_at: offset in the file of the gzip member or zstd frame; None if the file is not packed.
    inside: offset of the first byte in the unpacked member, or in the file.
    """

    data: bytes
    member_at: int | None
    inside: int


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where bytes are missing or wrong.

    is_between_members: what came before is whole, so nothing of it need be thrown away.
    """

    reason: str  # a key of REASONS: damaged or too_large
    detail: str
    is_between_members: bool = False


class Decoder(Protocol):
    """What zlib and zstandard have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """A way to pack a file: how it is seen and how it is undone."""

    name: str
    magics: tuple[bytes, ...]
    decoder: Callable[[UnpackParams], Decoder]
    error: type[Exception]
    step_bytes: int  # packed bytes handed over at once, so that one step unpacks to 32 MiB at most


def _gzip_decoder(_params: UnpackParams) -> Decoder:
    return zlib.decompressobj(wbits=31)


def _zstd_decoder(params: UnpackParams) -> Decoder:
    return zstandard.ZstdDecompressor(max_window_size=params.max_window_bytes).decompressobj()


PACKINGS = (
    Packing(name="gzip", magics=(b"\x1f\x8b\x08",), decoder=_gzip_decoder, error=zlib.error, step_bytes=16 << 10),
    Packing(
        name="zstd",
        # A file may begin with a skippable frame; its frame number is the low half of the first byte.
        magics=(b"\x28\xb5\x2f\xfd", *(bytes((0x50 + n, 0x2A, 0x4D, 0x18)) for n in range(16))),
        decoder=_zstd_decoder,
        error=zstandard.ZstdError,
        step_bytes=1 << 10,  # four bytes of a zstd frame can stand for 128 KiB
    ),
)


def packing_of(head: bytes) -> Packing | None:
    """The packing that a file with these first bytes has, by content alone.

    >>> packing_of(b"\\x1f\\x8b\\x08\\x00").name
    'gzip'
    >>> packing_of(b"<html>") is None
    True
    """
    return next((packing for packing in PACKINGS if head.startswith(packing.magics)), None)


def unpacked(stream: BinaryIO, params: UnpackParams) -> Iterator[Piece | Damage]:
    """The bytes of the stream in order, unpacked once if they are packed, with damage where it is."""
    raw = _Raw(stream)
    packing = packing_of(raw.peek(4))
    if packing is None:
        yield from _plain(raw)
    else:
        yield from _bounded(_members(raw, packing, params), raw, params)


def _plain(raw: _Raw) -> Iterator[Piece]:
    at = raw.at
    while data := raw.take(READ_BYTES):
        yield Piece(data, None, at)
        at = raw.at


def _bounded(pieces: Iterator[Piece | Damage], raw: _Raw, params: UnpackParams) -> Iterator[Piece | Damage]:
    """The pieces, up to the first that shows a bomb."""
    total = 0
    for piece in pieces:
        if isinstance(piece, Piece):
            total += len(piece.data)
            ratio = total / max(raw.at, 1)
            if total > params.max_bytes or (total > params.ratio_from_bytes and ratio > params.max_ratio):
                yield Damage("too_large", f"over the limit: {total:,} bytes so far, {ratio:,.0f} times the packed size")
                return
        yield piece


def _members(raw: _Raw, packing: Packing, params: UnpackParams) -> Iterator[Piece | Damage]:
    """The pieces of all members (gzip) or frames (zstd), one after another."""
    while raw.skip_zeros():  # tapes and some writers pad the last block
        if raw.peek(4).startswith(packing.magics):
            yield from _member(raw, packing, params)
        else:
            at = raw.at
            found = raw.skip_to(packing.magics)
            yield Damage("damaged", f"{raw.at - at} bytes at {at} are not {packing.name} data; ignored", True)
            if not found:
                return


def _member(raw: _Raw, packing: Packing, params: UnpackParams) -> Iterator[Piece | Damage]:
    """The pieces of the member that starts here; after damage the stream stands at the next that may be one."""
    decoder = packing.decoder(params)
    start, inside = raw.at, 0
    while not decoder.eof:
        packed = raw.take(packing.step_bytes)
        if not packed:
            yield Damage("damaged", f"cut off: the {packing.name} data from byte {start} has no end")
            return
        before = decoder.copy() if hasattr(decoder, "copy") else None
        try:
            data = decoder.decompress(packed)
        except packing.error as error:
            good, used = _good_part(before, packed) if before is not None else (b"", 0)
            if good:
                yield Piece(good, start, inside)
            raw.put_back(packed[max(used, 1) :])
            yield Damage("damaged", f"corrupt {packing.name} data near byte {raw.at}: {error}")
            raw.skip_to(packing.magics)
            return
        if data:
            yield Piece(data, start, inside)
            inside += len(data)
    raw.put_back(decoder.unused_data)


def _good_part(decoder: Decoder, packed: bytes) -> tuple[bytes, int]:
    """What can be unpacked before the error, and how many packed bytes that took."""
    good = []
    for at in range(len(packed)):
        try:
            good.append(decoder.decompress(packed[at : at + 1]))
        except zlib.error:
            return b"".join(good), at
    return b"".join(good), len(packed)


class _Raw:
    """A stream whose next bytes can be looked at and put back, with its offset."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._buffer = b""
        self._next = 0  # of the buffer; a new buffer for each small step would cost its whole length each time
        self.at = 0

    def peek(self, size: int) -> bytes:
        while len(self._buffer) - self._next < size:
            more = self._stream.read(READ_BYTES)
            if not more:
                break
            self._buffer = self._buffer[self._next :] + more
            self._next = 0
        return self._buffer[self._next : self._next + size]

    def take(self, size: int) -> bytes:
        data = self.peek(size)
        self._next += len(data)
        self.at += len(data)
        return data

    def put_back(self, data: bytes) -> None:
        if len(data) <= self._next:
            self._next -= len(data)
        else:
            self._buffer = data + self._buffer[self._next :]
            self._next = 0
        self.at -= len(data)

    def skip_zeros(self) -> bool:
        """Whether there are bytes left after the zeros that come next."""
        if self.peek(1) > b"\0":
            return True
        while data := self.take(READ_BYTES):
            if rest := data.lstrip(b"\0"):
                self.put_back(rest)
                return True
        return False

    def skip_to(self, magics: tuple[bytes, ...]) -> bool:
        """Whether one of the magic numbers comes, and the stream stands before it then."""
        while len(data := self.take(READ_BYTES)) > 3:
            places = [at for at in (data.find(magic) for magic in magics) if at >= 0]
            if places:
                self.put_back(data[min(places) :])
                return True
            if len(data) == READ_BYTES:
                self.put_back(data[-3:])  # a magic number may lie across two reads
        return False
