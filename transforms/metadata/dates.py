"""Dates as pages, feeds and databases write them become moments in UTC, with what is known about them.

Impossible days, dates that stand for "none" (1970-01-01, 0001-01-01) and dates in the future are refused.
Numeric dates whose order cannot be told (03/04/2023) are refused too: a wrong date is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal

Precision = Literal["second", "minute", "day"]

_EARLIEST_YEAR = 1800  # digitised archives go back so far; anything before is a placeholder
_PLACEHOLDERS = frozenset(((1970, 1, 1), (1900, 1, 1)))  # the zero of Unix and of spreadsheets
_CLOCK_SLACK = timedelta(hours=1)  # servers with a wrong clock
_ZONE_STEP = timedelta(minutes=15)
_ZONE_SLACK = timedelta(hours=14)  # the day that has begun in the zone furthest east


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time, as precisely as it was stated."""

    at: datetime  # aware, UTC; a time without a zone is taken as UTC, a day as its midnight
    offset_minutes: int | None  # of the stated zone; None if none was stated
    precision: Precision


_ISO = re.compile(
    r"^\D{0,3}(\d{4})-?(\d\d)-?(\d\d)(?:[T ,]+(\d\d?):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*"
    r"(Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?)?)?",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"^\s*(\d{4})[/.]\s?(\d\d?)[/.]\s?(\d\d?)(?!\d)")
_RFC5322 = re.compile(
    r"^(?:[A-Z][a-z]{2,8},?\s+)?\d\d?\s+[A-Z][a-z]{2}\s+\d{4}\s+\d\d?:\d\d(?!.*[ap]\.?m)", re.IGNORECASE
)
_EPOCH = re.compile(r"^\s*(\d{10}|\d{13})\s*$")
_CLOCK = re.compile(
    r"(?<![\d:])([01]?\d|2[0-3])(?:[:.h]|[時时시]\s?)([0-5]\d)(?::([0-5]\d))?(?![\d.]\d)\s*([ap]\.?m\b)?", re.IGNORECASE
)
_ZONE = re.compile(
    r"(?:\b(UTC|GMT|Z|EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST|MEZ|MESZ|BST|MSK|JST|KST)\b)?([+-]\d\d:?\d\d)?"
)
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360,
    "PST": -480, "PDT": -420, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "BST": 60, "MSK": 180, "JST": 540,
    "KST": 540,
}  # fmt: skip
# The first letters of the month in many languages; the longest match decides.
_MONTH_NAMES = (
    "jan january janv janvier enero ene januar jänner januari gennaio gen janeiro gener ianuarie január januára "
    "styczeń stycznia ledna ocak tammikuuta ιανουαρίου января янв січня يناير",
    "feb february févr fév février febrero februar feber februari febbraio fevereiro fev febrer februarie február "
    "februára luty lutego února şubat helmikuuta φεβρουαρίου февраля фев лютого فبراير",
    "mar mars marzo märz mär march marts maart maret março març martie március marca marzec března mart maaliskuuta "
    "μαρτίου марта мар березня مارس",
    "apr avr avril abril abr april aprile aprilie április apríla kwiecień kwietnia dubna nisan huhtikuuta απριλίου "
    "апреля апр квітня أبريل",
    "may mai mayo mag maggio maio mei maj maig május mája maja května mayıs toukokuuta μαΐου мая май травня مايو",
    "jun juin junio june juni giugno giu junho juny iunie június júna czerwiec czerwca června haziran kesäkuuta "
    "ιουνίου июня июн червня يونيو",
    "jul juil juillet julio july juli luglio lug julho juliol iulie július júla lipiec lipca července temmuz "
    "heinäkuuta ιουλίου июля июл липня يوليو",
    "aug août agosto ago august augusti augustus agustus agost augusztus augusta sierpień sierpnia srpna ağustos "
    "elokuuta αυγούστου августа авг серпня أغسطس",
    "sep sept septembre septiembre september settembre set setembro setembre septembrie szeptember septembra wrzesień "
    "września září eylül syyskuuta σεπτεμβρίου сентября сен вересня سبتمبر",
    "oct octobre octubre okt oktober october ottobre ott outubro out octombrie október októbra październik "
    "października října ekim lokakuuta οκτωβρίου октября окт жовтня أكتوبر",
    "nov novembre noviembre november novembro noiembrie novembra listopad listopada listopadu kasım marraskuuta "
    "νοεμβρίου ноября ноя листопада نوفمبر",
    "dec déc décembre diciembre dic dez dezember december desember des dicembre dezembro desembre decembrie decembra "
    "grudzień grudnia prosince aralık joulukuuta δεκεμβρίου декабря дек грудня ديسمبر",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d\d?)(?:st|nd|rd|th|er|º|ª|\.)?\s+(?:de\s+|of\s+)?({_MONTH})\b\.?,?\s+(?:de\s+)?(\d{{4}})\b",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(rf"\b({_MONTH})\b\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\d.])(\d\d?)\.\s?(\d\d?)\.\s?(\d{4})\b")
