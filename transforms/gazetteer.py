"""Names of countries, regions and cities, and which place a name in an article stands for.

The rows come from outside (`flows/gazetteer.py`); nothing is read here. A name that several places have is settled by
how many people live there and by the countries of the other places of the article; where both leave it open, the name
stays without a place. A country's name is a country and never a building or a village.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import pyarrow as pa

ANY_LANGUAGE = "*"
# key: language (or *), a colon and the folded name. Rows of a key stand together.
GAZETTEER_SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        ("place_id", pa.string()),
        ("place", pa.string()),
        ("place_kind", pa.string()),
        ("country", pa.string()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
        ("population", pa.int64()),
        ("is_main_name", pa.bool_()),
    ]
)

# Accents of letters, points of Hebrew and Arabic; the marks of Indian scripts are letters and stay.
_DROPPED = dict.fromkeys(
    code for first, end in ((0x300, 0x370), (0x591, 0x5C8), (0x64B, 0x660)) for code in range(first, end)
)
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "-": " "})
_CLEAN = 5.0  # weight of a country that the article names besides, or whose outlet it is of
# Inhabitants below which a name tells nothing: without a word as "in" and other places of its country, or with one.
_LARGE, _SMALL = 400_000, 100_000
_REGION = 0.05  # weight of the people of a region beside those of a city of its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place that has a name in the gazetteer."""

    place_id: str  # ISO 3166 code of a country or region, GeoNames id of a city
    place: str
    place_kind: str  # country, region or city
    country: str  # ISO 3166-1, two letters
    latitude: float | None
    longitude: float | None
    population: int
    is_main_name: bool  # false for a name in another language


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The place that a name stands for."""

    place: Place
    confidence: float  # 0 to 1


@lru_cache(maxsize=50_000)
def folded(name: str) -> str:
    """A name as names are compared: lower case, no accents, no hyphens.

    >>> folded("São Tomé"), folded("Łódź"), folded("Baden-Baden"), folded("Straße")
    ('sao tome', 'lodz', 'baden baden', 'strasse')
    """
    if name.isascii():
        return " ".join(name.lower().replace("-", " ").split())
    spread = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    kept = unicodedata.normalize("NFC", spread.translate(_DROPPED))
    return " ".join(kept.split())


# Domains of countries that are used everywhere.
_EVERYWHERE = frozenset(
    ["ai", "am", "cc", "co", "eu", "fm", "gg", "im", "io", "la", "ly", "me", "nu", "sh", "su", "to", "tv", "ws"]
)


def country_of_site(site: str | None) -> str | None:
    """The country whose domain a site has, where that tells something.

    >>> country_of_site("abend.example.de"), country_of_site("ledger.co.uk"), country_of_site("news.io")
    ('DE', 'GB', None)
    """
    end = (site or "").rpartition(".")[2].lower()
    if len(end) != 2 or not end.isalpha() or end in _EVERYWHERE:
        return None
    return "GB" if end == "uk" else end.upper()


@dataclass(frozen=True, kw_only=True, eq=False)
class Gazetteer:
    """Names of places, looked up by language."""

    rows: pa.Table = field(default_factory=GAZETTEER_SCHEMA.empty_table)  # GAZETTEER_SCHEMA, by key
    _first: dict[str, int] = field(init=False, repr=False)
    _known: dict[str, tuple[Place, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Note where the rows of each key begin."""
        keys = self.rows["key"].to_pylist()
        first: dict[str, int] = {}
        for row in range(len(keys) - 1, -1, -1):
            first[keys[row]] = row
        object.__setattr__(self, "_first", first)

    def __bool__(self) -> bool:
        """Whether it has a name at all."""
        return self.rows.num_rows > 0

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first two letters of names in scripts that set no blanks between words."""
        names = (key.partition(":")[2] for key in self._first)
        return frozenset(name[:2] for name in names if name[:1] >= "\u0e00")

    def has(self, key: str, language: str) -> bool:
        """Whether a folded name is one of a place, in a language or in all."""
        return f"{ANY_LANGUAGE}:{key}" in self._first or f"{language}:{key}" in self._first

    def places(self, key: str, language: str) -> tuple[Place, ...]:
        """The places of a folded name, those that are so called in the language before others."""
        asked = f"{language}:{key}"
        known = self._known.get(asked)
        if known is None:
            known = (*self._rows(asked), *self._rows(f"{ANY_LANGUAGE}:{key}"))
            if known:  # what it has not has no end
                self._known[asked] = known
        return known

    def _rows(self, key: str) -> Sequence[Place]:
        at = self._first.get(key)
        if at is None:
            return ()
        found = []
        while at < self.rows.num_rows:
            [row] = self.rows.slice(at, 1).to_pylist()
            if row.pop("key") != key:
                break
            found.append(Place(**row))
            at += 1
        return found


def resolved(
    candidates: Sequence[Place], countries: Collection[str], *, is_located: bool, is_certain: bool
) -> Resolved | None:
    """Which of the places of one name is meant, with a confidence; None if that stays open.

    countries: those that the article speaks of besides, and that of its outlet. is_located: the name stands behind
    a word as "in". is_certain: nothing else goes by the name, as no usual word or given name is it.
    """
    whole = [place for place in candidates if place.place_kind == "country"]
    if whole and not _is_state(candidates, whole[0], countries):
        return Resolved(place=whole[0], confidence=0.95)
    candidates = [place for place in candidates if place.place_kind != "country"]
    weights = np.array([_weight(place, countries) for place in candidates])
    best = int(np.argmax(weights))
    place = candidates[best]
    # Places of one country within a few kilometres are one for a reader: a city and its district.
    rivals = [w for w, other in zip(weights, candidates, strict=True) if not _are_near(place, other)]
    share = float(weights[best] / (weights[best] + sum(rivals)))
    supported = place.country in countries
    known = min(1.0, 0.45 + 0.1 * max(0.0, math.log10(max(place.population, 1)) - 4))  # 100,000: .55, 10 million: .75
    known += 0.2 * is_located + 0.2 * supported + (0.1 if place.is_main_name else 0)
    if not is_certain:
        known -= 0.4
    if place.place_kind == "city" and not (is_located and supported):
        least = _SMALL if is_located or supported else _LARGE
        if place.population < least:
            return None
    confidence = round(min(0.97, share * min(1.0, known)), 2)
    return Resolved(place=place, confidence=confidence) if confidence >= 0.5 else None


def _weight(place: Place, countries: Collection[str]) -> float:
    weight = float(max(place.population, 1_000)) * (1.0 if place.is_main_name else 0.6)
    if place.place_kind == "region":
        weight *= _REGION  # "Washington" is the city: who means the state says so
    return weight * _CLEAN**2 if place.country in countries else weight


def _is_state(candidates: Sequence[Place], country: Place, countries: Collection[str]) -> bool:
    """Whether a name that a country and a region share (Georgia) is the region's, by what else the article names."""
    others = {place.country for place in candidates if place.place_kind == "region"}
    return bool(others & set(countries)) and country.country not in countries


def _are_near(place: Place, other: Place) -> bool:
    if place is other or place.place_id == other.place_id:
        return True
    if None in (place.latitude, place.longitude, other.latitude, other.longitude):
        return place.country == other.country and place.place_kind == "region"
    assert place.latitude is not None and other.latitude is not None
    assert place.longitude is not None and other.longitude is not None
    return abs(place.latitude - other.latitude) < 0.6 and abs(place.longitude - other.longitude) < 0.6
