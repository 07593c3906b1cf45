"""Plain text made uniform: Unicode, white space, line ends, words counted, and lines cut so that they can be put back.

What is here changes how text is written, never what it says; which lines are residue is decided by the callers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import reduce

from transforms.records import Removed

# Unicode's mandatory line breaks, and the form feed of old wire copy (UAX 14, classes BK and NL).
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Control characters, soft hyphen, marks that only steer the direction of display, tag characters, lone surrogates.
# Zero-width joiner and non-joiner stay: Persian and Indic scripts spell with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_ENDED = re.compile(r"""[.!?…。！？।؟:;,)\]"'”’»]$""")
_ANY_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Characters per word in scripts that put no spaces between words: (characters, letters of a usual word).
_SPACELESS = (
    (re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"), 1.6),  # Han
    (re.compile("[\u3040-\u30ff]"), 2.5),  # kana
    (re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 5.0),  # Thai, Lao, Burmese, Khmer
)


def normalize_unicode(text: str) -> str:
    """Text in NFC, without characters that show nothing.

    >>> normalize_unicode("Mu\\u0308ller\\u200b said\\u00ad")
    'Müller said'
    """
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def normalize_line_ends(text: str) -> str:
    """Text whose only line end is a line feed."""
    return _LINE_ENDS.sub("\n", text)


def join_wrapped_lines(text: str) -> str:
    """Text in which a paragraph that was wrapped at a fixed width is one line again.

    Only where blank lines separate the paragraphs and nearly all other lines break in the middle of a sentence at about
    the same width; anything else comes back as it was.

    >>> join_wrapped_lines("One\\n\\nTwo")
    'One\\n\\nTwo'
    """
    if "\n\n" not in text:
        return text
    paragraphs = [block.split("\n") for block in re.split(r"\n\s*\n", text)]
    breaks = [line.rstrip() for lines in paragraphs for line in lines[:-1]]
    if not _is_wrapped(breaks, longest=max(map(len, text.split("\n")))):
        return text
    return "\n\n".join(" ".join(line.strip() for line in lines) for lines in paragraphs)


def squeeze_spaces(text: str) -> str:
    """Text with single spaces, no space at the ends of lines and no empty lines."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


# Line ends go first: NEL would else be taken for a control character.
STEPS: tuple[Callable[[str], str], ...] = (normalize_line_ends, normalize_unicode, join_wrapped_lines, squeeze_spaces)


def normalize_text(text: str) -> str:
    """Text as paragraphs, one a line, separated by one line feed. Doing it twice changes nothing.

    >>> normalize_text(" One\\u00a0 line \\r\\n\\r\\nand another\\x07 ")
    'One line\\nand another'
    """
    return reduce(lambda result, step: step(result), STEPS, text)


def one_line(text: str | None) -> str | None:
    """Text as a single clean line, or None if nothing is left of it.

    >>> one_line("  A title\\n over two lines "), one_line(" \\t")
    ('A title over two lines', None)
    """
    if not text:
        return None
    # Most values are plain already, and a database has millions of them.
    clean = text if text.isascii() and text.isprintable() else normalize_text(text)
    return " ".join(clean.split()) or None


def cut_lines(lines: Sequence[str], reasons: Sequence[str | None]) -> tuple[str, tuple[Removed, ...]]:
    """The text of the lines that have no reason to go, and the others as `Removed`.

    >>> cut_lines(["Title", "A story."], ["title", None])
    ('A story.', (Removed(line=0, text='Title', reason='title'),))
    """
    kept = "\n".join(line for line, reason in zip(lines, reasons, strict=True) if reason is None)
    removed = tuple(
        Removed(line=number, text=line, reason=reason)
        for number, (line, reason) in enumerate(zip(lines, reasons, strict=True))
        if reason is not None
    )
    return kept, removed


def restore(text: str, removed: Iterable[Removed]) -> str:
    """The full text from which the lines were cut.

    >>> restore("A story.", (Removed(line=0, text="Title", reason="title"),))
    'Title\\nA story.'
    """
    lines = text.split("\n") if text else []
    for line in sorted(removed, key=lambda removed: removed.line):
        lines.insert(line.line, line.text)
    return "\n".join(lines)


def count_words(text: str) -> int:
    """How many words a text has; for scripts without spaces, about how many.

    >>> count_words("Two words"), count_words("市议会周一批准了新桥")
    (2, 6)
    """
    if text.isascii() or not _ANY_SPACELESS.search(text):
        return len(text.split())
    words = 0.0
    for letters, letters_per_word in _SPACELESS:
        text, found = letters.subn(" ", text)
        words += found / letters_per_word
    return len(text.split()) + round(words)


def _is_wrapped(breaks: Sequence[str], longest: int) -> bool:
    if len(breaks) < 4 or not 40 <= longest <= 100:
        return False
    full = sum(len(line) >= 0.7 * longest and not _ENDED.search(line) for line in breaks)
    return full >= 0.6 * len(breaks)
