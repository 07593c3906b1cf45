"""The names of a run: stored with their articles, asked for, looked for again, forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows import find_names
from flows.daily import daily
from flows.errors import WrongConfiguration
from flows.forget import Asked, forget
from flows.gazetteer import has_places, installed_gazetteer, made_rows
from flows.runs import new_run
from transforms.gazetteer import folded
from warehouse import query

PAGE = """<html lang="en"><head><meta property="og:site_name" content="{outlet}"><title>{title}</title>
<link rel="canonical" href="https://{site}/{path}"></head><body><article><h1>{title}</h1>
<p>{text}</p>
<p>Nobody was hurt, and the harbour was open again in the morning, when the fog had gone and the tide was out.</p>
</article></body></html>"""
FERRY = "Minister Anna Lindqvist came to London on Friday to speak about the ferry with the Northern Fisheries Council."
BRIDGE = "Minister Anna Lindqvist opened the bridge on Monday, and Orla Venn, who had built it, stood beside her there."
LATER = "The harbour master Orla Venn was asked about the bridge on Tuesday, and said little about what had been built."


def page(folder: Path, name: str, title: str, text: str, outlet: str = "Harbour Post") -> None:
    folder.mkdir(exist_ok=True)
    site = f"{outlet.split()[0].lower()}.example"
    made = PAGE.format(outlet=outlet, site=site, path=name, title=title, text=text)
    (folder / f"{outlet.split()[0]}-{name}.html").write_text(made)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    page(folder, "ferry", "A minister speaks about the ferry", FERRY)
    page(folder, "ferry", "A minister speaks about the ferry", FERRY, "Marlow Ledger")
    page(folder, "bridge", "The bridge is open at last", BRIDGE)
    page(folder, "later", "Little is said about the bridge", LATER)
    return folder


@pytest.fixture
def warehouse(tmp_path: Path, inbox: Path) -> Path:
    daily(new_run(tmp_path / "warehouse", [inbox]))
    return tmp_path / "warehouse"


NAMED = "SELECT DISTINCT name FROM mentions ORDER BY name"


def test_a_run_notes_who_is_named(warehouse: Path, ask: Any) -> None:
    assert ask(warehouse, NAMED) == [
        ("Anna Lindqvist",),
        ("London",),
        ("Northern Fisheries Council",),
        ("Orla Venn",),
    ]
    assert ask(warehouse, "SELECT count(*) FROM stored.name_searches") == [(4,)]


def test_copies_count_once_among_those_named_together(warehouse: Path, ask: Any) -> None:
    rows = ask(warehouse, "SELECT name, texts, lift FROM mentioned_with('LINDQVIST') ORDER BY name")

    # Of three texts two name her, and of these one each of the others.
    assert rows == [("London", 1, 1.5), ("Northern Fisheries Council", 1, 1.5), ("Orla Venn", 1, 0.75)]


def test_a_place_counts_the_texts_and_not_their_copies(warehouse: Path, ask: Any) -> None:
    assert has_places()
    assert ask(warehouse, "SELECT place_id, place, country, articles, texts, outlets FROM places") == [
        ("2643743", "London", "GB", 2, 1, 1)
    ]


def test_names_in_the_text_stand_where_their_rows_say(warehouse: Path, ask: Any) -> None:
    rows = ask(
        warehouse,
        'SELECT written_as, text[start + 1:"end"] FROM mentions JOIN article_text USING (revision_id)'
        " WHERE start IS NOT NULL",
    )

    assert rows
    assert all(text in forms for forms, text in rows)


def test_another_run_looks_at_new_states_alone(warehouse: Path, inbox: Path, ask: Any) -> None:
    before = ask(warehouse, "FROM stored.mentions ORDER BY ALL")
    page(inbox, "more", "More about the tram in the old town", LATER.replace("Orla Venn", "Tove Brandal"))

    daily(new_run(warehouse, [inbox]))

    after = ask(warehouse, "FROM stored.mentions ORDER BY ALL")
    assert {*map(str, before)} < {*map(str, after)}
    assert ("Tove Brandal",) in ask(warehouse, NAMED)


def test_states_of_earlier_rules_are_looked_at_again(
    warehouse: Path, inbox: Path, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ask(warehouse, "FROM stored.mentions ORDER BY ALL")
    monkeypatch.setattr(find_names, "RULES", find_names.RULES + 1)
    page(inbox, "more", "More about the tram in the old town", LATER)

    daily(new_run(warehouse, [inbox]))

    assert ask(warehouse, "SELECT DISTINCT rules FROM stored.name_searches") == [(find_names.RULES,)]
    assert {*map(str, rows)} < {*map(str, ask(warehouse, "FROM stored.mentions ORDER BY ALL"))}


def test_names_of_a_forgotten_article_are_gone(warehouse: Path, ask: Any) -> None:
    [(article_id,)] = ask(warehouse, "SELECT article_id FROM articles WHERE title LIKE 'Little%'")

    forget(warehouse, Asked(what=article_id))

    assert ask(warehouse, f"SELECT count(*) FROM stored.mentions WHERE article_id = '{article_id}'") == [(0,)]
    assert ask(warehouse, "SELECT count(*) FROM stored.name_searches") == [(3,)]


def test_the_gazetteer_is_made_once_and_read_from_then_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    installed_gazetteer.cache_clear()

    made = installed_gazetteer()
    [path] = (tmp_path / "storyfold").iterdir()
    written = path.stat().st_mtime_ns
    installed_gazetteer.cache_clear()

    assert installed_gazetteer().rows == made.rows == made_rows()
    assert path.stat().st_mtime_ns == written
    path.write_bytes(path.read_bytes()[:1000])
    installed_gazetteer.cache_clear()
    assert installed_gazetteer().rows == made.rows
    installed_gazetteer.cache_clear()


@pytest.mark.parametrize(
    ("name", "language", "place"),
    [
        ("deutschland", "de", "DE"),
        ("syrien", "de", "SY"),
        ("iran", "en", "IR"),
        ("ukraine", "fr", "UA"),
        ("俄罗斯", "zh", "RU"),
        ("bayern", "de", "DE-BY"),
        ("texas", "en", "US-TX"),
        ("london", "en", "2643743"),
    ],
)
def test_the_gazetteer_knows_places_in_the_language_of_the_text(name: str, language: str, place: str) -> None:
    assert installed_gazetteer().places(name, language)[0].place_id == place


def test_a_country_of_one_language_is_none_in_another() -> None:
    assert [place.place_kind for place in installed_gazetteer().places("island", "en")] == []
    assert installed_gazetteer().places("island", "de")[0].place_id == "IS"


def test_a_model_that_is_not_installed_is_refused_before_anything_is_read(tmp_path: Path, inbox: Path) -> None:
    config = tmp_path / "storyfold.toml"
    config.write_text('[names]\nmodel = "xx_no_such_model"\n')

    with pytest.raises(WrongConfiguration, match="xx_no_such_model"):
        daily(new_run(tmp_path / "warehouse", [inbox], config=config))
    assert not (tmp_path / "warehouse" / "staging" / "extracted").exists()


def test_names_are_not_looked_for_where_that_is_set_and_made_up_for_later(
    tmp_path: Path, inbox: Path, ask: Any
) -> None:
    config, warehouse = tmp_path / "storyfold.toml", tmp_path / "warehouse"
    config.write_text("[names]\nfind = false\n")
    daily(new_run(warehouse, [inbox], config=config))
    assert ask(warehouse, "SELECT count(*) FROM mentions") == [(0,)]
    config.write_text("[names]\nfind = true\n")
    (inbox / "later.html").write_text(
        PAGE.format(outlet="Post", title="Later", site="post.example", path="l", text=LATER)
    )

    daily(new_run(warehouse, [inbox], config=config))

    assert ask(warehouse, "SELECT count(DISTINCT article_id) > 1 FROM mentions") == [(True,)]


@pytest.mark.parametrize("written", ["model = 3", 'model = ""', 'modle = "x"', 'find = "no"'])
def test_a_wrong_setting_is_refused(tmp_path: Path, written: str) -> None:
    config = tmp_path / "storyfold.toml"
    config.write_text(f"[names]\n{written}\n")

    with pytest.raises(WrongConfiguration):
        new_run(tmp_path / "warehouse", config=config)


def test_a_model_that_is_named_looks_in_place_of_the_rules(tmp_path: Path, inbox: Path, ask: Any) -> None:
    spacy = pytest.importorskip("spacy", reason="spaCy is not installed: it is not needed, a model of it can be named")
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "ORG", "pattern": "the harbour"},
            {"label": "GPE", "pattern": "London"},
            {"label": "DATE", "pattern": "Friday"},
        ]
    )
    pipeline.to_disk(tmp_path / "model")
    config = tmp_path / "storyfold.toml"
    config.write_text(f"[names]\nmodel = {str(tmp_path / 'model')!r}\n")

    daily(new_run(tmp_path / "warehouse", [inbox], config=config))

    rows = "SELECT DISTINCT name, kind, method, place_id FROM mentions ORDER BY name"
    assert ask(tmp_path / "warehouse", rows) == [
        ("London", "place", "model", "2643743"),
        ("the harbour", "organisation", "model", None),
    ]
    assert ask(tmp_path / "warehouse", "SELECT DISTINCT model FROM stored.name_searches") == [
        (str(tmp_path / "model"),)
    ]


@pytest.mark.parametrize(
    "name",
    ["São Tomé", "Łódź", "Baden-Baden", "Straße", "Ørsted", "İstanbul", "d’Anvers", "Œuvre", "Đorđe", "Αθήνας", "Ёлка"],
)
def test_a_question_folds_a_name_as_the_table_does(name: str) -> None:
    with query.connect({}) as connection:
        assert connection.execute("SELECT name_key($1)", [name]).fetchall() == [(folded(name),)]


def test_no_home_folder_is_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    def no_home() -> Path:  # as of a user whom the system does not know
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", no_home)

    assert installed_gazetteer.__wrapped__().rows.num_rows > 10_000
