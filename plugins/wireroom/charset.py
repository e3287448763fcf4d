"""Bytes become text that Postgres and a reader can take. Pure; only this file knows charset-normalizer.

Order of belief: a byte order mark, UTF-16 by its shape, what carrier or document declare (if the
bytes obey), UTF-8, detection. Nothing here raises: what cannot be read is replaced and counted.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from charset_normalizer import from_bytes

from wireroom.alphabets import FAMILIES, best_8bit
from wireroom.model import Repairs

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE_BYTES = 16_384  # detection looks at no more than this of the lines that hold non-ASCII bytes
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Labels that browsers read as a wider encoding, or that Python names otherwise: encoding.spec.whatwg.org
_LABELS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "latin1": "cp1252", "l1": "cp1252", "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "iso88591": "cp1252", "cp819": "cp1252", "x-cp1252": "cp1252",
    "iso-8859-9": "cp1254", "iso8859-9": "cp1254", "latin5": "cp1254", "l5": "cp1254", "x-cp1254": "cp1254",
    "x-cp1250": "cp1250", "x-cp1251": "cp1251", "x-cp1253": "cp1253", "x-cp1257": "cp1257",
    "iso-8859-11": "cp874", "iso8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874", "dos-874": "cp874",
    "iso-8859-8-i": "iso8859_8", "iso-8859-8-e": "iso8859_8", "logical": "iso8859_8", "visual": "iso8859_8",
    "gb2312": "gb18030", "gb_2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "chinese": "gb18030", "csgb2312": "gb18030", "cp936": "gb18030", "windows-936": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "cn-big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "euc-kr": "cp949", "euckr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "korean": "cp949",
    "windows-949": "cp949", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932",
    "ms_kanji": "cp932", "windows-31j": "cp932", "x-euc-jp": "euc_jp", "koi": "koi8_r", "koi8": "koi8_r",
    "macintosh": "mac_roman", "mac": "mac_roman", "x-mac-roman": "mac_roman", "x-mac-cyrillic": "mac_cyrillic",
    "unicode-1-1-utf-8": "utf-8", "utf8": "utf-8", "x-user-defined": "cp1252", "dos-866": "cp866",
}  # fmt: skip
_TEXT_CODECS = frozenset(
    [
        *FAMILIES,
        *(f"iso8859_{part}" for part in (3, 4, 6, 8, 10, 13, 14, 15, 16)),
        *("cp1258", "cp866", "mac_roman", "mac_cyrillic", "utf-8", "utf-16", "utf-16-le", "utf-16-be"),
        *("cp932", "euc_jp", "iso2022_jp", "gb18030", "big5hkscs", "cp949"),
    ]
)
_MULTIBYTE = ("cp932", "euc_jp", "cp949", "gb18030", "big5hkscs")
_TOLD_BY = {"cp932": 0, "euc_jp": 0, "cp949": 1}  # a tenth of kana, of hangul; Chinese has neither
_DETECTABLE = [*_MULTIBYTE, "big5", *FAMILIES]
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})[\"']", re.IGNORECASE)
_MULTI_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ESCAPE_JP = re.compile(rb"\x1b\$[@B]|\x1b\(J")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_C0 = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_MAGIC = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08",
    b"\x7fELF", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!\x1a", b"\x28\xb5\x2f\xfd", b"\xd0\xcf\x11\xe0", b"SQLite format 3",
    b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\x00asm", b"wOFF", b"wOF2", b"OggS", b"fLaC", b"ID3\x03", b"ID3\x04",
    b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00", b"PAR1",
)  # fmt: skip
_NO_REPAIRS = Repairs()
_UNLIKELY, _CALM = 0.1, 0.05  # penalty of an 8-bit reading, chaos of a multi-byte one: Korean, Thai, Greek samples
_BINARY_CONTROLS = 0.05  # random bytes hold 11 % of these controls; text with stray NULs far below 5 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text and how it was won."""

    text: str
    charset: str  #: the Python codec that read most of it
    repairs: Repairs = field(default_factory=Repairs)


def decode(body: bytes, declared: str | None = None, *, is_html: bool = False) -> Decoded:
    """The text of `body`. Never raises; NULs and controls stay in: see `mend`.

    `declared` is the carrier's charset label; with `is_html` the document's own declaration counts next.
    """
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return _replacing(body[len(mark) :], charset)
    if wide := _utf16_without_mark(body):
        return _replacing(body, wide)
    is_utf8 = _obeys(body, "utf-8")
    for charset in _declarations(body, declared, is_html=is_html):
        if is_utf8 and len(_MULTI_UTF8.findall(body[:SAMPLE_BYTES])) > 3:  # noqa: PLR2004 - chance makes one or two
            break  # bytes that are UTF-8 throughout were only mislabelled
        if charset == "utf-8" or not _nearly_obeys(body, charset):
            continue
        return _replacing(body, charset)
    if is_utf8:
        return _replacing(body, "iso2022_jp" if _is_escaped_japanese(body) else "utf-8")
    return _line_by_line(body) if _is_mostly_utf8(body) else _replacing(body, detect(_sample(body)))


