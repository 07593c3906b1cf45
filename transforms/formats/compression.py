"""Unpacked bytes of gzip, zstd, bzip2 or xz data, in pieces, with every place where they are not whole.

Nothing is read at once and nothing is trusted: a stream that ends early, a checksum that is wrong, bytes after the end
and a bomb are each a `Damage` between the pieces, and reading goes on at the next member that opens.
Formats: RFC 1952 (gzip), RFC 8878 (zstd), the bzip2 1.0 manual, The .xz File Format 1.1.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

import zstandard

READ_BYTES = 1 << 20
MAGIC_BYTES = 10  # the longest magic number
BACK_BYTES = 256 << 10  # how far a decoder runs past the end of a member that was cut: a block of zstd has 128 KiB


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackParams:
    """How far a packed file may expand before it is taken for a bomb."""

    max_bytes: int = 4 << 30  # of one file or member; crawl archives are 1 GiB packed at most, 5 GiB at 5:1 are rare
    max_total_bytes: int = 64 << 30  # of all members and layers of one file; takes some minutes to read
    max_ratio: int = 1000  # text packs 3 to 10 times; gzip reaches 1,030 with zeros
    ratio_from_bytes: int = 64 << 20  # below this a high ratio does no harm
    max_window_bytes: int = 128 << 20  # what `zstd --long` asks for at most without a special request; `xz -9` 65 MiB


@dataclass(slots=True)
class Spent:
    """What reading one file has taken so far, in all its archives and packings together."""

    members: int = 0
    unpacked_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Some unpacked bytes and where they come from.

    member_at: offset in the packed file of the gzip member or zstd frame; None if they were not packed.
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

    reason: str  # a key of REASONS, mostly damaged or too_large
    detail: str
    is_between_members: bool = False


class Decoder(Protocol):
    """What the decoders of all packings have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class _Stepwise:
    """A bzip2 or xz decoder that unpacks 64 KiB at once: forty bytes of bzip2 can stand for 46 MB.

    So much of what comes before a damage may also be lost, since these decoders give nothing back with an error.
    """

    def __init__(self, decoder: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._decoder = decoder

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    @property
    def needs_input(self) -> bool:
        return self._decoder.needs_input

    def decompress(self, data: bytes, /) -> bytes:
        return self._decoder.decompress(data, 64 << 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """A way to pack bytes: how it is seen and how it is undone."""

    name: str
    magics: tuple[bytes, ...]
    decoder: Callable[[UnpackParams], Decoder]
    error: type[Exception]
    step_bytes: int  # packed bytes handed over at once, so that one step unpacks to 32 MiB at most


def _gzip_decoder(_params: UnpackParams) -> Decoder:
    return zlib.decompressobj(wbits=31)


def _deflate_decoder(_params: UnpackParams) -> Decoder:
    return zlib.decompressobj(wbits=-zlib.MAX_WBITS)


class _SizedZstd:
    """A zstd decoder that compares the size a frame states, where the library ends in the middle of its last block."""

    def __init__(self, params: UnpackParams) -> None:
        self._decoder = zstandard.ZstdDecompressor(max_window_size=params.max_window_bytes).decompressobj()
        self._head: bytes | None = b""
        self._params = params
        self._stated: int | None = None
        self._size = 0

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    @property
    def flaw(self) -> str | None:
        """What is wrong with a frame that is whole by its own end."""
        if self._stated is None or self._size == self._stated:
            return None
        return f"its header states {self._stated:,} bytes, and it has {self._size:,}"

    def decompress(self, data: bytes, /) -> bytes:
        if self._head is not None:
            self._head += data
            if len(self._head) < _header_bytes(self._head):
                return b""
            data, self._stated = _without_size(self._head, self._params)
            self._head = None
        unpacked = self._decoder.decompress(data)
        self._size += len(unpacked)
        return unpacked


ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
SINGLE_SEGMENT = 0x20  # the window is as long as the content, and not stated


def _header_bytes(frame: bytes) -> int:
    """How long the header is of a frame that begins so (RFC 8878, 3.1.1.1)."""
    if not frame.startswith(ZSTD_MAGIC):
        return 0
    if len(frame) < 5:
        return 5
    return _size_field(frame[4]).stop


def _size_field(descriptor: int) -> slice:
    """Where the size of the content stands in a frame header."""
    is_single = bool(descriptor & SINGLE_SEGMENT)
    start = 5 + (not is_single) + (0, 1, 2, 4)[descriptor & 3]
    return slice(start, start + (int(is_single), 2, 4, 8)[descriptor >> 6])


def _without_size(frame: bytes, params: UnpackParams) -> tuple[bytes, int | None]:
    """The beginning of a frame as if it stated no size, and the size that it states."""
    if not frame.startswith(ZSTD_MAGIC):
        return frame, None
    is_single, field = bool(frame[4] & SINGLE_SEGMENT), _size_field(frame[4])
    stated = int.from_bytes(frame[field], "little") + (256 if field.stop - field.start == 2 else 0)
    if field.start == field.stop or (is_single and stated > params.max_window_bytes):
        return frame, None
    # Of at least 1 MiB, so that a size that is stated too small takes nothing away.
    window = bytes([max((stated - 1).bit_length() - 10, 10) << 3]) if is_single else frame[5:6]
    flags = bytes([frame[4] & ~(0xC0 | SINGLE_SEGMENT)])
    return ZSTD_MAGIC + flags + window + frame[5 + (not is_single) : field.start] + frame[field.stop :], stated


def _zstd_decoder(params: UnpackParams) -> Decoder:
    return _SizedZstd(params)


def _bzip2_decoder(_params: UnpackParams) -> Decoder:
    return _Stepwise(bz2.BZ2Decompressor())


def _xz_decoder(params: UnpackParams) -> Decoder:
    return _Stepwise(lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=params.max_window_bytes))


def _lzma_decoder(params: UnpackParams) -> Decoder:
    return _Stepwise(lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=params.max_window_bytes))


