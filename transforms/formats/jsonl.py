"""JSON records: one object a line, one array of objects, or objects printed over several lines.

Each record is read on its own within a size limit, so a bad one costs itself only. orjson reads it; what it refuses
and a tolerant reader can still give (NaN, lone surrogates, control characters, other bytes than UTF-8) is tried again.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import orjson

from transforms.formats.compression import Damage, Piece
from transforms.formats.detection import HTML_START, utf16_of
from transforms.formats.reading import Origin, Outcome, ReadParams, shown

Record = dict[str, Any]  # values as JSON gives them; each is looked at before use
Names = Mapping[str, tuple[str, int]]  # name as found, lower case -> field, rank among the names of the field

SURROGATES = re.compile("[\ud800-\udfff]")
JSON_TOKEN = re.compile(rb'"(?:[^"\\]+|\\.)*+"|"|[{}]', re.S)
NOT_VALUES: tuple[object, ...] = (None, "", (), [])


def read_json_lines(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One document for each line; blank lines are nothing. Records are "line 1", "line 2", ..."""
    names = field_names(params.fields)
    for number, line in enumerate(_lines(_utf8(pieces), params.max_line_bytes), 1):
        if isinstance(line, bytes):
            if line and not line.isspace():
                yield _outcome(line, f"line {number}", origin, names)
        else:
            yield _fault(line, f"line {number}", origin)


