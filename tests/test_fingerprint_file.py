"""Fingerprints in a file: what is fetched is what was stored, and linking holds a tile of them at a time."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from flows.fingerprint_file import FingerprintFile
from transforms import ragged
from transforms.duplicates import DuplicateParams, link_candidates
from transforms.fingerprints import Fingerprints, fingerprints

MEGABYTE = 1 << 20


def made(texts: list[str]) -> Fingerprints:
    return fingerprints(pa.array(texts))


def test_fingerprints_come_back_in_any_order(tmp_path: Path) -> None:
    whole = made([f"{n} of {n + 1} words {'and more ' * n}{n * 7} came back" for n in range(40)])
    order = np.random.default_rng(1).permutation(40)

    with closing(FingerprintFile(tmp_path / "file")) as file:
        file.reserve(10)
        file.reserve(40)
        for some in np.split(order, [3, 4, 20]):
            file.add(some, whole.take(some))
        wanted = np.array([39, 0, 7, 8, 9, 0, 21])
        taken, expected = file.take(wanted), whole.take(wanted)

        assert file.sizes.tolist() == whole.shingles.lengths.tolist()
        assert taken.exact.tolist() == expected.exact.tolist()
        for name in ("shingles", "numbers", "places"):
            assert getattr(taken, name).to_arrow().equals(getattr(expected, name).to_arrow())


@contextmanager
def address_space(more_bytes: int) -> Iterator[None]:
    """Let this process map so much more memory than it has."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + more_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def test_linking_holds_a_tile_of_the_fingerprints(tmp_path: Path) -> None:
    """240 MB of fingerprints are compared in 96 MB of address space."""
    count, size = 600, 100_000
    none = ragged.of_lengths(np.empty(0, np.uint32), np.zeros(1, np.int64))
    with closing(FingerprintFile(tmp_path / "file")) as file:
        file.reserve(count)
        for n in range(count):
            values = np.arange(size, dtype=np.uint32) + np.uint32(n // 2 * size)
            one = Fingerprints(
                exact=np.array([n + 1], np.uint64),
                shingles=ragged.of_lengths(values, np.array([size])),
                numbers=none,
                places=none,
                keys=ragged.of_lengths(np.empty(0, np.uint64), np.zeros(1, np.int64)),
            )
            file.add(np.array([n]), one)
        articles = pa.table(
            {
                "article_id": [f"{n:032}" for n in range(count)],
                "outlet": pa.nulls(count, pa.string()),
                "published_at": pa.nulls(count, pa.timestamp("us", "UTC")),
                "original_id": pa.nulls(count, pa.string()),
            }
        )
        titles = ragged.of_lengths(np.empty(0, np.uint32), np.zeros(count, np.int64))
        pairs = (np.arange(count - 1), np.arange(1, count))
        params = DuplicateParams(tile_shingles=2 * MEGABYTE)
        expected = link_candidates(articles, titles, file.exact, file.sizes, pairs, file, params).table  # compiles, too

        with address_space(96 * MEGABYTE):
            found = link_candidates(articles, titles, file.exact, file.sizes, pairs, file, params).table
            with pytest.raises(MemoryError):
                file.take(np.arange(count))

    assert found.equals(expected)
    assert found["original"].to_pylist() == [n - n % 2 for n in range(count)]
