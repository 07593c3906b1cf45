"""Tables of articles, CSV and Parquet: rows come out by the names of their columns, and a broken one costs itself."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, date, datetime
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.test_readers import documents, read, reasons
from transforms.formats.reading import ReadParams
from transforms.records import Document, Rejected

HEADER = b"title,url,body,views\n"
FERRY = b'Ferry aground,https://harbour.example/1,"The ferry, once ""Swift"",\nran aground.",412\n'
TRAM = b"Tram agreed,https://harbour.example/2,Rails will run along Quay Row.,12\n"


def parquet(columns: dict[str, Any], **options: Any) -> bytes:
    held = io.BytesIO()
    pq.write_table(pa.table(columns), held, **options)
    return held.getvalue()


class TestCsv:
    def test_rows_become_documents_by_the_names_of_their_columns(self) -> None:
        ferry, tram = documents(HEADER + FERRY + TRAM, "articles.csv")

        assert (ferry.record, ferry.kind) == ("row 1", "export")
        assert ferry.content == b'The ferry, once "Swift",\nran aground.'
        assert ferry.fields == {"title": "Ferry aground", "url": "https://harbour.example/1"}
        assert tram.record == "row 2"

    @pytest.mark.parametrize(
        ("data", "path"),
        [
            (b"title;text\nFerry;The ferry, it seems, ran aground.\n", "a.csv"),
            (b"title\ttext\nFerry\tThe ferry, it seems, ran aground.\n", "a.tsv"),
            (b"sep=;\ntitle;text\nFerry;The ferry, it seems, ran aground.\n", "a.csv"),
            (b'"title","text"\r\n"Ferry","The ferry, it seems, ran aground."\r\n', "a.csv"),
            ('title,text\nFerry,"The ferry, it seems, ran aground."\n'.encode("utf-16"), "a.csv"),
            (b'\xef\xbb\xbftitle,text\n\nFerry,"The ferry, it seems, ran aground."', "a.CSV.gz"),
        ],
    )
    def test_separator_quotes_and_encoding_are_found(self, data: bytes, path: str) -> None:
        (found,) = documents(data, path)

        assert (found.content, found.fields) == (b"The ferry, it seems, ran aground.", {"title": "Ferry"})

    def test_text_that_is_not_utf8_is_windows_1252(self) -> None:
        (found,) = documents("text,title\nDie Fähre – größer,Über\n".encode("cp1252"), "a.csv")

        assert (found.content.decode(), found.fields["title"]) == ("Die Fähre – größer", "Über")

    def test_backslashes_before_quotes_are_undone(self) -> None:
        (found,) = documents(b'title,text\nFerry,"He said \\"no\\", and left."\n', "a.csv")

        assert found.content == b'He said "no", and left.'

    def test_row_with_another_number_of_cells_costs_itself(self) -> None:
        found = read(HEADER + TRAM + b"one,two\n" + TRAM, "a.csv")

        assert [type(outcome) for outcome in found] == [Document, Rejected, Document]
        assert isinstance(found[1], Rejected) and (found[1].record, found[1].reason) == ("row 2", "bad_record")
        assert "line 3: 2 cells" in found[1].detail

    def test_no_paragraph_of_a_broken_cell_is_an_article(self) -> None:
        broken = b'Ferry,https://harbour.example/3,"He said "no"\nand left, soon, it seems.\nAll, is, well, so.",1\n'

        found = read(HEADER + TRAM + broken + TRAM, "a.csv")

        assert [outcome.record for outcome in found] == ["row 1", "row 2", "row 3"]
        assert isinstance(found[1], Rejected) and "goes on at line 6" in found[1].detail

    def test_quote_that_is_never_closed_costs_one_row(self) -> None:
        found = read(HEADER + b'Ferry,https://harbour.example/3,"The ferry,1\n' + TRAM + TRAM, "a.csv")

        assert [type(outcome) for outcome in found] == [Rejected, Document, Document]

    def test_rest_is_said_to_be_lost_where_no_row_can_be_told(self) -> None:
        found = read(b'title,text\nA,"said "no"\nThe ferry, sank.\nThe tram, ran.\n', "a.csv")

        assert [(o.record, "not read" in o.detail) for o in found if isinstance(o, Rejected)] == [("row 1", True)]
        assert len(found) == 1

    def test_rows_before_a_cut_come_out(self) -> None:
        rows = b"".join(
            b'Ferry,https://harbour.example/%d,"Text %d, of\nmany.",%d\n' % (n, n, n * n) for n in range(9_000)
        )
        packed = gzip.compress(HEADER + rows, mtime=0)

        found = read(packed[: len(packed) // 2], "a.csv.gz")

        assert len(found) > 2_000 and all(isinstance(outcome, Document) for outcome in found[:-1])
        assert isinstance(found[-1], Rejected) and found[-1].reason == "damaged"

    def test_long_cell_is_whole(self) -> None:
        (found,) = documents(b"title,text\nLong," + b"word " * 100_000 + b"\n", "a.csv")

        assert len(found.content) == 500_000

    def test_table_without_text_names_its_columns(self) -> None:
        (found,) = read(b"day,passengers\n2026-11-09,412\n", "ferries.csv")

        assert isinstance(found, Rejected) and found.reason == "unknown_format"
        assert "'day', 'passengers'" in found.detail

    def test_columns_can_be_named(self) -> None:
        params = ReadParams(fields={"text": ("inhalt",)})

        assert documents("Nr;Inhalt\n1;Die Fähre.\n".encode(), "a.csv", params)[0].content == "Die Fähre.".encode()

    def test_page_or_lines_named_csv_are_what_they_are(self) -> None:
        assert documents(b"<!doctype html><p>Ferry aground", "a.csv")[0].kind == "html"
        assert documents(b'{"text": "Ferry aground"}', "a.csv")[0].record == "line 1"


class TestParquet:
    columns: ClassVar[dict[str, Any]] = {
        "Headline": ["Ferry aground", None],
        "text": ["The ferry ran aground.", "Rails will run along Quay Row."],
        "date": pa.array([datetime(2026, 11, 10, 8, tzinfo=UTC)] * 2, pa.timestamp("ns", "Europe/Berlin")),
        "authors": [["Ana Brook", "Li Wen"], []],
        "embedding": [[0.5] * 3] * 2,
    }

    def test_rows_become_documents_by_the_names_of_their_columns(self) -> None:
        ferry, tram = documents(parquet(self.columns), "a.parquet")

        assert (ferry.record, ferry.kind, ferry.content) == ("row 1", "export", b"The ferry ran aground.")
        assert ferry.fields == {
            "title": "Ferry aground",
            "published": "2026-11-10 08:00:00+00:00",
            "authors": ("Ana Brook", "Li Wen"),
        }
        assert (tram.record, set(tram.fields)) == ("row 2", {"published"})

    def test_other_types_of_columns_are_read(self) -> None:
        table = {
            "html": [b"<html><p>\xdcber</p></html>"],
            "published": [date(2026, 11, 10)],
            "source": pa.array(["Harbour Post"]).dictionary_encode(),
        }

        (found,) = documents(parquet(table), "a")

        assert (found.kind, found.content) == ("html", b"<html><p>\xdcber</p></html>")
        assert found.fields == {"published": "2026-11-10", "outlet": "Harbour Post"}

    def test_broken_row_group_costs_itself(self) -> None:
        texts = [f"Ferry {n} ran aground near the lighthouse." for n in range(300)]
        data = bytearray(parquet({"text": texts}, row_group_size=100, compression="zstd", write_page_checksum=True))
        middle = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(1).column(0)
        at = middle.dictionary_page_offset + middle.total_compressed_size // 2
        data[at : at + 8] = bytes(8)

        found = read(bytes(data), "a.parquet")

        assert [o.record for o in found if isinstance(o, Document)] == [
            f"row {n}" for n in (*range(1, 101), *range(201, 301))
        ]
        assert reasons(bytes(data), "a.parquet") == [("row 101 on", "damaged")]

    @pytest.mark.parametrize("cut", [4, 400])
    def test_file_without_its_end_is_damaged(self, cut: int) -> None:
        assert reasons(parquet(self.columns)[:-cut], "a.parquet") == [("", "damaged")]

    def test_text_that_is_not_utf8_is_marked(self) -> None:
        bad = pa.array([b"F\xe4hre", b"Ferry"]).view(pa.string())

        assert [d.content.decode() for d in documents(parquet({"text": bad}), "a.parquet")] == ["F\ufffdhre", "Ferry"]

    def test_table_without_text_names_its_columns(self) -> None:
        (found,) = read(parquet({"day": [1], "passengers": [2]}), "a.parquet")

        assert isinstance(found, Rejected) and found.reason == "unknown_format" and "'passengers'" in found.detail

    def test_large_file_is_refused(self) -> None:
        assert reasons(parquet(self.columns), "a", ReadParams(max_table_bytes=100)) == [("", "too_large")]
