"""One process that extracts documents and may die of any of them: how it is limited, asked, and known to have ended.

A worker has pipes of its own, so its death spoils nothing of its neighbours'. It notes each document that it begins, so
the one at which it died is known. The limit on processor time is a timer of the kernel that ends the process, so it
holds inside native code too; a busy machine does not come near it.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc

from flows.errors import WorkerFailed
from flows.staging import STAGED, article_rows
from transforms.records import Article, Document, Rejected
from transforms.to_article import ArticleParams

# What the fork server loads for all workers. The command line is the main module, and workers load that too.
PRELOADED = ["flows.without_pandas", "flows.cli", "flows.workers", "flows.worker_models"]
START_SECONDS = 300.0  # takes 0.1 s; some seconds where the fork server could not load the modules before
OUT_OF_MEMORY = 86  # exit code of a worker after MemoryError; no signal and no Python error has it
GROWN_SHARE = 0.25  # of a document's memory: a worker that has kept so much ends, before it costs an honest document

Extract = Callable[[Document, ArticleParams], Article | Rejected]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """What one document may cost, and how documents travel."""

    document_cpu_seconds: float = 20.0  # a page takes 0.02 s as a rule, 0.3 s at worst
    document_seconds: float = 120.0  # elapsed: for what waits without computing; a busy machine must not reach it
    document_memory_bytes: int = 2 << 30  # address space beside what the worker has loaded; pages need up to 0.2 GiB
    chunk_documents: int = 100  # a chunk costs about a millisecond to send: little against its documents
    chunk_bytes: int = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the documents became: rows of `STAGED` as an Arrow stream, and the verdicts on the others."""

    rows: bytes
    others: tuple[Rejected, ...]
    grown_bytes: int = 0  # by which the worker is larger than when it began


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """How a worker ended, and at which of the documents it was given."""

    at: int
    reason: str  # a key of REASONS
    detail: str
    is_certain: bool = False  # the document alone is to blame; another death may have come from outside


class Worker:
    """A worker process, as its parent sees it. One thread at a time may ask it; any may kill it."""

    def __init__(self, limits: WorkerLimits, extract: Extract) -> None:
        """Start the process. Raises WorkerFailed if it does not come up."""
        self._limits = limits
        self._begun_count = 0  # of the documents it was given last
        self._oom_kills = _oom_kills()
        context = multiprocessing.get_context("forkserver")  # no lock of a thread is copied into a worker
        try:
            self._connection, theirs = context.Pipe()
            self._begun, begins = context.Pipe(duplex=False)
            with theirs, begins:
                # A daemon: Python waits at its end for processes that are none, and nobody would end them.
                self._process = context.Process(target=serve, args=[theirs, begins, limits, extract], daemon=True)
                self._process.start()
        except (OSError, EOFError) as error:
            raise WorkerFailed(f"no worker process can be started: {error or 'the fork server has ended'}") from error
        os.set_blocking(self._begun.fileno(), False)
        self._wait_until_ready()

    def ask(self, documents: Sequence[Document], params: ArticleParams) -> Answer | Death:
        """What the documents became, or how the worker died of them; it is to be closed then."""
        self._begun_count = 0
        moved_at = time.monotonic()
        try:
            self._connection.send((documents, params))
            while not self._connection.poll(self._limits.document_seconds / 8):
                if self._has_moved():
                    moved_at = time.monotonic()
                elif time.monotonic() - moved_at >= self._limits.document_seconds:
                    self.kill()
                    return self._death("timeout", self._passed("document_seconds", "s elapsed"), is_certain=True)
            answer = self._connection.recv()
            self._has_moved()  # empties the pipe
        except (EOFError, OSError):
            self._process.join()
            return self._cause(self._process.exitcode)
        assert isinstance(answer, Answer)  # what `serve` sends
        return answer

    def has_grown(self, answer: Answer) -> bool:
        """Whether so much memory has stayed with the worker that a fresh one should take its place."""
        return answer.grown_bytes > GROWN_SHARE * self._limits.document_memory_bytes

    def close(self) -> None:
        """End the worker, which has nothing to do, and its pipes."""
        self._connection.close()  # at which it ends
        self._process.join()
        self._begun.close()

    def kill(self) -> None:
        """End the worker at once, whatever it is at; who asked it gets its death."""
        self._process.kill()

    def _wait_until_ready(self) -> None:
        ended = f"is not ready after {START_SECONDS:g} s"
        try:
            if self._connection.poll(START_SECONDS):
                self._connection.recv()
                return
        except (EOFError, OSError):
            self._process.join()
            ended = f"ended with {_ending(self._process.exitcode)} before its first document"
        self.kill()
        self.close()
        raise WorkerFailed(f"a worker process {ended}; what it wrote to stderr says why")

    def _has_moved(self) -> bool:
        """Whether the worker has begun a document since this was last asked."""
        try:
            moved = len(os.read(self._begun.fileno(), 1 << 16))
        except BlockingIOError:
            return False
        self._begun_count += moved
        return moved > 0

    def _cause(self, exit_code: int | None) -> Death:
        if exit_code == -signal.SIGPROF:
            return self._death("timeout", self._passed("document_cpu_seconds", "s of processor time"), is_certain=True)
        if exit_code == OUT_OF_MEMORY:
            return self._death("memory", self._passed("document_memory_bytes", "bytes of address space"))
        if exit_code == -signal.SIGKILL and _oom_kills() > self._oom_kills:
            return self._death("memory", "its worker was killed by the kernel, which had run out of memory (SIGKILL)")
        return self._death("crash", f"its worker ended with {_ending(exit_code)}")

    def _death(self, reason: str, detail: str, *, is_certain: bool = False) -> Death:
        self._has_moved()
        return Death(at=max(self._begun_count - 1, 0), reason=reason, detail=detail, is_certain=is_certain)

    def _passed(self, name: str, unit: str) -> str:
        return f"over the limit {name} of {getattr(self._limits, name):,} {unit}"


