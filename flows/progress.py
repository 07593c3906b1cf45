"""What the person who watches a run sees: a bar on a terminal, a line now and then elsewhere, all on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

from warehouse.plain_text import counted

LINE_SECONDS = 15.0  # between two lines where there is no terminal


@dataclass(kw_only=True)
class Phase:
    """One part of a run under way."""

    name: str
    total: int
    unit: str
    bars: Progress | None  # None where there is no terminal
    bar: TaskID | None
    done: int = 0
    began: float = field(default_factory=time.monotonic)
    said: float = field(default_factory=time.monotonic)

    def advance(self, done: int) -> None:
        """So many more units are done."""
        self.done += done
        if self.bars is not None and self.bar is not None:
            self.bars.advance(self.bar, done)
        elif _screen.is_on and time.monotonic() - self.said >= LINE_SECONDS:
            self.said = time.monotonic()
            sys.stderr.write(self._line(self.said - self.began))

    def _line(self, seconds: float) -> str:
        rate = self.done / seconds
        left = f"{(self.total - self.done) / rate:,.0f} s left" if rate else "time left not known"
        share = f"{self.done / max(self.total, 1):.0%} of {_amount(self.total, self.unit)}"
        return f"{self.name}: {share}, {_amount(rate, self.unit)}/s, {left}\n"


@dataclass(kw_only=True)
class _Screen:
    """What is shown in this process. One for all threads: those that read files report to the phase of the run."""

    is_on: bool = False
    bars: Progress | None = None
    phase: Phase | None = None


_screen = _Screen()


@contextmanager
def shown() -> Iterator[None]:
    """Show the phases of what runs inside."""
    _screen.is_on = True
    try:
        if sys.stderr.isatty():
            with _bars() as _screen.bars:
                yield
        else:
            yield
    finally:
        _screen.is_on, _screen.bars = False, None


@contextmanager
def phase(name: str, total: int, unit: str) -> Iterator[Phase]:
    """One part of a run, from its beginning to its end. unit: of total and of what is done, "bytes" or a plural."""
    bars = _screen.bars
    bar = None if bars is None else bars.add_task(name, total=max(total, 1), unit=unit)
    _screen.phase = Phase(name=name, total=total, unit=unit, bars=bars, bar=bar)
    try:
        yield _screen.phase
    finally:
        _screen.phase = None
    if bars is not None and bar is not None:
        bars.update(bar, completed=max(total, 1))


def advance(done: int) -> None:
    """So many more units of the phase under way are done, if one is."""
    if _screen.phase is not None:
        _screen.phase.advance(done)


def share_done(name: str) -> float | None:
    """How much of a phase is done, 0 to 1; None if another one or none is under way."""
    under_way = _screen.phase
    if under_way is None or under_way.name != name:
        return None
    return min(under_way.done / max(under_way.total, 1), 1.0)


def _bars() -> Progress:
    columns = (
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=28),
        TaskProgressColumn(),
        _Rate(table_column=Column(no_wrap=True)),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    return Progress(*columns, console=Console(stderr=True))


class _Rate(ProgressColumn):
    """How much in all, and how much a second."""

    def render(self, task: Task) -> Text:
        """What stands in the column."""
        speed = task.finished_speed or task.speed
        unit = task.fields["unit"]
        amount = _amount(task.total or 0, unit)
        return Text(f"{amount}, {_amount(speed, unit)}/s" if speed else amount, style="dim")


def _amount(number: float, unit: str) -> str:
    """A number of units as people read it.

    >>> _amount(1_500_000, "bytes"), _amount(1200, "articles"), _amount(1, "windows")
    ('1.5 MB', '1,200 articles', '1 window')
    """
    if unit == "bytes":
        return f"{number / 1e6:,.1f} MB"
    return counted(round(number), unit.removesuffix("s"), unit)
