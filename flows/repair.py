"""Make a damaged warehouse whole: the catalog from records, data files from their sources, the index from the tables.

Everything that is made again is one run, which is checked and committed like any other: a repair that is killed has
changed nothing, and can be begun again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pyarrow as pa

from flows.boilerplate import learn_boilerplate, with_outlet_key
from flows.daily import DIRECT, Steps
from flows.database import connect_stored
from flows.limits import Limits
from flows.name_model import named_model
from flows.news import is_there_still, known_files_of
from flows.runs import Run, new_run, running, save_run
from flows.states import full_text
from transforms.records import Profile
from warehouse import published, query
from warehouse.bucket import files_of
from warehouse.catalog import DataFile
from warehouse.errors import WarehouseDamaged, WarehouseNotFound
from warehouse.location import location_of
from warehouse.publishing import write_readers_files
from warehouse.repairing import cut_out, damaged, give_up_history, put_back, rebuild_catalog
from warehouse.search_index import remove_damaged
from warehouse.store import Draft, Warehouse, locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What was wrong, and what was done about it."""

    has_new_catalog: bool
    damaged: tuple[str, ...]  # table/path
    put_back: int  # of them, from the published copy
    expired: tuple[int, ...]  # earlier snapshots that could not be read whole any more
    read_again: int  # source files
    missing: tuple[str, ...]  # source files that are not where they were: what they gave may be lost
    lost: int  # articles that are not there any more: their files are gone, or were read otherwise
    gone: tuple[str, ...]  # tables that have lost rows that nothing can make again
    snapshot: int | None  # None when no table was changed


def repair(
    warehouse: Path,
    steps: Steps = DIRECT,
    *,
    fields: Mapping[str, tuple[str, ...]] | None = None,
    profile: Profile = "news",
    limits: Limits | None = None,
) -> Repaired:
    """Find what is damaged and make it again. Raises WarehouseLocked, WarehouseDamaged, ChecksFailed.

    fields, profile, limits: with which the sources were read, if they have to be read again.
    """
    run = new_run(warehouse, fields=fields, profile=profile, limits=limits)
    named_model(run.name_model)  # what is not installed is better said before anything is taken away
    has_new_catalog = _catalog_repaired(run)
    opened = Warehouse.open(warehouse)
    with running(run):
        wrong = damaged(opened)
        back = put_back(opened, wrong)
        expired = give_up_history(opened, run.started_at)
        done = Repaired(
            has_new_catalog=has_new_catalog,
            damaged=tuple(f"{file.table}/{file.path}" for file in wrong),
            put_back=len(back),
            expired=tuple(expired),
            read_again=0,
            missing=(),
            lost=0,
            gone=(),
            snapshot=None,
        )
        left = [file for file in wrong if file not in back]
        if left:
            done = _made_again(run, left, done, steps)
            # The snapshot that was the newest before is one of the earlier ones now.
            done = replace(done, expired=(*done.expired, *give_up_history(opened, run.started_at)))
        remove_damaged(opened)
        write_readers_files(opened)
    return done


def what_is_damaged(warehouse: Path) -> Sequence[str]:
    """What `repair` would mend; nothing is changed."""
    try:
        opened = Warehouse.open(warehouse)
        snapshot = opened.snapshot()
        return [*opened.damaged_files(snapshot), *published.damaged_files(opened, snapshot)]
    except (WarehouseDamaged, WarehouseNotFound) as error:
        return [str(error)]


def _catalog_repaired(run: Run) -> bool:
    """Make the catalog anew if it is gone or cannot be read; whether it was."""
    try:
        Warehouse.open(run.warehouse).snapshot()
    except (WarehouseDamaged, WarehouseNotFound):
        if not files_of(run.warehouse, location_of(run.warehouse).data).records():
            raise
        with locked(run.warehouse, run.run_id, run.started_at):
            rebuild_catalog(run.warehouse, run.started_at)
        return True
    return False


def _made_again(run: Run, files: Sequence[DataFile], done: Repaired, steps: Steps) -> Repaired:
    """Take the damaged files out, fill the gaps from sources and tables, check and commit."""
    draft = run.open()
    sound = draft.paths_without(files)
    known, articles = known_files_of(sound), _article_ids(sound)
    cut = cut_out(draft, files)
    if cut.has_lost_lines:
        _learn_again(run, draft)
    draft.save()
    sources = [known[place].location(place[1]) for place in cut.places if place in known]
    there = [path for path in sources if is_there_still(path)]
    counts: dict[str, int] = {}
    if there:
        reading = replace(run, paths=tuple(there), again=True)
        save_run(reading)
        counts |= asdict(steps.ingest(reading))
    counts |= asdict(steps.link(run)) | asdict(steps.group(run))
    published = steps.publish(run, counts)
    lost = articles - _article_ids({"article_metadata": run.open().paths().get("article_metadata", [])})
    unknown = [f"{source}/{path}" for source, path in cut.places if (source, path) not in known]
    return replace(
        done,
        read_again=len(there),
        missing=(*unknown, *(path for path in sources if path not in there)),
        lost=len(lost),
        gone=cut.gone,
        snapshot=published.snapshot,
    )


def _article_ids(paths: Mapping[str, Sequence[Path]]) -> set[str]:
    """The articles that some files tell of, by table."""
    with query.connect_stored(paths) as connection:
        return set(query.ask(connection, "article_ids")["article_id"].to_pylist())


def _learn_again(run: Run, draft: Draft) -> None:
    """Count the lines that outlets repeat anew, over the texts that are stored."""
    with connect_stored(run, draft.paths()) as connection:
        rows = query.ask(connection, "texts_of_current_states").to_pylist()
    texts = [{**row, "text": full_text(row)} for row in rows]
    schema = pa.schema([(name, pa.string()) for name in ("outlet", "site", "source", "text")])
    learn_boilerplate(run, draft, [with_outlet_key(pa.Table.from_pylist(texts, schema))], parts=1)
