"""Extraction in worker processes that can be killed: one bad document costs one row of `rejected`.

Documents go to the workers in chunks. A chunk whose worker dies or overruns is run again document by document, so the
guilty one is named and every neighbour comes out (`docs/architecture.md` has the measurements behind this).
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from multiprocessing import forkserver
from types import TracebackType

import pebble
import pyarrow as pa
import pyarrow.ipc

from flows.staging import STAGED, NotArticle, article_rows
from transforms.records import Article, Document, Rejected
from transforms.to_article import ArticleParams, to_article

# What the fork server loads for all workers. The command line is the main module, and workers load that too.
PRELOADED = ["flows.cli", "flows.workers", "flows.worker_models"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """What one document may cost, and how documents travel."""

    chunk_documents: int = 100  # a chunk costs about a millisecond to send: little against its documents
    chunk_bytes: int = 4 << 20
    chunk_seconds: float = 60.0  # elapsed; a page takes 0.02 s as a rule, 0.3 s at worst
    document_seconds: float = 20.0  # elapsed, when a document runs alone
    memory_bytes: int = 3 << 30  # address space of a worker; extraction needs about 0.4 GiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What a chunk of documents became."""

    articles: pa.Table
    others: tuple[NotArticle, ...]


class Extractor:
    """A pool of workers, shared by all threads of a process."""

    def __init__(self, workers: int, limits: WorkerLimits) -> None:
        """Have the fork server load what workers need; the workers come with the first chunk."""
        # forkserver: workers end with their parent, and no lock of a thread is copied into them.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        _start_fork_server()
        self._pool = pebble.ProcessPool(
            max_workers=workers, initializer=_prepare_worker, initargs=[limits.memory_bytes], context=context
        )
        self._limits = limits
        self._sent: set[pebble.ProcessFuture[_Answer]] = set()
        self._in_flight = 2 * workers

    def __enter__(self) -> Extractor:
        """The pool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the workers, at once if an error is on its way."""
        if kind is None:
            self.close()
        else:
            self.stop()

    def close(self) -> None:
        """End the workers when they have done what they were given."""
        self._pool.close()  # type: ignore[no-untyped-call]  # pebble's, untyped
        self._pool.join()

    def stop(self) -> None:
        """End the workers at once; who waits for their documents gets CancelledError."""
        for sent in list(self._sent):
            # pebble leaves those who wait for a stopped pool waiting.
            sent.cancel()  # type: ignore[no-untyped-call]  # pebble's, untyped
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's, untyped
        self._pool.join()

    def extract(self, documents: Iterable[Document | NotArticle], params: ArticleParams) -> Iterator[Extracted]:
        """What the documents became, in their order; few of them are in memory at a time."""
        waiting: deque[tuple[list[Document], tuple[NotArticle, ...], pebble.ProcessFuture[_Answer] | None]] = deque()
        for chunk, others in _chunks(documents, self._limits):
            sent = self._send(chunk, params, self._limits.chunk_seconds) if chunk else None
            waiting.append((chunk, others, sent))
            if len(waiting) > self._in_flight:
                yield self._received(*waiting.popleft(), params)
        while waiting:
            yield self._received(*waiting.popleft(), params)

    def _send(
        self, documents: Sequence[Document], params: ArticleParams, seconds: float
    ) -> pebble.ProcessFuture[_Answer]:
        sent = self._pool.schedule(extract_documents, args=[documents, params], timeout=seconds)
        self._sent.add(sent)
        sent.add_done_callback(self._sent.discard)
        return sent

    def _received(
        self,
        chunk: Sequence[Document],
        others: tuple[NotArticle, ...],
        sent: pebble.ProcessFuture[_Answer] | None,
        params: ArticleParams,
    ) -> Extracted:
        if sent is None:
            return Extracted(articles=STAGED.empty_table(), others=others)
        try:
            answers = [sent.result()]
        except (FutureTimeout, pebble.ProcessExpired, MemoryError):
            answers = [self._alone(document, params) for document in chunk]
        tables = [pa.ipc.open_stream(rows).read_all() for rows, _ in answers]
        rejected = tuple(other for _, others_of_answer in answers for other in others_of_answer)
        return Extracted(articles=pa.concat_tables(tables), others=(*others, *rejected))

    def _alone(self, document: Document, params: ArticleParams) -> _Answer:
        seconds = self._limits.document_seconds
        try:
            return self._send([document], params, seconds).result()
        except FutureTimeout:
            verdict = rejected(document, "timeout", f"no answer after {seconds:g} s, alone in a worker")
        except pebble.ProcessExpired as error:
            verdict = rejected(document, "crash", f"its worker ended with {_ending(error.exitcode)}")
        except MemoryError:
            verdict = rejected(document, "memory", f"more than {self._limits.memory_bytes >> 20} MiB of address space")
        return _answer([], [verdict])


