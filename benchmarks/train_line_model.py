"""Train the line model of `transforms/line_weights.py`, and say how it does on publishers it was not trained on.

    python -m benchmarks.train_line_model SCRAPES.jsonl.xz DUMPS.jsonl.xz [--write transforms/line_weights.py]
        [--pred KEPT.jsonl] [--networks 3] [--final | --without-final]

Wants torch, which nothing else here does. SCRAPES has one page a line: lines, labels (1 story, 0 residue, 2 the title,
others are not used), publisher, id, kind, title. DUMPS is the same for pages labelled by extractors, from
`benchmarks/dump_pages.py`; its pages count half, and those with a gold body are passed over. What is learnt is the F1
of each page by characters, so that a page of three lines counts as much as one of three hundred.

The figures are from folds by publisher; the written weights are trained on all. --pred writes what each fold keeps of
its held-out publishers, for an outside scorer. One publisher in five, by the hash of its name, is a final test:
--without-final leaves these out, --final trains without and predicts them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # Any: rows of JSON, and torch, which is not installed for the type checker

import numpy as np
import numpy.typing as npt
import torch

from transforms.line_features import FEATURES, Array, line_features
from transforms.line_model import DILATIONS, LIMIT, SHAPES, WIDTH, LineModel, Network, packed
from transforms.text_cleanup import normalize_text
from transforms.text_scrape import ScrapeParams, found_title, kept_lines

FOLDS = 5
ROUNDS = 14
BATCH = 8  # pages
RATE = 3e-3
DECAY = 0.02
DROPPED_FEATURES, DROPPED = 0.2, 0.3  # shares set to zero while training
SILVER = 0.6  # weight of a page labelled by extractors
LONGEST = 400.0  # characters from which a line weighs no more
SHORTEST = 15.0  # added to each line, so that a heading weighs something
LEAST_STORY = 300.0  # characters; in shorter stories a single line would weigh too much
TITLE = 0.3  # weight of finding the title
LIKE_TITLE = 0.6  # share of words; such a line may be the title in other words

GAP = max(DILATIONS)  # lines

Tensor = Any  # Any: see above
Weights = dict[str, Tensor]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A labelled scrape."""

    id: str
    kind: str
    publisher: str
    is_gold: bool
    title: npt.NDArray[np.int64] | None  # the lines that are the title; None where a line may be it, as far as is known
    lines: list[str]  # as the cleaner sees them
    labels: npt.NDArray[np.int64]
    rows: Array  # float64 [lines, FEATURES]


def main() -> None:
    """Print held-out scores by character, write the weights and the held-out decisions if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scrapes", type=Path)
    parser.add_argument("dumps", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--pred", type=Path)
    parser.add_argument("--networks", type=int, default=3)
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--final", action="store_true")
    parts.add_argument("--without-final", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    pages = [*read_pages(options.scrapes, is_gold=True), *read_pages(options.dumps, is_gold=False)]
    if options.without_final:
        pages = [page for page in pages if not is_final(page)]
    rounds = [split(pages, is_final)] if options.final else folds(pages)
    judged = {
        (page.id, page.kind): judgement(page, model)
        for training, held in (rounds if options.pred or options.final else ())
        for model in (train(training, options.networks),)
        for page in held
        if page.is_gold
    }
    kept = {place: one["keep"] for place, one in judged.items()}
    report([page for page in pages if (page.id, page.kind) in kept], kept)
    if options.pred:
        options.pred.write_text("".join(json.dumps(one) + "\n" for one in judged.values()), encoding="utf-8")
    if options.write:
        options.write.write_text(module_of(train(pages, options.networks)), encoding="utf-8")


def judgement(page: Page, model: LineModel) -> dict[str, Any]:
    """Which lines of a page stay, and its title, as an outside scorer reads them."""
    keep, title = kept_lines(page.lines, ScrapeParams(), model), found_title(page.lines, ScrapeParams(), model)
    return {"id": page.id, "kind": page.kind, "keep": keep, "title": title}


def read_pages(scrapes: Path, *, is_gold: bool) -> Iterator[Page]:
    """The labelled scrapes of a compressed JSONL file; of dumps, those that extractors labelled."""
    with lzma.open(scrapes, "rt", encoding="utf-8") as file:
        rows = map(json.loads, file)
        yield from (page_of(row, is_gold=is_gold) for row in rows if is_gold or not row["is_gold"])


def page_of(row: dict[str, Any], *, is_gold: bool) -> Page:
    """A scrape with its features; a line that cleaning empties keeps its place."""
    lines = [normalize_text(line).replace("\n", " ") or "-" for line in row["lines"]]
    return Page(
        id=row["id"],
        kind=row["kind"],
        publisher=row["publisher"],
        is_gold=is_gold,
        title=title_lines(lines, row["labels"], row["title"]),
        lines=lines,
        labels=np.array(row["labels"]),
        rows=line_features(lines),
    )


def title_lines(lines: Sequence[str], labels: Sequence[int], title: str | None) -> npt.NDArray[np.int64] | None:
    """The lines that are the title, none where nothing is like it, None where that is not known."""
    places = np.flatnonzero(np.array(labels) == 2)
    if len(places) or not title:
        return places if len(places) else None
    wanted = set(title.casefold().split())
    shared = (
        2 * len(words & wanted) / (len(words) + len(wanted))
        for words in (set(line.casefold().split()) for line in lines)
    )
    return None if max(shared, default=0) >= LIKE_TITLE else places


def is_final(page: Page) -> bool:
    """Whether the page's publisher is kept for the final test."""
    return _share_of(page.publisher, "final") < 0.2


