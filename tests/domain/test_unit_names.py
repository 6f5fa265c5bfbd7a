"""Units by the names people write into an annex."""

import pytest

from domain.unit_names import Trouble, UnitNames
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
