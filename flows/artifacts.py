"""What a run leaves on its page in Prefect: a summary with a chart, and its checks with their thresholds.

Prefect's pages read texts and the cells of tables as Markdown, load the images in it and follow its links. So whatever
comes from files stands in code spans, in which nothing is Markdown. Here is what is shown, no contact to a server.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from flows.runs import Run
from transforms.records import REASONS, SKIPS
from warehouse import query
from warehouse.plain_text import cell, counted, without_controls
from warehouse.site.charts import element
from warehouse.store import Warehouse
from warehouse.volume import ALARMS, LESS_IS_WORSE, Alarm

if TYPE_CHECKING:
    from flows.daily import Summary
    from flows.ingest_articles import Ingested
    from warehouse.site.report_pages import Written

# What becomes of a record, with colours that are told apart in light and dark, and with any eyes (Okabe and Ito 2008).
OUTCOMES: Mapping[str, str] = {
    "accepted": "#0072b2",
    "revised": "#56b4e9",
    "unchanged": "#999999",
    "rejected": "#d55e00",
    "skipped": "#e69f00",
}
SHOWN_STORIES = 8
LONGEST = 300  # characters of one text
RESULTS = {"ok": "passed", "warn": "unusual", "fail": "failed"}


def verbatim(text: str) -> str:
    """Foreign text as a code span of Markdown, on one line: in it no link, image, quote or tag begins.

    >>> print(verbatim("![x](http://evil.example/x.png)"), verbatim("a `b` c"))
    `![x](http://evil.example/x.png)` `` a `b` c ``
    """
    plain = " ".join(without_controls(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…").split())
    if not plain:
        return "*empty*"
    fence = "`" * (1 + max((len(ticks) for ticks in re.findall("`+", plain)), default=0))
    pad = " " if plain.startswith("`") or plain.endswith("`") or len(fence) > 1 else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def run_summary(run: Run, summary: Summary) -> str:
    """What a run did, as Markdown."""
    with query.connect_snapshot(Warehouse.open(run.warehouse)) as connection:
        refused = query.ask(connection, "reject_reasons", run_id=run.run_id).to_pylist()
        stories = query.ask(connection, "stories_of_run", run_id=run.run_id, most=SHOWN_STORIES).to_pylist()
    return "\n".join([*_what_it_read(summary), *_refusals(refused), *_stories(stories)]) + "\n"


def check_rows(run: Run) -> list[dict[str, str]]:
    """The checks of a run with the thresholds that held, a row each; none if it did not come to its checks."""
    with query.connect_snapshot_stored(Warehouse.open(run.warehouse)) as connection:
        found = query.ask(connection, "checks_of_run", run_id=run.run_id).to_pylist()
    alarms = {**query.DEFAULT_ALARMS, **run.alarms}
    return [_check_row(row, alarms[row["name"]]) for row in found]


def report_link(out: Path, written: Written, address: str | None) -> str:
    """Where a report lies, as Markdown. address: that of its folder, where a web server shows it."""
    lines = [f"{counted(written.pages, 'page')}, {counted(written.stories, 'story', 'stories')} among them."]
    if address:
        lines.append(f"[Open the report](<{_link(address)}/index.html>)")
    return "\n\n".join([*lines, f"On the machine that made it: {verbatim(str(out / 'index.html'))}"]) + "\n"


def outcome_chart(read: Ingested) -> Markup:
    """What became of the records of a run, as an SVG image that stands for itself."""
    counts = {name: int(getattr(read, name)) for name in OUTCOMES}
    width, height, x, parts = 640, 62, 0.0, []
    for name, number in counts.items():
        wide = width * number / max(sum(counts.values()), 1)
        parts.append(element("rect", x=x, y=0, width=wide, height=22, fill=OUTCOMES[name]))
        x += wide
    for place, (name, number) in enumerate(counts.items()):
        left = place * width / len(counts)
        parts.append(element("rect", x=left, y=36, width=10, height=10, rx=2, fill=OUTCOMES[name]))
        words = {"x": left + 15, "y": 46, "font_family": "sans-serif", "font_size": 13, "fill": "#808080"}
        parts.append(element("text", f"{number:,} {name}", **words))
    box = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}", "width": width, "height": height}
    return element("svg", Markup("").join(parts), **box)


def _what_it_read(summary: Summary) -> Iterator[str]:
    read, linked, grouped = summary.ingested, summary.linked, summary.grouped
    image = base64.b64encode(outcome_chart(read).encode()).decode()
    words = ", ".join(f"{getattr(read, name):,} {name}" for name in OUTCOMES)
    yield f"# Run {summary.run_id}"
    yield ""
    yield f"Snapshot {summary.snapshot}." if summary.snapshot is not None else "Nothing was new."
    yield ""
    yield f"![{counted(read.discovered, 'record')}: {words}](data:image/svg+xml;base64,{image})"
    yield ""
    yield f"- {counted(read.files, 'file')}, {read.files_unchanged:,} of them known already"
    yield f"- {counted(read.discovered, 'record')}: {words}"
    yield f"- {counted(linked.duplicates, 'copy', 'copies')} linked to their originals"
    yield f"- {counted(grouped.stories, 'new story', 'new stories')}"


def _refusals(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if rows:
        yield "\n## Not articles\n"
    for row in rows:
        meaning = REASONS.get(row["reason"]) or SKIPS.get(row["reason"], "")
        yield f"- {row['records']:,} {row['status']}, `{row['reason']}`: {meaning}. {_one_of_them(row)}"


def _one_of_them(row: Mapping[str, Any]) -> str:
    detail = f": {verbatim(row['detail'])}" if row["detail"] else ""
    return f"One of them: {verbatim(row['path'])}{detail}"


def _stories(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if rows:
        yield "\n## Most widely reported of what it read\n"
    for row in rows:
        title = verbatim(row["title"]) if row["title"] else "No title known"
        yield f"- {title}: {counted(row['outlets'], 'outlet')}, {counted(row['articles'], 'article')}"


def _check_row(row: Mapping[str, Any], alarm: Alarm) -> dict[str, str]:
    name = row["name"]
    return {
        "check": name.replace("_", " "),
        "result": RESULTS[row["level"]],
        "found": counted(row["wrong_rows"], "outlet" if name in ALARMS else "row"),
        "warns at": _threshold(name, alarm.warn),
        "fails at": _threshold(name, alarm.fail),
        "example": verbatim(row["example"]) if row["example"] else "",
    }


def _threshold(name: str, value: float | None) -> str:
    """From where on a check warns or fails: a number of rows, or of volume a share of what is usual."""
    if value is None:
        return "never"
    if name in LESS_IS_WORSE:
        return f"{cell(value)} of the usual or less"
    return f"{cell(value)} above the usual or more" if name in ALARMS else f"{cell(value)} or more"


def _link(address: str) -> str:
    """An address that ends no link of Markdown too early."""
    return re.sub(r"[<>\\\s]", lambda found: f"%{ord(found[0]):02X}", address.rstrip("/"))
