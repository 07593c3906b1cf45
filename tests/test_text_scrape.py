"""A scrape becomes title, section and story: every sentence stays, every line of residue goes and can be put back."""

from __future__ import annotations

import pytest

from transforms.metadata.dates import Moment
from transforms.metadata.found import Found
from transforms.text_cleanup import normalize_text, restore
from transforms.text_scrape import Scrape, ScrapeParams, clean_scrape, crumb_path, repeats_title, section_of

STORY = """
The council of Port Lund voted on Monday night to close the old bridge over the Arve for at least a year.
Engineers had found cracks in two of its northern piers after the floods in spring, the mayor, Ana Lund, told reporters.
“We cannot wait for the next flood,” she said. “The bridge carries 14,000 cars a day.”
Ferries will run every ten minutes from the fish market until the work is done, according to the harbour office.
Shopkeepers on the north bank fear for their trade and have asked the region for help.
The last closure, in 1987, lasted for three years and cost the town two of its schools.
Work is to begin in May, and the council expects it to cost 36 million crowns.
"""
GERMAN_STORY = """
Der Stadtrat von Neuhafen hat am Montagabend beschlossen, die alte Brücke für mindestens ein Jahr zu sperren.
Fachleute hatten nach dem Hochwasser im Frühjahr Risse in zwei Pfeilern gefunden, sagte Bürgermeisterin Änne Größl.
„Wir können nicht auf das nächste Hochwasser warten“, sagte sie vor der Presse im Rathaus.
Bis zum Ende der Arbeiten fahren alle zehn Minuten Fähren vom Fischmarkt ab, wie das Hafenamt mitteilte.
Die Händler am Nordufer fürchten um ihr Geschäft und haben das Land um Hilfe gebeten.
"""


def cleaned(text: str) -> Scrape:
    return clean_scrape(normalize_text(text).split("\n"), ScrapeParams())


def moment_of(scrape: Scrape) -> Moment:
    moment = scrape.fields["published"].value
    assert isinstance(moment, Moment)
    return moment


def story_lines(story: str) -> list[str]:
    return normalize_text(story).split("\n")


def test_title_section_and_story_of_a_page_with_a_comment_form() -> None:
    text = (
        "Old bridge of Port Lund to close for a year | Coastal towns News\n\n"
        + STORY
        + "\nNo date has been set for the reopening"
        "\n\nSource link\n\nRelated Articles\n\nLeave a Reply\n\nYour email address will not be published.\n\n"
        "Back to top button"
    )

    scrape = cleaned(text)

    assert scrape.fields["title"] == Found("Old bridge of Port Lund to close for a year", "text")
    assert scrape.fields["section"] == Found("Coastal towns", "text")
    assert "outlet" not in scrape.fields
    assert scrape.text.split("\n") == [*story_lines(STORY), "No date has been set for the reopening"]


def test_crumbs_headline_caption_and_plugs() -> None:
    text = (
        "Home  /  Coast  /  Port Lund\n\nOld bridge of Port Lund to close for a year\n\n"
        "The northern piers of the bridge after the flood. (File photo by AFP)\n\n" + STORY + "\n\n"
        "Harbour Channel's site can also be reached under these mirror addresses:\n\nHarbour Channel on Roku"
    )

    scrape = cleaned(text)

    assert scrape.text.split("\n") == story_lines(STORY)
    assert [line.reason for line in scrape.removed] == ["crumbs", "title", "caption", "residue", "residue"]
    assert scrape.fields["section"].value == "Coast"
    assert scrape.fields["topics"].value == ("Coast", "Port Lund")


def test_german_page_with_byline_date_and_share_bar() -> None:
    text = (
        "Startseite > Norden > Neuhafen\nAlte Brücke wird ein Jahr lang gesperrt\nVon Änne Schröder\n"
        "Veröffentlicht am 8. Dezember 2031, 17:30 Uhr\nTeilen\nDrucken\n" + GERMAN_STORY + "\nMehr zum Thema\n"
        "Lesen Sie auch: Hochwasser im Hafen\nKommentare (12)\nZur Startseite"
    )

    scrape = cleaned(text)

    assert scrape.text.split("\n") == story_lines(GERMAN_STORY)
    assert scrape.fields["title"].value == "Alte Brücke wird ein Jahr lang gesperrt"
    assert scrape.fields["authors"].value == ("Änne Schröder",)
    assert scrape.fields["section"].value == "Norden"
    assert "published" in scrape.fields


