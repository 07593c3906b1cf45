"""What every commit has done, as one small record each beside the data: from these the catalog can be made anew.

A record is written inside the transaction it describes, so at most one record is ahead of the catalog, and the next
commit writes over it.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from warehouse.catalog import NewFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit: the files it added, retired, and put in the place of others in the whole history."""

    number: int
    run_id: str
    made_at: datetime
    message: str
    added: tuple[NewFile, ...]
    retired: tuple[str, ...]  # table/path
    replaced: Mapping[str, NewFile | None] = field(default_factory=dict)  # by table/path; None: nothing is left of it


def rendered(commit: Commit) -> bytes:
    """The record of a commit, as it is stored."""
    return json.dumps(asdict(commit) | {"made_at": commit.made_at.isoformat()}).encode()


def parsed(record: bytes) -> Commit:
    """The commit of a record."""
    return _commit(json.loads(record))


def write_durably(path: Path, content: Iterable[bytes], mode: int = 0o644) -> None:
    """Write pieces as a file that is there whole or not at all, whenever the machine stops or a piece fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")  # two readers may fetch the same file
    try:
        with making.open("wb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())
        making.chmod(mode)
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names of a folder's files durable, as after a rename."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def place(file: NewFile) -> str:
    """`table/path` of a file."""
    return f"{file.table}/{file.path}"


def _commit(saved: dict[str, object]) -> Commit:
    added: Sequence[Mapping[str, object]] = saved["added"]  # type: ignore[assignment]  # as asdict wrote it
    replaced: Mapping[str, Mapping[str, object] | None] = saved["replaced"]  # type: ignore[assignment]
    retired: Iterable[str] = saved["retired"]  # type: ignore[assignment]
    return Commit(
        number=int(str(saved["number"])),
        run_id=str(saved["run_id"]),
        made_at=datetime.fromisoformat(str(saved["made_at"])),
        message=str(saved["message"]),
        added=tuple(_file(file) for file in added),
        retired=tuple(retired),
        replaced={old: _file(new) if new else None for old, new in replaced.items()},
    )


def _file(saved: Mapping[str, object]) -> NewFile:
    return NewFile(**saved)  # type: ignore[arg-type]  # as asdict wrote it
