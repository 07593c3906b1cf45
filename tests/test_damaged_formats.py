"""Whatever is done to the bytes of a file, its reader ends soon, raises nothing and accounts for what it read."""

from __future__ import annotations

import json
import random
import time

import pytest

from tests import test_tables as tables
from tests.test_database_exports import factiva, factiva_coded, nexis, nexis_uni, proquest
from tests.test_feeds import ATOM, STORY, item, rss
from tests.test_mail import HTML, PICTURE, mhtml
from tests.test_newsml import NITF, message
from tests.test_newsml import item as news_item
from tests.test_other_tools import FUNDUS, NINJS, TEI, XML
from tests.test_readers import read
from transforms.records import Document

SPECIMENS = {
    "a.csv": tables.HEADER + tables.FERRY * 3 + tables.TRAM,
    "a.parquet": tables.parquet(tables.TestParquet.columns),
    "rss.xml": rss(item(), item()),
    "atom.xml": (
        ATOM % f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{STORY}</div></content>"
    ).encode(),
    "page.mhtml": mhtml(HTML, PICTURE),
    "news.xml": message(news_item(f"<inlineXML>{NITF % 'usable'}</inlineXML>")),
    "nitf.xml": (NITF % "usable").encode(),
    "doc.xml": XML.encode(),
    "tei.xml": TEI.encode(),
    "fundus.json": json.dumps(FUNDUS).encode(),
    "ninjs.json": json.dumps(NINJS | {"body_text": "The ferry."}).encode(),
    "nexis.txt": nexis(2).encode(),
    "uni.txt": nexis_uni(2).encode(),
    "factiva.txt": factiva(2).encode(),
    "coded.txt": factiva_coded(2).encode(),
    "proquest.txt": proquest(2).encode(),
}
SECONDS = 2.0  # a file of these takes milliseconds, on a busy machine some more


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one to four things done to them: cut, changed, doubled, taken out, put in."""
    for _ in range(chance.randint(1, 4)):
        at, length = chance.randrange(len(data) + 1), chance.choice((1, 2, 8, 64, 512))
        part = data[at : at + length]
        put = chance.choice(
            (b"", part * 2, part * 50, bytes(length), chance.randbytes(length), b'"', b"<", b"&x;", b"\n\n")
        )
        data = data[:at] if chance.random() < 0.1 else data[:at] + put + data[at + length :]
    return data


@pytest.mark.parametrize("path", SPECIMENS)
def test_damaged_file_ends_in_outcomes(path: str) -> None:
    chance = random.Random(path)

    for _ in range(40):
        data = mutated(SPECIMENS[path], chance)
        began = time.process_time()

        found = read(data, path)  # which checks the reasons, and that each outcome has a place of its own

        assert found
        assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("path", SPECIMENS)
def test_whole_file_has_nothing_to_reject(path: str) -> None:
    found = read(SPECIMENS[path], path)

    assert found and all(isinstance(outcome, Document) for outcome in found)
