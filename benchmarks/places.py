"""What it costs that files lie in a bucket: the same files taken in from a folder and from a local server of S3.

    python -m benchmarks.places [FILES [ROUNDS]]

Interleaved runs, each into a warehouse of its own, and a second run that finds nothing new. CPU seconds are those of
the ingest with its workers; the server runs in this process and is in none of them. Last, the listing of 100,000 keys.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from benchmarks.process_tree import cost_of

PAGE = (
    "<html><head><title>Council {n} votes on bridge {n}</title></head><body><article><h1>Council {n} votes on bridge"
    " {n}</h1>" + "<p>The council of ward {n} has voted on the bridge, and {n} people came to listen to it.</p>" * 9
) + "</article></body></html>"
DEFAULTS = (1_000, 3)  # files and rounds
KEYS = 100_000


def main() -> None:
    """Measure, and print a table."""
    if sys.argv[1:2] == ["--list"]:
        list_keys(sys.argv[2])
        return
    files, rounds = [*map(int, sys.argv[1:]), *DEFAULTS[len(sys.argv) - 1 :]]
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "pages")
        os.environ["AWS_ENDPOINT_URL"] = filled_server(folder, files)
        for number in range(rounds):
            for name, place in (("folder", str(folder)), ("bucket", "s3://pages/pages")):
                for run in ("first", "again"):
                    measure(f"{name}, {run} run", ["benchmarks.ingest_steps", place, f"{scratch}/{name}-{number}"])
    os.environ["AWS_ENDPOINT_URL"] = listing_server()
    measure(f"{KEYS:,} keys listed", ["benchmarks.places", "--list", "s3://keys"])


def measure(what: str, module: list[str]) -> None:
    """Run a module and print what it cost."""
    began = time.monotonic()
    cost = cost_of([sys.executable, "-m", *module])
    seconds = time.monotonic() - began
    sys.stdout.write(
        f"{what:<24}{cost.cpu_seconds:>8.2f} s CPU{seconds:>8.2f} s elapsed{cost.largest_process_mb:>8,.0f} MB\n"
    )
    sys.stdout.flush()


def list_keys(place: str) -> None:
    """What a child process is measured at."""
    from flows.discover import find_files
    from flows.sources import named_sources

    found = find_files(named_sources([place], None, {}), leave_out=Path("/none"))
    sys.stdout.write(f"{len(found)}\n")


def filled_server(folder: Path, files: int) -> str:
    """A server of S3 with a bucket of pages, which are put into a folder too; its address."""
    import botocore.session
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    url = "http://{}:{}".format(*server.get_host_and_port())
    client = botocore.session.get_session().create_client("s3", endpoint_url=url)
    client.create_bucket(Bucket="pages")
    folder.mkdir()
    for number in range(files):
        page = PAGE.format(n=number).encode()
        (folder / f"{number:05}.html").write_bytes(page)
        client.put_object(Bucket="pages", Key=f"pages/{number:05}.html", Body=page)
    return url


def listing_server() -> str:
    """A server that lists many keys, a thousand to a page, and does nothing else; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            start = int(parse_qs(urlsplit(self.path).query).get("continuation-token", ["0"])[0])
            body = listing_page(start)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def listing_page(start: int) -> bytes:
    """One page of a listing, as S3 writes it."""
    objects = "".join(
        f"<Contents><Key>2026/{n:06}.html</Key><LastModified>2026-11-20T09:00:00.000Z</LastModified>"
        f"<ETag>&quot;{n:032x}&quot;</ETag><Size>{n}</Size></Contents>"
        for n in range(start, start + 1_000)
    )
    more = f"<NextContinuationToken>{start + 1_000}</NextContinuationToken>" if start + 1_000 < KEYS else ""
    is_cut = "true" if more else "false"
    return f"<ListBucketResult><IsTruncated>{is_cut}</IsTruncated>{objects}{more}</ListBucketResult>".encode()


if __name__ == "__main__":
    main()
