"""Immutable Parquet files, the catalog that lists them, and the SQL people query them with.

For notebooks and scripts: `warehouse.open("storyfold-warehouse")`.
"""

from __future__ import annotations

import weakref
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.query import Connection


def open(folder: str | Path = "storyfold-warehouse", snapshot: int | None = None) -> Connection:
    """A DuckDB connection with all tables and macros of one snapshot, the newest by default; nothing is changed by it.

    The files of the snapshot stay where they are until the connection is gone. Runs may go on meanwhile: what they
    commit is seen by who opens the warehouse again.
    Raises WarehouseNotFound, SnapshotNotFound.
    """
    # Every module of the package imports this one first; what only a reader needs is loaded when one comes.
    from warehouse import query
    from warehouse.leases import held
    from warehouse.store import Warehouse

    found = Warehouse.open(Path(folder))
    lease = ExitStack()
    connection = query.connect_for_people(found, lease.enter_context(held(found, snapshot)))
    weakref.finalize(connection, lease.close)
    return connection
