"""The command line. Each command loads what it needs when it runs, so `--help` answers at once."""

from __future__ import annotations

import importlib.metadata
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, CycloptsError, Group, Parameter, validators

from flows.errors import ChecksFailed, FlowError, WrongUse

if TYPE_CHECKING:
    from datetime import timedelta

    from flows.daily import Summary
    from flows.runs import Run
    from warehouse.store import Warehouse
    from warehouse.volume import Alarm

Format = Literal["table", "json", "csv", "parquet"]

PROCESSORS = os.cpu_count() or 1
INTERRUPTED_MESSAGE = "interrupted; what earlier runs stored is whole, the next run goes on from here"
DONE, FAILED, WRONG_USE, CHECKS_FAILED, INTERRUPTED = 0, 1, 2, 3, 130

WarehousePath = Annotated[
    Path, Parameter(name=["--warehouse", "-w"], env_var="STORYFOLD_WAREHOUSE", help="Folder of the warehouse.")
]
OutFormat = Annotated[Format, Parameter(name="--format", help="Form of the rows.")]
OutFile = Annotated[Path | None, Parameter(name="--output", help="File for the rows, instead of the terminal.")]
Most = Annotated[int, Parameter(help="Rows at most.", validator=validators.Number(gte=1))]
Fields = Annotated[
    list[str], Parameter(help="What a field is called in JSON lines, as ours=theirs: --field title=headline_main.")
]
Alarms = Annotated[
    list[str],
    Parameter(help="From where on a check warns, and from where on nothing is published: silent_outlets=0.2:0.05."),
]
Config = Annotated[
    Path | None,
    Parameter(help="Configuration file, instead of storyfold.toml beside the warehouse or in this folder."),
]
PageProfile = Annotated[
    Literal["news", "web"],
    Parameter(
        name="--profile", help="What pages of HTML are: news, or any page with a text, whose text is read more fully."
    ),
]
Limit = Annotated[
    list[str], Parameter(help="A limit, as NAME=VALUE: --limit page_bytes=20MiB. `storyfold doctor` lists them.")
]
Outlets = Annotated[
    Path | None,
    Parameter(help="CSV of outlets: site, outlet, name, family, country. It holds until another one is given."),
]
Agencies = Annotated[
    Path | None, Parameter(help="CSV of news agencies beside those known: agency, written. It holds likewise.")
]
Workers = Annotated[int, Parameter(help="Processes that extract articles.", validator=validators.Number(gte=1))]
OfSnapshot = Annotated[
    str | None, Parameter(help="An earlier snapshot, by its number or a time at which it was the newest.")
]
DEFAULT_WAREHOUSE = Path("storyfold-warehouse")
DEFAULT_REPORT = Path("storyfold-report")

# The commands in the order in which people meet them.
TAKE_IN, LOOK = Group("Take articles in", sort_key=1), Group("Look", sort_key=2)
ASK, KEEP = Group("Ask and hand on", sort_key=3), Group("Keep the warehouse", sort_key=4)

