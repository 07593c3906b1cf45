"""What a run with nothing new costs over many known files: CPU seconds of `storyfold ingest` with all its processes.

python -m benchmarks.known_files FOLDER [--files 100000]

FOLDER must be new. The files lie a hundred to a folder; that they were read is noted as a run does, without reading.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from benchmarks.process_tree import cost_of
from warehouse.publishing import write_readers_files
from warehouse.schemas import TABLES
from warehouse.store import Warehouse

IN_FOLDER = 100
TIMES = 3


def written(inbox: Path, files: int) -> Iterator[dict[str, object]]:
    """Write the files; of each the row of the table `files`."""
    now = datetime.now(UTC) - timedelta(hours=1)
    for n in range(files):
        path = inbox / f"{n // IN_FOLDER:05}" / f"{n:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Report {n} from the quay\n\nThe boat {n * 7} came in late.\n")
        status = path.stat()
        values: dict[str, object] = {
            "source": inbox.name,
            "root": str(inbox),
            "path": path.relative_to(inbox).as_posix(),
            "identity_path": path.relative_to(inbox).as_posix(),
            "file_id": f"{n:064x}",
            "size_bytes": status.st_size,
            "modified_ns": status.st_mtime_ns,
            "run_id": "run-1",
            "seen_at": now,
            "is_reading": True,
        }
        yield {c.name: values.get(c.name, 0 if pa.types.is_integer(c.type) else None) for c in TABLES["files"].columns}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=100_000)
    given = parser.parse_args()
    folder = given.folder.resolve()
    rows = pa.Table.from_pylist(list(written(folder / "inbox", given.files)), TABLES["files"].schema)
    warehouse = Warehouse.create(folder / "warehouse", datetime.now(UTC) - timedelta(days=1))
    draft = warehouse.begin("run-1")
    draft.add("files", rows)
    draft.commit("noted", datetime.now(UTC) - timedelta(hours=1))
    write_readers_files(warehouse)
    code = "import sys; from flows.cli import main\nif __name__ == '__main__': main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "ingest", str(folder / "inbox"), "--warehouse", str(folder / "warehouse")]
    for _ in range(TIMES):
        cost = cost_of(command)
        memory = f"{cost.largest_process_mb:,.0f} MB"
        sys.stdout.write(f"{given.files:,} known files: {cost.cpu_seconds:.1f} CPU s, {memory}\n")


if __name__ == "__main__":
    main()
