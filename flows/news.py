"""What a run would find: files in its folders, held against those the warehouse knows.

Apart from the rest of ingesting, since a run that finds nothing new should not load what cleans and compares articles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.discover import KnownFiles, Listing, find_files, known_files, looks_new, named_sources, sort_out
from flows.publish import is_published
from flows.runs import Run
from warehouse import query
from warehouse.errors import WarehouseNotFound
from warehouse.leases import held
from warehouse.store import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look at names, sizes and times finds; nothing is opened."""

    files: int
    news: tuple[str, ...]  # paths of files that are new or look changed
    is_published: bool  # whether readers find the newest snapshot

    @property
    def is_work(self) -> bool:
        """Whether a run would have anything to do."""
        return bool(self.news) or not self.is_published


def look_for_news(run: Run) -> Look:
    """Which of the run's files are new or look changed. Raises NothingToRead."""
    known: KnownFiles = {}
    published = False
    try:
        warehouse = Warehouse.open(run.warehouse)
        with held(warehouse) as snapshot:
            known = known_files_of(warehouse.paths(snapshot))
        published = is_published(warehouse)
    except WarehouseNotFound:
        pass  # the run makes it
    found = find_files(named_sources(run.paths, run.source, known), leave_out=run.warehouse)
    return Look(
        files=len(found),
        news=tuple(file.path for file in found if run.again or looks_new(file, known)),
        is_published=published,
    )


def find_news(run: Run, paths: Mapping[str, Sequence[Path]]) -> Listing:
    """Which of the run's files have to be read. paths: the files of the warehouse. Raises NothingToRead."""
    known = known_files_of(paths)
    found = find_files(named_sources(run.paths, run.source, known), leave_out=run.warehouse)
    return sort_out(found, known, again=run.again)


def rejected_files(warehouse: Warehouse, reason: str | None) -> list[Path]:
    """The files that hold a rejected record, for one reason or any, if they are still there."""
    with held(warehouse) as snapshot, query.connect(warehouse.paths(snapshot)) as connection:
        known = known_files_of(warehouse.paths(snapshot))
        rows = query.ask(connection, "files_rejected_for", reason=reason).to_pylist()
    places = [(row["source"], row["path"]) for row in rows]
    return [path for place in places if place in known and (path := known[place].location(place[1])).is_file()]


def known_files_of(paths: Mapping[str, Sequence[Path]]) -> KnownFiles:
    """What is known of every file, by source and path. paths: the files of the warehouse."""
    with query.connect_stored(paths) as connection:
        return known_files(query.ask(connection, "known_files"))