def _is_escaped_japanese(body: bytes) -> bool:
    return bool(_ESCAPE_JP.search(body[:SAMPLE_BYTES])) and _obeys(body, "iso2022_jp")


def mend(text: str) -> tuple[str, Repairs]:
    """`text` as Postgres takes it: NFC, no NUL, no lone surrogate, no C0 control but tab and line feed."""
    if text.isascii() and text.isprintable():
        return text, _NO_REPAIRS
    nul = text.count("\0")
    surrogates = 0
    if not text.isascii() and _SURROGATE.search(text):
        whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # pairs become one character
        surrogates = whole.count("\ufffd") - text.count("\ufffd")
        text = whole
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text), Repairs(nul=nul, surrogate=surrogates)


def is_binary(head: bytes) -> bool:
    """Do these first bytes of a file (some thousand) belong to a picture, an archive, a program, not to a text?"""
    if (
        head.startswith(_MAGIC)
        or head[4:8] == b"ftyp"
        or (head.startswith(b"RIFF") and head[8:12] in {b"WEBP", b"WAVE", b"AVI "})
    ):
        return True
    if head.startswith(tuple(mark for mark, _ in _BOMS)) or _utf16_without_mark(head):
        return False
    controls = len(head) - len(head.translate(None, _C0))
    return controls > 4 and controls > len(head) * _BINARY_CONTROLS  # noqa: PLR2004 - a handful is a damaged text


def detect(sample: bytes, context: str = "") -> str:
    """The codec in which `sample` reads best. `context` is text known to stand around it."""
    proposals = from_bytes(sample, cp_isolation=_DETECTABLE, enable_fallback=False, preemptive_behaviour=False)
    best = proposals.best()
    name, penalty = best_8bit(sample, [match.encoding for match in proposals], context)
    if best is not None and best.encoding in FAMILIES and penalty > _UNLIKELY:  # Korean read as Thai
        best = next((match for match in proposals if match.encoding not in FAMILIES and match.chaos < _CALM), best)
    if penalty > _UNLIKELY and (best is None or best.encoding in FAMILIES):
        return _eastern(sample) or name
    if best is None or best.encoding in FAMILIES:
        return name
    # A few accented letters can also look like one Chinese character; whole words of them cannot.
    is_western = penalty == 0 and not best.coherence and _ascii_share(sample) > 0.8  # noqa: PLR2004
    return name if is_western else {"big5": "big5hkscs"}.get(best.encoding, best.encoding)


def _eastern(sample: bytes) -> str | None:
    """The multi-byte codec of a text that is too odd for charset-normalizer, long lists of names for example."""
    for name in _MULTIBYTE:
        text = sample.decode(name, "replace")
        foreign = [char for char in text if char > "\x7f"]
        if text.count("\ufffd") * 100 > len(foreign):
            continue
        kana = sum(1 for char in foreign if "\u3040" <= char <= "\u30ff")
        hangul = sum(1 for char in foreign if "\uac00" <= char <= "\ud7a3")
        if name not in _TOLD_BY or (kana, hangul)[_TOLD_BY[name]] * 10 > len(foreign):
            return name
    return None


def _ascii_share(sample: bytes) -> float:
    return sum(1 for byte in sample if byte < 0x80) / max(len(sample), 1)  # noqa: PLR2004


def codec(label: str) -> str | None:
    """The Python codec for a charset label as browsers read it, or None for one we do not know."""
    label = label.strip().strip("\"'").lower()
    name = _LABELS.get(label)
    if name is None:
        try:
            name = codecs.lookup(label).name
        except (LookupError, ValueError):  # ValueError: a NUL in the label
            return None
        name = _LABELS.get(
            name, name.replace("iso8859-", "iso8859_").replace("koi8-", "koi8_").replace("euc_kr", "cp949")
        )
    return name if name in _TEXT_CODECS else None


def _declarations(body: bytes, declared: str | None, *, is_html: bool) -> Iterator[str]:
    """Codecs that carrier and document declare; UTF-16 in a meta tag we could read must be a mistake."""
    if declared and (name := codec(declared)):
        yield name
    if is_html:
        for pattern in (_XML, _META):
            found = pattern.search(body[:4096])
            if found and (name := codec(found[1].decode("ascii"))) and not name.startswith("utf-16"):
                yield name


