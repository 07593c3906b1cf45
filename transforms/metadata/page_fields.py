"""The metadata of an article from what its page says: one function per field, each saying which source it believed.

The order of sources in each function was measured on news pages in many languages: JSON-LD is right most often,
then meta tags, then what readers see; the address of the page comes last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Literal

from lxml.html import HtmlElement

from transforms.main_text import parse_page
from transforms.metadata.bylines import Byline, split_byline
from transforms.metadata.dates import Moment, date_in_text, date_in_url, in_zone, is_possible, parse_date
from transforms.metadata.found import Fields, FieldValue, Found
from transforms.metadata.json_ld import keyword_list
from transforms.metadata.known_outlets import known_outlet, outlet_above
from transforms.metadata.outlets import (
    choose_outlet,
    clean_name,
    is_firm,
    is_name_of_outlet,
    name_in_title,
    names_outlet,
    outlet_of_site,
)
from transforms.metadata.page_dates import date_by_htmldate, date_marked, date_near_title, may_date_in_script
from transforms.metadata.sweep import Candidates, bylines_in, tags_in
from transforms.metadata.titles import choose_title
from transforms.metadata.urls import absolute_url, registered_name, site_of

_AUTHOR_KEYS = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "byline",
    "citation_author", "cxenseparse:author", "mrf:authors", "article:author_name", "twitter:creator:name", "creator",
)  # fmt: skip
_PUBLISHED_KEYS = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time", "date", "dc.date",
    "dc.date.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dcterms.issued", "parsely-pub-date",
    "sailthru.date", "pubdate", "publishdate", "publish-date", "publication_date", "article.published",
    "published-date", "published_time", "cxenseparse:recs:publishtime", "rnews:datepublished", "article_date_original",
    "originalpublicationdate", "cse_date", "shareaholic:article_published_time", "bt:pubdate", "datecreated",
    "citation_publication_date", "last-published", "release_date", "ptime", "publisheddate", "displaydate",
)  # fmt: skip
_MODIFIED_KEYS = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified", "dc.date.modified",
    "lastmod", "modified_time", "updated_time", "og:modified_time", "article:updated_time", "revised",
)  # fmt: skip
_PUBLISHED_ROLE = re.compile(r"publish|pubdate|entry-date|datepub|post-date|date-created|posted")
_GENERIC_SECTIONS = frozenset(
    ("home", "homepage", "news", "start", "startseite", "accueil", "inicio", "nachrichten", "noticias", "article",
     "articles", "notizie", "actualités", "nyheter", "главная", "новости", "latest", "all", "index")
)  # fmt: skip
_SITE_KEYWORDS = 12  # so many are not the topics of one article
_AUTHOR_LABEL = re.compile(
    r"(?:written|posted) by|(?:verfasst|geschrieben|veröffentlicht) von|(?:écrit|rédigé|publié) par|escrito por"
    r"|scritto da|geschreven door|skrevet af|skrevet av|skriven av|kirjoittanut|napisane przez|автор"
    r"|autor|author|auteur|yazan",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"^@\w+$|^https?://|/")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A parsed page as the field functions need it; what several of them need is worked out once."""

    tree: HtmlElement
    candidates: Candidates
    source: str  # of the page, with the scripts that the tree is without
    url: str | None  # the address it was found at
    now: datetime | None  # dates after it are refused

    @cached_property
    def authorship(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """What the page states about its authors, by source; what looks like a byline in its text is not among it."""
        return tuple(_stated_authorship(self))

    @cached_property
    def byline(self) -> tuple[Byline, str]:
        """Who is named as author, and the source."""
        return _byline(self)

    @cached_property
    def site(self) -> str | None:
        """The host name without "www.", of the address it was found at or states itself."""
        # Of a story that another site published first, the canonical address is that site's; og:url is the page's own.
        stated = (self.url, self.candidates.first_meta("og:url"), self.candidates.canonical, self.candidates.linked.url)
        return next((site for url in stated if url and (site := site_of(url))), None)

    @cached_property
    def outlet_names(self) -> tuple[Found[str], ...]:
        """What the page calls its outlet, best source first."""
        return tuple(_outlet_names(self))

    @cached_property
    def outlet_words(self) -> tuple[str | None, ...]:
        """All that the outlet and its site are called."""
        named = [name.value for name in self.outlet_names]
        return (*named, self.candidates.linked.publisher, self.site, registered_name(self.site or ""))

    @property
    def outlet(self) -> str | None:
        """What the outlet calls itself."""
        return self.outlet_names[0].value if self.outlet_names else None


def page_fields(page: Page) -> Fields:
    """Every metadata field that the page gives, with its source."""
    found = {name: choose(page) for name, choose in FIELDS.items()}
    fields = {name: value for name, value in found.items() if value is not None}
    return _without_contradiction(fields)


def _title(page: Page) -> Found[str] | None:
    return choose_title(page.candidates, page.outlet)


def _authors(page: Page) -> Found[tuple[str, ...]] | None:
    byline, source = page.byline
    return Found(byline.authors, source) if byline.authors else None


def _agency(page: Page) -> Found[str] | None:
    byline, source = page.byline
    if byline.agencies:
        return Found(byline.agencies[0], source)
    beside = split_byline(page.candidates.linked.organizations).agencies
    return Found(beside[0], "json-ld") if beside else None


def _byline(page: Page) -> tuple[Byline, str]:
    """The byline that names persons, from the best source that does, and the source."""
    by_outlet: tuple[Byline, str] | None = None
    for statements, source in _authorship(page):
        byline = split_byline(statements)
        is_outlet = all(is_firm(name) or is_name_of_outlet(name, page.outlet_words) for name in statements)
        persons = tuple(name for name in byline.authors if not names_outlet(name, page.outlet_words))
        if persons and not is_outlet:
            return Byline(authors=_in_full(persons, page), agencies=byline.agencies), source
        by_outlet = by_outlet or ((byline, source) if byline.authors else None)
    # A page that names nobody but its own desk.
    return by_outlet or (Byline(), "html")


def _in_full(names: tuple[str, ...], page: Page) -> tuple[str, ...]:
    """The names; of a lone first name, which some systems sign with, the whole name if the page shows it."""
    if len(names) != 1 or " " in names[0] or not names[0].isalpha() or len(names[0]) < 3:
        return names
    beginning = f"{names[0]} ".casefold()
    shown = (name for statement in bylines_in(page.tree) for name in split_byline([statement]).authors)
    return (next((name for name in shown if name.casefold().startswith(beginning)), names[0]),)


def _authorship(page: Page) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the page says about its authors, by source; the page's tree is searched only when it comes to that."""
    yield from page.authorship
    for statement in bylines_in(page.tree):
        yield (statement,), "html"


def _stated_authorship(page: Page) -> Iterator[tuple[tuple[str, ...], str]]:
    linked = page.candidates.linked
    yield linked.persons or linked.page_persons, "json-ld"
    in_meta = (value for value in page.candidates.meta_values(*_AUTHOR_KEYS) if not _HANDLE.search(value))
    yield tuple(in_meta)[:10], "meta"
    yield _labelled_authors(page.candidates), "meta"
    yield linked.organizations, "json-ld"


def _labelled_authors(candidates: Candidates) -> tuple[str, ...]:
    """What a page gives as its author for the cards of Slack and Twitter: a label "Written by", and its value."""
    labels = ((number, candidates.first_meta(f"twitter:label{number}") or "") for number in (1, 2))
    named = (candidates.first_meta(f"twitter:data{number}") for number, label in labels if _AUTHOR_LABEL.match(label))
    return tuple(filter(None, named))


def date_statements(page: Page, kind: Literal["published", "modified"]) -> Iterator[tuple[str, str]]:
    """The dates a page states for machines, as written, each with its source, best first."""
    candidates = page.candidates
    is_published = kind == "published"
    linked = candidates.linked.published if is_published else candidates.linked.modified
    if linked:
        yield linked, "json-ld"
    for value in candidates.meta_values(*(_PUBLISHED_KEYS if is_published else _MODIFIED_KEYS)):
        yield value, "meta"
    for time in candidates.times if is_published else ():
        if _PUBLISHED_ROLE.search(time.role):
            yield time.value, "html"
    if is_published and candidates.linked.page_published:
        yield candidates.linked.page_published, "json-ld"


def _published(page: Page) -> Found[Moment] | None:
    stated = list(_possible_moments(page, "published"))
    for first in stated[:1]:
        if first.value.offset_minutes is not None:
            return first
        # Which zone the best source means may be said by another.
        zoned = (Found(moment, other.source) for other in stated[1:] if (moment := in_zone(first.value, other.value)))
        return next(zoned, first)
    return _dated_by_mark(page) or _dated_by_url(page) or _dated_by_title(page) or _dated_by_text(page)


def _dated_by_mark(page: Page) -> Found[Moment] | None:
    moment = date_marked(page.tree, page.now)
    return Found(moment, "html") if moment else None


def _dated_by_url(page: Page) -> Found[Moment] | None:
    address = page.url or page.candidates.canonical
    moment = date_in_url(address) if address else None
    return Found(moment, "url") if moment and is_possible(moment, page.now) else None


def _dated_by_title(page: Page) -> Found[Moment] | None:
    # "Bridge opens | The Harbour Post | 28.04.2023": a part of its own, so not a date the article is about.
    parts = re.split(r"\s[|–—-]\s", page.candidates.page_title or "")[1:]
    moments = (date_in_text(part) for part in parts if len(part) <= 25)
    possible = (moment for moment in moments if moment and is_possible(moment, page.now))
    return next((Found(moment, "html") for moment in possible), None)


def _dated_by_text(page: Page) -> Found[Moment] | None:
    title = _title(page)
    moment = date_near_title(page.tree, title.value if title else None, page.now)
    if moment is None:
        # Without its scripts a page is half as long.
        tree = parse_page(page.source).tree if may_date_in_script(page.source) else page.tree
        moment = date_by_htmldate(tree, page.url, page.now)
    return Found(moment, "html") if moment else None


def _modified(page: Page) -> Found[Moment] | None:
    return next(_possible_moments(page, "modified"), None)


def _possible_moments(page: Page, kind: Literal["published", "modified"]) -> Iterator[Found[Moment]]:
    for value, source in date_statements(page, kind):
        moment = parse_date(value) if value else None
        if moment and is_possible(moment, page.now):
            yield Found(moment, source)


def _outlet(page: Page) -> Found[str] | None:
    known = known_outlet(page.site) if page.site else None
    if known:
        return Found(known, "url")
    above = outlet_above(page.site) if page.site else None
    # What lies below a portal can be an outlet of its own, which the address of the portal does not name.
    named = choose_outlet(page.outlet_names, None if above else page.site)
    if named:
        return named
    return Found(above or outlet_of_site(page.site), "url") if page.site else None


def _outlet_names(page: Page) -> Iterator[Found[str]]:
    candidates = page.candidates
    for names, source in (
        (candidates.meta_values("og:site_name"), "meta"),
        (iter((candidates.linked.publisher,)), "json-ld"),
        (candidates.meta_values("application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher"), "meta"),
        (iter((name_in_title(candidates.page_title, page.site),)), "html"),
    ):
        for name in names:
            short = clean_name(name)
            if short:
                yield Found(short, source)


def _section(page: Page) -> Found[str] | None:
    return next((Found(section, source) for section, source in section_statements(page)), None)


def section_statements(page: Page) -> Iterator[tuple[str, str]]:
    """The sections a page names, each with its source, best first; names that every site has are left out."""
    candidates = page.candidates
    crumbs = [crumb for crumb in candidates.linked.breadcrumbs if crumb not in candidates.headings]
    for values, source in (
        (candidates.meta_values("article:section", "og:article:section", "section", "parsely-section"), "meta"),
        ((candidates.linked.section,), "json-ld"),
        (crumbs[:-1] or crumbs, "json-ld"),
    ):
        for value in values:
            if value and value.casefold() not in _GENERIC_SECTIONS and len(value) <= 60:
                yield value, source


def _topics(page: Page) -> Found[tuple[str, ...]] | None:
    for topics, source in chain(topic_statements(page), _shown_topics(page)):
        own = tuple(topic for topic in topics if not is_name_of_outlet(topic, page.outlet_words))
        # A list that names the outlet beside much else is that of the site, for every page of it.
        if own and not (source == "meta" and len(topics) - len(own) and len(own) >= _SITE_KEYWORDS):
            return Found(own, source)
    return None


def topic_statements(page: Page) -> Iterator[tuple[tuple[str, ...], str]]:
    """The topics a page states for machines, by source, best first."""
    candidates = page.candidates
    linked, tags = candidates.linked.keywords, keyword_list(candidates.meta.get("article:tag", ()))
    # Lists that long are made by machines, for machines.
    yield (linked, "json-ld") if len(linked) <= _SITE_KEYWORDS or not tags else (tags, "meta")
    yield tags, "meta"
    yield keyword_list(candidates.first_meta("news_keywords")), "meta"
    yield keyword_list(candidates.first_meta("keywords")), "meta"


def _shown_topics(page: Page) -> Iterator[tuple[tuple[str, ...], str]]:
    yield tags_in(page.tree), "html"


def _description(page: Page) -> Found[str] | None:
    in_meta = page.candidates.first_meta("og:description", "description", "twitter:description")
    if in_meta:
        return Found(in_meta, "meta")
    return Found(page.candidates.linked.description, "json-ld") if page.candidates.linked.description else None


def _image(page: Page) -> Found[str] | None:
    in_meta = absolute_url(page.candidates.first_meta("og:image", "og:image:url", "twitter:image"), page.url)
    if in_meta:
        return Found(in_meta, "meta")
    linked = absolute_url(page.candidates.linked.image, page.url)
    return Found(linked, "json-ld") if linked else None


def _without_contradiction(fields: dict[str, Found[FieldValue]]) -> Fields:
    # A template that prints "modified" from the clock of another time zone, or from the first draft.
    published, modified = fields.get("published"), fields.get("modified")
    if published and modified and _at(modified) < _at(published):
        return {name: value for name, value in fields.items() if name != "modified"}
    return fields


def _at(found: Found[FieldValue]) -> datetime:
    assert isinstance(found.value, Moment)
    return found.value.at


# A new field is one function above and one line here.
FIELDS: Mapping[str, Callable[[Page], Found[FieldValue] | None]] = {
    "title": _title,
    "authors": _authors,
    "agency": _agency,
    "published": _published,
    "modified": _modified,
    "outlet": _outlet,
    "section": _section,
    "topics": _topics,
    "description": _description,
    "image": _image,
}
