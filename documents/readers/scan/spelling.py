"""Puts misread words right where only one word is possible: by the words that stand beside them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from documents.readers.pdf.page import Word
from documents.readers.scan.vocabulary import Pair, Vocabulary, is_syllable
from domain.text.normalize import plain

CERTAIN, DOUBTED = 92, 88
EDGES = '.,;:()[]"“”‘’-–—/'


def pairs_in(cells: Iterable[Sequence[Word]]) -> Iterator[Pair]:
    """Words that stand side by side and were read for certain: a plan repeats its own words."""
    for words in cells:
        for one, other in pairwise(words):
            if min(one.confidence, other.confidence) >= CERTAIN and not _ends(one.text):
                pair = _bare(one), _bare(other)
                if all(map(is_syllable, pair)):
                    yield pair


def spelt(words: Sequence[Word], known: Vocabulary) -> list[Word]:
    """The words of a cell in their order; what is put right is never certain."""
    made = list(words)
    for at, word in enumerate(made):
        bare = _bare(word)
        if word.confidence >= CERTAIN and is_syllable(bare):
            continue
        before = _bare(made[at - 1]) if at and not _ends(made[at - 1].text) else ""
        after = _bare(made[at + 1]) if at + 1 < len(made) and not _ends(word.text) else ""
        meant = known.meant(before, bare, after)
        if meant:
            text = _written(word.text, bare, meant)
            made[at] = replace(word, text=text, confidence=min(DOUBTED, word.confidence))
    return made


def _ends(text: str) -> bool:
    return text[-1:] in ".,;:)"


def _bare(word: Word) -> str:
    return word.text.strip(EDGES).casefold()


def _written(text: str, bare: str, meant: str) -> str:
    """With the marks around it and the capitals of what was read."""
    start = text.casefold().find(bare)
    before, own, behind = text[:start], text[start : start + len(bare)], text[start + len(bare) :]
    letters = [each for each in own if each.isalpha()]
    if len(letters) > 1 and all(map(str.isupper, letters)):
        meant = meant.upper()
    elif own[:1].isupper():
        meant = meant.capitalize()
    return before + meant + behind


CAPITALS_MARKED = re.compile(
    r"(?=.*[ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ])"
)
NOISE = re.compile(r"^[_|~‘’`´»«•]+(?=\w)|(?<=\w)[_|~‘`´»«•]+$")
NO_SUCH_SYLLABLE = re.compile(r"\b([cC])(?=u[yýỳỷỹỵảáàãạâấầẩẫậêếềểễệ])")
"""Before these vowels the sound is always written "qu"."""
WHOLE = {"lnh": "lĩnh", "Lnh": "Lĩnh", "TTIHC": "TTHC", "QLUTT": "QLTT"}
FEW_SMALL = 0.15
"""Of the letters: so few small ones among capitals were capitals, too."""
SECTION = re.compile(r"[IVX]*H[IVX]*")
"""A Roman number alone in its cell whose strokes ran together."""
ABBREVIATIONS = ("UBND", "HĐND", "TTHC", "CCHC", "QLTT", "CNTT", "QPPL")
BARE = {plain(each): each for each in ABBREVIATIONS}
"""Written without marks, but for the Đ; by their letters alone."""
PHRASES = {"Chỉ cục": "Chi cục", "chỉ cục": "chi cục"}
AFTER = re.compile(r"\b(đơn|dịch|nhiệm|lĩnh|công|hồ|Đơn|Dịch|Nhiệm|Lĩnh|Công|Hồ) (V[ịụựi]\w*|Sơ)\b")


def mended(text: str) -> str:
    """The text of a cell."""
    if SECTION.fullmatch(text):
        return text.replace("H", "II")
    words = [[_word(word) for word in line.split(" ")] for line in text.split("\n")]
    letters = [each for each in text if each.isalpha()]
    small = sum(map(str.islower, letters))
    if 0 < small <= len(letters) * FEW_SMALL:
        words = [[word.upper() for word in line] for line in words]
    elif small:
        words = [[_lowered(word, at) for at, word in enumerate(line)] for line in words]
    lines = "\n".join(" ".join(filter(None, line)) for line in words)
    for read, meant in PHRASES.items():
        lines = lines.replace(read, meant)
    return AFTER.sub(lambda found: f"{found[1]} {found[2].lower()}", lines)


def _word(word: str) -> str:
    word = NOISE.sub("", word).replace("›2", "p").replace("›", "p")
    word = NO_SUCH_SYLLABLE.sub(lambda found: "q" if found[1] == "c" else "Q", word)
    bare = word.strip(".,;:()")
    if bare.isupper() and plain(bare) in BARE:
        return word.replace(bare, BARE[plain(bare)])
    return word.replace(bare, WHOLE[bare]) if bare in WHOLE else word


def _lowered(word: str, at: int) -> str:
    """A word in capitals with a mark, among small letters: abbreviations bear no marks.

    Where its first letter is small, the mark may stand on a small letter, too.
    """
    marked = word.upper() if word[:1].islower() else word
    if not any(map(str.isupper, word[1:])) or not CAPITALS_MARKED.match(marked):
        return word
    return word.lower() if at or word[0].islower() else word.capitalize()
