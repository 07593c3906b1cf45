"""The command line as people use it: what it prints where, exit codes, helpful errors."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from flows.cli import run_command
from tests.conftest import INBOX, ROOT, SHARED
from warehouse.query import VIEWS

STORYFOLD = str(Path(sys.executable).parent / "storyfold")


@pytest.fixture
def storyfold(example_warehouse: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: Any) -> Any:
    """Run a command on the example warehouse: exit code, stdout, stderr."""
    monkeypatch.setenv("STORYFOLD_WAREHOUSE", str(example_warehouse))

    def run(*arguments: str) -> tuple[int, str, str]:
        code = run_command(list(arguments))
        out, talk = capfdbinary.readouterr()
        return code, out.decode(), talk.decode()

    return run


def test_help_answers_without_loading_the_heavy_libraries() -> None:
    code = (
        "import sys; sys.argv = ['storyfold', '--help']\n"
        "from flows.cli import run_command; run_command(['--help'])\n"
        "print([m for m in ('prefect', 'duckdb', 'pyarrow', 'numba', 'lxml') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert "ingest" in done.stdout
    assert done.stderr.strip() == "[]"


def test_direct_runs_load_neither_prefect_nor_pandas(tmp_path: Path) -> None:
    code = (
        "import sys; from flows.cli import main\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        f"        main(['ingest', {str(INBOX)!r}, '-w', {str(tmp_path / 'w')!r}, '--direct'])\n"
        "    except SystemExit as end:\n"
        "        sys.exit(end.code or ('prefect' in sys.modules) or ('pandas' in sys.modules))"
    )
    (tmp_path / "direct.py").write_text(code)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}

    done = subprocess.run([sys.executable, str(tmp_path / "direct.py")], env=env, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "35 new" in done.stderr or "34 new" in done.stderr


def test_rows_go_to_stdout_and_talk_to_stderr(storyfold: Any) -> None:
    code, out, talk = storyfold("sql", "SELECT 1 AS one, 'a' AS letter")

    assert code == 0
    assert out.split() == ["one", "letter", "1", "a"]
    assert talk == "1 row\n"


def test_json_is_one_array_with_null_for_what_is_not_known(storyfold: Any) -> None:
    _, out, talk = storyfold("sql", "SELECT title, outlet, published_at, authors FROM articles", "--format", "json")

    rows = json.loads(out)
    assert len(rows) >= 34
    assert None in {row["outlet"] for row in rows}
    assert all(isinstance(row["authors"], list) for row in rows)
    assert talk == ""


def test_csv_holds_no_formula_and_parquet_holds_the_values(storyfold: Any, tmp_path: Path) -> None:
    question = "SELECT '=1+1' AS cell, -3 AS number, TIMESTAMPTZ '2026-11-09 10:00:00+00' AS at"
    _, out, _ = storyfold("sql", question, "--format", "csv")
    code, _, talk = storyfold("sql", question, "--format", "parquet", "--output", str(tmp_path / "o.parquet"))

    assert list(csv.reader(io.StringIO(out)))[1][:2] == ["'=1+1", "-3"]
    assert code == 0
    assert "1 row in" in talk
    assert pq.read_table(tmp_path / "o.parquet").to_pylist()[0]["cell"] == "=1+1"


STEERING = "a\x1b[31mb\x9b2Jc\u202ed\x07"


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_no_form_of_rows_has_bytes_that_steer_a_terminal(storyfold: Any, form: str) -> None:
    _, out, _ = storyfold("sql", f"SELECT '{STEERING}' AS title, ['{STEERING}'] AS authors", "--format", form)

    assert not set(out) & set(STEERING[1] + "\x9b\u202e\x07")
    assert form != "json" or json.loads(out) == [{"title": STEERING, "authors": [STEERING]}]


def test_no_cell_of_an_exported_table_begins_a_formula(storyfold: Any, tmp_path: Path) -> None:
    starts = ("=", "+", "-", "@", "\t=", "\r=", "＝")
    text = "The ferry was towed in on Tuesday after fourteen hours on the sandbank off Gannet Rock, number {} of {}."
    records = [
        {
            "title": f"{start}1+1 ferries {STEERING} are back",
            "text": text.format(number, start * 3),
            "author": f"{start}1",
        }
        for number, start in enumerate(starts)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    warehouse = ["-w", str(tmp_path / "w")]
    storyfold("ingest", str(tmp_path / "a.jsonl"), *warehouse, "--direct")

    storyfold("export", str(tmp_path / "out"), *warehouse, "--format", "csv")

    with (tmp_path / "out" / "articles.csv").open(newline="") as file:
        assert len([row for row in csv.DictReader(file) if "ferries" in row["title"]]) == len(starts)
    for path in (tmp_path / "out").iterdir():
        content = path.read_text()
        assert not set(content) & {"\x1b", "\x9b", "\u202e", "\x07"}
        cells = [cell for row in csv.reader(io.StringIO(content)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(starts) and not cell[1:].replace(".", "").isdigit()]


def test_a_path_cannot_steer_the_terminal(storyfold: Any, tmp_path: Path) -> None:
    folder, warehouse = tmp_path / "in", ["-w", str(tmp_path / "w")]
    folder.mkdir()
    (folder / "a\x1b[2J\u202e\nFORGED.txt").write_text("{too short}")

    said = [
        storyfold("ingest", str(folder), *warehouse, "--direct", "--dry-run"),
        storyfold("ingest", str(folder), *warehouse, "--direct"),
        storyfold("rejects", *warehouse),
        storyfold("explain", "a\x1b[2J\u202e\nFORGED.txt", *warehouse),
        storyfold("explain", "\x1b[2J\u202e", *warehouse),
        storyfold("ingest", str(folder / "no\x1b[2J"), *warehouse, "--direct"),
        storyfold("story", "\x1b[2J", *warehouse),
    ]

    shown = "\n".join(out + talk for _, out, talk in said)
    assert "FORGED" in shown
    assert "\x1b[2J" not in shown and "\u202e" not in shown and "\nFORGED" not in shown


def test_text_cannot_steer_the_terminal(storyfold: Any) -> None:
    _, out, _ = storyfold("sql", "SELECT 'a' || chr(27) || '[2Jb' AS title")

    assert "\x1b" not in out
    assert "a [2Jb" in out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ingets", "x"], 2, 'Did you mean "ingest"'),
        (["ingest", "x", "--warehous", "y"], 2, "Did you mean --warehouse"),
        (["ingest", "/no/such/place"], 2, "/no/such/place: no such file or folder"),
        (["ingest", "x", "--workers", "0"], 2, "Must be >= 1"),
        (["ingest", "x", "--field", "title"], 2, "ours=theirs"),
        (["sql"], 2, "give one statement"),
        (["sql", "SELEC 1"], 1, "syntax error"),
        (["sql", "DROP VIEW articles"], 1, "sql only reads"),
        (["sql", "SELECT 1", "--snapshot", "99"], 1, "no snapshot 99"),
        (["sql", "--file", "/no/such/file.sql"], 2, "No such file"),
        (["status", "-w", "/no/such/warehouse"], 1, "no warehouse here"),
        (["rejects", "--reason", "boring"], 2, "no reason 'boring'"),
        (["stories", "--most", "-1"], 2, "Must be >= 1"),
        (["ingest", "x", "--source", ""], 2, "a name is wanted"),
        (["ingest", "x", "--field", "titel=x"], 2, "no field 'titel'"),
        (["stories", "--since", "yesterday"], 2, "2026-11-01 is wanted"),
        (["story", "zzz"], 1, "no stories"),
        (["explain", "nowhere.txt"], 1, "no file, record or article"),
        (["replay", "--reason", "boring"], 2, "no reason 'boring'"),
        (["schema", "artcles"], 2, "did you mean 'articles'"),
        (["export", ".", "--tables", "articles"], 2, "not empty"),
    ],
)
def test_an_error_says_in_one_line_what_to_do(storyfold: Any, arguments: list[str], code: int, says: str) -> None:
    ended, out, talk = storyfold(*arguments)

    assert (ended, out) == (code, "")
    assert says in talk
    assert talk.count("\n") == 1


def test_rows_with_too_many_columns_stand_one_below_the_other(storyfold: Any) -> None:
    _, wide, _ = storyfold("sql", "SELECT * FROM articles WHERE site = 'nna.example'")
    _, narrow, _ = storyfold("sql", "SELECT article_id, title FROM articles WHERE site = 'nna.example'")

    assert re.search(r"^row 1\narticle_id +\w{32}\nrevision_id +\w{32}\n", wide)
    assert re.search(r"^outlet +Northway News Agency$", wide, re.MULTILINE)
    assert re.match(r"article_id +title\n", narrow)
    assert not re.search(r" $", wide + narrow, re.MULTILINE)


def test_status_and_lists_answer(storyfold: Any) -> None:
    for arguments in (["status"], ["stories"], ["rejects"], ["schema"], ["schema", "articles"], ["check"], ["doctor"]):
        code, out, talk = storyfold(*arguments)
        assert code == 0, (arguments, talk)
        assert out or arguments == ["doctor"]


def test_rejects_name_the_file_and_the_reason(storyfold: Any) -> None:
    _, out, _ = storyfold("rejects", "--reason", "damaged", "--format", "json")

    assert [row["path"] for row in json.loads(out)] == ["exports/echo-diary-cut.jsonl.gz"]


def test_a_story_shows_who_differs(storyfold: Any) -> None:
    _, out, _ = storyfold("sql", "SELECT story_id FROM search('Gannet Rock ferry') LIMIT 1", "--format", "json")
    story = json.loads(out)[0]["story_id"]

    code, out, talk = storyfold("story", story[:12])

    assert code == 0
    assert "Harbour Post" in out
    assert "figures differ: injured" in talk
    assert "at least 14" in talk
    assert "  More than a dozen Tidewater Courant: “More than a dozen passengers" in talk  # as it is written


@pytest.mark.parametrize("named_by", ["path", "article_id", "canonical_url"])
def test_explain_shows_the_way_of_a_record(storyfold: Any, named_by: str) -> None:
    _, out, _ = storyfold(
        "sql", f"SELECT {named_by} AS it FROM articles WHERE outlet = 'Harbour Post'", "--format", "json"
    )

    code, out, _ = storyfold("explain", json.loads(out)[0]["it"], "--format", "json")

    assert code == 0
    steps = [*dict.fromkeys(row["step"] for row in json.loads(out))]
    wanted = ["file", "format", "record", "outcome", "article", "metadata", "text", "state", "story"]
    assert [step for step in steps if step in wanted] == wanted


def test_explain_shows_cuts_states_and_copies(tmp_path: Path, storyfold: Any, scrape: Any) -> None:
    folder, warehouse = tmp_path / "in", ["-w", str(tmp_path / "w")]
    folder.mkdir()
    (folder / "a.txt").write_text(scrape("ferry") + "\n\nShare this article\n")
    (folder / "copy.txt.gz").write_bytes(gzip.compress(scrape("ferry").encode()))
    storyfold("ingest", str(folder), *warehouse, "--direct")
    (folder / "a.txt").write_text(scrape("ferry", "Ferry Aldermoor is back at its berth in Kestrel Bay"))
    storyfold("ingest", str(folder), *warehouse, "--direct")

    steps = {what: explained(storyfold, what, warehouse) for what in ("a.txt", "copy.txt.gz")}

    assert [state.split(", ")[0] for state in steps["a.txt"]["state"]] == ["number 1", "number 2"]
    assert "replaced" in steps["a.txt"]["state"][0] and "which changed title" in steps["a.txt"]["state"][0]
    assert steps["copy.txt.gz"]["format"] == ["gzip, then text"]
    links = [*steps["copy.txt.gz"].get("copy", []), *steps["copy.txt.gz"].get("copies", [])]
    assert "copy of" in links[0] or "1 article repeats it" in links[0]


def test_a_table_is_asked_as_it_was(storyfold: Any) -> None:
    _, kept, _ = storyfold("snapshots", "--format", "json")
    newest = str(json.loads(kept)[0]["snapshot"])

    answers = [storyfold("sql", "SELECT count(*) AS n FROM articles", "--snapshot", at)[1] for at in ("0", newest)]
    code, _, said = storyfold("changes", "--since", "last week")

    assert answers[0] != answers[1]
    assert code == 1 and "'last week' names no snapshot" in said


def test_explain_takes_a_path_as_it_is_typed(tmp_path: Path, storyfold: Any, scrape: Any, monkeypatch: Any) -> None:
    warehouse = ["--warehouse", str(tmp_path / "w")]
    (tmp_path / "in" / "may").mkdir(parents=True)
    (tmp_path / "in" / "may" / "a.txt").write_text(scrape("ferry"))
    storyfold("ingest", str(tmp_path / "in"), "--direct", *warehouse)
    monkeypatch.chdir(tmp_path)

    ways = ["may/a.txt", "in/may/a.txt", "./in/may/../may/a.txt", str(tmp_path / "in" / "may" / "a.txt")]
    assert [list(explained(storyfold, way, warehouse)) for way in ways] == [
        list(explained(storyfold, "may/a.txt", warehouse))
    ] * len(ways)


def test_explain_shows_each_line_that_was_cut(tmp_path: Path, storyfold: Any, scrape: Any) -> None:
    warehouse = ["-w", str(tmp_path / "w")]
    (tmp_path / "a.txt").write_text(scrape("ferry") + "\n\nShare this article\n")
    storyfold("ingest", str(tmp_path / "a.txt"), *warehouse, "--direct")

    cuts = explained(storyfold, "a.txt", warehouse)["cut"]

    assert cuts[-1].endswith("residue: Share this article")


def test_explain_shows_one_record_of_many(storyfold: Any) -> None:
    _, out, talk = storyfold("explain", "exports/harbourpost-archive.jsonl", "--most", "2")
    assert "2 of 5 records" in talk and "line 3" not in out

    code, out, _ = storyfold("explain", "exports/harbourpost-archive.jsonl, line 3", "--format", "json")

    assert code == 0
    assert {row["record"] for row in json.loads(out)} == {"line 3"}


def explained(storyfold: Any, what: str, warehouse: list[str]) -> dict[str, list[str]]:
    """What explain says, by step."""
    _, out, _ = storyfold("explain", what, *warehouse, "--format", "json")
    found: dict[str, list[str]] = {}
    for row in json.loads(out):
        found.setdefault(row["step"], []).append(row["what"])
    return found


def test_explain_says_why_a_record_was_refused(storyfold: Any) -> None:
    _, out, _ = storyfold("explain", "exports/harbourpost-archive.jsonl", "--format", "json")

    outcomes = [row["what"] for row in json.loads(out) if row["step"] == "outcome"]
    assert len(outcomes) == 5
    assert sum("bad_record" in outcome for outcome in outcomes) == 2


def test_replay_takes_rejected_files_in_again(tmp_path: Path, storyfold: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    story = "The ferry Aldermoor was towed into Kestrel Bay on Tuesday morning after fourteen hours on the sandbank."
    (folder / "e.jsonl").write_text(json.dumps({"kopf": "Die Fähre", "inhalt": story}))
    (folder / "good.txt").write_text("Quay Row gets its tram\n\n" + story)
    warehouse = ["-w", str(tmp_path / "w")]
    storyfold("ingest", str(folder), *warehouse, "--direct")

    code, _, talk = storyfold("replay", "--reason", "bad_record", "--field", "text=inhalt", *warehouse)

    assert code == 0, talk
    assert "1 new" in talk
    assert "nothing to replay" in storyfold("replay", *warehouse)[2]


def test_replay_reads_only_the_files_with_that_reason(tmp_path: Path, storyfold: Any, scrape: Any) -> None:
    folder, warehouse = tmp_path / "in", ["-w", str(tmp_path / "w")]
    folder.mkdir()
    (folder / "good.txt").write_text(scrape("ferry"))
    (folder / "line.jsonl").write_text("{oops\n")
    (folder / "short.txt").write_text("Ferry aground")
    storyfold("ingest", str(folder), *warehouse, "--direct")
    before = "SELECT path, run_id FROM files ORDER BY path"
    first = json.loads(storyfold("sql", before, *warehouse, "--format", "json")[1])

    code, _, _ = storyfold("replay", "--reason", "bad_record", *warehouse)

    assert code == 0
    second = json.loads(storyfold("sql", before, *warehouse, "--format", "json")[1])
    assert [new["path"] for old, new in zip(first, second, strict=True) if old != new] == ["line.jsonl"]
    assert json.loads(storyfold("rejects", "--reason", "bad_record", *warehouse, "--format", "json")[1])[0]["path"] == (
        "line.jsonl"
    )


def test_sql_and_export_write_the_same_csv(storyfold: Any, tmp_path: Path) -> None:
    storyfold("export", str(tmp_path / "out"), "--format", "csv", "--tables", "articles", "--tables", "stories")

    for table in ("articles", "stories"):
        _, rows, _ = storyfold("sql", f"FROM {table}", "--format", "csv")
        assert sorted((tmp_path / "out" / f"{table}.csv").read_text().splitlines()) == sorted(rows.splitlines())


def test_export_writes_every_table(storyfold: Any, tmp_path: Path) -> None:
    code, _, _ = storyfold("export", str(tmp_path / "out"), "--format", "csv")

    assert code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} > {"articles.csv", "stories.csv", "rejected.csv"}


def test_a_damaged_file_fails_the_check(own_warehouse: Path, storyfold: Any) -> None:
    [path] = (own_warehouse / "data" / "main" / "story_members").glob("*.parquet")
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)

    code, out, talk = storyfold("check", "-w", str(own_warehouse), "--format", "json")

    assert code == 3
    assert json.loads(out)[0]["wrong_rows"] == 1
    assert "files_are_as_written" in talk


def test_a_dry_run_writes_nothing(storyfold: Any, inbox: Path, tmp_path: Path) -> None:
    code, _, talk = storyfold("ingest", str(inbox), "-w", str(tmp_path / "w"), "--dry-run")

    assert code == 0
    assert "33 files found, 33 of them new or changed" in talk
    assert not (tmp_path / "w").exists()


def wait_for(condition: Callable[[], bool], seconds: float = 90) -> None:
    """Wait until something is so. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)


