"""States of articles: for each extracted record whether it is a new article, a changed one, or stored already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa

from flows.boilerplate import without_boilerplate
from flows.ledger import Ledger
from flows.runs import Run
from transforms.revisions import changed_fields, revision_id, text_hash
from warehouse import query
from warehouse.schemas import ARTICLE_METADATA, ARTICLE_TEXT, SUPERSEDED_REVISIONS
from warehouse.store import Draft

FILE_ROWS = 50_000  # articles in one data file of a run ...
FILE_BYTES = 128 << 20  # ... or so much text
SEEN = ("article_id", "title", "published_at", "text", "source", "path", "record", "document_id", "outlet_key")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One state of an article, and the ids of all states it has had."""

    revision_id: str
    revision_number: int
    first_seen_at: datetime
    title: str | None
    published_at: datetime | None
    text_hash: str
    revision_ids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of one record."""

    change: Literal["accepted", "revised", "unchanged"]
    state: State


class ArticleStates:
    """The current state of every article a run meets, as stored or as the run makes it."""

    def __init__(self, run: Run, draft: Draft, rules: pa.Table) -> None:
        """rules: of boilerplate, as `transforms.boilerplate.learn_rules` gives them."""
        self._run, self._draft, self._rules = run, draft, rules
        self._connection = query.connect(draft.paths())
        self._states: dict[str, State] = {}
        self._made: list[pa.Table] = []  # new states not yet written
        self._superseded: list[dict[str, Any]] = []

    def settle(self, rows: pa.Table, ledger: Ledger) -> None:
        """Give each record its state, in the order of the rows: a later row of an article changes an earlier one's.

        rows: staged articles, without boilerplate.
        """
        if not rows.num_rows:
            return
        self._look_up(rows["article_id"].combine_chunks())
        seen = rows.select(SEEN).to_pylist()
        settled = [self._settled(row) for row in seen]
        ledger.add_articles([_outcome(row, end) for row, end in zip(seen, settled, strict=True)])
        new = [number for number, end in enumerate(settled) if end.change != "unchanged"]
        self._made.append(self._rows_made(rows.take(new), [settled[number].state for number in new], ledger))
        if sum(t.num_rows for t in self._made) >= FILE_ROWS or sum(t.nbytes for t in self._made) >= FILE_BYTES:
            self.write()

    def write(self) -> None:
        """Put the states made so far into the draft."""
        if not self._made:
            return
        made = pa.concat_tables(self._made)
        month = f"{self._run.started_at:%Y-%m}"
        self._draft.add("article_metadata", made.select(ARTICLE_METADATA.schema.names), month=month)
        self._draft.add("article_text", made.select(ARTICLE_TEXT.schema.names), month=month)
        superseded = pa.Table.from_pylist(self._superseded, SUPERSEDED_REVISIONS.schema)
        self._draft.add("superseded_revisions", superseded)
        self._made, self._superseded = [made.slice(0, 0)], []

    def _look_up(self, article_ids: pa.Array[pa.StringScalar]) -> None:
        """Read the stored states of articles that have not been met yet."""
        wanted = pa.table({"article_id": article_ids.unique()})
        for row in query.ask(self._connection, "current_states", {"wanted": wanted}).to_pylist():
            article_id, revision_ids = row.pop("article_id"), frozenset(row.pop("revision_ids"))
            self._states.setdefault(article_id, State(**row, revision_ids=revision_ids))

    def _settled(self, row: dict[str, Any]) -> Settled:
        before = self._states.get(row["article_id"])
        state = self._state(row, before)
        if before is None:
            self._states[row["article_id"]] = state
            return Settled(change="accepted", state=state)
        changed = changed_fields(_content(before), _content(state))
        if changed == ["text"] and self._is_same_by_todays_rules(before, state, row):
            changed = []
        if not changed:
            return Settled(change="unchanged", state=before)
        self._states[row["article_id"]] = state
        self._superseded.append(
            {
                "revision_id": before.revision_id,
                "article_id": row["article_id"],
                "superseded_by": state.revision_id,
                "superseded_at": self._run.started_at,
                "changed_fields": changed,
            }
        )
        return Settled(change="revised", state=state)

    def _state(self, row: dict[str, Any], before: State | None) -> State:
        """The state a row gives, as the successor of the one before."""
        content = (row["article_id"], row["title"], row["text"], row["published_at"])
        earlier = before.revision_ids if before else frozenset[str]()
        returns = 0
        while (made := revision_id(*content, returns=returns)) in earlier:
            returns += 1
        return State(
            revision_id=made,
            revision_number=before.revision_number + 1 if before else 1,
            first_seen_at=before.first_seen_at if before else self._run.started_at,
            title=row["title"],
            published_at=row["published_at"],
            text_hash=text_hash(row["text"]),
            revision_ids=earlier | {made},
        )

    def _is_same_by_todays_rules(self, before: State, state: State, row: dict[str, Any]) -> bool:
        """Whether only boilerplate differs that was not known when the earlier state was stored."""
        wanted = pa.table({"revision_id": [before.revision_id]})
        stored = query.ask(self._connection, "texts", {"wanted": wanted})
        if not stored.num_rows:
            return False  # made by this run, with the same rules
        again = stored.append_column("outlet_key", pa.array([row["outlet_key"]]))
        return text_hash(without_boilerplate(again, self._rules)["text"][0].as_py()) == state.text_hash

    def _rows_made(self, rows: pa.Table, states: list[State], ledger: Ledger) -> pa.Table:
        """The columns of `article_metadata` and `article_text` for new states."""
        n = rows.num_rows
        actual = [
            ledger.actual_path(str(source), str(path))
            for source, path in zip(rows["source"].to_pylist(), rows["path"].to_pylist(), strict=True)
        ]
        time = pa.timestamp("us", "UTC")
        added: dict[str, pa.Array[Any]] = {
            "revision_id": pa.array([state.revision_id for state in states], pa.string()),
            "revision_number": pa.array([state.revision_number for state in states], pa.int32()),
            "first_seen_at": pa.array([state.first_seen_at for state in states], time),
            "seen_at": pa.array([self._run.started_at] * n, time),
            "run_id": pa.array([self._run.run_id] * n, pa.string()),
            "text_hash": pa.array([state.text_hash for state in states], pa.string()),
        }
        made = rows.set_column(rows.schema.get_field_index("path"), "path", pa.array(actual, pa.string()))
        for name, column in added.items():
            made = made.append_column(name, column)
        return made


def _content(state: State) -> tuple[str | None, str, datetime | None]:
    return state.title, state.text_hash, state.published_at


def _outcome(row: dict[str, Any], settled: Settled) -> dict[str, Any]:
    return {
        "source": row["source"],
        "path": row["path"],
        "record": row["record"],
        "document_id": row["document_id"],
        "change": settled.change,
        "article_id": row["article_id"],
        "revision_id": settled.state.revision_id,
    }
