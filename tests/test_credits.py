"""Captions, credits and datelines are told from sentences about agencies."""

from __future__ import annotations

import pytest

from transforms.credits import dateline_agency, is_credit_line


@pytest.mark.parametrize(
    "line",
    [
        "The old bridge at dusk. (File photo by Reuters)",
        "A ferry leaves the quay on Monday [Ana Lund/AFP]",
        "Photo: Tom Reyes",
        "Foto: dpa",
        "FILE PHOTO: The harbour of Port Lund in winter",
        "The mayor speaks to reporters. Getty Images",
        "Blick auf die alte Brücke. | Bild: picture alliance / dpa",
        "© Ana Lund",
        "Фото: Анна Лунд / ТАСС",
        "Fotoğraf: Anadolu",
        "(تصوير: آنا لوند/رويترز)",
        "岸壁に停泊するフェリー（写真：山田花子）",
        "图为停靠在码头的渡轮。李明 摄",
        "부두에 정박한 여객선 [사진=항만공사 제공]",
        "फोटो: आना लुंड",
    ],
)
def test_credits_are_known(line: str) -> None:
    assert is_credit_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Getty Images said on Monday that it had sued the company.",
        "The photo shows the bridge before the flood, police said.",
        "Reuters could not immediately verify the report.",
        "“Picture the harbour without ferries,” she said.",
        "写真は去年の秋に撮影されたと港の職員は話した。",
        "Фотографию моста увидели в пятницу, сообщила полиция.",
        "经理说，图为旧船闸的照片已经寄出。",
    ],
)
def test_sentences_are_not_credits(line: str) -> None:
    assert not is_credit_line(line)


@pytest.mark.parametrize(
    ("paragraph", "agency"),
    [
        ("PORT LUND, May 3 (Reuters) - The old bridge was closed on Monday.", "Reuters"),
        ("NORTH HAVEN (AP) — Ferries stopped on Monday.", "AP"),
        ("Portlund (dpa) - Die alte Brücke ist gesperrt.", "dpa"),
        ("ПОРТ-ЛУНА, 3 октября (ТАСС) - Старый мост закрыт до весны.", "TASS"),
        ("Port Lund (population 3,000) is a town.", None),
        ("The agency (AP) said so.", None),
        ("新华社月湾港10月3日电 渡轮公司星期五宣布，船票上涨一成。", "Xinhua"),
        ("(달빛항=연합뉴스) 김하나 기자 = 옛 갑문이 내년 봄까지 폐쇄된다.", "Yonhap"),
        ("【月ヶ浜共同】古い水門が来年の春まで閉鎖される。", "Kyodo"),
        ("新华社的记者星期五在月湾港说，船票上涨一成。", None),
    ],
)
def test_agency_stands_in_the_dateline(paragraph: str, agency: str | None) -> None:
    assert dateline_agency(paragraph) == agency
