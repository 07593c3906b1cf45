"""Whose text it is: what agencies are credited where, families of outlets, and who republishes whom."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest

from flows.cli import run_command
from flows.daily import Summary
from flows.errors import WrongList
from flows.outlet_lists import agency_list, outlet_list
from transforms.boilerplate import REMOVED_TYPE
from transforms.syndication import CREDIT_SCHEMA, Agencies, credit, credits
from warehouse.store import Warehouse

STORY = "The ferry struck the pier at dusk. Nobody on board was hurt, said Orla Venn."


class TestCredits:
    @pytest.mark.parametrize(
        ("dateline", "agency"),
        [
            ("KESTREL BAY, March 3 (AP) — ", "AP"),
            ("KESTREL BAY (Reuters) - ", "Reuters"),
            ("Hafen (dpa/lno) - ", "dpa"),
            ("Kesterbucht (AFP) – ", "AFP"),
            ("(ANSA) - PORTO, 3 MAR - ", "ANSA"),
            ("Almadía, 3 mar (EFE).- ", "EFE"),
            ("KESTREL BAY, March 3 (Xinhua) -- ", "Xinhua"),
            ("KESTREL BAY, March 3. /TASS/. ", "TASS"),
            ("МОСКВА, 3 марта. /ТАСС/. ", "TASS"),
            ("МОСКВА, 3 мар — РИА Новости. ", "RIA Novosti"),
            ("新华社汐见3月3日电 ", "Xinhua"),
            ("【汐見共同】", "Kyodo"),
            ("(서울=연합뉴스) ", "Yonhap"),
            ("Delhi, Mar 3 (PTI) ", "PTI"),
            ("القاهرة (رويترز) - ", "Reuters"),
        ],
    )
    def test_datelines_name_agencies(self, dateline: str, agency: str) -> None:
        found = credit(dateline + STORY)

        assert found is not None
        assert (found.agency, found.place) == (agency, "dateline")
        assert dateline.startswith(found.written)

    @pytest.mark.parametrize(
        ("end", "agency"),
        [
            (" (dpa)", "dpa"),
            (" – Reuters", "Reuters"),
            ("\n--IANS", "IANS"),
            ("\nQuelle: dpa", "dpa"),
            ("\n© AFP", "AFP"),
            ("\n© 2026 AFP", "AFP"),
            ("\n(AP)", "AP"),
            ("\ndpa/lno", "dpa"),
            ("\n© dpa-infocom, dpa:260303-930-118812/1", "dpa"),
            ("\nCopyright 2026 The Associated Press. All rights reserved.", "AP"),
        ],
    )
    def test_texts_are_signed_at_their_end(self, end: str, agency: str) -> None:
        found = credit(STORY + end)

        assert found is not None
        assert (found.agency, found.place) == (agency, "signature")

    @pytest.mark.parametrize(
        ("end", "agency"),
        [
            ("\nWith material from dpa", "dpa"),
            ("\nMit Material von dpa und AFP", "dpa"),
            (" (mit dpa)", "dpa"),
            ("\n(avec AFP)", "AFP"),
            ("\nCon información de EFE", "EFE"),
            ("\nThe Associated Press contributed to this report.", "AP"),
            ("\nAssociated Press writers Jo Lund and Per Ek contributed to this report.", "AP"),
        ],
    )
    def test_who_contributed_is_not_who_wrote(self, end: str, agency: str) -> None:
        found = credit(STORY + end)

        assert found is not None
        assert (found.agency, found.place) == (agency, "contribution")

    @pytest.mark.parametrize(
        "text",
        [
            "The Associated Press (AP) said on Monday that its bureau would close.",
            "The Associated Press (AP) - founded long ago - moves to the harbour.",
            "The party (AP) The leader said.",
            f"{STORY} She had worked for Reuters.",
            f"{STORY} She works for The Associated Press (AP).",
            f"{STORY} The pa of the beta team is a uni man.",
            f"{STORY} He came with AP Jones.",
            f"{STORY}\nVenn spoke with Reuters.",
            STORY,
        ],
    )
    def test_sentences_about_agencies_are_no_credits(self, text: str) -> None:
        assert credit(text) is None

    def test_pictures_credits_are_none(self) -> None:
        assert credit(STORY, cut=["The pier at dusk. (File photo by Reuters)", "Photo: AFP"]) is None

    def test_what_the_page_states_counts_as_the_byline(self) -> None:
        found = credit(STORY, stated="AFP"), credit(STORY, bylines=["By Ana Lund, Associated Press"])

        assert [one and (one.agency, one.place) for one in found] == [("AFP", "byline"), ("AP", "byline")]

    def test_a_byline_with_an_agency_s_help_is_the_outlet_s_own(self) -> None:
        found = credit(STORY, stated="AFP", bylines=["Ana Lund avec AFP"])

        assert found is not None
        assert found.place == "contribution"

    def test_the_agency_s_own_pages_are_told_by_their_outlet(self) -> None:
        found = credit(STORY, outlet="Reuters"), credit(STORY, outlet="Northway News Agency", stated="NNA")

        assert [one and (one.agency, one.place) for one in found] == [("Reuters", "outlet"), ("NNA", "outlet")]

    def test_the_user_s_agencies_are_found_too(self) -> None:
        agencies = Agencies(more={"Coastal Wire": "Coastal Wire", "CWS": "Coastal Wire"})

        assert credit(f"KESTREL BAY (CWS) - {STORY}", agencies) is not None
        assert credit(f"{STORY}\nSource: Coastal Wire", agencies) is not None
        assert credit(f"{STORY} (cws)", agencies) is None

    @pytest.mark.parametrize("written", ["УНН", "N.N.A.", "A.P.", "ΑΠΕ"])
    def test_forms_in_other_scripts_and_with_full_stops_are_found_in_tables_too(self, written: str) -> None:
        agencies = Agencies(more={written: "Mine"})
        text = f"KESTREL BAY, May 3 ({written}) — {STORY}"
        rows = pa.table({name: [text if name in ("head", "tail") else None] for name in ("head", "tail")})
        for name in ("agency", "site", "outlet"):
            rows = rows.append_column(name, pa.nulls(1, pa.string()))
        rows = rows.append_column("cut", pa.nulls(1, REMOVED_TYPE))

        assert credit(text, agencies) is not None
        assert credits(rows, agencies)["agency"].to_pylist() == ["Mine"]

    def test_a_table_is_read_as_its_rows_are_one_by_one(self) -> None:
        texts = [f"KESTREL BAY (AP) - {STORY}", STORY, f"{STORY} (dpa)"]
        cut = [[{"line": 0, "text": "Reuters", "reason": "byline"}], None, []]
        lines = pa.list_(pa.struct([("line", pa.int32()), ("text", pa.string()), ("reason", pa.string())]))
        rows = pa.table({"head": texts, "tail": texts, "outlet": ["Post"] * 3, "cut": pa.array(cut, lines)})
        for name in ("agency", "site"):
            rows = rows.append_column(name, pa.nulls(3, pa.string()))

        for shown in (rows, pa.concat_tables([rows, rows]).slice(3)):
            found = credits(shown, Agencies())

            assert found.schema == CREDIT_SCHEMA
            assert found["agency"].to_pylist() == ["AP", None, "dpa"]


class TestLists:
    def write(self, folder: Path, text: str) -> Path:
        file = folder / "list.csv"
        file.write_bytes(text.encode())
        return file

    @pytest.mark.parametrize("mark", [",", ";", "\t"])
    def test_rows_are_read_by_the_names_of_their_columns(self, tmp_path: Path, mark: str) -> None:
        rows = mark.join(["Family", "site"]) + "\r\n" + mark.join(["Sund Group", "https://www.kurier.example/news"])

        assert outlet_list(self.write(tmp_path, "\ufeff" + rows)).to_pylist() == [
            {"site": "kurier.example", "outlet": None, "name": None, "family": "Sund Group", "country": None}
        ]

    @pytest.mark.parametrize(
        ("text", "wrong"),
        [
            ("site,owner\na.example,B\n", "no column 'owner'; the first line names columns, of these: site, outlet"),
            ("site,family\n,B\n", "line 2: neither site nor outlet"),
            ("site,family\na.example,B\nwww.a.example,C\n", "site 'a.example' stands twice, in lines 2 and 3"),
            ("site\na.example,B\n", "line 2: 2 cells"),
            ("site,site\n", "a column stands twice"),
            ("", "empty"),
            ('site\n"a', "line 2"),
            ("site,family\nnot a host,B\n", "line 2: 'not a host' is no site"),
            ("site,family\nhttp://[bad,B\n", "line 2: 'http://[bad' is no site"),
        ],
    )
    def test_what_is_wrong_is_said_with_its_line(self, tmp_path: Path, text: str, wrong: str) -> None:
        with pytest.raises(WrongList) as error:
            outlet_list(self.write(tmp_path, text))

        assert wrong in str(error.value)

    def test_what_spreadsheets_add_is_no_fault(self, tmp_path: Path) -> None:
        rows = outlet_list(self.write(tmp_path, "site,family,,\n*.kurier.example,Sund Group,,\n")).to_pylist()

        assert [(row["site"], row["family"]) for row in rows] == [("kurier.example", "Sund Group")]

    def test_a_form_of_two_agencies_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(WrongList, match="'nna' is said of two agencies, in lines 2 and 3"):
            agency_list(self.write(tmp_path, "agency,written\nAlpha,NNA\nBeta,nna\n"))

    def test_other_encodings_and_missing_files_are_told(self, tmp_path: Path) -> None:
        file = tmp_path / "list.csv"
        file.write_bytes("site,family\na.example,Fähren\n".encode("cp1252"))

        for wanted in (file, tmp_path / "none.csv"):
            with pytest.raises(WrongList):
                outlet_list(wanted)

    def test_an_agency_is_written_as_it_is_called_if_nothing_else_is_said(self, tmp_path: Path) -> None:
        rows = agency_list(self.write(tmp_path, "agency,written\nCoastal Wire\nCoastal Wire,CWS\n"))

        assert rows["written"].to_pylist() == ["Coastal Wire", "CWS"]

    def test_a_wrong_list_is_wrong_use_and_nothing_is_read(self, tmp_path: Path, capsys: Any) -> None:
        wrong = self.write(tmp_path, "host\na.example\n")
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "a.txt").write_text(STORY)

        code = run_command(["ingest", str(tmp_path / "in"), "-w", str(tmp_path / "w"), "--outlets", str(wrong)])

        assert code == 2
        assert "no column 'host'" in capsys.readouterr().err
        assert not (tmp_path / "w" / "catalog.sqlite").exists()


SENTENCES = """The ferry Aldermoor struck the pier at Kestrel Bay at dusk on Tuesday with 212 people aboard.
Harbour master Orla Venn said that the rudder had jammed as the captain turned towards the fuel berth.
Divers from Gannet Rock looked at the hull until midnight and found a dent two metres long below the waterline.
The owner, a cooperative of farmers, will send a replacement boat from the Outer Isles on Thursday morning.
Passengers spent the night in the school, where soup was served from milk churns by the lifeboat crew."""
OTHER = """A jammed rudder drove the Aldermoor into the pier of Kestrel Bay, the islanders' only ferry for years.
For Orla Venn, who watches the harbour, the accident on Tuesday was a matter of time and of old bolts.
She counted 212 people as they walked up the slip, and asked the divers to look below the waterline twice.
On Thursday another boat is to come from the Outer Isles; until then the school of Kestrel Bay is a hotel.
Its owner, the farmers' cooperative, had put the repair of the rudder off since spring, she added."""