def split(pages: Sequence[Page], is_held: Callable[[Page], bool]) -> tuple[list[Page], list[Page]]:
    """Pages to train on and pages held out."""
    return [page for page in pages if not is_held(page)], [page for page in pages if is_held(page)]


def folds(pages: Sequence[Page]) -> list[tuple[list[Page], list[Page]]]:
    """Pages to train on and pages held out, no publisher in both, each page held out once."""
    fold_of = {page.publisher: int(_share_of(page.publisher, "fold") * FOLDS) for page in pages}
    return [
        (
            [page for page in pages if fold_of[page.publisher] != fold],
            [page for page in pages if fold_of[page.publisher] == fold],
        )
        for fold in range(FOLDS)
    ]


def _share_of(publisher: str, use: str) -> float:
    """A number from 0 to 1 for a name, another one for another use."""
    return int.from_bytes(hashlib.sha256(f"{use} {publisher}".encode()).digest()[:4], "little") / 2**32


def train(pages: Sequence[Page], networks: int) -> LineModel:
    """Networks that differ in their random start."""
    rows = np.vstack([page.rows for page in pages])
    # As they are shipped, in two bytes.
    mean, scale = (
        values.astype(np.float16).astype(np.float64) for values in (rows.mean(axis=0), rows.std(axis=0) + 1e-3)
    )
    return tuple(train_network(pages, mean, scale, seed) for seed in range(networks))


def train_network(pages: Sequence[Page], mean: Array, scale: Array, seed: int) -> Network:
    """A network fitted by AdamW with a rate that rises and falls once (Smith 2018)."""
    torch.manual_seed(seed)
    weights = {name: start(shape) for name, shape in SHAPES.items() if name not in ("mean", "scale")}
    examples = [example_of(page, mean, scale) for page in pages]
    optimizer = torch.optim.AdamW(weights.values(), lr=RATE, weight_decay=DECAY)
    batches = -(-len(examples) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=ROUNDS * batches + 1)
    order = np.random.default_rng(seed)
    for _ in range(ROUNDS):
        shuffled = order.permutation(len(examples))
        for batch in range(batches):
            optimizer.zero_grad()
            loss = loss_of([examples[page] for page in shuffled[batch * BATCH : (batch + 1) * BATCH]], weights)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(weights.values(), 2.0)
            optimizer.step()
            schedule.step()
    fitted = {name: value.detach().numpy().astype(np.float64) for name, value in weights.items()}
    return Network(mean=mean, scale=scale, **fitted)


