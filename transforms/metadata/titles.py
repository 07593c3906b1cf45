"""The title of an article, chosen among the headings and titles that its page gives it."""

from __future__ import annotations

import re

from transforms.metadata.found import Found
from transforms.metadata.outlets import is_press_name
from transforms.metadata.sweep import Candidates

_SEPARATOR = re.compile(r"\s+[|–—·•»«‹›\-]+\s+|\s*\|\s*|\s+::\s+")
_WORD = re.compile(r"\w+")
_CONFIRMED = 0.6  # share of words in common from which a heading and another title mean the same


def choose_title(candidates: Candidates, outlet: str | None) -> Found[str] | None:
    """The title as readers see it: the heading that another title confirms, else the best single source."""
    others = [
        title for title in (candidates.linked.headline, *_meta_titles(candidates), candidates.page_title) if title
    ]
    scored = [(_agreement(heading, others), -place, heading) for place, heading in enumerate(candidates.headings)]
    agreement, _, heading = max(scored, default=(0.0, 0, ""))
    if agreement >= _CONFIRMED:
        return Found(_without_kicker(heading, others), "html")
    if candidates.linked.headline:
        return Found(candidates.linked.headline, "json-ld")
    for title in _meta_titles(candidates):
        return Found(without_outlet(title, outlet), "meta")
    if len(candidates.headings) == 1:
        return Found(candidates.headings[0], "html")
    if candidates.subheadings and _names_site(candidates.page_title, outlet):
        return Found(candidates.subheadings[0], "html")
    return Found(without_outlet(candidates.page_title, outlet), "html") if candidates.page_title else None


def _names_site(title: str | None, outlet: str | None) -> bool:
    # A window titled after the newspaper, on every one of its pages.
    return title is None or is_press_name(title) or (outlet is not None and _words(title) == _words(outlet))


def without_outlet(title: str, outlet: str | None) -> str:
    """A title without the outlet's name behind a separator.

    >>> without_outlet("Bridge opens at last - The Harbour Post", "The Harbour Post")
    'Bridge opens at last'
    >>> without_outlet("Bridge opens - at last", "The Harbour Post")
    'Bridge opens - at last'
    """
    separators = list(_SEPARATOR.finditer(title))
    if not separators:
        return title
    last = separators[-1]
    head, tail = title[: last.start()].strip(), title[last.end() :].strip()
    is_outlet = bool(outlet) and bool(_words(outlet or "") & _words(tail))
    if len(head) > 15 and (is_outlet or ("|" in last[0] and len(tail) < 30)):
        return head
    return title


def _without_kicker(heading: str, others: list[str]) -> str:
    # "Talks in the north - Old bridge closed", where the page is called "Old bridge closed" elsewhere.
    _, separator, rest = heading.partition(" - ")
    return rest if separator and rest in others else heading


def _meta_titles(candidates: Candidates) -> list[str]:
    return list(candidates.meta_values("og:title", "twitter:title", "headline", "dc.title", "title"))[:3]


def _agreement(heading: str, others: list[str]) -> float:
    words = _words(heading)
    if not words or len(heading) < 8:
        return 0.0
    if any(heading in other for other in others):
        return 1.0
    return max((len(words & _words(other)) / len(words | _words(other)) for other in others), default=0.0)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
