"""One pass over a parsed page, collecting all that it says about itself; nothing is judged here.

Collected are JSON-LD, meta tags, headings, `time` elements, the canonical link and the language attribute; which of
them to believe is decided in `page_fields`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from transforms.metadata.json_ld import LinkedArticle, linked_article, plain

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_META_KEYS = ("property", "name", "itemprop", "http-equiv")
_MAX_HEADINGS = 20
_MAX_TIMES = 50
_BYLINE_PATH = (
    "//*[@rel='author' or @itemprop='author' or contains(@class,'byline') or contains(@class,'author-name') or "
    "contains(@class,'article-author') or contains(@class,'author__name') or contains(@class,'article__author') or "
    "@class='author' or contains(@class,'entry-author') or contains(@data-testid,'byline')][not(self::body or self::meta or self::link)]"
)


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
    times: list[TimeElement] = []
    page_title = canonical = None
    for element in tree.iter("meta", "script", "title", "h1", "time", "link"):
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
            heading = (
                plain(" ".join(str(part) for part in element.itertext())) if len(headings) < _MAX_HEADINGS else None
            )
            headings += [heading] if heading else []
        elif tag == "time":
            times += [_time_element(element)] if len(times) < _MAX_TIMES else []
        elif "canonical" in (element.get("rel") or "").lower():
            canonical = canonical or element.get("href")
    addresses = [address for address in (url, canonical, *meta.get("og:url", ())) if address]
    return Candidates(
        linked=linked_article(scripts, addresses),
        meta={key: tuple(values) for key, values in meta.items()},
        headings=tuple(headings),
        page_title=page_title,
        times=tuple(times),
        canonical=canonical,
        html_language=tree.get("lang") or tree.get(_XML_LANG),
    )


def bylines_in(tree: HtmlElement) -> tuple[str, ...]:
    """What the elements marked as a byline say, shortest first; a second pass, for pages without author metadata."""
    found = tree.xpath(_BYLINE_PATH)
    texts = (
        [plain(" ".join(str(part) for part in element.itertext())) for element in found[:10]]
        if isinstance(found, list)
        else []
    )
    return tuple(sorted({text for text in texts if text and len(text) <= 120}, key=len))


def _time_element(element: HtmlElement) -> TimeElement:
    role = " ".join((element.get("itemprop") or "", element.get("class") or "", *element.keys())).lower()
    return TimeElement(value=element.get("datetime") or element.text or "", role=role)
