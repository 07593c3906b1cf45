"""The lines of a story from the element of a page that holds it, without what editors and scripts put between them.

What goes is named by the page itself: elements for captions, asides, forms and navigation, and classes such as
"newsletter" or "related-articles", which publishers everywhere write alike. An element with much of the story is kept
whatever it is called. Lists of links, and headings under which nothing is left, go last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, islice
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

from transforms.residue_phrases import is_residue_line

LineKind = Literal["paragraph", "title", "heading", "item", "row", "text", "gap"]

_INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
     "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
     "sup", "time", "tt", "u", "var", "wbr", "amp-img", "picture")
)  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# "del" and "s" hold what the editors took back; what they put in its place ("ins") is of the story.
_NO_STORY = frozenset(
    ("nav", "footer", "aside", "form", "button", "noscript", "audio", "video", "dialog", "menu", "figcaption", "rt",
     "rp", "textarea", "map", "head", "title", "amp-ad", "del", "s", "strike")
)  # fmt: skip
_FROM, _TO = r"(?:^|[\s_-]|(?-i:(?<=[a-z])(?=[A-Z])))", r"(?:[\s_\d-]|$|(?-i:(?<=[a-z])(?=[A-Z])))"
# What boxes are named, by a word that each such name has in it: to look for the word first is ten times as fast.
# Words that are the beginning of others ("commentary") count only whole, or in the compounds that are meant.
_BOXES = {
    "newsletter": "newsletter",
    "subscribe": r"subscribe(?:[-_]|\b)",
    "sign": "sign-?up",
    "related": r"(?:^|[\s_-])related|related(?:-|_|\b)",
    "recommend": "recommend",
    "recirc": "recirc",
    "read": "read-?(?:more|also|next)|also-?read|most-?read",
    "more": "more-?(?:stories|news|on|from)",
    "lidas": "(?:most|mais|plus|mas)-?lidas",
    "lus": "(?:most|mais|plus|mas)-?lus",
    "leidas": "(?:most|mais|plus|mas)-?leidas",
    "trending": "trending",
    "promo": r"(?:^|[\s_-])promo|promo\b",
    "teaser": "teaser",
    "cta": r"(?:^|[\s_-])cta(?:[\s_-]|$)",
    "ad": r"advert|(?:^|[\s_-])ads?(?:[\s_-]|$)",
    "sponsor": "sponsor",
    "share": r"share(?:[-_]|bar|\b)",
    "disqus": "disqus",
    "author": r"authors?\b|author[-_]",
    "autor": r"(?:^|[\s_-])autor",
    "breadcrumb": "breadcrumb",
    "pagination": "pagination",
    "slideshow": "slideshow",
    "carousel": "carousel",
    "podcast": "podcast",
    "info": "(?:media|image|photo|picture)-?info|info-?box",
    "text": "(?:media|image|photo|picture)-?text",
    "box": "(?:media|image|photo|picture|pic|fact)-?box",
    "side": "side-?bar",
    "footer": "footer",
    "disclaimer": "disclaimer",
    "outbrain": "outbrain",
    "taboola": "taboola",
    "poll": r"\bpoll\b",
    "toolbar": "toolbar",
    "tag": r"(?:^|[\s_-])tags?(?:[\s_-]|$)",
    "topic": r"topics?(?:[\s_-]|$)",
    "keywords": "keywords",
    "comment": (
        rf"{_FROM}comments?{_TO}|comments?-?(?:list|section|area|box|form|count|wrap|thread|block|container|link|button)"
        r"|(?:user|reader|article|post|fb)-?comments?\b"
    ),
    "recent": rf"{_FROM}recent{_TO}|recent-?(?:posts?|news|stories|articles)",
    "popular": rf"{_FROM}popular{_TO}|most-?popular|popular-?(?:posts?|news|stories|articles)",
    "social": (
        rf"{_FROM}social{_TO}|social-?(?:media|shar|links?|icons?|bar|buttons?|box|follow|nav|list|wrap)"
    ),
    "player": (
        rf"{_FROM}player{_TO}|(?:audio|video|media|music|radio|live|jw|amp)-?player|player-?(?:wrap|container|box)"
    ),
    "gallery": (
        rf"{_FROM}gallery{_TO}|(?:photo|image|video|picture|media|foto)-?gallery"
        r"|gallery-?(?:wrap|container|box|item)"
    ),
    "survey": rf"{_FROM}survey{_TO}",
    "widget": (
        rf"{_FROM}widgets?{_TO}|(?:text|news|video|social|ad)-?widget|widget-?(?:area|wrap|container|content|box)"
    ),
}  # fmt: skip
# What a single paragraph can be named, and nothing of a story.
_LABELS = {
    "adsbygoogle": "adsbygoogle",
    "caption": "caption",
    "credit": r"credits?\b",
    "copyright": "copyright",
    "line": "by-?line",
    "hid": r"visually-?hidden|(?:^|\s)(?:is-)?hid(?:e|den)(?:\s|$)",
    "sr-only": "sr-only",
    "screen-reader": "screen-reader",
}
# "has-sidebar" tells of the page, not of the element.
_STATE = re.compile(r"(?:^|\s)(?:has|with|without|no|show|js)(?:[-_]|(?-i:(?=[A-Z])))\S+", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NEVER_BOX = frozenset(("p", "a", "span", "li", *_HEADINGS))  # named after the box that a story may be in
_PROSE = frozenset(("p", "blockquote", "pre", "dd"))
_MAYBE_DENSE = re.compile("[\u3040-\uffff]")  # one range is compared faster than four
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_NO_LETTER = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_LIST = 0.5  # of a list's characters in links: its entries lead elsewhere
_MOSTLY = 0.8  # of a line's characters in links: the line leads elsewhere
_LEAST_SHARE = 0.25  # of the text in the place with most of it: such a place has a part of the story
_LEAD_LETTERS = 40  # letters and digits by which a lead is known
_LEAD = re.compile(rf"(?:[\W_]*+[^\W_]){{{_LEAD_LETTERS}}}")
_LETTERS = re.compile(r"[^\W_]+")
_SOFT_HYPHEN = "\xad"
_LONGEST_LEAD = 1000  # characters; what is longer holds more than the lead
_LEAST_BEFORE = 0.4  # of the text stands before the first mark of something else; above the story are marks too
_CLOCK = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])[:.h][0-5]\d(?!\d)")
_LEAST_TIMES = 3
_LONGEST_TIME = 40  # characters
_LONGEST_CLOCK = 15  # characters, "10.05 Uhr", "10:05 pm GMT"; with more words a link is a headline of the day
_LEAST_HEADS = 6
_LEAST_TEASED = 0.5  # of the headings have a text below
_LONGEST_TEASER = 2  # paragraphs
_SOLID = 60  # characters; what is shorter is no evidence of a story


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A line of a story's element as readers see it; a gap stands for something that was left out."""

    text: str
    linked: int = 0  # of its characters, those in links
    kind: LineKind = "paragraph"
    size: int = 0  # letters, see `letters`
    place: str = ""  # what the element around it is called; the paragraphs of a story have one or few places


