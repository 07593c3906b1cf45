"""Articles taken out of every file of every snapshot, so that nothing of them is left to be read.

Which rows name an article is known from the columns: any that holds the id of an article, of a state or of an index
key. The rows go, but for a few tables whose rows are about more than the article; what these lose is in `EDITS`.
Files are put in the places of the old ones in the whole history, in the transaction that records the receipt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.catalog import DataFile, NewFile
from warehouse.schemas import TABLES
from warehouse.store import Draft, Warehouse, columns_of, folder_of, must_be_sound, rows_of, write_file

ARTICLE_COLUMNS = ("article_id", "original_id", "earlier_original_id", "other_article_id", "founding_article_id")
REVISION_COLUMNS = ("revision_id", "superseded_by")
KEY_COLUMNS = ("article_key", "other_key")
# The index of duplicates: copies that lose their original leave it, and are compared anew.
INDEX = ("fingerprints", "duplicate_keys", "duplicate_neighbours")
# Tables that hold nothing of one article. `term_documents` counts single words over all of them.
OTHERS = frozenset(
    {"runs", "forgotten", "forgotten_keys", "term_documents", "listed_outlets", "listed_agencies", "settings"}
)
REASON = "forgotten"  # a key of SKIPS

Mask: TypeAlias = "pa.Array[Any]"
Place: TypeAlias = tuple[str, str, str]  # run, source and path of a file that was read


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is to be forgotten, by everything it is known as."""

    article_ids: frozenset[str]
    revision_ids: frozenset[str] = frozenset()
    left_copies: frozenset[str] = frozenset()  # articles that lose the original they repeat
    outlets: frozenset[str] = frozenset()  # outlets of which nothing is to be left
    lines: Mapping[int, frozenset[int]] = field(default_factory=dict)  # hashes of its lines: documents that held them
    documents: Mapping[str, int] = field(default_factory=dict)  # how many were counted for each outlet
    moved: Mapping[Place, Counter[str]] = field(default_factory=dict)  # outcomes of its records by change, by file


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """The files that take the places of others, and the rows that are gone or have lost something."""

    replaced: Mapping[int, NewFile | None]
    rows: Mapping[str, int]  # by table, in the newest snapshot


def rows_named(warehouse: Warehouse, files: list[DataFile], subject: Subject) -> dict[str, int]:
    """How many rows of each table name the subject. Raises WarehouseDamaged."""
    found: Counter[str] = Counter()
    for file in files:
        found[file.table] += int(pc.sum(_named(warehouse, file, subject)).as_py() or 0)
    return {table: rows for table, rows in found.items() if rows}


def erase(draft: Draft, subject: Subject) -> Erasure:
    """Write every file of the history that names the subject anew, without it; nothing is committed yet.

    Raises WarehouseDamaged if a file that may name it is not as it was written: what stands in it would stay.
    """
    warehouse = draft.warehouse
    live = {file.id for files in draft.base.files.values() for file in files}
    replaced: dict[int, NewFile | None] = {}
    rows: Counter[str] = Counter()
    for file in warehouse.catalog.all_files():
        named = _named(warehouse, file, subject)
        if not pc.any(named).as_py():
            continue
        kept = EDITS.get(file.table, _dropped)(rows_of(warehouse, file), named, subject)
        replaced[file.id] = _written(draft, file, kept) if kept.num_rows else None
        if file.id in live:
            rows[file.table] += int(pc.sum(named).as_py())
    return Erasure(replaced=replaced, rows=rows)


def commit_erasure(draft: Draft, erasure: Erasure, message: str, now: datetime) -> int:
    """Commit the draft with the files of an erasure, and leave nothing of the old ones in the catalog; the snapshot."""
    number = draft.replace(message, now, erasure.replaced)
    # What has expired a moment ago may hold the text, too, and would wait for the end of its grace.
    draft.warehouse.catalog.hasten_deletions(now)
    draft.warehouse.catalog.vacuum()
    return number


def id_columns(table: str) -> list[str]:
    """The columns by which a table names articles."""
    known = {*ARTICLE_COLUMNS, *REVISION_COLUMNS, *KEY_COLUMNS}
    return [name for name in TABLES[table].schema.names if name in known]


def article_key(article_id: str) -> int:
    """What an article is called in the index of duplicates: the first 64 bits of its id."""
    return int(article_id[:16], 16)


def _written(draft: Draft, file: DataFile, rows: pa.Table) -> NewFile:
    folder, table = folder_of(file), TABLES[file.table]
    return write_file(draft.warehouse, table, rows, draft.run_id, folder, suffix=f"-{file.id}")


def _named(warehouse: Warehouse, file: DataFile, subject: Subject) -> Mask:
    """Which rows of a file name the subject; only the columns that say so are read."""
    if file.table in OTHERS:
        return pa.array([], pa.bool_())
    columns, find = FINDS.get(file.table, (tuple(id_columns(file.table)), _by_ids))
    must_be_sound(warehouse, file)
    rows = columns_of(warehouse, file, columns)
    wider = subject.article_ids | subject.left_copies if file.table in INDEX else subject.article_ids
    found = find(rows, subject, wider)
    return pa.concat_arrays(found.chunks) if isinstance(found, pa.ChunkedArray) else found


