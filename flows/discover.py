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

from flows.errors import NothingToRead, WrongSource
from transforms.records import REASONS, content_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A folder given to ingest, or a single file in it, under its name."""

    name: str
    root: Path
    given: Path  # the root, or a folder or file below it


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
    path_bytes: bytes | None = None

    def location(self, path: str) -> Path:
        """Where the file lay, given its path."""
        return Path(self.root, os.fsdecode(self.path_bytes) if self.path_bytes else path)


LATEST_NS = 2**63 - 1  # in the year 2262
Place = tuple[str, str]  # source and path
KnownFiles = Mapping[Place, Known]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a run found: files to read, and files that need no reading."""

    to_read: tuple[Found, ...]
    renamed: tuple[Found, ...]  # known bytes at a new path, the old path gone
    touched: tuple[Found, ...]  # known bytes at their path, with another time
    unchanged: int  # files that look as they did

    @property
    def files(self) -> int:
        """Files found."""
        return len(self.to_read) + len(self.renamed) + len(self.touched) + self.unchanged


def known_files(rows: pa.Table) -> dict[tuple[str, str], Known]:
    """The known files by source and path. rows: the columns of `queries/known_files.sql`."""
    return {
        (row["source"], row["path"]): Known(
            root=row["root"],
            file_id=row["file_id"],
            size_bytes=row["size_bytes"],
            modified_ns=row["modified_ns"],
            identity_path=row["identity_path"],
            path_bytes=row["path_bytes"],
        )
        for row in rows.to_pylist()
    }


def named_sources(paths: Sequence[Path], name: str | None, known: KnownFiles) -> list[Source]:
    """The sources given, each under the name asked for or its folder's own.

    A name stands for one folder, so that files of two folders are never taken for one. A folder whose own name
    already stands for another one, which is still there, gets a suffix made from its place. What lies inside a
    folder that is known belongs to that folder's source.
    Raises NothingToRead for a missing path, WrongSource if the name asked for stands for another folder.
    """
    taken = {source: Path(entry.root) for (source, _), entry in known.items() if Path(entry.root).exists()}
    sources = []
    for path in paths:
        resolved = path.resolve()
        if not resolved.exists():
            raise NothingToRead(f"{path}: no such file or folder")
        folder = resolved if resolved.is_dir() else resolved.parent
        if name:
            source = Source(name=_asked_name(name, folder, taken), root=folder, given=resolved)
        else:
            root = _known_root(folder, set(taken.values())) or folder
            source = Source(name=_own_name(root, taken), root=root, given=resolved)
        taken.setdefault(source.name, source.root)
        sources.append(source)
    return sources


def find_files(sources: Iterable[Source], leave_out: Path) -> list[Found]:
    """All files of the sources, in the order of their names' bytes. leave_out: a folder not to enter.

    Raises NothingToRead if there is none.
    """
    found = {(file.source, file.path): file for source in sources for file in _walk(source, leave_out)}
    if not found:
        raise NothingToRead(f"{', '.join(str(source.given) for source in sources)}: no files in it")
    return [found[key] for key in sorted(found)]


def sort_out(found: Sequence[Found], known: KnownFiles, *, again: bool = False) -> Listing:
    """What of the files found has to be read. Files whose size and time are as known are not opened.

    again: read known files too. Known bytes under a new name, which are not under their old name any more, are a
    renamed file: it keeps its identity, and another file that has taken the old name gets one of its own.
    """
    hashed = [_with_bytes(file, known) for file in found]
    names = _Names(hashed, known)
    to_read, renamed, touched, unchanged = [], [], [], 0
    for file in hashed:
        before = known.get((file.source, file.path))
        if before and before.file_id == file.file_id and not again:
            if _looks_unchanged(file, before):
                unchanged += 1
            else:
                touched.append(replace(file, identity_path=before.identity_path))
        elif before is None and (identity := names.left_behind(file)) is not None:
            renamed.append(replace(file, identity_path=identity))
        else:
            to_read.append(file)
    identified = [replace(file, identity_path=names.identity(file)) for file in to_read]
    return Listing(to_read=tuple(identified), renamed=tuple(renamed), touched=tuple(touched), unchanged=unchanged)


def modified_ns(status: os.stat_result) -> int:
    """When a file was changed, in nanoseconds since 1970, as far as 64 bits reach: file systems know later years."""
    return max(-LATEST_NS, min(status.st_mtime_ns, LATEST_NS))


def looks_new(file: Found, known: KnownFiles) -> bool:
    """Whether a file differs in name, size or time from what is known of it."""
    before = known.get((file.source, file.path))
    return before is None or not _looks_unchanged(file, before)


def _known_root(folder: Path, roots: set[Path]) -> Path | None:
    return next((above for above in (folder, *folder.parents) if above in roots), None)


def _own_name(folder: Path, taken: Mapping[str, Path]) -> str:
    known = next((name for name, root in taken.items() if root == folder), None)
    name = folder.name or "root"
    if known is not None:
        return known
    return name if name not in taken else f"{name}-{content_id(str(folder))[:6]}"


