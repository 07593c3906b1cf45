"""An ingest without Prefect, as `storyfold ingest --direct` does it, that prints the CPU seconds of each step as JSON.

    python -m benchmarks.ingest_steps PLACE WAREHOUSE

The seconds of a step are those of this process; what its workers spend is in none of them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.daily import Steps


def main() -> None:
    """Ingest, and print."""
    # Imported here as the command line does: workers load the main module as well, and should load no more of it.
    from flows.daily import DIRECT, daily
    from flows.news import look_for_news
    from flows.runs import new_run
    from flows.workers import close_extractors

    place, warehouse = sys.argv[1], Path(sys.argv[2])
    seconds: dict[str, float] = {}
    run = new_run(warehouse, [place])
    counts: dict[str, Any] = {}
    if look_for_news(run).is_work:
        counts = asdict(daily(run, timed(DIRECT, seconds)))
        close_extractors()
    seconds["start"] = time.process_time() - sum(seconds.values())
    sys.stdout.write(json.dumps({"seconds": seconds, "counts": counts}))


def timed(steps: Steps, seconds: dict[str, float]) -> Steps:
    """The steps, each noting its CPU seconds under its name."""
    return replace(
        steps, **{step.name: _timed(step.name, getattr(steps, step.name), seconds) for step in fields(steps)}
    )


def _timed(name: str, step: Callable[..., Any], seconds: dict[str, float]) -> Callable[..., Any]:
    @wraps(step)
    def run_step(*arguments: object) -> object:
        began = time.process_time()
        try:
            return step(*arguments)
        finally:
            seconds[name] = time.process_time() - began

    return run_step


if __name__ == "__main__":
    main()
