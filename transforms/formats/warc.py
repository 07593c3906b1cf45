"""Pages and texts from a WARC crawl archive (ISO 28500), plain or packed, whole or record by record.

Framing is done here and not by a library: the libraries there are take a short record for a whole one and end at the
first fault. Each record's length is checked against what follows it, and after damage reading goes on at the next line
that begins a record. What an HTTP response holds is in `http.py`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from transforms.errors import FormatError, TooLargeError
from transforms.formats.compression import Damage, Piece
from transforms.formats.detection import HEAD_BYTES, Unknown, format_of
from transforms.formats.http import content_of, header_fields, media_type, parse_response
from transforms.formats.reading import Origin, Outcome, ReadParams, shown
from transforms.records import Document

READ_BYTES = 1 << 20
USUAL_HEADER_BYTES = 4 << 10

RECORD_START = re.compile(rb"WARC/\d\.\d")
NEXT_RECORD = re.compile(rb"\n(?=WARC/\d\.\d{1,2}\r?\n)")
HEADER_END = re.compile(rb"\r?\n\r?\n")
# Two line ends show that the length is right. Where they are not, some crawlers stated lengths off by one or two.
RECORD_END = re.compile(rb"(\r?\n\r?\n)|(.{0,8}?[\r\n]*)(?:WARC/\d\.|\Z)", re.S)
TAIL_BYTES = 32

ABOUT_OTHER_RECORDS = ("warcinfo", "request", "metadata")
PAGE_TYPES = ("", "text/html", "application/xhtml+xml", "text/plain", "application/octet-stream")
GOOD_STATUS = (200, 203)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcRecord:
    """One record: its place, its header with names in lower case, and its block, or the first part of a long one."""

    place: str
    header: Mapping[str, str]
    block: bytes
    length: int  # as stated by Content-Length


def read_warc(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One outcome for each response, resource, conversion and revisit record; records about those give nothing.

    A record is named by its place: "offset 4096" in the file; in a packed file that of its gzip member or zstd frame,
    as an index of the archive (CDX) has it, with "+100" for a record that starts inside the member.
    """
    window = _Window(pieces)
    while window.skip_blank_lines() or window.damage:
        if window.is_empty():
            yield from _damaged(window, origin)
            continue
        found = _next_record(window, origin, params)
        outcome = _outcome(found, origin, params) if isinstance(found, WarcRecord) else found
        if outcome:
            yield outcome
        if isinstance(outcome, Document) and isinstance(found, WarcRecord):
            yield from _cut_by_crawler(found, origin)


def _cut_by_crawler(record: WarcRecord, origin: Origin) -> Iterator[Outcome]:
    """A row beside a page that the crawler did not store to its end."""
    why = record.header.get("warc-truncated")
    if why:
        yield origin.skipped(f"{record.place}, the rest", "not_crawled", f"WARC-Truncated: {why[:40]}")


def _damaged(window: _Window, origin: Origin) -> Iterator[Outcome]:
    damage = window.take_damage()
    if damage:
        yield origin.rejected(f"damage {window.damage_count}", damage.reason, damage.detail)


