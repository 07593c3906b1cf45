"""Files on web servers: `https://host/file`, and `https://host/folder/`, an index page whose links below it are taken.

A page of links tells neither sizes nor times, so each file is asked for its header. Plain http is read from this
machine alone (addresses.py).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flows.errors import PlaceFailed
from flows.places.addresses import without_signature
from flows.places.remote import RemoteObject, nanoseconds
from flows.places.transport import Answer, Request, asked, page

MOST_INDEX_PAGES = 10_000  # a site that makes folders up as one enters them ends here
ASKED_AT_ONCE = 16  # headers; what a browser with a few tabs does


def connected() -> Https:
    """What reads web servers."""
    return Https()


class Https:
    """Web servers, without credentials."""

    def at(self, address: str) -> RemoteObject | None:
        """The file at this address; None for a folder, which servers show by a redirect to its name with a slash."""
        if urlsplit(address).path.endswith("/"):
            return None

        def take(answer: Answer) -> RemoteObject | None:
            if urlsplit(answer.url).path == f"{urlsplit(address).path}/":
                return None
            length = answer.headers.get("content-range", "").rpartition("/")[2] or answer.headers.get(
                "content-length", ""
            )
            return RemoteObject(
                address=address,
                size_bytes=int(length) if length.isdigit() else None,
                modified_ns=nanoseconds(answer.headers.get("last-modified", "")),
                version=self.version_of(answer.headers),
            )

        head = Request(address=address, url=address, method="HEAD", follows=True)
        try:
            return asked(lambda: head, take)
        except PlaceFailed as failure:
            if failure.status not in {
                403,
                405,
                501,
            }:  # of servers that do not know HEAD, and of addresses signed for GET
                raise
        return asked(lambda: self.request(address, {"Range": "bytes=0-0"}), take)

    def below(self, folder: str) -> Iterator[RemoteObject]:
        """The files that an index page links to, and those of folders below it."""
        with ThreadPoolExecutor(ASKED_AT_ONCE) as threads:
            for found in threads.map(self._linked, self._links(folder)):
                if found is not None:
                    yield found

    def request(self, address: str, headers: Mapping[str, str]) -> Request:
        """The request for a file's bytes."""
        return Request(address=address, url=address, headers=headers, follows=True)

    def version_of(self, headers: Mapping[str, str]) -> str | None:
        """The ETag, else the time of the last change; None if the server says neither."""
        etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
        if etag:
            return f"etag:{etag.removeprefix('W/').strip(chr(34))}"
        return f"modified:{modified}" if modified else None

    def _linked(self, address: str) -> RemoteObject | None:
        """What a link leads to; one that leads nowhere is noted."""
        try:
            return self.at(address)
        except PlaceFailed as failure:
            problem = f"unreadable: {failure}"
            return RemoteObject(address=address, size_bytes=None, modified_ns=0, version=None, problem=problem)

    def _links(self, folder: str) -> Iterator[str]:
        """The addresses of the files below a folder, each once, page by page."""
        waiting, seen = deque([f"{folder}/"]), {f"{folder}/"}
        pages = 0
        while waiting:
            address = waiting.popleft()
            pages += 1
            if pages > MOST_INDEX_PAGES:
                raise PlaceFailed(f"{folder}/: more than {MOST_INDEX_PAGES:,} index pages; give a folder further down")
            answer, body = page(partial(self.request, address, {}))
            if "html" not in answer.headers.get("content-type", ""):
                raise PlaceFailed(f"{without_signature(address)}: no index page; give a file, or a list with --list")
            for link in _below(answer.url, body):
                found = address.partition("?")[0] + link
                if found in seen:
                    continue
                seen.add(found)
                if link.partition("?")[0].endswith("/"):
                    waiting.append(found)
                else:
                    yield found


def _below(page_url: str, body: bytes) -> list[str]:
    """Where the links of a page go that lead further down, relative to it."""
    parser = _Links()
    parser.feed(body.decode("utf-8", "replace"))
    base = page_url.partition("?")[0].rpartition("/")[0] + "/"
    targets = [urljoin(page_url, link).partition("#")[0] for link in parser.links]
    inside = [target[len(base) :] for target in targets if target.startswith(base)]
    # A sort order of the page itself begins with a question mark; `..` in a link has been resolved by now.
    return [link for link in inside if link and not link.startswith("?")]


class _Links(HTMLParser):
    """The targets of the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the target of a link."""
        if tag == "a":
            self.links += [value.strip() for name, value in attrs if name == "href" and value]
