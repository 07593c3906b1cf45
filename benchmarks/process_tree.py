"""What a command costs with everything it starts: CPU seconds and memory of the whole tree of processes.

Workers of a fork server are no children of the process that uses them, and nobody who waits for that process alone
sees their cost. So this process adopts every orphan below it (PR_SET_CHILD_SUBREAPER of prctl(2)) and waits for all.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
SAMPLE_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a command and all its descendants used, until the last of them had ended."""

    exit_code: int
    cpu_seconds: float  # user and system
    largest_process_mb: float  # peak resident size of the largest process
    all_processes_mb: float  # peak sum of the resident sizes, sampled: pages that are shared count in each process
    output: str


def cost_of(command: Sequence[str]) -> Cost:
    """Run a command to its end and that of its descendants. Raises CalledProcessError if it fails.

    No other child of this process may be alive: it would be waited for as well.
    """
    adopt_orphans()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with sampled_memory() as samples:
        output = process.stdout.read() if process.stdout else ""
        codes, cpu_seconds, largest_kb = {}, 0.0, 0
        with contextlib.suppress(ChildProcessError):  # raised when none is left
            while True:
                pid, status, used = os.wait4(-1, 0)
                codes[pid] = os.waitstatus_to_exitcode(status)
                cpu_seconds += used.ru_utime + used.ru_stime
                largest_kb = max(largest_kb, used.ru_maxrss)
    process.returncode = codes[process.pid]
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Cost(
        exit_code=process.returncode,
        cpu_seconds=cpu_seconds,
        largest_process_mb=largest_kb / 1024,
        all_processes_mb=max(samples, default=0) / 1024,
        output=output,
    )


def adopt_orphans() -> None:
    """Make this process the parent of descendants that lose theirs. Raises OSError."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "PR_SET_CHILD_SUBREAPER")


@contextlib.contextmanager
def sampled_memory() -> Iterator[list[int]]:
    """The resident kilobytes of all descendants together, now and then while the block runs."""
    samples: list[int] = []
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(SAMPLE_SECONDS):
            samples.append(sum(resident_kb(pid) for pid in descendants(os.getpid())))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()


def descendants(pid: int) -> Iterator[int]:
    """The processes below one, as far as they are still there."""
    with contextlib.suppress(OSError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text().split():
                yield int(child)
                yield from descendants(int(child))


def resident_kb(pid: int) -> int:
    """The resident size of a process; 0 if it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0
