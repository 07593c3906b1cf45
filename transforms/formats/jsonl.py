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
from transforms.formats.json_wrappers import wrapped_records
from transforms.formats.lines import decoded_line, text_lines, utf8_pieces
from transforms.formats.mapped_records import Names, field_names, mapped_document
from transforms.formats.reading import Origin, Outcome, ReadParams, shown

BETWEEN_RECORDS = b" \t\r\n\f\v\x1e"  # also the separator of RFC 7464
SEPARATORS = BETWEEN_RECORDS + b",;[]\0\xef\xbb\xbf"
OBJECTS_MEET = re.compile(rb"\}[\s,\x1e\0]*\{")
MOST_DIGITS = 400
JSON_TOKEN = re.compile(rb'"(?:[^"\\]+|\\.)*+"|"|[{}]', re.S)


def read_json_lines(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One document for each line; blank lines are nothing. Records are "line 1", "line 2", ..."""
    names = field_names(params.fields)
    for number, line in enumerate(text_lines(utf8_pieces(pieces), params.max_line_bytes), 1):
        if isinstance(line, bytes):
            yield from _line_outcomes(line.strip(BETWEEN_RECORDS), f"line {number}", origin, names)
        else:
            yield _fault(line, f"line {number}", origin)


def read_json(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One document for each outermost object, in an array or one after another: "item 1", "item 2", ..."""
    names = field_names(params.fields)
    for number, item in enumerate(_objects(utf8_pieces(pieces), params.max_line_bytes), 1):
        record = f"item {number}"
        if isinstance(item, bytes):
            yield from _outcomes(item, record, origin, names)
        else:
            yield _fault(item, record, origin)


def _fault(fault: Damage, record: str, origin: Origin) -> Outcome:
    place = record if fault.reason == "too_large" else f"before {record}"
    return origin.rejected(place, fault.reason, fault.detail)


def _line_outcomes(line: bytes, place: str, origin: Origin, names: Names) -> Iterator[Outcome]:
    """The documents of one line: as a rule one, but some writers end their records with nothing, or as old Macs did."""
    if not line:
        return
    objects = list(_objects(iter([line]), len(line))) if OBJECTS_MEET.search(line) and not _is_json(line) else []
    if len(objects) < 2:
        yield from _outcomes(line, place, origin, names)
        return
    for number, item in enumerate(objects, 1):
        record = f"{place}, item {number}"
        if isinstance(item, bytes):
            yield from _outcomes(item, record, origin, names)
        else:
            yield _fault(item, record, origin)


def _outcomes(data: bytes, record: str, origin: Origin, names: Names) -> Iterator[Outcome]:
    """The document in one JSON text, or those in an object that only wraps others, or why there is none."""
    try:
        value = _loads(data)
    except (ValueError, RecursionError) as error:
        yield origin.rejected(record, "bad_record", f"not JSON: {error}; it begins {shown(data)}")
        return
    wrapped = wrapped_records(value, names) if isinstance(value, dict) else []
    if not wrapped:
        yield _outcome(value, record, origin, names)
    for number, inner in enumerate(wrapped, 1):
        yield _outcome(inner, f"{record}, item {number}", origin, names)


def _outcome(value: object, record: str, origin: Origin, names: Names) -> Outcome:
    if isinstance(value, dict):
        return mapped_document(value, record, origin, names)
    return origin.rejected(record, "bad_record", f"a JSON object is wanted, this is {type(value).__name__}")


def _is_json(data: bytes) -> bool:
    try:
        _loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _loads(data: bytes) -> object:
    """The JSON value, read strictly first, then with everything forgiven that does not change what is said."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        text = decoded_line(data).strip("\ufeff\0\x1e \r\n")
        return json.loads(text, strict=False, parse_int=_whole_number)


def _whole_number(digits: str) -> int | str:
    """The number, or its digits where it is too long to be one: reading those takes the square of their number."""
    return int(digits) if len(digits) <= MOST_DIGITS else digits


def _objects(pieces: Iterator[bytes | Damage], max_bytes: int) -> Iterator[bytes | Damage]:
    """The outermost `{...}` of a text, and what else stands between them; braces inside strings do not count."""
    text, at, start, depth = b"", 0, 0, 0
    between = _Between()
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
                if depth == 1:
                    between.add(text[start : token.start()])
                    start = token.start()
                    yield from between.junk()
            elif mark == b"}":
                depth -= 1
                if depth == 0:
                    yield text[start:at]
                    start = at
                depth = max(depth, 0)
        if depth == 0:
            between.add(text[start:at])
            start = at
        elif len(text) - start > max_bytes:
            yield Damage("too_large", f"longer than the limit line_bytes of {max_bytes:,} bytes; the rest is not read")
            return
    if depth:
        yield Damage("damaged", f"cut off: an object of {len(text) - start:,} bytes has no end")
        return
    between.add(text[start:])
    yield from between.junk()
    if between.open_arrays > 0:
        yield Damage("damaged", "cut off: the array has no end")


class _Between:
    """What stands between the objects of a text: separators, the brackets of arrays, and what should not be there."""

    def __init__(self) -> None:
        self.open_arrays = 0
        self._found = b""
        self._size = 0

    def add(self, data: bytes) -> None:
        self.open_arrays += data.count(b"[") - data.count(b"]")
        other = data.translate(None, SEPARATORS)
        self._size += len(other)
        self._found += data.strip(SEPARATORS)[: 200 - len(self._found)] if other else b""

    def junk(self) -> Iterator[Damage]:
        """What is no separator, if there is any."""
        if self._size:
            yield Damage("bad_record", f"{self._size:,} bytes that are no object: {shown(self._found)}")
        self._found, self._size = b"", 0
