"""What the person who watches a run sees: a bar on a terminal, a line now and then elsewhere, all on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

LINE_SECONDS = 15.0  # between two lines where there is no terminal

_bars: ContextVar[Progress | None] = ContextVar("bars", default=None)
_is_shown: ContextVar[bool] = ContextVar("is_shown", default=False)


@contextmanager
def shown() -> Iterator[None]:
    """Show the phases of what runs inside."""
    shown_before = _is_shown.set(True)
    if not sys.stderr.isatty():
        yield
        _is_shown.reset(shown_before)
        return
    columns = (
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description:<12}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        bars_before = _bars.set(bars)
        try:
            yield
        finally:
            _bars.reset(bars_before)
            _is_shown.reset(shown_before)


@contextmanager
def phase(name: str, total: int, unit: str) -> Iterator[Phase]:
    """One part of a run, from its beginning to its end."""
    bars = _bars.get()
    bar = None if bars is None else bars.add_task(name, total=max(total, 1), unit=unit)
    at_work = Phase(name=name, total=total, unit=unit, bar=bar)
    yield at_work
    if bars is not None and bar is not None:
        bars.update(bar, completed=max(total, 1))


@dataclass(kw_only=True)
class Phase:
    """One part of a run under way."""

    name: str
    total: int
    unit: str
    bar: TaskID | None
    done: int = 0
    began: float = field(default_factory=time.monotonic)
    said: float = field(default_factory=time.monotonic)

    def advance(self, done: int) -> None:
        """So many more units are done."""
        self.done += done
        bars = _bars.get()
        now = time.monotonic()
        if bars is not None and self.bar is not None:
            bars.advance(self.bar, done)
        elif _is_shown.get() and now - self.said >= LINE_SECONDS:
            self.said = now
            sys.stderr.write(self._line(now - self.began))

    def _line(self, seconds: float) -> str:
        rate = self.done / seconds
        left = (self.total - self.done) / rate if rate else 0.0
        return f"{self.name}: {self.done:,} of {self.total:,} {self.unit}, {rate:,.0f} a second, {left:,.0f} s left\n"


class _Rate(ProgressColumn):
    """Units a second."""

    def render(self, task: Task) -> Text:
        """What stands in the column."""
        speed = task.finished_speed or task.speed
        unit = task.fields["unit"]
        return Text(f"{unit}, {speed:,.0f}/s" if speed else unit, style="dim")