_GAP = StoryLine(text="", kind="gap")


def story_text(story: HtmlElement, has_much: Callable[[HtmlElement], bool]) -> str:
    """The text of a story, one paragraph, heading, list item or table row a line.

    has_much: whether an element within has so much of the story that it is kept whatever it is called.
    """
    lines = read_lines(story, has_much)
    for step in STEPS:
        lines = step(lines)
    return "\n".join(line.text for line in lines if line.kind != "gap")


def letters(text: str) -> int:
    """How long a text is, as if written with an alphabet: Chinese, Japanese and Korean say as much in fewer characters.

    >>> letters("Bridge closed"), letters("古い橋、春まで閉鎖へ")
    (13, 24)
    """
    if text.isascii() or not _MAYBE_DENSE.search(text):
        return len(text)
    return len(text) + round(1.5 * (len(text) - len(_DENSE.sub("", text))))


def read_lines(story: HtmlElement, has_much: Callable[[HtmlElement], bool]) -> list[StoryLine]:
    """Every line of a story's element, except of those within that hold no story."""
    lines: list[StoryLine] = []
    words: list[str] = []
    linked = link_depth = prose_depth = 0
    heading: LineKind | None = None

    def end_line(block: HtmlElement) -> None:
        nonlocal linked
        if not words:
            return
        text = " ".join("".join(words).split())
        if text:
            kind: LineKind = heading or ("item" if items else "paragraph" if prose_depth else "text")
            shown = f"- {text}" if kind == "item" else text
            size = letters(text)
            place = _place(block) if size >= _SOLID else ""
            lines.append(StoryLine(text=shown, linked=linked, kind=kind, size=size, place=place))
        words.clear()
        linked = 0

    block = story
    links: set[HtmlElement] = set()
    items: set[HtmlElement] = set()
    walker = etree.iterwalk(story, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag not in _INLINE:
                end_line(block)
                block = element
                if tag in _HEADINGS:
                    heading = "title" if tag == "h1" else "heading"
                elif tag == "li" and not _has_paragraphs(element):
                    items.add(element)
                elif tag in _PROSE:
                    prose_depth += 1
                elif tag == "tr" and _is_data(element):
                    lines.append(_row(element))
                    walker.skip_subtree()
                    continue
            if element is not story and _is_box(element, tag) and not has_much(element):
                if tag not in _INLINE:  # within a line nothing is left out that parts it from others
                    lines.append(_GAP)
                walker.skip_subtree()
                continue
            if tag == "a" and (element.get("href") or "#")[0] != "#":
                link_depth += 1
                links.add(element)
            text = element.text
            if text:
                words.append(text)
                if link_depth:
                    linked += len(text)
            continue
        if element in links:
            link_depth -= 1
        elif tag not in _INLINE:
            end_line(block)
            block = element.getparent() if element is not story else story
            if tag in _HEADINGS:
                heading = None
            elif element in items:
                items.remove(element)
            elif tag in _PROSE:
                prose_depth = max(prose_depth - 1, 0)
        tail = element.tail
        if tail and element is not story:
            words.append(tail)
            if link_depth:
                linked += len(tail)
    end_line(block)
    return lines


def _place(block: HtmlElement) -> str:
    """What the element around a paragraph is called; the numbers in it count the paragraphs."""
    parent = block.getparent() if block.tag in _PROSE else block
    if parent is None:
        return ""
    name = f"{parent.tag} {parent.get('class') or ''}"
    above = parent.getparent()
    if above is not None and not parent.get("class"):
        name = f"{name} {above.tag} {above.get('class') or ''}"
    return _DIGITS.sub("", name)


def _is_box(element: HtmlElement, tag: str) -> bool:
    """Whether an element holds something other than story, by its name or what its page calls it."""
    if tag in _NO_STORY:
        return True
    if tag == "figure":
        return element.find(".//table") is None and element.find(".//blockquote") is None
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    if len(name) > 1 and (_named_label(name) if tag in _NEVER_BOX else _named_box(name)):
        return True
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and _HIDDEN.search(style) is not None)


