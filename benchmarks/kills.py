"""Runs killed at random, one after another: nothing may be lost or doubled, and the end is that of an undisturbed run.

python -m benchmarks.kills FOLDER [--kills 200] [--seed 1] [--input examples/inbox]

FOLDER must be new. Each run is killed with all its processes at a moment drawn at random, most of them early; after
each kill the warehouse is read. A warehouse whose run has come to its end is compared with the undisturbed one, and a
new one begun. Exit code 1 if a property failed.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from warehouse import query
from warehouse.store import CATALOG_NAME, Warehouse

STORYFOLD = "import sys; from flows.cli import main\nif __name__ == '__main__': main(sys.argv[1:])"
WHOLE = (
    "SELECT article_id, revision_id, title, text, duplicate_of, relation, story_id"
    " FROM articles JOIN article_text USING (revision_id) ORDER BY article_id"
)
LONGEST_SECONDS = 600
Rows = list[tuple[object, ...]]


def begun(inbox: Path, warehouse: Path) -> subprocess.Popen[bytes]:
    """A run, in a session of its own."""
    command = [sys.executable, "-c", STORYFOLD, "ingest", str(inbox), "--warehouse", str(warehouse), "--direct"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)


def killed(run: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill a run and all it has started after some seconds; false if it had ended before."""
    try:
        run.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        pass
    with suppress(ProcessLookupError):
        os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    return True


def rows(warehouse: Path) -> Rows:
    """What readers see; nothing before there is a warehouse."""
    if not (warehouse / CATALOG_NAME).exists():
        return []
    with query.connect_snapshot(Warehouse.open(warehouse)) as connection:
        return connection.execute(WHOLE).fetchall()


def leftovers(warehouse: Path) -> list[str]:
    """Files that no snapshot names."""
    opened = Warehouse.open(warehouse)
    known = opened.catalog.known_paths()
    folder = warehouse / "data" / "main"
    data = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    staged = [path.name for path in opened.staging.iterdir()]
    return [*(path for path in data if path not in known), *staged]


def ended(inbox: Path, warehouse: Path, wanted: Rows) -> list[str]:
    """What is wrong after a last run that nobody disturbs."""
    code = begun(inbox, warehouse).wait(LONGEST_SECONDS)
    wrong = [] if code == 0 else [f"the last run ended with {code}"]
    if rows(warehouse) != wanted:
        wrong.append("the end is not that of an undisturbed run")
    return [*wrong, *(f"left behind: {path}" for path in leftovers(warehouse))]


def main() -> None:
    """Kill, look, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--input", type=Path, default=Path("examples/inbox"))
    given = parser.parse_args()
    chance, wrong, kills, warehouses = random.Random(given.seed), list[str](), 0, 1
    began = time.monotonic()
    assert begun(given.input, given.folder / "undisturbed").wait(LONGEST_SECONDS) == 0
    seconds = time.monotonic() - began
    wanted = rows(given.folder / "undisturbed")
    while kills < given.kills:
        warehouse = given.folder / f"killed-{warehouses}"
        at = chance.uniform(0, seconds) * chance.choice([0.15, 0.4, 0.7, 1])
        was_killed = killed(begun(given.input, warehouse), at)
        kills += was_killed
        if (seen := rows(warehouse)) not in ([], wanted):
            wrong.append(f"kill {kills} after {at:.2f} s: {len(seen)} articles are seen, none or {len(wanted)} wanted")
        if not was_killed:
            wrong += ended(given.input, warehouse, wanted)
            warehouses += 1
    wrong += ended(given.input, given.folder / f"killed-{warehouses}", wanted)
    sys.stdout.write(f"{kills} kills in {warehouses} warehouses, seed {given.seed}: {len(wrong)} things wrong\n")
    sys.stdout.writelines(f"  {line}\n" for line in wrong)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
