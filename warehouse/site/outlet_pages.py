"""The list of outlets, and the page of each: what it published, whom it repeats and who repeats it, what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pyarrow.compute as pc
from markupsafe import Markup

from warehouse.site import charts
from warehouse.site.overview import time_step, time_steps
from warehouse.site.pages import Page, Report
from warehouse.site.panels import Panel, part

MOST_ARTICLES = 40  # the latest of each outlet
FIELDS = ("title", "published_at", "authors", "section", "topics", "url", "language")


def outlets_page(report: Report) -> Page:
    """All outlets of the period."""
    outlets = report.outlets
    most = max((row["articles"] for row in outlets.rows), default=1)
    rows = [
        row | {"bar": charts.bar((row["articles"] - row["copies"]) / most, row["copies"] / most)}
        for row in outlets.rows
    ]
    return report.page("outlets.html", "outlets.html", {"outlets": outlets}, outlets=rows)


def outlet_pages(report: Report, names: Sequence[str]) -> Iterator[Page]:
    """The pages of some outlets, in this order. The panels are asked once for all of them."""
    period = report.params.period
    latest = report.ask("latest_articles", **period, most=MOST_ARTICLES)
    coverage = report.ask("field_coverage", **period)
    republishing = report.ask("republishing", **period)
    [spanned] = report.ask("span", **period).rows
    step = time_step(spanned["first_published_at"], spanned["last_published_at"])
    volume = report.ask("volume_by_outlet", **period, step=step)
    days = time_steps(volume.rows, step)
    for name in names:
        yield _outlet_page(
            report,
            name,
            part(latest, "outlet", name, **period, most=MOST_ARTICLES),
            part(coverage, "outlet", name, **period),
            republishing,
            part(volume, "outlet", name, **period, step=step),
            days=days,
            step=step,
        )


def _outlet_page(
    report: Report,
    name: str,
    latest: Panel,
    coverage: Panel,
    republishing: Panel,
    volume: Panel,
    *,
    days: Sequence[date],
    step: str,
) -> Page:
    table = republishing.table
    mine = pc.or_(pc.equal(table["outlet"], name), pc.equal(table["original_outlet"], name))
    own = Panel(name=republishing.name, table=table.filter(mine), sql=republishing.sql)
    [outlet] = [row for row in report.outlets.rows if row["outlet"] == name]
    return report.page(
        report.links[name],
        "outlet.html",
        {"articles": latest, "fields": coverage, "republishing": own, "volume": volume},
        outlet=outlet,
        articles=latest.rows,
        step=step,
        volume=_columns(name, volume, days, step) if volume.rows else None,
        fields=[(field, coverage.rows[0][field]) for field in FIELDS],
        repeats=[row for row in own.rows if row["outlet"] == name],
        repeated_by=[row for row in own.rows if row["original_outlet"] == name],
    )


def _columns(name: str, volume: Panel, days: Sequence[date], step: str) -> Markup:
    """What an outlet published over the time of the whole report, so that outlets can be compared."""
    counts = {row["published_on"]: row["articles"] for row in volume.rows}
    series = charts.Series(name=name, values=tuple(counts.get(day, 0) for day in days))
    return charts.stacked_columns(days, [series], {}, step)
