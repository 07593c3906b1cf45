"""The page of data quality: what became of every record, why some were refused, what was checked, what is known."""

from __future__ import annotations

from warehouse.site import charts
from warehouse.site.outlet_pages import FIELDS
from warehouse.site.pages import Page, Report

SHOWN_RUNS = 10
SHOWN_OUTLETS = 40


def quality_page(report: Report) -> Page:
    """What to know before anything here is relied on."""
    records, aside = report.ask("records"), report.ask("set_aside")
    checks, runs = report.ask("last_checks"), report.ask("last_runs", most=SHOWN_RUNS)
    coverage = report.ask("field_coverage", **report.params.period)
    [totals] = report.ask("totals", **report.params.period).rows
    discovered = records.rows[0]["discovered"] or 0
    kinds = ("accepted", "revised", "unchanged", "rejected", "skipped")
    return report.page(
        "quality.html",
        "quality.html",
        {"records": records, "set-aside": aside, "checks": checks, "runs": runs, "fields": coverage},
        records=records.rows[0],
        kinds=[
            (kind, records.rows[0][kind] or 0, charts.bar((records.rows[0][kind] or 0) / max(discovered, 1)))
            for kind in kinds
        ],
        aside=aside.rows,
        checks=checks.rows,
        failed=sum(row["level"] == "fail" for row in checks.rows),
        unusual=sum(row["level"] == "warn" for row in checks.rows),
        runs=runs.rows,
        fields=FIELDS,
        coverage=coverage.rows[:SHOWN_OUTLETS],
        totals=totals,
    )
