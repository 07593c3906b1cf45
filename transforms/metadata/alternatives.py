"""What a page says about a field beside the value that was taken, so that a guess can be judged and put right.

Kept as text, in the order in which the sources are believed; what says the same as the value taken is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from transforms.metadata.dates import Moment, parse_date
from transforms.metadata.found import Fields, FieldValue
from transforms.metadata.page_fields import Page, date_statements, section_statements, topic_statements
from transforms.metadata.titles import titles_of
from transforms.records import Alternative

_NO_LETTER = re.compile(r"[\W_]+")
_MOST = 6  # of one field; more are the teasers and the related articles of a page
_DATES: tuple[Literal["published", "modified"], ...] = ("published", "modified")
_LONGEST = 500  # characters


def alternatives(page: Page, taken: Fields, others: Iterable[Fields] = ()) -> tuple[Alternative, ...]:
    """The values that were not taken, at most six for each field, best first.

    taken: the fields of the article. others: further values of whole fields, such as those of the file.
    """
    said = [*_said_by_page(page), *((name, as_text(found.value), found.source) for other in others
                                    for name, found in other.items())]  # fmt: skip
    written = {name: as_text(found.value) for name, found in taken.items()}
    known = {name: {_folded(value)} for name, value in written.items()}
    kept: list[Alternative] = []
    ranks: dict[str, int] = {}
    for name, value, source in said:
        seen = known.setdefault(name, set())
        rank = ranks.get(name, 0) + 1
        if value and rank <= _MOST and value != written.get(name) and _folded(value) not in seen:
            seen.add(_folded(value))
            ranks[name] = rank
            kept.append(Alternative(field=name, value=value[:_LONGEST], source=source, rank=rank))
    return tuple(kept)


def as_text(value: FieldValue) -> str:
    """A value of a field as one line: names and topics separated by semicolons, moments in ISO 8601.

    >>> as_text(("Ana Lund", "Tom Reyes"))
    'Ana Lund; Tom Reyes'
    """
    if isinstance(value, Moment):
        return value.at.isoformat()
    return value if isinstance(value, str) else "; ".join(value)


def _said_by_page(page: Page) -> Iterator[tuple[str, str, str]]:
    candidates = page.candidates
    for title in titles_of(candidates):
        yield "title", title.value, title.source
    for statements, source in page.authorship:
        yield "authors", "; ".join(statements), source
    for name in page.outlet_names:
        yield "outlet", name.value, name.source
    for kind in _DATES:
        for value, source in date_statements(page, kind):
            moment = parse_date(value)
            yield kind, as_text(moment) if moment else value, source
    for topics, source in topic_statements(page):
        yield "topics", "; ".join(topics), source
    for section, source in section_statements(page):
        yield "section", section, source
    for description in candidates.meta_values("og:description", "description", "twitter:description"):
        yield "description", description, "meta"
    yield "description", candidates.linked.description or "", "json-ld"


def _folded(value: str) -> str:
    return _NO_LETTER.sub("", value.casefold())