GZIP = Packing(name="gzip", magics=(b"\x1f\x8b\x08",), decoder=_gzip_decoder, error=zlib.error, step_bytes=16 << 10)
ZSTD = Packing(
    name="zstd",
    # A file may begin with a skippable frame; its frame number is the low half of the first byte.
    magics=(ZSTD_MAGIC, *(bytes((0x50 + n, 0x2A, 0x4D, 0x18)) for n in range(16))),
    decoder=_zstd_decoder,
    error=zstandard.ZstdError,
    step_bytes=1 << 10,  # four bytes of a zstd frame can stand for 128 KiB
)
BZIP2 = Packing(
    name="bzip2",
    # The three letters alone come by chance; behind the block size stands a block, or the end of an empty stream.
    magics=tuple(b"BZh%d%b" % (size, then) for size in range(1, 10) for then in (b"1AY&SY", b"\x17rE8P\x90")),
    decoder=_bzip2_decoder,
    error=OSError,
    step_bytes=16 << 10,
)
XZ = Packing(name="xz", magics=(b"\xfd7zXZ\x00",), decoder=_xz_decoder, error=lzma.LZMAError, step_bytes=16 << 10)

PACKINGS = (GZIP, ZSTD, BZIP2, XZ)

# Members of zip archives only, where they have no magic number of their own.
DEFLATE = Packing(name="deflate", magics=(), decoder=_deflate_decoder, error=zlib.error, step_bytes=16 << 10)
LZMA = Packing(name="lzma", magics=(), decoder=_lzma_decoder, error=lzma.LZMAError, step_bytes=16 << 10)


def packing_of(head: bytes) -> Packing | None:
    """The packing that bytes with this beginning have, by content alone.

    >>> packing_of(b"\\x1f\\x8b\\x08\\x00").name
    'gzip'
    >>> packing_of(b"<html>") is None
    True
    """
    return next((packing for packing in PACKINGS if head.startswith(packing.magics)), None)


def pieces_of(stream: BinaryIO) -> Iterator[Piece]:
    """The bytes of a stream in order, as they are."""
    at = 0
    while data := stream.read(READ_BYTES):
        yield Piece(data, None, at)
        at += len(data)


