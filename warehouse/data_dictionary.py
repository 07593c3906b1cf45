"""The data dictionary as Markdown, made from the views and table definitions: `python -m warehouse.data_dictionary`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from warehouse import query
from warehouse.schemas import TABLES


def data_dictionary() -> str:
    """The text of `docs/tables.md`."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Tables"
    yield ""
    yield "Made from the definitions by `make tables`; change those, not this page."
    yield "Times are UTC and end in `_at`; shares and similarities are 0 to 1; an unknown value is null."
    yield "A column that ends in `_from` says where a guessed value came from."
    yield ""
    yield "## What you query"
    with query.connect({}) as connection:
        for view in query.VIEWS:
            yield from ("", f"### {view}", "", query.describe("views", view).text, "")
            yield from ("| column | type | meaning |", "|---|---|---|")
            for name, kind, text in query.view_columns(connection, view):
                yield f"| `{name}` | {kind.replace('|', '/')} | {text} |"
    yield from ("", "## Macros", "", "| macro | what it gives |", "|---|---|")
    for macro in query.MACROS:
        yield f"| `{macro}` | {query.describe('macros', macro).text} |"
    yield from ("", "## What is checked after every run", "", "| check | what holds |", "|---|---|")
    for check in query.CHECKS:
        yield f"| `{check}` | {query.describe('checks', check).text} |"
    yield from (
        "",
        "The volume of a run is held against the median of the runs before it ([keeping.md](keeping.md#checks)).",
    )
    yield from ("", "## What is stored")
    yield from ("", "The Parquet files behind the views. Through the DuckLake extension these are the tables you see.")
    yield from ("", "| table | one row is |", "|---|---|")
    for table in TABLES.values():
        yield f"| `{table.name}` | {table.description} |"


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())
