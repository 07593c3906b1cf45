"""Which news agency a text is credited to, by where agencies are named: outlet, dateline, byline, signature.

An agency that only contributed ("with material from dpa") is told apart: such a text is its outlet's own. Pictures'
credits and sentences about an agency are no credits. Names of agencies are in `metadata/bylines.py`; users add theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from transforms.columns import column
from transforms.credits import is_credit_line
from transforms.metadata.bylines import AGENCIES, EXACT_AGENCIES
from transforms.metadata.urls import registered_name
from transforms.records import content_id

HEAD = 250  # characters of a text in which a dateline is looked for
TAIL = 250  # and in which it is signed
LONGEST_LINE = 160  # characters of a line that is a credit and nothing else
SHORT = 5  # letters: a name in capitals up to this long is read in capitals alone, since it is a word, too

Place = Literal["outlet", "dateline", "byline", "signature", "contribution"]

CREDIT_SCHEMA = pa.schema([("agency", pa.string()), ("place", pa.string()), ("written", pa.string())])

_DASH = r"[-–—―]"
_LIST = r"[^()\[\]（）【】/\n]{2,50}(?:/[^()\[\]（）【】/\n]{1,30}){0,3}"
# KESTREL BAY, March 3 (AP) — The ...; (ANSA) - ROMA; MADRID, 3 mar (EFE).- El ...; Delhi, Mar 3 (PTI) The ...
_BRACKETED = re.compile(
    rf"^(?P<before>[^()\[\]（\n]{{0,60}})[(\[（]\s*(?P<names>{_LIST})\s*[)\]）]\s*"
    rf"(?:[.,]?\s*{_DASH}|[:=]|\.\s|\s?(?=[^\W\d_a-zß-öø-ÿа-я]))"
)
# MOSCOW, March 3. /TASS/. The ...
_SLASHED = re.compile(r"^(?P<before>[^/\n]{0,60})/(?P<names>[^/\n]{2,40})/\s*[.–—-]")
# МОСКВА, 3 мар — РИА Новости. ...
_DASHED = re.compile(rf"^(?P<before>[^\n]{{2,60}}?)\s{_DASH}\s(?P<names>[^.\n–—]{{2,30}})\.\s")
_CORNERED = re.compile(r"^【(?P<before>[^】]{0,20}?)(?P<names>[^】\s]{2,6})】")  # 【ロンドン共同】
_EQUATED = re.compile(r"^[(（](?P<before>[^)）=＝]{1,12})[=＝]\s*(?P<names>[^)）]{2,20})[)）]")  # (서울=연합뉴스)
# 新华社北京3月3日电 ...
_WIRED = re.compile(r"^(?P<before>)(?P<names>\w{2,6}?社)[^，。\n]{0,14}\d+月\d+日(?:专|專)?[电電讯訊]")
_DATELINES = (_BRACKETED, _SLASHED, _EQUATED, _WIRED, _DASHED)

_NAMED_BEFORE = (
    r"(?:source|quelle|fuente|fonte|bron|kilde|källa|źródło|zdroj|kaynak|источник|джерело|来源|來源|出典|출처)\s*[:：]"
    r"|©|\(c\)|copyright|text\s*:|(?:by|von|par|por|di)\b"
)
_SIGNED_LINE = re.compile(
    rf"^\W*?(?:(?:{_NAMED_BEFORE})\s*)*(?:(?:19|20)\d\d\s*)?(?P<names>[^\W\d_][^()\[\]（）\n]{{1,50}}?)\s*"
    r"(?:\.?\s*all rights reserved.*|\W*)$",
    re.IGNORECASE,
)
_SIGNED_IN_BRACKETS = re.compile(rf"(?P<before>.*)[(\[（/]\s*(?P<names>{_LIST})\s*[)\]）/]\W*$", re.DOTALL)
_SIGNED_BEHIND_DASH = re.compile(rf"[.!?\"”»…]\s*(?:{_DASH}\s?){{1,2}}(?P<names>[^.\n]{{2,40}})\.?\s*$")
_WIRE_NUMBER = re.compile(r"\b(?P<names>[a-z]{3})[\w-]*\s*:\s*\d{6}-\d+-\d+")  # dpa:260303-930-118812/1
_WITH = r"(?:with|additional reporting by|mit|unter verwendung|avec|con|com|met|med|z|с|з)\s"
_CONTRIBUTED = re.compile(rf"(?:^\W*|[(/–—]\s*|\s-\s){_WITH}(?P<names>[^()\n]{{2,90}}?)[\s).]*$", re.IGNORECASE)
_SIGNED_WITH = re.compile(rf"\s{_WITH}(?P<names>[^()\n]{{2,90}}?)[\s).]*$", re.IGNORECASE)  # in a byline
_CONTRIBUTORS = re.compile(
    r"(?P<names>[^.()\n]{2,120}?)\s+(?:also\s+)?(?:contributed|a contribué|ont contribué|contribuyó|ha contribuito)\b",
    re.IGNORECASE,
)
_MATERIAL = re.compile(
    r"^(?:(?:\w+\s){0,4}(?:from|by|von|der|des|de la|de|du|dell[ao]?|da|van|fra|från)\s+(?:the\s+)?|the\s+|l['’])",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[/,;|+&·、]\s*|\s+(?:and|und|et|y|e|en|og|och|i|и|та|mit|with)\s+")
_KIND = re.compile(
    r"^(?:the|agence|agencia|agência|agenzia|nachrichtenagentur|agentur|агентство|persbureau)\s+|"
    r"\s+(?:news agency|news service|newswire|wire service|ajansı|via\s.+)$",
    re.IGNORECASE,
)
_LOWER_WORD = re.compile(r"(?<![\w.])[a-zß-öø-ÿа-я][\w-]{3,}")
_ENDS_OF_DATELINES = (
    ".-–—―:=/"  # behind an agency; where a word follows at once, "(AP) The", it is a dateline less surely
)
_MOST_LOWER_WORDS = 2  # in front of it: a month, a "near"; more are a sentence
_SENTENCE_END = re.compile(r"[.!?\"'”’»…。！？]\s*$|^\s*$|\n\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """The agency that a text is credited to."""

    agency: str
    place: Place
    written: str  # as it stands there


@dataclass(frozen=True, slots=True)
class _Found:
    """What is at hand of one article."""

    head: str
    tail: str
    bylines: Sequence[str]
    cut: Sequence[str]
    outlet: str | None
    site: str | None
    stated: str | None


@dataclass(frozen=True, kw_only=True)
class Agencies:
    """The news agencies that are known, by the forms they are written in."""

    more: Mapping[str, str] = field(default_factory=dict)  # the user's: as written -> the name

    def name(self, written: str) -> str | None:
        """The usual name of an agency as it stands somewhere, or None.

        >>> agencies = Agencies(more={"NNA": "Northway News", "Northway Agency": "Northway News"})
        >>> agencies.name("Associated Press"), agencies.name("northway agency"), agencies.name("nna")
        ('AP', 'Northway News', None)
        """
        plain = _plain(written)
        for form in dict.fromkeys((plain, _KIND.sub("", plain))):
            name, is_exact = self._forms.get(form.casefold(), (None, False))
            if name and (not is_exact or form.isupper() or form in (name, *map(_plain, self.more))):
                return name
        return None

    def first(self, names: str) -> str | None:
        """The first agency in a list of names, such as "dpa/lno" or "AFP and AP"."""
        return next((agency for part in _SEPARATOR.split(names) if (agency := self.name(part))), None)

    def all_in(self, names: str) -> list[str]:
        """All agencies in a list of names."""
        return [agency for part in _SEPARATOR.split(names) if (agency := self.name(part))]

    def leading(self, words: str) -> list[str]:
        """The agency that words begin with: "Associated Press writer Jo Lund"."""
        first = words.split()[:4]
        return [agency for size in range(len(first), 0, -1) if (agency := self.name(" ".join(first[:size])))][:1]

    @cached_property
    def list_id(self) -> str:
        """The id of what is known: texts are looked at anew when it changes."""
        return content_id(*sorted(f"{form}={name}" for form, (name, _) in self._forms.items()))

    @cached_property
    def pattern(self) -> str:
        """A regular expression (RE2) that finds every text with one of the names, and few others."""
        exact = {shown for form, (name, is_exact) in self._forms.items() if is_exact for shown in (form.upper(), name)}
        exact |= set(self.more)
        others = [re.escape(form) for form, (_, is_exact) in self._forms.items() if not is_exact]
        # Its \b is for ASCII alone, and a form may end in a full stop.
        named = "|".join(re.escape(form) for form in sorted(exact))
        return rf"(?:(?:^|[^\pL\pN_])(?:{named})(?:$|[^\pL\pN_])|(?i:{'|'.join(others)}))"

    @cached_property
    def _forms(self) -> dict[str, tuple[str, bool]]:
        """By the form in lower case: the name, and whether it has to be written in capitals or just so."""
        known = {form: (name, form in EXACT_AGENCIES) for form, name in AGENCIES.items()}
        mine = {
            _plain(form).casefold(): (name, form.isupper() and len(form) <= SHORT) for form, name in self.more.items()
        }
        return known | mine


def _plain(written: str) -> str:
    """A name without what stands around it."""
    return written.strip(" .,:;()[]\u00a0")


def credits(articles: pa.Table, agencies: Agencies) -> pa.Table:
    """The credit of each article (CREDIT_SCHEMA); nulls for one that is credited to no agency.

    articles: outlet, site, agency (as its page or file states it), head and tail (the first and last characters of the
    text), and cut (lines that were cut from it: list of struct with line, text and reason).
    """
    parts = {name: column(articles, name).cast(pa.string()) for name in ("outlet", "head", "tail")}
    parts["cut"] = pc.binary_join(_texts_of(column(articles, "cut")), "\n")
    named = {name: pc.match_substring_regex(part, agencies.pattern).fill_null(False) for name, part in parts.items()}
    rows = pc.indices_nonzero(reduce(pc.or_, named.values(), pc.is_valid(column(articles, "agency"))))
    # Where no agency is named nothing need be looked at more closely.
    for name in ("head", "tail"):
        shown = pc.if_else(named[name], parts[name], "")
        articles = articles.set_column(articles.schema.get_field_index(name), name, shown)
    found: list[Credit | None] = [None] * articles.num_rows
    for row, article in zip(rows.to_pylist(), articles.take(rows).to_pylist(), strict=True):
        found[row] = _credit_of(article, agencies)
    columns = [[credit and getattr(credit, name) for credit in found] for name in CREDIT_SCHEMA.names]
    return pa.table([pa.array(values, pa.string()) for values in columns], schema=CREDIT_SCHEMA)


def credit(
    text: str,
    agencies: Agencies | None = None,
    *,
    outlet: str | None = None,
    site: str | None = None,
    stated: str | None = None,
    bylines: Sequence[str] = (),
    cut: Sequence[str] = (),
) -> Credit | None:
    """The agency a text is credited to, or None.

    stated: by its page or file. bylines, cut: lines that stood around the text, with and without the author's name.

    >>> credit("PORT LUND, May 3 (AP) — The old bridge was closed.")
    Credit(agency='AP', place='dateline', written='PORT LUND, May 3 (AP) —')
    >>> credit("The Associated Press (AP) said on Monday that it would close the bureau.")
    >>> credit("The bridge was closed.\\nWith material from dpa").place
    'contribution'
    """
    agencies = agencies or Agencies()
    return _credit(_Found(text[:HEAD], text[-TAIL:], bylines, cut, outlet, site, stated), agencies)


def _texts_of(cut: pa.Array[Any]) -> pa.Array[Any]:
    texts = pc.struct_field(cut.flatten(), "text")
    offsets = pc.subtract(cut.offsets, cut.offsets[0]) if len(cut) else cut.offsets
    return pa.ListArray.from_arrays(offsets, texts)


def _credit_of(article: Mapping[str, Any], agencies: Agencies) -> Credit | None:
    lines: dict[bool, list[str]] = {True: [], False: []}  # bylines, others
    for line in article["cut"] or ():
        if line["reason"] != "caption":
            lines[line["reason"] == "byline"].append(line["text"])
    text = article["head"], article["tail"], lines[True], lines[False]
    return _credit(_Found(*text, article["outlet"], article["site"], article["agency"]), agencies)


def _credit(article: _Found, agencies: Agencies) -> Credit | None:
    cut = [line for line in (*article.bylines, *article.cut) if not is_credit_line(line) or _WIRE_NUMBER.search(line)]
    last = article.tail.rstrip().rsplit("\n", 1)[-1]
    lines = [line.strip() for line in (*cut, last) if 1 < len(line.strip()) <= LONGEST_LINE]
    helped = [found for line in article.bylines for found in _contributions(line, agencies, is_byline=True)]
    helped += [found for line in lines for found in _contributions(line, agencies)]
    helpers = {found.agency for found in helped}
    own = agencies.name(article.outlet or "") or _abbreviation(article.stated, article.outlet, article.site)
    if own:
        return Credit(agency=own, place="outlet", written=article.outlet or own)
    signed = (
        _dateline(article.head, agencies),
        _byline(article, agencies),
        *(_signed_line(line, agencies) for line in lines),
        _signature(article.tail, agencies),
    )
    found = next((one for one in signed if one and (one.place == "dateline" or one.agency not in helpers)), None)
    return found or next(iter(helped), None)


def _abbreviation(stated: str | None, outlet: str | None, site: str | None) -> str | None:
    """The agency stated if the outlet is called so in short: by its initials, or by its host.

    >>> _abbreviation("NNA", "Northway News Agency", None), _abbreviation("NNA", None, "nna.example")
    ('NNA', 'NNA')
    """
    initials = "".join(word[0] for word in (outlet or "").split())
    own = {initials.casefold(), registered_name(site).casefold() if site else ""}
    return stated if stated and len(stated) > 2 and stated.casefold() in own else None


def _byline(article: _Found, agencies: Agencies) -> Credit | None:
    """The agency that page or file state, or a line with the author's name does."""
    stated = article.stated
    if stated:
        return Credit(agency=agencies.first(stated) or stated, place="byline", written=stated)
    named = ((agencies.all_in(line), line) for line in article.bylines if len(line) <= LONGEST_LINE)
    return next((Credit(agency=found[0], place="byline", written=line) for found, line in named if found), None)


