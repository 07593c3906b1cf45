"""PDF files: the text layer becomes an article, and what has none, is locked, cut or corrupt says so."""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from flows.worker_process import WorkerLimits
from flows.workers import Extractor
from tests.pdf_writer import Text, column, written
from transforms.formats.readers import read_documents
from transforms.pdf_paragraphs import paragraphs
from transforms.pdf_text import HYPHEN, PdfLine
from transforms.records import Article, Document, Rejected, Removed
from transforms.text_cleanup import restore
from transforms.to_article import ArticleParams, to_article

FIRST = """The ferry Aldermoor was towed into Kestrel Bay on Tuesday morning, after fourteen
hours on the sandbank off Gannet Rock. Divers found a dent two metres long below the wa-
terline, and nobody of the twenty-four in the crew had slept at all during that night.

Harbour master Orla Venn brought soup in milk churns and stayed for three hours with
them. She will sail again before the herring comes, said Venn, who has watched this
channel since 1988 and has seen nine ships on that bank, four of them in one winter. The
company would not"""
SECOND = """say what the twenty-
four are to be paid for the night. A hearing is called for Friday at the town hall of
Kestrel Bay, and the harbour office has asked witnesses to bring their photographs with
them, with the hour at which they were taken.

The channel is open again. Ships of more than two thousand tons are to wait for the tide."""
TITLE = Text(text="Ferry back at its berth after a night", y=740, size=22)
BYLINE = Text(text="By Orla Marsh", y=720, size=10)


def numbered(lines: list[Text], page: int) -> list[Text]:
    """A page with its head and number."""
    head = Text(text=f"HARBOUR POST   Wednesday 11 November 2026   {page + 6}", y=800, size=9)
    return [head, *lines, Text(text=f"Page {page}", x=290, y=40, size=9)]


PAGES = [numbered([TITLE, BYLINE, *column(FIRST)], 1), numbered(column(SECOND, indent=0), 2)]
WHOLE = written(PAGES)


def outcome(content: bytes) -> Article | Rejected:
    return to_article(Document(source="s", path="a.pdf", record="", file_id="f", kind="pdf", content=content))


def article(content: bytes) -> Article:
    found = outcome(content)
    assert isinstance(found, Article), found
    return found


def refusal(content: bytes) -> tuple[str, str]:
    found = outcome(content)
    assert isinstance(found, Rejected), found
    return found.reason, found.detail


def test_lines_become_paragraphs_and_words_are_whole_again() -> None:
    paragraphs = article(WHOLE).text.split("\n")

    assert [" ".join((text.split()[0], text.split()[-1])) for text in paragraphs] == [
        "The night.",
        "Harbour taken.",
        "The tide.",
    ]
    assert "below the waterline, and" in paragraphs[0]
    assert "The company would not say what the twenty-four are to be paid" in paragraphs[1]


def test_title_is_what_is_set_largest_and_the_byline_names_the_author() -> None:
    found = article(WHOLE)

    assert (found.title, found.title_from) == ("Ferry back at its berth after a night", "text")
    assert (found.authors, found.authors_from) == (("Orla Marsh",), "text")
    assert found.language == "en"


def test_type_that_the_text_matrix_scales_has_its_size() -> None:
    scaled, plain = article(written(PAGES, sized_by_matrix=True)), article(WHOLE)

    assert (scaled.title, scaled.title_from) == (plain.title, plain.title_from)
    assert scaled.text == plain.text
    assert scaled.text.count("\n") == 2


