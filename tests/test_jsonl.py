"""JSON records: fields under many names, bad ones alone rejected."""

from __future__ import annotations

import io
import json

import pytest

from transforms.formats.readers import read_documents
from transforms.formats.reading import ReadParams
from transforms.records import Document, Rejected

GOOD = b'{"text": "The ferry ran aground."}'


def read(data: bytes, path: str = "export.jsonl", params: ReadParams | None = None) -> list[Document | Rejected]:
    found = read_documents(io.BytesIO(data), source="inbox", path=path, file_id="f1", params=params)
    return [outcome for outcome in found if isinstance(outcome, Document | Rejected)]


def one(record: dict[str, object]) -> Document:
    (found,) = read(json.dumps(record).encode())
    assert isinstance(found, Document)
    return found


def test_fields_are_found_under_their_usual_names() -> None:
    found = one(
        {
            "Headline": "Ferry aground",
            "maintext": "The ferry ran aground.",
            "link": "https://harbour.example/1",
            "source": {"id": None, "name": "Harbour Post"},
            "pubDate": "2026-11-10T08:00:00+01:00",
            "author": ["Ana Brook", {"name": "Li Wen"}],
            "keywords": ["ferries", "ports"],
            "views": 411,
        }
    )

    assert found.content == b"The ferry ran aground."
    assert found.fields == {
        "title": "Ferry aground",
        "url": "https://harbour.example/1",
        "outlet": "Harbour Post",
        "published": "2026-11-10T08:00:00+01:00",
        "authors": ("Ana Brook", "Li Wen"),
        "topics": ("ferries", "ports"),
    }


def test_most_telling_name_wins_whatever_the_order() -> None:
    assert one({"date": "2026-11-12", "published_at": "2026-11-10", "text": "x"}).fields == {"published": "2026-11-10"}
    assert one({"published_at": "2026-11-10", "date": "2026-11-12", "text": "x"}).fields == {"published": "2026-11-10"}
    assert one({"published_at": None, "date": "2026-11-12", "text": "x"}).fields == {"published": "2026-11-12"}


def test_names_can_be_given() -> None:
    params = ReadParams(fields={"text": ("inhalt",), "title": ("schlagzeile",)})

    (found,) = read('{"inhalt": "Die Fähre ist frei.", "schlagzeile": "Frei"}'.encode(), params=params)

    assert isinstance(found, Document)
    assert (found.content.decode(), found.fields) == ("Die Fähre ist frei.", {"title": "Frei"})


def test_numbers_become_text_and_other_objects_nothing() -> None:
    assert one({"text": "x", "date": 1763456000, "author": {"id": 3}, "title": True}).fields == {
        "published": "1763456000"
    }


def test_text_is_preferred_to_html() -> None:
    assert one({"html": "<p>A</p>", "text": "A"}).kind == "export"
    assert one({"html": "<p>A</p>", "text": " "}).kind == "html"
    assert one({"content": "<p>The ferry</p><p>ran aground.</p>"}).kind == "html"


def test_paragraphs_are_joined() -> None:
    assert one({"body": ["The ferry ran aground.", "No one was hurt."]}).content.count(b"\n") == 1


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (b'{"text": "cut', "not JSON"),
        (b"null", "this is NoneType"),
        (b"[1, 2]", "this is list"),
        (GOOD + b"}", "not JSON"),
        (b'{"title": "Ferry", "url": "u"}', "'title', 'url'"),
        (b'{"text": 12}', "no text"),
        (b'{"text": {"a": "b"}}', "no text"),
        (b"{}", "its keys are none"),
        (b'{"a": ' * 100_000, "not JSON"),
        (b"\xde\xad\xbe\xef\x00\x01", "not JSON"),
    ],
)
def test_bad_line_is_rejected_and_its_neighbours_come_out(line: bytes, detail: str) -> None:
    first, bad, last = read(b"\n".join((GOOD, line, GOOD)))

    assert isinstance(first, Document) and isinstance(last, Document)
    assert isinstance(bad, Rejected)
    assert (bad.record, bad.reason) == ("line 2", "bad_record")
    assert detail in bad.detail
    assert last.record == "line 3"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b'{"text": "1.5 m", "score": NaN}', "1.5 m"),
        (b'{"text": "half \\ud83d of a pair"}', "half \ufffd of a pair"),
        (b'{"text": "tab\tinside"}', "tab\tinside"),
        ('{"text": "größer \udcff"}'.encode("utf-8", "surrogateescape"), "größer \ufffd"),
        ('{"text": "größer"}'.encode("cp1252"), "größer"),
        (b'{"text": "big", "id": 123456789012345678901234567890}', "big"),
        (b"\xef\xbb\xbf" + GOOD, "The ferry ran aground."),
    ],
)
def test_second_try_forgives_what_changes_nothing(line: bytes, text: str) -> None:
    first, found = read(GOOD + b"\r\n" + line + b"\r\n")

    assert isinstance(first, Document) and isinstance(found, Document)
    assert found.content.decode() == text


