"""Joining small files, letting snapshots go, and readers that hold on to what they read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.cli import run_command
from tests.conftest import ROOT
from warehouse import query
from warehouse.catalog_database import SqliteFile
from warehouse.compaction import CompactionParams, join_files, small_files
from warehouse.errors import SnapshotNotFound, WarehouseDamaged
from warehouse.expiry import ExpiryParams, delete_doomed, expire, would_expire
from warehouse.leases import held
from warehouse.schemas import STORIES
from warehouse.store import Snapshot, Warehouse

NOW = datetime(2026, 11, 18, 6, tzinfo=UTC)
DAY = timedelta(days=1)
READS = 100  # `benchmarks/beside.py` does thousands
AT_ONCE = ExpiryParams(older_than=timedelta(0), grace=timedelta(0))


def stories(*ids: str, title: str = "A story") -> pa.Table:
    rows = [
        {"story_id": i, "founding_article_id": i, "title": title, "founded_at": NOW, "merged_into": None} for i in ids
    ]
    return pa.Table.from_pylist(rows, STORIES.schema)


def stored(warehouse: Warehouse, snapshot: int | None = None) -> list[str]:
    with query.connect_snapshot(warehouse, snapshot) as connection:
        return [row[0] for row in connection.execute("SELECT story_id FROM stored.stories ORDER BY 1").fetchall()]


def add(warehouse: Warehouse, run: int, *ids: str, now: datetime = NOW) -> int:
    draft = warehouse.begin(f"run-{run}")
    draft.add("stories", stories(*ids))
    return draft.commit(f"run {run}", now)


def joined(warehouse: Warehouse, run: int, now: datetime = NOW) -> Snapshot:
    draft = warehouse.begin(f"run-{run}")
    join_files(draft, small_files(draft.base, CompactionParams()), CompactionParams())
    draft.commit("joined", now)
    return warehouse.snapshot()


def of_three_runs(warehouse: Warehouse) -> Warehouse:
    for run, story in enumerate("cab"):
        add(warehouse, run, story, now=NOW + run * DAY)
    return warehouse


@pytest.fixture
def three(tmp_path: Path, make_warehouse: Callable[[Path, datetime], Warehouse]) -> Warehouse:
    """A warehouse with a story of each of three runs, a day apart, wherever its catalog and data may lie."""
    return of_three_runs(make_warehouse(tmp_path / "warehouse", NOW))


@pytest.fixture
def three_in_folder(tmp_path: Path) -> Warehouse:
    """The same, all in its folder."""
    return of_three_runs(Warehouse.create(tmp_path / "warehouse", NOW))


def test_small_files_become_one_with_the_same_rows_in_order(three: Warehouse) -> None:
    before = stored(three)

    [file] = joined(three, 9).files["stories"]

    assert pq.read_table(three.files.path(file))["story_id"].to_pylist() == ["a", "b", "c"]
    assert stored(three) == before
    assert stored(three, 3) == ["a", "c"]
    assert small_files(three.snapshot(), CompactionParams()) == []


def test_files_near_the_wanted_size_stay_and_folders_stay_apart(three: Warehouse) -> None:
    draft = three.begin("run-7")
    draft.add("stories", stories("x"), month="2026-10")
    draft.add("stories", stories("y"), month="2026-11")
    draft.commit("two months", NOW)
    size = max(file.size_bytes for file in three.snapshot().files["stories"])

    assert small_files(three.snapshot(), CompactionParams(target_bytes=size)) == []
    [group] = small_files(three.snapshot(), CompactionParams())
    assert [file.path.count("/") for file in group.files] == [0, 0, 0]


def test_damage_is_not_joined_into_a_sound_file(three_in_folder: Warehouse) -> None:
    path = three_in_folder.files.path(three_in_folder.snapshot().files["stories"][0])
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"A story", b"B story"))

    with pytest.raises(WarehouseDamaged, match="repair"):
        joined(three_in_folder, 9)


def test_old_snapshots_go_with_the_files_that_no_other_names(three: Warehouse) -> None:
    joined(three, 9, NOW + 3 * DAY)
    params = ExpiryParams(older_than=DAY, grace=timedelta(0))

    assert expire(three, NOW + 3 * DAY, params).snapshots == (0, 1, 2, 3)
    assert stored(three, 4) == ["a", "b", "c"]  # the three small files are still named by it
    assert len(expire(three, NOW + 9 * DAY, params).files) == 3
    assert len(list((three.files.folder / "stories").iterdir())) == 1
    assert stored(three) == ["a", "b", "c"]
    with pytest.raises(SnapshotNotFound, match="there are 5 to 5"):
        three.snapshot(2)


def test_the_newest_snapshot_never_goes(three: Warehouse) -> None:
    expire(three, NOW + 999 * DAY, AT_ONCE)

    assert [info.number for info in three.snapshots()] == [4]
    assert stored(three) == ["a", "b", "c"]


def test_a_snapshot_that_is_read_stays_until_its_reader_ends(three: Warehouse) -> None:
    with query.connect_snapshot(three, 3) as connection:
        joined(three, 9, NOW + 3 * DAY)
        done = expire(three, NOW + 9 * DAY, AT_ONCE)

        assert done.held == (3,)
        assert connection.execute("SELECT count(*) FROM stored.stories").fetchall() == [(2,)]
    assert expire(three, NOW + 9 * DAY, AT_ONCE).snapshots == (3,)
    assert len(list((three.files.folder / "stories").iterdir())) == 1


def test_a_reader_in_another_process_holds_its_snapshot_until_it_is_killed(three: Warehouse) -> None:
    reader = (
        "import sys, time; from pathlib import Path; from warehouse.leases import held\n"
        "from warehouse.store import Warehouse\n"
        "with held(Warehouse.open(Path(sys.argv[1])), 2):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", reader, str(three.root)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert expire(three, NOW + 9 * DAY, AT_ONCE).held == (2,)
        process.kill()
        process.wait()

    assert expire(three, NOW + 9 * DAY, AT_ONCE).snapshots == (2,)


def test_files_stay_for_their_grace_and_a_clock_that_jumps_back_deletes_nothing(three: Warehouse) -> None:
    joined(three, 9, NOW + 3 * DAY)
    files = list((three.files.folder / "stories").iterdir())

    assert expire(three, NOW + 9 * DAY, ExpiryParams(older_than=DAY, grace=2 * DAY)).waiting == 3
    assert delete_doomed(three, NOW - 99 * DAY) == {}
    assert sorted((three.files.folder / "stories").iterdir()) == sorted(files)
    assert len(delete_doomed(three, NOW + 11 * DAY)) == 3


def test_a_dry_run_names_what_would_go_and_changes_nothing(three: Warehouse) -> None:
    joined(three, 9, NOW + 3 * DAY)

    planned = would_expire(three, NOW + 9 * DAY, AT_ONCE)

    assert planned.snapshots == (0, 1, 2, 3, 4)
    assert len(planned.files) == 3
    assert stored(three, 2) == ["c"]
    assert sorted(expire(three, NOW + 9 * DAY, AT_ONCE).files) == sorted(planned.files)


def test_orphans_go_after_their_grace_but_not_those_later_than_the_catalog(three_in_folder: Warehouse) -> None:
    folder = three_in_folder.files.folder / "stories"
    old, young, later = (folder / f"{name}-1.parquet" for name in ("run-0", "run-1", "run-5"))
    for path in (old, young, later):
        path.write_bytes(b"of a killed run")
    for path in (old, later):
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    os.utime(young, ((NOW + 8 * DAY).timestamp(),) * 2)

    expire(three_in_folder, NOW + 9 * DAY, ExpiryParams())

    assert [path.exists() for path in (old, young, later)] == [False, True, True]
    assert stored(three_in_folder) == ["a", "b", "c"]


def test_a_kill_between_catalog_and_deletion_is_made_up_for(three_in_folder: Warehouse) -> None:
    joined(three_in_folder, 9, NOW + 3 * DAY)
    three_in_folder.catalog.expire([0, 1, 2, 3, 4], NOW)
    [first, *_] = three_in_folder.catalog.doomed()
    (three_in_folder.files.folder / first.path).unlink()

    assert three_in_folder.sweep() == 0
    assert len(delete_doomed(three_in_folder, NOW + DAY)) == 2
    assert three_in_folder.catalog.doomed() == []


def test_a_reader_without_the_right_to_write_reads(three: Warehouse) -> None:
    shutil.rmtree(three.root / "leases", ignore_errors=True)
    (three.root / "leases").touch()  # no folder can be made here, whoever asks

    with held(three) as snapshot:
        assert snapshot.number == 4


WRITER = """
import sys; from datetime import UTC, datetime, timedelta; from itertools import count; from pathlib import Path
from tests.test_maintenance import AT_ONCE, add, joined
from warehouse.expiry import expire
from warehouse.store import Warehouse
warehouse = Warehouse.open(Path(sys.argv[1]))
print("at work", flush=True)
for run in count(100):
    now = datetime.now(UTC)
    if run % 4 == 0:
        joined(warehouse, run, now)
        expire(warehouse, now, AT_ONCE)
    else:
        add(warehouse, run, f"story-{run}", f"other-{run}", now=now)
