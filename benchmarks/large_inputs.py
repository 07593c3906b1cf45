"""Large inputs of invented news: a JSON-lines file and a WARC of so many bytes, the same for the same seed.

    python -m benchmarks.large_inputs FOLDER [--bytes 1073741824] [--seed 1]

Writes FOLDER/articles.jsonl and FOLDER/articles.warc. Articles are in an invented language: words of syllables, a few
of them frequent and most rare, with names, figures, quotations and paragraphs, and the lines of their outlet around
them. One in five repeats an earlier article: the same text, a cut one, or one with some words changed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from random import Random

OUTLETS = 300
WORDS = 60_000
REMEMBERED = 5_000  # articles that copies are made of: news is copied while it is new
SHARE_OF_COPIES = 0.2
DAYS = 30
START = datetime(2024, 5, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """One invented article."""

    url: str
    outlet: str
    title: str
    published_at: datetime
    text: str


def main() -> None:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bytes", type=int, default=1 << 30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, record in (("articles.jsonl", jsonl_record), ("articles.warc", warc_record)):
        count = write(options.folder / name, record, options.bytes, options.seed)
        sys.stdout.write(f"{options.folder / name}: {count} articles\n")


def write(path: Path, record: Callable[[Invented], bytes], size_bytes: int, seed: int) -> int:
    """Write records of invented articles until the file has the size; their number."""
    count = 0
    articles = invented(seed)
    with path.open("wb") as file:
        while file.tell() < size_bytes:
            file.write(record(next(articles)))
            count += 1
    return count


def jsonl_record(article: Invented) -> bytes:
    """The article as one line of JSON."""
    fields = {
        "url": article.url,
        "outlet": article.outlet,
        "title": article.title,
        "published": article.published_at.isoformat(),
        "text": article.text,
    }
    return json.dumps(fields).encode() + b"\n"


def warc_record(article: Invented) -> bytes:
    """The article as a response record of a crawl (ISO 28500), an HTML page in an HTTP answer."""
    paragraphs = "\n".join(f"<p>{escape(line)}</p>" for line in article.text.split("\n"))
    page = (
        f"<!DOCTYPE html>\n<html><head><title>{escape(article.title)}</title>"
        f'<meta property="og:site_name" content="{escape(article.outlet)}">'
        f'<meta property="article:published_time" content="{article.published_at.isoformat()}"></head>\n'
        f"<body><article><h1>{escape(article.title)}</h1>\n{paragraphs}\n</article></body></html>\n"
    ).encode()
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Target-URI: {article.url}\r\n"
        f"WARC-Date: {article.published_at:%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def invented(seed: int) -> Iterator[Invented]:
    """Articles without end."""
    chance = Random(seed)
    words = vocabulary(chance)
    outlets = [furniture(chance, words, number) for number in range(OUTLETS)]
    recent: deque[tuple[str, list[str]]] = deque(maxlen=REMEMBERED)
    number = 0
    while True:
        if recent and chance.random() < SHARE_OF_COPIES:
            title, paragraphs = chance.choice(recent)
            paragraphs = copied(chance, words, paragraphs)
        else:
            title, paragraphs = sentence(chance, words, 7)[:-1], story(chance, words)
            recent.append((title, paragraphs))
        name, head, tail = chance.choice(outlets)
        number += 1
        minutes = chance.randrange(DAYS * 24 * 60)
        yield Invented(
            url=f"https://{name.lower().replace(' ', '-')}.example/{number}",
            outlet=name,
            title=title,
            published_at=START + timedelta(minutes=minutes),
            text="\n".join([*(line for line in head if chance.random() < 0.5), *paragraphs, *tail]),
        )


def vocabulary(chance: Random) -> list[str]:
    """Different invented words, two to five syllables long."""
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "ar", "en", "il", "os")]
    found = dict.fromkeys(
        "".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 4)))) for _ in range(2 * WORDS)
    )
    return list(found)[:WORDS]


def furniture(chance: Random, words: list[str], number: int) -> tuple[str, list[str], list[str]]:
    """The name of an outlet, and the lines it puts before and behind its articles."""
    name = f"{chance.choice(words).title()} {chance.choice(('Post', 'Courier', 'Herald', 'Observer'))} {number}"
    head = [f"{name} | {sentence(chance, words, 4)}", f"{sentence(chance, words, 3)}"]
    return name, head, [sentence(chance, words, 14), f"{name}, {sentence(chance, words, 8)}"]


def story(chance: Random, words: list[str]) -> list[str]:
    """Paragraphs of one to four sentences, 100 to 1,200 words in all."""
    wanted = min(max(int(chance.lognormvariate(5.9, 0.5)), 100), 1200)
    paragraphs: list[str] = []
    while wanted > 0:
        sentences = [sentence(chance, words, chance.randint(8, 26)) for _ in range(chance.randint(1, 4))]
        wanted -= sum(len(one.split()) for one in sentences)
        paragraphs.append(" ".join(sentences))
    return paragraphs


def sentence(chance: Random, words: list[str], length: int) -> str:
    """A sentence with now and then a name, a figure or a quotation."""
    chosen = [word(chance, words) for _ in range(length)]
    if chance.random() < 0.3:
        place = chance.randrange(length)
        chosen[place] = f"{chosen[place].title()} {word(chance, words).title()}"
    if chance.random() < 0.25:
        chosen[chance.randrange(length)] = f"{chance.randrange(2, 5000):,}"
    said = " ".join(chosen)
    said = said[0].upper() + said[1:]
    return f"“{said},” {word(chance, words)} {word(chance, words).title()}." if chance.random() < 0.1 else f"{said}."


def word(chance: Random, words: list[str]) -> str:
    """A word; the first ones of the list are the frequent ones (Zipf 1949)."""
    return words[int(len(words) ** chance.random()) - 1]


def copied(chance: Random, words: list[str], paragraphs: list[str]) -> list[str]:
    """Paragraphs as another outlet prints them: whole, cut at the end, or with some words changed."""
    kind = chance.random()
    if kind < 0.4:
        return paragraphs
    if kind < 0.7:
        return paragraphs[: max(len(paragraphs) * chance.randint(40, 90) // 100, 1)]
    return [
        " ".join(word(chance, words) if chance.random() < 0.03 else kept for kept in paragraph.split())
        for paragraph in paragraphs
    ]


if __name__ == "__main__":
    main()
