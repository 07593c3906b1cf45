"""PDF files for tests, written by hand (ISO 32000-1, 7.5): lines of Times at given places, packed, with a table."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842
LINE = 13.0  # points from line to line
NAMES = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
1 begincodespacerange <00> <ff> endcodespacerange
1 beginbfrange <21> <7e> <%04x> endbfrange
endcmap end end"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A line on a page; y from below."""

    text: str
    x: float = 72
    y: float
    size: float = 11


def column(text: str, *, x: float = 72, y: float = 700, indent: float = 12) -> list[Text]:
    """The lines of some paragraphs, which blank lines separate, each with an indent."""
    lines = []
    for paragraph in text.strip().split("\n\n"):
        for number, line in enumerate(paragraph.split("\n")):
            lines.append(Text(text=line, x=x + (0 if number else indent), y=y))
            y -= LINE
    return lines


def written(
    pages: Sequence[Sequence[Text]],
    info: Mapping[str, str] | None = None,
    *,
    locked: bool = False,
    table_off: int = 0,
    letters_from: int = 0,
    sized_by_matrix: bool = False,
) -> bytes:
    """A PDF with these pages; one without lines is an empty picture.

    locked: as with a password. table_off: by how many bytes the table of objects is wrong. letters_from: the code point
    that the font says its first letter has, if not that of the letter. sized_by_matrix: the font has size 1 and the
    text matrix scales it.
    """
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]

    def added(content: bytes) -> int:
        objects.append(content)
        return len(objects)

    named = b"/ToUnicode %d 0 R" % added(_stream(NAMES % letters_from)) if letters_from else b""
    font = added(b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding %s >>" % named)
    leaves = []
    for page in pages:
        content = added(_stream(b"\n".join(map(_scaled if sized_by_matrix else _shown, page))))
        resources = b"/Resources << /Font << /F1 %d 0 R >> >>" % font
        box = b"/MediaBox [0 0 %d %d]" % (WIDTH, HEIGHT)
        leaves.append(added(b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R %s >>" % (box, content, resources)))
    kids = b" ".join(b"%d 0 R" % leaf for leaf in leaves)
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(leaves), kids)
    trailer = b"/Root 1 0 R /ID [<00> <00>]"
    if info:
        entries = b" ".join(b"/%s (%s)" % (name.encode(), _escaped(value)) for name, value in info.items())
        trailer += b" /Info %d 0 R" % added(b"<< %s >>" % entries)
    if locked:
        key = b"<%s>" % (b"5a" * 32)
        lock = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O %s /U %s >>" % (key, key)
        trailer += b" /Encrypt %d 0 R" % added(lock)
    return _file(objects, trailer, table_off)


def _file(objects: Sequence[bytes], trailer: bytes, table_off: int) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out) + table_off
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % (place + table_off) for place in places)
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table)
    return bytes(out)


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)


def _shown(line: Text) -> bytes:
    return b"BT /F1 %g Tf %g %g Td (%s) Tj ET" % (line.size, line.x, line.y, _escaped(line.text))


def _scaled(line: Text) -> bytes:
    return b"BT /F1 1 Tf %g 0 0 %g %g %g Tm (%s) Tj ET" % (line.size, line.size, line.x, line.y, _escaped(line.text))


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
