"""Brings a chat reply to one plain spelling: no marks, no slang, no slips, one word a sense."""

import re
import unicodedata
from typing import Final

from domain.replies.amounts import Measured, measure
from domain.replies.disambiguation import REWRITES

# Vietnamese combining marks and the Telex keys that type them.
_KEYS: Final = {
    "\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j",
    "\u0302": "^", "\u0306": "w", "\u031b": "w",
}  # fmt: skip

# With its marks a word has one sense; without them it may be another. "" is a mere particle.
_SENSES: Final = {
    "": "dạ ạ á", "ask": "à hả nhỉ hử", "wait": "chờ đợi", "post": "đăng", "forever": "mãi",
    "more": "nữa", "period": "kỳ", "form": "mẫu dạng", "busy": "bận", "head": "đầu",
    "strive": "đấu", "seal": "dấu", "those": "những", "each": "mỗi", "fallen": "sập",
    "broken": "hỏng", "pink": "hồng", "stuck": "kẹt", "repair": "chữa", "leave": "rời",
    "but": "nhưng", "evening": "tối", "coming": "tới", "i": "tôi", "give": "cho", "team": "đội",
    "wrong": "lỗi", "obstructed": "tắc", "vang": "ừ ờ", "every": "mọi",
    "khong": "đừng hông hổng chẳng chả", "roi": "rùi òi ồi gòi",
}  # fmt: skip

_SLANG: Final = {
    "khong": "ko k chang hok khg hem kg hk", "khong phai": "kp", "duoc": "dc đc dk dx",
    "roi": "r rui roai oy", "lam": "lm", "dang": "dag dg đg dnag dangg", "chua": "chx",
    "xong": "xog xg xogn xnog xonh xon done finish finished completed complete",
    "hoan tat": "htat", "hoan thanh": "hthanh hoanthanh", "bao cao": "bc bcao", "van phong": "vp",
    "van ban": "vb", "lanh dao": "ld", "giam doc": "gd pgd", "nhiem vu": "nv", "ho so": "hs",
    "so lieu": "sl", "huong dan": "hd", "y kien": "yk ykien", "ho tro": "htro", "gi": "j gj",
    "bao nhieu": "bn", "the nao": "ntn", "lam sao": "lsao", "voi": "vs", "hom nay": "hnay",
    "hom qua": "hqua", "hom": "hum", "bay gio": "bgio", "truoc": "trc", "vay": "z zay dzay",
    "co ban": "cb", "thoi": "thui hoy", "luon": "lun", "kiem tra": "ktra", "xay dung": "xd",
    "thanh pho": "tpho", "ubnd thanh pho": "ubtp ubndtp", "so tai chinh": "stc", "em": "e m",
    "so noi vu": "snv", "chi": "c", "anh": "a", "moi nguoi": "mn mng", "viec": "vc cviec",
    "cung": "cx cg", "cam on": "tks thanks thank thks thankyou camon", "quyet dinh": "qd",
    "ok": "oke okie oki okela okay okey okla", "vang": "uh uk uhm um yes vg", "biet": "bik bit",
    "xong roi": "xongroi", "chua xong": "chuaxong", "da xong": "daxong", "dang lam": "danglam",
    "chua lam": "chualam", "dang cho": "pending", "dang xu ly": "processing", "ket qua": "kq",
    "dang thuc hien": "doing inprogress", "da gui": "sent", "thoi gian": "tgian", "phong": "p",
    "dong chi": "d/c", "trien khai": "tkhai trkhai", "tong hop": "thop", "phan hoi": "phoi",
}  # fmt: skip

# Emoji that say something; all others are dropped.
_SIGNS: Final = {
    "👍": "ok", "👌": "ok", "🙏": "cam on", "❤": "ok", "✅": "tick", "✔": "tick", "☑": "tick",
}  # fmt: skip

_TOKEN: Final = re.compile(
    r"[@~]\d+|#|đ/c|d/c|\d+%|over%|\d{1,2}[hg]\d{0,2}\b|[a-z]{2,6}-\d{1,3}\b"
    r"|\d+(?:[.,:/-]\d+)*|[^\W\d_]+(?:0[^\W\d_]+|0\b)?|\.{2,}|[…\n.,;:!?()/+&–-]"
    rf"|[{''.join(_SIGNS)}]"
)
_OURS: Final = str.maketrans("~", "-", "@#§|")  # marks of our own, if somebody types them
_POINTS: Final = {
    "\n": ".", ".": ".", "!": ".", ";": ".", "…": ".", "?": "?", "+": "va", "&": "va",
}  # fmt: skip
_ONSET: Final = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
_RIME: Final = (
    "(?:uye|uya|uyu|uay|uoi|uou|oai|oay|oao|oeo|ieu|yeu|ia|ie|iu|ai|ao|au|ay|eo|eu|oa|oe|oi|ua|ue"
    "|ui|uo|uu|uy|ye|yu|[aeiouy])(?:ch|ng|nh|[cmnpt])?"
)
_SYLLABLE: Final = re.compile(_ONSET + _RIME)


