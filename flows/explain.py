"""The way of one record from bytes to tables: what the warehouse has noted, and what its file looks like now."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.explain_story import story_reasons
from flows.places.addresses import is_remote
from transforms.formats.readers import layers_of
from warehouse import query
from warehouse.leases import held
from warehouse.store import Warehouse

MOST_RECORDS = 20  # shown of what names many, as the path of an export does


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The steps of the records that were asked for."""

    steps: pa.Table  # path (if there are several), record, step, what
    records: int  # records shown
    matching: int  # records that the question names


def explain(warehouse: Warehouse, what: str, most: int = MOST_RECORDS) -> Explained:
    """The steps of the records that a path, a path with a record, an address or the beginning of an id names.

    A path is that within its folder, or one from here, as a shell completes it.
    """
    with held(warehouse) as snapshot, query.connect_held(warehouse, snapshot) as connection:
        rows = query.ask(connection, "explain", what=what, typed=str(Path(what).resolve()), most=most).to_pylist()
        articles = {row["article_id"] for row in rows}
        is_one = len(articles) == 1 and rows[-1]["step"] == "story"
        reasons = story_reasons(warehouse, snapshot, connection, rows[0]["article_id"]) if is_one else []
    steps = [step for row in rows for step in (row, *_format_step(row))]
    steps += [rows[-1] | {"step": "story", "what": reason} for reason in reasons]
    is_one_file = len({row["path"] for row in rows}) <= 1
    names = ("record", "step", "what") if is_one_file else ("path", "record", "step", "what")
    schema = pa.schema([(name, pa.string()) for name in names])
    return Explained(
        steps=pa.Table.from_pylist([{name: step[name] for name in names} for step in steps], schema),
        records=sum(row["step"] == "outcome" for row in rows),
        matching=rows[0]["matching"] if rows else 0,
    )


def _format_step(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The packing and format of a file, if it still lies where it was read; they are told from its bytes."""
    if row["step"] != "file":
        return []
    if is_remote(row["root"]):
        return [row | {"step": "format", "what": "not told: it lies elsewhere, and is not fetched for this"}]
    path = os.fsdecode(row["path_bytes"]) if row["path_bytes"] else row["path"]
    try:
        with Path(row["root"], path).open("rb") as stream:
            if os.fstat(stream.fileno()).st_size != row["size_bytes"]:
                return [row | {"step": "format", "what": "not told: the file has another size by now"}]
            return [row | {"step": "format", "what": ", then ".join(layers_of(stream, row["path"]))}]
    except (OSError, ValueError):
        return [row | {"step": "format", "what": "not told: the file is not there any more, or cannot be read"}]
