"""The report: what stands on its pages, what a public one leaves out, and that text of articles stays text."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from flows.report import make_report, report_params
from transforms.paired_sentences import paired_sentences
from warehouse import query
from warehouse.errors import ReportRefused
from warehouse.site.charts import Series, stacked_columns
from warehouse.site.pages import ReportParams
from warehouse.site.panels import panel
from warehouse.site.rendering import web_address
from warehouse.site.report_pages import one_page, opened
from warehouse.site.story_pages import compared
from warehouse.store import Warehouse

HOSTILE_TITLE = """</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">{{ 7*7 }} on the quay"""


class Tags(HTMLParser):
    """The elements of a page, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(page: str) -> list[tuple[str, dict[str, str | None]]]:
    """The elements of a page, with their attributes."""
    parser = Tags()
    parser.feed(page)
    return parser.found


def made(warehouse: Path, out: Path, **params: Any) -> Path:
    """A report of a warehouse."""
    make_report(Warehouse.open(warehouse), out, ReportParams(**params))
    return out


@pytest.fixture(scope="module")
def report(example_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the example warehouse."""
    return made(example_warehouse, tmp_path_factory.mktemp("report") / "out")


@pytest.fixture
def hostile_report(take_in: Callable[..., Any], scrape: Callable[..., str], tmp_path: Path) -> Path:
    """The report of articles whose fields are code for browsers, spreadsheets and terminals."""
    records = [
        {"title": HOSTILE_TITLE, "url": "javascript:alert(1)", "text": scrape("ferry"), "outlet": "=cmd|' /C calc'!A0"},
        {
            "title": HOSTILE_TITLE,
            "url": "https://b.example/ferry",
            "text": scrape("ferry"),
            "outlet": "B\x1b[31m <b>R&D",
        },
        {
            "title": "\u202eGubernator",
            "url": "https://c.example/tram",
            "text": scrape("tram"),
            "section": "<svg/onload=1>",
        },
    ]
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "all.jsonl").write_text("\n".join(json.dumps(record) for record in records))
    take_in(tmp_path / "warehouse", inbox)
    return made(tmp_path / "warehouse", tmp_path / "out")


def test_every_link_leads_to_a_file_of_the_report(report: Path) -> None:
    pages = sorted(report.glob("*.html"))
    links = {
        (page.name, attributes[name])
        for page in pages
        for tag, attributes in tags(page.read_text())
        for name in ("href", "src")
        if attributes.get(name) and not re.match(r"https?:|data:,|#", attributes[name] or "")
    }

    assert len(pages) > 20
    assert not [link for link in links if not (report / (link[1] or "").split("#")[0]).is_file()]


def test_a_story_shows_both_figures_as_they_were_written(report: Path, ask: Any, example_warehouse: Path) -> None:
    [(story,)] = ask(example_warehouse, "SELECT story_id FROM stories WHERE title LIKE 'Ferry Aldermoor runs%'")

    page = (report / f"story-{story[:16]}.html").read_text()

    assert "<mark>More than a dozen</mark> passengers needed treatment" in page
    assert "<mark>Seventeen</mark> people have been treated" in page


def test_the_statement_beside_a_panel_gives_the_rows_of_its_file(report: Path, example_warehouse: Path) -> None:
    page = (report / "index.html").read_text()
    statements = re.findall(r"<pre[^>]*>(.*?)</pre>\s*<p><a href=\"(.*?)\"", page, re.DOTALL)

    with query.connect_snapshot(Warehouse.open(example_warehouse)) as connection:
        for sql, file in statements:
            plain = sql.replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
            with (report / file).open() as lines:
                assert len(list(csv.reader(lines))) == 1 + query.read(connection, plain).num_rows

    assert len(statements) >= 7


