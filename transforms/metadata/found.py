"""A value of a metadata field and where it came from, and the columns of an article that it fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from transforms.metadata.dates import Moment

FieldValue = str | tuple[str, ...] | Moment
Value = TypeVar("Value", bound=FieldValue, covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A value, and its source: json-ld, meta, html, url, text or file."""

    value: Value
    source: str


# By field: title, authors, agency, outlet, published, modified, language, section, topics, description, image.
Fields = Mapping[str, Found[FieldValue]]

_PREFIXES = {"image": "lead_image"}


def columns(fields: Fields) -> dict[str, Any]:  # Any: the values go into Article by keyword, which checks the names
    """The columns of `Article` for each field, with `<field>_from` beside it.

    >>> columns({"title": Found("Bridge opens", "html")})
    {'title': 'Bridge opens', 'title_from': 'html'}
    """
    filled: dict[str, Any] = {}
    for name, found in fields.items():
        filled |= _values(name, found.value)
        filled[f"{_PREFIXES.get(name, name)}_from"] = found.source
    return filled


def _values(name: str, value: FieldValue) -> dict[str, str | tuple[str, ...] | datetime | int | None]:
    if name == "image":
        return {"lead_image_url": str(value)}
    if not isinstance(value, Moment):
        return {name: value}
    if name == "modified":
        return {"modified_at": value.at}
    return {
        "published_at": value.at,
        "published_offset_minutes": value.offset_minutes,
        "published_precision": value.precision,
    }
