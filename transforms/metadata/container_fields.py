"""The metadata that the container of a document states: columns of a database, keys of a JSON line, crawl headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from transforms.metadata.bylines import split_byline
from transforms.metadata.dates import is_possible, parse_date
from transforms.metadata.found import Fields, FieldValue, Found
from transforms.metadata.json_ld import keyword_list
from transforms.metadata.language import language_code
from transforms.metadata.urls import absolute_url
from transforms.text_cleanup import one_line

Stated = str | tuple[str, ...]
_PLAIN_FIELDS = ("title", "outlet", "agency", "section", "description")


def container_fields(stated: Mapping[str, Stated], now: datetime | None) -> Fields:
    """The fields that a container states validly, all with the source "file".

    stated: by field name; see `Document.fields`. Values that mean nothing (a date that is none, an unknown language)
    are left out, so that they can be found elsewhere.
    """
    values: dict[str, FieldValue | None] = {
        name: one_line(_first(stated[name])) for name in _PLAIN_FIELDS if name in stated
    }
    values |= {name: read(stated[name]) for name, read in _READERS.items() if name in stated}
    for name in ("published", "modified"):
        moment = parse_date(_first(stated[name])) if stated.get(name) else None
        values[name] = moment if moment and is_possible(moment, now) else None
    fields = {name: Found(value, "file") for name, value in values.items() if value}
    if "authors" in stated and "agency" not in fields:
        agencies = split_byline(_all(stated["authors"])).agencies
        fields |= {"agency": Found(agencies[0], "file")} if agencies else {}
    return fields


def _authors(stated: Stated) -> tuple[str, ...]:
    return split_byline(_all(stated)).authors


_READERS: Mapping[str, Callable[[Stated], str | tuple[str, ...] | None]] = {
    "authors": _authors,
    "topics": keyword_list,
    "language": lambda stated: language_code(_first(stated)),
    "image": lambda stated: absolute_url(_first(stated), None),
}


def _first(stated: Stated) -> str:
    if isinstance(stated, str):
        return stated
    return stated[0] if stated else ""


def _all(stated: Stated) -> tuple[str, ...]:
    return (stated,) if isinstance(stated, str) else stated