_Answer = tuple[bytes, list[Rejected]]
_shared: dict[tuple[int, WorkerLimits], Extractor] = {}
_sharing = threading.Lock()


def shared_extractor(workers: int, limits: WorkerLimits) -> Extractor:
    """The extractor of this process: tasks on several threads feed one pool."""
    with _sharing:
        return _shared.setdefault((workers, limits), Extractor(workers, limits))


def close_extractors() -> None:
    """End the workers of this process when they have done what they were given."""
    for extractor in _taken_back():
        extractor.close()


def stop_extractors() -> None:
    """End the workers of this process at once; who waits for their documents gets CancelledError."""
    for extractor in _taken_back():
        extractor.stop()


def _taken_back() -> list[Extractor]:
    with _sharing:
        extractors = list(_shared.values())
        _shared.clear()
    return extractors


def extract_documents(documents: Sequence[Document], params: ArticleParams) -> _Answer:
    """What runs in a worker: each document's article, or its verdict."""
    outcomes = [_outcome(document, params) for document in documents]
    articles = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    return _answer(articles, [outcome for outcome in outcomes if isinstance(outcome, Rejected)])


def rejected(document: Document, reason: str, detail: str) -> Rejected:
    """The verdict on a document that its worker could not give."""
    return Rejected(
        source=document.source,
        path=document.path,
        record=document.record,
        file_id=document.file_id,
        stage="worker",
        reason=reason,
        detail=detail,
    )


def _outcome(document: Document, params: ArticleParams) -> Article | Rejected:
    try:
        return to_article(document, params)
    except MemoryError:
        raise  # the worker is spent: the document is tried again alone, then rejected
    except RecursionError as error:
        return rejected(document, "parser_limit", f"nested too deeply: {error}")
    except Exception as error:  # noqa: BLE001 - the one place where any fault of a document becomes a row
        where = traceback.extract_tb(error.__traceback__)[-1]
        return rejected(document, "failed", f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})")


def _answer(articles: Sequence[Article], others: list[Rejected]) -> _Answer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, STAGED) as writer:
        if articles:
            writer.write_batch(article_rows(articles))
    return sink.getvalue().to_pybytes(), others


def _chunks(
    documents: Iterable[Document | NotArticle], limits: WorkerLimits
) -> Iterator[tuple[list[Document], tuple[NotArticle, ...]]]:
    """Documents in chunks by count and size, each with the other records found among them."""
    chunk: list[Document] = []
    others: list[NotArticle] = []
    size = 0
    for document in documents:
        if not isinstance(document, Document):
            others.append(document)
            continue
        chunk.append(document)
        size += len(document.content)
        if len(chunk) >= limits.chunk_documents or size >= limits.chunk_bytes:
            yield chunk, tuple(others)
            chunk, others, size = [], [], 0
    if chunk or others:
        yield chunk, tuple(others)


def _start_fork_server() -> None:
    """Start the fork server with the module path of this process.

    Left to itself it looks in the working directory first, which may be a folder of strangers' files.
    """
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


def _prepare_worker(memory_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _ending(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return signal.Signals(-exit_code).name
    return f"code {exit_code}"
