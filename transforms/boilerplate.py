"""Lines an outlet repeats: "Read more", newsletter boxes, copyright notices. Learnt by counting, cut, and kept aside.

Counts are state that lives between runs. A line counts once for each document that really differs from the others that
have it, measured by a one-value MinHash, so the many versions of one live story do not make its text a rule.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms import ragged
from transforms.columns import Column, column, hashes, integers, places, starts, take
from transforms.compiled import compiled
from transforms.fingerprints import document_signatures
from transforms.ragged import Ragged
from transforms.records import content_id
from transforms.words import I64, U64, Words, batches, mix, words_of

Mask = npt.NDArray[np.bool_]

# Sentences that court reporters must repeat are news. Words, not phrases: the order differs from outlet to outlet.
LEGAL_WORDS: tuple[str, ...] = (
    *("denies", "denied", "pleaded", "pleads", "alleged", "allegedly", "arrested", "charged", "convicted", "sentenced"),
    *(
        "acquitted",
        "defendant",
        "prosecutors",
        "bestreitet",
        "angeklagt",
        "angeklagte",
        "verurteilt",
        "staatsanwaltschaft",
    ),
    *("nie", "accusé", "accusés", "condamné", "niega", "acusado", "acusados", "condenado", "nega", "imputato"),
)

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_LEAST_REST = 0.1  # share of a text's words: briefs among much furniture keep more than this
_NO_LINE, _DOCUMENT = np.uint64(0), np.uint64(1)  # line hashes with a meaning of their own
_TIME = pa.timestamp("us", "UTC")

OBSERVATION_SCHEMA = pa.schema(
    [
        ("outlet", pa.string()),
        ("line_hash", pa.uint64()),  # of the outlet and the words of the line; 1 for the document itself
        ("document_signature", pa.uint64()),  # one MinHash value of the document
        ("is_protected", pa.bool_()),
        ("line", pa.string()),  # a sample, where the batch has the line in two differing documents
    ]
)
LINE_SCHEMA = pa.schema(
    [
        ("outlet", pa.string()),
        ("line_hash", pa.uint64()),
        ("documents", pa.int32()),  # differing ones with the line
        ("signatures", pa.large_list(pa.uint64())),  # of the last few of them
        ("outlet_documents_before", pa.int32()),  # what the outlet had when the line was first seen ...
        ("outlet_documents_then", pa.int32()),  # ... and when it was last seen
        ("is_protected", pa.bool_()),
        ("line", pa.string()),
        ("first_seen_at", _TIME),
        ("last_seen_at", _TIME),
    ]
)
OUTLET_SCHEMA = pa.schema([("outlet", pa.string()), ("documents", pa.int32())])
RULE_SCHEMA = pa.schema(
    [
        ("rule_id", pa.string()),
        ("outlet", pa.string()),
        ("line_hash", pa.uint64()),
        ("line", pa.string()),
        ("documents", pa.int32()),
        ("share", pa.float32()),  # of the outlet's differing documents
        ("first_seen_at", _TIME),
        ("last_seen_at", _TIME),
    ]
)
REMOVED_TYPE = pa.list_(pa.struct([("line", pa.int32()), ("text", pa.string()), ("reason", pa.string())]))


@dataclass(frozen=True, slots=True, kw_only=True)
class BoilerplateParams:
    """When a line is the outlet's and not the article's."""

    min_documents: int = 3  # two documents may be two versions that differ more than versions do
    min_share: float = 0.05  # of the outlet's documents: a background sentence of one long story stays below
    sure_documents: int = 10  # differing ones; a line in so many ...
    sure_share: float = 0.035  # ... is one from this share on
    min_outlet_documents: int = 200  # a new line of a known outlet is measured against at least so many documents
    protected_documents: int = 12  # a sentence that court reports must repeat stays in those of one trial
    expire_documents: int = 500  # after so many documents without the line the layout has changed
    kept_signatures: int = 4  # per line: a live story's next version is like one of the last few
    lines_per_outlet: int = 2000  # bounds the state: about 60 bytes a line


@dataclass(frozen=True, slots=True, kw_only=True)
class BoilerplateState:
    """What is remembered between runs."""

    lines: pa.Table  # LINE_SCHEMA
    outlets: pa.Table  # OUTLET_SCHEMA


def empty_state() -> BoilerplateState:
    """The state before the first run."""
    return BoilerplateState(lines=LINE_SCHEMA.empty_table(), outlets=OUTLET_SCHEMA.empty_table())


def line_observations(outlets: Column, texts: Column) -> pa.Table:
    """One row for every text and every different line of it (OBSERVATION_SCHEMA); texts of a null outlet give none."""
    known = outlets.is_valid()
    outlets, texts = outlets.filter(known), texts.filter(known)
    parts = [_observations(outlets[rows], words_of(texts[rows])) for rows in batches(texts)]
    return pa.concat_tables([OBSERVATION_SCHEMA.empty_table(), *parts])


def observation_hashes(observations: pa.Table) -> U64:
    """For each row a hash by which observations can be parted for `learn_rules`: that of its line or document."""
    lines, signatures = (hashes(column(observations, name)) for name in ("line_hash", "document_signature"))
    # A signature is the least of many hashes: its leading bits are zero.
    return np.where(lines == _DOCUMENT, signatures * _GOLDEN, lines)


def learn_rules(
    state: BoilerplateState, parts: Iterable[pa.Table], seen_at: datetime, params: BoilerplateParams | None = None
) -> tuple[BoilerplateState, pa.Table]:
    """The state after these observations, and the rules it gives (RULE_SCHEMA).

    parts: observations of all documents of a run, in any order, all rows with one hash of `observation_hashes` in one
    part; they are gone through twice. seen_at: the time of the run, aware.
    Raises TypeError for parts that can be gone through once only.
    """
    if iter(parts) is parts:
        raise TypeError("parts are gone through twice, and these can be once")
    params = params or BoilerplateParams()
    outlets = _count_documents(state.outlets, parts)
    stored = hashes(column(state.lines, "line_hash"))
    is_seen = np.zeros(len(stored), np.bool_)
    lines = LINE_SCHEMA.empty_table()
    for part in parts:
        seen = part.filter(pc.field("line_hash") != pa.scalar(_DOCUMENT, pa.uint64()))
        is_here = places(stored, np.unique(hashes(column(seen, "line_hash")))) >= 0
        is_seen |= is_here
        counted = _count_lines(state.lines.filter(pa.array(is_here)), state.outlets, outlets, seen, seen_at, params)
        lines = _bounded(pa.concat_tables([lines, counted]), params)
    unseen = _without_expired(state.lines.filter(pa.array(~is_seen)), outlets, params)
    lines = _bounded(pa.concat_tables([lines, unseen]), params)
    return BoilerplateState(lines=lines, outlets=outlets), _rules(lines, outlets, params)


def cut_lines(outlets: Column, texts: Column, rules: pa.Table) -> tuple[Column, Column]:
    """The texts without the lines that rules name, and what was cut from each (REMOVED_TYPE).

    Line numbers are those of the texts given. A text of which less than a tenth would be left stays as it is.
    """
    by_hash = rules.sort_by("line_hash")
    rule_hashes, rule_ids = hashes(column(by_hash, "line_hash")), column(by_hash, "rule_id")
    parts = [_cut(outlets[rows], words_of(texts[rows]), rule_hashes, rule_ids) for rows in batches(texts)]
    cut = pa.chunked_array([text for text, _ in parts], pa.large_string()).combine_chunks().cast(texts.type)
    removed = pa.chunked_array([lines for _, lines in parts], REMOVED_TYPE).combine_chunks()
    return (pc.if_else(texts.is_valid(), cut, texts) if texts.null_count else cut), removed


def merged_cuts(
    earlier: Sequence[tuple[int, str, str]], later: Sequence[tuple[int, str, str]]
) -> list[tuple[int, str, str]]:
    """All cuts as (line, text, reason) with the line numbers of the full text, in its order.

    earlier: cuts with the line numbers of the full text. later: cuts with those of the text that was left.

    >>> merged_cuts([(0, "Home", "crumbs"), (2, "Photo", "caption")], [(1, "Read more", "rule")])
    [(0, 'Home', 'crumbs'), (2, 'Photo', 'caption'), (3, 'Read more', 'rule')]
    """
    cut = {line for line, _, _ in earlier}
    wanted = max((line for line, _, _ in later), default=-1)
    kept = [line for line in range(wanted + 1 + len(cut)) if line not in cut]
    return sorted([*earlier, *((kept[line], text, reason) for line, text, reason in later)])


def merged_removed(earlier: Column, later: Column) -> Column:
    """`merged_cuts` for columns of REMOVED_TYPE; rows without earlier cuts are passed on as they are."""
    counts = pc.fill_null(pc.list_value_length(earlier), 0)
    if not pc.any(pc.greater(counts, 0)).as_py():
        return later
    rows = zip(earlier.to_pylist(), later.to_pylist(), strict=True)
    return pa.array(
        [_as_structs(merged_cuts(_as_tuples(before), _as_tuples(after))) for before, after in rows], REMOVED_TYPE
    )


def _as_tuples(cuts: list[dict[str, object]] | None) -> list[tuple[int, str, str]]:
    return [(int(str(cut["line"])), str(cut["text"]), str(cut["reason"])) for cut in cuts or ()]


def _as_structs(cuts: list[tuple[int, str, str]]) -> list[dict[str, object]]:
    return [{"line": line, "text": text, "reason": reason} for line, text, reason in cuts]


def _observations(outlets: Column, words: Words) -> pa.Table:
    """The different lines of each text of one batch, and the texts."""
    encoded = outlets.dictionary_encode()
    codes = integers(encoded.indices)
    signatures = document_signatures(words)
    lines, texts_of_lines = _salted_line_hashes(encoded, words)
    line_hashes = np.concatenate([np.full(len(codes), _DOCUMENT), lines])
    document_signature = np.concatenate([signatures, signatures[texts_of_lines]])
    protected = np.concatenate([np.zeros(len(codes), np.bool_), _protected_lines(words, _legal_hashes())])
    texts = np.concatenate([np.arange(len(codes)), texts_of_lines])
    order = np.lexsort((document_signature, line_hashes))
    order = order[starts(line_hashes[order]) | starts(document_signature[order]) | (line_hashes[order] == _DOCUMENT)]
    order = order[line_hashes[order] != _NO_LINE]
    first = starts(line_hashes[order]) & (line_hashes[order] != _DOCUMENT)
    repeated = first & ~np.append(first[1:], True)
    sample_rows = np.full(len(order), -1, np.int64)
    sample_rows[repeated] = np.arange(np.count_nonzero(repeated))
    return pa.table(
        [
            take(encoded.dictionary, codes[texts[order]]),
            pa.array(line_hashes[order]),
            pa.array(document_signature[order]),
            pa.array(protected[order]),
            take(_line_texts(words, order[repeated] - len(codes)), sample_rows),
        ],
        schema=OBSERVATION_SCHEMA,
    )


def _salted_line_hashes(outlets: pa.DictionaryArray, words: Words) -> tuple[U64, I64]:
    """For each line the hash of its outlet and words (0 where one of them is missing), and the text it is in."""
    texts_of_lines = np.repeat(np.arange(len(outlets)), np.diff(words.line_offsets))
    salts = [_outlet_hash(str(outlet)) for outlet in outlets.dictionary.to_pylist()]
    codes = integers(outlets.indices, missing=-1)[texts_of_lines]
    lines = _line_hashes(words.hashes, words.line_words, np.array([*salts, 0], np.uint64)[codes])
    return np.where(codes >= 0, lines, _NO_LINE), texts_of_lines


def _outlet_hash(outlet: str) -> int:
    return int.from_bytes(hashlib.blake2b(outlet.encode(), digest_size=8).digest(), "little")


def _legal_hashes() -> U64:
    return np.sort(words_of(pa.array(LEGAL_WORDS)).hashes)


def _line_texts(words: Words, lines: I64) -> Column:
    """The lines as strings, without space around them."""
    spans = zip(words.line_starts[lines].tolist(), words.line_ends[lines].tolist(), strict=True)
    data = words.data
    return pa.array([data[start:end].tobytes().decode("utf-8", "replace").strip() for start, end in spans], pa.string())


def _count_documents(known: pa.Table, parts: Iterable[pa.Table]) -> pa.Table:
    """Differing documents of each outlet, with those of this run."""
    counted = known
    for part in parts:
        documents = part.filter(pc.field("line_hash") == pa.scalar(_DOCUMENT, pa.uint64()))
        different = documents.group_by(["outlet", "document_signature"]).aggregate([])
        new = different.group_by("outlet").aggregate([([], "count_all")])
        counted = pa.concat_tables([counted, new.rename_columns(["outlet", "documents"]).cast(OUTLET_SCHEMA)])
    total = counted.group_by("outlet").aggregate([("documents", "sum")])
    return total.rename_columns(["outlet", "documents"]).cast(OUTLET_SCHEMA).sort_by("outlet")


def _count_lines(
    known: pa.Table,
    outlets_before: pa.Table,
    outlets: pa.Table,
    seen: pa.Table,
    seen_at: datetime,
    params: BoilerplateParams,
) -> pa.Table:
    """Lines of the state with what this run has seen of them, and those it has seen first, by line_hash."""
    known = known.sort_by("line_hash")
    counted = _count_signatures(known, seen, params.kept_signatures)
    in_known = places(counted.line_hashes, hashes(column(known, "line_hash")))
    outlet = _filled(take(column(known, "outlet"), in_known), take(column(seen, "outlet"), counted.seen_rows))
    now, before = _documents_of(outlet, outlets), _documents_of(outlet, outlets_before)
    is_known, is_seen = in_known >= 0, counted.seen_rows >= 0

    def of_known(name: str) -> I64:
        return integers(take(column(known, name), in_known))

    first_seen, last_seen = of_known("first_seen_at"), of_known("last_seen_at")
    time = int(seen_at.timestamp() * 1_000_000)
    columns = [
        outlet,
        pa.array(counted.line_hashes),
        pa.array((of_known("documents") + counted.added).astype(np.int32)),
        counted.signatures.to_arrow(),
        pa.array(np.where(is_known, of_known("outlet_documents_before"), before).astype(np.int32)),
        pa.array(np.where(is_seen, now, of_known("outlet_documents_then")).astype(np.int32)),
        pa.array((of_known("is_protected") > 0) | counted.is_protected),
        _filled(take(column(known, "line"), in_known), _samples(counted.line_hashes, seen)),
        pa.array(np.where(is_known, first_seen, time)).cast(_TIME),
        pa.array(np.where(is_seen, time, last_seen)).cast(_TIME),
    ]
    return pa.table(columns, schema=LINE_SCHEMA)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """The lines of a run and of the state."""

    line_hashes: U64  # ascending
    added: I64  # documents of this run that differ from those remembered
    signatures: Ragged[np.uint64]  # to remember: those of this run first
    seen_rows: I64  # a row of this run with the line, or -1
    is_protected: Mask  # in this run


def _count_signatures(known: pa.Table, seen: pa.Table, kept_signatures: int) -> _Counted:
    """One entry for each line and signature, those of the state before equal ones of this run, counted by line."""
    remembered = ragged.from_arrow(column(known, "signatures"), np.uint64)
    old = len(remembered.values)
    lines = np.concatenate([hashes(column(known, "line_hash"))[remembered.rows], hashes(column(seen, "line_hash"))])
    signatures = np.concatenate([remembered.values, hashes(column(seen, "document_signature"))])
    protected = np.concatenate([np.zeros(old, np.bool_), integers(column(seen, "is_protected")) > 0])
    order = np.lexsort((signatures, lines))
    if len(order) == 0:
        nothing = np.empty(0, np.int64)
        return _Counted(
            line_hashes=nothing.astype(np.uint64),
            added=nothing,
            signatures=remembered,
            seen_rows=nothing,
            is_protected=nothing > 0,
        )
    first = np.flatnonzero(starts(lines[order]))
    seen_rows = np.maximum.reduceat(order, first) - old
    is_protected = np.logical_or.reduceat(protected[order], first)
    order = order[starts(lines[order]) | starts(signatures[order])]
    if old:
        order = order[np.lexsort((order < old, lines[order]))]
    first = np.flatnonzero(starts(lines[order]))
    lengths = np.diff(np.append(first, len(order)))
    kept = np.arange(len(order)) - np.repeat(first, lengths) < kept_signatures
    return _Counted(
        line_hashes=lines[order[first]],
        added=np.add.reduceat((order >= old).astype(np.int64), first),
        signatures=ragged.of_lengths(signatures[order[kept]], np.minimum(lengths, kept_signatures)),
        seen_rows=np.maximum(seen_rows, -1),
        is_protected=is_protected,
    )


def _samples(line_hashes: U64, seen: pa.Table) -> Column:
    """For each line the least of its samples, so that their order makes no difference."""
    sampled = seen.select(["line_hash", "line"]).filter(pc.field("line").is_valid())
    least = sampled.group_by("line_hash").aggregate([("line", "min")]).sort_by("line_hash")
    return take(column(least, "line_min"), places(line_hashes, hashes(column(least, "line_hash"))))


def _filled(values: Column, others: Column) -> Column:
    """The values, with others where they are null."""
    return pc.coalesce(values, others)


def _documents_of(names: Column, outlets: pa.Table) -> I64:
    """The number of documents of the outlets named, 0 for new ones."""
    rows = integers(pc.index_in(names, column(outlets, "outlet")), missing=-1)
    return integers(take(column(outlets, "documents"), rows))


def _without_expired(lines: pa.Table, outlets: pa.Table, params: BoilerplateParams) -> pa.Table:
    """The lines that their outlet still uses."""
    since = _documents_of(column(lines, "outlet"), outlets) - integers(column(lines, "outlet_documents_then"))
    return lines.filter(pa.array(since < params.expire_documents))


def _bounded(lines: pa.Table, params: BoilerplateParams) -> pa.Table:
    """Of each outlet the lines in most documents, then those seen last."""
    if lines.num_rows == 0:
        return lines
    ordered = lines.sort_by(
        [
            ("outlet", "ascending"),
            ("documents", "descending"),
            ("last_seen_at", "descending"),
            ("line_hash", "ascending"),
        ]
    )
    names = column(ordered, "outlet").dictionary_encode().indices
    first = np.flatnonzero(starts(integers(names)))
    rank = np.arange(len(ordered)) - np.repeat(first, np.diff(np.append(first, len(ordered))))
    return ordered.filter(pa.array(rank < params.lines_per_outlet))


def _rules(lines: pa.Table, outlets: pa.Table, params: BoilerplateParams) -> pa.Table:
    """The lines that are in enough documents and are not protected."""
    total = _documents_of(column(lines, "outlet"), outlets)
    since = total - integers(column(lines, "outlet_documents_before"))
    documents = integers(column(lines, "documents"))
    share = documents / np.maximum(since, np.minimum(total, params.min_outlet_documents))
    is_protected = integers(column(lines, "is_protected")) > 0
    wanted = np.where(is_protected, params.protected_documents, params.min_documents)
    min_share = np.where(documents >= params.sure_documents, params.sure_share, params.min_share)
    is_rule = (documents >= wanted) & (share >= min_share)
    found = lines.append_column("share", pa.array(np.minimum(share, 1.0))).filter(pa.array(is_rule))
    names = zip(found["outlet"].to_pylist(), found["line_hash"].to_pylist(), strict=True)
    rule_ids = [content_id("line", str(outlet), str(line_hash)) for outlet, line_hash in names]
    return found.append_column("rule_id", pa.array(rule_ids, pa.string())).select(RULE_SCHEMA.names).cast(RULE_SCHEMA)


def _cut(outlets: Column, words: Words, rule_hashes: U64, rule_ids: Column) -> tuple[Column, Column]:
    """One batch of texts without the lines whose hash is among the ascending ones, and those lines."""
    lines, texts_of_lines = _salted_line_hashes(outlets.dictionary_encode(), words)
    rule = places(lines, rule_hashes)
    is_cut = (rule >= 0) & _has_rest(rule >= 0, words)[texts_of_lines]
    data, offsets = _joined_lines(words.data, words.line_starts, words.line_ends, words.line_offsets, ~is_cut)
    cut = np.flatnonzero(is_cut)
    removed = pa.StructArray.from_arrays(
        [
            pa.array((cut - words.line_offsets[texts_of_lines[cut]]).astype(np.int32)),
            _line_texts(words, cut),
            take(rule_ids, rule[cut]),
        ],
        fields=list(REMOVED_TYPE.value_type),
    )
    counts = np.bincount(texts_of_lines[cut], minlength=len(outlets))
    texts = pa.LargeStringArray.from_buffers(len(outlets), pa.py_buffer(offsets), pa.py_buffer(data))
    ends = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
    return texts, pa.ListArray.from_arrays(ends, removed, type=REMOVED_TYPE)


def _has_rest(is_cut: Mask, words: Words) -> Mask:
    """Whether enough of each text is left: trimmed copies of one article make rules of one another's lines."""
    cut = np.concatenate([[0], np.cumsum(np.where(is_cut, np.diff(words.line_words), 0))])
    lengths = np.diff(words.offsets)
    return lengths - np.diff(cut[words.line_offsets]) > _LEAST_REST * lengths


