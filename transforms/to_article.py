"""A document found in a file becomes an article, or is rejected with a reason.

Each kind of document has its own way to a story and its metadata; what follows is the same for all: language, ids and
the length below which nothing is an article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from transforms.credits import dateline_agency, is_agency_line
from transforms.decode import decode
from transforms.errors import FormatError, LockedError, MissingLibraryError
from transforms.main_text import MainTextParams, main_text, parse_page
from transforms.metadata.access import access
from transforms.metadata.alternatives import alternatives
from transforms.metadata.bylines import split_byline
from transforms.metadata.container_fields import container_fields
from transforms.metadata.dates import Moment, is_possible
from transforms.metadata.found import Fields, FieldValue, Found, columns
from transforms.metadata.language import guess_language, language_code
from transforms.metadata.page_fields import Page, page_fields
from transforms.metadata.sweep import Candidates, sweep
from transforms.metadata.urls import article_url, is_article_url, site_of, usable_url
from transforms.page_source import mended
from transforms.pdf_story import pdf_story
from transforms.pdf_text import read_pdf
from transforms.records import Alternative, Article, Document, Kind, Profile, Rejected, Removed, content_id
from transforms.residue_phrases import is_residue_line
from transforms.script_text import story_in_scripts
from transforms.story_lines import is_listing
from transforms.text_cleanup import count_words, cut_lines, normalize_text
from transforms.text_scrape import (
    ScrapeParams,
    begins_story,
    clean_scrape,
    head_reason,
    is_code,
    is_menu,
    repeats_title,
)

_NO_LETTER = re.compile("[\x00-\x08\ufffd\ue000-\uf8ff]")
_MOST_ILLEGIBLE = 0.1  # of the characters of a PDF; symbols and bullets are a few
_CODE_HEAD = 50_000  # characters; a program shows within them that it is one
_LONGEST_HEAD = 12  # lines; a list without a sentence in so many has no head
_TAIL_LINES = 4  # below a story: page controls, imprint


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleParams:
    """What counts as an article, and how its parts are found."""

    min_words: int = 15  # the shortest agency flash with a sentence of its own; below are captions and error pages
    min_sentence_words: int = 8  # in one line of a page at least: a front page has headlines and no sentence
    least_beside_media: int = (
        100  # words of a page that says it is a film, gallery or list: more tell a story beside it
    )
    max_bytes: int = 32 << 20  # a page of twice that takes a minute; the largest real ones, live blogs, have two
    now: datetime | None = None  # aware; later dates are refused; None takes the time the document was fetched
    profile: Profile = "news"  # of the pages: what is read as the story of one
    main_text: MainTextParams = field(default_factory=MainTextParams)
    scrape: ScrapeParams = field(default_factory=ScrapeParams)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a document has to say, before it is known whether it is an article."""

    text: str
    removed: tuple[Removed, ...] = ()
    fields: Fields = field(default_factory=dict)
    url: str | None = None
    canonical_url: str | None = None
    access: Mapping[str, Any] = field(default_factory=dict)  # Any: keywords of Article, which checks them
    alternatives: tuple[Alternative, ...] = ()
    claimed_language: str | None = None  # a valid code that the page states; weaker than the text itself


def to_article(document: Document, params: ArticleParams | None = None) -> Article | Rejected:
    """The article in a document, or why there is none; the same for the same document and parameters anywhere."""
    params = params or ArticleParams()
    if not document.content or document.content.isspace():
        return _rejected(document, "empty_file", "0 bytes that are not white space")
    if document.kind == "pdf":
        story = _from_pdf(document, params)
        return story if isinstance(story, Rejected) else _judged(document, story, params)
    if len(document.content) > params.max_bytes:
        return _rejected(
            document,
            "too_large",
            f"{len(document.content):,} bytes, over the limit document_bytes of {params.max_bytes:,}",
        )
    try:
        text = decode(document.content, document.charset).text
    except FormatError as error:
        return _rejected(document, "undecodable", str(error))
    story = STORIES[document.kind](document, text, params)
    return story if isinstance(story, Rejected) else _judged(document, story, params)


