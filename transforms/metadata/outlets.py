"""The name of the outlet that published a page: what it calls itself, else its domain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from transforms.metadata.found import Found
from transforms.metadata.urls import registered_name

_NOT_A_NAME = re.compile(
    r"https?://|^@|^\W*$|^(?:home|homepage|website|wordpress|my site|site|news|startseite)$", re.IGNORECASE
)
_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)/?$", re.IGNORECASE)
_PARTS = re.compile(r"\s+[|–—·:-]\s+|\s*[|｜]\s*")
# Legal forms, with which the names of firms and societies end; their address may follow.
_FIRM = re.compile(
    r"[^,;]*\s(?:e\.?\s?V|[gu]?GmbH(?:\s&\sCo\.?\sKG)?|AG|SE|KG|Inc|Ltd|LLC|PLC|Pty|Corp|S\.?A\.?S?|S\.?p\.?A|S\.?r\.?l|S\.?L"
    r"|B\.?V|N\.?V|A/S|AS|AB|Oy|Oyj|Kft|s\.?r\.?o|Sp\.\sz\so\.?o)\.?(?=[,;]|$)"
)
_TAGLINE = re.compile(r"\s+[|–—-]\s+.*$")
# What newspapers and broadcasters put into their names; a heading that ends so names an outlet beyond doubt.
_PRESS_WORDS = re.compile(
    r"\b(?:Times|Post|Herald|Ledger|Echo|Argus|Sentinel|Gazette|Tribune|Journal|Chronicle|Courier|Observer|Telegraph|Guardian|Examiner|Dispatch|"
    r"Daily|Weekly|Inquirer|Bulletin|Broadcasting|Zeitung|Tageblatt|Nachrichten|Rundschau|Anzeiger|Kurier|Rundfunk|"
    r"Gazzetta|Giornale|Corriere|Diario|Periódico|Jornal|Folha|Quotidien|Dagblad|Courant|Tidende|Avisen|Posten|Gazeta)\b"
)


def clean_name(name: str | None) -> str | None:
    """What an outlet calls itself, without its tagline, or None if it is no name.

    >>> clean_name("The Harbour Post | News from the coast"), clean_name("https://news.example")
    ('The Harbour Post', None)
    """
    if not name or _NOT_A_NAME.search(name) or _DOMAIN.match(name):
        return None
    short = _TAGLINE.sub("", name).strip()
    return short if 2 <= len(short) <= 60 else None


def choose_outlet(names: Sequence[Found[str]], site: str | None) -> Found[str] | None:
    """The best of the names that a page gives its outlet: the first, if another does not fit the address better.

    >>> choose_outlet([Found("Security", "meta"), Found("Harbour Post", "json-ld")], "harbourpost.example")
    Found(value='Harbour Post', source='json-ld')

    A template can put the section or the group there; and of two ways to write one name that with spaces is meant.
    """
    if not names:
        return None
    label = _letters(registered_name(site)) if site else ""
    fitting = [name for name in names if _is_alike(_letters(name.value), label)]
    best = names[0] if names[0] in fitting or not fitting else fitting[0]
    same = [name for name in names if _letters(name.value) == _letters(best.value)]
    return max(same, key=lambda name: (" " in name.value, name.value != name.value.lower()))


def name_in_title(title: str | None, site: str | None) -> str | None:
    """The part of a window's title that is the name in the address.

    >>> name_in_title("Bridge opens - Harbour Post", "harbourpost.example")
    'Harbour Post'
    """
    label = _letters(registered_name(site)) if site else ""
    parts = _PARTS.split(title or "")
    return next((part.strip() for part in parts[1:][::-1] + parts[:1] if label and _letters(part) == label), None)


def _is_alike(name: str, label: str) -> bool:
    return bool(name and label) and (name in label or label in name)


def outlet_of_site(site: str) -> str:
    """A name for an outlet of which only the host name is known.

    >>> outlet_of_site("edition.dailyherald.co.uk")
    'dailyherald'
    """
    return registered_name(site)


def names_outlet(name: str, known: Iterable[str | None]) -> bool:
    """Whether a name given as an author is that of the outlet, or of a part of it.

    known: what the outlet and its site are called.

    >>> names_outlet("HarbourPost", ["Harbour Post"]), names_outlet("Ana Lund", ["Harbour Post"])
    (True, False)
    >>> names_outlet("HBC North", ["hbc.example", "hbc"])
    True
    """
    known = tuple(known)
    initials = name.partition(" ")[0]
    is_part = len(initials) > 2 and initials.isupper() and is_name_of_outlet(initials, known)
    return bool(_DOMAIN.match(name)) or is_part or is_name_of_outlet(name, known)


def is_firm(name: str) -> bool:
    """Whether a name is that of a firm or society, by its legal form.

    >>> is_firm("Harbour Media Ltd., Port Lund"), is_firm("Ana Lund, Harbour Media Ltd.")
    (True, False)
    """
    return _FIRM.match(name) is not None


def is_name_of_outlet(name: str, known: Iterable[str | None]) -> bool:
    """Whether a name is one by which the outlet or its site is known.

    >>> is_name_of_outlet("www.harbourpost.example", ["harbourpost.example"]), is_name_of_outlet("Booking.com", [])
    (True, False)
    """
    letters = _letters(name.removeprefix("www."))
    return any(letters == _letters(other) for other in known if other)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def is_press_name(text: str) -> bool:
    """Whether a short text is beyond doubt the name of a newspaper or broadcaster.

    >>> is_press_name("The Harbour Post"), is_press_name("Post-war building")
    (True, False)
    """
    words = text.split()
    return (
        1 < len(words) <= 5
        and all(word[0].isupper() or len(word) <= 3 for word in words)
        and bool(_PRESS_WORDS.search(text))
    )
