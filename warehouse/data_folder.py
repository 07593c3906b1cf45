"""The data files of a warehouse, and the records of its commits, in a folder of this machine.

`bucket.py` has the same in a bucket, with this folder as its copy. A place is `table/path`, as the catalog has it.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from warehouse.catalog import DataFile, NewFile
from warehouse.commit_log import Commit, parsed, rendered, sync, write_durably

RECORDS = "commits"
AT_ONCE = 8  # files synced or sent: it is all waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A file among the data, whether a snapshot names it or not."""

    place: str
    size_bytes: int
    modified: float  # seconds since 1970


class DataFolder:
    """The files of one warehouse."""

    def __init__(self, root: Path) -> None:
        """root: the folder of the warehouse."""
        self.folder = root / "data" / "main"
        self._records = root / "data" / RECORDS

    @property
    def address(self) -> str:
        """Where the files lie for readers of the catalog."""
        return f"{self.folder.parent}/"

    def path(self, file: DataFile | NewFile) -> Path:
        """Where a file lies, or will, on this machine."""
        return self.folder / file.table / file.path

    def fetch(self, files: Iterable[DataFile]) -> None:
        """See to it that these files lie on this machine; here they do. Raises WarehouseDamaged, BucketFailed."""

    def keep(self, files: Sequence[DataFile | NewFile]) -> None:
        """Make files durable and let every reader find them, before a commit names them. Raises BucketFailed.

        All at once: a disk that syncs one file after another makes a run of twenty small ones wait twenty times.
        """
        paths = [self.path(file) for file in files]
        folders = {folder for path in paths for folder in path.parents if folder.is_relative_to(self.folder.parent)}
        if paths:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(sync, paths))  # first what is in the files, then their names
                list(pool.map(sync, folders))

    def has(self, place: str) -> bool:
        """Whether there is a file at a place."""
        return (self.folder / place).exists()

    def damage(self, file: DataFile | NewFile) -> str | None:
        """What is wrong with a file, or None."""
        return damage(self.path(file), file)

    def put_back(self, copy: Path, file: DataFile) -> None:
        """Put a copy of a file durably in its place, whatever lies there."""
        with copy.open("rb") as content:
            write_durably(self.path(file), content, mode=0o444)

    def listed(self) -> Iterator[Stored]:
        """All files among the data, in the order of their places."""
        for path in sorted(self.folder.rglob("*")):
            try:
                status = path.stat()
            except FileNotFoundError:  # just renamed, by a reader who has fetched it
                continue
            if stat.S_ISREG(status.st_mode):
                place = path.relative_to(self.folder).as_posix()
                yield Stored(place=place, size_bytes=status.st_size, modified=status.st_mtime)

    def delete(self, places: Iterable[str]) -> dict[str, int]:
        """Delete what is there of some files; the size of each that was."""
        deleted = {}
        for place in places:
            path = self.folder / place
            if path.exists():
                deleted[place] = path.stat().st_size
                path.unlink()
        return deleted

    def trim(self, known: set[str]) -> None:
        """Drop copies of files that are not among these; here are none."""

    def fetch_unknown(self, known: set[str]) -> None:
        """See to it that what lies among the data without being known lies on this machine, too; here it does."""

    def write_record(self, commit: Commit) -> None:
        """Write the record of a commit durably, over one of the same number that was never committed."""
        for leftover in self._records.glob("*.tmp"):  # of a process that was killed: one at a time writes here
            leftover.unlink()
        write_durably(self._records / f"{commit.number:08}.json", [rendered(commit)])

    def records(self) -> list[Commit]:
        """The records of all commits, in their order."""
        return [parsed(path.read_bytes()) for path in sorted(self._records.glob("*.json"))]


def damage(path: Path, file: DataFile | NewFile) -> str | None:
    """What is wrong with the file at a path, or None."""
    if not path.exists():
        return f"{path}: missing"
    if path.stat().st_size != file.size_bytes or sha256_of(path) != file.sha256:
        return f"{path}: not the bytes that were written"
    rows = pq.read_metadata(path).num_rows
    return None if rows == file.rows else f"{path}: {rows} rows, and {file.rows} in the catalog"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
