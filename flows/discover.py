"""Which files there are: local folders walked, remote ones listed, in a stable order. Nothing is opened."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flows.errors import NothingToRead
from flows.places import folders
from flows.places.addresses import is_remote, without_signature
from flows.places.remote import RemoteObject, remote_at
from flows.sources import Source
from transforms.records import REASONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One file found, and what is known about it."""

    source: str
    root: str
    path: str  # relative to the root, with "/"; bytes that are not UTF-8 as backslash escapes
    size_bytes: int  # 0 also where a server does not say
    modified_ns: int
    problem: str | None = None  # why it cannot be read as a file, with the reason in front
    file_id: str = ""  # SHA-256; empty when it could not be read, and for a remote object until it is here
    identity_path: str = ""  # the path it was first seen under
    path_bytes: str | None = None  # hexadecimal, where the path is not UTF-8
    address: str | None = None  # of a remote object, with all that lets one in: not to be stored
    version: str | None = None  # what a remote place says its bytes are, in its own words

    @property
    def location(self) -> Path:
        """Where a local file lies."""
        return Path(self.root, os.fsdecode(bytes.fromhex(self.path_bytes)) if self.path_bytes else self.path)


def find_files(sources: Iterable[Source], leave_out: Path) -> list[Found]:
    """All files of the sources, in the order of their names' bytes; none where folders are empty.

    leave_out: a folder not to enter.
    Raises PlaceFailed if a place cannot be listed, NothingToRead if a remote one is neither file nor folder.
    """
    found = {(file.source, file.path): file for source in sources for file in _files_of(source, leave_out)}
    return [found[key] for key in sorted(found)]


def problem_kind(problem: str) -> tuple[Literal["rejected", "skipped"], str, str]:
    """Status, reason and detail of a file that is no readable regular file.

    >>> problem_kind("unreadable: Permission denied")
    ('rejected', 'unreadable', 'Permission denied')
    """
    reason, _, detail = problem.partition(": ")
    return ("rejected" if reason in REASONS else "skipped"), reason, detail


def _files_of(source: Source, leave_out: Path) -> Iterator[Found]:
    if source.problem:
        yield _problem(source, source.given, source.problem)
    elif source.single:
        yield _remote(source, source.single)
    elif source.remote_folder:
        yield from _listed(source, source.remote_folder)
    else:
        yield from (
            _local(source, entry) for entry in folders.entries_of(Path(source.given), Path(source.root), leave_out)
        )


def _listed(source: Source, folder: str) -> Iterator[Found]:
    """The objects below a remote folder; of what lies in hidden folders only that they are there."""
    hidden: set[str] = set()
    is_empty = True
    for listed in remote_at(folder).below(folder):
        is_empty = False
        inside = _hidden_folder(listed.address, folder)
        if inside is None:
            yield _remote(source, listed)
        elif inside not in hidden:
            hidden.add(inside)
            yield _problem(source, inside, "hidden: a folder")
    if is_empty:
        raise NothingToRead(f"{folder}: no object has this address, and none is below it")


def _hidden_folder(address: str, folder: str) -> str | None:
    """The first hidden folder on the way from a folder down to an object."""
    at = len(folder) + 1
    while (end := address.find("/", at)) >= 0:
        name = address[at:end]
        if name.startswith(".") and name not in {".", ".."}:  # in a key these are names like others
            return address[:end]
        at = end + 1
    return None


def _remote(source: Source, listed: RemoteObject) -> Found:
    path = _path_in(source, listed.address)
    return Found(
        source=source.name,
        root=source.root,
        path=path,
        size_bytes=listed.size_bytes or 0,
        modified_ns=listed.modified_ns,
        problem=listed.problem,
        identity_path=path,
        address=listed.address,
        version=listed.version,
    )


def _problem(source: Source, place: str, problem: str) -> Found:
    """Something at a place that is no file."""
    if not is_remote(place):
        return _local(source, folders.Entry(location=Path(place), problem=problem))
    path = _path_in(source, place)
    return Found(
        source=source.name,
        root=source.root,
        path=path,
        size_bytes=0,
        modified_ns=0,
        problem=problem,
        identity_path=path,
        address=place,
    )


def _path_in(source: Source, address: str) -> str:
    return without_signature(address)[len(source.root) + 1 :]


def _local(source: Source, entry: folders.Entry) -> Found:
    exact = os.fsencode(entry.location.relative_to(source.root).as_posix())
    relative = folders.shown_path(exact)
    return Found(
        source=source.name,
        root=source.root,
        path=relative,
        size_bytes=entry.size_bytes,
        modified_ns=entry.modified_ns,
        problem=entry.problem,
        identity_path=relative,
        path_bytes=exact.hex() if relative.encode() != exact else None,
    )
