"""The report as a server: fresh after every run, nothing but its pages, and no text of articles unless asked for."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

STORYFOLD = [sys.executable, "-c", "from flows.cli import main; main()"]
START_SECONDS = 60


@pytest.fixture
def served(own_warehouse: Path) -> Iterator[httpx.Client]:
    """A client of `storyfold serve` on a copy of the example warehouse."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [*STORYFOLD, "serve", "--warehouse", str(own_warehouse), "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            _wait_for(client)
            yield client
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(client: httpx.Client) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            client.get("/report.css")
            return
        except httpx.ConnectError:
            time.sleep(0.1)
    raise TimeoutError(f"no answer within {START_SECONDS} s")


@pytest.mark.xdist_group("browser")
def test_the_pages_are_served_fresh_and_nothing_else_is(
    served: httpx.Client, own_warehouse: Path, take_in: Callable[..., Any], scrape: Callable[..., str], tmp_path: Path
) -> None:
    before = served.get("/", follow_redirects=True)
    story = served.get("/" + next(part for part in before.text.split('"') if part.startswith("story-")))
    file = served.get("/data/index-stories.csv")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "quarry.txt").write_text(scrape("quarry"))
    take_in(own_warehouse, tmp_path / "more")
    after = served.get("/index.html")

    assert "34 articles" in before.text
    assert "35 articles" in after.text
    assert "default-src 'none'" in before.headers["content-security-policy"]
    assert story.status_code == 200
    assert "Side by side" not in story.text
    assert file.headers["content-type"].startswith("text/csv")
    assert file.text.startswith('"story_id","title"')
    for path in (
        "/story-none.html",
        "/../catalog.sqlite",
        "/%2e%2e/catalog.sqlite",
        "/data/../../x",
        "/data/index-x.csv",
    ):
        assert served.get(path).status_code == 404, path
    assert served.get("/index.html", headers={"Host": "elsewhere.example"}).status_code == 400
