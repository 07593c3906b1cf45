"""What a run would find: files in its folders, held against those the warehouse knows.

Apart from the rest of ingesting, since a run that finds nothing new should not load what cleans and compares articles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from flows.discover import Found, find_files
from flows.errors import PlaceFailed, WrongAddress
from flows.known_files import KnownFiles, Listing, known_files, known_roots, looks_new, sort_out
from flows.original_choice import has_new_choice
from flows.outlet_lists import given_lists, has_new_lists
from flows.places.addresses import checked, is_remote
from flows.places.remote import remote_at
from flows.runs import Run
from flows.sources import ASKED_AT_ONCE, Source, named_sources
from warehouse import query
from warehouse.errors import WarehouseNotFound
from warehouse.leases import held
from warehouse.publishing import is_published
from warehouse.store import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look at names, sizes and times finds; nothing is opened."""

    files: int
    news: tuple[str, ...]  # paths of files that are new or look changed
    is_published: bool  # whether readers find the newest snapshot
    is_told_otherwise: bool = False  # by lists of outlets or agencies, or by the choice of originals
    known: int = 0  # files that were read from the same sources before

    @property
    def is_work(self) -> bool:
        """Whether a run would have anything to do."""
        return bool(self.news) or self.is_told_otherwise or not self.is_published


def look_for_news(run: Run) -> Look:
    """Which of the run's files are new or look changed. Raises NothingToRead, PlaceFailed, WrongList."""
    lists = given_lists(run)
    known: KnownFiles = {}
    published = is_told_otherwise = is_there = False
    try:
        warehouse = Warehouse.open(run.warehouse)
        with held(warehouse) as snapshot:
            paths = warehouse.paths(snapshot)
            known = known_files_of(paths)
            is_told_otherwise = has_new_lists(lists, warehouse, snapshot) or has_new_choice(run, paths)
        published, is_there = is_published(warehouse), True
    except WarehouseNotFound:
        pass  # the run makes it
    sources, found = _present(run, known)
    names = {source.name for source in sources}
    return Look(
        files=len(found),
        news=tuple(file.path for file in found if run.again or looks_new(file, known)),
        is_published=published or not (found or is_there),  # no files make no warehouse
        is_told_otherwise=is_told_otherwise,
        known=sum(source in names for source, _ in known),
    )


def find_news(run: Run, paths: Mapping[str, Sequence[Path]]) -> Listing:
    """Which of the run's files have to be read. paths: the files of the warehouse.

    Raises NothingToRead, PlaceFailed.
    """
    known = known_files_of(paths)
    sources, found = _present(run, known)
    listed = [source.remote_folder for source in sources if source.remote_folder]
    return sort_out(found, known, listed=listed, again=run.again)


def rejected_files(warehouse: Warehouse, reason: str | None) -> list[str]:
    """The files that hold a rejected record, for one reason or any, if they are still there."""
    with held(warehouse) as snapshot, query.connect_held(warehouse, snapshot) as connection:
        known = known_files_of(warehouse.paths(snapshot))
        rows = query.ask(connection, "files_rejected_for", reason=reason).to_pylist()
    places = [(row["source"], row["path"]) for row in rows]
    locations = [known[place].location(place[1]) for place in places if place in known]
    with ThreadPoolExecutor(ASKED_AT_ONCE) as threads:
        return [
            place for place, is_there in zip(locations, threads.map(is_there_still, locations), strict=True) if is_there
        ]


def is_there_still(location: str) -> bool:
    """Whether a source file is where it was, here or remote."""
    if not is_remote(location):
        return Path(location).is_file()
    try:
        address = checked(location)
        return remote_at(address).at(address) is not None
    except (PlaceFailed, WrongAddress):
        return False


def _present(run: Run, known: KnownFiles) -> tuple[list[Source], list[Found]]:
    """The sources of the run, and the files in them."""
    sources = named_sources(run.paths, run.source, known_roots(known))
    return sources, find_files(sources, leave_out=run.warehouse)


def known_files_of(paths: Mapping[str, Sequence[Path]]) -> KnownFiles:
    """What is known of every file, by source and path. paths: the files of the warehouse."""
    with query.connect_stored(paths, questions=["known_files"]) as connection:
        return known_files(query.ask(connection, "known_files"))