_NUMERIC = re.compile(r"(?<![\d/-])(\d\d?)[/-](\d\d?)[/-](\d{4})\b")
# English is alone in writing the month first; a word of another language beside the date tells the order.
_DAY_FIRST = re.compile(
    r"\b(?:publié|mis à jour|modifié|paru|publicado|publicada|actualizado|atualizado|pubblicato|aggiornato|"
    r"veröffentlicht|aktualisiert|gepubliceerd|bijgewerkt|publisert|oppdatert|publiceret|opdateret|opublikowano|"
    r"опубликовано|обновлено)\b",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?<![\d./])(\d{4})(?:\.\s?(\d\d?)\.\s?(\d\d?)|/(\d\d?)/(\d\d?))(?![\d/])")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d\d?)\s*[月월]\s*(\d\d?)\s*[日일]")
_ISO_IN_TEXT = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_YEAR_MONTH_DAY = re.compile(rf"(?<!\d)(\d{{4}})\.?\s+({_MONTH})\s+(\d\d?)(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")  # each of these has one: lines without are passed over forty times as fast
_URL_DAY = re.compile(
    r"[/_-]((?:19|20)\d\d)[/_-](\d\d?)[/_-](\d\d?)(?=[/_.-]|$)|/((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[/_.-]|$)"
    # A number made from the minute of publication: /article/A2031120806123000417
    r"|/[A-Za-z]{0,4}(20\d\d)(0[1-9]|1[0-2])([0-3]\d)[0-2]\d[0-5]\d\d{2,}(?=[/_.-]|$)"
)


@lru_cache(maxsize=1000)  # a page states one date in several places, and each is asked for more than once
def parse_date(text: str) -> Moment | None:
    """The moment that a machine-written value names (ISO 8601, RFC 5322, Unix time), else one written for readers.

    >>> parse_date("2023-12-08T06:12:00+03:00").at.isoformat()
    '2023-12-08T03:12:00+00:00'
    >>> parse_date("8 December 2023").precision, parse_date("2023-02-30"), parse_date("03/04/2023")
    ('day', None, None)
    """
    text = text.strip()[:200]
    for reader in (_iso, _epoch, _rfc5322, date_in_text):
        moment = reader(text)
        if moment is not None:
            return moment
    return None


def date_in_text(text: str) -> Moment | None:
    """The first date written in a line of text, with its time of day where one stands beside it.

    >>> date_in_text("Friday, 08 December 2023 6:12 AM").at.isoformat()
    '2023-12-08T06:12:00+00:00'
    """
    for year, month, day, rest in _days_in_text(text):
        moment = _moment(year, month, day, *_clock(rest))
        if moment is not None:
            return moment
    return None


def days_in_text(text: str) -> Iterator[date]:
    """Every whole date in a text, in the order of the text.

    >>> [day.isoformat() for day in days_in_text("2031-12-08 or 9 December 2031, not in 2031")]
    ['2031-12-08', '2031-12-09']
    """
    for year, month, day, _ in _days_in_text(text):
        moment = _moment(year, month, day)
        if moment is not None:
            yield moment.at.date()


def date_in_url(url: str) -> Moment | None:
    """The day in the path of a URL.

    >>> date_in_url("https://news.example/2023/12/08/bridge").at.date().isoformat()
    '2023-12-08'
    """
    match = _URL_DAY.search(url.split("?")[0])
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part)
    return _moment(year, month, day)


def is_possible(moment: Moment, now: datetime | None) -> bool:
    """Whether a text can be of that moment: not a placeholder, and not after `now` (aware), if that is known."""
    local = moment.at + timedelta(minutes=moment.offset_minutes or 0)
    if local.year < _EARLIEST_YEAR or (local.year, local.month, local.day) in _PLACEHOLDERS:
        return False
    slack = _ZONE_SLACK if moment.offset_minutes is None else _CLOCK_SLACK
    return now is None or moment.at <= now + slack


