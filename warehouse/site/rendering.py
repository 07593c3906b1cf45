"""How values become HTML: one Jinja environment, in which every value is escaped and stripped of control characters."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup, escape

from warehouse.plain_text import BUT_LINE_ENDS, without_controls

HERE = Path(__file__).parent
STATIC = ("report.css", "report.js", "icon.svg")
NOT_KNOWN = "not known"
LONGEST = 5_000  # characters of one value on a page; a title of a million is somebody's mistake or attack

LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian",
    "nb": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def render(template: str, **context: object) -> str:
    """A page. template: a name in `templates/`."""
    return _environment().get_template(template).render(**context)


def story_page_name(story_id: str) -> str:
    """The file name of a story's page."""
    return f"story-{story_id[:16]}.html"


def outlet_page_name(outlet: str) -> str:
    """The file name of an outlet's page; names of outlets are no file names."""
    return f"outlet-{hashlib.sha256(outlet.encode()).hexdigest()[:12]}.html"


def number(value: float | None) -> str:
    """A number with narrow spaces at the thousands, where no line ends.

    >>> number(12345).replace(chr(0x202F), " ")
    '12 345'
    """
    return "–" if value is None else f"{value:,.0f}".replace(",", "\u202f")


def share(value: float | None) -> str:
    """A share as a percentage; what is neither none nor all is not rounded to it.

    >>> [share(value).replace(chr(0x202F), " ") for value in (0.274, 0.0004, 0.9996, None)]
    ['27 %', 'under 1 %', 'over 99 %', '–']
    """
    if value is None:
        return "–"
    percent = round(100 * value)
    if percent == 0 and value > 0:
        return "under 1\u202f%"
    return "over 99\u202f%" if percent == 100 and value < 1 else f"{percent}\u202f%"


def day(value: datetime | None) -> str:
    """A day in words.

    >>> day(datetime(2026, 11, 9, tzinfo=UTC))
    '9 November 2026'
    """
    return NOT_KNOWN if value is None else f"{value.astimezone(UTC):%-d %B %Y}"


def moment(value: datetime | None, precision: str | None = "minute") -> str:
    """A time, or the day alone where no more is known.

    >>> moment(datetime(2026, 11, 9, 7, 40, tzinfo=UTC)), moment(datetime(2026, 11, 9, tzinfo=UTC), "day")
    ('9 Nov 2026, 07:40', '9 Nov 2026')
    """
    if value is None:
        return "no date"
    return f"{value.astimezone(UTC):{'%-d %b %Y' if precision == 'day' else '%-d %b %Y, %H:%M'}}"


def span(minutes: float | None) -> str:
    """A length of time in two units at most.

    >>> span(0), span(45), span(125), span(2 * 1440 + 180), span(-5)
    ('0 min', '45 min', '2 h 5 min', '2 days 3 h', '5 min before')
    """
    if minutes is None:
        return "–"
    if minutes < 0:
        return f"{span(-minutes)} before"
    length = timedelta(minutes=int(minutes))
    hours, rest = divmod(length.seconds // 60, 60)
    if length.days:
        return f"{length.days} day{'s' * (length.days > 1)}" + (f" {hours} h" if hours else "")
    return f"{hours} h" + (f" {rest} min" if rest else "") if hours else f"{rest} min"


def web_address(value: str | None) -> str | None:
    """The address if a browser may be sent there: `javascript:` and the like are text only."""
    try:
        parts = urlsplit(value or "")
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.hostname else None


def language(code: str | None) -> str:
    """The name of a language."""
    return NOT_KNOWN if code is None else LANGUAGES.get(code, code)


def marked(sentence: str, written: str) -> Markup:
    """A sentence with the figure in it marked.

    >>> str(marked("At least 14 <b> hurt", "At least 14"))
    '<mark>At least 14</mark> &lt;b&gt; hurt'
    """
    before, found, after = without_controls(sentence).partition(without_controls(written))
    return (
        Markup("{}<mark>{}</mark>{}").format(before, found, after) if found and written else Markup("{}").format(before)
    )


def shortened(sentence: str, around: str, letters: int) -> str:
    """The part of a sentence around a figure, where all of it may not be shown.

    >>> shortened("The ferry from Saltmarsh ran aground and at least 14 of its passengers were hurt.", "least 14", 40)
    '… aground and at least 14 of its …'
    """
    if len(sentence) <= letters:
        return sentence
    at = max(sentence.find(around), 0)
    start = max(0, min(at - (letters - len(around)) // 2, len(sentence) - letters))
    end = start + letters
    start = sentence.find(" ", start, at) + 1 or start if start else 0
    end = len(sentence) if end >= len(sentence) else max(sentence.rfind(" ", at + len(around), end), at + len(around))
    return f"{'… ' if start else ''}{sentence[start:end]}{' …' if end < len(sentence) else ''}"


def in_lines(text: str) -> Markup:
    """Text of several lines, for where its line ends are shown.

    >>> str(in_lines("a < b\\nc"))
    'a &lt; b\\nc'
    """
    return escape(BUT_LINE_ENDS.sub(" ", text))


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = (number, share, day, moment, span, web_address, language, marked, shortened, in_lines)
    made.filters.update({filter_.__name__: filter_ for filter_ in filters})
    return made


def _harmless(value: object) -> object:
    """Every value of a template passes here: markup is ours, all else is text."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return without_controls(value if len(value) <= LONGEST else f"{value[:LONGEST]}…")
