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
    ],
)
def test_agency_stands_in_the_dateline(paragraph: str, agency: str | None) -> None:
    assert dateline_agency(paragraph) == agency