def unpacked(
    pieces: Iterator[Piece | Damage], packing: Packing, params: UnpackParams, spent: Spent | None = None
) -> Iterator[Piece | Damage]:
    """The bytes of all members (zstd: frames, bzip2 and xz: streams) one after another, with damage where it is.

    spent: what is unpacked here is added to it, and counts towards the limit of the whole file.
    """
    feed = Feed(pieces)
    yield from _bounded(_members(feed, packing, params), feed, params, spent or Spent())


def unpacked_member(
    pieces: Iterator[Piece | Damage], packing: Packing, params: UnpackParams, spent: Spent
) -> Iterator[Piece | Damage]:
    """The bytes of one member, which must end where the pieces do."""
    feed = Feed(pieces)
    is_whole = True
    for piece in _bounded(_member(feed, packing, params), feed, params, spent):
        is_whole = is_whole and isinstance(piece, Piece)
        yield piece
    if is_whole and feed.peek(1):
        yield Damage("damaged", f"the {packing.name} data ends at byte {feed.at:,}, before its stated end", True)


def _bounded(
    pieces: Iterator[Piece | Damage], feed: Feed, params: UnpackParams, spent: Spent
) -> Iterator[Piece | Damage]:
    """The pieces, up to the first that shows a bomb."""
    total = 0
    for piece in pieces:
        if isinstance(piece, Piece):
            total += len(piece.data)
            spent.unpacked_bytes += len(piece.data)
            passed = _limit_passed(total, feed.at, params, spent)
            if passed:
                yield Damage("too_large", f"unpacks to more than the limit {passed}: {total:,} bytes so far")
                return
        yield piece


def _limit_passed(total: int, packed: int, params: UnpackParams, spent: Spent) -> str | None:
    """The limit that so many unpacked bytes are over, as words; None if none."""
    if total > params.max_bytes:
        return f"unpacked_bytes of {params.max_bytes:,} bytes"
    if total > params.ratio_from_bytes and total > params.max_ratio * packed:
        return f"unpacked_ratio of {params.max_ratio:,} times its packed size"
    if spent.unpacked_bytes > params.max_total_bytes:
        return f"unpacked_total_bytes of {params.max_total_bytes:,} bytes for all of a file"
    return None


def _members(feed: Feed, packing: Packing, params: UnpackParams) -> Iterator[Piece | Damage]:
    """The pieces of all members, one after another."""
    looked_back_from = -1
    while feed.skip_zeros() or feed.damage:  # tapes and some writers pad the last block
        if damage := feed.take_damage():
            yield damage
        elif feed.peek(MAGIC_BYTES).startswith(packing.magics):
            start = feed.at
            is_broken = yield from _member(feed, packing, params)
            # A member that was cut has run into the next. Looking back once for each stretch keeps the work linear.
            if is_broken and start > looked_back_from:
                looked_back_from = feed.at
                feed.go_back_to(packing.magics, start)
            if is_broken:
                feed.skip_to(packing.magics)
        else:
            at = feed.at
            feed.skip_to(packing.magics)
            yield Damage("damaged", f"{feed.at - at} bytes at {at} are not {packing.name} data; ignored", True)


def _member(feed: Feed, packing: Packing, params: UnpackParams) -> Generator[Piece | Damage, None, bool]:
    """The pieces of the member that starts here. Returns whether it is broken; the feed then stands at the fault."""
    decoder = packing.decoder(params)
    start, inside, packed = feed.at, 0, b""
    while not decoder.eof:
        needs_input = getattr(decoder, "needs_input", True)
        if needs_input and not (packed := feed.take(packing.step_bytes)):
            damage = feed.take_damage()
            yield damage or Damage("damaged", f"cut off: the {packing.name} data from byte {start} has no end")
            if damage and damage.is_between_members:
                continue
            return False
        before = decoder.copy() if hasattr(decoder, "copy") else None
        try:
            data = decoder.decompress(packed if needs_input else b"")
        except packing.error as error:
            good, used = _good_part(before, packed) if before is not None else (b"", 0)
            if good:
                yield Piece(good, start, inside)
            feed.put_back(packed[max(used, 1) :])
            yield _fault(packing, feed.at, error, params)
            return True
        if data:
            yield Piece(data, start, inside)
            inside += len(data)
    feed.put_back(decoder.unused_data)
    if flaw := getattr(decoder, "flaw", None):
        yield Damage("damaged", f"the {packing.name} data from byte {start}: {flaw}", True)
    return False


