"""Captions, photo credits and datelines, as agencies and picture desks write them."""

from __future__ import annotations

import re

from transforms.metadata.bylines import AGENCIES, agency_name

_PHOTO = (
    r"(?:file\s+)?(?:photo(?:graph|graphy|s)?|image|picture|pic|foto|fotografie|fotografía|bild|archivbild|symbolbild|"
    r"archivfoto|crédito?|credit|caption|fotoğraf|zdjęcie|kuva|fotó|φωτογραφία|фото(?:графія|графия)?|صورة|تصوير|عکس|"
    r"צילום|फोटो|写真|撮影|사진|图片?|圖片?|摄影|攝影|ภาพ|ảnh)"
)
_AGENCIES = (
    r"(?:reuters|ap|afp|epa|epa-efe|getty(?:\s+images)?|dpa|apa|shutterstock|anadolu|xinhua|imago|picture[\s-]alliance|"
    r"alamy|unsplash|istock|bloomberg|efe|ansa|keystone|tass|pti|ani)"
)
_CREDIT = re.compile(
    rf"""
    [(\[（【]\s*{_PHOTO}\b[^()\[\]]{{0,80}}[)\]）】]\s*\.?$           # (File photo by Reuters)
    | [(\[][^()\[\]]{{2,60}}\s*/\s*{_AGENCIES}[^()\[\]]{{0,30}}[)\]]\s*\.?$   # [Ana Lund/Reuters]
    | ^{_PHOTO}s?\s*[:：/©|=＝]\s*\S | \b{_PHOTO}s?\s*[:：©]\s*[^.]{{2,60}}$   # Photo: Ana Lund
    | ^(?:图为|圖為).*[\s。]\S{{1,8}}\s?[摄攝]$                      # 图为停靠在码头的渡轮。李明 摄
    | [\[(]\s?사진\s?=?\s?[^\[\]()]{{0,30}}(?:제공|캡처)[\])]$
    | ^file\ photo\b | \bfile\ photo\)?\s*\.?$
    | [/|©–—-]\s*{_AGENCIES}(?:\s+(?:photo|images?|file|via\s+[\w\s]+))?\)?\s*\.?$      # ... / AFP
    | \b(?:via\s+(?:reuters|ap|afp|getty\s+images)|getty\s+images|ap\s+photo/[^.]{{2,40}}|afp/getty)\)?\s*\.?$
    | \(\s*(?:reuters|ap|afp|epa|getty\s+images|dpa|tass|xinhua)\s*\)\s*\.?$
    | ^©\s*\S
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Some of this is in every credit; most lines have none of it.
_MAY_BE_CREDIT = re.compile(r"[(\[（【:：©/|–—=＝-]|via |getty|file photo|图为|圖為", re.IGNORECASE)
_LONGEST_CAPTION = 400  # characters
_DATELINE = re.compile(
    r"^(?P<place>(?:[^\W\d_][\w.'’/-]*+,?+\s*+){1,5}?)(?:,?\s*(?:[^\W\d_]{3,9}\.?\s\d{1,2}|\d{1,2}\.?\s?[^\W\d_]{3,9}))?\s*"
    r"[(\[]\s*(?P<agency>[^()\[\]]{2,40})\s*[)\]]\s*(?:[-–—:.―]{1,2}\s|(?=[A-ZÀ-Þ]))"
)
# 新华社北京10月3日电, (서울=연합뉴스), 【ロンドン共同】
_EASTERN_AGENCY = "|".join(
    sorted((name for name in AGENCIES if re.match("[\u3040-\u9fff\uac00-\ud7af]", name)), key=len, reverse=True)
)
_EASTERN_DATELINE = re.compile(
    rf"^(?:(?P<first>{_EASTERN_AGENCY})[^\s，。]{{2,25}}[电電](?=[\s（(])|"
    rf"[(（\[［【](?:[^()（）\[\]［］【】]{{1,20}}?[\s=＝・]?)?(?P<second>{_EASTERN_AGENCY})[^()（）\[\]［］【】]{{0,20}}[)）\]］】])"
)
_ABBREVIATION = re.compile(r"[A-Z]{3,5}$")
_PLACES = frozenset(("USA", "UAE", "USSR", "NATO", "NSW"))
_AGENCY_LINE = re.compile(
    r"(?:[^\W\d_a-z][\w.'’-]*\s+){1,4}(?:News|Press)\s+Agency$|"
    r"(?:Agence|Agencia|Agência|Agenzia)\s+(?:[^\W\d_][\w.'’-]*\s*){1,4}$|[^\W\d_a-z]\w+[ -]?Nachrichtenagentur$"
)


def is_agency_line(line: str) -> bool:
    """Whether a line is nothing but the name of a news agency.

    >>> is_agency_line("Reuters"), is_agency_line("Northway News Agency"), is_agency_line("Agency closes")
    (True, True, False)
    """
    return agency_name(line) is not None or (len(line) <= 60 and _AGENCY_LINE.match(line) is not None)


def is_credit_line(line: str) -> bool:
    """Whether a line is a picture's caption or credit.

    >>> is_credit_line("The old bridge at dusk. (File photo by Reuters)")
    True
    >>> is_credit_line("Ferry at the quay [Ana Lund/AFP]")
    True
    >>> is_credit_line("Getty Images said on Monday that it had sued the company over its pictures.")
    False
    """
    if len(line) > _LONGEST_CAPTION or not _MAY_BE_CREDIT.search(line):
        return False
    return _CREDIT.search(line) is not None


def dateline_agency(paragraph: str) -> str | None:
    """The agency in the dateline at the head of a story.

    >>> dateline_agency("PORT LUND, May 3 (Reuters) - The old bridge was closed on Monday.")
    'Reuters'
    >>> dateline_agency("PORT LUND (NNA) - The old bridge was closed on Monday.")
    'NNA'
    >>> dateline_agency("Port Lund (population 3,000) is a town.")
    """
    eastern = _EASTERN_DATELINE.match(paragraph[:100])
    if eastern:
        return agency_name(eastern["first"] or eastern["second"])
    match = _DATELINE.match(paragraph[:200])
    if match is None:
        return None
    names = re.split(r"\s*[/,|]\s*", match["agency"])
    known = next((agency for name in names if (agency := agency_name(name))), None)
    # "PORT LUND (NNA) - The ...": nothing but an agency stands so, known or not.
    is_signed = match[0].rstrip()[-1] in "-–—" and _ABBREVIATION.match(names[0]) and names[0] not in _PLACES
    return known or (names[0] if is_signed else None)
