"""What a night may bring: kills, full disks, folders that cannot be written, a second run, clocks that go back.

For each the property that holds after: readers find one whole snapshot, nothing is lost or doubled, and the next run
ends as if nothing had happened.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.batches import BatchDone
from flows.daily import DIRECT, daily, in_threads
from flows.forget import relink
from flows.ingest_articles import ingest_articles
from flows.runs import new_run
from tests import made_up
from tests.conftest import INBOX, ROOT
from warehouse.errors import WarehouseDamaged
from warehouse.store import Warehouse, locked

WHOLE = (
    "SELECT article_id, revision_id, title, text, duplicate_of, relation, story_id"
    " FROM articles JOIN article_text USING (revision_id) ORDER BY article_id"
)
KILLS = 4


def storyfold(*arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
    """A command of this checkout, begun."""
    code = "import sys; from flows.cli import main\nif __name__ == '__main__': main(sys.argv[1:])"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and talk of a command."""
    _, talk = process.communicate(timeout=120)
    return process.returncode, talk


def leftovers(warehouse: Path) -> list[str]:
    """Files that a run has left and no snapshot names."""
    known = Warehouse.open(warehouse).catalog.known_paths()
    data = warehouse / "data" / "main"
    strays = [p.relative_to(data).as_posix() for p in data.rglob("*") if p.is_file()]
    staged = [p.name for p in (warehouse / "staging").iterdir()]
    return [*(path for path in strays if path not in known), *staged]


