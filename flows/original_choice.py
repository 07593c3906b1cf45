"""Which article of a group of copies is the original: chosen once, and held to until a run names another choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from flows.runs import Run
from warehouse.schemas import SETTINGS
from warehouse.store import Draft

if TYPE_CHECKING:
    from transforms.duplicates import Original

NAME = "original"  # of the setting


def stored_choice(paths: Mapping[str, Sequence[Path]]) -> Original:
    """The choice that holds. paths: the files of a warehouse by stored table."""
    rows = [row for path in paths.get(SETTINGS.name, ()) for row in pq.read_table(path).to_pylist()]
    found: Original = next((row["value"] for row in rows if row["name"] == NAME), "earliest")
    return found


def has_new_choice(run: Run, paths: Mapping[str, Sequence[Path]]) -> bool:
    """Whether the run names another choice than the one that holds."""
    return run.original is not None and run.original != stored_choice(paths)


def store_choice(draft: Draft, original: Original) -> None:
    """Let a choice hold from now on."""
    draft.replace_table(SETTINGS.name, pa.Table.from_pylist([{"name": NAME, "value": original}], SETTINGS.schema))
