"""One pass over a parsed page, collecting all that it says about itself; nothing is judged here.

Collected are JSON-LD, meta tags, headings, `time` elements, the canonical link and the language attribute; which of
them to believe is decided in `page_fields`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
_WRITTEN_BY_WORDS = ("By", "BY", "V", "P", "Door", "Di", "A", "Text:")  # with which it begins: cheap to compare
_DATE_BEFORE = re.compile(r"^\d[\d/.: -]{5,18}[-–|·,]\s*")  # "13/10/2031 - By Ana Lund"
_LONGEST_LABEL = 20  # characters, "Autorin / Autorin :"
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

    First the elements marked as one, shortest first, their parts separated by "|"; then texts like "By Ana Lund".
    """
    marked: list[str] = []
    written: list[str] = []
    for element in tree.iter(*_BYLINE_TAGS):
        if len(marked) < _MAX_BYLINES and _is_marked_byline(element):
            shown = " | ".join(part for text in element.itertext() if (part := str(text).strip()))
            is_byline = 0 < len(shown) <= _LONGEST_BYLINE and not _is_of_comment(element)
            marked += [shown] if is_byline else []
        elif len(written) < 3 and (text := element.text) and len(text) <= 2 * _LONGEST_BYLINE and not text.isspace():
            statement = _written_by(element, text.strip())
            written += [statement] if statement else []
    return (*sorted(dict.fromkeys(marked), key=len), *written)


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
            is_menu = len(texts) > _LONGEST_TAG_LIST or next(element.iterancestors("nav", "header"), None) is not None
            if texts and not is_menu and sum(map(len, texts)) >= 0.6 * shown:
                return texts
    return ()


def _is_named_after_tags(element: HtmlElement) -> bool:
    # Where classes are made by machines, what the page's own scripts and readers' aids go by tells.
    return any(
        _named_tags(value)
        for name, value in element.items()
        if name in ("class", "id", "aria-label") or (name.startswith("data-") and len(value) <= _LONGEST_TAG)
    )


def _link_texts(links: list[HtmlElement]) -> tuple[str, ...]:
    texts = (_text(link) for link in links[:_MAX_TAGS])
    return tuple(dict.fromkeys(text.lstrip("#") for text in texts if text and len(text) <= _LONGEST_TAG))


@lru_cache(maxsize=10_000)
def _named_tags(name: str) -> bool:
    return _TAGS_CLASS.search(name) is not None


def _is_of_comment(element: HtmlElement) -> bool:
    # Readers sign what they write below a story as its author does.
    return any(
        "comment" in f"{above.get('class') or ''} {above.get('id') or ''}".lower()
        for above in (element, *element.iterancestors())
        if above.tag not in ("html", "body")  # "comments-open" tells of the page
    )


def _written_by(element: HtmlElement, text: str) -> str | None:
    text = _DATE_BEFORE.sub("", text) if text[:1].isdigit() else text
    if text.startswith(_WRITTEN_BY_WORDS) and _WRITTEN_BY.match(text):
        return text
    if len(text) > _LONGEST_LABEL or text.removesuffix(":").rstrip().casefold() not in _BYLINE_LABELS:
        return None
    following = next(iter(element), None)
    following = element.getnext() if following is None and not (element.tail or "").strip() else following
    name = (_text(following) if following is not None else plain(element.tail or "")) or ""
    return f"By {name}" if name[:1].isupper() and len(name) <= _LONGEST_BYLINE else None


def _is_marked_byline(element: HtmlElement) -> bool:
    attributes = dict(element.items())  # asked for one by one, they take four times as long
    if not attributes:
        return False
    if attributes.get("rel") == "author" or attributes.get("itemprop") == "author":
        return True
    name = attributes.get("class") or attributes.get("data-testid")
    return name is not None and _named_byline(name)


@lru_cache(maxsize=10_000)  # the names of a page repeat, as do those of an outlet
def _named_byline(name: str) -> bool:
    return _BYLINE_CLASS.search(name) is not None


def _text(element: HtmlElement) -> str | None:
    return plain(" ".join(str(part) for part in element.itertext()))


def _time_element(element: HtmlElement) -> TimeElement:
    role = " ".join((element.get("itemprop") or "", element.get("class") or "", *element.keys())).lower()
    return TimeElement(value=element.get("datetime") or element.text or "", role=role)
