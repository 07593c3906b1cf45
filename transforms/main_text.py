"""The body of an HTML page: parsed whole, pruned, narrowed to the story, and extracted by trafilatura.

trafilatura (Barbaresi 2021) is the engine. It is handed the smallest element that holds 90 % of the paragraph text,
in fast mode; the whole page in recall mode is the next rung, resiliparse the last. libxml2 cuts pages at 256 nested
elements and at nodes of 10 MB without an error, so the parser's log is read and such pages are parsed again.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from transforms.errors import FormatError

if TYPE_CHECKING:
    from trafilatura.settings import Extractor

# lxml.html asks a Python function for the class of every element; this asks none.
_ELEMENT_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
_DEAD_TAGS = (
    "script", "style", "svg", "template", "iframe", "link", "canvas", "embed", "object", "path", "input", "select",
    "option", "dialog", "track", "source",
)  # fmt: skip
_INLINE_TAGS = ("b", "i", "em", "strong", "span", "font", "u", "small", "big", "mark")
_INLINE_TAG = re.compile(r"</?(?:b|i|em|strong|span|font|u|small|big|mark)\b[^>]{0,2000}>", re.IGNORECASE)
_BLOCK_TAGS = re.compile(
    r"(?:</?(?:div|section|center|table|tbody|tr|td|th|blockquote|ul|ol|li|dl|dd|dt)\b[^>]{0,2000}>\s*)+", re.IGNORECASE
)
_RESILIPARSE_LIMIT = 1_000_000  # characters; it is quadratic in the depth, and takes seconds for so many
# trafilatura is quadratic in the inline children of one element: 20,000 take over 25 s.
_MANY_INLINE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class MainTextParams:
    """How the story is found in a page."""

    paragraph_share: float = (
        0.9  # of the page's paragraph text inside the story's element; 0.8 and 0.97 scored the same
    )
    min_paragraph: int = 60  # characters; shorter paragraphs are captions, links and buttons
    min_paragraphs_total: int = 600  # characters; below, there is too little text to narrow by
    min_text: int = 400  # characters; a shorter result is tried again on the whole page
    min_share_kept: float = 0.6  # of the story element's paragraph text; keeping less means a wrong guess


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """The tree of a page, and whether the parser gave up before its end."""

    tree: HtmlElement
    is_cut: bool


def parse_page(html: str) -> ParsedPage:
    """The tree of a page without comments, whole if libxml2 can be brought to it.

    Raises FormatError if there is no element in the text.
    """
    for is_huge in (False, True):
        parser = _parser(is_huge=is_huge)
        # Undecodable halves of surrogate pairs can stand in the text of an export.
        tree = _tree(html.encode("utf-8", "replace"), parser)
        is_cut = bool(parser.error_log.filter_from_fatals())
        if not is_cut:
            break
    return ParsedPage(tree=tree, is_cut=is_cut)


def main_text(page: ParsedPage, html: str, params: MainTextParams | None = None) -> str | None:
    """The story of a page, paragraphs separated by line ends, or None if the page has none.

    page: consumed; its tree is pruned in place, so metadata is to be read before.
    html: the page's source, for the parser without limits where the tree is cut.
    """
    params = params or MainTextParams()
    if page.is_cut:
        page = parse_page(flatten(html))
    if page.is_cut:
        return _by_resiliparse(html) if len(html) <= _RESILIPARSE_LIMIT else None
    prune(page.tree)
    best = ""
    for text in _rungs(page.tree, params):
        best = max(best, text, key=len)
        if len(best) >= params.min_text:
            break
    return best or _by_resiliparse(html)


def flatten(html: str) -> str:
    """A page without the tags that are nested by the thousand: a paragraph begins where a block began or ended.

    >>> flatten("<div><div><b>One</b> line</div></div>two")
    '<p>One line<p>two'
    """
    return _BLOCK_TAGS.sub("<p>", _INLINE_TAG.sub("", html))


def prune(tree: HtmlElement) -> None:
    """Take out of a tree what never holds a sentence, and unwrap inline tags where one element has thousands."""
    for element in list(tree.iter(*_DEAD_TAGS)):
        _drop_keeping_tail(element)
    inline = list(tree.iter(*_INLINE_TAGS))
    if len(inline) < _MANY_INLINE:
        return
    for parent in {element.getparent() for element in inline}:
        if parent is not None and len(parent) > _MANY_INLINE:
            etree.strip_tags(parent, *_INLINE_TAGS)
            _join_texts(parent)


def narrow(tree: HtmlElement, params: MainTextParams) -> HtmlElement | None:
    """The smallest element with `paragraph_share` of the page's paragraph text, or None if that is the whole page."""
    weights: dict[HtmlElement, int] = {}
    total = 0
    for length, paragraph in _paragraphs(tree, params.min_paragraph):
        total += length
        for ancestor in paragraph.iterancestors():
            weights[ancestor] = weights.get(ancestor, 0) + length
    if total < params.min_paragraphs_total:
        return None
    enough = [element for element, weight in weights.items() if weight >= params.paragraph_share * total]
    # Elements with over half of the text lie on one line of descent, so the last one down is the smallest.
    story = max(enough, key=lambda element: sum(1 for _ in element.iterancestors()))
    if story.tag in ("html", "body"):
        return None
    article = next(story.iterancestors("article"), None)
    is_wrapper = article is not None and weights[article] <= 1.05 * weights[story]
    return article if is_wrapper else story


