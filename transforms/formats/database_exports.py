"""Many articles in one text file, as Nexis, Factiva and ProQuest export them.

A layout is known by its own marks, and splitting is held against what the export says of itself: "1 of 25 DOCUMENTS",
the identifier or "End of Document" behind each article, rulers, the stated number of words. Where these do not agree
the article is a bad record, so that no article is cut or run into the next in silence. The layouts are in `nexis.py`,
`factiva.py` and `proquest.py`; here is what they share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from transforms.decode import decode
from transforms.errors import FormatError
from transforms.formats.compression import Damage, Piece
from transforms.formats.reading import FieldValue, Origin, Outcome, Reader, ReadParams
from transforms.text_cleanup import count_words

MIN_STATED_SHARE = 0.6  # of the words stated: databases count headlines and captions in, and count words otherwise
WORDS = r"(?:words?|Wörter|mots|palabras|parole|woorden|palavras)"
LONGEST_WRAPPED = 120  # characters; the databases wrap at 70 to 90
COPYRIGHT = re.compile(r"(?:Copyright\b|\(c\) ?(?:Copyright )?\d{4}|©)", re.I)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article of an export: its text and fields, or what keeps it from being read."""

    text: str = ""
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    stated_words: int | None = None
    fault: str | None = None
    is_without_text: bool = False  # the database itself has no full text of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The articles of an export in order, and what does not add up at its end."""

    entries: Sequence[Entry]
    missing: str | None = None
    last_has_end: bool = True  # an end mark shows that nothing of the last article is cut off


def export_reader(split: Callable[[str], Split]) -> Reader:
    """A reader of exports that this function takes apart. It is given the whole text, with "\\n" for line ends."""

    def read(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
        held, damages = bytearray(), list[Damage]()
        for piece in pieces:
            if isinstance(piece, Piece):
                held += piece.data
            else:
                damages.append(piece)
                if not piece.is_between_members:
                    break
            if len(held) > params.max_line_bytes:
                detail = f"longer than the limit line_bytes of {params.max_line_bytes:,} bytes; export fewer at once"
                yield origin.rejected("", "too_large", detail)
                return
        try:
            text = decode(bytes(held)).text
        except FormatError as error:
            yield origin.rejected("", "undecodable", str(error))
            return
        is_cut = any(not damage.is_between_members for damage in damages)
        yield from _outcomes(split(text.replace("\r\n", "\n").replace("\r", "\n")), is_cut, origin)
        for number, damage in enumerate(damages, 1):
            yield origin.rejected(f"damage {number}", damage.reason, damage.detail)

    return read


def _outcomes(found: Split, is_cut: bool, origin: Origin) -> Iterator[Outcome]:
    # What has no end mark of its own is not whole where the file is cut; the damage is its row.
    entries = found.entries if found.last_has_end or not is_cut else found.entries[:-1]
    for number, entry in enumerate(entries, 1):
        yield _outcome(entry, f"document {number}", origin)
    if found.missing and not is_cut:
        yield origin.rejected("the end", "damaged", found.missing)


def _outcome(entry: Entry, record: str, origin: Origin) -> Outcome:
    if entry.fault:
        return origin.rejected(record, "bad_record", entry.fault)
    if entry.is_without_text:
        return origin.skipped(record, "teaser", "the database has no full text of it")
    words = count_words(entry.text)
    if entry.stated_words and words < MIN_STATED_SHARE * entry.stated_words:
        return origin.rejected(record, "bad_record", f"{entry.stated_words:,} words are stated, {words:,} are there")
    return origin.document(
        record, "export", entry.text.encode(), fields={name: value for name, value in entry.fields.items() if value}
    )


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: the lines between blank ones joined, unless the lines are too long to be wrapped ones.

    >>> paragraphs("The ferry\\nran aground.\\n\\nIt is back.")
    ['The ferry ran aground.', 'It is back.']
    """
    is_wrapped = max(map(len, text.split("\n"))) <= LONGEST_WRAPPED
    blocks = re.split(r"\n[ \t]*\n", text) if is_wrapped else text.split("\n")
    return [line for block in blocks if (line := joined(block))]


def joined(block: str) -> str:
    """A block of lines as one, its white space single."""
    return " ".join(block.split())


def signed(byline: str) -> tuple[str, ...]:
    """The names of a byline as a field."""
    return (byline.strip(),) if byline.strip() else ()


def stated_words(stated: str) -> int | None:
    """The number of words a field states, in one of the languages of these databases; None if it states none."""
    found = re.search(rf"([\d.,]+) {WORDS}", stated)
    return plain_number(found[1]) if found else None


def plain_number(text: str) -> int:
    """The number without the marks between its thousands, up to 12 digits of it; 0 for what is none."""
    return int(re.sub(r"\D", "", text)[:12] or 0)


def text_mark(*lines: str) -> re.Pattern[bytes]:
    """Text that has a line that matches each of these."""
    return re.compile(b"".join(rb"(?=.*?^[ \t]*" + line.encode() + rb")" for line in lines), re.S | re.M)
