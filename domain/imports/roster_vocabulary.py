"""The words by which a roster is known: what stands over its columns, and what roles are called."""

import re
from collections.abc import Sequence
from enum import StrEnum

from domain.text.normalize import plain


class RosterColumn(StrEnum):
    """What a column of a roster says, of a person or of a unit."""

    CODE = "code"
    NAME = "name"
    UNIT = "unit"
    POSITION = "position"
    ROLE = "role"
    FOCAL = "focal"
    PHONE = "phone"
    EMAIL = "email"
    UNIT_CODE = "unit_code"
    UNIT_NAME = "unit_name"
    UNIT_SHORT = "unit_short"
    KIND = "kind"
    PARENT = "parent"
    TASK = "task"


def _words(*phrases: str) -> tuple[str, ...]:
    return tuple(plain(each) for each in phrases)


FAMILY = ("Họ đệm", "Họ và đệm", "Họ và tên đệm", "Họ, tên đệm", "Họ và chữ đệm", "Họ lót")
PERSON = {
    RosterColumn.NAME: _words("Họ và tên", "Họ tên", "Họ và tên cán bộ", "Tên cán bộ", "Họ, tên",
        "Họ và tên công chức, viên chức", "Cán bộ", "Họ, đệm và tên", "Họ tên đầy đủ", "Full name",
        *FAMILY, "Ông/Bà", "Ông (bà)", "Ông, bà", "Đồng chí", "Họ tên công chức",
        "Họ và tên công chức", "full_name"),
    RosterColumn.CODE: _words("Mã", "Mã số", "Mã cán bộ", "Mã công chức", "Mã nhân viên", "Số hiệu",
        "Số hiệu cán bộ", "code"),
    RosterColumn.UNIT: _words("Đơn vị", "Phòng", "Phòng, đơn vị", "Đơn vị công tác", "Phòng ban",
        "Phòng/đơn vị", "Bộ phận", "Cơ quan, đơn vị", "Nơi công tác", "Mã đơn vị", "Tên đơn vị",
        "Unit", "unit_code"),
    RosterColumn.POSITION: _words("Chức vụ", "Chức danh", "Chức vụ, chức danh", "Chức vụ/chức danh",
        "Chức danh, chức vụ", "Vị trí việc làm", "Vị trí", "position_vi"),
    RosterColumn.ROLE: _words("Vai trò", "Lãnh đạo", "Lãnh đạo đơn vị", "Trưởng, phó", "role"),
    RosterColumn.FOCAL: _words("Đầu mối", "Cán bộ đầu mối", "Đầu mối CCHC",
        "Đầu mối cải cách hành chính", "Phụ trách CCHC", "focal"),
    RosterColumn.PHONE: _words("Điện thoại", "Số điện thoại", "ĐT", "SĐT", "Điện thoại di động",
        "Di động", "Số ĐT", "Số di động", "DĐ", "ĐTDĐ", "ĐT di động", "phone"),
    RosterColumn.EMAIL: _words("Email", "E-mail", "Thư điện tử", "Hộp thư", "Địa chỉ email",
        "Thư công vụ", "Hộp thư công vụ", "email"),
}  # fmt: skip
UNIT = {
    RosterColumn.UNIT_CODE: _words("Mã đơn vị", "Mã", "code"),
    RosterColumn.UNIT_SHORT: _words("Tên viết tắt", "Viết tắt", "Tên ngắn", "short_vi"),
    RosterColumn.UNIT_NAME: _words("Tên đơn vị", "Tên phòng, đơn vị", "Tên", "name_vi"),
    RosterColumn.KIND: _words("Loại đơn vị", "Loại", "Loại hình", "kind"),
    RosterColumn.PARENT: _words("Đơn vị cấp trên", "Trực thuộc", "Thuộc đơn vị", "Cấp trên",
        "Mã đơn vị cấp trên", "parent_code"),
}  # fmt: skip
ASSIGNMENT = {
    RosterColumn.TASK: _words("Mã nhiệm vụ", "Số nhiệm vụ", "STT nhiệm vụ", "Nhiệm vụ", "Mã NV",
        "Số NV", "task_code"),
    RosterColumn.UNIT: _words("Đơn vị", "Mã đơn vị", "Phòng, đơn vị", "Phòng", "Phòng ban",
        "Đơn vị thực hiện", "Phòng, ban, đơn vị", "unit_code"),
    RosterColumn.NAME: _words("Mã cán bộ", "Công chức thực hiện", "Cán bộ thực hiện", "Họ tên",
        "Cán bộ, công chức thực hiện", "Công chức được giao", "Cán bộ được giao", "Công chức",
        "Cán bộ, công chức", "Chuyên viên thực hiện", "Người đảm nhiệm", "Cán bộ phụ trách",
        "Cán bộ", "Người được giao", "Người thực hiện", "Họ và tên", "Người phụ trách",
        "official_code"),
}  # fmt: skip
NEEDED_OF_ASSIGNMENT = (RosterColumn.TASK, RosterColumn.UNIT, RosterColumn.NAME)
NEEDED = (RosterColumn.NAME, RosterColumn.UNIT)
NEEDED_BELOW_UNITS = (RosterColumn.NAME, RosterColumn.POSITION)
"""Enough where the units stand as rows of their own above their people."""
LONGEST_TITLE = 60
NEEDED_OF_UNIT = (RosterColumn.UNIT_CODE, RosterColumn.UNIT_NAME, RosterColumn.PARENT)