def test_full_text_can_be_restored() -> None:
    text = "Menu\nOld bridge of Port Lund to close for a year\n" + STORY + "\nShare\nTweet"

    scrape = cleaned(text)

    assert restore(scrape.text, scrape.removed) == normalize_text(text)


def test_newspaper_named_in_the_heading_is_the_outlet() -> None:
    scrape = cleaned("Old bridge of Port Lund to close for a year - The Harbour Post\n" + STORY)

    assert scrape.fields["outlet"] == Found("The Harbour Post", "text")
    assert scrape.fields["title"].value == "Old bridge of Port Lund to close for a year"


def test_text_that_begins_with_its_story_has_no_title() -> None:
    scrape = cleaned(STORY)

    assert "title" not in scrape.fields
    assert scrape.text.split("\n") == story_lines(STORY)


def test_stated_title_is_taken_out_of_the_text_wherever_it_is_repeated() -> None:
    lines = normalize_text("Bridge to close | Coast News\nBridge to close\n" + STORY).split("\n")

    scrape = clean_scrape(lines, ScrapeParams(), "Bridge to close")

    assert [line.reason for line in scrape.removed] == ["title", "title"]


def test_agency_in_the_dateline_is_found_and_the_dateline_stays() -> None:
    scrape = cleaned("Old bridge of Port Lund to close\nPORT LUND, May 3 (Reuters) - " + STORY.strip())

    assert scrape.fields["agency"].value == "Reuters"
    assert scrape.text.startswith("PORT LUND, May 3 (Reuters) - The council")


def test_nothing_but_residue_leaves_no_text() -> None:
    assert cleaned("Menu\nHome\nShare\nTweet\nRelated Articles").text == ""


def test_site_words_are_no_section() -> None:
    assert section_of("News") is None
    assert section_of("Nachrichten") is None
    assert section_of("Weather News") == "Weather"
    assert section_of("UK News") == "UK"


def test_sentences_with_slashes_are_no_crumbs() -> None:
    assert crumb_path("He said the and/or clause was wrong, and left the room.") == ()
    assert crumb_path("Inicio » Costa » Puerto") == ("Inicio", "Costa", "Puerto")


def test_title_is_recognised_behind_its_section() -> None:
    assert repeats_title("Bridge to close » Coast", "Bridge to close")
    assert not repeats_title("Bridge to close in May", "Bridge to close")


def test_the_outlet_above_the_crumbs_is_not_the_title() -> None:
    text = f"The Harbour Sentinel\nHome > News > Port Lund\nOld bridge of Port Lund to close for a year\n{STORY}"

    assert cleaned(text).fields["title"] == Found("Old bridge of Port Lund to close for a year", "text")


def test_a_line_about_free_articles_is_not_the_title() -> None:
    text = f"You have 3 free articles left this week. Subscribe\nOld bridge of Port Lund to close\n{STORY}"

    assert cleaned(text).fields["title"] == Found("Old bridge of Port Lund to close", "text")


SHORT_STORY = """
The old lock at Quay was closed on Friday after divers found a crack in its upper gate.
Boats will have to wait until the gate is mended, the harbour master told reporters.
The work is to take six weeks and to cost about 40,000 crowns.
"""


def test_a_plain_byline_and_date_below_the_title_are_read() -> None:
    scrape = cleaned("Old lock at Quay closed after crack is found\nBy Tess Writer\n3 October 2026\n" + SHORT_STORY)

    assert scrape.fields["authors"] == Found(("Tess Writer",), "text")
    assert moment_of(scrape).at.isoformat() == "2026-10-03T00:00:00+00:00"
    assert [line.reason for line in scrape.removed] == ["title", "byline", "date"]


@pytest.mark.parametrize(
    "above",
    [
        "The Quay Post brings the harbour to your table every morning.",
        "The Quay Post\nNews | Sport | Money | Puzzles\nYou have 3 free articles left this month. Subscribe",
        "Home > Harbour > Locks",
    ],
)
@pytest.mark.parametrize("between", ["", "Share this\n4 min read\n", "The Quay Post\n"])
def test_the_date_is_read_whatever_stands_around_it(above: str, between: str) -> None:
    scrape = cleaned(
        f"{above}\nOld lock at Quay closed after crack is found\n{between}3 October 2026, 9.05am\n{SHORT_STORY}"
    )

    assert moment_of(scrape).at.isoformat() == "2026-10-03T09:05:00+00:00"
    assert "3 October 2026, 9.05am" not in scrape.text
    assert scrape.text.endswith("The work is to take six weeks and to cost about 40,000 crowns.")


