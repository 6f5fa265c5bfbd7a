"""Puts right what Tesseract is known to misread in Vietnamese, where no other word is possible."""

import re

CAPITALS_MARKED = re.compile(
    r"(?=.*[ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ])"
)
NOISE = re.compile(r"^[_|~‘’`´»«•]+(?=\w)|(?<=\w)[_|~‘`´»«•]+$")
NO_SUCH_SYLLABLE = re.compile(r"\b([cC])(?=u[yýỳỷỹỵảáàãạâấầẩẫậêếềểễệ])")
"""Before these vowels the sound is always written "qu"."""
WHOLE = {"lnh": "lĩnh", "Lnh": "Lĩnh", "TTIHC": "TTHC", "QLUTT": "QLTT"}
PHRASES = {"Chỉ cục": "Chi cục", "chỉ cục": "chi cục"}
AFTER = re.compile(r"\b(đơn|dịch|nhiệm|lĩnh|công|hồ|Đơn|Dịch|Nhiệm|Lĩnh|Công|Hồ) (V[ịụựi]\w*|Sơ)\b")


def mended(text: str) -> str:
    """The text of a cell."""
    words = [[_word(word) for word in line.split(" ")] for line in text.split("\n")]
    letters = [each for each in text if each.isalpha()]
    if any(map(str.islower, letters)):
        words = [[_lowered(word, at) for at, word in enumerate(line)] for line in words]
    lines = "\n".join(" ".join(filter(None, line)) for line in words)
    for read, meant in PHRASES.items():
        lines = lines.replace(read, meant)
    return AFTER.sub(lambda found: f"{found[1]} {found[2].lower()}", lines)


def _word(word: str) -> str:
    word = NOISE.sub("", word).replace("›2", "p").replace("›", "p")
    word = NO_SUCH_SYLLABLE.sub(lambda found: "q" if found[1] == "c" else "Q", word)
    bare = word.strip(".,;:()")
    return word.replace(bare, WHOLE[bare]) if bare in WHOLE else word


def _lowered(word: str, at: int) -> str:
    """A word in capitals with a mark, among small letters: abbreviations bear no marks.

    Where its first letter is small, the mark may stand on a small letter, too.
    """
    marked = word.upper() if word[:1].islower() else word
    if not any(map(str.isupper, word[1:])) or not CAPITALS_MARKED.match(marked):
        return word
    return word.lower() if at or word[0].islower() else word.capitalize()