def test_a_statement_says_nothing_of_a_period_that_was_not_given(report: Path, example_warehouse: Path) -> None:
    pages = [page.read_text() for page in report.glob("*.html")]
    statements = [sql for page in pages for sql in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)]
    params = report_params("2026-11-09", None, is_public=False, most_stories=0)
    with query.connect_snapshot(Warehouse.open(example_warehouse)) as connection:
        totals = panel(connection, "totals", **params.period)
        again = query.read(connection, totals.sql)

    assert not [sql for sql in statements if re.search(r"NULL IS NULL|IS NULL OR|[<>]=? NULL|unnest", sql)]
    assert again.equals(totals.table)
    assert ">= TIMESTAMPTZ '2026-11-09 00:00:00+00:00'" in totals.sql


def test_the_overview_counts_outlets_of_a_story_as_the_stories_do(
    report: Path, example_warehouse: Path, ask: Any
) -> None:
    [(wide,)] = ask(example_warehouse, "SELECT count(*) FROM stories WHERE outlets >= 3")

    assert f"{wide} in three outlets or more" in (report / "index.html").read_text()


def test_a_report_names_its_last_day(example_warehouse: Path, tmp_path: Path) -> None:
    params = report_params("2026-11-09", "2026-11-12", is_public=True, most_stories=3)
    make_report(Warehouse.open(example_warehouse), tmp_path / "out", params)

    assert "<span>9 November 2026 to 12 November 2026</span>" in (tmp_path / "out" / "index.html").read_text()


def test_a_name_from_right_to_left_stands_by_itself(report: Path) -> None:
    pages = [page.read_text() for page in report.glob("story-*.html")]
    [page] = [page for page in pages if "First from" in page and "صدى الميناء" in page]

    assert 'First from <b dir="auto">صدى الميناء</b>, ' in page


def test_every_story_with_a_page_is_in_the_list_and_found_by_its_headline(report: Path) -> None:
    pages = {page.name for page in report.glob("story-*.html")}
    listed = {a.get("href") for tag, a in tags((report / "stories.html").read_text()) if tag == "a"}
    found = json.loads((report / "search.js").read_text().removeprefix("window.FOUND=").removesuffix(";"))

    assert pages
    assert pages <= listed
    assert pages <= {page for _, _, page in found}
    assert ["Harbour Post", "outlet, 5 articles"] in [[name, about] for name, about, _ in found]


def test_an_outlet_shows_its_volume_over_the_time_of_the_report(report: Path) -> None:
    [page] = [page for page in report.glob("outlet-*.html") if '<h1 dir="auto">Harbour Post<' in page.read_text()]

    assert "Articles by day, 5 in all, most at" in page.read_text()
    assert "16 Nov" in page.read_text()  # its last article is of 12 November


def test_an_article_without_an_address_says_where_it_was_read(
    report: Path, example_warehouse: Path, tmp_path: Path
) -> None:
    public = made(example_warehouse, tmp_path / "public", is_public=True)
    paths = [folder.glob("story-*.html") for folder in (report, public)]

    assert [any("scrapes/relais-vaubrune.txt" in page.read_text() for page in pages) for pages in paths] == [
        True,
        False,
    ]


def test_of_two_headlines_over_one_another_the_more_telling_one_is_drawn() -> None:
    days = [date(2026, 11, day) for day in range(1, 29)]
    series = [Series(name="all", values=tuple(range(1, 29)))]
    near = {
        days[27]: "The harbour is closed for the night of the herons",
        days[20]: "A ferry is late by an hour or two",
    }

    both, alone = (str(stacked_columns(days, series, notes, "day")) for notes in ({**near, days[0]: "Fog"}, near))

    assert "The harbour is closed" in both
    assert ">Fog<" in both
    assert "A ferry is late" not in both + alone


def test_the_overview_shows_the_figures_that_are_furthest_apart(report: Path) -> None:
    shown = re.findall(
        r"<span>injured</span><b[^>]*>(.*?)</b>.*?<b[^>]*>(.*?)</b>", (report / "index.html").read_text()
    )

    assert shown == [("More than a dozen", "19")]
    assert "In <b>2</b> of the 26 stories" in (report / "index.html").read_text()


