"""A warehouse made whole: the catalog from the records of the commits, and tables without what damaged files held.

What is cut out leaves the tables consistent, so that the steps of a run can fill the gaps: texts are read from their
sources again, index and stories made from the tables. Nothing here reads a source.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import query
from warehouse.catalog import Catalog, DataFile
from warehouse.catalog_database import SqliteFile
from warehouse.commit_log import Commit, place
from warehouse.data_folder import DataFolder, damage
from warehouse.errors import WarehouseDamaged
from warehouse.store import CATALOG_NAME, Draft, Warehouse

ARTICLES = ("article_metadata", "article_text")
LEDGER = ("files", "outcomes")
INDEX = ("fingerprints", "duplicate_keys", "duplicate_neighbours", "duplicates")
STORIES = ("stories", "story_members", "figures", "differences")
LINES = ("outlet_lines", "outlet_documents")
NAMES = ("mentions", "name_searches")  # one tells where the other has been looked for
TERMS = ("story_terms", "term_documents")  # one counts the other: both are counted anew, as articles need them
# What only the run could tell that wrote it.
UNTOLD = (
    *("story_changes", "duplicate_changes", "field_alternatives", "runs", "checks", "forgotten", "forgotten_keys"),
    *("listed_outlets", "listed_agencies", "settings"),
)
# Tables with rows of one state.
OF_STATES = (
    "article_metadata",
    "article_text",
    "field_alternatives",
    "fingerprints",
    "figures",
    "story_terms",
    "agency_credits",
    "revision_changes",
    "mentions",
    "name_searches",
)

# Columns that name articles in the tables that are made from them.
NAMING = (
    ("duplicates", "article_id"),
    ("duplicates", "original_id"),
    ("story_members", "article_id"),
    ("figures", "article_id"),
    ("differences", "article_id"),
    ("differences", "other_article_id"),
)
COUNTS = ("discovered", "accepted", "revised", "unchanged", "rejected", "skipped")
UNREAD = {"file_id": "", **dict.fromkeys(COUNTS, 0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOut:
    """What damaged files have cost the tables."""

    places: tuple[tuple[str, str], ...] = ()  # source and path of files that have to be read again
    has_lost_lines: bool = False  # what outlets repeat has to be counted anew
    gone: tuple[str, ...] = ()  # tables that lost rows that nothing can make again


def rebuild_catalog(root: Path, now: datetime) -> int:
    """Make the catalog anew from the records of the commits; an old file is put aside. The number of snapshots.

    Snapshots whose files are not there any more have expired. For the holder of the run lock.
    Raises WarehouseDamaged if there are no records.
    """
    warehouse = Warehouse(root)
    files = warehouse.files
    commits = files.records()
    last = commits[-1].added if commits else ()
    if last and not any(files.has(place(file)) for file in last):
        commits.pop()  # never committed: the process was killed before, and its files were swept away
    if not commits:
        raise WarehouseDamaged(f"{files.address}: no records to make the catalog from; ingest the sources again")
    making = root / f"{CATALOG_NAME}.rebuilt"
    making.unlink(missing_ok=True)
    catalog = Catalog(SqliteFile(making))
    catalog.create(files.address, commits[0].made_at)
    for commit in commits:
        _replay(catalog, commit)
    _expire_unreadable(catalog, files, now)
    snapshots = len(catalog.snapshots())
    if isinstance(warehouse.catalog.database, SqliteFile):
        _put_in_place(catalog, making, root)
    else:
        catalog.copy_to(warehouse.catalog, is_replacing=True)
        making.unlink()
    return snapshots


def damaged(warehouse: Warehouse) -> list[DataFile]:
    """The files of the newest snapshot that are missing, or not as they were written."""
    files = [file for files in warehouse.snapshot().files.values() for file in files]
    return [file for file in files if warehouse.files.damage(file)]


def give_up_history(warehouse: Warehouse, now: datetime) -> list[int]:
    """Take the earlier snapshots out of the history that name a damaged file; their numbers."""
    wrong = {file.id for file in warehouse.catalog.all_files() if warehouse.files.damage(file)}
    unreadable = [
        info.number
        for info in warehouse.snapshots()[:-1]
        if any(file.id in wrong for file in warehouse.catalog.files(info.number)[1])
    ]
    warehouse.catalog.expire(unreadable, now)
    return unreadable


def put_back(warehouse: Warehouse, files: Sequence[DataFile]) -> list[DataFile]:
    """Take damaged files back from copies; those that were.

    `published` holds some under a second name, and what is damaged in a bucket may be sound on this machine.
    """
    done = []
    for file in files:
        exported = (warehouse.root / "exports").glob(f"*/{file.table}/{Path(file.path).name}")
        for copy in (warehouse.files.path(file), *exported):
            if damage(copy, file) is None:
                warehouse.files.put_back(copy, file)
                done.append(file)
                break
    return done


def cut_out(draft: Draft, files: Sequence[DataFile]) -> CutOut:
    """Take damaged files out of a draft, and from the other tables what does not hold without them."""
    draft.retired.update(file.id for file in files)
    tables = {file.table for file in files}
    for group in (INDEX, STORIES, LINES, TERMS, NAMES):
        if tables & set(group):
            for table in group:
                draft.clear_table(table)
    if tables & {*ARTICLES, "superseded_revisions"}:
        _cut_states(draft)
    return CutOut(
        places=_cut_readings(draft) if tables & {*ARTICLES, *LEDGER} else (),
        has_lost_lines=bool(tables & set(LINES)),
        gone=tuple(sorted(tables & set(UNTOLD))),
    )


def _put_in_place(catalog: Catalog, file: Path, root: Path) -> None:
    """Put the file of a catalog in the place of the old one, which is kept beside it."""
    catalog.vacuum()  # which leaves everything in the one file that is renamed
    for suffix in ("", "-wal", "-shm"):
        old = root / f"{CATALOG_NAME}{suffix}"
        if old.exists():
            old.rename(root / f"{CATALOG_NAME}.damaged{suffix}")
    file.rename(root / CATALOG_NAME)


def _replay(catalog: Catalog, commit: Commit) -> None:
    known = {f"{file.table}/{file.path}": file.id for file in catalog.all_files()}
    number = catalog.commit(
        run_id=commit.run_id,
        added=commit.added,
        retired=[known[path] for path in commit.retired],
        message=commit.message,
        now=commit.made_at,
        replaced={known[path]: file for path, file in commit.replaced.items()},
    )
    if number != commit.number:
        raise WarehouseDamaged(
            f"the record of commit {number} is missing: commit {commit.number} follows the one before"
        )


def _expire_unreadable(catalog: Catalog, files: DataFolder, now: datetime) -> None:
    there = {stored.place for stored in files.listed()}
    missing = {file.id for file in catalog.all_files() if f"{file.table}/{file.path}" not in there}
    earlier = [info.number for info in catalog.snapshots()[:-1]]
    catalog.expire([n for n in earlier if any(file.id in missing for file in catalog.files(n)[1])], now)


def _cut_states(draft: Draft) -> None:
    """Take states that have lost their metadata or their text out of all tables, and articles that have no other."""
    with query.connect_stored(draft.paths()) as connection:
        lost = query.ask(connection, "states_not_whole").select(["revision_id"])
        chain = query.ask(connection, "superseded_anew", {"lost": lost})
    for table in OF_STATES:
        draft.remove_rows(table, "revision_id", _values(lost, "revision_id"))
    draft.clear_table("superseded_revisions")
    draft.add("superseded_revisions", chain)
    with query.connect_stored(draft.paths()) as connection:
        gone = query.ask(connection, "articles_gone")
    # Copies that have lost their original are compared anew.
    draft.remove_rows("fingerprints", "article_id", pc.list_flatten(_values(gone, "copies")))
    for table, column in NAMING:
        draft.remove_rows(table, column, _values(gone, "article_id"))
    # A story that its founder founds again has its old id only if that is free.
    with query.connect_stored(draft.paths()) as connection:
        empty = query.ask(connection, "stories_empty")
    draft.remove_rows("stories", "story_id", _values(empty, "story_id"))


def _cut_readings(draft: Draft) -> tuple[tuple[str, str], ...]:
    """Take out the readings whose records are not accounted for any more; the sources and paths of their files.

    The files are noted as unread, so that they are read again under the names they were first seen under.
    """
    with query.connect_stored(draft.paths()) as connection:
        readings = query.ask(connection, "readings_not_whole").to_pylist()
    places = {(row["run_id"], row["source"], row["path"]) for row in readings}
    draft.edit_rows("outcomes", lambda rows: _at(rows, places), lambda _: None)
    draft.edit_rows("files", lambda rows: _at(rows, places), lambda row: row | UNREAD)
    runs = pa.array({run for run, _, _ in places}, pa.string())
    draft.edit_rows(
        "runs", lambda rows: pc.is_in(rows["run_id"], value_set=runs), lambda row: row | {"status": "repaired"}
    )
    return tuple(sorted({(source, path) for _, source, path in places}))


def _at(rows: pa.Table, places: Collection[tuple[str, str, str]]) -> Any:
    """Which rows are of these runs, sources and paths."""
    found = zip(*(rows[name].to_pylist() for name in ("run_id", "source", "path")), strict=True)
    return pa.array([place in places for place in found], pa.bool_())


def _values(rows: pa.Table, name: str) -> pa.Array[Any]:
    return rows[name].combine_chunks()
