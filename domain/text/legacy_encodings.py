"""Vietnamese text of the encodings before Unicode, TCVN3 and VNI, recognised and converted."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

TCVN3, VNI = "TCVN3", "VNI"
CAPITALS = re.compile(r"\.Vn\w*H$", re.IGNORECASE)
_SOFT_HYPHEN = "\xad"
_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_TONES = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_ROOFS = {"à": _GRAVE, "á": _ACUTE, "å": _HOOK, "ã": _TILDE, "ä": _DOT, "â": ""}
_BOWLS = {"è": _GRAVE, "é": _ACUTE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT, "ê": ""}
_SINGLE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ì": "ì", "í": "í"}


def _vni() -> Mapping[str, str]:
    """One or two letters of VNI by what they are: a vowel, then a sign of its marks."""
    pairs = {
        letter + sign: _SINGLE.get(letter, letter) + tone
        for letter, (sign, tone) in product("aeouyôö", _TONES.items())
    }
    pairs |= {
        v + sign: v + _CIRCUMFLEX + tone for v, (sign, tone) in product("aeo", _ROOFS.items())
    }
    pairs |= {f"a{sign}": f"a{_BREVE}{tone}" for sign, tone in _BOWLS.items()}
    whole = {**_SINGLE, **pairs}
    whole |= {old[0].upper() + old[1:]: new[0].upper() + new[1:] for old, new in whole.items()}
    whole |= {old.upper(): new.upper() for old, new in whole.items()}
    return {old: unicodedata.normalize("NFC", new) for old, new in whole.items()}


_VNI = _vni()
_VNI_PART = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_UNICODE_ONLY = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0-\u01b0\u0300-\u036f\u1ea0-\u1ef9]"
)
_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em "
    "en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip "
    "it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo "
    "oet oi om on ong oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uê "
    "uêch uênh uc ui um un ung uôc uôi uôm uôn uông uôt up ut uơ uy uya uych uyên uyêt uynh uyt "
    "uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêt yêu ynh yt"
)
_SYLLABLE = re.compile(f"{_ONSET}(?:{'|'.join(_RIMES.split())})")
_TONE_MARKS = re.compile(f"[{_GRAVE}{_ACUTE}{_HOOK}{_TILDE}{_DOT}]")
_WORD = re.compile(r"[^\s\d.,;:!?()\[\]/\"'“”+*=<>&%–-]+")
ENOUGH = 0.8
"""What share of the words with marks must be Vietnamese syllables once they are converted."""


@dataclass(frozen=True, slots=True)
class Converted:
    """Text in Unicode, and the encoding from which it was made; none if it was Unicode."""

    text: str
    encoding: str = ""


@lru_cache(maxsize=16384)
def converted(text: str, font: str = "") -> Converted:
    """The text in Unicode; by its font where that tells, else by what its letters make."""
    if text.isascii():
        return Converted(text.upper() if CAPITALS.search(font) else text)
    if _UNICODE_ONLY.search(text):
        return Converted(text.replace(_SOFT_HYPHEN, ""))
    named = _of_font(font)
    if not named and not any(re.search("[A-Za-z]", word) for word in _marked(text)):
        return Converted(text.replace(_SOFT_HYPHEN, ""))
    for encoding in (named,) if named else (TCVN3, VNI):
        read = _decoded(text, encoding)
        before, after = _share(text), _share(read)
        if after >= ENOUGH and (after > before or (named and read != text)):
            return Converted(read.upper() if CAPITALS.search(font) else read, encoding)
    return Converted(text.replace(_SOFT_HYPHEN, ""))


def _of_font(font: str) -> str:
    named = font.strip().lower()
    if named.startswith(".vn"):
        return TCVN3
    return VNI if named.startswith("vni-") else ""


def _decoded(text: str, encoding: str) -> str:
    if encoding == TCVN3:
        return "".join(_TCVN3.get(letter, letter) for letter in text)
    return _VNI_PART.sub(lambda found: _VNI[found[0]], text)


def _share(text: str) -> float:
    """How many of the words with marks are syllables, as far as their letters go together."""
    words = _marked(text)
    return sum(map(_syllable, words)) / len(words) if words else 0.0


def _marked(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


def _syllable(word: str) -> bool:
    if not word.isalpha() or not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    bare = _TONE_MARKS.sub("", unicodedata.normalize("NFD", word.lower()))
    return bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))
