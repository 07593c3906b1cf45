"""What a page says about its article in JSON-LD (schema.org), read as leniently as publishers write it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from transforms.text_cleanup import one_line

Node = Mapping[str, Any]  # Any: JSON as found, checked where it is read

_ARTICLE_TYPES = ("article", "blogposting", "report", "liveblogposting", "posting")  # endings of schema.org types
# Pages that are no article beyond doubt, unless they describe one as well.
_OTHER_TYPES = frozenset(
    ("collectionpage", "searchresultspage", "imagegallery", "mediagallery", "videogallery", "videoobject")
)
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart")
_MAX_DEPTH = 6
_MAX_NODES = 400  # a live blog lists thousands of updates; the article stands before them
_MAX_CHARACTERS = 3_000_000
_WRAPPERS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.{0,20}?\*/|<!\[CDATA\[)+|(?:-->|//\s*\]\]>|/\*.{0,20}?\*/|\]\]>)+\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_TAG = re.compile(r"<[^>]{1,400}>")
# What a publisher's own system adds to the topics: "tag:Bridges", "Page Type: Article", ids, dates, addresses.
_NO_TOPIC = re.compile(
    r"^(?:tags?|type|section|channel|category|keyword|format|template|source|cms\w*|nlp[ _]category"
    r"|(?:page|content|article)[ _-]?type"
    r"|(?:\w{1,20}[ _-])?id)\s*:|^https?://|^[0-9a-f]{8}-[0-9a-f-]{27}$|^#?[0-9a-f]{16,}$"
    r"|^[\W_]+$|^(?:[\W_]*\d){5,}[\W_]*$",
    re.IGNORECASE,
)

_SUBJECT = re.compile(r"^(?:subjects?|topics?|themes?|nlp[ _]entity[ _]tokens?)\s*:\s*(\S.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedArticle:
    """The article that a page describes in JSON-LD; empty where it says nothing."""

    headline: str | None = None
    persons: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()  # named as authors
    published: str | None = None  # dates as written
    modified: str | None = None
    page_published: str | None = None  # of the page that the article is on, which may be more exact
    page_persons: tuple[str, ...] = ()  # named as authors of the page, where it describes no article
    publisher: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    description: str | None = None
    image: str | None = None
    url: str | None = None
    language: str | None = None
    body: str | None = None
    breadcrumbs: tuple[str, ...] = ()
    is_free: bool | None = None
    other_type: str | None = None  # of a page that describes no article: a list, a gallery, a film


def linked_article(scripts: Sequence[str], page_urls: Iterable[str]) -> LinkedArticle:
    """The article node of a page's JSON-LD scripts.

    page_urls: addresses under which the page goes; of several article nodes, the one with such an address is meant.
    """
    nodes = [node for script in scripts for node in _nodes(_parse(script))]
    articles = [node for node in nodes if _is_article(node)]
    breadcrumbs = _breadcrumbs(nodes)
    by_id = {str(named["@id"]): named for named in nodes if "@id" in named and named.get("name")}
    if not articles:
        kinds = (kind for node in nodes for kind in _types(node) if kind in _OTHER_TYPES)
        authors = (_names(node.get("author"), by_id)[0] for node in nodes if "webpage" in _types(node))
        return LinkedArticle(
            breadcrumbs=breadcrumbs,
            page_published=_page_published(nodes),
            page_persons=next(filter(None, authors), ()),
            other_type=next(kinds, None),
        )
    urls = {url.split("#")[0].rstrip("/") for url in page_urls}
    node = max(articles, key=lambda article: _rank(article, urls))
    return replace(_linked(node, by_id, breadcrumbs), page_published=_page_published(nodes))


def plain(value: object) -> str | None:
    """A JSON or attribute string as one line of text without markup, or None if it is none.

    >>> plain("Rock &amp; <b>roll</b> "), plain(17)
    ('Rock & roll', None)
    """
    return _plain_text(value) if isinstance(value, str) else None


@lru_cache(maxsize=1000)  # the functions of several fields ask for the same strings of one page
def _plain_text(value: str) -> str | None:
    text = html.unescape(value) if "&" in value else value
    return one_line(_TAG.sub(" ", text) if "<" in text else text)


def keyword_list(value: object) -> tuple[str, ...]:
    """Keywords from a list or from one string with commas or semicolons.

    >>> keyword_list("bridges, harbour ,bridges")
    ('bridges', 'harbour')
    >>> keyword_list(["Subject: Bridges", "Words: 900", "Day: Friday"])
    ('Bridges',)
    """
    if isinstance(value, str):
        value = re.split(r"[,;、]", value)
    entries = value if isinstance(value, list | tuple) else []
    words = [word for entry in entries if (word := plain(entry.get("name") if isinstance(entry, dict) else entry))]
    # Where some are called subjects, the others are how the publisher files the page: by length, day, partner.
    subjects = [subject[1] for word in words if (subject := _SUBJECT.match(word))]
    return tuple(dict.fromkeys(word for word in subjects or words if len(word) <= 80 and not _NO_TOPIC.match(word)))


def _linked(node: Node, by_id: Mapping[str, Node], breadcrumbs: tuple[str, ...]) -> LinkedArticle:
    persons, organizations = _names(node.get("author"), by_id)
    if not persons and not organizations:
        persons, organizations = _names(node.get("creator"), by_id)
    publishers = _names(node.get("publisher"), by_id)
    return LinkedArticle(
        headline=plain(node.get("headline")),
        persons=persons,
        organizations=organizations,
        published=plain(node.get("datePublished")) or plain(node.get("dateCreated")),
        modified=plain(node.get("dateModified")),
        publisher=next(iter(publishers[1] + publishers[0]), None),
        section=next(iter(keyword_list(_listed(node.get("articleSection")))), None),
        keywords=keyword_list(node.get("keywords")),
        description=plain(node.get("description")),
        image=_image(node.get("image")),
        url=_url(node),
        language=plain(node.get("inLanguage")),
        body=_body(node.get("articleBody")),
        breadcrumbs=breadcrumbs,
        is_free=_claim(node.get("isAccessibleForFree")),
    )


def _claim(value: object) -> bool | None:
    # Written as a Boolean, as "False", and as "http://schema.org/False".
    word = str(value).rsplit("/", 1)[-1].lower()
    return {"true": True, "false": False}.get(word)


def _parse(script: str) -> object:
    if len(script) > _MAX_CHARACTERS:
        return None
    text = script.strip()
    is_bare = text[:1] in ("{", "[") and text[-1:] in ("}", "]")
    text = text if is_bare else _WRAPPERS.sub("", script).strip().rstrip(";")
    for read in (_load, lambda text: _load(_TRAILING_COMMA.sub(r"\1", text)), _load_beginning):
        value = read(text)
        if value is not None:
            return value
    return None


def _load(text: str) -> object:
    # RecursionError: JSON nested thousands deep, which no article is.
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _load_beginning(text: str) -> object:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _nodes(value: object, depth: int = 0, budget: list[int] | None = None) -> Iterator[dict[str, Any]]:
    budget = [_MAX_NODES] if budget is None else budget
    if depth > _MAX_DEPTH or budget[0] <= 0:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _nodes(entry, depth + 1, budget)
    elif isinstance(value, dict):
        budget[0] -= 1
        if value.get("@type"):
            yield value
        for key in _CONTAINERS:
            if isinstance(value.get(key), list | dict):
                yield from _nodes(value[key], depth + 1, budget)


def _page_published(nodes: Iterable[Node]) -> str | None:
    dates = (plain(node.get("datePublished")) for node in nodes if "webpage" in _types(node))
    return next(filter(None, dates), None)


def _types(node: Node) -> list[str]:
    return [str(name).rsplit("/", 1)[-1].lower() for name in _listed(node.get("@type"))]


def _is_article(node: Node) -> bool:
    return any(name.endswith(_ARTICLE_TYPES) for name in _types(node))


def _rank(node: Node, urls: set[str]) -> tuple[bool, bool, bool, bool]:
    url = (_url(node) or "").split("#")[0].rstrip("/")
    return url in urls, bool(node.get("headline")), bool(node.get("datePublished")), bool(node.get("author"))


def _url(node: Node) -> str | None:
    page = node.get("mainEntityOfPage")
    for value in (node.get("url"), page, page.get("@id") if isinstance(page, dict) else None, node.get("@id")):
        if isinstance(value, str) and value:
            return value
    return None


def _names(value: object, by_id: Mapping[str, Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of persons and of organizations in an author or publisher field."""
    persons: list[str] = []
    organizations: list[str] = []
    for entry in _listed(value):
        node: Node = entry if isinstance(entry, dict) else {"name": entry}
        if "name" not in node:
            node = by_id.get(str(node.get("@id")), node)
        # Blogs of one person say of the author "Person" and "Organization" at once.
        kinds = _types(node)
        is_organization = "person" not in kinds and any("organization" in kind for kind in kinds)
        target = organizations if is_organization else persons
        target += [name for written in _listed(_name(node)) if (name := plain(written)) and not name.startswith("http")]
    return tuple(dict.fromkeys(persons)), tuple(dict.fromkeys(organizations))


def _name(node: Node) -> object:
    name = node.get("name")
    if isinstance(name, dict):
        name = name.get("name") or name.get("@value")
    if name is None and (node.get("givenName") or node.get("familyName")):
        return f"{node.get('givenName') or ''} {node.get('familyName') or ''}"
    return name


def _image(value: object) -> str | None:
    for entry in _listed(value):
        url = entry.get("url") or entry.get("contentUrl") if isinstance(entry, dict) else entry
        url = next(iter(_listed(url)), None)
        if isinstance(url, str) and url.strip():
            return url.strip()
    return None


def _body(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return _TAG.sub("\n", html.unescape(value)).strip() or None


def _breadcrumbs(nodes: Iterable[Node]) -> tuple[str, ...]:
    for node in nodes:
        if "breadcrumblist" in _types(node):
            entries = [entry for entry in _listed(node.get("itemListElement")) if isinstance(entry, dict)]
            items = (entry.get("name") or _item_name(entry.get("item")) for entry in entries)
            return tuple(name for item in items if (name := plain(item)))
    return ()


def _item_name(item: object) -> object:
    return item.get("name") if isinstance(item, dict) else None


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
