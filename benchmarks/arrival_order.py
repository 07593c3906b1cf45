"""How far the order of arrival matters: the same articles in shuffled batches, beside all of them at once.

    python -m benchmarks.arrival_order DOCS.jsonl [--shuffles 10] [--batches 5]

DOCS as for `benchmarks.duplicates`. An article counts as the same if its group has the same members. The lines of
outlets are learnt from all articles, so what is measured is linking alone. Of what is known a batch is compared with
what a run fetches: for each key a few articles, and their groups.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.duplicates import slices
from transforms.boilerplate import cut_lines, empty_state, learn_rules, line_observations
from transforms.columns import column, starts
from transforms.duplicates import DuplicateParams, link_duplicates
from transforms.fingerprints import Fingerprints, fingerprints

Rows: TypeAlias = npt.NDArray[np.int64]


def main() -> None:
    """Print the share of articles with the same group, for each shuffle."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("docs", type=Path)
    parser.add_argument("--shuffles", type=int, default=10)
    parser.add_argument("--batches", type=int, default=5)
    options = parser.parse_args()
    articles, prints = compared(pa.concat_tables(slices(options.docs, None)))
    whole = groups(in_batches(articles, prints, [np.arange(len(prints))]))
    shares = []
    for shuffle in range(options.shuffles):
        order = np.random.default_rng(shuffle).permutation(len(prints))
        found = groups(in_batches(articles, prints, np.array_split(order, options.batches)))
        shares.append(sum(a == b for a, b in zip(whole, found, strict=True)) / len(whole))
        sys.stdout.write(f"shuffle {shuffle}: {shares[-1]:.5f} of {len(whole)} articles in the same group\n")
    sys.stdout.write(f"least {min(shares):.5f}, mean {sum(shares) / len(shares):.5f}\n")


def compared(rows: pa.Table) -> tuple[pa.Table, Fingerprints]:
    """The articles and their fingerprints."""
    outlets, texts = column(rows, "outlet"), column(rows, "text")
    seen = [line_observations(outlets, texts)]
    _, rules = learn_rules(empty_state(), seen, datetime(2024, 2, 1, tzinfo=UTC))
    return rows.drop_columns(["text"]), fingerprints(cut_lines(outlets, texts, rules)[0])


def in_batches(articles: pa.Table, prints: Fingerprints, batches: Sequence[Rows]) -> list[int]:
    """The original of each article after linking one batch after another with everything before."""
    originals = np.full(len(prints), -1)
    ids = articles["article_id"]
    for batch in batches:
        rows = np.concatenate([touched(prints, originals, batch), batch])
        known = ids.take(pa.array(originals[rows], mask=originals[rows] < 0)).combine_chunks()
        result = link_duplicates(articles.take(pa.array(rows)).append_column("original_id", known), prints.take(rows))
        originals[rows] = rows[result["original"].to_numpy()]
    return [int(original) for original in originals]


def touched(prints: Fingerprints, originals: Rows, batch: Rows) -> Rows:
    """The known articles that a run would fetch for a batch."""
    known = np.flatnonzero(originals >= 0)
    keys = prints.keys.take(known)
    is_hit = np.isin(keys.values, prints.keys.take(batch).values)
    values, rows = keys.values[is_hit], known[keys.rows[is_hit]]
    order = np.lexsort((rows, values))
    first = np.maximum.accumulate(np.where(starts(values[order]), np.arange(len(order)), 0))
    is_taken = np.arange(len(order)) - first < DuplicateParams().max_known_per_key
    return known[np.isin(originals[known], originals[rows[order[is_taken]]])]


def groups(originals: Sequence[int]) -> list[frozenset[int]]:
    """The members of each article's group."""
    members = defaultdict[int, list[int]](list)
    for article, original in enumerate(originals):
        members[original].append(article)
    sets = {original: frozenset(found) for original, found in members.items()}
    return [sets[original] for original in originals]


if __name__ == "__main__":
    main()
