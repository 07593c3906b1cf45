"""The user's own lists: which outlets belong together, and news agencies beyond those that are known.

Both are CSV files. What they say is stored with the articles, so that it is part of a snapshot; it holds until a run is
given another list.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from flows.errors import WrongList
from flows.runs import Run
from transforms.metadata.urls import site_of
from warehouse.schemas import LISTED_AGENCIES, LISTED_OUTLETS, Table
from warehouse.store import Draft, Snapshot, Warehouse, rows_of

SEPARATORS = ",;\t"

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")

Row = dict[str, str | None]


def outlet_list(file: Path) -> pa.Table:
    """The rows of an outlets.csv (LISTED_OUTLETS). Raises WrongList with what is wrong in which line."""
    rows = _rows(file, LISTED_OUTLETS)
    known: dict[tuple[str, str], int] = {}
    for number, row in rows:
        given, row["site"] = row["site"], _site(row["site"])
        if given and not row["site"]:
            raise WrongList(f"{file}, line {number}: {given!r} is no site; one like harbourpost.example is wanted")
        if not row["site"] and not row["outlet"]:
            raise WrongList(f"{file}, line {number}: neither site nor outlet is given, and one of them is wanted")
        for column in ("site", "outlet"):
            value = (row[column] or "").casefold()
            if value and known.setdefault((column, value), number) != number:
                first = known[column, value]
                raise WrongList(f"{file}: {column} {row[column]!r} stands twice, in lines {first} and {number}")
    return pa.Table.from_pylist([row for _, row in rows], LISTED_OUTLETS.schema)


def agency_list(file: Path) -> pa.Table:
    """The rows of an agencies.csv (LISTED_AGENCIES). Raises WrongList with what is wrong in which line."""
    rows = _rows(file, LISTED_AGENCIES)
    known: dict[str, tuple[str | None, int]] = {}
    for number, row in rows:
        if not row["agency"]:
            raise WrongList(f"{file}, line {number}: no agency is given")
        row["written"] = row["written"] or row["agency"]
        agency, first = known.setdefault(str(row["written"]).casefold(), (row["agency"], number))
        if agency != row["agency"]:
            raise WrongList(f"{file}: {row['written']!r} is said of two agencies, in lines {first} and {number}")
    return pa.Table.from_pylist([row for _, row in rows], LISTED_AGENCIES.schema)


def store_lists(run: Run, draft: Draft) -> None:
    """Put the lists that the run was given in the place of those stored."""
    for table, rows in given_lists(run).items():
        if not rows.equals(draft.rows(table)):
            draft.replace_table(table, rows)


def has_new_lists(given: Mapping[str, pa.Table], warehouse: Warehouse, snapshot: Snapshot) -> bool:
    """Whether one of the lists given says something else than the one stored."""
    for table, rows in given.items():
        stored = [rows_of(warehouse, file) for file in snapshot.files.get(table, ())]
        if not rows.equals(pa.concat_tables([rows.schema.empty_table(), *stored])):
            return True
    return False


def given_lists(run: Run) -> dict[str, pa.Table]:
    """The lists that the run was given by table, sorted as they are stored. Raises WrongList."""
    read = {
        LISTED_OUTLETS: outlet_list(run.outlets) if run.outlets else None,
        LISTED_AGENCIES: agency_list(run.agencies) if run.agencies else None,
    }
    return {
        table.name: rows.sort_by([(name, "ascending") for name in table.sort_by])
        for table, rows in read.items()
        if rows is not None
    }


def _rows(file: Path, table: Table) -> list[tuple[int, Row]]:
    """The rows of a list with the lines they stand in, empty cells as None."""
    text = _text(file)
    names = [column.name for column in table.columns]
    separator = max(SEPARATORS, key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        while header and not header[-1]:  # spreadsheets write columns that were only touched
            header.pop()
        _check_header(file, header, names)
        return [
            (reader.line_num, _row(file, reader.line_num, header, cells, names))
            for cells in reader
            if any(map(str.strip, cells))
        ]
    except csv.Error as error:
        raise WrongList(f"{file}, line {reader.line_num}: {error}") from error


def _check_header(file: Path, header: Sequence[str], names: Sequence[str]) -> None:
    wanted = f"the first line names columns, of these: {', '.join(names)}"
    unknown = [name for name in header if name not in names]
    if unknown:
        raise WrongList(f"{file}: no column {unknown[0]!r}; {wanted}")
    if len(set(header)) < len(header):
        raise WrongList(f"{file}: a column stands twice in the first line")
    if not header:
        raise WrongList(f"{file}: empty; {wanted}")


def _row(file: Path, number: int, header: Sequence[str], cells: Sequence[str], names: Sequence[str]) -> Row:
    if any(map(str.strip, cells[len(header) :])):
        raise WrongList(f"{file}, line {number}: {len(cells)} cells, and the first line names {len(header)} columns")
    given: Mapping[str, str] = dict(zip(header, cells, strict=False))
    return {name: given.get(name, "").strip() or None for name in names}


def _site(written: str | None) -> str | None:
    """The host name, also of an address; None for what is none.

    >>> _site("https://www.Harbourpost.example/news"), _site("harbourpost.example"), _site(None)
    ('harbourpost.example', 'harbourpost.example', None)
    """
    if not written:
        return None
    plain = written.removeprefix("*").removeprefix(".")
    site = site_of(plain if "://" in plain else f"https://{plain}")
    return site if site and _HOST.fullmatch(site) else None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongList(f"{file}: not UTF-8 at byte {error.start}; save it as CSV in UTF-8") from error
    except OSError as error:
        raise WrongList(f"{file}: {error.strerror}") from error
