"""Forget an article, an outlet, or what is older than it may be kept: in every table, file and snapshot.

One commit takes it out of the whole history and leaves a receipt and hashes. A run after it compares anew the copies
that have lost their original, groups them, checks and publishes. What is left on disk is then searched.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeAlias

import pyarrow as pa

from flows.database import connect_stored
from flows.errors import NothingToForget
from flows.forgotten import forgotten_key, outlet_key, text_key
from flows.group_stories import group_stories
from flows.link_duplicates import link_duplicates
from flows.name_model import named_model
from flows.publish import publish, publish_again
from flows.runs import Run, new_run, running
from flows.states import full_text
from transforms.boilerplate import line_observations
from transforms.metadata.urls import canonical_url
from transforms.records import content_id
from warehouse import query
from warehouse.forgetting import Erasure, Subject, commit_erasure, erase, rows_named
from warehouse.leases import held
from warehouse.publishing import remove_older
from warehouse.schemas import FORGOTTEN, FORGOTTEN_KEYS
from warehouse.searching import places_of
from warehouse.store import Draft, Warehouse

Kind = Literal["article", "url", "outlet", "age"]
Row: TypeAlias = dict[str, Any]  # of queries/articles_named.sql

WAIT_SECONDS = 60  # for readers that began before: longer than most queries take
MOST_NEEDLES = 300  # pieces of what was forgotten that are searched: each goes through every byte
LEAST_CHARACTERS = 25  # of a line that is searched: shorter ones stand in articles that stay, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be forgotten."""

    what: str | None  # the beginning of an article's id, an address, or an outlet; None for everything
    before: datetime | None = None  # only what was published, or else first seen, before
    with_copies: bool = False  # the copies of it, too

    @property
    def kind(self) -> Kind:
        """How it is named."""
        if self.what is None:
            return "age"
        if "://" in self.what:
            return "url"
        is_id = len(self.what) >= 8 and not set(self.what) - set("0123456789abcdef")
        return "article" if is_id else "outlet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was forgotten, or would be."""

    articles: Sequence[Row]
    copies: Sequence[Row]  # of them, that stay
    rows: Mapping[str, int]  # by table
    files: int = 0  # data files of all snapshots written anew
    waiting: int = 0  # files that readers still have open
    remains: Mapping[str, Sequence[str]] = field(default_factory=dict)  # what of it is still found, and where


def would_forget(warehouse: Path, asked: Asked) -> Forgotten:
    """What forgetting would take away; nothing is changed. Raises NothingToForget."""
    opened = Warehouse.open(warehouse)
    with held(opened) as snapshot, query.connect_stored(opened.paths(snapshot)) as connection:
        articles = _articles(connection, asked)
        subject = _subject(connection, asked, articles)
        copies = _copies(connection, articles)
        files = [file for files in snapshot.files.values() for file in files]
        return Forgotten(articles=articles, copies=copies, rows=rows_named(opened, files, subject))


def forget(warehouse: Path, asked: Asked) -> Forgotten:
    """Take articles out of everything, then relink, regroup, check and publish the rest.

    What was forgotten before, by a process that was killed then, is brought to its end.
    Raises NothingToForget, WarehouseDamaged, ChecksFailed.
    """
    opened = Warehouse.open(warehouse)
    run = new_run(warehouse)
    named_model(run.name_model)  # what is not installed is better said before anything is taken away
    with running(run):
        draft = run.open()
        with connect_stored(run, draft.paths()) as connection:
            try:
                articles = _articles(connection, asked)
            except NothingToForget:
                if not _has_receipt(draft, asked):
                    raise
                articles = []
            copies = _copies(connection, articles)
            subject = _subject(connection, asked, articles)
            texts = _texts(connection, articles)
        erasure = Erasure(replaced={}, rows={})
        if articles:
            erasure = erase(draft, subject)
            _leave_receipt(draft, run, asked, articles, texts, erasure)
            commit_erasure(draft, erasure, f"forgot {len(articles)} articles", run.started_at)
    try:
        relink(warehouse)
    finally:
        waiting = _deleted(opened)
    # What goes for its age goes every week, and much of it: going through every byte is for what somebody asked for.
    remains = _remains(opened, articles, texts) if asked.before is None else {}
    return Forgotten(
        articles=articles,
        copies=copies,
        rows=erasure.rows,
        files=len(erasure.replaced),
        waiting=waiting,
        remains=remains,
    )


