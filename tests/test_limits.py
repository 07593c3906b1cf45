"""Limits: each can be set by name, and what passes it becomes a row that names it and its value."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.cli import run_command
from flows.errors import WrongLimit
from flows.limits import LIMITS, Limits, checked_limits, parsed_limits, shown_limit, with_limits
from flows.runs import load_run, new_run, running
from flows.worker_process import WorkerLimits
from flows.workers import Extractor
from tests.conftest import ROOT
from tests.misbehaviour import misbehave
from transforms.formats.archives import ArchiveParams
from transforms.formats.compression import UnpackParams
from transforms.formats.readers import read_documents
from transforms.formats.reading import ReadParams
from transforms.records import Document, Rejected
from transforms.to_article import ArticleParams

PAGE = b"<!doctype html><p>" + b"The ferry ran aground. " * 100
SIZES = ("chunk_documents", "chunk_bytes", "ratio_from_bytes")  # how work is cut, not what is refused


def zipped(**members: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.zip" if content.startswith(b"PK") else f"{name}.html", content)
    return sink.getvalue()


def tarred(name: str, content: bytes = PAGE) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return sink.getvalue()


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"text": ["The ferry ran aground."] * 100}), sink)
    return sink.getvalue()


def warc(header: bytes) -> bytes:
    return b"WARC/1.1\r\nWARC-Type: resource\r\nX: " + header + b"\r\nContent-Length: 0\r\n\r\n\r\n\r\n"


# For each limit of reading: a value as a user writes it, and a file that passes it.
FILES: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "page_bytes": ("1000", lambda: PAGE),
    "line_bytes": ("1KiB", lambda: b'{"text": "' + b"ferry " * 1_000 + b'"}\n'),
    "table_bytes": ("100", parquet),
    "pdf_bytes": ("1000", lambda: b"%PDF-1.4\n" + bytes(2_000)),
    "warc_header_bytes": ("5 kB", lambda: warc(b"x" * 10_000)),
    "unpacked_bytes": ("1,000", lambda: gzip.compress(PAGE)),
    "unpacked_total_bytes": ("1000", lambda: gzip.compress(PAGE)),
    "unpacked_ratio": ("100", lambda: gzip.compress(tarred("a.png", b"GIF89a" + bytes(70 << 20)), 1)),
    "window_bytes": ("1MiB", lambda: lzma.compress(PAGE)),
    "members": ("2", lambda: zipped(a=PAGE, b=PAGE, c=PAGE)),
    "archive_depth": ("1", lambda: zipped(a=zipped(b=PAGE))),
    "packings": ("1", lambda: gzip.compress(gzip.compress(PAGE))),
    "held_bytes": ("1000", lambda: gzip.compress(zipped(a=PAGE))),
    "tar_header_bytes": ("500", lambda: tarred("a" * 2_000 + ".html")),
}
# For each limit of a worker: a value, and what its document does.
DOCUMENTS = {
    "document_bytes": ("1 KiB", "stay" * 300),
    "document_cpu_seconds": ("0.5", "compute"),
    "document_seconds": ("1 s", "sleep"),
    "document_memory_bytes": ("256MiB", "bloat"),
}


def named(name: str, value: str) -> str:
    return f"{name} of {int(checked_limits({name: value})[name]):,}"


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_passes_a_limit_is_a_row_that_names_it(name: str) -> None:
    value, content = FILES[name]
    params = with_limits(ReadParams(), parsed_limits([f"{name}={value}"]))

    found = list(read_documents(io.BytesIO(content()), source="s", path="file", file_id="f", params=params))

    [verdict] = [other for other in found if isinstance(other, Rejected) and other.reason == "too_large"]
    assert named(name, value) in verdict.detail


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_that_passes_a_limit_is_a_row_that_names_it(name: str) -> None:
    value, does = DOCUMENTS[name]
    limits = checked_limits({name: value})
    bad = Document(source="s", path="p", record="", file_id="f", kind="scrape", content=f"do {does}".encode())

    with Extractor(1, with_limits(WorkerLimits(), limits), misbehave) as extractor:
        [part] = extractor.extract([bad], with_limits(ArticleParams(), limits))

    [verdict] = part.others
    assert f"over the limit {name} of {limits[name]:,.1f}".rstrip("0").rstrip(".") in verdict.detail


def test_every_limit_is_passed_by_a_test_and_every_maximum_is_a_limit() -> None:
    names = [limit.name for limit in LIMITS]
    params = (ReadParams, UnpackParams, ArchiveParams, WorkerLimits)
    maxima = {(kind, f.name) for kind in params for f in fields(kind) if f.type in ("int", "float")}

    assert sorted(names) == sorted([*FILES, *DOCUMENTS])
    assert maxima - {(limit.params, limit.field) for limit in LIMITS} == {
        (kind, name) for kind, name in maxima if name in SIZES
    }


def test_the_table_of_the_docs_is_made_of_the_limits() -> None:
    rows = [f"| `{one.name}` | {one.bounds} | {shown_limit(one, one.default)} | {one.why} |" for one in LIMITS]

    assert "\n".join(["|---|---|---|---|", *rows, ""]) in (ROOT / "docs" / "formats.md").read_text()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("page_bytes", "NAME=VALUE is wanted"),
        ("pages=1", "no limit 'pages'; there are, with their defaults: page_bytes=10MiB, "),
        ("page_bytes=many", "limit page_bytes is 'many', and bytes, such as 20MiB, is wanted"),
        ("page_bytes=3s", "bytes, such as 20MiB"),
        ("page_bytes=-1", "bytes, such as 20MiB"),
        ("document_seconds=0", "more than 0 is wanted"),
        ("members=5MB", "a number, is wanted"),
    ],
)
def test_a_wrong_limit_is_told(given: str, said: str) -> None:
    with pytest.raises(WrongLimit) as error:
        parsed_limits([given])

    assert said in str(error.value)


def test_a_limit_on_the_command_line_holds_and_replay_can_raise_it(tmp_path: Path, ask: Any, capfd: Any) -> None:
    page = "<!doctype html><title>Ferry</title>" + "<p>The ferry was towed into the bay on Tuesday morning.</p>" * 40
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.html").write_text(page)
    warehouse = str(tmp_path / "w")

    assert run_command(["ingest", str(tmp_path / "in"), "-w", warehouse, "--direct", "--limit", "page_bytes=1KiB"]) == 0
    [(detail,)] = ask(Path(warehouse), "SELECT detail FROM rejected")
    assert run_command(["replay", "-w", warehouse, "--limit", "page_bytes=1MiB"]) == 0
    assert run_command(["ingest", str(tmp_path / "in"), "-w", warehouse, "--limit", "page=1"]) == 2

    assert detail == "longer than the limit page_bytes of 1,024 bytes"
    assert ask(Path(warehouse), "SELECT title FROM articles") == [("Ferry",)]
    assert "no limit 'page'" in capfd.readouterr().err


def test_a_run_keeps_its_limits_and_what_it_stages_is_its_own(tmp_path: Path) -> None:
    limits: Limits = {"page_bytes": 1_000.0, "document_cpu_seconds": 2.5, "document_bytes": 9.0}
    run = new_run(tmp_path, limits=limits)

    with running(run):
        loaded = load_run(run.warehouse, run.run_id)

    assert loaded == run
    assert loaded.read_params.max_page_bytes == 1_000
    assert loaded.worker_limits.document_cpu_seconds == 2.5
    assert len({new_run(tmp_path, limits={name: 7}).extraction_id for name in ("members", *limits)}) == 4
    assert new_run(tmp_path).extraction_id == new_run(tmp_path).extraction_id


def test_a_limit_of_less_than_one_byte_is_refused() -> None:
    with pytest.raises(WrongLimit, match="1 or more"):
        parsed_limits(["page_bytes=0.5"])
