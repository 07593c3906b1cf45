"""Finding files: order, names, what is known, what is no file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.discover import find_files
from flows.known_files import Known, known_files, known_roots, sort_out
from flows.sources import named_sources


def found_in(folder: Path, known: dict[tuple[str, str], Known] | None = None) -> list[str]:
    sources = named_sources([folder], None, known_roots(known or {}))
    return [file.path for file in find_files(sources, leave_out=folder / "none")]


def test_files_come_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/B.txt", "a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert found_in(tmp_path) == ["a.txt", "a/B.txt", "a/z.txt", "b.txt"]


def test_a_file_given_alone_is_the_file_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").touch()

    [source] = named_sources([tmp_path / "in" / "a.txt"], None, {})

    assert (source.name, source.root, source.given) == ("in", str(tmp_path / "in"), str(tmp_path / "in" / "a.txt"))


def test_a_file_given_twice_is_found_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()

    sources = named_sources([tmp_path, tmp_path / "a.txt"], None, {})

    assert len(find_files(sources, leave_out=tmp_path / "none")) == 1


def test_known_bytes_at_a_new_place_beside_the_old_one_are_a_copy(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("the same words")
    sources = named_sources([tmp_path], "s", {})
    [first, second] = sort_out(find_files(sources, leave_out=tmp_path / "none"), {}).to_read
    known = {
        ("s", "a.txt"): Known(
            root=str(tmp_path),
            file_id=first.file_id,
            size_bytes=first.size_bytes,
            modified_ns=first.modified_ns,
            identity_path="a.txt",
        )
    }

    listing = sort_out(find_files(sources, leave_out=tmp_path / "none"), known)

    assert [file.path for file in listing.to_read] == [second.path]
    assert listing.renamed == ()
    (tmp_path / "a.txt").unlink()
    listing = sort_out(find_files(sources, leave_out=tmp_path / "none"), known)
    assert [file.identity_path for file in listing.renamed] == ["a.txt"]


def test_a_file_that_could_not_be_read_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words")
    status = (tmp_path / "a.txt").stat()
    row = {
        "source": tmp_path.name,
        "path": "a.txt",
        "root": str(tmp_path),
        "file_id": "",
        "size_bytes": status.st_size,
        "modified_ns": status.st_mtime_ns,
        "identity_path": "a.txt",
        "path_bytes": None,
        "version": None,
    }

    listing = sort_out(
        find_files(named_sources([tmp_path], None, {}), leave_out=tmp_path / "none"),
        known_files(pa.Table.from_pylist([row])),
    )

    assert [file.path for file in listing.to_read] == ["a.txt"]


def test_what_is_no_file_has_a_problem(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "broken").symlink_to("nowhere")

    files = find_files(named_sources([tmp_path], None, {}), leave_out=tmp_path / "none")

    assert {file.path: (file.problem or "").split(":")[0] for file in files} == {
        "broken": "unreadable",
        "pipe": "not_a_file",
    }


def test_a_folder_that_was_moved_keeps_its_name_and_the_next_one_gets_another(
    tmp_path: Path, take_in: Callable[..., Any], scrape: Callable[..., str]
) -> None:
    (tmp_path / "a" / "news").mkdir(parents=True)
    (tmp_path / "a" / "news" / "x.txt").write_text(scrape("ferry"))
    warehouse = tmp_path / "warehouse"
    take_in(warehouse, tmp_path / "a" / "news")
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "news").rename(tmp_path / "b" / "news")
    moved = take_in(warehouse, tmp_path / "b" / "news")
    (tmp_path / "c" / "news").mkdir(parents=True)
    (tmp_path / "c" / "news" / "x.txt").write_text(scrape("quarry"))

    other = take_in(warehouse, tmp_path / "c" / "news")

    assert (moved.ingested.accepted, moved.ingested.revised) == (0, 0)
    assert (other.ingested.accepted, other.ingested.revised) == (1, 0)
