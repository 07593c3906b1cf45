"""The limits a user can set, by name: what each bounds, why it has its default, and where it holds.

A record that passes one becomes a row of `rejected` whose detail names the limit and its value. This list is the only
one of names; the values are defaults of the parameters of readers, transforms and workers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeVar

from flows.errors import WrongLimit
from flows.worker_process import WorkerLimits
from transforms.formats.archives import ArchiveParams
from transforms.formats.compression import UnpackParams
from transforms.formats.reading import ReadParams
from transforms.to_article import ArticleParams

Limits = Mapping[str, float]  # by name, in bytes, seconds or as a plain number
Unit = Literal["bytes", "seconds", "number"]
Params = TypeVar("Params", ReadParams, UnpackParams, ArchiveParams, ArticleParams, WorkerLimits)

BYTES = {"": 1, "b": 1} | {
    f"{p}{i}b": 1 << 10 * n if i else 1000**n for n, p in enumerate("kmgt", 1) for i in ("", "i")
}
SECONDS = {"": 1, "s": 1, "min": 60, "h": 3600}
VALUE = re.compile(r"\s*(\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+)\s*([a-z]*)\s*", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit."""

    name: str
    params: type[Any]  # the dataclass that has the default
    field: str
    bounds: str
    why: str

    @property
    def unit(self) -> Unit:
        """What its values are."""
        return "bytes" if self.name.endswith("_bytes") else "seconds" if self.name.endswith("_seconds") else "number"

    @property
    def default(self) -> float:
        """Its value where none is given."""
        return float(getattr(self.params(), self.field))


def _limits(params: type[Any], *rows: tuple[str, str, str, str]) -> Iterator[Limit]:
    for name, field, bounds, why in rows:
        yield Limit(name=name, params=params, field=field, bounds=bounds, why=why)


LIMITS: tuple[Limit, ...] = (
    *_limits(
        ReadParams,
        ("page_bytes", "max_page_bytes", "a page", "libxml2 ends a text at 10 MB; large crawls keep 1 to 5 MiB"),
        (
            "line_bytes",
            "max_line_bytes",
            "a line, a row of CSV, a record of XML; a text file, a mail, an export of a database",
            "the longest honest one is a long article beside its raw HTML",
        ),
        ("table_bytes", "max_table_bytes", "a Parquet file", "it is held in memory: its description is at its end"),
        ("pdf_bytes", "max_pdf_bytes", "a PDF file", "newspapers with their pictures have 10 to 50 MB"),
        ("warc_header_bytes", "max_header_bytes", "the header of a WARC record", "an address of 100 KiB has been seen"),
    ),
    *_limits(
        UnpackParams,
        ("unpacked_bytes", "max_bytes", "a packed file or member, unpacked", "crawls are 1 GiB packed, rarely 5:1"),
        (
            "unpacked_total_bytes",
            "max_total_bytes",
            "all that is unpacked from one file, members and layers together",
            "takes some minutes to read",
        ),
        (
            "unpacked_ratio",
            "max_ratio",
            "bytes that one packed byte may become, from 64 MiB on",
            "text packs 3 to 10 times; gzip reaches 1,030 with zeros",
        ),
        (
            "window_bytes",
            "max_window_bytes",
            "memory that packed data ask for",
            "what `zstd --long` asks for; `xz -9` 65 MiB",
        ),
    ),
    *_limits(
        ArchiveParams,
        ("members", "max_members", "members of a file, at all depths", "more are rather a database to be exported"),
        ("archive_depth", "max_depth", "archives in one another", "an export of exports; bombs have many more"),
        ("packings", "max_packings", "packings around one file or member", "one on its way, one by its writer"),
        (
            "held_bytes",
            "max_held_bytes",
            "a zip archive that is packed or in an archive",
            "zip is read from its end, so it is held in memory; a plain one is not",
        ),
        ("tar_header_bytes", "max_header_bytes", "an extended header in a tar archive", "honest ones hold a path"),
    ),
    *_limits(
        ArticleParams,
        ("document_bytes", "max_bytes", "a document", "the largest honest pages, live blogs, have 2 MB"),
    ),
    *_limits(
        WorkerLimits,
        (
            "document_cpu_seconds",
            "document_cpu_seconds",
            "processor time of one document",
            "pages take 0.02 s as a rule, 0.3 s at worst",
        ),
        (
            "document_seconds",
            "document_seconds",
            "elapsed time of one document",
            "for what waits without computing; a busy machine must not reach it",
        ),
        (
            "document_memory_bytes",
            "document_memory_bytes",
            "address space that one document takes in its worker",
            "pages need up to 0.2 GiB",
        ),
    ),
)
_BY_NAME = {limit.name: limit for limit in LIMITS}


