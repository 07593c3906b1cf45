"""Note the names in every current state of an article, with the places they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from flows.database import connect_stored
from flows.gazetteer import has_places, installed_gazetteer
from flows.name_model import NameModel, named_model
from flows.progress import phase
from flows.runs import Run
from transforms.gazetteer import Gazetteer, country_of_site
from transforms.names import Mention, mentions
from warehouse import query
from warehouse.schemas import MENTIONS, NAME_SEARCHES
from warehouse.store import Draft

RULES = 1  # counted up when the rules find more or other names: states looked at by earlier ones are looked at again
SLICE_ROWS = 1_000  # texts in memory at a time
ROWS_IN_FILE = 100_000  # of mentions: they are held in memory until a file is written

Row = dict[str, Any]


def find_names(run: Run, draft: Draft) -> None:
    """Look at every current state that has not been looked at with what is at hand today, unless told not to."""
    if not run.finds_names:
        return
    asked: Row = {"rules": RULES, "has_places": has_places(), "model": run.name_model}
    with connect_stored(run, draft.paths(), threads=1) as connection:
        pending = query.ask(connection, "states_without_names", None, **asked)
        if not pending.num_rows:
            return
        outdated = pending.filter(pending["is_outdated"])["revision_id"]
        for table in ("mentions", "name_searches") if len(outdated) else ():
            draft.remove_rows(table, "revision_id", outdated.combine_chunks())
        gazetteer, model = installed_gazetteer(), named_model(run.name_model)
        rows: list[Row] = []
        wanted = {"wanted": pending.drop_columns(["is_outdated"])}
        with phase("names", pending.num_rows, "articles") as bar:
            for texts in query.stream(connection, "texts_with_names", wanted, rows=SLICE_ROWS):
                rows += _rows(texts.to_pylist(), gazetteer, model)
                if len(rows) >= ROWS_IN_FILE:
                    draft.add("mentions", pa.Table.from_pylist(rows, MENTIONS.schema))
                    rows = []
                bar.advance(texts.num_rows)
    draft.add("mentions", pa.Table.from_pylist(rows, MENTIONS.schema))
    searches = {**{name: pending[name] for name in ("article_id", "revision_id")}, **asked}
    columns = [
        value if isinstance(value, pa.ChunkedArray) else pa.array([value] * pending.num_rows, column.type)
        for column, value in zip(NAME_SEARCHES.schema, searches.values(), strict=True)
    ]
    draft.add("name_searches", pa.table(columns, NAME_SEARCHES.schema))


def _rows(articles: Sequence[Row], gazetteer: Gazetteer, model: NameModel | None) -> list[Row]:
    spans = model([article["text"] for article in articles]) if model else [None] * len(articles)
    return [
        _row(article, mention)
        for article, own in zip(articles, spans, strict=True)
        for mention in mentions(
            article["title"],
            article["text"],
            article["language"],
            gazetteer,
            country=country_of_site(article["site"]),
            spans=own,
        )
    ]


def _row(article: Row, mention: Mention) -> Row:
    place = mention.place.place if mention.place else None
    return {
        "article_id": article["article_id"],
        "revision_id": article["revision_id"],
        "name": mention.name,
        "name_key": mention.key,
        "kind": mention.kind,
        "times": mention.times,
        "start": mention.start,
        "end": mention.end,
        "is_in_title": mention.is_in_title,
        "written_as": mention.written_as,
        "method": mention.method,
        "confidence": mention.confidence,
        "place_id": place and place.place_id,
        "place": place and place.place,
        "place_kind": place and place.place_kind,
        "country": place and place.country,
        "latitude": place and place.latitude,
        "longitude": place and place.longitude,
        "place_confidence": mention.place and mention.place.confidence,
    }
