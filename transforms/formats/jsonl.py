"""JSON records: one object a line, one array of objects, or objects printed over several lines.

Each record is read on its own within a size limit, so a bad one costs itself only. orjson reads it; what it refuses
and a tolerant reader can still give (NaN, lone surrogates, control characters, other bytes than UTF-8) is tried again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain

import orjson

from transforms.formats.compression import Damage, Piece
from transforms.formats.lines import decoded_line, text_lines, utf8_pieces
from transforms.formats.mapped_records import Names, field_names, mapped_document
from transforms.formats.reading import Origin, Outcome, ReadParams, shown

JSON_TOKEN = re.compile(rb'"(?:[^"\\]+|\\.)*+"|"|[{}]', re.S)


def read_json_lines(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One document for each line; blank lines are nothing. Records are "line 1", "line 2", ..."""
    names = field_names(params.fields)
    for number, line in enumerate(text_lines(utf8_pieces(pieces), params.max_line_bytes), 1):
        if isinstance(line, bytes):
            if line and not line.isspace():
                yield _outcome(line, f"line {number}", origin, names)
        else:
            yield _fault(line, f"line {number}", origin)


def read_json(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One document for each outermost object, in an array or one after another: "item 1", "item 2", ..."""
    names = field_names(params.fields)
    for number, item in enumerate(_objects(utf8_pieces(pieces), params.max_line_bytes), 1):
        record = f"item {number}"
        yield _outcome(item, record, origin, names) if isinstance(item, bytes) else _fault(item, record, origin)


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
    return mapped_document(value, record, origin, names)


def _loads(data: bytes) -> object:
    """The JSON value, read strictly first, then with everything forgiven that does not change what is said."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(decoded_line(data).strip("\ufeff\0 \r\n"), strict=False)


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
            yield Damage("too_large", f"longer than the limit line_bytes of {max_bytes:,} bytes; the rest is not read")
            return
    if depth:
        yield Damage("damaged", f"cut off: an object of {len(text) - start:,} bytes has no end")
