"""Bylines are taken apart into persons and agencies, in the ways that pages write them."""

from __future__ import annotations

import pytest

from transforms.metadata.bylines import agency_name, split_byline


@pytest.mark.parametrize(
    ("statement", "authors", "agencies"),
    [
        ("By Ana Lund", ("Ana Lund",), ()),
        ("Von Änne Größl und Tom Reyes", ("Änne Größl", "Tom Reyes"), ()),
        ("Ana Lund and Tom Reyes, AP", ("Ana Lund", "Tom Reyes"), ("AP",)),
        ("Ana Lund, Political Correspondent", ("Ana Lund",), ()),
        ("Reuters", ("Reuters",), ("Reuters",)),
        ("ana.lund@news.example", (), ()),
        ("Ana Lund (ana@news.example)", ("Ana Lund",), ()),
        ("홍길동 기자", ("홍길동",), ()),
        ("politics | By | Ana Lund | 5 March 2031", ("Ana Lund",), ()),
        ("https://news.example/ana", (), ()),
        ("admin", (), ()),
        ("Par Anne Lund et Tom Reyes", ("Anne Lund", "Tom Reyes"), ()),
        ("Ana Lund; Tom Reyes; Ana Lund", ("Ana Lund", "Tom Reyes"), ()),
        ("By Kim Jung-min", ("Kim Jung-min",), ()),
        ("Park Ji-min and Su Min", ("Park Ji-min", "Su Min"), ()),
        ("Ana Lund | Reading time 5 min.", ("Ana Lund",), ()),
        ("Posted on March 3, 2031 by Ana Lund", ("Ana Lund",), ()),
        ("View all posts by Ana Lund", ("Ana Lund",), ()),
        ("Auteur : Ana Lund", ("Ana Lund",), ()),
        ("Ana Lund - Harbour Post", ("Ana Lund", "Harbour Post"), ()),
        ("Samstag", (), ()),
        ("Staff and news agencies", ("Staff and news agencies",), ()),
        ("Ana Lund and van der Berg", ("Ana Lund", "van der Berg"), ()),
        ("Ana Lund | Chefredakteur", ("Ana Lund",), ()),
        ("Zuletzt geändert am", (), ()),
        ("Photo: Tom Reyes", (), ()),
        ("كتبت: ليلى المرسى", ("ليلى المرسى",), ()),
    ],
)
def test_bylines_are_taken_apart(statement: str, authors: tuple[str, ...], agencies: tuple[str, ...]) -> None:
    byline = split_byline([statement])

    assert (byline.authors, byline.agencies) == (authors, agencies)


def test_initials_are_not_agencies_unless_written_so() -> None:
    assert agency_name("PA") == "PA"
    assert agency_name("Pa") is None
    assert agency_name("Sid") is None
    assert agency_name("Agence France-Presse") == "AFP"


def test_a_day_without_its_year_is_no_author() -> None:
    assert split_byline(["By Ann Roe | Sept 18, 2026 | 5:40 pm"]).authors == ("Ann Roe",)
