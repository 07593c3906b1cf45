"""Memory that a step has freed goes back to the system, so that the peaks of steps do not add up."""

from __future__ import annotations

import ctypes

import pyarrow as pa


def release_freed() -> None:
    """Give back what allocators keep for later: after a gigabyte was read they hold some hundred megabytes.

    Does nothing where the C library knows no `malloc_trim`, as outside of Linux.
    """
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
