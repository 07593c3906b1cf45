"""The data files of a warehouse in a bucket of S3 or its like, with the warehouse's folder as a copy of what is read.

Files never change and are named by their content, so a copy is right for ever: what a snapshot names and this machine
lacks is fetched once, compared with its SHA-256, and read from the disk. botocore reads addresses and credentials from
the environment (AWS_ variables, profiles, roles of machines).
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from warehouse.catalog import DataFile, NewFile
from warehouse.commit_log import Commit, parsed, rendered, write_durably
from warehouse.data_folder import AT_ONCE, RECORDS, DataFolder, Stored, damage
from warehouse.errors import BucketFailed, WarehouseDamaged, WrongLocation

PIECE_BYTES = 1 << 20
FETCH_SECONDS = 3600  # longer than a file takes to come
IS_COMING = re.compile(r"\.parquet\.[0-9a-f]+\.tmp$").search  # as `write_durably` names it
TRIES = 3  # to fetch a file whose bytes break off
OWNER = "warehouse.json"  # the mark of the folder that the files were first connected from
PROBE = "probe"
ABSENT = {"404", "NoSuchKey", "NotFound"}
UNKNOWN_CALL = {"NotImplemented", "MethodNotAllowed"}  # of a store that keeps no versions
TAKEN = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}
Result = TypeVar("Result")


class Bucket(DataFolder):
    """The files of one warehouse below a prefix of a bucket."""

    def __init__(self, root: Path, address: str) -> None:
        """root: the folder of the warehouse. address: s3://bucket/prefix."""
        super().__init__(root)
        parts = urlsplit(address)
        self._bucket, self._prefix = parts.netloc, f"{parts.path.strip('/')}/".lstrip("/")

    @cached_property
    def _client(self) -> Any:
        # Made when it is asked for: a reader whose copies are all here needs none, and it takes a tenth of a second.
        return _client()

    @property
    def address(self) -> str:
        """Where the files lie for readers of the catalog."""
        return f"s3://{self._bucket}/{self._prefix}data/"

    def fetch(self, files: Iterable[DataFile | NewFile]) -> None:
        """Fetch what this machine lacks of some files. Raises WarehouseDamaged, BucketFailed."""
        self._each(self._fetch, [file for file in files if not self._is_whole(file)])

    def keep(self, files: Sequence[DataFile | NewFile]) -> None:
        """Put files of this machine into the bucket; the store compares their SHA-256. Raises BucketFailed."""
        super().keep(files)  # the copy counts as right from now on, also after a loss of power
        self._each(self._put, files)

    def has(self, place: str) -> bool:
        """Whether there is an object for a place."""
        return self._head(f"data/main/{place}") is not None

    def damage(self, file: DataFile | NewFile) -> str | None:
        """What is wrong with a file in the bucket, or None; a copy on this machine that is not right is replaced."""
        copy = self.path(file)
        if isinstance(file, NewFile):  # not there before the commit
            return damage(copy, file)
        wrong = self._wrong(file)
        if wrong is None and copy.exists() and damage(copy, file):
            copy.unlink()
            self.fetch([file])
        return wrong

    def put_back(self, copy: Path, file: DataFile) -> None:
        """Put a copy of a file in its place, here and in the bucket."""
        super().put_back(copy, file)
        self._put(file)

    def listed(self) -> Iterator[Stored]:
        """All files among the data, in the order of their places."""
        for entry in self._entries("data/main/"):
            place = entry["Key"].removeprefix(f"{self._prefix}data/main/")
            yield Stored(place=place, size_bytes=entry["Size"], modified=entry["LastModified"].timestamp())

    def delete(self, places: Iterable[str]) -> dict[str, int]:
        """Delete objects with all their versions, and copies of them; the size of each that was there."""
        wanted = list(places)
        super().delete(wanted)
        sizes = self._each(self._delete, wanted)
        return {place: size for place, size in zip(wanted, sizes, strict=True) if size is not None}

    def trim(self, known: set[str]) -> None:
        """Drop copies of files that the catalog does not know any more, but not what a reader is just fetching."""
        before = time.time() - FETCH_SECONDS
        super().delete(
            copy.place
            for copy in list(super().listed())
            if copy.place not in known and (not IS_COMING(copy.place) or copy.modified < before)
        )

    def fetch_unknown(self, known: set[str]) -> None:
        """Fetch what lies among the data without being known: what a killed run has left, to be looked through."""
        for stored in self.listed():
            if stored.place not in known:
                write_durably(self.folder / stored.place, self._pieces(f"data/main/{stored.place}"))

    def write_record(self, commit: Commit) -> None:
        """Write the record of a commit, over one of the same number that was never committed."""
        key = f"data/{RECORDS}/{commit.number:08}.json"
        self._asked(lambda: self._client.put_object(**self._at(key), Body=rendered(commit)))

    def records(self) -> list[Commit]:
        """The records of all commits, in their order."""
        keys = sorted(entry["Key"].removeprefix(self._prefix) for entry in self._entries(f"data/{RECORDS}/"))
        return [parsed(body) for body in self._each(self._get, keys)]

    def claim(self, identity: str) -> str:
        """Whose the files are: those of this mark, if they had none."""
        # Asked first: a store that does not look at conditions would give the files to whoever comes last.
        if self._head(OWNER) is None and self._put_if_absent(OWNER, identity.encode()):
            return identity
        return self._get(OWNER).decode()

    def must_honour_conditions(self) -> None:
        """Raises WrongLocation for a store that writes over an object that a request says must not be there.

        Without a server for the catalog nothing else keeps two machines from taking one prefix.
        """
        try:
            self._asked(lambda: self._client.put_object(**self._at(PROBE), Body=b""))
            if self._put_if_absent(PROBE, b"again"):
                raise WrongLocation(
                    f"s3://{self._bucket}: this store ignores If-None-Match, so two machines could take the same place"
                    " without noticing; keep the catalog on PostgreSQL, or use a store that honours it"
                )
        finally:
            self._asked(lambda: self._client.delete_object(**self._at(PROBE)))

    def _is_whole(self, file: DataFile | NewFile) -> bool:
        """Whether there is a copy of the right size; what is in it, was compared when it came."""
        try:
            return self.path(file).stat().st_size == file.size_bytes
        except FileNotFoundError:
            return False

    def _fetch(self, file: DataFile | NewFile) -> None:
        place = f"{file.table}/{file.path}"
        if self._head(f"data/main/{place}") is None:
            raise WarehouseDamaged(f"{self.address}main/{place}: missing; `storyfold repair` mends it")
        for left in reversed(range(TRIES)):
            try:
                write_durably(self.path(file), self._sound(f"data/main/{place}", file.sha256), mode=0o444)
                return
            except BucketFailed:  # in the middle of the bytes, where botocore does not try again
                if not left:
                    raise

    def _sound(self, key: str, sha256: str) -> Iterator[bytes]:
        """The pieces of an object. Raises WarehouseDamaged behind the last one if it holds other bytes."""
        digest = hashlib.sha256()
        for piece in self._pieces(key):
            digest.update(piece)
            yield piece
        if digest.hexdigest() != sha256:
            name = f"s3://{self._bucket}/{self._prefix}{key}"
            raise WarehouseDamaged(f"{name}: not the bytes that were written; `storyfold repair` mends it")

    def _put(self, file: DataFile | NewFile) -> None:
        digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
        key = f"data/main/{file.table}/{file.path}"
        with self.path(file).open("rb") as body:
            self._asked(lambda: self._client.put_object(**self._at(key), Body=body, ChecksumSHA256=digest))

    def _wrong(self, file: DataFile) -> str | None:
        """What is wrong with an object: its bytes are fetched only where the store does not know their SHA-256."""
        key = f"data/main/{file.table}/{file.path}"
        name = f"s3://{self._bucket}/{self._prefix}{key}"
        found = self._head(key)
        if found is None:
            return f"{name}: missing"
        known = found.get("ChecksumSHA256")
        if known is not None:
            is_right = base64.b64decode(known).hex() == file.sha256
        else:
            digest = hashlib.sha256()
            for piece in self._pieces(key):
                digest.update(piece)
            is_right = digest.hexdigest() == file.sha256
        return None if is_right else f"{name}: not the bytes that were written"

    def _delete(self, place: str) -> int | None:
        """Delete an object with all its versions, which a bucket may keep; its size."""
        key = f"data/main/{place}"
        found = self._head(key)
        versions = set(self._versions(key))
        is_plain = versions <= {"null"}  # to delete a version takes another right, which only such buckets need
        for wanted in [{}] if is_plain else [{"VersionId": version} for version in versions]:
            self._asked(partial(self._client.delete_object, **self._at(key), **wanted))
        return None if found is None else int(found["ContentLength"])

    def _versions(self, key: str) -> list[str]:
        """The ids of all versions of an object and of its deletions; "null" where the bucket keeps none."""
        from botocore.exceptions import ClientError

        name = f"{self._prefix}{key}"

        def ask() -> Any:
            try:
                return self._client.list_object_versions(Bucket=self._bucket, Prefix=name)
            except ClientError as error:
                if error.response["Error"]["Code"] in UNKNOWN_CALL:
                    return {}
                raise

        found = self._asked(ask)
        entries = [*found.get("Versions", []), *found.get("DeleteMarkers", [])]
        return [entry["VersionId"] for entry in entries if entry["Key"] == name]

    def _head(self, key: str) -> Any:
        """What the store says of an object; None if there is none."""
        from botocore.exceptions import ClientError

        def ask() -> Any:
            try:
                return self._client.head_object(**self._at(key), ChecksumMode="ENABLED")
            except ClientError as error:
                if error.response["Error"]["Code"] in ABSENT:
                    return None
                raise

        return self._asked(ask)

    def _get(self, key: str) -> bytes:
        return b"".join(self._pieces(key))

    def _pieces(self, key: str) -> Iterator[bytes]:
        """The bytes of an object, piece by piece: eight files of a large warehouse do not fit into memory."""
        body = self._asked(lambda: self._client.get_object(**self._at(key))["Body"])
        while piece := self._asked(lambda: bytes(body.read(PIECE_BYTES))):
            yield piece

    def _put_if_absent(self, key: str, body: bytes) -> bool:
        """Whether an object could be made where none was."""
        from botocore.exceptions import ClientError

        def put() -> bool:
            try:
                self._client.put_object(**self._at(key), Body=body, IfNoneMatch="*")
            except ClientError as error:
                if error.response["Error"]["Code"] in TAKEN:
                    return False
                raise
            return True

        return self._asked(put)

    def _entries(self, prefix: str) -> Iterator[Any]:
        pages = self._client.get_paginator("list_objects_v2")
        wanted = {"Bucket": self._bucket, "Prefix": f"{self._prefix}{prefix}"}
        for page in self._asked(lambda: list(pages.paginate(**wanted))):
            yield from page.get("Contents", [])

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": f"{self._prefix}{key}"}

    def _asked(self, call: Callable[[], Result]) -> Result:
        """What a call of the store gives. Raises BucketFailed."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return call()
        except (BotoCoreError, ClientError) as error:
            raise BucketFailed(
                f"s3://{self._bucket}/{self._prefix}: {error}; check the address, the AWS_ variables, and the rights"
            ) from error

    def _each(self, call: Callable[[Any], Result], given: Sequence[Any]) -> list[Result]:
        """What a call gives for each of some things, several at a time."""
        if not given:
            return []
        with ThreadPoolExecutor(min(AT_ONCE, len(given))) as pool:
            return list(pool.map(call, given))


def files_of(root: Path, data: str | None) -> DataFolder:
    """The data files at an address, or in the folder of a warehouse."""
    return DataFolder(root) if data is None else Bucket(root, data)


def _client() -> Any:
    """botocore's client, which has no types: it signs, tries again, and finds the endpoint. Raises WrongLocation."""
    try:
        import botocore.session
        from botocore.config import Config
    except ImportError as error:
        raise WrongLocation(
            "data at s3:// need botocore; install storyfold with its extra: pip install 'storyfold[s3]'"
        ) from error
    session = botocore.session.get_session()
    region = os.environ.get("AWS_REGION") or session.get_config_variable("region") or "us-east-1"
    # A checksum only where we give one: stores that are like S3 do not know the newest.
    config = Config(
        connect_timeout=10,
        read_timeout=120,
        retries={"mode": "standard", "total_max_attempts": 5},
        max_pool_connections=AT_ONCE,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return session.create_client("s3", region_name=region, config=config)
