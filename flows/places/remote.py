"""What every kind of remote place can do, and which kinds there are. Each is loaded when one of its addresses comes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from flows.places.transport import Request  # httpx takes a tenth of a second that local runs need not spend


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteObject:
    """One object as its place lists it."""

    address: str  # whole: what lies below a folder begins with the folder's address and a slash
    size_bytes: int | None
    modified_ns: int
    version: str | None  # what its bytes are told by, as `version_of` says it; None: the place does not tell
    problem: str | None = None  # why it cannot be read, with the reason in front


class Remote(Protocol):
    """One kind of remote place. All of it raises PlaceFailed."""

    def at(self, address: str) -> RemoteObject | None:
        """The object at exactly this address, None if it is a folder or there is none."""

    def below(self, folder: str) -> Iterator[RemoteObject]:
        """The objects below a folder, given without a slash at its end, at any depth; asked for page by page."""

    def request(self, address: str, headers: Mapping[str, str]) -> Request:
        """How the bytes of an object are asked for."""

    def version_of(self, headers: Mapping[str, str]) -> str | None:
        """Which version an answer with bytes is of, in the words of the listing."""


KINDS = {"s3": "flows.places.s3", "gs": "flows.places.gs", "https": "flows.places.https", "http": "flows.places.https"}


@cache
def remote_of(scheme: str) -> Remote:
    """What reads addresses of a scheme. Raises PlaceFailed if a library is missing."""
    made: Remote = import_module(KINDS[scheme]).connected()
    return made


def remote_at(address: str) -> Remote:
    """What reads an address."""
    return remote_of(address.partition(":")[0])


def tells_bytes(version: str | None) -> bool:
    """Whether equal versions of two objects mean equal bytes: a hash does, a time or a number does not.

    >>> tells_bytes("md5:5d41402abc4b2a76b9719d911017c592"), tells_bytes("etag:17-5f2")
    (True, False)
    """
    return version is not None and version.startswith("md5:")


def etag_version(etag: str) -> str | None:
    """The version that an ETag of S3 is: the MD5 of an object, or of the MD5s of its parts; else only a name.

    >>> etag_version('"5d41402abc4b2a76b9719d911017c592-3"'), etag_version('"17-5f2"'), etag_version("")
    ('md5:5d41402abc4b2a76b9719d911017c592-3', 'etag:17-5f2', None)
    """
    name = etag.strip().removeprefix("W/").strip('"')
    if not name:
        return None
    return f"md5:{name}" if re.fullmatch(r"[0-9a-f]{32}(-\d+)?", name) else f"etag:{name}"


def nanoseconds(when: str) -> int:
    """A time as listings and headers write it, in nanoseconds since 1970; 0 if it is none.

    >>> nanoseconds("2026-11-20T09:00:00.250Z"), nanoseconds("Fri, 20 Nov 2026 09:00:00 GMT"), nanoseconds("")
    (1795165200250000000, 1795165200000000000, 0)
    """
    try:
        moment = parsedate_to_datetime(when) if "," in when else datetime.fromisoformat(when)
    except ValueError:
        return 0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1_000_000) * 1_000