app = App(
    name="storyfold",
    help=(
        "Folders, archives and buckets of news article files become Parquet tables that you query with SQL.\n\n"
        "Example: storyfold ingest scrapes/ && storyfold sql 'SELECT outlet, title FROM articles'"
    ),
    version=lambda: importlib.metadata.version("storyfold"),
    version_flags=["--version"],
    default_parameter=Parameter(negative=(), show_default=lambda value: value or None),
    suppress_keyboard_interrupt=False,
)
OPTIONS = Group("Options", sort_key=9)
app["--help"].group = app["--version"].group = OPTIONS


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code: 0 done, 1 failed, 2 wrong use, 3 checks failed, 130 interrupted."""
    import flows.without_pandas  # noqa: F401

    sys.exit(run_command(sys.argv[1:] if arguments is None else list(arguments)))


def run_command(arguments: list[str]) -> int:
    """Run a command; its exit code."""
    try:
        result = app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        return _failed(str(error), WRONG_USE)
    except KeyboardInterrupt:
        return _failed(INTERRUPTED_MESSAGE, INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        code = _expected(error)
        if code is None:
            raise
        return _failed(str(error), code)
    return result if isinstance(result, int) else DONE


@app.command(group=TAKE_IN)
def ingest(
    paths: Annotated[
        list[str], Parameter(help="Folders or files to take in, local or at s3://, gs:// or https://.")
    ] = [],  # noqa: B006
    /,
    *,
    lists: Annotated[
        list[str],
        Parameter(name="--list", help="File with places to take in, one a line; local or at an address."),
    ] = [],  # noqa: B006
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    source: Annotated[str | None, Parameter(help="Name for the paths, instead of their folders' names.")] = None,
    field: Fields = [],  # noqa: B006 - cyclopts reads it, nobody changes it
    profile: PageProfile = "news",
    original: Annotated[
        Literal["earliest", "fullest"] | None,
        Parameter(help="Which article of a group of duplicates is the original, from now on; at first the earliest."),
    ] = None,
    limit: Limit = [],  # noqa: B006
    again: Annotated[bool, Parameter(help="Read known files too, as after an upgrade.")] = False,
    alarm: Alarms = [],  # noqa: B006 - cyclopts reads it, nobody changes it
    config: Config = None,
    outlets: Outlets = None,
    agencies: Agencies = None,
    workers: Workers = PROCESSORS,
    direct: Annotated[bool, Parameter(help="Run in this process, without Prefect.")] = False,
    dry_run: Annotated[bool, Parameter(help="Say what would be read, and read nothing.")] = False,
) -> int:
    """Take articles in: read, clean, link copies, group stories, check, publish.

    Example: storyfold ingest scrapes/ s3://newsroom/exports --warehouse news
    """
    from flows import progress
    from flows.limits import parsed_limits
    from flows.news import look_for_news
    from flows.places.addresses import LIST
    from flows.runs import new_run
    from flows.summary import say_no_files, say_nothing_new, say_plan, say_summary
    from warehouse.store import locked

    places = [*paths, *(LIST + file for file in lists)]
    if not places:
        return _failed("nothing to take in: give folders, files or addresses, or a --list of them", WRONG_USE)
    if source == "":
        return _failed("--source is empty, and a name is wanted", WRONG_USE)
    run = new_run(
        warehouse,
        places,
        source=source,
        workers=workers,
        fields=_field_names(field),
        profile=profile,
        original=original,
        limits=parsed_limits(limit),
        again=again,
        alarms=_alarms(alarm),
        config=config,
        outlets=outlets,
        agencies=agencies,
    )
    look = look_for_news(run)
    if dry_run:
        say_plan(look)
        return DONE
    if not look.is_work:
        say_nothing_new(run, look.files) if look.files else say_no_files(run, look.known)
        return DONE
    with locked(run.warehouse, run.run_id, run.started_at):
        pass  # who is at work, or what cannot be written, is better said before a server is started
    with progress.shown():
        summary = _run_direct(run) if direct else _run_with_prefect(run)
    say_summary(run, summary)
    return DONE


@app.command(group=ASK)
def sql(
    query: Annotated[str | None, Parameter(help="One SELECT statement.")] = None,
    *,
    file: Annotated[Path | None, Parameter(help="File with the statement.")] = None,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    snapshot: OfSnapshot = None,
    format: OutFormat = "table",
    output: OutFile = None,
) -> int:
    """Ask with SQL, read-only. `storyfold schema` names the tables.

    Example: storyfold sql "SELECT outlet, count(*) AS articles FROM articles GROUP BY outlet ORDER BY articles DESC"
    """
    from flows.show import write_rows
    from warehouse import query as questions
    from warehouse.leases import held

    if (query is None) == (file is None):
        return _failed("give one statement, either as text or with --file", WRONG_USE)
    statement = query if file is None else _read_text(file)
    opened = _open(warehouse)
    with (
        held(opened, _number(opened, snapshot)) as asked,
        questions.connect_for_people(opened, asked, is_restricted=True) as connection,
    ):
        write_rows(questions.read(connection, statement or ""), format, output)
    return DONE


@app.command(group=ASK)
def status(*, warehouse: WarehousePath = DEFAULT_WAREHOUSE, format: OutFormat = "table", output: OutFile = None) -> int:
    """Say what the warehouse holds, and what the last runs did."""
    from flows.show import talk, write_rows
    from warehouse import query as questions

    opened = _open(warehouse)
    with questions.connect_snapshot(opened) as connection:
        talk(f"{opened.root}, snapshot {opened.catalog.head()}")
        write_rows(questions.ask(connection, "status"), format, output)
        if format == "table" and output is None:
            talk("\nlast runs")
            write_rows(questions.ask(connection, "last_runs", most=5), format)
    return DONE


@app.command(group=TAKE_IN)
def rejects(
    *,
    reason: Annotated[str | None, Parameter(help="Only records rejected for this reason.")] = None,
    most: Most = 1000,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    format: OutFormat = "table",
    output: OutFile = None,
) -> int:
    """List the records that did not become articles, and why.

    Example: storyfold rejects --reason damaged --format csv
    """
    _known_reason(reason)
    return _show(warehouse, "rejects", format, output, reason=reason, most=most)


@app.command(group=LOOK)
def stories(
    *,
    since: Annotated[str | None, Parameter(help="Only stories with an article since this day: 2026-11-01.")] = None,
    most: Most = 20,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    format: OutFormat = "table",
    output: OutFile = None,
) -> int:
    """List the stories that most outlets reported in words of their own."""
    from flows.report import first_moment

    return _show(warehouse, "top_stories", format, output, since=first_moment("--since", since), most=most)


@app.command(group=LOOK)
def story(
    story_id: Annotated[str, Parameter(help="Id of the story, or the beginning of it.")],
    *,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    format: OutFormat = "table",
    output: OutFile = None,
) -> int:
    """Show one story: who reported it and when, and where their figures differ."""
    from flows.show import talk, write_rows
    from flows.summary import say_differences
    from warehouse import query as questions

    with questions.connect_snapshot(_open(warehouse)) as connection:
        found = questions.ask(connection, "one_story", story=story_id).to_pylist()
        if len(found) != 1:
            return _failed(f"{len(found) or 'no'} stories have an id that begins with {story_id!r}", FAILED)
        [shown] = found
        coverage = questions.ask(connection, "story_coverage", story=shown["story_id"])
        differences = questions.ask_report(connection, "figures_that_differ", story_ids=[shown["story_id"]])
        names = questions.ask_report(connection, "story_names", story_ids=[shown["story_id"]], most=8)
    talk(f"{shown['title'] or 'no title known'}\n{_names_line(names.to_pylist())}")
    write_rows(coverage, format, output)
    if format == "table":
        say_differences(differences)
    return DONE


def _names_line(names: list[dict[str, Any]]) -> str:
    """The names of a story in one line, or nothing."""
    said = [(label, [row["name"] for row in names if row["is_place"] is there]) for label, there in _NAME_LABELS]
    line = "; ".join(f"{label}: {', '.join(found)}" for label, found in said if found)
    return f"{line}\n" if line else ""


_NAME_LABELS = (("Names", False), ("Places", True))


@app.command(group=LOOK)
def search(
    words: Annotated[
        list[str],
        Parameter(help="Words that title and text hold, in any order, case and accents; ferr* for beginnings."),
    ],
    /,
    *,
    since: Annotated[str | None, Parameter(help="Only articles published since this day: 2026-11-01.")] = None,
    language: Annotated[str | None, Parameter(help="Only articles in this language: en.")] = None,
    most: Most = 50,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    format: OutFormat = "table",
    output: OutFile = None,
) -> int:
    """List the articles that hold all of the words, the latest first.

    Example: storyfold search ferry fog --since 2026-11-01
    """
    from flows.report import first_moment
    from flows.search import search as found
    from flows.show import write_rows

    day = first_moment("--since", since)
    write_rows(found(warehouse, " ".join(words), since=day, language=language, most=most), format, output)
    return DONE


@app.command(group=LOOK)
def outlets(
    *,
    most: Most = 50,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    format: OutFormat = "table",
    output: OutFile = None,
) -> int:
    """List the outlets: how much they published, how much of it repeats others, and when.

    Example: storyfold outlets --most 10
    """
    return _show(warehouse, "outlets", format, output, most=most)


@app.command(group=TAKE_IN)
def explain(
    what: Annotated[str, Parameter(help="A path, a path with a record, an address, or the beginning of an id.")],
    other: Annotated[str | None, Parameter(help="Another article: why the two are duplicates, or not.")] = None,
    *,
    most: Annotated[int, Parameter(help="Records at most.", validator=validators.Number(gte=1))] = 20,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    format: OutFormat = "table",
    output: OutFile = None,
) -> int:
    """Show the way of one record from bytes to tables: file, outcome, metadata, cuts, states, copies, why in its story.

    With two articles: what their texts share, which conditions for duplicates hold, and what their groups are.

    Example: storyfold explain 'exports/november.jsonl, line 7'
    """
    from flows.explain import explain as explained
    from flows.show import talk, write_rows

    if other is not None:
        from flows.explain_pair import explain_pair

        write_rows(explain_pair(_open(warehouse), what, other), format, output)
        return DONE
    found = explained(_open(warehouse), what, most)
    if not found.records:
        return _failed(f"no file, record or article is known as {what!r}; a path is relative to its source", FAILED)
    write_rows(found.steps, format, output)
    if found.matching > found.records:
        talk(f"{found.records:,} of {found.matching:,} records; name one as 'path, record', or more with --most")
    return DONE


@app.command(group=TAKE_IN)
def replay(
    *,
    reason: Annotated[str | None, Parameter(help="Only files with a record rejected for this reason.")] = None,
    field: Fields = [],  # noqa: B006 - cyclopts reads it, nobody changes it
    profile: PageProfile = "news",
    limit: Limit = [],  # noqa: B006
    config: Config = None,
    workers: Workers = PROCESSORS,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
) -> int:
    """Take the files of rejected records in again, as after a fix, with other field names or other limits.

    Example: storyfold replay --reason too_large --limit page_bytes=40MiB
    """
    from flows import progress
    from flows.limits import parsed_limits
    from flows.news import rejected_files
    from flows.runs import new_run
    from flows.show import talk
    from flows.summary import say_summary

    _known_reason(reason)
    files = rejected_files(_open(warehouse), reason)
    if not files:
        talk("nothing to replay: no record is rejected" + (f" for {reason}" if reason else ""))
        return DONE
    names, limits = _field_names(field), parsed_limits(limit)
    run = new_run(
        warehouse, files, workers=workers, fields=names, profile=profile, limits=limits, again=True, config=config
    )
    with progress.shown():
        summary = _run_direct(run)
    say_summary(run, summary)
    return DONE


@app.command(group=ASK)
def schema(
    table: Annotated[str | None, Parameter(help="One table; all of them without.")] = None,
    *,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    format: Annotated[
        Format | Literal["dbt"], Parameter(name="--format", help="Form of the rows; dbt: sources for a dbt project.")
    ] = "table",
    output: OutFile = None,
) -> int:
    """Name the tables and macros, or the columns of one table.

    Example: storyfold schema articles
    """
    import pyarrow as pa

    from flows.show import write_rows
    from warehouse import query as questions
    from warehouse.dbt_sources import dbt_sources

    if format == "dbt":
        return _write_text(dbt_sources(warehouse.resolve() / "published"), output)
    with questions.connect({}) as connection:
        if table is None:
            kinds = [("view", "views", name) for name in questions.VIEWS]
            kinds += [("macro", "macros", name) for name in questions.MACROS]
            rows = [
                {"table": name, "kind": kind, "description": questions.describe(folder, name).text}
                for kind, folder, name in kinds
            ]
        elif table in questions.MACROS:
            rows = [{"macro": table, "description": questions.describe("macros", table).text}]
        else:
            columns = questions.view_columns(connection, table)
            rows = [{"column": name, "type": kind, "description": text} for name, kind, text in columns]
    write_rows(pa.Table.from_pylist(rows), format, output)
    return DONE


@app.command(group=ASK)
def export(
    out: Annotated[Path, Parameter(help="New or empty folder for the files, or a new NAME.duckdb for all in one.")],
    *,
    tables: Annotated[list[str], Parameter(help="Tables to write; all of them without.")] = [],  # noqa: B006
    format: Annotated[
        Literal["parquet", "csv", "jsonl", "duckdb"], Parameter(help="Form of the files; duckdb: one database.")
    ] = "parquet",
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    snapshot: OfSnapshot = None,
) -> int:
    """Write the tables as plain files, one a table, or as one DuckDB file with all of them, comments and macros.

    Example: storyfold export november --tables articles --tables stories --format csv
    """
    from flows.show import talk
    from warehouse import query as questions
    from warehouse.leases import held

    is_database = format == "duckdb" or out.suffix == ".duckdb"
    if out.is_file() or (out.exists() and (is_database or any(out.iterdir()))):
        return _failed(f"{out}: there already, and not empty; give a new name: nothing is overwritten", WRONG_USE)
    opened = _open(warehouse)
    with held(opened, _number(opened, snapshot)) as asked, questions.connect(opened.paths(asked)) as connection:
        wanted = [questions.known_view(name) for name in tables or questions.VIEWS]
        if is_database:
            out.parent.mkdir(parents=True, exist_ok=True)
            for name, rows in questions.export_database(connection, wanted, out, asked.number).items():
                talk(f"{rows:>9,} rows  {name}")
            return DONE
        out.mkdir(parents=True, exist_ok=True)
        for name in wanted:
            rows = questions.export_view(connection, name, out / f"{name}.{format}")
            talk(f"{rows:>9,} rows  {out / name}.{format}")
    return DONE


@app.command(group=ASK)
def changes(
    *,
    since: Annotated[str, Parameter(help="The earlier snapshot, by its number or a time at which it was the newest.")],
    until: Annotated[str | None, Parameter(help="The later one; the newest without.")] = None,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    format: OutFormat = "table",
    output: OutFile = None,
) -> int:
    """List the articles that are new, changed or gone since an earlier snapshot, for what builds on the tables.

    Example: storyfold changes --since 2026-11-19T06:00 --format json --output news.json
    """
    from flows.show import write_rows
    from warehouse.snapshot_times import changes as changes_between
    from warehouse.snapshot_times import snapshot_number

    opened = _open(warehouse)
    earlier, later = snapshot_number(opened, since), _number(opened, until)
    if later is not None and later < earlier:
        return _failed(f"--until {until} is before --since {since}", WRONG_USE)
    rows = changes_between(opened, earlier, later)
    write_rows(rows, format, output)
    return DONE


@app.command(group=ASK)
def snapshots(
    *, warehouse: WarehousePath = DEFAULT_WAREHOUSE, format: OutFormat = "table", output: OutFile = None
) -> int:
    """List the snapshots that are kept, the newest first: number, time, and what made each."""
    import pyarrow as pa

    from flows.show import write_rows

    kept = reversed(_open(warehouse).snapshots())
    rows = [{"snapshot": s.number, "created_at": s.created_at, "made_by": s.message} for s in kept]
    write_rows(pa.Table.from_pylist(rows), format, output)
    return DONE


@app.command(group=LOOK)
def report(
    out: Annotated[Path, Parameter(help="Folder for the pages; an earlier report in it is replaced.")] = DEFAULT_REPORT,
    *,
    since: Annotated[str | None, Parameter(help="First day of the report: 2026-11-01.")] = None,
    until: Annotated[str | None, Parameter(help="Last day of the report.")] = None,
    public: Annotated[
        bool, Parameter(help="No full texts and only parts of sentences: they belong to their outlets.")
    ] = False,
    most_stories: Annotated[
        int, Parameter(help="Stories with a page of their own.", validator=validators.Number(gte=0))
    ] = 500,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
) -> int:
    """Write pages to look at: volume, stories, where reports differ, outlets, data quality.

    Example: storyfold report november --since 2026-11-01 --until 2026-11-30
    """
    from flows.report import make_report, report_params
    from flows.show import talk

    params = report_params(since, until, is_public=public, most_stories=most_stories)
    written = make_report(_open(warehouse), out, params)
    talk(f"{written.pages:,} pages, {written.stories:,} of them stories, {written.size_bytes / 1e6:,.1f} MB")
    talk(f"open {out / 'index.html'}")
    return DONE


@app.command(name="serve", group=LOOK)
def serve_report(
    *,
    since: Annotated[str | None, Parameter(help="First day of the report: 2026-11-01.")] = None,
    until: Annotated[str | None, Parameter(help="Last day of the report.")] = None,
    full_texts: Annotated[bool, Parameter(help="Texts in full, for nobody but you.")] = False,
    host: Annotated[str, Parameter(help="Address to answer at.")] = "127.0.0.1",
    name: Annotated[
        list[str], Parameter(help="Name under which browsers ask, if it is another: --name reports.example.")
    ] = [],  # noqa: B006
    port: Annotated[int, Parameter(help="Port to answer at.", validator=validators.Number(gte=1, lte=65_535))] = 8765,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
) -> int:
    """Show the report in the browser, always of the newest snapshot.

    Example: storyfold serve --full-texts
    """
    from flows.report import report_params
    from flows.serve import serve
    from flows.show import talk

    params = report_params(since, until, is_public=not full_texts, most_stories=500)
    opened = _open(warehouse)
    shown = name[0] if name else f"[{host}]" if ":" in host else host
    talk(f"http://{shown}:{port}/  (Ctrl-C ends it)")
    serve(opened, params, host, port, name)
    return DONE


@app.command(group=KEEP)
def check(
    *,
    alarm: Alarms = [],  # noqa: B006 - cyclopts reads it, nobody changes it
    config: Config = None,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    format: OutFormat = "table",
    output: OutFile = None,
) -> int:
    """Check the newest snapshot: every file as it was written, every record accounted for, every reference whole.

    And whether the newest run has brought of each outlet what the runs before it did.

    Example: storyfold check --alarm silent_outlets=0.2:0.05
    """
    import pyarrow as pa

    from flows.configuration import configuration, with_alarms
    from flows.show import write_rows
    from warehouse import published
    from warehouse import query as questions
    from warehouse.leases import held
    from warehouse.search_index import damaged_parts

    opened = _open(warehouse)
    alarms = with_alarms(configuration(warehouse, config).checks, _alarms(alarm))
    with held(opened) as snapshot:
        damaged = opened.damaged_files(snapshot)
        of_published = published.damaged_files(opened, snapshot)
    of_index = [
        f"{path}: not the bytes that were written; `storyfold index` mends it" for path in damaged_parts(opened)
    ]
    results = [questions.damage_check([*damaged, *of_published, *of_index])]
    if not damaged:
        with questions.connect_snapshot_stored(opened) as connection:
            results += questions.run_checks(connection, alarms)
    names = ("check", "level", "wrong_rows", "example")
    kinds = (pa.string(), pa.string(), pa.int64(), pa.string())
    rows = [dict(zip(names, (r.name, r.level, r.wrong_rows, r.example), strict=True)) for r in results]
    write_rows(pa.Table.from_pylist(rows, pa.schema(zip(names, kinds, strict=True))), format, output)
    failed = [result.name for result in results if result.level == "fail"]
    return _failed(f"checks failed: {', '.join(failed)}", CHECKS_FAILED) if failed else DONE


@app.command(group=KEEP)
def repair(
    *,
    field: Fields = [],  # noqa: B006 - cyclopts reads it, nobody changes it
    profile: PageProfile = "news",
    limit: Limit = [],  # noqa: B006
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    dry_run: Annotated[bool, Parameter(help="Say what is damaged, and change nothing.")] = False,
) -> int:
    """Make a damaged warehouse whole: the catalog, data files from their sources, the index from the tables.

    Sources that have to be read again need the --field, --profile and --limit they were read with.

    Example: storyfold repair --dry-run
    """
    from flows import repair as repairing
    from flows.limits import parsed_limits
    from flows.summary import say_damage, say_repaired
    from flows.workers import close_extractors

    if dry_run:
        say_damage(repairing.what_is_damaged(warehouse.resolve()))
        return DONE
    names, limits = _field_names(field), parsed_limits(limit)
    try:
        done = repairing.repair(warehouse.resolve(), fields=names, profile=profile, limits=limits)
    finally:
        close_extractors()
    say_repaired(done)
    return FAILED if done.missing or done.lost or done.gone else DONE


@app.command(group=KEEP)
def index(
    *,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    remove: Annotated[bool, Parameter(help="Remove it, and keep none up any more.")] = False,
) -> int:
    """Make an index of all words, by which `search` answers at once; every run keeps it up from then on.

    Example: storyfold index --warehouse news
    """
    from flows import search as searching
    from flows.show import talk

    if remove:
        searching.remove_index(warehouse)
        talk("no index is kept; search reads the texts")
        return DONE
    made = searching.make_index(warehouse)
    talk(f"{made.states:,} states of articles in the index, {made.size_bytes / 1e6:,.1f} MB")
    return DONE


@app.command(group=KEEP)
def compact(
    *,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    dry_run: Annotated[bool, Parameter(help="Say what would be joined, and change nothing.")] = False,
) -> int:
    """Join the small files that runs have left, so that queries open few. The tables stay as they are.

    Example: storyfold compact --dry-run
    """
    from flows import maintain
    from flows.summary import say_compacted

    say_compacted(maintain.compact(warehouse, dry_run=dry_run))
    return DONE


@app.command(group=KEEP)
def expire(
    *,
    older_than: Annotated[str, Parameter(help="Age from which snapshots go: 30d, 12h.")] = "30d",
    grace: Annotated[str, Parameter(help="How long files stay for readers that hold no lease: 1d, 2h.")] = "1d",
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    dry_run: Annotated[bool, Parameter(help="Say what would go, and change nothing.")] = False,
) -> int:
    """Let old snapshots go, and delete the files that no snapshot and no reader needs any more.

    Example: storyfold expire --older-than 90d --dry-run
    """
    from flows import maintain
    from flows.summary import say_expired
    from warehouse.expiry import ExpiryParams

    params = ExpiryParams(older_than=_age("--older-than", older_than), grace=_age("--grace", grace))
    say_expired(maintain.expire(warehouse, params, dry_run=dry_run), is_done=not dry_run)
    return DONE


@app.command(group=KEEP)
def forget(
    what: Annotated[str, Parameter(help="An article's id or the beginning of it, an address, or an outlet.")],
    *,
    older_than: Annotated[str | None, Parameter(help="Only articles published longer ago than this: 365d.")] = None,
    with_copies: Annotated[bool, Parameter(help="The copies of these articles, too.")] = False,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
    dry_run: Annotated[bool, Parameter(help="Say what would be forgotten, and change nothing.")] = False,
) -> int:
    """Forget an article or an outlet for good: in every table and snapshot; it is not taken in again.

    Example: storyfold forget https://harbourpost.example/2026/11/09/ferry --dry-run
    """
    from datetime import UTC, datetime

    from flows import forget as forgetting
    from flows.summary import say_forgotten

    before = datetime.now(UTC) - _age("--older-than", older_than) if older_than else None
    asked = forgetting.Asked(what=what, before=before, with_copies=with_copies)
    done = forgetting.would_forget(warehouse, asked) if dry_run else forgetting.forget(warehouse, asked)
    say_forgotten(done, is_done=not dry_run)
    return FAILED if done.waiting else DONE


@app.command(group=KEEP)
def connect(
    *,
    catalog: Annotated[
        str | None, Parameter(help="PostgreSQL with the catalog: postgresql://user@host/database, without a password.")
    ] = None,
    data: Annotated[str | None, Parameter(help="Bucket with the data files: s3://bucket/prefix.")] = None,
    warehouse: WarehousePath = DEFAULT_WAREHOUSE,
) -> int:
    """Keep the catalog on PostgreSQL, the data in a bucket, or both, for several machines with one warehouse.

    A warehouse that is in the folder moves there. A folder that is empty is connected with the warehouse that is there.

    Example: storyfold connect --catalog postgresql://news@db.internal/news --data s3://archive/news
    """
    from flows.connect import connect as connect_folder
    from flows.summary import say_connected
    from warehouse.location import Location

    if catalog is None and data is None:
        raise WrongUse("connect: give --catalog, --data, or both")
    say_connected(warehouse, connect_folder(warehouse, Location(catalog=catalog, data=data)))
    return DONE


@app.command(group=KEEP)
def doctor(*, config: Config = None, warehouse: WarehousePath = DEFAULT_WAREHOUSE) -> int:
    """Say what is installed and works together, how the warehouse is, the limits of `ingest`, thresholds of checks."""
    from flows.configuration import shown_alarm
    from flows.doctor import configured, findings
    from flows.limits import LIMITS, shown_limit
    from flows.show import talk

    settings, finding = configured(warehouse, config)
    found = [*findings(warehouse), finding]
    for finding in found:
        talk(f"{'ok ' if finding.is_fine else 'BAD'}  {finding.subject}: {finding.text}")
    for name, alarm in settings.checks.items():
        talk(f"     checks.{name}: {shown_alarm(alarm)}")
    for limit in LIMITS:
        default = f"limit {limit.name}={shown_limit(limit, limit.default)}".replace(" ", "")
        talk(f"     {default.replace('limit', 'limit ', 1)}: {limit.bounds} ({limit.why})")
    return DONE if all(finding.is_fine for finding in found) else FAILED


def _run_direct(run: Run) -> Summary:
    from flows.daily import daily
    from flows.workers import close_extractors

    try:
        return daily(run)
    finally:
        close_extractors()


def _run_with_prefect(run: Run) -> Summary:
    from flows.prefect_settings import settle_prefect
    from flows.workers import close_extractors

    settle_prefect()
    from flows.prefect_flows import run_daily

    signal.signal(signal.SIGINT, _leave)
    try:
        return run_daily(run)
    finally:
        close_extractors()


def _leave(_signal: int, _frame: object) -> None:
    """What Ctrl-C does to a run with Prefect: nothing is to be tidied, since a run can be killed at any moment."""
    from flows.workers import stop_extractors

    stop_extractors()
    if "PREFECT_API_URL" in os.environ:
        raise KeyboardInterrupt  # the server is to know
    # The embedded server had the same signal and is gone; Prefect would wait for it.
    os._exit(_failed(INTERRUPTED_MESSAGE, INTERRUPTED))


def _open(warehouse: Path) -> Warehouse:
    from warehouse.store import Warehouse

    return Warehouse.open(warehouse)


def _number(warehouse: Warehouse, named: str | None) -> int | None:
    """The number of a snapshot as people name it; None is the newest. Raises SnapshotNotFound."""
    from warehouse.snapshot_times import snapshot_number

    return None if named is None else snapshot_number(warehouse, named)


def _show(warehouse: Path, question: str, format: Format, output: Path | None, **parameters: Any) -> int:
    from flows.show import write_rows
    from warehouse import query as questions

    with questions.connect_snapshot(_open(warehouse)) as connection:
        write_rows(questions.ask(connection, question, **parameters), format, output)
    return DONE


def _field_names(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The names of container fields given on the command line, by ours."""
    from transforms.formats.reading import FIELD_NAMES

    names: dict[str, tuple[str, ...]] = {}
    for pair in given:
        ours, is_pair, theirs = pair.partition("=")
        if not is_pair or not ours or not theirs:
            raise WrongUse(f"--field is {pair!r}, and ours=theirs is wanted, such as title=headline_main")
        if ours not in FIELD_NAMES:
            raise WrongUse(f"no field {ours!r}; there are: {', '.join(FIELD_NAMES)}")
        names[ours] = (*names.get(ours, ()), theirs)
    return names


