"""Buckets of Google Cloud Storage: `gs://bucket/name`, by its JSON interface.

google-auth finds credentials in the environment: GOOGLE_APPLICATION_CREDENTIALS, those of gcloud, the machine's own.
Without any, requests go unsigned, which is enough for public buckets. STORAGE_EMULATOR_HOST names another server.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from flows.errors import PlaceFailed
from flows.places.addresses import bucket_and_key
from flows.places.remote import RemoteObject, nanoseconds
from flows.places.transport import MayPass, Request, page

SERVER = "https://storage.googleapis.com"
SCOPES = ["https://www.googleapis.com/auth/devstorage.read_only"]
FIELDS = "name,size,updated,generation,md5Hash"


def connected(server: str = SERVER) -> GoogleStorage:
    """What reads Google Cloud Storage. Raises PlaceFailed if google-auth is missing or its credentials are no good."""
    emulator = os.environ.get("STORAGE_EMULATOR_HOST")
    if emulator:
        return GoogleStorage(emulator if "://" in emulator else f"http://{emulator}", None)
    try:
        import google.auth
        import google.auth.exceptions
    except ImportError as error:
        message = "gs:// needs google-auth; install storyfold with its extra: pip install 'storyfold[gs]'"
        raise PlaceFailed(message) from error
    logging.getLogger("google.auth").setLevel(logging.ERROR)  # it warns that no project is known; reading needs none
    try:
        credentials, _ = google.auth.default(scopes=SCOPES)
    except google.auth.exceptions.DefaultCredentialsError as error:
        if os.environ.get("GOOGLE_APPLICATION_CREDENTIALS"):
            raise PlaceFailed(f"gs://: GOOGLE_APPLICATION_CREDENTIALS: {error}") from error
        credentials = None
    return GoogleStorage(server, credentials)


class GoogleStorage:
    """Google Cloud Storage as the environment describes it."""

    def __init__(self, server: str, credentials: Any) -> None:
        """credentials: google-auth's, which has no types; None for unsigned requests."""
        self._objects = f"{server.rstrip('/')}/storage/v1/b"
        self._credentials = credentials
        self._refreshing = threading.Lock()

    def at(self, address: str) -> RemoteObject | None:
        """The object at exactly this address; None for none, and for a marker of a folder."""
        bucket, name = bucket_and_key(address)
        if not name:
            return None
        try:
            _, body = page(lambda: self._request(address, f"{self._url(bucket, name)}?fields={quote(FIELDS)}", {}))
        except PlaceFailed as failure:
            if failure.status in {403, 404}:
                return None
            raise
        found = _object(bucket, _read(body, address))
        return None if name.endswith("/") and not found.size_bytes else found

    def below(self, folder: str) -> Iterator[RemoteObject]:
        """The objects below a folder, in the order of their names' bytes, a thousand to a page."""
        bucket, name = bucket_and_key(folder)
        prefix = f"{name}/" if "/" in folder.partition("://")[2] else ""
        wanted = {"prefix": prefix, "maxResults": "1000", "fields": f"items({FIELDS}),nextPageToken"}
        while True:
            url = f"{self._objects}/{quote(bucket, safe='')}/o?{urlencode(wanted)}"
            _, body = page(partial(self._request, folder, url, {}))
            listed = _read(body, folder)
            objects = [_object(bucket, item) for item in listed.get("items", [])]
            yield from (found for found in objects if found.size_bytes or not found.address.endswith("/"))
            if not listed.get("nextPageToken"):
                return
            wanted["pageToken"] = listed["nextPageToken"]

    def request(self, address: str, headers: Mapping[str, str]) -> Request:
        """The request for an object's bytes, as they are stored."""
        # Without this, what is stored packed and says so is unpacked on the way, and ranges are of nothing known.
        as_stored = {"Accept-Encoding": "gzip", "Cache-Control": "no-transform", **headers}
        return self._request(address, f"{self._url(*bucket_and_key(address))}?alt=media", as_stored)

    def version_of(self, headers: Mapping[str, str]) -> str | None:
        """The MD5, or the generation of an object put together from others, which has none."""
        hashes = [part.strip() for part in headers.get("x-goog-hash", "").split(",")]
        md5 = next((part.removeprefix("md5=") for part in hashes if part.startswith("md5=")), None)
        return _version(md5, headers.get("x-goog-generation"))

    def _url(self, bucket: str, name: str) -> str:
        return f"{self._objects}/{quote(bucket, safe='')}/o/{quote(name, safe='')}"

    def _request(self, address: str, url: str, headers: Mapping[str, str]) -> Request:
        return Request(address=address, url=url, headers={**headers, **self._authorization()})

    def _authorization(self) -> dict[str, str]:
        if self._credentials is None:
            return {}
        from google.auth.exceptions import GoogleAuthError, TransportError
        from google.auth.transport.requests import Request as TokenRequest

        with self._refreshing:
            try:
                if not self._credentials.valid:
                    self._credentials.refresh(TokenRequest())
            except TransportError as error:
                raise MayPass(f"no token for the credentials of the environment ({error})") from error
            except GoogleAuthError as error:
                raise PlaceFailed(f"gs://: no token for the credentials of the environment ({error})") from error
            headers: dict[str, str] = {}
            self._credentials.apply(headers)
        return headers


def _object(bucket: str, item: Mapping[str, str]) -> RemoteObject:
    return RemoteObject(
        address=f"gs://{bucket}/{item['name']}",
        size_bytes=int(item["size"]),
        modified_ns=nanoseconds(item.get("updated", "")),
        version=_version(item.get("md5Hash"), item.get("generation")),
    )


def _version(md5: str | None, generation: str | None) -> str | None:
    if md5:
        return f"md5:{md5}"
    return f"generation:{generation}" if generation else None


def _read(body: bytes, address: str) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(body)
    except ValueError as error:
        raise PlaceFailed(f"{address}: its listing is no JSON; is STORAGE_EMULATOR_HOST right?") from error
    return read
