"""Which stored articles have another original after a run, and why: links are added, and what else happens is noted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.runs import Run
from transforms.columns import column
from warehouse.schemas import DUPLICATE_CHANGES

if TYPE_CHECKING:
    from transforms.duplicates import Original

Row = dict[str, Any]


def duplicate_changes(run: Run, links: pa.Table, original: Original) -> pa.Table:
    """A row of `duplicate_changes` for every known article that has another original than before.

    links: article_id, original_id, known_original_id (null for new articles), published_at, size (in shingles) and
    is_round_up of all articles compared. original: which of them is preferred.
    """
    changed = links.filter(pc.not_equal(links["original_id"], links["known_original_id"]))
    named = pa.concat_arrays([column(changed, name) for name in ("original_id", "known_original_id")])
    others = {row["article_id"]: row for row in links.filter(pc.is_in(links["article_id"], named)).to_pylist()}
    rows = [_change(row, others, original) for row in changed.to_pylist()]
    stamped = [{"changed_at": run.started_at, "run_id": run.run_id, **row} for row in rows]
    return pa.Table.from_pylist(stamped, DUPLICATE_CHANGES.schema)


def _change(row: Row, others: Mapping[str, Row], original: Original) -> Row:
    article, before, now = row["article_id"], row["known_original_id"], row["original_id"]
    kind = "joined" if before == article else "left" if now == article else "moved"
    return {
        "article_id": article,
        "kind": kind,
        "earlier_original_id": before,
        "original_id": now,
        "reason": _reason(row, others[before], others[now], original) if before in others else "text_changed",
    }


def _reason(row: Row, before: Row, now: Row, original: Original) -> str:
    if before["original_id"] == now["article_id"]:
        return _preference(now, before, original)
    if before["known_original_id"] is None:
        return "text_changed"
    if before["is_round_up"] or row["is_round_up"]:
        return "round_up"
    return "regrouped" if now["article_id"] == row["article_id"] else "closer"


def _preference(now: Row, before: Row, original: Original) -> str:
    """What one article has before another as an original."""
    dates = now["published_at"], before["published_at"]
    has = {
        "earlier": dates[0] is not None and (dates[1] is None or dates[0] < dates[1]),
        "fuller": now["size"] > before["size"],
    }
    order = ("earlier", "fuller") if original == "earliest" else ("fuller", "earlier")
    return next((reason for reason in order if has[reason]), "least_id")
