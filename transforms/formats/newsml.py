"""Articles of news agencies as IPTC's standards carry them: NewsML-G2 with NITF, XHTML or plain text inside, and NITF.

Sources: NewsML-G2 2.x (namespace http://iptc.org/std/nar/2006-10-01/) and NITF 3.x, both of the IPTC. Items about
pictures, sound and films are skipped, and so are those that their agency has withdrawn. ninjs is in `json_shapes.py`.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from transforms.formats.compression import Damage, Piece
from transforms.formats.reading import FieldValue, FileFormat, Origin, Outcome, ReadParams
from transforms.formats.xml_records import (
    children,
    first_text,
    line_texts,
    local_name,
    markup_inside,
    page_of,
    root_mark,
    xml_records,
)

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
WITHDRAWN = ("canceled", "cancelled", "withheld", "spiked")


def read_newsml(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One outcome for each item: "item 1", "item 2", ..."""
    for number, found in enumerate(xml_records(pieces, RECORDS, params.max_line_bytes), 1):
        if isinstance(found, Damage):
            yield origin.rejected(f"before item {number}", found.reason, found.detail)
        else:
            yield RECORDS[local_name(found)](found, f"item {number}", origin)


NEWSML = FileFormat(
    name="NewsML-G2 or NITF",
    read=read_newsml,
    mark=root_mark("newsMessage", "newsItem", "packageItem", "conceptItem", "knowledgeItem", "nitf"),
)


def _news_item(item: etree._Element, record: str, origin: Origin) -> Outcome:
    item_meta = next(iter(children(item, "itemMeta")), item)
    item_class = _code(item_meta, "itemClass")
    status = _code(item_meta, "pubStatus")
    if status in WITHDRAWN:
        return origin.skipped(record, "withdrawn", f"pubStatus is {status!r}: {first_text(item_meta, 'title')[:60]!r}")
    if item_class not in ("", "text", "composite"):
        return origin.skipped(record, "no_text", f"itemClass is {item_class!r}")
    fields = _news_item_fields(item, item_meta)
    for part in (part for parts in children(item, "contentSet") for part in parts):
        nitf = next((one for one in part.iter("{*}nitf")), None)
        if nitf is not None:
            return _nitf(nitf, record, origin, fields)
        page = next((one for one in part.iter("{*}html")), None)
        if page is not None:
            body = next(iter(children(page, "body")), page)
            return _export(line_texts(body), fields, record, origin)
        if local_name(part) == "inlineData":
            return _inline_data(part, fields, record, origin)
        if local_name(part) == "inlineXML":
            return _export(line_texts(part), fields, record, origin)
    where = ", ".join(part.get("href", "")[:80] for part in item.iter("{*}remoteContent")) or "none at all"
    return origin.skipped(record, "no_text", f"the content is elsewhere: {where}")


def _package(item: etree._Element, record: str, origin: Origin) -> Outcome:
    return origin.skipped(record, "no_text", f"{local_name(item)} names other items and has no text of its own")


def _nitf(nitf: etree._Element, record: str, origin: Origin, stated: Mapping[str, FieldValue] | None = None) -> Outcome:
    """The article of an NITF element; what is stated around it goes before what it says itself."""
    head = next(iter(children(nitf, "head")), nitf)
    body = next(iter(children(nitf, "body")), nitf)
    body_head = next(iter(children(body, "body.head")), body)
    status = next((data.get("management-status", "") for data in children(head, "docdata")), "")
    if status in WITHDRAWN:
        return origin.skipped(record, "withdrawn", f"management-status is {status!r}")
    own = _nitf_fields(nitf, head, body_head)
    fields = {**own, **{name: value for name, value in (stated or {}).items() if value}}
    lines = [line for part in children(body, "body.content") for line in line_texts(part)]
    return _export(_with_dateline(lines, first_text(body_head, "dateline")), fields, record, origin)


RECORDS: Mapping[str, Callable[[etree._Element, str, Origin], Outcome]] = {
    "newsItem": _news_item,
    "packageItem": _package,
    "conceptItem": _package,
    "knowledgeItem": _package,
    "nitf": _nitf,
}


