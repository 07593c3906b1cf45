"""What differs between two states of an article: paragraphs, figures, a correction note, and the kind of change.

Paragraphs that are not the same are paired by the words they share, in order (Ratcliff and Obershelp as in `difflib`);
figures are compared within such a pair, so that "12 hurt" and "17 hurt" of one sentence are one changed figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from transforms.figures import figures

Kind = Literal["correction", "withdrawal", "update", "figures", "headline", "date", "minor"]

SAME_PARAGRAPH = 0.5  # share of the words of both that two states of one paragraph have in common
MOST_PAIRS = 10_000  # of paragraphs that are compared; beyond, a text has been written anew
MOST_LINE_PAIRS = 4_000_000  # of lines that are aligned; beyond, only which lines went and came is told
MOST_RECURRING = 5  # times that a line stands in a text
LONGEST_NOTE = 600  # characters

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ARTICLE = (
    r"(?:th(?:is|e)\s(?:article|story|report|post|item|page|dispatch|piece|column|headline)|"
    r"(?:dies\w+|des|der)\s(?:artikel|beitrag|text|meldung|bericht)\w*|(?:cet\sarticle|cette\sdépêche|ce\stexte|l['’]article)|"
    r"est[ea]\s(?:artículo|noticia|nota|texto|artigo|notícia|matéria|reportagem)|dest[ea]\s(?:artigo|notícia|matéria|texto)|"
    r"quest[oa]\s(?:articolo|notizia|testo)|dit\s(?:artikel|bericht)|den(?:\shär|ne)\s(?:artikel\w*|saken|artikkelen))"
)
_CORRECTION = re.compile(
    r"^\W*(?:(?:an?\s)?correct(?:ion|ed)|clarification|editor['’]s note|erratum|errata|"
    r"korrektur|berichtigung|richtigstellung|anmerkung der redaktion|rectificati(?:f|e)|correctif|note de la rédaction|"
    r"correcci[oó]n|fe de erratas|rectificaci[oó]n|nota del editor|rettifica|errata corrige|nota della redazione|"
    r"corre[cç][aã]o|retifica[cç][aã]o|correctie|rättelse|rettelse|oikaisu|sprostowanie|oprava|düzeltme|"
    r"исправлен\w*|уточнение|поправка|виправлення|更正|订正|訂正|정정|تصحيح|תיקון)"
    r"(?:\s*[:.：—–(\[]|\s*-\s|\s+to\s|\W*$)|"
    rf"\b(?:an earlier|a previous) version of {_ARTICLE}|{_ARTICLE}[^.]{{0,60}}(?:has|have) been corrected|"
    rf"{_ARTICLE}[^.]{{0,60}}(?:was corrected|wurde korrigiert|a été corrigé|ha sido corregid[oa])|"
    rf"{_ARTICLE}[^.]{{0,60}}è stat[oa] corrett[oa]|"
    rf"in einer früheren (?:version|fassung) {_ARTICLE}|une version (?:antérieure|précédente) de {_ARTICLE}|"
    rf"una versión anterior de {_ARTICLE}|una versione precedente di {_ARTICLE}|uma versão anterior (?:de )?{_ARTICLE}|"
    rf"eerdere versie van {_ARTICLE}|tidi?ga?re version av {_ARTICLE}|tidligere versjon av {_ARTICLE}",
    re.IGNORECASE,
)
_WITHDRAWAL = re.compile(
    rf"{_ARTICLE}[^.]{{0,60}}\b(?:(?:has|have|was|were) (?:been )?(?:retracted|withdrawn|removed|taken down)|"
    r"wurde (?:zurückgezogen|gelöscht|entfernt)|a été (?:retiré|supprimé)|ha sido (?:retirad|eliminad)[oa]|"
    r"è stat[oa] (?:ritirat|rimoss)[oa]|foi (?:retirad|removid)[oa])\b|\bkill(?:ed)? notice\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A state of an article as readers see it. lines_cut: what was cut from its text, where notes may stand."""

    title: str | None
    text: str
    language: str | None = None
    lines_cut: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph that differs; before is None for one that was added, after for one that was taken out."""

    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFigure:
    """A number that another has taken the place of."""

    unit: str
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChanges:
    """What differs between two states."""

    kind: Kind
    paragraphs: tuple[Paragraph, ...]
    figures: tuple[ChangedFigure, ...]
    note: str | None  # the words in which the later state says that it was corrected or withdrawn


def text_changes(before: Content, after: Content) -> TextChanges:
    """What differs between a state of an article and the next.

    The kind, the first of these that holds: a new note says correction or withdrawal; an update adds or takes out
    paragraphs; figures differ; the headline does; words do (minor); nothing that is read (date).

    >>> old, new = (Content(title="A", text=f"Some {number} people were hurt.") for number in (12, 17))
    >>> made = text_changes(old, new)
    >>> made.kind, made.paragraphs[0].after
    ('figures', 'Some 17 people were hurt.')
    """
    old, new = _lines(before.text), _lines(after.text)
    differing = tuple(_differing(old, new))
    known = {*old, *_lines("\n".join(before.lines_cut))}
    added = [line for line in (*new, *after.lines_cut) if line not in known and len(line) <= LONGEST_NOTE]
    correction = next((line for line in added if _CORRECTION.search(line)), None)
    withdrawal = next((line for line in added if _WITHDRAWAL.search(line)), None)
    changed = tuple(_changed_figures(differing, before, after))
    kind = _kind(before, after, differing, changed, correction, withdrawal)
    return TextChanges(
        kind=kind,
        paragraphs=differing,
        figures=changed,
        note={"correction": correction, "withdrawal": withdrawal}.get(kind),
    )


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _kind(
    before: Content,
    after: Content,
    differing: Sequence[Paragraph],
    changed: Sequence[ChangedFigure],
    correction: str | None,
    withdrawal: str | None,
) -> Kind:
    if correction:
        return "correction"
    if withdrawal and len(after.text) < len(before.text):
        return "withdrawal"
    if any(paragraph.before is None or paragraph.after is None for paragraph in differing):
        return "update"
    if changed or any(_numbers(paragraph.before) != _numbers(paragraph.after) for paragraph in differing):
        return "figures"
    if before.title != after.title:
        return "headline"
    return "minor" if differing else "date"


def _numbers(text: str | None) -> Counter[str]:
    return Counter(_NUMBER.findall(text or ""))


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """The paragraphs that differ, in the order of the text."""
    if len(old) * len(new) > MOST_LINE_PAIRS:
        kept = Counter(old) & Counter(new)
        yield from (Paragraph(before=line, after=None) for line in (Counter(old) - kept).elements())
        yield from (Paragraph(before=None, after=line) for line in (Counter(new) - kept).elements())
        return
    # Lines that recur, as the cells of a table do, are no anchors: each would be tried against all its likes.
    often = {line for lines in (old, new) for line, count in Counter(lines).items() if count > MOST_RECURRING}
    matcher = SequenceMatcher(often.__contains__, old, new, autojunk=False)
    for change, i, end, j, stop in matcher.get_opcodes():
        if change != "equal":
            yield from _paired(old[i:end], new[j:stop])


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """The paragraphs of two passages, those that are states of one paragraph together."""
    is_large = len(old) * len(new) > MOST_PAIRS
    words = [[Counter(_WORD.findall(line.casefold())) for line in lines] for lines in (old, new)]
    pairs = [] if is_large else _alike(words[0], words[1])
    i = j = 0
    for left, right in [*pairs, (len(old), len(new))]:
        yield from (Paragraph(before=line, after=None) for line in old[i:left])
        yield from (Paragraph(before=None, after=line) for line in new[j:right])
        if left < len(old) and old[left] != new[right]:
            yield Paragraph(before=old[left], after=new[right])
        i, j = left + 1, right + 1


def _alike(old: Sequence[Counter[str]], new: Sequence[Counter[str]]) -> list[tuple[int, int]]:
    """Pairs of paragraphs that are alike, the best first as far as they do not cross; in order."""
    scores = [(_similarity(a, b), i, j) for i, a in enumerate(old) for j, b in enumerate(new)]
    chosen: list[tuple[int, int]] = []
    for score, i, j in sorted(scores, key=lambda row: (-row[0], row[1], row[2])):
        if score >= SAME_PARAGRAPH and all((i - a) * (j - b) > 0 for a, b in chosen):
            chosen.append((i, j))
    return sorted(chosen)


def _similarity(a: Counter[str], b: Counter[str]) -> float:
    """Words in common, of the words of both: 0 to 1 (Dice)."""
    return 2 * (a & b).total() / max(a.total() + b.total(), 1)


def _changed_figures(differing: Sequence[Paragraph], before: Content, after: Content) -> Iterator[ChangedFigure]:
    """The figures that differ within a pair of paragraphs or titles, in the order in which they stand."""
    titles = Paragraph(before=before.title, after=after.title)
    for pair in (titles, *differing):
        if pair.before is None or pair.after is None or pair.before == pair.after:
            continue
        old = _by_unit(pair.before, before.language)
        new = _by_unit(pair.after, after.language)
        for unit in sorted(old.keys() & new.keys()):
            # A number that both have is the same; the others are paired as they stand.
            gone = list((Counter(old[unit]) - Counter(new[unit])).elements())
            come = list((Counter(new[unit]) - Counter(old[unit])).elements())
            yield from (ChangedFigure(unit=unit, before=was, after=now) for was, now in zip(gone, come, strict=False))


def _by_unit(text: str, language: str | None) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for figure in figures(None, text, language or "en"):
        if figure.value is not None:
            found.setdefault(figure.unit, []).append(figure.value)
    return found
