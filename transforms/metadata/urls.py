"""URLs made comparable: what identifies an article stays, what only tracks its reader goes.

The tracking parameters are those of the analytics products that write them (utm_*, gclid, fbclid, ...); others are
kept, because on many sites a parameter is the article.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"^(?:utm_\w+|[a-z]*clid|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|igshid|igsh|ito|ocid|cmpid|cmp|icid|ncid|at_\w+|xtor|spm|"
    r"ref|ref_src|ref_url|referrer|smid|smtyp|mkt_tok|trk|wt_mc|wtmc|sc_\w+|pk_\w+|fb_\w+|__twitter_impression|"
    r"amp|outputtype|guccounter|guce_\w+|ns_\w+|s_cid|taid|tpcc|dicbo|traffic_source)(?:=|$)",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": "80", "https": "443"}
_HOME = re.compile(r"^/*(?:(?:index|home|default)(?:\.\w{2,5})?/*)?$|^/[a-z]{2}(?:[-_][a-z]{2})?/?$", re.IGNORECASE)
# Labels under which registries sell names, in countries that sell on the third level.
_SECOND_LEVEL = frozenset(
    ("co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go", "gob", "gov", "govt", "nom", "web")
)
# Bad escapes and spaces appear in canonical links; they are kept, as the browser would send them.
_UNSAFE = re.compile(r"[\x00-\x20\x7f]")


def canonical_url(url: str) -> str:
    """The URL without what does not identify the article: fragment, tracking parameters, default port.

    >>> canonical_url("HTTPS://News.Example:443/a/1?utm_source=rss&page=2#top")
    'https://news.example/a/1?page=2'

    Parameters are not reordered: some sites give them meaning by position.
    Raises ValueError if the URL has no host or is not http(s).
    """
    parts = urlsplit(_UNSAFE.sub("", url))
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _DEFAULT_PORTS or not host:
        raise ValueError(f"not the address of a page: {url!r}")
    port = f":{parts.port}" if parts.port and str(parts.port) != _DEFAULT_PORTS[scheme] else ""
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _TRACKING.match(pair))
    # "#!" addresses a page of a script-driven site; any other fragment is a place in the page.
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit((scheme, host + port, parts.path or "/", query, fragment))


def usable_url(url: str | None, base: str | None = None) -> str | None:
    """The canonical form of a URL found in a page, or None where there is none to be had.

    >>> usable_url("/a/1", "https://news.example/x"), usable_url("about:blank")
    ('https://news.example/a/1', None)
    """
    if not url:
        return None
    try:
        return canonical_url(urljoin(base, url.strip()) if base else url.strip())
    except ValueError:
        return None


def absolute_url(url: str | None, base: str | None) -> str | None:
    """The http(s) URL of an image or other part of a page, as the page wrote it, or None.

    >>> absolute_url("/i/1.jpg?w=2", "https://news.example/x"), absolute_url("data:image/gif;base64,R0", None)
    ('https://news.example/i/1.jpg?w=2', None)
    """
    reference = (url or "").strip()
    if not reference:
        return None  # joined with the base, nothing would be the page itself
    try:
        whole = urljoin(base or "", reference)
        return whole if urlsplit(whole).scheme in _DEFAULT_PORTS and urlsplit(whole).hostname else None
    except ValueError:
        return None


def is_article_url(url: str) -> bool:
    """Whether a URL can be that of one article: it has more of a path than a home page.

    >>> is_article_url("https://news.example/"), is_article_url("https://news.example/world/bridge-opens")
    (False, True)
    >>> is_article_url("https://news.example/?p=17")
    True
    """
    parts = urlsplit(url)
    return bool(parts.query) or parts.fragment.startswith("!") or not _HOME.match(parts.path)


def article_url(candidates: tuple[str | None, ...], page_url: str | None) -> str | None:
    """The canonical URL of an article, from what its page states about itself and the address it was found at.

    candidates: rel=canonical, og:url and the like, best first; relative ones are relative to the page.
    A page of a site with a careless template names the home page or a section as canonical, for every article. So a
    candidate that is the beginning of the page's own path does not count.
    """
    page = usable_url(page_url)
    for candidate in candidates:
        url = usable_url(candidate, page)
        if url and is_article_url(url) and not (page and _is_above(url, page)):
            return url
    return page if page and is_article_url(page) else None


def site_of(url: str) -> str | None:
    """The host name of a URL without "www.".

    >>> site_of("https://www.news.example/a")
    'news.example'
    """
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.").rstrip(".") if host else None


def registered_name(site: str) -> str:
    """The part of a host name that its owner chose.

    >>> registered_name("edition.dailyherald.co.uk")
    'dailyherald'
    """
    labels = site.split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        return labels[-3]
    return labels[-2] if len(labels) > 1 else site


def _is_above(url: str, page: str) -> bool:
    ours, theirs = urlsplit(url), urlsplit(page)
    if ours.query or registered_name(site_of(url) or "") != registered_name(site_of(page) or ""):
        return False
    above, below = ours.path.strip("/").split("/"), theirs.path.strip("/").split("/")
    # "/a/b" is above "/a/b/c"; but ".../story" and ".../story/amp" or "/2" are the same work.
    return len(above) < len(below) and below[: len(above)] == above and len(below[-1]) > 12