def test_a_check_that_found_something_unusual_is_marked(example_warehouse: Path) -> None:
    level = "if(name = 'silent_outlets', 'warn', level)"
    with query.connect_snapshot(Warehouse.open(example_warehouse)) as connection:
        connection.execute(f"CREATE TABLE found AS SELECT * REPLACE ({level} AS level) FROM checks")
        connection.execute("CREATE OR REPLACE VIEW checks AS FROM found")
        page = one_page(opened(connection, ReportParams()), "quality.html", paired_sentences).html

    assert "<b>1 check</b> found something unusual, none failed." in page
    assert '<span class="tag warn">unusual</span></td><th scope="row">silent outlets' in page


def test_text_of_articles_is_never_markup(hostile_report: Path) -> None:
    elements = [element for page in hostile_report.glob("*.html") for element in tags(page.read_text())]

    assert {tag for tag, _ in elements}.isdisjoint({"img", "iframe", "object", "b onerror"})
    assert {a.get("src") for tag, a in elements if tag == "script"} == {"search.js", "report.js"}
    assert not [a for _, a in elements if any(name.startswith("on") or name == "style" for name in a)]
    assert not [a for _, a in elements if (a.get("href") or "").startswith("javascript:")]
    assert "</script>" not in (hostile_report / "search.js").read_text()
    assert "49 on the quay" not in (hostile_report / "index.html").read_text()


def test_no_file_of_a_report_steers_a_terminal_or_a_spreadsheet(hostile_report: Path) -> None:
    for path in hostile_report.rglob("*"):
        if path.is_file():
            assert not re.search(rb"\x1b|\x07|\xe2\x80\xae", path.read_bytes()), path
        if path.suffix == ".csv":
            cells = [cell for row in csv.reader(path.read_text().splitlines()) for cell in row]
            assert not [cell for cell in cells if re.match(r"[=+@\t\r]|-(?!\d)", cell)]


def test_a_title_without_end_does_not_fill_the_pages(
    take_in: Callable[..., Any], scrape: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "all.jsonl").write_text(json.dumps({"title": "T" * 1_000_000, "text": scrape("ferry")}))
    take_in(tmp_path / "warehouse", tmp_path / "inbox")

    out = made(tmp_path / "warehouse", tmp_path / "out")

    assert max(path.stat().st_size for path in out.rglob("*") if path.is_file()) < 200_000


def test_a_public_report_has_no_full_text_and_only_parts_of_sentences(example_warehouse: Path, tmp_path: Path) -> None:
    whole = made(example_warehouse, tmp_path / "whole")
    public = made(example_warehouse, tmp_path / "public", is_public=True, sentence_letters=60)

    pages = "".join(page.read_text() for page in public.glob("*.html"))
    quotes = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", pages, re.DOTALL)

    assert "Side by side" in "".join(page.read_text() for page in whole.glob("story-*.html"))
    assert "Side by side" not in pages
    assert quotes
    assert max(len(re.sub(r"<.*?>", "", quote)) for quote in quotes) <= 64


def test_a_period_holds_only_what_was_published_in_it(example_warehouse: Path, tmp_path: Path, ask: Any) -> None:
    params = report_params("2026-11-09", "2026-11-12", is_public=False, most_stories=500)
    make_report(Warehouse.open(example_warehouse), tmp_path / "out", params)
    [(articles,)] = ask(
        example_warehouse,
        "SELECT count(*) FROM articles WHERE published_at >= '2026-11-09' AND published_at < '2026-11-13'",
    )

    page = (tmp_path / "out" / "index.html").read_text()

    assert f"<h1>{articles} articles," in page
    assert "against the time before" in page


