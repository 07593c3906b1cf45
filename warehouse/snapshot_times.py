"""Snapshots by number or by time, and what differs between two of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa

from warehouse import query
from warehouse.errors import SnapshotNotFound
from warehouse.store import Warehouse

_DAY_DIGITS = 8  # of 20261101


def snapshot_number(warehouse: Warehouse, named: str) -> int:
    """The number of a snapshot named by it, or by a time: the newest that was there then.

    named: digits, or a time in ISO 8601, in UTC if it has no offset; a day is its beginning.
    Raises SnapshotNotFound, also for what is neither.
    """
    if named.isdecimal() and len(named) < _DAY_DIGITS:
        return int(named)
    try:
        given = datetime.fromisoformat(named)
    except ValueError:
        raise SnapshotNotFound(
            f"{named!r} names no snapshot: give its number, or a time like 2026-11-01T06:00"
        ) from None
    moment = given if given.tzinfo else given.replace(tzinfo=UTC)
    snapshots = warehouse.snapshots()
    before = [snapshot.number for snapshot in snapshots if snapshot.created_at <= moment]
    if not before:
        raise SnapshotNotFound(
            f"no snapshot is as old as {named}; the oldest is of {snapshots[0].created_at:%F %T} UTC"
        )
    return before[-1]


def changes(warehouse: Warehouse, since: int, until: int | None = None) -> pa.Table:
    """The articles that are new, changed or gone between two snapshots, up to the newest by default.

    Columns: those of `queries/changes.sql`. Raises SnapshotNotFound.
    """
    with query.connect_snapshot(warehouse, since) as connection:
        before = query.ask(connection, "articles_then")
    with query.connect_snapshot(warehouse, until) as connection:
        return query.ask(connection, "changes", {"before": before})
