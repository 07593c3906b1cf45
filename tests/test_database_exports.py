"""Text exports of databases: split where their own marks agree, and never where they do not."""

from __future__ import annotations

import gzip
import textwrap
from collections.abc import Callable

import pytest

from tests.test_readers import documents, read, reasons
from transforms.records import Document, Rejected, Skipped

PARAGRAPHS = [
    "The ferry Aldermoor was towed into Kestrel Bay on Tuesday after fourteen hours on the sandbank off Gannet Rock, "
    "with eleven of the crew on board and a hold full of rhubarb for the market.",
    'Divers found a dent two metres long. SUBJECT to weather she sails again in May: "Before the herring," said Venn.',
    "Document 4 of the file was lost; nobody of the crew had slept.",
]
WORDS = sum(len(paragraph.split()) for paragraph in PARAGRAPHS)


def wrapped(paragraphs: list[str]) -> str:
    return "\n\n".join(textwrap.fill(paragraph, 70) for paragraph in paragraphs)


def nexis(count: int, total: int | None = None) -> str:
    return "".join(
        f"""


                               {n} of {total or count} DOCUMENTS


                          The Harbour Post (Kestrel Bay)

                           November {n}, 2026 Tuesday
                                 Late Edition

Ferry back after
night number {n}

BYLINE: Ana Brook

SECTION: NEWS; Pg. 3

LENGTH: {WORDS + 9} words

DATELINE: KESTREL BAY

{wrapped(PARAGRAPHS)}

LOAD-DATE: November {n}, 2026

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

                      Copyright 2026 Harbour Media
                          All Rights Reserved
"""
        for n in range(1, count + 1)
    )


def nexis_uni(count: int) -> str:
    return f"User Name: Ana\nDate and Time: today\nDocuments ({count})\n1. Ferry\n\n" + "".join(
        f"""Ferry back after night number {n}

The Harbour Post

November {n}, 2026 Tuesday


Copyright 2026 Harbour Media All Rights Reserved

Section: NEWS; Pg. 3
Length: {WORDS} words
Byline: Ana Brook
Body


{wrapped(PARAGRAPHS)}

Classification


Language: ENGLISH
Load-Date: November {n}, 2026


End of Document


"""
        for n in range(1, count + 1)
    )


def factiva(count: int) -> str:
    return (
        "".join(
            f"""
News
Ferry back after night number {n}
Ana Brook
{WORDS} words
{n} November 2026
08:00
The Harbour Post
HARPO
3
English
(c) 2026 Harbour Media

{wrapped(PARAGRAPHS)}

Document HARPO0002026110{n}emba0000{n}

"""
            for n in range(1, count + 1)
        )
        + "Search Summary\nText ferry\n"
    )


def factiva_coded(count: int) -> str:
    return "".join(
        f"""
SE  News
HD  Ferry back after
    night number {n}
BY  Ana Brook
WC  {WORDS} words
PD  {n} November 2026
ET  08:00
SN  The Harbour Post
SC  HARPO
LA  English
CY  (c) 2026 Harbour Media
LP
{wrapped(PARAGRAPHS[:1])}
TD
{wrapped(PARAGRAPHS[1:])}
NS  ferries : Ferries
AN  Document HARPO0002026110{n}emba0000{n}

"""
        for n in range(1, count + 1)
    )


RULE = "_" * 60


def proquest(count: int) -> str:
    return (
        f"{RULE}\n"
        + f"{RULE}\n".join(
            f"""
Document {n} of {count}

Ferry back after night number {n}

Author: Brook, Ana

Publication info: Harbour Post ; Kestrel Bay [Kestrel Bay]. {n} Nov 2026: A.3.

ProQuest document link

Abstract: Back at its berth.

Full text: {wrapped(PARAGRAPHS)}

Subject: Ferries; Ports

Title: Ferry back after night number {n}

Publication title: The Harbour Post; Kestrel Bay

Publication date: Nov {n}, 2026

Section: News

ProQuest document ID: 12345{n}

Database: Invented Newsstream

"""
            for n in range(1, count + 1)
        )
        + f"{RULE}\nContact the database\nCopyright 2026\n"
    )


LAYOUTS = [nexis, nexis_uni, factiva, factiva_coded, proquest]
Export = Callable[[int], str]


@pytest.mark.parametrize("export", LAYOUTS)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_each_article_of_an_export_comes_out_whole(export: Export, encoding: str) -> None:
    found = read(export(3).replace("\n", "\r\n").encode(encoding), "export.TXT")

    assert [outcome.record for outcome in found] == ["document 1", "document 2", "document 3"]
    for number, document in enumerate(found, 1):
        assert isinstance(document, Document)
        assert document.content.decode().split("\n") == PARAGRAPHS
        assert document.kind == "export"
        assert document.fields["title"] == f"Ferry back after night number {number}"
        assert str(document.fields["outlet"]).startswith("The Harbour Post")
        assert document.fields["authors"] == ("Ana Brook",)
        assert str(document.fields["section"]).capitalize() == "News"
        assert str(number) in str(document.fields["published"]) and "2026" in str(document.fields["published"])


