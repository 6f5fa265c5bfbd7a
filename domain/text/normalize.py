"""Brings written Vietnamese to one plain spelling: forms of the same words compare equal."""

import re
import unicodedata
from functools import lru_cache

from domain.text.cleaning import clean

_REST = re.compile(r"[^a-z0-9]")
_MARKS = re.compile("[\u0300-\u034e]+")
"""The combining marks of Latin letters."""
_DASHES = re.compile("[‐‑‒–—―−]")


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Lower case, no marks, one kind of dash and space: "Quý IV – 2025" is "quy iv - 2025"."""
    parts = unicodedata.normalize("NFKD", _DASHES.sub("-", clean(text))).casefold()
    letters = _MARKS.sub("", parts).replace("đ", "d")
    if not letters.isascii():
        letters = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(letters.split())


@lru_cache(maxsize=16384)
def squeezed(text: str) -> str:
    """Only the letters and digits of the plain spelling: "P. QLTM" is "pqltm"."""
    return _REST.sub("", plain(text))
