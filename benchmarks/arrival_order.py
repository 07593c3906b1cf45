"""How far the order of arrival matters: the same articles in shuffled batches, beside all of them at once.

    python -m benchmarks.arrival_order DOCS.jsonl [--shuffles 10] [--batches 5]

DOCS as for `benchmarks.duplicates`. Each batch is one run: it is stored in a warehouse and linked by
`flows.link_duplicates` beside all batches before it. An article counts as the same if its group has the same members.
The lines of outlets are learnt from all articles, so what is measured is linking alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.duplicates import slices
from benchmarks.known_articles import store
from flows.link_duplicates import link_duplicates
from flows.runs import new_run, running
from transforms.boilerplate import cut_lines, empty_state, learn_rules, line_observations
from transforms.columns import column
from warehouse.store import Warehouse


def main() -> None:
    """Print the share of articles with the same group, for each shuffle."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("docs", type=Path)
    parser.add_argument("--shuffles", type=int, default=10)
    parser.add_argument("--batches", type=int, default=5)
    options = parser.parse_args()
    articles = without_lines(pa.concat_tables(slices(options.docs, None)))
    whole = groups(linked([articles]))
    shares = []
    for shuffle in range(options.shuffles):
        order = np.random.default_rng(shuffle).permutation(articles.num_rows)
        parts = [articles.take(pa.array(rows)) for rows in np.array_split(order, options.batches)]
        found = groups(linked(parts))
        same = sum(found.get(article) == members for article, members in whole.items())
        same += articles.num_rows - len(whole.keys() | found.keys())  # alone both times
        shares.append(same / articles.num_rows)
        sys.stdout.write(f"shuffle {shuffle}: {shares[-1]:.5f} of {articles.num_rows} articles in the same group\n")
        sys.stdout.flush()
    sys.stdout.write(f"least {min(shares):.5f}, mean {sum(shares) / len(shares):.5f}\n")


def without_lines(articles: pa.Table) -> pa.Table:
    """The articles without the lines their outlets repeat."""
    outlets, texts = column(articles, "outlet"), column(articles, "text")
    seen = [line_observations(outlets, texts)]
    _, rules = learn_rules(empty_state(), seen, datetime(2024, 2, 1, tzinfo=UTC))
    cut = cut_lines(outlets, texts, rules)[0]
    return articles.set_column(articles.schema.get_field_index("text"), "text", cut)


def linked(batches: Sequence[pa.Table]) -> dict[str, str]:
    """The original of each copy after one run after another."""
    with tempfile.TemporaryDirectory() as folder:
        for batch in batches:
            run = new_run(Path(folder, "warehouse"))
            with running(run):
                draft = run.open()
                store(draft, run, batch)
                draft.save()
                link_duplicates(run)
                run.open().commit("linked", run.started_at)
        rows = Warehouse.open(Path(folder, "warehouse")).begin("read").rows("duplicates")
        return dict(zip(rows["article_id"].to_pylist(), rows["original_id"].to_pylist(), strict=True))


def groups(originals: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The members of the group of each article that is not alone."""
    members = defaultdict[str, set[str]](set)
    for article, original in originals.items():
        members[original] |= {article, original}
    sets = [frozenset(group) for group in members.values()]
    return {article: group for group in sets for article in group}


if __name__ == "__main__":
    main()
