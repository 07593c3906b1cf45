"""The index of words: finds what reading finds, follows every run, is never wrong, keeps nothing that was forgotten."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.cli import run_command
from flows.daily import daily
from flows.forget import Asked, forget
from flows.maintain import compact
from flows.runs import new_run
from flows.search import make_index, search
from warehouse import query, search_index
from warehouse.searching import places_of
from warehouse.store import Warehouse

QUESTIONS = (
    "ferry",
    "ferry gannet",
    "ferr*",
    "ferr",
    '"gannet rock"',
    '"rock gannet"',
    "die",
    "vaubrune evacues",
    "é*",
    "zzz",
    "-",
)


@pytest.fixture
def indexed(own_warehouse: Path) -> Path:
    """The example warehouse with an index."""
    make_index(own_warehouse)
    return own_warehouse


def found(warehouse: Path, words: str) -> list[str]:
    return [row["article_id"] for row in search(warehouse, words, most=10_000).to_pylist()]


def read(warehouse: Path, words: str) -> list[str]:
    """What is found without an index."""
    with query.connect_snapshot(Warehouse.open(warehouse)) as connection:
        return [row[0] for row in connection.execute("SELECT article_id FROM search($1)", [words]).fetchall()]


def answers(warehouse: Path) -> bool:
    """Whether the index answers for the newest snapshot."""
    opened = Warehouse.open(warehouse)
    return search_index.states_with(opened, opened.snapshot(), [" ferry "]) is not None


def parts(warehouse: Path) -> list[Path]:
    return sorted((warehouse / search_index.FOLDER).glob("*.sqlite"))


@pytest.mark.parametrize("words", QUESTIONS)
def test_the_index_finds_what_reading_finds(indexed: Path, words: str) -> None:
    assert answers(indexed)
    assert found(indexed, words) == read(indexed, words)


def test_words_of_scripts_without_blanks_are_found_in_part(tmp_path: Path, take_in: Any) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(
        "東京湾で渡し船が座礁\n\n" + "昨夜、東京湾の渡し船アルダムーア号が砂州に乗り上げた。けが人はなかった。" * 8
    )
    take_in(tmp_path / "w", folder)
    make_index(tmp_path / "w")

    assert answers(tmp_path / "w")
    for words, hits in (("東京", 1), ("東京湾", 1), ("砂州に", 1), ("京東", 0), ("渡し船 けが人", 1)):
        assert len(found(tmp_path / "w", words)) == len(read(tmp_path / "w", words)) == hits, words


def test_every_run_keeps_it_up_and_small_parts_are_joined(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder, warehouse = tmp_path / "in", tmp_path / "w"
    folder.mkdir()
    (folder / "0.txt").write_text(scrape("ferry"))
    take_in(warehouse, folder)
    make_index(warehouse)
    for n in range(1, 4):
        (folder / f"{n}.txt").write_text(scrape("tram", f"Quay Row gets its tram number {n}, years after the vote"))
        (folder / "0.txt").write_text(scrape("ferry", f"Ferry Aldermoor towed {n} times into Kestrel Bay"))
        take_in(warehouse, folder)
        assert answers(warehouse)
        for words in ("ferry", f"towed {n}", "towed 0", "tram", "number"):
            assert found(warehouse, words) == read(warehouse, words), words

    assert len(parts(warehouse)) == 4
    compact(warehouse)
    assert answers(warehouse)


def test_many_small_parts_become_one(indexed: Path, monkeypatch: pytest.MonkeyPatch, take_in: Any, scrape: Any) -> None:
    monkeypatch.setattr(search_index, "JOINED_PARTS", 2)
    folder = indexed.parent / "more"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.txt").write_text(scrape("tram", f"Quay Row gets its tram number {n}, years after the vote"))
        take_in(indexed, folder)

    assert len(parts(indexed)) <= 2
    assert found(indexed, "tram number") == read(indexed, "tram number") != []


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone", "list", "empty"])
def test_a_damaged_index_is_not_asked_and_is_made_anew(indexed: Path, damage: str, capfd: Any) -> None:
    [part] = parts(indexed)
    wanted = read(indexed, "ferry")
    data = bytearray(part.read_bytes())
    if damage == "flipped":
        data[len(data) // 2] ^= 1
        part.write_bytes(data)
    elif damage == "cut":
        part.write_bytes(data[:-100])
    elif damage == "gone":
        part.unlink()
    else:
        (indexed / search_index.FOLDER / search_index.LIST).write_text("{" if damage == "list" else "")

    assert not answers(indexed)
    assert found(indexed, "ferry") == wanted
    if damage in ("flipped", "cut", "gone"):
        assert run_command(["check", "--warehouse", str(indexed)]) == 3
        assert "storyfold index" in capfd.readouterr().out.replace("\n", "")
    assert run_command(["repair", "--warehouse", str(indexed)]) == 0
    assert answers(indexed)
    assert run_command(["check", "--warehouse", str(indexed)]) == 0
    assert found(indexed, "ferry") == wanted


def test_a_copied_warehouse_has_its_index(indexed: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(indexed, tmp_path / "copy", symlinks=True, copy_function=shutil.copyfile))

    assert answers(copy)
    assert found(copy, "ferry") == read(copy, "ferry")


def test_a_stale_index_is_not_asked(indexed: Path, take_in: Any, scrape: Any) -> None:
    kept = shutil.copytree(indexed / "search", indexed.parent / "kept")
    folder = indexed.parent / "more"
    folder.mkdir()
    (folder / "a.txt").write_text(scrape("quarry"))
    take_in(indexed, folder)
    shutil.rmtree(indexed / "search")
    shutil.copytree(kept, indexed / "search")

    assert not answers(indexed)
    assert found(indexed, "quarry") == read(indexed, "quarry") != []
    assert daily(new_run(indexed, [folder])).snapshot is None  # nothing is new, and the index is made whole
    assert answers(indexed)


def test_nothing_forgotten_stays_in_it(tmp_path: Path, take_in: Any, scrape: Any) -> None:
    folder, warehouse = tmp_path / "in", tmp_path / "w"
    folder.mkdir()
    (folder / "a.txt").write_text(scrape("ferry"))
    (folder / "b.txt").write_text(scrape("quarry") + "\n\nXylophonquark stood on a board by the gate.")
    take_in(warehouse, folder)
    make_index(warehouse)
    [article] = found(warehouse, "xylophonquark")
    assert places_of(warehouse / "search", [b"xylophonquark"])

    done = forget(warehouse, Asked(what=article))

    assert done.remains == {}
    assert places_of(warehouse / "search", [b"xylophonquark", article.encode()]) == {}
    assert found(warehouse, "xylophonquark") == []
    assert answers(warehouse)
    assert len(found(warehouse, "ferry")) == 1


def test_an_index_is_made_and_removed_from_the_command_line(own_warehouse: Path, capfd: Any, tmp_path: Path) -> None:
    place = ["--warehouse", str(own_warehouse)]

    assert run_command(["index", *place]) == 0
    assert "states of articles in the index" in capfd.readouterr().err
    assert run_command(["search", "ferry", "--format", "csv", *place]) == 0
    by_index = capfd.readouterr().out
    assert run_command(["index", "--remove", *place]) == 0
    assert run_command(["search", "ferry", "--format", "csv", *place]) == 0
    assert capfd.readouterr().out == by_index
    assert run_command(["index", "--warehouse", str(tmp_path / "none")]) == 1
