"""Which of the files found have to be read: those whose bytes are not known.

A local file is known by its bytes (SHA-256); size and time only let a run skip hashing. A remote object is known by the
version its place gives it, until it is brought here: known versions are never opened. A touched or renamed file is
recognised, and a file that arrives late is never missed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from flows.discover import Found
from flows.places.addresses import is_remote
from flows.places.remote import tells_bytes
from transforms.records import content_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the warehouse knows of a file."""

    root: str
    file_id: str
    size_bytes: int
    modified_ns: int
    identity_path: str
    path_bytes: bytes | None = None
    version: str | None = None

    def location(self, path: str) -> str:
        """Where the file lay, given its path: a local path or an address."""
        if is_remote(self.root):
            return f"{self.root}/{path}"
        return str(Path(self.root, os.fsdecode(self.path_bytes) if self.path_bytes else path))


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


def known_files(rows: pa.Table) -> dict[Place, Known]:
    """The known files by source and path. rows: the columns of `queries/known_files.sql`."""
    return {
        (row["source"], row["path"]): Known(
            root=row["root"],
            file_id=row["file_id"],
            size_bytes=row["size_bytes"],
            modified_ns=row["modified_ns"],
            identity_path=row["identity_path"],
            path_bytes=row["path_bytes"],
            version=row["version"],
        )
        for row in rows.to_pylist()
    }


def known_roots(known: KnownFiles) -> dict[str, str]:
    """The root of each source known, by the latest look: a folder may have been moved."""
    return {source: entry.root for (source, _), entry in known.items()}


def sort_out(found: Sequence[Found], known: KnownFiles, *, listed: Iterable[str] = (), again: bool = False) -> Listing:
    """What of the files found has to be read. Files that look as they are known are not opened.

    listed: the remote folders that were listed whole. again: read known files too. Known bytes under a new name, which
    are not under their old name any more, are a renamed file: it keeps its identity, and another file that has taken
    the old name gets one of its own.
    """
    told = [_with_bytes(file, known) for file in found]
    names = _Names(told, known, tuple(f"{folder}/" for folder in listed))
    to_read, renamed, touched, unchanged = [], [], [], 0
    for file in told:
        before = known.get((file.source, file.path))
        if before and _is_known(file, before) and not again:
            if _looks_unchanged(file, before) and file.root == before.root:
                unchanged += 1
            else:
                touched.append(replace(file, identity_path=before.identity_path))
        elif before is None and (left := names.left_behind(file)) is not None:
            renamed.append(replace(file, identity_path=left.identity_path, file_id=left.file_id))
        else:
            to_read.append(file)
    identified = [replace(file, identity_path=names.identity(file)) for file in to_read]
    return Listing(to_read=tuple(identified), renamed=tuple(renamed), touched=tuple(touched), unchanged=unchanged)


def looks_new(file: Found, known: KnownFiles) -> bool:
    """Whether a file differs in place, name, size, time or version from what is known of it."""
    before = known.get((file.source, file.path))
    return before is None or file.root != before.root or not _looks_unchanged(file, before)


def _looks_unchanged(file: Found, before: Known) -> bool:
    if file.problem is None and not before.file_id:
        return False  # it could not be read last time: try again
    if file.problem is None and file.address is not None:
        # A server that does not say a size says 0, and one that says no version has to be read each time.
        return file.version is not None and file.version == before.version and file.size_bytes in {0, before.size_bytes}
    return (file.size_bytes, file.modified_ns) == (before.size_bytes, before.modified_ns)


def _is_known(file: Found, before: Known) -> bool:
    """Whether a file has the bytes it had, or cannot be read as before."""
    return file.file_id == before.file_id and (bool(file.file_id) or file.problem is not None)


def _with_bytes(file: Found, known: KnownFiles) -> Found:
    """The file with the hash of its bytes: the known one where it looks unchanged, none for a remote object."""
    before = known.get((file.source, file.path))
    if before and _looks_unchanged(file, before):
        return replace(file, file_id=before.file_id)
    if file.problem or file.address is not None:
        return file
    try:
        with file.location.open("rb") as stream:
            return replace(file, file_id=hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError as error:
        return replace(file, problem=f"unreadable: {error.strerror}")


def _mark(file: Found | Known, *, is_remote: bool) -> str | None:
    """What equal bytes have in common, as far as it is known without opening a file; None if nothing is."""
    if not is_remote:
        return file.file_id or None
    return f"{file.version} {file.size_bytes}" if tells_bytes(file.version) else None


class _Names:
    """Which name a file was first seen under, when files change places."""

    def __init__(self, present: Sequence[Found], known: KnownFiles, listed: tuple[str, ...]) -> None:
        """present: the files found, with their bytes. listed: the remote folders listed, with a slash at their end."""
        self._left: dict[Place, list[Known]] = {}  # by source and mark: what is not found any more under its name
        now = {(file.source, file.path): file for file in present}
        for (source, path), entry in sorted(known.items(), key=lambda item: item[0]):
            mark = _mark(entry, is_remote=is_remote(entry.root)) if entry.file_id else None
            here = now.get((source, path))
            if mark is None or (here is not None and here.file_id == entry.file_id):
                continue
            if here is not None or _is_gone(entry.location(path), listed):
                self._left.setdefault((source, mark), []).append(entry)
        # Who has an identity: of two files the one that was renamed, since it took it along.
        self._owners = {(s, entry.identity_path): path for (s, path), entry in sorted(known.items(), key=_renamed_last)}
        self._known = known

    def left_behind(self, file: Found) -> Known | None:
        """What is known of a file that had these bytes under a name it has no more; each is given away once."""
        mark = _mark(file, is_remote=file.address is not None)
        entries = self._left.get((file.source, mark)) if mark else None
        if not entries:
            return None
        entry = entries.pop(0)
        self._owners[file.source, entry.identity_path] = file.path
        return entry

    def identity(self, file: Found) -> str:
        """The name a file was first seen under, or one of its own where another file has that."""
        before = self._known.get((file.source, file.path))
        identity = before.identity_path if before else file.path
        if self._owners.setdefault((file.source, identity), file.path) != file.path:
            identity = f"{file.path} ({(file.file_id or content_id(file.version or ''))[:8]})"
            self._owners[file.source, identity] = file.path
        return identity


def _is_gone(location: str, listed: tuple[str, ...]) -> bool:
    """Whether there is no file any more where one was: of a remote folder its listing tells."""
    return location.startswith(listed) if is_remote(location) else not Path(location).exists()


def _renamed_last(item: tuple[Place, Known]) -> bool:
    (_, path), entry = item
    return path != entry.identity_path
