"""What an address is: `s3://bucket/key`, `gs://bucket/name`, `https://host/path`, all else is a local path.

The part behind the bucket is the key as it is, with blanks, `%`, `?` or `//`; only https addresses are encoded.
"""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from urllib.parse import urlsplit

from flows.errors import WrongAddress

SCHEMES = ("s3", "gs", "https", "http")
LIST = "list:"  # before the place of a list of addresses

# Parameters that let in whoever has the address: of S3, GCS, Azure, CloudFront and others.
SECRETS = re.compile(
    r"x-amz-signature|x-amz-security-token|x-goog-signature|signature|sig|token|access_token|api_?key|password|secret",
    re.IGNORECASE,
)
# Those that only serve these; without them they may well say which file is meant.
COMPANIONS = re.compile(
    r"x-amz-.*|x-goog-.*|awsaccesskeyid|googleaccessid|expires|policy|key-pair-id|s[eprvt]|spr|skoid|sktid|sk[tesv]",
    re.IGNORECASE,
)
SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://")


def is_remote(place: str) -> bool:
    """Whether a place given is an address, and no local path.

    >>> is_remote("s3://bucket/a"), is_remote("/news/a"), is_remote("news:today/a")
    (True, False, False)
    """
    return SCHEME.match(place) is not None


def absolute(place: str) -> str:
    """A place given, local paths from the root on.

    >>> absolute("s3://bucket/a"), absolute("list:/news/../places.txt")
    ('s3://bucket/a', 'list:/places.txt')
    """
    if place.startswith(LIST):
        return LIST + absolute(place.removeprefix(LIST))
    return place if is_remote(place) else str(Path(place).resolve())


def checked(address: str) -> str:
    """The address, its scheme and host in lower case.

    >>> checked("HTTPS://News.Example/a%20b")
    'https://news.example/a%20b'

    Raises WrongAddress for another scheme, a user and password, no bucket or host, or http beyond this machine.
    """
    scheme, _, rest = address.partition("://")
    scheme = scheme.lower()
    if scheme not in SCHEMES:
        raise WrongAddress(f"{scheme}:// is not read; there are: local paths, s3://, gs:// and https://")
    authority, slash, path = rest.partition("/") if scheme in {"s3", "gs"} else _split(rest)
    if "@" in authority:
        raise WrongAddress(
            f"{scheme}://{authority.rpartition('@')[2]}{slash}...: a user or password in an address is not taken, since"
            " addresses are stored; credentials come from the environment (docs/places.md)"
        )
    if not authority:
        raise WrongAddress(f"{scheme}://: a {'bucket' if scheme in {'s3', 'gs'} else 'host'} is wanted behind it")
    if scheme in {"s3", "gs"}:
        return f"{scheme}://{authority}{slash}{path}"
    authority = authority.lower()
    if scheme == "http" and not is_loopback(authority):
        raise WrongAddress(f"http://{authority}: not encrypted, so anybody on the way can change it; give https://")
    return f"{scheme}://{authority}/{path.partition('#')[0]}"


def is_loopback(authority: str) -> bool:
    """Whether a host, with or without a port, is this machine.

    >>> is_loopback("localhost:8000"), is_loopback("127.0.0.1"), is_loopback("[::1]:80"), is_loopback("news.example")
    (True, True, True, False)
    """
    host = urlsplit(f"//{authority}").hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def bucket_and_key(address: str) -> tuple[str, str]:
    """The bucket and the key of an address of s3 or gs.

    >>> bucket_and_key("s3://news//a?b/")
    ('news', '/a?b/')
    """
    bucket, _, key = address.partition("://")[2].partition("/")
    return bucket, key


def place_root(address: str) -> str:
    """The scheme with the bucket or host of an address.

    >>> place_root("https://news.example/2026/a.warc.gz")
    'https://news.example'
    """
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{re.split('[/?]', rest, maxsplit=1)[0]}"


def folder_of(address: str) -> str:
    """The address one level up, without a slash at its end; a bucket or host is its own.

    >>> folder_of("https://news.example/2026/a.warc.gz?version=3/4"), folder_of("s3://news")
    ('https://news.example/2026', 's3://news')
    """
    root = place_root(address)
    below = address[len(root) :]
    path = below.partition("?")[0] if address.startswith("http") else below
    return root + path.rpartition("/")[0]


def without_signature(address: str) -> str:
    """The address as it may be stored and shown: without the parameters of an https address that only let one in.

    >>> without_signature("https://news.example/get?file=a.gz&X-Amz-Signature=0f3e&X-Amz-Expires=60")
    'https://news.example/get?file=a.gz'
    >>> without_signature("https://news.example/get?st=2&expires=never")
    'https://news.example/get?st=2&expires=never'
    """
    if not address.startswith("http"):
        return address
    path, _, query = address.partition("?")
    named = [(part.partition("=")[0], part) for part in query.split("&") if part]
    if not any(SECRETS.fullmatch(name) for name, _ in named):
        return address
    kept = [part for name, part in named if not SECRETS.fullmatch(name) and not COMPANIONS.fullmatch(name)]
    return f"{path}?{'&'.join(kept)}" if kept else path


def without_user(address: str) -> str:
    """The address without a user and password in front of its host.

    >>> without_user("ftp://desk:secret@news.example/a"), without_user("s3://news/a@b")
    ('ftp://news.example/a', 's3://news/a@b')
    """
    scheme, _, rest = address.partition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    return f"{scheme}://{authority.rpartition('@')[2]}{rest[len(authority) :]}"


def _split(rest: str) -> tuple[str, str, str]:
    """Authority, slash and the rest of what stands behind https://."""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    path = rest[len(authority) :]
    return authority, "/", path.removeprefix("/")
