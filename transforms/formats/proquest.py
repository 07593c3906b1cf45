"""Articles in the text exports of ProQuest: rulers between them, "Full text:" above each text, fields behind it.

Where the export counts its articles ("Document 1 of 25") the counts must agree with what is there.
"""

from __future__ import annotations

import re

from transforms.formats.database_exports import (
    Entry,
    Split,
    export_reader,
    paragraphs,
    plain_number,
    text_mark,
)
from transforms.formats.reading import FileFormat

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
    numbers = [plain_number(found[1]) for found in counts]
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
        text="\n".join(paragraphs(rest[:end])),
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


PROQUEST = FileFormat(
    name="ProQuest export",
    is_text=True,
    read=export_reader(_proquest),
    mark=text_mark(r"_{30,}[ \t]*\r?$", r"Full [tT]ext:", r"Publication title:"),
)
