"""What is forgotten is nowhere any more, compressed or not, stays away, and takes nothing else with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.cli import run_command
from flows.daily import daily
from flows.errors import NothingToForget
from flows.forget import Asked, forget, would_forget
from flows.maintain import compact, expire, maintain
from flows.runs import new_run
from tests.conftest import INBOX
from tests.test_volume import NOW, row
from warehouse import query
from warehouse.errors import QueryFailed, WarehouseDamaged
from warehouse.expiry import ExpiryParams
from warehouse.forgetting import FINDS, OTHERS, id_columns
from warehouse.leases import held
from warehouse.schemas import TABLES
from warehouse.searching import places_of
from warehouse.store import Warehouse

ARTICLES = "SELECT article_id, title, text FROM articles JOIN article_text USING (revision_id) ORDER BY 1"
FERRY = (
    "SELECT article_id FROM articles WHERE outlet = 'Harbour Post' AND title LIKE '%Gannet Rock%' ORDER BY 1 LIMIT 1"
)
# An article that is copied, and one that is a figure's and a story's.
COPIED = "SELECT original_id FROM duplicates ORDER BY 1 LIMIT 1"


def everything(root: Path) -> list[str]:
    """Every file of a folder as text, Parquet decoded too."""
    found = []
    for path in root.rglob("*"):
        if path.is_file():
            found.append(path.read_bytes().decode("utf-8", "replace"))
        if path.suffix == ".parquet" and path.is_file():
            found.append("\n".join(strings(pq.read_table(path).to_pylist())))
    return found


def strings(value: object) -> Iterator[str]:
    """All texts in a value, at any depth, as they are."""
    if isinstance(value, dict):
        yield from strings(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item)
    elif isinstance(value, (str, bytes)):
        yield value if isinstance(value, str) else value.decode("utf-8", "replace")


def pieces(ask: Any, warehouse: Path, article_id: str) -> list[str]:
    """What must not be found: ids, addresses, titles and sentences of an article that no other article has."""
    rows = ask(
        warehouse,
        "SELECT revision_id, url, canonical_url, title, text, list_transform(removed, lambda cut: cut.text)"
        " FROM stored.article_metadata JOIN stored.article_text USING (article_id, revision_id)"
        f" WHERE article_id = '{article_id}'",
    )
    rest = ask(warehouse, f"FROM stored.article_text WHERE article_id <> '{article_id}'")
    others = "\n".join(strings(rest))
    found = {article_id}
    for revision_id, url, canonical, title, text, removed in rows:
        lines = [line for line in (*text.split("\n"), *(removed or ())) if len(line) > 20]
        found |= {piece for piece in (revision_id, url, canonical, title, *lines) if piece}
    return sorted(piece for piece in found if piece not in others)


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse of two runs, the second with a changed and a new file, and what it was made of."""
    made = tmp_path_factory.mktemp("two-runs")
    inbox = shutil.copytree(INBOX, made / "inbox")
    daily(new_run(made / "warehouse", [inbox]))
    note = inbox / "scrapes" / "echo-0811-footbridge.txt"
    note.write_text(note.read_text() + "\n\nThe council will look at the footbridge once more in the spring.\n")
    daily(new_run(made / "warehouse", [inbox]))
    inbox.rename(made / "taken")  # so that each test has the source in a place of its own
    return made


@pytest.fixture
def with_history(two_runs: Path, tmp_path: Path) -> Path:
    """A copy of the warehouse of two runs."""
    return Path(shutil.copytree(two_runs / "warehouse", tmp_path / "warehouse", symlinks=True))


@pytest.fixture
def inbox(two_runs: Path, tmp_path: Path) -> Path:
    """A copy of what it was made of."""
    return Path(shutil.copytree(two_runs / "taken", tmp_path / "inbox"))


@pytest.mark.parametrize(
    "which", [FERRY, COPIED, "SELECT founding_article_id FROM stories ORDER BY articles DESC LIMIT 1"]
)
def test_a_byte_search_finds_nothing_of_it(with_history: Path, ask: Any, which: str) -> None:
    [(article_id,)] = ask(with_history, which)
    wanted = pieces(ask, with_history, article_id)
    others = [row for row in ask(with_history, ARTICLES) if row[0] != article_id]
    assert len(wanted) > 1  # of one that is copied exactly its ids alone

    done = forget(with_history, Asked(what=article_id))

    hays = everything(with_history)
    assert [piece for piece in wanted if any(piece in hay for hay in hays)] == []
    assert not set(done.remains) & set(wanted)
    assert ask(with_history, ARTICLES) == others
    assert run_command(["check", "--warehouse", str(with_history)]) == 0