def serve(connection: Connection, begun: Connection, limits: WorkerLimits, extract: Extract) -> None:
    """What runs in a worker, until its parent hangs up."""
    try:
        size = _prepare(limits)
        connection.send(None)
        while True:
            documents, params = connection.recv()
            outcomes = [_outcome(document, params, extract, begun, limits) for document in documents]
            signal.setitimer(signal.ITIMER_PROF, 0)
            connection.send(answer_of(outcomes, _address_space() - size))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # whatever would tidy up now may want memory again
    except (EOFError, BrokenPipeError, ConnectionResetError):
        os._exit(0)  # the parent has closed the pipe, or is no more


def rejected(document: Document, reason: str, detail: str) -> Rejected:
    """The verdict on a document that its worker could not give, or gives in its stead."""
    return Rejected(
        source=document.source,
        path=document.path,
        record=document.record,
        file_id=document.file_id,
        stage="worker",
        reason=reason,
        detail=detail,
    )


def _prepare(limits: WorkerLimits) -> int:
    """Set the limits of this process; the bytes of address space it has before its first document, as far as known."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer_of([])  # Arrow reserves a GiB of addresses with its first buffer
    size = _address_space()
    if not size:
        return 0  # no limit where it cannot be told what it should be, as on macOS
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = size + limits.document_memory_bytes
    lowered = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_AS, (lowered, most))
    return size


def _outcome(
    document: Document, params: ArticleParams, extract: Extract, begun: Connection, limits: WorkerLimits
) -> Article | Rejected:
    os.write(begun.fileno(), b".")
    # SIGPROF has no handler: the kernel ends the process, also in the midst of native code.
    signal.setitimer(signal.ITIMER_PROF, limits.document_cpu_seconds)
    try:
        return extract(document, params)
    except MemoryError:
        raise
    except RecursionError as error:
        return rejected(document, "parser_limit", f"nested too deeply: {error}")
    except Exception as error:  # noqa: BLE001 - the one place where any fault of a document becomes a row
        where = traceback.extract_tb(error.__traceback__)[-1]
        return rejected(document, "failed", f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})")


def answer_of(outcomes: Sequence[Article | Rejected], grown_bytes: int = 0) -> Answer:
    """The outcomes in the form in which they travel."""
    articles = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, STAGED) as writer:
        if articles:
            writer.write_batch(article_rows(articles))
    return Answer(
        rows=sink.getvalue().to_pybytes(),
        others=tuple(outcome for outcome in outcomes if isinstance(outcome, Rejected)),
        grown_bytes=grown_bytes,
    )


def start_fork_server() -> None:
    """Start the fork server with the module path of this process, and what workers need loaded.

    Left to itself it looks in the working directory first, which may be a folder of strangers' files.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOADED)
    own = {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _ending(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return signal.Signals(-exit_code).name
    return f"code {exit_code}"


def _address_space() -> int:
    """The bytes of address space that this process has; 0 where the kernel does not show it."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except FileNotFoundError:
        return 0


def _oom_kills() -> int:
    """How many processes the kernel has killed for want of memory since it began; 0 where it does not show it."""
    try:
        found = re.search(r"^oom_kill (\d+)$", Path("/proc/vmstat").read_text(), re.M)
    except FileNotFoundError:
        return 0
    return int(found[1]) if found else 0
