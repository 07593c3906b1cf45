"""Compiled functions: they work, with or without a place for the machine code."""

from __future__ import annotations

from collections.abc import Callable

from transforms.compiled import compiled


def test_a_function_without_a_file_to_cache_beside_is_compiled_all_the_same() -> None:
    namespace: dict[str, object] = {}
    exec("def twice(x):\n    return 2 * x\n", namespace)

    twice: Callable[[int], int] = compiled(namespace["twice"])  # type: ignore[arg-type]  # made by exec

    assert twice(21) == 42