def test_a_page_of_numbers_costs_no_square_of_its_lines() -> None:
    rows = [Text(text=f"{n % 997}", x=60 + 8 * (n % 60), y=800 - n // 60 * 2, size=6) for n in range(20_000)]
    began = time.process_time()
    pages = [[PdfLine(text=one.text, size=6, left=one.x, right=one.x + 6, top=one.y, bottom=one.y) for one in rows]]

    found = paragraphs(pages)

    assert sum(len(one.text.split()) for one in found) == len(rows)
    assert time.process_time() - began < 2


def test_many_hyphens_in_a_long_text_cost_no_square_of_it() -> None:
    lines = [
        PdfLine(text=f"the word{HYPHEN} end{n} goes on", size=10, left=72, right=500, top=-11.0 * n, bottom=-11.0 * n)
        for n in range(20_000)
    ]
    began = time.process_time()

    [found] = paragraphs([lines])

    assert found.text.startswith("the wordend0 goes on")
    assert time.process_time() - began < 2


def test_heads_and_page_numbers_are_kept_aside() -> None:
    found = article(WHOLE)

    heads = [line.text for line in found.removed if line.reason == "running_head"]
    assert sorted(heads) == [
        "HARBOUR POST Wednesday 11 November 2026 7",
        "HARBOUR POST Wednesday 11 November 2026 8",
        "Page 1",
        "Page 2",
    ]
    assert restore(found.text, found.removed).count("\n") == 8


def test_what_stands_at_the_top_of_one_page_only_is_text() -> None:
    found = article(written([column(FIRST.replace("wa-\nter", "water\n")), column(SECOND, indent=0)]))

    assert not [line for line in found.removed if line.reason == "running_head"]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = "The harbour office has\nclosed the channel to all\nships of more than two\nthousand tons until the"
    right = "tide of Thursday, and the\npilots are to wait at the\nouter mole, it said in a\nnotice to all captains."
    found = article(written([column(left, indent=0) + column(right, x=320, indent=0)]))

    assert found.text == " ".join((left, right)).replace("\n", " ")


@pytest.mark.parametrize(
    ("stated", "title", "source"),
    [
        ("Ferry back at its berth after a night", "Ferry back at its berth after a night", "file"),
        ("Microsoft Word - ferry_v3_FINAL.doc", "Ferry back at its berth after a night", "text"),
        ("Page layout of Wednesday", "Ferry back at its berth after a night", "text"),
        ("", "Ferry back at its berth after a night", "text"),
    ],
)
def test_a_stated_title_counts_where_the_page_has_it_too(stated: str, title: str, source: str) -> None:
    found = article(written(PAGES, {"Title": stated, "Author": "layout3", "CreationDate": "D:20261110213000+01'00'"}))

    assert (found.title, found.title_from) == (title, source)
    assert found.authors == ("Orla Marsh",)
    assert found.published_at is None  # when the page was laid out is not when it appeared


def test_a_page_without_text_layer_among_others_is_told() -> None:
    found = article(written([PAGES[0], [], PAGES[1]]))

    notices = [line for line in found.removed if line.reason == "no_text_layer"]
    assert [line.text for line in notices] == ["page 2 has no text layer"]
    assert isinstance(notices[0], Removed)


def test_scanned_pages_are_rejected_as_such() -> None:
    reason, detail = refusal(written([[], []]))

    assert reason == "no_text_layer"
    assert "none of its 2 pages has a text layer" in detail


def test_a_locked_file_is_rejected_as_such() -> None:
    assert refusal(written(PAGES, locked=True)) == ("unreadable", "locked with a password: save it without one")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_anywhere_is_damaged(share: float) -> None:
    reason, detail = refusal(WHOLE[: int(share * len(WHOLE))])

    assert reason == "damaged"
    assert detail.startswith("cut off: no end mark")


def test_a_flipped_bit_in_packed_text_is_never_silent() -> None:
    start = WHOLE.index(b"stream\n") + 7
    for at in range(start + 2, start + 120, 9):
        flipped = bytearray(WHOLE)
        flipped[at] ^= 4

        assert refusal(bytes(flipped))[0] == "damaged"


def test_a_wrong_table_of_objects_is_told() -> None:
    found = article(written(PAGES, table_off=1000))

    assert found.text == article(WHOLE).text
    assert [line.reason for line in found.removed if line.reason == "rebuilt"] == ["rebuilt"]


def test_letters_that_the_fonts_do_not_name_are_no_text() -> None:
    assert refusal(written(PAGES, letters_from=0xE000)) == (
        "undecodable",
        "its fonts do not say which letters they show",
    )


def test_without_the_library_the_row_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)

    reason, detail = refusal(WHOLE)

    assert reason == "not_installed"
    assert "pip install pypdfium2" in detail


def test_a_pdf_in_an_archive_is_a_member_like_others() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("paper/ferry.pdf", WHOLE)

    [found] = read_documents(io.BytesIO(packed.getvalue()), source="s", path="a.zip", file_id="f")

    assert isinstance(found, Document)
    assert (found.kind, found.record, found.content) == ("pdf", "member paper/ferry.pdf", WHOLE)


def test_damaged_files_end_as_article_or_row_and_cost_their_neighbours_nothing() -> None:
    moments = random.Random(11)
    documents = [
        Document(source="s", path=f"{i}.pdf", record="", file_id="f", kind="pdf", content=bent(moments))
        for i in range(80)
    ]
    whole = Document(source="s", path="whole.pdf", record="", file_id="f", kind="pdf", content=WHOLE)
    with Extractor(1, WorkerLimits(document_cpu_seconds=5)) as extractor:
        parts = list(extractor.extract([*documents, whole], ArticleParams()))

    paths = [path for part in parts for path in part.articles["path"].to_pylist()]
    assert len(paths) + sum(len(part.others) for part in parts) == 81
    assert "whole.pdf" in paths
    assert {other.reason for part in parts for other in part.others} <= {"damaged", "no_text_layer", "unreadable"}


def bent(moments: random.Random) -> bytes:
    """The file with some bytes changed."""
    content = bytearray(WHOLE)
    for _ in range(moments.choice((1, 3, 20))):
        content[moments.randrange(9, len(content))] = moments.randrange(256)
    return bytes(content)


def test_every_pdf_of_a_folder_is_accounted_for(tmp_path: Path, take_in: Any, ask: Any) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    for name, content in {"a.pdf": WHOLE, "b.pdf": WHOLE[:900], "c": written(PAGES, locked=True)}.items():
        (inbox / name).write_bytes(content)

    take_in(tmp_path / "w", inbox)

    assert ask(tmp_path / "w", "SELECT path, title FROM articles") == [
        ("a.pdf", "Ferry back at its berth after a night")
    ]
    rows = ask(tmp_path / "w", "SELECT path, reason FROM rejected ORDER BY path")
    assert rows == [("b.pdf", "damaged"), ("c", "unreadable")]
