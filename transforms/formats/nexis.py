"""Articles in the text exports of Nexis: the layout of up to 2019, and that of Nexis Uni.

The older one has a count above each article ("1 of 25 DOCUMENTS"), fields in capitals and no mark behind it; the newer
one "Body" above the text and "End of Document" behind each article.
"""

from __future__ import annotations

import re

from transforms.formats.database_exports import (
    COPYRIGHT,
    YEAR,
    Entry,
    Split,
    export_reader,
    joined,
    paragraphs,
    plain_number,
    signed,
    stated_words,
    text_mark,
)
from transforms.formats.reading import FileFormat
from transforms.text_cleanup import count_words

NEXIS_COUNT = re.compile(r"^[ \t]*([\d,]+) of ([\d,]+) DOCUMENTS?[ \t]*$", re.M)
NEXIS_HEAD = ("HEADLINE", "BYLINE", "SECTION", "LENGTH", "DATELINE", "HIGHLIGHT", "SOURCE", "SERIES", "BODY")
NEXIS_TAIL = (
    *("LOAD-DATE", "LANGUAGE", "GRAPHIC", "PUBLICATION-TYPE", "JOURNAL-CODE", "SUBJECT", "ORGANIZATION", "PERSON"),
    *("COMPANY", "INDUSTRY", "GEOGRAPHIC", "CITY", "STATE", "COUNTRY", "TICKER", "NOTES", "TYPE", "DOCUMENT-TYPE"),
    *("CORRECTION-DATE", "ACC-NO", "UPDATE", "URL", "NAME", "CATEGORY", "DISTRIBUTION", "PUB-TYPE", "DOC-TYPE"),
)
NEXIS_FIELD = re.compile(rf"({'|'.join((*NEXIS_HEAD, *NEXIS_TAIL))}):[ \t]*")


def _nexis(text: str) -> Split:
    marks = list(NEXIS_COUNT.finditer(text))
    numbers = [plain_number(mark[1]) for mark in marks]
    totals = {plain_number(mark[2]) for mark in marks}
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
    stated = {name[1]: joined(block)[name.end() :] for name, block in zip(named, blocks, strict=True) if name}
    start = heads[-1] + (named[heads[-1]][1] != "BODY")  # type: ignore[index]  # heads are places of matches
    tail = (at for at in range(start + 1, len(blocks)) if named[at] and named[at][1] in NEXIS_TAIL)  # type: ignore[index]
    end = next(tail, len(blocks))
    body = [joined(block) for block in blocks[start:end]]
    body[:1] = [NEXIS_FIELD.sub("", body[0], count=1)] if body and named[start] else body[:1]
    while body and (COPYRIGHT.match(body[-1]) or body[-1] == "All Rights Reserved"):
        end = len(blocks) - 1
        body.pop()
    if end == len(blocks):
        return Entry(fault="no field and no copyright behind the text, so its end is not known")
    lead = [joined(block) for block in blocks[: heads[0]] if not COPYRIGHT.match(block.strip())]
    dated = next((at for at, line in enumerate(lead) if YEAR.search(line) and len(line) < 80), None)
    after_date = [block for block in blocks[: heads[0]][-1:] if not block.startswith((" " * 8, "\t"))]
    return Entry(
        text="\n".join(filter(None, body)),
        fields={
            "title": stated.get("HEADLINE", "") or "".join(map(joined, after_date)),
            "outlet": lead[dated - 1] if dated else "",
            "published": lead[dated] if dated is not None else stated.get("LOAD-DATE", ""),
            "authors": signed(stated.get("BYLINE", "")),
            "section": stated.get("SECTION", "").split(";")[0],
            "url": stated.get("URL", ""),
        },
        stated_words=stated_words(stated["LENGTH"]),
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
    elif total and plain_number(total[1]) != len(parts):
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
        text="\n".join(paragraphs(body)),
        fields={
            "title": lead[0] if is_usual else "",
            "outlet": lead[1] if is_usual else "",
            "published": lead[2] if is_usual else stated.get("Load-Date", ""),
            "authors": signed(stated.get("Byline", "")),
            "section": stated.get("Section", "").split(";")[0],
        },
        stated_words=stated_words(stated["Length"]),
    )


NEXIS = FileFormat(
    name="Nexis export",
    is_text=True,
    read=export_reader(_nexis),
    mark=text_mark(r"\d[\d,]* of \d[\d,]* DOCUMENTS?[ \t]*\r?$"),
)
NEXIS_UNI = FileFormat(
    name="Nexis Uni export",
    is_text=True,
    read=export_reader(_nexis_uni),
    mark=text_mark(r"Length: +\d", r"Body[ \t]*\r?$", r"End of Document[ \t]*\r?$"),
)
NEXIS_UNI = FileFormat(
    name="Nexis Uni export",
    is_text=True,
    read=export_reader(_nexis_uni),
    mark=text_mark(r"Length: +\d", r"Body[ \t]*\r?$", r"End of Document[ \t]*\r?$"),
)
