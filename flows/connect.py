"""A folder connected with a catalog on a server and data in a bucket, while no run is at work."""

from __future__ import annotations

from pathlib import Path

from flows.runs import new_run
from warehouse.connecting import Done
from warehouse.connecting import connect as connect_parts
from warehouse.location import Location
from warehouse.publishing import write_readers_files
from warehouse.store import Warehouse, locked


def connect(warehouse: Path, wanted: Location) -> Done:
    """Connect a folder; whether the warehouse was made, moved or found there.

    Raises WrongLocation, WarehouseLocked, WarehouseDamaged, CatalogUnreachable, BucketFailed.
    """
    run = new_run(warehouse)
    with locked(run.warehouse, run.run_id, run.started_at, wanted.catalog):
        done = connect_parts(run.warehouse, wanted, run.started_at)
        write_readers_files(Warehouse.open(run.warehouse))
    return done
