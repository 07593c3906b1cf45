"""One HTTP request and its answer, tried again while the fault may pass: the only module that knows httpx.

A fault that may pass is a timeout, a connection that ends early, a body shorter than announced, or a status that says
so. Waits double and are drawn at random from nought to the whole ("full jitter": Brooker, AWS Architecture Blog 2015),
so that tasks that failed together do not come back together.
"""

from __future__ import annotations

import atexit
import logging
import random
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TypeVar
from urllib.parse import quote, urljoin, urlsplit

import httpx

from flows.errors import PlaceFailed, WrongAddress
from flows.places.addresses import checked, without_signature


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportParams:
    """How long an answer is waited for, and how often it is asked for."""

    connect_seconds: float = 10.0  # elapsed; a handshake across the world takes one
    silence_seconds: float = 60.0  # between two pieces of an answer; stores answer a slow disk within 20
    least_rate: float = 1_000.0  # bytes a second, after the first minute: slower is a line that hangs
    tries: int = 6  # with the waits below about 15 s of trouble, a restart of a server
    first_wait_seconds: float = 0.5  # before the second try at most, doubled with each
    longest_wait_seconds: float = 20.0
    longest_retry_after_seconds: float = 60.0  # a server that asks for more is asked again after that
    total_seconds: float = 300.0  # no try begins later, so one object cannot hold a night up
    most_redirects: int = 5
    most_page_bytes: int = 64 << 20  # of one listing or index page; 1,000 entries take less than 1 MiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for."""

    address: str  # as people know it, for messages
    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    follows: bool = False  # redirects; never with credentials


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The beginning of an answer; its body comes in pieces."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    url: str  # that answered, after redirects
    pieces: Iterator[bytes]

    @property
    def length(self) -> int | None:
        """The length of the body, if it was announced."""
        length = self.headers.get("content-length", "")
        return int(length) if length.isdigit() else None


class MayPass(Exception):
    """A fault that the next try may not meet."""

    def __init__(self, message: str, wait_seconds: float | None = None) -> None:
        """wait_seconds: what the server asks for."""
        super().__init__(message)
        self.wait_seconds = wait_seconds


Result = TypeVar("Result")
PASSING = {408, 425, 429, 500, 502, 503, 504}
ADVICE = {
    401: "credentials are wanted; they come from the environment, `storyfold doctor` says which are found",
    403: "access is denied; credentials come from the environment, `storyfold doctor` says which are found",
    404: "there is nothing at this address",
    410: "it is gone for good",
}


def asked(
    request: Callable[[], Request], take: Callable[[Answer], Result], params: TransportParams | None = None
) -> Result:
    """What `take` makes of the answer, which is asked for again while the fault may pass.

    request: made anew for each try, since signatures age. Both may raise MayPass.
    Raises PlaceFailed when the fault does not pass, or is none that may.
    """
    params = params or TransportParams()
    last_begin = time.monotonic() + params.total_seconds
    where = ""
    for tried in range(1, params.tries + 1):
        try:
            asking = request()
            where = f"{without_signature(asking.address)}: "
            with _answered(asking, params) as answer:
                return take(answer)
        except MayPass as fault:
            wait = _wait_seconds(fault, tried, params)
            if tried == params.tries or time.monotonic() + wait > last_begin:
                message = f"{where}{fault}; tried {tried} times, the next run tries again"
                raise PlaceFailed(message) from fault
            time.sleep(wait)
    raise AssertionError("unreachable: the last try returns or raises")


def page(request: Callable[[], Request], params: TransportParams | None = None) -> tuple[Answer, bytes]:
    """The answer to a request with its whole body, which may be a listing or an index and no more."""
    limit = (params or TransportParams()).most_page_bytes

    def take(answer: Answer) -> tuple[Answer, bytes]:
        body = bytearray()
        for piece in answer.pieces:
            body += piece
            if len(body) > limit:
                raise PlaceFailed(f"{without_signature(answer.url)}: more than {limit >> 20} MiB, and a page is wanted")
        return answer, bytes(body)

    return asked(request, take, params)


def _wait_seconds(fault: MayPass, tried: int, params: TransportParams) -> float:
    if fault.wait_seconds is not None:
        return min(fault.wait_seconds, params.longest_retry_after_seconds)
    return random.uniform(0, min(params.longest_wait_seconds, params.first_wait_seconds * 2 ** (tried - 1)))


