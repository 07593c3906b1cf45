"""The flows under a real Prefect server: the embedded one, and one started here on a free port."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from flows.prefect_settings import SETTINGS
from tests.conftest import INBOX, REPORTS, ROOT

pytestmark = pytest.mark.xdist_group("prefect")  # one server at a time is enough for two cores

BIN = Path(sys.executable).parent
START_SECONDS = 180
SCHEDULE_SECONDS = 120


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment with nothing of this user's Prefect in it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {**own, **SETTINGS, "HOME": str(home), "PREFECT_HOME": str(home / ".prefect"), **more}


def run(command: list[str], env: dict[str, str], cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)


def post(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A Prefect server on a free port of this machine; the environment to reach it with."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("prefect")
    env = environment(home, PREFECT_API_URL=f"http://127.0.0.1:{port}/api")
    command = [BIN / "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    log = (home / "server.log").open("w")
    with subprocess.Popen([str(part) for part in command], env=env, stdout=log, stderr=log, cwd=home) as process:
        try:
            _wait_for(f"{env['PREFECT_API_URL']}/health", process, home / "server.log")
            yield env
        finally:
            process.terminate()
            process.wait(30)
            log.close()


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.3)
    raise AssertionError(f"no server after {START_SECONDS} s: {log.read_text()}")


def test_a_deployed_schedule_yields_runs(server: dict[str, str]) -> None:
    pool = run([str(BIN / "prefect"), "work-pool", "create", "storyfold", "--type", "process"], server)
    assert pool.returncode == 0, pool.stderr
    deploy = ["deploy", "--prefect-file", "deployments/prefect.yaml", "--all"]
    done = run([str(BIN / "prefect"), "--no-prompt", *deploy], server)
    assert done.returncode == 0, done.stdout + done.stderr

    deadline = time.monotonic() + SCHEDULE_SECONDS
    scheduled: list[Any] = []
    while len({run["deployment_id"] for run in scheduled}) < 2 and time.monotonic() < deadline:
        time.sleep(1)
        wanted = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        scheduled = post(f"{server['PREFECT_API_URL']}/flow_runs/filter", wanted)

    assert scheduled, "the deployment is there, and its schedule yields no runs"
    parameters = [run["parameters"] for run in scheduled]
    assert ["inbox"] in [given.get("paths") for given in parameters]
    assert {"warehouse": "storyfold-warehouse", "keep_days": 30} in parameters


def test_ingest_shows_its_steps_on_a_server(server: dict[str, str], inbox: Path, tmp_path: Path) -> None:
    done = run([str(BIN / "storyfold"), "ingest", str(inbox), "--warehouse", str(tmp_path / "w")], server)
    assert done.returncode == 0, done.stderr

    flows = {flow["id"]: flow["name"] for flow in post(f"{server['PREFECT_API_URL']}/flows/filter", {})}
    finished = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
    runs = post(f"{server['PREFECT_API_URL']}/flow_runs/filter", finished)
    tasks = post(f"{server['PREFECT_API_URL']}/task_runs/filter", {})
    names = sorted(flows[run["flow_id"]] for run in runs)
    assert names == ["daily", "group-stories", "ingest-articles", "link-duplicates", "publish"]
    assert sum(task["name"].startswith("extract-") for task in tasks) == 1


@pytest.fixture(scope="module")
def stepped(server: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a program prints that runs the flows: one by one, as a day over hostile articles, and one that fails."""
    folder = tmp_path_factory.mktemp("steps")
    (folder / "evil").mkdir()
    (folder / "evil" / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in hostile_articles()))
    (folder / "evil" / f"{EVIL_NAME}.html").write_text("<html><title>links</title><a href=x>no article</a></html>")
    script = folder / "steps.py"
    script.write_text(STEPS)

    done = run([sys.executable, str(script), str(INBOX), str(folder), EVIL_NAME], {**server, "PYTHONPATH": str(ROOT)})

    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


STEPS = """
import sys
from pathlib import Path
from prefect import flow
from prefect.artifacts import create_markdown_artifact
from flows import prefect_flows as flows
from flows.workers import close_extractors

@flow
def refused():
    return flows._left(lambda: create_markdown_artifact("x", key="No such KEY"))

if __name__ == "__main__":
    inbox, folder, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    warehouse = folder / "w"
    read = flows.ingest_articles([inbox], warehouse)
    linked, grouped = flows.link_duplicates(warehouse), flows.group_stories(warehouse)
    print("counts", read.accepted, linked.duplicates, grouped.stories, flows.publish(warehouse).snapshot)
    flows.daily([folder / "evil"], folder / "w2")
    flows.report(folder / "w2", folder / name, address="https://news.example/a b/>x")
    print("refused", refused())
    close_extractors()
"""


