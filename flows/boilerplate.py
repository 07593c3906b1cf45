"""The lines that outlets repeat: counted over all batches of a run, kept between runs, cut from the texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.parts import Parts
from flows.runs import Run
from transforms.boilerplate import (
    OBSERVATION_SCHEMA,
    BoilerplateState,
    cut_lines,
    empty_state,
    learn_rules,
    line_observations,
    merged_removed,
    observation_hashes,
)
from transforms.text_cleanup import count_words
from warehouse.store import Draft


def with_outlet_key(rows: pa.Table) -> pa.Table:
    """Staged articles with the column `outlet_key`: outlet, else site, else the source they came from."""
    source = pa.array([f"source:{name}" for name in rows["source"].to_pylist()], pa.string())
    named = pc.fill_null(pc.fill_null(rows["outlet"], rows["site"]), source)
    return rows.append_column("outlet_key", named)


def learn_boilerplate(run: Run, draft: Draft, slices: Iterable[pa.Table], parts: int) -> pa.Table:
    """The rules after this run's articles; what was counted goes into the draft, for the next run.

    slices: staged articles with their outlet keys. parts: in which their lines are counted, one after another.
    """
    seen = Parts(run.folder / "lines", OBSERVATION_SCHEMA, parts)
    for rows in slices:
        observations = line_observations(_column(rows, "outlet_key"), _column(rows, "text"))
        seen.add(observation_hashes(observations), observations)
    state, rules = learn_rules(_stored_state(draft), seen, run.started_at)
    draft.replace_table("outlet_lines", state.lines)
    draft.replace_table("outlet_documents", state.outlets)
    return rules


def without_boilerplate(rows: pa.Table, rules: pa.Table) -> pa.Table:
    """The rows with the lines that rules name moved from `text` to `removed`."""
    texts, cuts = cut_lines(_column(rows, "outlet_key"), _column(rows, "text"), rules)
    removed = merged_removed(_column(rows, "removed"), cuts)
    was_cut = pc.greater(pc.list_value_length(cuts), 0).to_pylist()
    before = zip(texts.to_pylist(), rows["word_count"].to_pylist(), was_cut, strict=True)
    word_counts = pa.array([count_words(text) if cut else count for text, count, cut in before], pa.int32())
    for name, column in (("text", texts), ("removed", removed), ("word_count", word_counts)):
        rows = rows.set_column(rows.schema.get_field_index(name), name, column)
    return rows


def _stored_state(draft: Draft) -> BoilerplateState:
    before = empty_state()
    return BoilerplateState(
        lines=draft.rows("outlet_lines").cast(before.lines.schema),
        outlets=draft.rows("outlet_documents").cast(before.outlets.schema),
    )


def _column(rows: pa.Table, name: str) -> pa.Array[Any]:
    column = rows[name]
    return pa.concat_arrays(column.chunks) if rows.num_rows else pa.array([], column.type)
