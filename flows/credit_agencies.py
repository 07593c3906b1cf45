"""Note for every state of an article which news agency it is credited to."""

from __future__ import annotations

import pyarrow as pa

from flows.database import connect_stored
from flows.runs import Run
from transforms.syndication import HEAD, TAIL, Agencies, credits
from warehouse import query
from warehouse.schemas import AGENCY_CREDITS
from warehouse.store import Draft

SLICE_ROWS = 10_000  # beginnings and ends of texts in memory at a time


def agencies_of(listed: pa.Table) -> Agencies:
    """The agencies that are known, those listed among them."""
    written, names = listed["written"].to_pylist(), listed["agency"].to_pylist()
    return Agencies(more=dict(zip([*names, *written], names * 2, strict=True)))


def credit_agencies(run: Run, draft: Draft) -> None:
    """Look at every current state that has not been looked at with the agencies that are known today."""
    agencies = agencies_of(draft.rows("listed_agencies"))
    with connect_stored(run, draft.paths(), "states_to_credit", "texts_to_credit", threads=1) as connection:
        pending = query.ask(connection, "states_to_credit", list_id=agencies.list_id)
        outdated = pending.filter(pending["is_outdated"])["revision_id"]
        if len(outdated):
            draft.remove_rows("agency_credits", "revision_id", outdated.combine_chunks())
        wanted = {"wanted": pending.drop_columns(["is_outdated"])}
        for rows in query.stream(connection, "texts_to_credit", wanted, rows=SLICE_ROWS, head=HEAD, tail=TAIL):
            found = credits(rows, agencies)
            made = {name: rows[name] for name in ("article_id", "revision_id")} | {
                "list_id": pa.array([agencies.list_id] * rows.num_rows, pa.string()),
                **{name: found[name] for name in found.schema.names},
            }
            draft.add("agency_credits", pa.table(made).select(AGENCY_CREDITS.schema.names))
