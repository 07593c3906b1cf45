"""Extraction on labelled pages: the articles for an outside scorer, and the CPU time beside trafilatura's own.

    python -m benchmarks.extraction PAGES OUT.jsonl [--sets NAME,NAME] [--against-trafilatura]

PAGES is a folder with `cases.jsonl` (id, url, html, set) and the pages it names. With --against-trafilatura each page
is also given to `trafilatura.bare_extraction(with_metadata=True)`, turn by turn in this process, so that both meet the
same load; the time printed is CPU seconds.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any  # Any: rows of JSON

from transforms.records import Article, Document, Rejected
from transforms.to_article import ArticleParams, to_article


def main() -> None:
    """Write one line per case, print how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sets", default="")
    parser.add_argument("--against-trafilatura", action="store_true")
    options = parser.parse_args()
    cases = list(read_cases(options.pages, set(filter(None, options.sets.split(",")))))
    peer = bare_extraction if options.against_trafilatura else None
    warm_up()
    rows, seconds = run(cases, peer)
    options.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    report(seconds, rows)


def warm_up() -> None:
    """Load the models and stop lists that a worker process loads once, whichever extractor needs them."""
    from htmldate.extractors import external_date_parser
    from trafilatura.external import jt_stoplist_init

    jt_stoplist_init()
    external_date_parser("3. Mai 2019", "%Y-%m-%d")
    page = (
        b"<html><body><article>"
        + b"<p>A sentence of a story that is long enough.</p>" * 20
        + b"</article></body></html>"
    )
    to_article(page_document("warm-up", "https://news.example/1", page), ArticleParams())
    bare_extraction(page, "https://news.example/1")


def read_cases(pages: Path, sets: set[str]) -> Iterator[tuple[dict[str, Any], Document]]:
    """The cases of the given sets (all if none are given), each with its page as a document."""
    for line in (pages / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if not sets or case["set"] in sets:
            yield case, page_document(case["id"], case["url"], (pages / case["html"]).read_bytes())


def page_document(name: str, url: str, content: bytes) -> Document:
    """A page as a crawl would hand it over: bytes and the address, without a header."""
    return Document(
        source="pages", path=name, record="", file_id="0" * 64, kind="html", content=content, fields={"url": url}
    )


def run(
    cases: list[tuple[dict[str, Any], Document]], peer: Callable[[bytes, str], object] | None
) -> tuple[list[dict[str, Any]], dict[str, list[float]]]:
    """A row for each case, and the CPU seconds of each page by extractor."""
    rows, seconds = [], {"storyfold": [0.0] * 0, "trafilatura": [0.0] * 0}
    for case, document in cases:
        started = time.process_time()
        outcome = to_article(document, ArticleParams())
        seconds["storyfold"].append(time.process_time() - started)
        if peer:
            started = time.process_time()
            peer(document.content, case["url"])
            seconds["trafilatura"].append(time.process_time() - started)
        rows.append({"id": case["id"], **as_row(outcome)})
    return rows, seconds


def as_row(outcome: Article | Rejected) -> dict[str, Any]:
    """The columns that a scorer compares; times as the local time of the page."""
    if isinstance(outcome, Rejected):
        return {"rejected": outcome.reason, "detail": outcome.detail}
    published = outcome.published_at
    if published:
        published += timedelta(minutes=outcome.published_offset_minutes or 0)
    return {
        "title": outcome.title,
        "authors": list(outcome.authors),
        "published": published.strftime("%Y-%m-%dT%H:%M:%S") if published else None,
        "body": outcome.text,
        "language": outcome.language,
        "site_name": outcome.outlet,
        "topics": list(outcome.topics),
        "sources": {
            name: getattr(outcome, f"{name}_from") for name in ("title", "authors", "published", "outlet", "topics")
        },
    }


def bare_extraction(content: bytes, url: str) -> object:
    """trafilatura as it is called by default."""
    import trafilatura

    return trafilatura.bare_extraction(content, url=url, with_metadata=True)


def report(seconds: dict[str, list[float]], rows: list[dict[str, Any]]) -> None:
    """Milliseconds per page, to the terminal."""
    refused = sum("rejected" in row for row in rows)
    lines = [f"{len(rows)} pages, {refused} rejected"]
    for name, times in seconds.items():
        if times:
            ordered = sorted(times)
            lines.append(
                f"{name:12} {1000 * sum(times) / len(times):6.1f} ms a page, "
                f"median {1000 * ordered[len(times) // 2]:.1f}, 95 % {1000 * ordered[int(0.95 * len(times))]:.1f}, "
                f"slowest {1000 * ordered[-1]:.0f}"
            )
    if seconds["trafilatura"]:
        lines.append(f"ratio        {sum(seconds['storyfold']) / sum(seconds['trafilatura']):6.3f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