def _fault(packing: Packing, at: int, error: Exception, params: UnpackParams) -> Damage:
    if "memory" in str(error).lower():
        limit = f"the limit window_bytes of {params.max_window_bytes:,} bytes"
        return Damage("too_large", f"{packing.name} data near byte {at} ask for more memory than {limit}")
    return Damage("damaged", f"corrupt {packing.name} data near byte {at}: {error}")


def _good_part(decoder: Decoder, packed: bytes) -> tuple[bytes, int]:
    """What can be unpacked before the error, and how many packed bytes that took."""
    good = []
    for at in range(len(packed)):
        try:
            good.append(decoder.decompress(packed[at : at + 1]))
        except zlib.error:
            return b"".join(good), at
    return b"".join(good), len(packed)


class Feed:
    """The bytes of pieces, which can be looked at and put back, with their offset.

    At a damage it is as if the bytes ended; they go on once the damage is taken.
    """

    def __init__(self, pieces: Iterator[Piece | Damage]) -> None:
        self._pieces = pieces
        self._buffer = b""
        self._next = 0  # of the buffer; a new buffer for each small step would cost its whole length each time
        self.at = 0
        self.damage: Damage | None = None

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, or fewer at the end or before a damage."""
        missing = size - (len(self._buffer) - self._next)
        if missing > 0 and self.damage is None:
            self._fill(missing)
        return self._buffer[self._next : self._next + size]

    def _fill(self, size: int) -> None:
        behind = min(self._next, BACK_BYTES)
        parts = [self._buffer[self._next - behind :]]
        for piece in self._pieces:
            if isinstance(piece, Damage):
                self.damage = piece
                break
            parts.append(piece.data)
            size -= len(piece.data)
            if size <= 0:
                break
        self._buffer, self._next = b"".join(parts), behind

    def take(self, size: int) -> bytes:
        """The next `size` bytes, or fewer at the end or before a damage; the feed then stands behind them."""
        data = self.peek(size)
        self._next += len(data)
        self.at += len(data)
        return data

    def take_damage(self) -> Damage | None:
        """The damage, if the feed stands before one; it then goes on behind that."""
        if self.damage is None or self._next < len(self._buffer):
            return None
        damage, self.damage = self.damage, None
        return damage

    def put_back(self, data: bytes) -> None:
        """Stand before these bytes, which were taken last."""
        if len(data) <= self._next:
            self._next -= len(data)
        else:
            self._buffer = data + self._buffer[self._next :]
            self._next = 0
        self.at -= len(data)

    def go_back_to(self, magics: tuple[bytes, ...], start: int) -> None:
        """Stand before the first magic number that was taken behind `start`, if there is one not too far back."""
        low = max(self._next - (self.at - start) + 1, 0)
        places = [at for at in (self._buffer.find(magic, low, self._next) for magic in magics) if at >= 0]
        if places:
            self.at -= self._next - min(places)
            self._next = min(places)

    def skip(self, size: int) -> int:
        """How many of the next `size` bytes there were to leave out."""
        left = size
        while left and (data := self.take(min(left, READ_BYTES))):
            left -= len(data)
        return size - left

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
        """Whether one of the magic numbers comes before the end or a damage, and the feed stands before it then."""
        while len(data := self.take(READ_BYTES)) >= MAGIC_BYTES:
            places = [at for at in (data.find(magic) for magic in magics) if at >= 0]
            if places:
                self.put_back(data[min(places) :])
                return True
            if len(data) == READ_BYTES:
                self.put_back(data[1 - MAGIC_BYTES :])  # a magic number may lie across two reads
        return False
