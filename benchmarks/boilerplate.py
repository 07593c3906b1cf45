"""How much of what outlets repeat is cut, and whether a sentence of a story is: outlets made of labelled text dumps.

    python -m benchmarks.boilerplate SCRAPES.jsonl.xz [--articles 8]

SCRAPES is as for `benchmarks/train_line_model.py`: pages of real outlets with their lines labelled as story or residue.
An outlet's articles are stories of other outlets, each once, with the furniture that the outlet's own page has beside
its story: some lines on every page, others on most. A story's background is repeated by a second one, as reports that
follow each other do. The articles come in one by one, each in a run of its own; the figures count from the third on.
The same articles in one run, in another order, must give the same rules.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any  # Any: rows of JSON

import pyarrow as pa

from transforms.boilerplate import cut_lines, empty_state, learn_rules, line_observations

NEAR = 12  # lines of furniture beside the story, to each side; the line model leaves none that are farther off
LEAST_FURNITURE, LEAST_STORY = 4, 5  # lines
RARER = 0.8  # of the articles have a line that is not on every page
SEEN = datetime(2031, 3, 4, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A labelled page: its story and the furniture beside it."""

    outlet: str
    above: tuple[str, ...]
    story: tuple[str, ...]
    below: tuple[str, ...]


def main() -> None:
    """Print the shares, and whether order matters."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scrapes", type=Path)
    parser.add_argument("--articles", type=int, default=8)
    options = parser.parse_args()
    with lzma.open(options.scrapes, "rt", encoding="utf-8") as file:
        pages = [page_of(row) for row in map(json.loads, file) if row["kind"] == "full"]
    stories = [page.story for page in pages if len(page.story) >= LEAST_STORY]
    outlets = {page.outlet: page for page in pages if len(page.above + page.below) >= LEAST_FURNITURE}
    articles = {name: articles_of(page, stories, options.articles) for name, page in sorted(outlets.items())}
    counts = count_cuts(articles, outlets)
    sys.stdout.write(
        f"{len(outlets)} outlets, {options.articles} articles each, from the third on: "
        f"{counts['furniture cut']} of {counts['furniture']} residual lines cut "
        f"({counts['furniture cut'] / counts['furniture']:.4f}), "
        f"{counts['story cut']} of {counts['story']} story lines lost ({counts['story cut'] / counts['story']:.5f})\n"
    )
    sys.stdout.write(f"order makes no difference: {is_order_free(articles)}\n")


def page_of(row: dict[str, Any]) -> Page:
    """The parts of a labelled page."""
    story = [number for number, label in enumerate(row["labels"]) if label == 1]
    first, last = min(story), max(story)

    def residue(numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row["lines"][number] for number in numbers if row["labels"][number] == 0))

    return Page(
        outlet=row["publisher"],
        above=residue(range(max(first - NEAR, 0), first)),
        story=tuple(row["lines"][number] for number in story),
        below=residue(range(last + 1, min(last + 1 + NEAR, len(row["lines"])))),
    )


def articles_of(page: Page, stories: Sequence[tuple[str, ...]], count: int) -> list[list[str]]:
    """The lines of an outlet's articles; furniture is the outlet's, the stories are others', in an order of its own."""
    others = sorted((story for story in stories if story != page.story), key=lambda story: share(page.outlet, story[0]))
    told = [list(story) for story in others[:count]]
    for first, second in zip(told[::2], told[1::2], strict=False):
        second.append(max(first, key=len))
    return [[*present(page.above, number), *told[number], *present(page.below, number)] for number in range(len(told))]


def present(lines: Sequence[str], article: int) -> list[str]:
    """The lines of furniture that an article has: every other one on all pages, the rest on most."""
    return [line for number, line in enumerate(lines) if number % 2 == 0 or share(line, str(article)) < RARER]


def share(*names: str) -> float:
    """A number from 0 to 1 that is always the same for the same names."""
    return int.from_bytes(hashlib.sha256("\n".join(names).encode()).digest()[:4], "little") / 2**32


def count_cuts(articles: dict[str, list[list[str]]], outlets: dict[str, Page]) -> dict[str, int]:
    """Lines of furniture and of stories from the third article of each outlet on, and how many of them are cut."""
    counts = {"furniture": 0, "furniture cut": 0, "story": 0, "story cut": 0}
    state = empty_state()
    for number in range(max(map(len, articles.values()))):
        names = pa.array(list(articles))
        texts = pa.array(["\n".join(lines[number]) for lines in articles.values()])
        state, rules = learn_rules(state, [line_observations(names, texts)], SEEN)
        _, removed = cut_lines(names, texts, rules)
        if number < 2:
            continue
        for name, cuts in zip(articles, removed.to_pylist(), strict=True):
            furniture = {*outlets[name].above, *outlets[name].below}
            cut = {one["line"] for one in cuts}
            for place, line in enumerate(articles[name][number]):
                kind = "furniture" if line in furniture else "story"
                counts[kind] += 1
                counts[f"{kind} cut"] += place in cut
    return counts


def is_order_free(articles: dict[str, list[list[str]]]) -> bool:
    """Whether all articles in one run give the same rules backwards."""
    rows = [(name, "\n".join(lines)) for name, told in articles.items() for lines in told]
    rules = [
        learn_rules(empty_state(), [line_observations(pa.array(names), pa.array(texts))], SEEN)[1].sort_by("rule_id")
        for names, texts in (zip(*rows, strict=True), zip(*reversed(rows), strict=True))
    ]
    return bool(rules[0].equals(rules[1]))


if __name__ == "__main__":
    main()