def _obeys(body: bytes, charset: str) -> bool:
    try:
        body.decode(charset)
    except UnicodeError:
        return False
    return True


def _nearly_obeys(body: bytes, charset: str) -> bool:
    """Does `body` decode, but for one non-ASCII byte in a hundred at most?"""
    if _obeys(body, charset):
        return True
    if charset.startswith("utf"):
        return False
    foreign = sum(map(len, re.findall(rb"[\x80-\xff]+", body)))
    return body.decode(charset, "replace").count("\ufffd") * 100 <= foreign


def _replacing(body: bytes, charset: str) -> Decoded:
    text = body.decode(charset, "replace")
    already = text.count("\ufffd") and _stated_marks(body, charset)
    lost = max(text.count("\ufffd") - already, 0)
    return Decoded(text=text.removeprefix("\ufeff"), charset=charset, repairs=Repairs(undecodable=lost))


def _stated_marks(body: bytes, charset: str) -> int:
    """How many replacement characters the document itself holds."""
    return body.decode(charset, "ignore").count("\ufffd")


def _is_mostly_utf8(body: bytes) -> bool:
    """Is this UTF-8 with damage? Half of the non-ASCII bytes form it by accident in EUC-JP, whole lines never do."""
    head = body[: 64 * SAMPLE_BYTES]
    foreign = sum(map(len, re.findall(rb"[\x80-\xff]+", head)))
    share = sum(map(len, _MULTI_UTF8.findall(head))) / max(foreign, 1)
    if share < 0.5:  # noqa: PLR2004
        return False
    whole = (line for line in head.split(b"\n") if len(_MULTI_UTF8.findall(line)) > 1)
    return share > 0.8 or any(_obeys(line, "utf-8") for line in whole)  # noqa: PLR2004


def _line_by_line(body: bytes) -> Decoded:
    """UTF-8 in which some lines are in another encoding; detected together, beside the letters of the rest."""
    lines = body.split(b"\n")
    strangers = [line for line in lines if not _obeys(line, "utf-8") and not _is_mostly_utf8(line)]
    context = b"\n".join(line for line in lines if _obeys(line, "utf-8"))[:SAMPLE_BYTES].decode("utf-8", "ignore")
    second = detect(b"\n".join(strangers)[:SAMPLE_BYTES], context) if strangers else "utf-8"
    pieces: list[str] = []
    repairs = Repairs()
    for line in lines:
        is_stranger = not _obeys(line, "utf-8") and not _is_mostly_utf8(line)
        piece = _replacing(line, second if is_stranger else "utf-8")
        repairs += piece.repairs + Repairs(mixed=int(is_stranger))
        pieces.append(piece.text)
    return Decoded(text="\n".join(pieces), charset="utf-8", repairs=repairs)


def _sample(body: bytes) -> bytes:
    """Lines that hold non-ASCII bytes: they alone can tell encodings apart."""
    taken: list[bytes] = []
    size = 0
    for found in re.finditer(rb"[^\n]{0,2000}[\x80-\xff][^\n]{0,2000}\n?", body):
        taken.append(found[0])
        size += len(found[0])
        if size >= SAMPLE_BYTES:
            break
    return b"".join(taken)


def _utf16_without_mark(body: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` where the bytes have that shape: control bytes, and text only when read in pairs."""
    head = body[: SAMPLE_BYTES - SAMPLE_BYTES % 2]
    head = head[: len(head) - len(head) % 2]
    controls = len(head) - len(head.translate(None, _C0))
    # ASCII, Cyrillic and Arabic give up to one control byte per character, Chinese and Japanese one in ten
    least = 0.25 if _obeys(head, "utf-8") else 0.02
    if len(head) < 4 or controls < len(head) * least:  # noqa: PLR2004 - two characters
        return None
    scores = {name: _prose_share(head.decode(name, "replace")) for name in ("utf-16-le", "utf-16-be")}
    name = max(scores, key=lambda key: scores[key])
    return name if scores[name] > 0.95 and scores[name] - min(scores.values()) > 0.05 else None  # noqa: PLR2004


def _prose_share(text: str) -> float:
    """Share of characters that stand in prose, less the penalty of a text without any space, newline or full stop."""
    prose = sum(1 for char in text if char in "\n\r\t" or unicodedata.category(char)[0] in "LMNPZ")
    common = sum(1 for char in text if char in " \n.,、。，")
    return prose / len(text) if common * 100 >= len(text) else prose / len(text) / 2
