"""Lists of addresses, one a line: plain or packed with gzip, in a file or at an address.

What lets one in may stand in a list, such as a signed address: only the list's own place is written down.
"""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from urllib.parse import urljoin

from flows.errors import NothingToRead, PlaceFailed
from flows.places.addresses import folder_of, is_remote, place_root, without_signature
from flows.places.remote import remote_at

MOST_BYTES = 256 << 20  # unpacked; a million addresses are 150 MB


def listed_places(place: str) -> list[str]:
    """The places a list names, in its order, each once; blank lines and those that begin with # left out.

    A line without a scheme is relative to the list's folder. If it begins with the path of that folder, as the lists
    of Common Crawl do, it is relative to the bucket or host.
    Raises NothingToRead if there is no such list or nothing in it, PlaceFailed if it cannot be read.
    """
    lines = [line.strip() for line in _text(place).splitlines()]
    places = dict.fromkeys(resolved(line, place) for line in lines if line and not line.startswith("#"))
    if not places:
        raise NothingToRead(f"{without_signature(place)}: no address in this list")
    return list(places)


def resolved(line: str, place: str) -> str:
    """Where a line of a list leads.

    >>> resolved("b.html", "https://news.example/2026/list.txt"), resolved("s3://news/b", "list.txt")
    ('https://news.example/2026/b.html', 's3://news/b')
    >>> resolved("crawl/2026/warc/b.gz", "s3://crawls/crawl/2026/warc.paths.gz")
    's3://crawls/crawl/2026/warc/b.gz'
    """
    if is_remote(line):
        return line
    if not is_remote(place):
        return str(Path(place).parent / line)
    root, folder = place_root(place), folder_of(place)
    inside = folder[len(root) + 1 :]
    base = root if inside and line.startswith(f"{inside}/") else folder
    return urljoin(f"{base}/", line) if place.startswith("http") else f"{base}/{line}"


def _text(place: str) -> str:
    data = _bytes(place)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) if data.startswith(b"\x1f\x8b") else io.BytesIO(data) as stream:
            text = stream.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise PlaceFailed(f"{without_signature(place)}: a list of more than {MOST_BYTES >> 20} MiB; split it")
        return text.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise PlaceFailed(f"{without_signature(place)}: not a list of addresses, one a line ({error})") from error


def _bytes(place: str) -> bytes:
    if is_remote(place):
        from flows.places.transport import page

        remote = remote_at(place)
        return page(lambda: remote.request(place, {}))[1]
    path = Path(place)
    if not path.is_file():
        raise NothingToRead(f"{place}: no such list of addresses")
    return path.read_bytes()