def _from_page(document: Document, source: str, params: ArticleParams) -> Story | Rejected:
    now = params.now or document.fetched_at
    address = _stated_url(document, "url")
    html = mended(source)
    try:
        parsed = parse_page(html)
    except FormatError as error:
        return _rejected(document, "not_an_article", str(error))
    candidates = sweep(parsed.tree, address)
    page = Page(tree=parsed.tree, candidates=candidates, source=source, url=address, now=now)
    found = page_fields(page)
    descriptions = (candidates.linked.description, *candidates.meta_values("og:description", "description"))
    body = main_text(
        parsed, html, params.main_text, profile=params.profile, descriptions=tuple(filter(None, descriptions))
    )
    if parsed.is_cut and not body:
        return _rejected(
            document,
            "parser_limit",
            f"{len(html)} characters of HTML, nested or sized beyond what libxml2 and resiliparse read",
        )
    if params.profile == "news" and not candidates.claims_article:
        other = _other_than_article(parsed.tree, candidates, body or "", params)
        if other:
            return _rejected(document, "not_an_article", other)
    text, removed = _cut_residue(_body_or_rescue(body, source, candidates, params), _title_of(found))
    # The file knows better than a guess from the address; the page knows better than the file, which may be about it.
    # A piece of a page, as feeds have it, says nothing about itself: its headings are those of its parts.
    is_piece = not (candidates.page_title or candidates.headings or candidates.meta)
    guessed = {name: value for name, value in found.items() if is_piece or value.source == "url"}
    known = {name: value for name, value in found.items() if name not in guessed}
    signed, stated_in_file = _signed(text, removed), container_fields(document.fields, now)
    fields = _without_agency_as_author({**signed, **guessed, **stated_in_file, **known})
    stated = (candidates.canonical, candidates.first_meta("og:url"), candidates.linked.url)
    return Story(
        text=text,
        removed=removed,
        fields=fields,
        url=address or usable_url(stated[0]) or usable_url(stated[1]),
        canonical_url=article_url(stated, address),
        access=access(candidates, address),
        alternatives=alternatives(page, fields, (stated_in_file, guessed, signed)),
        claimed_language=_claimed_language(candidates),
    )


def _without_agency_as_author(fields: Fields) -> Fields:
    """The fields without the author that is the agency credited: pages state it in the author's place."""
    agency, authors = fields.get("agency"), fields.get("authors")
    if not (agency and authors and isinstance(authors.value, tuple)):
        return fields
    persons = tuple(name for name in authors.value if name.casefold() != str(agency.value).casefold())
    others = {name: value for name, value in fields.items() if name != "authors"}
    return others | ({"authors": Found(persons, authors.source)} if persons else {})


def _other_than_article(tree: HtmlElement, candidates: Candidates, text: str, params: ArticleParams) -> str | None:
    """What a page is that does not claim to be an article, if it is beyond doubt something else."""
    if is_listing(tree):
        return "a list of other pages: headings that are links, with a sentence or two below each"
    kind = candidates.linked.other_type or (candidates.first_meta("og:type") or "").lower()
    is_other = candidates.linked.other_type is not None or kind.startswith("video")
    if is_other and count_words(text) < params.least_beside_media:
        return f"a page of type {kind!r} with {count_words(text)} words, {params.least_beside_media} wanted"
    return None


def _from_scrape(document: Document, text: str, params: ArticleParams) -> Story | Rejected:
    if is_code(text[:_CODE_HEAD].split("\n")):
        return _rejected(document, "not_an_article", "lines of a program, of settings or of a table, and no sentences")
    stated = container_fields(document.fields, params.now or document.fetched_at)
    scrape = clean_scrape(normalize_text(text).split("\n"), params.scrape, _title_of(stated))
    fields = {**_possible(scrape.fields, params.now or document.fetched_at), **stated}
    return _story_in_container(document, scrape.text, scrape.removed, fields)


def _possible(fields: Fields, now: datetime | None) -> Fields:
    """The fields without dates that a text cannot be of: one that announces an event may begin with its day."""
    return {
        name: found
        for name, found in fields.items()
        if not isinstance(found.value, Moment) or is_possible(found.value, now)
    }


def _from_export(document: Document, text: str, params: ArticleParams) -> Story:
    stated = container_fields(document.fields, params.now or document.fetched_at)
    kept, removed = _cut_residue(normalize_text(text), _title_of(stated))
    return _story_in_container(document, kept, removed, {**_signed(kept, removed), **stated})


def _from_pdf(document: Document, params: ArticleParams) -> Story | Rejected:
    try:
        pdf = read_pdf(document.content)
    except MissingLibraryError as error:
        return _rejected(document, "not_installed", str(error))
    except LockedError as error:
        return _rejected(document, "unreadable", str(error))
    except FormatError as error:
        return _rejected(document, "damaged", str(error))
    story = pdf_story(pdf, params.scrape)
    if story is None:
        detail = f"none of its {len(pdf.pages)} pages has a text layer: scanned pages need text recognition (OCR) first"
        return _rejected(document, "no_text_layer", detail)
    if len(_NO_LETTER.findall(story.text)) > _MOST_ILLEGIBLE * len(story.text):
        return _rejected(document, "undecodable", "its fonts do not say which letters they show")
    stated = container_fields(document.fields, params.now or document.fetched_at)
    fields = {**_possible(story.fields, params.now or document.fetched_at), **stated}
    return _story_in_container(document, story.text, story.removed, fields)


STORIES: Mapping[Kind, Callable[[Document, str, ArticleParams], Story | Rejected]] = {
    "html": _from_page,
    "scrape": _from_scrape,
    "export": _from_export,
}


def _story_in_container(document: Document, text: str, removed: tuple[Removed, ...], fields: Fields) -> Story:
    url = _stated_url(document, "url")
    canonical = _stated_url(document, "canonical_url") or url
    return Story(
        text=text,
        removed=removed,
        fields=fields,
        url=url or canonical,
        canonical_url=canonical if canonical and is_article_url(canonical) else None,
    )


