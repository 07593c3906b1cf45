"""Names in articles: which words are names, of what kind, and which places they stand for."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.gazetteer import GAZETTEER_SCHEMA, Gazetteer
from transforms.names import Mention, Span, mentions

PLACES = [
    ("*:london", "1", "London", "city", "GB", 51.5, -0.1, 9_000_000),
    ("*:london", "2", "London", "city", "CA", 43.0, -81.2, 420_000),
    ("*:nice", "3", "Nice", "city", "FR", 43.7, 7.3, 340_000),
    ("*:paris", "4", "Paris", "city", "FR", 48.9, 2.4, 2_100_000),
    ("*:paris", "5", "Paris", "city", "US", 33.7, -95.6, 25_000),
    ("*:reading", "6", "Reading", "city", "GB", 51.5, -1.0, 320_000),
    ("*:texas", "US-TX", "Texas", "region", "US", None, None, 3_000_000),
    ("*:springfield", "7", "Springfield", "city", "US", 39.8, -89.6, 116_000),
    ("*:springfield", "8", "Springfield", "city", "US", 37.2, -93.3, 167_000),
    ("*:springfield", "9", "Springfield", "city", "US", 42.1, -72.6, 154_000),
    ("*:essen", "10", "Essen", "city", "DE", 51.5, 7.0, 590_000),
    ("*:北京", "11", "Beijing", "city", "CN", 39.9, 116.4, 19_000_000),
    ("*:서울", "12", "Seoul", "city", "KR", 37.6, 127.0, 10_000_000),
    ("*:москва", "13", "Moscow", "city", "RU", 55.8, 37.6, 10_000_000),
    ("*:cantley", "14", "Cantley", "city", "US", 38.9, -77.0, 690_000),
    ("*:cantley", "US-CY", "Cantley", "region", "US", None, None, 3_000_000),
    ("*:georgia", "US-GA", "Georgia", "region", "US", None, None, 3_000_000),
    ("en:georgia", "GE", "Georgia", "country", "GE", None, None, 3_700_000),
    ("en:france", "FR", "France", "country", "FR", None, None, 67_000_000),
    ("de:deutschland", "DE", "Germany", "country", "DE", None, None, 83_000_000),
    ("ja:フランス", "FR", "France", "country", "FR", None, None, 67_000_000),
    ("ar:مصر", "EG", "Egypt", "country", "EG", None, None, 98_000_000),
]  # fmt: skip


def made_gazetteer() -> Gazetteer:
    rows = [[*row, True] for row in sorted(PLACES, key=lambda row: (row[0], -row[7]))]
    columns = zip(*rows, strict=True)
    return Gazetteer(rows=pa.table([pa.array(column) for column in columns], schema=GAZETTEER_SCHEMA))


GAZETTEER = made_gazetteer()


def found(text: str, language: str = "en", title: str | None = None, country: str | None = None) -> dict[str, Mention]:
    return {one.name: one for one in mentions(title, text, language, GAZETTEER, country=country)}


def kinds(text: str, language: str = "en") -> dict[str, str | None]:
    return {name: one.kind for name, one in found(text, language).items()}


def test_a_title_and_a_surname_alone_are_the_same_person() -> None:
    names = found("Prime Minister Jana Kovar spoke on Monday. Later Ms Kovar left, and Kovar's aides stayed.")

    assert list(names) == ["Jana Kovar"]
    assert (names["Jana Kovar"].kind, names["Jana Kovar"].times) == ("person", 3)
    assert names["Jana Kovar"].written_as == ("Jana Kovar", "Kovar")


def test_an_acronym_is_the_organisation_that_it_stands_behind() -> None:
    names = found("The Northern Fisheries Council (NFC) met. Later the NFC said that the NFC's quota holds.")

    assert {name: (one.kind, one.times) for name, one in names.items()} == {
        "Northern Fisheries Council": ("organisation", 4)
    }


def test_a_word_that_only_opens_sentences_is_no_name() -> None:
    assert found("Meanwhile it rained. Residents waited. Police came. Yesterday was dry.") == {}


def test_a_word_that_opens_a_sentence_is_a_name_if_another_sentence_has_it_inside() -> None:
    assert "Brightwater" in found("Brightwater closed its shops. It was said that Brightwater would open again.")


def test_days_months_and_peoples_are_no_names() -> None:
    assert found("On Monday the French and American teams met, in March as in April, and Germans cheered.") == {}


def test_a_line_of_capitals_proves_nothing() -> None:
    text = "FERRY SINKS OFF ALDER POINT\nA ferry sank off Alder Point on Friday, the coast guard said."

    names = found(text, title="Ferry Sinks Off Alder Point After Long Night")

    assert list(names) == ["Alder Point"]
    assert names["Alder Point"].kind == "place"


def test_german_nouns_are_no_names() -> None:
    text = (
        "Die Regierung hat am Montag ein Gesetz beschlossen. Ministerin Anna Lindqvist nannte den Entwurf einen Erfolg."
    )

    assert kinds(text, "de") == {"Anna Lindqvist": "person"}


def test_a_german_genitive_is_the_name() -> None:
    names = found("Der Umbau Deutschlands dauert. Lindqvists Vorschlag ist neu, sagte Anna Lindqvist in Essen.", "de")

    assert {name: one.times for name, one in names.items()} == {"Deutschland": 1, "Anna Lindqvist": 2, "Essen": 1}


def test_a_german_compound_is_no_name_but_begins_with_one() -> None:
    assert list(found("Das neue EU-Gesetz und der Kunden-Dienst wurden besprochen.", "de")) == ["EU"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La ministre Claire Dubrac a parlé vendredi devant le conseil.", "fr"),
        ("La ministra Clara Dubrac habló el viernes ante el consejo.", "es"),
        ("La ministra Clara Dubrac ha parlato venerdì davanti al consiglio.", "it"),
        ("A ministra Clara Dubrac falou na sexta-feira diante do conselho.", "pt"),
        ("De minister Clara Dubrac sprak vrijdag voor de raad.", "nl"),
        ("Wczoraj minister Clara Dubrac mówiła przed radą.", "pl"),
        ("I går talade minister Clara Dubrac inför rådet.", "sv"),
        ("Dün bakan Clara Dubrac konuştu.", "tr"),
    ],
)
def test_a_person_is_found_in_languages_with_capitals(text: str, language: str) -> None:
    [one] = mentions(None, text, language, GAZETTEER)

    assert (one.name.split()[1], one.kind) == ("Dubrac", "person")


def test_cases_of_a_russian_name_are_one_name() -> None:
    names = found("Вчера Анна Ветрова прибыла в Москву. О Ветровой в Москве писали.", "ru")

    assert {name: one.times for name, one in names.items()} == {"Анна Ветрова": 2, "Москву": 2}
    assert names["Москву"].key == "москва"


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("代表团周五抵达北京。", "zh", ["北京"]),
        ("代表団は金曜日にフランスに着いた。", "ja", ["フランス"]),
        ("대표단은 금요일 서울에서 만났다.", "ko", ["서울"]),
        ("وصل الوفد إلى ومصر يوم الجمعة.", "ar", ["مصر"]),
    ],
)
def test_scripts_without_capitals_give_what_the_gazetteer_knows(text: str, language: str, names: list[str]) -> None:
    got = found(text, language)

    assert list(got) == names
    assert [one.method for one in got.values()] == ["gazetteer"]
    assert [text[one.start : one.end] for one in got.values()] == names


def place_of(name: str, text: str, **more: str) -> str | None:
    place = found(text, **more)[name].place
    return place.place.place_id if place else None


def test_a_city_is_the_larger_one_unless_the_article_speaks_of_the_other_country() -> None:
    assert place_of("London", "They met in London on Friday.") == "1"
    assert place_of("London", "They met in London on Friday.", country="CA") == "2"


def test_what_stands_behind_a_comma_says_which_city_it_is() -> None:
    assert place_of("Paris", "They met in Paris, Texas, on Friday.") == "5"


def test_a_city_goes_before_the_region_of_its_name() -> None:
    assert place_of("Cantley", "They met in Cantley on Friday.") == "14"


def test_a_name_of_many_cities_of_one_size_stays_without_a_place() -> None:
    names = found("They met in Springfield on Friday.")

    assert names["Springfield"].kind == "place"
    assert names["Springfield"].place is None


def test_a_country_is_a_country_unless_the_article_speaks_of_the_region() -> None:
    assert place_of("Georgia", "They met in Georgia on Friday.") == "GE"
    assert place_of("Georgia", "They went from Georgia to Texas.") == "US-GA"


def test_a_word_that_is_a_city_too_is_none() -> None:
    assert found("Reading is good for children. Nice people came, and reading is nice.") == {}


def test_a_person_called_like_a_city_is_a_person() -> None:
    names = found("The writer Jack London was there. London said that he would stay.")

    assert {name: (one.kind, one.place) for name, one in names.items()} == {"Jack London": ("person", None)}


def test_without_a_gazetteer_names_are_found_and_no_places() -> None:
    made = mentions(None, "Minister Jana Kovar came to London on Friday.", "en", Gazetteer())

    assert [(one.name, one.place) for one in made] == [("Jana Kovar", None), ("London", None)]


def test_spans_of_a_model_take_the_place_of_the_rules() -> None:
    text = "jana kovar came to london; kovar left."

    made = mentions(
        None, text, "en", GAZETTEER, spans=[Span(start=0, end=10, kind="person"), Span(start=19, end=25, kind="place")]
    )

    assert [(one.name, one.kind, one.method) for one in made] == [
        ("jana kovar", "person", "model"),
        ("london", "place", "model"),
    ]
    assert made[1].place is not None


@given(
    st.lists(
        st.sampled_from(
            [
                "Jana Kovar",
                "Kovar",
                "the",
                "London",
                "said.",
                "EU-Kommission",
                "\n",
                "Dr.",
                "“",
                "of",
                "Paris’s",
                "NFC",
                "(NFC)",
                "ÉLAN",
                "İzmir'de",
                "北京",
                "\u202e",
                "é",
            ]
        ),
        max_size=40,
    ),
    st.sampled_from(["en", "de", "tr", "ru", "zh", None]),
)
@settings(max_examples=200, deadline=None)
def test_places_in_the_text_are_those_of_the_name(parts: list[str], language: str | None) -> None:
    text = " ".join(parts)

    made = mentions(parts[0] if parts else None, text, language, GAZETTEER)

    assert made == mentions(parts[0] if parts else None, text, language, GAZETTEER)
    assert len({one.key for one in made}) == len(made)
    for one in made:
        assert one.start is None or text[one.start : one.end] in one.written_as
        assert one.is_in_title or one.start is not None
        assert 0 < one.confidence <= 1


HOSTILE = {
    "one word": "A" * 1_000_000,
    "capitalised words": "Kovar " * 100_000,
    "different words": " ".join(f"K{i:x}v" for i in range(100_000)),
    "sentences": "".join(f"It saw K{i:x}v. " for i in range(50_000)),
    "titles": "General " * 100_000,
    "small words": "Bank of the " * 50_000,
    "controls": "Jana \u202eKovar\u202c " * 50_000,
    "marks": "K" + "\u0301" * 500_000,
    "hyphens": "A-" * 300_000,
    "dots": "A." * 300_000,
    "apostrophes": "A'" * 300_000,
    "brackets": "Bank (" * 100_000,
    "ideographs": "北" * 300_000,
    "syllables": "서울 " * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_takes_no_longer_than_its_length(name: str) -> None:
    language = {"ideographs": "zh", "syllables": "ko", "hyphens": "de"}.get(name, "en")
    began = time.process_time()

    mentions(HOSTILE[name][:300], HOSTILE[name], language, GAZETTEER)

    assert time.process_time() - began < 5


def test_a_korean_word_of_endings_alone_takes_no_time() -> None:
    began = time.process_time()

    mentions(None, "가가" + "에서는" * 3000 + "x 가가" + "에서는" * 3000, "ko", GAZETTEER)

    assert time.process_time() - began < 2


def test_a_model_may_take_marks_for_names() -> None:
    found = mentions(
        None,
        "Orla Venn's - boat",
        "en",
        GAZETTEER,
        spans=[
            Span(start=9, end=11, kind="person"),
            Span(start=12, end=13, kind="other"),
            Span(start=0, end=9, kind="person"),
        ],
    )

    assert [one.name for one in found] == ["Orla Venn"]
