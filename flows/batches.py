"""Batches of files: what one task reads and extracts.

A batch is named by what it holds and how it is extracted, so a run that was stopped finds its finished batches again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.ipc

from flows import progress
from flows.discover import Found, problem_kind
from flows.errors import PlaceFailed
from flows.places.folders import modified_ns
from flows.runs import Run, load_run
from flows.staging import STAGED, NotArticle, StagedBatch, Tally
from flows.workers import shared_extractor
from transforms.formats.readers import read_documents
from transforms.records import Document, Rejected, Skipped, content_id

if TYPE_CHECKING:
    from flows.places.fetching import Fetched

BATCH_FILES = 1_000  # a task costs milliseconds, so it should be worth seconds of work
BATCH_BYTES = 64 << 20
MOST_BATCHES = 200  # a run of more tasks than this is of no use to anybody who looks at it


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchDone:
    """One batch that is extracted: all that crosses a task border."""

    batch_id: str
    files: int
    articles: int
    others: int


def plan_batches(files: Sequence[Found]) -> list[list[Found]]:
    """The files in batches by count and size, in their order, at most a few hundred."""
    most_files = max(BATCH_FILES, -(-len(files) // MOST_BATCHES))
    most_bytes = max(BATCH_BYTES, sum(file.size_bytes for file in files) // MOST_BATCHES)
    batches: list[list[Found]] = []
    size = 0
    for file in files:
        if not batches or len(batches[-1]) >= most_files or size + file.size_bytes > most_bytes:
            batches.append([])
            size = 0
        batches[-1].append(file)
        size += file.size_bytes
    return batches


def write_manifest(run: Run, files: Sequence[Found]) -> Path:
    """Write down what a batch holds; the path, from which any worker can take it up."""
    names = [part for file in files for part in (file.source, file.identity_path, _bytes_id(run, file))]
    batch_id = content_id(run.extraction_id, *names)
    path = run.folder / f"{batch_id}.json"
    path.touch(mode=0o600)  # addresses in it may be signed
    path.write_text(json.dumps({"run_id": run.run_id, "files": [asdict(file) for file in files]}))
    return path


def extract_batch(manifest: Path) -> BatchDone:
    """Read and extract the files of a batch into staged files that no reader of the warehouse sees."""
    asked = json.loads(manifest.read_text())
    run = load_run(manifest.parents[2], asked["run_id"])
    files = [Found(**file) for file in asked["files"]]
    staged = StagedBatch.at(run.extracted, manifest.stem)
    if not staged.is_finished:
        run.extracted.mkdir(parents=True, exist_ok=True)
        _extract(run, files, staged)
    tally = staged.read_tally()
    return BatchDone(batch_id=manifest.stem, files=len(files), articles=tally.articles, others=len(tally.others))


def _extract(run: Run, files: Sequence[Found], staged: StagedBatch) -> None:
    extractor = shared_extractor(run.workers, run.worker_limits)
    tally = Tally()
    documents = _documents(run, files, tally)
    with pa.ipc.new_file(str(staged.articles), STAGED) as writer:
        for extracted in extractor.extract(documents, run.article_params):
            writer.write_table(extracted.articles)
            tally.articles += extracted.articles.num_rows
            for other in extracted.others:
                tally.add(other)
    staged.finish(tally)


def _bytes_id(run: Run, file: Found) -> str:
    """What tells the bytes of a file from others before they are read."""
    if file.address is None or file.problem:
        return file.file_id + (file.problem or "")
    return f"{file.version or run.run_id} {file.size_bytes}"


def _documents(run: Run, files: Sequence[Found], tally: Tally) -> Iterator[Document | NotArticle]:
    """Every record of the files, counted."""
    arriving = _arriving(run, [file for file in files if _is_to_fetch(file)])
    for file in files:
        read = _fetched_documents(run, file, next(arriving), tally) if _is_to_fetch(file) else _kept(run, file, tally)
        for document in read:
            tally.discovered[file.source, file.identity_path] += 1
            yield document


def _is_to_fetch(file: Found) -> bool:
    return file.address is not None and file.problem is None


def _arriving(run: Run, files: Sequence[Found]) -> Iterator[Future[Fetched]]:
    """The objects of the files, in their order, asked for ahead."""
    if not files:
        return iter(())
    from flows.places.fetching import fetched_ahead

    return fetched_ahead([(file.address or "", file.size_bytes) for file in files], run.folder)


def _kept(run: Run, file: Found, tally: Tally) -> Iterator[Document | NotArticle]:
    """Every record of one local file, read under the path it was first seen under, which names its articles."""
    if file.problem:
        yield _verdict(file, file.problem)
        return
    has_changed = False
    try:
        with file.location.open("rb") as stream:
            yield from _read(run, file, stream)
        has_changed = _has_changed(file)
    except OSError as error:
        has_changed = True
        yield _verdict(file, f"unreadable: {error.strerror} while reading; the next run tries again")
    except Exception as error:  # noqa: BLE001 - as in a worker: any fault of a file becomes a row
        yield _verdict(file, f"failed: {type(error).__name__}: {error}")
    if has_changed:
        tally.changed.append((file.source, file.identity_path))


def _fetched_documents(
    run: Run, file: Found, arriving: Future[Fetched], tally: Tally
) -> Iterator[Document | NotArticle]:
    """Every record of one remote object; one that does not come whole gives none, and the next run tries again."""
    try:
        fetched = arriving.result()
    except PlaceFailed as failure:
        yield _verdict(file, f"unreadable: {failure}")
        return
    except OSError as error:
        yield _verdict(file, f"unreadable: {error.strerror} while fetching it; the next run tries again")
        return
    told: dict[str, Any] = {"file_id": fetched.file_id, "size_bytes": fetched.size_bytes, "version": fetched.version}
    tally.fetched[file.source, file.identity_path] = told
    file = replace(file, **told)
    try:
        with fetched.stream as stream:
            yield from _read(run, file, stream)
    except Exception as error:  # noqa: BLE001 - as in a worker: any fault of a file becomes a row
        yield _verdict(file, f"failed: {type(error).__name__}: {error}")


def _read(run: Run, file: Found, stream: BinaryIO) -> Iterator[Document | NotArticle]:
    """Every record of a file that is open."""
    done = 0
    for document in read_documents(
        stream, source=file.source, path=file.identity_path, file_id=file.file_id, params=run.read_params
    ):
        yield document
        at = max(stream.tell(), done)  # a zip archive is read from its end
        progress.advance(at - done)
        done = at


def _has_changed(file: Found) -> bool:
    """Whether the file is another one than when it was found; the next run reads it again."""
    now = file.location.stat()
    return (now.st_size, modified_ns(now)) != (file.size_bytes, file.modified_ns)


def _verdict(file: Found, problem: str) -> NotArticle:
    status, reason, detail = problem_kind(problem)
    if status == "skipped":
        return Skipped(
            source=file.source,
            path=file.identity_path,
            record="",
            file_id=file.file_id,
            reason=reason,
            detail=detail,
        )
    return Rejected(
        source=file.source,
        path=file.identity_path,
        record="",
        file_id=file.file_id,
        stage="read",
        reason=reason,
        detail=detail,
    )
