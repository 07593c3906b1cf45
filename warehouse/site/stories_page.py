"""The list of all stories that have a page."""

from __future__ import annotations

from warehouse.site.pages import Page, Report


def stories_page(report: Report) -> Page:
    """The stories of the period, the most widely reported first."""
    [totals] = report.ask("totals", **report.params.period).rows
    panels = {"stories": report.stories}
    return report.page("stories.html", "stories.html", panels, stories=report.stories.rows, total=totals["stories"])