@pytest.mark.parametrize("indent", [None, 2])
def test_array_is_read_object_by_object(indent: int | None) -> None:
    records = [{"text": 'A } brace and a " quote \\', "author": {"name": f"Writer {n}"}} for n in range(500)]

    found = read(json.dumps(records, indent=indent).encode(), "export.json")

    assert [document.record for document in found] == [f"item {n}" for n in range(1, 501)]
    assert found[-1].fields["authors"] == "Writer 499" if isinstance(found[-1], Document) else False


def test_bad_object_in_an_array_is_rejected_alone() -> None:
    found = read(b"[" + GOOD + b', {"text": oops},\n' + GOOD + b"]", "export.json")

    assert [type(outcome) for outcome in found] == [Document, Rejected, Document]


def test_array_without_end_is_damaged() -> None:
    found = read(b"[" + GOOD + b', {"text": "The fer', "export.json")

    assert [type(outcome) for outcome in found] == [Document, Rejected]
    assert isinstance(found[1], Rejected) and found[1].reason == "damaged"


def test_objects_across_pieces_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.formats.compression.READ_BYTES", 7)

    found = read(b'[\n{"text": "The \\"ferry\\" ran {aground}."},\n{"text": "No one was hurt."}\n]', "export.json")

    assert [document.content for document in found if isinstance(document, Document)] == [
        b'The "ferry" ran {aground}.',
        b"No one was hurt.",
    ]


STORY, COMMENT = "The ferry ran aground.", "First!"


@pytest.mark.parametrize(
    ("value", "outcomes"),
    [
        ({"maintext": STORY, "results": [{"votes": 3}]}, [STORY]),
        ({"plain_text": STORY, "items": [{"text": COMMENT}]}, [STORY]),
        ({"raw_html": f"<p>{STORY}", "data": {"news": [{"text": COMMENT}]}}, [f"<p>{STORY}"]),
        ({"Text": STORY, "articles": [{"text": COMMENT}]}, [STORY]),
        ({"title": "Aground", "items": [{"text": COMMENT}]}, ["bad_record"]),
        (
            {"articles": [{"text": STORY}, "oops", 5, None, [1]], "results": [{"text": "Free."}]},
            [STORY, "bad_record", "bad_record", "bad_record", "bad_record", "Free."],
        ),
        ({"data": [{"id": 1}], "articles": [{"text": STORY}]}, ["bad_record", STORY]),
        ({"page": "2", "content": None, "articles": [{"text": STORY}]}, [STORY]),
        (
            {"response": {"page": 2, "docs": [{"text": STORY}, 7]}, "news": [{"text": "Free."}]},
            [STORY, "bad_record", "Free."],
        ),
        ({"article": [{"text": STORY}, {"text": "Free."}]}, [STORY, "Free."]),
        ({"articles": ["oops", 5]}, ["bad_record"]),
        ({"a1": {"text": STORY}, "a2": {"text": ""}}, [STORY, "bad_record"]),
    ],
)
@pytest.mark.parametrize("path", ["a.json", "a.jsonl"])
def test_wrapper_is_told_from_record_and_all_in_it_has_its_outcome(
    path: str, value: dict[str, object], outcomes: list[str]
) -> None:
    found = read(json.dumps(value).encode(), path)

    assert [one.reason if isinstance(one, Rejected) else one.content.decode() for one in found] == outcomes
    assert len({one.record for one in found}) == len(found)


def test_given_names_tell_wrapper_from_record() -> None:
    params = ReadParams(fields={"text": ("inhalt",)})

    article, *wrapped = read(
        b'{"inhalt": "Frei.", "items": [{"inhalt": "Erster!"}]}\n'
        b'{"text": "no field here", "items": [{"inhalt": "Eins."}, {"inhalt": "Zwei."}]}\n'
        b'{"a1": {"inhalt": "Drei."}, "a2": {"inhalt": "Vier."}}',
        params=params,
    )

    assert isinstance(article, Document) and article.content == b"Frei."
    assert [one.content for one in wrapped if isinstance(one, Document)] == [b"Eins.", b"Zwei.", b"Drei.", b"Vier."]


def test_lines_across_pieces_are_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.formats.compression.READ_BYTES", 7)

    assert len(read(b"\n".join([GOOD] * 20))) == 20
