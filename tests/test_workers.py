"""Extraction in workers that can be killed: one bad document costs one row, never its neighbours."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from flows.workers import Extractor, WorkerLimits
from tests.conftest import ROOT
from transforms.records import Document, Rejected
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


def children_of_this_process() -> set[int]:
    """The processes below this one."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    below = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return below - {os.getpid()}


def test_a_document_without_end_is_named_and_its_neighbours_come_out(good: list[Document]) -> None:
    limits = WorkerLimits(chunk_seconds=6, document_seconds=3)
    with Extractor(2, limits) as extractor:
        articles, rejected = outcomes(extractor, [*good[:3], document("endless", ENDLESS), *good[3:]])

    assert articles == {item.path for item in good}
    assert [(verdict.path, verdict.reason) for verdict in rejected] == [("endless", "timeout")]


def test_a_worker_killed_from_outside_costs_nothing(good: list[Document]) -> None:
    limits = WorkerLimits(chunk_seconds=60, document_seconds=2)
    before = children_of_this_process()

    def kill_busy_worker() -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            time.sleep(1.5)
            for pid in children_of_this_process() - before:
                if b"forkserver" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)
                    return
                if len(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()) == 0:
                    os.kill(pid, signal.SIGKILL)
                    return

    with Extractor(1, limits) as extractor:
        killer = threading.Thread(target=kill_busy_worker)
        killer.start()
        articles, rejected = outcomes(extractor, [*good, document("endless", ENDLESS)])
        killer.join()

    assert articles == {item.path for item in good}
    assert [verdict.path for verdict in rejected] == ["endless"]


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
    script = tmp_path / "run.py"
    script.write_text("import tests.test_workers as t\nif __name__ == '__main__':\n    t.start_and_end_a_pool()")

    subprocess.run(
        [sys.executable, script], cwd=tmp_path / "inbox", env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True
    )

    assert not (tmp_path / "loaded").exists()


def start_and_end_a_pool() -> None:
    with Extractor(1, WorkerLimits()) as extractor:
        outcomes(extractor, [document("short", b"too short", "scrape")])