OF_OFFICE = re.compile(r"\b(?:co quan|cq|nha rieng|nr|co dinh|may ban|noi bo)\b")
"""What stands over telephones that are nobody's own."""
UNIT_NOUN = re.compile(
    r"(?:phong|ban|van phong|trung tam|chi cuc|doi|thanh tra|lanh dao|bo phan|to) \w"
)
"""How a row begins that names a unit, known or not."""

ROLE_NAMES = {
    "giam_doc": "Giám đốc Sở",
    "pho_giam_doc": "Phó Giám đốc Sở",
    "chanh_van_phong": "Chánh Văn phòng",
    "truong_phong": "Trưởng đơn vị",
    "pho_phong": "Phó trưởng đơn vị",
    "cong_chuc": "Công chức",
    "vien_chuc": "Viên chức",
    "nguoi_lao_dong": "Người lao động",
}
_NAMED = {plain(name): role for role, name in ROLE_NAMES.items()}
YES = frozenset(("yes", "co", "x", "1", "true", "dau moi", "v"))
NO = frozenset(("", "no", "khong", "0", "false", "-"))
_PART = re.compile(r"\s*[,;/+&]\s*|\s+(?:kiem(?: nhiem)?|va|-)\s+")
_DEPUTY = re.compile(
    r"(?:quyen |q\. ?)?(?:pho|doi pho|p\.) ?"
    r"(?:truong|chanh|giam doc|chi cuc|doi|phong|ban|don vi|thu truong|vp|tp)|"
    r"(?:pho|doi pho)$|(?:pgd|ptp|pcvp|pho tp|pho gd|p\. ?truong phong)\b"
)
_HEAD = re.compile(
    r"(?:quyen |q\. ?|phu trach )?(?:truong (?:phong|ban|don vi|doi)|"
    r"chanh (?:van phong|vp|thanh tra)|"
    r"chi cuc truong|doi truong|giam doc|thu truong|(?:tp|gd|cvp|cct)$)|"
    r"phu trach (?:phong|don vi|doi|trung tam|chi cuc|van phong)|truong$"
)
_MEMBER = re.compile(
    r"(?:chuyen vien|can su|nhan vien|ke toan(?! truong)|van thu|kiem soat vien|vien chuc|lai xe|"
    r"ksv|thu quy|cong chuc|thanh tra vien|nguoi lao dong|ky su|bao ve|tap vu)\b"
)
FOCAL = re.compile(r"\bdau moi\b")
_HEADS = {"lanh_dao": "giam_doc", "van_phong": "chanh_van_phong"}
_DEPUTIES = {"lanh_dao": "pho_giam_doc"}
_STAFF = {"vien chuc": "vien_chuc", "nguoi lao dong": "nguoi_lao_dong", "lai xe": "nguoi_lao_dong"}


def find_columns(
    titles: Sequence[str],
    words: dict[RosterColumn, tuple[str, ...]],
    needed: Sequence[RosterColumn],
    *,
    loose: bool = False,
) -> dict[RosterColumn, int] | None:
    """Which column says what, if these titles are a heading with all that is needed.

    `loose` also takes titles that only begin as expected: "Số điện thoại (zalo)".
    """
    said = [" ".join(re.sub(r"[^\w\s]", " ", plain(title)).split()) for title in titles]
    places: dict[RosterColumn, int] = {}
    for column, phrases in words.items():
        spelt = {" ".join(re.sub(r"[^\w\s]", " ", each).split()) for each in phrases}
        found = [at for at, title in enumerate(said) if title in spelt]
        if found:
            places[column] = found[0]
    if loose:
        _place_loosely(places, said, words)
    return places if all(column in places for column in needed) else None


def _place_loosely(
    places: dict[RosterColumn, int], said: Sequence[str], words: dict[RosterColumn, tuple[str, ...]]
) -> None:
    begun = sorted(
        (-len(phrase), column, at)
        for column, phrases in words.items()
        for phrase in (" ".join(re.sub(r"[^\w\s]", " ", each).split()) for each in phrases)
        for at, title in enumerate(said)
        if title.startswith(f"{phrase} ") and len(title) <= LONGEST_TITLE
        if not (column is RosterColumn.PHONE and OF_OFFICE.search(title))
    )
    for _, column, at in begun:
        if column not in places and at not in places.values():
            places[column] = at


def is_family_name(title: str) -> bool:
    """Whether it stands over all of a name but the given one."""
    return plain(title) in _words(*FAMILY)


def is_given_name(title: str) -> bool:
    return plain(title) == "ten"


def role_named(words: str) -> str | None:
    """The role a cell names outright: by its key, or by its Vietnamese name."""
    key = words.strip().casefold()
    return key if key in ROLE_NAMES else _NAMED.get(plain(words))


def role_of_position(position: str, unit_kind: str) -> str:
    """What a position makes of somebody in a unit of this kind: head, deputy, or staff."""
    said = plain(position)
    for part in _PART.split(said):
        if _MEMBER.match(part):
            break
        if _DEPUTY.match(part):
            return _DEPUTIES.get(unit_kind, "pho_phong")
        if _HEAD.match(part):
            return _HEADS.get(unit_kind, "truong_phong")
    return next((role for words, role in _STAFF.items() if words in said), "cong_chuc")