def article(outlet: str, text: str, *, minutes: int = 0, site: str = "") -> dict[str, str]:
    host = site or f"{outlet.lower().replace(' ', '')}.example"
    return {
        "url": f"https://{host}/ferry-{minutes}.html",
        "title": "Ferry Aldermoor strikes pier at Kestrel Bay",
        "outlet": outlet,
        "text": text,
        "published": f"2026-03-03T{18 + minutes // 60}:{minutes % 60:02}:00Z",
    }


TakeArticles = Callable[..., Summary]


@pytest.fixture
def take(tmp_path: Path, take_in: Callable[..., Summary]) -> TakeArticles:
    """Take articles into the warehouse `w`, from one export; `outlets` and `agencies` are the texts of lists."""

    def ingest(*articles: dict[str, str], **lists: str) -> Summary:
        (tmp_path / "in").mkdir(exist_ok=True)
        if articles:
            (tmp_path / "in" / "export.jsonl").write_bytes(b"\n".join(map(orjson.dumps, articles)))
        for name, text in lists.items():
            (tmp_path / f"{name}.csv").write_text(text)
        return take_in(tmp_path / "w", tmp_path / "in", **{name: tmp_path / f"{name}.csv" for name in lists})

    return ingest


WIRE = f"KESTREL BAY (AP) - {SENTENCES}"


