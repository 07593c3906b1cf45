"""What a run says at its end: what came in, what was refused and why, and where the tables lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from flows.news import Look
from flows.runs import Run
from flows.show import talk
from transforms.records import REASONS, SKIPS
from warehouse import query
from warehouse.plain_text import counted
from warehouse.store import Warehouse

if TYPE_CHECKING:
    from flows.daily import Summary
    from flows.forget import Forgotten
    from flows.maintain import Compacted
    from flows.repair import Repaired
    from warehouse.connecting import Done
    from warehouse.expiry import Expired


def say_nothing_new(run: Run, files: int) -> None:
    """Say that every file is known already."""
    talk(f"nothing is new: {counted(files, 'file')}, all as known in {_near(run.warehouse)}")


def say_no_files(run: Run, known: int) -> None:
    """Say that there is no file to read; known: how many were read from the same places before."""
    before = f"; {counted(known, 'file')} of it {'was' if known == 1 else 'were'} read before" if known else ""
    talk(f"nothing to read: no files in {', '.join(run.paths)}{before}")


def say_plan(look: Look) -> None:
    """Say what a run would read."""
    talk(f"{counted(look.files, 'file')} found, {len(look.news):,} of them new or changed; nothing was read or written")
    for path in look.news[:20]:
        talk(f"  {path}")
    if len(look.news) > 20:
        talk(f"  and {len(look.news) - 20:,} more")


def say_summary(run: Run, summary: Summary) -> None:
    """Say what a run did."""
    read = summary.ingested
    if not read.discovered:
        say_nothing_new(run, read.files)
        if summary.snapshot is not None and (run.outlets or run.agencies):
            talk("the lists are stored; outlets, origins and syndication follow them")
        if summary.snapshot is not None and run.original:
            talk(f"the {run.original} of each group of copies is its original now; duplicate_changes has what changed")
        return
    known = f", {read.files_unchanged:,} known already" if read.files_unchanged else ""
    renamed = f", {read.files_renamed:,} renamed" if read.files_renamed else ""
    talk()
    talk(f"{'files':<12}{read.files:>8,}{known}{renamed}")
    talk(f"{'records':<12}{read.discovered:>8,}")
    talk(f"{'articles':<12}{read.accepted:>8,} new, {read.revised:,} revised, {read.unchanged:,} as stored")
    talk(f"{'copies':<12}{summary.linked.duplicates:>8,} linked to their originals")
    talk(f"{'stories':<12}{summary.grouped.stories:>8,} new")
    _say_refused(run, summary.run_id, "rejected", read.rejected, REASONS)
    _say_refused(run, summary.run_id, "skipped", read.skipped, SKIPS)
    _say_warnings(run, summary.run_id)
    talk()
    talk(f"snapshot {summary.snapshot} in {_near(run.warehouse)}")
    talk(f"  {'SQL':<10}storyfold sql 'SELECT ...', or views.duckdb with the DuckDB shell")
    talk(f"  {'Parquet':<10}{_near(run.warehouse)}/published/<table>/*.parquet")


def say_damage(found: Sequence[str]) -> None:
    """Say what is damaged."""
    for line in found:
        talk(f"  {line}")
    talk(f"{counted(len(found), 'thing')} damaged; nothing was changed" if found else "nothing is damaged")


def say_repaired(done: Repaired) -> None:
    """Say what was damaged, and what was done about it."""
    if done.has_new_catalog:
        talk("the catalog was made anew from the records of the commits; the old one lies beside it")
    if not done.damaged:
        talk("every data file is as it was written")
    for path in done.damaged:
        talk(f"  {path}")
    if done.damaged:
        talk(f"{counted(len(done.damaged), 'data file')} damaged, {done.put_back:,} of them taken back from published")
    if done.expired:
        gone = ", ".join(map(str, done.expired))
        talk(f"{counted(len(done.expired), 'earlier snapshot')} could not be read whole and are gone: {gone}")
    if done.snapshot is not None:
        talk(f"{counted(done.read_again, 'source file')} read again, snapshot {done.snapshot}")
    for path in done.missing:
        talk(f"  not found, what it gave may be lost: {path}")
    if done.lost:
        talk(
            f"{counted(done.lost, 'article')} lost; if their files were read with --field, --profile or --limit,"
            " `storyfold replay` with the same reads them again"
        )
    for table in done.gone:
        talk(f"  rows of {table} are lost: nothing else tells them")


def say_compacted(done: Compacted) -> None:
    """Say which files were joined, or would be."""
    if not done.tables:
        talk("nothing to join: no table has two small files in one folder")
        return
    size = f"{done.bytes_before / 1e6:,.1f} MB"
    if done.snapshot is None:
        talk(f"{done.files_before:,} files ({size}) would become {done.files_after:,}: {', '.join(done.tables)}")
        talk("nothing was changed")
    else:
        after = f"{(done.bytes_after or 0) / 1e6:,.1f} MB"
        talk(f"{done.files_before:,} files ({size}) joined to {done.files_after:,} ({after}), snapshot {done.snapshot}")
        talk("the small ones stay until the snapshots that name them expire")


def say_connected(folder: Path, done: Done) -> None:
    """What connecting a folder has done."""
    opened = Warehouse.open(folder)
    did = {"made": "an empty warehouse was made", "moved": "the warehouse was moved", "found": "connected"}[done]
    talk(f"{did}: catalog at {opened.catalog.database.place}, data at {opened.files.address}")


def say_expired(done: Expired, *, is_done: bool) -> None:
    """Say which snapshots and files went, or would go."""
    would = "" if is_done else "would "
    talk(f"{counted(len(done.snapshots), 'snapshot')} {would}{'went' if is_done else 'go'}{_span(done.snapshots)}")
    if done.held:
        talk(f"{counted(len(done.held), 'snapshot')} older than that stay, since somebody reads them{_span(done.held)}")
    size = f"{done.size_bytes / 1e6:,.1f} MB"
    talk(f"{counted(len(done.files), 'file')} ({size}) {'deleted' if is_done else 'would be deleted'}")
    if done.waiting:
        talk(f"{counted(done.waiting, 'file')} wait: their grace has not ended, or a reader has them")
    if not is_done:
        talk("nothing was changed")


def say_forgotten(done: Forgotten, *, is_done: bool) -> None:
    """Say what was forgotten, or would be, and what of it is still found."""
    if is_done and not done.articles:
        talk("it was forgotten before; what was left to do about it is done")
        return
    talk(f"{counted(len(done.articles), 'article')} {'forgotten' if is_done else 'would be forgotten'}")
    for article in done.articles[:20]:
        talk(f"  {article['article_id']}  {(article['titles'] or ['no title known'])[0]}")
    if len(done.articles) > 20:
        talk(f"  and {len(done.articles) - 20:,} more")
    talk("rows: " + ", ".join(f"{rows:,} of {table}" for table, rows in sorted(done.rows.items())))
    if done.copies:
        talk(f"{counted(len(done.copies), 'copy', 'copies')} of them stay; --with-copies forgets them, too:")
        for copy in done.copies[:20]:
            talk(f"  {copy['article_id']}  {copy['relation']} copy of {copy['original_id']}")
    if not is_done:
        talk("nothing was changed")
        return
    talk(
        f"{counted(done.files, 'data file')} of all snapshots written anew; the files it was read from are as they were"
    )
    if done.waiting:
        talk(f"{counted(done.waiting, 'file')} are still read by somebody, and go with the next run")
    if done.remains:
        talk(f"searched byte by byte, {counted(len(done.remains), 'piece')} of it stand elsewhere:")
        for piece, places in list(done.remains.items())[:20]:
            talk(f"  {_example(places[0], piece)}")
    else:
        talk("searched byte by byte: nothing of it is found")


def _span(numbers: tuple[int, ...]) -> str:
    return f": {numbers[0]} to {numbers[-1]}" if numbers else ""


def say_differences(rows: pa.Table) -> None:
    """Say where outlets give different figures for one thing, as they wrote them: each once, with its sentence.

    rows: of reports/figures_that_differ.sql.
    """
    differing = [row for row in rows.to_pylist() if row["relation"] != "same"]
    for (relation, subject), pairs in groupby(differing, key=lambda row: (row["relation"], row["subject"])):
        talk(f"\n{'figures differ' if relation == 'differs' else relation}: {subject}")
        for outlet, figure, sentence in dict.fromkeys(side for row in pairs for side in _sides(row)):
            talk(f"  {figure:<16} {outlet}: “{sentence}”")


def _sides(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (row[f"{side}outlet"] or "outlet not known", row[f"{side}written"], row[f"{side}sentence"])
        for side in ("", "other_")
    ]


def _say_refused(run: Run, run_id: str, status: str, records: int, meanings: Mapping[str, str]) -> None:
    if not records:
        return
    talk(f"{status:<12}{records:>8,}")
    with query.connect_snapshot(Warehouse.open(run.warehouse)) as connection:
        reasons = query.ask(connection, "reject_reasons", run_id=run_id).to_pylist()
    for row in reasons:
        if row["status"] == status:
            talk(f"{'':<12}{row['records']:>8,} {row['reason']}: {meanings.get(row['reason'], '')}")
            talk(f"{'':<21}{_example(row['path'], row['detail'])}")


def _say_warnings(run: Run, run_id: str) -> None:
    with query.connect_snapshot_stored(Warehouse.open(run.warehouse)) as connection:
        for row in query.ask(connection, "warnings", run_id=run_id).to_pylist():
            talk(f"{'unusual':<12}{row['wrong_rows']:>8,} {row['name']}: {row['example']}")


def _example(path: str, detail: str) -> str:
    text = f"{path}: {detail}"
    return text if len(text) <= 110 else text[:109] + "…"


def _near(path: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