def relink(warehouse: Path) -> None:
    """Compare and group what waits for it, check, publish, and leave no older published folder."""
    run = new_run(warehouse)
    with running(run):
        try:
            linked, grouped = link_duplicates(run), group_stories(run)
            if run.open().has_changes:
                publish(run, {**asdict(linked), **asdict(grouped)})
        finally:  # whatever has failed: what was forgotten would be read in what is published
            publish_again(run)
            remove_older(Warehouse.open(warehouse))


def _has_receipt(draft: Draft, asked: Asked) -> bool:
    """Whether what is asked for was forgotten before."""
    return _asked_hash(asked) in draft.rows("forgotten")["asked_hash"].to_pylist()


def _asked_hash(asked: Asked) -> str:
    return content_id("forgotten", asked.what or "")


def _articles(connection: query.Connection, asked: Asked) -> list[Row]:
    """The articles that go by the name asked for."""
    rows = _named(connection, asked)
    if asked.kind == "article" and len(rows) > 1:
        raise NothingToForget(f"{len(rows)} articles have an id that begins with {asked.what!r}; give more of it")
    if asked.with_copies:
        copies = [row["article_id"] for row in _copies(connection, rows)]
        rows += [row for id_ in copies for row in _named(connection, Asked(what=id_))]
    if not rows:
        older = f", older than {asked.before:%Y-%m-%d %H:%M}" if asked.before else ""
        raise NothingToForget(f"no article is stored as {asked.kind} {asked.what!r}{older}; nothing was changed")
    return rows


def _named(connection: query.Connection, asked: Asked) -> list[Row]:
    urls = [asked.what, canonical_url(asked.what)] if asked.what and asked.kind == "url" else None
    found = query.ask(
        connection,
        "articles_named",
        article=asked.what if asked.kind == "article" else None,
        urls=urls,
        outlet=asked.what if asked.kind == "outlet" else None,
        before=asked.before,
    )
    return found.to_pylist()


def _wanted(articles: Sequence[Row]) -> dict[str, pa.Table]:
    return {"wanted": pa.table({"article_id": pa.array([row["article_id"] for row in articles], pa.string())})}


def _copies(connection: query.Connection, articles: Sequence[Row]) -> list[Row]:
    return query.ask(connection, "copies_of", _wanted(articles)).to_pylist()


def _texts(connection: query.Connection, articles: Sequence[Row]) -> list[Row]:
    """The texts of all states, each with the outlet keys of its article."""
    ids = [id_ for row in articles for id_ in row["revision_ids"]]
    wanted = {"wanted": pa.table({"revision_id": pa.array(ids, pa.string())})}
    keys = {row["article_id"]: row["outlet_keys"] for row in articles}
    rows = query.ask(connection, "texts", wanted).to_pylist()
    return [row | {"outlet_keys": keys[row["article_id"]]} for row in rows]


def _subject(connection: query.Connection, asked: Asked, articles: Sequence[Row]) -> Subject:
    """Everything the articles are known as."""
    moved: dict[tuple[str, str, str], Counter[str]] = {}
    for row in query.ask(connection, "records_of", _wanted(articles)).to_pylist():
        place = (row["run_id"], row["source"], row["path"])
        moved.setdefault(place, Counter())[row["change"]] += row["records"]
    keys = {key for row in articles for key in row["outlet_keys"]}
    whole = asked.kind == "outlet" and asked.before is None
    lines, documents = _counted(query.ask(connection, "first_states", _wanted(articles)).to_pylist())
    return Subject(
        article_ids=frozenset(row["article_id"] for row in articles),
        revision_ids=frozenset(id_ for row in articles for id_ in row["revision_ids"]),
        left_copies=frozenset(row["article_id"] for row in _copies(connection, articles)),
        outlets=frozenset(key for key in keys if whole and key.casefold() == (asked.what or "").casefold()),
        lines=lines,
        documents=documents,
        moved=moved,
    )