def start(shape: tuple[int, ...]) -> Tensor:
    """Small random numbers, smaller where more of them are added up."""
    inputs = len(FEATURES) if shape[0] == len(FEATURES) else WIDTH if shape == (WIDTH, 2) else 3 * WIDTH
    return ((torch.rand(shape) * 2 - 1) * inputs**-0.5).requires_grad_()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A page as the training sees it, with lines of nothing below it, so that pages can stand in a row."""

    rows: Tensor  # float32 [lines + GAP, FEATURES], standardised
    is_line: Tensor  # float32 [lines + GAP], 0 in the gap
    is_story: Tensor  # float32 [lines + GAP]
    importance: Tensor  # float32 [lines + GAP], 1 for the whole story
    is_title: Tensor  # float32 [lines + GAP]
    knows_title: float
    weight: float


def example_of(page: Page, mean: Array, scale: Array) -> Example:
    """A page standardised, its lines weighed."""
    lengths = np.minimum([len(line) for line in page.lines], LONGEST) + SHORTEST
    story = max(float(lengths[page.labels == 1].sum()), LEAST_STORY)
    rows = np.clip((page.rows - mean) / scale, -LIMIT, LIMIT)
    titles = np.isin(np.arange(len(page.lines)), [] if page.title is None else page.title)

    def tensor(values: npt.NDArray[Any]) -> Tensor:  # Any: numbers or truth values
        padding = [(0, GAP), *[(0, 0)] * (values.ndim - 1)]
        return torch.tensor(np.pad(values.astype(np.float32), padding))

    return Example(
        rows=tensor(rows),
        is_line=tensor(np.ones(len(page.lines))),
        is_story=tensor(page.labels == 1),
        importance=tensor(lengths * (page.labels < 2) / story),
        is_title=tensor(titles),
        knows_title=float(page.title is not None),
        weight=1.0 if page.is_gold else SILVER,
    )


def loss_of(examples: Sequence[Example], weights: Weights) -> Tensor:
    """How unlikely the labels of the pages are, how far their F1 is from 1, and how unlikely their titles are."""
    page = torch.cat([torch.full((len(one.rows),), number) for number, one in enumerate(examples)])

    def joined(name: str) -> Tensor:
        return torch.cat([getattr(one, name) for one in examples])

    def by_page(values: Tensor) -> Tensor:
        return torch.zeros(len(examples)).index_add(0, page, values)

    is_line, story, importance = joined("is_line"), joined("is_story"), joined("importance")
    scores = forward(joined("rows"), is_line, weights)
    cross = torch.nn.functional.binary_cross_entropy_with_logits(scores[:, 0], story, reduction="none")
    chance = torch.sigmoid(scores[:, 0])
    right = by_page(chance * story * importance)
    f1 = 2 * right / (by_page((chance + story) * importance) + 1e-3)
    odds = torch.exp(scores[:, 1].clamp(-15, 15)) * is_line
    is_title = joined("is_title")
    has_title = by_page(is_title) > 0
    titled = torch.where(has_title, by_page(odds * is_title), torch.ones(len(examples)))
    title = torch.log1p(by_page(odds)) - torch.log(titled)
    knows_title, weight = (torch.tensor([getattr(one, name) for one in examples]) for name in ("knows_title", "weight"))
    loss = 0.5 * by_page(cross * importance).clamp(max=8) + 1 - f1 + TITLE * knows_title * title
    return (weight * loss).sum() / BATCH


def forward(rows: Tensor, is_line: Tensor, weights: Weights) -> Tensor:
    """As `Network.log_odds`, with parts left out at random so that none is relied on alone."""
    drop = torch.nn.functional.dropout
    hidden = torch.relu(drop(rows, DROPPED_FEATURES) @ weights["first"] + weights["first_bias"]) * is_line[:, None]
    for number, lines in enumerate(DILATIONS):
        before, here, after = weights["steps"][number]
        kept = drop(hidden, DROPPED)
        # What goes round from the end to the beginning is of the gap.
        around = torch.roll(kept, lines, 0) @ before + kept @ here + torch.roll(kept, -lines, 0) @ after
        hidden = hidden + torch.relu(around + weights["step_biases"][number]) * is_line[:, None]
    return drop(hidden, DROPPED) @ weights["last"] + weights["last_bias"]


def report(pages: Sequence[Page], kept: dict[tuple[str, str], list[int]]) -> None:
    """Precision and recall by character over held-out lines, for each kind of scrape."""
    for kind in sorted({page.kind for page in pages}):
        right = wrong = lost = 0
        for page in pages:
            if page.kind == kind:
                lengths, keep = np.array([len(line) for line in page.lines]), np.array(kept[page.id, kind])
                right += int(lengths[(page.labels == 1) & (keep == 1)].sum())
                wrong += int(lengths[(page.labels == 0) & (keep == 1)].sum())
                lost += int(lengths[(page.labels == 1) & (keep == 0)].sum())
        precision, recall = right / (right + wrong), right / (right + lost)
        sys.stdout.write(f"{kind:5} characters: precision {precision:.3f}, recall {recall:.3f}\n")


def module_of(model: LineModel) -> str:
    """The source of `transforms/line_weights.py`."""
    networks = "\n".join(f'    "{packed(network)}",' for network in model)
    return (
        '"""The trained line model, written by `benchmarks/train_line_model.py`; do not edit by hand."""\n\n'
        f"NETWORKS = (\n{networks}\n)  # fmt: skip\n"
    )


if __name__ == "__main__":
    main()
