"""Tells false friends apart by their neighbours, when a reply is written without marks."""

import re
from typing import Final

_THING = "viec|ho so|noi dung|nguoi|don vi|phong|gi|muc|khau|ngay|cai|truong hop|van de|thu tuc"
_ANSWER = "duyet|phe duyet|ky|tham dinh|tra loi|phan hoi|ket qua"
_AWAITED = (
    "y kien|so lieu|huong dan|chi dao|kinh phi|van ban|ubnd|bo|so|cap tren|lanh dao|sep|giam doc"
    "|cac phong|don vi|chi cuc|quyet dinh|tu van|phong|thanh pho|uy ban|chu truong|co che|ben"
    "|doi tac"
)
_NOT_PAST = (
    "em|toi|anh|chi|phong|ben|dang|chua|sap|gan|van|se|khong|vang|ok|mai|tuan|chieu|sang|hom|thang"
    "|con|viec|cho|wait|thi|nay|gio|hien|de|cam on|chao|nho|xin|quy|thu|toi|lat|ti|chut|i|du kien"
)
_ADDRESS = "anh|chi|em|chu|bac|co|sep|dong chi|moi nguoi|ca nha"
_PARTICLE = "nha|nhe|nhen|nghen|ne|ak|ah|ui|oi|thua|kinh thua"

# (what stands there, what is meant, why): applied in this order to words with single spaces.
_TABLE: Final[tuple[tuple[str, str, str], ...]] = (
    # slips and abbreviations that need their neighbours
    (r" kh (?=so |#|cchc|nam|thang|quy|trien|tuyen)", " ke hoach ", "kh: plan"),
    (r" kh ", " khong ", "kh: not"),
    (r"(?<!may)(?<!bi)(?<!mang) hong (?=(?:xong|hoan|dat|kip|co|biet|lam|duoc|the|phai|bi|hieu"
     r"|ro|con"
     r"|thay|cho|vao|[.,?]|$))",
     " khong ", "hong: not, in the south"),
    (r" (da|chua|sap|gan|se|du kien|lam|co ban|\d+%) ht(?= )", r" \1 hoan thanh", "ht: complete"),
    (r"^ ht (?=\d+%|roi|dung|truoc|[.,] |$)", " hoan thanh ", "ht: complete"),
    (r" ht ", " he thong ", "ht: system"),
    (r" tp ", " thanh pho ", "tp: city"),
    (r" hoan (?:thnah|thah|tahnh|tanh|thahn|thanhh) ", " hoan thanh ", "slips of completion"),
    (r" (lam|da|xu ly|thuc hien|em|viec nay) song(?= (?:roi|het|nha|nhe|[.,]|$))",
     r" \1 xong", "s for x"),
    (r"(?<!doi)(?<!cuoc) song (?=[a-z])(?!roi)", " but ", "song: however"),
    (r" song roi ", " xong roi ", "s for x"),
    # contrast
    (rf" nhung (?=(?:{_THING}) )", " those ", "nhung: those"),
    (r" (?:tuy nhien|the nhung|nhung(?: ma)?|but ma|tuy vay|song le) ",
     " but ", "words of contrast"),
    (r" (roi|xong|lam|\d+%) ma (?=[a-z])", r" \1 but ", "ma: and yet"),
    (r" dung (?=(?:ghi|bao|noi|coi|tinh) )", " khong ", "dung: do not"),
    (r" ma (?=(?:chua|con|van|bi|dang|thieu) )", " but ", "ma: and yet"),
    # completion has many words
    (r" (?:hoan thanh|hoan tat|xong xuoi|ket thuc)(?= )", " xong", "one word for finished"),
    (r" xong xong ", " xong ", "said twice"),
    (r"(?: (?:lam|thuc hien|trien khai|dat|duoc))+ (xong|100%)(?= )", r" \1", "to do to the end"),
    # cho: to give, or to wait
    (r" (de nghi|xin|kinh|nho|mong|khong|tao dieu kien|hoi)((?: \w+){0,2}) cho ",
     r" \1\2 give ", "asked to give"),
    (r" cho (?=(?:(?:em|toi|anh|minh) )?(?:hoi|xin|biet|phep) )", " give ", "let me ask"),
    (rf" cho (?=(?:\w+ ){{0,4}}(?:{_ANSWER}) )", " wait ", "an answer is waited for"),
    (r" (gui|nop|giao|chuyen|cap|bao|tra|bao cao|up)((?: \w+){0,3}) cho ",
     r" \1\2 give ", "sent to"),
    (r"(^|[.,?]| dang| con| phai| van| do| vi| roi| va| moi| but| tiep tuc| tam dung) cho ",
     r"\1 wait ", "a state or its cause"),
    (rf" cho (?=(?:{_AWAITED}) )", " wait ", "what one waits for"),
    (r" (dang|con|phai|van) doi (?=[a-z])", r" \1 wait ", "doi: to wait"),
    (rf" doi (?=(?:{_AWAITED}|{_ANSWER}) )", " wait ", "doi: to wait"),
    # dang: under way, or to post
    (r" dang nhap (?!du lieu|so lieu|lieu|ho so|file|noi dung)", " post nhap ", "to log in"),
    (r" dang (tai|bai|tin|cong) ", r" post \1 ", "to publish"),
    (r" (post|dang) ky (?=tai khoan|tham gia|nhan|sang kien)", " post ky ", "to register"),
    # one word for the rest
    (r" (?:bat (?:dau|head|tay)|khoi dong) ", " start ", "begin"),
    (r" (?:phan (?:dau|strive)|co gang|gang|quyet tam|no luc) ", " strive ", "an aim is no fact"),
    (r" rang (?=lam|xong|dat|100%)", " strive ", "to exert oneself"),
    (r" (?:ban|luc) (?:dau|head) ", " earlier ", "at first"),
    (r" sua chua ", " sua repair ", "chua: to mend"),
    (r" (dang|em|toi|qua|hoi|i) ban (?!hanh|giao|giay|mem|cung|ke|chi|goc)",
     r" \1 busy ", "ban: busy"),
    (r" (he thong|mang|web|server|cong|phan mem)((?: \w+)?) sap ",
     r" \1\2 fallen ", "sap: collapsed"),
    (r" bi ket (?!luan)", " bi stuck ", "ket: stuck"),
    (r" ket (?=(?:o|tu|wait|cho|lai|vu|cung|do|vi|viec|khau) )", " stuck ", "ket: stuck"),
    (r"(?<!cong)(?<!hop)(?<!doi) tac (?=(?:o|nghen|tu|do) )", " obstructed ", "tac: obstructed"),
    (r" (bi|be|un|ach|dang) tac ", r" \1 obstructed ", "tac: obstructed"),
    (r" (?:(?:bi )?tam (?:dung|ngung|hoan)|bi dinh chi|dung lai|ngung lai|(?:phai"
     r"|da) dung(?= |$)) ",
     " stop ", "stopped"),
    (rf"(^|[.,?]) da (?=(?:{_NOT_PAST}) )", r"\1 ", "da: yes, sir"),
    (r"(^|[.,?]) da ,", r"\1 ", "da: yes, sir"),
    (rf"(?<! give)(?<! cho)(?<! voi)(?<! cua)(?<! nho)(?<! la)(?<! hoi)(?<! o)(?:"
     rf" (?:{_ADDRESS}|{_PARTICLE}))+ (?=[.,?]|ask|$)",
     " ", "the person spoken to"),
)  # fmt: skip

REWRITES: Final = tuple((re.compile(pattern), meant) for pattern, meant, _ in _TABLE)
