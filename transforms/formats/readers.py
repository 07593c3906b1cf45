"""Documents from the bytes of one file, whatever its format and packing.

A format is one file in this folder and one line in `FORMATS`; `READERS` has those that only `detection.py` tells apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import BinaryIO

from transforms.formats.compression import Damage, Piece, unpacked
from transforms.formats.csv_tables import CSV
from transforms.formats.detection import HEAD_BYTES, Format, Unknown, ascii_view, extension_of, format_of
from transforms.formats.factiva import FACTIVA
from transforms.formats.feeds import FEED
from transforms.formats.html import read_html
from transforms.formats.jsonl import read_json, read_json_lines
from transforms.formats.mail import MAIL
from transforms.formats.newsml import NEWSML
from transforms.formats.nexis import NEXIS, NEXIS_UNI
from transforms.formats.parquet_tables import PARQUET
from transforms.formats.proquest import PROQUEST
from transforms.formats.reading import FileFormat, Origin, Outcome, Reader, ReadParams
from transforms.formats.text import read_text
from transforms.formats.trafilatura_xml import TRAFILATURA_XML
from transforms.formats.warc import read_warc

READERS: Mapping[Format, Reader] = {
    "html": read_html,
    "text": read_text,
    "jsonl": read_json_lines,
    "json": read_json,
    "warc": read_warc,
}

# Formats with a mark or a name of their own, asked in this order before those above, which look like one another.
FORMATS: tuple[FileFormat, ...] = (
    CSV,
    PARQUET,
    FEED,
    TRAFILATURA_XML,
    NEWSML,
    MAIL,
    NEXIS,
    NEXIS_UNI,
    FACTIVA,
    PROQUEST,
)

BLANK = b" \t\r\n\f\v\0\xef\xbb\xbf"  # white space, fillings of zeros, the bytes of a byte order mark


def read_documents(
    stream: BinaryIO, *, source: str, path: str, file_id: str, params: ReadParams | None = None
) -> Iterator[Outcome]:
    """The documents in a file, in order, and a reason for each record that is none; at least one outcome per file.

    stream: opened for reading in binary, at its start; read in pieces, never sought, never closed.
    path: relative to the source; its name helps where the content leaves the format open.
    Errors of the stream itself (OSError) pass through: they are not a fault of the bytes.
    """
    params = params or ReadParams()
    origin = Origin(source=source, path=path, file_id=file_id)
    head, pieces = _looked_at(unpacked(stream, params.unpack))
    if not head:
        yield from _nothing(pieces, origin)
        return
    found = _format_of(head, path)
    if isinstance(found, Unknown):
        yield origin.rejected("", "unknown_format", found.detail)
        return
    outcomes = _reader(found)(pieces, origin, params)
    first = next(outcomes, None)
    if first is None:
        yield origin.rejected(
            "",
            "bad_record",
            f"read as {found.name if isinstance(found, FileFormat) else found}, and there is no record in it",
        )
        return
    yield first
    yield from outcomes


def _format_of(head: bytes, path: str) -> FileFormat | Format | Unknown:
    """The format by its own mark, or as content and name together tell it; among texts by name, then by their lines."""
    plain = ascii_view(head)
    found = _marked(plain, is_text=False) or format_of(head, path)
    if found != "text":
        return found
    extension = extension_of(path)
    named = next((form for form in FORMATS if extension in form.extensions), None)
    return named or _marked(plain, is_text=True) or found


def _marked(plain: bytes, *, is_text: bool) -> FileFormat | None:
    return next((form for form in FORMATS if form.is_text == is_text and form.mark and form.mark.match(plain)), None)


def _reader(found: FileFormat | Format) -> Reader:
    return found.read if isinstance(found, FileFormat) else READERS[found]


def _looked_at(pieces: Iterator[Piece | Damage]) -> tuple[bytes, Iterator[Piece | Damage]]:
    """The first bytes that are not blank, and the pieces with those in which the bytes were found.

    Pieces of nothing but blanks at the start of the file are dropped, as many as there are.
    """
    head, taken = b"", []
    for piece in pieces:
        if isinstance(piece, Piece) and not head and not piece.data.strip(BLANK):
            continue
        taken.append(piece)
        if isinstance(piece, Piece):
            head += piece.data[:HEAD_BYTES]
        if len(head) >= HEAD_BYTES:
            break
    return head[:HEAD_BYTES], chain(taken, pieces)


def _nothing(pieces: Iterator[Piece | Damage], origin: Origin) -> Iterator[Outcome]:
    """Why a file without a byte of content is no document."""
    damages = [piece for piece in pieces if isinstance(piece, Damage)]
    if damages:
        yield origin.rejected("", damages[0].reason, "; ".join(damage.detail for damage in damages))
    else:
        yield origin.rejected("", "empty_file", "no bytes but white space")
