"""Remote places: buckets of S3 and Google, web servers, lists; their faults, and what a second run asks."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.cli import run_command
from flows.daily import Summary
from flows.errors import NothingToRead, PlaceFailed, WrongAddress
from flows.news import rejected_files
from flows.places import remote
from flows.places.fetching import Changed, Fetched, FetchParams, fetched, fetched_ahead
from flows.places.lists import listed_places
from flows.places.transport import TransportParams
from flows.sources import named_sources
from tests.conftest import ROOT, Ask
from tests.servers import (
    Play,
    Stage,
    certificate_for_localhost,
    cut_short,
    private_key,
    reset,
    serving,
    slow,
    status,
    then,
)
from warehouse.store import Warehouse

pytestmark = pytest.mark.xdist_group("places")  # one server of S3 for all

HASTY = TransportParams(first_wait_seconds=0.01, longest_wait_seconds=0.02, silence_seconds=0.5, connect_seconds=0.5)
TakeIn = Callable[..., Summary]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No credentials but those of the test, and nothing of an earlier one."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "GOOGLE_", "STORAGE_"))]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "CLOUDSDK_CONFIG"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    remote.remote_of.cache_clear()
    yield
    remote.remote_of.cache_clear()


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A web server."""
    with serving(Stage()) as at_work:
        yield at_work


