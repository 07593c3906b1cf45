"""States of articles: for each extracted record whether it is a new article, a changed one, or stored already."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from flows.database import connect_stored
from flows.ledger import Ledger
from flows.runs import Run
from transforms.boilerplate import cut_lines
from transforms.records import Removed
from transforms.revisions import changed_fields, revision_id, text_hash
from transforms.text_cleanup import restore
from warehouse import query
from warehouse.schemas import ARTICLE_METADATA, ARTICLE_TEXT, FIELD_ALTERNATIVES, SUPERSEDED_REVISIONS
from warehouse.store import Draft

FILE_ROWS = 50_000  # articles in one data file of a run ...
FILE_BYTES = 64 << 20  # ... or so much text: a file is sorted in memory
SEEN = (
    *("article_id", "title", "published_at", "text", "removed"),
    *("source", "path", "record", "document_id", "outlet_key", "age"),
)
STRING = pa.string()
RESIDUE = frozenset({"title", "crumbs", "byline", "date", "caption", "residue"})  # reasons that are no rules


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One state of an article, and the ids of all states it has had."""

    revision_id: str
    revision_number: int
    first_seen_at: datetime
    title: str | None
    published_at: datetime | None
    text_hash: str
    age: datetime | None  # when the page came to be so: modified, else fetched, else published
    revision_ids: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of one record."""

    change: Literal["accepted", "revised", "unchanged"]
    state: State


class ArticleStates:
    """The current states of articles a run meets, as stored or as the run makes them, some thousands at a time."""

    def __init__(self, run: Run, draft: Draft, rules: pa.Table) -> None:
        """rules: of boilerplate, as `transforms.boilerplate.learn_rules` gives them."""
        self._run, self._draft, self._rules = run, draft, rules
        self._connection = connect_stored(run, draft.paths(), "current_states", "texts")
        self._states: dict[str, State] = {}
        self._full_texts: dict[str, str] = {}  # of stored states whose text may have changed, by revision
        self._made: list[pa.Table] = []  # new states not yet written
        self._superseded: list[dict[str, Any]] = []

    def settle(self, rows: pa.Table, ledger: Ledger) -> None:
        """Give each record its state, in the order of the rows: a later row of an article changes an earlier one's.

        rows: staged articles, without boilerplate, with their `age`; all records the run has of them.
        """
        if not rows.num_rows:
            return
        seen = rows.select(SEEN).to_pylist()
        self._states, self._full_texts = {}, {}
        self._look_up(seen)
        times = Counter(row["article_id"] for row in seen)
        settled = [self._settled(row, is_repeated=times[row["article_id"]] > 1) for row in seen]
        ledger.add_articles([_outcome(row, end) for row, end in zip(seen, settled, strict=True)])
        is_new = pa.array([end.change != "unchanged" for end in settled], pa.bool_())
        new_states = [end.state for end in settled if end.change != "unchanged"]
        self._made.append(self._rows_made(rows.filter(is_new), new_states, ledger))
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
        self._draft.add("field_alternatives", _alternatives(made), month=month)
        superseded = pa.Table.from_pylist(self._superseded, SUPERSEDED_REVISIONS.schema)
        self._draft.add("superseded_revisions", superseded)
        self._made, self._superseded = [made.slice(0, 0)], []

    def _look_up(self, seen: list[dict[str, Any]]) -> None:
        """Read the stored states of articles, and the full texts of those that differ from what is seen."""
        wanted = pa.table({"article_id": pa.array({row["article_id"] for row in seen}, STRING)})
        for row in query.ask(self._connection, "current_states", {"wanted": wanted}).to_pylist():
            article_id, revision_ids = row.pop("article_id"), frozenset(row.pop("revision_ids"))
            self._states[article_id] = State(**row, revision_ids=revision_ids)
        known = ((row, self._states[row["article_id"]]) for row in seen if row["article_id"] in self._states)
        differing = {state.revision_id for row, state in known if text_hash(row["text"]) != state.text_hash}
        stored = {"wanted": pa.table({"revision_id": pa.array(differing, STRING)})}
        for row in query.ask(self._connection, "texts", stored).to_pylist() if differing else []:
            self._full_texts[row["revision_id"]] = full_text(row)

    def _settled(self, row: dict[str, Any], *, is_repeated: bool) -> Settled:
        """is_repeated: the run has other records of the article, so that an earlier state among them is no return."""
        before = self._states.get(row["article_id"])
        state = self._state(row, before)
        if before is None:
            self._states[row["article_id"]] = state
            return Settled(change="accepted", state=state)
        changed = changed_fields(_content(before), _content(state))
        if not changed or (changed == ["text"] and self._differs_in_boilerplate(row, before)):
            return Settled(change="unchanged", state=before)
        # An older page that arrives late is an earlier state, whenever it arrives.
        is_late = before.age is not None and state.age is not None and state.age < before.age
        first_id = _revision_id(row)
        if first_id in before.revision_ids and (is_late or is_repeated):
            return Settled(change="unchanged", state=replace(state, revision_id=first_id))
        old, current = (state, before) if is_late else (before, state)
        self._states[row["article_id"]] = replace(current, revision_ids=state.revision_ids)
        self._superseded.append(
            {
                "revision_id": old.revision_id,
                "article_id": row["article_id"],
                "superseded_by": current.revision_id,
                "superseded_at": self._run.started_at,
                "changed_fields": changed,
            }
        )
        return Settled(change="revised", state=state)

    def _state(self, row: dict[str, Any], before: State | None) -> State:
        """The state a row gives, as one more beside those there are."""
        earlier = before.revision_ids if before else frozenset[str]()
        returns = 0
        while (made := _revision_id(row, returns)) in earlier:
            returns += 1
        return State(
            revision_id=made,
            revision_number=len(earlier) + 1,
            first_seen_at=before.first_seen_at if before else self._run.started_at,
            title=row["title"],
            published_at=row["published_at"],
            text_hash=text_hash(row["text"]),
            age=row["age"],
            revision_ids=earlier | {made},
        )

    def _differs_in_boilerplate(self, row: dict[str, Any], before: State) -> bool:
        """Whether the full texts are the same, or would be by today's rules: then only the rules have changed."""
        stored = self._full_texts.get(before.revision_id)
        if stored is None:
            return False  # made by this run, with today's rules
        texts = pa.array([stored, full_text(row)], STRING)
        by_rules, _ = cut_lines(pa.array([row["outlet_key"]] * 2, STRING), texts, self._rules)
        return any(text_hash(one.as_py()) == text_hash(other.as_py()) for one, other in (texts, by_rules))

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


def _alternatives(made: pa.Table) -> pa.Table:
    """A row for each alternative of each state."""
    column = pc.list_flatten(made["alternatives"])
    parents = pc.list_parent_indices(made["alternatives"])
    ids = {name: made[name].take(parents) for name in ("revision_id", "article_id")}
    fields = {name: pc.struct_field(column, name) for name in ("field", "value", "source", "rank")}
    return pa.table({**ids, **fields}).select(FIELD_ALTERNATIVES.schema.names)


def _revision_id(row: dict[str, Any], returns: int = 0) -> str:
    return revision_id(row["article_id"], row["title"], row["text"], row["published_at"], returns=returns)


def _content(state: State) -> tuple[str | None, str, datetime | None]:
    return state.title, state.text_hash, state.published_at


def full_text(row: dict[str, Any]) -> str:
    """The text before rules of boilerplate were applied; what is residue by itself stays out."""
    cut = [Removed(**line) for line in row["removed"]]
    full = restore(row["text"], cut).split("\n")
    residue = {line.line for line in cut if line.reason in RESIDUE}
    return "\n".join(line for number, line in enumerate(full) if number not in residue)


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
