"""Paragraphs from the lines of a PDF: lines joined, hyphens at their ends undone, what stands on every page set apart.

A paragraph begins with an indent, a larger gap, another size of type, or behind a short line that ends a sentence. Over
the end of a column or page it goes on where the sentence does. Columns come in the order in which the PDF has them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from transforms.pdf_text import HYPHEN, PdfLine

_ENDED = re.compile(r"""[.!?…。！？][)\]"'”’»]*$""")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|s\.|página|pág\.|pagina|stránka)\s*)?\d{1,4}(?:\s*(?:of|von|de|/|\|)\s*\d{1,4})?\W*", re.I
)
_GAP = 1.35  # times the usual distance of lines: a gap
_EDGE_LINES = 2  # at the top and the bottom of a page: heads and page numbers
_WORD_HYPHEN_WORD = re.compile(rf"([^\W\d_]+){HYPHEN}\s*([^\W\d_]+)")

NO_TEXT_LAYER, RUNNING_HEAD, REBUILT = "no_text_layer", "running_head", "rebuilt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, or what is none: reason says why it is not part of the story."""

    text: str
    size: float = 0.0  # of its type, in points
    page: int = 1
    reason: str | None = None


def paragraphs(pages: Sequence[Sequence[PdfLine]]) -> list[Paragraph]:
    """The paragraphs in order; a page without a text layer is one that says so."""
    heads = _running_heads(pages)
    found: list[Paragraph] = []
    open_lines: list[PdfLine] = []  # of the paragraph that may go on
    began_on = 1
    whole = "\n".join(line.text for page in pages for line in page)

    def close() -> None:
        if open_lines:
            text = _joined(open_lines, whole)
            found.append(Paragraph(text=text, size=open_lines[0].size, page=began_on))
            open_lines.clear()

    for number, page in enumerate(pages, 1):
        if not page:
            found.append(Paragraph(text=f"page {number} has no text layer", page=number, reason=NO_TEXT_LAYER))
        pitch = _pitch(page)
        for line in page:
            if _key(line.text) in heads and line in _edges(page):
                found.append(Paragraph(text=line.text, size=line.size, page=number, reason=RUNNING_HEAD))
                continue
            if not open_lines or _begins(line, open_lines[-1], page, pitch):
                close()
                began_on = number
            open_lines.append(line)
    close()
    return found


def _begins(line: PdfLine, before: PdfLine, page: Sequence[PdfLine], pitch: float) -> bool:
    """Whether a line begins a paragraph, and does not go on with that of the line before."""
    if abs(line.size - before.size) > 0.1 * before.size:
        return True
    if before not in page or line.top > before.bottom + before.size:  # a new page or column
        return bool(_ENDED.search(before.text))
    if before.bottom - line.top > _GAP * pitch:
        return True
    if line.left - before.left > 0.6 * line.size and line.top < before.bottom - 0.3 * line.size:
        return True
    rights = [other.right for other in page if abs(other.left - before.left) < 3 * before.size]
    # The line before ends early: the next word would have fitted on it.
    letter = (line.right - line.left) / len(line.text)
    return max(rights) - before.right > letter * (len(line.text.split()[0]) + 2) and bool(_ENDED.search(before.text))


def _pitch(page: Sequence[PdfLine]) -> float:
    """The usual distance between two lines, in points."""
    steps = [a.bottom - b.top for a, b in pairwise(page) if 0 < a.bottom - b.top < 4 * a.size]
    return median(steps) if steps else 1e9


def _joined(lines: Iterable[PdfLine], whole: str) -> str:
    text = " ".join(line.text for line in lines)
    return " ".join(_WORD_HYPHEN_WORD.sub(lambda found: _word(found, whole), text).replace(HYPHEN, "-").split())


def _word(found: re.Match[str], whole: str) -> str:
    """A word broken over two lines: with its hyphen if it stands so elsewhere, or before a capital; else without."""
    begin, end = found.groups()
    if f"{begin}-{end}" in whole:
        return f"{begin}-{end}"
    return begin + end if end[0].islower() else f"{begin}-{end}"


def _running_heads(pages: Sequence[Sequence[PdfLine]]) -> frozenset[str]:
    """What stands at the edge of at least half of the pages, and page numbers; digits count as equal."""
    with_text = [page for page in pages if page]
    keys = Counter(key for page in with_text for key in {_key(line.text) for line in _edges(page)})
    repeated = {key for key, count in keys.items() if count >= 2 and 2 * count >= len(with_text)}
    numbers = {_key(line.text) for page in with_text for line in _edges(page) if _PAGE_NUMBER.fullmatch(line.text)}
    return frozenset(repeated | numbers)


def _edges(page: Sequence[PdfLine]) -> Iterator[PdfLine]:
    """The highest and the lowest lines of a page, if a gap sets them apart from what is between."""
    pitch = _pitch(page)
    down = sorted(page, key=lambda line: -line.top)
    for lines in (down, down[::-1]):
        for count, (line, following) in enumerate(pairwise(lines), 1):
            if abs(line.top - following.top) > _GAP * min(pitch, 3 * line.size):
                yield from lines[:count]
                break
            if count == _EDGE_LINES and abs(line.top - following.top) > 0.5 * line.size:
                break


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()).casefold())
