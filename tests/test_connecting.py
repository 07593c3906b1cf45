"""A catalog on PostgreSQL and data in a bucket: made, moved and found there, shared by machines, and what can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from flows.cli import run_command
from flows.forget import Asked, forget
from flows.maintain import compact, expire
from flows.repair import repair
from tests.conftest import INBOX, ROOT
from tests.servers import Stage, cut_short, serving, status
from tests.test_kills import STORYFOLD, WHOLE
from tests.test_store import stored, stories
from warehouse.connecting import connect
from warehouse.data_folder import damage
from warehouse.errors import (
    BucketFailed,
    CatalogUnreachable,
    CommitConflict,
    WarehouseDamaged,
    WarehouseLocked,
    WarehouseNotFound,
    WrongLocation,
)
from warehouse.expiry import ExpiryParams
from warehouse.location import Location, location_of
from warehouse.store import Warehouse, locked

NOW = datetime(2026, 11, 18, 6, tzinfo=UTC)
DAY = timedelta(days=1)


def client() -> Any:
    import botocore.session

    return botocore.session.get_session().create_client("s3", region_name="us-east-1")


def keys(prefix: str) -> list[str]:
    """The keys below a prefix."""
    bucket, _, key = prefix.removeprefix("s3://").partition("/")
    return [entry["Key"] for entry in client().list_objects_v2(Bucket=bucket, Prefix=key).get("Contents", [])]


def connected(root: Path, location: Location) -> Warehouse:
    root.mkdir(exist_ok=True)
    connect(root, location, NOW)
    return Warehouse.open(root)


def with_story(warehouse: Warehouse, story: str, run: str = "run-1") -> int:
    draft = warehouse.begin(run)
    draft.add("stories", stories(story))
    return draft.commit(story, NOW)


@pytest.fixture
def both(schema: str, prefix: str) -> Location:
    return Location(catalog=schema, data=prefix)


def test_a_whole_run_elsewhere_ends_as_one_in_a_folder(
    example_warehouse: Path, tmp_path: Path, both: Location, ask: Any, capfd: Any
) -> None:
    root = tmp_path / "warehouse"
    place = ["--warehouse", str(root)]
    assert run_command(["connect", "--catalog", both.catalog or "", "--data", both.data or "", *place]) == 0
    assert "an empty warehouse was made" in capfd.readouterr().err

    assert run_command(["ingest", str(INBOX), "--direct", *place]) == 0
    assert ask(root, WHOLE) == ask(example_warehouse, WHOLE)
    assert run_command(["ingest", str(INBOX), "--direct", *place]) == 0
    assert "nothing is new" in capfd.readouterr().err
    assert run_command(["check", *place]) == 0
    assert not (root / "catalog.sqlite").exists()
    assert run_command(["doctor", *place]) == 0
    assert "s3://" in capfd.readouterr().err


def test_a_warehouse_moves_with_its_history(own_warehouse: Path, both: Location, ask: Any, tmp_path: Path) -> None:
    wanted, snapshots = ask(own_warehouse, WHOLE), Warehouse.open(own_warehouse).snapshots()

    assert connect(own_warehouse, both, NOW) == "moved"
    shutil.rmtree(own_warehouse / "data")  # what this machine has is a copy now
    assert connect(own_warehouse, both, NOW) == "found"

    assert ask(own_warehouse, WHOLE) == wanted
    assert Warehouse.open(own_warehouse).snapshots() == snapshots
    other = connected(tmp_path / "other machine", Location(catalog=both.catalog))
    assert location_of(other.root) == both
    assert ask(other.root, WHOLE) == wanted


def test_a_machine_reads_what_another_has_committed(tmp_path: Path, both: Location) -> None:
    one, other = (connected(tmp_path / name, both) for name in ("one", "other"))

    with_story(one, "a", "run-1")
    with_story(other, "b", "run-2")

    assert [story for story, _ in stored(one)] == [story for story, _ in stored(other)] == ["a", "b"]


def test_machines_do_not_run_at_once(tmp_path: Path, both: Location) -> None:
    one, other = (connected(tmp_path / name, both) for name in ("one", "other"))

    with (
        locked(one.root, "run-1", NOW),
        pytest.raises(WarehouseLocked, match="run-1 on "),
        locked(other.root, "run-2", NOW),
    ):
        pass
    with locked(other.root, "run-3", NOW):
        pass


def test_a_reader_on_another_machine_is_not_deleted_under(tmp_path: Path, both: Location) -> None:
    from warehouse.leases import held

    one, other = (connected(tmp_path / name, both) for name in ("one", "other"))
    first = with_story(one, "a", "run-1")
    draft = one.begin("run-2")
    draft.replace_table("stories", stories("b"))
    draft.commit("b", NOW + DAY)

    with held(other, first):
        done = expire(one.root, ExpiryParams(older_than=timedelta(0), grace=timedelta(0)))
        assert done.held == (first,)
    assert first in expire(one.root, ExpiryParams(older_than=timedelta(0), grace=timedelta(0))).snapshots


def test_of_two_runs_from_one_snapshot_the_second_is_refused(tmp_path: Path, both: Location) -> None:
    warehouse = connected(tmp_path / "w", both)
    one, other = warehouse.begin("run-1"), warehouse.begin("run-2")
    for draft in (one, other):
        draft.add("stories", stories(draft.run_id))
    one.commit("one", NOW)

    with pytest.raises(CommitConflict, match="run again"):
        other.commit("other", NOW)
    assert [story for story, _ in stored(warehouse)] == ["run-1"]


COMMITTER = """
import sys; from datetime import UTC, datetime; from pathlib import Path
from tests.test_store import stories
from warehouse.errors import CommitConflict
from warehouse.store import Warehouse
warehouse, name = Warehouse.open(Path(sys.argv[1])), sys.argv[2]
for number in range(10):
    while True:
        draft = warehouse.begin(f"run-{name}-{number}")
        draft.add("stories", stories(f"{name}-{number}"))
        try:
            draft.commit("one more", datetime.now(UTC))
            break
        except CommitConflict:
            draft.discard()
