"""Takes out of a text what nobody sees, and writes look-alike letters as those of Vietnamese."""

import re
import unicodedata
from typing import Final

# U+00D0/U+00F0 (Icelandic eth) and U+0189/U+0256 look like Đ/đ on every screen; some keyboards and
# fonts of the legacy encodings type them. Cyrillic and Greek letters come with copied text.
_ONE_LETTER: Final = str.maketrans("ÐðƉɖ", "ĐđĐđ")
_LOOK_ALIKE: Final = _ONE_LETTER | str.maketrans(
    "АВЕКМНОРСТХУаеорсухікмнтв" "ΑΒΕΗΙΚΜΝΟΡΤΧΥαορυν",
    "ABEKMHOPCTXYaeopcyxikmhtb" "ABEHIKMNOPTXYaopuv",
)  # fmt: skip
_ODD_LETTER: Final = re.compile(f"[{''.join(map(chr, _ONE_LETTER))}]")
_ODD_LETTERS: Final = re.compile(f"[{''.join(map(chr, _LOOK_ALIKE))}]")
_SEEN: Final = frozenset("\n\t ")
_EMPTY: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
_PRINTABLE_UNSEEN: Final = re.compile(f"[{''.join(_EMPTY)}\ufe00-\ufe0f]")
_JOINERS: Final = frozenset(("Cf", "Cc", "Cs", "Co", "Cn"))


def clean(text: str) -> str:
    """`text` composed (NFKC), without invisible characters, with Đ for every letter like it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    if not _all_seen(text):
        text = "".join(sign for sign in text if _visible(sign))
    if text.isascii():
        return text
    if _ODD_LETTERS.search(text):  # far quicker than to translate each text
        text = text.translate(_LOOK_ALIKE)
    return unicodedata.normalize("NFKC", text)


def as_written(text: str) -> str:
    """`text` composed (NFC), without invisible characters, Đ one letter, every space a space.

    For wording that is quoted, such as a plan's: "m²" and "№" stay as they are.
    """
    if not _all_seen(text):
        text = "".join(" " if unicodedata.category(s) == "Zs" else s for s in text if _visible(s))
    if text.isascii():
        return text
    if _ODD_LETTER.search(text):
        text = text.translate(_ONE_LETTER)
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """`text` cleaned, its words with single spaces between them."""
    return " ".join(clean(text).split())


def fold(text: str) -> str:
    """`text` in lower case without marks, one character for one, so that positions still hold."""
    return "".join(_fold_letter(letter) for letter in text)


def _fold_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter.lower())[0]
    return "d" if base == "đ" else base


def _all_seen(text: str) -> bool:
    """Whether nothing in it is invisible, told of the whole text at once: most texts are so."""
    if not (text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable()):
        return False
    return text.isascii() or not _PRINTABLE_UNSEEN.search(text)


def _visible(sign: str) -> bool:
    if sign in _SEEN:
        return True
    if sign in _EMPTY or "\ufe00" <= sign <= "\ufe0f":
        return False
    return unicodedata.category(sign) not in _JOINERS
