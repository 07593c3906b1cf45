"""Importing this module loads what extraction loads with its first documents: the fork server does it for all workers.

The models are then read once, and their memory is shared.
"""

from __future__ import annotations

from transforms.records import Document
from transforms.to_article import to_article

# An article, so that its language is asked for; no date stands in the page, so the search for dates in text is loaded.
PARAGRAPH = "<p>The council has opened the new bridge over the river, and the mayor was the first to walk across.</p>"
PAGE = f"<html><body><article>{PARAGRAPH * 9}</article></body></html>"

outcome = to_article(Document(source="", path="", record="", file_id="", kind="html", content=PAGE.encode()))
