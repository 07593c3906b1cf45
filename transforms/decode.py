"""Bytes of a page or text become text, with the encoding that was chosen and why.

The order is that of the HTML standard's sniffing algorithm (WHATWG Encoding and HTML 13.2.3), with two additions: bytes
that are valid UTF-8 are UTF-8 whatever they declare, and what nothing declares is guessed by faust-cchardet.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from transforms.errors import FormatError
from transforms.metadata.language import guess_language

# WHATWG labels whose meaning differs from the Python codec of that name: browsers read the superset.
_WHATWG = {
    "ascii": "cp1252", "us-ascii": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "l1": "cp1252",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "windows-1252": "cp1252",
    "x-cp1252": "cp1252", "iso-8859-9": "cp1254", "iso8859-9": "cp1254", "latin5": "cp1254",
    "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "chinese": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "korean": "cp949", "windows-949": "cp949",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "cn-big5": "big5hkscs",
    "x-euc-jp": "euc_jp", "x-mac-cyrillic": "mac_cyrillic", "macintosh": "mac_roman", "x-mac-roman": "mac_roman",
    "unicode-1-1-utf-8": "utf-8", "iso-8859-8-i": "iso-8859-8", "logical": "iso-8859-8",
}  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its first half
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ESCAPES = (
    (b"\x1b$)C", "iso2022_kr"),
    (b"\x1b$", "iso2022_jp_2"),
    (b"\x1b(J", "iso2022_jp_2"),
    (b"\x1b(I", "iso2022_jp_ext"),
)
_META = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_READABLE_HEAD = 20_000  # characters
_META_BYTES = 4096  # the standard asks for 1,024; real pages put scripts before the declaration
_MARKUP = re.compile(rb"[<>]")
_CONTROLS = bytes((*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
_C1 = re.compile("[\x80-\x9f]")
_CP1252 = {byte: bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(0x80, 0xA0)}
_MULTI_BYTE = frozenset(("gb18030", "big5hkscs", "cp932", "shift_jis", "euc_jp", "euc_kr", "cp949"))
_FOREIGN_WORD = re.compile(rb"[\x80-\xff]{4}")
_HANZI = re.compile(rb"(?:[\xb0-\xd7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe])+")  # the 3,755 common ones, and punctuation
_WESTERN = frozenset(("af", "ca", "da", "de", "en", "es", "eu", "fi", "fr", "ga", "gl", "is", "it", "lb", "nb", "nl",
                      "nn", "no", "oc", "pt", "sv"))  # fmt: skip
# Who writes with the code pages of Latin letters beyond windows-1252; the detector takes others for theirs.
_CENTRAL = frozenset(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sr"))
_BALTIC = frozenset(("et", "lt", "lv"))
_TURKIC = frozenset(("az", "ku", "tr"))
_WRITTEN_BY = {
    "cp1250": _CENTRAL, "iso8859-2": _CENTRAL, "iso8859-16": _CENTRAL, "cp852": _CENTRAL, "mac-latin2": _CENTRAL,
    "cp1257": _BALTIC, "iso8859-13": _BALTIC, "iso8859-4": _BALTIC, "cp775": _BALTIC, "cp1254": _TURKIC,
    "iso8859-3": frozenset(("eo", "mt")), "iso8859-10": frozenset(("is", "se")), "cp1258": frozenset(("vi",)),
}  # fmt: skip
_OTHER_SCRIPT = re.compile(r"cp125[1356]|cp8(?:55|66|74)|koi8|iso8859-[5-8]|mac-cyrillic")
_NOT_HIGH = re.compile(rb"[\x00-\x7f]+")
_SINGLE_BYTE = re.compile(r"cp125\d|cp874|cp866|iso-?8859|koi8|mac")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, and how its bytes were read."""

    text: str  # without byte order mark and NUL characters
    encoding: str  # the Python codec
    reason: str  # "bom", "null pattern", "escapes", "utf-8", "http", "meta", "detected" or "fallback"
    replaced: int = 0  # characters that stand for bytes the encoding does not have (U+FFFD)


