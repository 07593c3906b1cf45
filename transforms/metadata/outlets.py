"""The name of the outlet that published a page: what it calls itself, else its domain."""

from __future__ import annotations

import re
from collections.abc import Iterable

from transforms.metadata.urls import registered_name

_NOT_A_NAME = re.compile(
    r"https?://|^@|^\W*$|^(?:home|homepage|website|wordpress|my site|site|news|startseite)$", re.IGNORECASE
)
_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)/?$", re.IGNORECASE)
_TAGLINE = re.compile(r"\s+[|–—-]\s+.*$")
# What newspapers and broadcasters put into their names; a heading that ends so names an outlet beyond doubt.
_PRESS_WORDS = re.compile(
    r"\b(?:Times|Post|Herald|Ledger|Echo|Argus|Sentinel|Gazette|Tribune|Journal|Chronicle|Courier|Observer|Telegraph|Guardian|Examiner|Dispatch|"
    r"Daily|Weekly|Inquirer|Bulletin|Broadcasting|Zeitung|Tageblatt|Nachrichten|Rundschau|Anzeiger|Kurier|Rundfunk|"
    r"Gazzetta|Giornale|Corriere|Diario|Periódico|Jornal|Folha|Quotidien|Dagblad|Courant|Tidende|Avisen|Posten|Gazeta)\b"
)


def choose_outlet(names: Iterable[str | None]) -> str | None:
    """The first of the names that is one, without its tagline.

    >>> choose_outlet([None, "https://news.example", "The Harbour Post | News from the coast"])
    'The Harbour Post'
    """
    for name in names:
        if not name or _NOT_A_NAME.search(name) or _DOMAIN.match(name):
            continue
        short = _TAGLINE.sub("", name).strip()
        if 2 <= len(short) <= 60:
            return short
    return None


def outlet_of_site(site: str) -> str:
    """A name for an outlet of which only the host name is known.

    >>> outlet_of_site("edition.dailyherald.co.uk")
    'dailyherald'
    """
    return registered_name(site)


def names_outlet(name: str, known: Iterable[str | None]) -> bool:
    """Whether a name given as an author is that of the outlet.

    known: what the outlet and its site are called.

    >>> names_outlet("HarbourPost", ["Harbour Post"]), names_outlet("Ana Lund", ["Harbour Post"])
    (True, False)
    """
    letters = _letters(name)
    return bool(_DOMAIN.match(name)) or any(letters == _letters(other) for other in known if other)


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
