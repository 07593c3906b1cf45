"""The day of publication that a page shows its readers, where it states none for machines.

First the lines between title and story are read; then htmldate (Barbaresi 2020) is asked, and believed only where
the whole date stands in the page: its guesses from copyright lines, lone years and links would be invented dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from lxml import etree
from lxml.html import HtmlElement

from transforms.metadata.dates import Moment, date_in_text, days_in_text, is_possible, parse_date

_NO_LIMIT = datetime(2100, 1, 1)  # noqa: DTZ001 - htmldate compares naive days; without a limit it reads the clock
_UNREAD_TAGS = frozenset(("head", "script", "style", "noscript", "template", "select", "svg", "nav", "footer"))
_INLINE_TAGS = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "cite", "em", "font", "i", "img", "ins", "label", "mark", "q", "small", "span",
     "strong", "sub", "sup", "time", "u", "wbr")
)  # fmt: skip
_COPYRIGHT = re.compile(
    r"©|ⓒ|\(c\)\s|\bcopyright|rights reserved|rechte vorbehalten|droits réservés|版权|著作権", re.IGNORECASE
)
_MODIFIED = re.compile(
    r"\b(?:updated?|modified|edited|revised|aktualisiert|geändert|mis(?:e)? à jour|modifié|actualizado|atualizado|"
    r"aggiornato|modificato|oppdatert|opdateret|uppdaterad|bijgewerkt|aktualizacja|обновлено)\b|更新|수정|업데이트",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:published|posted|first|created|veröffentlicht|erschienen|publié|publicado|pubblicato|publisert|publiceret|"
    r"publicerad|gepubliceerd|opublikowano|опубликовано)\b|发布|發布|公開|입력|등록",
    re.IGNORECASE,
)
_IN_SCRIPT = re.compile(
    r"""["'](?:date_?published|published_?(?:at|on|date|time)?|pub_?date|date_?created|created_?at|date)\\?["']\s*:\s*"""
    r"""\\?["'](\d{4}-\d\d-\d\d)""",
    re.IGNORECASE,
)
_PUBLISHED_ROLE = re.compile(r"date_?(?:published|created)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:\S+\s+){8,}\S+[.!?…][\"'”’»)]*$")
_MASTHEAD = re.compile(r"\b(?:masthead|site-?header|page-?header|top-?bar|current-?date|today)\b", re.IGNORECASE)
_LONGEST_DATE_LINE = 150  # characters; with the names of several authors
_LONGEST_LINK = 40  # characters; a longer link with a date is a teaser
_TEASER = "…"  # stands for a link that is no date
_STORY_LINE = 120  # characters; shorter lines above the story are its head
_REACH = 12  # lines below the title: subtitle, share bar, caption
_REACH_ABOVE = 3


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line as readers see it."""

    text: str
    unlinked: str  # without what leads to other pages
    is_heading: bool


def date_near_title(tree: HtmlElement, title: str | None, now: datetime | None) -> Moment | None:
    """The date in a line of its own or beside the authors, between title and story or just above the title."""
    lines = list(page_lines(tree))
    story = next((place for place, line in enumerate(lines) if _is_story(line)), len(lines))
    place = _place_of_title(lines[: story + 1], title)
    if place is None:
        return None
    below, above = lines[place + 1 : place + 1 + _REACH], lines[max(place - _REACH_ABOVE, 0) : place]
    sentences = [number for number, line in enumerate(below) if _SENTENCE.match(line.text)]
    # One sentence may be the subtitle; with the second the story has begun.
    end = min([number for number, line in enumerate(below) if _is_story(line)] + sentences[1:2] + [len(below)])
    moments = (_published_in(line, now) for line in (*below[:end], *reversed(above)))
    return next(filter(None, moments), None)


def date_marked(tree: HtmlElement, now: datetime | None) -> Moment | None:
    """The date in the first element that microdata or RDFa mark as the day of publication."""
    marked = (
        element
        for name in ("itemprop", "property")
        for element in tree.iterfind(f".//body//*[@{name}]")
        if _PUBLISHED_ROLE.search(element.get(name) or "")
    )
    moments = (parse_date(_stated(element)) for element in marked)
    return next((moment for moment in moments if moment and is_possible(moment, now)), None)


def may_date_in_script(source: str) -> bool:
    """Whether a page states a day by name, as its scripts do."""
    return _IN_SCRIPT.search(source) is not None


def date_by_htmldate(tree: HtmlElement, url: str | None, now: datetime | None) -> Moment | None:
    """The day that htmldate finds, if the page writes that day out somewhere that is its own.

    tree: with the scripts of the page, if one may state the day.
    """
    from htmldate import find_date

    found = find_date(tree, original_date=True, extensive_search=True, url=url, max_date=now or _NO_LIMIT)
    moment = parse_date(found) if found else None
    if moment is None or not is_possible(moment, now):
        return None
    return moment if any(day == moment.at.date() for day in _days_written(tree)) else None


def page_lines(tree: HtmlElement) -> Iterator[PageLine]:
    """The lines of a page in its order, without its navigation and footer."""
    walker = etree.iterwalk(tree, events=("start", "end"))
    text: list[str] = []
    unlinked: list[str] = []
    link: list[str] | None = None
    in_heading = False
    for event, element in walker:
        tag = element.tag
        is_inline = tag in _INLINE_TAGS
        if not is_inline and "".join(text).strip():
            yield PageLine(_joined(text), _joined(unlinked), in_heading)
        if not is_inline:
            text, unlinked = [], []
            if link is not None and tag != "a":
                link = [_TEASER]
            in_heading = event == "start" and tag in ("h1", "h2")
        if event == "start":
            if tag in _UNREAD_TAGS or _is_masthead(element):
                walker.skip_subtree()
                continue
            if tag == "a":
                link = []
            words = _own_text(element)
            text.append(words)
            (unlinked if link is None else link).append(words)
            continue
        if tag == "a" and link is not None:
            words = _joined(link)
            is_date = len(words) <= _LONGEST_LINK and not words.startswith(_TEASER) and date_in_text(words) is not None
            unlinked.append(words if is_date else f" {_TEASER} ")
            link = None
        tail = element.tail or ""
        text += [" ", tail]
        (unlinked if link is None else link).extend((" ", tail))
    if "".join(text).strip():
        yield PageLine(_joined(text), _joined(unlinked), in_heading)


def _is_masthead(element: HtmlElement) -> bool:
    # Newspapers print the day of reading there.
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(name) > 1 and _MASTHEAD.search(name) is not None and element.find(".//h1") is None


def _stated(element: HtmlElement) -> str:
    values = (element.get(name) for name in ("content", "datetime", "title"))
    return next(filter(None, values), "") or " ".join("".join(map(str, element.itertext())).split())


def _own_text(element: HtmlElement) -> str:
    stated = element.get("datetime") if element.tag == "time" else None
    if stated and parse_date(stated):
        # "Two days ago" is what such an element shows.
        return f" {stated} " if not date_in_text(" ".join(map(str, element.itertext()))) else str(element.text or "")
    return str(element.text or "")


def _joined(parts: Sequence[str]) -> str:
    return " ".join("".join(parts).split())


def _is_story(line: PageLine) -> bool:
    return not line.is_heading and len(line.unlinked) >= _STORY_LINE


def _place_of_title(lines: Sequence[PageLine], title: str | None) -> int | None:
    wanted = _folded(title or "")
    named = [place for place, line in enumerate(lines) if wanted and _folded(line.text) == wanted]
    headed = [place for place, line in enumerate(lines) if line.is_heading]
    # The last before the story: crumbs and the masthead repeat titles above.
    return next(
        iter([*reversed([place for place in named if lines[place].is_heading]), *reversed(named), *headed]), None
    )


def _folded(text: str) -> str:
    return "".join(re.findall(r"\w+", text.casefold()))


def _published_in(line: PageLine, now: datetime | None) -> Moment | None:
    words = line.unlinked
    if not _may_date_page(words):
        return None
    if _MODIFIED.search(words) and not _PUBLISHED.search(words):
        return None
    published = _PUBLISHED.search(words)
    moment = date_in_text(words[published.end() :] if published else words) or date_in_text(words)
    return moment if moment and is_possible(moment, now) else None


def _may_date_page(words: str) -> bool:
    # "This entry was posted on ..." is a sentence; any other sentence with a date tells of something else.
    is_statement = bool(_PUBLISHED.search(words)) or not _SENTENCE.match(words)
    return len(words) <= _LONGEST_DATE_LINE and is_statement and not _COPYRIGHT.search(words)


def _days_written(tree: HtmlElement) -> Iterator[date]:
    """Every whole date that a page writes of itself: in what it states for machines, and in its lines."""
    for element in tree.iter("meta", "time", "abbr", "script"):
        if element.tag == "script":
            yield from _parsed(_IN_SCRIPT.findall(element.text or ""))
        else:
            yield from _parsed(element.get(name) or "" for name in ("content", "datetime", "title"))
    for line in page_lines(tree):
        # A date beside a link is that of another page, if the line does not say otherwise.
        if _may_date_page(line.unlinked) and (_TEASER not in line.unlinked or _PUBLISHED.search(line.unlinked)):
            yield from days_in_text(line.unlinked)


def _parsed(values: Iterator[str] | Sequence[str]) -> Iterator[date]:
    for value in values:
        moment = parse_date(value)
        if moment:
            yield moment.at.date()
            # The day as the page's own zone has it.
            yield datetime.fromtimestamp(moment.at.timestamp() + 60 * (moment.offset_minutes or 0), UTC).date()
