"""Text copied from a page with its residue becomes title, section, byline and story.

What a line is, is decided by phrase and pattern where that is beyond doubt, else by a model of what lines look like
(`line_model`). Nothing is lost: every line that goes is in `removed` with its reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from transforms.credits import dateline_agency, is_agency_line
from transforms.line_features import Array, text_width
from transforms.line_model import LineModel, judge_lines, unpacked
from transforms.line_weights import NETWORKS
from transforms.metadata.bylines import split_byline
from transforms.metadata.dates import date_in_text
from transforms.metadata.found import Fields, FieldValue, Found
from transforms.metadata.outlets import is_press_name
from transforms.records import Removed
from transforms.text_cleanup import count_words, cut_lines

_TITLE_PARTS = re.compile(r"\s+[|•»]\s+|\s+::?\s+|\s+[–—-]\s+")
_STRONG_SEPARATOR = re.compile(r"\s+[|•»]\s+|\s+::\s+")
_CRUMB = re.compile(r"\s*[/>|›»·•→]\s*")
_BARS = re.compile(r"\s[|·•]\s")
_MENU_SPACED = re.compile(r"\s+\\?[|·•–-]\s+")
_MENU_PART = re.compile(r"[^\W\d_][\w'’&-]*(?:\s[\w'’&-]+){0,2}$")
_CRUMB_SPACED = re.compile(r"\s[/>|›»·•→]\s")
_ENDS_SENTENCE = re.compile(r"""[.。।۔…]["'”’»)\]]*$|[:;,]$""")
_BYLINE = re.compile(
    r"^(?:by|von|par|por|di|door|af|av|written by|story by|reported by|text by|autor(?:in)?:|author:|автор:|文/|"
    r"記者)\s+\S",
    re.IGNORECASE,
)
_NAME_LIKE = re.compile(
    r"^[^\W\d_a-z][\w.'’-]*(?:\s+(?:[^\W\d_a-z][\w.'’-]*|de|la|von|van|der|den|bin|al|el|di|da|dos|und|and|y|et)){0,9}$"
)
_DATED = re.compile(
    r"^\W*(?:published|posted|updated|last updated?|last modified|created|first published|veröffentlicht|aktualisiert|"
    r"stand|publié|mis à jour|publicado|actualizado|pubblicato|aggiornato|publisert|oppdatert|publicerad|opublikowano|"
    r"опубликовано)\b",
    re.IGNORECASE,
)
_MODIFIED = re.compile(r"updated?|modified|aktualisiert|mis à jour|actualizado|aggiornato|oppdatert", re.IGNORECASE)
# Words with which a site names its own parts; what is left of a heading without them is the section.
_SITE_WORDS = frozenset(
    ("news", "home", "homepage", "latest", "headlines", "nachrichten", "startseite", "noticias", "inicio",
     "portada", "actualités", "actualité", "accueil", "notizie", "notícias", "nyheter", "nyheder", "nieuws",
     "wiadomości", "zprávy", "hírek", "haberler", "haberleri", "новости", "главная", "новини", "أخبار",
     "الأخبار", "الرئيسية", "start", "início", "ana sayfa", "anasayfa", "strona główna", "etusivu", "forside",
     "domů", "főoldal", "acasă", "αρχική", "होम", "beranda", "trang chủ", "หน้าแรก", "समाचार", "berita",
     "tin tức", "ニュース", "뉴스", "新闻", "新聞", "首页", "首頁", "ホーム", "홈", "articles", "article", "stories",
     "all")
)  # fmt: skip
_PLACE_ACRONYMS = frozenset(
    ("US", "UK", "EU", "UN", "USA", "UAE", "NATO", "NBA", "NFL", "NHL", "MLB", "AI", "IT", "TV", "UFC", "F1")
)
# A sentence of at least five words, or of the length of five in scripts without spaces.
_SENTENCE = re.compile(
    r"""^["'“‘«„»(—–-]?\s?(?=[^\W_])(?![a-zà-þ])(?:\S+\s+){4,}\S*[^\W_]["'”’»)]*[.!?…][\"'”’»)]*$|^.{20,}。[」』]?$"""
)
_CODE = re.compile(
    r"^\s*(?:import|from|def|class|return|if|elif|else|for|while|try|except|with|function|const|let|var|public|private|"
    r"static|void|int|#include|package|use|fn|end|SELECT|INSERT|CREATE)\b.*(?:[:;{}()=]|\bimport\b.*|$)$|"
    r"[{};]\s*$|^\s*[\])}]|\w\s?(?:=|\+=|:=|==|=>|->|!=)\s?[\w\"'\[{(-]|\w\.\w+\(|\w\(\)|^\s*(?:#!|//|/\*|@\w|\"\"\")|"
    r"^\s*\[[\w.-]+\]$|^\s*[\w.-]+:\s*$|^\s*[\"']?[\w.-]+[\"']?\s*[:=]\s*\S+$|^\s*#\s"
)
_FIELD_SEPARATORS = (re.compile("\t"), re.compile(r";(?!\s)"), re.compile(r",(?!\s)"))
_PARAGRAPH_WORDS = 20  # a comment in a program is wrapped before that
_LONGEST_HEAD = 20  # lines
_LONGEST_LABEL = 5  # words; the outlet's name or a place above the date, where a subtitle has more
_TITLED_WORDS = 8  # of a sentence that may follow a title; teasers under a heading have fewer
_TOP = 6  # lines of a page; below, a row of short parts may be of the story
_HEADLINE_CHANCE = 0.1  # of the line above the likeliest title, from which it is the headline and that its subtitle
_HEAD_LINES = 3  # a title stands in the first three lines or is not to be told from a teaser


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapeParams:
    """How the lines of a scrape are judged."""

    keep_from: float = 0.5  # probability; from 0.4 to 0.6 the F1 is the same, and below more of the story stays
    title_chance: float = (
        0.35  # from which the model's line is the title; held out, 22 of 25 lines from there to .65 were
    )
    title_confidence: float = 0.65  # of the shape of a line, where the model names none; of less, most were not


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrape:
    """What was found in a scrape."""

    text: str
    removed: tuple[Removed, ...]
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A head line taken as the title, and what else it says."""

    line: int
    title: str
    confidence: float  # 0 to 1
    section: str | None = None
    outlet: str | None = None


def clean_scrape(lines: Sequence[str], params: ScrapeParams, title: str | None = None) -> Scrape:
    """The story and the fields in the lines of a scrape.

    lines: normalised and not empty.
    title: where the container states it; else it is looked for in the first lines.
    """
    lines = [line for line in lines if line]
    if not lines:
        return Scrape(text="", removed=())
    reasons, heading = _judged(lines, params, title, shipped_model())
    text, removed = cut_lines(lines, reasons)
    return Scrape(text=text, removed=removed, fields=_fields(text, removed, heading))


@cache
def shipped_model() -> LineModel:
    """The trained line model."""
    return tuple(map(unpacked, NETWORKS))


def kept_lines(lines: Sequence[str], params: ScrapeParams, model: LineModel) -> list[int]:
    """1 for each line that stays, else 0, judged with the given model; for training."""
    reasons, _ = _judged(lines, params, None, model)
    return [int(reason is None) for reason in reasons]


def found_title(lines: Sequence[str], params: ScrapeParams, model: LineModel) -> str | None:
    """The title that the given model finds, if any; for training."""
    _, heading = _judged(lines, params, None, model)
    return heading.title if heading else None


def _judged(
    lines: Sequence[str], params: ScrapeParams, title: str | None, model: LineModel
) -> tuple[list[str | None], Heading | None]:
    """Why each line goes, or None where it stays, and the heading."""
    said = judge_lines(lines, model)
    certain = [reason or _reason_at_top(line) for line, reason in zip(lines, said.certain[:_TOP], strict=False)]
    certain += said.certain[_TOP:]
    if title:
        heading = _stated_heading(lines, title)
    else:
        above = said.title[: _first_of_story(lines, certain, said.story, 0)]
        heading = _heading_above(lines, certain, above, params.title_chance) or find_heading(
            lines, certain, params.title_confidence
        )
    # The slogan of an outlet above the title looks like a sentence of a story.
    start = _first_of_story(lines, certain, said.story, heading.line + 1 if heading else 0)
    head = _crumbs_above(lines, heading) | _head_reasons(lines, start, heading)
    reasons: list[str | None] = []
    for number, line in enumerate(lines):
        if heading is not None and _is_title(line, number, heading):
            reasons.append("title")
        elif certain[number] or number in head:
            reasons.append(certain[number] or head[number])
        else:
            reasons.append(None if said.story[number] >= params.keep_from else "residue")
    return reasons, heading


def _first_of_story(lines: Sequence[str], certain: Sequence[str | None], probability: Array, after: int) -> int:
    """The line with which the story begins, from a line on; as many as there are, if none does."""
    likely = (number for number in range(after, len(lines)) if certain[number] is None and probability[number] >= 0.5)
    return next(
        (number for number in likely if not head_reason(lines[number]) and begins_story(lines[number])), len(lines)
    )


def _heading_above(
    lines: Sequence[str], certain: Sequence[str | None], probability: Array, least: float
) -> Heading | None:
    """The title among the lines above the story, where the model is sure of one."""
    chances: defaultdict[str, float] = defaultdict(float)
    for line, chance in zip(lines, probability.tolist(), strict=False):
        # Pages repeat the title above the story, so that no single line is sure to be it.
        chances[_folded(line)] += chance
    if not chances:
        return None
    wanted = max(chances, key=lambda title: chances[title])
    number = max(
        (number for number in range(len(probability)) if _folded(lines[number]) == wanted), key=probability.__getitem__
    )
    number = _headline(lines, certain, probability, number)
    title, section, outlet = _split_heading(lines[number])
    if certain[number] is not None or chances[wanted] < least or not _looks_like_title(title):
        return None
    return Heading(line=number, title=title, confidence=chances[wanted], section=section, outlet=outlet)


def _headline(lines: Sequence[str], certain: Sequence[str | None], probability: Array, likeliest: int) -> int:
    """The line of the headline, where the likeliest title may be a subtitle or have the path of the page before it."""
    above, below = (lines[at] if 0 <= at < len(lines) else "" for at in (likeliest - 1, likeliest + 1))
    if _looks_like_title(below) and lines[likeliest].endswith(below):
        return likeliest + 1
    # A subtitle is below the headline; a kicker, which is above it, is of few words.
    if (
        count_words(above) >= _LONGEST_LABEL
        and certain[likeliest - 1] is None
        and probability[likeliest - 1] >= _HEADLINE_CHANCE
        and _looks_like_title(above)
        and not above.endswith(lines[likeliest])
    ):
        return likeliest - 1
    return likeliest


def _crumbs_above(lines: Sequence[str], heading: Heading | None) -> dict[int, str]:
    """The paths just above a title that stands far down the page."""
    end = heading.line if heading else 0
    return {number: "crumbs" for number in range(max(end - _TOP + 1, 0), end) if crumb_path(lines[number])}


def _head_reasons(lines: Sequence[str], first: int, heading: Heading | None) -> dict[int, str]:
    """Why lines between the top of the page, or the title, and the story go: they name the authors or the date."""
    start = heading.line + 1 if heading else 0
    # Without a title, the name of the outlet or a headline may look like a story's first line.
    end = first if heading else max(first, _HEAD_LINES)
    top = range(max(start, end - _LONGEST_HEAD) if heading else 0, min(end, len(lines)))
    named = {
        number: reason
        for number in top
        if (heading or number < _LONGEST_HEAD) and (reason := head_reason(lines[number]))
    }
    between = range(start, max(named, default=start)) if heading else ()
    labels = {number: "residue" for number in between if count_words(lines[number]) <= _LONGEST_LABEL}
    return labels | named


def begins_story(line: str) -> bool:
    """Whether a line has the length of a sentence, as nothing in the head of a page has."""
    return count_words(line) >= _LONGEST_LABEL and bool(_SENTENCE.match(line) or count_words(line) >= 12)


def find_heading(lines: Sequence[str], reasons: Sequence[str | None], least: float) -> Heading | None:
    """The title among the first lines that may be one, or None where none of them is clearly one."""
    # What stands above the crumbs is the name of the outlet.
    start = next((number for number, reason in enumerate(reasons[: 2 * _HEAD_LINES]) if reason == "crumbs"), 0)
    open_lines = [number for number in range(start, min(2 * _HEAD_LINES, len(lines))) if reasons[number] is None]
    headings = [heading for number in open_lines[:_HEAD_LINES] if (heading := _heading(number, lines))]
    if not headings:
        return None
    best = max(headings, key=lambda heading: (heading.confidence, -heading.line))
    # Of several lines that look like titles, all may be teasers.
    rivals = sum(heading.confidence >= best.confidence for heading in headings) - 1
    return best if best.confidence - 0.15 * rivals >= least else None


def is_code(lines: Sequence[str]) -> bool:
    """Whether most lines are a program, settings or a table, and hardly any is a sentence.

    lines: as read, before any is judged.

    >>> is_code(["import os", "def main():", "    path = os.getcwd()", "    return path", "main()"])
    True
    """
    full = [line for line in lines if line.strip()]
    coded = sum(_CODE.search(line) is not None for line in full)
    plain = [line.strip() for line in full if not _CODE.search(line)]
    # An article about programming has paragraphs as well.
    if len(full) < 5 or sum(len(line.split()) >= _PARAGRAPH_WORDS for line in plain) >= 3:
        return False
    has_sentences = sum(_SENTENCE.match(line) is not None for line in plain) >= 0.25 * len(full)
    return not has_sentences and (coded >= 0.4 * len(full) or _is_table(full))


def _is_table(lines: Sequence[str]) -> bool:
    # A comma of a sentence has a space behind it.
    counts = ([len(separator.findall(line)) for line in lines] for separator in _FIELD_SEPARATORS)
    return any(min(fields) >= 2 and max(fields) <= 1.5 * min(fields) for fields in counts)


def repeats_title(line: str, title: str) -> bool:
    """Whether a line says nothing but the title.

    >>> repeats_title("Bridge opens at last | Local News", "Bridge opens at last")
    True
    """
    wanted = _folded(title)
    parts = _TITLE_PARTS.split(line)
    return bool(wanted) and (
        _folded(line) == wanted or (len(parts) > 1 and _folded(line[: line.rindex(parts[-1])]) == wanted)
    )


def section_of(text: str) -> str | None:
    """What is left of the name of a page's part without the words that every site uses.

    >>> section_of("Harbour traffic News"), section_of("Latest News"), section_of("QRX News")
    ('Harbour traffic', None, None)
    """
    if text.casefold() in _SITE_WORDS:
        return None
    words = text.split()
    kept = [word for word in words if word.casefold() not in _SITE_WORDS]
    # An abbreviation before "News" is a broadcaster, unless it is a place or a league.
    if (
        len(kept) < len(words)
        and len(kept) == 1
        and kept[0].isupper()
        and len(kept[0]) <= 5
        and kept[0] not in _PLACE_ACRONYMS
    ):
        return None
    return " ".join(kept) or None


def crumb_path(line: str) -> tuple[str, ...]:
    """The parts of a line that says where in its site a page stands, or nothing if it is not such a line.

    >>> crumb_path("Home / Town / Harbour traffic")
    ('Home', 'Town', 'Harbour traffic')
    >>> crumb_path("Either / or: the council cannot have both, its leader said.")
    ()
    """
    if len(line) > 150 or not _CRUMB_SPACED.search(line) or date_in_text(line):
        return ()
    parts = tuple(part for part in _CRUMB.split(line) if part)
    is_short = all(
        len(part) <= 40 and len(part.split()) <= 5 and not _ENDS_SENTENCE.search(part) for part in parts[:-1]
    )
    starts_at_home = bool(parts) and parts[0].casefold() in _SITE_WORDS
    is_path = starts_at_home or not _BARS.search(line)
    return parts if is_short and is_path and (len(parts) >= 3 or (len(parts) == 2 and starts_at_home)) else ()


def is_menu(line: str) -> bool:
    """Whether a line is a row of the names of a site's parts.

    >>> is_menu("Coast | Inland | Money | Puzzles"), is_menu("By Ana Lund | 3 May 2026 | Updated")
    (True, False)
    """
    parts = _MENU_SPACED.split(line.strip(" |·•"))
    return (
        len(parts) >= 3
        and len(line) <= 150
        and all(_MENU_PART.match(part) for part in parts)
        and not _BYLINE.match(line)
        and date_in_text(line) is None
    )


def _reason_at_top(line: str) -> str | None:
    """Why a line among the first of a page goes."""
    return "crumbs" if crumb_path(line) else "residue" if is_menu(line) else None


def head_reason(line: str) -> str | None:
    """What a line above the story is, if it is neither title nor story."""
    if _is_byline(line) or _is_signed_date(line):
        return "byline"
    if _is_date_line(line):
        return "date"
    return "byline" if is_agency_line(line) else None


def _is_signed_date(line: str) -> bool:
    # "By Ana Lund — published on 3 May 2026 at 13.20, updated at 14.05"
    return (
        bool(_BYLINE.match(line)) and len(line) <= 120 and not _SENTENCE.match(line) and date_in_text(line) is not None
    )


def _is_byline(line: str) -> bool:
    if not _BYLINE.match(line) or len(line) > 100 or _ENDS_SENTENCE.search(line):
        return False
    return all(_NAME_LIKE.match(name) for name in split_byline([line]).authors) and bool(split_byline([line]).authors)


def _is_date_line(line: str) -> bool:
    if len(line) > 120 or (not _DATED.match(line) and (len(line) > 60 or _SENTENCE.match(line))):
        return False
    return date_in_text(line) is not None


def _heading(number: int, lines: Sequence[str]) -> Heading | None:
    line = lines[number]
    title, section, outlet = _split_heading(line)
    is_split = title != line
    if not _looks_like_title(title) or not _story_follows(number, lines):
        return None
    confidence = 0.95 if is_split else 0.8
    return Heading(line=number, title=title, confidence=confidence - 0.05 * number, section=section, outlet=outlet)


def _split_heading(line: str) -> tuple[str, str | None, str | None]:
    """Title, section and outlet of a heading like `Title | Section News` or `Title - The Harbour Post`."""
    matches = list(_TITLE_PARTS.finditer(line))
    if not matches:
        return line, None, None
    last = matches[-1]
    title, tail = line[: last.start()].strip(), line[last.end() :].strip()
    is_strong = _STRONG_SEPARATOR.fullmatch(last[0]) is not None
    names_site = any(word.casefold() in _SITE_WORDS for word in tail.split())
    if len(title) < 15 or len(tail) > 50 or not (is_strong or names_site or is_press_name(tail)):
        return line, None, None
    if is_press_name(tail):
        # `Title | Section | The Harbour Post`
        inner, section, _ = _split_heading(title) if is_strong else (title, None, None)
        return inner, section, _without_site_words(tail)
    return title, section_of(tail) if names_site else None, None


def _without_site_words(outlet: str) -> str:
    # "Marlow Ledger News" is the news of the Marlow Ledger; "Harbour News" is a name.
    words = outlet.split()
    short = " ".join(words[:-1])
    return short if words[-1].casefold() in _SITE_WORDS and is_press_name(short) else outlet


def _looks_like_title(text: str) -> bool:
    words = count_words(text)
    return (
        3 <= words <= 30
        and text_width(text) >= 12
        and len(text) <= 200
        and not _ENDS_SENTENCE.search(text)
        and not _is_byline(text)
        and not _is_date_line(text)
    )


def _story_follows(number: int, lines: Sequence[str]) -> bool:
    following = lines[number + 1 : number + 8]
    return any(count_words(line) >= _TITLED_WORDS and re.search(r"[.!?。！？।؟…”\"»]$", line) for line in following)


def _stated_heading(lines: Sequence[str], title: str) -> Heading | None:
    for number, line in enumerate(lines[:10]):
        if repeats_title(line, title):
            return Heading(line=number, title=title, confidence=1.0, section=_split_heading(line)[1])
    return None


def _is_title(line: str, number: int, heading: Heading) -> bool:
    # Pages repeat the title above the story: as the window's title, and as the heading.
    return number == heading.line or (number < heading.line + 10 and repeats_title(line, heading.title))


def _fields(text: str, removed: Sequence[Removed], heading: Heading | None) -> Fields:
    found: dict[str, Found[FieldValue]] = {}
    crumbs = next((crumb_path(line.text) for line in removed if line.reason == "crumbs"), ())
    places = tuple(part for crumb in crumbs if (part := section_of(crumb)))
    byline = split_byline([line.text for line in removed if line.reason == "byline"])
    agency = dateline_agency(text) or next(iter(byline.agencies), None)
    section = (heading.section if heading else None) or next(iter(places), None)
    if heading:
        found["title"] = Found(heading.title, "text")
        found |= {"outlet": Found(heading.outlet, "text")} if heading.outlet else {}
    found |= {"section": Found(section, "text")} if section else {}
    found |= {"topics": Found(places, "text")} if len(places) > 1 else {}
    found |= {"authors": Found(byline.authors, "text")} if byline.authors else {}
    found |= {"agency": Found(agency, "text")} if agency else {}
    return found | _dates([line.text for line in removed if line.reason in ("date", "byline")])


def _dates(lines: Sequence[str]) -> dict[str, Found[FieldValue]]:
    found: dict[str, Found[FieldValue]] = {}
    for line in lines:
        for part in _statements(line):
            moment = date_in_text(part)
            if moment:
                found.setdefault("modified" if _MODIFIED.search(part) else "published", Found(moment, "text"))
    return found


def _statements(line: str) -> list[str]:
    """The parts of a date line: what was published, and what was updated."""
    starts = [0, *(match.start() for match in _MODIFIED.finditer(line))]
    ends = [*starts[1:], len(line)]
    return [line[start:end] for start, end in zip(starts, ends, strict=True)]


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
