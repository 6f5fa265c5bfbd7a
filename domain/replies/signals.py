"""The signs that turns of phrase give about a task, and the words that phrases are made of."""

import re
from enum import Enum, auto
from typing import Final, NamedTuple

Row = tuple[str, "Sign", str] | tuple[str, "Sign", str, str]


class Sign(Enum):
    """What one turn of phrase says about the task."""

    FINISHED = auto()
    NEARLY = auto()
    PARTLY = auto()
    STEP = auto()  # a step of the work is behind, the work is not
    WORKING = auto()
    UNFINISHED = auto()
    REMAINS = auto()
    WAITING = auto()  # inside the house: a signature, figures, an approval
    PROMISED = auto()
    UNSENT = auto()
    LATER = auto()
    UNBEGUN = auto()
    STUCK = auto()
    OUTSIDE = auto()  # somebody outside the house has to move first
    HELP = auto()
    EXTENSION = auto()
    SMOOTH = auto()
    QUESTION = auto()
    HEARSAY = auto()
    NOT_MINE = auto()
    AWAY = auto()
    COURTESY = auto()
    WILL_SEND = auto()
    AMISS = auto()  # fits no completion in the same clause
    DOUBT = auto()  # nothing by itself, but no completion is believed beside it
    NOTHING = auto()  # only keeps its words from other patterns


class Pattern(NamedTuple):
    """A turn of phrase; `unless`: words that, anywhere in the clause, change its meaning."""

    name: str
    sign: Sign
    find: re.Pattern[str]
    unless: re.Pattern[str] | None


def patterns(rows: tuple[Row, ...]) -> tuple[Pattern, ...]:
    """Compile rows of (name, sign, words to find, words that forbid); `<NAMES>` are word groups."""
    return tuple(
        Pattern(row[0], row[1], _bounded(row[2]), _bounded(row[3]) if len(row) > 3 else None)
        for row in rows
    )


def _bounded(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@])(?:{_expand(phrase)})(?![\w%])")


def _expand(phrase: str) -> str:
    """Put the word groups in the place of their `<NAMES>`; groups may name groups."""
    while (wider := re.sub(r"<([A-Z]+)>", lambda match: _WORDS[match[1]], phrase)) != phrase:
        phrase = wider
    return phrase


