"""A file that is one document. Half a page is not the page, so damage inside it costs the document."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.formats.compression import Damage, Piece
from transforms.formats.reading import Origin, Outcome
from transforms.records import Kind

# More of them at the end are what a file system leaves of a file that was not written to its end. A page shows where
# it ends, a text does not.
MOST_ZEROS = 16


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
    zeros = len(content) - len(content.rstrip(b"\0"))
    yield origin.document("", kind, bytes(content[:-zeros] if zeros > MOST_ZEROS else content))
    if zeros > MOST_ZEROS and kind == "scrape":
        damages.append(Damage("damaged", f"{zeros:,} zero bytes at the end, where text may have been"))
    if damages:
        details = "; ".join(damage.detail for damage in damages)
        yield origin.rejected("after the end", damages[0].reason, details)