def _dateline(head: str, agencies: Agencies) -> Credit | None:
    """The agency in front of the first sentence."""
    text = head.lstrip()
    for pattern in _DATELINES:
        match = pattern.match(text)
        agency = agencies.first(match["names"]) if match else None
        is_bare = match is not None and match[0].rstrip()[-1:] not in _ENDS_OF_DATELINES
        if (
            match
            and agency
            and _is_dateline(match["before"], agency, agencies, most_lower=0 if is_bare else _MOST_LOWER_WORDS)
        ):
            return Credit(agency=agency, place="dateline", written=match[0].strip())
    cornered = _CORNERED.match(text)
    ends = cornered and (cornered["before"] + cornered["names"])
    agency = next((a for size in range(6, 1, -1) if ends and (a := agencies.name(ends[-size:]))), None)
    return Credit(agency=agency, place="dateline", written=cornered[0]) if cornered and agency else None


def _is_dateline(before: str, agency: str, agencies: Agencies, *, most_lower: int) -> bool:
    """Whether the words in front of an agency are a place and a date, and not a sentence or the agency's long name."""
    return len(_LOWER_WORD.findall(before)) <= most_lower and not _ends_in(before, agency, agencies)


def _ends_in(words: str, agency: str, agencies: Agencies) -> bool:
    """Whether words end in the name of an agency: "The Associated Press (AP)" tells what AP stands for."""
    last = words.split()[-4:]
    return any(agencies.name(" ".join(last[start:])) == agency for start in range(len(last)))


