"""Extraction on labelled pages beside its peers: scores, CPU time, and what storyfold gets wrong, field by field.

    python -m benchmarks.extraction PAGES --scorer SCORE.PY [--sets NAME,NAME] [--engines NAME,NAME] [--half a]
        [--rounds N] [--profile web] [--errors FIELD] [--out OUT.jsonl]
    pip install newspaper4k readability-lxml      # the peers that nothing else here needs

PAGES is an unpacked pack of the extraction kit: `cases.jsonl` (id, url, html, set, gold) and the pages it names;
SCORE.PY is the kit's scorer. Every engine is given each page, turn by turn in this process, so that all meet the same
load; times are CPU seconds of the call alone, the least of the rounds, libraries and models loaded before. Sites are
split in two halves by the hash of their name: rules are developed on half `a`, whose errors --errors prints, and half
`b` tells what they are worth elsewhere. The peers are no dependency of storyfold: those that are not installed are
named and left out, and nothing reaches the network: a peer that asks for it gets an error at once. Pages at which an
engine fails are counted, with the reason; it has no text for them.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import logging
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any, get_args  # Any: rows of JSON, and the scorer, which is loaded by its path

from transforms.metadata.urls import registered_name, site_of
from transforms.records import Article, Document, Profile, Rejected
from transforms.to_article import ArticleParams, to_article

Case = dict[str, Any]
Row = dict[str, Any]
Engine = Callable[[bytes, str | None], Row]

_SCORES = (  # heading, the scorer's name, the field that it is of
    ("body F1", "F", "body"), ("body P", "bp", "body"), ("body R", "br", "body"), ("<.5", "bad", "body"),
    ("snip F1", "SF", "body"), ("title =", "t_exact", "title"), ("title ~", "t_fuzzy", "title"),
    ("authors", "a_f1", "authors"), ("date", "d_acc", "published"), ("outlet", "site", "site_name"),
    ("topics", "topic_f1", "topics"), ("lang", "lang", "language"),
)  # fmt: skip
_STATED = re.compile(
    r"""["']datePublished["']\s*:\s*["']([^"']{19,40})["']|"""
    r"""<meta\s[^>]{0,80}["']article:published_time["']\s[^>]{0,40}content=["']([^"']{19,40})["']""",
)
_TIME = re.compile(r"^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.0+)?(?:Z|[+-]\d\d(?::?\d\d)?))$")
_SHARES = (0.5, 0.95, 0.99)
_SHOWN_ERRORS = 400  # characters of a value in the list of errors


def main() -> None:
    """Score the engines on the cases, print the table, and the errors of one field if asked for."""
    options = _options()
    scorer = _load_scorer(options.scorer)
    cases = list(read_cases(options.pages, _names(options.sets), options.half))
    sys.addaudithook(_stay_offline)
    engines = _engines(_names(options.engines), options.profile)
    logging.disable(logging.CRITICAL)  # peers tell there about every page they do not like
    warm_up(engines)
    rows, seconds = run(options.pages, cases, engines, options.rounds)
    if options.out:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows["storyfold"].values())
        options.out.write_text("".join(lines), encoding="utf-8")
    sys.stdout.write("\n".join(report(scorer, cases, rows, seconds)) + "\n")
    if "storyfold" in rows:
        sys.stdout.write("\n".join(losses(options.pages, cases, rows["storyfold"])) + "\n")
    if options.errors:
        sys.stdout.writelines(errors(scorer, cases, rows["storyfold"], options.errors))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--sets", default="")
    parser.add_argument("--engines", default=",".join(_ENGINES))
    parser.add_argument("--half", choices=("a", "b"))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--profile", choices=get_args(Profile), default="news")
    parser.add_argument(
        "--errors", choices=("body", "title", "authors", "published", "site_name", "topics", "rejected")
    )
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def _stay_offline(event: str, _: tuple[object, ...]) -> None:
    if event in ("socket.getaddrinfo", "socket.connect"):
        raise OSError("no engine may ask the network")


def _names(listed: str) -> tuple[str, ...]:
    return tuple(filter(None, listed.split(",")))


