"""Made-up articles that show where text is missing: each has words of its own at its beginning, middle and end."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Mapping

SYLLABLES = ("ba", "do", "fi", "gu", "ke", "la", "mo", "nu", "po", "ra", "se", "ti", "vu", "wo", "xa", "zi")
PEOPLE = ("the mayor of Thrane", "a welder from Marlow", "the harbour master", "two teachers", "the choir", "Orla Venn")
DEEDS = ("repaired", "measured", "sold", "questioned", "painted", "visited", "counted", "moved")
THINGS = (
    "the old lighthouse",
    "eleven rowing boats",
    "the fish market",
    "a wooden bridge",
    "the tram depot",
    "the mill",
)
REASONS = (
    "because the winter came early",
    "although nobody had asked",
    "before the council met",
    "after a long quarrel",
)


def marks(number: int) -> tuple[str, str, str]:
    """The words that only article `number` has: at its beginning, in its middle and at its end."""
    first, second = SYLLABLES[number // 16 % 16], SYLLABLES[number % 16]
    return f"Anfu{first}{second}", f"Mitu{first}{second}", f"Endu{first}{second}"


def paragraphs(number: int) -> list[str]:
    """The story of article `number`, without its title."""
    chance = random.Random(number)

    def sentence() -> str:
        people, deed, thing, reason = map(chance.choice, (PEOPLE, DEEDS, THINGS, REASONS))
        return f"On day {chance.randint(2, 900)} {people} {deed} {thing} {reason}."

    texts = [" ".join(sentence() for _ in range(4)) for _ in range(5)]
    first, middle, last = marks(number)
    texts[0] = f"The case that clerks call {first} began at the quay. {texts[0]}"
    texts[2] = f"{texts[2]} In the files it stands as {middle} since then."
    texts[4] = f"{texts[4]} The last page was signed {last} by hand."
    return texts


def title(number: int) -> str:
    """The title of article `number`."""
    return f"Day {number} at the quay of Thrane brings a decision on boats"


def text(number: int) -> str:
    """Article `number` as a text file has it."""
    return "\n\n".join((title(number), *paragraphs(number))) + "\n"


def body(number: int) -> str:
    """The paragraphs of article `number` in tags."""
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(number))


def page(number: int, *, head: str = "", before: str = "", after: str = "") -> str:
    """Article `number` as a page, with what is to stand in its head, before its story and behind it."""
    return (
        f'<!doctype html><html lang="en"><head><title>{title(number)}</title>{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/boats">Boats</a></nav>{before}'
        f"<article><h1>{title(number)}</h1>{body(number)}</article>{after}<footer>Thrane Gazette</footer></body></html>"
    )


def record(number: int, **more: object) -> dict[str, object]:
    """Article `number` as a record with fields."""
    return {
        "title": title(number),
        "text": "\n\n".join(paragraphs(number)),
        "url": f"https://quay.example/{number}",
    } | more


def line(number: int, **more: object) -> bytes:
    """Article `number` as a JSON line, without its end."""
    return json.dumps(record(number, **more), ensure_ascii=False).encode()


def lines(numbers: Iterable[int]) -> bytes:
    """Articles as JSON lines."""
    return b"".join(line(number) + b"\n" for number in numbers)


def response(number: int, *, header: Mapping[str, str] | None = None, body: bytes | None = None) -> bytes:
    """Article `number` as an HTTP response."""
    fields = {"Content-Type": "text/html; charset=utf-8"} | dict(header or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + (page(number).encode() if body is None else body)


def warc_record(
    block: bytes,
    *,
    number: int = 0,
    kind: str = "response",
    version: str = "1.0",
    length: object = None,
    more: str = "",
) -> bytes:
    """A record of a crawl archive. length: what it states, instead of the truth."""
    return (
        (
            f"WARC/{version}\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
            f"WARC-Target-URI: https://quay.example/{number}\r\nWARC-Date: 2026-11-10T08:00:00Z\r\n"
            f"{more}Content-Length: {len(block) if length is None else length}\r\n\r\n"
        ).encode()
        + block
        + b"\r\n\r\n"
    )


def crawled(number: int) -> bytes:
    """Article `number` as a record of a crawl archive."""
    return warc_record(response(number), number=number)


def whole(texts: Iterable[str]) -> tuple[set[int], set[int]]:
    """The numbers of the articles in some texts that are whole, and of those that are not."""
    complete: set[int] = set()
    partial: set[int] = set()
    for found in texts:
        for number in range(256):
            count = sum(mark in found for mark in marks(number))
            if count:
                (complete if count == 3 else partial).add(number)
    return complete, partial
