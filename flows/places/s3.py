"""Buckets of S3 and its like (MinIO, R2, Ceph): `s3://bucket/key`.

botocore says where an object is asked for and signs the request, from all it reads of the environment: AWS_ variables,
profiles, roles of machines and containers, AWS_ENDPOINT_URL. Without credentials requests go unsigned, which is enough
for public buckets.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import unquote
from xml.etree import ElementTree

from flows.errors import PlaceFailed
from flows.places.addresses import bucket_and_key
from flows.places.remote import RemoteObject, etag_version, nanoseconds
from flows.places.transport import Answer, Request, asked, page

Result = TypeVar("Result")
AWS = (".amazonaws.com", ".amazonaws.com.cn")


def connected() -> S3:
    """What reads S3. Raises PlaceFailed if botocore is missing."""
    try:
        import botocore.session
    except ImportError as error:
        raise PlaceFailed(
            "s3:// needs botocore; install storyfold with its extra: pip install 'storyfold[s3]'"
        ) from error
    return S3(botocore.session.get_session())


class S3:
    """S3 as the environment describes it."""

    def __init__(self, session: Any, page_keys: int = 1_000) -> None:
        """session: botocore's, which has no types. page_keys: of a listing; no server gives more than a thousand."""
        self._page_keys = page_keys
        self._session = session
        self._regions: dict[str, str] = {}  # of buckets that said they are elsewhere
        self._seen: set[str] = set()  # buckets that had the occasion to say so
        self._clients: dict[tuple[str | None, bool], Any] = {}
        self._making = threading.Lock()

    def at(self, address: str) -> RemoteObject | None:
        """The object at exactly this address; None for none, and for a marker of a folder."""
        bucket, key = bucket_and_key(address)
        if not key:
            return None

        def take(answer: Answer) -> RemoteObject:
            return RemoteObject(
                address=address,
                size_bytes=answer.length,
                modified_ns=nanoseconds(answer.headers.get("last-modified", "")),
                version=self.version_of(answer.headers),
            )

        try:
            found = self._in_region(bucket, lambda: asked(lambda: self._head(address), take))
        except PlaceFailed as failure:
            if failure.status in {403, 404}:  # who may not list a bucket is told 403 of what is not there
                return None
            raise
        return None if key.endswith("/") and not found.size_bytes else found

    def below(self, folder: str) -> Iterator[RemoteObject]:
        """The objects below a folder, in the order of their keys' bytes, a thousand to a page."""
        bucket, key = bucket_and_key(folder)
        prefix = f"{key}/" if "/" in folder.partition("://")[2] else ""
        token: str | None = None
        while True:
            more = {"ContinuationToken": token} if token else {}
            wanted = {"Bucket": bucket, "Prefix": prefix, "MaxKeys": self._page_keys, "EncodingType": "url", **more}
            objects, token = self._in_region(bucket, partial(self._page, folder, wanted))
            yield from objects
            if token is None:
                return

    def request(self, address: str, headers: Mapping[str, str]) -> Request:
        """The signed request for an object's bytes."""
        bucket, key = bucket_and_key(address)
        if bucket not in self._seen:  # another process has listed it
            self.at(address)
        return self._request("get_object", "GET", address, {"Bucket": bucket, "Key": key}, headers)

    def version_of(self, headers: Mapping[str, str]) -> str | None:
        """The ETag."""
        return etag_version(headers.get("etag", ""))

    def _head(self, address: str) -> Request:
        bucket, key = bucket_and_key(address)
        return self._request("head_object", "HEAD", address, {"Bucket": bucket, "Key": key}, {})

    def _page(self, folder: str, wanted: Mapping[str, Any]) -> tuple[list[RemoteObject], str | None]:
        """The objects of one page of a listing, and the token of the next one."""
        _, body = page(lambda: self._request("list_objects_v2", "GET", folder, wanted, {}))
        try:
            listed = ElementTree.fromstring(body)
        except ElementTree.ParseError as error:
            raise PlaceFailed(f"{folder}: its listing is no XML ({error}); is AWS_ENDPOINT_URL that of S3?") from error
        name = listed.tag.partition("}")[0] + "}" if listed.tag.startswith("{") else ""
        is_encoded = listed.findtext(f"{name}EncodingType") == "url"
        objects = []
        for entry in listed.iterfind(f"{name}Contents"):
            key = entry.findtext(f"{name}Key", "")
            size = int(entry.findtext(f"{name}Size", "0"))
            key = unquote(key.replace("+", " ")) if is_encoded else key
            if key.endswith("/") and size == 0:
                continue  # a marker that tools leave for an empty folder
            objects.append(
                RemoteObject(
                    address=f"s3://{wanted['Bucket']}/{key}",
                    size_bytes=size,
                    modified_ns=nanoseconds(entry.findtext(f"{name}LastModified", "")),
                    version=etag_version(entry.findtext(f"{name}ETag", "")),
                )
            )
        is_last = listed.findtext(f"{name}IsTruncated") != "true"
        return objects, None if is_last else listed.findtext(f"{name}NextContinuationToken")

    def _in_region(self, bucket: str, call: Callable[[], Result]) -> Result:
        """What the call gives, made again in the region the bucket says it is in."""
        self._seen.add(bucket)
        try:
            return call()
        except PlaceFailed as failure:
            if failure.region is None or failure.region == self._region(bucket):
                raise
            self._regions[bucket] = failure.region
            return call()

    def _region(self, bucket: str) -> str | None:
        # botocore itself looks at AWS_DEFAULT_REGION alone, other tools of Amazon at this one.
        return self._regions.get(bucket) or os.environ.get("AWS_REGION") or self._session.get_config_variable("region")

    def _request(
        self, operation: str, method: str, address: str, wanted: Mapping[str, Any], headers: Mapping[str, str]
    ) -> Request:
        from botocore.auth import S3SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.exceptions import BotoCoreError, ParamValidationError

        try:
            with self._making:  # using a client is safe in threads, making one is not
                client = self._client(wanted["Bucket"])
                credentials = self._session.get_credentials()
            url = client.generate_presigned_url(operation, Params=dict(wanted))  # of an unsigned client: the address
            if credentials is None:
                return Request(address=address, url=url, method=method, headers=headers)
            # Signed in headers, since addresses are written to logs.
            signed = AWSRequest(method=method, url=url, headers=dict(headers))
            S3SigV4Auth(credentials.get_frozen_credentials(), "s3", client.meta.region_name).add_auth(signed)
        except ParamValidationError as error:
            raise PlaceFailed(f"{address}: no bucket can have this name") from error
        except (BotoCoreError, ValueError) as error:
            raise PlaceFailed(f"{address}: {error}; check the address and the AWS_ variables") from error
        return Request(address=address, url=url, method=method, headers=dict(signed.headers.items()))

    def _client(self, bucket: str) -> Any:
        """botocore's client for a bucket's region; its calls of the network are not used."""
        import botocore
        from botocore.config import Config

        wanted = (self._region(bucket), "." in bucket)
        if wanted not in self._clients:
            region, is_dotted = wanted
            config = Config(signature_version=botocore.UNSIGNED)
            made = self._session.create_client("s3", region_name=region or "us-east-1", config=config)
            if made.meta.endpoint_url.endswith(AWS) and not is_dotted:
                # Left to itself it gives the address of no region, which answers with a redirect.
                config = config.merge(Config(s3={"addressing_style": "virtual"}))
                made = self._session.create_client("s3", region_name=region or "us-east-1", config=config)
            self._clients[wanted] = made
        return self._clients[wanted]