def test_a_folder_that_holds_no_report_is_left_alone(example_warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("chapter one")

    with pytest.raises(ReportRefused, match="not empty"):
        made(example_warehouse, tmp_path)

    assert (tmp_path / "thesis.txt").read_text() == "chapter one"


def test_a_report_takes_the_place_of_the_one_before(example_warehouse: Path, tmp_path: Path) -> None:
    made(example_warehouse, tmp_path / "out")
    made(example_warehouse, tmp_path / "out", most_stories=2)

    assert len(list((tmp_path / "out").glob("story-*.html"))) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_an_empty_warehouse_has_a_report_too(tmp_path: Path, take_in: Callable[..., Any]) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "nothing.txt").write_text(" ")
    take_in(tmp_path / "warehouse", tmp_path / "inbox")

    out = made(tmp_path / "warehouse", tmp_path / "out")

    assert "0 articles, 0 stories" in (out / "index.html").read_text()
    assert "empty_file" in (out / "quality.html").read_text()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://[", "", None])
def test_only_web_addresses_become_links(address: str | None) -> None:
    assert web_address(address) is None


def test_sentences_are_paired_with_their_counterpart_and_with_no_other() -> None:
    left = "Divers found a dent two metres long below the waterline. The crew had not slept. Soup was served in churns."
    right = (
        "Below the waterline divers found a dent of two metres. The harbour master spoke. Nobody was hurt on Tuesday."
    )

    first, second = paired_sentences(left, right)

    assert [pair for _, pair in first] == [0, None, None]
    assert [pair for _, pair in second] == [0, None, None]


@pytest.mark.parametrize("texts", [("", ""), ("One.", ""), ("渡轮在雾中触礁。", "浓雾中渡轮触礁，无人受伤。")])
def test_pairing_keeps_every_sentence(texts: tuple[str, str]) -> None:
    for text, paired in zip(texts, paired_sentences(*texts), strict=True):
        assert "".join(sentence for sentence, _ in paired) == text


def figure(subject: str, left: tuple[str, str], right: tuple[str, str], relation: str = "differs") -> dict[str, Any]:
    """A pair of figures: article and what it writes, twice."""
    row: dict[str, Any] = {"subject": subject, "relation": relation}
    for prefix, (article, written) in (("", left), ("other_", right)):
        row |= {f"{prefix}article_id": article, f"{prefix}outlet": article.upper()}
        row |= {
            f"{prefix}written": written,
            f"{prefix}value": float(written),
            f"{prefix}sentence": f"{written} were hurt",
        }
    return row


ARTICLES = [{"article_id": name, "published_at": None, "published_precision": None} for name in "abcd"]


def test_what_speaks_of_one_thing_stands_in_one_entry_each_statement_once() -> None:
    pairs = [
        figure("injured", ("c", "19"), ("a", "14")),
        figure("injured", ("a", "14"), ("b", "17")),
        figure("injured", ("b", "17"), ("c", "19")),
        figure("killed", ("a", "2"), ("b", "2"), "same"),
    ]

    found = compared(pairs, ARTICLES)

    assert [(one.subject, one.is_same, [said["written"] for said in one.statements]) for one in found] == [
        ("injured", False, ["14", "17", "19"]),
        ("killed", True, ["2", "2"]),
    ]


def test_a_number_that_one_article_alone_gives_is_of_one_side() -> None:
    pair = figure("rockets", ("a", "14"), ("b", "0"), "one side") | {"other_value": None, "other_written": "no number"}

    [one] = compared([pair], ARTICLES)

    assert (one.is_same, one.is_one_sided, [said["written"] for said in one.statements]) == (
        False,
        True,
        ["14", "no number"],
    )


def test_two_things_of_one_name_stay_apart() -> None:
    found = compared([figure("people", ("a", "5"), ("b", "6")), figure("people", ("c", "70"), ("d", "80"))], ARTICLES)

    assert [[said["written"] for said in one.statements] for one in found] == [["5", "6"], ["70", "80"]]


def test_pairing_takes_no_time_where_a_line_is_repeated() -> None:
    text = "The harbour master counted four boats beside the broken pier today. " * 200

    first, _ = paired_sentences(text, text)

    assert len(first) == 200
    assert [pair for _, pair in first[:2]] == [0, None]