"""


def test_two_committing_processes_lose_nothing(tmp_path: Path, schema: str) -> None:
    root = connected(tmp_path / "w", Location(catalog=schema)).root

    writers = [subprocess.Popen([sys.executable, "-c", COMMITTER, str(root), name], cwd=ROOT) for name in "ab"]

    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    assert len(stored(Warehouse.open(root))) == 20
    assert [info.number for info in Warehouse.open(root).snapshots()] == list(range(22))


def test_killed_runs_elsewhere_end_as_an_undisturbed_one(
    example_warehouse: Path, tmp_path: Path, both: Location, ask: Any
) -> None:
    root = connected(tmp_path / "w", both).root
    command = [STORYFOLD, "ingest", str(INBOX), "--warehouse", str(root), "--direct"]
    wanted = ask(example_warehouse, WHOLE)

    for seconds in (3.0,):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            time.sleep(seconds)
            run.kill()
        assert ask(root, WHOLE) in ([], wanted)
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    assert ask(root, WHOLE) == wanted
    warehouse = Warehouse.open(root)
    assert {stored.place for stored in warehouse.files.listed()} == warehouse.catalog.known_paths()


def test_what_is_forgotten_is_in_no_object_and_no_copy(own_warehouse: Path, both: Location, ask: Any) -> None:
    assert both.data is not None
    name = both.data.removeprefix("s3://").partition("/")[0]
    client().put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    connect(own_warehouse, both, NOW)
    [(article_id, text)] = ask(
        own_warehouse, "SELECT article_id, text FROM articles JOIN article_text USING (revision_id) LIMIT 1"
    )

    done = forget(own_warehouse, Asked(what=article_id))

    assert done.remains == {}
    versions = client().list_object_versions(Bucket=name)
    assert versions.get("DeleteMarkers", []) == []
    for entry in versions["Versions"]:
        body = client().get_object(Bucket=name, Key=entry["Key"], VersionId=entry["VersionId"])["Body"].read()
        assert article_id.encode() not in body
        assert text[:40].encode() not in body


def test_a_lost_or_changed_object_is_found_and_named(tmp_path: Path, both: Location) -> None:
    warehouse = connected(tmp_path / "w", both)
    with_story(warehouse, "a")
    [file] = warehouse.snapshot().files["stories"]
    assert warehouse.damaged_files(warehouse.snapshot()) == []
    bucket, _, _ = (both.data or "").removeprefix("s3://").partition("/")
    [key] = [key for key in keys(f"s3://{bucket}") if key.endswith(file.path)]

    client().put_object(Bucket=bucket, Key=key, Body=b"other bytes")
    assert "not the bytes" in warehouse.damaged_files(warehouse.snapshot())[0]
    warehouse.files.path(file).unlink()
    with pytest.raises(WarehouseDamaged, match="not the bytes"):
        stored(warehouse)
    client().delete_object(Bucket=bucket, Key=key)
    assert "missing" in warehouse.damaged_files(warehouse.snapshot())[0]
    with pytest.raises(WarehouseDamaged, match="missing"):
        stored(warehouse)


def test_an_earlier_copy_of_the_folder_does_not_take_the_place_of_what_came_after(
    own_warehouse: Path, both: Location, tmp_path: Path
) -> None:
    copies = [Path(shutil.copytree(own_warehouse, tmp_path / name, symlinks=True)) for name in ("one", "other")]
    connect(own_warehouse, both, NOW)
    assert connect(copies[0], both, NOW) == "found"  # nothing came after: as where a connect was killed
    number = with_story(Warehouse.open(own_warehouse), "a")

    with pytest.raises(WrongLocation, match="an earlier copy of it"):
        connect(copies[1], both, NOW)
    assert Warehouse.open(own_warehouse).catalog.head() == number


def test_a_copy_of_a_folder_does_not_share_a_bucket_with_it(own_warehouse: Path, prefix: str, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(own_warehouse, tmp_path / "copy", symlinks=True))
    connect(own_warehouse, Location(data=prefix), NOW)

    with pytest.raises(WrongLocation, match="another warehouse"):
        connect(copy, Location(data=prefix), NOW)


def test_a_lost_object_is_put_back_from_a_copy_or_made_again(own_warehouse: Path, both: Location, ask: Any) -> None:
    wanted = ask(own_warehouse, WHOLE)
    connect(own_warehouse, both, NOW)
    warehouse = Warehouse.open(own_warehouse)
    [runs] = warehouse.snapshot().files["runs"]
    [figures] = warehouse.snapshot().files["figures"]
    bucket, _, _ = (both.data or "").removeprefix("s3://").partition("/")
    for file in (runs, figures):
        [key] = [key for key in keys(f"s3://{bucket}") if key.endswith(file.path)]
        client().delete_object(Bucket=bucket, Key=key)
    warehouse.files.path(figures).unlink()

    done = repair(own_warehouse)

    assert (len(done.damaged), done.put_back, done.gone) == (2, 1, ())
    assert ask(own_warehouse, WHOLE) == wanted
    assert Warehouse.open(own_warehouse).damaged_files(Warehouse.open(own_warehouse).snapshot()) == []


def test_a_schema_that_is_not_there_is_named(postgres: str, tmp_path: Path) -> None:
    with pytest.raises(WrongLocation, match="CREATE SCHEMA"):
        connected(tmp_path / "w", Location(catalog=f"{postgres}?options=-csearch_path%3Dnowhere"))


def test_a_file_that_broke_off_with_the_machine_is_no_copy(tmp_path: Path, both: Location) -> None:
    warehouse = connected(tmp_path / "w", both)
    with_story(warehouse, "a")
    [file] = warehouse.snapshot().files["stories"]
    copy = warehouse.files.path(file)
    copy.chmod(0o644)
    copy.write_bytes(b"")

    assert [story for story, _ in stored(warehouse)] == ["a"]


def test_what_a_reader_is_fetching_is_not_swept_away(tmp_path: Path, both: Location) -> None:
    warehouse = connected(tmp_path / "w", both)
    with_story(warehouse, "a")
    coming = warehouse.files.folder / "stories" / "run-1-0.parquet.0a1b.tmp"
    coming.write_bytes(b"PAR1")

    warehouse.sweep()

    assert coming.exists()


def test_a_file_that_breaks_off_is_fetched_again(
    tmp_path: Path, moto: str, prefix: str, schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(Stage(behind=moto)) as stage:
        monkeypatch.setenv("AWS_ENDPOINT_URL", stage.url)
        warehouse = connected(tmp_path / "w", Location(catalog=schema, data=prefix))
        with_story(warehouse, "a")
        [file] = warehouse.snapshot().files["stories"]
        warehouse.files.path(file).unlink()
        path = f"/{prefix.removeprefix('s3://')}/data/main/stories/{file.path}"
        stage.plays[path] = [status(200), *[cut_short(b"PAR1", file.size_bytes)] * 2]  # the first is asked for by HEAD

        assert [story for story, _ in stored(warehouse)] == ["a"]


def test_a_damaged_copy_is_fetched_again(tmp_path: Path, both: Location) -> None:
    warehouse = connected(tmp_path / "w", both)
    with_story(warehouse, "a")
    [file] = warehouse.snapshot().files["stories"]
    copy = warehouse.files.path(file)
    copy.chmod(0o644)
    copy.write_bytes(b"a worn disk")

    assert warehouse.damaged_files(warehouse.snapshot()) == []
    assert damage(copy, file) is None


def test_a_lost_catalog_is_made_anew_from_the_bucket(
    own_warehouse: Path, both: Location, schema: str, ask: Any
) -> None:
    wanted = ask(own_warehouse, WHOLE)
    connect(own_warehouse, both, NOW)
    snapshots = Warehouse.open(own_warehouse).snapshots()
    engine = sa.create_engine(schema.replace("postgresql", "postgresql+psycopg"))
    with engine.begin() as connection:
        for table in sa.inspect(connection).get_table_names():
            connection.exec_driver_sql(f'DROP TABLE "{table}"')
    engine.dispose()
    with pytest.raises(WarehouseDamaged, match="storyfold repair"):
        Warehouse.open(own_warehouse)

    assert repair(own_warehouse).has_new_catalog
    assert ask(own_warehouse, WHOLE) == wanted
    assert Warehouse.open(own_warehouse).snapshots() == snapshots


def test_objects_that_no_catalog_knows_go_after_their_grace(tmp_path: Path, both: Location) -> None:
    warehouse = connected(tmp_path / "w", both)
    with_story(warehouse, "a", "run-5")
    bucket, _, key = (both.data or "").removeprefix("s3://").partition("/")
    for run in ("run-1", "run-9"):
        client().put_object(Bucket=bucket, Key=f"{key}/data/main/stories/{run}-0.parquet", Body=b"of a killed run")

    done = expire(warehouse.root, ExpiryParams(orphan_grace=timedelta(seconds=-5)))

    assert done.files == ("stories/run-1-0.parquet",)
    assert f"{key}/data/main/stories/run-9-0.parquet" in keys(f"s3://{bucket}")


def test_small_objects_are_joined(tmp_path: Path, both: Location) -> None:
    warehouse = connected(tmp_path / "w", both)
    for run in ("run-1", "run-2"):
        with_story(warehouse, run, run)

    assert compact(warehouse.root).files_after == 1
    assert [story for story, _ in stored(warehouse)] == ["run-1", "run-2"]


def test_a_bucket_alone_serves_the_catalog_of_one_machine(tmp_path: Path, prefix: str) -> None:
    warehouse = connected(tmp_path / "w", Location(data=prefix))
    with_story(warehouse, "a")
    shutil.rmtree(warehouse.files.folder)

    assert [story for story, _ in stored(warehouse)] == ["a"]
    assert (warehouse.root / "catalog.sqlite").exists()
    with pytest.raises(WrongLocation, match="another warehouse"):
        connected(tmp_path / "other", Location(data=prefix))


@pytest.fixture
def careless(moto: str, prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket of a store that does not look at If-None-Match."""

    with serving(Stage(behind=moto, drops=frozenset({"if-none-match"}))) as stage:
        monkeypatch.setenv("AWS_ENDPOINT_URL", stage.url)
        yield prefix


