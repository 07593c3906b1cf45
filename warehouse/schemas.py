"""Every stored table: columns with permanent ids, types and one-line descriptions.

This one definition makes the Arrow schemas that writing is checked against, the columns of the catalog, the comments
in DuckDB, `docs/tables.md` and `storyfold schema`. The views people query are described in `VIEWS`, column by column
where they add something to a stored table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

SCHEMA_VERSION = 1

STRING = pa.string()
STRINGS = pa.list_(STRING)
TIME = pa.timestamp("us", "UTC")
LINES = pa.list_(pa.struct([("line", pa.int32()), ("text", STRING), ("reason", STRING)]))
PARAGRAPHS = pa.list_(pa.struct([("before", STRING), ("after", STRING)]))
FIGURE_PAIRS = pa.list_(pa.struct([("unit", STRING), ("before", pa.float64()), ("after", pa.float64())]))


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Its id never changes and is never given to another column, so renames keep old files readable."""

    id: int
    name: str
    type: pa.DataType
    description: str
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One stored table."""

    id: int
    name: str
    description: str
    columns: tuple[Column, ...]
    sort_by: tuple[str, ...]  # order of rows inside a file, so that row groups can be skipped
    row_group_rows: int = 10_000  # articles: one-source queries stay fast (docs/architecture.md)
    bloom_filters: tuple[str, ...] = ()  # columns looked up by equality
    plain_columns: tuple[str, ...] = ()  # columns for which a dictionary costs and gains nothing
    in_place: bool = False  # not compressed, a page for each column: single rows are read where they lie
    by_month: bool = False  # files lie in a folder for each month first seen
    schema: pa.Schema = field(init=False)

    def __post_init__(self) -> None:
        """Derive the Arrow schema once."""
        fields = [arrow_field(column) for column in self.columns]
        metadata: dict[bytes | str, bytes | str] = {
            "storyfold:table": self.name,
            "storyfold:schema_version": str(SCHEMA_VERSION),
        }
        object.__setattr__(self, "schema", pa.schema(fields, metadata=metadata))


def nested_id(parent: int, position: int = 0) -> int:
    """The id of a nested field: clear of the ids of columns, and as permanent as its parent's.

    >>> nested_id(7), nested_id(7, 2)
    (1070, 1072)
    """
    return 1000 + parent * 10 + position


def with_id(name: str, type_: pa.DataType, id_: int, *, nullable: bool = True) -> pa.Field[Any]:
    """An Arrow field that carries the id DuckLake reads columns by, at every level of nesting."""
    if pa.types.is_list(type_):
        element = nested_id(id_)
        type_ = pa.list_(with_id("element", type_.value_type, element))
    elif pa.types.is_struct(type_):
        children = [type_.field(i) for i in range(type_.num_fields)]
        type_ = pa.struct([with_id(c.name, c.type, nested_id(id_, i)) for i, c in enumerate(children, 1)])
    return pa.field(name, type_, nullable=nullable, metadata={"PARQUET:field_id": str(id_)})


def arrow_field(column: Column) -> pa.Field[Any]:
    """The Arrow field of a column, with its description."""
    made = with_id(column.name, column.type, column.id, nullable=not column.required)
    return made.with_metadata({"PARQUET:field_id": str(column.id), "description": column.description})


def _columns(*rows: tuple[int, str, pa.DataType, str] | tuple[int, str, pa.DataType, str, bool]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


FROM = "where it came from: json-ld, meta, html, url, text, file (the container), or null"

ARTICLE_METADATA = Table(
    id=1,
    name="article_metadata",
    description="One state of an article: everything but its text. Never changed once written.",
    sort_by=("source", "published_at", "article_id", "revision_id"),
    bloom_filters=("article_id", "canonical_url", "text_hash"),
    by_month=True,
    columns=_columns(
        (1, "revision_id", STRING, "this state of the article: hash of article, title, text and time", True),
        (2, "article_id", STRING, "the article: hash of its canonical URL, else of source, path and record", True),
        (3, "document_id", STRING, "the record it was read from: hash of the file's bytes and the place in it", True),
        (4, "run_id", STRING, "the run that stored it", True),
        (5, "source", STRING, "the name of the folder, archive or bucket it came from", True),
        (6, "path", STRING, "file, relative to the source", True),
        (7, "record", STRING, "place in the file, empty for the whole file", True),
        (8, "file_id", STRING, "SHA-256 of the file", True),
        (9, "url", STRING, "address as the page or the container gives it"),
        (10, "canonical_url", STRING, "address without what does not identify the article"),
        (11, "site", STRING, "host name without www."),
        (12, "outlet", STRING, "name of the publication"),
        (13, "outlet_from", STRING, FROM),
        (14, "title", STRING, "headline"),
        (15, "title_from", STRING, FROM),
        (16, "authors", STRINGS, "people named as authors, in order", True),
        (17, "authors_from", STRING, FROM),
        (18, "agency", STRING, "news agency credited"),
        (19, "agency_from", STRING, FROM),
        (20, "published_at", TIME, "when it was first published (UTC)"),
        (21, "published_offset_minutes", pa.int32(), "offset of the zone the page states; null when it states none"),
        (22, "published_precision", STRING, "second, minute or day"),
        (23, "published_from", STRING, FROM),
        (24, "modified_at", TIME, "when the page says it was last changed (UTC)"),
        (25, "modified_from", STRING, FROM),
        (26, "fetched_at", TIME, "when a crawler fetched it (UTC)"),
        (27, "first_seen_at", TIME, "when storyfold first stored the article (UTC)", True),
        (28, "seen_at", TIME, "when storyfold stored this state (UTC)", True),
        (29, "revision_number", pa.int32(), "1 for the first state seen", True),
        (30, "language", STRING, "ISO 639-1 code"),
        (31, "language_from", STRING, FROM),
        (32, "section", STRING, "section of the publication, as on the page"),
        (33, "section_from", STRING, FROM),
        (34, "topics", STRINGS, "keywords, as on the page", True),
        (35, "topics_from", STRING, FROM),
        (36, "description", STRING, "summary, as on the page"),
        (37, "description_from", STRING, FROM),
        (38, "lead_image_url", STRING, "address of the main picture"),
        (39, "lead_image_from", STRING, FROM),
        (40, "word_count", pa.int32(), "words of the text; characters for scripts without spaces", True),
        (41, "text_hash", STRING, "hash of the text, white space and case folded", True),
        (
            60,
            "is_free_access",
            pa.bool_(),
            "whether the page says that it can be read without paying; null: it says nothing",
        ),
        (61, "robots", STRING, "what the page tells robots, as stated: noindex, noarchive, noai and the like"),
        (62, "is_mining_reserved", pa.bool_(), "whether the page reserves text and data mining; null: it says nothing"),
        (63, "mining_policy_url", STRING, "address of the terms for text and data mining that the page names"),
    ),
)

ARTICLE_TEXT = Table(
    id=2,
    name="article_text",
    description="The text of one state of an article, and what was cut from it.",
    sort_by=("revision_id",),
    row_group_rows=5_000,
    bloom_filters=("revision_id",),
    plain_columns=("text", "revision_id", "article_id"),
    by_month=True,
    columns=_columns(
        (1, "revision_id", STRING, "state of the article", True),
        (2, "article_id", STRING, "the article", True),
        (3, "text", STRING, "the story, one paragraph a line", True),
        (4, "removed", LINES, "lines cut: place in the full text (0-based line), text, and reason or rule id", True),
    ),
)

FIELD_ALTERNATIVES = Table(
    id=60,
    name="field_alternatives",
    description="A value for a field of an article that its page or file gives, and that was not taken.",
    sort_by=("revision_id", "field", "rank"),
    bloom_filters=("revision_id",),
    plain_columns=("revision_id", "article_id", "value"),
    by_month=True,
    columns=_columns(
        (1, "revision_id", STRING, "state of the article", True),
        (2, "article_id", STRING, "the article", True),
        (
            3,
            "field",
            STRING,
            "title, authors, outlet, published, modified, topics, section, description or another",
            True,
        ),
        (4, "value", STRING, "the value as text; of several names, separated by semicolons", True),
        (5, "source", STRING, "json-ld, meta, html, url, text or file", True),
        (6, "rank", pa.int32(), "1 for the next best", True),
    ),
)

SUPERSEDED_REVISIONS = Table(
    id=3,
    name="superseded_revisions",
    description="States of articles that a later state has replaced.",
    sort_by=("article_id", "superseded_at"),
    columns=_columns(
        (1, "revision_id", STRING, "the replaced state", True),
        (2, "article_id", STRING, "the article", True),
        (3, "superseded_by", STRING, "the state that replaced it", True),
        (4, "superseded_at", TIME, "when (UTC)", True),
        (5, "changed_fields", STRINGS, "what differs: title, text, published_at", True),
    ),
)

DUPLICATES = Table(
    id=4,
    name="duplicates",
    description="One copy and the original it repeats.",
    sort_by=("article_id",),
    columns=_columns(
        (1, "article_id", STRING, "the copy", True),
        (
            2,
            "original_id",
            STRING,
            "the original: earliest dated, else fullest, or as ingest --original was told",
            True,
        ),
        (3, "relation", STRING, "exact, near, truncated, contains or revision", True),
        (
            4,
            "containment",
            pa.float32(),
            "share of the shorter's word-5 shingles found in the longer, 0 to 1",
            True,
        ),
        (5, "jaccard", pa.float32(), "shared shingles over all shingles of both, 0 to 1", True),
        (6, "shared_numbers", pa.float32(), "share of the numbers of the one with fewer; null if none"),
        (7, "method", STRING, "how it was found and verified", True),
        (8, "linked_at", TIME, "when (UTC)", True),
    ),
)

FINGERPRINTS = Table(
    id=5,
    name="fingerprints",
    description="What duplicates are verified with: the shingles and numbers of each article.",
    sort_by=("article_id",),
    row_group_rows=50_000,
    in_place=True,
    columns=_columns(
        (1, "article_id", STRING, "the article", True),
        (2, "revision_id", STRING, "the state fingerprinted", True),
        (3, "article_key", pa.uint64(), "the first 64 bits of the article's id", True),
        (4, "exact_hash", pa.uint64(), "hash of the whole normalised text", True),
        (5, "shingles", pa.list_(pa.uint32()), "hashes of its word-5 shingles, ascending", True),
        (6, "numbers", pa.list_(pa.uint32()), "hashes of the numbers in it, ascending", True),
        (7, "number_places", pa.list_(pa.uint32()), "hashes of each number with the word before it", True),
        (8, "keys", pa.list_(pa.uint64()), "the sampled shingles it is found by", True),
        (9, "outlet_key", pa.uint64(), "hash of the name of its outlet, or of its site"),
        (10, "published_at", TIME, "date and time of publication (UTC)"),
        (11, "title_words", pa.list_(pa.uint32()), "hashes of the words of its title, ascending"),
        (12, "shingle_count", pa.int32(), "the number of its shingles ..."),
        (13, "number_count", pa.int32(), "... of its numbers ..."),
        (14, "place_count", pa.int32(), "... of its number_places ..."),
        (15, "title_word_count", pa.int32(), "... of its title_words ..."),
        (16, "key_count", pa.int32(), "... and of its keys"),
    ),
)

DUPLICATE_KEYS = Table(
    id=6,
    name="duplicate_keys",
    description="The index for finding possible duplicates: about 16 sampled shingles of each article.",
    sort_by=("key", "article_key"),
    by_month=True,
    row_group_rows=100_000,
    in_place=True,
    columns=_columns(
        (1, "key", pa.uint64(), "a sampled shingle", True),
        (2, "article_key", pa.uint64(), "the first 64 bits of the article's id", True),
    ),
)

DUPLICATE_NEIGHBOURS = Table(
    id=50,
    name="duplicate_neighbours",
    description="Pairs of articles that share a passage and are in different groups: they are compared again together.",
    sort_by=("article_key", "other_key"),
    by_month=True,
    row_group_rows=100_000,
    in_place=True,
    columns=_columns(
        (1, "article_key", pa.uint64(), "the first 64 bits of one article's id", True),
        (2, "other_key", pa.uint64(), "the first 64 bits of the other's", True),
    ),
)

DUPLICATE_CHANGES = Table(
    id=51,
    name="duplicate_changes",
    description="A stored article whose original has become another one, and why; those that changed themselves aside.",
    sort_by=("changed_at", "article_id"),
    columns=_columns(
        (1, "changed_at", TIME, "when (UTC)", True),
        (2, "run_id", STRING, "the run", True),
        (3, "article_id", STRING, "the article", True),
        (
            4,
            "kind",
            STRING,
            "joined (it stood for itself and repeats another now), moved (to another original) or left (for itself)",
            True,
        ),
        (5, "earlier_original_id", STRING, "the original it repeated; itself if it joined", True),
        (6, "original_id", STRING, "the original it repeats now; itself if it left", True),
        (
            7,
            "reason",
            STRING,
            "earlier, fuller or least_id (the new original is), text_changed or round_up (the old one), closer, or"
            " regrouped (neither the original nor a direct copy of it is like it)",
            True,
        ),
    ),
)

OUTLET_LINES = Table(
    id=7,
    name="outlet_lines",
    description="Lines seen in the articles of an outlet, with the number of differing articles that hold them.",
    sort_by=("outlet", "line_hash"),
    plain_columns=("line_hash",),
    columns=_columns(
        (1, "outlet", STRING, "outlet, site, or source where neither is known", True),
        (2, "line_hash", pa.uint64(), "hash of the outlet and the words of the line", True),
        (3, "documents", pa.int32(), "differing articles that hold the line", True),
        (4, "signatures", pa.list_(pa.uint64()), "signatures of the last few of them", True),
        (5, "outlet_documents_before", pa.int32(), "what the outlet had when the line was first seen", True),
        (6, "outlet_documents_then", pa.int32(), "what the outlet had when the line was last seen", True),
        (7, "is_protected", pa.bool_(), "a quotation, dateline or legal sentence: never a rule", True),
        (8, "line", STRING, "the line, once two differing articles hold it"),
        (9, "first_seen_at", TIME, "when (UTC)", True),
        (10, "last_seen_at", TIME, "when (UTC)", True),
    ),
)

OUTLET_DOCUMENTS = Table(
    id=8,
    name="outlet_documents",
    description="How many differing articles of each outlet the lines were counted in.",
    sort_by=("outlet",),
    columns=_columns(
        (1, "outlet", STRING, "outlet, site, or source where neither is known", True),
        (2, "documents", pa.int32(), "differing articles", True),
    ),
)

STORIES = Table(
    id=9,
    name="stories",
    description="An event that articles report.",
    sort_by=("story_id",),
    columns=_columns(
        (1, "story_id", STRING, "the story: hash of the article that founded it", True),
        (2, "founding_article_id", STRING, "the article that founded it", True),
        (3, "title", STRING, "headline of the founding article, when it founded the story"),
        (4, "founded_at", TIME, "when storyfold first grouped it (UTC)", True),
        (5, "merged_into", STRING, "the story that took it over, or null"),
    ),
)

STORY_MEMBERS = Table(
    id=10,
    name="story_members",
    description="The originals of a story; copies follow their original.",
    sort_by=("story_id", "article_id"),
    columns=_columns(
        (1, "article_id", STRING, "the article", True),
        (2, "story_id", STRING, "its story", True),
        (3, "story_at", TIME, "the time it is placed at: published, else first seen (UTC)", True),
        (4, "joined_at", TIME, "when it was placed there: joined, or revised and placed again (UTC)", True),
        (
            5,
            "similarity",
            pa.float32(),
            "how alike it and the others of the story are on average, 0 to 1; null if it is alone",
        ),
    ),
)

STORY_TERMS = Table(
    id=30,
    name="story_terms",
    description="How often each original has each term: what stories are grouped by. Only grows.",
    sort_by=("story_at", "article_id"),
    row_group_rows=2_000,  # those of some days are read
    plain_columns=("terms",),
    columns=_columns(
        (1, "article_id", STRING, "the article", True),
        (2, "revision_id", STRING, "the state that was counted", True),
        (3, "story_at", TIME, "the time it is placed at: published, else first seen (UTC)", True),
        (4, "terms", pa.list_(pa.uint32()), "slots of words, names and words of the title, ascending", True),
        (5, "counts", pa.list_(pa.uint8()), "how often, at most 255", True),
    ),
)

TERM_DOCUMENTS = Table(
    id=31,
    name="term_documents",
    description="In how many articles each term is.",
    sort_by=("term",),
    columns=_columns(
        (1, "term", pa.uint32(), "its slot", True),
        (2, "documents", pa.int32(), "originals that have it", True),
        (3, "expected", pa.float32(), "the share of documents that its language lets expect it in, 0 to 1", True),
    ),
)

STORY_CHANGES = Table(
    id=11,
    name="story_changes",
    description="Every founding, merge, split and move.",
    sort_by=("changed_at", "story_id"),
    columns=_columns(
        (1, "changed_at", TIME, "when (UTC)", True),
        (2, "run_id", STRING, "the run", True),
        (3, "kind", STRING, "founded, joined, merged, split or moved", True),
        (4, "story_id", STRING, "the story that remains or is joined", True),
        (5, "other_story_id", STRING, "the story merged, split off or left"),
        (6, "article_id", STRING, "the article that joined or moved"),
    ),
)

FIGURES = Table(
    id=12,
    name="figures",
    description="A number or statement in an article of a story that two or more outlets report, with what it counts.",
    sort_by=("article_id", "start"),
    columns=_columns(
        (1, "article_id", STRING, "the article", True),
        (2, "revision_id", STRING, "the state it was read from", True),
        (3, "value", pa.float64(), "the number; null for a statement without one"),
        (4, "unit", STRING, "what is counted or measured; casualties, comment or responsibility for a statement"),
        (
            5,
            "qualifier",
            STRING,
            "at least, at most, more than, less than, about; what a statement says: not clear, given, not given,"
            " claimed, no claim; null for a bare number",
        ),
        (6, "sentence", STRING, "the sentence it stands in", True),
        (7, "is_in_title", pa.bool_(), "true if it stands in the title", True),
        (8, "start", pa.int32(), "its first character in the text, or in the title; 0-based", True),
        (9, "end", pa.int32(), "one past its last character", True),
    ),
)

DIFFERENCES = Table(
    id=13,
    name="differences",
    description="Two articles of a story that speak of the same thing, with their figures. Both can be true.",
    sort_by=("story_id", "subject", "article_id"),
    columns=_columns(
        (1, "story_id", STRING, "the story", True),
        (2, "subject", STRING, "what both figures count or measure", True),
        (3, "relation", STRING, "differs, same, or one side: the other speaks of it and gives no number", True),
        (4, "article_id", STRING, "one article", True),
        (5, "value", pa.float64(), "its figure; null for a statement without one"),
        (6, "qualifier", STRING, "its qualifier"),
        (7, "sentence", STRING, "its sentence", True),
        (8, "other_article_id", STRING, "the other article", True),
        (9, "other_value", pa.float64(), "its figure; null for a statement without one"),
        (10, "other_qualifier", STRING, "its qualifier"),
        (11, "other_sentence", STRING, "its sentence", True),
    ),
)

FILES = Table(
    id=14,
    name="files",
    description="One reading of one file, with what became of its records; or a new name or time of one that is known.",
    sort_by=("source", "path"),
    columns=_columns(
        (1, "run_id", STRING, "the run that read it", True),
        (2, "source", STRING, "the name of the folder, archive or bucket", True),
        (3, "path", STRING, "relative to the source, with /", True),
        (4, "path_bytes", pa.binary(), "the exact bytes of the path where it is not UTF-8"),
        (5, "root", STRING, "the folder, bucket or host the path is relative to, when it was read", True),
        (6, "file_id", STRING, "SHA-256 of the bytes", True),
        (7, "size_bytes", pa.int64(), "size", True),
        (8, "modified_ns", pa.int64(), "modification time, nanoseconds since 1970; only lets a run skip hashing", True),
        (18, "version", STRING, "what a remote place says the bytes are: MD5, ETag, generation or time; null if local"),
        (9, "identity_path", STRING, "the path the file was first seen under; a renamed file keeps it", True),
        (17, "is_reading", pa.bool_(), "false where only a new name or time of known bytes was noted", True),
        (10, "discovered", pa.int32(), "records found in it", True),
        (11, "accepted", pa.int32(), "records that became new articles", True),
        (12, "revised", pa.int32(), "records that changed an article", True),
        (13, "unchanged", pa.int32(), "records that repeat the stored state of an article", True),
        (14, "rejected", pa.int32(), "records refused", True),
        (15, "skipped", pa.int32(), "records that are no article by their kind", True),
        (16, "seen_at", TIME, "when (UTC)", True),
    ),
)

OUTCOMES = Table(
    id=15,
    name="outcomes",
    description="What became of each input record.",
    sort_by=("source", "path", "record"),
    columns=_columns(
        (1, "run_id", STRING, "the run that read it", True),
        (2, "source", STRING, "the name of the folder, archive or bucket", True),
        (3, "path", STRING, "file, relative to the source", True),
        (4, "path_bytes", pa.binary(), "the exact bytes of the path where it is not UTF-8"),
        (5, "record", STRING, "place in the file, empty for the whole file", True),
        (6, "document_id", STRING, "the record in these bytes", True),
        (7, "status", STRING, "article, rejected or skipped", True),
        (8, "change", STRING, "for articles: accepted (new), revised or unchanged"),
        (9, "stage", STRING, "for rejected: read, extract or worker"),
        (10, "reason", STRING, "why it was rejected or skipped"),
        (11, "detail", STRING, "what was found and what was wanted"),
        (12, "article_id", STRING, "the article it became"),
        (13, "revision_id", STRING, "the state it gave"),
        (14, "seen_at", TIME, "when (UTC)", True),
    ),
)

RUNS = Table(
    id=16,
    name="runs",
    description="One run and what it did.",
    sort_by=("started_at",),
    columns=_columns(
        (1, "run_id", STRING, "the run", True),
        (
            2,
            "status",
            STRING,
            "committed, failed (checks found rows: nothing was stored), or repaired (its files were read again)",
            True,
        ),
        (3, "started_at", TIME, "when (UTC)", True),
        (4, "ended_at", TIME, "when (UTC)", True),
        (5, "version", STRING, "version of storyfold", True),
        (6, "files", pa.int32(), "files found", True),
        (7, "files_unchanged", pa.int32(), "files already known, not read again", True),
        (8, "discovered", pa.int32(), "records found in the files that were read", True),
        (9, "accepted", pa.int32(), "new articles", True),
        (10, "revised", pa.int32(), "changed articles", True),
        (11, "unchanged", pa.int32(), "records that repeat a stored state", True),
        (12, "rejected", pa.int32(), "records refused", True),
        (13, "skipped", pa.int32(), "records that are no article by their kind", True),
        (14, "duplicates", pa.int32(), "copies linked or linked anew", True),
        (15, "stories", pa.int32(), "stories founded", True),
    ),
)

CHECKS = Table(
    id=17,
    name="checks",
    description="What was checked after each run.",
    sort_by=("checked_at", "name"),
    columns=_columns(
        (1, "run_id", STRING, "the run", True),
        (2, "name", STRING, "the check", True),
        (3, "passed", pa.bool_(), "false when it kept the run from being published", True),
        (7, "level", STRING, "ok, warn (unusual, published all the same) or fail"),
        (4, "wrong_rows", pa.int64(), "wrong rows found", True),
        (5, "example", STRING, "the first of them"),
        (6, "checked_at", TIME, "when (UTC)", True),
    ),
)

FORGOTTEN = Table(
    id=40,
    name="forgotten",
    description="One forgetting: when, how much, and a hash of what was asked.",
    sort_by=("forgotten_at",),
    columns=_columns(
        (1, "run_id", STRING, "the run", True),
        (2, "forgotten_at", TIME, "when (UTC)", True),
        (3, "kind", STRING, "article, url, outlet, or age (by the age of the articles)", True),
        (4, "asked_hash", STRING, "hash of what was asked to be forgotten", True),
        (5, "articles", pa.int32(), "articles forgotten", True),
        (6, "revisions", pa.int32(), "states of them", True),
        (7, "rows_erased", pa.int64(), "rows of the newest snapshot that are gone or have lost something", True),
        (8, "files_rewritten", pa.int32(), "data files of all snapshots written anew or removed", True),
    ),
)

FORGOTTEN_KEYS = Table(
    id=41,
    name="forgotten_keys",
    description="Hashes by which what was forgotten is known, so that it is not taken in again.",
    sort_by=("key",),
    columns=_columns(
        (1, "key", STRING, "hash of an article's id, of an outlet and a text, or of an outlet", True),
        (2, "kind", STRING, "article, text or outlet", True),
        (3, "run_id", STRING, "the run that forgot it", True),
    ),
)

AGENCY_CREDITS = Table(
    id=70,
    name="agency_credits",
    description="The news agency that a state of an article is credited to. Grows until the agencies change.",
    sort_by=("revision_id",),
    plain_columns=("article_id", "revision_id"),
    columns=_columns(
        (1, "article_id", STRING, "the article", True),
        (2, "revision_id", STRING, "the state", True),
        (3, "agency", STRING, "the agency; null if none is credited"),
        (4, "place", STRING, "where: outlet (it is the agency's own), dateline, byline, signature or contribution"),
        (5, "written", STRING, "the credit as it stands there"),
        (6, "list_id", STRING, "hash of the agencies that were known", True),
    ),
)

LISTED_OUTLETS = Table(
    id=71,
    name="listed_outlets",
    description="The user's outlets.csv, as it was given last.",
    sort_by=("site", "outlet"),
    columns=_columns(
        (1, "site", STRING, "host name; hosts below it are meant, too"),
        (2, "outlet", STRING, "name of the publication as `articles` has it"),
        (3, "name", STRING, "what it is to be called"),
        (4, "family", STRING, "the group of outlets that it belongs to"),
        (5, "country", STRING, "where it is published"),
    ),
)

LISTED_AGENCIES = Table(
    id=72,
    name="listed_agencies",
    description="The user's agencies.csv, as it was given last: agencies beside those that are known.",
    sort_by=("agency", "written"),
    columns=_columns(
        (1, "agency", STRING, "name of the agency", True),
        (2, "written", STRING, "a form in which it is credited", True),
    ),
)

SETTINGS = Table(
    id=74,
    name="settings",
    description="What later runs and commands go by until a run is told otherwise.",
    sort_by=("name",),
    columns=_columns(
        (1, "name", STRING, "original (which article of a group of copies is it)", True),
        (2, "value", STRING, "earliest or fullest", True),
    ),
)

MENTIONS = Table(
    id=80,
    name="mentions",
    description="One name in one state of an article: a person, an organisation, a place or something else.",
    sort_by=("revision_id", "start"),
    bloom_filters=("revision_id",),
    plain_columns=("start", "end"),
    columns=_columns(
        (1, "article_id", STRING, "the article", True),
        (2, "revision_id", STRING, "the state", True),
        (3, "name", STRING, "the name as the article has it most often, in its longest form", True),
        (4, "name_key", STRING, "the name in lower case, without accents and hyphens: the same in all articles", True),
        (5, "kind", STRING, "person, organisation, place or other; null where that is not known"),
        (6, "times", pa.int32(), "how often the article names it, in whatever form", True),
        (7, "start", pa.int32(), "first character of its first mention in the text, 0-based; null: in the title alone"),
        (8, "end", pa.int32(), "one past the last character of that mention"),
        (9, "is_in_title", pa.bool_(), "true if the title has it", True),
        (10, "written_as", STRINGS, "all forms in which the article writes it", True),
        (11, "method", STRING, "how it was found: rules, gazetteer or model", True),
        (12, "confidence", pa.float32(), "that it is a name of this kind, 0 to 1", True),
        (13, "place_id", STRING, "ISO 3166 code of a country or region, GeoNames id of a city; null: not resolved"),
        (14, "place", STRING, "name of that place"),
        (15, "place_kind", STRING, "country, region or city"),
        (16, "country", STRING, "ISO 3166-1 code of the country it is or lies in"),
        (17, "latitude", pa.float64(), "of a city, degrees north"),
        (18, "longitude", pa.float64(), "of a city, degrees east"),
        (19, "place_confidence", pa.float32(), "that the name means this place, 0 to 1"),
    ),
)

NAME_SEARCHES = Table(
    id=81,
    name="name_searches",
    description="One looking for names in one state of an article, also where none was found.",
    sort_by=("revision_id",),
    bloom_filters=("revision_id",),
    columns=_columns(
        (1, "article_id", STRING, "the article", True),
        (2, "revision_id", STRING, "the state", True),
        (3, "rules", pa.int32(), "the version of the rules", True),
        (4, "has_places", pa.bool_(), "whether a gazetteer was at hand", True),
        (5, "model", STRING, "the model that looked; null: none"),
    ),
)

REVISION_CHANGES = Table(
    id=73,
    name="revision_changes",
    description="What is different in a state of an article that took the place of another.",
    sort_by=("article_id", "revision_id"),
    columns=_columns(
        (1, "article_id", STRING, "the article", True),
        (2, "revision_id", STRING, "the state", True),
        (3, "previous_revision_id", STRING, "the state it replaced", True),
        (4, "kind", STRING, "correction, withdrawal, update, figures, headline, minor or date", True),
        (5, "paragraphs", PARAGRAPHS, "paragraphs that differ; before is null for one added, after for one taken out"),
        (6, "figures", FIGURE_PAIRS, "numbers that others have taken the places of"),
        (7, "note", STRING, "the words in which it says that it was corrected or withdrawn"),
    ),
)

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        ARTICLE_METADATA,
        ARTICLE_TEXT,
        FIELD_ALTERNATIVES,
        SUPERSEDED_REVISIONS,
        DUPLICATES,
        FINGERPRINTS,
        DUPLICATE_KEYS,
        DUPLICATE_NEIGHBOURS,
        DUPLICATE_CHANGES,
        OUTLET_LINES,
        OUTLET_DOCUMENTS,
        STORIES,
        STORY_MEMBERS,
        STORY_CHANGES,
        STORY_TERMS,
        TERM_DOCUMENTS,
        FIGURES,
        DIFFERENCES,
        FILES,
        OUTCOMES,
        RUNS,
        CHECKS,
        FORGOTTEN,
        FORGOTTEN_KEYS,
        AGENCY_CREDITS,
        LISTED_OUTLETS,
        LISTED_AGENCIES,
        SETTINGS,
        REVISION_CHANGES,
        MENTIONS,
        NAME_SEARCHES,
    )
}
