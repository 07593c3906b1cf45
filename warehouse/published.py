"""`published/`: every view of the newest snapshot as plain Parquet, in a folder that is switched as a whole.

Other tools read it, and so do our own questions about the newest snapshot: in its files the views are joined already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.schemas import SCHEMA_VERSION
from warehouse.store import Snapshot, Warehouse

LINK = "published"
FOLDERS = "exports"
MANIFEST = "_manifest.json"  # written last: with it a folder is whole
LINKED = "article_text"  # its files are those of the stored table under second names, in the columns of any release


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile:
    """One file of a view."""

    path: str  # below the folder
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedView:
    """What the manifest says of a view."""

    rows: int
    files: tuple[PublishedFile, ...]


def rendered(warehouse: Warehouse, snapshot: Snapshot, definitions: str, views: Mapping[str, PublishedView]) -> str:
    """The manifest of a folder. definitions: a hash of what the views are made by."""
    tables = {
        name: {
            "rows": view.rows,
            "files": [{"path": f.path, "size_bytes": f.size_bytes, "sha256": f.sha256} for f in view.files],
        }
        for name, view in views.items()
    }
    known = {
        "snapshot": snapshot.number,
        "schema_version": SCHEMA_VERSION,
        "definitions": definitions,
        "warehouse": str(warehouse.root),
    }
    return json.dumps({**known, "tables": tables}, indent=1)


def published_paths(warehouse: Warehouse, snapshot: Snapshot, definitions: str) -> dict[str, list[Path]] | None:
    """The files of the views of a snapshot; None unless it is the published one, by these definitions, and whole.

    A folder that was moved with its warehouse, that another release has made, or that a killed run or a person has left
    in part, counts for nothing.
    """
    folder = (warehouse.root / LINK).resolve()  # the link may be switched meanwhile, the folder stays
    manifest = _manifest(folder)
    wanted = (snapshot.number, definitions, str(warehouse.root))
    if tuple(manifest.get(key) for key in ("snapshot", "definitions", "warehouse")) != wanted:
        return None
    files = {name: view["files"] for name, view in manifest["tables"].items()}
    if not all(_has_size(folder / file["path"], file["size_bytes"]) for listed in files.values() for file in listed):
        return None
    return {name: [folder / file["path"] for file in listed] for name, listed in files.items() if name != LINKED}


def damaged_files(warehouse: Warehouse, snapshot: Snapshot) -> list[str]:
    """What is wrong with the published files of a snapshot: missing, or other bytes than were written."""
    folder = (warehouse.root / LINK).resolve()
    manifest = _manifest(folder)
    if not manifest and (warehouse.root / FOLDERS).exists():
        return [f"{LINK}: no readable {MANIFEST} in it; `storyfold repair` mends it"]
    if manifest.get("snapshot") != snapshot.number:
        return []  # what an earlier run has left, which the next one writes anew
    files = [file for view in manifest["tables"].values() for file in view["files"]]
    wrong = [file["path"] for file in files if not _is_stored(folder / file["path"]) and _is_other(folder, file)]
    return [f"{LINK}/{path}: not the bytes that were written; `storyfold repair` mends it" for path in wrong]


def _is_stored(path: Path) -> bool:
    """Whether it is a second name of a stored file, which is compared as such."""
    return path.parent.name == LINKED and path.exists() and path.stat().st_nlink > 1


def _is_other(folder: Path, file: Mapping[str, Any]) -> bool:
    """Whether a file has other bytes than the manifest says, or is not there."""
    try:
        with (folder / file["path"]).open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() != file["sha256"]
    except OSError:
        return True


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        parsed: Mapping[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):  # a machine that lost power may keep less of it
        return {}
    return parsed


def _has_size(path: Path, size_bytes: int) -> bool:
    try:
        return path.stat().st_size == size_bytes
    except OSError:
        return False
