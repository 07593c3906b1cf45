"""Bytes become the text that was written, or are refused; no letter is lost in silence."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from transforms.decode import decode
from transforms.errors import FormatError

GERMAN = "Die Brücke über den Fluß wird für Fußgänger geöffnet, sagte Bürgermeisterin Änne Größl – „endlich“. " * 5
RUSSIAN = "Городской совет в понедельник утвердил строительство нового моста через реку. " * 5
JAPANESE = "市議会は月曜日、新しい橋の建設を承認した。工事は春に始まる予定だ。" * 5
CHINESE = "市议会星期一批准了新桥的建设。工程将于春天开始。" * 5
SHORT_TEXTS = json.loads((Path(__file__).parent / "cases" / "encodings.json").read_text(encoding="utf-8"))
KOREAN = "시의회는 월요일 새 다리 건설을 승인했다. 공사는 봄에 시작된다. " * 5


def page(text: str, charset: str | None = None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>t</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (GERMAN, "cp1252", "iso-8859-1"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (JAPANESE, "cp932", "x-sjis"),
        (JAPANESE, "euc_jp", "x-euc-jp"),
        (CHINESE, "gb18030", "gb2312"),
        (KOREAN, "cp949", "ks_c_5601-1987"),
    ],
)
def test_declared_encoding_is_read_as_browsers_read_it(text: str, codec: str, label: str) -> None:
    content = page(text, label).encode(codec)

    decoded = decode(content)

    assert text in decoded.text
    assert decoded.reason == "meta"


@pytest.mark.parametrize(
    ("text", "codec"), [(GERMAN, "cp1252"), (RUSSIAN, "cp1251"), (JAPANESE, "euc_jp"), (KOREAN, "cp949")]
)
def test_undeclared_encoding_is_detected(text: str, codec: str) -> None:
    decoded = decode(page(text).encode(codec))

    assert text in decoded.text
    assert decoded.reason == "detected"


@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("case", SHORT_TEXTS, ids=lambda case: case["language"])
def test_label_that_a_template_carries_does_not_spoil_a_text_in_another_encoding(
    case: dict[str, Any], label: str
) -> None:
    for codec in case["codecs"]:
        assert case["text"] in decode(page(case["text"], label).encode(codec)).text, codec


@pytest.mark.parametrize(
    "text",
    [
        "Këshilli i qytetit vendosi të hënën që ura e vjetër të mbyllet për një vit, tha kryetari i bashkisë.",
        "Kuzul-kêr en deus divizet serriñ ar pont kozh e-pad ur bloaz; nec'het eo an annezidi gant al labourioù.",
        "Býráðið gjørdi av mánadagin, at gamla brúgvin skal stongjast í eitt ár, segði borgarstjórin við tíðindafólk.",
        "Halmashauri ya mji ilipiga kura Jumatatu kufunga daraja la zamani kwa mwaka mmoja – “tunasikitika”.",
    ],
    ids=["Albanian", "Breton", "Faroese", "Swahili"],
)
@pytest.mark.parametrize("label", ["windows-1252", None])
def test_languages_that_use_windows_1252_beside_the_large_ones_are_read_so(text: str, label: str | None) -> None:
    assert text in decode(page(text, label).encode("cp1252")).text


def test_http_header_wins_over_meta() -> None:
    content = page(RUSSIAN, "koi8-r").encode("cp1251")

    assert RUSSIAN in decode(content, "windows-1251").text


def test_default_header_of_servers_does_not_overrule_the_page() -> None:
    content = page(RUSSIAN, "windows-1251").encode("cp1251")

    assert RUSSIAN in decode(content, "ISO-8859-1").text


def test_valid_utf8_is_utf8_whatever_it_declares() -> None:
    assert GERMAN in decode(page(GERMAN, "iso-8859-1").encode(), "iso-8859-1").text


def test_a_page_cut_inside_a_character_stays_utf8() -> None:
    decoded = decode(GERMAN.encode() + "ü".encode()[:1])

    assert decoded.encoding == "utf-8"
    assert decoded.replaced == 1


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_seen_by_its_zero_bytes(codec: str) -> None:
    decoded = decode(page(GERMAN).encode(codec))

    assert GERMAN in decoded.text
    assert decoded.reason == "null pattern"


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_mark_decides_and_goes(codec: str) -> None:
    assert decode(GERMAN.encode(codec)).text == GERMAN


def test_iso_2022_escapes_are_not_taken_for_ascii() -> None:
    assert JAPANESE in decode(page(JAPANESE).encode("iso2022_jp")).text


def test_bytes_that_windows_1252_leaves_free_do_not_lose_the_page() -> None:
    content = page(GERMAN, "windows-1252").encode("cp1252") + b"\x81"

    assert GERMAN in decode(content).text


def test_meta_that_says_utf16_in_ascii_is_not_believed() -> None:
    assert GERMAN in decode(page(GERMAN, "utf-16").encode()).text


def test_nul_characters_go_and_text_stays() -> None:
    assert decode(b"one\x00 and\x00 two").text == "one and two"


def test_unknown_label_is_passed_over() -> None:
    assert GERMAN in decode(page(GERMAN, "none").encode("cp1252"), "also-none").text


def test_binary_data_is_refused() -> None:
    with pytest.raises(FormatError, match="control characters"):
        decode(random.Random(1).randbytes(50_000))


@pytest.mark.parametrize(
    ("text", "codec"),
    [(case["text"], codec) for case in SHORT_TEXTS for codec in case["codecs"]],
    ids=[f"{case['language']}-{codec}" for case in SHORT_TEXTS for codec in case["codecs"]],
)
def test_one_sentence_is_enough_to_tell_its_encoding(text: str, codec: str) -> None:
    content = f"Bridge at Quay 2026\n{text}\n".encode(codec)

    assert text in decode(content).text


ENGLISH = (
    "The council of Quay voted on Monday night to close the old lock for at least a year, the mayor told reporters. "
)


@pytest.mark.parametrize(
    "said", ["naïve", "Zoë", "a café", "£2", "“good”", "it’s done – now", "€5", "Müller", "¿Quién?", "½ mile", "20°C"]
)
@pytest.mark.parametrize("repeats", [0, 1, 8])
def test_a_single_letter_among_english_words_is_western(said: str, repeats: int) -> None:
    text = ENGLISH * repeats + f"He said {said} to her on that day."

    assert decode(text.encode("cp1252")).text == text
