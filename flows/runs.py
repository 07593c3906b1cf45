"""One run: what it was asked and when it began, written down so that every step and worker machine can read it.

The steps of a run hand over a run id and counts; the articles travel through the warehouse.
"""

from __future__ import annotations

import importlib.metadata
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import transforms
from flows.configuration import configuration, with_alarms
from flows.limits import Limits, with_limits
from flows.places.addresses import absolute
from flows.worker_process import WorkerLimits
from transforms.formats.reading import ReadParams
from transforms.records import Profile, content_id
from transforms.to_article import ArticleParams
from warehouse.expiry import delete_doomed
from warehouse.store import Draft, Warehouse, locked, newest_time, remove_staging
from warehouse.volume import Alarm

if TYPE_CHECKING:
    from transforms.duplicates import Original

EXTRACTED = "extracted"  # the folder of staged batches, kept from a run that was stopped to the next one


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run over some places. `started_at` is the only reading of the clock that reaches the data."""

    run_id: str
    started_at: datetime
    warehouse: Path
    paths: tuple[str, ...] = ()  # absolute paths, addresses, and either behind "list:" for a list of them
    source: str | None = None  # the name for the paths, instead of their folders' names
    workers: int = 2
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # names of container fields, before ours
    profile: Profile = "news"  # what kind of pages they are
    original: Original | None = None  # of a group of duplicates: the earliest, the fullest, or as chosen before
    limits: Limits = field(default_factory=dict)  # those that are not the defaults, by name
    again: bool = False  # read known files too, as after an upgrade or with other fields
    alarms: Mapping[str, Alarm] = field(default_factory=dict)  # thresholds of every check
    outlets: Path | None = None  # the user's outlets.csv and agencies.csv; those given before hold where none is given
    agencies: Path | None = None
    finds_names: bool = True
    name_model: str | None = None  # of spaCy, that looks for names in place of the rules

    @property
    def folder(self) -> Path:
        """Where the run keeps its draft."""
        return self.warehouse / "staging" / self.run_id

    @property
    def extracted(self) -> Path:
        """Where extracted batches are staged."""
        return self.warehouse / "staging" / EXTRACTED

    @property
    def read_params(self) -> ReadParams:
        """How files are read."""
        params = ReadParams()
        more = {ours: (*theirs, *params.fields[ours]) for ours, theirs in self.fields.items()}
        return with_limits(replace(params, fields={**params.fields, **more}), self.limits)

    @property
    def article_params(self) -> ArticleParams:
        """How documents become articles: a date after the run's begin is no publication date."""
        return with_limits(ArticleParams(now=self.started_at, profile=self.profile), self.limits)

    @property
    def worker_limits(self) -> WorkerLimits:
        """What a document may cost its worker."""
        return with_limits(WorkerLimits(), self.limits)

    @property
    def extraction_id(self) -> str:
        """The id of what decides what becomes of a file, but for the time: code, parameters, limits."""
        params = (self.read_params, replace(self.article_params, now=None), self.worker_limits)
        return content_id(code_id(), *map(repr, params))

    def open(self) -> Draft:
        """The draft as the last step left it."""
        return Warehouse.open(self.warehouse).resume(self.run_id)


def new_run(
    warehouse: Path,
    paths: Sequence[str | Path] = (),
    *,
    source: str | None = None,
    workers: int = 2,
    fields: Mapping[str, tuple[str, ...]] | None = None,
    profile: Profile = "news",
    original: Original | None = None,
    limits: Limits | None = None,
    again: bool = False,
    alarms: Mapping[str, Alarm] | None = None,
    config: Path | None = None,
    outlets: Path | None = None,
    agencies: Path | None = None,
) -> Run:
    """A run that begins now, or right after the newest snapshot if the clock was put back behind that.

    alarms: in place of those that the configuration has. config: its file, if another one than is found is meant.
    Raises WrongConfiguration.
    """
    settings = configuration(warehouse, config)
    now = datetime.now(UTC)  # to the microsecond: of two runs in one second it is known which was later
    now = max(now, newest_time(warehouse.resolve()) + timedelta(milliseconds=1))
    return Run(
        run_id=f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03}Z-{secrets.token_hex(3)}",
        started_at=now,
        warehouse=warehouse.resolve(),
        paths=tuple(absolute(str(path)) for path in paths),
        source=source,
        workers=workers,
        fields=fields or {},
        profile=profile,
        original=original,
        limits=limits or {},
        again=again,
        alarms=with_alarms(settings.checks, alarms or {}),
        outlets=outlets.resolve() if outlets else None,
        agencies=agencies.resolve() if agencies else None,
        finds_names=settings.names.find,
        name_model=settings.names.model,
    )


@contextmanager
def running(run: Run) -> Iterator[Run]:
    """Hold the warehouse for a run, from an empty draft to whatever it commits.

    Makes the warehouse if there is none, and sweeps away what a killed run left.
    Raises WarehouseLocked if another run is at work.
    """
    with locked(run.warehouse, run.run_id, run.started_at):
        warehouse = Warehouse.create(run.warehouse, run.started_at)
        warehouse.follow_definitions(run.started_at)
        warehouse.sweep()
        delete_doomed(warehouse, run.started_at)
        remove_staging(warehouse, keep=[EXTRACTED])
        warehouse.begin(run.run_id).save()
        save_run(run)
        yield run
        remove_staging(warehouse)


def save_run(run: Run) -> None:
    """Write down what the run was asked."""
    saved = asdict(run) | {"started_at": run.started_at.isoformat()}
    (run.folder / "run.json").write_text(json.dumps(saved, default=str))  # paths


def load_run(warehouse: Path, run_id: str) -> Run:
    """The run as it was written down."""
    saved = json.loads((warehouse / "staging" / run_id / "run.json").read_text())
    return Run(
        **saved
        | {
            "started_at": datetime.fromisoformat(saved["started_at"]),
            "warehouse": Path(saved["warehouse"]),
            "paths": tuple(saved["paths"]),
            "alarms": {name: Alarm(**alarm) for name, alarm in saved["alarms"].items()},
            "fields": {name: tuple(names) for name, names in saved["fields"].items()},
            **{name: Path(saved[name]) if saved[name] else None for name in ("outlets", "agencies")},
        }
    )


@cache
def code_id() -> str:
    """The id of the code that makes articles: what an earlier one has extracted is not taken for this one's."""
    files = sorted(Path(transforms.__file__).parent.rglob("*.py"))
    return content_id(*(part for path in files for part in (path.name, path.read_bytes())))


def version() -> str:
    """The version of storyfold that is installed."""
    return importlib.metadata.version("storyfold")