def test_byline_and_date_in_one_line_are_both_read() -> None:
    scrape = cleaned("Old lock at Quay closed after crack is found\nBy Tess Writer | 3 October 2026\n" + SHORT_STORY)

    assert scrape.fields["authors"] == Found(("Tess Writer",), "text")
    assert moment_of(scrape).at.isoformat() == "2026-10-03T00:00:00+00:00"


def test_a_line_of_two_dates_is_no_path() -> None:
    line = "Publié le 08/11/2026 à 07:15 | Mis à jour le 09/11/2026 à 09:02"

    scrape = cleaned(f"L'écluse de Quay fermée après une fissure\n{line}\n{SHORT_STORY}")

    assert crumb_path(line) == ()
    assert moment_of(scrape).at.isoformat() == "2026-11-08T07:15:00+00:00"


def test_a_menu_gives_neither_section_nor_topics() -> None:
    scrape = cleaned("Coast | Inland | Money | Puzzles\nOld lock at Quay closed after crack is found\n" + SHORT_STORY)

    assert "section" not in scrape.fields
    assert "topics" not in scrape.fields
    assert "Puzzles" not in scrape.text


def test_the_home_page_and_the_outlet_are_no_sections() -> None:
    german = cleaned("Start / Wirtschaft / Hafen\nSchleuse am Kai nach Riss geschlossen\n" + GERMAN_STORY)
    named = cleaned("Old lock at Quay closed after crack is found | Quay Ledger News\n" + SHORT_STORY)

    assert german.fields["section"].value == "Wirtschaft"
    assert "section" not in named.fields
    assert named.fields["outlet"].value == "Quay Ledger"


@pytest.mark.parametrize("advert", ["Advertisement", "Anzeige", "Read more: Fish market moves"])
def test_a_sentence_after_an_advertisement_stays(advert: str) -> None:
    last = "The end came at 9pm, when the hall closed."

    scrape = cleaned(f"Old lock at Quay closed after crack is found\n{SHORT_STORY}{advert}\n{last}")

    assert scrape.text.endswith(last)
    assert advert not in scrape.text


@pytest.mark.parametrize(
    "sentence",
    [
        "Photo finish judges agreed with her and gave the race to Ana Lund.",
        "Share prices fell by a tenth within an hour.",
        "More: that was all the crowd wanted, and it got none of it from the band.",
    ],
)
def test_a_sentence_that_begins_with_a_word_of_residue_stays(sentence: str) -> None:
    first, second, third = story_lines(SHORT_STORY)

    scrape = cleaned("\n".join(("Old lock at Quay closed after crack is found", first, second, sentence, third)))

    assert sentence in scrape.text


def test_a_title_in_a_script_without_spaces_is_one() -> None:
    text = (
        "古い橋が一年間閉鎖\n2031年9月18日 8時05分\n"
        "市議会は月曜日、新しい橋の建設を承認した。工事は春に始まる予定で、費用は三億六千万円に上る。\n"
        "市長は記者団に対し、橋脚二本に亀裂が見つかり、次の洪水を待つことはできないと語った。\n"
    )

    scrape = cleaned(text)

    assert scrape.fields["title"] == Found("古い橋が一年間閉鎖", "text")
    assert moment_of(scrape).at.isoformat() == "2031-09-18T08:05:00+00:00"


HEADLINE = "Old bridge of Port Lund to close for a year"


@pytest.mark.parametrize(
    "head",
    [
        f"{HEADLINE}\nShops on the north bank fear for their trade as the council votes for repairs in the spring",
        f"HomeNewsPort Lund{HEADLINE}\n{HEADLINE}",
        f"Port Lund\n{HEADLINE}",
    ],
    ids=["a subtitle below", "the path glued to a repetition", "a kicker above"],
)
def test_the_headline_is_told_from_what_stands_around_it(head: str) -> None:
    assert cleaned(f"{head}\nBy Tess Writer\n3 October 2026\n{STORY}").fields["title"] == Found(HEADLINE, "text")
