"""What every reader takes and gives: the limits and names of `ReadParams`, the file it reads as `Origin`, its outcomes.

A reader turns pieces of bytes into outcomes: documents, and a reason for each record that is not one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from transforms.formats.archives import ArchiveParams
from transforms.formats.compression import Damage, Piece, UnpackParams
from transforms.records import Document, Kind, Rejected, Skipped

Outcome = Document | Rejected | Skipped
FieldValue = str | tuple[str, ...]  # of `Document.fields`

# Names that news APIs, crawlers, CMS exports and data sets give to a field, the most telling first. Lower case.
FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    field: tuple(names.split())
    for field, names in {
        "text": "text maintext plain_text plaintext article_text full_text fulltext articlebody article_body body "
        "content article",
        "html": "html raw_html page_html body_html content_html rawhtml page",
        "url": "url link uri page_url article_url source_url web_url weburl requested_url",
        "canonical_url": "canonical_url canonical canonicalurl canonical_link",
        "outlet": "outlet publisher publication site_name sitename meta_site_name newspaper medium source_name source "
        "source_domain domain",
        "published": "published published_at publishedat date_published datepublished date_publish publish_date "
        "published_date publishing_date publication_date pubdate pub_date date first_published created_at",
        "modified": "modified modified_at date_modified datemodified date_modify updated updated_at last_modified "
        "lastmod",
        "title": "title headline heading name",
        "authors": "authors author byline creator writers",
        "agency": "agency news_agency wire",
        "language": "language lang inlanguage language_code meta_lang",
        "section": "section category articlesection rubric desk",
        "topics": "topics tags keywords categories subjects meta_keywords",
        "description": "description summary abstract standfirst subtitle dek lead meta_description",
        "image": "image image_url top_image lead_image thumbnail urltoimage cover_image meta_img",
    }.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadParams:
    """How much is read of one thing before it is refused, and what the fields of a record are called."""

    max_page_bytes: int = 10 << 20  # libxml2 ends a text at 10 MB; large crawls keep 1 to 5 MiB of a page
    max_line_bytes: int = 32 << 20  # the longest honest line is a long article beside its raw HTML; also one text file
    max_table_bytes: int = 512 << 20  # of one Parquet file, which is held in memory; its writers split at 100 to 500 MB
    max_pdf_bytes: int = 64 << 20  # newspapers with their pictures have 10 to 50 MB; it is handed over whole
    max_header_bytes: int = 256 << 10  # of one WARC header; longer ones are damage, 100 KiB of URL has been seen
    unpack: UnpackParams = field(default_factory=UnpackParams)
    archive: ArchiveParams = field(default_factory=ArchiveParams)
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: FIELD_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The file that is read, or a member of it: it puts its ids and its place on every outcome."""

    source: str
    path: str
    file_id: str
    member: str = ""  # the place in the file of the archive member that is read: "member a.zip, member b.html"

    def place(self, record: str) -> str:
        """The place in the file of a record of this member.

        >>> Origin(source="inbox", path="a.zip", file_id="f1", member="member b.jsonl").place("line 3")
        'member b.jsonl, line 3'
        """
        return f"{self.member}, {record}" if self.member and record else self.member or record

    def inside(self, record: str) -> Origin:
        """The member at `record`, as what is read next."""
        return replace(self, member=self.place(record))

    def document(
        self,
        record: str,
        kind: Kind,
        content: bytes,
        *,
        fields: Mapping[str, FieldValue] | None = None,
        charset: str | None = None,
        fetched_at: datetime | None = None,
    ) -> Document:
        """The document found at `record`."""
        return Document(
            source=self.source,
            path=self.path,
            record=self.place(record),
            file_id=self.file_id,
            kind=kind,
            content=content,
            fields=fields or {},
            charset=charset,
            fetched_at=fetched_at,
        )

    def rejected(self, record: str, reason: str, detail: str) -> Rejected:
        """The record that could not be read, with a key of REASONS."""
        return Rejected(
            source=self.source,
            path=self.path,
            record=self.place(record),
            file_id=self.file_id,
            stage="read",
            reason=reason,
            detail=detail,
        )

    def skipped(self, record: str, reason: str, detail: str) -> Skipped:
        """The record in which no article could be, with a key of SKIPS."""
        return Skipped(
            source=self.source,
            path=self.path,
            record=self.place(record),
            file_id=self.file_id,
            reason=reason,
            detail=detail,
        )


Reader = Callable[[Iterator[Piece | Damage], Origin, ReadParams], Iterator[Outcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """A format that files have beside those of `detection.py`: how it is seen, what it is called, what reads it."""

    name: str
    read: Reader
    mark: re.Pattern[bytes] | None = None  # matches at the start of the first bytes, brought down to ASCII
    is_text: bool = False  # the mark is lines of a text, so it counts only in what is no other format
    extensions: tuple[str, ...] = ()  # decide where there is no mark, if the content is text and no other format


def shown(data: bytes, length: int = 60) -> str:
    r"""The start of some bytes, safe to print in a detail.

    >>> print(shown(b'{"title": \x00', 9))
    b'{"title":'...
    """
    return repr(data[:length]) + ("..." if len(data) > length else "")
