"""The first page: what the period holds, when it was published, where reports differ, who republishes whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from markupsafe import Markup

from warehouse.site import charts
from warehouse.site.pages import Page, Report
from warehouse.site.panels import Panel
from warehouse.site.rendering import LANGUAGES, NOT_KNOWN, span

Row: TypeAlias = dict[str, Any]  # of a panel

COLOURS = 5  # beside that of "other"
MOST_DAYS, MOST_WEEKS = 62, 430  # days of a period shown by day, and by week; columns become too thin beyond
NAMED_PEAKS = 2
SHOWN_STORIES = 12
SHOWN_DIFFERENCES = 4  # figures of one story on the first page
DIFFERING_STORIES = 5
MATRIX_SIZE = 9
SHOWN_OUTLETS = 14
SHOWN_NAMES = 12  # of people and organisations, and of places


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """One way to colour the volume over time."""

    name: str  # section, outlet or language
    svg: Markup
    legend: tuple[str, ...]
    named: int  # articles with a colour of their own: the way with most of them is shown first


def overview_page(report: Report) -> Page:
    """The page that opens first."""
    params = report.params
    totals = report.ask("totals", **params.period)
    [spanned] = report.ask("span", **params.period).rows
    step = time_step(spanned["first_published_at"], spanned["last_published_at"])
    volumes = {
        key: report.ask(f"volume_by_{key}", **params.period, step=step) for key in ("section", "outlet", "language")
    }
    peaks = report.ask("peaks", **params.period, step=step)
    shown = report.stories.rows[:SHOWN_STORIES]
    first_day = report.ask("first_day", story_ids=[row["story_id"] for row in shown])
    figures = report.ask("figures_that_differ", story_ids=_differing(report.stories.rows))
    republishing = report.ask("republishing", **params.period)
    names = report.ask("who_and_where", **params.period, most=SHOWN_NAMES)
    days = time_steps(volumes["language"].rows, step)
    notes = _notes(peaks.rows, step)
    charted = [_volume(key, made.rows, days, notes, step) for key, made in volumes.items()] if days else []
    return report.page(
        "index.html",
        "overview.html",
        {
            "totals": totals,
            **{f"volume-{key}": made for key, made in volumes.items()},
            "stories": report.stories,
            "figures": figures,
            "republishing": republishing,
            "names": names,
            "outlets": report.outlets,
        },
        totals=totals.rows[0],
        before=_totals_before(report),
        spanned=spanned,
        step=step,
        peak=peaks.rows[0] if peaks.rows else None,
        volumes=charted,
        told=max(charted, key=lambda volume: volume.named).name if charted else None,
        stories=[row | {"growth": _growth(row["story_id"], first_day.rows)} for row in shown],
        differing=_by_story(report.stories.rows, figures.rows),
        matrix=_matrix(republishing.rows) if republishing.rows else None,
        lag=_lag(republishing),
        names=names.rows,
        outlets=[row | {"bar": _bar(row, report.outlets.rows)} for row in report.outlets.rows[:SHOWN_OUTLETS]],
        outlet_count=len(report.outlets.rows),
        story_count=len(report.stories.rows),
        differing_count=sum(row["differing"] > 0 for row in report.stories.rows),
    )


def time_step(first: date | None, last: date | None) -> str:
    """The step of an axis over this time: day, week or month."""
    days = (last - first).days if first and last else 0
    return "day" if days <= MOST_DAYS else "week" if days <= MOST_WEEKS else "month"


def _totals_before(report: Report) -> Row | None:
    """The totals of the time as long before the period, where the period has a beginning and an end."""
    since, until = report.params.since, report.params.until
    if since is None or until is None:
        return None
    return report.ask("totals", since=since - (until - since), until=since).rows[0]


def time_steps(rows: Sequence[Row], step: str) -> list[date]:
    """Every step from the first of the rows to the last, empty ones too."""
    found = [row["published_on"] for row in rows]
    days, at = [], min(found, default=date.max)
    while found and at <= max(found):
        days.append(at)
        at = (
            (at.replace(day=1) + timedelta(days=32)).replace(day=1)
            if step == "month"
            else at + timedelta(days=7 if step == "week" else 1)
        )
    return days


def _volume(key: str, rows: Sequence[Row], days: Sequence[date], notes: dict[date, str], step: str) -> Volume:
    """The chart with a colour for each of the largest values, and one for all others."""
    totals = Counter[str | None]()
    values = Counter[tuple[str | None, date]]()
    for row in rows:
        totals[row[key]] += row["articles"]
        values[row[key], row["published_on"]] += row["articles"]
    named = [value for value, _ in totals.most_common() if value is not None][:COLOURS]
    series = [charts.Series(name=_name(key, one), values=tuple(values[one, day] for day in days)) for one in named]
    others = [value for value in totals if value not in named]
    if others:
        name = NOT_KNOWN if others == [None] else "other or not known" if None in totals else "other"
        series += [charts.Series(name=name, values=tuple(sum(values[one, day] for one in others) for day in days))]
    return Volume(
        name=key,
        svg=charts.stacked_columns(days, series, notes, step),
        legend=tuple(one.name for one in series),
        named=sum(totals[one] for one in named),
    )


def _name(key: str, value: str | None) -> str:
    return LANGUAGES.get(value or "", value or NOT_KNOWN) if key == "language" else value or NOT_KNOWN


def _notes(peaks: Sequence[Row], step: str) -> dict[date, str]:
    """The stories that name the highest columns, far enough apart to be read."""
    days = {"day": 1, "week": 7, "month": 30}[step]
    notes: dict[date, str] = {}
    for row in peaks:
        apart = all(abs((row["published_on"] - day).days) > 8 * days for day in notes)
        if len(notes) < NAMED_PEAKS and apart and row["title"] and row["story_articles"] > 1:
            notes[row["published_on"]] = row["title"]
    return notes


def _growth(story_id: str, rows: Sequence[Row]) -> Markup:
    hours = {row["hour"]: row["articles"] for row in rows if row["story_id"] == story_id}
    return charts.small_columns([hours.get(hour, 0) for hour in range(24)]) if hours else Markup()


def _differing(stories: Sequence[Row]) -> list[str]:
    """The stories whose figures stand on the first page: the most widely reported ones whose figures differ."""
    return [row["story_id"] for row in stories if row["differing"]][:DIFFERING_STORIES]


def _by_story(stories: Sequence[Row], figures: Sequence[Row]) -> list[Row]:
    """The stories with the figures that differ: for each subject the two that are furthest apart."""
    found = []
    for story in stories:
        rows = [row for row in figures if row["story_id"] == story["story_id"] and row["relation"] == "differs"]
        own = {row["subject"]: row for row in sorted(rows, key=_apart)}
        if own:
            found.append(story | {"figures": list(own.values())[:SHOWN_DIFFERENCES]})
    return found


def _apart(row: Row) -> float:
    """How many times one figure is the other; statements without a number are least apart."""
    small, large = sorted((row["value"] or 0, row["other_value"] or 0))
    return float(large / small) if small else 0.0


def _matrix(rows: Sequence[Row]) -> Markup:
    writers, takers = Counter[str](), Counter[str]()
    for row in rows:
        writers[row["original_outlet"]] += row["copies"]
        takers[row["outlet"]] += row["copies"]
    cells = {
        (row["original_outlet"], row["outlet"]): (
            row["copies"],
            f"{row['outlet']} repeats {row['original_outlet']}: {row['copies']} articles"
            + (
                f", half of them within {span(row['median_lag_minutes'])}"
                if row["median_lag_minutes"] is not None
                else ""
            ),
        )
        for row in rows
    }
    names = [[name for name, _ in found.most_common(MATRIX_SIZE)] for found in (writers, takers)]
    return charts.matrix(names[0], names[1], cells)


def _lag(republishing: Panel) -> float | None:
    """The delay of the outlet pair in the middle."""
    lags = sorted(row["median_lag_minutes"] for row in republishing.rows if row["median_lag_minutes"] is not None)
    return lags[len(lags) // 2] if lags else None


def _bar(row: Row, rows: Sequence[Row]) -> Markup:
    most = rows[0]["articles"]
    return charts.bar((row["articles"] - row["copies"]) / most, row["copies"] / most)
