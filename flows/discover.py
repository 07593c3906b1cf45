"""Which files a run has to read: folders walked in a stable order, and what is already known left out.

A file is known by its bytes (SHA-256). Size and modification time only let a run skip hashing: a touched or renamed
file is recognised, and a file that arrives late is never missed.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pyarrow as pa

from flows.errors import NothingToRead
from transforms.records import content_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A folder given to ingest, or a single file in it, under its name."""

    name: str
    root: Path
    only: str | None = None  # one file, relative to the root


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One file found, and what is known about it."""

    source: str
    root: str
    path: str  # relative to the root, with "/"; bytes that are not UTF-8 as backslash escapes
    size_bytes: int
    modified_ns: int
    problem: str | None = None  # why it cannot be read as a file, with the reason in front
    file_id: str = ""  # SHA-256; empty when it could not be read
    identity_path: str = ""  # the path it was first seen under
    path_bytes: str | None = None  # hexadecimal, where the path is not UTF-8

    @property
    def location(self) -> Path:
        """Where the file lies."""
        return Path(self.root, os.fsdecode(bytes.fromhex(self.path_bytes)) if self.path_bytes else self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the warehouse knows of a file."""

    root: str
    file_id: str
    size_bytes: int
    modified_ns: int
    identity_path: str


LATEST_NS = 2**63 - 1  # in the year 2262
KnownFiles = Mapping[tuple[str, str], Known]  # by source and path


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a run found: files to read, and files that need no reading."""

    to_read: tuple[Found, ...]
    renamed: tuple[Found, ...]  # known bytes at a new path, the old path gone
    unchanged: int

    @property
    def files(self) -> int:
        """Files found."""
        return len(self.to_read) + len(self.renamed) + self.unchanged


def known_files(rows: pa.Table) -> dict[tuple[str, str], Known]:
    """The known files by source and path. rows: the columns of `queries/known_files.sql`."""
    return {
        (row["source"], row["path"]): Known(
            root=row["root"],
            file_id=row["file_id"],
            size_bytes=row["size_bytes"],
            modified_ns=row["modified_ns"],
            identity_path=row["identity_path"],
        )
        for row in rows.to_pylist()
    }


def named_sources(paths: Sequence[Path], name: str | None, known: KnownFiles) -> list[Source]:
    """The sources given, each under the name asked for or its folder's own.

    A name that already stands for another folder, which is still there, gets a suffix made from the new folder's
    path, so that two folders of one name are never taken for one. Raises NothingToRead for a missing path.
    """
    taken = {source: known_file.root for (source, _), known_file in known.items()}
    sources = []
    for path in paths:
        resolved = path.resolve()
        if not resolved.exists():
            raise NothingToRead(f"{path}: no such file or folder")
        root = resolved if resolved.is_dir() else resolved.parent
        only = None if resolved.is_dir() else resolved.name
        sources.append(Source(name=name or _free_name(root, taken), root=root, only=only))
        taken.setdefault(sources[-1].name, str(root))
    return sources


def find_files(sources: Iterable[Source], leave_out: Path) -> list[Found]:
    """All files of the sources, in the order of their names' bytes. leave_out: a folder not to enter.

    Raises NothingToRead if there is none.
    """
    found = {(file.source, file.path): file for source in sources for file in _walk(source, leave_out)}
    if not found:
        raise NothingToRead(f"{', '.join(str(source.root) for source in sources)}: no files in it")
    return [found[key] for key in sorted(found)]


def sort_out(found: Sequence[Found], known: KnownFiles) -> Listing:
    """What of the files found has to be read. Files whose size and time are as known are not opened."""
    by_bytes = {(source, entry.file_id): (path, entry) for (source, path), entry in known.items() if entry.file_id}
    present = {(file.source, file.path) for file in found}
    to_read, renamed, unchanged = [], [], 0
    for file in found:
        before = known.get((file.source, file.path))
        if before and _looks_unchanged(file, before):
            unchanged += 1
            continue
        file = _hashed(file)
        if before and before.file_id == file.file_id:
            unchanged += 1
            continue
        twin = by_bytes.get((file.source, file.file_id))
        if before is None and twin is not None and (file.source, twin[0]) not in present and _is_gone(twin):
            renamed.append(replace(file, identity_path=twin[1].identity_path))
            continue
        to_read.append(replace(file, identity_path=before.identity_path if before else file.path))
    return Listing(to_read=tuple(to_read), renamed=tuple(renamed), unchanged=unchanged)


def modified_ns(status: os.stat_result) -> int:
    """When a file was changed, in nanoseconds since 1970, as far as 64 bits reach: file systems know later years."""
    return max(-LATEST_NS, min(status.st_mtime_ns, LATEST_NS))


def looks_new(file: Found, known: KnownFiles) -> bool:
    """Whether a file differs in name, size or time from what is known of it."""
    before = known.get((file.source, file.path))
    return before is None or not _looks_unchanged(file, before)


def _free_name(root: Path, taken: Mapping[str, str]) -> str:
    name = root.name or "root"
    holder = taken.get(name)
    if holder is None or holder == str(root) or not Path(holder).exists():
        return name
    return f"{name}-{content_id(str(root))[:6]}"


def _walk(source: Source, leave_out: Path) -> Iterator[Found]:
    if source.only is not None:
        yield _look(source, source.root / source.only)
        return
    for folder, names, files in os.walk(source.root):
        here = Path(folder)
        for name in list(names):
            if (here / name).is_symlink():
                yield _found(source, here / name, problem="linked_folder: a link to another folder")
        names[:] = [n for n in names if not (here / n).is_symlink() and (here / n) != leave_out]
        for name in files:
            yield _look(source, here / name)


def _look(source: Source, path: Path) -> Found:
    """A directory entry; what is no readable regular file gets a problem."""
    try:
        status = path.stat()
    except OSError as error:
        return _found(source, path, problem=f"unreadable: {error.strerror}")
    if not stat.S_ISREG(status.st_mode) or _is_of_kernel(path):
        return _found(source, path, problem="not_a_file: not a regular file")
    return _found(source, path, size_bytes=status.st_size, modified_ns=modified_ns(status))


def _is_of_kernel(path: Path) -> bool:
    """Whether a path is a link to what the kernel shows as files: the environment of a process is no article."""
    return path.is_symlink() and path.resolve().is_relative_to("/proc")


def _found(
    source: Source, path: Path, *, size_bytes: int = 0, modified_ns: int = 0, problem: str | None = None
) -> Found:
    exact = os.fsencode(path.relative_to(source.root).as_posix())
    relative = exact.decode("utf-8", "backslashreplace")
    return Found(
        source=source.name,
        root=str(source.root),
        path=relative,
        size_bytes=size_bytes,
        modified_ns=modified_ns,
        problem=problem,
        identity_path=relative,
        path_bytes=exact.hex() if relative.encode() != exact else None,
    )


def _looks_unchanged(file: Found, before: Known) -> bool:
    if not before.file_id and file.problem is None:
        return False  # it could not be read last time: try again
    return (file.size_bytes, file.modified_ns) == (before.size_bytes, before.modified_ns)


def _hashed(file: Found) -> Found:
    if file.problem:
        return file
    try:
        with file.location.open("rb") as stream:
            return replace(file, file_id=hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError as error:
        return replace(file, problem=f"unreadable: {error.strerror}")


def _is_gone(twin: tuple[str, Known]) -> bool:
    path, entry = twin
    return not Path(entry.root, path).exists()


def problem_kind(problem: str) -> tuple[Literal["rejected", "skipped"], str, str]:
    """Status, reason and detail of a file that is no readable regular file.

    >>> problem_kind("unreadable: Permission denied")
    ('rejected', 'unreadable', 'Permission denied')
    """
    reason, _, detail = problem.partition(": ")
    return ("rejected" if reason == "unreadable" else "skipped"), reason, detail