@pytest.mark.parametrize("export", LAYOUTS)
def test_no_article_of_a_cut_export_is_cut(export: Export) -> None:
    whole = export(3)

    for cut in range(60, len(whole) - 20, 37):
        found = read(whole[:cut].encode(), "export.txt")

        for outcome in found:
            if isinstance(outcome, Document) and outcome.kind == "export":
                assert outcome.content.decode().split("\n") == PARAGRAPHS
        if any(isinstance(outcome, Document) and outcome.kind == "export" for outcome in found):
            assert any(isinstance(outcome, Rejected) for outcome in found) or cut > len(whole) - 300


@pytest.mark.parametrize("export", LAYOUTS)
def test_damage_is_one_row_behind_what_is_whole(export: Export) -> None:
    packed = gzip.compress(export(9).encode(), mtime=0)

    found = read(packed[:-5], "export.txt.gz")

    assert [outcome.record for outcome in found[:8]] == [f"document {n}" for n in range(1, 9)]
    assert [outcome.reason for outcome in found if isinstance(outcome, Rejected)] == ["damaged"]


def test_counts_out_of_order_split_nothing() -> None:
    mixed = nexis(3).replace("2 of 3 DOCUMENTS", "7 of 3 DOCUMENTS")

    (found,) = read(mixed.encode(), "export.txt")

    assert isinstance(found, Rejected) and "1 of 3, 7 of 3, 3 of 3" in found.detail


def test_part_of_an_export_says_what_is_missing() -> None:
    assert reasons(nexis(3, total=25).encode(), "a.txt") == [("the end", "damaged")]
    assert reasons(nexis_uni(3).replace("(3)", "(4)").encode(), "a.txt") == [("the end", "damaged")]
    assert reasons(proquest(3).replace("of 3", "of 4").encode(), "a.txt") == [("the end", "damaged")]


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (nexis(2).replace("LENGTH:", "SIZE:", 1), "no LENGTH field"),
        (nexis(2).replace(f"LENGTH: {WORDS + 9} words", "LENGTH: 900 words", 1), "900 words are stated"),
        (nexis_uni(2).replace("\nBody\n", "\n", 1), "0 lines are"),
        (factiva(2).replace("(c) 2026", "in 2026", 1), "one with the copyright"),
        (factiva_coded(2).replace("WC  ", "HD  ", 1), "not those of one article"),
        (proquest(2).replace("Publication title:", "Paper:", 1), "its end is not known"),
        (proquest(2).replace("Full text:", "Words:", 1), "0 lines begin"),
    ],
)
def test_article_in_an_unknown_layout_is_a_bad_record_and_its_neighbour_comes_out(text: str, lost: str) -> None:
    found = read(text.encode(), "export.txt")

    assert [type(outcome) for outcome in found] == [Rejected, Document]
    assert isinstance(found[0], Rejected) and (found[0].reason, lost in found[0].detail) == ("bad_record", True)


def test_lost_end_mark_does_not_run_two_articles_together() -> None:
    for text in (
        nexis_uni(3).replace("End of Document", "", 1),
        factiva(3).replace("Document HARPO00020261101emba00001", "", 1),
        factiva_coded(3).replace("AN  Document HARPO00020261101emba00001", "", 1),
        proquest(3).replace(f"{RULE}\n\nDocument 2", "\nDocument 2", 1),
    ):
        assert [d.record for d in documents(text.encode(), "export.txt")] == ["document 2"]
        assert reasons(text.encode(), "export.txt")[0] == ("document 1", "bad_record")


def test_article_that_the_database_has_no_text_of_is_skipped() -> None:
    text = proquest(2).replace(wrapped(PARAGRAPHS), "Not available.", 1)

    assert [type(outcome) for outcome in read(text.encode(), "export.txt")] == [Skipped, Document]


def test_report_that_speaks_of_documents_is_a_scrape() -> None:
    text = "Ferry back\n\nOnly 1 of 25 DOCUMENTS was found, and Document 4 was not.\nBody\nEnd of Document\n"

    assert [d.kind for d in documents(text.encode(), "a.txt")] == ["scrape"]


def test_export_inside_another_format_does_not_decide() -> None:
    cell = nexis(2).replace('"', '""')
    table = f'title,text\nFerry,"{cell}"\n'.encode()
    page = f"<html><pre>{proquest(2)}</pre></html>".encode()

    assert documents(table, "a.csv")[0].record == "row 1"
    assert documents(page, "a.txt")[0].kind == "html"