@lru_cache(maxsize=10_000)  # the names of a page repeat, as do those of an outlet
def _named_box(name: str) -> bool:
    return _is_named(name, _BOXES) or _named_label(name)


@lru_cache(maxsize=10_000)
def _named_label(name: str) -> bool:
    return _is_named(name, _LABELS)


def _is_named(name: str, kinds: Mapping[str, str]) -> bool:
    folded = name.lower()
    if not any(word in folded and _pattern(kinds[word]).search(name) for word in kinds):
        return False
    of_element = _STATE.sub(" ", name)
    return of_element == name or any(word in folded and _pattern(kinds[word]).search(of_element) for word in kinds)


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


def _has_paragraphs(entry: HtmlElement) -> bool:
    # Some pages have their parts in lists, the story among them.
    return len(list(islice(entry.iter("p"), 2))) == 2


def _is_data(row: HtmlElement) -> bool:
    # Pages of long ago are laid out in tables: there a cell has paragraphs.
    return next(row.iter("p", "div", "table", "ul", "li", "article", "section", "h2", "h3"), None) is None


def _row(row: HtmlElement) -> StoryLine:
    cells = [" ".join("".join(map(str, cell.itertext())).split()) for cell in row.iter("td", "th")]
    if not any(cells):
        return _GAP
    return StoryLine(text=cells[0] if len(cells) == 1 else f"| {' | '.join(cells)} |", kind="row")