def _signed_line(line: str, agencies: Agencies) -> Credit | None:
    """The agency that a line names and nothing else: "Quelle: dpa", "© AFP", "Reuters"."""
    wire = _WIRE_NUMBER.search(line)
    match = wire or _SIGNED_LINE.match(line)
    agency = agencies.first(match["names"]) if match else None
    is_all = agency and match and all(map(_is_initials_or_agency(agencies), _SEPARATOR.split(match["names"])))
    return Credit(agency=agency, place="signature", written=line) if agency and (wire or is_all) else None


def _is_initials_or_agency(agencies: Agencies) -> Any:
    """Whether a part of a credit is an agency or an editor's initials: "dpa/lno", "AFP, cgo"."""
    return lambda part: agencies.name(part) is not None or (len(part) <= SHORT and part.isalpha())


def _signature(tail: str, agencies: Agencies) -> Credit | None:
    """The agency behind the last sentence."""
    text = tail.rstrip()
    bracketed = _SIGNED_IN_BRACKETS.match(text)
    match = bracketed or _SIGNED_BEHIND_DASH.search(text)
    agency = agencies.first(match["names"]) if match else None
    if match is None or agency is None:
        return None
    if bracketed and (not _SENTENCE_END.search(match["before"]) or _ends_in(match["before"], agency, agencies)):
        return None
    return Credit(agency=agency, place="signature", written=text[match.start("names") - 1 :].strip())


def _contributions(line: str, agencies: Agencies, *, is_byline: bool = False) -> list[Credit]:
    """The agencies whose material a text uses, as a line behind it or its byline says."""
    writers = _CONTRIBUTORS.search(line) if "ontribu" in line else None
    match = writers or _CONTRIBUTED.search(line) or (_SIGNED_WITH.search(line) if is_byline else None)
    named = _MATERIAL.sub("", match["names"].strip()) if match else ""
    found = agencies.all_in(named) or (agencies.leading(named) if writers else [])
    return [Credit(agency=agency, place="contribution", written=line) for agency in found]
