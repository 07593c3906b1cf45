"""The tables of a draft, for the questions of a run's steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from flows.runs import Run
from warehouse import query

MEMORY_LIMIT = "256MB"  # beside what a step holds itself, so that a run of any size stays below 1 GiB


def connect_stored(
    run: Run, paths: Mapping[str, Sequence[Path]], *questions: str, threads: int | None = None
) -> query.Connection:
    """A connection to these files, by stored table; what its memory does not hold waits in the run's folder.

    questions: those of `warehouse/queries/` that it answers; without any named, all. threads: each reads a part of a
    file ahead, texts and all. Raises WarehouseDamaged.
    """
    own = run.folder / f"database-{uuid4().hex}"  # two connections write files of the same names
    return query.connect_stored(paths, questions=questions, memory_limit=MEMORY_LIMIT, threads=threads, spill=own)
