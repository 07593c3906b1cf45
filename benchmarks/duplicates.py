"""Finding duplicates, from Arrow strings to groups: scores against known truth, CPU seconds by step, peak memory.

    python -m benchmarks.duplicates DOCS.jsonl TRUTH.jsonl

DOCS has id, outlet, published, title and text; TRUTH, in the same order, has cluster, kind and src (the id it was
copied from, or null). Loading is not timed; compiling is, unless the code was compiled before.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from benchmarks.clusters import b_cubed, pairwise
from transforms.boilerplate import cut_lines, empty_state, learn_rules, line_observations
from transforms.duplicates import link_duplicates
from transforms.fingerprints import fingerprints


def main() -> None:
    """Print the scores of one corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("docs", type=Path)
    parser.add_argument("truth", type=Path)
    options = parser.parse_args()
    articles, texts = read_articles(options.docs)
    loaded_mb = peak_mb()
    originals, seconds = linked(articles, texts)
    total = sum(seconds.values())
    lines = [
        "  ".join(f"{step} {spent:.2f} s" for step, spent in seconds.items()),
        f"{len(texts)} articles, {total:.2f} CPU s, {len(texts) / total:.0f} articles per CPU second",
        f"peak memory {peak_mb():.0f} MB, of which {loaded_mb:.0f} MB before the first step",
        *report([json.loads(line) for line in options.truth.read_text("utf-8").splitlines()], originals),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def read_articles(path: Path) -> tuple[pa.Table, pa.Array]:
    """The columns that linking wants, and the texts."""
    columns = defaultdict[str, list[object]](list)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            columns["article_id"].append(row["id"])
            columns["outlet"].append(row["outlet"])
            columns["title"].append(row["title"])
            columns["published_at"].append(datetime.fromisoformat(row["published"].replace("Z", "+00:00")))
            columns["text"].append(row["text"])
    texts = pa.array(columns.pop("text"), pa.string())
    articles = pa.table(dict(columns)).append_column("original_id", pa.nulls(len(texts), pa.string()))
    return articles, texts


def linked(articles: pa.Table, texts: pa.Array) -> tuple[list[int], dict[str, float]]:
    """The original of each article, and the CPU seconds of each step."""
    seconds: dict[str, float] = {}
    outlets = articles["outlet"].combine_chunks()
    start = time.process_time()

    def done(step: str) -> None:
        seconds[step] = time.process_time() - start - sum(seconds.values())

    observations = line_observations(outlets, texts)
    done("lines")
    _, rules = learn_rules(empty_state(), [observations], datetime(2024, 2, 1, tzinfo=UTC))
    done("rules")
    cut, _ = cut_lines(outlets, texts, rules)
    done("cut")
    prints = fingerprints(cut)
    done("fingerprints")
    originals = link_duplicates(articles, prints)["original"].to_pylist()
    done("links")
    return originals, seconds


def report(truth: list[dict[str, str | int | None]], originals: list[int]) -> list[str]:
    """Lines on the agreement with the truth, and by kind of copy the recall and the share in a wrong group."""
    true = [row["cluster"] for row in truth]
    lines = [f"B-cubed  {b_cubed(true, originals)}", f"pairwise {pairwise(true, originals)}"]
    place = {row["id"]: i for i, row in enumerate(truth)}
    clusters = defaultdict[int, set[object]](set)
    for cluster, original in zip(true, originals, strict=True):
        clusters[original].add(cluster)
    articles, copies, found, wrong = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row, original in zip(truth, originals, strict=True):
        kind = str(row["kind"])
        articles[kind] += 1
        wrong[kind] += len(clusters[original]) > 1
        copies[kind] += row["src"] is not None
        found[kind] += row["src"] is not None and originals[place[row["src"]]] == original
    for kind in sorted(articles):
        recall = f"{found[kind] / copies[kind]:.4f}" if copies[kind] else "-"
        lines.append(
            f"  {kind:12} {articles[kind]:7} recall {recall:>6}  false merge {wrong[kind] / articles[kind]:.4f}"
        )
    return lines


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
