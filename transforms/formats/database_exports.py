"""Many articles in one text file, as Nexis, Factiva and ProQuest export them.

A layout is known by its own marks, and splitting is held against what the export says of itself: "1 of 25 DOCUMENTS",
the identifier or "End of Document" behind each article, rulers, the stated number of words. Where these do not agree
the article is a bad record, so that no article is cut or run into the next in silence. The layouts are those of Nexis
up to 2019 and Nexis Uni, Factiva's display and field-code formats, and ProQuest's text format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from transforms.decode import decode
from transforms.errors import FormatError
from transforms.formats.compression import Damage, Piece
from transforms.formats.reading import FileFormat, Origin, Outcome, Reader, ReadParams
from transforms.text_cleanup import count_words

MIN_STATED_SHARE = 0.6  # of the words stated: databases count headlines and captions in, and count words otherwise
WORDS = r"(?:words?|Wörter|mots|palabras|parole|woorden|palavras)"

FieldValue = str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article of an export: its text and fields, or what keeps it from being read."""

    text: str = ""
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    stated_words: int | None = None
    fault: str | None = None
    is_without_text: bool = False  # the database itself has no full text of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The articles of an export in order, and what does not add up at its end."""

    entries: Sequence[Entry]
    missing: str | None = None
    last_has_end: bool = True  # an end mark shows that nothing of the last article is cut off


def _reader(split: Callable[[str], Split]) -> Reader:
    def read(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
        held, damages = bytearray(), list[Damage]()
        for piece in pieces:
            if isinstance(piece, Piece):
                held += piece.data
            else:
                damages.append(piece)
                if not piece.is_between_members:
                    break
            if len(held) > params.max_line_bytes:
                detail = f"longer than the limit of {params.max_line_bytes:,} bytes; export fewer articles at once"
                yield origin.rejected("", "too_large", detail)
                return
        try:
            text = decode(bytes(held)).text
        except FormatError as error:
            yield origin.rejected("", "undecodable", str(error))
            return
        is_cut = any(not damage.is_between_members for damage in damages)
        yield from _outcomes(split(text.replace("\r\n", "\n").replace("\r", "\n")), is_cut, origin)
        for number, damage in enumerate(damages, 1):
            yield origin.rejected(f"damage {number}", damage.reason, damage.detail)

    return read


def _outcomes(found: Split, is_cut: bool, origin: Origin) -> Iterator[Outcome]:
    # What has no end mark of its own is not whole where the file is cut; the damage is its row.
    entries = found.entries if found.last_has_end or not is_cut else found.entries[:-1]
    for number, entry in enumerate(entries, 1):
        yield _outcome(entry, f"document {number}", origin)
    if found.missing and not is_cut:
        yield origin.rejected("the end", "damaged", found.missing)


def _outcome(entry: Entry, record: str, origin: Origin) -> Outcome:
    if entry.fault:
        return origin.rejected(record, "bad_record", entry.fault)
    if entry.is_without_text:
        return origin.skipped(record, "teaser", "the database has no full text of it")
    words = count_words(entry.text)
    if entry.stated_words and words < MIN_STATED_SHARE * entry.stated_words:
        return origin.rejected(record, "bad_record", f"{entry.stated_words:,} words are stated, {words:,} are there")
    return origin.document(
        record, "export", entry.text.encode(), fields={name: value for name, value in entry.fields.items() if value}
    )


# Nexis up to 2019: a count above each article, fields in capitals, no mark behind it.

NEXIS_COUNT = re.compile(r"^[ \t]*([\d,]+) of ([\d,]+) DOCUMENTS?[ \t]*$", re.M)
NEXIS_HEAD = ("HEADLINE", "BYLINE", "SECTION", "LENGTH", "DATELINE", "HIGHLIGHT", "SOURCE", "SERIES", "BODY")
NEXIS_TAIL = (
    *("LOAD-DATE", "LANGUAGE", "GRAPHIC", "PUBLICATION-TYPE", "JOURNAL-CODE", "SUBJECT", "ORGANIZATION", "PERSON"),
    *("COMPANY", "INDUSTRY", "GEOGRAPHIC", "CITY", "STATE", "COUNTRY", "TICKER", "NOTES", "TYPE", "DOCUMENT-TYPE"),
    *("CORRECTION-DATE", "ACC-NO", "UPDATE", "URL", "NAME", "CATEGORY", "DISTRIBUTION", "PUB-TYPE", "DOC-TYPE"),
)
NEXIS_FIELD = re.compile(rf"({'|'.join((*NEXIS_HEAD, *NEXIS_TAIL))}):[ \t]*")
COPYRIGHT = re.compile(r"(?:Copyright\b|\(c\) ?(?:Copyright )?\d{4}|©)", re.I)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _nexis(text: str) -> Split:
    marks = list(NEXIS_COUNT.finditer(text))
    numbers = [_number(mark[1]) for mark in marks]
    totals = {_number(mark[2]) for mark in marks}
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))) or len(totals) != 1:
        shown = ", ".join(f"{mark[1]} of {mark[2]}" for mark in marks[:12])
        return Split(entries=[Entry(fault=f"the counts are not in order, so nothing is split: {shown}")])
    (total,) = totals
    missing = f"the last is {numbers[-1]} of {total}: the export was cut off, or the rest is in another file"
    return Split(
        entries=[_nexis_entry(text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)],
        missing=missing if numbers[-1] != total else None,
        last_has_end=False,
    )


