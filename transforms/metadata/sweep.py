"""One pass over a parsed page, collecting all that it says about itself; nothing is judged here.

Collected are JSON-LD, meta tags, headings, `time` elements, the canonical link and the language attribute; which of
them to believe is decided in `page_fields`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

from transforms.metadata.json_ld import LinkedArticle, linked_article, plain

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_META_KEYS = ("property", "name", "itemprop", "http-equiv")
_MAX_HEADINGS = 20
_MAX_SUBHEADINGS = 10  # the title stands in one of the first, where a search engine's stands in h1
_MAX_TIMES = 50
_LONGEST_BYLINE = 120  # characters
# A capital after the word keeps out "by the council said ..." and "von der Leyen ...".
_WRITTEN_BY = re.compile(
    r"(?:By|BY|Von|VON|Par|PAR|Por|POR|Door|Di|Av|Af|Text:|Aut(?:h?or|orin|eure?|ore)\s?:)\s+[^\W\d_a-z][\w.'’-]+(?:\s+[\w.,'’-]+){1,8}$"
)
# The whole of a line: "Ein Gastbeitrag von Ana Lund", "Opinion by Ana Lund".
_PIECE_BY = re.compile(
    r"(?:(?:eine?|an?|une?|una|uma|een)\s+)?(?:guest\s+)?(?:gast|blog)?[\s-]?"
    r"(?:artikel|beitrag|bericht|analyse|essay|glosse|interview|kolumne|kommentar|leitartikel|reportage|rezension"
    r"|analysis|article|column|commentary|opinion|post|review|story|chronique|tribune|columna|reportaje|coluna)"
    r"\s+(?:von|by|par|por|door)\s+(?-i:([^\W\d_a-z][\w.'’-]+(?:\s+[^\W\d_a-z][\w.'’-]*){1,3}))$",
    re.IGNORECASE,
)
_PIECE_WORDS = (" von ", " by ", " par ", " por ", " door ")
_WRITTEN_BY_WORDS = ("By", "BY", "V", "P", "Door", "Di", "A", "Text:")  # with which it begins: cheap to compare
_DATE_BEFORE = re.compile(r"^\d[\d/.: -]{5,18}[-–|·,]\s*")  # "13/10/2031 - By Ana Lund"
_LONGEST_LABEL = 20  # characters, "Autorin / Autorin :"
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]+(?:\s+[^\W\d_a-z][\w.'’-]*){1,3}")
_BYLINE_LABELS = frozenset(
    ("by", "von", "par", "por", "door", "di", "av", "af", "text", "autor", "autorin", "autor/autor", "autor/autorin",
     "autorin/autor", "autorin/autorin", "author", "auteur", "autore", "автор", "written by")
)  # fmt: skip
_BYLINE_TAGS = (
    "a", "address", "b", "div", "em", "li", "p", "section", "small", "span", "strong", "cite", "font", "h3", "h4", "ul",
)  # fmt: skip
_BYLINE_CLASS = re.compile(
    r"byline|\bauthors?\b(?!-?(?:bio|box|image|avatar|page))|author[-_]+name|article[-_]+author", re.IGNORECASE
)
_MAX_BYLINES = 10
_MOST_LOOKED_AT = 200  # bylines; readers sign by the thousand, and whether one is of a comment takes a look around it
_TAGS_CLASS = re.compile(
    r"(?:^|[\s_-])(?:tags?|tag-?list|topics?|keywords?|schlagw(?:ort|orte|oerter)|temas|etiquetas|mots-?cles)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_MAX_TAGS = 25
_LONGEST_TAG_LIST = 12  # links in an element named after tags; more are a site's topics, not those of a page
_LONGEST_TAG = 50  # characters; a longer link is a headline


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeElement:
    """A `time` element: the date it gives, and the words that say which date."""

    value: str
    role: str  # itemprop and class, lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """All that a page says about itself, in page order."""

    linked: LinkedArticle = field(default_factory=LinkedArticle)
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by property, name or itemprop, lower case
    headings: tuple[str, ...] = ()  # h1
    subheadings: tuple[str, ...] = ()  # h2
    page_title: str | None = None
    times: tuple[TimeElement, ...] = ()
    canonical: str | None = None
    html_language: str | None = None

    def meta_values(self, *keys: str) -> Iterator[str]:
        """The cleaned values of meta tags, in the order of the keys."""
        for key in keys:
            for value in self.meta.get(key, ()):
                text = plain(value)
                if text:
                    yield text

    @property
    def claims_article(self) -> bool:
        """Whether the page says that it is an article."""
        linked = self.linked
        is_stated = linked.headline or linked.published or linked.body or self.first_meta("article:published_time")
        return bool(is_stated) or (self.first_meta("og:type") or "").lower() == "article"

    def first_meta(self, *keys: str) -> str | None:
        """The first value of the first of the keys that the page has."""
        return next(self.meta_values(*keys), None)


def sweep(tree: HtmlElement, url: str | None) -> Candidates:
    """What a parsed page says about itself.

    url: the address it was found at, which tells apart the article of the page from those it links to.
    """
    meta: dict[str, list[str]] = {}
    scripts: list[str] = []
    headings: list[str] = []
    subheadings: list[str] = []
    times: list[TimeElement] = []
    page_title = canonical = None
    for element in tree.iter("meta", "script", "title", "h1", "h2", "time", "link"):
        tag = element.tag
        if tag == "meta":
            content = element.get("content")
            for key in _META_KEYS if content else ():
                name = element.get(key)
                if name:
                    meta.setdefault(name.lower(), []).append(content or "")
        elif tag == "script":
            if "ld+json" in (element.get("type") or "") and element.text:
                scripts.append(element.text)
        elif tag == "title":
            page_title = page_title or plain(element.text or "")
        elif tag == "h1":
            heading = _text(element) if len(headings) < _MAX_HEADINGS else None
            headings += [heading] if heading else []
        elif tag == "h2":
            heading = _text(element) if len(subheadings) < _MAX_SUBHEADINGS else None
            subheadings += [heading] if heading else []
        elif tag == "time":
            times += [_time_element(element)] if len(times) < _MAX_TIMES else []
        elif "canonical" in (element.get("rel") or "").lower():
            canonical = canonical or element.get("href")
    addresses = [address for address in (url, canonical, *meta.get("og:url", ())) if address]
    return Candidates(
        linked=linked_article(scripts, addresses),
        meta={key: tuple(values) for key, values in meta.items()},
        headings=tuple(headings),
        subheadings=tuple(subheadings),
        page_title=page_title,
        times=tuple(times),
        canonical=canonical,
        html_language=tree.get("lang") or tree.get(_XML_LANG),
    )


def bylines_in(tree: HtmlElement) -> tuple[str, ...]:
    """What looks like a byline in the page itself; a second pass, for pages that state no author.

    First the elements marked as one, their parts separated by "|": those below the title before those above it, in
    their order, and of elements within each other the shortest. Then texts like "By Ana Lund".
    """
    marked: list[tuple[bool, int, int, str]] = []
    written: list[str] = []
    outermost: HtmlElement | None = None
    groups = looked_at = 0
    is_above = True
    for element in tree.iter("h1", *_BYLINE_TAGS):
        if element.tag == "h1":
            is_above = False
        elif len(marked) < _MAX_BYLINES and looked_at < _MOST_LOOKED_AT and _is_marked_byline(element):
            looked_at += 1
            shown = " | ".join(part for text in element.itertext() if (part := str(text).strip()))
            if 0 < len(shown) <= _LONGEST_BYLINE and not _is_of_other_text(element):
                if outermost is None or outermost not in element.iterancestors():
                    outermost = element
                    groups += 1
                marked.append((is_above, groups, len(shown), shown))
        elif (
            len(written) < 3
            and looked_at < _MOST_LOOKED_AT
            and (text := element.text)
            and len(text) <= 2 * _LONGEST_BYLINE
            and not text.isspace()
        ):
            statement = _written_by(element, text.strip(), is_below_title=not is_above)
            looked_at += statement is not None
            written += [statement] if statement and not _is_of_other_text(element) else []
    return (*dict.fromkeys(statement for *_, statement in sorted(marked)), *written)


def tags_in(tree: HtmlElement) -> tuple[str, ...]:
    """The topics a page shows as links to what else it has on them; a second pass, for pages that state none.

    Links marked with rel=tag, else those of the first element that is named after tags and has nothing but links.
    """
    marked = [link for link in tree.iter("a") if "tag" in (link.get("rel") or "").split()]
    if marked:
        return _link_texts(marked)
    for element in tree.iter("ul", "ol", "div", "p", "section", "span", "nav", "aside", "footer"):
        if _is_named_after_tags(element):
            links = list(element.iter("a"))
            texts = _link_texts(links)
            shown = sum(len(str(text).strip()) for text in element.itertext())
            if texts and not _is_menu(element, texts) and sum(map(len, texts)) >= 0.6 * shown:
                return texts
    return ()


def _is_menu(element: HtmlElement, links: Sequence[str]) -> bool:
    """Whether links are those of the site rather than those of one page."""
    if len(links) > _LONGEST_TAG_LIST or next(element.iterancestors("nav", "header"), None) is not None:
        return True
    footer = next(element.iterancestors("footer"), None)  # that of an article has its tags, that of a site its sections
    return footer is not None and next(footer.iterancestors("article", "main"), None) is None


def _is_named_after_tags(element: HtmlElement) -> bool:
    # Where classes are made by machines, what the page's own scripts and readers' aids go by tells.
    for name, value in element.items():
        is_name = name in ("class", "id", "aria-label") or (name.startswith("data-") and len(value) <= _LONGEST_TAG)
        if is_name and _named_tags(value):
            return True
    return False


def _link_texts(links: list[HtmlElement]) -> tuple[str, ...]:
    texts = (_text(link) for link in links[:_MAX_TAGS])
    return tuple(dict.fromkeys(text.lstrip("#") for text in texts if text and len(text) <= _LONGEST_TAG))


@lru_cache(maxsize=10_000)
def _named_tags(name: str) -> bool:
    return _TAGS_CLASS.search(name) is not None


def _is_of_other_text(element: HtmlElement) -> bool:
    """Whether an element is of a reader's comment, who sign as authors do, or of a teaser: a link with a heading."""
    return _names_comment(element) or any(
        _names_comment(above) or (above.tag == "a" and next(above.iter("h2", "h3", "h4", "h5", "h6"), None) is not None)
        for above in element.iterancestors()
    )


