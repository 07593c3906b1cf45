"""What an article says without a number that another may say otherwise: casualties, comment, responsibility.

"No one was hurt" is a figure of none; "it was not clear whether anyone was hurt", "the embassy has not yet commented"
and "no group claimed responsibility" have no value, and what they say is in the qualifier. Phrases, no model.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from transforms.figures import Figure, sentences

CASUALTIES, COMMENT, RESPONSIBILITY = "casualties", "comment", "responsibility"
NUMBERLESS = frozenset((CASUALTIES, COMMENT, RESPONSIBILITY))
NONE, NOT_CLEAR, GIVEN, NOT_GIVEN, CLAIMED, NOT_CLAIMED = (
    "none",
    "not clear",
    "given",
    "not given",
    "claimed",
    "no claim",
)

# By language: unit, what is said, and how. Of two that match one sentence the first counts, so doubt and denial stand
# before what they doubt and deny.
PHRASES: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "en": (
        (
            CASUALTIES,
            NOT_CLEAR,
            r"(?:not (?:immediately |yet )?(?:clear|known)|unclear)\b[^.!?]{0,90}?\b(?:injur\w+|casualt\w+"
            r"|hurt|killed|wounded)",
        ),
        (
            CASUALTIES,
            NONE,
            r"(?:no|not \w+ in any|without|nor any) (?:reports? of |reported |known |immediate (?:reports? of"
            r" )?|serious |major )*(?:casualties|injuries|fatalities)",
        ),
        (
            CASUALTIES,
            NONE,
            r"(?:no one|nobody) (?:was|were|is|has been|had been) (?:reported )?(?:hurt|injured|killed|harmed"
            r"|wounded)",
        ),
        (
            COMMENT,
            NOT_GIVEN,
            r"(?:not (?:yet |immediately |publicly )*commented|(?:declined|refused) to comment|no"
            r" (?:immediate |official )?comment\b|did not (?:immediately )?(?:respond|comment|reply)|(?:not"
            r"|un) ?(?:immediately )?available for comment)",
        ),
        (
            COMMENT,
            GIVEN,
            r"spokes(?:man|woman|person)\b[^.!?]{0,40}?\b(?:confirmed|denied|acknowledged)",
        ),
        (
            RESPONSIBILITY,
            NOT_CLAIMED,
            r"(?:(?:no|nobody)\b(?: (?!and\b|but\b|as\b|while\b)\w+){0,4}? (?:has |had |have )?"
            r"(?:yet |so far |immediately )?claimed"
            r" responsibility|no (?:immediate )?claims? of responsibility)",
        ),
        (
            RESPONSIBILITY,
            CLAIMED,
            r"(?:claimed|took|taken) responsibility|responsibility (?:\w+ ){0,4}claimed by",
        ),
    ),
    "de": (
        (
            CASUALTIES,
            NOT_CLEAR,
            r"(?:unklar|nicht (?:bekannt|klar))\b[^.!?]{0,90}?\b(?:verletz\w+|opfer|tote|verwundet\w*)",
        ),
        (
            CASUALTIES,
            NONE,
            r"(?:keine (?:verletzten|opfer|toten|todesopfer)|niemand (?:wurde |ist )?(?:\w+ ){0,3}(?:verletzt"
            r"|getötet))",
        ),
        (
            COMMENT,
            NOT_GIVEN,
            r"(?:(?:wollte|wollten) sich (?:\w+ ){0,4}nicht äußern|nicht (?:dazu )?geäußert|kein(?:en)?"
            r" kommentar|keine stellungnahme|lehnte (?:\w+ ){0,3}(?:kommentar|stellungnahme) ab)",
        ),
        (
            COMMENT,
            GIVEN,
            r"sprecher(?:in)?\b[^.!?]{0,40}?\b(?:bestätigte|dementierte|bestätigt)",
        ),
        (
            RESPONSIBILITY,
            NOT_CLAIMED,
            r"(?:niemand|keine gruppe|bislang keiner)\b[^.!?]{0,40}?\bbekannt|kein bekennerschreiben"
            r"|bekannte sich\b[^.!?]{0,40}?\b(?:niemand|keiner|keine gruppe)\b",
        ),
        (
            RESPONSIBILITY,
            CLAIMED,
            r"bekannte sich\b|reklamierte (?:\w+ ){0,3}für sich",
        ),
    ),
    "fr": (
        (
            CASUALTIES,
            NOT_CLEAR,
            r"(?:ne sa(?:it|vait)|pas (?:clair|connu|établi)|ignor(?:e|ait))\b[^.!?]{0,90}?\b(?:blessés?"
            r"|victimes?|morts?)",
        ),
        (
            CASUALTIES,
            NONE,
            r"(?:aucun (?:blessé|mort|décès)|aucune victime|(?:pas|ni) (?:fait )?(?:de |d['’])(?:blessés?"
            r"|victimes?|morts?)|personne n['’](?:a été|est) (?:blessé|tué|mort))",
        ),
        (
            COMMENT,
            NOT_GIVEN,
            r"(?:pas (?:encore |souhaité |voulu )*(?:commenté|réagi|commenter|réagir)|refusé de (?:commenter"
            r"|s['’]exprimer)|aucun commentaire)",
        ),
        (
            COMMENT,
            GIVEN,
            r"porte-parole\b[^.!?]{0,40}?\b(?:confirmé|démenti)",
        ),
        (
            RESPONSIBILITY,
            NOT_CLAIMED,
            r"(?:(?:aucun(?:e)?|pas)\b[^.!?]{0,40}?\brevendiqué|aucune revendication)",
        ),
        (
            RESPONSIBILITY,
            CLAIMED,
            r"(?:a|ont|été) revendiqué\w*",
        ),
    ),
    "es": (
        (
            CASUALTIES,
            NOT_CLEAR,
            r"(?:se desconoc\w+|no (?:está|estaba|quedó) claro|no se sabe)\b[^.!?]{0,90}?\b(?:heridos?"
            r"|víctimas?|muertos?)",
        ),
        (
            CASUALTIES,
            NONE,
            r"(?:sin (?:víctimas|heridos|muertos)|no (?:hubo|hay|causó|se registraron|se"
            r" reportaron)\b[^.!?]{0,20}?\b(?:víctimas|heridos|muertos)|nadie (?:resultó|murió))",
        ),
        (
            COMMENT,
            NOT_GIVEN,
            r"(?:no (?:ha|han|había) (?:\w+ )?(?:comentado|respondido)|declinó (?:comentar|hacer comentarios)"
            r"|no quiso (?:comentar|hacer))",
        ),
        (
            COMMENT,
            GIVEN,
            r"(?:portavoz|vocer[oa])\b[^.!?]{0,40}?\b(?:confirmó|desmintió|negó)",
        ),
        (
            RESPONSIBILITY,
            NOT_CLAIMED,
            r"(?:ningún grupo|nadie)\b[^.!?]{0,30}?\b(?:reivindicado|atribuido|responsabilidad|autoría)",
        ),
        (
            RESPONSIBILITY,
            CLAIMED,
            r"(?:reivindicó|se atribuyó|reclamó la (?:autoría|responsabilidad))",
        ),
    ),
    "it": (
        (
            CASUALTIES,
            NOT_CLEAR,
            r"non (?:è|era) (?:\w+ )?(?:chiaro|noto)\b[^.!?]{0,90}?\b(?:feriti|vittime|morti)",
        ),
        (
            CASUALTIES,
            NONE,
            r"(?:nessun (?:ferito|morto)|nessuna vittima|non ci (?:sono|sarebbero) (?:stati |state"
            r" )?(?:feriti|vittime|morti)|senza (?:feriti|vittime))",
        ),
        (
            COMMENT,
            NOT_GIVEN,
            r"(?:non ha(?:nno)? (?:\w+ )?commentato|(?:rifiutato|declinato) di commentare|nessun commento)",
        ),
        (
            COMMENT,
            GIVEN,
            r"portavoce\b[^.!?]{0,40}?\b(?:confermato|smentito)",
        ),
        (
            RESPONSIBILITY,
            NOT_CLAIMED,
            r"(?:nessun(?:o| gruppo))\b[^.!?]{0,30}?\brivendicat\w+|nessuna rivendicazione",
        ),
        (
            RESPONSIBILITY,
            CLAIMED,
            r"(?:ha|hanno|stato) rivendicat\w+",
        ),
    ),
}
# One of these is in every phrase of its unit: most texts are done with when none is found.
TRIGGERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        CASUALTIES: (
            "casualties",
            "no injuries",
            "fatalities",
            "not clear",
            "unclear",
            "clear whether",
            "clear if",
            "not known",
            "not yet",
            "not immediately",
            "no one",
            "nobody",
            "injuries",
        ),
        COMMENT: (
            "comment",
            "did not respond",
            "did not immediately",
            "did not reply",
            "spokes",
        ),
        RESPONSIBILITY: ("responsibility",),
    },
    "de": {
        CASUALTIES: (
            "unklar",
            "nicht bekannt",
            "nicht klar",
            "keine verletzten",
            "keine opfer",
            "keine tote",
            "keine todes",
            "niemand",
        ),
        COMMENT: (
            "äußer",
            "kommentar",
            "stellungnahme",
            "sprecher",
        ),
        RESPONSIBILITY: (
            "bekannt",
            "bekenner",
            "reklamierte",
        ),
    },
    "fr": {
        CASUALTIES: (
            "bless",
            "victime",
            "mort",
            "tué",
            "décès",
        ),
        COMMENT: (
            "comment",
            "réagi",
            "exprimer",
            "porte-parole",
        ),
        RESPONSIBILITY: ("revendi",),
    },
    "es": {
        CASUALTIES: (
            "herido",
            "víctima",
            "muerto",
            "nadie",
        ),
        COMMENT: (
            "coment",
            "respondido",
            "no quiso",
            "portavoz",
            "vocer",
        ),
        RESPONSIBILITY: (
            "reivindic",
            "atribu",
            "autoría",
            "responsabilidad",
        ),
    },
    "it": {
        CASUALTIES: (
            "ferit",
            "vittim",
            "morti",
            "morto",
        ),
        COMMENT: (
            "comment",
            "portavoce",
        ),
        RESPONSIBILITY: ("rivendic",),
    },
}
COMPILED = {
    language: [(unit, said, re.compile(rf"\b(?:{how})")) for unit, said, how in phrases]
    for language, phrases in PHRASES.items()
}


def statements(text: str, language: str | None) -> list[Figure]:
    """What an article says of casualties, comment and responsibility without a number, in reading order.

    >>> found = statements("No one was hurt. The embassy has not yet commented on it.", "en")
    >>> [(said.value, said.unit, said.qualifier) for said in found]
    [(0.0, 'casualties', None), (None, 'comment', 'not given')]
    """
    return list(_statements_in(text, language)) if language in COMPILED else []


def _statements_in(text: str, language: str) -> Iterator[Figure]:
    low = text.lower()
    if len(low) != len(text):  # a few letters become two, and the places would shift
        low = text
    units = {unit for unit, words in TRIGGERS[language].items() if any(word in low for word in words)}
    patterns = [phrase for phrase in COMPILED[language] if phrase[0] in units]
    places = sorted({match.start() for _, _, how in patterns for match in how.finditer(low)})
    if not places:
        return
    for start, end in sentences(text):
        if bisect_left(places, start) < bisect_left(places, end):
            yield from _statements_of(text[start:end], low[start:end], start, patterns)


def _statements_of(
    sentence: str, low: str, start: int, patterns: Sequence[tuple[str, str, re.Pattern[str]]]
) -> Iterator[Figure]:
    seen: set[str] = set()
    for unit, said, how in patterns:
        match = None if unit in seen else how.search(low)
        if match is None:
            continue
        seen.add(unit)
        yield Figure(
            value=0.0 if said == NONE else None,
            unit=unit,
            qualifier=None if said == NONE else said,
            sentence=" ".join(sentence.split()),
            offset=len(" ".join(sentence[: match.start()].split())),
            start=start + match.start(),
            end=start + match.end(),
        )