def decode(content: bytes, charset: str | None = None) -> Decoded:
    """The text of the bytes of one page or text file.

    charset: what the HTTP header of a crawl record says, if there was one.

    >>> decode("Müller".encode("cp1252"), "iso-8859-1").text
    'Müller'
    >>> decode(b"\\x1b$B$O$$\\x1b(B").reason
    'escapes'

    Raises FormatError if no encoding gives readable text: over 5 % of the characters are control or replacement
    characters.
    """
    for step in STEPS:
        decoded = step(content, charset)
        if decoded is not None:
            return _readable(decoded)
    return _readable(_decoded(content, "cp1252", "fallback"))


def codec_name(label: str) -> str | None:
    """The Python codec for an encoding label, read as browsers read it, or None for a label that means nothing.

    >>> codec_name(" ISO-8859-1 "), codec_name("gb2312"), codec_name("none")
    ('cp1252', 'gb18030', None)
    """
    label = label.strip().strip("\"'").lower()
    if label in _WHATWG:
        return _WHATWG[label]
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # Codecs such as "hex" or "rot13" are not character encodings.
    return codec.name if getattr(codec, "_is_text_encoding", True) else None


def _from_bom(content: bytes, _: str | None) -> Decoded | None:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding, "bom")
    return None


def _from_null_pattern(content: bytes, _: str | None) -> Decoded | None:
    # UTF-16 without a mark: one byte of every pair is zero in markup and Latin text, and never both. In UTF-32 the two
    # high bytes of every four are zero, and the lowest never is.
    head = content[:2048]
    pairs = len(head) // 2
    if pairs < 8 or b"\x00" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    quarters = [head[place::4].count(0) for place in range(4)]
    if min(quarters[2:]) > 0.45 * pairs and not quarters[0]:
        return _decoded(content, "utf-32-le", "null pattern")
    if min(quarters[:2]) > 0.45 * pairs and not quarters[3]:
        return _decoded(content, "utf-32-be", "null pattern")
    if odd > 0.3 * pairs and even < 0.05 * pairs:
        return _decoded(content, "utf-16-le", "null pattern")
    if even > 0.3 * pairs and odd < 0.05 * pairs:
        return _decoded(content, "utf-16-be", "null pattern")
    return None


def _from_escapes(content: bytes, _: str | None) -> Decoded | None:
    # ISO-2022 is ASCII with escapes, so it would pass as valid UTF-8.
    if b"\x1b" not in content:
        return None
    for escape, encoding in _ESCAPES:
        if escape in content:
            decoded = _decoded(content, encoding, "escapes")
            return decoded if decoded.replaced <= 0.02 * len(decoded.text) else None
    return None


def _from_utf8(content: bytes, _: str | None) -> Decoded | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        decoded = _decoded(content, "utf-8", "utf-8")
    else:
        return Decoded(text=text.replace("\x00", "") if b"\x00" in content else text, encoding="utf-8", reason="utf-8")
    # A page cut in the middle of a character, or with one broken comment, is UTF-8 all the same: a single-byte
    # encoding gives next to no valid sequences.
    valid = sum(character > "\x7f" for character in decoded.text) - decoded.replaced
    return decoded if valid >= 10 * decoded.replaced else None


def _from_http(content: bytes, charset: str | None) -> Decoded | None:
    declared = codec_name(charset) if charset else None
    # iso-8859-1 is what servers send when nobody told them; a page that says otherwise knows better.
    if declared is None or (declared == "cp1252" and _meta_codec(content) not in (None, "cp1252")):
        return None
    return _declared(content, declared, "http")


def _from_meta(content: bytes, _: str | None) -> Decoded | None:
    declared = _meta_codec(content)
    return _declared(content, declared, "meta") if declared else None


def _from_detection(content: bytes, _: str | None) -> Decoded | None:
    import cchardet

    sample = _sample(content)
    label = cchardet.detect(sample)["encoding"]
    encoding = codec_name(label) if label else None
    if encoding is None or encoding.startswith("utf"):
        return None
    decoded = _decoded(content, _likely(encoding, sample), "detected")
    return decoded if decoded.replaced <= 0.01 * len(decoded.text) else None


