"""Extraction in workers that can be killed: one bad document costs one row, never its neighbours."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows import worker_models
from flows.worker_process import WorkerLimits
from flows.workers import Extractor
from tests.conftest import ROOT
from tests.misbehaviour import misbehave, sleep_a_little, sleep_half_a_second
from transforms.records import Article, Document, Rejected
from transforms.to_article import ArticleParams


def document(name: str, content: bytes, kind: Any = "html") -> Document:
    return Document(source="s", path=name, record="", file_id=name, kind=kind, content=content)


@pytest.fixture
def good(scrape: Any) -> list[Document]:
    return [
        document(f"good-{i}", scrape("ferry", f"Report number {i} on the ferry").encode(), "scrape") for i in range(7)
    ]


# libxml2 compares each attribute of a tag with all before it: this page takes minutes.
ENDLESS = b"<html><body><p " + b" ".join(b'a%d="1"' % i for i in range(400_000)) + b">x</p></body></html>"


def outcomes(extractor: Extractor, documents: list[Document]) -> tuple[set[str], list[Rejected]]:
    found = list(extractor.extract(documents, ArticleParams()))
    articles = {path for part in found for path in part.articles["path"].to_pylist()}
    return articles, [other for part in found for other in part.others if isinstance(other, Rejected)]


def processes_below(pid: int) -> set[int]:
    """The processes below one, at any depth."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
    below = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return below - {pid}


def workers_of_this_process() -> set[int]:
    """The processes that the fork server has started for this one."""
    children = processes_below(os.getpid())
    return {pid for child in children for pid in processes_below(child)}


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


LIMITS = WorkerLimits(document_cpu_seconds=0.5, document_memory_bytes=256 << 20)
IMPATIENT = replace(LIMITS, document_seconds=2)
PASSED = {
    "segfault": ("crash", "its worker ended with SIGSEGV"),
    "abort": ("crash", "its worker ended with SIGABRT"),
    "be killed": ("crash", "its worker ended with SIGKILL"),
    "leave": ("crash", "its worker ended with code 3"),
    "compute": ("timeout", "over the limit document_cpu_seconds of 0.5 s of processor time"),
    "compute in C": ("timeout", "over the limit document_cpu_seconds of 0.5 s of processor time"),
    "bloat": ("memory", "over the limit document_memory_bytes of 268,435,456 bytes of address space"),
    "bloat bit by bit": ("memory", "over the limit document_memory_bytes of 268,435,456 bytes of address space"),
    "raise": ("failed", "ValueError: a fault of ours"),
}


@pytest.fixture(scope="module")
def extractor() -> Iterator[Extractor]:
    with Extractor(2, LIMITS, misbehave) as started:
        yield started


def asking(what: str, number: int = 0) -> Document:
    return document(f"{what} {number}", f"do {what}".encode(), "scrape")


@pytest.mark.parametrize("what", PASSED)
def test_what_a_document_does_to_its_worker_is_named_and_its_neighbours_come_out(
    extractor: Extractor, good: list[Document], what: str
) -> None:
    articles, [verdict] = outcomes(extractor, [*good[:3], asking(what), *good[3:]])

    reason, detail = PASSED[what]
    assert articles == {item.path for item in good}
    assert (verdict.path, verdict.reason, verdict.stage) == (f"{what} 0", reason, "worker")
    assert verdict.detail.startswith(detail)


@pytest.mark.parametrize("what", ["sleep", "stop"])
def test_a_document_at_which_nothing_happens_is_given_up(good: list[Document], what: str) -> None:
    with Extractor(1, IMPATIENT, misbehave) as extractor:
        articles, [verdict] = outcomes(extractor, [*good[:3], asking(what), *good[3:]])

    assert articles == {item.path for item in good}
    assert (verdict.reason, verdict.detail) == ("timeout", "over the limit document_seconds of 2 s elapsed")


def test_several_in_one_chunk_and_the_last_of_all_cost_one_row_each(extractor: Extractor, good: list[Document]) -> None:
    bad = [asking("segfault"), asking("segfault", 1), asking("compute"), asking("bloat"), asking("leave", 9)]
    mixed = [bad[0], *good[:2], bad[1], bad[2], *good[2:5], bad[3], *good[5:], bad[4]]

    found = list(extractor.extract(mixed, ArticleParams()))

    articles = [path for part in found for path in part.articles["path"].to_pylist()]
    verdicts = [(other.path, other.reason) for part in found for other in part.others]
    assert articles == [item.path for item in good]
    reasons = ["crash", "crash", "timeout", "memory", "crash"]
    assert verdicts == list(zip([item.path for item in bad], reasons, strict=True))


def test_native_code_without_end_is_ended(good: list[Document]) -> None:
    with Extractor(1, WorkerLimits(document_cpu_seconds=1)) as extractor:
        articles, [verdict] = outcomes(extractor, [*good, document("endless", ENDLESS)])

    assert articles == {item.path for item in good}
    assert (verdict.path, verdict.reason) == ("endless", "timeout")


def test_waiting_for_a_busy_machine_costs_a_document_nothing(good: list[Document]) -> None:
    limits = WorkerLimits(document_cpu_seconds=0.2)
    with Extractor(1, limits, sleep_half_a_second) as extractor:
        articles, rejected = outcomes(extractor, good[:3])

    assert (articles, rejected) == ({item.path for item in good[:3]}, [])


def test_a_worker_that_keeps_memory_is_replaced_before_it_costs_an_honest_document(good: list[Document]) -> None:
    leaking = [asking("keep 60 MiB", number) for number in range(12)]  # three times what a worker may have
    with Extractor(1, replace(LIMITS, chunk_documents=1), misbehave) as extractor:
        articles, rejected = outcomes(extractor, [*leaking, *good])

    assert articles == {item.path for item in good}
    assert {verdict.reason for verdict in rejected} == {"not_an_article"}