@contextmanager
def tmpfs(folder: Path, options: str) -> Iterator[Path]:
    """A file system of its own, where one may be mounted."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("command", ["compact", "forget"])
def test_killed_maintenance_changes_all_or_nothing(own_warehouse: Path, ask: Any, command: str) -> None:
    shutil.copy(INBOX / "scrapes" / "elfaro-regata.txt", own_warehouse.parent / "more.txt")
    daily(new_run(own_warehouse, [own_warehouse.parent / "more.txt"]))
    [(article_id,)] = ask(own_warehouse, "SELECT article_id FROM articles WHERE path LIKE '%elfaro-astro%'")
    before = ask(own_warehouse, WHOLE)
    after = before if command == "compact" else [row for row in before if row[0] != article_id]
    arguments = [command, *([article_id] if command == "forget" else []), "--warehouse", own_warehouse]
    moments = random.Random(5)

    for _ in range(KILLS):
        process = storyfold(*arguments)
        time.sleep(moments.uniform(0.8, 3.0))
        process.kill()
        process.communicate()
        assert ask(own_warehouse, WHOLE) in (before, after)
    ended(storyfold(*arguments))
    relink(own_warehouse)

    assert ask(own_warehouse, WHOLE) == after
    assert leftovers(own_warehouse) == []
    assert ended(storyfold("check", "--warehouse", own_warehouse))[0] == 0


def test_a_run_that_is_asked_to_end_leaves_nobody_and_nothing(
    example_warehouse: Path, tmp_path: Path, ask: Any
) -> None:
    warehouse = tmp_path / "warehouse"
    run = storyfold("ingest", INBOX, "--warehouse", warehouse, "--direct", start_new_session=True)
    time.sleep(3)
    run.send_signal(signal.SIGTERM)
    run.communicate(timeout=30)
    deadline = time.monotonic() + 20
    while group_lives(run.pid) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert not group_lives(run.pid)
    daily(new_run(warehouse, [INBOX]))
    assert ask(warehouse, WHOLE) == ask(example_warehouse, WHOLE)
    assert leftovers(warehouse) == []


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_full_disk_stops_a_run_and_the_next_one_ends_it(example_warehouse: Path, tmp_path: Path, ask: Any) -> None:
    wanted = ask(example_warehouse, WHOLE)
    with tmpfs(tmp_path / "small", "size=600k") as small:
        code, talk = ended(storyfold("ingest", INBOX, "--warehouse", small / "w", "--direct"))
        assert (code, "Traceback" in talk) == (1, False), talk
        subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)

        daily(new_run(small / "w", [INBOX]))

        assert ask(small / "w", WHOLE) == wanted
        assert leftovers(small / "w") == []


@pytest.mark.parametrize("bytes_at_most", [4_096, 30_000, 120_000])
def test_files_that_may_not_grow_stop_a_run_and_the_next_one_ends_it(
    own_warehouse: Path, tmp_path: Path, ask: Any, bytes_at_most: int
) -> None:
    before = ask(own_warehouse, WHOLE)
    more = tmp_path / "more"
    more.mkdir()
    shutil.copy(INBOX / "scrapes" / "elfaro-regata.txt", more)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_at_most, resource.RLIM_INFINITY))

    code, talk = ended(storyfold("ingest", more, "--warehouse", own_warehouse, "--direct", preexec_fn=limit))
    assert code == 1, talk
    assert talk.splitlines()[-1].startswith("storyfold: "), talk
    assert [row for row in ask(own_warehouse, WHOLE) if row in before] == before

    daily(new_run(own_warehouse, [more]))
    relink(own_warehouse)
    assert len(ask(own_warehouse, WHOLE)) == len(before) + 1
    assert leftovers(own_warehouse) == []


def test_a_folder_that_cannot_be_written_is_read_and_not_run(example_warehouse: Path, tmp_path: Path, ask: Any) -> None:
    with tmpfs(tmp_path / "medium", "size=64m") as medium:
        warehouse = Path(shutil.copytree(example_warehouse, medium / "w", symlinks=True))
        subprocess.run(["mount", "-o", "remount,ro", str(medium)], check=True)

        rows = ask(warehouse, WHOLE)
        (tmp_path / "more").mkdir()
        shutil.copy(INBOX / "scrapes" / "elfaro-regata.txt", tmp_path / "more")
        code, talk = ended(storyfold("ingest", tmp_path / "more", "--warehouse", warehouse, "--direct"))
        compacted = ended(storyfold("compact", "--warehouse", warehouse))

    assert rows == ask(example_warehouse, WHOLE)
    assert (code, "Traceback" in talk) == (1, False), talk
    assert (compacted[0], "Traceback" in compacted[1]) == (1, False), compacted[1]


@pytest.mark.parametrize("command", [["compact"], ["expire"], ["repair"], ["forget", "Harbour Post"]])
def test_maintenance_beside_a_run_is_told_who_is_at_work(own_warehouse: Path, ask: Any, command: list[str]) -> None:
    before = ask(own_warehouse, WHOLE)
    run = new_run(own_warehouse)

    with locked(own_warehouse, run.run_id, run.started_at):
        code, talk = ended(storyfold(*command, "--warehouse", own_warehouse))

    assert code == 1
    assert run.run_id in talk
    assert ask(own_warehouse, WHOLE) == before


def test_a_clock_put_back_changes_nothing(tmp_path: Path, scrape: Callable[..., str], ask: Any) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    note = inbox / "ferry.txt"
    note.write_text(scrape("ferry"))
    ahead = new_run(tmp_path / "w", [inbox])
    daily(replace(ahead, started_at=ahead.started_at + timedelta(days=2)))
    note.write_text(scrape("ferry", "Ferry back at its berth after two nights"))

    second = daily(new_run(tmp_path / "w", [inbox]))
    third = daily(new_run(tmp_path / "w", [inbox]))

    assert (second.ingested.revised, third.ingested.discovered) == (1, 0)
    states = ask(tmp_path / "w", "SELECT revision_number, valid_from < valid_to OR valid_to IS NULL FROM revisions")
    assert states == [(1, True), (2, True)]
    assert ask(tmp_path / "w", "SELECT title FROM articles") == [("Ferry back at its berth after two nights",)]


def test_a_question_to_a_cut_file_is_answered_with_its_name(own_warehouse: Path) -> None:
    opened = Warehouse.open(own_warehouse)
    path = opened.files.path(opened.snapshot().files["article_metadata"][0])
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-50])

    code, talk = ended(storyfold("sql", "SELECT count(*) FROM articles", "--warehouse", own_warehouse))

    assert code == 1
    assert path.name in talk
    assert "storyfold check" in talk


@pytest.mark.parametrize("table", ["outlet_lines", "outlet_documents", "term_documents"])
def test_damage_to_what_a_run_counts_on_does_not_become_truth(own_warehouse: Path, table: str) -> None:
    opened = Warehouse.open(own_warehouse)
    [file] = opened.snapshot().files[table]
    path = opened.files.path(file)
    data = bytearray(path.read_bytes())
    path.chmod(0o644)
    at = data.index(b"storyfold:run") + len("storyfold:run")  # in the footer's notes: every value is read as before
    data[at + 8] ^= 1
    path.write_bytes(data)
    shutil.copy(INBOX / "scrapes" / "elfaro-regata.txt", own_warehouse.parent / "more.txt")

    with pytest.raises(WarehouseDamaged, match="storyfold repair"):
        daily(new_run(own_warehouse, [own_warehouse.parent / "more.txt"]))


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


HARMS: tuple[Callable[[Path], object], ...] = (
    lambda path: path.write_text(f"{path.read_text()}\n\nOne more paragraph has come from the quay since then."),
    lambda path: path.write_text(path.read_text().replace("clerks", "guides")),
    lambda path: path.write_text(path.read_text()[:400]),
    Path.unlink,
    become_a_folder,
)


def test_files_that_change_during_a_run_are_rows_and_the_next_run_reads_them(tmp_path: Path, ask: Any) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for n in range(len(HARMS) + 1):
        (inbox / f"{n}.txt").write_text(made_up.text(n))

    def harmed_then_read(manifests: Sequence[Path]) -> Iterator[BatchDone]:
        for n, harm in enumerate(HARMS):
            harm(inbox / f"{n}.txt")
        return in_threads(manifests)

    first = daily(
        new_run(tmp_path / "w", [inbox]), replace(DIRECT, ingest=lambda run: ingest_articles(run, harmed_then_read))
    )

    assert (first.ingested.accepted, first.ingested.rejected) == (1, len(HARMS))
    assert ask(tmp_path / "w", "SELECT path FROM articles") == [(f"{len(HARMS)}.txt",)]
    assert ask(tmp_path / "w", "SELECT DISTINCT reason FROM rejected") == [("unreadable",)]
    daily(new_run(tmp_path / "w", [inbox]))
    daily(new_run(tmp_path / "undisturbed", [inbox]))
    states = (
        "SELECT article_id, revision_id, title, text FROM articles JOIN article_text USING (revision_id) ORDER BY 1"
    )
    assert ask(tmp_path / "w", states) == ask(tmp_path / "undisturbed", states)  # stories may be founded by others
    assert leftovers(tmp_path / "w") == []


def test_a_machine_that_is_lost_with_all_its_processes_costs_nothing(
    example_warehouse: Path, tmp_path: Path, ask: Any
) -> None:
    warehouse, moments = tmp_path / "warehouse", random.Random(3)
    for _ in range(3):
        run = storyfold("ingest", INBOX, "--warehouse", warehouse, "--direct", start_new_session=True)
        time.sleep(moments.uniform(1, 5))
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate(timeout=30)

    daily(new_run(warehouse, [INBOX]))

    assert ask(warehouse, WHOLE) == ask(example_warehouse, WHOLE)
    assert leftovers(warehouse) == []