_WORDS: Final = {
    "NOT": r"(?:chua|khong|dau co|dau phai)",
    "GAP": r"(?: (?!(?:nay|gio|da|roi|thi|vi|nen)\b)[\w@%]+){0,4}",
    "FEW": r"(?: (?!(?:khong|chua|hay|ask)\b)[\w@%#]+){0,4}",
    "TWO": r"(?: (?!(?:khong|chua|hay|ask)\b)[\w@%#]+){0,2}",
    "DO": r"(?:lam|trien khai|thuc hien|tien hanh|start|to chuc|xu ly|tong hop|ra soat)",
    "SEND": r"(?:gui|nop|chuyen|up|upload|cap nhat|bao cao|post tai|submit)",
    "ISSUE": (
        r"(?:ban hanh|phat hanh|cong bo|cong khai|ky so|ky ban hanh|niem yet|nghiem thu"
        r"|quyet toan|post tai)"
    ),
    "SPAN": r"(?:ngay|tieng|gio|phut|tuan|hom|bua|buoi|thang)",
    "PART": (
        r"(?:buoc|khau|giai doan|phan(?! anh| mem| cong| cap| tich)|dot|cong doan|chuong|vong)"
    ),
    "PIECE": (
        r"(?:du thao|ban (?:nhap|thao|tho)|de cuong|so lieu|phu luc|to trinh|phieu|bieu mau"
        r"|danh sach|bien ban|cong van|khung|bang bieu|chuan bi|khao sat|lay y kien)"
    ),
    "DRAFT": (
        r"(?:du thao|soan(?: thao)?|len (?:ke hoach|danh sach|khung)|lay(?: y kien)?|hop"
        r"|thu thap|phac thao|phan cong|trinh|nhap|viet nhap|xin(?: y kien)?)"
    ),
    "OWN": (
        r"(?:ky|lanh dao|sep|giam doc|truong phong|pho phong|chi cuc|cac phong|phong|don vi"
        r"|dong chi|van phong|van thu|so lieu|phu luc|trung tam|cac doi|cac bo phan)"
    ),
    "MEANS": (
        r"(?:kinh phi|von|tien|ngan sach|du toan|nguon|nguoi|nhan luc|nhan su|can bo|bien che"
        r"|may|thiet bi|co so vat chat|phan mem|huong dan|chu truong|quy dinh|can cu|co che"
        r"|phap ly|dieu kien|tai khoan|quyen|mat bang|tru so|dinh muc|nha thau|thong tu"
        r"|nghi dinh|luc luong)"
    ),
    "SYSTEM": (
        r"(?:he thong|phan mem|mang|may|web|website|trang|cong|server|tai khoan|link|token"
        r"|duong truyen|app|chu ky so)"
    ),
    "OTHERS": (
        r"(?:ubnd|uy ban|thanh pho|trung uong|chinh phu|thu tuong|cap tren|lien nganh|hdnd"
        r"|thanh uy|doanh nghiep|nha thau|tu van|kho bac|ngan hang|cong an|nha cung cap|vnpt"
        r"|viettel|doi tac|cap co tham quyen|so nganh|cac so|cac xa|xa|phuong|(?<!chi )cuc"
        r"|tong cuc|(?<!can )(?<!toan )(?<!noi )(?<!dong )(?<!tien )bo(?! sung| tri| phan| ngo"
        r"| qua| may)(?: (?!chua|cham|khong)\w+)?|(?:cua|wait) bo|so (?:tai chinh|noi vu"
        r"|tu phap|xay dung|khoa hoc|khcn|thong tin|nong nghiep|giao duc|y te|van hoa|ke hoach"
        r"|giao thong|tai nguyen|lao dong|ngoai vu|tc|nv|tnmt|khdt|dau tu|du lich))"
    ),
    "SOON": (
        r"(?:(?<!thuong )(?<!khuyen )(?<!chi )mai|ngay (?:mai|mot|kia)|(?:tuan|thang|quy|nam"
        r"|bua|dot|period|ky) (?:sau|toi|coming)|cuoi (?:ngay|tuan|thang|quy|nam|gio"
        r"|buoi)(?! truoc| qua| roi)|(?:dau|head) (?:tuan|thang|gio)|(?:ti|chut|lat|chut xiu"
        r"|lau) (?:nua|more)|lat|sap toi|sap coming|thoi gian toi|(?:\d+|vai|may|mot|hai|ba|it"
        r"|nua|chuc) (?:<SPAN>|#) (?:nua|more)|# (?:nua|more)|bua (?:sau|toi)|sang (?:thang"
        r"|tuan|quy|nam)|mot(?= (?:(?:la|em|toi|dat) )*(?:xong|100%|gui|nop)))"
    ),
    "TODAY": (
        r"(?:chieu(?: nay)?|toi nay|evening(?: nay)?|trua(?: nay)?|hom nay|thu \w+|t [2-7]"
        r"|chu nhat|(?:tuan|thang|quy) nay|khoang @\d+)"
    ),
    "WITHIN": (
        r"(?:trong (?:ngay|hom nay|tuan|thang|buoi|sang|chieu|quy|nam)(?: nay)?"
        r"|truoc (?:@\d+|#|ngay|thu|cuoi)|den @\d+)"
    ),
    "OBJECT": (
        r"(?:roi|het|ca|nhiem vu|viec|cong viec|cong tac|bao cao|noi dung|chi tieu|toan bo"
        r"|tat ca|cac|nay|do|tu|hom|ngay|truoc|dung|som hon|theo|va|day du|tot|lau|luc|sang"
        r"|chieu|trua|tuan|thang|cach|o|tren|khoi luong|muc tieu|trach nhiem|100%|nhe|ra soat"
        r"|kiem tra|so hoa|tong hop|cap nhat|tuyen truyen|tap huan|giai ngan|hoi nghi"
        r"|yeu cau|phan viec|truc tiep|dut diem|that|duoc (?:roi|het|ca|100%|toan bo)|xuat sac"
        r"|hoac|kem|co|voi|hoi|vua|tuot"
        r"|tron|sach|tron ven|every|ban giao|khong|chua|dau|sao|gi|thi|moi|em|toi|anh|cam on"
        r"|vuot|muc|@\d+|#|hihi|haha|phan anh|luon (?:roi|het)|dau muc)"
    ),
    "DONE": r"(?:xong|100%)",
    "WHEN": r"(?:khi nao|bao gio|luc nao|chung nao|hoi nao|hom nao)",
    "PAST": r"(?:da (?:lam |thuc hien |duoc |ky )*(?:<DONE>|<SEND>|<ISSUE>)|roi|vua|tu)",
}  # fmt: skip
