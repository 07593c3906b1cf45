"""Batches of files: what one task reads and extracts.

A batch is named by what it holds and how it is extracted, so a run that was stopped finds its finished batches again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc

from flows import progress
from flows.discover import Found, modified_ns, problem_kind
from flows.runs import Run, load_run
from flows.staging import STAGED, NotArticle, StagedBatch, Tally
from flows.workers import shared_extractor
from transforms.formats.readers import read_documents
from transforms.records import Document, Rejected, Skipped, content_id

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
    names = [part for file in files for part in (file.source, file.identity_path, file.file_id, file.problem or "")]
    batch_id = content_id(run.extraction_id, *names)
    path = run.folder / f"{batch_id}.json"
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
    articles, others = len(staged.read_column("article_id")), len(staged.read_tally().others)
    return BatchDone(batch_id=manifest.stem, files=len(files), articles=articles, others=others)


def _extract(run: Run, files: Sequence[Found], staged: StagedBatch) -> None:
    extractor = shared_extractor(run.workers, run.worker_limits)
    tally = Tally()
    documents = _documents(run, files, tally)
    with pa.ipc.new_file(str(staged.articles), STAGED) as writer:
        for extracted in extractor.extract(documents, run.article_params):
            writer.write_table(extracted.articles)
            for other in extracted.others:
                tally.add(other)
    staged.finish(tally)


def _documents(run: Run, files: Iterable[Found], tally: Tally) -> Iterator[Document | NotArticle]:
    """Every record of the files, counted."""
    for file in files:
        for document in _file_documents(run, file, tally):
            tally.discovered[file.source, file.identity_path] += 1
            yield document


def _file_documents(run: Run, file: Found, tally: Tally) -> Iterator[Document | NotArticle]:
    """Every record of one file, read under the path it was first seen under, which names its articles."""
    if file.problem:
        yield _verdict(file, file.problem)
        return
    has_changed = False
    try:
        with file.location.open("rb") as stream:
            done = 0
            for document in read_documents(
                stream, source=file.source, path=file.identity_path, file_id=file.file_id, params=run.read_params
            ):
                yield document
                at = max(stream.tell(), done)  # a zip archive is read from its end
                progress.advance(at - done)
                done = at
        has_changed = _has_changed(file)
    except OSError as error:
        has_changed = True
        yield _verdict(file, f"unreadable: {error.strerror} while reading; the next run tries again")
    except Exception as error:  # noqa: BLE001 - as in a worker: any fault of a file becomes a row
        yield _verdict(file, f"failed: {type(error).__name__}: {error}")
    if has_changed:
        tally.changed.append((file.source, file.identity_path))


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
