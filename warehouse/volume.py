"""Whether a run brought about what the runs before it did: outlets gone silent, texts halved, copies all of a sudden.

Each is a figure for an outlet of a source, set against the median of the last runs that read this source, with two
alarms: `warn` is told and recorded, `fail` keeps the run from being published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import pyarrow as pa

Level: TypeAlias = Literal["ok", "warn", "fail"]
Row: TypeAlias = dict[str, Any]  # of queries/volume_by_outlet.sql

RUNS = 7  # a week of daily runs
LEAST_RUNS = 3  # fewer tell nothing of what is usual
LEAST_ARTICLES = 5  # a run: an outlet with fewer may well have none


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """From where on a figure is told, and from where on nothing is published; None for never."""

    warn: float | None
    fail: float | None = None


# News has holidays, strikes and elections, so by default nothing is kept back.
ALARMS: Mapping[str, Alarm] = {
    "silent_outlets": Alarm(warn=0.1),  # articles, as a share of the usual number: this or less
    "shortened_texts": Alarm(warn=0.5),  # median words, as a share of the usual: this or less
    "sudden_copies": Alarm(warn=0.4),  # share of copies above the usual share: this or more
}
LESS_IS_WORSE = frozenset({"silent_outlets", "shortened_texts"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeResult:
    """What one of these checks found."""

    name: str
    level: Level
    outlets: int  # at or beyond the alarm
    example: str | None


def volume_checks(volume: pa.Table, alarms: Mapping[str, Alarm]) -> list[VolumeResult]:
    """The result of each check. volume: the rows of queries/volume_by_outlet.sql; alarms: in place of the defaults."""
    rows = [row for row in volume.to_pylist() if row["usual_articles"] >= LEAST_ARTICLES]
    return [_checked(name, rows, alarms.get(name, alarm)) for name, alarm in ALARMS.items()]


def _checked(name: str, rows: list[Row], alarm: Alarm) -> VolumeResult:
    figures = [(row, figure) for row in rows if (figure := FIGURES[name](row)) is not None]
    failed = [pair for pair in figures if _reaches(name, pair[1], alarm.fail)]
    found = failed or [pair for pair in figures if _reaches(name, pair[1], alarm.warn)]
    level: Level = "fail" if failed else "warn" if found else "ok"
    example = _said(name, *found[0]) if found else None
    return VolumeResult(name=name, level=level, outlets=len(found), example=example)


def _reaches(name: str, figure: float, alarm: float | None) -> bool:
    if alarm is None:
        return False
    return figure <= alarm if name in LESS_IS_WORSE else figure >= alarm


def _said(name: str, row: Row, figure: float) -> str:
    columns = {"silent_outlets": "articles", "shortened_texts": "words", "sudden_copies": "share_of_copies"}
    column = columns[name]
    usual = row[f"usual_{column}"]
    return f"{row['outlet']} of {row['source']}: {column} {row[column]:g}, usually {usual:g} ({figure:.2f})"


def _of_articles(row: Row) -> float | None:
    return float(row["articles"] / row["usual_articles"])


def _of_words(row: Row) -> float | None:
    return float(row["words"] / row["usual_words"]) if row["words"] is not None and row["usual_words"] else None


def _of_copies(row: Row) -> float | None:
    if row["articles"] < LEAST_ARTICLES or row["usual_share_of_copies"] is None:
        return None
    return float(row["share_of_copies"] - row["usual_share_of_copies"])


FIGURES: Mapping[str, Callable[[Row], float | None]] = {
    "silent_outlets": _of_articles,
    "shortened_texts": _of_words,
    "sudden_copies": _of_copies,
}