def _alarms(given: Sequence[str]) -> dict[str, Alarm]:
    """The alarms of checks given on the command line: name=warn or name=warn:fail."""
    from warehouse.volume import Alarm

    alarms = {}
    for text in given:
        name, _, values = text.partition("=")
        warn, _, fail = values.partition(":")
        try:
            alarms[name] = Alarm(warn=float(warn), fail=float(fail) if fail else None)
        except ValueError:
            raise WrongUse(f"--alarm is {text!r}, and {name}=WARN or {name}=WARN:FAIL is wanted") from None
    return alarms


def _age(option: str, text: str) -> timedelta:
    """A length of time as people write it: 30d, 12h, 45m."""
    from datetime import timedelta

    units = {"d": "days", "h": "hours", "m": "minutes"}
    number, unit = text[:-1], text[-1:]
    if not number.isdecimal() or unit not in units:
        raise WrongUse(f"{option} is {text!r}, and an age like 30d, 12h or 45m is wanted")
    try:
        return timedelta(**{units[unit]: int(number)})
    except OverflowError:
        raise WrongUse(f"{option} is {text!r}, which is longer than there are dates") from None


def _known_reason(reason: str | None) -> None:
    from transforms.records import REASONS

    if reason is not None and reason not in REASONS:
        raise WrongUse(f"no reason {reason!r}; there are: {', '.join(REASONS)}")


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{file}: {error}") from error


def _write_text(text: str, output: Path | None) -> int:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")
    return DONE


def _failed(message: str, code: int) -> int:
    from flows.show import say_error

    say_error(message)
    return code


def _expected(error: Exception) -> int | None:
    """The exit code of an error that has a message for people; None for one that has not."""
    from warehouse.errors import ReportRefused, TableNotFound, WarehouseError, WrongLocation

    if isinstance(error, ChecksFailed):
        return CHECKS_FAILED
    if isinstance(error, (ReportRefused, TableNotFound, WrongLocation, WrongUse)):
        return WRONG_USE
    return FAILED if isinstance(error, (FlowError, WarehouseError, OSError)) else None
