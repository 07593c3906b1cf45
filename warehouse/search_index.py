"""An optional full-text index in SQLite (FTS5): which states of articles hold some words, without reading all texts.

It is derived from the tables and lies beside them in `search/`: parts that are never changed, and `index.json`, which
lists them with the text files they cover. It answers for a snapshot only if it covers all its text files and nothing
was forgotten since it was made; else the texts are read. Words are those of the macro `folded_words`, so both ways
find the same. What is new goes into a part of its own; small parts are joined.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote
from uuid import uuid4

import pyarrow as pa

from warehouse import query
from warehouse.commit_log import sync_folder
from warehouse.errors import WarehouseUnwritable
from warehouse.store import Snapshot, Warehouse

FOLDER = "search"
LIST = "index.json"
Paths: TypeAlias = Mapping[str, Sequence[Path]]  # files by stored table
READ_ROWS = 2_000  # texts cut into words at a time
JOINED_PARTS = 8  # so many of about one size become one: each text is cut anew once for each size, which grow eightfold
# What stands in the table `words` are words and blanks alone; this tokenizer takes every sign beyond ASCII for a
# letter, where others know the letters of an old Unicode.
LAYOUT = """
CREATE TABLE states (number INTEGER PRIMARY KEY, revision_id TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5 (text, content = '', columnsize = 0, tokenize = 'ascii');
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One file of the index."""

    name: str
    states: int
    size_bytes: int
    modified_ns: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What `index.json` says."""

    parts: tuple[Part, ...] = ()
    files: frozenset[str] = frozenset()  # text files whose states are all in the parts
    forgotten: int = 0  # receipts of forgetting when it was made


def index_of(warehouse: Warehouse) -> Index | None:
    """The index of a warehouse, whether or not it is up to date; None if there is none that can be read."""
    try:
        saved = json.loads((warehouse.root / FOLDER / LIST).read_text())
        parts = tuple(Part(**part) for part in saved["parts"])
        return Index(parts=parts, files=frozenset(saved["files"]), forgotten=saved["forgotten"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        return Index()  # there is one, and nothing in it counts


def is_kept(warehouse: Warehouse) -> bool:
    """Whether somebody has asked for an index."""
    return (warehouse.root / FOLDER).is_dir()


def remove_index(warehouse: Warehouse) -> None:
    """Remove the index; it is not kept up any more."""
    shutil.rmtree(warehouse.root / FOLDER, ignore_errors=True)


def keep_up(warehouse: Warehouse, snapshot: Snapshot) -> Index:
    """Bring the index to a snapshot, making it if there is none. For the holder of the run lock.

    Raises OSError or WarehouseUnwritable if it cannot be written.
    """
    folder = warehouse.root / FOLDER
    folder.mkdir(exist_ok=True)
    index = index_of(warehouse) or Index()
    forgotten = _receipts(snapshot)
    if index.forgotten != forgotten or not all(_is_sound(folder, part) for part in index.parts):
        index = _saved(folder, Index(forgotten=forgotten))  # first without what was forgotten, then with the rest
    covered = _text_files(snapshot)
    if covered <= index.files:
        return index
    joined = _to_join(index.parts)
    kept = tuple(part for part in index.parts if part not in joined)
    paths = warehouse.paths(snapshot)
    if not joined:  # the others have nothing new in them
        new = [file for file in snapshot.files["article_text"] if file.path not in index.files]
        paths["article_text"] = [warehouse.files.path(file) for file in new]
    try:
        wanted = _missing(folder, kept, paths)
        if wanted.num_rows:
            index = replace(index, parts=(*kept, _make_part(folder, paths, wanted)))
    except sqlite3.Error as error:
        raise WarehouseUnwritable(f"{folder}: the index cannot be written ({error}); the tables are whole") from error
    return _saved(folder, replace(index, files=covered))


def is_current(warehouse: Warehouse, snapshot: Snapshot) -> bool:
    """Whether there is nothing to be done to the index of a snapshot; so too where none is kept."""
    index = index_of(warehouse)
    if index is None:
        return not is_kept(warehouse)
    return _text_files(snapshot) <= index.files and index.forgotten == _receipts(snapshot)


def states_with(warehouse: Warehouse, snapshot: Snapshot, wanted: Sequence[str]) -> pa.Table | None:
    """The states that hold all of the words, of whatever snapshot: `revision_id`. None if the index does not answer.

    wanted: as the macro `wanted_words` gives them.
    """
    index = index_of(warehouse)
    if index is None or not wanted or index.forgotten != _receipts(warehouse.snapshot()):
        return None
    folder = warehouse.root / FOLDER
    if not _text_files(snapshot) <= index.files or not all(_is_sound(folder, part) for part in index.parts):
        return None
    try:
        found = [id_ for part in index.parts for id_ in _states_in(folder / part.name, _match(wanted))]
    except sqlite3.Error:
        return None
    return pa.table({"revision_id": pa.array(found, pa.string())})


def _match(wanted: Sequence[str]) -> str:
    """The question in FTS5's language: each word or phrase in quotation marks, a star behind beginnings."""
    return " AND ".join(f'"{word.strip()}"' + ("" if word.endswith(" ") else " *") for word in wanted)


def _states_in(path: Path, match: str) -> list[str]:
    question = "SELECT revision_id FROM words JOIN states ON number = words.rowid WHERE words MATCH ?"
    with closing(_opened(path)) as connection:
        return [id_ for (id_,) in connection.execute(question, [match])]


def _opened(path: Path) -> sqlite3.Connection:
    """A part, for reading: it is never changed, so no lock is needed, nor the right to write."""
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)


def _missing(folder: Path, parts: Sequence[Part], paths: Paths) -> pa.Table:
    """The states in these files that these parts do not have."""
    ids: list[str] = []
    for part in parts:
        with closing(_opened(folder / part.name)) as opened:
            ids += [id_ for (id_,) in opened.execute("SELECT revision_id FROM states")]
    known = pa.table({"revision_id": pa.array(ids, pa.string())})
    with query.connect_stored(paths) as connection:
        return query.ask(connection, "states_without", {"known": known})


def _make_part(folder: Path, paths: Paths, wanted: pa.Table) -> Part:
    """Write a part with these states."""
    name = f"{uuid4().hex}.sqlite"
    making = folder / f"{name}.new"
    try:
        with closing(sqlite3.connect(making)) as connection:
            # Nobody sees the file before it is whole: no journal.
            connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {LAYOUT}")
            number = 0
            for rows in _folded(paths, wanted):
                numbers = range(number, number + rows.num_rows)
                number += rows.num_rows
                ids, texts = rows["revision_id"].to_pylist(), rows["words"].to_pylist()
                connection.executemany("INSERT INTO states VALUES (?, ?)", zip(numbers, ids, strict=True))
                connection.executemany(
                    "INSERT INTO words (rowid, text) VALUES (?, ?)", zip(numbers, texts, strict=True)
                )
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")
            connection.commit()
        with making.open("rb") as file:
            os.fsync(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        making.replace(folder / name)
    finally:
        making.unlink(missing_ok=True)
    status = (folder / name).stat()
    return Part(name=name, states=number, size_bytes=status.st_size, modified_ns=status.st_mtime_ns, sha256=digest)


def _folded(paths: Paths, wanted: pa.Table) -> Iterator[pa.Table]:
    """The states with the words of their titles and texts."""
    with query.connect(paths) as connection:
        yield from query.stream(connection, "words_of_states", {"wanted": wanted}, rows=READ_ROWS)


def _to_join(parts: Sequence[Part]) -> list[Part]:
    """The parts that the next one is to take up: those of about one size, if they have become many."""
    for size in sorted({_size_class(part) for part in parts}):
        alike = [part for part in parts if _size_class(part) <= size]
        if len(alike) >= JOINED_PARTS:
            return alike
    return []


def _size_class(part: Part) -> int:
    """1 for less than 8 states, 2 for less than 64, and so on."""
    return (part.states.bit_length() + 2) // 3


def _is_sound(folder: Path, part: Part) -> bool:
    """Whether a part has the bytes that were written; they are only read if its time or size is another one."""
    path = folder / part.name
    try:
        status = path.stat()
        if (status.st_size, status.st_mtime_ns) == (part.size_bytes, part.modified_ns):
            return True
        with path.open("rb") as file:  # as after a copy of the warehouse
            return hashlib.file_digest(file, "sha256").hexdigest() == part.sha256
    except OSError:
        return False


def _saved(folder: Path, index: Index) -> Index:
    """Write `index.json` durably, and remove what it does not list."""
    saved = {
        "parts": [asdict(part) for part in index.parts],
        "files": sorted(index.files),
        "forgotten": index.forgotten,
    }
    making = folder / f"{LIST}.new"
    with making.open("w") as file:
        json.dump(saved, file)
        file.flush()
        os.fsync(file.fileno())
    making.replace(folder / LIST)
    sync_folder(folder)
    kept = {LIST, *(part.name for part in index.parts)}
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink()
    return index


def damaged_parts(warehouse: Warehouse) -> list[Path]:
    """The parts that have not the bytes that were written, each read in full."""
    folder = warehouse.root / FOLDER
    unread = [replace(part, modified_ns=-1) for part in (index_of(warehouse) or Index()).parts]
    return [folder / part.name for part in unread if not _is_sound(folder, part)]


def remove_damaged(warehouse: Warehouse) -> None:
    """Remove damaged parts, so that the index is made anew when it is next kept up."""
    for path in damaged_parts(warehouse):
        path.unlink(missing_ok=True)


def _text_files(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(file.path for file in snapshot.files.get("article_text", ()))


def _receipts(snapshot: Snapshot) -> int:
    return sum(file.rows for file in snapshot.files.get("forgotten", ()))
