"""The language of a text, from the text itself; what a page or a database claims counts only where it is a valid code.

The guess is py3langid's (Lui and Baldwin 2012, retrained), on as much of the text as it takes to be sure.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Beginning of the text, in characters: the cost is by character, and most texts show their language in the first line.
_LENGTHS = (80, 200, 1000)
_SURE = 0.9  # probability from which a shorter beginning decides; on 171 news pages none of these was wrong
_MINIMUM_LETTERS = 12  # below, the guess is a coin toss
_CODE = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_][\w-]*)?\s*$")
_ISO_639_1 = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
    ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na
    nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so
    sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905 - a page of quotation marks is no easier to read
)
_OLD_CODES = {
    "iw": "he", "in": "id", "ji": "yi", "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "spa": "es",
    "ita": "it", "por": "pt", "rus": "ru", "ara": "ar", "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko", "nld": "nl",
    "dut": "nl", "pol": "pl", "tur": "tr", "nb": "no", "nob": "no", "nor": "no", "swe": "sv", "dan": "da", "fin": "fi",
    "ces": "cs", "cze": "cs", "ukr": "uk", "hin": "hi", "fas": "fa", "per": "fa", "heb": "he", "ell": "el", "gre": "el",
}  # fmt: skip


def language_code(claim: str) -> str | None:
    """The ISO 639-1 code in a language tag, or None if it is none.

    >>> language_code("en-GB"), language_code("deu"), language_code("english"), language_code("xx")
    ('en', 'de', None, None)
    """
    match = _CODE.match(claim)
    if match is None:
        return None
    code = _OLD_CODES.get(match[1].lower(), match[1].lower())
    return code if code in _ISO_639_1 else None


def guess_language(text: str) -> str | None:
    """The ISO 639-1 code of the language a text is written in, or None if it has too few letters to tell.

    >>> guess_language("12:30")
    """
    guess: str | None = None
    if sum(map(str.isalpha, text[: _LENGTHS[1]])) < _MINIMUM_LETTERS:
        return None
    for length in _LENGTHS:
        beginning = text[:length]
        label, probability = _identifier().classify(beginning)
        guess = language_code(label)
        if probability >= _SURE or len(text) <= length:
            break
    return guess


@cache
def _identifier() -> LanguageIdentifier:
    # Half a second and 97 MB: loaded with the first text whose language is asked for, once per process.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
