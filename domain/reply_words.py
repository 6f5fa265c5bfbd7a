"""Brings a chat reply to one plain spelling: no marks, no slang, no slips, one word a sense."""

import re
import unicodedata
from typing import Final

from domain.reply_amounts import Measured, fold, measure

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
    "evening": "tối", "coming": "tới", "i": "tôi", "give": "cho", "team": "đội", "wrong": "lỗi",
    "obstructed": "tắc", "return": "trả", "khong": "hông hổng chẳng chả", "roi": "rùi òi ồi gòi",
}  # fmt: skip

_SLANG: Final = {
    "khong": "ko k hok khg hem kg hk hok kô", "khong phai": "kp", "duoc": "dc đc dk dx",
    "roi": "r rui roai oy", "lam": "lm", "dang": "dag dg đg dnag dangg", "chua": "chx chauw",
    "xong": "xog xg xogn xnog xonh xon done finish finished completed complete ok2 xuong",
    "hoan tat": "htat", "hoan thanh": "hthanh hoanthanh", "bao cao": "bc bcao", "van phong": "vp",
    "van ban": "vb", "lanh dao": "ld", "giam doc": "gd pgd", "nhiem vu": "nv", "ho so": "hs",
    "so lieu": "sl", "huong dan": "hd", "y kien": "yk ykien", "ho tro": "htro", "gi": "j gj",
    "bao nhieu": "bn", "the nao": "ntn", "lam sao": "lsao", "voi": "vs", "hom nay": "hnay hn",
    "hom qua": "hqua", "hom": "hum", "bay gio": "bgio", "truoc": "trc", "vay": "z zay zậy dzay",
    "co ban": "cb", "thoi": "thui hoy", "luon": "lun", "kiem tra": "ktra", "xay dung": "xd",
    "thanh pho": "tpho", "ubnd thanh pho": "ubtp ubndtp", "so tai chinh": "stc", "em": "e m",
    "so noi vu": "snv", "chi": "c", "anh": "a", "moi nguoi": "mn mng", "viec": "vc cviec",
    "cung": "cx cg", "cam on": "tks thanks thank thks thankyou camon", "quyet dinh": "qd",
    "ok": "oke okie oki okela okay okey okla", "vang": "uh uk uhm um yes ừ ờ vg", "biet": "bik bit",
    "xong roi": "xongroi", "chua xong": "chuaxong", "da xong": "daxong", "dang lam": "danglam",
    "chua lam": "chualam", "dang cho": "pending", "dang xu ly": "processing", "ket qua": "kq",
    "dang thuc hien": "doing inprogress", "da gui": "sent", "thoi gian": "tgian", "sep": "xếp",
    "phong": "p", "trien khai": "tkhai trkhai", "tong hop": "thop", "phan hoi": "phoi",
}  # fmt: skip

# Emoji that say something; all others are dropped.
_SIGNS: Final = {"👍": "ok", "👌": "ok", "🙏": "cam on", "❤": "ok", "✅": "tick", "✔": "tick", "☑": "tick"}

_TOKEN: Final = re.compile(
    r"[@~]\d+|#|đ/c|\d+%|over%|\d+(?:[.,:/-]\d+)*|\d{1,2}[hg]\d{0,2}\b|[^\W\d_]+(?:0[^\W\d_]+|0\b)?"
    r"|\.{2,}|[…\n.,;:!?()/+&–-]|[" + "".join(_SIGNS) + "]"
)
_CLOCK: Final = re.compile(r"\b(\d{1,2})\s?(?:h|g|gio)(?:\s?\d{2})?\b")
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

    Dates and percentages are marks as in `measure`; `but` stands for every word of contrast.
    """
    measured = measure(unicodedata.normalize("NFC", text))
    marked = any(_strokes(letter)[1] for letter in measured.text)
    lowered = _CLOCK.sub(" # ", measured.text.lower()) if _CLOCK.search(fold(measured.text)) else measured.text.lower()
    words = " ".join(_word(token, marked) for token in _TOKEN.findall(lowered))
    for pattern, written in _REWRITES:
        words = pattern.sub(written, f" {words} ")
    return Measured(" ".join(words.split()), measured.dates)