def _inline_data(part: etree._Element, fields: Mapping[str, FieldValue], record: str, origin: Origin) -> Outcome:
    if "html" in part.get("contenttype", ""):
        kept = {name: value for name, value in fields.items() if value}
        return origin.document(record, "html", page_of(html.unescape(markup_inside(part))), fields=kept)
    return _export((part.text or "").split("\n"), fields, record, origin)


def _export(lines: list[str], fields: Mapping[str, FieldValue], record: str, origin: Origin) -> Outcome:
    text = "\n".join(lines).strip()
    if not text:
        return origin.rejected(record, "bad_record", "the content has no text")
    return origin.document(
        record, "export", text.encode(), fields={name: value for name, value in fields.items() if value}
    )


def _with_dateline(lines: list[str], dateline: str) -> list[str]:
    """The lines with the place and day before the first, as papers print them."""
    if not dateline or not lines or lines[0].startswith(dateline):
        return lines
    return [f"{dateline.rstrip(' -–—')} – {lines[0]}", *lines[1:]]


def _news_item_fields(item: etree._Element, item_meta: etree._Element) -> dict[str, FieldValue]:
    content_meta = next(iter(children(item, "contentMeta")), item)
    languages = [language.get("tag", "") for language in children(content_meta, "language")]
    created = first_text(content_meta, "contentCreated")
    version = first_text(item_meta, "versionCreated")
    return {
        "title": first_text(content_meta, "headline") or first_text(item_meta, "title"),
        "authors": tuple(filter(None, map(_line, children(content_meta, "by")))) or _creators(content_meta),
        "published": created or first_text(item_meta, "firstCreated") or version,
        "modified": first_text(content_meta, "contentModified") or version,
        "agency": _line_of(content_meta, "creditline") or _party(item_meta, "provider"),
        "outlet": _party(item_meta, "provider"),
        "language": next(iter(languages), "") or item.get(XML_LANGUAGE, ""),
        "topics": tuple(filter(None, (first_text(subject, "name") for subject in children(content_meta, "subject")))),
        "description": _line_of(content_meta, "description"),
        "url": _address(item_meta),
    }


def _nitf_fields(nitf: etree._Element, head: etree._Element, body_head: etree._Element) -> dict[str, FieldValue]:
    data = next(iter(children(head, "docdata")), head)
    published = next((found for found in (_norm(data, "date.release"), _norm(data, "date.issue")) if found), "")
    publication = next(iter(children(head, "pubdata")), head)
    keywords = [word.get("key", "") for words in children(data, "key-list") for word in children(words, "keyword")]
    return {
        "title": first_text(body_head, "hedline", "hl1") or first_text(head, "title"),
        "authors": tuple(filter(None, (_byline(line) for line in children(body_head, "byline")))),
        "published": published or publication.get("date.publication", ""),
        "agency": first_text(body_head, "distributor", "org") or first_text(body_head, "distributor"),
        "outlet": publication.get("name", ""),
        "section": publication.get("position.section", ""),
        "language": nitf.get(XML_LANGUAGE, ""),
        "topics": tuple(filter(None, keywords)),
        "description": first_text(body_head, "abstract"),
    }


def _byline(line: etree._Element) -> str:
    """The persons marked in a byline, or the line as it stands."""
    return ", ".join(map(_line, children(line, "person"))) or _line(line)


def _creators(content_meta: etree._Element) -> tuple[str, ...]:
    return tuple(filter(None, (first_text(creator, "name") for creator in children(content_meta, "creator"))))


def _party(item_meta: etree._Element, name: str) -> str:
    for party in children(item_meta, name):
        if stated := first_text(party, "name") or party.get("literal", ""):
            return stated
    return ""


def _address(item_meta: etree._Element) -> str:
    links = (link.get("href", "") for link in children(item_meta, "link"))
    return next((link for link in links if link.startswith(("http://", "https://"))), "")


def _code(item_meta: etree._Element, name: str) -> str:
    """The last part of a coded value: "text" of "ninat:text", in lower case; "" if there is none."""
    return next((part.get("qcode", "").rpartition(":")[2].lower() for part in children(item_meta, name)), "")


def _norm(data: etree._Element, name: str) -> str:
    return next((part.get("norm", "") for part in children(data, name)), "")


def _line_of(element: etree._Element, name: str) -> str:
    return next((text for part in children(element, name) if (text := _line(part))), "")


def _line(element: etree._Element) -> str:
    return " ".join(line_texts(element))
