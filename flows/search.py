"""Articles by their words: through the index where there is one that is up to date, else by reading the texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from flows.runs import new_run, running
from warehouse import query, search_index
from warehouse.leases import held
from warehouse.store import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What the index has."""

    states: int
    parts: int
    size_bytes: int


def search(
    warehouse: Path, words: str, *, since: datetime | None = None, language: str | None = None, most: int
) -> pa.Table:
    """The articles of the newest snapshot that hold all of the words, the latest first."""
    opened = Warehouse.open(warehouse)
    with held(opened) as snapshot, query.connect_held(opened, snapshot) as connection:
        wanted = query.ask(connection, "wanted_words", words=words)["word"].to_pylist()
        found = search_index.states_with(opened, snapshot, wanted)
        if found is None:
            return query.ask(connection, "articles_with", words=words, since=since, language=language, most=most)
        by_index = {"found": found}
        return query.ask(connection, "articles_found", by_index, since=since, language=language, most=most)


def make_index(warehouse: Path) -> Indexed:
    """Make the index, or make it whole; every run keeps it up from then on. Raises WarehouseLocked."""
    opened = Warehouse.open(warehouse)
    with running(new_run(warehouse)), held(opened) as snapshot:
        search_index.remove_damaged(opened)
        index = search_index.keep_up(opened, snapshot)
    return Indexed(
        states=sum(part.states for part in index.parts),
        parts=len(index.parts),
        size_bytes=sum(part.size_bytes for part in index.parts),
    )


def remove_index(warehouse: Path) -> None:
    """Remove the index, and keep none up any more. Raises WarehouseLocked."""
    opened = Warehouse.open(warehouse)
    with running(new_run(warehouse)):
        search_index.remove_index(opened)
