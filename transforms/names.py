"""The people, organisations and places that articles name, by their capitals, by lists of words and by a gazetteer.

A run of capitalised words is cut where a title, a day or a people's name stands in it, and taken for a name if where it
stands allows no other reading: what only opens sentences, or what German writes with a capital since it is a noun, is
no name by its capital. Mentions of one name in one article are put together: "Prime Minister Jana Kovar", later
"Kovar". In scripts without capitals only what the gazetteer knows is found. A model's spans can take the place of the
runs; grouping and places stay the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from transforms import name_words as words
from transforms.gazetteer import Gazetteer, Resolved, folded, resolved
from transforms.listed_names import listed
from transforms.name_runs import (
    COMPOUNDING,
    Around,
    Found,
    Kind,
    Method,
    Reader,
    is_german_noun,
    is_large,
    is_organisation,
    is_strange,
    opening_words,
    places_named,
    without_possessive,
)
from transforms.term_weights import word_frequencies

LONGEST_TEXT = 100_000  # characters that are looked at: a report has a tenth of it
EVIDENCE = 4  # mentions of a name whose surroundings are looked at
LONGEST_GIVEN = 9  # letters of a given name that is in no list, where nouns have capitals
RARE = 1e-5  # frequency up to which two words in a row can be a person's name
_PLAIN_LANGUAGES = frozenset(["en", "fr", "es", "it", "pt"])  # few endings, long lists: a word not in them is no word


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One name in one article."""

    name: str  # as most often written, in its longest form
    key: str  # folded: the same in other articles
    kind: Kind | None
    times: int
    start: int | None  # in the text; None if it stands in the title alone
    end: int | None
    is_in_title: bool
    written_as: tuple[str, ...]  # all forms
    method: Method
    confidence: float
    place: Resolved | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a model took for a name."""

    start: int
    end: int
    kind: Kind


@dataclass(slots=True)
class _Group:
    """All places of one name in an article."""

    key: str
    found: list[Found] = field(default_factory=list)

    @property
    def evidence(self) -> list[Around]:
        """What stands around the first mentions: the later ones seldom say more."""
        return [one.around for one in self.found[:EVIDENCE]]


def mentions(
    title: str | None,
    text: str,
    language: str | None,
    gazetteer: Gazetteer,
    *,
    country: str | None = None,
    spans: Sequence[Span] | None = None,
) -> list[Mention]:
    """The names of an article, those named first before others.

    language: ISO 639-1; None reads as English. country: of the outlet, ISO 3166-1, where it is known. spans: what a
    model found in the text, in place of what the rules find.
    """
    code = language or "en"
    text = text[:LONGEST_TEXT]
    found = [*Reader(title or "", code, gazetteer, is_title=True).found()]
    reader = Reader(text, code, gazetteer, is_title=False)
    if spans is None:
        found += reader.found()
        found += listed(reader)
    else:
        found += [one for span in spans if folded((one := _spanned(reader, span)).name)]
    groups = _grouped(found, text, code, gazetteer)
    return _mentions(groups, code, gazetteer, country)


def _spanned(reader: Reader, span: Span) -> Found:
    name = without_possessive(reader.text[span.start : span.end])
    return Found(
        name,
        span.start,
        span.start + len(name),
        is_title=False,
        opens=False,
        is_weak=False,
        reader=reader,
        hint=span.kind,
        method="model",
    )


def _grouped(found: Sequence[Found], text: str, language: str, gazetteer: Gazetteer) -> list[_Group]:
    """The names that hold, each with all its places."""
    inside = {folded(one.name) for one in found if not one.opens and not one.is_weak}
    groups: dict[str, _Group] = {}
    refused: set[tuple[str, bool, bool]] = set()  # judged once: a text may have thousands
    singles: list[Found] = []
    lasts: dict[str, list[str]] = {}
    for one in found:
        key = folded(one.name)
        if one.method == "rules" and " " not in one.name:
            singles.append(one)
            continue
        if one.method == "rules" and not _holds(one, key, inside, language, gazetteer):
            continue
        groups.setdefault(key, _Group(key)).found.append(one)
    for key, group in groups.items():
        lasts.setdefault(key.rpartition(" ")[2], []).append(key)
        for around in group.evidence:
            if around.acronym and around.acronym[0].lower() == key[0] and key.split()[0] not in words.GIVEN_NAMES:
                lasts.setdefault(folded(around.acronym), []).append(key)
    initials = {_initials(group.found[0].name): key for key, group in groups.items() if " " in key}
    for one in singles:
        key = _stem_of(folded(one.name), lasts, inside, language)
        key = _base_of_place(key, language, gazetteer)
        home = lasts.get(key, [])
        if len({*home}) == 1 and _may_be_short_for(one, groups[home[0]]):
            groups[home[0]].found.append(one)
        elif one.name.isupper() and len(one.name) > 1 and one.name.replace(".", "") in initials:
            groups[initials[one.name.replace(".", "")]].found.append(one)
        elif key in groups and not (one.opens or one.is_weak):
            groups[key].found.append(one)
        elif (key, one.opens, one.is_weak) in refused:
            continue
        elif _holds_alone(one, key, inside, text, language, gazetteer):
            groups.setdefault(key, _Group(key)).found.append(one)
        else:
            refused.add((key, one.opens, one.is_weak))
    return _merged([*groups.values()], gazetteer, language)


def _may_be_short_for(one: Found, group: _Group) -> bool:
    """Whether a single word can stand for a longer name that it ends: not for a place ("Lake Geneva", "Geneva")."""
    longer = group.found[0]
    if longer.around.acronym == one.name or longer.hint == "person" or _kind_by_words(longer) == "person":
        return True
    return _kind_by_words(longer) is None and not one.around.is_located


def _stem_of(key: str, lasts: Mapping[str, Sequence[str]], inside: set[str], language: str) -> str:
    """The key without the ending of a case, where the article has the name without."""
    if language in COMPOUNDING and key.endswith("s") and key not in lasts and (key[:-1] in lasts or key[:-1] in inside):
        return key[:-1]
    if language in words.CASES and key not in lasts:
        endings, bases = words.CASES[language]
        for ending in ("", *endings):
            if key.endswith(ending) and len(key) - len(ending) >= 4:
                stem = key[: len(key) - len(ending)]
                for base in bases:
                    if stem + base in lasts or (ending and stem + base in inside):
                        return stem + base
    return key


def _base_of_place(key: str, language: str, gazetteer: Gazetteer) -> str:
    """The key without the ending of a case, where that is a country or a large city."""
    if language not in words.CASES or not gazetteer or bool(places_named(key, language, gazetteer)):
        return key
    endings, bases = words.CASES[language]
    for ending in endings:
        if key.endswith(ending) and len(key) - len(ending) >= 3:
            for base in bases:
                found = key[: len(key) - len(ending)] + base
                if len(found) >= 4 and is_large(found, language, gazetteer):
                    return found
    return key


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split() if part[0].isupper())


def _holds(one: Found, key: str, inside: set[str], language: str, gazetteer: Gazetteer) -> bool:
    """Whether a run of several words is a name."""
    if one.is_weak:
        return key in inside or is_large(key, language, gazetteer)
    parts = key.split()
    if all(part in words.GENERIC or part in words.DEMONYMS for part in parts) and not is_organisation(one.name):
        return False
    if language == "de":
        return (
            one.hint == "person"
            or parts[0] in words.GIVEN_NAMES
            or is_organisation(one.name)
            or bool(places_named(key, language, gazetteer))
            or not any(is_german_noun(part) for part in one.name.split())
        )
    return True


def _holds_alone(one: Found, key: str, inside: set[str], text: str, language: str, gazetteer: Gazetteer) -> bool:
    """Whether a single capitalised word is a name."""
    name = one.name
    plain = key.replace(".", "")
    if len(plain) < 2 or plain.isdigit() or {plain, plain.removesuffix("s")} & words.ACRONYMS_NO_NAMES:
        return False
    is_place = bool(places_named(key, language, gazetteer)) and (key not in words.PLACE_STOPS or one.around.is_located)
    if not is_place and (plain in words.GENERIC or plain in words.DEMONYMS or plain in words.TITLE_PARTS):
        return False
    if {plain, plain.removesuffix("s")} & words.DAYS_AND_MONTHS:
        return False
    if one.is_weak:
        return key in inside and (is_place or not name.isupper())
    if one.hint == "person" and len(plain) > 2:
        return True
    if not (is_place and name.isupper()) and _is_written_small(name.lower(), text):
        return False
    if name.isupper() and 2 <= len(plain) <= 6 and name.replace(".", "").isalpha():
        return is_place or plain not in opening_words(language) or "." in name
    if language == "de" or (is_place and not one.opens):
        return is_place
    if plain in opening_words(language):
        return False
    if one.opens:
        return (
            is_place
            or key in inside
            or (plain in words.GIVEN_NAMES and one.around.is_person_like)
            or one.reader.text[one.end : one.end + 2] in ("'s", "’s")
            or (language in _PLAIN_LANGUAGES and is_strange(name, language) and len(plain) > 3)
        )
    return True


def _is_written_small(word: str, text: str) -> bool:
    """Whether a text has a word in small letters, too."""
    return any(f" {word}{end}" in text for end in (" ", ",", "."))


def _merged(groups: list[_Group], gazetteer: Gazetteer, language: str) -> list[_Group]:
    """The groups, with shorter forms of one name joined to the longer: "Northern Rail" to "Northern Rail Ltd"."""
    by_key = {group.key: group for group in groups}
    for group in sorted(groups, key=lambda one: -len(one.key)):
        parts = group.key.split()
        for length in range(len(parts) - 1, 1 if parts[-1] not in words.COMPANY else 0, -1):
            shorter = by_key.get(" ".join(parts[:length]))
            if shorter and shorter is not group and parts[length] in words.COMPANY | {"jr", "sr"}:
                group.found += shorter.found
                del by_key[shorter.key]
                break
        if len(parts) > 2 and parts[0] in words.GIVEN_NAMES and group.key in by_key:
            # "Jana M. Kovar" and "Jana Kovar"
            other = by_key.get(f"{parts[0]} {parts[-1]}")
            if other and other is not group:
                group.found += other.found
                del by_key[other.key]
    del gazetteer, language
    return [*by_key.values()]


def _mentions(groups: Sequence[_Group], language: str, gazetteer: Gazetteer, country: str | None) -> list[Mention]:
    kinds = [_kind(group, language, gazetteer) for group in groups]
    named = _countries(groups, kinds, language, gazetteer) | ({country} if country else set())
    made = [_mention(group, kind, language, gazetteer, named) for group, kind in zip(groups, kinds, strict=True)]
    return sorted(made, key=lambda one: (not one.is_in_title, one.start if one.start is not None else -1, one.key))


def _countries(groups: Sequence[_Group], kinds: Sequence[Kind | None], language: str, gazetteer: Gazetteer) -> set[str]:
    """The countries that an article names, or places in which lie without a rival."""
    found = set()
    for group, kind in zip(groups, kinds, strict=True):
        if kind == "place":
            places = places_named(group.key, language, gazetteer)
            if len({place.country for place in places}) == 1 or (
                places and places[0].place_kind == "country" and places[-1].place_kind != "region"
            ):
                found.add(places[0].country)
    return found


def _kind(group: _Group, language: str, gazetteer: Gazetteer) -> Kind | None:
    hints = [one.hint for one in group.found if one.hint]
    if group.key in words.SEATS:
        return "organisation"
    if hints:
        return max(sorted(set(hints)), key=hints.count)
    longest = max(group.found, key=lambda one: len(one.name))
    by_words = _kind_by_words(longest)
    is_place = bool(places_named(group.key, language, gazetteer))
    evidence = group.evidence
    speaks = any(around.is_person_like for around in evidence)
    if is_place and not (group.key in words.PLACE_STOPS or group.key in words.GIVEN_NAMES):
        first = places_named(group.key, language, gazetteer)[0]
        if first.place_kind != "city" or not speaks or by_words is None:
            return "place"
    if is_place and not speaks and places_named(group.key, language, gazetteer)[0].place_kind == "country":
        return "place"
    located = sum(around.is_located for around in evidence)
    if is_place and located:
        return "place"
    if by_words:
        return by_words
    if (
        speaks
        and (" " not in longest.name or _is_like_a_person(longest, language))
        and not longest.name.isupper()
        and not located
    ):
        return "person"
    if (longest.name.isupper() and 2 <= len(longest.name) <= 6) or any(
        around.acronym and around.acronym[0].lower() == group.key[0] for around in evidence
    ):
        return "organisation"
    if group.key in words.GIVEN_NAMES or _is_like_a_person(longest, language) or _is_called_by_surname(group):
        return "person"
    if located and " " not in group.key and language != "de":
        return "place" if located * 2 > len(evidence) else None
    return None


def _is_called_by_surname(group: _Group) -> bool:
    """Whether a name of two or three words is said by its last word alone elsewhere in the article."""
    parts = group.key.split()
    return 2 <= len(parts) <= 3 and any(folded(one.name) == parts[-1] for one in group.found)


def _is_like_a_person(one: Found, language: str) -> bool:
    """Whether a name has two or three words of which none is usual in the language."""
    parts = one.name.split()
    known, english = word_frequencies(language), word_frequencies("en")
    if len(parts) > 1 and all(part.endswith(".") for part in parts[:-1]):
        return True  # "J.D. Vance"
    return (
        2 <= len(parts) <= 3
        and bool(known)
        and not (language == "de" and len(parts[0]) > LONGEST_GIVEN)  # "Papierfabrik Brennholt"
        and all(
            part[0].isupper()
            and not part.isupper()
            and part.isalpha()
            and known.get(part.lower(), 0.0) < RARE
            and english.get(part.lower(), 0.0) < RARE
            for part in parts
        )
    )


def _kind_by_words(one: Found) -> Kind | None:
    """The kind that the words of a name tell."""
    parts = folded(one.name).split()
    if folded(one.name) in words.SEATS:
        return "organisation"
    if len(parts) > 1 or "-" in one.name:
        if parts[0] in words.GIVEN_NAMES and not (parts[-1] in words.ORGANISATION_WORDS and len(parts) > 2):
            return "person" if parts[-1] not in words.ORGANISATION_WORDS | words.PLACE_WORDS else "organisation"
        if {"of", "for"} & set(parts) and words.ORGANISATION_WORDS & set(parts):
            return "organisation"
        if parts[-1] in words.PLACE_WORDS or parts[0] in words.PLACE_HEADS:
            return "place"
        if parts[-1] in words.ORGANISATION_WORDS or parts[0] in words.ORGANISATION_WORDS:
            return "organisation"
        if len(parts) == 3 and len(parts[1].rstrip(".")) == 1:
            return "person"
    return None


def _mention(group: _Group, kind: Kind | None, language: str, gazetteer: Gazetteer, countries: set[str]) -> Mention:
    written = [one.name for one in group.found]
    whole = [name for name in written if folded(name) == group.key] or written
    name = max(dict.fromkeys(whole), key=lambda one: (whole.count(one), not one.isupper(), one))
    in_text = [one for one in group.found if not one.is_title]
    first = min(in_text, key=lambda one: one.start) if in_text else None
    place = _place(group, kind, language, gazetteer, countries)
    methods = {one.method for one in group.found}
    method: Method = "model" if "model" in methods else "gazetteer" if place or "gazetteer" in methods else "rules"
    return Mention(
        name=name,
        key=group.key,
        kind=kind,
        times=len(group.found),
        start=first.start if first else None,
        end=first.end if first else None,
        is_in_title=any(one.is_title for one in group.found),
        written_as=tuple(sorted(set(written))),
        method=method,
        confidence=_confidence(group, kind, place),
        place=place,
    )


def _confidence(group: _Group, kind: Kind | None, place: Resolved | None) -> float:
    """How sure it is that this is a name and of this kind: by how it was found and how often."""
    if any(one.method == "model" for one in group.found):
        return 0.85
    sure = 0.6 if kind is None else 0.75
    sure += 0.1 * (" " in group.key) + 0.05 * min(2, len(group.found) - 1)
    if place:
        sure = max(sure, place.confidence)
    if all(one.opens or one.is_weak for one in group.found):
        sure -= 0.2
    return round(min(0.97, sure), 2)


def _place(
    group: _Group, kind: Kind | None, language: str, gazetteer: Gazetteer, countries: set[str]
) -> Resolved | None:
    """The place that a name stands for, if it is one."""
    if kind != "place":
        return None
    candidates = places_named(group.key, language, gazetteer)
    if not candidates:
        return None
    stated = {
        place.country
        for around in group.evidence
        if around.qualifier
        for place in gazetteer.places(folded(around.qualifier), language)
        if place.place_kind != "city"
    }
    within = [place for place in candidates if place.country in stated and place.place_kind == "city"]
    return resolved(
        within or candidates,
        countries | stated,
        is_located=any(around.is_located for around in group.evidence),
        is_certain=group.key not in words.PLACE_STOPS and group.key not in words.GIVEN_NAMES,
    )