def parsed_limits(given: Sequence[str]) -> Limits:
    """The limits written as NAME=VALUE. Raises WrongLimit with what is wanted.

    >>> parsed_limits(["page_bytes=20MiB", "document_seconds=1.5 min"])
    {'page_bytes': 20971520.0, 'document_seconds': 90.0}
    """
    pairs = [text.partition("=") for text in given]
    for name, equals, value in pairs:
        if not equals:
            raise WrongLimit(f"a limit is {name!r}, and NAME=VALUE is wanted, such as page_bytes=20MiB")
        del value
    return checked_limits({name.strip(): value for name, _, value in pairs})


def checked_limits(given: Mapping[str, str | float]) -> Limits:
    """The limits as numbers, from numbers or from text with a unit. Raises WrongLimit with what is wanted."""
    return {name: _value(_known(name), value) for name, value in given.items()}


def with_limits(params: Params, limits: Limits) -> Params:
    """The parameters, and those inside them, with the limits given that are theirs."""
    kinds = tuple({limit.params for limit in LIMITS})
    own = [limit for limit in LIMITS if limit.params is type(params) and limit.name in limits]
    changed: dict[str, Any] = {limit.field: _typed(limit, limits[limit.name]) for limit in own}
    inside = {field.name: getattr(params, field.name) for field in fields(params)}
    changed |= {name: with_limits(value, limits) for name, value in inside.items() if isinstance(value, kinds)}
    return replace(params, **changed)


def shown_limit(limit: Limit, value: float) -> str:
    """A value as people write it.

    >>> shown_limit(_BY_NAME["page_bytes"], 10 << 20), shown_limit(_BY_NAME["document_seconds"], 120)
    ('10 MiB', '120 s')
    """
    if limit.unit == "seconds":
        return f"{value:g} s"
    if limit.unit == "bytes":
        for name, size in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
            if value >= size and value % size == 0:
                return f"{value / size:,.0f} {name}"
    return f"{value:,.0f}" + (" bytes" if limit.unit == "bytes" else "")


def _known(name: str) -> Limit:
    if name not in _BY_NAME:
        known = ", ".join(f"{limit.name}={shown_limit(limit, limit.default)}".replace(" ", "") for limit in LIMITS)
        raise WrongLimit(f"no limit {name!r}; there are, with their defaults: {known}")
    return _BY_NAME[name]


def _value(limit: Limit, given: str | float) -> float:
    found = VALUE.fullmatch(str(given))
    units = {"bytes": BYTES, "seconds": SECONDS, "number": {"": 1}}[limit.unit]
    if not found or found[2].lower() not in units:
        wanted = {"bytes": "bytes, such as 20MiB", "seconds": "seconds, such as 30s", "number": "a number"}[limit.unit]
        raise WrongLimit(f"limit {limit.name} is {given!r}, and {wanted}, is wanted")
    value = float(found[1].replace(",", "")) * units[found[2].lower()]
    if value <= 0 or (value < 1 and limit.unit != "seconds"):
        least = "more than 0" if limit.unit == "seconds" else "1 or more"
        raise WrongLimit(f"limit {limit.name} is {given!r}, and {least} is wanted")
    return value


def _typed(limit: Limit, value: float) -> float:
    return value if limit.unit == "seconds" else int(value)
