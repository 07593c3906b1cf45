"""The example inbox holds what its README says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from transforms.formats.readers import read_documents
from transforms.formats.reading import Outcome
from transforms.records import Document, Rejected, Skipped

EXAMPLES = Path(__file__).parent.parent / "examples"
FILES = sorted(path for path in (EXAMPLES / "inbox").rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    found: list[Outcome] = []
    for path in FILES:
        with path.open("rb") as stream:
            name = path.relative_to(EXAMPLES / "inbox").as_posix()
            found += read_documents(stream, source="inbox", path=name, file_id=name)
    return found


def test_every_file_is_described() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")

    assert [path.name for path in FILES if f"`{path.name}`" not in readme] == []
    assert f"{len(FILES)} files" in readme


def test_every_record_is_read_or_refused_for_its_reason(outcomes: list[Outcome]) -> None:
    refused = Counter(outcome.reason for outcome in outcomes if isinstance(outcome, Rejected | Skipped))

    # The front page is a document here; that it is no article is found when it is extracted.
    assert sum(isinstance(outcome, Document) for outcome in outcomes) == 36
    assert refused == {
        "bad_record": 2, "damaged": 1, "empty_file": 1, "unknown_format": 2, "http_status": 1, "not_text": 1
    }  # fmt: skip


def test_all_kinds_of_document_are_there(outcomes: list[Outcome]) -> None:
    kinds = Counter(outcome.kind for outcome in outcomes if isinstance(outcome, Document))

    assert kinds.keys() == {"html", "scrape", "export"}


def test_two_files_are_the_same_bytes(outcomes: list[Outcome]) -> None:
    contents = Counter(outcome.content for outcome in outcomes if isinstance(outcome, Document))

    assert [count for count in contents.values() if count > 1] == [2]
