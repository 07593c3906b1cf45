"""One remote object, brought here whole: in ranges, hashed on the way, all of one version.

Small objects stay in memory, large ones lie in a file without a name that is gone with the process.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from flows.errors import PlaceFailed
from flows.places.addresses import without_signature
from flows.places.remote import remote_at
from flows.places.transport import Answer, MayPass, Request, TransportParams, asked

PARTIAL, OUT_OF_RANGE = 206, 416


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchParams:
    """How objects are brought here."""

    range_bytes: int = 8 << 20  # what a fault costs; below a few MiB the requests cost more than the bytes
    memory_bytes: int = 8 << 20  # of one object; the rest of it lies on disk
    ahead_objects: int = 16  # asked for while one is read: small ones cost a round trip each, and little else
    ahead_bytes: int = 64 << 20  # of them in all


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An object that is here."""

    stream: BinaryIO  # at its start
    file_id: str  # SHA-256 of the bytes
    size_bytes: int
    version: str | None


class Changed(PlaceFailed):
    """An object became another one between two ranges."""


def fetched_ahead(
    wanted: Iterable[tuple[str, int]], folder: Path, params: FetchParams | None = None
) -> Iterator[Future[Fetched]]:
    """Each object as it will be here, in order; the next ones are asked for meanwhile.

    wanted: addresses, with their sizes in bytes, 0 where they are not known.
    folder: for large objects, on a disk that has room for the largest times the tasks at work.
    """
    params = params or FetchParams()
    threads = ThreadPoolExecutor(params.ahead_objects)
    waiting: deque[tuple[int, Future[Fetched]]] = deque()
    try:
        for address, known_size in wanted:
            size = known_size or params.range_bytes
            while waiting and not _is_room(size, [size for size, _ in waiting], params):
                yield waiting.popleft()[1]
            waiting.append((size, threads.submit(fetched, address, folder, params)))
        while waiting:
            yield waiting.popleft()[1]
    finally:
        threads.shutdown(wait=False, cancel_futures=True)  # who stops early does not want them


def fetched(
    address: str, folder: Path, params: FetchParams | None = None, transport: TransportParams | None = None
) -> Fetched:
    """The object at an address. Raises PlaceFailed, Changed if it changed meanwhile."""
    arriving = _Arriving(address, folder, params or FetchParams())
    try:
        while not arriving.is_whole:
            arriving.go_on(transport)
    except BaseException:
        arriving.sink.close()
        raise
    return arriving.finished()


class _Arriving:
    """An object of which some bytes are here."""

    def __init__(self, address: str, folder: Path, params: FetchParams) -> None:
        self._address = address
        self._remote = remote_at(address)
        self._params = params
        spooled = tempfile.SpooledTemporaryFile(max_size=params.memory_bytes, dir=str(folder))  # noqa: SIM115 - handed on
        self.sink = cast(BinaryIO, spooled)  # all of it but its name in the stubs
        self._hash = hashlib.sha256()
        self._here = 0
        self._state: tuple[str | None, str] | None = None  # version and size, as the first answer gives them
        self.in_ranges = True
        self.is_whole = False

    def go_on(self, transport: TransportParams | None) -> None:
        """Bring the next range here, or all of it."""
        try:
            asked(self.request, self.take, transport)
        except PlaceFailed as failure:
            if failure.status != OUT_OF_RANGE or not self.in_ranges:
                raise
            self.begin_whole()

    def request(self) -> Request:
        """The request for the next range, or for all of it."""
        last = self._here + self._params.range_bytes - 1
        return self._remote.request(self._address, {"Range": f"bytes={self._here}-{last}"} if self.in_ranges else {})

    def take(self, answer: Answer) -> None:
        """Put what an answer brings behind what is here."""
        if answer.status != PARTIAL:
            self.begin_whole()
            self._see(answer, str(answer.length))
            for piece in answer.pieces:
                self._add(piece)
            self._want(self._here, answer.length)
            self.is_whole = True
            return
        length, size = self._part(answer)
        if size == "*" or (length < int(size) and self._remote.version_of(answer.headers) is None):
            self.begin_whole()  # in ranges nobody could tell whether it changes between them
            return
        self._see(answer, size)
        data = b"".join(answer.pieces)
        self._want(len(data), length)
        self._add(data)
        self.is_whole = self._here == int(size)

    def begin_whole(self) -> None:
        """Begin again, and ask for all of it at once: the server does not know ranges, or there is nothing in it."""
        if self._here and self.in_ranges:
            raise self._changed()
        self.in_ranges = False
        self.sink.seek(0)
        self.sink.truncate()
        self._hash = hashlib.sha256()
        self._here = 0
        self._state = None

    def finished(self) -> Fetched:
        """The whole object."""
        self.sink.seek(0)
        version = self._state[0] if self._state else None
        return Fetched(stream=self.sink, file_id=self._hash.hexdigest(), size_bytes=self._here, version=version)

    def _part(self, answer: Answer) -> tuple[int, str]:
        """The length of the part that comes, which must be the one asked for, and the size of the whole or *."""
        said = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", answer.headers.get("content-range", ""))
        length = int(said[2]) + 1 - int(said[1]) if said else 0
        if said is None or not self.in_ranges or int(said[1]) != self._here or length > self._params.range_bytes:
            came = answer.headers.get("content-range")
            raise MayPass(f"bytes from {self._here:,} were asked for, and {came!r} came")
        return length, said[3]

    def _see(self, answer: Answer, size: str) -> None:
        state = (self._remote.version_of(answer.headers), size)
        if self._state is not None and state != self._state:
            raise self._changed()
        self._state = state

    def _want(self, got: int, wanted: int | None) -> None:
        if wanted is not None and got != wanted:
            raise MayPass(f"{got:,} bytes came, {wanted:,} were announced")

    def _add(self, data: bytes) -> None:
        self.sink.write(data)
        self._hash.update(data)
        self._here += len(data)

    def _changed(self) -> Changed:
        shown = without_signature(self._address)
        return Changed(f"{shown}: it changed while it was read; the next run reads it again")


def _is_room(size: int, under_way: Sequence[int], params: FetchParams) -> bool:
    return len(under_way) < params.ahead_objects and sum(under_way) + size <= params.ahead_bytes
