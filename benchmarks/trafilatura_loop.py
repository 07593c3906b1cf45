"""trafilatura as it is called by default, page by page: the work that `benchmarks.pipeline` compares an ingest with.

    python -m benchmarks.trafilatura_loop FOLDER

FOLDER has HTML files. What is extracted is thrown away.
"""

from __future__ import annotations

import sys
from pathlib import Path

from trafilatura import bare_extraction


def main() -> None:
    """Extract every page of the folder."""
    for path in sorted(Path(sys.argv[1]).iterdir()):
        bare_extraction(path.read_bytes(), with_metadata=True)


if __name__ == "__main__":
    main()