def _counted(texts: Sequence[Row]) -> tuple[dict[int, frozenset[int]], Counter[str]]:
    """What was counted for their outlets: the hashes of lines with the signatures of their documents, and documents.

    texts: of the first states (queries/first_states.sql): an article counts once, however often it changes.
    """
    keys = pa.array([row["outlet_key"] for row in texts], pa.string())
    lines: dict[int, set[int]] = {}
    documents: set[tuple[str, int]] = set()
    for row in line_observations(keys, pa.array([full_text(row) for row in texts], pa.string())).to_pylist():
        lines.setdefault(row["line_hash"], set()).add(row["document_signature"])
        documents.add((row["outlet"], row["document_signature"]))
    return {line: frozenset(found) for line, found in lines.items()}, Counter(outlet for outlet, _ in documents)


def _leave_receipt(
    draft: Draft, run: Run, asked: Asked, articles: Sequence[Row], texts: Sequence[Row], erasure: Erasure
) -> None:
    """What is kept: when, how much, and hashes by which it is known when it comes again."""
    receipt = {
        "run_id": run.run_id,
        "forgotten_at": run.started_at,
        "kind": asked.kind,
        "asked_hash": _asked_hash(asked),
        "articles": len(articles),
        "revisions": sum(len(row["revision_ids"]) for row in articles),
        "rows_erased": sum(erasure.rows.values()),
        "files_rewritten": len(erasure.replaced),
    }
    keys = {("article", forgotten_key(row["article_id"])) for row in articles}
    if asked.kind in ("article", "url"):
        keys |= {("text", text_key(key, full_text(row))) for row in texts for key in row["outlet_keys"]}
    if asked.kind == "outlet" and asked.before is None:
        keys.add(("outlet", outlet_key(asked.what or "")))
    rows = [{"key": key, "kind": kind, "run_id": run.run_id} for kind, key in sorted(keys)]
    draft.add("forgotten", pa.Table.from_pylist([receipt], FORGOTTEN.schema))
    draft.add("forgotten_keys", pa.Table.from_pylist(rows, FORGOTTEN_KEYS.schema))


def _deleted(warehouse: Warehouse) -> int:
    """Delete the files that were replaced, waiting for readers that began before; how many are left to a later run."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        run = new_run(warehouse.root)
        with running(run):  # which deletes what is ripe and not held
            left = sum(file.delete_after <= run.started_at for file in warehouse.catalog.doomed())
            left += remove_older(warehouse)
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.5)


def _remains(warehouse: Warehouse, articles: Sequence[Row], texts: Sequence[Row]) -> dict[str, list[str]]:
    """What of the articles is still found in the warehouse, byte by byte; at most some hundred pieces are searched."""
    ids = [id_ for row in articles for id_ in (row["article_id"], *row["revision_ids"])]
    addresses = [url for row in articles for url in (row["canonical_url"], *(row["urls"] or ())) if url]
    titles = [title for row in articles for title in row["titles"] or ()]
    lines = [line for row in texts for line in full_text(row).split("\n")]
    long = [text for text in (*titles, *lines) if len(text) >= LEAST_CHARACTERS]
    pieces = list(dict.fromkeys((*ids, *addresses, *long)))
    step = max(1, -(-len(pieces) // MOST_NEEDLES))
    warehouse.files.fetch_unknown({f"{file.table}/{file.path}" for file in warehouse.catalog.all_files()})
    found = places_of(warehouse.root, [piece.encode() for piece in pieces[::step]])
    return {needle.decode(): places for needle, places in found.items()}


def retention(days: Mapping[str, int], now: datetime) -> list[Asked]:
    """What is to be forgotten for its age. days: how long to keep by outlet; "*" for all."""
    return [
        Asked(what=None if outlet == "*" else outlet, before=now - timedelta(days=kept))
        for outlet, kept in sorted(days.items())
    ]
