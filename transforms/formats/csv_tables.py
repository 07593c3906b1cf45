"""Articles from a table of separated values (RFC 4180 and what spreadsheets make of it), one a row.

The first line names the columns; the separator is the one that shows the most known names. Rows are read strictly, so
a quote that was never closed is seen where the next one stands. After it, reading goes on only where a row surely
begins, so that no paragraph of a broken cell is taken for an article.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transforms.formats.compression import Damage, Piece
from transforms.formats.lines import decoded_line, text_lines, utf8_pieces
from transforms.formats.mapped_records import Names, field_names, known_field, mapped_document
from transforms.formats.reading import FileFormat, Origin, Outcome, ReadParams

SEPARATORS = (",", ";", "\t", "|")
SEPARATOR_LINE = re.compile(r'\s*"?sep=(.)"?\s*$')  # which some spreadsheets write before the header
ADDRESS = re.compile(r"https?://\S+$")
DAY = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of a row with its place, or what is wrong with it."""

    line: int  # of the file, counted from 1
    first_line: str
    cells: Sequence[str]
    fault: str | None

    @property
    def has_quotes(self) -> bool:
        return '"' in self.first_line


def read_csv(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """One document for each row below the header: "row 1", "row 2", ..."""
    csv.field_size_limit(params.max_line_bytes)  # one for the whole module; its own, 128 KiB, refuses long articles
    names = field_names(params.fields)
    table = _Table(text_lines(utf8_pieces(pieces), params.max_line_bytes), params.max_line_bytes)
    header = table.read_header(names)
    if isinstance(header, Damage):
        yield origin.rejected("header", header.reason, f"the names of the columns are lost: {header.detail}")
    elif not {"text", "html"} & {known_field(column, names) for column in header.cells}:
        columns = ", ".join(repr(column[:40]) for column in header.cells[:20])
        detail = f"a table without a column known as text: {columns}; name it with --field text=COLUMN"
        yield origin.rejected("", "unknown_format", detail)
    else:
        yield from _outcomes(table, header, names, origin)


CSV = FileFormat(name="csv", read=read_csv, extensions=(".csv", ".tsv", ".tab"))


def _outcomes(table: _Table, header: Row, names: Names, origin: Origin) -> Iterator[Outcome]:
    columns = [column.strip() for column in header.cells]
    number, broken = 0, None
    for row in table.rows():
        if isinstance(row, Damage):
            number, broken = number + 1, None  # a row that the damage cut is part of it
            place = f"row {number}" if row.reason == "too_large" else f"before row {number}"
            yield origin.rejected(place, row.reason, row.detail)
            continue
        fault = row.fault or _wrong_count(row, columns)
        if broken and (fault or not _surely_begins(row, header, names)):
            continue
        if broken:
            number += 1
            yield _bad_row(broken, number, origin, f"; reading goes on at line {row.line}")
            broken = None
        if fault and row.has_quotes:
            broken = row
            continue
        number += 1
        if fault:
            yield _bad_row(row, number, origin, "")
        else:
            yield mapped_document(dict(zip(columns, row.cells, strict=True)), f"row {number}", origin, names)
    if broken:
        yield _bad_row(broken, number + 1, origin, "; no later line surely begins a row, so the rest is not read")


def _bad_row(row: Row, number: int, origin: Origin, then: str) -> Outcome:
    fault = row.fault or f"{len(row.cells)} cells, and the header has another number"
    return origin.rejected(f"row {number}", "bad_record", f"line {row.line}: {fault}{then}")


def _wrong_count(row: Row, columns: Sequence[str]) -> bool:
    return len(row.cells) != len(columns)


def _surely_begins(row: Row, header: Row, names: Names) -> bool:
    """Whether the line cannot be a paragraph of an article: an address or a day is where the header has one."""
    if header.first_line.startswith('"') and not row.first_line.startswith('"'):
        return False
    by_field = {known_field(column, names): cell.strip() for column, cell in zip(header.cells, row.cells, strict=True)}
    return bool(ADDRESS.match(by_field.get("url", "")) or DAY.match(by_field.get("published", "")))


class _Table:
    """The rows of a table, read one at a time. After a fault the next row is looked for on the next line."""

    def __init__(self, lines: Iterator[bytes | Damage], max_bytes: int) -> None:
        self._lines = lines
        self._ahead: deque[str | Damage] = deque()
        self._max_bytes = max_bytes
        self._separator = ","
        self._escape: str | None = None
        self._line = 1

    def read_header(self, names: Names) -> Row | Damage:
        """The row with the names of the columns, by which the separator is found."""
        first = self._skip_blank_lines()
        if isinstance(first, str) and (stated := SEPARATOR_LINE.match(first)):
            self._separator = stated[1]
            self._take()
            first = self._skip_blank_lines()
        elif isinstance(first, str):
            self._separator = max(SEPARATORS, key=lambda mark: _names_shown(first, mark, names))
        if not isinstance(first, str):
            return first or Damage("damaged", "there is no line")
        header = self._row()
        following = self._peek()
        # Writers that escape quotes by a backslash do it everywhere; in the others a backslash means itself.
        if isinstance(following, str) and '\\"' in following and '""' not in following:
            self._escape = "\\"
        return Damage("damaged", header.fault) if header.fault else header

    def rows(self) -> Iterator[Row | Damage]:
        """The rows that follow, and the damages between them."""
        while (first := self._skip_blank_lines()) is not None:
            if isinstance(first, Damage):
                self._take()
                yield first
            else:
                yield self._row()

    def _row(self) -> Row:
        line, taken = self._line, list[str]()
        reader = csv.reader(self._until_damage(taken), delimiter=self._separator, escapechar=self._escape, strict=True)
        try:
            cells, fault = next(reader), None
        except csv.Error as error:
            is_long = sum(map(len, taken)) > self._max_bytes
            why = f"longer than the limit line_bytes of {self._max_bytes:,} bytes" if is_long else error
            cells, fault = [], f"{why}; it begins {taken[0][:60]!r}"
            self._ahead.extendleft(reversed(taken[1:]))
            self._line = line + 1
        return Row(line=line, first_line=taken[0], cells=cells, fault=fault)

    def _until_damage(self, taken: list[str]) -> Iterator[str]:
        size = 0
        while isinstance(line := self._peek(), str) and size <= self._max_bytes:
            self._take()
            taken.append(line)
            size += len(line)
            yield line

    def _skip_blank_lines(self) -> str | Damage | None:
        while isinstance(line := self._peek(), str) and not line.strip():
            self._take()
        return line

    def _peek(self) -> str | Damage | None:
        if not self._ahead:
            line = next(self._lines, None)
            if line is None:
                return None
            self._ahead.append(line if isinstance(line, Damage) else decoded_line(line).rstrip("\r") + "\n")
        return self._ahead[0]

    def _take(self) -> None:
        taken = self._ahead.popleft()
        # Bytes lost have no lines that could be counted; a line that is too long is one.
        self._line += isinstance(taken, str) or taken.reason == "too_large"


def _names_shown(line: str, separator: str, names: Names) -> tuple[int, int]:
    """How many known names, and how many names at all, the separator shows in a header."""
    columns = line.rstrip("\n").split(separator)
    return sum(known_field(column.strip('" '), names) is not None for column in columns), len(columns)
