"""The list of outlets, and the page of each: what it published, whom it repeats and who repeats it, what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow.compute as pc

from warehouse.site import charts
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
    for name in names:
        yield _outlet_page(
            report,
            name,
            part(latest, "outlet", name, **period, most=MOST_ARTICLES),
            part(coverage, "outlet", name, **period),
            republishing,
        )


def _outlet_page(report: Report, name: str, latest: Panel, coverage: Panel, republishing: Panel) -> Page:
    table = republishing.table
    mine = pc.or_(pc.equal(table["outlet"], name), pc.equal(table["original_outlet"], name))
    own = Panel(name=republishing.name, table=table.filter(mine), sql=republishing.sql)
    [outlet] = [row for row in report.outlets.rows if row["outlet"] == name]
    return report.page(
        report.links[name],
        "outlet.html",
        {"articles": latest, "fields": coverage, "republishing": own},
        outlet=outlet,
        articles=latest.rows,
        fields=[(field, coverage.rows[0][field]) for field in FIELDS],
        repeats=[row for row in own.rows if row["outlet"] == name],
        repeated_by=[row for row in own.rows if row["original_outlet"] == name],
    )