def test_earlier_snapshots_are_read_without_it(with_history: Path, ask: Any) -> None:
    [(article_id,)] = ask(with_history, FERRY)
    opened = Warehouse.open(with_history)
    count = "SELECT count(*) FROM articles"
    numbers = [info.number for info in opened.snapshots()][2:]
    before: list[int] = []
    for number in numbers:
        with query.connect_snapshot(opened, number) as connection:
            before += connection.execute(count).fetchall()[0]

    forget(with_history, Asked(what=article_id))

    for number, articles in zip(numbers, before, strict=True):
        with query.connect_snapshot(opened, number) as connection:
            assert connection.execute(count).fetchall() == [(articles - 1,)]
            assert connection.execute(f"FROM articles WHERE article_id = '{article_id}'").fetchall() == []


def test_it_is_not_taken_in_again_and_its_file_is_as_it_was(
    with_history: Path, ask: Any, take_in: Any, inbox: Path
) -> None:
    [(article_id, source, path)] = ask(
        with_history, "SELECT article_id, source, path FROM articles WHERE path LIKE 'scrapes/elfaro%'"
    )
    before = (inbox / path).read_bytes()
    forget(with_history, Asked(what=article_id))

    again = take_in(with_history, inbox, source=source, again=True)
    shutil.copy(inbox / path, inbox / "scrapes" / "under-another-name.txt")
    renamed = take_in(with_history, inbox, source=source)

    assert (inbox / path).read_bytes() == before
    assert (again.ingested.accepted, again.ingested.revised, again.ingested.rejected > 0) == (0, 0, True)
    assert renamed.ingested.accepted == 0
    assert ask(with_history, f"FROM stored.article_metadata WHERE article_id = '{article_id}'") == []
    forgotten = ask(with_history, "SELECT DISTINCT path FROM outcomes WHERE reason = 'forgotten' ORDER BY 1")
    assert forgotten == [(path,), ("scrapes/under-another-name.txt",)]


def test_its_copies_are_linked_with_each_other_anew(with_history: Path, ask: Any) -> None:
    [(original, copies)] = ask(
        with_history, "SELECT original_id, list(article_id) FROM duplicates GROUP BY 1 ORDER BY 1 LIMIT 1"
    )

    done = forget(with_history, Asked(what=original))

    assert [row["article_id"] for row in done.copies] == sorted(copies)
    ids = ", ".join(f"'{id_}'" for id_ in copies)
    assert ask(with_history, f"SELECT count(*) FROM articles WHERE article_id IN ({ids}) AND story_id IS NOT NULL") == [
        (len(copies),)
    ]


def test_copies_go_along_when_asked(with_history: Path, ask: Any) -> None:
    [(original, copies)] = ask(
        with_history, "SELECT original_id, list(article_id) FROM duplicates GROUP BY 1 ORDER BY 1 LIMIT 1"
    )

    done = forget(with_history, Asked(what=original, with_copies=True))

    assert {row["article_id"] for row in done.articles} == {original, *copies}
    assert not {original, *copies} & set(done.remains)


def test_an_outlet_goes_with_its_lines_and_stays_away(with_history: Path, ask: Any, take_in: Any, inbox: Path) -> None:
    there = ask(with_history, "SELECT count(*) FROM articles WHERE outlet = 'Harbour Post'")[0][0]

    done = forget(with_history, Asked(what="harbour post"))
    again = take_in(with_history, inbox, source="inbox", again=True)

    assert len(done.articles) == there > 2
    assert ask(with_history, "SELECT count(*) FROM articles WHERE outlet = 'Harbour Post'") == [(0,)]
    assert ask(with_history, "FROM stored.outlet_lines WHERE outlet = 'Harbour Post'") == []
    assert again.ingested.accepted == 0
    assert run_command(["check", "--warehouse", str(with_history)]) == 0