def test_logos_on_one_agency_s_text_are_one_origin(take: TakeArticles, tmp_path: Path, ask: Any) -> None:
    take(
        article("Harbour Post", WIRE),
        article("Valley Echo", SENTENCES, minutes=30),  # the same text, its credit cut
        article("Tidewater Courant", f"KESTREL BAY (AP) - {OTHER}", minutes=60),
        article("Marlow Ledger", f"{OTHER.replace('pier', 'quay').replace('islanders', 'villagers')}", minutes=90),
    )

    counted = ask(tmp_path / "w", "SELECT articles, outlets, independent_outlets FROM stories")
    origins = ask(tmp_path / "w", "SELECT DISTINCT origin FROM story_articles ORDER BY ALL")

    assert counted == [(4, 4, 1)]  # the Ledger's words are those of the second AP text
    assert origins == [("AP",)]


def test_the_agency_s_own_article_is_the_origin_though_a_copy_is_earlier(
    take: TakeArticles, tmp_path: Path, ask: Any
) -> None:
    take(article("Harbour Post", WIRE), article("AP", SENTENCES, minutes=20, site="ap.example"))

    rows = ask(
        tmp_path / "w",
        "SELECT articles.outlet, origin.outlet, is_copy FROM origins JOIN articles USING (article_id)"
        " JOIN articles AS origin ON origin.article_id = origin_article_id ORDER BY ALL",
    )

    assert rows == [("AP", "AP", False), ("Harbour Post", "AP", True)]


