"""Files in local folders, walked without entering links, hidden folders, warehouses and what is left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from warehouse.location import NAME as LOCATION_NAME
from warehouse.locks import RUN_NAME
from warehouse.store import CATALOG_NAME

LATEST_NS = 2**63 - 1  # in the year 2262


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a folder."""

    location: Path
    size_bytes: int = 0
    modified_ns: int = 0
    problem: str | None = None  # why it cannot be read as a file, with the reason in front


def entries_of(given: Path, root: Path, leave_out: Path) -> Iterator[Entry]:
    """The file given, or everything in the folder given.

    root: of the source; links to files outside are not followed. leave_out: a folder not to enter.
    """
    if not given.is_dir():
        yield _look(given, root)
        return
    unreadable: list[OSError] = []
    for folder, names, files in os.walk(given, onerror=unreadable.append):
        here = Path(folder)
        if RUN_NAME in files and {CATALOG_NAME, LOCATION_NAME} & set(files):
            names.clear()
            yield Entry(location=here, problem="warehouse: a folder")
            continue
        links = [name for name in names if (here / name).is_symlink()]
        hidden = [name for name in names if name.startswith(".") and name not in links]
        names[:] = [name for name in names if name not in (*links, *hidden) and here / name != leave_out]
        yield from (Entry(location=here / name, problem="linked_folder: a link to another folder") for name in links)
        yield from (Entry(location=here / name, problem="hidden: a folder") for name in hidden)
        yield from (_look(here / name, root) for name in files)
    for error in unreadable:
        yield Entry(location=Path(error.filename), problem=f"unreadable: {error.strerror}, a folder")


def modified_ns(status: os.stat_result) -> int:
    """When a file was changed, in nanoseconds since 1970, as far as 64 bits reach: file systems know later years."""
    return max(-LATEST_NS, min(status.st_mtime_ns, LATEST_NS))


def _look(path: Path, root: Path) -> Entry:
    """A directory entry; what is no readable regular file gets a problem."""
    try:
        status = path.stat()
    except OSError as error:
        return Entry(location=path, problem=f"unreadable: {error.strerror}")
    if not stat.S_ISREG(status.st_mode):
        return Entry(location=path, problem="not_a_file: not a regular file")
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        # Who may put a link into a folder must not thereby publish what this process may read elsewhere.
        return Entry(location=path, problem=f"linked_file: a link to {shown_path(os.fsencode(path.resolve()))}")
    return Entry(location=path, size_bytes=status.st_size, modified_ns=modified_ns(status))


def shown_path(exact: bytes) -> str:
    """A path as text. Bytes that are not UTF-8 stand as escapes, and a backslash beside them too: no two look alike."""
    try:
        return exact.decode()
    except UnicodeDecodeError:
        return exact.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")