@compiled
def _line_hashes(words: U64, line_words: I64, salts: U64) -> U64:
    hashes = np.zeros(len(salts), np.uint64)
    for line in range(len(salts)):
        if line_words[line + 1] > line_words[line]:
            h = salts[line]
            for i in range(line_words[line], line_words[line + 1]):
                h = mix(h * _GOLDEN + words[i])
            hashes[line] = h
    return hashes


@compiled
def _protected(data: npt.NDArray[np.uint8], starts: I64, ends: I64, words: U64, line_words: I64, legal: U64) -> Mask:
    """Whether each line is a quotation, opens with a dateline or reports from a court."""
    found = np.zeros(len(starts), np.bool_)
    for line in range(len(starts)):
        i = starts[line]
        end = ends[line]
        while i < end and (data[i] == 32 or data[i] == 9 or data[i] == 13):
            i += 1
        if i + 2 < end:
            ascii_quote = data[i] == 34
            curly_quote = data[i] == 0xE2 and data[i + 1] == 0x80 and (data[i + 2] in (0x98, 0x9A, 0x9C, 0x9E))
            angle_quote = data[i] == 0xC2 and data[i + 1] == 0xAB
            corner_quote = data[i] == 0xE3 and data[i + 1] == 0x80 and (data[i + 2] in (0x8C, 0x8E))
            if ascii_quote or curly_quote or angle_quote or corner_quote:
                found[line] = True
        # A place in capitals, then an agency in brackets or a dash, within the first 60 bytes.
        capitals = 0
        while (
            i + capitals < end and capitals < 40 and (65 <= data[i + capitals] <= 90 or data[i + capitals] in (32, 45))
        ):
            capitals += 1
        if capitals > 3:
            for j in range(i + capitals - 1, min(i + 60, end - 2)):
                bracket = data[j] == 41 and data[j + 1] == 32 and (data[j + 2] == 45 or data[j + 2] == 0xE2)
                dash = data[j] == 32 and data[j + 1] == 0xE2 and data[j + 2] == 0x80
                if bracket or dash:
                    found[line] = True
        if line_words[line + 1] - line_words[line] >= 4:
            for word in range(line_words[line], line_words[line + 1]):
                place = np.searchsorted(legal, words[word])
                if place < len(legal) and legal[place] == words[word]:
                    found[line] = True
    return found


def _protected_lines(words: Words, legal: U64) -> Mask:
    return _protected(words.data, words.line_starts, words.line_ends, words.hashes, words.line_words, legal)


@compiled
def _joined_lines(
    data: npt.NDArray[np.uint8], starts: I64, ends: I64, line_offsets: I64, is_kept: Mask
) -> tuple[npt.NDArray[np.uint8], I64]:
    """The bytes of the kept lines of each text, parted by line breaks, and where each text begins and ends."""
    n = len(line_offsets) - 1
    total = 0
    for line in range(len(starts)):
        if is_kept[line]:
            total += ends[line] - starts[line] + 1
    joined = np.empty(total, np.uint8)
    offsets = np.zeros(n + 1, np.int64)
    p = 0
    for text in range(n):
        first = True
        for line in range(line_offsets[text], line_offsets[text + 1]):
            if is_kept[line]:
                if not first:
                    joined[p] = 10
                    p += 1
                first = False
                for i in range(starts[line], ends[line]):
                    joined[p] = data[i]
                    p += 1
        offsets[text + 1] = p
    return joined[:p].copy(), offsets