def _likely(encoding: str, sample: bytes) -> str:
    """The encoding that a text in this language is likely to have, where its bytes mean letters in several.

    A few letters beyond ASCII are no evidence for the detector, but the words around them tell the language.
    """
    if encoding == "koi8-r":
        return "koi8-u"  # its Ukrainian letters stand where the other has frames of boxes
    if encoding in _MULTI_BYTE or encoding == "cp1252":
        return encoding
    if not _NOT_HIGH.sub(b"", _HANZI.sub(b"", sample)):
        return "gb18030"
    return "cp1252" if _is_western(sample) or not _is_written_so(encoding, sample) else encoding


def _is_written_so(encoding: str, sample: bytes) -> bool:
    """Whether a text is of a language that uses a code page, or has a word of another script."""
    languages = _WRITTEN_BY.get(encoding)
    if languages is None:
        return not _OTHER_SCRIPT.match(encoding) or _FOREIGN_WORD.search(sample) is not None
    language = guess_language(sample.decode(encoding, "ignore"))
    return language is None or language in languages


def _sample(content: bytes) -> bytes:
    # Markup is ASCII and would dilute what there is to judge by.
    texts = (text for text in _MARKUP.split(content[:1_000_000]) if not text.isascii())
    return b"\n".join(texts)[:200_000] or content[:200_000]


def _is_western(sample: bytes) -> bool:
    return not _FOREIGN_WORD.search(sample) and _language_of_ascii(sample) in _WESTERN


def _language_of_ascii(sample: bytes) -> str | None:
    return guess_language(sample.decode("ascii", "ignore"))


STEPS: tuple[Callable[[bytes, str | None], Decoded | None], ...] = (
    _from_bom,
    _from_null_pattern,
    _from_escapes,
    _from_utf8,
    _from_http,
    _from_meta,
    _from_detection,
)


def _meta_codec(content: bytes) -> str | None:
    match = _META.search(content[:_META_BYTES])
    return codec_name(match[1].decode("ascii", "replace")) if match else None


def _declared(content: bytes, encoding: str, reason: str) -> Decoded | None:
    # Templates and servers write iso-8859-1 when nobody told them: believed unless the words are of another script, or
    # of a language that is known to use another code page.
    if encoding == "cp1252" and not _is_western(_sample(content)):
        detected = _from_detection(content, None)
        if detected is not None and detected.encoding != "cp1252":
            return detected
    # A declaration read as ASCII cannot be UTF-16, and bytes that are not UTF-8 got here: both are wrong labels.
    if encoding.startswith(("utf-16", "utf-32", "utf-8")):
        return None
    decoded = _decoded(content, encoding, reason)
    if decoded.replaced > 0.01 * len(decoded.text):
        return None
    # C1 controls are letters of another code page, not something an author types.
    if _SINGLE_BYTE.match(encoding) and _C1.search(decoded.text):
        return None
    return decoded


def _decoded(content: bytes, encoding: str, reason: str) -> Decoded:
    # Python refuses the five bytes that windows-1252 leaves free; browsers pass them on, and so nothing is lost.
    is_western = encoding == "cp1252"
    text = content.decode("latin-1").translate(_CP1252) if is_western else content.decode(encoding, "replace")
    text = text.replace("\x00", "").removeprefix("\ufeff")
    return Decoded(text=text, encoding=encoding, reason=reason, replaced=text.count("\ufffd"))


def _readable(decoded: Decoded) -> Decoded:
    # Binary files show at once what they are; a page is not searched to its end for that.
    head = decoded.text[:_READABLE_HEAD]
    written = head.encode("utf-8", "replace")
    unreadable = len(written) - len(written.translate(None, _CONTROLS)) + head.count("\ufffd")
    if unreadable > 0.05 * len(head):
        share = unreadable / len(head)
        raise FormatError(f"read as {decoded.encoding}, {share:.0%} of the characters are control characters")
    return decoded
