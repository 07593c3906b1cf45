"""The settings of a warehouse's owner, in one typed file: `storyfold.toml`.

Each section has a reader of its own in `SECTIONS`. What is not known is refused with the nearest name, so that a
mistyped threshold does not pass for none. The file is named on the command line or by STORYFOLD_CONFIG, or found beside
the warehouse's folder, or in the folder one is in.
"""

from __future__ import annotations

import difflib
import math
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.errors import WrongConfiguration
from warehouse.query import DEFAULT_ALARMS
from warehouse.volume import ALARMS, LESS_IS_WORSE, Alarm

NAME = "storyfold.toml"
VARIABLE = "STORYFOLD_CONFIG"
NEVER = "never"  # a threshold that nothing reaches


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How names are found in articles."""

    find: bool = True  # takes about a millisecond of processor time an article
    model: str | None = None  # an installed model of spaCy that looks in place of the rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What the file says; what it does not say is as it is by default."""

    path: Path | None = None  # None where there is no file
    checks: Mapping[str, Alarm] = field(default_factory=lambda: DEFAULT_ALARMS)  # every check that has thresholds
    names: Names = field(default_factory=Names)


def configuration(warehouse: Path, given: Path | None = None) -> Configuration:
    """The configuration that holds for a warehouse. Raises WrongConfiguration."""
    path = _found(warehouse, given)
    if path is None:
        return Configuration()
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongConfiguration(f"{path}: cannot be read as TOML ({error})") from error
    try:
        read = {
            _known("section", name, SECTIONS): SECTIONS[name](_table(name, value)) for name, value in written.items()
        }
    except WrongConfiguration as error:
        raise WrongConfiguration(f"{path}: {error}") from error
    return Configuration(path=path, **read)


def with_alarms(alarms: Mapping[str, Alarm], given: Mapping[str, Alarm]) -> dict[str, Alarm]:
    """The thresholds of all checks, with those given in place of others. Raises WrongConfiguration.

    Where only `warn` is given, `fail` stays: a check that keeps runs back goes on doing so.
    """
    wanted = dict(alarms)
    for name, alarm in given.items():
        fail = alarms[_known("check", name, DEFAULT_ALARMS)].fail if alarm.fail is None else alarm.fail
        wanted[name] = Alarm(warn=_threshold(f"{name}.warn", alarm.warn), fail=_threshold(f"{name}.fail", fail))
        _must_fit(name, wanted[name])
    return wanted


def shown_alarm(alarm: Alarm) -> str:
    """Thresholds as the file has them.

    >>> shown_alarm(Alarm(warn=0.1, fail=None))
    'warn = 0.1, fail = "never"'
    """
    return ", ".join(f"{name} = {_shown(value)}" for name, value in (("warn", alarm.warn), ("fail", alarm.fail)))


def _found(warehouse: Path, given: Path | None) -> Path | None:
    named = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is not None:
        if not named.is_file():
            raise WrongConfiguration(f"{named}: no such file")
        return named.resolve()
    places = (warehouse.resolve().parent / NAME, Path(NAME).resolve())
    return next((place for place in places if place.is_file()), None)


def _checks(written: Mapping[str, Any]) -> Mapping[str, Alarm]:
    """The section [checks]: for each check from where on it warns, and from where on nothing is published."""
    given = {}
    for name, value in written.items():
        default = DEFAULT_ALARMS[_known("check", name, DEFAULT_ALARMS)]
        levels = [_known("threshold", level, ("warn", "fail")) for level in _table(f"checks.{name}", value)]
        read = {level: _threshold(f"checks.{name}.{level}", value[level]) for level in levels}
        given[name] = Alarm(warn=read.get("warn", default.warn), fail=read.get("fail", default.fail))
        _must_fit(name, given[name])
    return {**DEFAULT_ALARMS, **given}


def _names(written: Mapping[str, Any]) -> Names:
    """The section [names]: whether names are looked for, and the model that does it."""
    for name in written:
        _known("setting", name, ("find", "model"))
    made = Names(**written)
    if not isinstance(made.find, bool):
        raise WrongConfiguration(f"names.find is {made.find!r}, and true or false is wanted")
    if made.model is not None and not (isinstance(made.model, str) and made.model):
        raise WrongConfiguration(f"names.model is {made.model!r}, and the name of an installed model is wanted")
    return made


# By name of the section, which is the field of Configuration.
SECTIONS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {"checks": _checks, "names": _names}


def _threshold(name: str, value: object) -> float | None:
    if value is None or value == NEVER:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise WrongConfiguration(f'{name} is {value!r}, and a number or "{NEVER}" is wanted')
    return value


def _must_fit(name: str, alarm: Alarm) -> None:
    """Raises WrongConfiguration for what fails before it warns, or for less than one wrong row."""
    least = 0 if name in ALARMS else 1
    values = {level: value for level, value in (("warn", alarm.warn), ("fail", alarm.fail)) if value is not None}
    for level, value in values.items():
        if value < least:
            raise WrongConfiguration(f"checks.{name}.{level} is {value:g}, and {least} or more is wanted")
    sign = -1 if name in LESS_IS_WORSE else 1
    if len(values) == 2 and sign * values["fail"] < sign * values["warn"]:
        raise WrongConfiguration(
            f"checks.{name}: fail = {values['fail']:g} would be reached before warn = {values['warn']:g};"
            f' set fail, too, if only to "{NEVER}"'
        )


def _table(name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise WrongConfiguration(f"{name} is {value!r}, and a table is wanted, such as [{name}]")
    return value


def _known(kind: str, name: str, names: Iterable[str]) -> str:
    """The name, if it is one of those known. Raises WrongConfiguration with the nearest."""
    known = [*names]
    if name in known:
        return name
    nearest = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {nearest[0]!r}? " if nearest else ""
    raise WrongConfiguration(f"no {kind} {name!r}; {hint}There are: {', '.join(known)}")


def _shown(value: float | None) -> str:
    return f'"{NEVER}"' if value is None else f"{value:g}"
