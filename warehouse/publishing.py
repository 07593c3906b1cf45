"""Write what readers find of the newest snapshot: the published folder, `views.duckdb`, the index of words."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from warehouse import query, search_index
from warehouse.commit_log import sync
from warehouse.data_folder import AT_ONCE
from warehouse.leases import held, is_held
from warehouse.published import FOLDERS, LINK, LINKED, MANIFEST, PublishedFile, PublishedView, published_paths, rendered
from warehouse.store import Snapshot, Warehouse

NUMBER_DIGITS = 8  # of the snapshot, with which the name of a folder begins
KEPT_FOLDERS = 2  # the newest, and one that a reader without a lease may still be at


def write_readers_files(warehouse: Warehouse) -> None:
    """Write `views.duckdb` and `published/` for the newest snapshot, and bring the index to it where one is kept."""
    with held(warehouse) as snapshot:
        query.write_views_file(warehouse, snapshot)
        _write_published(warehouse, snapshot)
        if search_index.is_kept(warehouse):
            search_index.keep_up(warehouse, snapshot)
    _remove_gone(warehouse)


def is_published(warehouse: Warehouse) -> bool:
    """Whether readers find the newest snapshot; not so after a kill behind a commit, or a move of the folder."""
    snapshot = warehouse.snapshot()
    if published_paths(warehouse, snapshot, query.definitions()) is None:
        return False
    return search_index.is_current(warehouse, snapshot)


def _write_published(warehouse: Warehouse, snapshot: Snapshot) -> None:
    """Write every view as plain Parquet into a new folder, then switch the link `published` to it."""
    folders = warehouse.root / FOLDERS
    final = folders / f"{snapshot.number:0{NUMBER_DIGITS}}"
    making = folders / f"{final.name}.new"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    views: dict[str, PublishedView] = {}
    with query.connect_stored(warehouse.paths(snapshot)) as connection:
        for view in query.VIEWS:
            query.make_view(connection, view)
            views[view] = _published(connection, warehouse, snapshot, view, making)
            if view != LINKED:  # those that build on it read what is written instead of joining all of it again
                query.make_view(connection, view, [making / file.path for file in views[view].files])
    (making / MANIFEST).write_text(rendered(warehouse, snapshot, query.definitions(), views))
    _make_durable(making)
    if final.exists():  # published before: readers are at it
        final = folders / f"{final.name}-{secrets.token_hex(3)}"
    making.rename(final)
    _switch_link(warehouse.root / LINK, final)


def _published(
    connection: query.Connection, warehouse: Warehouse, snapshot: Snapshot, view: str, folder: Path
) -> PublishedView:
    """Write one view; what the manifest says of it."""
    (folder / view).mkdir()
    if view == LINKED and view in snapshot.files:
        # The texts are the bulk of a warehouse and never change: a second name costs nothing.
        stored = snapshot.files[view]
        names = [f"{view}/{Path(file.path).name}" for file in stored]
        for file, name in zip(stored, names, strict=True):
            _second_name(warehouse.files.path(file), folder / name)
        files = [
            PublishedFile(path=name, size_bytes=file.size_bytes, sha256=file.sha256)
            for file, name in zip(stored, names, strict=True)
        ]
        return PublishedView(rows=sum(file.rows for file in stored), files=tuple(files))
    path = folder / view / f"{view}.parquet"
    rows = query.export_view(connection, view, path)
    with path.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    only = PublishedFile(path=f"{view}/{path.name}", size_bytes=path.stat().st_size, sha256=digest)
    return PublishedView(rows=rows, files=(only,))


def remove_older(warehouse: Warehouse) -> int:
    """Remove all published folders but the one shown; how many are left besides, since somebody reads them."""
    return _remove(warehouse, _older(warehouse))


def _remove_gone(warehouse: Warehouse) -> None:
    """Remove the published folders that nobody needs, or should find, any more."""
    known = {Path(place).name for place in warehouse.catalog.known_paths()}
    older = _older(warehouse)
    # A text that another machine has forgotten would stay under its second name.
    forgotten = [f for f in older if any(file.name not in known for file in (f / LINKED).glob("*.parquet"))]
    _remove(warehouse, {*older[: 1 - KEPT_FOLDERS], *forgotten})


def _older(warehouse: Warehouse) -> list[Path]:
    """The published folders that are not shown, also half of one, the oldest first."""
    shown = (warehouse.root / LINK).resolve()
    folders = (warehouse.root / FOLDERS).glob("[0-9]" * NUMBER_DIGITS + "*")
    return sorted((f for f in folders if f.resolve() != shown), key=lambda path: path.stat().st_mtime_ns)


def _remove(warehouse: Warehouse, folders: Collection[Path]) -> int:
    """Remove published folders that nobody reads; how many are read."""
    gone = [folder for folder in folders if not is_held(warehouse, _snapshots(folder))]
    for folder in gone:
        shutil.rmtree(folder)
    return len(folders) - len(gone)


def _snapshots(folder: Path) -> range:
    """The snapshot that a published folder is of, as a range of one."""
    number = int(folder.name[:NUMBER_DIGITS])
    return range(number, number + 1)


def _make_durable(folder: Path) -> None:
    """Sync what was written, before readers are led to it: a machine may lose power."""
    written = [path for path in folder.rglob("*") if path.is_dir() or path.parent.name != LINKED]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(sync, [*written, folder]))


def _second_name(file: Path, name: Path) -> None:
    try:
        os.link(file, name)
    except OSError:  # a file system without links
        shutil.copyfile(file, name)


def _switch_link(link: Path, target: Path) -> None:
    making = link.with_name(f"{link.name}.new")
    making.unlink(missing_ok=True)
    making.symlink_to(target.relative_to(link.parent), target_is_directory=True)
    making.replace(link)
