"""The end of a run: checks, the commit that makes one snapshot of everything, and what readers find afterwards."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from flows.database import connect_stored
from flows.errors import ChecksFailed
from flows.runs import Run, version
from warehouse import query, search_index
from warehouse.leases import held
from warehouse.query import CheckResult
from warehouse.schemas import CHECKS, RUNS, SCHEMA_VERSION
from warehouse.store import Draft, Snapshot, Warehouse

MANIFEST = "_manifest.json"  # written last: with it a published folder is whole
KEPT_EXPORTS = 2  # folders of `published`: the newest, and one that a reader may still be at


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a run has committed."""

    snapshot: int
    checks: int


def publish(run: Run, counts: Mapping[str, int]) -> Published:
    """Check what the run has made, commit it as one snapshot, and write the views and plain Parquet for readers.

    counts: columns of the table `runs` that count something.
    Raises ChecksFailed if a check finds rows; then the run and its checks are recorded, and nothing else is stored.
    """
    draft = run.open()
    draft.add("runs", _run_row(run, counts, "committed"))
    results = _checked(draft, run)
    failed = [result for result in results if result.level == "fail"]
    if failed:
        draft.discard()
        draft.add("runs", _run_row(run, counts, "failed"))
    draft.add("checks", _check_rows(run, results))
    number = draft.commit(_message(counts, failed), run.started_at)
    draft.save()
    write_readers_files(draft.warehouse)
    if failed:
        found = "; ".join(f"{result.name}: {result.wrong_rows} rows, such as {result.example}" for result in failed)
        raise ChecksFailed(f"checks failed, nothing was published: {found}")
    return Published(snapshot=number, checks=len(results))


def write_readers_files(warehouse: Warehouse) -> None:
    """Write `views.duckdb` and `published/` for the newest snapshot, and bring the index to it where one is kept."""
    with held(warehouse) as snapshot:
        query.write_views_file(warehouse, snapshot)
        _write_published(warehouse, snapshot)
        if search_index.is_kept(warehouse):
            search_index.keep_up(warehouse, snapshot)


def publish_again(run: Run) -> None:
    """Write what readers find if the newest snapshot is not there yet."""
    warehouse = Warehouse.open(run.warehouse)
    if not is_published(warehouse):
        write_readers_files(warehouse)


def is_published(warehouse: Warehouse) -> bool:
    """Whether readers find the newest snapshot; not so after a kill behind a commit, or a move of the folder."""
    manifest = warehouse.root / "published" / MANIFEST
    if not manifest.exists():
        return False
    try:
        written = json.loads(manifest.read_text())
    except ValueError:  # a machine that lost power may keep less of it
        return False
    snapshot = warehouse.snapshot()
    if (written["snapshot"], written["warehouse"]) != (snapshot.number, str(warehouse.root)):
        return False
    return search_index.is_current(warehouse, snapshot)


def _checked(draft: Draft, run: Run) -> list[CheckResult]:
    with connect_stored(run, draft.paths()) as connection:
        return query.run_checks(connection, run.alarms)


def _run_row(run: Run, counts: Mapping[str, int], status: str) -> pa.Table:
    known = {
        "run_id": run.run_id,
        "status": status,
        "started_at": run.started_at,
        "ended_at": datetime.now(UTC),
        "version": version(),
    }
    return pa.Table.from_pylist([{c.name: known.get(c.name, counts.get(c.name, 0)) for c in RUNS.columns}], RUNS.schema)


def _check_rows(run: Run, results: list[CheckResult]) -> pa.Table:
    rows = [
        {
            "run_id": run.run_id,
            "name": result.name,
            "passed": result.level != "fail",
            "level": result.level,
            "wrong_rows": result.wrong_rows,
            "example": result.example,
            "checked_at": run.started_at,
        }
        for result in results
    ]
    return pa.Table.from_pylist(rows, CHECKS.schema)


def _message(counts: Mapping[str, int], failed: list[CheckResult]) -> str:
    if failed:
        return f"checks failed: {', '.join(result.name for result in failed)}"
    return f"{counts.get('accepted', 0)} new articles, {counts.get('revised', 0)} revised"


def _write_published(warehouse: Warehouse, snapshot: Snapshot) -> None:
    """Write every table as plain Parquet into a new folder, then switch the link `published` to it."""
    exports = warehouse.root / "exports"
    final = exports / f"{snapshot.number:08}"
    making = exports / f"{final.name}.new"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    with query.connect(warehouse.paths(snapshot)) as connection:
        tables = {view: _publish_view(connection, warehouse, snapshot, view, making) for view in query.VIEWS}
    manifest = {
        "snapshot": snapshot.number,
        "schema_version": SCHEMA_VERSION,
        "warehouse": str(warehouse.root),
        "tables": tables,
    }
    (making / MANIFEST).write_text(json.dumps(manifest, indent=1))
    if final.exists():  # published before: readers are at it
        final = exports / f"{final.name}-{secrets.token_hex(3)}"
    making.rename(final)
    _switch_link(warehouse.root / "published", final)
    known = {Path(place).name for place in warehouse.catalog.known_paths()}
    oldest_first = sorted(exports.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    for number, old in enumerate(oldest_first[:-1], 1):
        # A text that another machine has forgotten would stay under its second name.
        has_gone = any(file.name not in known for file in (old / "article_text").glob("*.parquet"))
        if has_gone or number <= len(oldest_first) - KEPT_EXPORTS:
            shutil.rmtree(old)


def remove_old_exports(warehouse: Warehouse) -> None:
    """Remove every published folder but the one that `published` leads to."""
    shown = (warehouse.root / "published").resolve()
    for folder in (warehouse.root / "exports").iterdir():
        if folder != shown:
            shutil.rmtree(folder)


def _publish_view(
    connection: query.Connection, warehouse: Warehouse, snapshot: Snapshot, view: str, folder: Path
) -> dict[str, object]:
    """Write one table; what the manifest says of it."""
    (folder / view).mkdir()
    if view == "article_text" and view in snapshot.files:
        # The texts are the bulk of a warehouse and never change: a second name costs nothing.
        files = []
        for file in snapshot.files[view]:
            name = Path(file.path).name
            _second_name(warehouse.files.path(file), folder / view / name)
            files.append({"path": f"{view}/{name}", "size_bytes": file.size_bytes, "sha256": file.sha256})
        return {"rows": sum(file.rows for file in snapshot.files[view]), "files": files}
    path = folder / view / f"{view}.parquet"
    rows = query.export_view(connection, view, path)
    with path.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    files = [{"path": f"{view}/{path.name}", "size_bytes": path.stat().st_size, "sha256": digest}]
    return {"rows": rows, "files": files}


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
