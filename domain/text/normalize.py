"""Brings written Vietnamese to one plain spelling: forms of the same words compare equal."""

import re
import unicodedata
from functools import lru_cache

from domain.text.cleaning import clean

_REST = re.compile(r"[^a-z0-9]")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_OTHER = re.compile("[^\x00-\x7f\u0300-\u034e]")
"""Neither ASCII nor a combining mark of Latin letters."""
_DASHES = re.compile("[‐‑‒–—―−]")


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Lower case, no marks, one kind of dash and space: "Quý IV – 2025" is "quy iv - 2025"."""
    said = clean(text)
    if not said.isascii():
        said = _without_marks(unicodedata.normalize("NFKD", _DASHES.sub("-", said)))
    return " ".join(said.casefold().split())


def _without_marks(parts: str) -> str:
    letters = parts.replace("đ", "d").replace("Đ", "D")
    if not _OTHER.search(letters):  # far quicker than to look at each letter
        return letters.encode("ascii", "ignore").decode()
    return "".join(each for each in letters.casefold() if not unicodedata.combining(each))


@lru_cache(maxsize=16384)
def squeezed(text: str) -> str:
    """Only the letters and digits of the plain spelling: "P. QLTM" is "pqltm"."""
    said = plain(text)
    if said.isascii():  # twenty times as quick
        return said.encode().translate(None, _NO_LETTERS).decode()
    return _REST.sub("", said)
