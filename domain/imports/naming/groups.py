"""Names of groups: "Các phòng chuyên môn", "Các sở, ban, ngành", and bodies outside."""

import re
from enum import StrEnum

from domain.imports.naming.forms import KINDS
from domain.text.normalize import plain

_NOUN = r"(?:phong|ban|van phong|don vi|trung tam|chi cuc|doi|co quan|bo phan|lanh dao)"
_EACH = r"(?:cac|nhung|moi|tung)"
_WORK = r"(?:chuyen mon|cm|nghiep vu|su nghiep|quan ly nha nuoc|qltt|quan ly thi truong)"
_WHOSE = r"(?:truc thuoc|thuoc|cua|trong|khac|con lai|co|lien quan|so|cong thuong|chi cuc)"
_GROUP = re.compile(
    rf"(?:(?:tat ca|toan the|toan bo|100%) )?(?:{_EACH} )?{_NOUN}"
    rf"(?: (?:va )?(?:cac )?{_NOUN})*"
    rf"(?: (?:{_WORK}|va))*(?: (?:{_WHOSE}|{_WORK}))*"
)
EVERY = re.compile(
    r"(?:tat ca|toan|cac|nhung|moi|tung|100%|ca so)\b|don vi (?:truc thuoc|su nghiep)\b"
)
"""How the name of a group begins."""
_BODY = r"(?:ban|nganh|doan the|co quan|don vi|hoi|to chuc chinh tri|hiep hoi)"
_BODIES = re.compile(
    rf"(?:(?:tat ca|toan the|toan bo) )?(?:cac|nhung) so(?: (?:va )?(?:cac )?{_BODY})+"
    r"(?: (?:chinh tri|xa hoi|thuoc|truc thuoc|cua|thanh pho|tinh|cap|cap tinh|tren dia ban|"
    r"ubnd|co|lien quan))*|(?:(?:tat ca|toan the) )?(?:cac|nhung) (?:so|so nganh)"
    r"(?: (?:co|lien quan|thanh pho|tinh))*"
)
OWN = re.compile(r"so (?:ct|cong thuong)(?: (?:thanh pho |tp )?(?:hai phong|hp))?")
"""The department itself, as a plan of the province names it."""
VAGUE = re.compile(r"\blien quan\b|\bkhac\b$|\bduoc (?:giao|phan cong)\b|\btheo chuc nang\b")
_PLACE = r"(?:xa|phuong|thi tran|quan|huyen|thi xa|thanh pho|dac khu|dia phuong|thon|khu pho)"
OUTSIDE = re.compile(
    rf"(?:lanh dao |chu tich |giam doc |thu truong )?(?:(?:cac|nhung) )?(?:"
    rf"ubnd|uy ban\b|hdnd|hoi dong\b|so (?!ct\b|cong thuong)\w|so$|bo \w|cac bo|"
    r"cong an|bo chi huy|quan doi|toa an|vien\b|kho bac|cuc\b|tong cuc|thue\b|co quan thue|"
    r"hai quan|bao hiem|bhxh|ngan hang|buu dien|buu chinh|dai\b|bao\b|co quan bao chi|hoi\b|"
    r"lien doan|lien minh|doan thanh nien|doan tncs|mat tran|mttq|ban quan ly|ban dan van|"
    r"ban tuyen giao|ban to chuc|ban noi chinh|ban chi dao|ban dan toc|tinh uy|thanh uy|huyen uy|"
    r"quan uy|dang uy|truong (?:dai hoc|cao dang|chinh tri|thpt)|hiep hoi|doanh nghiep|"
    r"cong ty|tap doan|tong cong ty|vnpt|viettel|evn|dien luc|to chuc\b|nha thau|don vi tu van|"
    r"ca nhan|nguoi dan|"
    rf"{_PLACE}\b|van phong (?:ubnd|uy ban|hdnd|doan|tinh uy|thanh uy|dieu phoi|dang ky)|vp ubnd|"
    r"thanh tra (?:tinh|thanh pho|chinh phu|nha nuoc)|trung tam phuc vu hanh chinh cong|"
    r"chi cuc (?:thue|hai quan|thong ke)|tieu ban|vu \w|don vi (?:truyen thong|cung cap))"
)
"""How the name of a body begins that is no unit of a department."""
ELSEWHERE = re.compile(
    r"(?:duoc )?(?:theo|thuc hien theo|nhu|tai)\b.*\b(?:phan cong|quyet dinh|ke hoach|van ban|"
    r"phu luc|chi dao|cong van|bieu|muc)\b.*|.*\bphan cong tai\b.*"
)
"""What sends the reader to another paper."""


class Words(StrEnum):
    """What words that name no single unit are."""

    OUTSIDE = "outside"
    VAGUE = "vague"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


def elsewhere(words: str) -> bool:
    """Whether it sends the reader to another paper."""
    return ELSEWHERE.fullmatch(plain(words)) is not None


def sort_of(words: str) -> Words:
    said = plain(words)
    if ELSEWHERE.fullmatch(said):
        return Words.ELSEWHERE
    if VAGUE.search(said):
        return Words.VAGUE
    return Words.OUTSIDE if OUTSIDE.match(said) else Words.UNKNOWN


def bodies(words: str) -> bool:
    """Whether it is "Các sở, ban, ngành" or its like."""
    return bool(_BODIES.fullmatch(_bare(words)))


def group_kinds(name: str) -> frozenset[str] | None:
    """Kinds a group's name covers (empty: all of them); None when it is no group's name."""
    words = _bare(name)
    if words in ("toan so", "toan the so", "ca so"):
        return frozenset()
    if not EVERY.match(words) or not _GROUP.fullmatch(words):
        return None
    head = re.split(r"\b(?:truc thuoc|thuoc|cua)\b", words)[0]
    if re.search(r"\b(?:don vi|co quan|bo phan)\b", head):
        own = re.search(r"(?<!thuoc )(?<!thuoc va )\btruc thuoc\b|\bsu nghiep\b", words)
        units_only = "phong" not in head and own is not None
        return frozenset(("trung_tam", "chi_cuc")) if units_only else frozenset()
    head = head.replace("van phong", "van_phong").replace("trung tam", "trung_tam")
    head = head.replace("chi cuc", "chi_cuc")
    return frozenset(kind for kind in KINDS if kind in head.split())


def within(name: str) -> str:
    """The kind of the unit a group stands under, if it is not the whole department."""
    return "chi_cuc" if re.search(r"\b(?:thuoc|cua)\s+chi cuc\b", name) else ""


def _bare(words: str) -> str:
    return " ".join(re.sub(r"[,;:/]", " ", words).split())
