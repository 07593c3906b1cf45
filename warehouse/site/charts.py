"""Charts as SVG text: columns over time, small columns, lanes, a matrix and bars.

They need nothing at run time, take their colours from the style sheet, print well and keep their words as text. No
style attribute is written, since the pages' security policy permits none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup, escape

from warehouse.plain_text import counted
from warehouse.site.rendering import number

WIDTH = 1040  # of a chart over the whole page, in the units of its own view box
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500)  # between grid lines, and their multiples by a thousand
MOST_LINES = 5  # of a grid
LANE_HOURS = (1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720, 2_160, 8_760)  # between the marks of a time axis
MOST_MARKS = 9
NOTE_LETTERS = 70  # of the headline that names a column
NOTE_LETTER_WIDTH = 6.5
WIDEST_CELL = 64  # of a matrix: of few columns each would be a bar
_Scale = Callable[[float], float]  # a value to its place
LABEL_LETTERS = 18  # longer names of outlets are cut beside a chart; the tip has all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One colour of a chart: its name, and a value for each place on the axis."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One article on a lane."""

    at: datetime
    kind: str  # first, own or copy
    tip: str


def element(name: str, content: str = "", /, **attributes: object) -> Markup:
    """An SVG element; content and values are escaped unless they are markup, and `_` in names stands for `-`.

    >>> str(element("text", "R&D", class_="ax", text_anchor="end", x=1.25))
    '<text class="ax" text-anchor="end" x="1.2">R&amp;D</text>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{written}>{escape(content)}</{name}>")


def stacked_columns(days: Sequence[date], series: Sequence[Series], notes: Mapping[date, str], step: str) -> Markup:
    """Columns over time, a colour for each series, the first at the bottom; notes name some, the telling ones first.

    days: the first day of each step, all of them, in order. step: day, week or month.
    """
    height, left, right, top, bottom = 276, 40, 6, 36, 24
    totals = [sum(one.values[i] for one in series) for i in range(len(days))]
    gap = grid_step(max(totals, default=0))
    highest = max(-(-max(totals, default=0) // gap) * gap, gap)
    width = (WIDTH - left - right) / max(len(days), 1)

    def y(value: float) -> float:
        return top + (height - top - bottom) * (1 - value / highest)

    parts = [_grid_line(left, y(value), value) for value in range(0, highest + 1, gap)]
    every = max(1, -(-len(days) // 12))
    taken: list[tuple[float, float]] = []
    for day, text in notes.items():
        i = days.index(day)
        x, is_right = left + (i + 0.5) * width, i > len(days) * 0.6
        shown = text if len(text) <= NOTE_LETTERS else text[: NOTE_LETTERS - 1].rstrip() + "…"
        ends = _note_ends(shown, x, is_right=is_right)
        if not any(ends[0] < end and begin < ends[1] for begin, end in taken):
            taken.append(ends)
            parts.append(_note(shown, x, y(totals[i]), is_right=is_right))
    for i, day in enumerate(days):
        x = left + i * width
        parts.append(_column(i, day, series, x, width, y, step))
        if i % every == 0:
            parts.append(element("text", day_label(day, step), class_="ax", x=x, y=height - 7))
    return _svg(f"Articles by {step}, {_in_words(totals, days, step)}", WIDTH, height, parts)


def small_columns(values: Sequence[int]) -> Markup:
    """A small chart for a table cell, such as the first 24 hours of a story."""
    width, height, most = 96, 22, max(values, default=0) or 1
    each = width / max(len(values), 1)
    parts = []
    for i, value in enumerate(values):
        tall = max(1.0, (height - 1) * value / most)
        x, y = i * each, height - tall
        kind = "on" if value else "off"
        parts.append(element("rect", class_=kind, x=x, y=y, width=max(each - 1, 0.8), height=tall))
    label = f"{sum(values)} articles in {len(values)} hours"
    return _svg(label, width, height, parts, class_="spark")


def matrix(rows: Sequence[str], columns: Sequence[str], cells: Mapping[tuple[str, str], tuple[int, str]]) -> Markup:
    """Numbers by row and column, the larger the darker. cells: number and tip, by row and column."""
    left, top, width, tall = 132, 96, 560, 26
    each = min((width - left - 44) / max(len(columns), 1), WIDEST_CELL)
    most = max((number for number, _ in cells.values()), default=1)
    parts = []
    for j, name in enumerate(columns):
        turn = f"translate({left + j * each + each / 2:.1f},{top - 8}) rotate(-38)"
        parts.append(element("text", _cut(name), class_="ax", transform=turn))
    for i, row in enumerate(rows):
        y = top + i * tall
        parts.append(element("text", _cut(row), class_="lb", x=left - 8, y=y + 17, text_anchor="end"))
        for j, column in enumerate(columns):
            parts += _cell(cells.get((row, column)), left + j * each, y, each, most, is_self=row == column)
    return _svg("Who republishes whom", width, top + len(rows) * tall + 8, parts)


def lanes(outlets: Sequence[tuple[str, Sequence[Point]]]) -> Markup:
    """When each outlet published, an outlet a line."""
    left, right, top, tall = 150, 24, 26, 25
    times = [point.at for _, points in outlets for point in points]
    first, last = min(times), max(times)
    margin = max((last - first) * 0.03, timedelta(minutes=20))
    since, until = first - margin, last + margin

    def x(at: datetime) -> float:
        return left + (WIDTH - left - right) * ((at - since) / (until - since))

    bottom = top + len(outlets) * tall
    parts = [_mark(at, x(at), top, bottom, hours) for at, hours in _marks(since, until)]
    for i, (name, points) in enumerate(outlets):
        y = top + i * tall + tall / 2
        parts.append(element("line", class_="lane", x1=left, x2=WIDTH - right, y1=y, y2=y))
        parts.append(element("text", _cut(name), class_="lb", x=left - 12, y=y + 4, text_anchor="end"))
        for point in points:
            circle = {"class_": f"pt {point.kind}", "cx": x(point.at), "cy": y, "r": 6}
            parts.append(element("circle", _title(point.tip), **circle))
    shown = f"{counted(len(times), 'article')} of {counted(len(outlets), 'outlet')}"
    label = f"{shown}, {first:%-d %B %Y, %H:%M} to {last:%-d %B %Y, %H:%M} UTC"
    return _svg(label, WIDTH, bottom + 8, parts)


def bar(share: float, second: float = 0.0) -> Markup:
    """A bar for a table cell, and behind it a second part in grey. Shares of the whole width, 0 to 1."""
    width, height = 240, 12
    parts = [element("rect", class_="bar", x=0, y=0, width=width * share, height=height, rx=2)]
    if second:
        parts.append(element("rect", class_="bar more", x=width * share + 1, y=0, width=width * second, height=height))
    svg = {"class_": "bars", "viewBox": f"0 0 {width} {height}", "preserveAspectRatio": "none", "aria_hidden": "true"}
    return element("svg", Markup("").join(parts), **svg)


def grid_step(most: int) -> int:
    """The distance of grid lines, so that a few of them reach the largest value.

    >>> [grid_step(most) for most in (0, 4, 17, 60, 900, 7_000)]
    [1, 1, 5, 20, 200, 2000]
    """
    unit = 1
    while most / unit > STEPS[-1] * MOST_LINES:
        unit *= 1_000
    return unit * next(step for step in STEPS if most / (unit * step) <= MOST_LINES)


def day_label(day: date, step: str) -> str:
    """A day as an axis says it.

    >>> day_label(date(2026, 11, 9), "day"), day_label(date(2026, 11, 1), "month")
    ('9 Nov', 'Nov 2026')
    """
    return f"{day:%b %Y}" if step == "month" else f"{day:%-d %b}"


def _svg(label: str, width: float, height: float, parts: Sequence[Markup], class_: str | None = None) -> Markup:
    attributes = {"class_": class_, "viewBox": f"0 0 {width:g} {height:g}", "role": "img", "aria_label": label}
    return element("svg", Markup("").join(parts), **attributes)


def _plain(value: object) -> object:
    return f"{value:.1f}" if isinstance(value, float) else value


def _title(tip: str) -> Markup:
    """What a chart says when it is pointed at; screen readers have it too."""
    return element("title", tip)


def _cut(name: str) -> str:
    return name if len(name) <= LABEL_LETTERS else name[: LABEL_LETTERS - 1].rstrip() + "…"


def _in_words(totals: Sequence[int], days: Sequence[date], step: str) -> str:
    if not totals:
        return "none"
    fullest = max(range(len(totals)), key=totals.__getitem__)
    return f"{number(sum(totals))} in all, most at {day_label(days[fullest], step)}: {number(totals[fullest])}"


def _grid_line(left: float, y: float, value: int) -> Markup:
    line = element("line", class_="grid", x1=left, x2=WIDTH - 6, y1=y, y2=y)
    return line + element("text", number(value), class_="ax", x=left - 7, y=y + 3.5, text_anchor="end")


def _column(i: int, day: date, series: Sequence[Series], x: float, width: float, y: _Scale, step: str) -> Markup:
    tip = [f"{'Week of ' if step == 'week' else ''}{day_label(day, step)}"]
    tip += [f"{one.name}: {number(one.values[i])}" for one in reversed(series) if one.values[i]]
    parts, below = [_title("\n".join(tip))], 0
    for colour, one in enumerate(series):
        if value := one.values[i]:
            upper, lower = y(below + value), y(below)
            below += value
            box = {"x": x + width * 0.06, "y": upper, "width": width * 0.88, "height": max(lower - upper - 0.8, 0.4)}
            parts.append(element("rect", class_=f"s{colour}", **box))
    return element("g", Markup("").join(parts))


def _note(text: str, x: float, y: float, *, is_right: bool) -> Markup:
    line = element("line", class_="note", x1=x, x2=x, y1=y - 3, y2=y - 12)
    return line + element("text", text, class_="nt", x=x, y=y - 17, text_anchor="end" if is_right else "start")


def _note_ends(text: str, x: float, *, is_right: bool) -> tuple[float, float]:
    """From where to where a note reaches, about: of two that would overlap the first alone is drawn."""
    wide = len(text) * NOTE_LETTER_WIDTH
    return (x - wide, x) if is_right else (x, x + wide)


def _cell(
    found: tuple[int, str] | None, x: float, y: float, width: float, most: int, *, is_self: bool
) -> Iterator[Markup]:
    box = {"x": x + 1, "y": y + 1, "width": width - 2, "height": 24, "rx": 3}
    yield element("rect", class_="cell", **box)
    middle = {"x": x + width / 2, "y": y + 17, "text_anchor": "middle"}
    if found is None:
        if is_self:
            yield element("text", "·", class_="ax", **middle)
        return
    count, tip = found
    level = min(4, int(5 * (count / most) ** 0.6))
    yield element("rect", _title(tip), class_=f"heat h{level}", **box)
    yield element("text", number(count), class_=f"cv h{level}", **middle)


def _marks(since: datetime, until: datetime) -> Iterator[tuple[datetime, int]]:
    """The times an axis names, and the hours between them."""
    hours = (until - since) / timedelta(hours=1)
    step = next((step for step in LANE_HOURS if hours / step <= MOST_MARKS), LANE_HOURS[-1])
    at = since.replace(hour=0, minute=0, second=0, microsecond=0)
    while at <= until:
        if at >= since:
            yield at, step
        at += timedelta(hours=step)


def _mark(at: datetime, x: float, top: float, bottom: float, hours: int) -> Markup:
    shown = f"{at:%H:%M}" if hours < 24 and at.hour else f"{at:%-d %b}" if hours < 8_760 else f"{at:%Y}"
    line = element("line", class_="grid", x1=x, x2=x, y1=top - 6, y2=bottom)
    return line + element("text", shown, class_="ax", x=x, y=13, text_anchor="middle")
