"""Errors of the warehouse, named by what the caller does about them."""

from __future__ import annotations


class WarehouseError(Exception):
    """Anything wrong with a warehouse; the message says what, where and what to do."""


class WarehouseNotFound(WarehouseError):
    """There is no warehouse in the folder given."""


class NewerWarehouse(WarehouseError):
    """A later release wrote the warehouse: stop and upgrade."""


class OlderWarehouse(WarehouseError):
    """An earlier state of storyfold wrote the warehouse, and it cannot follow: make a new one from the sources."""


class WarehouseLocked(WarehouseError):
    """Another run is at work on the warehouse: try again when it has ended."""


class WarehouseDamaged(WarehouseError):
    """The catalog and the files do not agree, or the catalog cannot be read."""


class WarehouseUnwritable(WarehouseError):
    """The catalog or a file for readers cannot be written: the disk is full, or the folder is read-only."""


class CatalogUnreachable(WarehouseError):
    """The server with the catalog gives no answer: try again when it does."""


class BucketFailed(WarehouseError):
    """A bucket with data gives no answer, or refuses."""


class WrongLocation(WarehouseError):
    """A catalog or data cannot lie where they are asked for."""


class CommitConflict(WarehouseError):
    """Another run retired a file this commit wants to retire: compute again from the new snapshot."""


class SchemaMismatch(WarehouseError):
    """Rows do not fit the table they are written to."""


class SnapshotNotFound(WarehouseError):
    """There is no such snapshot."""


class TableNotFound(WarehouseError):
    """There is no table or view of that name."""


class QueryFailed(WarehouseError):
    """The database refused a statement; the message is its own, in one line."""


class ReportNotFound(WarehouseError):
    """No page of a report has this name."""


class ReportRefused(WarehouseError):
    """A report would take the place of something else."""
