"""Fingerprints read in place: what is fetched is what was stored, and an index of an earlier release is made anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from flows.in_place import is_in_place
from flows.known_prints import PrintFiles
from tests.test_duplicates import News, prose
from tests.test_link_duplicates import link, originals, rows
from transforms.columns import id_hashes
from transforms.records import content_id
from warehouse.schemas import TABLES
from warehouse.store import Warehouse

NEWS = [
    News(id=f"{n}", text=prose(f"{n}", 20 + n) if n % 7 else "", title="Ferry aground" if n % 3 else None, hours=None)
    for n in range(40)
]


def test_what_is_fetched_is_what_was_stored(tmp_path: Path) -> None:
    link(tmp_path / "w", NEWS)
    stored = {row["article_key"]: row for row in rows(tmp_path / "w", "fingerprints").to_pylist()}
    warehouse = Warehouse.open(tmp_path / "w")
    files = PrintFiles(warehouse.paths(warehouse.snapshot())["fingerprints"], np.empty(0, np.uint64))
    wanted = np.array(sorted(stored)[3:30:2], np.uint64)

    [found] = files.fetch(wanted)

    assert found.articles["article_key"].to_pylist() == wanted.tolist()
    for n, key in enumerate(wanted.tolist()):
        row = stored[key]
        assert found.articles["article_id"][n].as_py() == row["article_id"]
        assert found.articles["published_at"][n].as_py() == row["published_at"]
        assert found.titles.to_arrow()[n].as_py() == row["title_words"]
        columns = found.prints.to_columns()
        for name in ("exact_hash", "shingles", "numbers", "number_places", "keys"):
            assert columns[name][n].as_py() == row[name]


def test_states_that_were_replaced_are_not_fetched(tmp_path: Path) -> None:
    link(tmp_path / "w", NEWS[:5])
    warehouse = Warehouse.open(tmp_path / "w")
    table = rows(tmp_path / "w", "fingerprints")
    replaced = np.sort(id_hashes(table["revision_id"].combine_chunks())[:2])

    files = PrintFiles(warehouse.paths(warehouse.snapshot())["fingerprints"], replaced)

    [found] = files.fetch(np.sort(np.array(table["article_key"].to_pylist(), np.uint64)))
    assert found.articles.num_rows == 3


def test_an_index_that_cannot_be_read_in_place_is_made_anew(tmp_path: Path) -> None:
    text = prose("earlier", 200)
    link(tmp_path / "w", [News(id="old", text=text)])
    warehouse = Warehouse.open(tmp_path / "w")
    [path] = warehouse.paths(warehouse.snapshot())["fingerprints"]
    earlier = pq.read_table(path)
    path.chmod(0o644)
    pq.write_table(earlier, path, compression="zstd")

    link(tmp_path / "w", [News(id="cut", text=text[:900], hours=9)])

    assert originals(tmp_path / "w") == {content_id("cut"): content_id("old")}
    assert rows(tmp_path / "w", "fingerprints").num_rows == 2


def test_an_index_with_lengths_that_are_missing_is_not_read_in_place(tmp_path: Path) -> None:
    written = {"article_id": "a" * 32, "revision_id": "b" * 32, "article_key": 1, "exact_hash": 2}
    lists: dict[str, list[int]] = {"shingles": [1, 2], "numbers": [], "number_places": [], "keys": [3]}
    lengths = {"shingle_count": 2, "number_count": 0, "place_count": 0, "title_word_count": 0, "key_count": 1}
    table = TABLES["fingerprints"]
    warehouse = Warehouse.create(tmp_path / "w", datetime(2026, 11, 18, 6, tzinfo=UTC))

    def is_read_so(row: Mapping[str, object]) -> bool:
        rows = pa.Table.from_pylist([{column.name: row.get(column.name) for column in table.columns}], table.schema)
        draft = warehouse.begin("run-1")
        draft.add("fingerprints", rows)
        [path] = draft.paths()["fingerprints"]
        return is_in_place(pq.read_metadata(path), table)

    assert is_read_so({**written, **lists, **lengths, "title_words": []})
    assert not is_read_so({**written, **lists})
