"""A panel: the rows of one report, the statement that gave them, and the file with the same rows for a spreadsheet."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.csv

from warehouse import query
from warehouse.plain_text import csv_columns

CONDITION = re.compile(r"(\s*)(WHERE|AND) \(\$(\w+) IS NULL OR (.*)\)$")
SET_OF_IDS = re.compile(r"IN \(SELECT unnest\(\$(\w+)\)\)")
SPREADSHEET_CELL = 32_767  # characters that a cell can hold; readers of CSV have limits of their own above that


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The rows of a report, once for the page and once for who wants them: as SQL and as a file."""

    name: str
    table: pa.Table
    sql: str  # with its values written in: it runs as it stands in `storyfold sql`

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """One dict a row, made once: pages ask for them again and again."""
        return self.table.to_pylist()

    @property
    def csv(self) -> bytes:
        """The rows as CSV for a spreadsheet: no cell begins a formula, or has more than a cell can hold."""
        sink = io.BytesIO()
        pyarrow.csv.write_csv(csv_columns(self.table, longest=SPREADSHEET_CELL), sink)
        return sink.getvalue()


def panel(connection: query.Connection, name: str, **parameters: object) -> Panel:
    """A report with its rows. Raises QueryFailed."""
    table = query.ask_report(connection, name, **parameters)
    return Panel(name=name, table=table, sql=written_out(query.body("reports", name), parameters))


def part(whole: Panel, column: str, value: str, **parameters: object) -> Panel:
    """The rows of a report in which a column has this value, with the statement for them alone."""
    found = pa.compute.equal(whole.table[column], pa.scalar(value))
    sql = written_out(query.body("reports", whole.name), parameters)
    return Panel(name=whole.name, table=whole.table.filter(found), sql=sql)


def written_out(sql: str, parameters: Mapping[str, object]) -> str:
    """A statement with its parameters as literals, for people to run; what is run here gets them as parameters.

    >>> written_out("SELECT title FROM stories WHERE story_id = $id LIMIT $most", {"id": "it's", "most": 5})
    "SELECT title FROM stories WHERE story_id = 'it''s' LIMIT 5"

    A condition that holds only if a parameter is given stands alone where it is, and is left out where it is not.

    >>> print(written_out("WHERE ($a IS NULL OR x > $a)\\n    AND ($b IS NULL OR y > $b)\\n", {"a": None, "b": 1}))
    WHERE y > 1
    """
    lines: list[str] = []
    begins = False  # whether the condition that WHERE stood before has been left out
    for line in sql.splitlines():
        found = CONDITION.match(line)
        word, condition = ("", "") if found is None else (found[2], found[4])
        if found is not None and parameters[found[3]] is None:
            begins = begins or word == "WHERE"
        elif found is not None:
            lines.append(f"{found[1]}{'WHERE' if begins else word} {condition}")
            begins = False
        else:
            lines.append(line)
            begins = False
    sql = SET_OF_IDS.sub(lambda found: _in(parameters[found[1]]), "\n".join(lines))
    return re.sub(r"\$(\w+)", lambda found: _literal(parameters[found[1]]), sql).strip()


def _in(ids: object) -> str:
    """What a value is one of; an empty set is one of nothing that is stored."""
    assert isinstance(ids, Sequence)
    return f"IN ({', '.join(map(_literal, ids or ['']))})"


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case int() | float():
            return str(value)
        case datetime():
            return f"TIMESTAMPTZ '{value.isoformat(sep=' ')}'"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case Sequence():
            return f"[{', '.join(_literal(item) for item in value)}]"
    raise TypeError(f"{value!r} has no literal")
