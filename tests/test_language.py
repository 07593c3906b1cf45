"""The language of a text is told from a few words, and not from its absence."""

from __future__ import annotations

import pytest

from transforms.metadata.language import guess_language, language_code


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council voted on Monday to close the old bridge for a year.", "en"),
        ("Der Stadtrat beschloss am Montag, die alte Brücke für ein Jahr zu sperren.", "de"),
        ("Le conseil a décidé lundi de fermer le vieux pont pendant un an.", "fr"),
        ("Городской совет решил в понедельник закрыть старый мост на год.", "ru"),
        ("市議会は月曜日、古い橋を一年間閉鎖することを決めた。", "ja"),
        ("시의회는 월요일 오래된 다리를 1년간 폐쇄하기로 결정했다.", "ko"),
        ("قرر المجلس يوم الاثنين إغلاق الجسر القديم لمدة عام.", "ar"),
    ],
)
def test_language_is_told_from_a_sentence(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize("text", ["", "12:30", "+++ 4711 +++"])
def test_no_words_no_language(text: str) -> None:
    assert guess_language(text) is None


@pytest.mark.parametrize(
    ("claim", "code"),
    [("pt_BR", "pt"), ("EN", "en"), ("nb", "no"), ("iw", "he"), ("zz", None), ("", None), ("German", None)],
)
def test_only_valid_codes_count(claim: str, code: str | None) -> None:
    assert language_code(claim) == code