def _names_comment(element: HtmlElement) -> bool:
    if element.tag in ("html", "body"):  # "comments-open" tells of the page
        return False
    return "comment" in f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def _written_by(element: HtmlElement, text: str, *, is_below_title: bool) -> str | None:
    undated = _DATE_BEFORE.sub("", text) if text[:1].isdigit() else text
    if undated.startswith(_WRITTEN_BY_WORDS) and _WRITTEN_BY.match(undated):
        return undated
    if is_below_title and undated != text and _NAME.fullmatch(undated):
        return f"By {undated}"
    if len(text) <= _LONGEST_BYLINE and any(word in text for word in _PIECE_WORDS):
        piece = _PIECE_BY.match(text)
        return f"By {piece[1]}" if piece else None
    if len(text) > _LONGEST_LABEL or text.removesuffix(":").rstrip().casefold() not in _BYLINE_LABELS:
        return None
    name = next(filter(None, map(_text, element)), None) or plain(element.tail or "") or _shown_beside(element)
    return f"By {name}" if name and name[:1].isupper() and len(name) <= _LONGEST_BYLINE else None


def _shown_beside(element: HtmlElement) -> str | None:
    """What the next of the following siblings shows that shows anything."""
    shown = (_text(following) or plain(following.tail or "") for following in element.itersiblings())
    return next(filter(None, shown), None)


def _is_marked_byline(element: HtmlElement) -> bool:
    for name, value in element.items():  # asked for one by one, they take longer
        if (name in ("class", "data-testid") and _named_byline(value)) or (
            value == "author" and name in ("rel", "itemprop")
        ):
            return True
    return False


@lru_cache(maxsize=10_000)  # the names of a page repeat, as do those of an outlet
def _named_byline(name: str) -> bool:
    return _BYLINE_CLASS.search(name) is not None


def _text(element: HtmlElement) -> str | None:
    return plain(" ".join(str(part) for part in element.itertext()))


def _time_element(element: HtmlElement) -> TimeElement:
    role = " ".join((element.get("itemprop") or "", element.get("class") or "", *element.keys())).lower()
    return TimeElement(value=element.get("datetime") or element.text or "", role=role)
