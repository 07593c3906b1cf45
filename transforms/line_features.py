"""What the lines of a copied page look like, in numbers, for telling story from residue without knowing the language.

After Kohlschütter et al. 2010 (shallow text features) and Pomikálek 2011 (context of good lines): length, punctuation
and capitals of a line, of its neighbours, and its place relative to the densest run of long sentences.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from transforms.credits import is_credit_line
from transforms.residue_phrases import is_residue_line
from transforms.site_words import word_signs

Array = npt.NDArray[np.float64]

_ENDS_SENTENCE = re.compile(r"""[.!?…。！？।؟۔]["'”’»)\]“」』]*$|["”»“」』]$""")
_COMMA = re.compile("[,;:،、，；：]")
_SEPARATOR = re.compile(r"\s[|/›»>•·]\s|^\s*[›»>•·]")
_ADDRESS = re.compile(r"https?://|www\.|\w@[\w-]+\.\w")
_TEASER = re.compile(
    r"^\W*(?:read|more|watch|listen|share|follow|subscribe|sign|log|see|also|related|latest|popular|top|photo|video|live|"
    r"mehr|lesen|video|foto|auch|weiter|teilen|lire|voir|partager|aussi|leer|ver|más|también|leggi|vedi|anche|leia|veja|"
    r"mais|lees|meer|les|læs|läs|se|mer|czytaj|zobacz|číst|читайте|смотрите|ещё)\b",
    re.IGNORECASE,
)
_TIME = re.compile(r"\d{1,2}[:.]\d\d|\b(?:19|20)\d\d\b")
_COMMENTS = re.compile(
    r"^\W*\d*\W*(?:comments?|kommentare?n?|comentarios?|commentaires?|reacties|commenti|comentários|komentarze|komentarer|"
    r"leave a (?:reply|comment)|join the conversation|комментарии|коментарі|yorumlar|댓글|コメント|评论|"
    r"留言|التعليقات)\b",
    re.IGNORECASE,
)
# Words long enough to say what a line is about; two characters do in East Asian scripts.
_LONG_WORD = re.compile(r"[^\W\d_]{5,}|[\u3040-\u30ff\u4e00-\u9fff]{2}|[\uac00-\ud7af]{2,}")
_AGO = re.compile(
    r"\b(?:\d+|an?|one)\s*(?:h|hrs?|hours?|mins?|minutes?|days?|weeks?|months?|years?)\s+ago\b|"
    r"\bvor\s+\w+\s+(?:stunden?|minuten?|tag\w*|woche\w*|monat\w*|jahr\w*)|\bil y a\b|\bhace \d+|"
    r"\b\d+ (?:giorni|ore|min|timer|dager|dage|dagar|tim|uur|dagen) (?:fa|siden|sedan|geleden)|назад|тому$|"
    r"\d+(?:分|時間|日)前|\d+(?:분|시간|일) ?전|\d+ ?(?:分钟|小时|天)前",
    re.IGNORECASE,
)
_SAYS_AGO = re.compile(r" ago|vor |il y a|назад|тому", re.IGNORECASE)  # those of `_AGO` that may have no figure
_OF_COMMENT = re.compile(
    r"\W*(?:reply|replies|antworten|répondre|responder|rispondi|svar|svara|antwoord\w*|ответить|відповісти|yanıtla|"
    r"odpowiedz|odpovědět|likes?|upvote|report|flag|quote|permalink|said|says|melden|zitieren|gefällt mir|返信|답글|"
    r"回复|回覆|رد)\W*\d*\W*$",
    re.IGNORECASE,
)
_SAYS = re.compile(r"\b(?:said|says|wrote|schrieb|écrit|dijo|comments?):$", re.IGNORECASE)
_AT_TIME = re.compile(r"\bat \d+:\d\d ?[ap]?m\b", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?:\s+[^\W\d_a-z][\w.'’-]*){1,3}$")
_SENTENCE_END = re.compile(r"""[.!?！？।]['\"”’»)]*(?:\s|$)|。""")
_QUOTE = re.compile('["“”„«»「」]')
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?[$€£¥₹%]")
_LISTED = re.compile(r"(?:[•·*»›>▪■●★✓–—-]|\d{1,2}[.)])\s*")
_LONGEST_SIGN = 80  # characters of a line that says who comments, or when
_UNKNOWN_SHARE = 0.3  # of a line without such words: about the mean
# A character of these scripts says as much as two and a half Latin letters.
_DENSE = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_DENSITY = 1.5  # added to the one that every character counts
_WIDEST = 5000.0  # Latin letters; an endless line of encoded data must not outweigh the story around it

OWN = (
    "log_width", "log_words", "ends_sentence", "has_comma", "upper_share", "digit_share", "capital_share",
    "lower_word_share", "is_residue", "is_teaser", "is_credit", "has_separator", "has_address", "ends_with_dots",
    "ends_with_colon", "ends_with_question", "is_short", "capped_width", "starts_lower", "is_repeated",
    "has_time", "begins_comments", "has_site_words", "has_many_site_words", "site_word_share", "reader_word_share",
    "has_picture_words", "says_how_long_ago", "is_of_comment", "looks_like_name", "log_sentences", "has_quote",
    "has_price", "is_listed", "short_word_share", "word_length", "ends_with_bracket", "is_upper", "starts_upper",
    "begins_as_others", "log_repeats", "ends_with_dash", "dense_share",
)  # fmt: skip
CONTEXT = (
    "is_good", "good_near", "log_width_near", "log_width_before", "log_width_after", "sentence_before",
    "sentence_after", "good_before", "good_after", "residue_before", "residue_after", "is_inside", "log_distance",
    "is_after_block", "is_before_block", "place", "inside_and_width", "inside_and_sentence", "log_block_width",
    "short_near", "log_residue_since_start", "is_among_comments",
)  # fmt: skip
PLACE = (
    "log_since_good", "log_until_good", "good_share_before", "good_share_after", "log_run_width", "run_share",
    "log_line", "log_lines_left", "log_lines", "log_site_lines_since_start", "log_comment_lines_since_start",
    "from_start", "from_end", "place_in_block",
)  # fmt: skip
VOCABULARY = ("shared_words", "shared_words_near", "shared_words_and_width", "shared_words_outside")
FEATURES = OWN + CONTEXT + PLACE + VOCABULARY
_COLUMN = {name: index for index, name in enumerate(OWN)}
_GAP = 6  # lines between long sentences of one story: a picture with its caption, a quote box, a list of links
_RUN_GAP = 3  # lines between long sentences of one run; a story may be several
_NEAR = 3  # lines to each side
_FAR = 99.0  # lines; where a page has no long sentence
_WIDE_PLACE = 30.0  # lines; farther from the block it makes no difference how far
_BEGINNING = 28  # characters by which a teaser repeats another's text


def line_features(lines: Sequence[str]) -> Array:
    """Float64 [lines, len(FEATURES)], a row for each line of one page."""
    repeats = Counter(lines)
    beginnings = Counter(line[:_BEGINNING] for line in repeats if len(line) >= _BEGINNING)
    own = np.array([_own_features(line, repeats[line], beginnings) for line in lines], dtype=np.float64)
    own = own.reshape(-1, len(OWN))
    good = _is_good(own)
    first, last = _densest_run(good, np.expm1(own[:, _COLUMN["log_width"]]))
    context = _context_features(own, good, first, last)
    return np.hstack(
        [own, context, _place_features(own, good, first, last), _vocabulary_features(lines, own, first, last)]
    )


def certain_reasons(rows: Array) -> tuple[str | None, ...]:
    """What each line of a page is by phrase and pattern: "residue", "caption", or None where these say nothing."""
    is_residue, is_credit = (rows[:, _COLUMN[name]] > 0 for name in ("is_residue", "is_credit"))
    return tuple(
        "residue" if left else "caption" if credit else None for left, credit in zip(is_residue, is_credit, strict=True)
    )


def _own_features(line: str, occurrences: int, beginnings: Counter[str]) -> tuple[float, ...]:
    words = line.split()
    letters = sum(map(str.isalpha, line)) or 1
    width = text_width(line)
    capitals = sum(word[0].isupper() for word in words)
    site, reader, picture = word_signs(line)
    is_sign = len(line) <= _LONGEST_SIGN
    digits = sum(map(str.isdigit, line))
    return (
        math.log1p(width),
        math.log1p(max(len(words), width / 6)),
        _ENDS_SENTENCE.search(line) is not None,
        _COMMA.search(line) is not None,
        sum(map(str.isupper, line)) / letters,
        digits / len(line),
        capitals / len(words) if len(words) > 1 else 0.5,
        sum(map(str.islower, words)) / len(words),
        is_residue_line(line),
        _TEASER.match(line) is not None,
        is_credit_line(line),
        _SEPARATOR.search(line) is not None,
        ("@" in line or "://" in line or "www." in line.lower()) and _ADDRESS.search(line) is not None,
        line.endswith(("...", "…")),
        line.endswith((":", "：")),
        line.endswith(("?", "？")),
        max(len(words), width / 6) <= 3,
        min(width, 400.0) / 400,
        line[0].islower(),
        occurrences > 1,
        digits > 0 and _TIME.search(line) is not None,
        len(line) < 60 and _COMMENTS.match(line) is not None,
        site > 0,
        site > 1,
        min(site / len(words) * 10, 2.0),
        min(reader / len(words) * 5, 1.5),
        picture > 0,
        is_sign and (digits > 0 or _SAYS_AGO.search(line) is not None) and _AGO.search(line) is not None,
        is_sign and _is_of_comment(line),
        len(line) < 40 and _NAME.match(line) is not None,
        math.log1p(len(_SENTENCE_END.findall(line))),
        _QUOTE.search(line) is not None,
        digits > 0 and _PRICE.search(line) is not None,
        _LISTED.match(line) is not None,
        sum(len(word) <= 3 and word.islower() for word in words) / len(words),
        min(len(line) / len(words), 15.0) / 15,
        line[-1] in ")]）",
        len(line) > 3 and line.isupper(),
        line[0].isupper(),
        beginnings[line[:_BEGINNING]] > 1,
        math.log1p(occurrences - 1),
        line[-1] in "-–—|",
        0.0 if line.isascii() else len(_DENSE.findall(line)) / len(line),
    )


def _is_of_comment(line: str) -> bool:
    """Whether a line is a button below a reader's comment, or says who wrote it and when."""
    return (
        _OF_COMMENT.match(line) is not None
        or (line.endswith(":") and _SAYS.search(line) is not None)
        or (":" in line and _AT_TIME.search(line) is not None)
    )


def _is_good(own: Array) -> Array:
    """1.0 for each line that is a long sentence, or so long that it must hold some."""
    width = np.expm1(own[:, _COLUMN["log_width"]])
    return ((own[:, _COLUMN["ends_sentence"]] > 0) & (width >= 80) | (width >= 180)).astype(np.float64)


def _context_features(own: Array, good: Array, first: int, last: int) -> Array:
    lines = len(own)
    column = {name: own[:, index] for name, index in _COLUMN.items()}
    width = np.expm1(column["log_width"])
    place = np.arange(lines)
    since_start = (place > first).astype(np.float64)
    inside = ((place >= first) & (place <= last)).astype(np.float64)
    distance = np.maximum(np.maximum(first - place, place - last), 0)
    block_width = float(width[first : last + 1].sum())
    return np.column_stack(
        [
            good,
            _mean_near(good),
            np.log1p(_mean_near(width)),
            _shifted(column["log_width"], 1),
            _shifted(column["log_width"], -1),
            _shifted(column["ends_sentence"], 1),
            _shifted(column["ends_sentence"], -1),
            _shifted(good, 1),
            _shifted(good, -1),
            _shifted(column["is_residue"], 1),
            _shifted(column["is_residue"], -1),
            inside,
            np.log1p(distance),
            (place > last).astype(np.float64),
            (place < first).astype(np.float64),
            place / max(lines, 1),
            inside * column["log_width"],
            inside * column["ends_sentence"],
            np.full(lines, np.log1p(block_width)),
            _mean_near(column["is_short"]),
            np.log1p(np.cumsum(column["is_residue"] * since_start)),
            (np.cumsum(column["begins_comments"] * since_start) > 0).astype(np.float64),
        ]
    )


def _place_features(own: Array, good: Array, first: int, last: int) -> Array:
    """Where each line stands among the long sentences of the page, and in its densest run."""
    lines = np.arange(len(own))
    width = np.expm1(own[:, _COLUMN["log_width"]])
    since, until = _distances(good)
    text = good * width
    before = np.cumsum(text)
    total = before[-1] + 1
    runs = _run_widths(good, width)
    in_or_after = lines > first
    return np.column_stack(
        [
            np.log1p(since),
            np.log1p(until),
            (before - text) / total,
            (total - 1 - before) / total,
            np.log1p(runs),
            runs / (runs.max() + 1),
            np.log1p(lines),
            np.log1p(len(lines) - lines),
            np.full(len(lines), np.log1p(len(lines))),
            np.log1p(np.cumsum(own[:, _COLUMN["has_site_words"]] * in_or_after)),
            np.log1p(np.cumsum(own[:, _COLUMN["is_of_comment"]] * in_or_after)),
            np.clip(lines - first, -_WIDE_PLACE, _WIDE_PLACE),
            np.clip(lines - last, -_WIDE_PLACE, _WIDE_PLACE),
            (lines - first) / (last - first + 1),
        ]
    )


def _distances(good: Array) -> tuple[Array, Array]:
    """Lines since the last long sentence, and until the next; `_FAR` where there is none."""
    lines = np.arange(len(good))
    previous = np.maximum.accumulate(np.where(good > 0, lines, -_FAR * 2))
    following = np.minimum.accumulate(np.where(good > 0, lines, 2 * _FAR + len(lines))[::-1])[::-1]
    return np.minimum(lines - previous, _FAR), np.minimum(following - lines, _FAR)


def _run_widths(good: Array, width: Array) -> Array:
    """For each line in or beside a run of long sentences, the width of the run; elsewhere 0."""
    widths = np.zeros(len(good))
    places = np.flatnonzero(good)
    for run in np.split(places, np.flatnonzero(np.diff(places) > _RUN_GAP) + 1) if len(places) else ():
        widths[max(run[0] - 1, 0) : run[-1] + 2] = width[run].sum()
    return widths


def _vocabulary_features(lines: Sequence[str], own: Array, first: int, last: int) -> Array:
    """How many of a line's longer words the densest run uses in other lines: teasers of other stories share few."""
    words = [frozenset(word.lower() for word in _LONG_WORD.findall(line)) for line in lines]
    in_run = Counter(word for line in words[first : last + 1] for word in line)
    shared = np.array(
        [_share(line, in_run, least=2 if first <= number <= last else 1) for number, line in enumerate(words)]
    )
    place = np.arange(len(lines))
    outside = ((place < first) | (place > last)).astype(np.float64)
    near = np.convolve(shared, np.ones(2 * _NEAR + 1) / (2 * _NEAR + 1), mode="full")[_NEAR : _NEAR + len(lines)]
    return np.column_stack([shared, near, shared * own[:, _COLUMN["log_width"]], shared * outside])


def _share(words: frozenset[str], counts: Counter[str], least: int) -> float:
    return sum(counts[word] >= least for word in words) / len(words) if words else _UNKNOWN_SHARE


def _densest_run(good: Array, width: Array) -> tuple[int, int]:
    """First and last line of the run of long sentences, with small gaps, that holds most text; else the whole page."""
    places = np.flatnonzero(good)
    if not len(places):
        return 0, len(good) - 1
    runs = np.split(places, np.flatnonzero(np.diff(places) > _GAP) + 1)
    best = max(runs, key=lambda run: float(width[run].sum()))
    return int(best[0]), int(best[-1])


def _mean_near(values: Array) -> Array:
    window = np.ones(2 * _NEAR + 1)
    window[_NEAR] = 0
    return np.convolve(values, window, mode="full")[_NEAR : _NEAR + len(values)] / (2 * _NEAR)


def _shifted(values: Array, lines: int) -> Array:
    """The values of the line so many lines before each line; zero beyond the page."""
    moved = np.zeros_like(values)
    if lines > 0:
        moved[lines:] = values[:-lines]
    else:
        moved[:lines] = values[-lines:]
    return moved


def text_width(line: str) -> float:
    """How many Latin letters say as much as a line."""
    width = len(line) if line.isascii() else len(line) + _DENSITY * len(_DENSE.findall(line))
    return min(float(width), _WIDEST)
