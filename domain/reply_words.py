"""Brings a chat reply to one plain spelling: no marks, no slang, no typing slips, one word a sense."""

import re
import unicodedata

from domain.reply_amounts import DATE, DOCUMENT

MARKS = {
    "\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j",
    "\u0302": "^", "\u0306": "w", "\u031b": "w",
}  # fmt: skip

# Written with its marks a word has one sense; without them it may be a false friend.
SENSES = {
    "dạ": "", "ạ": "", "á": "", "à": "ask", "hả": "ask", "nhỉ": "ask", "chứ": "ask",
    "chờ": "wait", "đợi": "wait", "đăng": "post", "dạng": "form", "đáng": "worth", "đảng": "party",
    "mãi": "forever", "nữa": "more", "kỳ": "period", "kỷ": "period", "kỹ": "careful", "mẫu": "form",
    "bận": "busy", "đầu": "head", "đấu": "strive", "dấu": "seal", "dầu": "oil", "những": "those",
    "sập": "collapse", "hỏng": "broken", "hồng": "pink", "kẹt": "stuck", "chữa": "repair",
    "chứa": "hold", "rời": "leave", "rơi": "fall", "mỗi": "each", "mời": "invite", "mọi": "every",
    "trả": "return", "tra": "look", "tốt": "good", "mất": "lost", "hơi": "rather", "còn": "con",
    "đội": "team", "đổi": "change", "đối": "facing", "mốt": "mot", "tối": "evening", "tới": "toi",
    "tôi": "i", "nhưng": "but", "chị": "sister", "cháu": "em", "đúng": "right", "dùng": "use",
    "ừ": "vang", "đã": "da", "lắm": "much", "mẹ": "me",
}  # fmt: skip

SLANG = {
    "ko": "khong", "k": "khong", "hok": "khong", "kh": "khong", "khg": "khong", "hem": "khong",
    "kg": "khong", "hk": "khong", "hông": "khong", "hổng": "khong", "hong": "hong", "kp": "khong phai",
    "chẳng": "khong", "chang": "khong", "hok": "khong", "chả": "khong", "nok": "no",
    "dc": "duoc", "dk": "duoc", "dx": "duoc", "đc": "duoc", "r": "roi", "rui": "roi", "rùi": "roi",
    "roai": "roi", "òi": "roi", "ồi": "roi", "gòi": "roi", "goi": "goi", "ròi": "roi", "oy": "roi",
    "lm": "lam", "lèm": "lam", "dag": "dang", "dg": "dang", "đag": "dang", "dnag": "dang",
    "chx": "chua", "chư": "chua", "chứa": "chua", "xog": "xong", "xg": "xong", "xogn": "xong",
    "xnog": "xong", "xonh": "xong", "xon": "xong", "htat": "hoan tat", "hthanh": "hoan thanh",
    "bc": "bao cao", "vp": "van phong", "vb": "van ban", "ld": "lanh dao", "lđ": "lanh dao",
    "gd": "giam doc", "gđ": "giam doc", "pgd": "giam doc", "nv": "nhiem vu", "hs": "ho so",
    "sl": "so lieu", "hd": "huong dan", "yk": "y kien", "ykien": "y kien", "htro": "ho tro",
    "bn": "bao nhieu", "ntn": "nhu the nao", "lsao": "lam sao", "j": "gi", "gj": "gi", "vs": "voi",
    "hnay": "hom nay", "hn": "hom nay", "hqua": "hom qua", "hum": "hom", "bgio": "bay gio",
    "trc": "truoc", "z": "vay", "zay": "vay", "dzay": "vay", "zậy": "vay", "cb": "co ban",
    "thui": "thoi", "lun": "luon", "ktra": "kiem tra", "xd": "xay dung", "ubnd": "ubnd",
    "uy": "uy", "ubtp": "ubnd thanh pho", "stc": "so tai chinh", "snv": "so noi vu", "e": "em",
    "c": "sister", "m": "em", "mn": "moi nguoi", "mng": "moi nguoi", "vc": "viec", "cviec": "viec",
    "cx": "cung", "trkhai": "trien khai", "tks": "cam on", "thanks": "cam on", "thank": "cam on",
    "thks": "cam on", "tk": "cam on", "camon": "cam on", "oke": "ok", "okie": "ok", "oki": "ok",
    "okela": "ok", "uh": "vang", "uk": "vang", "uhm": "vang", "um": "vang", "vg": "vang",
    "yes": "vang", "done": "xong", "finish": "xong", "finished": "xong", "completed": "xong",
    "complete": "xong", "hoanthanh": "hoan thanh", "xongroi": "xong roi", "chuaxong": "chua xong",
    "daxong": "da xong", "danglam": "dang lam", "chualam": "chua lam", "hoang": "hoang",
    "pending": "dang wait", "processing": "dang xu ly", "doing": "dang lam", "sent": "da gui",
    "iu": "yeu", "sep": "sister", "sếp": "sep", "nua": "nua", "tphcm": "thanh pho",
    "dd": "da", "kq": "ket qua", "qđ": "quyet dinh", "tgian": "thoi gian", "mai": "mai",
    "gui": "gui", "nhiu": "nhieu", "bít": "biet", "bik": "biet", "bit": "biet", "hoy": "thoi",
}  # fmt: skip
