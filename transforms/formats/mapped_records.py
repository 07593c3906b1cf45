"""Records of named values - a JSON object, a row of a table - become documents by what their fields are called.

What a name means is `ReadParams.fields`; the shapes that tools give to records are undone in `json_shapes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from transforms.formats.detection import HTML_START
from transforms.formats.json_shapes import plain_record
from transforms.formats.reading import Origin, Outcome

Record = dict[str, Any]  # values as JSON or Arrow gives them; each is looked at before use
Names = Mapping[str, tuple[str, int]]  # name as found, lower case -> field, rank among the names of the field

SURROGATES = re.compile("[\ud800-\udfff]")
NOT_VALUES: tuple[object, ...] = (None, "", (), [], b"")


def mapped_document(value: Record, record: str, origin: Origin, names: Names) -> Outcome:
    """The document in the named values of one record, or why there is none."""
    found = _fields(plain_record(value), names)
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


def holds_text(value: Record, names: Names) -> bool:
    """Whether a record has a text or a page of its own; what has no tag is no page, as in `"page": "2"`."""
    found = _fields(plain_record(value), names)
    return bool(_body(found.get("text"))) or b"<" in _body(found.get("html"))


def field_names(fields: Mapping[str, tuple[str, ...]]) -> Names:
    """For each name that a key may have, the field it means and its rank among the names of that field.

    >>> field_names({"title": ("title", "headline")})
    {'title': ('title', 0), 'headline': ('title', 1)}
    """
    return {name: (field, rank) for field, names in fields.items() for rank, name in enumerate(names)}


def known_field(name: str, names: Names) -> str | None:
    """The field that a column or key of this name means, as it is written or in lower case; None if it means none."""
    known = names.get(name.strip()) or names.get(name.strip().lower())
    return known[0] if known else None


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
    if isinstance(value, bytes):
        return value
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
