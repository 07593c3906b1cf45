"""Say for every state of an article that took the place of another what is different in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from flows.database import connect_stored
from flows.runs import Run
from transforms.text_changes import Content, text_changes
from warehouse import query
from warehouse.schemas import REVISION_CHANGES
from warehouse.store import Draft

SLICE_ROWS = 1_000  # pairs of texts in memory at a time


def describe_revisions(run: Run, draft: Draft) -> None:
    """Compare the states that have taken the places of others since this was asked last."""
    if "superseded_revisions" not in draft.paths():
        return
    with connect_stored(run, draft.paths(), "revisions_to_compare", threads=1) as connection:
        for pairs in query.stream(connection, "revisions_to_compare", {}, rows=SLICE_ROWS):
            rows = [_row(pair) for pair in pairs.to_pylist()]
            draft.add("revision_changes", pa.Table.from_pylist(rows, REVISION_CHANGES.schema))


def _row(pair: Mapping[str, Any]) -> dict[str, Any]:
    found = text_changes(_content(pair, "before_"), _content(pair, "after_"))
    return {
        "article_id": pair["article_id"],
        "revision_id": pair["revision_id"],
        "previous_revision_id": pair["previous_revision_id"],
        "kind": found.kind,
        "paragraphs": [{"before": p.before, "after": p.after} for p in found.paragraphs],
        "figures": [{"unit": f.unit, "before": f.before, "after": f.after} for f in found.figures],
        "note": found.note,
    }


def _content(pair: Mapping[str, Any], side: str) -> Content:
    cut = [line["text"] for line in pair[f"{side}cut"] or ()]
    return Content(
        title=pair[f"{side}title"], text=pair[f"{side}text"], language=pair[f"{side}language"], lines_cut=cut
    )
