"""Parts: rows with one hash are together, none is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from flows.parts import Parts

SCHEMA = pa.schema([("key", pa.uint64()), ("row", pa.int64())])


def rows(count: int, start: int = 0) -> tuple[np.ndarray[tuple[int], np.dtype[np.uint64]], pa.Table]:
    keys = np.random.default_rng(start).integers(0, 1 << 64, 50, np.uint64)[np.arange(count) % 50]
    return keys, pa.table([pa.array(keys), pa.array(np.arange(start, start + count))], schema=SCHEMA)


def test_all_rows_with_a_key_are_in_one_part(tmp_path: Path) -> None:
    parts = Parts(tmp_path, SCHEMA, 5)
    parts.add(*rows(300))
    parts.add(*rows(300, start=0))

    found = [set(part["key"].to_pylist()) for part in parts]

    assert len(found) == 8
    assert sum(map(len, found)) == len(set.union(*found)) == 50


def test_no_row_is_lost_and_their_order_stays(tmp_path: Path) -> None:
    parts = Parts(tmp_path, SCHEMA, 4)
    parts.add(*rows(300))
    before = sum(part.num_rows for part in parts)
    parts.add(*rows(200, start=300))

    found = [part["row"].to_pylist() for part in parts]

    assert before == 300
    assert all(numbers == sorted(numbers) for numbers in found)
    assert sorted(row for numbers in found for row in numbers) == list(range(500))


def test_one_part_needs_no_hashes(tmp_path: Path) -> None:
    parts = Parts(tmp_path, SCHEMA, 1)
    keys, table = rows(20)
    parts.add(keys, table)

    assert [part.num_rows for part in parts] == [20]
    assert [part.num_rows for part in Parts(tmp_path / "none", SCHEMA, 1)] == [0]


def test_a_run_of_any_size_has_few_files_open(tmp_path: Path) -> None:
    parts = Parts(tmp_path, SCHEMA, 100_000)
    parts.add(*rows(300))

    assert len(parts) == 256
    assert sum(part.num_rows for part in parts) == 300