def in_zone(local: Moment, zoned: Moment) -> Moment | None:
    """The moment that was stated without a zone, with that of another statement, if both can mean the same moment.

    local: a day, or a time of which the zone is not known. zoned: has an offset.

    >>> local, zoned = parse_date("2023-05-02T14:30"), parse_date("2023-05-02T12:30:20Z")
    >>> in_zone(local, zoned).offset_minutes
    120
    """
    if zoned.offset_minutes is None:
        return None
    if local.precision == "day":
        is_same = (zoned.at + timedelta(minutes=zoned.offset_minutes)).date() == local.at.date()
        return zoned if is_same and zoned.precision != "day" else None
    # Zones differ by quarters of an hour; what differs otherwise is another time.
    ahead = local.at - zoned.at
    quarters = round(ahead / _ZONE_STEP)
    is_same = abs(ahead - quarters * _ZONE_STEP) < timedelta(minutes=1) and abs(ahead) <= _ZONE_SLACK
    return replace(zoned, offset_minutes=15 * quarters) if is_same else None


def _iso(text: str) -> Moment | None:
    match = _ISO.match(text)
    if match is None:
        match = _SLASHED.match(text)
        if match is None:
            return None
        return _moment(int(match[1]), int(match[2]), int(match[3]), *_clock(text[match.end() :]))
    year, month, day, hour, minute, second, zone = match.groups()
    if hour is None:
        return _moment(int(year), int(month), int(day))
    clock = (int(hour), int(minute), int(second) if second else None)
    return _moment(int(year), int(month), int(day), clock, _offset(zone))


def _epoch(text: str) -> Moment | None:
    match = _EPOCH.match(text)
    if match is None:
        return None
    seconds = int(match[1]) if len(match[1]) == 10 else int(match[1]) // 1000
    return Moment(at=datetime.fromtimestamp(seconds, UTC), offset_minutes=0, precision="second")


def _rfc5322(text: str) -> Moment | None:
    if not _RFC5322.match(text):
        return None
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if at.tzinfo is None:
        return Moment(at=at.replace(tzinfo=UTC), offset_minutes=None, precision="second")
    offset = at.utcoffset() or timedelta()
    return Moment(at=at.astimezone(UTC), offset_minutes=int(offset.total_seconds()) // 60, precision="second")


def _days_in_text(text: str) -> list[tuple[int, int, int, str]]:
    """Year, month, day and what follows, for each date in the order of the text."""
    if not _YEAR.search(text):
        return []
    found = [
        (match.start(), (*day, text[match.end() : match.end() + 40]))
        for pattern, read in _DAYS
        for match in pattern.finditer(text)
        if (day := read(match)) is not None
    ]
    return [day for _, day in sorted(found)]


def _day_month_number(match: re.Match[str]) -> tuple[int, int, int] | None:
    first, second, year = (int(part) for part in match.groups())
    if first == second or (first > 12 >= second) or (second <= 12 and _DAY_FIRST.search(match.string)):
        return year, second, first
    return (year, first, second) if second > 12 >= first else None


_DAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[int, int, int] | None]], ...] = (
    (_ISO_IN_TEXT, lambda found: (int(found[1]), int(found[2]), int(found[3]))),
    (_DAY_MONTH, lambda found: (int(found[3]), _MONTHS[found[2].lower()], int(found[1]))),
    (_MONTH_DAY, lambda found: (int(found[3]), _MONTHS[found[1].lower()], int(found[2]))),
    (_YEAR_MONTH_DAY, lambda found: (int(found[1]), _MONTHS[found[2].lower()], int(found[3]))),
    (_YEAR_FIRST, lambda found: (int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))),
    (_EAST_ASIAN, lambda found: (int(found[1]), int(found[2]), int(found[3]))),
    # With dots the day stands first in every language that writes so.
    (_DOTTED, lambda found: (int(found[3]), int(found[2]), int(found[1]))),
    (_NUMERIC, _day_month_number),
)


def _clock(text: str) -> tuple[tuple[int, int, int | None] | None, int | None]:
    match = _CLOCK.search(text)
    if match is None:
        return None, None
    hour, half = int(match[1]), (match[4] or "").lower()[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = _ZONE.match(text[match.end() :].lstrip(" (.")) if match.end() < len(text) else None
    offset = _offset(zone[2] or zone[1]) if zone else None
    return (hour, int(match[2]), int(match[3]) if match[3] else None), offset


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone.upper() in _ZONES:
        return _ZONES[zone.upper()]
    hours, minutes = int(zone[1:3]), int(zone[3:].strip(":") or 0)
    return (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1)


def _moment(
    year: int,
    month: int,
    day: int,
    clock: tuple[int, int, int | None] | None = None,
    offset: int | None = None,
) -> Moment | None:
    hour, minute, second = clock or (0, 0, 0)
    try:
        zone = timezone(timedelta(minutes=offset or 0))
        at = datetime(year, month, day, hour, minute, second or 0, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    precision: Precision = "day" if clock is None else "minute" if second is None else "second"
    return Moment(at=at, offset_minutes=offset, precision=precision)
