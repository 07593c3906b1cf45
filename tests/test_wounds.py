"""Properties of all readers: no bytes stop them, and no record goes without a row. `make fuzz` looks for longer."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import fuzz_readers
from tests.wounds import TOKENS, Wounded, made_up_specimens, read_wounded, wounded_file, wounded_records
from transforms.records import Document

ROOT = Path(__file__).parents[1]
PATHS = (
    "a.html",
    "a.txt",
    "a.jsonl",
    "a.json",
    "a.warc",
    "a.tar",
    "a.zip",
    "a.csv",
    "a.xml",
    "a.eml",
    "a",
    "a.jsonl.gz",
)
SEEDS = st.integers(0, 1 << 32)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=300)), max_size=8), st.sampled_from(PATHS))
def test_no_bytes_stop_the_reading(parts: list[bytes], path: str) -> None:
    read_wounded(Wounded(path=path, data=b"".join(parts), untouched=frozenset()))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(SEEDS)
def test_records_beside_a_damaged_one_come_out_or_have_a_row(seed: int) -> None:
    read_wounded(wounded_records(random.Random(seed)))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(SEEDS)
def test_damaged_files_end_in_outcomes(seed: int) -> None:
    read_wounded(wounded_file(made_up_specimens(), random.Random(seed)))


def test_files_without_damage_are_whole() -> None:
    for path, data in made_up_specimens():
        assert all(
            isinstance(outcome, Document)
            for outcome in read_wounded(Wounded(path=path, data=data, untouched=frozenset()))
        )


def test_an_article_that_is_lost_in_silence_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    file = wounded_records(random.Random(1))
    monkeypatch.setattr("tests.wounds.read_documents", lambda *_, **__: iter([]))

    assert "no outcome" in str(fuzz_readers.judged(file)[0])


def test_the_fuzz_target_reads_files_and_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz_readers", "--seconds", "1", "--workers", "1", "--keep", str(tmp_path)]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 findings" in done.stdout