@contextmanager
def _answered(request: Request, params: TransportParams) -> Iterator[Answer]:
    """A good answer under way. Raises MayPass or PlaceFailed."""
    url = request.url
    shown = without_signature(request.address)
    for _ in range(params.most_redirects + 1):
        with _caught(shown), _sent(request, url, params) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            if response.has_redirect_location and request.follows:
                url = _redirected(url, headers["location"], shown)
                continue
            if response.status_code >= 300:
                _refuse(response, headers, shown)
            pieces = _pieces(response, params)
            yield Answer(status=response.status_code, headers=headers, url=url, pieces=pieces)
            return
    raise PlaceFailed(f"{shown}: more than {params.most_redirects} redirects")


@contextmanager
def _sent(request: Request, url: str, params: TransportParams) -> Iterator[httpx.Response]:
    client = _client(params)
    # Not decoded on the way: what is stored packed is wanted as it is.
    headers = {"Accept-Encoding": "identity", "User-Agent": "storyfold", **request.headers}
    built = client.build_request(request.method, url, headers=headers)
    # The path as it was written, but for what no request may hold: httpx takes `a/../b` for `b`, and keys may be so.
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    built.extensions["target"] = quote(target, safe="/?%:@!$&'()*+,;=~[]").encode()
    response = client.send(built, stream=True)
    try:
        yield response
    finally:
        response.close()


@contextmanager
def _caught(shown: str) -> Iterator[None]:
    """What goes wrong on the way, as MayPass or PlaceFailed."""
    try:
        yield
    except httpx.ConnectError as error:
        cause = _cause(error)
        if isinstance(cause, socket.gaierror) and cause.errno != socket.EAI_AGAIN:
            raise PlaceFailed(f"{shown}: no such host ({cause.strerror}); check the address") from error
        if isinstance(cause, ssl.SSLError):
            message = f"{shown}: its certificate is not trusted ({cause}); SSL_CERT_FILE names one that is"
            raise PlaceFailed(message) from error
        raise MayPass(f"no connection ({error})") from error
    except httpx.TimeoutException as error:
        raise MayPass(f"no answer in time ({type(error).__name__})") from error
    except (httpx.NetworkError, httpx.RemoteProtocolError) as error:
        raise MayPass(f"the connection ended early ({error or type(error).__name__})") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise PlaceFailed(f"{shown}: {error or type(error).__name__}") from error


def _cause(error: BaseException) -> BaseException:
    """What lies at the bottom of an error."""
    while (below := error.__cause__ or error.__context__) is not None:
        error = below
    return error


def _pieces(response: httpx.Response, params: TransportParams) -> Iterator[bytes]:
    began, received = time.monotonic(), 0
    for piece in response.iter_raw():
        received += len(piece)
        seconds = time.monotonic() - began
        if seconds > 60 and received / seconds < params.least_rate:
            raise MayPass(f"{received:,} bytes in {seconds:.0f} s")
        yield piece


def _redirected(url: str, location: str, shown: str) -> str:
    target = urljoin(url, location)
    if url.startswith("https:") and not target.startswith("https:"):
        raise PlaceFailed(f"{shown}: redirected to what is not https; give the address it is to be read from")
    try:
        return checked(target)
    except WrongAddress as error:
        raise PlaceFailed(f"{shown}: redirected to {error}") from error


def _refuse(response: httpx.Response, headers: Mapping[str, str], shown: str) -> None:
    """Raise what a status that is no success means."""
    status = response.status_code
    body = b"" if response.request.method == "HEAD" else next(response.iter_raw(16 << 10), b"")
    code = _between(body, b"<Code>", b"</Code>")  # of S3 and its like
    said = f"{status} {code or response.reason_phrase}".strip()
    if status in PASSING or code in {"RequestTimeout", "SlowDown", "InternalError"}:
        raise MayPass(said, _retry_after(headers.get("retry-after", "")))
    advice = ADVICE.get(status, "")
    region = headers.get("x-amz-bucket-region") or _between(body, b"<Region>", b"</Region>") or None
    message = f"{shown}: {said}{'; ' if advice else ''}{advice}"
    raise PlaceFailed(message, status=status, code=code, region=region)


def _between(body: bytes, begin: bytes, end: bytes) -> str:
    return body.partition(begin)[2].partition(end)[0].decode("ascii", "replace") if begin in body else ""


def _retry_after(value: str) -> float | None:
    """The seconds of a Retry-After header, or those to its date.

    >>> _retry_after("7"), _retry_after("soon")
    (7.0, None)
    """
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


@cache
def _client(params: TransportParams) -> httpx.Client:
    """The client of this process: its connections are kept, and may be used by all threads."""
    # Its log lines hold whole addresses, and what lets one in may be in them.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    timeout = httpx.Timeout(params.silence_seconds, connect=params.connect_seconds)
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=32)
    client = httpx.Client(timeout=timeout, limits=limits, follow_redirects=False)
    atexit.register(client.close)
    return client
