"""States of an article: what identifies one, and what differs between two.

A state is what readers see: title, text and publication time. A page that is fetched again with another advertisement
is the same state.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from transforms.records import content_id

SPACES = re.compile(r"\s+")


def text_hash(text: str) -> str:
    """The hash of a text with white space, case and compatibility forms folded.

    >>> text_hash("Ferry  aground") == text_hash("ferry\\naground")
    True
    """
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return content_id(SPACES.sub(" ", folded).strip().casefold())


def revision_id(
    article_id: str, title: str | None, text: str, published_at: datetime | None, *, returns: int = 0
) -> str:
    """The id of a state of an article. returns: how often the article came back to this state after another."""
    published = published_at.isoformat() if published_at else ""
    return content_id(article_id, title or "", text, published, str(returns))


def changed_fields(
    before: tuple[str | None, str, datetime | None], after: tuple[str | None, str, datetime | None]
) -> list[str]:
    """The names of what differs between two states, each given as title, hash of the text, and publication time.

    >>> changed_fields(("A", "1", None), ("B", "1", None))
    ['title']
    """
    names = ("title", "text", "published_at")
    return [name for name, old, new in zip(names, before, after, strict=True) if old != new]