def _judged(document: Document, story: Story, params: ArticleParams) -> Article | Rejected:
    word_count = count_words(story.text)
    if not story.text:
        return _rejected(document, "not_an_article", "no text that reads like a story")
    if word_count < params.min_words:
        return _rejected(document, "too_short", f"{word_count} words, {params.min_words} wanted")
    if document.kind == "html" and not _has_sentence(story.text, params.min_sentence_words):
        longest = max(map(count_words, story.text.split("\n")))
        detail = f"no line has more than {longest} words: links or captions, {params.min_sentence_words} are wanted"
        return _rejected(document, "not_an_article", detail)
    url = story.canonical_url or story.url
    return Article(
        article_id=_article_id(document, story.canonical_url),
        document_id=document.document_id,
        file_id=document.file_id,
        source=document.source,
        path=document.path,
        record=document.record,
        url=story.url,
        canonical_url=story.canonical_url,
        site=site_of(url) if url else None,
        fetched_at=document.fetched_at,
        text=story.text,
        removed=story.removed,
        word_count=word_count,
        alternatives=story.alternatives,
        **story.access,
        **columns({**_language(story), **story.fields}),
    )


def _has_sentence(text: str, min_words: int) -> bool:
    return any(count_words(line) >= min_words for line in text.split("\n"))


def _article_id(document: Document, canonical_url: str | None) -> str:
    if canonical_url:
        return content_id("url", canonical_url)
    return content_id("path", document.source, document.path, document.record)


def _language(story: Story) -> Fields:
    if "language" in story.fields:
        return {}
    guess = guess_language(story.text)
    if guess:
        return {"language": Found(guess, "text")}
    return {"language": Found(story.claimed_language, "html")} if story.claimed_language else {}


def _claimed_language(candidates: Candidates) -> str | None:
    for claim in (candidates.linked.language, candidates.html_language, candidates.first_meta("og:locale")):
        code = language_code(claim) if claim else None
        if code:
            return code
    return None


def _body_or_rescue(body: str | None, source: str, candidates: Candidates, params: ArticleParams) -> str:
    # As a rule JSON-LD repeats a teaser or runs paragraphs together; behind a script or a pay wall it is all there is.
    text = normalize_text(body or "")
    if len(text) >= params.main_text.min_text:
        return text
    linked = normalize_text(candidates.linked.body or "")
    in_script = _text_of_markup(story_in_scripts(source)) if len(linked) <= 1.5 * len(text) else ""
    return max(linked, in_script, key=len) if max(len(linked), len(in_script)) > 1.5 * len(text) else text


def _text_of_markup(html: str | None) -> str:
    paragraphs = parse_page(html).tree.iter("p") if html else ()
    return normalize_text("\n".join(str(paragraph.text_content()) for paragraph in paragraphs))


def _cut_residue(text: str, title: str | None) -> tuple[str, tuple[Removed, ...]]:
    lines = text.split("\n")
    reasons = ["residue" if is_residue_line(line) else None for line in lines]
    story = 0
    for number, line in enumerate(lines[:_LONGEST_HEAD]):
        story, in_head = number, reasons[number] or _reason_in_head(line, title)
        if not in_head and begins_story(line):
            break
        reasons[number] = in_head
    for number in range(max(story + 1, len(lines) - _TAIL_LINES), len(lines)):
        # In a table each line begins with a bar.
        if is_menu(lines[number]) and not lines[number].startswith("|"):
            reasons[number] = "residue"
    return cut_lines(lines, reasons) if any(reasons) else (text, ())


def _reason_in_head(line: str, title: str | None) -> str | None:
    """Why a line above the story's first sentence goes."""
    if title and repeats_title(line, title):
        return "title"
    return head_reason(line) or ("residue" if is_menu(line) else None)


def _signed(text: str, removed: Sequence[Removed]) -> Fields:
    """Who signs in the lines above a story and in its dateline, for pages that name nobody elsewhere."""
    byline = split_byline([line.text for line in removed if line.reason == "byline"])
    # Most stories have none, and to search for it costs as much as to find the story.
    has_bracket = not {"(", "[", "（", "［", "【", "电", "電"}.isdisjoint(text[:200])
    agency = (dateline_agency(text) if has_bracket else None) or next(iter(byline.agencies), None)
    persons = tuple(name for name in byline.authors if not is_agency_line(name))
    fields: dict[str, Found[FieldValue]] = {"authors": Found(persons, "text")} if persons else {}
    return fields | ({"agency": Found(agency, "text")} if agency else {})


def _title_of(fields: Fields) -> str | None:
    found = fields.get("title")
    return found.value if found and isinstance(found.value, str) else None


def _stated_url(document: Document, name: str) -> str | None:
    stated = document.fields.get(name)
    return usable_url(stated if isinstance(stated, str) else stated[0] if stated else None)


def _rejected(document: Document, reason: str, detail: str) -> Rejected:
    return Rejected(
        source=document.source,
        path=document.path,
        record=document.record,
        file_id=document.file_id,
        stage="extract",
        reason=reason,
        detail=detail,
    )
