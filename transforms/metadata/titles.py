"""The title of an article, chosen among the headings and titles that its page gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from transforms.metadata.found import Found
from transforms.metadata.outlets import is_press_name
from transforms.metadata.sweep import Candidates
from transforms.story_lines import letters

_SEPARATOR = re.compile(r"\s+[|–—·•»«‹›\-]+\s+|\s*\|\s*|\s+::\s+")
_NO_LETTER = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
_LEAST_SHOWN = 20  # letters; a shorter title may be the end of another by chance
_PARTS = re.compile(r"\s+[|–—-]\s+")
_WINDOW = 0.9  # what the window's title counts, beside those stated of the article
_LEAST_WORDS = 4  # of a heading nothing confirms; shorter ones name the site or a part of it
_CONFIRMED = 0.6  # share of words in common from which a heading and another title mean the same


def choose_title(candidates: Candidates, outlet: str | None) -> Found[str] | None:
    """The title as readers see it: the heading that another title confirms, else the best single source."""
    stated = [title for title in (candidates.linked.headline, *_meta_titles(candidates)) if title]
    shown = (
        _shown_below(candidates, stated)
        or _confirmed_heading(candidates, stated)
        or _shown_exactly(candidates, stated)
        or _lone_heading(candidates, stated, outlet)
    )
    if shown:
        return Found(shown, "html")
    if candidates.linked.headline:
        return Found(candidates.linked.headline, "json-ld")
    for title in _meta_titles(candidates):
        return Found(without_outlet(title, outlet), "meta")
    if len(candidates.headings) == 1:
        return Found(candidates.headings[0], "html")
    if candidates.subheadings and _names_site(candidates.page_title, outlet):
        return Found(candidates.subheadings[0], "html")
    return Found(without_outlet(candidates.page_title, outlet), "html") if candidates.page_title else None


def titles_of(candidates: Candidates) -> Iterator[Found[str]]:
    """Everything that a page gives as its title."""
    if candidates.linked.headline:
        yield Found(candidates.linked.headline, "json-ld")
    for title in _meta_titles(candidates):
        yield Found(title, "meta")
    for heading in (*candidates.headings[:2], *filter(None, [candidates.page_title])):
        yield Found(heading, "html")


def _confirmed_heading(candidates: Candidates, stated: list[str]) -> str | None:
    """The first heading that another title of the page agrees with most, without its kicker."""
    window = [candidates.page_title] if candidates.page_title else []
    # The window is often titled after the site too, which may have a heading as well.
    scored = [
        (max(_agreement(heading, stated), _WINDOW * _agreement(heading, window)), -place, heading)
        for place, heading in enumerate(candidates.headings)
    ]
    agreement, _, heading = max(scored, default=(0.0, 0, ""))
    heading = _without_kicker(heading, stated, window)
    return heading if agreement >= _CONFIRMED or heading in stated else None


def _shown_exactly(candidates: Candidates, stated: list[str]) -> str | None:
    # However short: the first heading, which nothing confirms, is then the name of the site or of a part of it.
    best = {_letters(title) for title in stated[:1]}
    return stated[0] if any(_letters(heading) in best for heading in candidates.subheadings) else None


def _lone_heading(candidates: Candidates, stated: list[str], outlet: str | None) -> str | None:
    # What a page tells machines may be worded for them; readers have the one large heading.
    long = [heading for heading in candidates.headings if len(heading.split()) >= _LEAST_WORDS]
    if len(long) != 1 or len(candidates.headings) > 2:
        return None
    return None if stated and _names_site(long[0], outlet) else long[0]


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


def _shown_below(candidates: Candidates, stated: list[str]) -> str | None:
    """A stated title that a second heading shows, where the first has the words for search engines, or is missing."""
    first = {_letters(heading) for heading in candidates.headings[:1]}
    titles = stated if first else [title for title in (*stated, candidates.page_title) if title]
    for heading in candidates.subheadings:
        shown = _letters(heading)
        for title in titles:
            if letters(title) >= _LEAST_SHOWN and shown.endswith(_letters(title)) and _letters(title) not in first:
                return title
    return None


def _without_kicker(heading: str, stated: list[str], window: list[str]) -> str:
    """A heading without the words above the title, where the page has the title elsewhere without them.

    "Talks in the north - Old bridge closed" or "Talks in the north Old bridge closed", called "Old bridge closed" or
    "Old bridge closed - Talks in the north" or "North: Old bridge closed".
    """
    shown = _letters(heading)
    if any(_letters(title) == shown for title in stated):
        return heading
    parts = [part for title in stated for part in (title, *_PARTS.split(title))]
    for part in parts:
        if letters(part) >= _LEAST_SHOWN and shown.endswith(_letters(part)) and shown != _letters(part):
            return part
    if any(shown in _letters(title) for title in (*stated, *window)):
        return heading
    for separator in (" - ", " – ", ": ", " | "):
        _, found, rest = heading.partition(separator)
        if found and letters(rest) >= _LEAST_SHOWN and any(title.endswith(rest) for title in stated):
            return rest
    return heading


def _meta_titles(candidates: Candidates) -> list[str]:
    return list(candidates.meta_values("og:title", "twitter:title", "headline", "dc.title", "title"))[:3]


def _agreement(heading: str, others: list[str]) -> float:
    words = _words(heading)
    if not words or len(heading) < 8:
        return 0.0
    if any(heading in other for other in others):
        return 1.0
    return max((len(words & _words(other)) / len(words | _words(other)) for other in others), default=0.0)


@lru_cache(maxsize=100)  # each heading is compared with every title
def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text.casefold())


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