@pytest.fixture
def bucket(moto: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Bucket]:
    """An empty bucket of S3, behind a server that can play faults."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    name = "b" + hashlib.sha1(str(tmp_path).encode()).hexdigest()
    with serving(Stage(behind=moto)) as stage:
        monkeypatch.setenv("AWS_ENDPOINT_URL", stage.url)
        yield Bucket(name, moto, stage)


class Bucket:
    """A bucket to put objects into."""

    def __init__(self, name: str, moto: str, stage: Stage) -> None:
        import botocore.session

        session = botocore.session.get_session()
        self._client = session.create_client("s3", region_name="us-east-1", endpoint_url=f"http://{moto}")
        self._client.create_bucket(Bucket=name)
        self.name = name
        self.stage = stage

    def __truediv__(self, key: str) -> str:
        return f"s3://{self.name}/{key}"

    def put(self, key: str, text: str | bytes) -> None:
        self._client.put_object(Bucket=self.name, Key=key, Body=text)

    def remove(self, key: str) -> None:
        self._client.delete_object(Bucket=self.name, Key=key)

    def path(self, key: str) -> str:
        return f"/{self.name}/{key}"


def counts(summary: Summary) -> dict[str, int]:
    done = summary.ingested
    return {
        name: value
        for name in (
            "files",
            "files_unchanged",
            "files_touched",
            "files_renamed",
            "accepted",
            "revised",
            "unchanged",
            "rejected",
        )
        if (value := getattr(done, name))
    }


def brought(address: str, folder: Path, **params: int) -> tuple[bytes, Fetched]:
    """The bytes of an object, and what is known of it."""
    here = fetched(address, folder, FetchParams(**params), HASTY)
    with here.stream as stream:
        return stream.read(), here


def test_a_bucket_is_read_as_a_folder_is(
    bucket: Bucket, take_in: TakeIn, ask: Ask, scrape: Callable[..., str], tmp_path: Path
) -> None:
    for topic in ("ferry", "tram"):
        bucket.put(f"news/{topic}.txt", scrape(topic))
        (tmp_path / "news").mkdir(exist_ok=True)
        (tmp_path / "news" / f"{topic}.txt").write_text(scrape(topic))

    take_in(tmp_path / "remote", bucket / "news")
    take_in(tmp_path / "local", tmp_path / "news")

    articles = "SELECT article_id, source, path, title FROM articles ORDER BY path"
    files = "SELECT file_id, size_bytes, discovered, accepted FROM files ORDER BY path"
    assert ask(tmp_path / "remote", articles) == ask(tmp_path / "local", articles)
    assert ask(tmp_path / "remote", files) == ask(tmp_path / "local", files)


def test_a_second_run_asks_for_the_listing_and_opens_nothing(
    bucket: Bucket, scrape: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bucket.put("news/ferry.txt", scrape("ferry"))
    command = ["ingest", bucket / "news/", "--warehouse", str(tmp_path / "w"), "--direct"]
    assert run_command(command) == 0
    bucket.stage.asked.clear()

    assert run_command(command) == 0

    assert "nothing is new: 1 file" in capsys.readouterr().err
    assert [target for method, target, _ in bucket.stage.asked if method == "GET" and "list-type=2" not in target] == []


def test_changes_in_a_bucket_are_what_they_are_in_a_folder(
    bucket: Bucket, take_in: TakeIn, ask: Ask, scrape: Callable[..., str], tmp_path: Path
) -> None:
    for topic in ("ferry", "tram", "quarry"):
        bucket.put(f"news/{topic}.txt", scrape(topic))
    assert counts(take_in(tmp_path / "w", bucket / "news")) == {"files": 3, "accepted": 3}

    bucket.put("news/ferry.txt", scrape("ferry", "Ferry towed home after a night on the sandbank"))
    bucket.put("news/rails.txt", scrape("tram"))
    bucket.remove("news/tram.txt")
    bucket.remove("news/quarry.txt")
    second = take_in(tmp_path / "w", bucket / "news")

    assert counts(second) == {"files": 2, "files_renamed": 1, "revised": 1}
    assert ask(tmp_path / "w", "SELECT count(*) FROM articles") == [(3,)]
    assert counts(take_in(tmp_path / "w", bucket / "news")) == {"files": 2, "files_unchanged": 2}
    assert counts(take_in(tmp_path / "w", bucket / "news", again=True)) == {"files": 2, "unchanged": 2}


def test_keys_are_read_whatever_is_in_them(
    bucket: Bucket, take_in: TakeIn, ask: Ask, scrape: Callable[..., str], tmp_path: Path
) -> None:
    keys = ["/lead.txt", "a//b.txt", "a/../up.txt", "a/b c+d.txt", "a/100%41.txt", "a/q?x=1#y.txt", "a/Zürich\t東.txt"]
    for key in keys:
        bucket.put(key, f"{key}: {scrape('ferry', key)}")
    bucket.put("empty/", b"")
    bucket.put(".cache/a.txt", b"x")
    bucket.put(".cache/b.txt", b"x")

    take_in(tmp_path / "w", bucket / "")

    read = ask(tmp_path / "w", "SELECT path FROM outcomes WHERE status = 'article' ORDER BY path")
    assert [path for (path,) in read] == sorted(keys)
    assert ask(tmp_path / "w", "SELECT path, reason FROM outcomes WHERE status = 'skipped'") == [(".cache", "hidden")]
    assert ask(tmp_path / "w", "SELECT DISTINCT source FROM files") == [(bucket.name,)]


def test_one_object_belongs_to_the_source_of_the_folder_it_lies_in(
    bucket: Bucket, take_in: TakeIn, ask: Ask, scrape: Callable[..., str], tmp_path: Path
) -> None:
    bucket.put("in/news/ferry.txt", scrape("ferry"))
    bucket.put("in/news/ferry.txt-and-more", scrape("tram"))

    take_in(tmp_path / "w", bucket / "in/news/ferry.txt")

    assert ask(tmp_path / "w", "SELECT source, path, root FROM files") == [("news", "ferry.txt", bucket / "in/news")]
    assert counts(take_in(tmp_path / "w", bucket / "in/news")) == {"files": 2, "files_unchanged": 1, "accepted": 1}


def test_local_and_remote_places_are_read_in_one_run(
    bucket: Bucket, stage: Stage, take_in: TakeIn, ask: Ask, scrape: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(scrape("ferry"))
    bucket.put("in/b.txt", scrape("tram"))
    stage.files["/in/c.txt"] = scrape("quarry").encode()

    take_in(tmp_path / "w", tmp_path / "in", bucket / "in", f"{stage.url}/in/c.txt")

    rows = ask(tmp_path / "w", "SELECT source, path FROM files ORDER BY path")
    assert [path for _, path in rows] == ["a.txt", "b.txt", "c.txt"]
    assert len({source for source, _ in rows}) == 3


def test_an_object_that_cannot_be_read_is_a_row_and_the_next_run_tries_again(
    bucket: Bucket, take_in: TakeIn, ask: Ask, scrape: Callable[..., str], tmp_path: Path
) -> None:
    for topic in ("ferry", "tram"):
        bucket.put(f"news/{topic}.txt", scrape(topic))
    denied = b"<Error><Code>AccessDenied</Code></Error>"
    bucket.stage.plays[bucket.path("news/tram.txt")] = [status(403, denied)]

    first = take_in(tmp_path / "w", bucket / "news")

    assert counts(first) == {"files": 2, "accepted": 1, "rejected": 1}
    [(reason, detail)] = ask(tmp_path / "w", "SELECT reason, detail FROM rejected")
    assert reason == "unreadable"
    assert detail.startswith(f"{bucket / 'news/tram.txt'}: 403 AccessDenied; access is denied")
    assert counts(take_in(tmp_path / "w", bucket / "news")) == {"files": 2, "files_unchanged": 1, "accepted": 1}
    assert ask(tmp_path / "w", "SELECT count(*) FROM rejected") == [(0,)]


def test_a_place_that_cannot_be_listed_is_an_error_that_says_what_to_do(
    bucket: Bucket, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--warehouse", str(tmp_path / "w"), "--direct"]

    assert run_command(["ingest", "s3://no-such-bucket-here/news/", *arguments]) == 1
    assert "404 NoSuchBucket" in capsys.readouterr().err
    assert run_command(["ingest", bucket / "nothing", *arguments]) == 2
    assert "no object has this address, and none is below it" in capsys.readouterr().err


def test_slow_down_is_waited_for(bucket: Bucket, take_in: TakeIn, scrape: Callable[..., str], tmp_path: Path) -> None:
    bucket.put("news/ferry.txt", scrape("ferry"))
    busy = status(503, b"<Error><Code>SlowDown</Code></Error>", Retry_After="0")
    bucket.stage.plays[bucket.path("news/ferry.txt")] = [busy, busy]
    bucket.stage.plays[f"/{bucket.name}"] = [busy]

    assert counts(take_in(tmp_path / "w", bucket / "news/")) == {"files": 1, "accepted": 1}


def test_requests_to_s3_are_signed_if_there_are_credentials(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    bucket.put("a.txt", "words")

    remote.remote_of("s3").at(bucket / "a.txt")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    remote.remote_of.cache_clear()
    remote.remote_of("s3").at(bucket / "a.txt")

    signed, unsigned = (headers for _, _, headers in bucket.stage.asked)
    assert "Credential=a-key/" in signed["Authorization"]
    assert "Authorization" not in unsigned


def test_the_region_a_bucket_names_is_asked_next(bucket: Bucket) -> None:
    bucket.put("a.txt", "words")
    elsewhere = b"<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-central-1</Region></Error>"
    bucket.stage.plays[f"/{bucket.name}"] = [status(400, elsewhere)]

    assert [found.address for found in remote.remote_of("s3").below(f"s3://{bucket.name}")] == [bucket / "a.txt"]
    assert "/eu-central-1/s3/" in bucket.stage.asked[-1][2]["Authorization"]


def test_a_listing_goes_over_many_pages(bucket: Bucket) -> None:
    import botocore.session

    from flows.places.s3 import S3

    for number in range(7):
        bucket.put(f"many/{number} {number}.txt", b"")

    found = [listed.address for listed in S3(botocore.session.get_session(), page_keys=2).below(bucket / "many")]

    assert found == [bucket / f"many/{number} {number}.txt" for number in range(7)]
    assert len(bucket.stage.asked) == 4


def test_a_name_asked_for_goes_with_a_bucket_that_moved(
    bucket: Bucket, take_in: TakeIn, ask: Ask, scrape: Callable[..., str], tmp_path: Path
) -> None:
    bucket.put("old/ferry.txt", scrape("ferry"))
    take_in(tmp_path / "w", bucket / "old", source="desk")
    bucket.remove("old/ferry.txt")
    bucket.put("new/ferry.txt", scrape("ferry"))

    moved = take_in(tmp_path / "w", bucket / "new", source="desk")

    assert counts(moved) == {"files": 1, "files_touched": 1}
    assert ask(tmp_path / "w", "SELECT count(*) FROM articles") == [(1,)]


def test_rejected_objects_are_replayed(
    bucket: Bucket, scrape: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bucket.put("news/a.jsonl", '{"story": "' + scrape("ferry").replace("\n", "\\n") + '"}\n')
    at = ["--warehouse", str(tmp_path / "w")]
    assert run_command(["ingest", bucket / "news", "--direct", *at]) == 0
    assert run_command(["rejects", *at]) == 0
    assert "a.jsonl" in capsys.readouterr().out

    assert run_command(["replay", "--field", "text=story", *at]) == 0

    assert "1 new" in capsys.readouterr().err
    assert run_command(["explain", "a.jsonl", *at]) == 0
    assert f"a.jsonl in s3://{bucket.name}/news" in capsys.readouterr().out


def test_an_object_comes_in_ranges_and_is_hashed(stage: Stage, tmp_path: Path) -> None:
    stage.files["/a"] = os.urandom(1_000)

    data, here = brought(f"{stage.url}/a", tmp_path, range_bytes=300, memory_bytes=500)

    assert data == stage.files["/a"]
    assert here.file_id == hashlib.sha256(stage.files["/a"]).hexdigest()
    assert [headers["Range"] for _, _, headers in stage.asked] == [
        "bytes=0-299",
        "bytes=300-599",
        "bytes=600-899",
        "bytes=900-1199",
    ]


PASSING: dict[str, list[Play]] = {
    "busy twice": [status(503), status(503, Retry_After="0")],
    "too many requests": [status(429, Retry_After="0")],
    "a server error": [status(500), status(502), status(504)],
    "a reset": [reset],
    "a range cut short": [cut_short(b"ab", 300, 206, Content_Range="bytes 0-299/1000")],
    "a body cut short": [cut_short(b"ab", 1_000)],
    "silence": [slow(0.7)],
    "another range than asked for": [status(206, b"ab", Content_Range="bytes 7-8/1000")],
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_costs_a_try(fault: str, stage: Stage, tmp_path: Path) -> None:
    stage.files["/a"] = os.urandom(1_000)
    stage.plays["/a"] = list(PASSING[fault])

    assert brought(f"{stage.url}/a", tmp_path, range_bytes=300)[0] == stage.files["/a"]
    assert stage.plays["/a"] == []


def test_a_fault_in_the_middle_costs_one_range(stage: Stage, tmp_path: Path) -> None:
    stage.files["/a"] = os.urandom(1_000)
    stage.plays["/a"] = [then(lambda: None), reset]

    assert brought(f"{stage.url}/a", tmp_path, range_bytes=600)[0] == stage.files["/a"]
    assert [headers["Range"] for _, _, headers in stage.asked] == ["bytes=0-599", "bytes=600-1199", "bytes=600-1199"]


def test_a_server_without_ranges_is_read_in_one(stage: Stage, tmp_path: Path) -> None:
    stage.files["/a"] = os.urandom(1_000)
    stage.knows_ranges = False
    stage.plays["/a"] = [cut_short(stage.files["/a"][:700], 1_000)]

    assert brought(f"{stage.url}/a", tmp_path, range_bytes=300)[0] == stage.files["/a"]


def test_what_a_server_says_no_version_of_is_not_read_in_ranges(stage: Stage, tmp_path: Path) -> None:
    stage.files["/a"] = os.urandom(1_000)
    stage.tells_version = False

    data, here = brought(f"{stage.url}/a", tmp_path, range_bytes=300)

    assert data == stage.files["/a"]
    assert here.version is None
    assert "Range" not in stage.asked[-1][2]


def test_an_empty_object_is_no_fault(stage: Stage, tmp_path: Path) -> None:
    stage.files["/a"] = b""

    assert brought(f"{stage.url}/a", tmp_path)[0] == b""


def test_an_object_that_changes_while_it_is_read_is_noticed(stage: Stage, tmp_path: Path) -> None:
    stage.files["/a"] = os.urandom(1_000)
    stage.plays["/a"] = [then(lambda: stage.files.update({"/a": os.urandom(1_000)}))]

    with pytest.raises(Changed, match="it changed while it was read; the next run reads it again"):
        brought(f"{stage.url}/a", tmp_path, range_bytes=300)


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_a_fault_that_does_not_pass_is_not_tried_again(code: int, stage: Stage, tmp_path: Path) -> None:
    stage.plays["/a"] = [status(code)]

    with pytest.raises(PlaceFailed, match=f"/a: {code} "):
        brought(f"{stage.url}/a", tmp_path)
    assert len(stage.asked) == 1


def test_tries_end(stage: Stage, tmp_path: Path) -> None:
    stage.plays["/a"] = [status(503)] * 9

    with pytest.raises(PlaceFailed, match="503 Service Unavailable; tried 6 times, the next run tries again"):
        brought(f"{stage.url}/a", tmp_path)
    assert len(stage.asked) == 6


def test_what_lets_one_in_is_not_said(stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(PlaceFailed) as failed:
        brought(f"{stage.url}/a?file=b&X-Amz-Signature=0f3e", tmp_path)

    assert "/a?file=b: 404" in str(failed.value)
    assert "0f3e" not in str(failed.value)


def test_objects_come_in_order_with_the_next_ones_asked_for_ahead(stage: Stage, tmp_path: Path) -> None:
    stage.files = {f"/{number}": str(number).encode() for number in range(40)}
    wanted = [(stage.url + path, len(body)) for path, body in stage.files.items()]

    arrived = []
    for coming in fetched_ahead(wanted, tmp_path):
        with coming.result().stream as stream:
            arrived.append(stream.read())

    assert arrived == list(stage.files.values())


def test_an_index_page_leads_to_the_files_below_it(
    stage: Stage, take_in: TakeIn, ask: Ask, scrape: Callable[..., str], tmp_path: Path
) -> None:
    stage.files = {
        "/in/": b'<a href="../">up</a> <a href="?C=N;O=D">name</a> <a href="a%20b.txt">a</a> <a href="more/">more</a>'
        b'<a href="/elsewhere.txt">e</a> <a href="https://other.example/in/c.txt">o</a> <a href="#top">top</a>'
        b'<a href="/in/a%20b.txt">again</a> <a href="gone.txt">gone</a> <a href="c d\xc3\xa9.txt">unencoded</a>',
        "/in/more/": b'<a href="b.txt">b</a> <a href="..">up</a>',
        "/in/a%20b.txt": scrape("ferry").encode(),
        "/in/more/b.txt": scrape("tram").encode(),
        "/in/c%20d%C3%A9.txt": scrape("quarry").encode(),
        "/elsewhere.txt": scrape("quarry").encode(),
    }

    take_in(tmp_path / "w", f"{stage.url}/in/")

    assert ask(tmp_path / "w", "SELECT path, accepted, rejected FROM files ORDER BY path") == [
        ("a%20b.txt", 1, 0),
        ("c dé.txt", 1, 0),
        ("gone.txt", 0, 1),
        ("more/b.txt", 1, 0),
    ]
    stage.asked.clear()
    assert counts(take_in(tmp_path / "w", f"{stage.url}/in/")) == {"files": 4, "files_unchanged": 4}
    assert stage.count("GET") == 2  # the index pages


def test_what_a_server_says_no_version_of_is_read_each_time(
    stage: Stage, take_in: TakeIn, scrape: Callable[..., str], tmp_path: Path
) -> None:
    stage.files["/in/a.txt"] = scrape("ferry").encode()
    stage.tells_version = stage.knows_head = False
    take_in(tmp_path / "w", f"{stage.url}/in/a.txt")

    assert counts(take_in(tmp_path / "w", f"{stage.url}/in/a.txt")) == {"files": 1, "unchanged": 1}


def test_two_files_of_a_web_server_with_one_etag_are_two(
    stage: Stage, take_in: TakeIn, scrape: Callable[..., str], tmp_path: Path
) -> None:
    stage.files["/in/"] = b'<a href="a.txt">a</a>'
    stage.files["/in/a.txt"] = scrape("ferry", "A title of one length").encode()
    stage.headers = {f"/in/{name}.txt": {"ETag": '"5f2-17"'} for name in "ab"}
    take_in(tmp_path / "w", f"{stage.url}/in/")
    stage.files["/in/"] = b'<a href="b.txt">b</a>'
    stage.files["/in/b.txt"] = scrape("ferry", "B title of one length").encode()

    assert counts(take_in(tmp_path / "w", f"{stage.url}/in/")) == {"files": 1, "accepted": 1}


def test_a_list_names_places(
    bucket: Bucket, stage: Stage, take_in: TakeIn, ask: Ask, scrape: Callable[..., str], tmp_path: Path
) -> None:
    bucket.put("crawl/2026/b.txt", scrape("tram"))
    stage.files["/get"] = scrape("quarry").encode()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(scrape("ferry"))
    lines = ["# a comment", "", "in/a.txt", "in/none.txt", bucket / "crawl/2026/b.txt", bucket / "crawl/none.txt"]
    lines += [f"{stage.url}/get?file=c&X-Amz-Signature=0f3e"]
    (tmp_path / "places.txt.gz").write_bytes(gzip.compress("\n".join(lines).encode()))

    done = take_in(tmp_path / "w", f"list:{tmp_path}/places.txt.gz")

    host = stage.url.removeprefix("http://")
    assert counts(done) == {"files": 5, "accepted": 3, "rejected": 2}
    assert ask(tmp_path / "w", "SELECT source, path, accepted FROM files ORDER BY path") == [
        ("in", "a.txt", 1),
        (bucket.name, "crawl/2026/b.txt", 1),
        (bucket.name, "crawl/none.txt", 0),
        (host, "get?file=c", 1),
        ("in", "none.txt", 0),
    ]
    kept = [path for path in (tmp_path / "w").rglob("*") if path.is_file() and b"0f3e" in path.read_bytes()]
    assert kept == []


def test_a_list_at_an_address_is_relative_to_it(stage: Stage) -> None:
    stage.files["/crawl/2026/warc.paths.gz"] = gzip.compress(b"crawl/2026/warc/a.gz\nb.gz\n/c.gz\n")

    assert listed_places(f"{stage.url}/crawl/2026/warc.paths.gz") == [
        f"{stage.url}/crawl/2026/warc/a.gz",
        f"{stage.url}/crawl/2026/b.gz",
        f"{stage.url}/c.gz",
    ]


def test_an_empty_list_is_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "list").write_text("# nothing\n")

    with pytest.raises(NothingToRead, match="no address in this list"):
        listed_places(str(tmp_path / "list"))


def test_a_line_of_a_list_that_is_not_taken_is_a_row_and_the_others_are_read(
    tmp_path: Path, take_in: TakeIn, ask: Ask, scrape: Callable[..., str]
) -> None:
    (tmp_path / "ferry.txt").write_text(scrape("ferry"))
    lines = [
        "ftp://me:hidden@news.example/a.txt",
        "ftp://news.example",
        "https://me:hidden@news.example/b",
        "ferry.txt",
    ]
    (tmp_path / "list").write_text("\n".join([*lines, "s3:///key", "http://news.example/c"]))

    take_in(tmp_path / "w", f"list:{tmp_path / 'list'}")

    assert ask(tmp_path / "w", "SELECT count(*) FROM articles") == [(1,)]
    rejected = ask(tmp_path / "w", "SELECT reason, detail FROM rejected ORDER BY detail")
    assert [reason for reason, _ in rejected] == ["unreadable"] * 5
    assert "ftp:// is not read" in rejected[0][1]
    assert rejected_files(Warehouse.open(tmp_path / "w"), None) == []
    kept = [path for path in (tmp_path / "w").rglob("*") if path.is_file() and b"hidden" in path.read_bytes()]
    assert kept == []
    assert take_in(tmp_path / "w", f"list:{tmp_path / 'list'}").snapshot is None


REFUSED = {
    "ftp://host/a": "ftp:// is not read",
    "http://news.example/a": "give https://",
    "https://me:hidden@news.example/a": "credentials come from the environment",
    "s3://me:hidden@bucket/a": "credentials come from the environment",
    "s3:///a": "a bucket is wanted",
    "https://news.example/a?X-Goog-Signature=hidden": "give that with --list",
    "list:https://news.example/a?sig=hidden": "give that with --list",
}


@pytest.mark.parametrize("place", REFUSED)
def test_an_address_that_is_not_taken_is_refused_without_repeating_secrets(place: str) -> None:
    with pytest.raises(WrongAddress, match=REFUSED[place]) as refused:
        named_sources([place], None, {})

    assert "hidden" not in str(refused.value)


def test_a_redirect_is_followed_to_https_alone(stage: Stage, tmp_path: Path) -> None:
    stage.files["/new"] = b"words"
    stage.plays["/old"] = [status(302, Location="/new"), status(301, Location="http://news.example/new")]
    stage.plays["/loop"] = [status(302, Location="/loop")] * 9

    assert brought(f"{stage.url}/old", tmp_path)[0] == b"words"
    with pytest.raises(PlaceFailed, match="not encrypted"):
        brought(f"{stage.url}/old", tmp_path)
    with pytest.raises(PlaceFailed, match="more than 5 redirects"):
        brought(f"{stage.url}/loop", tmp_path)


def test_objects_of_google_are_read(
    stage: Stage, take_in: TakeIn, ask: Ask, scrape: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", stage.url)
    names = ["news/a b.txt", "news/b//c?.txt", "news/d/../e.txt"]
    bodies = [scrape(topic).encode() for topic in ("ferry", "tram", "quarry")]
    stage.buckets["desk"] = dict(zip(names, bodies, strict=True)) | {"news/empty/": b"", "other/x.txt": b"x"}

    first = take_in(tmp_path / "w", "gs://desk/news")

    assert counts(first) == {"files": 3, "accepted": 3}
    assert ask(tmp_path / "w", "SELECT path FROM files ORDER BY path") == [(name[5:],) for name in names]
    stage.buckets["desk"]["news/new.txt"] = stage.buckets["desk"].pop("news/a b.txt")
    assert counts(take_in(tmp_path / "w", "gs://desk/news")) == {"files": 3, "files_unchanged": 2, "files_renamed": 1}
    assert counts(take_in(tmp_path / "w", "gs://desk/news/new.txt")) == {"files": 1, "files_unchanged": 1}
    with pytest.raises(PlaceFailed, match="gs://nowhere/news: 404"):
        take_in(tmp_path / "w", "gs://nowhere/news")


def test_https_is_read_from_servers_whose_certificate_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certificate_for_localhost(tmp_path)
    with serving(Stage(files={"/a": b"words"}), certificate) as stage:
        with pytest.raises(PlaceFailed, match="its certificate is not trusted"):
            fetched(f"{stage.url}/a", tmp_path, None, HASTY)
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        here = fetched(f"{stage.url}/a", tmp_path, None, replace(HASTY, tries=2))  # a client of its own

    with here.stream as stream:
        assert stream.read() == b"words"


def test_a_service_account_of_google_gets_a_token(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.places import gs

    account = {
        "type": "service_account",
        "client_email": "reader@desk.example",
        "token_uri": f"{stage.url}/token",
        "private_key": private_key().decode(),
    }
    (tmp_path / "account.json").write_text(json.dumps(account))
    stage.buckets["desk"] = {"a.txt": b"words"}
    stage.plays["/token"] = [status(200, b'{"access_token": "a-token", "expires_in": 3600}', Connection="close")]
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "account.json"))

    found = [listed.address for listed in gs.connected(stage.url).below("gs://desk")]

    assert found == ["gs://desk/a.txt"]
    assert "Bearer a-token" in stage.asked[-1][2].values()


def test_what_a_list_names_is_planned_by_a_dry_run(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.files["/a%20b.txt"] = b"words"
    stage.files["/list"] = b"a%20b.txt\n"

    assert run_command(["ingest", "--list", f"{stage.url}/list", "--dry-run", "-w", str(tmp_path / "w")]) == 0

    said = capsys.readouterr().err
    assert "1 file found, 1 of them new or changed" in said
    assert "a%20b.txt" in said
    assert not (tmp_path / "w").exists()


def test_local_runs_load_nothing_for_remote_places(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("words")
    code = (
        "import sys; from pathlib import Path; from flows.runs import new_run; from flows.news import look_for_news;"
        "look_for_news(new_run(Path('w'), ['in']));"
        "print([name for name in sys.modules if name.split('.')[0] in {'httpx', 'botocore', 'google'}])"
    )
    command = [sys.executable, "-c", code]
    own = {"PYTHONPATH": str(ROOT)}

    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=own, check=True)

    assert done.stdout.strip() == "[]"


def test_doctor_names_variables_and_not_what_is_in_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden")

    run_command(["doctor", "-w", str(tmp_path / "w")])

    [line] = [line for line in capsys.readouterr().err.splitlines() if "s3://" in line]
    assert "AWS_SECRET_ACCESS_KEY" in line
    assert "hidden" not in line