@pytest.mark.xdist_group("prefect")
@pytest.mark.parametrize("how", ["--direct", "--workers=1"])
def test_interrupting_a_run_stores_nothing_and_ends_with_130(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    # A page whose parsing takes minutes keeps the run busy.
    attributes = " ".join(f'a{i}="1"' for i in range(400_000))
    (folder / "endless.html").write_text(f"<html><body><p {attributes}>x</p></body></html>")
    command = [STORYFOLD, "ingest", str(folder), "-w", str(tmp_path / "w"), how]
    env = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"} | {"HOME": str(tmp_path)}
    # A group of its own, which gets the signal as from a terminal: the embedded server, too.
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env, start_new_session=True) as running:
        try:
            wait_for(lambda: any((tmp_path / "w" / "staging").glob("*/run.json")))
            time.sleep(2)  # it is at the page, or about to be
            os.killpg(running.pid, signal.SIGINT)
            _, talk = running.communicate(timeout=60)
        finally:
            running.kill()

    assert running.returncode == 130, talk
    assert "interrupted" in talk
    assert not list((tmp_path / "w" / "data").rglob("*.parquet"))


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the seeds are not part of the project")
def test_the_seeds_are_one_story_of_two_articles(tmp_path: Path, storyfold: Any) -> None:
    code, _, talk = storyfold("ingest", str(SHARED / "seeds"), "-w", str(tmp_path / "w"), "--direct")
    assert code == 0, talk

    question = "SELECT title, section, outlet, language, story_id, duplicate_of FROM articles ORDER BY title"
    _, out, _ = storyfold("sql", question, "-w", str(tmp_path / "w"), "--format", "json")
    first, second = json.loads(out)
    assert first["title"] == "Rockets hit US embassy in Baghdad amid rage over its support for Israel"
    assert second["title"] == "Rockets reportedly fired towards US embassy in Baghdad"
    assert (first["section"], second["section"]) == ("Iraq", "Israel-Palestine conflict")
    assert first["story_id"] == second["story_id"] is not None
    assert first["duplicate_of"] is second["duplicate_of"] is None
    assert first["language"] == second["language"] == "en"
    assert second["outlet"] is None

    _, out, _ = storyfold("sql", "SELECT text FROM article_text", "-w", str(tmp_path / "w"), "--format", "json")
    texts = "\n".join(row["text"] for row in json.loads(out))
    assert "No group has yet claimed responsibility for any attack on the US embassy on Friday" in texts
    for residue in ("Source link", "Related Articles", "Leave a Reply", "Required fields", "Roku", "File photo"):
        assert residue not in texts


