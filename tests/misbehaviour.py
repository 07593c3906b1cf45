"""What workers and their parents are made to do in tests. Workers load this module: it loads what they have anyway."""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import itertools
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flows.errors import WorkerFailed
from flows.worker_process import WorkerLimits
from flows.workers import Extractor
from transforms.records import Article, Document, Rejected
from transforms.to_article import ArticleParams, to_article

KEPT: list[bytes] = []
SHORT = Document(source="s", path="short", record="", file_id="short", kind="scrape", content=b"too short")


def misbehave(document: Document, params: ArticleParams) -> Article | Rejected:
    """What a document asks for, in a real worker; else its article."""
    asked = document.content.removeprefix(b"do ").decode()
    if asked == "segfault":
        ctypes.string_at(0)
    elif asked == "abort":
        os.abort()
    elif asked == "be killed":
        os.kill(os.getpid(), signal.SIGKILL)
    elif asked == "leave":
        os._exit(3)
    elif asked == "sleep":
        time.sleep(60)
    elif asked == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif asked == "compute":
        while True:
            pass
    elif asked == "compute in C":
        hashlib.pbkdf2_hmac("sha256", b"", b"", 1 << 30)
    elif asked == "bloat":
        bytearray(8 << 30)
    elif asked == "bloat bit by bit":
        KEPT.extend(bytes(1 << 20) for _ in range(1 << 20))
    elif asked == "keep 60 MiB":
        KEPT.append(bytes(60 << 20))
    elif asked == "load pandas":
        importlib.import_module("pandas")
    elif asked == "raise":
        raise ValueError("a fault of ours")
    return to_article(document, params)


def sleep_half_a_second(document: Document, params: ArticleParams) -> Article | Rejected:
    time.sleep(0.5)
    return to_article(document, params)


def sleep_a_little(document: Document, params: ArticleParams) -> Article | Rejected:
    time.sleep(0.01)
    return to_article(document, params)


def a_worker_that_does_not_come_up() -> None:
    with Extractor(2, WorkerLimits(), Unwanted()) as extractor:
        try:
            list(extractor.extract([SHORT], ArticleParams()))
        except WorkerFailed as error:
            sys.stdout.write(str(error))


class Unwanted:
    """What ends the process that loads it."""

    def __reduce__(self) -> tuple[Callable[[int], None], tuple[int]]:
        return os._exit, (7,)

    def __call__(self, document: Document, _params: ArticleParams) -> Article | Rejected:
        raise AssertionError(document)


def a_process_too_many() -> None:
    with Extractor(1, WorkerLimits()) as extractor:
        resource.setrlimit(resource.RLIMIT_NOFILE, (len(list(Path("/proc/self/fd").iterdir())), 1 << 12))
        try:
            list(extractor.extract([SHORT], ArticleParams()))
        except WorkerFailed as error:
            sys.stdout.write(str(error))


def work_for_ever() -> None:
    many = (replace(SHORT, path=f"{i}") for i in itertools.count())
    with Extractor(2, WorkerLimits(chunk_documents=10), sleep_a_little) as extractor:
        for number, _ in enumerate(extractor.extract(many, ArticleParams())):
            if number == 3:
                sys.stdout.write("at work\n")
                sys.stdout.flush()


def start_and_end_a_pool() -> None:
    with Extractor(1, WorkerLimits()) as extractor:
        list(extractor.extract([SHORT], ArticleParams()))