def test_a_store_that_ignores_conditions_is_refused_where_nothing_else_keeps_two_apart(
    careless: str, schema: str, make_schema: Callable[[], str], tmp_path: Path
) -> None:
    with pytest.raises(WrongLocation, match="If-None-Match"):
        connected(tmp_path / "w", Location(data=careless))

    assert keys(careless) == []
    with_story(connected(tmp_path / "w", Location(catalog=schema, data=careless)), "a")
    with pytest.raises(WrongLocation, match="another warehouse"):
        connected(tmp_path / "other", Location(catalog=make_schema(), data=careless))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"catalog": "mysql://db/news"}, "postgresql://"),
        ({"catalog": "news"}, "postgresql://"),
        ({"catalog": "postgresql://news:secret@db/news"}, "leave the password out"),
        ({"catalog": "postgresql://news@db/news?password=secret"}, "leave the password out"),
        ({"data": "gs://bucket/news"}, "s3://"),
        ({"data": "s3://"}, "s3://"),
    ],
)
def test_a_wrong_address_is_named(given: dict[str, str], message: str) -> None:
    with pytest.raises(WrongLocation, match=message) as error:
        Location(**given)

    assert "secret" not in str(error.value)


def test_a_server_that_gives_no_answer_is_named(own_warehouse: Path, capfd: Any) -> None:
    address = "postgresql://news@127.0.0.1:1/news"

    with pytest.raises(CatalogUnreachable, match="gives no answer"):
        connect(own_warehouse, Location(catalog=address), NOW)
    assert (own_warehouse / "catalog.sqlite").exists()
    (own_warehouse / "location.toml").write_text(f'catalog = "{address}"\n')
    assert run_command(["status", "--warehouse", str(own_warehouse)]) == 1
    assert "gives no answer" in capfd.readouterr().err


