"""What isolation costs on ordinary pages: our pool of killable workers beside a plain `multiprocessing.Pool`.

    python -m benchmarks.isolation --pages FOLDER [--workers 2] [--pairs 9]

Both have the same start method, the same chunks of the same pages, and do the same to them; the plain pool has no
deadlines, no limits and no second trials. FOLDER has HTML files, at any depth. The pools run by turns in one process,
after one pass of each that is not counted; each second pair begins with the other. CPU seconds are those of the workers
and of this process.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flows.worker_process import Answer, WorkerLimits, answer_of, start_fork_server
from flows.workers import Extractor, chunks_of, received
from transforms.records import Document
from transforms.to_article import ArticleParams, to_article

LIMITS = WorkerLimits()
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass over all pages took, and how many articles came out."""

    cpu_seconds: float
    elapsed_seconds: float
    articles: int


def main() -> None:
    """Measure, pair by pair."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=9)
    options = parser.parse_args()
    pages = [page_of(path) for path in sorted(options.pages.rglob("*.html"))]
    start_fork_server()
    context = multiprocessing.get_context("forkserver")
    with context.Pool(options.workers) as pool, Extractor(options.workers, LIMITS) as extractor:
        plain_workers = worker_pids()

        def plain() -> int:
            chunks = (documents for documents, _ in chunks_of(pages, LIMITS))
            return sum(received((), [answer]).articles.num_rows for answer in pool.imap(plain_answer, chunks))

        def ours() -> int:
            return sum(part.articles.num_rows for part in extractor.extract(pages, ArticleParams()))

        plain(), ours()
        runs: dict[str, tuple[Callable[[], int], Callable[[], set[int]]]] = {
            "ours": (ours, lambda: worker_pids() - plain_workers),
            "plain": (plain, lambda: plain_workers),
        }
        ratios = []
        for pair in range(options.pairs):
            order = ("ours", "plain") if pair % 2 == 0 else ("plain", "ours")
            took = {name: measured(*runs[name]) for name in order}
            ratios.append(say(took["ours"], took["plain"]))
    for name, values in zip(("CPU", "elapsed"), zip(*ratios, strict=True), strict=True):
        line = f"{name}: median {median(values):.3f}, {min(values):.3f} to {max(values):.3f} in {len(values)} pairs\n"
        sys.stdout.write(line)


def page_of(path: Path) -> Document:
    """A page as the readers hand it over."""
    content = path.read_bytes()
    return Document(source="pages", path=path.name, record="", file_id=path.name, kind="html", content=content)


def plain_answer(documents: Sequence[Document]) -> Answer:
    """What a worker of the plain pool does with a chunk."""
    params = ArticleParams()
    return answer_of([to_article(document, params) for document in documents])


def measured(run: Callable[[], int], workers: Callable[[], set[int]]) -> Pass:
    """One pass."""
    cpu, began = cpu_seconds(workers()), time.monotonic()
    articles = run()
    return Pass(cpu_seconds=cpu_seconds(workers()) - cpu, elapsed_seconds=time.monotonic() - began, articles=articles)


def say(ours: Pass, plain: Pass) -> tuple[float, float]:
    """Print a pair; its ratios of CPU and elapsed seconds."""
    assert ours.articles == plain.articles
    ratios = (ours.cpu_seconds / plain.cpu_seconds, ours.elapsed_seconds / plain.elapsed_seconds)
    seconds = [f"{one.cpu_seconds:.2f} CPU s in {one.elapsed_seconds:.2f} s" for one in (ours, plain)]
    line = f"{ours.articles} articles: ours {seconds[0]}, plain {seconds[1]}, ratios {ratios[0]:.3f}, {ratios[1]:.3f}"
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    return ratios


def worker_pids() -> set[int]:
    """The processes of all pools of this process."""
    return {process.pid for process in multiprocessing.active_children() if process.pid is not None}


def cpu_seconds(workers: set[int]) -> float:
    """What these processes, this one, and workers that were replaced have used so far."""
    ticks = sum(int(field) for pid in workers for field in stat_of(pid)[11:13])
    fork_server = int(stat_of(next(iter(workers)))[1])
    ticks += sum(int(field) for field in stat_of(fork_server)[13:15])  # of its children that have ended
    return time.process_time() + ticks / TICKS


def stat_of(pid: int) -> list[str]:
    """The fields of proc(5) behind the name of the process, from its state on."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


if __name__ == "__main__":
    main()
