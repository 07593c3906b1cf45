"""Small files joined: each run adds a file to most tables, and a query opens them all.

Joining is an ordinary commit. Files near the wanted size are left alone, so that no text is written again every week.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from warehouse.catalog import DataFile
from warehouse.store import Draft, Snapshot, folder_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactionParams:
    """How files are joined."""

    target_bytes: int = 64 << 20  # rows are sorted in memory, where they take about ten times as much
    full_share: float = 0.5  # of the target from which a file stays as it is
    level: int = 6  # of zstd: 6 % smaller than what runs write; 9 is 3 % smaller still, in a third more time


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Files of one table and folder that become one."""

    table: str
    files: tuple[DataFile, ...]

    @property
    def size_bytes(self) -> int:
        """Size of the files together."""
        return sum(file.size_bytes for file in self.files)


def small_files(snapshot: Snapshot, params: CompactionParams) -> list[Group]:
    """The files of a snapshot that are to be joined, in groups of about the wanted size."""
    return [
        Group(table=table, files=tuple(group))
        for table, files in snapshot.files.items()
        for group in _groups(files, params)
        if len(group) > 1
    ]


def join_files(draft: Draft, groups: Sequence[Group], params: CompactionParams) -> None:
    """Put one file, sorted and packed well, in the place of each group. Raises WarehouseDamaged."""
    for group in groups:
        draft.merge(group.files, params.level)


def _groups(files: Sequence[DataFile], params: CompactionParams) -> Iterator[list[DataFile]]:
    """Small files of one folder, oldest first, so many that they reach the target together."""
    small = [file for file in files if file.size_bytes < params.target_bytes * params.full_share]
    for _, in_folder in groupby(sorted(small, key=_by_folder), key=folder_of):
        group: list[DataFile] = []
        for file in in_folder:
            if group and sum(f.size_bytes for f in group) + file.size_bytes > params.target_bytes:
                yield group
                group = []
            group.append(file)
        yield group


def _by_folder(file: DataFile) -> tuple[str, int]:
    return folder_of(file) or "", file.id
