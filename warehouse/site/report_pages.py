"""The report as pages: a folder that opens from disk, or one page at a time for a server.

Every number on a page is in the rows of one of its panels, beside which stand the statement and a file with the rows.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse import query
from warehouse.errors import ReportNotFound, ReportRefused
from warehouse.plain_text import counted
from warehouse.site.outlet_pages import outlet_pages, outlets_page
from warehouse.site.overview import overview_page
from warehouse.site.pages import Page, Report, ReportParams
from warehouse.site.quality_page import quality_page
from warehouse.site.rendering import HERE, STATIC, outlet_page_name, story_page_name
from warehouse.site.stories_page import stories_page
from warehouse.site.story_pages import Pairing, story_pages

KEPT = ("articles", "origins", "story_articles", "stories", "differences", "figures", "revisions")
MARK = "report.json"  # a folder that has it is a report of ours, and may be written anew
SEARCH = "search.js"
SEARCHED_LETTERS = 300  # of a title
SINGLE_PAGES: Mapping[str, Callable[[Report], Page]] = {
    "index.html": overview_page,
    "stories.html": stories_page,
    "outlets.html": outlets_page,
    "quality.html": quality_page,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written."""

    pages: int
    stories: int  # with a page of their own
    size_bytes: int


def write_report(connection: query.Connection, out: Path, params: ReportParams, pair: Pairing) -> Written:
    """Write all pages into a folder, which is replaced as a whole if it holds a report.

    connection: as `query.connect_snapshot` gives it; views are read into its memory. pair: puts sentences side by side.
    Raises ReportRefused if the folder holds anything else.
    """
    if out.exists() and not _is_report(out):
        raise ReportRefused(f"{out}: not empty, and no report of storyfold; give a new folder, so that nothing is lost")
    making = out.with_name(f".{out.name}.new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    report = opened(connection, params)
    pages = 0
    for page in _all_pages(report, pair):
        _write(making, page.files | {page.name: page.html.encode()})
        pages += 1
    _write(making, static_files() | {SEARCH: search_index(report), MARK: json.dumps({"pages": pages}).encode()})
    size = sum(path.stat().st_size for path in making.rglob("*") if path.is_file())
    shutil.rmtree(out, ignore_errors=True)
    making.replace(out)
    return Written(pages=pages, stories=len(report.stories.rows), size_bytes=size)


def opened(connection: query.Connection, params: ReportParams) -> Report:
    """A report over a connection, whose views are read into memory: every panel asks them."""
    query.keep_in_memory(connection, KEPT)
    return Report(connection=connection, params=params)


def one_page(report: Report, name: str, pair: Pairing) -> Page:
    """The page of this file name. Raises ReportNotFound."""
    if name in SINGLE_PAGES:
        return SINGLE_PAGES[name](report)
    if name.startswith("story-"):
        ids = [row["story_id"] for row in report.stories.rows if story_page_name(row["story_id"]) == name]
        return next(story_pages(report, ids, pair), None) or _no_page(name)
    names = [outlet for outlet in report.outlets_with_page if outlet_page_name(outlet) == name]
    return next(outlet_pages(report, names), None) or _no_page(name)


def static_files() -> dict[str, bytes]:
    """The style sheet and the script."""
    return {name: (HERE / "static" / name).read_bytes() for name in STATIC}


def search_index(report: Report) -> bytes:
    """The stories and outlets with a page, as a script: a page opened from disk may load that, but no data."""
    stories = [
        (row["title"], f"{counted(row['outlets'], 'outlet')}, {counted(row['articles'], 'article')}", row["story_id"])
        for row in report.stories.rows
    ]
    outlets = [
        (row["outlet"], f"outlet, {counted(row['articles'], 'article')}", row["outlet"])
        for row in report.outlets.rows[: report.params.most_outlets]
    ]
    entries = [[(name or "")[:SEARCHED_LETTERS], about, report.links[key]] for name, about, key in [*stories, *outlets]]
    # "<" would end the script for whoever puts it into a page.
    return f"window.FOUND={json.dumps(entries, ensure_ascii=True)};".replace("<", "\\u003c").encode()


def _all_pages(report: Report, pair: Pairing) -> Iterator[Page]:
    for make in SINGLE_PAGES.values():
        yield make(report)
    yield from story_pages(report, [row["story_id"] for row in report.stories.rows], pair)
    yield from outlet_pages(report, report.outlets_with_page)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def _is_report(folder: Path) -> bool:
    return (folder / MARK).is_file() or (folder.is_dir() and not any(folder.iterdir()))


def _no_page(name: str) -> Page:
    raise ReportNotFound(f"no page {name!r}: it is of no story or outlet of this period")
