"""Where the parts of a warehouse lie: all in its folder, unless `location.toml` in it says otherwise.

    catalog = "postgresql://newsroom@db.internal/news"
    data = "s3://newsroom-archive/warehouse"

What runs stage, what readers find, and locks of files are always in the folder.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from warehouse.commit_log import write_durably
from warehouse.errors import WrongLocation

NAME = "location.toml"
CATALOGS, BUCKETS = ("postgresql", "postgres"), ("s3",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where catalog and data lie; None: in the folder of the warehouse."""

    catalog: str | None = None  # postgresql://user@host:port/database
    data: str | None = None  # s3://bucket/prefix

    def __post_init__(self) -> None:
        """Raises WrongLocation for an address of another kind, or with a password in it."""
        for name, address, schemes in (("catalog", self.catalog, CATALOGS), ("data", self.data, BUCKETS)):
            if address is None:
                continue
            parts = urlsplit(address)
            if parts.scheme not in schemes or not parts.path.strip("/") + parts.netloc:
                raise WrongLocation(f"{name} {address!r}: wanted is {schemes[0]}://...")
            if parts.password is not None or "password" in parse_qs(parts.query):
                raise WrongLocation(
                    f"{name}: leave the password out of the address, it would be stored beside the data;"
                    " PGPASSWORD and the file ~/.pgpass are read"
                )


def location_of(root: Path) -> Location:
    """Where the parts of the warehouse in a folder lie. Raises WrongLocation."""
    file = root / NAME
    if not file.exists():
        return Location()
    try:
        return Location(**tomllib.loads(file.read_text()))
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise WrongLocation(f"{file}: not readable ({error}); it has `catalog` and `data`, an address each") from error


def write_location(root: Path, location: Location) -> None:
    """Write down where the parts of a warehouse lie."""
    lines = [f"{name} = {json.dumps(address)}" for name, address in asdict(location).items() if address]
    write_durably(root / NAME, [f"{line}\n".encode() for line in lines])