@pytest.mark.usefixtures("prefix")
def test_a_bucket_that_is_not_there_is_named_and_nothing_is_moved(own_warehouse: Path) -> None:
    with pytest.raises(BucketFailed, match="nowhere"):
        connect(own_warehouse, Location(data="s3://nowhere/news"), NOW)

    assert location_of(own_warehouse) == Location()
    assert Warehouse.open(own_warehouse).damaged_files(Warehouse.open(own_warehouse).snapshot()) == []


def test_two_warehouses_do_not_become_one(own_warehouse: Path, tmp_path: Path, both: Location) -> None:
    with_story(connected(tmp_path / "w", both), "a")

    with pytest.raises(WrongLocation, match="another one; connect an empty folder"):
        connect(own_warehouse, both, NOW)
    with pytest.raises(WrongLocation, match="its data lie at"):
        connected(tmp_path / "other", Location(catalog=both.catalog, data=f"{both.data}-elsewhere"))
    with pytest.raises(WrongLocation, match="connected with another place"):
        connect(tmp_path / "w", Location(data=both.data), NOW)


def test_an_unreadable_location_is_named(tmp_path: Path) -> None:
    (tmp_path / "location.toml").write_text("catalogue = 'postgresql://db/news'")

    with pytest.raises(WrongLocation, match=r"location\.toml"):
        Warehouse.open(tmp_path)
    with pytest.raises(WarehouseNotFound):
        Warehouse.open(tmp_path / "elsewhere")


def test_a_machine_that_was_away_drops_copies_of_what_was_forgotten(
    own_warehouse: Path, both: Location, tmp_path: Path, ask: Any
) -> None:
    connect(own_warehouse, both, NOW)
    away = connected(tmp_path / "away", both)
    [(article_id,)] = ask(away.root, "SELECT article_id FROM articles LIMIT 1")  # which fetches
    forget(own_warehouse, Asked(what=article_id))

    compact(away.root)

    copies = {path.relative_to(away.files.folder).as_posix() for path in away.files.folder.rglob("*.parquet")}
    assert copies <= away.catalog.known_paths()
    published = {path.name for path in (away.root / "exports").rglob("article_text/*.parquet")}
    assert published <= {Path(place).name for place in away.catalog.known_paths()}


def test_two_warehouses_in_two_schemas_of_one_database_are_apart(
    tmp_path: Path, make_schema: Callable[[], str]
) -> None:
    one, other = (connected(tmp_path / name, Location(catalog=make_schema())) for name in ("one", "other"))
    with_story(one, "a")

    with locked(one.root, "run-1", NOW), locked(other.root, "run-2", NOW):
        assert stored(other) == []
    assert [story for story, _ in stored(one)] == ["a"]
