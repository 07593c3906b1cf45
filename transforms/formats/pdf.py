"""PDF files: one file is one document, read where it can be killed. How its text is found is in `pdf_text.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.formats.compression import Damage, Piece
from transforms.formats.reading import FileFormat, Origin, Outcome, ReadParams
from transforms.formats.whole import whole_file


def read_pdf_file(pieces: Iterator[Piece | Damage], origin: Origin, params: ReadParams) -> Iterator[Outcome]:
    """The file as one document of kind pdf."""
    return whole_file(pieces, origin, kind="pdf", limit="pdf_bytes", max_bytes=params.max_pdf_bytes)


PDF = FileFormat(name="pdf", read=read_pdf_file, mark=re.compile(rb"\s*%PDF-\d"))
