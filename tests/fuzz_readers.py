"""Damaged files without end, read in processes that are watched: `make fuzz`.

    python -m tests.fuzz_readers [--seconds 60] [--seed 1] [--workers 2] [--keep FOLDER] [--replay NUMBER | --file PATH]

Files are made up and the examples of this repository, each damaged by chance (`wounds.py`), packed, and read as ingest
reads them, up to articles. A finding is a file that takes too long or too much memory, ends its process, raises, or
loses an article without a row. A page whose extraction takes too long is only counted: for that a worker has a
deadline, and it costs one row. Each finding is printed with its number and kept in a folder; --replay makes the file
of a number again, and --file takes a kept one. The exit code is 1 if there was a finding.
"""

from __future__ import annotations

import argparse
import json
import queue
import random
import resource
import select
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.conftest import INBOX
from tests.test_damage import CASES
from tests.test_damaged_formats import SPECIMENS
from tests.wounds import Wounded, made_up_specimens, missing_articles, read_wounded, wounded_file, wounded_records
from transforms.records import Document
from transforms.to_article import to_article

ELAPSED_SECONDS = 60.0  # of one file, on a busy machine
CPU_SECONDS = 10.0  # of one file of at most some hundred KB, and of one document; both take milliseconds
MEMORY_BYTES = 3 << 30  # address space, as of a worker
PEAK_BYTES = 1 << 30
MOST_BYTES = 300_000  # of a specimen

Answer = tuple[str | None, int, int, int]  # what is wrong; articles that were not touched, that are missing; slow pages


def main() -> int:
    """Read damaged files until the time is up; 1 if something was found."""
    options = _options()
    if options.reader:
        _read_for_ever(options.seed)
        return 0
    if options.replay is not None or options.file is not None:
        file = wounded_by(options.seed, options.replay) if options.file is None else _kept(options.file)
        said = judged(file)[0]
        sys.stdout.write(f"{file.path}, {len(file.data):,} bytes: {said or 'nothing is wrong'}\n")
        return int(bool(said))
    counts: Counter[str] = Counter()
    for number, finding in _findings(options, counts):
        file = wounded_by(options.seed, number)
        options.keep.mkdir(parents=True, exist_ok=True)
        kept = options.keep / f"{options.seed}-{number}-{file.path.replace('/', '-')}"
        kept.write_bytes(file.data)
        sys.stdout.write(f"FOUND seed {options.seed}, file {number} ({file.path}): {finding}\n  kept as {kept}\n")
        sys.stdout.flush()
    untouched, missing = counts["untouched"], counts["missing"]
    sys.stdout.write(
        f"seed {options.seed}: {counts['files']:,} files, {counts['findings']} findings, {counts['slow']} slow pages;"
        f" of {untouched:,} articles beside a damaged one {untouched - missing:,} came out, {missing:,} have a row\n"
    )
    return int(counts["findings"] > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--replay", type=int)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--reader", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _kept(path: Path) -> Wounded:
    """A kept file, under the name it had."""
    return Wounded(path=path.name.split("-", 2)[-1], data=path.read_bytes(), untouched=frozenset())


def _findings(options: argparse.Namespace, counts: Counter[str]) -> Iterator[tuple[int, str]]:
    """The number of each file with which something is wrong, and what."""
    end = time.monotonic() + options.seconds
    numbers = iter(range(1 << 62))
    answers: queue.SimpleQueue[tuple[int, Answer]] = queue.SimpleQueue()
    threads = [
        threading.Thread(target=_watch, args=[options.seed, numbers, end, answers]) for _ in range(options.workers)
    ]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) or not answers.empty():
        try:
            number, (said, untouched, missing, slow) = answers.get(timeout=1)
        except queue.Empty:
            continue
        counts.update(files=1, untouched=untouched, missing=missing, slow=slow, findings=int(bool(said)))
        if said:
            yield number, said


def _watch(seed: int, numbers: Iterator[int], end: float, answers: queue.SimpleQueue[tuple[int, Answer]]) -> None:
    """Have one process after another read files, until the time is up."""
    child: subprocess.Popen[str] | None = None
    while time.monotonic() < end:
        number = next(numbers)
        child = child or _reading_process(seed)
        assert child.stdin and child.stdout
        child.stdin.write(f"{number}\n")
        child.stdin.flush()
        is_answered, *_ = select.select([child.stdout], [], [], ELAPSED_SECONDS)
        line = child.stdout.readline() if is_answered else ""
        if line:
            said, *found = json.loads(line)
            answers.put((number, (said, *found)))
            continue
        child.kill()
        said = f"its process ended with {child.wait()}" if is_answered else f"no answer after {ELAPSED_SECONDS:g} s"
        answers.put((number, (said, 0, 0, 0)))
        child = None
    if child:
        child.kill()
        child.wait()


def _reading_process(seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.fuzz_readers", "--seed", str(seed), "--reader"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _read_for_ever(seed: int) -> None:
    """Answer each number that comes in with what `judged_by_number` gives for it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in sys.stdin:
        sys.stdout.write(json.dumps(judged_by_number(seed, int(number))) + "\n")
        sys.stdout.flush()


def judged_by_number(seed: int, number: int) -> Answer:
    """What is wrong with a file, if anything, and the counts."""
    return judged(wounded_by(seed, number))


def wounded_by(seed: int, number: int) -> Wounded:
    """The file of a number."""
    chance = random.Random(f"{seed}/{number}")
    return wounded_records(chance) if chance.random() < 0.5 else wounded_file(_specimens(), chance)


@cache
def _specimens() -> list[tuple[str, bytes]]:
    examples = [(path.name, path.read_bytes()) for path in sorted(INBOX.rglob("*")) if path.is_file()]
    cases = [(case.path, case.data) for case in CASES.values()]
    found = [*made_up_specimens(), *SPECIMENS.items(), *examples, *cases]
    return [(path, data) for path, data in found if len(data) <= MOST_BYTES]


def judged(file: Wounded) -> Answer:
    """What is wrong with the reading of a file, if anything, and the counts."""
    began = time.process_time()
    try:
        outcomes = read_wounded(file)
        seconds = time.process_time() - began
        slow = sum(_is_slow(outcome) for outcome in outcomes if isinstance(outcome, Document))
    except AssertionError as error:
        return str(error), 0, 0, 0
    except Exception as error:  # noqa: BLE001 - any fault is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error} ({where.filename.rpartition('/')[2]}, line {where.lineno})"
        return said[:400], 0, 0, 0
    counts = (len(file.untouched), len(missing_articles(file, outcomes)), slow)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    if seconds > CPU_SECONDS:
        return f"{seconds:.0f} CPU seconds to read {len(file.data):,} bytes", *counts
    return f"{peak >> 20} MiB of memory" if peak > PEAK_BYTES else None, *counts


class _TooSlowError(BaseException):
    """Extraction has used its time; no `except Exception` on the way may take this."""


def _is_slow(document: Document) -> bool:
    """Whether a document is not extracted in its time."""

    def stop(*_: object) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    try:
        to_article(document)
    except _TooSlowError:
        return True
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return False


if __name__ == "__main__":
    sys.exit(main())
