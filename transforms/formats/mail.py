"""Pages and texts in saved mails: `.eml` (RFC 5322, MIME), and `.mht` and `.mhtml`, pages that browsers save as mails.

One file is one article: its HTML part, or without one its plain text. The transfer encodings are undone here and not by
`email`, which passes on what it cannot read: half a part is not the part, so a cut or a bad character costs it.
"""

from __future__ import annotations

import binascii
import email
import email.header
import email.utils
import quopri
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import CloseBoundaryNotFoundDefect, HeaderParseError, StartBoundaryNotFoundDefect
from email.message import Message

from transforms.errors import FormatError
from transforms.formats.compression import Damage, Piece
from transforms.formats.reading import FileFormat, Origin, Outcome, ReadParams

# The first headers are those that mail programs and browsers write first; a text may begin with "Date:" or "From:".
MARK = re.compile(
    rb"\s*(?:(?:[A-Z][\w-]*:(?:[^\r\n]*\r?\n)(?:[ \t][^\r\n]*\r?\n)*){0,100}?)"
    rb"(?:MIME-Version|Message-ID|Return-Path|Received|Snapshot-Content-Location):",
    re.I,
)
BAD_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?(?:\n|\Z))")
CUT_ESCAPE = re.compile(rb"=(?:[0-9A-Fa-f]?)\Z")
SAVED_BY = re.compile(r"<?saved by\b", re.I)  # what browsers write as the sender
LARGEST_DEPTH = 20  # of parts in parts; forwarded mails nest a few times


def read_mail(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """The document in the mail, or why there is none; what is damaged elsewhere in it is reported beside it."""
    held, damages = bytearray(), list[Damage]()
    for piece in pieces:
        if isinstance(piece, Damage):
            damages.append(piece)
            if not piece.is_between_members:
                break
            continue
        held += piece.data
        if len(held) > params.max_line_bytes:
            yield origin.rejected(
                "", "too_large", f"longer than the limit line_bytes of {params.max_line_bytes:,} bytes"
            )
            return
    yield from _outcomes(bytes(held).lstrip(b"\r\n \xef\xbb\xbf"), damages, origin, params)


MAIL = FileFormat(name="mail", read=read_mail, mark=MARK, extensions=(".eml", ".mht", ".mhtml"))


def _outcomes(data: bytes, damages: list[Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    try:
        mail = email.message_from_bytes(data)
        parts = list(_leaves(mail, 0))
    except (FormatError, RecursionError, ValueError, LookupError) as error:
        yield origin.rejected("", "bad_record", f"no mail that can be taken apart: {error}")
        return
    is_cut = any(not damage.is_between_members for damage in damages) or _is_unclosed(mail)
    chosen = _chosen(parts)
    if chosen is None:
        types = ", ".join(sorted({part.get_content_type()[:60] for part in parts})[:10])
        yield origin.rejected(
            "", "damaged" if is_cut else "bad_record", f"no HTML and no text among its parts: {types}"
        )
        return
    number = parts.index(chosen) + 1
    if is_cut and number == len(parts):
        yield origin.rejected(f"part {number}", "damaged", _cut_detail(damages))
        return
    yield _document(mail, chosen, f"part {number}", origin, params)
    if is_cut or damages:
        yield origin.rejected("after the end", "damaged", _cut_detail(damages))


def _cut_detail(damages: list[Damage]) -> str:
    return "; ".join(damage.detail for damage in damages) or "cut off: the boundary that ends the parts is missing"


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """The parts that hold no other parts, in order."""
    if depth > LARGEST_DEPTH:
        raise FormatError(f"parts nested deeper than {LARGEST_DEPTH}")
    if not part.is_multipart():
        yield part
        return
    for inner in part.get_payload():
        if isinstance(inner, Message):
            yield from _leaves(inner, depth + 1)


def _is_unclosed(mail: Message) -> bool:
    cuts = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
    return any(isinstance(defect, cuts) for part in mail.walk() for defect in part.defects)


def _chosen(parts: list[Message]) -> Message | None:
    """The first page, or without one the first text that is not attached as a file."""
    for wanted in (("text/html", "application/xhtml+xml"), ("text/plain",)):
        for part in parts:
            if part.get_content_type() in wanted and part.get_content_disposition() != "attachment":
                return part
    return None


def _document(mail: Message, part: Message, record: str, origin: Origin, params: ReadParams) -> Outcome:
    try:
        content = _undone(part)
    except FormatError as error:
        return origin.rejected(record, "damaged", str(error))
    if not content.strip():
        return origin.rejected(record, "empty_file", "the part is empty")
    if len(content) > params.max_page_bytes:
        detail = f"{len(content):,} bytes, over the limit page_bytes of {params.max_page_bytes:,}"
        return origin.rejected(record, "too_large", detail)
    is_page = part.get_content_maintype() != "text" or part.get_content_subtype() == "html"
    is_saved = bool(SAVED_BY.search(_header(mail, "From"))) or "Snapshot-Content-Location" in mail
    moment = _moment(_header(mail, "Date"))
    return origin.document(
        record,
        "html" if is_page else "scrape",
        content,
        fields={name: value for name, value in _fields(mail, part, is_saved).items() if value},
        charset=_charset(part),
        fetched_at=moment if is_saved else None,
    )


def _undone(part: Message) -> bytes:
    """The bytes of a part. Raises FormatError where its transfer encoding is broken."""
    encoding = _header(part, "Content-Transfer-Encoding").strip().lower()
    del part["Content-Transfer-Encoding"]  # without it, what comes is the bytes as they stand in the file
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if encoding == "base64":
        try:
            return binascii.a2b_base64(b"".join(data.split()), strict_mode=True)
        except binascii.Error as error:
            raise FormatError(f"base64 of {len(data):,} characters cannot be undone: {error}") from error
    if encoding == "quoted-printable":
        bad = BAD_ESCAPE.search(data) or CUT_ESCAPE.search(data.rstrip(b"\r\n"), max(len(data) - 8, 0))
        if bad:
            raise FormatError(
                f"quoted-printable is broken at {bad.start():,}: {data[bad.start() : bad.start() + 12]!r}"
            )
        return quopri.decodestring(data)
    if encoding in ("", "7bit", "8bit", "binary"):
        return data
    raise FormatError(f"Content-Transfer-Encoding is {encoding[:40]!r}, which is none that is known")


def _fields(mail: Message, part: Message, is_saved: bool) -> dict[str, str]:
    """What the headers say. The sender of a newsletter is its outlet; that of a saved page is the browser."""
    sender = email.utils.parseaddr(_header(mail, "From"))[0]
    address = _header(mail, "Snapshot-Content-Location") or _header(part, "Content-Location")
    return {
        "url": address or _header(mail, "Content-Location"),
        "title": _header(mail, "Subject"),
        "outlet": "" if is_saved else sender,
        "published": "" if is_saved else _header(mail, "Date"),
    }


def _header(part: Message, name: str) -> str:
    """A header as text, its encoded words decoded; one that cannot be decoded as it stands."""
    stated = str(part.get(name, ""))
    try:
        return " ".join(str(email.header.make_header(email.header.decode_header(stated))).split())
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return " ".join(stated.split())


def _charset(part: Message) -> str | None:
    charset = part.get_content_charset()
    return str(charset) if charset else None


def _moment(text: str) -> datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
