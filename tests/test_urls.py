"""URLs that name the same article become equal; those that name none are not taken for an article's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.metadata.urls import article_url, canonical_url, is_article_url, registered_name, site_of, usable_url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://news.example/a/1?utm_source=x&utm_medium=y#top", "https://news.example/a/1"),
        ("HTTP://WWW.News.Example:80/A", "http://www.news.example/A"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example/a?id=7&fbclid=abc", "https://news.example/a?id=7"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/#!/story/7", "https://news.example/#!/story/7"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        (" https://news.example/a\n", "https://news.example/a"),
    ],
)
def test_what_does_not_name_the_article_goes(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url", ["", "news.example/a", "ftp://news.example/a", "http://", "mailto:a@b.example", "http://[::1/a"]
)
def test_what_is_no_page_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        canonical_url(url)


@given(st.text(max_size=60))
def test_no_text_found_in_a_page_raises(text: str) -> None:
    usable_url(text, "https://news.example/a")
    site_of(f"https://{text}")


@pytest.mark.parametrize(
    "url", ["https://n.example/", "https://n.example/index.html", "https://n.example/en/", "https://n.example"]
)
def test_home_pages_are_no_articles(url: str) -> None:
    assert not is_article_url(url)


def test_stated_canonical_url_wins_over_the_address() -> None:
    found = article_url(
        ("https://news.example/world/bridge-closes-1",), "https://m.news.example/world/bridge-closes-1/amp?ref=x"
    )

    assert found == "https://news.example/world/bridge-closes-1"


@pytest.mark.parametrize("stated", ["https://news.example/", "https://news.example/world", "/", "about:blank", None])
def test_canonical_link_to_a_home_page_or_section_is_not_believed(stated: str | None) -> None:
    page = "https://news.example/world/2031/bridge-closes-for-a-year"

    assert article_url((stated,), page) == page


def test_relative_canonical_link_is_resolved() -> None:
    assert (
        article_url(("/world/bridge-closes-1",), "https://news.example/x/y")
        == "https://news.example/world/bridge-closes-1"
    )


def test_page_without_any_address_has_no_url() -> None:
    assert article_url((None, None), None) is None


def test_chosen_part_of_a_host_name() -> None:
    assert registered_name("news.harbourpost.com.au") == "harbourpost"
    assert registered_name("localhost") == "localhost"
