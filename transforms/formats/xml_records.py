"""The elements of an XML stream that are records, one at a time, and the text of an element.

Nothing in the file can declare or fetch anything: its document type is left out, names of characters are those of HTML,
and any other entity stays in the text as it is written. So an entity bomb does not expand and no file is read. Broken
XML ends the reading with a `Damage`; libxml2's own limits on depth (256) and text (10 MB) are kept.
"""

from __future__ import annotations

import codecs
import html
import html.entities
import re
from collections.abc import Collection, Iterator

from lxml import etree

from transforms.decode import codec_name
from transforms.formats.compression import Damage, Piece
from transforms.formats.detection import wide_codec

DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})[\"']")
DOCUMENT_TYPE = re.compile(r"<!DOCTYPE\b(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[.*?\]\s*)?>", re.S | re.I)
DOCUMENT_TYPE_OPENS = re.compile(r"<!DOCTYPE\b", re.I)
XML_DECLARATION = re.compile(r"\A\s*\ufeff?\s*<\?xml[^>]*\?>")
ROOT = re.compile(r"<[^\W\d]")
ENTITY = re.compile(r"&([^\s&;<>#]{1,64});")
OPEN_ENTITY = re.compile(r"&[^\s&;<>]{0,64}\Z")
PREDEFINED = frozenset(("amp", "lt", "gt", "quot", "apos"))
NOT_XML = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF), "\ufffd")
PROLOG_CHARACTERS = 1 << 16  # a document type longer than this is an attack

