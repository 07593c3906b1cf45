"""Plain text made uniform: Unicode, white space, line ends, words counted, and lines cut so that they can be put back.

What is here changes how text is written, never what it says; which lines are residue is decided by the callers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import reduce

from ftfy import fix_encoding

from transforms.records import Removed

# Unicode's mandatory line breaks, and the form feed of old wire copy (UAX 14, classes BK and NL).
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Control characters, soft hyphen, marks that only steer the direction of display, tag characters, lone surrogates.
# Zero-width joiner and non-joiner stay: Persian and Indic scripts spell with them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
# Of these, what spells a flag, as those of Scotland and Wales, and what shapes Mongolian vowels.
_SPELLING = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f|(?<=[\u1820-\u18aa])\u180e)")
_MISREAD_AS = (
    "latin-1", "sloppy-windows-1252", "sloppy-windows-1251", "sloppy-windows-1250", "sloppy-windows-1253",
    "sloppy-windows-1254", "sloppy-windows-1257", "iso-8859-2", "macroman", "cp437",
)  # fmt: skip


def _class_of(first: int, last: int) -> str:
    """What bytes look like in the encodings that ftfy knows UTF-8 to be read as."""
    shown = {
        char for name in _MISREAD_AS for char in bytes(range(first, last + 1)).decode(name, "ignore") if char > "\x7f"
    }
    return f"[{re.escape(''.join(sorted(shown)))}]"


# The first two bytes of a character in UTF-8; two right ones can look like them as well, which ftfy tells apart.
_MAYBE_MOJIBAKE = re.compile(_class_of(0xC2, 0xF4) + _class_of(0x80, 0xBF))
# Bytes of Windows-1252 read as Latin-1, which the WHATWG Encoding standard takes for the same. NEL stays a line end.
_NO_WINDOWS = (0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D)
_WINDOWS = {byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in _NO_WINDOWS}
_LIGATURES = {number: unicodedata.normalize("NFKC", chr(number)) for number in range(0xFB00, 0xFB07)}  # fi, fl, ffi
_LETTERS_FOR = str.maketrans(_WINDOWS | _LIGATURES)
_REPLACED = re.compile("[\x80-\x9f\ufb00-\ufb06]")
_ENDED = re.compile(r"""[.!?…。！？।؟:;,)\]"'”’»]$""")
_ANY_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
# Wider than these scripts, but of few ranges: most texts have nothing of it, and are known by it three times as fast.
_MAYBE_SPACELESS = re.compile("[\u0e00-\u1fff\u2e80-\U0010ffff]")
# Characters per word in scripts that put no spaces between words: (characters, letters of a usual word).
_SPACELESS = (
    (re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"), 1.6),  # Han
    (re.compile("[\u3040-\u30ff]"), 2.5),  # kana
    (re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 5.0),  # Thai, Lao, Burmese, Khmer
)


def repair_encoding(text: str) -> str:
    """Text whose lines are read in the encoding they were written in, where they are clearly read in another.

    >>> repair_encoding("The cafÃ© isnâ€™t open."), repair_encoding("CORAÇÃO DE SÃO PAULO")
    ('The café isn’t open.', 'CORAÇÃO DE SÃO PAULO')
    """
    if text.isascii() or not _MAYBE_MOJIBAKE.search(text):
        return text
    return "\n".join(fix_encoding(line) if _MAYBE_MOJIBAKE.search(line) else line for line in text.split("\n"))


def normalize_unicode(text: str) -> str:
    """Text in NFC, without characters that show nothing, and with letters for ligatures and for misread Windows bytes.

    >>> normalize_unicode("Mu\\u0308ller\\u200b said\\u00ad: \\x93oﬃce\\x94")
    'Müller said: “office”'
    """
    if text.isascii() and text.isprintable():
        return text
    if _REPLACED.search(text):
        text = text.translate(_LETTERS_FOR)
    if not _is_plain(text) and _INVISIBLE.search(text):
        parts = _SPELLING.split(text)
        parts[::2] = [_INVISIBLE.sub("", part) for part in parts[::2]]
        text = "".join(parts)
    return unicodedata.normalize("NFC", text)


def _is_plain(text: str) -> bool:
    """Whether a text has none but visible characters, spaces and line feeds; asked first, as most texts are so."""
    return all(map(str.isprintable, text.split("\n")))


def normalize_line_ends(text: str) -> str:
    """Text whose only line end is a line feed."""
    return text if _is_plain(text) else _LINE_ENDS.sub("\n", text)


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


# Encodings go first, as misread bytes are control characters; then line ends, as NEL would be taken for one.
STEPS: tuple[Callable[[str], str], ...] = (
    repair_encoding,
    normalize_line_ends,
    normalize_unicode,
    join_wrapped_lines,
    squeeze_spaces,
)


def normalize_text(text: str) -> str:
    """Text as paragraphs, one a line, separated by one line feed. Doing it twice changes nothing.

    >>> normalize_text(" One\\u00a0 line \\r\\n\\r\\nand another\\x07 ")
    'One line\\nand another'
    """
    clean = reduce(lambda result, step: step(result), STEPS, text)
    # Where something invisible stood between two characters, they may be a misread one now that it is gone.
    return clean if clean == text or repair_encoding(clean) == clean else normalize_text(clean)


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
    if text.isascii() or not _MAYBE_SPACELESS.search(text) or not _ANY_SPACELESS.search(text):
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
