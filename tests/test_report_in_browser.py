"""The report in a real browser: nothing is blocked, fetched or run that should not be; it can be read and driven.

Needs Debian's `chromium`; skipped where there is none.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.report import make_report
from warehouse.site.pages import ReportParams
from warehouse.store import Warehouse

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install Debian's package `chromium`"),
    pytest.mark.xdist_group("browser"),
]
LOOKS = [("light", 1240), ("dark", 1240), ("light", 390), ("dark", 390)]


class Watched:
    """A page of a browser, with everything it complained about."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._requested)

    def _requested(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:")):
            self.complaints.append(f"request: {request.url}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


@pytest.fixture
def watch(browser: Any) -> Iterator[Callable[..., Watched]]:
    """A new page of the browser that notes every complaint."""
    contexts = []

    def opened(scheme: str = "light", width: int = 1240) -> Watched:
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        contexts.append(context)
        return Watched(context.new_page())

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def report(example_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the example warehouse."""
    out = tmp_path_factory.mktemp("browser") / "out"
    make_report(Warehouse.open(example_warehouse), out, ReportParams())
    return out


def pages(report: Path) -> list[Path]:
    """One page of each kind: of stories the one with most on it."""
    stories = sorted(report.glob("story-*.html"), key=lambda page: page.stat().st_size)
    outlets = sorted(report.glob("outlet-*.html"), key=lambda page: page.stat().st_size)
    return [
        report / "index.html",
        report / "outlets.html",
        report / "quality.html",
        stories[-1],
        stories[0],
        outlets[-1],
    ]


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_every_kind_of_page_opens_quietly_and_fits(report: Path, watch: Any, scheme: str, width: int) -> None:
    watched = watch(scheme, width)

    for path in pages(report):
        watched.page.goto(path.as_uri())
        beyond = watched.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert beyond <= 0, f"{path.name} scrolls sideways by {beyond} px"

    assert watched.complaints == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1240), ("dark", 390)])
def test_every_kind_of_page_is_accessible(report: Path, watch: Any, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    watched = watch(scheme, width)
    found = {}

    for path in pages(report):
        watched.page.goto(path.as_uri())
        found[path.name] = [
            f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
            for violation in Axe().run(watched.page).response["violations"]
        ]

    assert not {name: violations for name, violations in found.items() if violations}


def test_a_search_is_driven_with_the_keyboard(report: Path, watch: Any) -> None:
    page = watch().page
    page.goto((report / "index.html").as_uri())

    page.keyboard.press("/")
    page.keyboard.type("FERRY aldermoor")
    hits = page.locator("#hits a").all_inner_texts()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/story-*.html")

    assert hits
    assert all("Aldermoor" in hit for hit in hits)
    assert "Aldermoor" in page.locator("h1").inner_text()


def test_a_search_without_a_hit_says_so(report: Path, watch: Any) -> None:
    page = watch().page
    page.goto((report / "index.html").as_uri())

    page.locator("#search").fill("zzz <b>x</b>")

    assert (
        page.locator("#hits").inner_text() == "No story has “zzz <b>x</b>” in its headline, and no outlet in its name"
    )
    page.keyboard.press("Escape")
    assert page.locator("#hits").is_hidden()


def test_the_switch_shows_another_chart(report: Path, watch: Any) -> None:
    page = watch().page
    page.goto((report / "index.html").as_uri())

    page.get_by_role("radio", name="section").check()
    by_section = page.locator(".pane:visible .legend").inner_text()
    page.get_by_role("radio", name="section").press("ArrowRight")
    by_outlet = page.locator(".pane:visible .legend").inner_text()

    assert "Coast" in by_section
    assert "Harbour Post" in by_outlet


def test_a_sentence_lights_up_with_its_counterpart(report: Path, watch: Any) -> None:
    page = watch().page
    paired = [path for path in report.glob("story-*.html") if "data-pair" in path.read_text()]
    page.goto(sorted(paired)[0].as_uri())

    page.locator("[data-pair='0']").first.focus()

    assert page.locator(".together").count() == 2


def test_hostile_text_is_shown_and_never_run(
    take_in: Callable[..., Any], scrape: Callable[..., str], tmp_path: Path, watch: Any
) -> None:
    title = """</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1"> on the quay"""
    records = [
        {"title": title, "url": "javascript:window.pwned=1", "text": scrape("ferry"), "outlet": f"{title}{n}"}
        for n in (1, 2)
    ]
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "all.jsonl").write_text("\n".join(json.dumps(record) for record in records))
    take_in(tmp_path / "warehouse", tmp_path / "inbox")
    make_report(Warehouse.open(tmp_path / "warehouse"), tmp_path / "out", ReportParams())
    watched = watch()

    for path in sorted((tmp_path / "out").glob("*.html")):
        watched.page.goto(path.as_uri())
        watched.page.locator("#search").fill("quay")
        assert watched.page.evaluate("window.pwned") is None, path.name

    assert watched.complaints == []
    assert "<img src=x" in watched.page.locator("#hits").inner_text()