def test_a_worker_that_keeps_nothing_is_kept(good: list[Document]) -> None:
    before = workers_of_this_process()
    with Extractor(1, WorkerLimits(chunk_documents=1)) as extractor:
        outcomes(extractor, good[:1])
        first = workers_of_this_process() - before
        outcomes(extractor, good)

        assert first & workers_of_this_process() == first
        assert len(first) == 1


def test_a_document_that_dies_of_what_others_left_comes_out_alone(good: list[Document]) -> None:
    leaking = [asking("keep 60 MiB", number) for number in range(9)]  # all in one chunk: the fifth has no room
    with Extractor(1, LIMITS, misbehave) as extractor:
        articles, rejected = outcomes(extractor, [*leaking, *good])

    assert articles == {item.path for item in good}
    assert {verdict.reason for verdict in rejected} == {"not_an_article"}


def test_workers_killed_from_outside_cost_nothing(good: list[Document]) -> None:
    names = [replace(item, path=f"{item.path}-{i}") for i in range(10) for item in good]
    ended = threading.Event()
    killed = []

    def kill_now_and_then(before: set[int]) -> None:
        while not ended.wait(0.2):
            for pid in workers_of_this_process() - before:
                killed.append(pid)
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                break

    before = workers_of_this_process()
    killer = threading.Thread(target=kill_now_and_then, args=[before])
    with Extractor(2, WorkerLimits(chunk_documents=10), sleep_a_little) as extractor:
        killer.start()
        articles, rejected = outcomes(extractor, names)
        ended.set()
        killer.join()

    assert killed
    # One that was killed twice, alone too, cannot be told from a guilty one.
    assert articles | {verdict.path for verdict in rejected} == {item.path for item in names}
    assert len(rejected) <= len(killed) // 2


def test_an_idle_worker_killed_from_outside_costs_nothing(good: list[Document]) -> None:
    before = workers_of_this_process()
    with Extractor(1, WorkerLimits()) as extractor:
        outcomes(extractor, good[:1])
        for pid in workers_of_this_process() - before:
            os.kill(pid, signal.SIGKILL)
        articles, rejected = outcomes(extractor, good)

    assert (articles, rejected) == ({item.path for item in good}, [])


def test_a_worker_that_does_not_come_up_is_an_error_and_no_hang() -> None:
    run = run_script("a_worker_that_does_not_come_up")

    assert run.returncode == 0, run.stderr
    assert "a worker process ended with code 7 before its first document" in run.stdout


def test_a_process_too_many_is_an_error_and_no_hang() -> None:
    run = run_script("a_process_too_many")

    assert run.returncode == 0, run.stderr
    assert "no worker process can be started" in run.stdout


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_is_left_when_the_parent_is_ended(end: signal.Signals, tmp_path: Path) -> None:
    with start_script("work_for_ever", tmp_path / "run.py") as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "at work\n"
        below = processes_below(run.pid)
        run.send_signal(end)
        run.wait(20)

        assert len(below) >= 2  # the fork server and a worker
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and any(map(is_alive, below)):
            time.sleep(0.05)
        assert [pid for pid in below if is_alive(pid)] == []


def test_who_waits_for_a_stopped_pool_is_told(good: list[Document]) -> None:
    extractor = Extractor(1, WorkerLimits(), misbehave)
    stopper = threading.Timer(1.0, extractor.stop)
    stopper.start()

    with pytest.raises(CancelledError):
        outcomes(extractor, [*good, asking("sleep")])
    stopper.join()


def test_workers_have_their_models_from_the_fork_server() -> None:
    assert isinstance(worker_models.outcome, Article)
    assert worker_models.outcome.language == "en"


def test_workers_leave_out_what_pyarrow_would_load(extractor: Extractor) -> None:
    _, [refused] = outcomes(extractor, [asking("load pandas")])

    assert refused.detail is not None
    assert "storyfold leaves pandas out" in refused.detail


def test_results_keep_the_order_of_documents(good: list[Document]) -> None:
    with Extractor(2, WorkerLimits(chunk_documents=2)) as extractor:
        found = [
            path for part in extractor.extract(good, ArticleParams()) for path in part.articles["path"].to_pylist()
        ]

    assert found == [item.path for item in good]


def test_workers_do_not_outlive_the_pool(good: list[Document]) -> None:
    before = set(multiprocessing.active_children())
    with Extractor(2, WorkerLimits()) as extractor:
        outcomes(extractor, good)

    assert set(multiprocessing.active_children()) <= before


def test_modules_in_the_working_directory_are_not_loaded(tmp_path: Path) -> None:
    for package in ("flows", "transforms"):
        (tmp_path / "inbox" / package).mkdir(parents=True)
        (tmp_path / "inbox" / package / "__init__.py").write_text(f"open({str(tmp_path / 'loaded')!r}, 'w')")
    run = run_script("start_and_end_a_pool", tmp_path / "inbox")

    assert run.returncode == 0, run.stderr
    assert not (tmp_path / "loaded").exists()


def run_script(function: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Call a function of `misbehaviour.py` in a Python process of its own."""
    with tempfile.TemporaryDirectory() as scripts, start_script(function, Path(scripts) / "run.py", folder) as run:
        out, errors = run.communicate(timeout=60)
    return subprocess.CompletedProcess(run.args, run.returncode, out, errors)


def start_script(function: str, script: Path, folder: Path = ROOT) -> subprocess.Popen[str]:
    """Start to call a function of `misbehaviour.py` in a Python process of its own."""
    script.write_text(f"if __name__ == '__main__':\n    import tests.misbehaviour\n    tests.misbehaviour.{function}()")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script)]
    return subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
