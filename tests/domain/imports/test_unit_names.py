"""Units by the names people write into an annex."""

import pytest

from domain.imports.naming.mentions import Trouble
from domain.imports.unit_names import UnitNames
from tests.documents.annex_files import UNITS

NAMES = UnitNames(UNITS)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("VP Sở", "VP"),
        ("Văn phòng Sở Công Thương", "VP"),
        ("P.QLTM", "P_QLTM"),
        ("Phòng QL Thương mại", "P_QLTM"),
        ("P.KH-TC", "P_KHTC"),
        ("Phòng XNK", "P_XNK"),
        ("Phòng KTAT&MT", "P_KTATMT"),
        ("CC QLTT", "CCQLTT"),
        ("TT KC&TVPTCN", "TTKC"),
        ("Trung tâm Khuyến công", "TTKC"),
        ("Trung tâm KC và TVPTCN", "TTKC"),
        ("Lãnh đạo Sở", "LD"),
        ("Các phòng: QLTM, QLCN; Chi cục QLTT", "P_QLTM P_QLCN CCQLTT"),
        ("Đội QLTT số 1, 2 và 03", "DQL01 DQL02 DQL03"),
        ("Đội QLTT số 9 đến số 10", "DQL09 DQL10"),
        ("Các phòng thuộc Chi cục QLTT", "CC_TCHC CC_NVTH"),
        ("Các đơn vị trực thuộc", "TTKC CCQLTT"),
        ("Văn phòng Sở (Bộ phận Một cửa)", "VP"),
        ("Trưởng phòng QLTM", "P_QLTM"),
        ("Chánh Văn phòng Sở", "VP"),
        ("Thủ trưởng các đơn vị trực thuộc", "TTKC CCQLTT"),
        ("Giám đốc, các Phó Giám đốc Sở", "LD"),
        ("Chi cục Quản lý thị trường thành phố Hải Phòng", "CCQLTT"),
        ("Từng phòng thuộc Chi cục", "CC_TCHC CC_NVTH"),
        ("các phòng CM", "P_KHTC P_QLTM P_QLCN P_QLNL P_KTATMT P_XNK"),
        ("Sở Công Thương (Phòng QLCN)", "P_QLCN"),
        ("Đội QLTT số 1¹", "DQL01"),
        ("P.QLTM²; VP Sở (*)", "P_QLTM VP"),
        ("Không", ""),
        ("-", ""),
    ],
)
def test_a_usual_name_is_found(cell: str, codes: str) -> None:
    found = NAMES.find(cell)
    assert (found.codes, found.trouble) == (tuple(codes.split()), None)


@pytest.mark.parametrize(
    ("cell", "trouble", "words"),
    [
        ("Sở Tài chính", Trouble.UNKNOWN, "Sở Tài chính"),
        ("Văn phòng UBND thành phố", Trouble.UNKNOWN, "Văn phòng UBND thành phố"),
        ("Văn phòng Sở Tài chính", Trouble.UNKNOWN, "Văn phòng Sở Tài chính"),
        ("VP Sở; UBND các xã, phường", Trouble.UNKNOWN, "UBND các xã, phường"),
        ("VP, Sở Tư pháp", Trouble.UNKNOWN, "Sở Tư pháp"),
        ("Trưởng phòng", Trouble.AMBIGUOUS, "phòng"),
        ("Văn phòng thành phố", Trouble.UNKNOWN, "Văn phòng thành phố"),
        ("Các sở, ban, ngành", Trouble.UNKNOWN, "Các sở, ban, ngành"),
        ("Đội QLTT số 11", Trouble.UNKNOWN, "Đội QLTT số 11"),
        ("Phòng", Trouble.AMBIGUOUS, "Phòng"),
        ("Sở Tài chính (Văn phòng Sở)", Trouble.UNKNOWN, "Sở Tài chính (Văn phòng Sở)"),
        ("VP và các đơn vị liên quan", Trouble.AMBIGUOUS, "các đơn vị liên quan"),
    ],
)
def test_what_is_no_unit_for_certain_is_named(cell: str, trouble: Trouble, words: str) -> None:
    found = NAMES.find(cell)
    assert (found.codes, found.trouble, found.words) == ((), trouble, words)


