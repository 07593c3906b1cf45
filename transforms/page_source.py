"""The source of a page made ready for a parser: code is left out, and faults are mended that would swallow text.

A browser takes all that follows an unclosed comment, script or quoted value for a part of it, and so do parsers; what
its author wrote is then missing without an error. Only what has no end anywhere in the rest of the page is mended;
and the ends of body and html go where anything may follow, as libxml2 stops at those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

# What hides or holds everything up to its end tag, in browsers or in what is pruned from a page.
SWALLOWING = ("script", "style", "textarea", "iframe", "noframes", "svg", "select", "option", "object", "template")
# Written out in both cases: to search without regard to case takes twice as long, on pages of megabytes.
_CODE = frozenset(("script", "style", "svg"))  # half of the characters of a usual page, of which nothing is read
_NOTED = (*SWALLOWING, "title", "body", "html")
_NAMES = "|".join((*_NOTED, *map(str.upper, _NOTED)))
_STARTS = "".join(sorted({letter for name in _NOTED for letter in (name[0], name[0].upper())}))
_TAG = re.compile(rf"<(/?)(?=[{_STARTS}][a-zA-Z]{{2}})({_NAMES})\b")  # half of the tags are seen at once to be others
_COMMENT_END = re.compile(r"--!?>")
_PAGE_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_SHADOW_ROOT = re.compile(r"<template(?=\s[^<>]{0,200}?\bshadowroot)", re.IGNORECASE)
# A tag's first value, if the tag ends in it and others follow up to the quote that opens the next value, or to the end.
_OPEN_VALUE = re.compile(
    r"""(<[a-zA-Z][\w-]*\s[\w\s:-]{0,200}=\s*)"([^<>"]{0,2000})>"""
    r"""(?=[^"<]*+<(?:[^"=]+|=(?!\s*"))*+(?:=\s*"|\Z))"""  # possessive: looked through once
)

_MAYBE_JSON_LD = re.compile("ld.{1,8}json", re.IGNORECASE)  # its plus sign can be written as an entity
_LONGEST_END = 40  # characters: both ends and white space
_END = re.compile(r"</body>\s*</html>\s*$", re.IGNORECASE)
# An open value makes such a tag, which is found in half the time once all but tags and quotes is left out.
_TAG_WITH_ONE_QUOTE = b'<">'
_NO_MARKUP = bytes(byte for byte in range(256) if byte not in _TAG_WITH_ONE_QUOTE)


def mended(html: str) -> str:
    """The page without the beginnings of what never ends, and without code but for what it states as JSON-LD.

    >>> mended("<p>One</p><!-- advert <p>Two</p>")
    '<p>One</p> advert <p>Two</p>'
    >>> mended('<p class="lead>One</p><p class="end">Two</p>')
    '<p class="lead">One</p><p class="end">Two</p>'
    >>> mended("<title>Ferry<body><p>One</body></html><p>Two")
    '<title>Ferry</title><body><p>One<p>Two'
    >>> mended("<!-- one --><script>a</script><p>Two")
    '<!-- one --><script></script><p>Two'
    """
    found = list(_TAG.finditer(html))
    html = _without_code(html, found)
    tags = [(name.lower(), not slash) for slash, name in (tag.group(1, 2) for tag in found)]
    if html.rfind("<!--") > html.rfind("-->") and html.rfind("<!--") > html.rfind("--!>"):
        html = _without_open_comment(html)
    is_open = dict(tags)  # as the last tag of each name has it
    for tag in (tag for tag in SWALLOWING if is_open.get(tag)):
        html = _without_open(html, tag)
    if is_open.get("title"):
        html = _with_title_end(html)
    if "template" in is_open:
        html = _SHADOW_ROOT.sub("<div", html)  # of a web component: its content is shown
    if _TAG_WITH_ONE_QUOTE in html.encode("utf-8", "replace").translate(None, _NO_MARKUP):
        html = _OPEN_VALUE.sub(r'\1"\2">', html)
    return html if _ends_once(html, tags) else _PAGE_END.sub("", html)


def _without_code(html: str, tags: Sequence[re.Match[str]]) -> str:
    """The page with its scripts, style sheets and drawings empty.

    Only where the end follows a start with no such tag between them: so nothing is lost where one of them stands in a
    comment, in a value or without its end.
    """
    kept = []
    done = 0
    for tag, following in pairwise(tags):
        if following[1] and not tag[1] and tag[2] in _CODE and tag[2] == following[2]:
            end = following.start()
            content = html.find(">", tag.end(), end) + 1
            is_plain = content and content < end and _is_plain_start(html[tag.end() : content])
            if is_plain and not _leaves_comment(html, content, end):
                kept.append(html[done:content])
                done = end
    return "".join((*kept, html[done:])) if kept else html


def _leaves_comment(html: str, start: int, end: int) -> bool:
    """Whether a comment that began before a part of the page ends in it: what is behind it is no code."""
    close = html.find("-->", start, end)
    return close >= 0 and html.find("<!--", start, close) < 0


def _is_plain_start(tag: str) -> bool:
    """Whether a tag is sure to begin what may go: it ends where it seems to, and does not hold what a page states."""
    if tag == ">":
        return True
    is_whole = not tag.endswith("/>") and tag.count('"') % 2 == tag.count("'") % 2 == 0
    return is_whole and not ("json" in tag.lower() and _MAYBE_JSON_LD.search(tag))


def _ends_once(html: str, tags: Sequence[tuple[str, bool]]) -> bool:
    """Whether body and html end once each, with nothing behind them."""
    ends = [name for name, is_start in tags if not is_start and name in ("body", "html")]
    return sorted(ends) == ["body", "html"] and _END.search(html[-_LONGEST_END:]) is not None


def _without_open_comment(html: str) -> str:
    """The page without the starts of comments behind the last end of one."""
    last = max((found.end() for found in _COMMENT_END.finditer(html)), default=0)
    return html[:last] + html[last:].replace("<!--", "")


def _with_title_end(html: str) -> str:
    """The page with the end of its title before the next tag."""
    return re.sub(r"(<title\b[^<>]*>[^<]*)", r"\1</title>", html, count=1, flags=re.IGNORECASE)


def _without_open(html: str, tag: str) -> str:
    """The page without the start tags of this name behind its last end tag, nor the code up to the next tag."""
    ends = re.finditer(rf"</{tag}(?=[\s>/])", html, re.IGNORECASE)
    last = max((found.end() for found in ends), default=0)
    start = rf"<{tag}(?=[\s>/])"
    code = rf"{start}(?![^>]*\ssrc\s*=)[^>]*>[^<]*|" if tag in ("script", "style") else ""
    # A tag that the page ends in stays, but is matched: so no search begins again behind one that found no end.
    return html[:last] + re.sub(rf"{code}{start}[^>]*(?:>|(\Z))", _unless_cut, html[last:], flags=re.IGNORECASE)


def _unless_cut(found: re.Match[str]) -> str:
    return "" if found[1] is None else found[0]
