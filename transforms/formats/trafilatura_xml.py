"""Articles that trafilatura wrote as XML or TEI-XML: its text with its metadata, one file an article or many in one.

The layouts are those of its versions 1 and 2; of TEI (TEI Consortium, P5) what a header of an article can hold is read
wherever it stands, so other writers of plain TEI texts are understood too. Comments of readers are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from transforms.formats.compression import Damage, Piece
from transforms.formats.reading import FieldValue, FileFormat, Origin, Outcome, ReadParams
from transforms.formats.xml_records import children, first_text, line_texts, local_name, root_mark, xml_records

ATTRIBUTES = {
    "url": "url",
    "title": "title",
    "outlet": "sitename",
    "published": "date",
    "description": "description",
    "language": "language",
    "image": "image",
}
HOST = re.compile(r"\s*\(([\w-]+\.)+[\w-]+\)$")  # which trafilatura puts behind the publisher


def read_trafilatura_xml(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One outcome for each `doc` or `TEI` element: "item 1", "item 2", ..."""
    for number, found in enumerate(xml_records(pieces, ("doc", "TEI"), params.max_line_bytes), 1):
        if isinstance(found, Damage):
            yield origin.rejected(f"before item {number}", found.reason, found.detail)
            continue
        is_tei = local_name(found) == "TEI"
        lines = _tei_lines(found) if is_tei else [line for part in children(found, "main") for line in line_texts(part)]
        fields = _tei_fields(found) if is_tei else _fields(found)
        if lines:
            stated = {name: value for name, value in fields.items() if value}
            yield origin.document(f"item {number}", "export", "\n".join(lines).encode(), fields=stated)
        else:
            yield origin.rejected(f"item {number}", "bad_record", f"<{local_name(found)}> has no text in its main part")


TRAFILATURA_XML = FileFormat(
    name="trafilatura XML", read=read_trafilatura_xml, mark=root_mark("doc", "TEI", "teiCorpus", "collection", "corpus")
)


def _fields(doc: etree._Element) -> dict[str, FieldValue]:
    stated: dict[str, FieldValue] = {name: doc.get(attribute, "") for name, attribute in ATTRIBUTES.items()}
    section = _split(doc.get("categories", ""))
    return stated | {
        "authors": tuple(_split(doc.get("author", ""))),
        "topics": tuple(_split(doc.get("tags", ""))),
        "section": section[0] if section else "",
    }


def _tei_lines(tei: etree._Element) -> list[str]:
    bodies = [body for text in children(tei, "text") for body in children(text, "body")]
    parts = [part for body in bodies for part in children(body, "div") or [body] if part.get("type") != "comments"]
    return [line for part in parts for line in line_texts(part)]


def _tei_fields(tei: etree._Element) -> dict[str, FieldValue]:
    header = next(iter(children(tei, "teiHeader")), tei)
    described = next((part for part in header.iter("{*}biblFull")), None)
    source = described if described is not None else next(iter(children(header, "fileDesc")), header)
    addresses = (part.get("target", "") for part in source.iter("{*}ptr"))
    language = next((part.get("ident", "") for part in header.iter("{*}language")), "")
    return {
        "url": next((address for address in addresses if address.startswith("http")), ""),
        "title": first_text(source, "titleStmt", "title"),
        "authors": tuple(name for part in source.iter("{*}author") for name in _split(_text(part))),
        "outlet": HOST.sub("", first_text(source, "publicationStmt", "publisher")),
        "published": first_text(source, "publicationStmt", "date"),
        "description": first_text(header, "profileDesc", "abstract"),
        "topics": tuple(
            topic
            for term in header.iter("{*}term")
            if term.get("type") != "categories"
            for topic in _split(_text(term))
        ),
        "language": language,
    }


def _text(element: etree._Element) -> str:
    return " ".join(line_texts(element))


def _split(stated: str) -> list[str]:
    return [part for one in re.split("[;,]", stated) if (part := one.strip())]
