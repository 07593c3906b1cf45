"""The whole pipeline: CPU seconds and memory of an ingest with all its processes, from files to a committed snapshot.

    python -m benchmarks.pipeline [--pages PAGES [--sets NAME,NAME] [--pairs 5]] [--docs DOCS.jsonl [--more MORE.jsonl]]
        [--large FILE ...]

--pages   HTML pages (a folder with `cases.jsonl` and the pages it names) into a fresh warehouse, pair by pair beside
          a loop of trafilatura's `bare_extraction` over the same files; `--sets` takes the pages of some sets alone
--docs    articles as JSON lines into a fresh warehouse, then the same again with nothing new
--more    other articles as JSON lines into the warehouse that holds DOCS
--large   each file, such as those of `benchmarks.large_inputs`, into a fresh warehouse of its own

Seconds are user and system time of all processes. What is not measured goes before, so that Python's bytecode and
numba's compiled code are on disk, as they are from the second run on. Warehouses are made in `--scratch` and removed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.process_tree import Cost, cost_of


def main() -> None:
    """Measure the parts for which a path is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--sets", default="")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--more", type=Path)
    parser.add_argument("--large", type=Path, nargs="*", default=[])
    parser.add_argument("--scratch", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        scratch = Path(folder)
        keep_bytecode(scratch / "bytecode")
        if options.pages:
            say(compare_pages(options.pages, set(filter(None, options.sets.split(","))), options.pairs, scratch))
        if options.docs:
            say(grow_warehouse(options.docs, options.more, scratch))
        for number, path in enumerate(options.large):
            say(report(f"{path.name}, {path.stat().st_size:,} bytes", ingest(path, scratch / f"large-{number}")))


def keep_bytecode(folder: Path) -> None:
    """Have the processes started from here keep the bytecode of modules, as an installer does."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """What an ingest cost, and what it says of itself."""

    cost: Cost
    step_seconds: dict[str, float]  # CPU seconds of the main process by step
    counts: dict[str, dict[str, int]]

    @property
    def worker_seconds(self) -> float:
        """CPU seconds of all processes but the main one."""
        return self.cost.cpu_seconds - sum(self.step_seconds.values())


def ingest(path: Path, warehouse: Path) -> Ingest:
    """Take a file or folder into a warehouse, in processes of its own."""
    cost = cost_of([sys.executable, "-m", "benchmarks.ingest_steps", str(path), str(warehouse)])
    said = json.loads(cost.output)
    return Ingest(cost=cost, step_seconds=said["seconds"], counts=said["counts"])


def compare_pages(pages: Path, sets: set[str], pairs: int, scratch: Path) -> Iterator[str]:
    """Lines on an ingest of the pages beside trafilatura's loop, one after the other in each pair."""
    inbox = scratch / "pages"
    copy_pages(pages, sets, inbox)
    ingest(inbox, scratch / "compiled")
    loop = [sys.executable, "-m", "benchmarks.trafilatura_loop", str(inbox)]
    cost_of(loop)
    ratios = []
    yield f"{len(list(inbox.iterdir()))} pages"
    for pair in range(pairs):
        ours = ingest(inbox, scratch / f"pages-{pair}").cost.cpu_seconds
        theirs = cost_of(loop).cpu_seconds
        ratios.append(ours / theirs)
        yield f"  ingest {ours:.2f} CPU s, trafilatura {theirs:.2f} CPU s, ratio {ratios[-1]:.3f}"
    yield f"ratio: median {median(ratios):.3f}, {min(ratios):.3f} to {max(ratios):.3f} in {pairs} pairs"


def copy_pages(pages: Path, sets: set[str], inbox: Path) -> None:
    """Put the pages of the given sets, all if none are given, into a folder of their own."""
    inbox.mkdir()
    for line in (pages / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if not sets or case["set"] in sets:
            shutil.copy(pages / case["html"], inbox / f"{case['id']}.html")


def grow_warehouse(docs: Path, more: Path | None, scratch: Path) -> Iterator[str]:
    """Lines on a first ingest, one with nothing new, and one of more articles."""
    head = scratch / "head.jsonl"
    with docs.open(encoding="utf-8") as lines:
        head.write_text("".join(line for line, _ in zip(lines, range(1000), strict=False)), encoding="utf-8")
    ingest(head, scratch / "compiled-articles")
    warehouse = scratch / "articles"
    yield from report("first run", ingest(docs, warehouse))
    yield from report("nothing new", ingest(docs, warehouse))
    if more:
        yield from report("more articles", ingest(more, warehouse))


def report(name: str, run: Ingest) -> Iterator[str]:
    """Lines on one ingest."""
    articles, cost = run.counts.get("ingested", {}).get("accepted", 0), run.cost
    yield f"{name}: {articles:,} articles, {cost.cpu_seconds:.1f} CPU s"
    yield f"  memory: largest process {cost.largest_process_mb:.0f} MB, all together {cost.all_processes_mb:.0f} MB"
    if not articles:
        return
    spent = "  ".join(f"{step} {seconds:.1f}" for step, seconds in run.step_seconds.items())
    without_stories = cost.cpu_seconds - run.step_seconds["group"]
    yield f"  CPU s: {spent}  workers {run.worker_seconds:.1f}"
    rates = (articles / cost.cpu_seconds, articles / without_stories)
    yield "  articles per CPU second: {:,.0f}, without stories {:,.0f}".format(*rates)


def say(lines: Iterable[str]) -> None:
    """Print as they come."""
    for line in lines:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