def _parser(*, is_huge: bool = False) -> HTMLParser:
    # One for each page: the error log belongs to the parser.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=is_huge)
    parser.set_element_class_lookup(_ELEMENT_CLASSES)
    return parser


def _tree(content: bytes, parser: HTMLParser) -> HtmlElement:
    try:
        return document_fromstring(content, parser=parser)
    except etree.ParserError as error:
        raise FormatError(f"no element in {len(content)} bytes of HTML") from error
    except etree.XMLSyntaxError as error:
        # This parser makes a tree of anything; without a tree libxml2 got no memory.
        raise MemoryError(f"no tree of {len(content)} bytes of HTML") from error


def _rungs(tree: HtmlElement, params: MainTextParams) -> Iterator[str]:
    story = narrow(tree, params)
    if story is not None:
        text = _extract(_alone(story), is_fast=True)
        written = sum(len("".join(map(str, paragraph.itertext()))) for paragraph in story.iter("p"))
        if len(text) >= params.min_share_kept * written:
            yield text
    yield _extract(tree, is_fast=False)


def _extract(tree: HtmlElement, *, is_fast: bool) -> str:
    # Half a second to import: only processes that extract pages pay for it.
    from trafilatura import bare_extraction

    text = getattr(bare_extraction(tree, options=_options(is_fast=is_fast)), "text", None)
    return text if isinstance(text, str) else ""


@cache
def _options(*, is_fast: bool) -> Extractor:
    # Never with deduplication: that remembers the documents before, so the result would depend on their order.
    from trafilatura.settings import Extractor

    # Recall on the narrowed story too: else trafilatura measures the rest of the page, which is not there.
    return Extractor(output_format="python", fast=is_fast, recall=True, comments=False, dedup=False)


def _alone(element: HtmlElement) -> HtmlElement:
    """A page that has nothing but a copy of the element."""
    page = _tree(b"<html><body></body></html>", _parser())
    body = page[0]
    story = copy.copy(element)
    story.tail = None
    body.append(story)
    return page


def _paragraphs(tree: HtmlElement, min_length: int) -> Iterator[tuple[int, HtmlElement]]:
    for paragraph in tree.iter("p"):
        length = len("".join(map(str, paragraph.itertext())).strip())
        if length >= min_length and not _is_link_list(paragraph, length):
            yield length, paragraph


def _is_link_list(paragraph: HtmlElement, length: int) -> bool:
    if length >= 400:
        return False
    linked = sum(len("".join(map(str, link.itertext()))) for link in paragraph.iter("a"))
    return linked > 0.5 * length


def _join_texts(element: HtmlElement) -> None:
    # Stripping leaves one text node for each tag; written anew they are one, and no longer slow to search.
    element.text = element.text
    for child in element:
        child.tail = child.tail


def _drop_keeping_tail(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _by_resiliparse(html: str) -> str | None:
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(html, main_content=True, alt_texts=False, preserve_formatting=True)
    return str(text).strip() or None