def test_a_search_finds_words_without_their_accents(storyfold: Any) -> None:
    code, out, _ = storyfold("search", "VAUBRUNE", "evacues", "--format", "json")

    assert code == 0
    assert {row["outlet"] for row in json.loads(out)} >= {"La Gazette du Littoral"}


def test_a_search_can_be_narrowed_to_a_language_and_a_time(storyfold: Any) -> None:
    _, german, _ = storyfold("search", "die", "--language", "de", "--format", "json")
    _, none, _ = storyfold("search", "die", "--since", "2030-01-01", "--format", "json")

    assert json.loads(german)
    assert json.loads(none) == []


def test_outlets_are_listed_by_size(storyfold: Any) -> None:
    _, out, _ = storyfold("outlets", "--format", "json", "--most", "3")

    sizes = [row["articles"] for row in json.loads(out)]
    assert len(sizes) == 3
    assert sizes == sorted(sizes, reverse=True)


def test_dbt_sources_name_every_table_and_column(storyfold: Any, example_warehouse: Path) -> None:
    code, out, _ = storyfold("schema", "--format", "dbt")

    tables = yaml.safe_load(out)["sources"][0]["tables"]
    assert code == 0
    assert [table["name"] for table in tables] == list(VIEWS)
    for table in tables:
        rows = pq.read_table(example_warehouse / "published" / table["name"])
        assert {column["name"] for column in table["columns"]} <= set(rows.schema.names)


def test_explain_gives_a_story_the_title_that_stories_gives_it(storyfold: Any) -> None:
    _, told, _ = storyfold("stories", "--format", "json")

    for story in [story for story in json.loads(told) if story["articles"] > 1]:
        _, covered, _ = storyfold("story", story["story_id"], "--format", "json")
        _, explained, _ = storyfold("explain", json.loads(covered)[0]["article_id"], "--format", "json")
        said = [row["what"] for row in json.loads(explained) if row["step"] == "story"]
        assert said
        assert any(story["title"] in what for what in said)
