"""The story in a PDF: its paragraphs as the lines of a scrape, with a title by the size of type.

What a program wrote into the document's information is taken only where the first page says it too: names of files,
layouters and templates stand there as often. The day a PDF was made is no day of publication and is not taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.metadata.bylines import split_byline
from transforms.metadata.found import Fields, FieldValue, Found
from transforms.pdf_paragraphs import REBUILT, Paragraph, paragraphs
from transforms.pdf_text import Pdf
from transforms.records import Removed
from transforms.text_cleanup import one_line
from transforms.text_scrape import ScrapeParams, clean_scrape

_TITLE_SIZE = 1.25  # times the size of most letters; subheads in a story are bold or a point larger
_TITLE_WORDS = range(2, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfStory:
    """The text of a PDF, what was set apart, and its fields."""

    text: str
    removed: tuple[Removed, ...]
    fields: Fields


def pdf_story(pdf: Pdf, params: ScrapeParams) -> PdfStory | None:
    """The story, or None if no page has a text layer."""
    found = [replace(one, text=text) for one in paragraphs(pdf.pages) if (text := one_line(one.text))]
    if pdf.is_rebuilt:
        notice = "the table of objects was damaged, so objects may be missing that nothing tells of"
        found.append(Paragraph(text=notice, reason=REBUILT))
    kept = [number for number, one in enumerate(found) if one.reason is None]
    if not kept:
        return None
    stated = _stated(pdf, [_folded(one.text) for one in found if one.page == 1])
    title = stated["title"].value if "title" in stated else _largest([found[number] for number in kept])
    scrape = clean_scrape([found[number].text for number in kept], params, str(title) if title else None)
    removed = [replace(line, line=kept[line.line]) for line in scrape.removed]
    removed += [Removed(line=n, text=one.text, reason=one.reason) for n, one in enumerate(found) if one.reason]
    fields: dict[str, Found[FieldValue]] = {**scrape.fields}
    if title:
        fields["title"] = Found(title, "text")
    return PdfStory(
        text=scrape.text,
        removed=tuple(sorted(removed, key=lambda line: line.line)),
        fields=fields | stated,
    )


def _stated(pdf: Pdf, first_page: Sequence[str]) -> dict[str, Found[FieldValue]]:
    """Title and authors that both the document's information and its first page state. first_page: folded."""
    stated: dict[str, Found[FieldValue]] = {}
    title = one_line(pdf.info.get("Title"))
    if title and len(title.split()) in _TITLE_WORDS and _folded(title) in first_page:
        stated["title"] = Found(title, "file")
    names = split_byline([pdf.info.get("Author") or ""]).authors
    authors = tuple(name for name in names if " " in name and any(_folded(name) in text for text in first_page))
    return stated | ({"authors": Found(authors, "file")} if authors else {})


def _largest(kept: Sequence[Paragraph]) -> str | None:
    """The paragraph of the first page that is set largest, if it stands out and has the length of a title."""
    letters: Counter[float] = Counter()
    for one in kept:
        letters[round(one.size)] += len(one.text)
    usual = letters.most_common(1)[0][0]
    large = [one for one in kept if one.page == 1 and one.size >= _TITLE_SIZE * usual]
    titles = [one for one in large if len(one.text.split()) in _TITLE_WORDS]
    return max(titles, key=lambda one: one.size).text if titles else None


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
