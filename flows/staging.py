"""Extracted articles on their way to the warehouse: rows of Arrow files that the next run can use again.

A staged batch is named by what it was made of (files, parameters, version), so a run that was stopped finds its
finished batches and extracts only the rest. Nothing here is part of any snapshot.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

from transforms.columns import id_hashes
from transforms.records import Article, Rejected, Skipped

TIME = pa.timestamp("us", "UTC")
REMOVED = pa.list_(pa.struct([("line", pa.int32()), ("text", pa.string()), ("reason", pa.string())]))
ALTERNATIVES = pa.list_(
    pa.struct([("field", pa.string()), ("value", pa.string()), ("source", pa.string()), ("rank", pa.int32())])
)

# The fields of an article that are no plain strings.
TYPES: dict[str, pa.DataType] = {
    "authors": pa.list_(pa.string()),
    "topics": pa.list_(pa.string()),
    "published_at": TIME,
    "modified_at": TIME,
    "fetched_at": TIME,
    "published_offset_minutes": pa.int32(),
    "word_count": pa.int32(),
    "removed": REMOVED,
    "is_free_access": pa.bool_(),
    "is_mining_reserved": pa.bool_(),
    "alternatives": ALTERNATIVES,
}
STAGED = pa.schema([(name, TYPES.get(name, pa.string())) for name in Article.__dataclass_fields__])

NotArticle = Rejected | Skipped


@dataclass(kw_only=True)
class Tally:
    """What was found in the files of a batch: how many articles, and everything else."""

    articles: int = 0
    discovered: Counter[tuple[str, str]] = field(default_factory=Counter)  # records by source and path
    changed: list[tuple[str, str]] = field(default_factory=list)  # files that changed while they were read
    # What `Found` lacks of remote objects until they are here, by source and path.
    fetched: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    others: list[dict[str, Any]] = field(default_factory=list)  # rejected and skipped records, each with its status

    def add(self, other: NotArticle) -> None:
        """Note a record that is no article."""
        self.others.append({"status": "rejected" if isinstance(other, Rejected) else "skipped", **asdict(other)})


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedBatch:
    """Where a batch is staged. The tally is written last: a batch that has one is finished."""

    articles: Path
    tally: Path

    @classmethod
    def at(cls, folder: Path, batch_id: str) -> StagedBatch:
        """The places of one batch."""
        return cls(articles=folder / f"{batch_id}.arrow", tally=folder / f"{batch_id}.json")

    @property
    def is_finished(self) -> bool:
        """Whether this run or an earlier one has extracted the whole batch."""
        if not (self.tally.exists() and self.articles.exists()):
            return False
        return bool(json.loads(self.tally.read_text())["articles_bytes"] == self.articles.stat().st_size)

    def finish(self, tally: Tally) -> None:
        """Write the tally, and with that finish the batch."""
        rows = [[*key, count] for key, count in tally.discovered.items()]
        size = self.articles.stat().st_size  # a machine that lost power may keep less of it
        fetched = [[*key, told] for key, told in tally.fetched.items()]
        saved = {
            "articles": tally.articles,
            "discovered": rows,
            "changed": tally.changed,
            "fetched": fetched,
            "others": tally.others,
            "articles_bytes": size,
        }
        making = self.tally.with_suffix(".tmp")
        making.write_text(json.dumps(saved))
        making.replace(self.tally)

    def read_tally(self) -> Tally:
        """What was found, the articles themselves apart."""
        saved = json.loads(self.tally.read_text())
        return Tally(
            articles=saved["articles"],
            discovered=Counter({(source, path): count for source, path, count in saved["discovered"]}),
            changed=[(source, path) for source, path in saved["changed"]],
            fetched={(source, path): told for source, path, told in saved["fetched"]},
            others=saved["others"],
        )

    @property
    def size_bytes(self) -> int:
        """The size of the articles on disk, which is about their size in memory."""
        return self.articles.stat().st_size

    def article_hashes(self) -> npt.NDArray[np.uint64]:
        """The hashes of the articles' ids, in their order."""
        # Batch by batch: a column that was read keeps all columns of its batch in memory.
        with pa.OSFile(str(self.articles)) as file:
            reader = pa.ipc.open_file(file)
            numbers = range(reader.num_record_batches)
            found = [id_hashes(reader.get_batch(number).column("article_id")) for number in numbers]
        return np.concatenate([np.empty(0, np.uint64), *found])

    def slices(self, most_rows: int, most_bytes: int) -> Iterator[pa.Table]:
        """The articles, in the order of their files and records, some at a time.

        They are read and not mapped: pages of a mapped file count as memory of the process.
        """
        with pa.OSFile(str(self.articles)) as file:
            reader = pa.ipc.open_file(file)
            waiting: list[pa.RecordBatch] = []
            for number in range(reader.num_record_batches):
                waiting.append(reader.get_batch(number))
                rows = sum(batch.num_rows for batch in waiting)
                if rows >= most_rows or sum(batch.nbytes for batch in waiting) >= most_bytes:
                    yield pa.Table.from_batches(waiting)
                    waiting = []
            if waiting:
                yield pa.Table.from_batches(waiting)


def article_rows(articles: Sequence[Article]) -> pa.RecordBatch:
    """One row per article, one column per field."""
    columns = [pa.array([_plain(getattr(article, field.name)) for article in articles], field.type) for field in STAGED]
    return pa.RecordBatch.from_arrays(columns, schema=STAGED)


def _plain(value: object) -> object:
    """Nested records as what Arrow builds structs from."""
    if isinstance(value, tuple):
        return [item if isinstance(item, str) else astuple(item) for item in value]
    return value
