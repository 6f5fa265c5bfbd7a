"""What Vietnamese officials write: syllables that can be, and words of two of them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rapidfuzz.distance import Levenshtein

WRITTEN_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
WRITTEN_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in
inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe
oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng
uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt
uyn uynh uyt uyu uyp ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu ych ynh yt ym yn
"""
ONSETS = frozenset(WRITTEN_ONSETS.split()) | {""}
RIMES = frozenset(WRITTEN_RIMES.split())
TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
SHORTEST, LONG = 3, 4
CLOSED, CLOSED_TONES = ("c", "ch", "p", "t"), frozenset(("\u0301", "\u0323"))
"""A syllable that ends in one of these bears one of those marks."""
SPELT_TWO_WAYS = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
"""Both "xử lý" and "xử lí" are right."""
SYLLABLE = re.compile(r"(ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]?)(.*)")
COMPOUNDS = Path(__file__).with_name("compounds.txt")
Pair = tuple[str, str]


def is_syllable(word: str) -> bool:
    """Whether a word of small letters can be one syllable of Vietnamese."""
    onset_and_rime, tones = _without_tone(word)
    if len(tones) > 1 or not onset_and_rime:
        return False
    found = SYLLABLE.fullmatch(onset_and_rime)
    onset, rime = (found[1], found[2]) if found else ("", onset_and_rime)
    if onset == "gi" and rime not in RIMES:
        rime = f"i{rime}"
    if onset not in ONSETS or rime not in RIMES:
        return False
    return not rime.endswith(CLOSED) or bool(CLOSED_TONES.intersection(tones))


def _without_tone(word: str) -> tuple[str, list[str]]:
    apart = unicodedata.normalize("NFD", word)
    tones = [each for each in apart if each in TONES]
    return unicodedata.normalize("NFC", "".join(e for e in apart if e not in TONES)), tones


class Vocabulary:
    """Pairs of syllables that are known: those of offices, and what else was read for certain."""

    def __init__(self, more: Iterable[Pair] = ()) -> None:
        self.pairs = compounds() | frozenset(more)
        self.after: dict[str, list[str]] = {}
        self.before: dict[str, list[str]] = {}
        for one, other in self.pairs:
            self.after.setdefault(one, []).append(other)
            self.before.setdefault(other, []).append(one)

    def meant(self, before: str, word: str, after: str) -> str:
        """The one word of a known pair that was misread so; nothing if there is none, or several.

        All three are in small letters, without marks at their ends.
        """
        if (before, word) in self.pairs or (word, after) in self.pairs:
            return ""
        possible = {*self.after.get(before, ()), *self.before.get(after, ())}
        near = {each for each in possible if _near(word, each)}
        return near.pop() if len(near) == 1 else ""


def _near(read: str, meant: str) -> bool:
    """One letter off; two if a digit stands among many letters. Numbers and short words stay."""
    allowed = 1 + (len(read) >= LONG and any(map(str.isdigit, read)))
    if (
        min(len(read), len(meant)) < SHORTEST
        or not any(map(str.isalpha, read))
        or abs(len(read) - len(meant)) > allowed
    ):
        return False
    same = read.translate(SPELT_TWO_WAYS) == meant.translate(SPELT_TWO_WAYS)
    return not same and Levenshtein.distance(read, meant) <= allowed


@cache
def compounds() -> frozenset[Pair]:
    lines = COMPOUNDS.read_text("utf-8").split("\n")
    return frozenset(
        (one, other) for one, _, other in (line.partition(" ") for line in lines if line)
    )
