"""Documents from the bytes of one file, whatever its format and packing.

A format is one file in this folder and one line in `FORMATS`, a kind of archive one file and one line in `ARCHIVES`;
`READERS` has the formats that only `detection.py` tells apart. Members of archives are read as files are, so what can
lie in a folder can lie in an archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from transforms.formats.archives import Archive, ArchiveBytes, Labels, Passed
from transforms.formats.compression import Damage, Packing, Piece, Spent, packing_of, pieces_of, unpacked
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
from transforms.formats.pdf import PDF
from transforms.formats.proquest import PROQUEST
from transforms.formats.reading import FileFormat, Origin, Outcome, Reader, ReadParams
from transforms.formats.tar import header_in, tar_members
from transforms.formats.text import read_text
from transforms.formats.trafilatura_xml import TRAFILATURA_XML
from transforms.formats.warc import read_warc
from transforms.formats.zip import has_directory, zip_members

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
    PDF,
    FEED,
    TRAFILATURA_XML,
    NEWSML,
    MAIL,
    NEXIS,
    NEXIS_UNI,
    FACTIVA,
    PROQUEST,
)

ARCHIVES: Mapping[Format, Archive] = {
    "tar": tar_members,
    "zip": zip_members,
}

TAR_EXTENSIONS = (".tar", ".tgz", ".tbz2", ".txz", ".tzst")

APPLE_DOUBLE = b"\x00\x05\x16\x07"  # RFC 1740

BLANK = b" \t\r\n\f\v\0\xef\xbb\xbf"  # white space, fillings of zeros, the bytes of a byte order mark


def read_documents(
    stream: BinaryIO, *, source: str, path: str, file_id: str, params: ReadParams | None = None
) -> Iterator[Outcome]:
    """The documents in a file, in order, and a reason for each record that is none; at least one outcome per file.

    stream: opened for reading in binary, at its start; read in pieces, never closed. It is sought only if the file is
    a zip archive and `stream.seekable()`; an archive that cannot be sought is held in memory, up to a limit.
    path: relative to the source; its name helps where the content leaves the format open.
    Errors of the stream itself (OSError) pass through: they are not a fault of the bytes.
    """
    layer = _Layer(
        name=path,
        origin=Origin(source=source, path=path, file_id=file_id),
        params=params or ReadParams(),
        spent=Spent(),
        stream=stream if stream.seekable() else None,
    )
    yield from _documents(pieces_of(stream), layer)


def layers_of(stream: BinaryIO, path: str, params: ReadParams | None = None) -> tuple[str, ...]:
    """The packings around a file and its format, from the outside in, by its first bytes.

    >>> import gzip, io
    >>> layers_of(io.BytesIO(gzip.compress(b"<html><p>The ferry ran aground.")), "ferry.html.gz")
    ('gzip', 'html')
    """
    params = params or ReadParams()
    head, pieces = _looked_at(pieces_of(stream))
    names: list[str] = []
    while (packing := packing_of(head)) and len(names) < params.archive.max_packings:
        names.append(packing.name)
        head, pieces = _looked_at(unpacked(pieces, packing, params.unpack))
    found = _format_of(head, path) if head else Unknown("nothing")
    last = found.detail if isinstance(found, Unknown) else found.name if isinstance(found, FileFormat) else found
    return (*names, last)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """What is read: the file, or something inside it."""

    name: str
    origin: Origin
    params: ReadParams
    spent: Spent
    stream: BinaryIO | None = None  # the file itself, if what is read is not inside it
    archives: int = 0  # around it
    packings: int = 0  # around it since the last archive


def _documents(pieces: Iterator[Piece | Damage], layer: _Layer) -> Iterator[Outcome]:
    """The outcomes of some bytes: they are unpacked, taken apart or read, as their beginning shows."""
    head, pieces = _looked_at(pieces)
    packing = packing_of(head)
    if packing:
        yield from _unpacked_documents(pieces, packing, layer)
        return
    if not head:
        yield _nothing(pieces, layer.origin)
        return
    if head.startswith(APPLE_DOUBLE):
        yield layer.origin.skipped("", "resource_fork", "")
        return
    found = _format_of(head, layer.name)
    if isinstance(found, Unknown):
        found = _archive_inside(head, layer) or found
    if isinstance(found, Unknown):
        yield layer.origin.rejected("", "unknown_format", found.detail)
        return
    name = found.name if isinstance(found, FileFormat) else found
    outcomes = _outcomes(found, pieces, layer)
    first = next(outcomes, None)
    if first is None:
        reason = "empty_file" if found in ARCHIVES else "bad_record"
        yield layer.origin.rejected("", reason, f"read as {name}, and there is no record in it")
        return
    yield first
    yield from outcomes


def _outcomes(found: FileFormat | Format, pieces: Iterator[Piece | Damage], layer: _Layer) -> Iterator[Outcome]:
    if isinstance(found, FileFormat):
        return found.read(pieces, layer.origin, layer.params)
    if found in ARCHIVES:
        return _archived(ARCHIVES[found], pieces, layer)
    return READERS[found](pieces, layer.origin, layer.params)


def _unpacked_documents(pieces: Iterator[Piece | Damage], packing: Packing, layer: _Layer) -> Iterator[Outcome]:
    limit = layer.params.archive.max_packings
    if layer.packings >= limit:
        detail = f"nested packing: {packing.name} data are packed more often than the limit packings of {limit} times"
        yield layer.origin.rejected("", "too_large", detail)
        return
    inner = replace(layer, packings=layer.packings + 1, stream=None)
    yield from _documents(unpacked(pieces, packing, layer.params.unpack, layer.spent), inner)


def _archived(archive: Archive, pieces: Iterator[Piece | Damage], layer: _Layer) -> Iterator[Outcome]:
    """The outcomes of an archive, at least one for each of its entries."""
    limits, origin, spent = layer.params.archive, layer.origin, layer.spent
    if layer.archives >= limits.max_depth:
        detail = f"nested archive: deeper than the limit archive_depth of {limits.max_depth} archives in one another"
        yield origin.rejected("", "too_large", detail)
        return
    source = ArchiveBytes(pieces=pieces, stream=layer.stream, params=limits, unpack=layer.params.unpack, spent=spent)
    labels, entries, damages = Labels(), 0, 0
    for entry in archive(source):
        if isinstance(entry, Damage):
            damages += 1
            yield origin.rejected(f"damage {damages}" if entries or damages > 1 else "", entry.reason, entry.detail)
            continue
        if entry.name is None:
            yield origin.skipped("the end", entry.reason, entry.detail)
            continue
        entries += 1
        spent.members += 1
        if spent.members > limits.max_members:
            detail = f"more than the limit members of {limits.max_members:,} in a file; the others are not read"
            yield origin.rejected("the other members", "too_large", detail)
            return
        place = labels.of(entry.name, entries)
        if isinstance(entry, Passed):
            yield origin.skipped(place, entry.reason, entry.detail)
            continue
        inner = replace(
            layer, name=entry.name, origin=origin.inside(place), stream=None, archives=layer.archives + 1, packings=0
        )
        yield from _documents(entry.pieces, inner)


def _format_of(head: bytes, path: str) -> FileFormat | Format | Unknown:
    """The format by its own mark, or as content and name together tell it; among texts by name, then by their lines."""
    plain = ascii_view(head)
    found = _marked(plain, is_text=False) or format_of(head, path)
    if found != "text":
        return found
    extension = extension_of(path)
    named = next((form for form in FORMATS if extension in form.extensions), None)
    return named or _marked(plain, is_text=True) or found


def _archive_inside(head: bytes, layer: _Layer) -> Format | None:
    """The kind of archive that a name promises and the bytes have behind a damaged beginning, or behind a program."""
    extension = extension_of(layer.name)
    if extension == ".zip" and has_directory(layer.stream):
        return "zip"
    return "tar" if extension in TAR_EXTENSIONS and header_in(head) is not None else None


def _marked(plain: bytes, *, is_text: bool) -> FileFormat | None:
    return next((form for form in FORMATS if form.is_text == is_text and form.mark and form.mark.match(plain)), None)


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


def _nothing(pieces: Iterator[Piece | Damage], origin: Origin) -> Outcome:
    """Why bytes without any content are no document."""
    damages = [piece for piece in pieces if isinstance(piece, Damage)]
    if damages:
        return origin.rejected("", damages[0].reason, "; ".join(damage.detail for damage in damages))
    return origin.rejected("", "empty_file", "no bytes but white space")
