"""Names of people and codes as they are kept, and the keys by which spellings are the same."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from domain.text.cleaning import clean
from domain.text.normalize import plain

_COMRADE: Final = r"(?:đ\s*[/.]\s*c|d\s*[/.]\s*c|đc|đồng\s+chí|dong\s+chi)\b\s*[.:,]?\s*"
_DEGREE: Final = r"(?:(?:pgs|gs|ts|ths|th\.\s?s|ks|kts|cn|bs|ls|bscki{1,2})(?:\s*[./,]\s*|\s+))+"
_ADDRESS: Final = r"(?:ông|bà|anh|chị|cô|bác|ô\.|b\.)\s*[:,]?\s*"
_CERTAIN: Final = re.compile(rf"(?:{_COMRADE})+", re.IGNORECASE)
_LIKELY: Final = re.compile(rf"(?:{_DEGREE}|{_ADDRESS})(?=\S+\s+\S)", re.IGNORECASE)
_SPOKEN: Final = re.compile(
    rf"(?:{_DEGREE}|{_ADDRESS}|(?:ong|ba|chi|co|bac)\s+)(?=\S)", re.IGNORECASE
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_APOSTROPHES: Final = dict.fromkeys(map(ord, "’‘ʼ`´"), "'")
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_FINAL_Y: Final = re.compile(r"(?<=[bcdđghklmnpqrstvx])y$|(?<=qu)y$")


def person_name(text: str) -> str:
    """The name alone, as it is kept: "Đ/c NGUYỄN  VĂN ĐÀO" is "Nguyễn Văn Đào".

    "Ông" and "Bà" go only where a family name and a given name are left.
    """
    name = " ".join(clean(text).translate(_APOSTROPHES).split()).strip(" .,;:-")
    for title in (_CERTAIN, _LIKELY, _CERTAIN):
        found = title.match(name)
        name = name[found.end() :] if found else name
    return _capitalised(name) if name.isupper() and " " in name else name


def _capitalised(name: str) -> str:
    return _WORD.sub(lambda word: word[0].capitalize(), name)


def name_key(name: str) -> str:
    """The same for every spelling of one name: capitals, hòa and hoà, Mỹ and Mĩ, titles."""
    return " ".join(map(_syllable, person_name(name).casefold().split()))


def _syllable(word: str) -> str:
    """Tone marks behind the letters, wherever they were typed; a last y after a consonant is i."""
    parts = unicodedata.normalize("NFD", word)
    letters = "".join(each for each in parts if each not in _TONES)
    tones = "".join(sorted(each for each in parts if each in _TONES))
    return unicodedata.normalize("NFC", _FINAL_Y.sub("i", letters) + tones)


def bare_key(name: str) -> str:
    """The key without any marks, for names that were typed without them."""
    return plain(name_key(name))


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are of one name; marks count only where both have some."""
    if name_key(one) == name_key(other):
        return True
    unmarked = (
        plain(one) == person_name(one).casefold() or plain(other) == person_name(other).casefold()
    )
    return unmarked and bare_key(one) == bare_key(other)


def is_called(name: str, words: str) -> bool:
    """Whether words that somebody types mean this name: the whole of it, or how it ends."""
    said = clean(words).strip()
    for title in (_CERTAIN, _SPOKEN):
        found = title.match(said)
        said = said[found.end() :] if found else said
    wanted, has_marks = (bare_key(said), False) if said.isascii() else (name_key(said), True)
    known = name_key(name) if has_marks else bare_key(name)
    return bool(wanted) and f" {known}".endswith(f" {wanted}")


def code(text: str) -> str:
    """A code as it is kept: without spaces and what nobody sees, one kind of dash."""
    return re.sub(r"\s+", "", re.sub("[‐‑‒–—―−]", "-", clean(text)))


def code_key(text: str) -> str:
    """Capitals do not tell codes apart."""
    return code(text).casefold()


def known_code(text: str, codes: Iterable[str]) -> str:
    """The code among these that is meant, else the text as a new code."""
    wanted = code(text)
    return by_key(codes, code_key).get(code_key(wanted), wanted) if wanted else ""


def by_key(names: Iterable[str], key: Callable[[str], str]) -> dict[str, str]:
    """Names by what makes them the same; of several that are the same, the first one."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(key(name), name)
    return found
