"""The body of an HTML page: parsed whole, pruned, narrowed to the story, and read line by line.

News is read from the smallest element that holds 90 % of the paragraph text (`story_lines`); where that is too short,
trafilatura (Barbaresi 2021) reads the whole page in recall mode. Other pages are read by trafilatura first.
resiliparse is the last rung for both. libxml2 cuts pages at 256 nested elements and at nodes of 10 MB without an error,
so the parser's log is read and such pages are parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from transforms.errors import FormatError
from transforms.records import Profile
from transforms.story_lines import letters, standfirst, story_text

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
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RESILIPARSE_LIMIT = 1_000_000  # characters; it is quadratic in the depth, and takes seconds for so many
# trafilatura is quadratic in the inline children of one element: 20,000 take over 25 s.
_MANY_INLINE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class MainTextParams:
    """How the story is found in a page."""

    paragraph_share: float = (
        0.9  # of the page's paragraph text inside the story's element; 0.8 and 0.97 scored the same
    )
    min_paragraph: int = 60  # letters; shorter paragraphs are captions, links and buttons
    min_paragraphs_total: int = 250  # letters; below, there is too little text to tell a story by
    min_story: int = 120  # letters; what is shorter may be a teaser, so that the page is read once more
    min_text: int = 400  # characters; a shorter text may be all that a wall lets through
    box_share: float = 0.4  # of the paragraph text: an element with so much is kept whatever it is called


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """The tree of a page, and whether the parser gave up before its end."""

    tree: HtmlElement
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryElement:
    """The element of a page that holds its story, and those in it that hold much of it."""

    element: HtmlElement
    much: frozenset[HtmlElement]


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


def main_text(
    page: ParsedPage,
    html: str,
    params: MainTextParams | None = None,
    *,
    profile: Profile = "news",
    descriptions: Sequence[str] = (),
) -> str | None:
    """The story of a page, paragraphs separated by line ends, or None if the page has none.

    page: consumed; its tree is pruned in place, so metadata is to be read before.
    html: the page's source, for the parser without limits where the tree is cut.
    descriptions: what the page says for machines that it is about; its lead is known by them.
    """
    params = params or MainTextParams()
    if page.is_cut:
        page = parse_page(flatten(html))
    if page.is_cut:
        return _by_resiliparse(html) if len(html) <= _RESILIPARSE_LIMIT else None
    prune(page.tree)
    text = ""
    for read in _ENGINES[profile]:
        text = max(text, read(page.tree, params), key=len)
        if letters(text) >= params.min_story and max(map(letters, text.split("\n"))) >= params.min_paragraph:
            break
    lead = standfirst(page.tree, descriptions, text) if text else None
    return (f"{lead}\n{text}" if lead else text) or _by_resiliparse(html)


def flatten(html: str) -> str:
    """A page without the tags that are nested by the thousand: a paragraph begins where a block began or ended.

    >>> flatten("<div><div><b>One</b> line</div></div>two")
    '<p>One line<p>two'
    """
    return _BLOCK_TAGS.sub("<p>", _INLINE_TAG.sub("", html))


def prune(tree: HtmlElement) -> None:
    """Take out of a tree what never holds a sentence, and unwrap inline tags where one element has thousands."""
    etree.strip_elements(tree, *_DEAD_TAGS, with_tail=False)
    inline = list(tree.iter(*_INLINE_TAGS))
    if len(inline) < _MANY_INLINE:
        return
    for parent in {element.getparent() for element in inline}:
        if parent is not None and len(parent) > _MANY_INLINE:
            etree.strip_tags(parent, *_INLINE_TAGS)
            _join_texts(parent)


def narrow(tree: HtmlElement, params: MainTextParams) -> StoryElement | None:
    """The smallest element with `paragraph_share` of the page's paragraph text, or None if there is too little text."""
    for paragraphs in (_paragraphs, _blocks):
        weights: dict[HtmlElement, int] = {}
        total = 0
        for length, paragraph in paragraphs(tree, params.min_paragraph):
            total += length
            weights[paragraph] = weights.get(paragraph, 0) + length
            for ancestor in paragraph.iterancestors():
                weights[ancestor] = weights.get(ancestor, 0) + length
        if total >= params.min_paragraphs_total:
            break
    else:
        return None
    least = params.paragraph_share * total
    enough = [element for element, weight in weights.items() if weight >= least and element.tag != "p"]
    # Elements with over half of the text lie on one line of descent, so the last one down is the smallest.
    story = max(enough, key=lambda element: sum(1 for _ in element.iterancestors()))
    _take_in_paragraphs_before(story, params.min_paragraph)
    much = frozenset(element for element, weight in weights.items() if weight >= params.box_share * total)
    return StoryElement(element=story, much=much)


