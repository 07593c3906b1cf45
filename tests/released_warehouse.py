"""A small warehouse as this release leaves it, for the later ones to read: `python -m tests.released_warehouse`.

It is made before a release, packed into `tests/warehouses/storyfold-<version>.tar.xz`, and never made again. Two runs
over invented reports and a `forget` have left states, a copy, a story of two outlets, figures, a record rejected and an
article forgotten. What readers find beside it (`published`, `views.duckdb`) is
left out: the next run writes it.
"""

from __future__ import annotations

import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

from flows.daily import daily
from flows.forget import Asked, forget
from flows.runs import new_run, version
from flows.workers import close_extractors
from tests.conftest import REPORTS

FOLDER = Path(__file__).parent / "warehouses"
LEFT_OUT = ("published", "exports", "views.duckdb", "leases", "staging", "run-lock")
WITH_FIGURES = """<html lang="en"><head><meta property="og:site_name" content="{outlet}">
<meta property="article:published_time" content="2026-11-09T{hour}:00:00Z">
<link rel="canonical" href="https://{site}.example/ferry"></head><body><article><h1>{title}</h1>
<p>{lead}</p>
<p>{injured}</p>
<p>{more}</p></article></body></html>"""
PAGES = {
    "post.html": {
        "outlet": "Harbour Post",
        "hour": "20",
        "site": "post",
        "title": "Ferry Aldermoor aground off Gannet Rock",
        "lead": "The ferry Aldermoor ran onto the sandbank off Gannet Rock on Monday evening, in thick fog.",
        "injured": "At least 12 passengers were injured, said the harbour master Orla Venn, and none of them badly.",
        "more": "Divers are to look at the hull of the Aldermoor in the morning, when the tide is out.",
    },
    "ledger.html": {
        "outlet": "Marlow Ledger",
        "hour": "21",
        "site": "ledger",
        "title": "Aldermoor ferry hits sandbank off Gannet Rock in fog",
        "lead": "Fog lay on the bay when the Aldermoor, a ferry with 80 people on it, hit the bank at Gannet Rock.",
        "injured": "Of those aboard 17 passengers were injured, Orla Venn told reporters on the quay late on Monday.",
        "more": "The Aldermoor has sailed this channel every day since 1988, and never before missed its berth.",
    },
}


def make(folder: Path) -> Path:
    """Make the warehouse in a new folder, from an inbox beside it."""
    inbox, warehouse = folder / "inbox", folder / "warehouse"
    inbox.mkdir()
    for name, page in PAGES.items():
        (inbox / name).write_text(WITH_FIGURES.format(**page))
    (inbox / "ferry.txt").write_text(REPORTS["ferry"])
    (inbox / "tram.txt").write_text(REPORTS["tram"])
    (inbox / "cut.jsonl").write_text('{"title": "A line that was cut')
    (inbox / "quarry.txt").write_text(REPORTS["quarry"])
    daily(new_run(warehouse, [inbox]))
    (inbox / "ferry.txt").write_text(REPORTS["ferry"].replace("a dent two metres long", "a dent three metres long"))
    (inbox / "tram-again.txt").write_text(REPORTS["tram"])
    daily(new_run(warehouse, [inbox]))
    done = forget(warehouse, Asked(what=_article_id(warehouse, "quarry.txt")))
    assert not done.remains
    return warehouse


def pack(warehouse: Path, packed: Path) -> None:
    """Pack a warehouse without what the next run writes anew."""
    for name in LEFT_OUT:
        path = warehouse / name
        path.unlink(missing_ok=True) if path.is_symlink() or path.is_file() else shutil.rmtree(path, ignore_errors=True)
    packed.parent.mkdir(exist_ok=True)
    with tarfile.open(packed, "w:xz") as archive:
        archive.add(warehouse, "warehouse", filter=_nobody)


def _nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _article_id(warehouse: Path, path: str) -> str:
    from warehouse import query
    from warehouse.store import Warehouse

    with query.connect_snapshot(Warehouse.open(warehouse)) as connection:
        [(found,)] = connection.execute("SELECT article_id FROM articles WHERE path = $1", [path]).fetchall()
    return str(found)


def main() -> None:
    """Make and pack it; an earlier one of the same version is kept unless --again is given."""
    packed = FOLDER / f"storyfold-{version()}.tar.xz"
    if packed.exists() and "--again" not in sys.argv:
        sys.exit(f"{packed} is there; it is made again with --again alone, as long as {version()} is not released")
    with tempfile.TemporaryDirectory() as folder:
        warehouse = make(Path(folder))
        pack(warehouse, packed)
    close_extractors()
    sys.stdout.write(f"{packed}: {packed.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