def _by_ids(rows: pa.Table, subject: Subject, article_ids: frozenset[str]) -> Any:
    """Rows in which one of the id columns names the subject."""
    named: Any = pa.chunked_array([pa.repeat(False, rows.num_rows)])
    for name in rows.schema.names:
        if name in ARTICLE_COLUMNS:
            named = pc.or_(named, pc.is_in(rows[name], value_set=pa.array(article_ids, pa.string())))
        elif name in REVISION_COLUMNS:
            named = pc.or_(named, pc.is_in(rows[name], value_set=pa.array(subject.revision_ids, pa.string())))
        else:
            keys = pa.array([article_key(article_id) for article_id in article_ids], pa.uint64())
            named = pc.or_(named, pc.is_in(rows[name], value_set=keys))
    return named


def _by_outlet(rows: pa.Table, subject: Subject, _ids: frozenset[str]) -> Any:
    return pc.is_in(rows["outlet"], value_set=pa.array(subject.outlets, pa.string()))


def _by_count(rows: pa.Table, subject: Subject, _ids: frozenset[str]) -> Any:
    return pc.is_in(rows["outlet"], value_set=pa.array({*subject.outlets, *subject.documents}, pa.string()))


def _by_line(rows: pa.Table, subject: Subject, ids: frozenset[str]) -> Any:
    is_line = pc.is_in(rows["line_hash"], value_set=pa.array(subject.lines, pa.uint64()))
    return pc.or_(is_line, _by_outlet(rows, subject, ids))


def _by_file(rows: pa.Table, subject: Subject, _ids: frozenset[str]) -> Any:
    places = zip(*(rows[name].to_pylist() for name in ("run_id", "source", "path")), strict=True)
    return pa.array([place in subject.moved for place in places], pa.bool_())


def _by_example(rows: pa.Table, subject: Subject, ids: frozenset[str]) -> Any:
    known = [*ids, *subject.revision_ids]
    return pa.array([any(id_ in (text or "") for id_ in known) for text in rows["example"].to_pylist()], pa.bool_())


def _dropped(rows: pa.Table, named: Mask, _subject: Subject) -> pa.Table:
    return rows.filter(pc.invert(named))


def _story(rows: pa.Table, named: Mask, _subject: Subject) -> pa.Table:
    """Stories without the title and the id of an article that has founded them; others may be in them."""
    untitled = _with(rows, named, "title", None)
    founder = pc.if_else(named, rows["story_id"], rows["founding_article_id"])
    return untitled.set_column(rows.schema.get_field_index("founding_article_id"), "founding_article_id", founder)


def _outcome(rows: pa.Table, named: Mask, _subject: Subject) -> pa.Table:
    """Records that stay accounted for, without what they became."""
    values = {"status": "skipped", "reason": REASON, "detail": "", "record": ""}
    for name in ("status", "reason", "detail", "record", "change", "stage", "article_id", "revision_id"):
        rows = _with(rows, named, name, values.get(name))
    return rows


def _file(rows: pa.Table, named: Mask, subject: Subject) -> pa.Table:
    """Files whose records are counted as skipped."""
    edited = rows.filter(named).to_pylist()
    for row in edited:
        moved = subject.moved[row["run_id"], row["source"], row["path"]]
        for change, records in moved.items():
            row[change] -= records
            row["skipped"] += records
    return pa.concat_tables([rows.filter(pc.invert(named)), pa.Table.from_pylist(edited, rows.schema)])


def _lines(rows: pa.Table, named: Mask, subject: Subject) -> pa.Table:
    """Lines counted without the documents forgotten; one that a single document is left of has no text."""
    edited = [row for row in rows.filter(named).to_pylist() if row["outlet"] not in subject.outlets]
    for row in edited:
        gone = subject.lines[row["line_hash"]]
        row["documents"] -= len(gone)
        row["signatures"] = [signature for signature in row["signatures"] if signature not in gone]
        row["line"] = row["line"] if row["documents"] > 1 else None
    kept = [row for row in edited if row["documents"] > 0]
    return pa.concat_tables([rows.filter(pc.invert(named)), pa.Table.from_pylist(kept, rows.schema)])


def _documents(rows: pa.Table, named: Mask, subject: Subject) -> pa.Table:
    """Documents of outlets counted without those forgotten, so that the shares of lines stay what they were."""
    edited = [row for row in rows.filter(named).to_pylist() if row["outlet"] not in subject.outlets]
    for row in edited:
        row["documents"] -= subject.documents[row["outlet"]]
    kept = [row for row in edited if row["documents"] > 0]
    return pa.concat_tables([rows.filter(pc.invert(named)), pa.Table.from_pylist(kept, rows.schema)])


def _check(rows: pa.Table, named: Mask, _subject: Subject) -> pa.Table:
    return _with(rows, named, "example", None)


def _with(rows: pa.Table, named: Mask, name: str, value: str | None) -> pa.Table:
    """The rows with another value in one column of those that are named."""
    changed = pc.if_else(named, pa.scalar(value, rows.schema.field(name).type), rows[name])
    return rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), changed)


Find: TypeAlias = Callable[[pa.Table, Subject, frozenset[str]], Any]
FINDS: Mapping[str, tuple[tuple[str, ...], Find]] = {
    "outlet_lines": (("outlet", "line_hash"), _by_line),
    "outlet_documents": (("outlet",), _by_count),
    "files": (("run_id", "source", "path"), _by_file),
    "checks": (("example",), _by_example),
}
EDITS: Mapping[str, Callable[[pa.Table, Mask, Subject], pa.Table]] = {
    "stories": _story,
    "outcomes": _outcome,
    "files": _file,
    "outlet_lines": _lines,
    "outlet_documents": _documents,
    "checks": _check,
}
