"""A file that is one document. Half a page is not the page, so damage inside it costs the document."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.formats.compression import Damage, Piece
from transforms.formats.reading import Origin, Outcome
from transforms.records import Kind


def whole_file(
    pieces: Iterator[Piece | Damage], origin: Origin, *, kind: Kind, limit: str, max_bytes: int
) -> Iterator[Outcome]:
    """The file as one document, or why it is none.

    Bytes after the end of the packed data are reported beside the document: it is whole without them.
    """
    content, damages = bytearray(), []
    for piece in pieces:
        if isinstance(piece, Damage):
            damages.append(piece)
        else:
            content += piece.data
        if len(content) > max_bytes:
            yield origin.rejected("", "too_large", f"longer than the limit {limit} of {max_bytes:,} bytes")
            return
    broken = next((damage for damage in damages if not damage.is_between_members), None)
    if broken:
        yield origin.rejected("", broken.reason, f"{broken.detail}; {len(content):,} bytes before it")
        return
    yield origin.document("", kind, bytes(content))
    if damages:
        details = "; ".join(damage.detail for damage in damages)
        yield origin.rejected("after the end", damages[0].reason, details)
