"""What every archive gives: its entries in order, each a file to read or a reason why there is none in it.

Nothing is unpacked to a disk and a name is never more than text, so links, devices, absolute names and names that lead
out of the folder can do no harm. Entries are taken by their number: two of one name are two.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from transforms.formats.compression import Damage, Piece, Spent, UnpackParams

MAX_LABEL_CHARS = 1_000  # of a name; longer ones come from attacks, and would be in every row of the member


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveParams:
    """How much is taken out of archives."""

    max_members: int = 100_000  # of one file, at all depths; more are rather a database to be exported
    max_depth: int = 2  # archives in archives: an export of exports; bombs have many more
    max_packings: int = 2  # of one file or member: a packed file that a crawler or a mover packed once more
    max_held_bytes: int = 256 << 20  # of a zip in memory, since it is read from its end; the process has 1 GiB
    max_header_bytes: int = 1 << 20  # of one extended tar header; honest ones hold a path


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive. pieces: its bytes, to be taken before the next entry is asked for."""

    name: str
    pieces: Iterator[Piece | Damage]


@dataclass(frozen=True, slots=True)
class Passed:
    """An entry that is no file. name: None for what is no entry. reason: a key of SKIPS."""

    name: str | None
    reason: str
    detail: str


Entry = Member | Passed | Damage  # a Damage is one of the archive itself


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveBytes:
    """The bytes of an archive, and how much may be taken out of it."""

    pieces: Iterator[Piece | Damage]
    stream: BinaryIO | None  # the same bytes where they can be sought: those of a plain file
    params: ArchiveParams
    unpack: UnpackParams
    spent: Spent


Archive = Callable[[ArchiveBytes], Iterator[Entry]]


def no_member(name: str, reason: str, detail: str) -> Member:
    """A member of which nothing can be read. reason: a key of REASONS."""
    return Member(name, iter([Damage(reason, detail)]))


def held(pieces: Iterable[Piece | Damage], max_bytes: int) -> tuple[io.BytesIO, Damage | None]:
    """The bytes as a stream that can be sought, up to the first damage, and that."""
    stream = io.BytesIO()
    for piece in pieces:
        if isinstance(piece, Damage):
            if not piece.is_between_members:
                return stream, piece
        elif stream.tell() + len(piece.data) > max_bytes:
            limit = f"the limit held_bytes of {max_bytes:,} bytes"
            detail = f"a zip archive that is packed or in an archive, over {limit}: unpack it"
            return stream, Damage("too_large", detail)
        else:
            stream.write(piece.data)
    return stream, None


class Labels:
    """Places of entries in an archive, no two of them equal."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def of(self, name: str, number: int) -> str:
        """The place of the entry of this name: "member NAME"; of an equal name for the second time, with its number.

        A name in which a place could be read, or something that does not print, stands in quotation marks.

        >>> labels = Labels()
        >>> [labels.of(name, number) for number, name in enumerate(("a.html", "a.html", "a, line 3"), 1)]
        ['member a.html', 'member a.html, entry 2', 'member "a, line 3"']
        """
        label = f"member {_quoted(name)}"
        if label in self._given:
            return f"{label}, entry {number}"
        self._given.add(label)
        return label


def _quoted(name: str) -> str:
    if len(name) > MAX_LABEL_CHARS:
        name = name[:MAX_LABEL_CHARS] + "..."
    is_printable = name.isprintable()
    if is_printable and name and ", " not in name and not name.startswith('"'):
        return name
    return json.dumps(name, ensure_ascii=not is_printable)
