"""Write the report pages of a warehouse, or show them fresh on this machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.errors import WrongDay
from transforms.paired_sentences import paired_sentences
from warehouse import query
from warehouse.leases import held
from warehouse.site.pages import ReportParams
from warehouse.site.report_pages import Written, write_report
from warehouse.store import Warehouse


def make_report(warehouse: Warehouse, out: Path, params: ReportParams) -> Written:
    """Write the report on the newest snapshot into a folder. Raises ReportRefused if that holds anything else."""
    with held(warehouse) as snapshot, query.connect_snapshot(warehouse, snapshot.number) as connection:
        dated = replace(params, made_at=datetime.now(UTC), snapshot=snapshot.number)
        return write_report(connection, out, dated, paired_sentences)


def report_params(since: str | None, until: str | None, *, is_public: bool, most_stories: int) -> ReportParams:
    """What a report covers, given its first and last day as text. Raises WrongDay."""
    first, last = first_moment("--since", since), first_moment("--until", until)
    if first and last and last < first:
        raise WrongDay(f"--until {until} is before --since {since}")
    end = last + timedelta(days=1) if last else None
    return ReportParams(since=first, until=end, is_public=is_public, most_stories=most_stories)


def first_moment(option: str, day: str | None) -> datetime | None:
    """The first moment (UTC) of a day given as text. Raises WrongDay."""
    try:
        return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    except ValueError:
        raise WrongDay(f"{option} is {day!r}, and a day like 2026-11-01 is wanted") from None