def _asked_name(name: str, folder: Path, taken: Mapping[str, Path]) -> str:
    if taken.get(name, folder) != folder:
        raise WrongSource(
            f"--source {name!r} stands for {taken[name]}, and {folder} is another folder; give it a name of its own, or"
            " ingest the folder above both"
        )
    return name


def _walk(source: Source, leave_out: Path) -> Iterator[Found]:
    if not source.given.is_dir():
        yield _look(source, source.given)
        return
    unreadable: list[OSError] = []
    for folder, names, files in os.walk(source.given, onerror=unreadable.append):
        here = Path(folder)
        links = [name for name in names if (here / name).is_symlink()]
        hidden = [name for name in names if name.startswith(".") and name not in links]
        names[:] = [name for name in names if name not in (*links, *hidden) and here / name != leave_out]
        yield from (_found(source, here / name, problem="linked_folder: a link to another folder") for name in links)
        yield from (_found(source, here / name, problem="hidden: a folder") for name in hidden)
        yield from (_look(source, here / name) for name in files)
    for error in unreadable:
        yield _found(source, Path(error.filename), problem=f"unreadable: {error.strerror}, a folder")


def _look(source: Source, path: Path) -> Found:
    """A directory entry; what is no readable regular file gets a problem."""
    try:
        status = path.stat()
    except OSError as error:
        return _found(source, path, problem=f"unreadable: {error.strerror}")
    if not stat.S_ISREG(status.st_mode):
        return _found(source, path, problem="not_a_file: not a regular file")
    if path.is_symlink() and not path.resolve().is_relative_to(source.root):
        # Who may put a link into a folder must not thereby publish what this process may read elsewhere.
        return _found(source, path, problem=f"linked_file: a link to {_shown(os.fsencode(path.resolve()))}")
    return _found(source, path, size_bytes=status.st_size, modified_ns=modified_ns(status))


def _found(
    source: Source, path: Path, *, size_bytes: int = 0, modified_ns: int = 0, problem: str | None = None
) -> Found:
    exact = os.fsencode(path.relative_to(source.root).as_posix())
    relative = _shown(exact)
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


def _shown(exact: bytes) -> str:
    """A path as text. Bytes that are not UTF-8 stand as escapes, and a backslash beside them too: no two look alike."""
    try:
        return exact.decode()
    except UnicodeDecodeError:
        return exact.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")


def _looks_unchanged(file: Found, before: Known) -> bool:
    if not before.file_id and file.problem is None:
        return False  # it could not be read last time: try again
    return (file.size_bytes, file.modified_ns) == (before.size_bytes, before.modified_ns)


def _with_bytes(file: Found, known: KnownFiles) -> Found:
    """The file with the hash of its bytes, the known one where it looks unchanged."""
    before = known.get((file.source, file.path))
    if before and _looks_unchanged(file, before):
        return replace(file, file_id=before.file_id)
    if file.problem:
        return file
    try:
        with file.location.open("rb") as stream:
            return replace(file, file_id=hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError as error:
        return replace(file, problem=f"unreadable: {error.strerror}")


class _Names:
    """Which name a file was first seen under, when files change places."""

    def __init__(self, present: Sequence[Found], known: KnownFiles) -> None:
        """present: the files found, with their bytes."""
        self._known = known
        self._left: dict[Place, list[str]] = {}  # by source and bytes: names under which they are not found any more
        now = {(file.source, file.path): file.file_id for file in present}
        for (source, path), entry in sorted(known.items()):
            here = now.get((source, path))
            is_gone = not entry.location(path).exists() if here is None else here != entry.file_id
            if entry.file_id and is_gone:
                self._left.setdefault((source, entry.file_id), []).append(path)
        # Who has an identity: of two files the one that was renamed, since it took it along.
        self._owners = {(s, entry.identity_path): path for (s, path), entry in sorted(known.items(), key=_renamed_last)}

    def left_behind(self, file: Found) -> str | None:
        """The identity of a file that had these bytes under a name it has no more; each is given away once."""
        names = self._left.get((file.source, file.file_id)) if file.file_id else None
        if not names:
            return None
        identity = self._known[file.source, names.pop(0)].identity_path
        self._owners[file.source, identity] = file.path
        return identity

    def identity(self, file: Found) -> str:
        """The name a file was first seen under, or one of its own where another file has that."""
        before = self._known.get((file.source, file.path))
        identity = before.identity_path if before else file.path
        if self._owners.setdefault((file.source, identity), file.path) != file.path:
            identity = f"{file.path} ({file.file_id[:8]})"
            self._owners[file.source, identity] = file.path
        return identity


def _renamed_last(item: tuple[Place, Known]) -> bool:
    (_, path), entry = item
    return path != entry.identity_path


def problem_kind(problem: str) -> tuple[Literal["rejected", "skipped"], str, str]:
    """Status, reason and detail of a file that is no readable regular file.

    >>> problem_kind("unreadable: Permission denied")
    ('rejected', 'unreadable', 'Permission denied')
    """
    reason, _, detail = problem.partition(": ")
    return ("rejected" if reason in REASONS else "skipped"), reason, detail
