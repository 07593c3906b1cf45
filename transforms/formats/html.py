"""HTML files: one file is one page. Decoding and parsing come later, where the whole page can be weighed."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.formats.compression import Damage, Piece
from transforms.formats.reading import Origin, Outcome, ReadParams
from transforms.formats.whole import whole_file


def read_html(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """The file as one document of kind html, undecoded."""
    return whole_file(pieces, origin, kind="html", limit="page_bytes", max_bytes=params.max_page_bytes)
