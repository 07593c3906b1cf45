"""Bylines taken apart: persons, the agencies that are credited beside them, and the job titles that are neither."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from transforms.metadata.dates import date_in_text

# Agencies as they credit themselves, by the forms in which bylines write them (compared without case).
AGENCIES = {
    "reuters": "Reuters", "thomson reuters": "Reuters", "ap": "AP", "associated press": "AP",
    "the associated press": "AP", "afp": "AFP", "agence france-presse": "AFP", "agence france presse": "AFP",
    "dpa": "dpa", "dpa-afx": "dpa-AFX", "epd": "epd", "kna": "KNA", "sid": "SID", "apa": "APA",
    "keystone-sda": "Keystone-SDA", "sda": "Keystone-SDA", "upi": "UPI", "united press international": "UPI",
    "xinhua": "Xinhua", "tass": "TASS", "interfax": "Interfax", "ria novosti": "RIA Novosti", "efe": "EFE",
    "agencia efe": "EFE", "europa press": "Europa Press", "ansa": "ANSA", "adnkronos": "Adnkronos", "lusa": "Lusa",
    "belga": "Belga", "anp": "ANP", "ntb": "NTB", "ritzau": "Ritzau", "tt": "TT", "stt": "STT", "pap": "PAP",
    "ctk": "ČTK", "čtk": "ČTK", "mti": "MTI", "tasr": "TASR", "hina": "HINA", "tanjug": "Tanjug", "beta": "Beta",
    "fena": "FENA", "sita": "SITA", "agerpres": "Agerpres", "bta": "BTA", "ana-mpa": "ANA-MPA", "anadolu": "Anadolu",
    "anadolu agency": "Anadolu", "anadolu ajansı": "Anadolu", "aa": "Anadolu", "iha": "İHA", "dha": "DHA",
    "kyodo": "Kyodo", "kyodo news": "Kyodo", "jiji": "Jiji", "jiji press": "Jiji", "共同": "Kyodo",
    "共同通信": "Kyodo", "時事": "Jiji", "時事通信": "Jiji", "yonhap": "Yonhap", "연합뉴스": "Yonhap",
    "뉴시스": "Newsis", "newsis": "Newsis", "뉴스1": "News1", "新华社": "Xinhua", "新華社": "Xinhua", "中新社": "CNS",
    "中央社": "CNA", "cna": "CNA", "pti": "PTI", "press trust of india": "PTI", "ani": "ANI", "ians": "IANS",
    "uni": "UNI", "app": "APP", "bss": "BSS", "antara": "Antara", "bernama": "Bernama", "vna": "VNA", "ttxvn": "VNA",
    "aap": "AAP", "pa": "PA", "pa media": "PA", "press association": "PA", "cp": "CP", "the canadian press": "CP",
    "canadian press": "CP", "la presse canadienne": "CP", "bloomberg": "Bloomberg", "irna": "IRNA", "isna": "ISNA",
    "mehr": "Mehr", "fars": "Fars", "tasnim": "Tasnim", "sana": "SANA", "mena": "MENA", "wafa": "WAFA", "spa": "SPA",
    "wam": "WAM", "petra": "Petra", "ina": "INA", "ukrinform": "Ukrinform", "unian": "UNIAN", "belta": "BelTA",
    "тасс": "TASS", "риа новости": "RIA Novosti", "интерфакс": "Interfax", "укрінформ": "Ukrinform",
    "رويترز": "Reuters", "أ ف ب": "AFP", "فرانس برس": "AFP",
}  # fmt: skip

# Short names that are also words or initials count only as agencies write them: in capitals or exactly.
EXACT_AGENCIES = frozenset(
    ("ap", "sid", "apa", "sda", "tt", "pap", "beta", "sita", "aa", "ani", "uni", "app", "pa", "cp", "mehr", "fars",
     "sana", "mena", "petra", "ina", "efe", "spa", "cna", "wam", "anp", "bta", "ntb")
)  # fmt: skip
_PREFIX = re.compile(
    r"^\W*(?:(?:view|show|see)\s+all\s+(?:posts|articles|stories)\s+(?:by|from)|zeige\s+alle\s+beiträge\s+von|"
    r"alle\s+(?:beiträge|artikel)\s+von|voir\s+tous\s+les\s+articles\s+d[eu]|ver\s+todas\s+las\s+entradas\s+de|"
    r"(?:erstellt|verfasst|geschrieben)\s+von\s*:?|(?:écrit|rédigé)\s+par\s*:?|(?:escrito|redactado)\s+por\s*:?|(?:written|words|reported|story|text|posted|report|edited|published)\s+by\s*:?|by\b\s*:?|von\b|par\b|por\b|di\b|"
    r"door\b|af\b|av\b|autor(?:in|es|a|e)?\s*:|author\s*:|auteure?\s*:|text\s*:|reporter\s*:|redacci[oó]n\s*:|"
    r"автор(?:ы)?\s*:?|كتبت?\s*:|بقلم\s*:?|מאת\s*:?|тexт\s*:|文\s*[:：/]|記者\s*[:：]|记者\s*[:：]?)\s*",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"\s*(?:(?:선임|수습|인턴|객원)?기자|특파원|기자\s*\S+@\S+|記者|记者|\(\s*(?:text|foto|photo|photos|video)s?\s*\)|"
    r"\b(?:in|at)\s+[A-Z][\w-]+(?:\s[A-Z][\w-]+)?$)\s*$"
)
_SPLIT = re.compile(
    r"\s*[;,|•·、，\n]\s*|\s+/\s+|\s+[–—-]\s+|(?<=\d)\s+(?=(?:by|von|par|por)\s+[^\W\d_a-z])|\s+(?:and|und|y|et|e|og|och|en|with|mit|&|и|та|i|oraz|ve|dan)\s+"
    # "Staff and news agencies" is one credit: names begin with a capital, or with a particle.
    r"(?=[^\W\d_a-zà-þа-я]|(?:d[aeiou]s?|del(?:la)?|van|von|le|la|el|al|bin|ibn|ben|ten|ter|zu|af|av)[\s'’-])"
)
_JOB = re.compile(
    r"\b(?:correspondent|reporter|editor|journalist|writer|columnist|analyst|contributor|staff|bureau|chief|desk|producer|"
    r"columnist|fellow|professor|lecturer|director|redakteur|redakteurin|korrespondent|korrespondentin|journaliste|"
    r"correspondant|correspondante|envoyée?|corresponsal|periodista|redactor|redactora|giornalista|inviato|redacteur|chefredakteur|"
    r"journalist|dziennikarz|корреспондент|журналист|обозреватель)\w*\b",
    re.IGNORECASE,
)
_NOT_NAMES = re.compile(
    r"https?:|www\.|@\S|^\W*$|^\d|\s\d{1,2}(?:st|nd|rd|th)?\.?$|\b(?:19|20)\d\d\b|\d:\d\d|"
    r"\b(?:updated|published|posted|min read|ago|geändert|aktualisiert|veröffentlicht|modifié|publié|actualizado|"
    r"publicado|aggiornato|pubblicato)\b|^(?:photos?|fotos?|bild(?:er)?|image|picture|фото|写真|사진)\b\s*[:：/]|[!?]$|\b\d+\s*min\.?$|\bsays:?$|^\w+\d+$|[<>{}=]",
    re.IGNORECASE,
)
_MAIL = re.compile(r"\s*[<(\[]?\b[\w.+-]+@[\w.-]+\.\w+\b[>)\]]?")
_LONGEST_NAME = 70  # characters; a longer "name" is a sentence or a biography
_NOBODY = frozenset(
    ("admin", "administrator", "root", "user", "author", "authors", "unknown", "none", "null", "undefined", "anonymous",
     "n/a", "no author", "follow", "following", "contact", "auteur", "autor", "autorin", "autore", "by", "about",
     "über", "am", "stand", "share", "more", "says", "webmaster", "editor", "guest", "monday", "tuesday", "wednesday",
     "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
     "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miércoles",
     "jueves", "viernes", "sábado", "domingo")
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """Who is named as having written something, in the order of the page, and which agency is credited."""

    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()


def split_byline(statements: Iterable[str]) -> Byline:
    """The authors and agencies in what a page says about its authorship.

    >>> split_byline(["By Ana Lund and Tom Reyes, Reuters"])
    Byline(authors=('Ana Lund', 'Tom Reyes'), agencies=('Reuters',))
    >>> split_byline(["Ana Lund, Political Correspondent"]).authors
    ('Ana Lund',)
    """
    names = [name for statement in statements for name in _names(statement)]
    agencies = [agency for name in names if (agency := agency_name(name))]
    persons = [name for name in names if not agency_name(name)]
    # An agency signs where no person does: then it is what the byline names as the author.
    return Byline(authors=tuple(dict.fromkeys(persons or names)), agencies=tuple(dict.fromkeys(agencies)))


def agency_name(name: str) -> str | None:
    """The usual name of a news agency, or None if the name is not one.

    >>> agency_name("Associated Press"), agency_name("AP"), agency_name("Ap Jones")
    ('AP', 'AP', None)
    """
    folded = name.strip(" .()[]").casefold()
    agency = AGENCIES.get(folded)
    if agency and folded in EXACT_AGENCIES and not (name.strip(" .()[]").isupper() or name.strip(" .()[]") == agency):
        return None
    return agency


def _names(statement: str) -> list[str]:
    parts = _SPLIT.split(_MAIL.sub("", statement.strip()))
    signed = next((place for place, part in enumerate(parts) if _PREFIX.match(part)), 0)
    # What stands before "By" is a section or a date; a "By" on its own belongs to the part after it.
    names = (_SUFFIX.sub("", _PREFIX.sub("", part)).strip(" ,.:;-–—|/") for part in parts[signed:])
    return [name for name in names if _is_name(name)] or _surname_like_job(parts)


def _surname_like_job(parts: list[str]) -> list[str]:
    # "By Tess Writer" with nothing else but a date in the line: whoever signs so is the author.
    is_alone = all(_NOT_NAMES.search(part) or date_in_text(part) for part in parts[1:])
    signed = _PREFIX.match(parts[0]) if is_alone else None
    name = parts[0][signed.end() :] if signed else ""
    return [name] if re.fullmatch(r"[A-ZÀ-Þ][\w'’-]+ [A-ZÀ-Þ][\w'’-]+", name) and not _NOT_NAMES.search(name) else []


def _is_name(part: str) -> bool:
    if not 1 < len(part) <= _LONGEST_NAME or _NOT_NAMES.search(part) or part.casefold() in _NOBODY:
        return False
    # "News Desk" signs articles; "Political Correspondent" describes the person before it.
    return not _JOB.search(part) or bool(
        re.search(r"\b(?:desk|staff|bureau|reporter|report|agencie|service)s?$", part, re.IGNORECASE)
    )
