"""The lines of a PDF's text layer, page by page, with their places; and what keeps a PDF from being read whole.

pdfium does the reading (pypdfium2: BSD and Apache licences, 7 times faster than pypdf on the same pages and equal in
what it finds). It repairs what it can and says nothing of it: a page whose content does not unpack is empty, pages that
are cut off are not there. So the end of the file and the packed streams are looked at here first.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from transforms.errors import FormatError, LockedError, MissingLibraryError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

HYPHEN = "\ufffe"  # what pdfium puts for a hyphen at the end of a line, and then no line end
_END = re.compile(rb"%%EOF\s*\Z|%%EOF[^%]{0,1024}\Z")
_STREAM = re.compile(rb"\bstream\r?\n")
_DICTIONARY_BYTES = 2_000  # in front of a stream; content streams have short ones
_LOCKED = (4, 5)  # pdfium's errors for a password and for an unknown kind of lock


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfLine:
    """One line of text, or several where words are hyphenated over their ends. Places are in points, from below."""

    text: str
    size: float  # of its first letter, as shown
    left: float
    right: float  # of its last letter
    top: float  # the bottom of its first letter's box
    bottom: float  # that of its last letter, which is lower where the line was joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdf:
    """The text of a PDF: the lines of each page, and what its author says of it."""

    pages: tuple[tuple[PdfLine, ...], ...]
    info: Mapping[str, str]
    is_rebuilt: bool  # its table of objects was wrong, and pdfium made one from what it found


def read_pdf(content: bytes) -> Pdf:
    """The text layer of a PDF.

    Raises FormatError for one that is damaged, LockedError, and MissingLibraryError without pypdfium2.
    """
    try:
        import pypdfium2
    except ImportError as error:
        how = "install the extra pdf (pip install pypdfium2), then storyfold replay --reason not_installed"
        raise MissingLibraryError(f"PDF files are read by pypdfium2: {how}") from error
    if not _END.search(content[-2048:]):
        raise FormatError(f"cut off: no end mark (%%EOF) in its last {min(len(content), 2048):,} bytes")
    for at, fault in _broken_streams(content):
        raise FormatError(f"corrupt: the packed data at byte {at:,} do not unpack: {fault}")
    try:
        document = pypdfium2.PdfDocument(content)
        try:
            return Pdf(
                pages=tuple(tuple(_lines(document, number)) for number in range(len(document))),
                info=document.get_metadata_dict(),
                is_rebuilt=not pypdfium2.raw.FPDF_DocumentHasValidCrossReferenceTable(document),
            )
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in _LOCKED:
            raise LockedError("locked with a password: save it without one") from error
        raise FormatError(str(error)) from error


def _lines(document: PdfDocument, number: int) -> Iterator[PdfLine]:
    page = document[number]
    layer = page.get_textpage()
    at = 0
    for text in layer.get_text_range().split("\r\n"):
        stripped = text.strip()
        if stripped:
            first = at + len(text) - len(text.lstrip())
            yield _line(layer, stripped, first, first + len(stripped) - 1)
        at += len(text) + 2
    layer.close()
    page.close()


def _line(layer: PdfTextPage, text: str, first: int, last: int) -> PdfLine:
    from pypdfium2 import raw

    most = layer.count_chars() - 1  # letters beyond the BMP are two characters there
    left, top, _, _ = layer.get_charbox(min(first, most), loose=True)
    _, bottom, right, _ = layer.get_charbox(min(last, most), loose=True)
    size, matrix = raw.FPDFText_GetFontSize(layer, min(first, most)), raw.FS_MATRIX(d=1)
    raw.FPDFText_GetMatrix(layer, min(first, most), matrix)  # some programs set all type at size 1 and scale it
    return PdfLine(
        text=text, size=abs(size) * math.hypot(matrix.c, matrix.d), left=left, right=right, top=top, bottom=bottom
    )


def _broken_streams(content: bytes) -> Iterator[tuple[int, str]]:
    """Where packed data do not unpack, pictures left out: nothing of the text is in them."""
    if b"/Encrypt" in content:
        return  # they are packed below their cipher
    for found in _STREAM.finditer(content):
        start = max(content.rfind(b" obj", max(found.start() - _DICTIONARY_BYTES, 0), found.start()), 0)
        dictionary = content[start : found.start()]
        if b"/FlateDecode" not in dictionary or b"/Image" in dictionary or b"/ASCII" in dictionary:
            continue
        decoder, rest = zlib.decompressobj(), content[found.end() : found.end() + (1 << 16)]
        at = found.end()
        try:
            while rest and not decoder.eof:
                at += len(rest)
                decoder.decompress(rest)
                rest = content[at : at + (1 << 16)]
        except zlib.error as error:
            yield found.end(), str(error)
