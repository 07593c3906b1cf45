"""Finding duplicates, from Arrow strings to groups: scores against known truth, CPU seconds by step, peak memory.

    python -m benchmarks.duplicates DOCS.jsonl TRUTH.jsonl [--articles N] [--peers]

DOCS has id, outlet, published, title and text; TRUTH, in the same order, has cluster, kind and src (the id it was
copied from, or null). Texts are read a slice at a time, as a run does it; reading them is not timed, compiling is,
unless the code was compiled before. `--peers` runs datasketch, rensa and datatrove over the same articles, as far as
they are installed: word-5 shingles, 128 permutations, 32 bands of 4, groups of all pairs of a band.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.clusters import b_cubed, pairwise
from flows.fingerprint_file import FingerprintFile
from flows.parts import Parts
from transforms.boilerplate import (
    OBSERVATION_SCHEMA,
    cut_lines,
    empty_state,
    learn_rules,
    line_observations,
    observation_hashes,
)
from transforms.columns import column, hashes, integers
from transforms.duplicates import components, distinct_texts, joined, link_candidates, packed_pairs, unpacked
from transforms.fingerprints import fingerprints, word_sets

SLICE = 16_384
PART_ARTICLES = 200_000
KEYS = pa.schema([("key", pa.uint64()), ("article", pa.int64())])
SHINGLE_WORDS, PERMUTATIONS, BANDS = 5, 128, 32


@dataclass(kw_only=True)
class Clock:
    """CPU seconds of this process by step."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """What runs inside counts for a step."""
        began = time.process_time()
        try:
            yield
        finally:
            self.seconds[name] += time.process_time() - began


def main() -> None:
    """Print the scores of one corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("docs", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--articles", type=int, help="the first ones of the file; all by default")
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        originals = linked(options.docs, options.articles, Path(folder), clock)
    with options.truth.open(encoding="utf-8") as lines:
        truth = [json.loads(line) for line in islice(lines, options.articles)]
    say("  ".join(f"{step} {spent:.2f} s" for step, spent in clock.seconds.items()))
    total = sum(clock.seconds.values())
    comparing = total - sum(clock.seconds[step] for step in ("lines", "rules", "cut"))
    say(f"{len(originals)} articles, {total:.2f} CPU s, {len(originals) / total:,.0f} articles per CPU second")
    say(f"without the lines of outlets {len(originals) / comparing:,.0f} articles per CPU second")
    say(f"peak memory {peak_mb():.0f} MB")
    for line in report(truth, originals):
        say(line)
    if options.peers:
        clusters = [row["cluster"] for row in truth]
        say("| | articles per CPU second | B-cubed F1 | pairwise F1 |\n|---|---|---|---|")
        say(table_row("storyfold", len(originals) / total, clusters, originals))
        say(f"| without the lines of outlets | {len(originals) / comparing:,.0f} | | |")
        compare_peers(options.docs, options.articles, clusters)


def slices(path: Path, articles: int | None) -> Iterator[pa.Table]:
    """The columns that linking wants and the texts, some thousand rows at a time."""
    with path.open(encoding="utf-8") as file:
        lines = islice(file, articles)
        while rows := [json.loads(line) for line in islice(lines, SLICE)]:
            published = [datetime.fromisoformat(row["published"].replace("Z", "+00:00")) for row in rows]
            names = {"article_id": "id", "outlet": "outlet", "title": "title", "text": "text"}
            columns = {name: pa.array([row[key] for row in rows], pa.string()) for name, key in names.items()}
            yield pa.table({**columns, "published_at": pa.array(published, pa.timestamp("us", "UTC"))})


def linked(path: Path, articles: int | None, folder: Path, clock: Clock) -> list[int]:
    """The original of each article."""
    rules = learnt(path, articles, folder, clock)
    known: list[pa.Table] = []
    keys = Parts(folder / "keys", KEYS, 1 + (articles or count_lines(path)) // PART_ARTICLES)
    with closing(FingerprintFile(folder / "fingerprints")) as prints:
        for rows in slices(path, articles):
            with clock.step("cut"):
                texts, _ = cut_lines(column(rows, "outlet"), column(rows, "text"), rules)
            known.append(rows.drop_columns(["text"]))
            with clock.step("fingerprints"):
                made = fingerprints(texts)
            with clock.step("store"):
                positions = np.arange(len(texts)) + len(prints.exact)
                prints.reserve(len(prints.exact) + len(texts))
                prints.add(positions, made)
                columns = [pa.array(made.keys.values), pa.array(positions[made.keys.rows])]
                keys.add(made.keys.values, pa.table(columns, schema=KEYS))
        compared = pa.concat_tables(known)
        compared = compared.append_column("original_id", pa.nulls(compared.num_rows, pa.string()))
        with clock.step("pairs"):
            pairs = unpacked(candidates(keys, prints.exact))
        with clock.step("links"):
            titles = word_sets(column(compared, "title"))
            result = link_candidates(compared, titles, prints.exact, prints.sizes, pairs, prints).table
    return [int(original) for original in result["original"].to_pylist()]


def learnt(path: Path, articles: int | None, folder: Path, clock: Clock) -> pa.Table:
    """The rules about lines that outlets repeat."""
    seen = Parts(folder / "lines", OBSERVATION_SCHEMA, 1 + (articles or count_lines(path)) // 50_000)
    for rows in slices(path, articles):
        with clock.step("lines"):
            observations = line_observations(column(rows, "outlet"), column(rows, "text"))
            seen.add(observation_hashes(observations), observations)
    with clock.step("rules"):
        return learn_rules(empty_state(), seen, datetime(2024, 2, 1, tzinfo=UTC))[1]


def candidates(keys: Parts, exact: np.ndarray[Any, np.dtype[np.uint64]]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """The pairs to measure, from the index part by part."""
    texts = distinct_texts(exact, np.arange(len(exact)))
    pairs = np.empty(0, np.uint64)
    for part in keys:
        values, articles = hashes(column(part, "key")), integers(column(part, "article"))
        is_text = texts[articles] == articles
        pairs = joined(pairs, packed_pairs(values[is_text], articles[is_text], exact))
    return pairs


def count_lines(path: Path) -> int:
    """The number of articles in a file."""
    with path.open("rb") as file:
        return sum(1 for _ in file)


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


def compare_peers(path: Path, articles: int | None, true: Sequence[object]) -> None:
    """Print a row for each library: its speed, and the agreement of its groups with the truth."""
    texts = [text for rows in slices(path, articles) for text in rows["text"].to_pylist()]
    for name, run in PEERS.items():
        began = time.process_time()
        try:
            pairs = run(texts)
        except ImportError as error:
            say(f"| {name} | not measured: {error.name} is not installed | | |")
            continue
        speed = len(texts) / (time.process_time() - began)
        if pairs is None:
            say(f"| {name}, signatures alone | {speed:,.0f} | | |")
            continue
        a, b = np.array(pairs, np.int64).reshape(-1, 2).T
        say(table_row(name, speed, true, components(len(texts), a, b).tolist()))


def table_row(name: str, speed: float, true: Sequence[object], groups: Sequence[int]) -> str:
    """A row of the table that compares."""
    return f"| {name} | {speed:,.0f} | {b_cubed(true, groups).f1:.4f} | {pairwise(true, groups).f1:.4f} |"


def word_shingles(text: str) -> list[str]:
    """Runs of five words in lower case, as the peers take them."""
    words = text.lower().split()
    return [" ".join(words[i : i + SHINGLE_WORDS]) for i in range(max(len(words) - SHINGLE_WORDS + 1, 1))]


# The peers give no types (Any): each function names the two or three calls it makes.
def datasketch_pairs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of datasketch (MinHash, MinHashLSH)."""
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found, unused-ignore]

    lsh: Any = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, PERMUTATIONS // BANDS))
    pairs = []
    for i, text in enumerate(texts):
        signature: Any = MinHash(num_perm=PERMUTATIONS)
        signature.update_batch([shingle.encode() for shingle in word_shingles(text)])
        pairs += [(i, other) for other in lsh.query(signature)]
        lsh.insert(i, signature)
    return pairs


def rensa_pairs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of rensa (RMinHash, RMinHashLSH)."""
    from rensa import RMinHash, RMinHashLSH  # type: ignore[import-not-found, unused-ignore]

    lsh: Any = RMinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, num_bands=BANDS)
    pairs = []
    for i, text in enumerate(texts):
        signature: Any = RMinHash(num_perm=PERMUTATIONS, seed=1)
        signature.update(word_shingles(text))
        pairs += [(i, other) for other in lsh.query(signature)]
        lsh.insert(i, signature)
    return pairs


def datatrove_signatures(texts: Sequence[str]) -> None:
    """The first of datatrove's four stages, with its own tokenizer; the others go over files."""
    from datatrove.pipeline.dedup.minhash import (  # type: ignore[import-not-found, unused-ignore]
        MinhashConfig,
        MinhashDedupSignature,
    )

    with tempfile.TemporaryDirectory() as folder:
        stage: Any = MinhashDedupSignature(folder, config=MinhashConfig(n_grams=SHINGLE_WORDS))
        for text in texts:
            stage.get_signature(stage.get_shingles(text))


PEERS: dict[str, Callable[[Sequence[str]], list[tuple[int, int]] | None]] = {
    "datasketch": datasketch_pairs,
    "rensa": rensa_pairs,
    "datatrove": datatrove_signatures,
}


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(line: str) -> None:
    """Print, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
