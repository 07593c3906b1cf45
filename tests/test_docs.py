"""What is written down is true: generated pages are current, the README session prints what it says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from flows.cli import app, run_command
from tests.conftest import INBOX, ROOT
from transforms.formats.reading import FIELD_NAMES
from transforms.records import REASONS, SKIPS
from warehouse.data_dictionary import data_dictionary
from warehouse.query import MACROS, VIEWS, connect_snapshot, read
from warehouse.store import Warehouse

README = (ROOT / "README.md").read_text()
DOCS = {path.name: path.read_text() for path in (ROOT / "docs").glob("*.md")}
EVERYTHING = README + "".join(DOCS.values())


def session() -> list[tuple[str, str]]:
    """The commands of the README's console block, each with the output it shows."""
    [block] = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    parts = [part.split("\n", 1) for part in block.split("$ ")[1:]]
    return [(command, output) for command, output in parts]


def squeezed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def test_tables_page_is_made_from_the_definitions() -> None:
    assert DOCS["tables.md"] == data_dictionary(), "run `make tables`"


@pytest.mark.parametrize("name", [*VIEWS, *MACROS, *REASONS, *SKIPS, *FIELD_NAMES])
def test_every_table_reason_and_field_is_documented(name: str) -> None:
    assert f"`{name}`" in EVERYTHING or f"### {name}\n" in EVERYTHING


def test_every_command_is_in_the_readme() -> None:
    commands = {name for name in app if not name.startswith("-")}

    assert commands
    assert {name for name in commands if f"`{name}" not in README} == set()


def test_the_readme_session_prints_what_it_shows(
    tmp_path: Path, take_in: Any, monkeypatch: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    take_in(tmp_path / "storyfold-warehouse", INBOX)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    capfd.readouterr()

    for command, shown in session():
        words = command.split()
        if words[0] == "storyfold":
            assert run_command(words[1:]) == 0
            out, talk = capfd.readouterr()
            assert squeezed(out + talk) == squeezed(shown), command


def test_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_nothing_in_the_tree_names_this_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    paths = [ROOT / name for name in listed.splitlines() if (ROOT / name).suffix in {".md", ".py", ".toml", ".yaml"}]
    home = re.compile("(?<![A-Za-z0-9_.])/(?:" + "|".join(("work", "home", "root")) + ")/")

    assert [str(path) for path in paths if path.name != Path(__file__).name and home.search(path.read_text())] == []
    assert "http" not in re.sub(r"^(httpcore|httpx).*$", "", (ROOT / "requirements.lock").read_text(), flags=re.M)


QUESTIONS = re.findall(r"^## (.+?)\n.*?```sql\n(.*?)```", DOCS["questions.md"], re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("question", "sql"), QUESTIONS, ids=[question for question, _ in QUESTIONS])
def test_a_question_is_answered_on_the_examples(question: str, sql: str, example_warehouse: Path) -> None:
    del question
    with connect_snapshot(Warehouse.open(example_warehouse)) as connection:
        rows = read(connection, sql)

    assert rows.num_rows


def test_there_are_eighteen_questions_and_one_more() -> None:
    assert len(QUESTIONS) == 19
