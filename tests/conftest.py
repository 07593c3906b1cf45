"""What many tests start from: the example inbox, a warehouse of it, and small article files."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from flows.daily import Summary, daily
from flows.runs import new_run
from flows.workers import close_extractors
from tests.database_server import database_server, programs
from warehouse import query
from warehouse.connecting import connect
from warehouse.location import Location
from warehouse.store import Warehouse

ROOT = Path(__file__).parents[1]
INBOX = ROOT / "examples" / "inbox"
SHARED = ROOT.parent / "shared"

Ask = Callable[[Path, str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session", autouse=True)
def _workers_end_with_the_tests() -> Any:
    yield
    close_extractors()


@pytest.fixture
def take_in() -> Callable[..., Summary]:
    """Ingest folders into a warehouse, in this process."""

    def run(warehouse: Path, *paths: Path, **options: Any) -> Summary:
        return daily(new_run(warehouse, paths, **options))

    return run


@pytest.fixture
def ask() -> Ask:
    """Rows of a question to the newest snapshot of a warehouse."""

    def rows(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
        with query.connect_snapshot(Warehouse.open(warehouse)) as connection:
            return connection.execute(sql).fetchall()

    return rows


@pytest.fixture(scope="session")
def example_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the example inbox; tests that change it take a copy."""
    warehouse = tmp_path_factory.mktemp("example") / "warehouse"
    daily(new_run(warehouse, [INBOX]))
    return warehouse


@pytest.fixture
def own_warehouse(example_warehouse: Path, tmp_path: Path) -> Path:
    """A copy of the example warehouse."""
    return Path(shutil.copytree(example_warehouse, tmp_path / "warehouse", symlinks=True))


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """Host and port of a server of S3."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield "{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed: no initdb (Debian: apt-get install postgresql)")
    with database_server(found) as address:
        yield address


@pytest.fixture
def make_schema(postgres: str) -> Callable[[], str]:
    """Make an empty schema; its address."""

    def make() -> str:
        name = f"s{secrets.token_hex(8)}"
        engine = sa.create_engine(postgres.replace("postgresql", "postgresql+psycopg"))
        with engine.begin() as connection:
            connection.execute(sa.schema.CreateSchema(name))
        engine.dispose()
        return f"{postgres}?options=-csearch_path%3D{name}"

    return make


@pytest.fixture
def schema(make_schema: Callable[[], str]) -> str:
    """The address of an empty schema."""
    return make_schema()


@pytest.fixture
def prefix(moto: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty bucket, with credentials and endpoint in the environment."""
    import botocore.session

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{moto}")
    name = f"w{secrets.token_hex(8)}"
    client = botocore.session.get_session().create_client("s3", region_name="us-east-1")
    client.create_bucket(Bucket=name)
    return f"s3://{name}/news"


@pytest.fixture(params=["folder", "postgres", "postgres+bucket"])
def location(request: pytest.FixtureRequest) -> Location:
    """Where catalog and data of a warehouse lie: every way there is."""
    return Location(
        catalog=request.getfixturevalue("schema") if "postgres" in request.param else None,
        data=request.getfixturevalue("prefix") if "bucket" in request.param else None,
    )


@pytest.fixture
def make_warehouse(location: Location) -> Callable[[Path, datetime], Warehouse]:
    """Make an empty warehouse in a folder, with its parts where they are to lie."""

    def make(root: Path, now: datetime) -> Warehouse:
        if location != Location():
            root.mkdir(parents=True, exist_ok=True)
            connect(root, location, now)
        return Warehouse.create(root, now)

    return make


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A copy of the example inbox."""
    return Path(shutil.copytree(INBOX, tmp_path / "inbox"))


REPORTS = {
    "ferry": """Ferry back at its berth after a night on the sandbank

The ferry Aldermoor was towed into Kestrel Bay on Tuesday morning after fourteen hours on the sandbank off Gannet Rock.

Divers found a dent two metres long below the waterline, and nobody of the crew had slept. Harbour master Orla Venn
brought soup in milk churns and stayed for three hours.

“She will sail again before the herring comes,” said Venn, who has watched this channel since 1988.""",
    "tram": """Quay Row gets its tram, nine years after the vote

Councillors in Marlow agreed on Wednesday to lay rails along Quay Row, ending a quarrel older than some of their desks.

The line is to cost 41 million and carry nine thousand people a day past the fish market and the old customs house.

Shopkeepers hung black ribbons from their awnings; the florist Piet Aaronsen hung white ones and sold twice as many.""",
    "quarry": """Blasting at the quarry moves to the afternoon

From December the quarry at Upper Thrane will blast only between two and four o’clock, its new owner has promised.

Residents had counted 212 blasts before breakfast since spring, and sent the list to the ministry with a cracked cup.

The owner, a cooperative of stonemasons, called the cup persuasive and has asked to keep it for the canteen.""",
}


@pytest.fixture
def scrape() -> Callable[..., str]:
    """The text of a small report about the ferry, the tram or the quarry, with another headline if one is given."""

    def text(topic: str, title: str | None = None) -> str:
        headline, rest = REPORTS[topic].split("\n", 1)
        return f"{title or headline}\n{rest}"

    return text