@pytest.fixture(scope="module")
def left(server: dict[str, str], stepped: str) -> dict[str, dict[str, Any]]:
    """What the last flows have left on their pages, by key."""
    del stepped
    newest_first = post(f"{server['PREFECT_API_URL']}/artifacts/filter", {"sort": "CREATED_DESC"})
    return {one["key"]: one for one in reversed(newest_first)}


EVIL_NAME = "![p](http:⁄⁄evil.example) | `x` <b>"
EVIL_TITLES = ("![x](http://evil.example/x.png) [y](javascript:alert(1))", "```\n# Big | <script>alert(1)</script>")


def hostile_articles() -> list[dict[str, str]]:
    """Articles whose titles are Markdown."""
    texts = [REPORTS["ferry"].split("\n", 1)[1], REPORTS["tram"].split("\n", 1)[1]]
    return [
        {"title": title, "text": text, "url": f"https://harbour.example/{place}", "published": "2026-11-09T08:00:00Z"}
        for place, (title, text) in enumerate(zip(EVIL_TITLES, texts, strict=True))
    ]


def outside_code(markdown: str) -> str:
    """A text without its code spans and its own chart: what a browser would be made to load stands in what is left."""
    rest = re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", markdown)
    return re.sub(r"!\[[\w ,:]+\]\(data:image/svg\+xml;base64,[\w+/=]+\)", "", rest)


def test_a_run_leaves_its_summary_with_foreign_text_as_text(left: dict[str, dict[str, Any]]) -> None:
    page = left["run-summary"]["data"]

    assert "- 3 records: 2 accepted, 0 revised, 0 unchanged, 1 rejected, 0 skipped" in page
    assert f"`{EVIL_TITLES[0]}`: 1 outlet, 1 article" in page
    assert "evil.example" not in outside_code(page)
    assert not re.search(r"[<|>]|!\[|\]\(", outside_code(page))


def test_a_run_leaves_a_chart_of_what_became_of_its_records(left: dict[str, dict[str, Any]]) -> None:
    [image] = re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", left["run-summary"]["data"])
    chart = ElementTree.fromstring(base64.b64decode(image))

    assert "".join(chart.itertext()).startswith("2 accepted0 revised")


def test_a_run_leaves_its_checks_with_their_thresholds(left: dict[str, dict[str, Any]]) -> None:
    rows = {row["check"]: row for row in json.loads(left["data-quality"]["data"])}

    assert rows["keys are unique"] == {
        "check": "keys are unique", "result": "passed", "found": "0 rows", "warns at": "never", "fails at": "1 or more",
        "example": "",
    }  # fmt: skip
    assert rows["silent outlets"]["warns at"] == "0.1 of the usual or less"


def test_a_run_that_has_read_shows_all_of_it_as_read(left: dict[str, dict[str, Any]]) -> None:
    assert (left["reading"]["type"], left["reading"]["data"]) == ("progress", 100.0)


def test_the_report_flow_leaves_a_link_to_what_it_wrote(left: dict[str, dict[str, Any]]) -> None:
    page = left["report"]["data"]

    assert "[Open the report](<https://news.example/a%20b/%3Ex/index.html>)" in page
    assert "evil.example" not in outside_code(page)


def test_flows_can_run_one_by_one(stepped: str) -> None:
    [counts] = re.findall(r"counts (.+)", stepped)
    accepted, linked, grouped, snapshot = map(int, counts.split())

    assert accepted > 30
    assert linked >= 2
    assert grouped > 20
    assert snapshot == 4


def test_what_cannot_be_left_ends_no_run(stepped: str) -> None:
    assert "refused None" in stepped
    assert "not shown in Prefect" in stepped


def test_ingest_starts_its_own_server_in_an_empty_home(inbox: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()

    done = run([str(BIN / "storyfold"), "ingest", str(inbox), "--warehouse", str(tmp_path / "w")], environment(home))

    assert done.returncode == 0, done.stderr
    assert "snapshot 2" in done.stderr


def test_the_daily_flow_takes_all_that_a_run_can_be_asked(tmp_path: Path) -> None:
    script = (
        "from inspect import signature as of\n"
        "from flows.prefect_flows import daily\n"
        "from flows.runs import new_run\n"
        "print(set(of(new_run).parameters) ^ set(of(daily.fn).parameters))"
    )

    asked = run([sys.executable, "-c", script], environment(tmp_path))

    assert asked.stdout == "set()\n", asked.stderr
