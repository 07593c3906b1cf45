"""The example notebooks run through on the examples, and contact nothing but this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import warehouse
from tests.conftest import ROOT
from warehouse.errors import WarehouseNotFound

NOTEBOOKS = ROOT / "examples" / "notebooks"
# Loaded by every Python that is started here: a kernel, too, may speak with this machine alone.
ALONE = """
import sys

def alone(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1"):
            raise OSError(f"contact to {address}")
    elif event == "socket.getaddrinfo" and arguments[0] not in ("127.0.0.1", "::1", "localhost", None):
        raise OSError(f"asked for {arguments[0]!r}")

sys.addaudithook(alone)
"""
RUN_MARIMO = """
import json, runpy, sys

_, found = runpy.run_path(sys.argv[1])["app"].run()
print(json.dumps({name: value.height for name, value in found.items() if hasattr(value, "height")}))
"""
RUN_JUPYTER = """
import sys
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[2])
"""


@pytest.fixture
def run_alone(tmp_path: Path, example_warehouse: Path) -> Any:
    """Run a program that opens the example warehouse, with nothing of this user's settings."""
    (tmp_path / "sitecustomize.py").write_text(ALONE)
    env = {
        **os.environ,
        **{name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")},
        **{name: str(tmp_path / name) for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR")},
        "STORYFOLD_WAREHOUSE": str(example_warehouse),
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}",
    }

    def run(program: str, *arguments: Path) -> str:
        command = [sys.executable, "-c", program, *map(str, arguments)]
        done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_marimo_notebook_runs_through(run_alone: Any) -> None:
    rows = json.loads(run_alone(RUN_MARIMO, NOTEBOOKS / "ferry_week.py"))

    assert rows.keys() == {"stories", "reports", "figures", "days", "copies", "rejected"}
    assert all(rows.values())


def test_the_jupyter_notebook_runs_through(run_alone: Any, tmp_path: Path) -> None:
    run_alone(RUN_JUPYTER, NOTEBOOKS / "where_reports_differ.ipynb", tmp_path / "done.ipynb")

    cells = [cell for cell in json.loads((tmp_path / "done.ipynb").read_text())["cells"] if cell["cell_type"] == "code"]
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert {output["output_type"] for output in outputs} == {"execute_result"}  # no warning either
    shown = ["".join(output["data"]["text/plain"]) for output in outputs]
    assert len(shown) == len(cells) - 1  # all but the first, which opens the warehouse
    assert "At least 14 people were hurt" in shown[1]


def test_no_notebook_is_kept_with_what_it_gave() -> None:
    cells = json.loads((NOTEBOOKS / "where_reports_differ.ipynb").read_text())["cells"]

    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


def test_an_open_warehouse_is_read_and_its_snapshot_kept(own_warehouse: Path) -> None:
    from warehouse.leases import unheld
    from warehouse.store import Warehouse

    found = Warehouse.open(own_warehouse)
    news = warehouse.open(own_warehouse)

    assert len(news.sql("FROM stories").fetchall()) > 20
    with unheld(found, [found.catalog.head()]) as free:
        assert free == []
    del news
    with unheld(found, [found.catalog.head()]) as free:
        assert free == [found.catalog.head()]


def test_a_folder_without_a_warehouse_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(WarehouseNotFound):
        warehouse.open(tmp_path)