def test_a_url_is_known_with_its_tracking_parameters(with_history: Path, ask: Any) -> None:
    [(url,)] = ask(
        with_history, "SELECT canonical_url FROM articles WHERE canonical_url IS NOT NULL ORDER BY 1 LIMIT 1"
    )

    assert len(would_forget(with_history, Asked(what=f"{url}?utm_source=rss")).articles) == 1


def test_a_receipt_says_when_and_how_much_but_not_what(with_history: Path, ask: Any) -> None:
    [(article_id,)] = ask(with_history, FERRY)
    done = forget(with_history, Asked(what=article_id))

    [receipt] = ask(with_history, "SELECT kind, articles, rows_erased, files_rewritten FROM forgotten")

    assert receipt == ("article", 1, sum(done.rows.values()), done.files)
    assert not any(article_id in repr(row) for row in ask(with_history, "FROM stored.forgotten_keys"))


def test_what_expired_a_moment_ago_goes_along(with_history: Path, ask: Any) -> None:
    [(article_id,)] = ask(with_history, FERRY)
    wanted = pieces(ask, with_history, article_id)
    compact(with_history)
    expire(with_history, ExpiryParams(older_than=timedelta(0)))  # the small files wait for the end of their grace
    assert Warehouse.open(with_history).catalog.doomed()

    assert forget(with_history, Asked(what=article_id)).remains == {}
    assert places_of(with_history, [piece.encode() for piece in wanted]) == {}