def test_an_outlet_that_used_an_agency_s_material_is_independent(take: TakeArticles, tmp_path: Path, ask: Any) -> None:
    take(
        article("Harbour Post", WIRE),
        article("Valley Echo", f"{OTHER}\nThe Associated Press contributed to this report.", minutes=30),
    )

    assert ask(tmp_path / "w", "SELECT independent_outlets FROM stories") == [(2,)]
    assert ask(tmp_path / "w", "SELECT agency FROM articles WHERE outlet = 'Valley Echo'") == [("AP",)]


FAMILIES = "site,family,name,country\nharbourpost.example,Sund Group,The Post,IS\nmarlowledger.example,Sund Group,,\n"


def test_outlets_of_a_family_are_one_origin_from_the_run_on_that_was_given_the_list(
    take: TakeArticles, tmp_path: Path, ask: Any
) -> None:
    take(article("Harbour Post", SENTENCES), article("Marlow Ledger", OTHER, minutes=45, site="m.marlowledger.example"))
    before = ask(tmp_path / "w", "SELECT independent_outlets FROM stories")

    listed = take(outlets=FAMILIES)
    later = take(outlets=FAMILIES), take()

    assert listed.snapshot is not None
    assert [summary.snapshot for summary in later] == [None, None]
    assert (before, ask(tmp_path / "w", "SELECT independent_outlets FROM stories")) == ([(2,)], [(1,)])
    assert ask(tmp_path / "w", "SELECT outlet, name, family, country FROM outlets ORDER BY 1") == [
        ("Harbour Post", "The Post", "Sund Group", "IS"),
        ("Marlow Ledger", None, "Sund Group", None),
    ]
    assert ask(tmp_path / "w", "SELECT outlet, fits FROM listed_outlets ORDER BY 1") == [
        ("Harbour Post", "site"),
        ("Marlow Ledger", "site"),
    ]


