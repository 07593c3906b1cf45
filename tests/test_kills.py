"""A run killed at any moment: readers go on, nothing is lost or doubled, the next run ends as if undisturbed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.conftest import INBOX
from warehouse.locks import RUN_NAME

STORYFOLD = str(Path(sys.executable).parent / "storyfold")
KILLS = 4
WHOLE = (
    "SELECT article_id, revision_id, title, text, duplicate_of, relation, story_id"
    " FROM articles JOIN article_text USING (revision_id) ORDER BY article_id"
)


def test_killed_runs_end_as_an_undisturbed_one(example_warehouse: Path, tmp_path: Path, ask: Any) -> None:
    warehouse = tmp_path / "warehouse"
    command = [STORYFOLD, "ingest", str(INBOX), "--warehouse", str(warehouse), "--direct"]
    moments = random.Random(7)
    wanted = ask(example_warehouse, WHOLE)

    for _ in range(KILLS):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            time.sleep(moments.uniform(0.3, 4.5))
            run.kill()
        if (warehouse / "catalog.sqlite").exists():
            assert ask(warehouse, WHOLE) in ([], wanted)
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    assert ask(warehouse, WHOLE) == wanted
    assert {path.suffix for path in (warehouse / "data" / "main").rglob("*.*")} == {".parquet"}
    assert {path.suffix for path in (warehouse / "data" / "commits").iterdir()} == {".json"}
    assert not list((warehouse / "staging").iterdir())
    assert (warehouse / RUN_NAME).exists()
