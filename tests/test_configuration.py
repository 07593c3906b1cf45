"""The configuration file: what it changes, what it does not let pass, and where it is looked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from flows.cli import run_command
from flows.configuration import NAME, configuration, shown_alarm, with_alarms
from flows.errors import WrongConfiguration
from flows.runs import load_run, new_run, running
from warehouse import query
from warehouse.query import CHECKS, DEFAULT_ALARMS
from warehouse.schemas import TABLES
from warehouse.store import Warehouse
from warehouse.volume import ALARMS, Alarm

TABLE_CHECK = CHECKS[0]


@pytest.fixture
def say(tmp_path: Path) -> Any:
    """Write the file beside the warehouse of the test."""

    def write(text: str) -> Path:
        (tmp_path / NAME).write_text(text)
        return tmp_path / "w"

    return write


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    found = configuration(tmp_path / "w")

    assert (found.path, found.checks) == (None, DEFAULT_ALARMS)
    assert set(found.checks) == {*CHECKS, *ALARMS}


def test_what_the_file_says_is_taken_and_the_rest_is_as_it_was(say: Any) -> None:
    warehouse = say('[checks]\nsilent_outlets = { warn = 0.3 }\nsudden_copies = { warn = "never", fail = 0.9 }')

    checks = configuration(warehouse).checks

    assert checks["silent_outlets"] == Alarm(warn=0.3, fail=None)
    assert checks["sudden_copies"] == Alarm(warn=None, fail=0.9)
    assert {name: a for name, a in checks.items() if a != DEFAULT_ALARMS[name]}.keys() == {
        "silent_outlets",
        "sudden_copies",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[cheks]", "no section 'cheks'; did you mean 'checks'"),
        ("[checks]\nsilent_outlet = { warn = 1 }", "no check 'silent_outlet'; did you mean 'silent_outlets'"),
        ("[checks.silent_outlets]\nwarm = 1", "no threshold 'warm'; did you mean 'warn'"),
        ("[checks.silent_outlets]\nwarn = true", 'a number or "never" is wanted'),
        ("[checks.silent_outlets]\nwarn = nan", 'a number or "never" is wanted'),
        ("[checks.silent_outlets]\nwarn = '0.1'", 'a number or "never" is wanted'),
        ("[checks.silent_outlets]\nwarn = -0.1", "0 or more is wanted"),
        ("[checks.silent_outlets]\nwarn = 0.1\nfail = 0.2", "would be reached before"),
        ("[checks.sudden_copies]\nwarn = 0.4\nfail = 0.2", "would be reached before"),
        (f"[checks.{TABLE_CHECK}]\nfail = 0", "1 or more is wanted"),
        ("[checks]\nsilent_outlets = 0.1", "a table is wanted"),
        ("checks = 1", "a table is wanted"),
        ("[checks", "cannot be read as TOML"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_its_place(say: Any, text: str, message: str) -> None:
    warehouse = say(text)

    with pytest.raises(WrongConfiguration, match=message) as refused:
        configuration(warehouse)
    assert NAME in str(refused.value)


def test_the_file_named_comes_before_the_one_beside_the_warehouse_and_that_before_the_working_folder(
    say: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, named = tmp_path / "here", tmp_path / "named.toml"
    here.mkdir()
    for path, warn in ((here / NAME, 0.2), (named, 0.4)):
        path.write_text(f"[checks.silent_outlets]\nwarn = {warn}")
    monkeypatch.chdir(here)
    assert configuration(tmp_path / "w").path == here / NAME
    warehouse = say("[checks.silent_outlets]\nwarn = 0.3")
    assert configuration(warehouse).path == tmp_path / NAME
    monkeypatch.setenv("STORYFOLD_CONFIG", str(named))
    assert configuration(warehouse).path == named
    assert configuration(warehouse, here / NAME).path == here / NAME
    with pytest.raises(WrongConfiguration, match="no such file"):
        configuration(warehouse, tmp_path / "none.toml")


def test_a_run_carries_its_thresholds_and_those_given_come_first(say: Any) -> None:
    warehouse = say("[checks]\nsilent_outlets = { warn = 0.3 }\nsudden_copies = { warn = 0.6 }")

    run = new_run(warehouse, alarms={"sudden_copies": Alarm(warn=0.7)})
    with running(run):
        loaded = load_run(run.warehouse, run.run_id)

    assert run.alarms["silent_outlets"] == Alarm(warn=0.3)
    assert run.alarms["sudden_copies"] == Alarm(warn=0.7)
    assert loaded.alarms == run.alarms
    assert new_run(warehouse, alarms=run.alarms).alarms == run.alarms


@pytest.mark.parametrize(
    ("alarm", "level"),
    [(Alarm(warn=None, fail=1), "fail"), (Alarm(warn=1, fail=2), "warn"), (Alarm(warn=None, fail=None), "ok")],
)
def test_a_check_of_the_tables_has_thresholds_in_rows(own_warehouse: Path, alarm: Alarm, level: str) -> None:
    warehouse = Warehouse.open(own_warehouse)
    draft = warehouse.begin("run-wrong")
    [nobody] = draft.rows("story_members").slice(0, 1).to_pylist()
    draft.add(
        "story_members", pa.Table.from_pylist([nobody | {"article_id": "nobody"}], TABLES["story_members"].schema)
    )
    with query.connect(draft.paths()) as connection:
        results = {result.name: result for result in query.run_checks(connection, {"story_members_exist": alarm})}

    assert (results["story_members_exist"].level, results["story_members_exist"].wrong_rows) == (level, 1)


def test_check_and_doctor_use_the_file(own_warehouse: Path, capfd: Any) -> None:
    place = ["--warehouse", str(own_warehouse)]
    (own_warehouse.parent / NAME).write_text("[checks.silent_outlets]\nwarn = 0.25")

    assert run_command(["doctor", *place]) == 0
    shown = capfd.readouterr().err
    assert f"configuration: {own_warehouse.parent / NAME}" in shown
    assert 'checks.silent_outlets: warn = 0.25, fail = "never"' in shown
    assert f'checks.{TABLE_CHECK}: warn = "never", fail = 1' in shown
    assert run_command(["check", *place]) == 0
    (own_warehouse.parent / NAME).write_text("[checks.silent]\nwarn = 0.25")
    assert run_command(["check", *place]) == 2
    assert run_command(["doctor", *place]) == 1
    assert "did you mean 'silent_outlets'" in capfd.readouterr().err


def test_thresholds_are_shown_as_they_are_written() -> None:
    assert shown_alarm(Alarm(warn=None, fail=1)) == 'warn = "never", fail = 1'


def test_a_warning_given_alone_leaves_what_keeps_a_run_back(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("[checks.silent_outlets]\nwarn = 0.3\nfail = 0.05\n")
    known = configuration(tmp_path / "warehouse").checks

    assert with_alarms(known, {"silent_outlets": Alarm(warn=0.2)})["silent_outlets"] == Alarm(warn=0.2, fail=0.05)
    assert with_alarms(known, {"accounting": Alarm(warn=1)})["accounting"] == Alarm(warn=1, fail=1)
    for wrong in (Alarm(warn=float("nan")), Alarm(warn=0.01)):
        with pytest.raises(WrongConfiguration):
            with_alarms(known, {"silent_outlets": wrong})
