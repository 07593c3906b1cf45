"""Forty invented outlets with furniture of their own: what they repeat goes from the third article on, stories stay."""

from __future__ import annotations

import random

from benchmarks.boilerplate import Page, articles_of, count_cuts, is_order_free

PLACES = ("Quay", "Mirren", "Ard", "Lund", "Neuhafen", "Luna", "Calder", "Tolland")
PHRASES = (
    "Sign up to the {0} newsletter",
    "Read more in the {0} Post",
    "Follow {0} Live for updates",
    "Support our reporting",
    "The {0} Post is not responsible for other sites.",
    "Got a tip? Write to desk@{0}.example",
    "{0} weather today",
    "Most read in {0}",
    "Listen to the {0} podcast",
    "Download the {0} app",
    "Lesen Sie auch: {0} am Morgen",
    "© The {0} Post",
    "{0} – die Zeitung am Hafen",
    "Comments are moderated by the {0} desk.",
)


def invented_story(number: int) -> tuple[str, ...]:
    chance = random.Random(number)
    return tuple(
        " ".join("".join(chance.choices("bdfgklmnprstvz", k=1) + chance.choices("aeiou", k=3)) for _ in range(25))
        for _ in range(8)
    )


def invented_outlet(number: int) -> Page:
    chance = random.Random(-number)
    name = f"{PLACES[number % len(PLACES)]} {number}"
    lines = [phrase.format(name) for phrase in chance.sample(PHRASES, 9)]
    return Page(outlet=name, above=tuple(lines[:3]), story=(), below=tuple(lines[3:]))


def test_forty_outlets_lose_their_furniture_and_no_story() -> None:
    stories = [invented_story(number) for number in range(60)]
    outlets = {page.outlet: page for page in map(invented_outlet, range(40))}
    articles = {name: articles_of(page, stories, 12) for name, page in outlets.items()}

    counts = count_cuts(articles, outlets)

    assert counts["furniture cut"] >= 0.9 * counts["furniture"] > 0
    assert counts["story cut"] <= 0.001 * counts["story"]
    assert is_order_free(articles)
