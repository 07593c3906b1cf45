"""Extraction by a pool of worker processes that can be killed: one bad document costs one row of `rejected`.

Documents go to the workers in chunks. When a worker dies, the document it was at is tried once more, alone in a fresh
worker; those before it, whose results are lost, and those behind it go to another. So the guilty one is named and every
neighbour comes out (`benchmarks/isolation.py` measures what this costs).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType

import pyarrow as pa
import pyarrow.ipc

from flows.staging import STAGED, NotArticle
from flows.worker_process import Answer, Death, Extract, Worker, WorkerLimits, rejected, start_fork_server
from transforms.records import Document
from transforms.to_article import ArticleParams, to_article


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What a chunk of documents became."""

    articles: pa.Table
    others: tuple[NotArticle, ...]


class Extractor:
    """A pool of workers, shared by all threads of a process."""

    def __init__(self, workers: int, limits: WorkerLimits, extract: Extract = to_article) -> None:
        """Have the fork server load what workers need; the workers come with the first chunks.

        extract: what is done to a document in a worker.
        """
        start_fork_server()
        self._limits = limits
        self._extract = extract
        self._in_flight = 2 * workers
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="worker")  # one asks one worker at a time
        self._changing = threading.Lock()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._is_stopped = False

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
        self._threads.shutdown()
        while self._idle:
            self._idle.pop().close()

    def stop(self) -> None:
        """End the workers at once; who waits for their documents gets CancelledError."""
        with self._changing:
            self._is_stopped = True
            for worker in self._busy:
                worker.kill()
        self._threads.shutdown(cancel_futures=True)
        self.close()

    def extract(self, documents: Iterable[Document | NotArticle], params: ArticleParams) -> Iterator[Extracted]:
        """What the documents became, in their order; few of them are in memory at a time.

        Raises WorkerFailed if no worker can be started.
        """
        waiting: deque[tuple[tuple[NotArticle, ...], Future[list[Answer]]]] = deque()
        for chunk, others in chunks_of(documents, self._limits):
            waiting.append((others, self._threads.submit(self._answers, chunk, params)))
            if len(waiting) > self._in_flight:
                others, answered = waiting.popleft()
                yield received(others, answered.result())
        while waiting:
            others, answered = waiting.popleft()
            yield received(others, answered.result())

    def _answers(self, documents: Sequence[Document], params: ArticleParams) -> list[Answer]:
        """The answers for some documents in their order, with the verdict on each that kills its worker."""
        if not documents:
            return []
        answer = self._asked(documents, params, is_fresh=False)
        if isinstance(answer, Answer):
            return [answer]
        before, guilty, behind = documents[: answer.at], documents[answer.at], documents[answer.at + 1 :]
        return [*self._answers(before, params), self._judged(guilty, answer, params), *self._answers(behind, params)]

    def _judged(self, document: Document, death: Death, params: ArticleParams) -> Answer:
        """What a document becomes at which a worker died: of its own deadline it is guilty, else it is tried again."""
        again = death if death.is_certain else self._asked([document], params, is_fresh=True)
        if isinstance(again, Answer):
            return again
        return Answer(rows=b"", others=(rejected(document, again.reason, again.detail),))

    def _asked(self, documents: Sequence[Document], params: ArticleParams, *, is_fresh: bool) -> Answer | Death:
        worker = self._taken(is_fresh=is_fresh)
        answer = None
        try:
            answer = worker.ask(documents, params)
        finally:
            with self._changing:
                self._busy.discard(worker)
                is_useful = isinstance(answer, Answer) and not worker.has_grown(answer)
                if is_useful:
                    self._idle.append(worker)
            if not is_useful:
                worker.close()
        if self._is_stopped:
            raise CancelledError
        return answer

    def _taken(self, *, is_fresh: bool) -> Worker:
        with self._changing:
            old = self._idle.pop() if self._idle else None
            worker = None if is_fresh else old
            if worker:
                self._busy.add(worker)
                return worker
        if old:
            old.close()
        worker = Worker(self._limits, self._extract)
        with self._changing:
            self._busy.add(worker)
            if self._is_stopped:
                worker.kill()
        return worker


def received(others: Sequence[NotArticle], answers: Sequence[Answer]) -> Extracted:
    """What came back from workers, beside records that did not go to any."""
    tables = [pa.ipc.open_stream(answer.rows).read_all() for answer in answers if answer.rows]
    verdicts = tuple(verdict for answer in answers for verdict in answer.others)
    return Extracted(articles=pa.concat_tables([STAGED.empty_table(), *tables]), others=(*others, *verdicts))


_shared: dict[tuple[int, WorkerLimits], Extractor] = {}
_sharing = threading.Lock()


def shared_extractor(workers: int, limits: WorkerLimits) -> Extractor:
    """The extractor of this process: tasks on several threads feed one pool."""
    with _sharing:
        if (workers, limits) not in _shared:
            _shared[workers, limits] = Extractor(workers, limits)
        return _shared[workers, limits]


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


def chunks_of(
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
