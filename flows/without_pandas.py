"""Imported for what it does: a process that has imported this will not load pandas.

Nothing here needs it, but pyarrow loads it, where it is installed, at the first list that becomes an array: half a
second of processor time and 40 MB, in the command and again in each worker.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType


class _Hidden(MetaPathFinder):
    """Says that there is no pandas."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None, /) -> None:
        """Nothing for all other modules. Raises ModuleNotFoundError for pandas."""
        if name == "pandas":
            raise ModuleNotFoundError("storyfold leaves pandas out of its own processes", name=name)


sys.meta_path.insert(0, _Hidden())