def _take_in_paragraphs_before(story: HtmlElement, min_length: int) -> None:
    """Move paragraphs that stand directly before the story into its element: a lead, or the first words."""
    before = story.getprevious()
    while before is not None and before.tag == "p":
        length = len("".join(map(str, before.itertext())).strip())
        if length < min_length or _is_link_list(before, length):
            return
        story.insert(0, before)
        # The element's own first words stood after the paragraph, and do so still.
        before.tail, story.text = _storable((before.tail or "") + (story.text or "")), None
        before = story.getprevious()


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


def _by_lines(tree: HtmlElement, params: MainTextParams) -> str:
    story = narrow(tree, params)
    return story_text(story.element, story.much.__contains__) if story else ""


def _by_trafilatura(tree: HtmlElement, _: MainTextParams) -> str:
    return _extract(tree, is_recall=False)


def _by_trafilatura_recall(tree: HtmlElement, _: MainTextParams) -> str:
    return _extract(tree, is_recall=True)


def _extract(tree: HtmlElement, *, is_recall: bool) -> str:
    # Half a second to import: only processes that extract with it pay for it.
    from trafilatura import bare_extraction

    text = getattr(bare_extraction(tree, options=_options(is_recall=is_recall)), "text", None)
    return text if isinstance(text, str) else ""


@cache
def _options(*, is_recall: bool) -> Extractor:
    # Never with deduplication: that remembers the documents before, so the result would depend on their order.
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", recall=is_recall, comments=False, dedup=False)


# What reads a page, best first; the next is asked where the text is too short to be a story.
_ENGINES: Mapping[Profile, tuple[Callable[[HtmlElement, MainTextParams], str], ...]] = {
    "news": (_by_lines, _by_trafilatura_recall),
    "web": (_by_trafilatura, _by_lines),
}


def _paragraphs(tree: HtmlElement, min_length: int) -> Iterator[tuple[int, HtmlElement]]:
    for paragraph in tree.iter("p"):
        length = letters("".join(map(str, paragraph.itertext())).strip())
        if length >= min_length and not _is_link_list(paragraph, length):
            yield length, paragraph


def _blocks(tree: HtmlElement, min_length: int) -> Iterator[tuple[int, HtmlElement]]:
    """Elements that have text of their own, for pages that do not mark their paragraphs."""
    for element in tree.iter("div", "td", "section", "article", "p", "span", "font", "center", "body", "blockquote"):
        length = letters((element.text or "").strip()) + sum(letters((child.tail or "").strip()) for child in element)
        if length >= min_length:
            yield length, element


def _is_link_list(paragraph: HtmlElement, length: int) -> bool:
    if length >= 400:
        return False
    linked = sum(letters("".join(map(str, link.itertext()))) for link in paragraph.iter("a"))
    return linked > 0.5 * length


def _join_texts(element: HtmlElement) -> None:
    # Stripping leaves one text node for each tag; written anew they are one, and no longer slow to search.
    element.text = _storable(element.text or "")
    for child in element:
        child.tail = _storable(child.tail or "")


def _storable(text: str) -> str:
    """Text that lxml takes: it gives control characters out of a page, and refuses them."""
    return _NOT_XML.sub("", text)


def _by_resiliparse(html: str) -> str | None:
    from resiliparse.extract.html2text import extract_plain_text

    text = extract_plain_text(html, main_content=True, alt_texts=False, preserve_formatting=True)
    return str(text).strip() or None