def _next_record(window: _Window, origin: Origin, params: ReadParams) -> WarcRecord | Outcome:
    """The record that starts here, or what is wrong with it; the window then stands where the next may start."""
    place = window.place
    head = window.peek(USUAL_HEADER_BYTES)
    if not RECORD_START.match(head):
        return origin.rejected(place, "damaged", f"{window.skip_to_record(0):,} bytes are no record: {shown(head)}")
    end = HEADER_END.search(head)
    if end is None:
        head = window.peek(params.max_header_bytes)
        end = HEADER_END.search(head)
    if end is None and len(head) == params.max_header_bytes:
        window.skip_to_record(1)
        limit = f"the limit warc_header_bytes of {params.max_header_bytes:,}"
        return origin.rejected(place, "too_large", f"its header is longer than {limit}")
    if end is None or NEXT_RECORD.search(head, 0, end.start()):
        size = window.skip_to_record(1)
        return origin.rejected(place, "damaged", f"the header has no end in its {min(size, len(head)):,} bytes")
    header = header_fields(head[: end.start()])
    stated = header.get("content-length", "")
    if not (stated.isascii() and stated.isdigit()) or len(stated) > 15:
        window.skip_to_record(end.end())
        return origin.rejected(place, "bad_record", f"Content-Length is {stated[:40]!r}, not a number")
    length = int(stated)
    if length > params.max_page_bytes + params.max_header_bytes:
        return _large_record(window, place, header, end.end(), length)
    block = window.peek(end.end() + length + TAIL_BYTES)[end.end() :]
    gap = RECORD_END.match(block, length) if len(block) >= length else None
    if gap is None:
        size = window.skip_to_record(end.end()) - end.end()
        return origin.rejected(place, "damaged", f"Content-Length is {length:,}, the block has {size:,} bytes")
    window.skip(end.end() + max(gap.end(1), gap.end(2)))
    return WarcRecord(place=place, header=header, block=block[:length], length=length)


def _large_record(window: _Window, place: str, header: Mapping[str, str], at: int, length: int) -> WarcRecord:
    """A record too long to hold, with the start of its block; its end is where the next begins, whatever it states."""
    block = window.peek(at + HEAD_BYTES)[at:]
    window.skip_to_record(at, within=at + length)
    return WarcRecord(place=place, header=header, block=block, length=length)


def _outcome(record: WarcRecord, origin: Origin, params: ReadParams) -> Outcome | None:
    kind = record.header.get("warc-type", "").lower()
    if "warc-segment-number" in record.header:
        return origin.rejected(record.place, "bad_record", "one segment of a record that is stored in several")
    if kind in ABOUT_OTHER_RECORDS:
        return None
    if kind == "revisit":
        return origin.skipped(record.place, "revisit", record.header.get("warc-refers-to-target-uri", ""))
    if kind == "response":
        return _response(record, origin, params)
    if kind in ("resource", "conversion"):
        return _page(record, record.block, record.header.get("content-type", ""), origin, params)
    return origin.rejected(
        record.place, "bad_record", f"WARC-Type is {kind!r}; response, resource or conversion wanted"
    )


def _response(record: WarcRecord, origin: Origin, params: ReadParams) -> Outcome:
    """The page in an HTTP response."""
    try:
        response = parse_response(record.block)
    except FormatError as error:
        return origin.rejected(record.place, "bad_record", str(error))
    if response is None:
        return _page(record, record.block, "", origin, params)
    if response.status not in GOOD_STATUS:
        target = response.header.get("location")
        return origin.skipped(record.place, "http_status", f"{response.status}{f', to {target}' if target else ''}")
    content_type = response.header.get("content-type", "")
    if media_type(content_type) not in PAGE_TYPES or len(record.block) < record.length:
        return _page(record, response.body, content_type, origin, params)
    try:
        content = content_of(response, max_bytes=params.max_page_bytes)
    except TooLargeError as error:
        return origin.rejected(record.place, "too_large", str(error))
    except FormatError as error:
        return origin.rejected(record.place, "damaged", str(error))
    return _page(record, content, content_type, origin, params)


def _page(record: WarcRecord, content: bytes, content_type: str, origin: Origin, params: ReadParams) -> Outcome:
    """The document of a page or text, or why these bytes are none."""
    declared = media_type(content_type)
    if declared not in PAGE_TYPES:
        return origin.skipped(record.place, "not_text", declared)
    if len(record.block) < record.length or len(content) > params.max_page_bytes:
        detail = f"{record.length:,} bytes, over the limit page_bytes of {params.max_page_bytes:,}"
        return origin.rejected(record.place, "too_large", detail)
    if not content.strip():
        return origin.rejected(record.place, "empty_file", "the body is empty")
    found = format_of(content[:HEAD_BYTES], ".txt" if declared == "text/plain" else ".html")
    if isinstance(found, Unknown) and declared in ("text/html", "application/xhtml+xml"):
        return origin.rejected(record.place, "unknown_format", f"declared {declared}, but {found.detail}")
    if found not in ("html", "text"):
        return origin.skipped(record.place, "not_text", found.detail if isinstance(found, Unknown) else found)
    return origin.document(
        record.place,
        "html" if found == "html" else "scrape",
        content,
        fields=_fields(record.header),
        charset=charset_of(content_type),
        fetched_at=_time(record.header.get("warc-date", "")),
    )