def read_json(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One document for each outermost object, in an array or one after another: "item 1", "item 2", ..."""
    names = field_names(params.fields)
    for number, item in enumerate(_objects(_utf8(pieces), params.max_line_bytes), 1):
        record = f"item {number}"
        yield _outcome(item, record, origin, names) if isinstance(item, bytes) else _fault(item, record, origin)


def field_names(fields: Mapping[str, tuple[str, ...]]) -> Names:
    """For each name that a key may have, the field it means and its rank among the names of that field.

    >>> field_names({"title": ("title", "headline")})
    {'title': ('title', 0), 'headline': ('title', 1)}
    """
    return {name: (field, rank) for field, names in fields.items() for rank, name in enumerate(names)}


def _fault(fault: Damage, record: str, origin: Origin) -> Outcome:
    place = record if fault.reason == "too_large" else f"before {record}"
    return origin.rejected(place, fault.reason, fault.detail)


def _outcome(data: bytes, record: str, origin: Origin, names: Names) -> Outcome:
    """The document in one JSON text, or why there is none."""
    try:
        value = _loads(data)
    except (ValueError, RecursionError) as error:
        return origin.rejected(record, "bad_record", f"not JSON: {error}; it begins {shown(data)}")
    if not isinstance(value, dict):
        return origin.rejected(record, "bad_record", f"a JSON object is wanted, this is {type(value).__name__}")
    found = _fields(value, names)
    text, html = _body(found.pop("text", None)), _body(found.pop("html", None))
    if not text and not html:
        return origin.rejected(record, "bad_record", f"no text and no html; its keys are {shown_keys(value)}")
    if text and HTML_START.match(text[:200]):
        text, html = b"", html or text
    fields = {name: kept for name, raw in found.items() if (kept := field_value(raw))}
    return (
        origin.document(record, "export", text, fields=fields)
        if text
        else origin.document(record, "html", html, fields=fields)
    )


def _loads(data: bytes) -> object:
    """The JSON value, read strictly first, then with everything forgiven that does not change what is said."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(_decoded(data).strip("\ufeff\0 \r\n"), strict=False)


def _decoded(data: bytes) -> str:
    """Text of bytes that should be UTF-8: a single bad place is marked, a text without any good one is windows-1252."""
    text = data.decode("utf-8", "replace")
    if "\ufffd" in text and text.replace("\ufffd", "").isascii():
        return data.decode("cp1252", "replace")
    return text


def _fields(record: Record, names: Names) -> Record:
    """The value of each known field: of several names for one field, the most telling that has a value."""
    found: Record = {}
    ranks: dict[str, int] = {}
    for key, value in record.items():
        known = names.get(key) or names.get(key.lower())
        if known and value not in NOT_VALUES and known[1] < ranks.get(known[0], 1_000):
            found[known[0]] = value
            ranks[known[0]] = known[1]
    return found


def _body(value: object) -> bytes:
    """The text of a body: a string, or a list of paragraphs; everything else is no text."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "\n".join(value)
    if not isinstance(value, str) or not value.strip():
        return b""
    try:
        return value.encode()
    except UnicodeEncodeError:
        return SURROGATES.sub("\ufffd", value).encode()


def field_value(value: object) -> str | tuple[str, ...]:
    """A field as text, or as texts where it is a list; an object stands for its name; "" is no value.

    >>> field_value(["Ana Brook", {"name": "Li Wen"}, None])
    ('Ana Brook', 'Li Wen')
    >>> field_value(1763456000), field_value({"id": 3}), field_value(True)
    ('1763456000', '', '')
    """
    if isinstance(value, list):
        return tuple(text for part in value if (text := _scalar(part)))
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, str):
        return value if value.isascii() else SURROGATES.sub("\ufffd", value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def shown_keys(record: Record) -> str:
    """The keys of a record, safe to print: the first twelve, each shortened."""
    keys = [repr(key[:40]) for key in list(record)[:12]]
    return ", ".join(keys) + (f" and {len(record) - 12} more" if len(record) > 12 else "") or "none"


def _lines(pieces: Iterator[bytes | Damage], max_bytes: int) -> Iterator[bytes | Damage]:
    """The lines, without their ends. A line cut by damage is dropped with it; what follows starts a new line."""
    too_long = Damage("too_large", f"longer than the limit of {max_bytes:,} bytes")
    rest, is_too_long = bytearray(), False
    for piece in pieces:
        if isinstance(piece, Damage):
            if rest and piece.is_between_members:
                yield bytes(rest)
            yield piece
            rest, is_too_long = bytearray(), False
            continue
        first, *lines = piece.split(b"\n")
        if not is_too_long:
            rest += first
        if len(rest) > max_bytes:
            rest, is_too_long = bytearray(), True
        if lines:
            yield too_long if is_too_long else bytes(rest)
            yield from (line if len(line) <= max_bytes else too_long for line in lines[:-1])
            rest, is_too_long = bytearray(lines[-1]), False
    if is_too_long or rest:
        yield too_long if is_too_long else bytes(rest)


def _objects(pieces: Iterator[bytes | Damage], max_bytes: int) -> Iterator[bytes | Damage]:
    """The outermost `{...}` of a text; braces inside strings do not count."""
    text, at, start, depth = b"", 0, 0, 0
    for piece in chain(pieces, (b"",)):
        if isinstance(piece, Damage):
            yield piece
            text, at, start, depth = b"", 0, 0, 0
            continue
        text, at, start = text[start:] + piece, at - start, 0
        for token in JSON_TOKEN.finditer(text, at):
            mark = token.group()
            if mark == b'"':  # a string that goes on in the next piece
                break
            at = token.end()
            if mark == b"{":
                depth += 1
                start = token.start() if depth == 1 else start
            elif mark == b"}":
                depth -= 1
                if depth == 0:
                    yield text[start:at]
                    start = at
                depth = max(depth, 0)
        if depth == 0:
            start = at
        elif len(text) - start > max_bytes:
            yield Damage("too_large", f"longer than the limit of {max_bytes:,} bytes; the rest of the file is not read")
            return
    if depth:
        yield Damage("damaged", f"cut off: an object of {len(text) - start:,} bytes has no end")


def _utf8(pieces: Iterator[Piece | Damage]) -> Iterator[bytes | Damage]:
    """The bytes of the pieces as UTF-8 without byte order mark, from UTF-8 or UTF-16."""
    first = next(pieces, None)
    if first is None:
        return
    utf16 = utf16_of(first.data[:1024]) if isinstance(first, Piece) else None
    decoder = codecs.getincrementaldecoder(utf16)("replace") if utf16 else None
    is_start = True
    for piece in chain((first,), pieces):
        if isinstance(piece, Damage):
            yield piece
            continue
        data = decoder.decode(piece.data).encode("utf-8", "replace") if decoder else piece.data
        yield data.removeprefix(b"\xef\xbb\xbf") if is_start else data
        is_start = False