def test_an_earlier_snapshot_keeps_the_list_it_had(take: TakeArticles, tmp_path: Path) -> None:
    from warehouse import query

    take(article("Harbour Post", SENTENCES), article("Marlow Ledger", OTHER, minutes=45), outlets=FAMILIES)
    first = Warehouse.open(tmp_path / "w").catalog.head()
    take(outlets="outlet,family\nHarbour Post,Alone\n")

    with query.connect_snapshot(Warehouse.open(tmp_path / "w"), first) as connection:
        assert connection.execute("SELECT independent_outlets FROM stories").fetchall() == [(1,)]
    with query.connect_snapshot(Warehouse.open(tmp_path / "w")) as connection:
        assert connection.execute("SELECT independent_outlets FROM stories").fetchall() == [(2,)]


def test_articles_are_looked_at_again_when_the_user_names_an_agency(
    take: TakeArticles, tmp_path: Path, ask: Any
) -> None:
    wire = f"KESTREL BAY, March 3 (Coastal Wire) - {SENTENCES}"
    take(article("Harbour Post", wire), article("Marlow Ledger", f"{OTHER}\nSource: Coastal Wire", minutes=45))
    before = ask(tmp_path / "w", "SELECT independent_outlets FROM stories")

    take(agencies="agency\nCoastal Wire\n")

    assert (before, ask(tmp_path / "w", "SELECT independent_outlets FROM stories")) == ([(2,)], [(1,)])
    assert ask(tmp_path / "w", "SELECT DISTINCT agency FROM articles") == [("Coastal Wire",)]


def test_who_republishes_whom_how_often_and_how_late(take: TakeArticles, tmp_path: Path, ask: Any) -> None:
    take(
        article("AP", WIRE, site="ap.example"),
        article("Harbour Post", WIRE, minutes=20),
        article("Valley Echo", SENTENCES, minutes=40),
        article("Valley Echo", f"VALLEY (AP) - {OTHER}", minutes=50),
        outlets="outlet,family\nHarbour Post,Sund\nMarlow Ledger,Sund\n",
    )

    assert ask(tmp_path / "w", "FROM syndication") == [
        ("AP", True, "Valley Echo", False, 2, 1, 40.0),
        ("AP", True, "Harbour Post", False, 1, 1, 20.0),
    ]


def test_republishing_within_a_family_is_marked(take: TakeArticles, tmp_path: Path, ask: Any) -> None:
    take(
        article("Harbour Post", SENTENCES),
        article("Marlow Ledger", SENTENCES, minutes=15),
        outlets="outlet,family\nharbour post,Sund\nMarlow Ledger,Sund\n",
    )

    assert ask(tmp_path / "w", "FROM syndication") == [("Harbour Post", False, "Marlow Ledger", True, 1, 1, 15.0)]


def test_a_revised_article_is_looked_at_anew(take: TakeArticles, tmp_path: Path, ask: Any) -> None:
    take(article("Harbour Post", SENTENCES))

    take(article("Harbour Post", f"{SENTENCES} (dpa)"))

    assert ask(tmp_path / "w", "SELECT agency, is_copy FROM origins") == [("dpa", True)]