def _nexis_entry(text: str) -> Entry:
    blocks = [block for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    named = [NEXIS_FIELD.match(block.lstrip()) for block in blocks]
    heads = [at for at, name in enumerate(named) if name and name[1] in NEXIS_HEAD]
    if not heads or not any(name and name[1] == "LENGTH" for name in named):
        return Entry(fault=f"no LENGTH field, so this is no layout of Nexis that is known: {text.strip()[:60]!r}")
    stated = {name[1]: _joined(block)[name.end() :] for name, block in zip(named, blocks, strict=True) if name}
    start = heads[-1] + (named[heads[-1]][1] != "BODY")  # type: ignore[index]  # heads are places of matches
    tail = (at for at in range(start + 1, len(blocks)) if named[at] and named[at][1] in NEXIS_TAIL)  # type: ignore[index]
    end = next(tail, len(blocks))
    body = [_joined(block) for block in blocks[start:end]]
    body[:1] = [NEXIS_FIELD.sub("", body[0], count=1)] if body and named[start] else body[:1]
    while body and (COPYRIGHT.match(body[-1]) or body[-1] == "All Rights Reserved"):
        end = len(blocks) - 1
        body.pop()
    if end == len(blocks):
        return Entry(fault="no field and no copyright behind the text, so its end is not known")
    lead = [_joined(block) for block in blocks[: heads[0]] if not COPYRIGHT.match(block.strip())]
    dated = next((at for at, line in enumerate(lead) if YEAR.search(line) and len(line) < 80), None)
    after_date = [block for block in blocks[: heads[0]][-1:] if not block.startswith((" " * 8, "\t"))]
    return Entry(
        text="\n".join(filter(None, body)),
        fields={
            "title": stated.get("HEADLINE", "") or "".join(map(_joined, after_date)),
            "outlet": lead[dated - 1] if dated else "",
            "published": lead[dated] if dated is not None else stated.get("LOAD-DATE", ""),
            "authors": _authors(stated.get("BYLINE", "")),
            "section": stated.get("SECTION", "").split(";")[0],
            "url": stated.get("URL", ""),
        },
        stated_words=_stated_words(stated["LENGTH"]),
    )


# Nexis Uni: "Body" above the text, "End of Document" behind each article.

UNI_END = re.compile(r"^[ \t]*End of Document[ \t]*$", re.M)
UNI_BODY = re.compile(r"^[ \t]*Body[ \t]*$", re.M)
UNI_TAIL = re.compile(r"^[ \t]*(?:Classification[ \t]*$|Load-Date:|Graphic[ \t]*$|Notes[ \t]*$)", re.M)
UNI_TOTAL = re.compile(r"^[ \t]*Documents? \((\d+)\)[ \t]*$", re.M)
UNI_FIELD = re.compile(r"^[ \t]*(Section|Length|Byline|Dateline|Highlight|Language|Load-Date):[ \t]*(.*)$", re.M)


def _nexis_uni(text: str) -> Split:
    *parts, rest = UNI_END.split(text)
    total = UNI_TOTAL.search(text)
    missing = None
    if rest.strip():
        missing = f'cut off: {count_words(rest):,} words after the last "End of Document" have no end'
    elif total and int(total[1]) != len(parts):
        missing = f"{total[1]} documents are announced, {len(parts)} are there"
    return Split(entries=[_uni_entry(part) for part in parts], missing=missing)


def _uni_entry(text: str) -> Entry:
    bodies = list(UNI_BODY.finditer(text))
    if len(bodies) != 1:
        return Entry(fault=f'{len(bodies)} lines are "Body" before an "End of Document", and 1 is wanted')
    head, rest = text[: bodies[0].start()], text[bodies[0].end() :]
    tails = list(UNI_TAIL.finditer(rest))
    body = rest[: tails[0].start()] if tails else rest
    stated = {
        found[1]: found[2].strip() for found in UNI_FIELD.finditer(head + (rest[tails[0].start() :] if tails else ""))
    }
    if "Length" not in stated:
        return Entry(fault="no Length field, so this is no layout of Nexis Uni that is known")
    first_field = UNI_FIELD.search(head)
    lines = [line.strip() for line in head[: first_field.start() if first_field else None].split("\n") if line.strip()]
    lead = [line for line in lines if not COPYRIGHT.match(line) and line != "All Rights Reserved"][-3:]
    is_usual = len(lead) == 3 and YEAR.search(lead[2])
    return Entry(
        text="\n".join(_paragraphs(body)),
        fields={
            "title": lead[0] if is_usual else "",
            "outlet": lead[1] if is_usual else "",
            "published": lead[2] if is_usual else stated.get("Load-Date", ""),
            "authors": _authors(stated.get("Byline", "")),
            "section": stated.get("Section", "").split(";")[0],
        },
        stated_words=_stated_words(stated["Length"]),
    )


# Factiva: "Document" and the identifier behind each article.

FACTIVA_ID = r"[A-Z][A-Z0-9]{3,15}(?:19|20)\d{6}[a-z0-9]{6,12}"
FACTIVA_END = re.compile(rf"^(?:AN[ \t]+)?[ \t]*(?:Document|Dokument|Documento) {FACTIVA_ID}[ \t]*$", re.M)
FACTIVA_CODES = "SE|HD|CR|BY|WC|PD|ET|SN|SC|VOL|PG|ED|LA|CY|LP|TD|CX|CT|RF|CO|IN|NS|RE|IPD|IPC|PUB|AN|ART"
FACTIVA_CODE = re.compile(rf"^({FACTIVA_CODES})(?:[ \t]{{1,}}|[ \t]*$)", re.M)
FACTIVA_AFTER = re.compile(r"\s*(?:Search Summary|Zusammenfassung der Suche|Suchübersicht|©|\(c\)|\f)", re.I)
FACTIVA_WORDS = re.compile(rf"^[ \t]*([\d.,]+) {WORDS}[ \t]*$", re.M)


def _factiva(text: str) -> Split:
    *parts, rest = FACTIVA_END.split(text)
    missing = None
    if rest.strip() and not FACTIVA_AFTER.match(rest):
        missing = f"cut off: {count_words(rest):,} words after the last identifier of an article have none behind them"
    return Split(entries=[_factiva_entry(part) for part in parts], missing=missing)


def _factiva_entry(text: str) -> Entry:
    return _factiva_coded(text) if re.search(r"^HD(?:[ \t]|$)", text, re.M) else _factiva_shown(text)


def _factiva_coded(text: str) -> Entry:
    marks = list(FACTIVA_CODE.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    stated = {mark[1]: text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)}
    if "HD" not in stated or not {"LP", "TD"} & stated.keys() or len(stated) != len(marks):
        return Entry(fault=f"the field codes are not those of one article: {' '.join(mark[1] for mark in marks[:30])}")
    body = _paragraphs(f"{stated.get('LP', '')}\n\n{stated.get('TD', '')}")
    return Entry(
        text="\n".join(body),
        fields={
            "title": _joined(stated["HD"]),
            "authors": _authors(_joined(stated.get("BY", ""))),
            "published": _joined(f"{stated.get('PD', '')} {stated.get('ET', '')}"),
            "outlet": _joined(stated.get("SN", "")),
            "section": _joined(stated.get("SE", "")),
        },
        stated_words=_stated_words(stated.get("WC", "")),
    )


def _factiva_shown(text: str) -> Entry:
    words = list(FACTIVA_WORDS.finditer(text))
    lines = text[words[0].end() :].split("\n") if words else []
    cut = next((at for at, line in enumerate(lines) if COPYRIGHT.match(line.strip())), None)
    if len(words) != 1 or cut is None or cut > 12:
        return Entry(fault="one line with the number of words and one with the copyright are wanted above the text")
    lead = [line.strip() for line in text[: words[0].start()].split("\n") if line.strip()]
    about = [line.strip() for line in lines[:cut] if line.strip()]
    title = max(range(len(lead)), key=lambda at: len(lead[at]), default=None)
    if title is None or len(about) < 2 or not YEAR.search(about[0]):
        return Entry(
            fault=f"a title and a date are wanted above the text, this is {' / '.join([*lead, *about])[:80]!r}"
        )
    is_timed = bool(re.fullmatch(r"\d\d?:\d\d.*", about[1]))
    after = about[1 + is_timed :]
    return Entry(
        text="\n".join(_paragraphs("\n".join(lines[cut + 1 :]))),
        fields={
            "title": lead[title],
            "authors": _authors(lead[title + 1]) if title + 1 < len(lead) else (),
            "section": lead[title - 1] if title else "",
            "published": " ".join(about[: 1 + is_timed]),
            "outlet": after[0] if after else "",
        },
        stated_words=_stated_words(words[0][0]),
    )


# ProQuest: rulers between the articles, "Full text:" above the text, a table of fields behind it.

RULER = re.compile(r"^_{30,}[ \t]*$", re.M)
PROQUEST_COUNT = re.compile(r"\A\s*Document (\d+) of (\d+)[ \t]*$", re.M)
PROQUEST_TEXT = re.compile(r"^(?:Full text|Full Text):[ \t]*", re.M)
PROQUEST_NONE = re.compile(r"\s*(?:none available|not available|full text (?:is )?(?:not|un)available)\.?\s*", re.I)
PROQUEST_FIELD = re.compile(
    r"^(Subject|Business indexing term|Location|People|Company / organization|Identifier / keyword|Classification|"
    r"Title|Alternate title|Author|Publication title|Pages|First page|Publication year|Publication date|Year|Section|"
    r"Dateline|Publisher|Place of publication|Country of publication|Publication subject|ISSN|e-ISSN|Source type|"
    r"Language of publication|Document type|ProQuest document ID|Document URL|Copyright|Last updated|Database|"
    r"Credit|Column|Links|Abstract|Publication info):[ \t]*(.*)$",
    re.M,
)


def _proquest(text: str) -> Split:
    parts = RULER.split(text)
    counts = [found for part in parts if (found := PROQUEST_COUNT.match(part))]
    # Before the first article stands a list of contents, behind the last one the address of the firm.
    about = [at for at, part in enumerate(parts) if not PROQUEST_TEXT.search(part) and not PROQUEST_COUNT.match(part)]
    entries = [_proquest_entry(part) for at, part in enumerate(parts) if at not in about or 0 < at < len(parts) - 1]
    numbers = [int(found[1]) for found in counts]
    last_is_open = bool(PROQUEST_TEXT.search(parts[-1]))
    missing = None
    if counts and (
        numbers != list(range(1, len(entries) + 1)) or {found[2] for found in counts} != {str(len(entries))}
    ):
        missing = f"{counts[-1][2]} documents are announced, {len(entries)} are there"
    elif last_is_open:
        missing = "cut off: no ruler stands behind the last article"
    return Split(entries=entries, missing=missing, last_has_end=not last_is_open)


def _proquest_entry(part: str) -> Entry:
    part = PROQUEST_COUNT.sub("", part)
    found = list(PROQUEST_TEXT.finditer(part))
    if len(found) != 1:
        return Entry(
            fault=f'{len(found)} lines begin "Full text:" between two rulers, and 1 is wanted: {part.strip()[:60]!r}'
        )
    head, rest = part[: found[0].start()], part[found[0].end() :]
    end = _proquest_fields_begin(rest)
    if end is None:
        return Entry(fault='no field "Publication title:" behind the text, so its end is not known')
    if PROQUEST_NONE.fullmatch(rest[:end]) or not rest[:end].strip():
        return Entry(is_without_text=True)
    stated = {one[1]: one[2].strip() for one in PROQUEST_FIELD.finditer(head + "\n" + rest[end:]) if one[2].strip()}
    lead = next((line.strip() for line in head.split("\n") if line.strip()), "")
    return Entry(
        text="\n".join(_paragraphs(rest[:end])),
        fields={
            "title": stated.get("Title", "") or lead,
            "authors": tuple(map(_turned, stated.get("Author", "").split(";"))) if "Author" in stated else (),
            "outlet": stated.get("Publication title", "").split(";")[0].strip(),
            "published": stated.get("Publication date", ""),
            "section": stated.get("Section", ""),
            "topics": tuple(topic.strip() for topic in stated.get("Subject", "").split(";") if topic.strip()),
        },
    )


def _proquest_fields_begin(rest: str) -> int | None:
    """Where the fields behind the text begin: at "Publication title:" or those before it with no text between."""
    fields = list(PROQUEST_FIELD.finditer(rest))
    at = next((at for at, found in enumerate(fields) if found[1] == "Publication title"), None)
    if at is None:
        return None
    while at and not rest[fields[at - 1].end() : fields[at].start()].strip():
        at -= 1
    return fields[at].start()


def _turned(name: str) -> str:
    """The name with the family name last: "Ana Brook" of "Brook, Ana"."""
    family, _, given = name.strip().rstrip(".").partition(",")
    return f"{given.strip()} {family}".strip()


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a text whose lines are wrapped, or each line where nothing stands between paragraphs."""
    blocks = [block for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    if len(blocks) == 1 and max(map(len, blocks[0].split("\n"))) > 120:
        blocks = blocks[0].split("\n")
    return [joined for block in blocks if (joined := _joined(block))]


def _joined(block: str) -> str:
    return " ".join(block.split())


def _authors(byline: str) -> tuple[str, ...]:
    return (byline.strip(),) if byline.strip() else ()


def _stated_words(stated: str) -> int | None:
    found = re.search(rf"([\d.,]+) {WORDS}", stated)
    return _number(found[1]) if found else None


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)


def _mark(*lines: str) -> re.Pattern[bytes]:
    """Text that is no markup and has a line that matches each of these."""
    return re.compile(rb"(?!\s*<)" + b"".join(rb"(?=.*?^[ \t]*" + line.encode() + rb")" for line in lines), re.S | re.M)


NEXIS = FileFormat(name="Nexis export", read=_reader(_nexis), mark=_mark(r"\d[\d,]* of \d[\d,]* DOCUMENTS?[ \t]*\r?$"))
NEXIS_UNI = FileFormat(
    name="Nexis Uni export",
    read=_reader(_nexis_uni),
    mark=_mark(r"Length: +\d", r"Body[ \t]*\r?$", r"End of Document[ \t]*\r?$"),
)
FACTIVA = FileFormat(
    name="Factiva export",
    read=_reader(_factiva),
    mark=_mark(rf"(?:AN[ \t]+)?(?:Document|Dokument|Documento) {FACTIVA_ID}[ \t]*\r?$"),
)
PROQUEST = FileFormat(
    name="ProQuest export",
    read=_reader(_proquest),
    mark=_mark(r"_{30,}[ \t]*\r?$", r"Full [tT]ext:", r"Publication title:"),
)
EXPORTS = (NEXIS, NEXIS_UNI, FACTIVA, PROQUEST)
