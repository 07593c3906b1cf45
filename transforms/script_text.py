"""The story of a page that a browser would first have to build: HTML kept as a string in the page's scripts.

Frameworks that render in the browser ship the article as JSON, sometimes as a string inside another string. Searched
only for pages that show no text themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script", re.DOTALL | re.IGNORECASE)
_LONG_STRING = re.compile(r'"((?:[^"\\]|\\.){400,})"')
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL | re.IGNORECASE)
_MAX_DEPTH = 3  # strings within strings


def story_in_scripts(html: str) -> str | None:
    """The longest run of HTML paragraphs that a script of the page holds as a string, as HTML, or None.

    >>> story_in_scripts('<script>var a = {"body": "<p>' + "A sentence. " * 50 + '</p>"}</script>')[:14]
    '<p>A sentence.'
    """
    found = (text for script in _SCRIPT.finditer(html) for text in _strings(script[1], _MAX_DEPTH))
    stories = ("".join(f"<p>{paragraph}</p>" for paragraph in _PARAGRAPH.findall(text)) for text in found)
    return max(stories, key=len, default=None) or None


def _strings(source: str, depth: int) -> Iterator[str]:
    for literal in _LONG_STRING.finditer(source):
        try:
            text = json.loads(f'"{literal[1]}"', strict=False)
        except ValueError:
            continue
        yield text
        if depth > 1 and "<p" not in text:
            yield from _strings(text, depth - 1)
