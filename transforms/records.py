"""The records that pass between the transforms: a document found in a file, the article it becomes, or why it did not.

Ids are hexadecimal prefixes of SHA-256 (32 characters, 128 bits) over length-prefixed parts, so no two lists of parts
give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["html", "scrape", "export", "pdf"]
# news: pages of newspapers, broadcasters and agencies. web: any page with a text: blogs, shops, institutions.
Profile = Literal["news", "web"]

# Why a document did not become an article: one line here for each reason that any transform gives.
REASONS: Mapping[str, str] = {
    "empty_file": "the file holds no bytes, or only white space",
    "unknown_format": "the content is none of the known formats; convert it, or leave it out of the folder",
    "unreadable": "the file could not be opened or read; check its permissions and that it is a regular file",
    "damaged": "the bytes are cut off or corrupt; what came before the damage was kept",
    "bad_record": "one record inside the file could not be read; its neighbours were",
    "too_large": "the page, line, member or archive is over its limit, which the detail names",
    "not_an_article": "the page has no text that reads like an article",
    "too_short": "fewer words than an article needs",
    "undecodable": "no character encoding gives readable text",
    "parser_limit": "the page is nested or sized beyond what any parser reads whole",
    "no_text_layer": "the pages of a PDF are pictures of text: run text recognition (OCR) over it first",
    "not_installed": "reading this format takes a library that is not installed; the detail names it",
    "timeout": "reading or extracting the document took longer than its limit",
    "crash": "the parser ended its worker process",
    "memory": "the document needed more memory than its limit",
    "failed": "an error in storyfold itself: please report it with the detail",
}

# Why a record was passed over: it is what it should be, and no article could be in it. One line for each.
SKIPS: Mapping[str, str] = {
    "not_a_file": "a pipe, socket or device",
    "hidden": "a folder whose name begins with a dot: settings, caches and the like; give it to ingest to have it read",
    "warehouse": "a folder of storyfold's own tables, made from articles that have their own files",
    "linked_file": "a link to a file outside the folder: give that file, or its own folder, to ingest",
    "linked_folder": "a link to a folder: give that folder itself to ingest, so that no loop is walked",
    "http_status": "the crawler received a redirect, an error or nothing new instead of a page",
    "not_text": "the crawler fetched an image, a script or another thing that is neither a page nor text",
    "teaser": "a feed or database gives a summary only, and no full text",
    "no_text": "an item of a news agency about a picture, sound, film or other items, without a text of its own",
    "withdrawn": "an item that its agency has withdrawn or holds back",
    "not_crawled": "the rest of a page that the crawler cut off: what it stored of the page has a row of its own",
    "revisit": "the crawler found the page unchanged; its text is in an earlier record",
    "archived_folder": "a folder in an archive; what it holds has rows of its own",
    "archived_link": "a link in an archive, which is not followed; what it leads to is read if it is in the archive",
    "resource_fork": "what macOS keeps beside a file (__MACOSX, ._name), not the file itself",
    "forgotten": "it was asked to be forgotten, and is not taken in again",
    "no_end_mark": "the archive ends behind a whole member, but without its end mark: if it was cut, more are missing",
}


def content_id(*parts: str | bytes) -> str:
    """The id of a list of parts: 32 hexadecimal characters.

    >>> content_id("a", "bc") == content_id("ab", "c")
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One record found in a file, nothing judged.

    content: bytes as found, in any encoding, for html and scrape; UTF-8 for export; the file for pdf.
    kind: html; scrape, text with the residue of its page; export, text that another tool or a database has cleaned.
    """

    source: str  # the name given to the folder, bucket or file
    path: str  # relative to the source, with "/"; names that are not UTF-8 as surrogate escapes
    record: str  # the place in the file: "" for all of it, else "line 17", "item 3", "offset 4096", "member a.html"
    file_id: str  # SHA-256 of the file, hexadecimal
    kind: Kind
    content: bytes
    fields: Mapping[str, str | tuple[str, ...]] = field(
        default_factory=dict
    )  # what the container says: url, title, ...
    charset: str | None = None  # from the HTTP header of a crawl record
    fetched_at: datetime | None = None  # when a crawler fetched it; aware, UTC

    @property
    def document_id(self) -> str:
        """The id of this record in these bytes."""
        return content_id(self.file_id, self.record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """One line cut from an article, with which the full text can be restored."""

    line: int  # 0-based line of the full text
    text: str
    reason: str  # title, crumbs, byline, date, caption, residue, those of `pdf_paragraphs.py`, or an outlet's rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A value for a field that was found and not taken."""

    field: str  # title, authors, outlet, published, modified, topics, section, description, ...
    value: str
    source: str  # json-ld, meta, html, url, text or file
    rank: int  # 1 for the next best


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A document that did not become an article, and why."""

    source: str
    path: str
    record: str
    file_id: str
    stage: Literal["read", "extract", "worker"]
    reason: str  # a key of REASONS
    detail: str  # what was found and what was wanted, with values

    @property
    def document_id(self) -> str:
        """The id of this record in these bytes."""
        return content_id(self.file_id, self.record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A record in which no article could be, counted so that every record is accounted for."""

    source: str
    path: str
    record: str
    file_id: str
    reason: str  # a key of SKIPS
    detail: str  # what was found, with values

    @property
    def document_id(self) -> str:
        """The id of this record in these bytes."""
        return content_id(self.file_id, self.record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A cleaned document. What is not known is None or empty; every guessed value says where it came from.

    `<field>_from` is one of: json-ld, meta, html, url, text, file (a field of the container), or None when not known.
    """

    article_id: str  # of the canonical URL where there is one; else of source, path and record
    document_id: str
    file_id: str
    source: str
    path: str
    record: str
    url: str | None = None
    canonical_url: str | None = None
    site: str | None = None  # host name without "www."
    outlet: str | None = None
    outlet_from: str | None = None
    title: str | None = None
    title_from: str | None = None
    authors: tuple[str, ...] = ()
    authors_from: str | None = None
    agency: str | None = None  # the news agency credited: "Reuters", "AP", "dpa", ...
    agency_from: str | None = None
    published_at: datetime | None = None  # aware, UTC
    published_offset_minutes: int | None = None  # of the zone the page states; None when it states none
    published_precision: str | None = None  # "second", "minute" or "day"
    published_from: str | None = None
    modified_at: datetime | None = None
    modified_from: str | None = None
    fetched_at: datetime | None = None
    language: str | None = None  # ISO 639-1
    language_from: str | None = None
    section: str | None = None
    section_from: str | None = None
    topics: tuple[str, ...] = ()
    topics_from: str | None = None
    description: str | None = None
    description_from: str | None = None
    lead_image_url: str | None = None
    lead_image_from: str | None = None
    is_free_access: bool | None = None  # whether the page says that it can be read without paying
    robots: str | None = None  # directives for robots as stated: "noindex, noarchive", "noai", ...
    is_mining_reserved: bool | None = None  # whether the page reserves text and data mining (TDMRep, 2022)
    mining_policy_url: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    text: str  # paragraphs, one a line, separated by "\n"
    removed: tuple[Removed, ...] = ()
    word_count: int
