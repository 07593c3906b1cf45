"""Articles from the items of a feed that carries them in full: RSS 0.9 to 2.0 with its content module, and Atom.

Sources: the RSS 2.0 specification, its module http://purl.org/rss/1.0/modules/content/, RFC 4287 (Atom). Most feeds
have a summary only; such items are skipped as teasers, since half an article in the tables is worse than none.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

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
from transforms.text_cleanup import count_words

FULL_WORDS = 150  # a description that long is an article: summaries have 20 to 60 words
TAG = re.compile(r"</?[a-z][^<>]*>", re.I)
CUT = re.compile(
    r"(?:…|\.\.\.|\[(?:…|\.\.\.|&hellip;)\]|\b(?:read|continue|see) (?:more|reading|on)\b[^.]{0,40}|"
    r"\bweiterlesen\b.{0,20}|\blire la suite\b.{0,20}|\bseguir leyendo\b.{0,20}|\bleer más\b.{0,20})\W*$",
    re.I,
)
CUT_CHARACTERS = 80  # at the end of a text, where such words stand
MAIL_AND_NAME = re.compile(r"\S+@\S+\s*\((.+)\)$")


def read_feed(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One outcome for each item or entry: "item 1", "item 2", ..."""
    for number, item in enumerate(xml_records(pieces, ("item", "entry"), params.max_line_bytes), 1):
        if isinstance(item, Damage):
            yield origin.rejected(f"before item {number}", item.reason, item.detail)
        else:
            yield _outcome(item, f"item {number}", origin)


FEED = FileFormat(
    name="feed",
    read=read_feed,
    mark=root_mark("rss", "feed", "RDF"),
)


def _outcome(item: etree._Element, record: str, origin: Origin) -> Outcome:
    content, is_said_to_be_full = _content(item)
    plain = _plain(content)
    words = count_words(plain)
    if not is_said_to_be_full and words < FULL_WORDS:
        seen = f"a summary of {words} words; the feed has no full text" if words else "neither content nor a summary"
        return origin.skipped(record, "teaser", seen)
    if CUT.search(plain, max(len(plain) - CUT_CHARACTERS, 0)):
        return origin.skipped(record, "teaser", f"{words} words that end in {plain[-30:]!r}")
    fields = {name: value for name, value in _fields(item).items() if value}
    if "<" in content:
        return origin.document(record, "html", page_of(content), fields=fields)
    return origin.document(record, "export", html.unescape(content).encode(), fields=fields)


def _content(item: etree._Element) -> tuple[str, bool]:
    """The longest text of an item, and whether the feed gives it as the content and not as a summary."""
    full = [text for part in children(item, "encoded", "content") if (text := _markup(part).strip())]
    if full:
        return max(full, key=len), True
    summaries = [_markup(part).strip() for part in children(item, "description", "summary")]
    return max(summaries, key=len, default=""), False


def _markup(part: etree._Element) -> str:
    """The content of an element as HTML. Atom says what it is; RSS holds escaped HTML."""
    if part.get("src") or part.get("url"):  # elsewhere, or a picture of the media module
        return ""
    if part.get("type", "html") in ("text", "text/plain"):
        return html.escape("\n".join(line_texts(part)), quote=False)
    return markup_inside(part)


def _plain(markup: str) -> str:
    return html.unescape(TAG.sub(" ", markup)).strip()


def _fields(item: etree._Element) -> dict[str, FieldValue]:
    feed = item.getparent()
    if feed is not None and local_name(feed) == "RDF":  # RSS 1.0 has its items beside the channel
        feed = next(iter(children(feed, "channel")), feed)
    return {
        "url": _link(item),
        "title": " ".join(_plain(next(map(_markup, children(item, "title")), "")).split()),
        "outlet": first_text(feed, "title") if feed is not None else "",
        "published": first_text(item, "pubDate") or first_text(item, "published") or first_text(item, "date"),
        "modified": first_text(item, "updated") or first_text(item, "modified"),
        "authors": _authors(item),
        "topics": tuple(filter(None, (part.get("term") or first_text(part) for part in children(item, "category")))),
        "language": _language(item, feed),
        "image": next((part.get("url", "") for part in children(item, "thumbnail")), ""),
    }


def _link(item: etree._Element) -> str:
    for link in children(item, "link"):
        if link.get("rel", "alternate") == "alternate" and (address := link.get("href") or first_text(link)):
            return address
    named = first_text(item, "guid") or first_text(item, "id")
    return named if named.startswith(("http://", "https://")) else ""


def _authors(item: etree._Element) -> tuple[str, ...]:
    stated = [first_text(part, "name") or first_text(part) for part in children(item, "author", "creator")]
    return tuple(found[1] if (found := MAIL_AND_NAME.match(name)) else name for name in stated if name)


def _language(item: etree._Element, feed: etree._Element | None) -> str:
    for element in (item, feed):
        if element is None:
            continue
        stated = element.get("{http://www.w3.org/XML/1998/namespace}lang") or first_text(element, "language")
        if stated:
            return stated
    return ""
