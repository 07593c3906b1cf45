"""The report of a warehouse as a small web server on this machine: each page is made when it is asked for.

Nothing is asked with SQL over HTTP: a request names a page, and that is all it can say.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from transforms.paired_sentences import paired_sentences
from warehouse import query
from warehouse.errors import ReportNotFound
from warehouse.site.pages import Report, ReportParams
from warehouse.site.report_pages import SEARCH, SINGLE_PAGES, one_page, opened, search_index, static_files
from warehouse.store import Warehouse

TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "csv": "text/csv", "svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",  # the next request may be answered from a newer snapshot
}
KEPT_FILES = 200  # made with the last pages; a page links to some five


class FreshReport:
    """The report on the newest snapshot; it is opened anew when a run has committed another."""

    def __init__(self, warehouse: Warehouse, params: ReportParams) -> None:
        """Opens nothing yet: the first request does."""
        self._warehouse = warehouse
        self._params = params
        self._report: Report | None = None
        self._open = ExitStack()  # the connection, and the lease on what it reads
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._one_at_a_time = threading.Lock()  # a DuckDB connection answers one question at a time

    def file(self, name: str) -> bytes:
        """A page, or a file that a page links to. Raises ReportNotFound."""
        with self._one_at_a_time:
            report = self._newest()
            if name == SEARCH:
                return search_index(report)
            if name.startswith("data/"):
                if name not in self._files:
                    self._make(report, f"{_stem(name, report)}.html")
                if name not in self._files:
                    raise ReportNotFound(f"no file {name!r}")
                return self._files[name]
            return self._make(report, name)

    def _make(self, report: Report, name: str) -> bytes:
        page = one_page(report, name, paired_sentences)
        self._files.update(page.files)
        while len(self._files) > KEPT_FILES:
            self._files.popitem(last=False)
        return page.html.encode()

    def _newest(self) -> Report:
        number = self._warehouse.snapshot().number
        if self._report is None or self._report.params.snapshot != number:
            self._open.close()
            connection = self._open.enter_context(query.connect_snapshot(self._warehouse, number))
            params = replace(self._params, snapshot=number, made_at=datetime.now(UTC))
            self._report = opened(connection, params)
            self._files.clear()
        return self._report


def application(warehouse: Warehouse, params: ReportParams, hosts: list[str]) -> Starlette:
    """The web application. hosts: names it answers to; a page elsewhere cannot reach it under a name of its own."""
    report = FreshReport(warehouse, params)
    fixed = static_files()

    def answer(request: Request) -> Response:
        name = str(request.path_params["name"])
        try:
            content = fixed[name] if name in fixed else report.file(name)
        except ReportNotFound as error:
            return Response(str(error), status_code=404, media_type="text/plain", headers=HEADERS)
        return Response(content, media_type=TYPES[name.rsplit(".", 1)[-1]], headers=HEADERS)

    def home(_request: Request) -> Response:
        return RedirectResponse("index.html")

    routes = [Route("/", home), Route("/{name:path}", answer)]
    return Starlette(routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts)])


def serve(warehouse: Warehouse, params: ReportParams, host: str, port: int, names: Sequence[str] = ()) -> None:
    """Answer until interrupted. names: those under which browsers ask, beside the host itself."""
    hosts = [host, "localhost", "127.0.0.1", "[::1]", *names]
    uvicorn.run(application(warehouse, params, hosts), host=host, port=port, log_level="warning")


def _stem(name: str, report: Report) -> str:
    """The page that a file belongs to: its name begins with that page's."""
    file = name.removeprefix("data/")
    pages = [page.removesuffix(".html") for page in (*SINGLE_PAGES, *report.links.values())]
    return next((page for page in pages if file.startswith(f"{page}-")), "")
