"""Real servers for tests of places: a web server that plays faults, one in front of another, and a bucket of Google's.

All of them listen on this machine alone, on a free port.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

Play = Callable[["Handler"], None]  # answers one request instead of the server


@dataclass(kw_only=True)
class Stage:
    """What a server has and does, and what it was asked."""

    files: dict[str, bytes] = field(default_factory=dict)  # by path as it is asked for
    headers: dict[str, dict[str, str]] = field(default_factory=dict)  # more of them, by path
    plays: dict[str, list[Play]] = field(default_factory=dict)  # faults by path without a query, each played once
    knows_ranges: bool = True
    knows_head: bool = True
    tells_version: bool = True
    behind: str | None = None  # host and port of a server whose answers are handed on
    drops: frozenset[str] = frozenset()  # headers of requests that are not handed on, in small letters
    buckets: dict[str, dict[str, bytes]] = field(default_factory=dict)  # of Google's kind
    asked: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)  # method, target, headers
    url: str = ""

    def count(self, method: str) -> int:
        """How often a method was asked for."""
        return sum(asked == method for asked, _, _ in self.asked)


class Server(ThreadingHTTPServer):
    """A server with its stage."""

    daemon_threads = True
    stage: Stage

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: tests end connections early on purpose."""


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    server: Server
    body: bytes

    def do_GET(self) -> None:
        """Play the next fault of this path, or answer."""
        stage = self.server.stage
        stage.asked.append((self.command, self.path, dict(self.headers.items())))
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        waiting = stage.plays.get(self.path.partition("?")[0])
        if waiting:
            waiting.pop(0)(self)
        elif stage.behind:
            self.hand_on(stage.behind)
        elif self.path.startswith("/storage/v1/b/"):
            self.answer_as_google(stage)
        else:
            self.answer_file(stage)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def reply(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def reply_part(self, body: bytes, headers: Mapping[str, str]) -> None:
        """The bytes asked for."""
        wanted = self.headers.get("Range")
        if not wanted or not self.server.stage.knows_ranges:
            self.reply(200, body, headers)
            return
        first, last = (int(number) for number in wanted.removeprefix("bytes=").split("-"))
        if first >= len(body):
            self.reply(416, b"", {**headers, "Content-Range": f"bytes */{len(body)}"})
            return
        part = body[first : last + 1]
        self.reply(206, part, {**headers, "Content-Range": f"bytes {first}-{first + len(part) - 1}/{len(body)}"})

    def answer_file(self, stage: Stage) -> None:
        """A file, with what a web server says of it."""
        path = self.path if self.path in stage.files else self.path.partition("?")[0]
        if path not in stage.files or (self.command == "HEAD" and not stage.knows_head):
            self.reply(405 if path in stage.files else 404)
            return
        body = stage.files[path]
        told = {"ETag": f'"{hashlib.sha1(body).hexdigest()}"'} if stage.tells_version else {}
        kind = "text/html" if path.endswith("/") else "application/octet-stream"
        self.reply_part(body, {"Content-Type": kind, **told, **stage.headers.get(path, {})})

    def answer_as_google(self, stage: Stage) -> None:
        """The few calls of the JSON interface of Google Cloud Storage."""
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        bucket, _, name = url.path.removeprefix("/storage/v1/b/").partition("/o")
        objects = stage.buckets.get(unquote(bucket))
        if objects is None:
            self.reply(404, b'{"error": {"code": 404}}')
        elif not name:
            found = [key for key in sorted(objects) if key.startswith(asked.get("prefix", ""))]
            start = int(asked.get("pageToken", "0"))
            page = {"items": [google_item(key, objects[key]) for key in found[start : start + 2]]}
            more = {"nextPageToken": str(start + 2)} if start + 2 < len(found) else {}
            self.reply(200, json.dumps(page | more).encode())
        elif (key := unquote(name.removeprefix("/"))) not in objects:
            self.reply(404)
        elif asked.get("alt") == "media":
            told = {"x-goog-hash": f"crc32c=AAAAAA==,md5={google_item(key, objects[key])['md5Hash']}"}
            self.reply_part(objects[key], told)
        else:
            self.reply(200, json.dumps(google_item(key, objects[key])).encode())

    def hand_on(self, behind: str) -> None:
        """The answer of the server behind."""
        connection = http.client.HTTPConnection(behind)
        drops = self.server.stage.drops
        headers = {name: value for name, value in self.headers.items() if name.lower() not in drops}
        connection.request(self.command, self.path, self.body, headers)
        answer = connection.getresponse()
        body = answer.read()
        kept = {k: v for k, v in answer.getheaders() if k.lower() not in {"transfer-encoding", "connection"}}
        self.send_response(answer.status)
        for name, value in ({"Content-Length": str(len(body))} | kept).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        connection.close()


def google_item(name: str, body: bytes) -> dict[str, str]:
    """What Google says of an object."""
    md5 = base64.b64encode(hashlib.md5(body).digest()).decode()
    return {
        "name": name,
        "size": str(len(body)),
        "md5Hash": md5,
        "generation": "1",
        "updated": "2026-11-20T09:00:00.000Z",
    }


@contextmanager
def serving(stage: Stage, certificate: str | None = None) -> Iterator[Stage]:
    """A server at work. certificate: a file with a certificate for localhost and its key, for https."""
    server = Server(("127.0.0.1", 0), Handler)
    server.stage = stage
    stage.url = f"http://127.0.0.1:{server.server_port}"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        stage.url = f"https://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stage
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate_for_localhost(folder: Path) -> str:
    """A file with a certificate that nobody has signed, and its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    file.write_bytes(private_key(key) + made.public_bytes(serialization.Encoding.PEM))
    return str(file)


def private_key(key: rsa.RSAPrivateKey | None = None) -> bytes:
    """A private key as text, a new one if none is given."""
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(pem, form, serialization.NoEncryption())


def status(code: int, body: bytes = b"", **headers: str) -> Play:
    """An answer with a status. headers: with _ for -."""
    return lambda handler: handler.reply(code, body, {name.replace("_", "-"): value for name, value in headers.items()})


def cut_short(part: bytes, announced: int, code: int = 200, **headers: str) -> Play:
    """An answer that announces more than it brings, and then ends the connection."""

    def play(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in {"Content-Length": str(announced), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(part)
        handler.close_connection = True

    return play


def reset(handler: Handler) -> None:
    """The connection is reset instead of an answer."""
    linger = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()
    handler.close_connection = True


def slow(seconds: float) -> Play:
    """Nothing for a while, then the answer."""

    def play(handler: Handler) -> None:
        time.sleep(seconds)
        handler.answer_file(handler.server.stage)

    return play


def then(change: Callable[[], object]) -> Play:
    """The answer, and then a change of what the server has."""

    def play(handler: Handler) -> None:
        handler.answer_file(handler.server.stage)
        change()

    return play
