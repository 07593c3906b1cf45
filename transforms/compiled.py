"""Functions over arrays, compiled by numba at their first call; the machine code is kept beside the module.

Importing a module with such functions compiles nothing. Where no folder is writable, each process compiles its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function as machine code that releases the interpreter lock, kept on disk where that is possible."""
    try:
        kernel = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba finds no folder it may write its cache to
        kernel = numba.njit(nogil=True)(function)
    return cast(Callable[P, R], kernel)  # a Dispatcher is called like the function it compiles
