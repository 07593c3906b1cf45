"""Text files: one file is one scrape, the words of a page with the residue that a dump leaves around them."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.formats.compression import Damage, Piece
from transforms.formats.reading import Origin, Outcome, ReadParams
from transforms.formats.whole import whole_file


def read_text(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """The file as one document of kind scrape, undecoded."""
    return whole_file(pieces, origin, kind="scrape", limit="line_bytes", max_bytes=params.max_line_bytes)
