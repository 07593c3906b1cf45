"""The page of a story: who reported it and when, where reports differ, two of them side by side, what was revised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from markupsafe import Markup

from warehouse.site import charts
from warehouse.site.pages import Page, Report
from warehouse.site.panels import Panel, part
from warehouse.site.rendering import NOT_KNOWN, moment

Row: TypeAlias = dict[str, Any]  # of a panel
# The sentences of two texts, each with the number of the pair it belongs to, or None.
Sentences: TypeAlias = list[tuple[str, int | None]]
Pairing: TypeAlias = Callable[[str, str], tuple[Sentences, Sentences]]

MOST_LANES = 24
MOST_NAMES = 8  # of people and organisations, and of places


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two articles of a story with their sentences."""

    articles: tuple[Row, Row]
    sentences: tuple[Sentences, Sentences]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What the articles of a story say of one thing, each figure of an article once, in order of publication."""

    subject: str
    is_same: bool  # all of them give one figure
    is_one_sided: bool  # one of them gives a figure, the others speak of it without one
    statements: tuple[Row, ...]  # outlet, written, sentence, published_at, published_precision


def compared(figures: Sequence[Row], articles: Sequence[Row]) -> list[Compared]:
    """Pairs of figures as one entry for each thing that they speak of; where they differ first.

    figures: rows of `figures_that_differ`. articles: rows of `story_coverage`, in their order.
    """
    places = {row["article_id"]: place for place, row in enumerate(articles)}
    groups: list[tuple[str, dict[tuple[str, float | None], Row], list[str]]] = []
    for row in figures:
        sides = [_statement(row, prefix, articles[places[row[f"{prefix}article_id"]]]) for prefix in ("", "other_")]
        found = {(side["article_id"], side["value"]): side for side in sides}
        joined = [group for group in groups if group[0] == row["subject"] and not found.keys().isdisjoint(group[1])]
        relations = [row["relation"], *(relation for group in joined for relation in group[2])]
        for group in joined:
            for key, side in group[1].items():
                # Of a headline and a sentence with one figure the sentence says more.
                found[key] = max(found.get(key, side), side, key=lambda one: len(one["sentence"]))
            groups.remove(group)
        groups.append((row["subject"], found, relations))
    entries = [
        Compared(
            subject=subject,
            is_same=set(relations) == {"same"},
            is_one_sided="differs" not in relations and "one side" in relations,
            statements=tuple(sorted(found.values(), key=lambda one: (places[one["article_id"]], one["sentence"]))),
        )
        for subject, found, relations in groups
    ]
    return sorted(entries, key=lambda entry: (entry.is_same, entry.is_one_sided, -len(entry.statements), entry.subject))


def _statement(row: Row, prefix: str, article: Row) -> Row:
    """One side of a pair, with the article it stands in."""
    return article | {name: row[f"{prefix}{name}"] for name in ("article_id", "outlet", "written", "value", "sentence")}


def story_pages(report: Report, story_ids: Sequence[str], pair: Pairing) -> Iterator[Page]:
    """The pages of some stories, in this order. The panels are asked once for all of them."""
    wanted = list(story_ids)
    coverage = report.ask("story_coverage", story_ids=wanted)
    figures = report.ask("figures_that_differ", story_ids=wanted)
    revisions = report.ask("story_revisions", story_ids=wanted)
    names = report.ask("story_names", story_ids=wanted, most=MOST_NAMES)
    stories = {row["story_id"]: row for row in report.stories.rows}
    panels = {
        story_id: [part(made, "story_id", story_id, story_ids=[story_id]) for made in (coverage, figures, revisions)]
        for story_id in wanted
    }
    beside = {} if report.params.is_public else _beside(report, panels)
    for story_id, own in panels.items():
        named = part(names, "story_id", story_id, story_ids=[story_id], most=MOST_NAMES)
        comparison = _comparison(beside.get(story_id), pair)
        yield _story_page(report, stories[story_id], *own, names=named, comparison=comparison)


def _story_page(
    report: Report,
    story: Row,
    coverage: Panel,
    figures: Panel,
    revisions: Panel,
    *,
    names: Panel,
    comparison: Comparison | None,
) -> Page:
    articles = [row | {"lag_minutes": _lag(row, coverage.rows)} for row in coverage.rows]
    return report.page(
        report.links[story["story_id"]],
        "story.html",
        {"coverage": coverage, "figures": figures, "revisions": revisions, "names": names},
        story=story,
        articles=articles,
        languages=sorted({row["language"] for row in articles if row["language"]}),
        lanes=_lanes(articles),
        compared=compared(figures.rows, coverage.rows),
        revisions=revisions.rows,
        names=names.rows,
        unknown_outlets=sum(row["outlet"] is None for row in articles),
        comparison=comparison,
    )


def _lag(row: Row, rows: Sequence[Row]) -> float | None:
    """Minutes after the first article, where both times are known."""
    if row["published_at"] is None or row["published_precision"] == "day" or rows[0]["published_precision"] == "day":
        return None
    return (row["published_at"] - rows[0]["published_at"]).total_seconds() / 60


def _lanes(articles: Sequence[Row]) -> Markup | None:
    """When each outlet published; None if fewer than two articles have a date."""
    dated = [row for row in articles if row["published_at"]]
    if len(dated) < 2:
        return None
    outlets: dict[str, list[charts.Point]] = {}
    for i, row in enumerate(dated):
        kind = "copy" if row["duplicate_of"] else "first" if i == 0 else "own"
        outlets.setdefault(row["outlet"] or NOT_KNOWN, []).append(
            charts.Point(at=row["published_at"], kind=kind, tip=_tip(row))
        )
    return charts.lanes(list(outlets.items())[:MOST_LANES])


def _tip(row: Row) -> str:
    at: datetime | None = row["published_at"]
    return f"{row['title'] or 'no title known'}\n{row['outlet'] or NOT_KNOWN}, {moment(at, row['published_precision'])}"


def _beside(report: Report, panels: Mapping[str, Sequence[Panel]]) -> dict[str, tuple[Row, Row]]:
    """The two articles of each story that stand side by side, with their texts, which are asked for once for all."""
    chosen = {
        story_id: pair
        for story_id, (coverage, figures, _) in panels.items()
        if (pair := _chosen(coverage.rows, figures.rows))
    }
    wanted = [article["article_id"] for pair in chosen.values() for article in pair]
    texts = {row["article_id"]: row for row in report.ask("texts", article_ids=wanted).rows}
    return {
        story_id: (left | texts[left["article_id"]], right | texts[right["article_id"]])
        for story_id, (left, right) in chosen.items()
    }


def _comparison(beside: tuple[Row, Row] | None, pair: Pairing) -> Comparison | None:
    if beside is None:
        return None
    left, right = beside
    return Comparison(articles=beside, sentences=pair(left["text"], right["text"]))


def _chosen(articles: Sequence[Row], figures: Sequence[Row]) -> tuple[Row, Row] | None:
    """The two articles with most figures, or the first two of different outlets, the earlier first; None for one."""
    ids = _most_compared(figures) or _first_two([row for row in articles if not row["duplicate_of"]])
    chosen = [row for row in articles if ids and row["article_id"] in ids]
    return (chosen[0], chosen[1]) if len(chosen) == 2 else None


def _most_compared(figures: Sequence[Row]) -> tuple[str, str] | None:
    pairs = Counter((row["article_id"], row["other_article_id"]) for row in figures)
    return max(pairs, key=lambda ids: (pairs[ids], ids)) if pairs else None


def _first_two(originals: Sequence[Row]) -> tuple[str, str] | None:
    if len(originals) < 2:
        return None
    first = originals[0]
    others = [row for row in originals[1:] if row["language"] == first["language"]]
    other = next((row for row in others if row["outlet"] != first["outlet"]), others[0] if others else None)
    return (first["article_id"], other["article_id"]) if other else None
