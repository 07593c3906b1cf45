"""Make text dumps of labelled pages: every visible line, and whether it is of the story, for training the line model.

    python -m benchmarks.dump_pages PAGES DUMPS.jsonl.xz

PAGES is a folder with `cases.jsonl` (id, publisher, html, gold with `body`, or snippets in `body_with` and
`body_without`) and the pages it names. Where a page has no gold body, extractors stand in for it: a line is of the
story if the careful ones have it (label 1), and is not if even the greedy ones leave it out (0); the others are
not used (3). Pages whose labels contradict the snippets are left out. A title is 2. Each page is dumped twice: whole
(`full`), and the element around the story (`main`).
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any  # Any: rows of JSON

from lxml.html import HtmlElement

from transforms.decode import decode
from transforms.main_text import main_text, parse_page

BLOCKS = frozenset(
    ("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "nav",
     "aside", "main", "table", "tr", "td", "th", "form", "figure", "figcaption", "blockquote", "pre", "br", "hr", "dl",
     "dt", "dd", "address", "fieldset", "body", "html", "label", "button", "summary", "details", "center", "tbody",
     "time")
)  # fmt: skip
UNSEEN = frozenset(
    ("script", "style", "noscript", "template", "svg", "head", "iframe", "object", "select", "option", "textarea",
     "audio", "video", "canvas", "title", "meta", "link")
)  # fmt: skip
_TOKEN = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|\w+"
)
_SHINGLE = 3  # words
_SAME, _OTHER = 0.7, 0.25  # share of a line's shingles found in a text, from which, and to which, it is of it or not
Shingles = frozenset[tuple[str, ...]]
_LEAST_STORY = 500  # characters of lines that are of the story; a page with fewer is no article


def main() -> None:
    """Write the dumps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("dumps", type=Path)
    options = parser.parse_args()
    cases = map(json.loads, (options.pages / "cases.jsonl").read_text(encoding="utf-8").splitlines())
    with lzma.open(options.dumps, "wt", encoding="utf-8") as file:
        for case in cases:
            for dump in dumps_of(case, (options.pages / case["html"]).read_bytes()):
                file.write(json.dumps(dump, ensure_ascii=False) + "\n")


def dumps_of(case: dict[str, Any], page: bytes) -> Iterator[dict[str, Any]]:
    """The page as a whole, and the element around its story, if the page has one and can be labelled."""
    html = decode(page, None).text
    tree = parse_page(html).tree
    gold = case["gold"]
    careful, greedy = [gold["body"]] * 2 if gold.get("body") else _extracted(html)
    sure, possible = _shingles(careful), _all_shingles(greedy)
    for kind, root in (("full", tree), ("main", _story_element(tree, sure))):
        lines = list(visible_lines(root)) if root is not None else []
        labels = [label(line, gold.get("title") or "", sure, possible) for line in lines]
        story = " ".join(line for line, its in zip(lines, labels, strict=True) if its == 1)
        if len(story) >= _LEAST_STORY and _agrees(gold, lines, labels):
            yield {
                "id": case["id"],
                "kind": kind,
                "set": case["set"],
                "publisher": case["publisher"],
                "title": gold.get("title"),
                "is_gold": bool(gold.get("body")),
                "lines": lines,
                "labels": labels,
            }


def visible_lines(root: HtmlElement) -> Iterator[str]:
    """What a reader sees of an element, one line for each stretch of text between blocks."""
    parts: list[str] = []
    for piece in _pieces(root):
        if piece is not None:
            parts.append(piece)
            continue
        line = " ".join("".join(parts).split())
        parts.clear()
        if line:
            yield line


def _pieces(element: HtmlElement) -> Iterator[str | None]:
    """The texts of an element in order, with None where a line ends."""
    stack: list[tuple[HtmlElement, bool]] = [(element, False)]
    while stack:
        node, is_end = stack.pop()
        if not is_end and _is_seen(node):
            if node.tag in BLOCKS:
                yield None
            yield node.text or ""
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node))
            continue
        if is_end and node.tag in BLOCKS:
            yield None
        if node is not element:
            yield node.tail or ""
    yield None


def _is_seen(node: HtmlElement) -> bool:
    if not isinstance(node.tag, str) or node.tag in UNSEEN or node.get("hidden") is not None:
        return False
    return "display:none" not in (node.get("style") or "").replace(" ", "")


def label(line: str, title: str, sure: Shingles, possible: Shingles) -> int:
    """1 story, 0 residue, 2 title, 3 not known."""
    words = _words(line)
    if not words:
        return 3
    if words == _words(title):
        return 2
    if len(words) < _SHINGLE:
        return 3 if tuple(words) in possible else 0
    shingles = _shingles(line)
    if _share(shingles, sure) >= _SAME:
        return 1
    return 0 if _share(shingles, possible) <= _OTHER else 3


def _share(shingles: Shingles, known: Shingles) -> float:
    return len(shingles & known) / len(shingles) if shingles else 0.0


def _shingles(text: str) -> Shingles:
    words = _words(text)
    return frozenset(tuple(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1))


def _all_shingles(text: str) -> Shingles:
    """With shorter ones, so that a line of a word or two can be looked up."""
    words = _words(text)
    return frozenset(
        tuple(words[start : start + size]) for size in range(1, _SHINGLE + 1) for start in range(len(words) - size + 1)
    )


def _words(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def _extracted(html: str) -> tuple[str, str]:
    """What careful extractors agree on, and what a greedy one or any other takes in."""
    import trafilatura

    ours = main_text(parse_page(html), html) or ""
    careful = trafilatura.extract(html, favor_precision=True, include_comments=False) or ""
    greedy = trafilatura.extract(html, favor_recall=True, include_comments=False) or ""
    in_ours = _shingles(ours)
    agreed = (line for line in careful.split("\n") if _share(_shingles(line), in_ours) >= _SAME)
    return "\n".join(agreed), "\n".join((ours, careful, greedy))


def _story_element(tree: HtmlElement, sure: Shingles) -> HtmlElement | None:
    """Two above the smallest element that holds nine tenths of the story's paragraphs."""
    weights: dict[HtmlElement, int] = {}
    total = 0
    for paragraph in tree.iter("p"):
        text = str(paragraph.text_content())
        if len(text) >= 60 and _share(_shingles(text), sure) >= _SAME:
            total += len(text)
            for element in (paragraph, *paragraph.iterancestors()):
                weights[element] = weights.get(element, 0) + len(text)
    holding = [element for element, weight in weights.items() if weight >= 0.9 * total]
    if not holding:
        return None
    element = max(holding, key=lambda one: sum(1 for _ in one.iterancestors()))
    above = [one for one in element.iterancestors() if one.tag not in ("html", "body")]
    return above[min(1, len(above) - 1)] if above else element


def _agrees(gold: dict[str, Any], lines: Iterable[str], labels: Iterable[int]) -> bool:
    """Whether the labels say of the snippets what the gold says."""
    by_label: dict[int, str] = {0: "", 1: "", 2: "", 3: ""}
    for line, its in zip(lines, labels, strict=True):
        by_label[its] += "\n" + line
    folded = {its: " ".join(text.split()) for its, text in by_label.items()}
    wanted = (" ".join(snippet.split()) for snippet in gold.get("body_with", ()))
    unwanted = (" ".join(snippet.split()) for snippet in gold.get("body_without", ()))
    return not any(snippet in folded[0] and snippet not in folded[1] for snippet in wanted) and not any(
        snippet in folded[1] for snippet in unwanted
    )


if __name__ == "__main__":
    main()