# What stands inside a sentence, in XHTML, NITF 3 and the TEI of trafilatura; every other element is lines of its own.
INLINE = frozenset(
    (
        *(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "ins",
            "kbd",
        ),
        *("mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
        *("chron", "classifier", "copyrite", "event", "function", "lang", "location", "money", "num", "object.title"),
        *("org", "person", "postaddr", "pronounce", "virtloc", "hi", "ref"),
    )
)
NO_TEXT = frozenset(("script", "style", "media", "figure", "graphic", "iframe", "object", "video", "audio"))


def root_mark(*names: str) -> re.Pattern[bytes]:
    """What the first bytes of an XML file match whose root has one of these names, with any prefix.

    >>> bool(root_mark("rss").match(b"<?xml version='1.0'?>\\n<!-- made by hand --><rss version='2.0'>"))
    True
    """
    roots = b"|".join(re.escape(name.encode()) for name in names)
    # Atomic groups, or a page of a thousand comments would be tried in 2^1000 ways.
    prolog = rb"(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->)|(?><!doctype\b[^\[>]*+(?:\[.*?\]\s*+)?>))*+"
    return re.compile(prolog + rb"<(?:[\w-]+:)?(?:" + roots + rb")[\s/>]", re.I | re.S)


def xml_records(
    pieces: Iterator[Piece | Damage], names: Collection[str], max_bytes: int
) -> Iterator[etree._Element | Damage]:
    """The outermost elements of these local names as each ends, in order, up to the first damage.

    An element is whole until the next is asked for; then it is emptied. Its parent still has what came before it.
    max_bytes: how much may be read without a record before the file is refused.
    """
    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    unread = 0
    for text in _without_declarations(_decoded(pieces)):
        if isinstance(text, Damage):
            yield text
            if text.is_between_members:
                continue
            return
        unread += len(text)
        fault = _fed(parser, text)
        for _, element in parser.read_events():
            assert isinstance(element, etree._Element)  # "end" events alone were asked for
            if any(local_name(around) in names for around in element.iterancestors()):
                continue  # a record inside a record belongs to that
            unread = 0
            yield element
            _emptied(element)
        if fault:
            yield fault
            return
        if unread > max_bytes:
            yield Damage(
                "too_large", f"no record ends within the limit line_bytes of {max_bytes:,} bytes; it ends here"
            )
            return
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        yield Damage("damaged", f"cut off: {error.msg}")


def local_name(element: etree._Element) -> str:
    """The name of an element without namespace or prefix, declared or not; "" for what is no element."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element, *names: str) -> list[etree._Element]:
    """The children of these local names, in the order of the file."""
    return [child for child in element if local_name(child) in names]


def first_text(element: etree._Element, *path: str) -> str:
    """The text of the first element down this path of local names, on one line; "" if there is none.

    >>> first_text(etree.fromstring("<a><b/><b><c>Ferry <i>aground</i></c></b></a>"), "b", "c")
    'Ferry aground'
    """
    found = [element]
    for name in path:
        found = [child for parent in found for child in children(parent, name)]
    return next((text for one in found if (text := " ".join(line_texts(one)))), "")


def line_texts(element: etree._Element) -> list[str]:
    """The text of an element as lines: paragraphs, headings, items. Pictures and what belongs to them are left out.

    >>> line_texts(etree.fromstring("<body><p>The <b>ferry</b> ran</p>aground.<ul><li>One</li></ul></body>"))
    ['The ferry ran', 'aground.', 'One']
    """
    parts = " ".join("".join(_marked(element)).replace("\n", " ").split(" ")).split(_BREAK)
    return [line for part in parts if (line := " ".join(part.split()))]


_BREAK = "\x1e"  # cannot stand in XML


def _marked(element: etree._Element) -> Iterator[str]:
    """The text with a mark where a line ends."""
    name = local_name(element)
    if name in NO_TEXT:
        yield _BREAK
        return
    edge = "" if name in INLINE else _BREAK
    yield edge
    yield element.text or ""
    for child in element:
        yield from _marked(child) if local_name(child) else ()
        yield child.tail or ""
    yield edge


def markup_inside(element: etree._Element) -> str:
    """What an element holds, as HTML; of escaped markup the markup it stands for."""
    inside = [html.escape(element.text or "", quote=False)] if len(element) else [element.text or ""]
    for child in element:
        for part in child.iter(etree.Element):
            part.tag = local_name(part)
        etree.cleanup_namespaces(child)
        inside.append(etree.tostring(child, method="html", encoding="unicode"))
    return "".join(inside)


def page_of(fragment: str) -> bytes:
    """A page that holds this markup as its article, so that all of it counts as body."""
    return f"<!doctype html><html><body><article>{fragment}</article></body></html>".encode("utf-8", "replace")


def _fed(parser: etree.XMLPullParser, text: str) -> Damage | None:
    """Why the XML is broken here, if it is."""
    try:
        parser.feed(text.encode("utf-8", "replace"))
    except etree.XMLSyntaxError as error:
        return Damage("damaged", f"not well-formed XML: {error.msg}; the rest is not read")
    # lxml passes over some faults without raising, and then takes what follows for another file.
    fatal = [entry for entry in parser.feed_error_log if entry.level_name == "FATAL"]
    return Damage("damaged", f"not well-formed XML: {fatal[0].message}; the rest is not read") if fatal else None


def _emptied(element: etree._Element) -> None:
    """Frees the element and those before it of its name; what describes the whole file stays."""
    element.clear()
    parent = element.getparent()
    before = element.getprevious()
    while parent is not None and before is not None and before.tag == element.tag:
        parent.remove(before)
        before = element.getprevious()


def _decoded(pieces: Iterator[Piece | Damage]) -> Iterator[str | Damage]:
    """The text of the file in the encoding it declares, UTF-8 by default; bytes that are none of it are marked."""
    decoder: codecs.IncrementalDecoder | None = None
    for piece in pieces:
        if isinstance(piece, Damage):
            yield piece
            continue
        decoder = decoder or codecs.getincrementaldecoder(_encoding(piece.data))("replace")
        yield decoder.decode(piece.data).translate(NOT_XML)
    if decoder:
        yield decoder.decode(b"", True)


def _encoding(head: bytes) -> str:
    declared = DECLARATION.search(head[:400])
    codec = codec_name(declared[1].decode("ascii")) if declared else None
    return wide_codec(head[:1024]) or (codec if codec and not codec.startswith(("utf-16", "utf-32")) else "utf-8-sig")


def _without_declarations(texts: Iterator[str | Damage]) -> Iterator[str | Damage]:
    """The text without XML declaration, document type and entities other than those of XML itself."""
    held, is_prolog = "", True
    for text in texts:
        if isinstance(text, Damage):
            yield _entities_named(held)
            held = ""
            yield text
            continue
        held += text
        if is_prolog:
            rest = _without_prolog(held)
            if rest is None:
                continue
            held, is_prolog = rest, False
        open_entity = OPEN_ENTITY.search(held)
        end = open_entity.start() if open_entity else len(held)
        yield _entities_named(held[:end])
        held = held[end:]
    yield _entities_named(held)


def _without_prolog(text: str) -> str | None:
    """The text from its root on, without what would declare anything; None while more of it is wanted."""
    text = XML_DECLARATION.sub("", text).lstrip("\ufeff\ufffd \t\r\n")
    root, opening = ROOT.search(text), DOCUMENT_TYPE_OPENS.search(text)
    if opening is None or (root and root.start() < opening.start()):
        return text if root or len(text) > PROLOG_CHARACTERS else None
    whole = DOCUMENT_TYPE.match(text, opening.start())
    if whole:
        return text[: whole.start()] + text[whole.end() :]
    # What is too long to be honest is left in a form in which it is not well-formed.
    return f"<!{text}" if len(text) > PROLOG_CHARACTERS else None


def _entities_named(text: str) -> str:
    return ENTITY.sub(_character, text)


def _character(entity: re.Match[str]) -> str:
    name = entity[1]
    if name in PREDEFINED:
        return entity[0]
    found = html.entities.html5.get(f"{name};")
    return "".join(f"&#{ord(character)};" for character in found) if found else f"&amp;{name};"