def plain(text: str) -> Measured:
    """The reply as plain words with single spaces; a clause ends in `.`, `,` or `?`.

    Dates and percentages are marks as in `measure`; `but` stands for every word of contrast,
    `xong` for every word of completion, `wait` and `give` for the two senses of `cho`.
    """
    measured = measure(unicodedata.normalize("NFC", text).translate(_OURS))
    lowered = measured.text.lower()
    marked = any(_strokes(letter)[1] for letter in lowered)
    words = " ".join(_word(token, marked) for token in _TOKEN.findall(lowered))
    for pattern, written in REWRITES:
        words = pattern.sub(written, f" {' '.join(words.split())} ")
    spoken = any(letter.isalpha() for letter in text)
    return Measured(" ".join(words.split()) or ("vang" if spoken else ""), measured.dates)


def _word(token: str, marked: bool) -> str:
    """One token in plain spelling; `marked`: the writer types marks, so a bare word is itself."""
    if not token[0].isalpha():
        return _mark(token)
    if "-" in token:
        return token.replace("-", " ")
    base, strokes = _strokes(token)
    if not _known(base):
        base, strokes = _repair(base, strokes)
    if (strokes or marked) and (base, strokes) in _SENSE_OF:
        return _SENSE_OF[base, strokes]
    return _SLANG_OF.get(base, base)


def _mark(token: str) -> str:
    if token in _SIGNS:
        return f". {_SIGNS[token]} ."
    if token[0].isdigit():
        return "#" if token[-1] in "hg" or "h" in token or "g" in token else token
    if token[0] in "@~#":
        return token
    return _POINTS.get(token[0], ",")


def _strokes(word: str) -> tuple[str, str]:
    """The plain letters of `word` and, sorted, the Telex keys of its marks: chờ -> cho, fw."""
    base, strokes = "", ""
    for letter in unicodedata.normalize("NFD", word):
        if letter in _KEYS:
            strokes += _KEYS[letter]
        else:
            base += "d" if letter == "đ" else letter
            strokes += "d" if letter == "đ" else ""
    return base, "".join(sorted(strokes))


def _known(base: str) -> bool:
    return base in _SLANG_OF or _SYLLABLE.fullmatch(base) is not None


def _repair(base: str, strokes: str) -> tuple[str, str]:
    """`base` without figures for letters, Telex left-overs or drawn-out letters, if it helps."""
    tidy = base.replace("0", "o")
    drawn = re.sub(r"(.)\1+", r"\1", re.sub(r"(.)\1{2,}", r"\1", tidy))
    for candidate in ((tidy, ""), _undo_telex(tidy), (drawn, ""), _undo_telex(drawn)):
        if _known(candidate[0]):
            return candidate[0], "".join(sorted(strokes + candidate[1]))
    return tidy, strokes


def _undo_telex(typed: str) -> tuple[str, str]:
    """`ddax` -> da, dx: the letters meant and the keys that a keyboard left standing."""
    keys = ""
    tone = re.search(r"(?<=[aeiouyw])(?P<end>[a-z]*?)(?P<tone>[sfrxj])(?=[a-z]{0,3}$)", typed)
    if tone:
        keys += tone["tone"]
        typed = typed[: tone.start("tone")] + typed[tone.end("tone") :]
    for doubled, key in (("dd", "d"), ("aa", "^"), ("ee", "^"), ("oo", "^")):
        if doubled in typed:
            typed, keys = typed.replace(doubled, doubled[0]), keys + key
    if "w" in typed:
        typed, keys = re.sub("w", "u", re.sub("(?<=[aou])w", "", typed)), keys + "w"
    return typed, keys


_SENSE_OF: Final = {
    _strokes(word): sense for sense, words in _SENSES.items() for word in words.split()
}
_SLANG_OF: Final = {word: meant for meant, words in _SLANG.items() for word in words.split()}