"""


def test_reads_beside_writing_compacting_and_expiring_are_whole(three: Warehouse) -> None:
    add(three, 99, "d")  # from here on every commit adds two
    with subprocess.Popen([sys.executable, "-c", WRITER, str(three.root)], stdout=subprocess.PIPE, cwd=ROOT) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"at work\n"
        numbers = set()
        is_here = isinstance(three.catalog.database, SqliteFile)
        for _ in range(READS if is_here else READS // 4):
            with held(three) as snapshot, query.connect_stored(three.paths(snapshot)) as connection:
                numbers.add(snapshot.number)
                for _ in range(2):  # the second opens the files anew
                    assert connection.execute("SELECT count(*) % 2 FROM stored.stories").fetchall() == [(0,)]
        writer.kill()
        writer.wait()

    assert len(numbers) > 5
    assert three.damaged_files(three.snapshot()) == []


def test_compact_and_expire_from_the_command_line(own_warehouse: Path, capfd: Any, ask: Any) -> None:
    place = ["--warehouse", str(own_warehouse)]
    everything = (
        "SELECT article_id, title, text, story_id FROM articles JOIN article_text USING (revision_id) ORDER BY 1"
    )
    before = ask(own_warehouse, everything)
    add(Warehouse.open(own_warehouse), 1, "one")
    add(Warehouse.open(own_warehouse), 2, "two")

    assert run_command(["compact", "--dry-run", *place]) == 0
    assert "would become 1: stories" in capfd.readouterr().err
    assert run_command(["compact", *place]) == 0
    assert run_command(["compact", *place]) == 0
    assert "nothing to join" in capfd.readouterr().err
    assert run_command(["expire", "--older-than", "0m", "--grace", "0m", *place]) == 0
    assert "snapshots went" in capfd.readouterr().err
    assert run_command(["expire", "--older-than", "a month", *place]) == 2
    assert ask(own_warehouse, everything) == before
    assert run_command(["check", *place]) == 0


def test_a_dry_run_asks_all_old_snapshots_for_readers(three: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.expiry.AT_ONCE", 1)

    with held(three, 2):
        planned = would_expire(three, NOW + 9 * DAY, AT_ONCE)
        done = expire(three, NOW + 9 * DAY, AT_ONCE)

    assert planned.held == done.held == (2,)
    assert planned.snapshots == done.snapshots
