"""The accounts of a run: one outcome for every record, one row for every file, and the sums.

`discovered` is counted where records are read, the outcomes where they end: that both agree is checked after the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from flows.discover import Found
from flows.known_files import Listing
from flows.runs import Run
from flows.staging import Tally
from transforms.records import content_id
from warehouse.schemas import FILES, OUTCOMES
from warehouse.store import Draft

OUTCOME_NAMES = tuple(column.name for column in OUTCOMES.columns)
WRITTEN_ROWS = 50_000  # outcomes in one data file: about 20 MB of memory
Place = tuple[str, str]  # source and path a file was first seen under


class Ledger:
    """What became of each record and file of one run."""

    def __init__(self, run: Run, draft: Draft, listing: Listing) -> None:
        """Begin with the files of a listing, and no outcome; what is noted goes into the draft."""
        self._run, self._draft = run, draft
        self._read: dict[Place, Found] = {(f.source, f.identity_path): f for f in listing.to_read}
        self._noted: Sequence[Found] = (*listing.renamed, *listing.touched)
        self._discovered: Counter[Place] = Counter()
        self._ended: dict[Place, Counter[str]] = {}
        self._changed: set[Place] = set()
        self._outcomes: list[pa.Table] = []

    def add_tally(self, tally: Tally) -> None:
        """Take in what was found in a batch apart from articles."""
        for place, told in tally.fetched.items():
            self._read[place] = replace(self._read[place], **told)
        changed = {(source, path) for source, path in tally.changed}
        self._changed |= changed
        self._discovered.update({place: n for place, n in tally.discovered.items() if place not in changed})
        self._discovered.update(changed)
        others = [other for other in tally.others if (other["source"], other["path"]) not in changed]
        others += [_changed_while_read(self._read[place]) for place in sorted(changed)]
        self._add([{**other, "document_id": content_id(other["file_id"], other["record"])} for other in others])

    def is_changed(self, source: str, identity_path: str) -> bool:
        """Whether a file changed while it was read: its records are half of one state and half of another."""
        return (source, identity_path) in self._changed

    def add_articles(self, outcomes: Sequence[Mapping[str, Any]]) -> None:
        """Note what became of extracted articles: their places, ids and changes."""
        self._add([{"status": "article", **outcome} for outcome in outcomes])

    def add_forgotten(self, rows: pa.Table) -> None:
        """Note extracted articles that are not taken in again. Nothing of them is written down but that they were."""
        places = rows.select(["source", "path", "document_id"]).to_pylist()
        self._add(
            [{**place, "status": "skipped", "record": "", "reason": "forgotten", "detail": ""} for place in places]
        )

    def totals(self) -> dict[str, int]:
        """Records discovered, and how many ended in which way."""
        ended = sum(self._ended.values(), Counter())
        names = ("accepted", "revised", "unchanged", "rejected", "skipped")
        return {"discovered": self._discovered.total(), **{name: ended[name] for name in names}}

    def actual_path(self, source: str, identity_path: str) -> str:
        """The path a file has now."""
        return self._read[source, identity_path].path

    def write(self) -> None:
        """Put the rows of `files`, and those of `outcomes` that are not there yet, into the draft."""
        files = [self._reading(file) for file in self._read.values()]
        files += [self._file_row(file, is_reading=False) for file in self._noted]
        self._draft.add("files", pa.Table.from_pylist(files, FILES.schema))
        self._write_outcomes()

    def _add(self, outcomes: Sequence[Mapping[str, Any]]) -> None:
        for outcome in outcomes:
            ended = self._ended.setdefault((outcome["source"], outcome["path"]), Counter())
            ended[outcome.get("change") or outcome["status"]] += 1
        if outcomes:
            self._outcomes.append(pa.Table.from_pylist([self._outcome_row(o) for o in outcomes], OUTCOMES.schema))
        if sum(rows.num_rows for rows in self._outcomes) >= WRITTEN_ROWS:
            self._write_outcomes()

    def _write_outcomes(self) -> None:
        if self._outcomes:
            self._draft.add("outcomes", pa.concat_tables(self._outcomes))
            self._outcomes = []

    def _outcome_row(self, outcome: Mapping[str, Any]) -> dict[str, Any]:
        file = self._read[outcome["source"], outcome["path"]]
        row = {name: outcome.get(name) for name in OUTCOME_NAMES}
        return row | {
            "run_id": self._run.run_id,
            "path": file.path,
            "path_bytes": _bytes(file),
            "seen_at": self._run.started_at,
        }

    def _reading(self, file: Found) -> dict[str, Any]:
        place = (file.source, file.identity_path)
        ended = self._ended.get(place, Counter[str]())
        names = ("accepted", "revised", "unchanged", "rejected", "skipped")
        row = self._file_row(file, is_reading=True)
        row |= {"discovered": self._discovered[place], **{name: ended[name] for name in names}}
        # A file that changed while it was read is taken for unread, so the next run reads it again.
        return row | {"file_id": ""} if place in self._changed else row

    def _file_row(self, file: Found, *, is_reading: bool) -> dict[str, Any]:
        return {
            "run_id": self._run.run_id,
            "source": file.source,
            "path": file.path,
            "path_bytes": _bytes(file),
            "root": file.root,
            "file_id": file.file_id,
            "size_bytes": file.size_bytes,
            "modified_ns": file.modified_ns,
            "identity_path": file.identity_path,
            "version": file.version,
            "is_reading": is_reading,
            **dict.fromkeys(("discovered", "accepted", "revised", "unchanged", "rejected", "skipped"), 0),
            "seen_at": self._run.started_at,
        }


def _changed_while_read(file: Found) -> dict[str, Any]:
    return {
        "status": "rejected",
        "source": file.source,
        "path": file.identity_path,
        "record": "",
        "file_id": file.file_id,
        "stage": "read",
        "reason": "unreadable",
        "detail": "it changed while it was read; the next run reads it again",
    }


def _bytes(file: Found) -> bytes | None:
    return bytes.fromhex(file.path_bytes) if file.path_bytes else None
