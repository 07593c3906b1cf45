"""Paragraphs from the lines of a PDF: lines joined, hyphens at their ends undone, what stands on every page set apart.

A paragraph begins with an indent, a larger gap, another size of type, or behind a short line that ends a sentence. Over
the end of a column or page it goes on where the sentence does. Columns come in the order in which the PDF has them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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
_WORD = r"(?<![^\W\d_])([^\W\d_]++)"  # from its start: a long one is looked through once
_WORD_HYPHEN_WORD = re.compile(rf"{_WORD}{HYPHEN}\s*([^\W\d_]+)")
_HYPHENATED = re.compile(rf"{_WORD}-(?=([^\W\d_]+))")

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
    edges = [frozenset(_edges(page)) for page in pages]
    heads = _running_heads(edges, sum(map(bool, pages)))
    found: list[Paragraph] = []
    open_lines: list[PdfLine] = []  # of the paragraph that may go on
    began_on = ended_on = 1
    hyphenated = _hyphenated(pages)

    def close() -> None:
        if open_lines:
            text = _joined(open_lines, hyphenated)
            found.append(Paragraph(text=text, size=open_lines[0].size, page=began_on))
            open_lines.clear()

    for number, (page, on_edge) in enumerate(zip(pages, edges, strict=True), 1):
        if not page:
            found.append(Paragraph(text=f"page {number} has no text layer", page=number, reason=NO_TEXT_LAYER))
        pitch, right_edge = _pitch(page), _right_edge(page)
        for line in page:
            if line in on_edge and _key(line.text) in heads:
                found.append(Paragraph(text=line.text, size=line.size, page=number, reason=RUNNING_HEAD))
                continue
            before = open_lines[-1] if open_lines else None
            if before is None or _begins(line, before, pitch, right_edge(before) if ended_on == number else None):
                close()
                began_on = number
            open_lines.append(line)
            ended_on = number
    close()
    return found


def _begins(line: PdfLine, before: PdfLine, pitch: float, right_edge: float | None) -> bool:
    """Whether a line begins a paragraph, and does not go on with that of the line before.

    right_edge: of the lines that begin where the line before does; None if that stands on another page.
    """
    if abs(line.size - before.size) > 0.1 * before.size:
        return True
    if right_edge is None or line.top > before.bottom + before.size:  # a new page or column
        return bool(_ENDED.search(before.text))
    if before.bottom - line.top > _GAP * pitch:
        return True
    if line.left - before.left > 0.6 * line.size and line.top < before.bottom - 0.3 * line.size:
        return True
    # The line before ends early: the next word would have fitted on it.
    letter = (line.right - line.left) / len(line.text)
    return right_edge - before.right > letter * (len(line.text.split()[0]) + 2) and bool(_ENDED.search(before.text))


def _right_edge(page: Sequence[PdfLine]) -> Callable[[PdfLine], float]:
    """What gives the rightmost end of the lines of a page that begin about where a line of it does.

    The ends of every 1, 2, 4, ... neighbours are compared once, so a page of many short lines costs no square of them.
    """
    ordered = sorted(page, key=lambda line: line.left)
    lefts = [line.left for line in ordered]
    rightmost = [[line.right for line in ordered]]
    while (step := 1 << len(rightmost)) <= len(page):
        last = rightmost[-1]
        rightmost.append(list(map(max, last, last[step // 2 :])))

    def right_edge(line: PdfLine) -> float:
        start = bisect_right(lefts, line.left - 3 * line.size)
        end = bisect_left(lefts, line.left + 3 * line.size)
        if start >= end:
            return line.right  # of a size of 0
        level = (end - start).bit_length() - 1
        return max(rightmost[level][start], rightmost[level][end - (1 << level)])

    return right_edge


def _pitch(page: Sequence[PdfLine]) -> float:
    """The usual distance between two lines, in points."""
    steps = [a.bottom - b.top for a, b in pairwise(page) if 0 < a.bottom - b.top < 4 * a.size]
    return median(steps) if steps else 1e9


def _hyphenated(pages: Sequence[Sequence[PdfLine]]) -> list[str]:
    """Two words with a hyphen between them, wherever they stand so, in order of letters."""
    texts = (line.text for page in pages for line in page)
    return sorted({f"{found[1]}-{found[2]}" for text in texts for found in _HYPHENATED.finditer(text)})


def _joined(lines: Iterable[PdfLine], hyphenated: Sequence[str]) -> str:
    text = " ".join(line.text for line in lines)
    return " ".join(_WORD_HYPHEN_WORD.sub(lambda found: _word(found, hyphenated), text).replace(HYPHEN, "-").split())


def _word(found: re.Match[str], hyphenated: Sequence[str]) -> str:
    """A word broken over two lines: with its hyphen if it stands so elsewhere, or before a capital; else without."""
    begin, end = found.groups()
    kept = f"{begin}-{end}"
    at = bisect_left(hyphenated, kept)
    if at < len(hyphenated) and hyphenated[at].startswith(kept):  # also with an ending: "twenty-fourth"
        return kept
    return begin + end if end[0].islower() else kept


def _running_heads(edges: Sequence[Collection[PdfLine]], pages: int) -> frozenset[str]:
    """What stands at the edge of at least half of the pages with text, and page numbers; digits count as equal."""
    keys = Counter(key for page in edges for key in {_key(line.text) for line in page})
    repeated = {key for key, count in keys.items() if count >= 2 and 2 * count >= pages}
    numbers = {_key(line.text) for page in edges for line in page if _PAGE_NUMBER.fullmatch(line.text)}
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
