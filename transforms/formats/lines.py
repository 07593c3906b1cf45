"""The lines of a file as UTF-8, bounded in length, with damage where it is."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain

from transforms.formats.compression import Damage, Piece
from transforms.formats.detection import wide_codec


def utf8_pieces(pieces: Iterator[Piece | Damage]) -> Iterator[bytes | Damage]:
    """The bytes of the pieces as UTF-8 without byte order mark, from UTF-8, UTF-16 or UTF-32."""
    first = next(pieces, None)
    if first is None:
        return
    codec = wide_codec(first.data[:1024]) if isinstance(first, Piece) else None
    decoder = codecs.getincrementaldecoder(codec)("replace") if codec else None
    is_start = True
    for piece in chain((first,), pieces):
        if isinstance(piece, Damage):
            yield piece
            continue
        data = decoder.decode(piece.data).encode("utf-8", "replace") if decoder else piece.data
        yield data.removeprefix(b"\xef\xbb\xbf") if is_start else data
        is_start = False


def text_lines(pieces: Iterator[bytes | Damage], max_bytes: int) -> Iterator[bytes | Damage]:
    """The lines, without their ends. A line cut by damage is dropped with it; what follows starts a new line."""
    too_long = Damage("too_large", f"longer than the limit line_bytes of {max_bytes:,} bytes")
    rest, is_too_long = bytearray(), False
    for piece in pieces:
        if isinstance(piece, Damage):
            if rest and piece.is_between_members:
                yield bytes(rest)
            yield piece
            rest, is_too_long = bytearray(), False
            continue
        first, *lines = piece.split(b"\n")
        if not is_too_long:
            rest += first
        if len(rest) > max_bytes:
            rest, is_too_long = bytearray(), True
        if lines:
            yield too_long if is_too_long else bytes(rest)
            yield from (line if len(line) <= max_bytes else too_long for line in lines[:-1])
            rest, is_too_long = bytearray(lines[-1]), False
    if is_too_long or rest:
        yield too_long if is_too_long else bytes(rest)


def decoded_line(data: bytes) -> str:
    """Text of bytes that should be UTF-8: a single bad place is marked, a text without any good one is windows-1252."""
    text = data.decode("utf-8", "replace")
    if "\ufffd" in text and text.replace("\ufffd", "").isascii():
        return data.decode("cp1252", "replace")
    return text
