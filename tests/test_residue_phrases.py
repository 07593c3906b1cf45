"""Lines left over from pages are known in many languages; sentences that begin alike are not."""

from __future__ import annotations

import pytest

from transforms.residue_phrases import LINES, is_residue_line


@pytest.mark.parametrize(
    "line",
    [
        "Source link",
        "LEAVE A REPLY",
        "Kommentare (12)",
        "» Related Articles",
        "Lire aussi :",
        "Te puede interesar",
        "Leggi anche",
        "Læs også",
        "Читайте также:",
        "関連記事",
        "İlgili haberler",
        "관련기사",
        "相关新闻",
        "مقالات ذات صلة",
        "Baca juga: Jembatan baru dibuka",
        "यह भी पढ़ें: पुराना पुल बंद रहेगा",
        "Articles similaires : Le marché déménage",
        "جميع الحقوق محفوظة",
        "この記事は会員限定です。ログインすると続きをお読みいただけます。",
        "3 min read",
        "© 2031 Harbour Post. All rights reserved.",
        "The post Bridge opens appeared first on Harbour Post.",
        "https://harbourpost.example/a/1",
    ],
)
def test_leftover_lines_are_known(line: str) -> None:
    assert is_residue_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Related articles of clothing were found near the river.",
        "Share prices fell by a tenth on Monday.",
        "The post office on Quay Street will close in May, the council said on Monday.",
        "Print runs are getting shorter, said publisher Ana Lund.",
        "Watchmakers in the valley fear for their jobs.",
        "Werbung für Tabak soll verboten werden.",
        "Comment: the council is wrong about the bridge.",
        "有料会員限定のサービスを同社は金曜日に始めた。",
        "유료 회원 수는 지난해보다 늘었다고 회사는 밝혔다.",
        "More than forty people were hurt.",
        "Get our children home, the mother pleaded at the harbour before the boats came in.",
    ],
)
def test_sentences_stay(line: str) -> None:
    assert not is_residue_line(line)


def test_every_phrase_finds_itself() -> None:
    lost = [line for line in LINES if not is_residue_line(line)]

    assert lost == []
