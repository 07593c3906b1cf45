"""What an HTTP response in a crawl archive holds: status, header, and its content with the transport encodings undone.

Crawlers store bodies as sent, and often already decoded below a header that still says otherwise, so an encoding is
undone where the bytes show it and left alone where they do not (RFC 9112 for chunks, RFC 9110 8.4 for encodings).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from transforms.errors import FormatError, TooLargeError
from transforms.formats.compression import Damage, Packing, Piece, UnpackParams, packing_of, unpacked

HEADER_END = re.compile(rb"\r?\n\r?\n|\n(?=<)|\Z")  # some servers forget the blank line
PAGE_END = re.compile(rb"</html\s*>\s*\Z", re.I)
PAGE_END_BYTES = 200
INFORMATION = (100, 101, 102, 103)  # what a server says before its answer
MAX_INFORMATION = 10  # such answers in front of one response; servers send one or two
STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
FOLDED_LINE = re.compile(r"\r?\n[ \t]+")
CHUNK_SIZE = re.compile(rb"(?:\r?\n)?[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
MAX_LAYERS = 3  # a server and its proxy may both pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An HTTP response as stored."""

    status: int
    header: Mapping[str, str]  # names in lower case
    body: bytes


def parse_response(block: bytes) -> Response | None:
    """The response in the block of a record, or None if it does not begin with a status line.

    Raises FormatError if more than MAX_INFORMATION interim answers stand before it.
    """
    at, count, status = 0, 0, STATUS_LINE.match(block)
    if status is None:
        return None
    end = _header_end(block, at)
    while int(status[1]) in INFORMATION and (following := STATUS_LINE.match(block, end.end())):
        count += 1
        if count > MAX_INFORMATION:
            raise FormatError(f"more than {MAX_INFORMATION} interim answers (status 1xx) stand before the response")
        at, status = end.end(), following
        end = _header_end(block, at)
    return Response(status=int(status[1]), header=header_fields(block[at : end.start()]), body=block[end.end() :])


def _header_end(block: bytes, at: int) -> re.Match[bytes]:
    found = HEADER_END.search(block, at)
    assert found, "the end of the block is one"
    return found


def header_fields(header: bytes) -> dict[str, str]:
    """The fields of a WARC or HTTP header, names in lower case, the first of equal names; other lines are left out.

    >>> header_fields(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/html;\\r\\n charset=utf-8\\r\\nbroken")
    {'content-type': 'text/html; charset=utf-8'}
    """
    fields: dict[str, str] = {}
    for line in FOLDED_LINE.sub(" ", header.decode("utf-8", "replace")).split("\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def media_type(content_type: str) -> str:
    """The type without parameters, lower case.

    >>> media_type("Text/HTML; charset=utf-8")
    'text/html'
    """
    return content_type.partition(";")[0].strip().lower()


def content_of(response: Response, *, max_bytes: int) -> bytes:
    """The content of a response, chunks joined and unpacked.

    Raises FormatError if it is cut off, corrupt or packed in a way that is not read; TooLargeError if it is longer than
    `max_bytes`.
    """
    content = response.body
    is_chunked = "chunked" in response.header.get("transfer-encoding", "").lower()
    stated = response.header.get("content-length", "")
    missing = ""
    if is_chunked:
        content, missing = joined_chunks(content)
    elif stated.isascii() and stated.isdigit() and len(content) < int(stated[:18]):
        missing = f"{len(content):,} of {int(stated[:18]):,} bytes are there"
    encodings = response.header.get("content-encoding", "").lower()
    for _ in range(MAX_LAYERS):
        packing = packing_of(content)
        if packing is None:
            break
        content = _unpacked(content, packing, max_bytes)
    if "deflate" in encodings:
        content = _inflated(content, max_bytes)
    if "br" in encodings.replace(" ", "").split(",") and content.lstrip()[:1] != b"<":
        raise FormatError("Content-Encoding is br (brotli), which is not read; set the crawler to gzip or zstd")
    # Crawlers store decoded bodies below the header of the packed one, so a page that has its end is whole.
    if missing and not PAGE_END.search(content[-PAGE_END_BYTES:]):
        raise FormatError(f"cut off: {missing}")
    return content


def joined_chunks(body: bytes) -> tuple[bytes, str]:
    """The content of a chunked body and what is missing of it, in words; a place that is no chunk is left as it is.

    >>> joined_chunks(b"5\\r\\nFerry\\r\\n8\\r\\n aground\\r\\n0\\r\\n\\r\\n")
    (b'Ferry aground', '')
    >>> joined_chunks(b"<p>already joined")
    (b'<p>already joined', '')
    >>> joined_chunks(b"5\\r\\nFerry\\r\\n8\\r\\n agr")
    (b'Ferry agr', '4 of 8 bytes of a chunk are there')
    """
    parts: list[bytes] = []
    at = 0
    while size := CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        if length == 0:
            return b"".join(parts), ""
        chunk = body[size.end() : size.end() + length]
        parts.append(chunk)
        if len(chunk) < length:
            return b"".join(parts), f"{len(chunk):,} of {length:,} bytes of a chunk are there"
        at = size.end() + length
    parts.append(body[at:])
    return b"".join(parts), "the last chunk is missing" if at and not body[at:].strip() else ""


def _unpacked(content: bytes, packing: Packing, max_bytes: int) -> bytes:
    parts, size = [], 0
    for piece in unpacked(iter([Piece(content, None, 0)]), packing, UnpackParams()):
        if not isinstance(piece, Damage):
            parts.append(piece.data)
            size += len(piece.data)
            if size > max_bytes:
                raise TooLargeError(f"unpacks to more than the limit page_bytes of {max_bytes:,} bytes")
        elif piece.reason == "too_large":
            raise TooLargeError(piece.detail)
        elif not piece.is_between_members:
            raise FormatError(piece.detail)
    return b"".join(parts)


def _inflated(content: bytes, max_bytes: int) -> bytes:
    """The content of `deflate`: in the zlib frame that is meant, or bare as many servers send it, or not packed."""
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        decoder = zlib.decompressobj(wbits=wbits)
        try:
            found = decoder.decompress(content, max_bytes + 1)
        except zlib.error:
            continue
        if len(found) > max_bytes:
            raise TooLargeError(f"unpacks to more than the limit page_bytes of {max_bytes:,} bytes")
        if decoder.eof:
            return found
        if wbits > 0 and found:  # the header of a zlib frame does not come by chance
            raise FormatError(f"cut off: the deflate data of {len(content):,} bytes have no end")
    return content