def test_a_near_name_is_suggested_and_not_taken() -> None:
    found = NAMES.find("Phòng Quản lý Nông nghiệp")
    assert (found.codes, found.guess) == ((), "Phòng Quản lý Công nghiệp")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.code)
def test_every_unit_is_found_by_its_code_and_by_its_name(unit: object) -> None:
    assert NAMES.find(unit.code).codes == (unit.code,)  # type: ignore[attr-defined] # a UnitLine
    assert NAMES.find(unit.name).codes == (unit.code,)  # type: ignore[attr-defined] # a UnitLine


DIVISIONS = "P_KHTC P_QLTM P_QLCN P_QLNL P_KTATMT P_XNK"


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Các phòng, đơn vị thuộc Sở, trừ Văn phòng", f"{DIVISIONS} TTKC CCQLTT"),
        ("Các phòng, đơn vị thuộc Sở (trừ Văn phòng Sở)", f"{DIVISIONS} TTKC CCQLTT"),
        ("Các phòng, đơn vị (ngoại trừ VP và TTKC)", f"{DIVISIONS} CCQLTT"),
        (
            "Các phòng, đơn vị (trừ QLTM); Chi cục QLTT",
            "VP P_KHTC P_QLCN P_QLNL P_KTATMT P_XNK TTKC CCQLTT",
        ),
        ("Các phòng, đơn vị thuộc Sở (09 đơn vị)", f"VP {DIVISIONS} TTKC CCQLTT"),
        ("Các đơn vị thuộc, trực thuộc Sở", f"VP {DIVISIONS} TTKC CCQLTT"),
        ("Tất cả các phòng, đơn vị", f"VP {DIVISIONS} TTKC CCQLTT"),
        ("Các phòng chuyên môn, Chi cục QLTT", f"{DIVISIONS} CCQLTT"),
        ("Các phòng chuyên môn, đơn vị trực thuộc Sở", f"{DIVISIONS} TTKC CCQLTT"),
        ("1. Phòng QLTM\n2. Phòng QLCN", "P_QLTM P_QLCN"),
        ("a) VP; b) P. KHTC", "VP P_KHTC"),
        ("P.KHTC-VP", "P_KHTC VP"),
        ("VP | P.KHTC", "VP P_KHTC"),
        ("02 phòng: QLTM, QLCN", "P_QLTM P_QLCN"),
        ("Phòng QLTM cùng Phòng QLCN", "P_QLTM P_QLCN"),
        ("Đ/c Giám đốc Sở", "LD"),
        ("BGĐ Sở", "LD"),
        ("Đồng chí Chánh Văn phòng", "VP"),
        ("VPS", "VP"),
        ("Phòng Quản lí Thương mại", "P_QLTM"),
        ("Chi cục QLTT Hải Phòng", "CCQLTT"),
        ("Trade Management Division", "P_QLTM"),
        ("Trung tâm Khuyến công và TVPTCN", "TTKC"),
        ("Các Đội QLTT thuộc Chi cục", " ".join(f"DQL{at:02}" for at in range(1, 11))),
    ],
)
def test_groups_exceptions_and_lists_are_read_as_meant(cell: str, codes: str) -> None:
    found = NAMES.find(cell)
    assert (found.codes, found.trouble) == (tuple(codes.split()), None)


@pytest.mark.parametrize(
    ("cell", "trouble"),
    [
        ("Các phòng chuyên môn (theo chức năng, nhiệm vụ)", Trouble.AMBIGUOUS),
        ("Các phòng chuyên môn (QLTM, QLCN)", Trouble.AMBIGUOUS),
        ("Phòng Quản lý", Trouble.AMBIGUOUS),
        ("P. Quản lý", Trouble.AMBIGUOUS),
        ("Các phòng có liên quan", Trouble.AMBIGUOUS),
        ("VP (trừ QLTM)", Trouble.AMBIGUOUS),
        ("Các phòng, trừ Thanh tra Sở", Trouble.UNKNOWN),
        ("Phòng Tổ chức cán bộ", Trouble.UNKNOWN),
        ("Tổ CCHC", Trouble.UNKNOWN),
    ],
)
def test_a_remark_or_exception_is_never_passed_over(cell: str, trouble: Trouble) -> None:
    assert NAMES.find(cell).trouble is trouble
