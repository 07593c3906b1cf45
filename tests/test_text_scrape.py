"""A scrape becomes title, section and story: every sentence stays, every line of residue goes and can be put back."""

from __future__ import annotations

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