def without_other_sections(lines: Sequence[StoryLine]) -> list[StoryLine]:
    """Lines without what follows a mark of something else, until it goes on in a place where the story was before.

    Such marks are the titles of comments, teasers and the like, and headings that are links.
    """
    kept: list[StoryLine] = []
    places: set[str] = set()
    is_elsewhere = False
    enough = _LEAST_BEFORE * sum(len(line.text) for line in lines if _is_solid(line))
    for line in lines:
        solid = _is_solid(line)
        enough -= len(line.text) if solid else 0
        if enough < 0 and not solid and _marks_other_section(line):
            is_elsewhere = True
        elif is_elsewhere and solid and line.place in places:
            is_elsewhere = False
        if not is_elsewhere:
            kept.append(line)
            places |= {line.place} if solid else set()
        elif kept[-1].kind != "gap":
            kept.append(_GAP)
    return kept


def _marks_other_section(line: StoryLine) -> bool:
    if line.kind in ("title", "heading") and _leads_elsewhere(line):
        return True
    return line.kind not in ("gap", "row") and line.size < _SOLID and is_residue_line(line.text.removeprefix("- "))


def without_link_lists(lines: Sequence[StoryLine]) -> list[StoryLine]:
    """Lines without those that lead elsewhere: nearly all of them is a link, or all that stands behind a label."""
    kept: list[StoryLine] = []
    is_live = _has_entries(lines)
    for is_list, group in groupby(lines, lambda line: line.kind == "item"):
        run = list(group)
        leads = is_list and sum(line.linked for line in run) >= _LIST * sum(len(line.text) for line in run)
        for line in run:
            is_entry = is_live and _is_time(line) and len(line.text) <= _LONGEST_CLOCK  # the link to an entry
            kept.append(_GAP if leads or (_leads_elsewhere(line) and not is_entry) else line)
    return kept


def _leads_elsewhere(line: StoryLine) -> bool:
    return line.linked > 0 and line.linked >= _MOSTLY * len(line.text)


def without_surroundings(lines: Sequence[StoryLine]) -> list[StoryLine]:
    """The lines from the first to the last that is beyond doubt of the story, and what belongs to these."""
    solid = [place for place, line in enumerate(lines) if _is_solid(line)]
    if not solid:
        return list(lines)
    written = sum(len(lines[place].text) for place in solid)
    in_paragraphs = sum(len(lines[place].text) for place in solid if lines[place].kind == "paragraph")
    # Pages that have paragraphs put into other elements what is not one: labels, credits, times.
    loose = () if in_paragraphs < 0.5 * written else ("text",)
    share: dict[str, int] = {}
    for place in solid:
        share[lines[place].place] = share.get(lines[place].place, 0) + len(lines[place].text)
    least = _LEAST_SHARE * max(share.values())
    central = [place for place in solid if share[lines[place].place] >= least]
    first, last = central[0], central[-1]
    # The entries of a live blog have times and headings, the first as the others; elsewhere a heading is the title.
    is_live = _has_entries(lines[first : last + 1])
    above = ("paragraph", "heading") if is_live else ("paragraph",)
    while first > 0 and (lines[first - 1].kind in above or _is_time(lines[first - 1])):
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].kind in ("paragraph", "item", "row"):
        last += 1
    inside = lines[first : last + 1]
    return [line for line in inside if line.kind not in loose or _is_solid(line) or (is_live and _is_time(line))]


def _has_entries(lines: Sequence[StoryLine]) -> bool:
    """Whether lines are those of a live blog, by the times of its entries; one or two are those of the page."""
    return sum(map(_is_time, lines)) >= _LEAST_TIMES


def _is_time(line: StoryLine) -> bool:
    return line.kind == "text" and len(line.text) <= _LONGEST_TIME and _CLOCK.search(line.text) is not None