def _load_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("kit_scorer", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_cases(pages: Path, sets: Sequence[str], half: str | None) -> Iterator[Case]:
    """The cases of the given sets (all if none are given) and the given half of the sites (both if none)."""
    for line in (pages / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        case["half"] = half_of(case.get("url") or case["id"])
        if (not sets or case["set"] in sets) and half in (None, case["half"]):
            yield case


def half_of(url: str) -> str:
    """The half of the sites that a page belongs to.

    >>> half_of("https://www.harbourpost.example/1") == half_of("https://m.harbourpost.example/2")
    True
    """
    name = registered_name(site_of(url) or url)
    return "ab"[hashlib.sha256(name.encode()).digest()[0] % 2]


def run(
    pages: Path, cases: Sequence[Case], engines: Mapping[str, Engine], rounds: int
) -> tuple[dict[str, dict[str, Row]], dict[str, list[float]]]:
    """The row of each engine for each case, and the least CPU seconds of each page."""
    rows: dict[str, dict[str, Row]] = {name: {} for name in engines}
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    for place, case in enumerate(cases):
        content = (pages / case["html"]).read_bytes()
        spent: dict[str, list[float]] = {name: [] for name in engines}
        for number in range(rounds):
            for name in _in_turn(list(engines), place + number):
                row, taken = _timed(engines[name], content, case.get("url"))
                spent[name].append(taken)
                rows[name][case["id"]] = {"id": case["id"], **row}
        for name, times in spent.items():
            seconds[name].append(min(times))
    return rows, seconds


def _in_turn(names: Sequence[str], turn: int) -> list[str]:
    # Whoever comes first brings the page into the caches for the others.
    first = turn % len(names)
    return [*names[first:], *names[:first]]


def _timed(engine: Engine, content: bytes, url: str | None) -> tuple[Row, float]:
    started = time.process_time()
    try:
        row = engine(content, url)
    except Exception as error:  # noqa: BLE001 - a peer that fails on a page has no text for it
        row = {"failed": repr(error)}
    return row, time.process_time() - started


def report(
    scorer: ModuleType, cases: Sequence[Case], rows: Mapping[str, dict[str, Row]], seconds: Mapping[str, list[float]]
) -> list[str]:
    """The lines of the table, each engine on all cases and on each half, then the times, rejections and zones."""
    lines = [" ".join((f"{'engine':17}{'sites':5}{'pages':>6}", *(f"{title:>8}" for title, *_ in _SCORES)))]
    for name, predicted in rows.items():
        scores, _ = scorer.score(cases, predicted, "half")
        fields = {field for row in predicted.values() for field in row}
        lines += [_row(name, sites, scored, fields) for sites, scored in scores.items()]
    peer = sum(seconds.get("trafilatura", []))
    for name, times in seconds.items():
        ordered = sorted(1000 * value for value in times)
        ratio = f", {sum(times) / peer:.2f} times trafilatura's" if peer else ""
        mean, (median, late, later) = sum(ordered) / len(ordered), (ordered[int(p * len(ordered))] for p in _SHARES)
        lines.append(
            f"{name:17}{mean:6.2f} ms of CPU a page{ratio}, median {median:.1f}, 95 % {late:.1f}, 99 % {later:.1f}, "
            f"slowest {ordered[-1]:.0f}"
        )
        failed = Counter(row["failed"] for row in rows[name].values() if "failed" in row)
        lines += [f"{name:17}fails at {count} pages: {reason}" for reason, count in failed.most_common()]
    return lines


def _row(name: str, sites: str, scored: Mapping[str, float | None], fields: Container[str]) -> str:
    values = (scored.get(key) if field in fields else None for _, key, field in _SCORES)
    cells = (f"{'-' if value is None else format(value, '.3f'):>8}" for value in values)
    return " ".join((f"{name:17}{'all' if sites == 'ALL' else sites:5}{scored['n']:>6}", *cells))


def losses(pages: Path, cases: Sequence[Case], rows: Mapping[str, Row]) -> list[str]:
    """What storyfold rejects, and where it loses the zone that a page states."""
    refused = [f"{case['id']} {row['detail']}" for case in cases if "rejected" in (row := rows[case["id"]])]
    zoned = [(case, stated) for case in cases if (stated := stated_times(pages, case))]
    lost = [
        f"{case['id']} {row.get('published')} {row.get('offset_minutes')}, stated {' '.join(map(str, sorted(stated)))}"
        for case, stated in zoned
        if _instant(row := rows[case["id"]]) not in stated
    ]
    kept = f"{len(zoned) - len(lost)} of {len(zoned)}"
    return [
        f"rejected: {len(refused)} of {len(cases)}",
        *(f"  {line}" for line in refused),
        f"time and zone kept, of the pages that state them: {kept}",
        *(f"  {line}" for line in lost),
    ]


def stated_times(pages: Path, case: Case) -> set[datetime]:
    """The moments, stated with a zone, at which a page says it was published, on the day that is right.

    Read by patterns from the source, so that what finds the times is not what is measured.
    """
    source = (pages / case["html"]).read_bytes().decode("utf-8", "replace")
    found = {time for statement in _STATED.findall(source) for time in _TIME.findall("".join(statement))}
    right = (case["gold"].get("date"), case["gold"].get("date_alt"))
    return {datetime.fromisoformat(time.replace(" ", "T")) for time in found if time[:10] in right}


def _instant(row: Row) -> datetime | None:
    """When the article was published, if the zone is stored as well."""
    if row.get("published") is None or row.get("offset_minutes") is None:
        return None
    zone = timezone(timedelta(minutes=row["offset_minutes"]))
    return datetime.fromisoformat(row["published"]).replace(tzinfo=zone)


def errors(scorer: ModuleType, cases: Sequence[Case], rows: Mapping[str, Row], field: str) -> Iterator[str]:
    """What is wrong in half `a`: values with their sources; of bodies, lines lost and lines too many."""
    for case in cases:
        row = rows[case["id"]]
        if case["half"] == "a":
            yield from _errors_of(scorer, case, row, field)


def _errors_of(scorer: ModuleType, case: Case, row: Row, field: str) -> Iterator[str]:
    gold = case["gold"]
    head = f"\n== {case['id']} {case['url']}\n"
    if field == "rejected":
        yield from [head, f"{row['rejected']}: {row['detail']}\n"] if "rejected" in row else []
    elif field == "body":
        lost = _lines_not_in(scorer, gold.get("body") or "\n".join(gold.get("body_with", ())), row.get("body") or "")
        extra = _lines_not_in(scorer, row.get("body") or "", gold["body"]) if gold.get("body") else _unwanted(gold, row)
        if lost or extra:
            yield head
            yield from (f"  LOST  {line[:_SHOWN_ERRORS]}\n" for line in lost)
            yield from (f"  EXTRA {line[:_SHOWN_ERRORS]}\n" for line in extra)
    else:
        names = {
            "title": "title",
            "authors": "authors",
            "published": "date",
            "site_name": "site_name",
            "topics": "topics",
        }
        wanted, given = gold.get(names[field]), row.get(field)
        if wanted and not _is_right(scorer, field, wanted, given):
            source = (row.get("sources") or {}).get(field)
            yield head
            yield f"  wanted {str(wanted)[:_SHOWN_ERRORS]!r}\n  given  {str(given)[:_SHOWN_ERRORS]!r} ({source})\n"


def _is_right(scorer: ModuleType, field: str, wanted: Any, given: Any) -> bool:
    if field == "title":
        return bool(scorer.title_match(wanted, given)[0])
    if field == "authors":
        return bool(scorer.people(wanted) == scorer.people(given))
    if field == "published":
        return str(given)[:10] == wanted
    if field == "site_name":
        ours, theirs = scorer.norm(given), scorer.norm(wanted)
        return bool(ours) and (ours in theirs or theirs in ours)
    return {scorer.norm(topic) for topic in wanted} == {scorer.norm(topic) for topic in given or ()}


def _lines_not_in(scorer: ModuleType, text: str, other: str) -> list[str]:
    """The lines of which less than half of the shingles are in the other text."""
    known = set(scorer.shingles(other))
    lines = []
    for line in filter(str.strip, text.split("\n")):
        shingles = set(scorer.shingles(line))
        if shingles and len(shingles & known) < 0.5 * len(shingles):
            lines.append(line)
    return lines


def _unwanted(gold: Mapping[str, Any], row: Row) -> list[str]:
    body = " ".join((row.get("body") or "").split())
    return [snippet for snippet in gold.get("body_without", ()) if " ".join(snippet.split()) in body]


def warm_up(engines: Mapping[str, Engine]) -> None:
    """Load the models and stop lists that a worker process loads once, whichever engine needs them."""
    from htmldate.extractors import external_date_parser
    from trafilatura.external import jt_stoplist_init

    jt_stoplist_init()
    external_date_parser("3. Mai 2019", "%Y-%m-%d")
    sentence = b"<p>A sentence of a story that is long enough.</p>"
    page = b"<html><head><title>A title</title></head><body><article>" + sentence * 20 + b"</article></body></html>"
    for engine in engines.values():
        engine(page, "https://news.example/1")


def page_document(url: str | None, content: bytes) -> Document:
    """A page as a crawl would hand it over: bytes and the address, without a header."""
    fields = {"url": url} if url else {}
    return Document(
        source="pages", path="page", record="", file_id="0" * 64, kind="html", content=content, fields=fields
    )


def as_row(outcome: Article | Rejected) -> Row:
    """The columns that a scorer compares; times as the local time of the page."""
    if isinstance(outcome, Rejected):
        return {"rejected": outcome.reason, "detail": outcome.detail}
    published = outcome.published_at
    if published:
        published += timedelta(minutes=outcome.published_offset_minutes or 0)
    names = {
        "title": "title",
        "authors": "authors",
        "published": "published",
        "site_name": "outlet",
        "topics": "topics",
    }
    return {
        "title": outcome.title,
        "authors": list(outcome.authors),
        "published": published.strftime("%Y-%m-%dT%H:%M:%S") if published else None,
        "offset_minutes": outcome.published_offset_minutes,
        "body": outcome.text,
        "language": outcome.language,
        "site_name": outcome.outlet,
        "topics": list(outcome.topics),
        "sources": {name: getattr(outcome, f"{column}_from") for name, column in names.items()},
    }


def _engines(wanted: Sequence[str], profile: Profile) -> dict[str, Engine]:
    """The engines that are installed; the others are named on stderr."""
    engines = {}
    for name in wanted:
        try:
            engines[name] = _ENGINES[name](profile)
        except ImportError as error:
            sys.stderr.write(f"{name} is not installed and left out: {error}\n")
    return engines


def _storyfold(profile: Profile) -> Engine:
    params = ArticleParams(profile=profile)
    return lambda content, url: as_row(to_article(page_document(url, content), params))


def _trafilatura() -> Engine:
    from trafilatura import bare_extraction

    def extract(content: bytes, url: str | None) -> Row:
        found = bare_extraction(content, url=url, with_metadata=True)
        if found is None or isinstance(found, dict):
            return {}
        page = found.as_dict()
        authors = [name.strip() for name in (page.get("author") or "").split(";") if name.strip()]
        return {
            "title": page.get("title"),
            "authors": authors,
            "published": page.get("date"),
            "body": page.get("text"),
            "site_name": page.get("sitename"),
            "topics": page.get("tags") or page.get("categories") or [],
        }

    return extract


def _newspaper4k() -> Engine:
    # Without addresses tldextract takes the list of suffixes that it was packed with.
    os.environ["TLDEXTRACT_PUBLIC_SUFFIX_LIST_URLS"] = ""
    import newspaper  # type: ignore[import-not-found, unused-ignore]

    def extract(content: bytes, url: str | None) -> Row:
        article = newspaper.Article(url or "", fetch_images=False)
        article.download(input_html=content.decode("utf-8", "replace"))
        article.parse()
        return {
            "title": article.title,
            "authors": list(article.authors),
            "published": str(article.publish_date or "")[:10],
            "body": article.text,
            "site_name": article.meta_site_name,
            "topics": list(article.tags or article.meta_keywords),
        }

    return extract


def _readability() -> Engine:
    from lxml.html import fromstring
    from readability import Document as Readable  # type: ignore[import-not-found, unused-ignore]

    def extract(content: bytes, url: str | None) -> Row:
        page = Readable(content.decode("utf-8", "replace"), url=url)
        return {"title": page.short_title(), "body": "\n".join(map(str, fromstring(page.summary()).itertext()))}

    return extract


def _resiliparse() -> Engine:
    from resiliparse.extract.html2text import extract_plain_text

    def extract(content: bytes, _: str | None) -> Row:
        text = extract_plain_text(content.decode("utf-8", "replace"), main_content=True, alt_texts=False)
        return {"body": text}

    return extract


_ENGINES: Mapping[str, Callable[[Profile], Engine]] = {
    "storyfold": _storyfold,
    "trafilatura": lambda _: _trafilatura(),
    "newspaper4k": lambda _: _newspaper4k(),
    "readability-lxml": lambda _: _readability(),
    "resiliparse": lambda _: _resiliparse(),
}


if __name__ == "__main__":
    main()
