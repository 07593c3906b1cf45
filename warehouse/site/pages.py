"""What every page is made from: the period and limits asked for, and the stories and outlets that have pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from warehouse import query
from warehouse.site.panels import Panel, panel
from warehouse.site.rendering import outlet_page_name, render, story_page_name


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportParams:
    """What a report covers, and how much of it it shows."""

    since: datetime | None = None  # from here on, by publication; without a date, by when it was first seen
    until: datetime | None = None  # up to here, exclusive
    is_public: bool = False  # no full texts and only parts of sentences: the texts belong to their outlets
    most_stories: int = 500  # with a page of their own, which is about 15 kB
    most_outlets: int = 200
    sentence_letters: int = 160  # of a sentence in a public report
    made_at: datetime | None = None
    snapshot: int | None = None

    @property
    def last_day(self) -> datetime | None:
        """A moment of the last day that is covered."""
        return self.until - timedelta(microseconds=1) if self.until else None

    @property
    def period(self) -> dict[str, datetime | None]:
        """The parameters of panels that have a period."""
        return {"since": self.since, "until": self.until}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, and the files its panels link to."""

    name: str
    html: str
    files: dict[str, bytes]


@dataclass(kw_only=True)
class Report:
    """A report over one snapshot."""

    connection: query.Connection
    params: ReportParams

    @cached_property
    def stories(self) -> Panel:
        """The stories that have a page, the most widely reported first."""
        return self.ask("biggest_stories", **self.params.period, most=self.params.most_stories)

    @cached_property
    def outlets(self) -> Panel:
        """All outlets of the period, the largest first."""
        return self.ask("outlets", **self.params.period)

    @property
    def outlets_with_page(self) -> list[str]:
        """The outlets that have a page."""
        return [row["outlet"] for row in self.outlets.rows[: self.params.most_outlets]]

    @cached_property
    def links(self) -> dict[str, str]:
        """The page of each story (by id) and outlet (by name) that has one."""
        stories = {row["story_id"]: story_page_name(row["story_id"]) for row in self.stories.rows}
        return stories | {outlet: outlet_page_name(outlet) for outlet in self.outlets_with_page}

    def ask(self, name: str, **parameters: object) -> Panel:
        """The rows of one of the statements in `reports/`."""
        return panel(self.connection, name, **parameters)

    def page(self, name: str, template: str, panels: Mapping[str, Panel], **context: Any) -> Page:
        """A page from a template. panels: under the names of their files, which the template links to."""
        stem = name.removesuffix(".html")
        files = {f"data/{stem}-{key}.csv": made.csv for key, made in panels.items()}
        sources = {key: {"sql": made.sql, "csv": f"data/{stem}-{key}.csv"} for key, made in panels.items()}
        html = render(template, here=name, params=self.params, links=self.links, sources=sources, **context)
        return Page(name=name, html=html, files=files)
