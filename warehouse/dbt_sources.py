"""The tables as sources of a dbt project, which dbt-duckdb reads from the published Parquet files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from warehouse import query


def dbt_sources(published: Path) -> str:
    """A sources file in YAML. published: the folder of the published tables."""
    return "\n".join(_lines(published)) + "\n"


def _lines(published: Path) -> Iterator[str]:
    yield "version: 2"
    yield "sources:"
    yield "  - name: storyfold"
    yield "    description: News articles, their copies, stories and figures."
    yield "    meta:"
    # dbt-duckdb puts the name of each table in the place of {name}.
    yield f"      external_location: {json.dumps(str(published) + '/{name}/*.parquet', ensure_ascii=False)}"
    yield "    tables:"
    with query.connect({}) as connection:
        for view in query.VIEWS:
            yield f"      - name: {view}"
            yield f"        description: {json.dumps(query.describe('views', view).text, ensure_ascii=False)}"
            yield "        columns:"
            for name, kind, text in query.view_columns(connection, view):
                yield f"          - name: {name}"
                yield f"            data_type: {json.dumps(kind)}"
                yield f"            description: {json.dumps(text, ensure_ascii=False)}"