def is_listing(page: HtmlElement) -> bool:
    """Whether a page is a list of others: headings that are links, each with a sentence or two, and no story.

    Front pages, hubs and search results are such; an article has paragraphs that follow each other. Links beside a
    short report have headings too, but seldom sentences; and a title over two paragraphs is no link.
    """
    heads = teased = texts = 0
    above: StoryLine | None = None  # the heading over the lines
    for is_solid, group in groupby(read_lines(page, lambda _: True), _is_solid):
        run = list(group)
        if not is_solid:
            titled = [line for line in run if line.kind in ("title", "heading")]
            heads += sum(map(_leads_elsewhere, titled))
            above = titled[-1] if titled else above
            continue
        is_teaser = above is not None and _leads_elsewhere(above)
        is_report = above is not None and above.kind == "title" and not is_teaser and len(run) > 1
        if len(run) > _LONGEST_TEASER or is_report:
            return False
        texts += len(run)
        teased += is_teaser
        above = None if is_teaser else above
    return heads >= _LEAST_HEADS and texts <= heads and (not texts or teased >= _LEAST_TEASED * heads)


def _is_solid(line: StoryLine) -> bool:
    return line.kind in ("paragraph", "text") and line.size >= _SOLID and line.linked < 0.5 * len(line.text)


def without_empty_headings(lines: Sequence[StoryLine]) -> list[StoryLine]:
    """Lines without headings under which nothing but a gap or the end is left."""
    kept: list[StoryLine] = []
    following: LineKind | None = None
    for line in reversed(lines):
        is_empty = line.kind in ("title", "heading") and following in (None, "gap")
        if not is_empty:
            kept.append(line)
            following = line.kind
    return kept[::-1]


STEPS: tuple[Callable[[Sequence[StoryLine]], list[StoryLine]], ...] = (
    without_other_sections,
    without_link_lists,
    without_surroundings,
    without_empty_headings,
)


def standfirst(tree: HtmlElement, descriptions: Iterable[str], text: str) -> str | None:
    """The lead that a page shows above its story and repeats as its description, if it is not in the text already.

    descriptions: what the page says for machines that it is about, often cut short.
    """
    leads = {lead: _letters(lead) for description in descriptions if (lead := _lead(description)) not in text}
    known = _letters(text) if any(_has_words(text, lead) for lead in leads) else ""
    unknown = [lead for lead in leads if leads[lead] not in known]
    if not unknown:
        return None
    # To look at every element costs as much as to read the story, and most descriptions are shown nowhere.
    shown = etree.tostring(tree, method="text", encoding="unicode")
    beginnings = tuple(leads[lead] for lead in unknown if _has_words(shown, lead))
    return next(_blocks_beginning(tree, beginnings), None) if beginnings else None


def _lead(description: str) -> str:
    """The beginning of a description by which its lead is known; nothing, which every text has, if it is too short."""
    beginning = _LEAD.match(description)
    return beginning[0] if beginning else ""


def _has_words(text: str, lead: str) -> bool:
    text = text.replace(_SOFT_HYPHEN, "")
    return all(word in text for word in _LETTERS.findall(lead)[:-1])  # the last may be cut


def _blocks_beginning(tree: HtmlElement, beginnings: tuple[str, ...]) -> Iterator[str]:
    first = {beginning[0] for beginning in beginnings}
    seen: set[HtmlElement] = set()
    for element in tree.iter("p", "div", "h2", "h3", "strong", "span", "section", "h4", "em", "b", "i", "a"):
        words = element.text
        if not words or next(filter(str.isalnum, words), None) not in first:
            continue
        block = next((above for above in (element, *element.iterancestors()) if above.tag not in _INLINE), element)
        if block in seen:  # else a block with thousands of links would be read for each of them
            continue
        seen.add(block)
        whole = " ".join("".join(map(str, block.itertext())).split())
        is_lead = len(whole) <= _LONGEST_LEAD and _letters(whole[: 2 * _LEAD_LETTERS]).startswith(beginnings)
        if is_lead and "©" not in whole and next(block.iterancestors("figure", "figcaption"), None) is None:
            yield whole


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text)