def test_a_reader_is_not_deleted_under_and_what_it_reads_goes_after_it(
    with_history: Path, ask: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("flows.forget.WAIT_SECONDS", 0)
    [(article_id,)] = ask(with_history, FERRY)
    wanted = pieces(ask, with_history, article_id)
    opened = Warehouse.open(with_history)
    count = f"SELECT count(*) FROM articles WHERE article_id = '{article_id}'"

    with held(opened) as snapshot, query.connect(opened.paths(snapshot)) as connection:
        done = forget(with_history, Asked(what=article_id))
        assert done.waiting > 0
        assert connection.execute(count).fetchall() == [(1,)]
    maintain(with_history)

    assert places_of(with_history, [piece.encode() for piece in wanted]) == {}


def test_a_dry_run_counts_the_rows_and_changes_nothing(with_history: Path, ask: Any, capfd: Any) -> None:
    [(article_id,)] = ask(with_history, FERRY)
    snapshots = Warehouse.open(with_history).snapshots()

    planned = would_forget(with_history, Asked(what=article_id))
    assert run_command(["forget", article_id, "--dry-run", "--warehouse", str(with_history)]) == 0

    assert "nothing was changed" in capfd.readouterr().err
    assert Warehouse.open(with_history).snapshots() == snapshots
    assert planned.rows == forget(with_history, Asked(what=article_id)).rows


@pytest.mark.parametrize("what", ["0123456789abcdef", "https://nowhere.example/a", "The Daily Nothing"])
def test_what_is_not_stored_is_said(with_history: Path, what: str) -> None:
    with pytest.raises(NothingToForget, match="nothing was changed"):
        forget(with_history, Asked(what=what))


def test_articles_are_kept_as_long_as_asked(with_history: Path, ask: Any) -> None:
    count = "SELECT outlet, count(*) FROM articles WHERE published_at < now() - INTERVAL 1 DAY GROUP BY 1 ORDER BY 1"
    before = dict(ask(with_history, count))

    maintain(with_history, keep={"Harbour Post": 1, "Nobody": 1})

    after = dict(ask(with_history, count))
    assert "Harbour Post" in before.keys() - after.keys()
    assert {**after, "Harbour Post": before["Harbour Post"]} == before


def test_every_table_says_how_it_names_articles() -> None:
    silent = [name for name in TABLES if not id_columns(name) and name not in {*FINDS, *OTHERS}]

    assert silent == []


@pytest.mark.parametrize("with_copies", [False, True])
def test_an_id_that_several_begin_with_names_none(tmp_path: Path, with_copies: bool) -> None:
    warehouse = Warehouse.create(tmp_path / "warehouse", NOW)
    draft = warehouse.begin("run-1")
    rows = [row("article_metadata", article_id=f"0a1b2c3d{end}", revision_id=end) for end in "12"]
    draft.add("article_metadata", pa.Table.from_pylist(rows, TABLES["article_metadata"].schema))
    draft.commit("two articles", NOW)

    with pytest.raises(NothingToForget, match="2 articles have an id that begins"):
        would_forget(warehouse.root, Asked(what="0a1b2c3d", with_copies=with_copies))


def stopped(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_forgetting_that_was_stopped_is_ended_when_asked_again(
    with_history: Path, ask: Any, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    [(article_id,)] = ask(with_history, FERRY)
    wanted = pieces(ask, with_history, article_id)
    monkeypatch.setattr("flows.forget.relink", stopped)
    with pytest.raises(KeyboardInterrupt):
        forget(with_history, Asked(what=article_id))
    assert any(piece in hay for hay in everything(with_history) for piece in wanted)
    monkeypatch.undo()

    assert run_command(["forget", article_id, "--warehouse", str(with_history)]) == 0

    assert "forgotten before" in capfd.readouterr().err
    assert not any(piece in hay for hay in everything(with_history) for piece in wanted)
    assert run_command(["check", "--warehouse", str(with_history)]) == 0


def test_what_is_published_goes_though_relinking_fails(
    with_history: Path, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    [(article_id,)] = ask(with_history, FERRY)
    wanted = pieces(ask, with_history, article_id)
    monkeypatch.setattr("flows.forget.link_duplicates", stopped)

    with pytest.raises(KeyboardInterrupt):
        forget(with_history, Asked(what=article_id))

    assert not any(piece in hay for hay in everything(with_history) for piece in wanted)


@pytest.mark.parametrize("table", ["article_metadata", "fingerprints", "files"])
@pytest.mark.parametrize("is_cut", [False, True])
def test_a_damaged_file_is_named_before_anything_is_erased(
    with_history: Path, ask: Any, table: str, is_cut: bool
) -> None:
    [(article_id,)] = ask(with_history, FERRY)
    opened = Warehouse.open(with_history)
    snapshots = opened.snapshots()
    path = opened.files.path(opened.snapshot().files[table][-1])
    data = bytearray(path.read_bytes())
    path.chmod(0o644)
    data[4] ^= 1  # of the first page
    path.write_bytes(data[:-100] if is_cut else data)

    with pytest.raises((WarehouseDamaged, QueryFailed), match=table):
        forget(with_history, Asked(what=article_id))

    assert opened.snapshots() == snapshots


def test_counts_go_down_by_what_they_went_up(tmp_path: Path, take_in: Any, scrape: Any, ask: Any) -> None:
    inbox, warehouse = tmp_path / "inbox", tmp_path / "warehouse"
    inbox.mkdir()
    shared = scrape("ferry").split("\n\n")[1]

    def words(name: str) -> str:
        return " ".join(f"{name}{n}" for n in range(120)) + "."

    def write(name: str, *more: str) -> None:
        paragraphs = "".join(f"<p>{line}</p>" for line in (words(name), shared, words(f"{name}s"), *more))
        (inbox / f"{name}.html").write_text(
            "<html><head><meta property='og:site_name' content='Marlow Ledger'></head>"
            f"<body><article><h1>The report of {name} from the quay</h1>{paragraphs}</article></body></html>"
        )

    for name in ("Adder", "Bittern", "Curlew"):
        write(name)
    take_in(warehouse, inbox)
    counts = "SELECT outlet, line_hash, documents FROM stored.outlet_lines ORDER BY ALL"
    outlets = "SELECT outlet, documents FROM stored.outlet_documents ORDER BY ALL"
    before = ask(warehouse, counts), ask(warehouse, outlets)
    write("Dunlin")
    take_in(warehouse, inbox)
    for change in range(3):
        write("Dunlin", f"<p>{' '.join(f'word{change}{n}' for n in range(150))}.</p>")
        take_in(warehouse, inbox)
    assert ask(warehouse, outlets) == [("Marlow Ledger", 4)]
    [(article_id, states)] = ask(
        warehouse, "SELECT article_id, count(*) FROM revisions WHERE title LIKE '%Dunlin%' GROUP BY 1"
    )
    assert states == 4

    forget(warehouse, Asked(what=article_id))

    assert (ask(warehouse, counts), ask(warehouse, outlets)) == before
