"""Articles in the text exports of Factiva, in its display format and with its field codes.

Behind each article stands "Document" with its identifier; above the text, the number of its words.
"""

from __future__ import annotations

import re

from transforms.formats.database_exports import (
    COPYRIGHT,
    WORDS,
    YEAR,
    Entry,
    Split,
    export_reader,
    joined,
    paragraphs,
    signed,
    stated_words,
    text_mark,
)
from transforms.formats.reading import FileFormat
from transforms.text_cleanup import count_words

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
    body = paragraphs(f"{stated.get('LP', '')}\n\n{stated.get('TD', '')}")
    return Entry(
        text="\n".join(body),
        fields={
            "title": joined(stated["HD"]),
            "authors": signed(joined(stated.get("BY", ""))),
            "published": joined(f"{stated.get('PD', '')} {stated.get('ET', '')}"),
            "outlet": joined(stated.get("SN", "")),
            "section": joined(stated.get("SE", "")),
        },
        stated_words=stated_words(stated.get("WC", "")),
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
        text="\n".join(paragraphs("\n".join(lines[cut + 1 :]))),
        fields={
            "title": lead[title],
            "authors": signed(lead[title + 1]) if title + 1 < len(lead) else (),
            "section": lead[title - 1] if title else "",
            "published": " ".join(about[: 1 + is_timed]),
            "outlet": after[0] if after else "",
        },
        stated_words=stated_words(words[0][0]),
    )


FACTIVA = FileFormat(
    name="Factiva export",
    is_text=True,
    read=export_reader(_factiva),
    mark=text_mark(rf"(?:AN[ \t]+)?(?:Document|Dokument|Documento) {FACTIVA_ID}[ \t]*\r?$"),
)
