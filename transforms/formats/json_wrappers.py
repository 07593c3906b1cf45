"""Records in a JSON object that only wraps them: the answer of an API, an export in one object, records by their id."""

from __future__ import annotations

from transforms.formats.mapped_records import Names, Record, holds_text, known_field

# What APIs and exports call the list that an answer is about.
LIST_NAMES = frozenset(
    ("articles", "article", "items", "results", "result", "records", "data", "docs", "documents", "entries", "hits",
     "news", "posts", "response", "rows", "stories", "value", "values")
)  # fmt: skip
RECORD_NAMES = frozenset(["_source", "title", "headline", "url", "link", "bodies"])  # of a record, also without text
MOST_WRAPPERS = 3


def wrapped_records(value: Record, names: Names, depth: int = MOST_WRAPPERS) -> list[object]:
    """All that stands in the lists of an object that is only a wrapper, records or not; none if it is a record itself.

    >>> names = {"text": ("text", 0), "maintext": ("text", 1)}
    >>> wrapped_records({"articles": [{"text": "Aground."}, None], "results": [{"text": "Free."}]}, names)
    [{'text': 'Aground.'}, None, {'text': 'Free.'}]
    >>> wrapped_records({"a1": {"text": "Aground."}, "a2": {"text": "Free."}}, names)
    [{'text': 'Aground.'}, {'text': 'Free.'}]
    >>> wrapped_records({"hits": {"total": 1, "hits": [{"_id": "a1", "_source": {"text": "Aground."}}]}}, names)
    [{'_id': 'a1', '_source': {'text': 'Aground.'}}]
    >>> wrapped_records({"maintext": "Aground.", "items": [{"text": "A comment."}]}, names)
    []
    """
    listed = [inner for name, inner in value.items() if name.lower() in LIST_NAMES and isinstance(inner, list | dict)]
    by_id = list(value.values())
    is_index = all(isinstance(inner, dict) and _is_called_a_record(inner, names) for inner in by_id)
    if not (depth and (listed or is_index)) or RECORD_NAMES & set(map(str.lower, value)) or holds_text(value, names):
        return []
    found: list[object] = []
    for inner in listed:
        found += wrapped_records(inner, names, depth - 1) if isinstance(inner, dict) else inner
    if any(isinstance(one, dict) for one in found):
        return found
    return by_id if is_index else []


def _is_called_a_record(value: Record, names: Names) -> bool:
    """Whether the names of an object are those of a record, whatever their values."""
    return any(name.lower() in RECORD_NAMES or known_field(name, names) in ("text", "html") for name in value)
