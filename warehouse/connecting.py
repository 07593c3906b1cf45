"""A folder connected with a catalog on a server and data in a bucket: made there, moved there, or found there."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from warehouse.bucket import Bucket, files_of
from warehouse.catalog import Catalog
from warehouse.catalog_database import SqliteFile, database_of
from warehouse.commit_log import write_durably
from warehouse.data_folder import RECORDS, DataFolder
from warehouse.errors import WarehouseDamaged, WrongLocation
from warehouse.location import Location, location_of, write_location
from warehouse.store import CATALOG_NAME, Warehouse, must_be_free

MARK = "connecting"  # in the folder, until it is connected
Done = Literal["made", "moved", "found"]


def connect(root: Path, wanted: Location, now: datetime) -> Done:
    """Let catalog and data of the warehouse in a folder lie elsewhere; what was done.

    A warehouse that is in the folder moves; without one the warehouse that is there is found, or an empty one made.
    For the holder of the folder's lock. Killed on the way, it can be begun again: the folder keeps what it has until
    everything is copied. Raises WrongLocation, WarehouseDamaged, CatalogUnreachable, BucketFailed.
    """
    root = root.resolve()
    if location_of(root) == wanted:
        _remove_here(root, wanted)  # where a connect was killed before it had
        return "found"
    if location_of(root) != Location():
        raise WrongLocation(f"{root}: connected with another place already, see location.toml in it")
    is_here = (root / CATALOG_NAME).exists()
    if not is_here:
        must_be_free(root)
    catalog = Catalog(database_of(wanted.catalog, root / CATALOG_NAME))
    is_there = wanted.catalog is not None and catalog.database.exists()
    if is_there:
        wanted = wanted if wanted.data else replace(wanted, data=_bucket_of(catalog))
        _must_fit(root, catalog, files_of(root, wanted.data), is_here=is_here)
        done: Done = "found"
    else:
        done = "moved" if is_here else "made"
        _bring(root, catalog, files_of(root, wanted.data), wanted, now)
    write_location(root, wanted)
    _remove_here(root, wanted)
    Warehouse.open(root)
    return done


def _bring(root: Path, catalog: Catalog, files: DataFolder, wanted: Location, now: datetime) -> None:
    """Bring what the folder holds, or an empty warehouse, to where it is wanted."""
    if not (root / CATALOG_NAME).exists():
        Warehouse.create(root, now)
    here = Warehouse.open(root)
    if isinstance(files, Bucket):
        if wanted.catalog is None:
            files.must_honour_conditions()
        _claim(root, files, here.catalog)
        _upload(here, files)
    here.catalog.set_data_path(files.address)
    if not isinstance(catalog.database, SqliteFile):
        here.catalog.copy_to(catalog)


def _upload(here: Warehouse, files: Bucket) -> None:
    """Put every file of the history and the records of the commits into a bucket."""
    known = here.catalog.all_files()
    wrong = [damage for file in known if (damage := here.files.damage(file))]
    if wrong:
        raise WarehouseDamaged(f"{wrong[0]}; `storyfold repair` mends it, then connect again")
    files.keep(known)
    for commit in here.files.records():
        files.write_record(commit)


def _remove_here(root: Path, wanted: Location) -> None:
    """Remove what the folder held and lies elsewhere now; data files stay, as copies."""
    (root / MARK).unlink(missing_ok=True)
    if wanted.catalog is not None:
        for suffix in ("", "-wal", "-shm"):
            (root / f"{CATALOG_NAME}{suffix}").unlink(missing_ok=True)
    if wanted.data is not None:
        shutil.rmtree(root / "data" / RECORDS, ignore_errors=True)


def _claim(root: Path, files: Bucket, catalog: Catalog) -> None:
    """Note in a bucket whose files it has. Raises WrongLocation if they are another's.

    The mark is of this folder, and not of the catalog alone: a copy of the folder has the same catalog.
    """
    mark = root / MARK
    if not mark.exists():
        write_durably(mark, [f"{catalog.identity()} {secrets.token_hex(8)}".encode()])
    if files.claim(mark.read_text()) != mark.read_text():
        raise WrongLocation(
            f"{files.address}: holds the files of another warehouse; connect with its catalog, or take another prefix"
        )


def _must_fit(root: Path, catalog: Catalog, files: DataFolder, *, is_here: bool) -> None:
    """Raises WrongLocation where two warehouses would become one, or an old copy would take the place of what is there.

    The folder's own warehouse is there already where a connect was killed behind its copying, and nothing came after.
    """
    if is_here:
        here = Warehouse.open(root).catalog
        if (here.identity(), here.head()) != (catalog.identity(), catalog.head()):
            kind = "an earlier copy of it" if here.identity() == catalog.identity() else "another one"
            raise WrongLocation(
                f"{catalog.database.place} holds a warehouse, and {root} {kind}; connect an empty folder"
            )
    if catalog.data_path() != files.address:
        raise WrongLocation(
            f"{catalog.database.place}: its data lie at {catalog.data_path()}, and not at {files.address}"
        )


def _bucket_of(catalog: Catalog) -> str | None:
    """The bucket with the data of a catalog, as it was given; None where they lie in a folder."""
    path = catalog.data_path()
    return path.removesuffix("/data/") if path.startswith("s3://") else None
