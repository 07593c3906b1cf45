"""What was forgotten and is not taken in again, known by hashes: an article's id, an outlet and a text, an outlet."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from transforms.records import content_id
from transforms.revisions import text_hash
from warehouse import query


class Refusals:
    """The hashes of everything forgotten."""

    def __init__(self, connection: query.Connection) -> None:
        """connection: to the tables as the run finds them."""
        rows = query.ask(connection, "forgotten_keys").to_pylist()
        self._keys = {(row["kind"], row["key"]) for row in rows}
        self._kinds = {kind for kind, _ in self._keys}

    def of(self, rows: pa.Table) -> pa.Array[Any]:
        """Which staged articles were forgotten. rows: with their outlet keys, before boilerplate is cut."""
        named = [
            self._has("article", rows["article_id"], forgotten_key),
            self._has("outlet", rows["outlet"], outlet_key),
            self._has("outlet", rows["site"], outlet_key),
            self._has_text(rows),
        ]
        return pa.array([any(ways) for ways in zip(*named, strict=True)], pa.bool_())

    def _has(self, kind: str, column: pa.ChunkedArray[Any], key: Any) -> list[bool]:
        if kind not in self._kinds:
            return [False] * len(column)
        return [value is not None and (kind, key(value)) in self._keys for value in column.to_pylist()]

    def _has_text(self, rows: pa.Table) -> list[bool]:
        if "text" not in self._kinds:
            return [False] * rows.num_rows
        pairs = zip(rows["outlet_key"].to_pylist(), rows["text"].to_pylist(), strict=True)
        return [("text", text_key(outlet, text)) in self._keys for outlet, text in pairs]


def forgotten_key(article_id: str) -> str:
    """The hash that an article's id leaves."""
    return content_id("forgotten article", article_id)


def text_key(outlet: str, text: str) -> str:
    """The hash that a text of an outlet leaves: the same words are not taken in under another address either."""
    return content_id("forgotten text", outlet, text_hash(text))


def outlet_key(outlet: str) -> str:
    """The hash that an outlet's name or site leaves."""
    return content_id("forgotten outlet", outlet.casefold())
