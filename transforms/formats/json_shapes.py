"""Records of other tools in one shape: what they nest or call by a name with another meaning becomes plain fields.

Shapes: hits of Elasticsearch (`_source`), Fundus 0.4 and later (`body` of sections), trafilatura 1 to 2 (`source` is
the address), ninjs 1 to 3 (IPTC).
A record that is none of these comes back as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Record = dict[str, Any]  # values as JSON gives them; each is looked at before use


def plain_record(record: Record) -> Record:
    """The record with plain fields, whichever of the known tools wrote it.

    >>> plain_record({"body": {"summary": ["Aground."], "sections": [{"headline": [], "paragraphs": ["It sank."]}]}})
    {'body': ['Aground.', 'It sank.']}
    >>> plain_record({"source": "https://harbour.example/1", "source-hostname": "Harbour Post"})
    {'url': 'https://harbour.example/1', 'outlet': 'Harbour Post'}
    """
    for has_shape, undone in SHAPES:
        if has_shape(record):
            return undone(record)
    return record


def _is_fundus(record: Record) -> bool:
    body = record.get("body")
    return isinstance(body, dict) and isinstance(body.get("sections"), list)


def _from_fundus(record: Record) -> Record:
    lines = [*_texts(record["body"].get("summary"))]
    for section in record["body"]["sections"]:
        if isinstance(section, dict):
            lines += [*_texts(section.get("headline")), *_texts(section.get("paragraphs"))]
    page = record.get("html")
    found = {**record, "body": lines}
    if isinstance(page, dict):
        found |= {"html": page.get("content"), "url": record.get("url") or page.get("responded_url")}
    return found


def _is_search_hit(record: Record) -> bool:
    return isinstance(record.get("_source"), dict)


def _from_search_hit(record: Record) -> Record:
    return plain_record(record["_source"])


def _is_trafilatura(record: Record) -> bool:
    return "source-hostname" in record


def _from_trafilatura(record: Record) -> Record:
    renamed = {
        "url": record.get("source"),
        "outlet": record.get("source-hostname") or record.get("hostname"),
        "description": record.get("excerpt"),
        "authors": _split(record.get("author"), ";"),
        "topics": _split(record.get("tags"), ","),
        "section": _split(record.get("categories"), ";"),
    }
    kept = {name: value for name, value in record.items() if name not in TRAFILATURA_NAMES}
    return {**kept, **{name: value for name, value in renamed.items() if value}}


TRAFILATURA_NAMES = ("source", "source-hostname", "hostname", "excerpt", "author", "tags", "categories")


def _is_ninjs(record: Record) -> bool:
    names = {name.lower() for name in record}
    return "versioncreated" in names and bool(names & NINJS_BODIES)


NINJS_BODIES = {"bodies", "body_text", "body_xhtml", "body_html"}


def _from_ninjs(record: Record) -> Record:
    found = {name.lower(): value for name, value in record.items()}
    by_media = {_media(body): _value(body) for body in _objects(found.get("bodies"))}
    headlines = {str(part.get("role", "")): _value(part) for part in _objects(found.get("headlines"))}
    sources = _names(found.get("infosources") or found.get("infosource"))
    html = found.get("body_xhtml") or found.get("body_html") or by_media.get("text/html")
    renamed = {
        "text": found.get("body_text") or by_media.get("text/plain"),
        "html": html or next(iter(by_media.values()), None),
        "title": found.get("headline") or headlines.get("main") or next(iter(headlines.values()), found.get("title")),
        "authors": found.get("byline"),
        "published": found.get("firstcreated") or found.get("contentcreated") or found["versioncreated"],
        "modified": found["versioncreated"],
        "language": found.get("language"),
        "url": _web(found.get("url")) or _web(found.get("canonicalurl")) or _web(found.get("uri")),
        "agency": sources[0] if sources else found.get("copyrightholder"),
        "topics": _names(found.get("subjects") or found.get("subject")),
        "description": found.get("description_text") or next(map(_value, _objects(found.get("descriptions"))), None),
    }
    return {**record, **{name: value for name, value in renamed.items() if value}}


SHAPES: tuple[tuple[Callable[[Record], bool], Callable[[Record], Record]], ...] = (
    (_is_search_hit, _from_search_hit),
    (_is_fundus, _from_fundus),
    (_is_trafilatura, _from_trafilatura),
    (_is_ninjs, _from_ninjs),
)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (part for part in value if isinstance(part, str))


def _split(value: object, mark: str) -> list[str]:
    return [part for text in _texts(value) for part in map(str.strip, text.split(mark)) if part]


def _objects(value: object) -> list[Record]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _names(value: object) -> list[str]:
    return [name for part in _objects(value) if isinstance(name := part.get("name"), str)]


def _media(body: Record) -> str:
    return str(body.get("contenttype") or body.get("contentType") or body.get("role") or "").lower()


def _value(part: Record) -> object:
    return part.get("value")


def _web(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else None
