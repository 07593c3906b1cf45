"""What Prefect has to be told before it is imported."""

from __future__ import annotations

import os

SETTINGS = {
    # A cold start of the embedded server takes 10 s, on a busy machine more than the 20 s it is given by default.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    # Offline, failed telemetry is logged as an error.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The command line shows its own progress; a deployment sets its own level.
    "PREFECT_LOGGING_LEVEL": "WARNING",
}


def settle_prefect() -> None:
    """Set what is not set already."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