def _fields(header: Mapping[str, str]) -> dict[str, str]:
    """The URL, and why the crawler cut the page if it did."""
    found = {"url": header.get("warc-target-uri", "").strip("<>"), "truncated": header.get("warc-truncated", "")}
    return {name: value for name, value in found.items() if value}


def charset_of(content_type: str) -> str | None:
    """The charset parameter of a Content-Type, as written.

    >>> charset_of('text/html; charset="Windows-1252"')
    'Windows-1252'
    """
    found = re.search(r"charset\s*=\s*[\"']?([\w.:+-]+)", content_type, re.I)
    return found[1] if found else None


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)


class _Window:
    """The next bytes of the pieces, and their place. It ends at a damage until that is taken."""

    def __init__(self, pieces: Iterator[Piece | Damage]) -> None:
        self._pieces = pieces
        self._buffer = b""
        self._next = 0
        self._places: deque[tuple[int, int | None, int]] = deque()  # bytes left of a piece, its member, offset in that
        self.damage: Damage | None = None
        self.damage_count = 0

    @property
    def place(self) -> str:
        if not self._places:
            return "the end"
        _, member_at, inside = self._places[0]
        if member_at is None or inside == 0:
            return f"offset {inside if member_at is None else member_at}"
        return f"offset {member_at}+{inside}"

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, or fewer at the end or before a damage."""
        missing = size - (len(self._buffer) - self._next)
        if missing > 0 and self.damage is None:
            self._fill(missing)
        return self._buffer[self._next : self._next + size]

    def _fill(self, size: int) -> None:
        parts = [self._buffer[self._next :]]
        self._next = 0
        for piece in self._pieces:
            if isinstance(piece, Damage):
                self.damage = piece
                self.damage_count += 1
                break
            parts.append(piece.data)
            self._places.append((len(piece.data), piece.member_at, piece.inside))
            size -= len(piece.data)
            if size <= 0:
                break
        self._buffer = b"".join(parts)

    def is_empty(self) -> bool:
        return not self.peek(1)

    def take_damage(self) -> Damage | None:
        """The damage at which the window ends; it then goes on behind that."""
        damage, self.damage = self.damage, None
        return damage

    def skip(self, size: int) -> None:
        """Leaves out the next `size` bytes, which must have been looked at."""
        self._next += size
        while size and self._places:
            length, member_at, inside = self._places.popleft()
            if size < length:
                self._places.appendleft((length - size, member_at, inside + size))
                return
            size -= length

    def skip_blank_lines(self) -> bool:
        """Whether there is something after the line ends that come next."""
        while data := self.peek(TAIL_BYTES):
            rest = data.lstrip(b"\r\n")
            self.skip(len(data) - len(rest))
            if rest:
                return True
        return False

    def skip_to_record(self, at: int, within: int | None = None) -> int:
        """How many bytes were left out to stand at the next line that begins a record, at `at` or later.

        within: stop there at the latest, if no such line came before.
        """
        skipped = 0
        while data := self.peek(READ_BYTES if within is None else min(READ_BYTES, within - skipped)):
            found = NEXT_RECORD.search(data, max(at - 1 - skipped, 0))
            size = found.end() if found else max(len(data) - 16, 1)
            self.skip(size)
            skipped += size
            if found:
                break
        return skipped
