"""Names, codes and numbers in every spelling that files and phones have for them."""

import pytest

from domain.imports.roster_diff import members_after
from domain.imports.rows import OfficialLine
from domain.people.officials import Role
from domain.text.cleaning import clean
from domain.text.names import code_key, is_called, known_code, name_key, person_name, same_name
from domain.text.phones import PhoneRead, read_phone

DAO = "Nguyễn Văn Đào"
SPELLINGS = (
    "Đ/c Nguyễn Văn Đào",
    "đ/c. Nguyễn Văn Đào",
    "Đồng chí Nguyễn Văn Đào",
    "Ông Nguyễn Văn Đào",
    "ThS. Nguyễn Văn Đào",
    "Nguyễn Văn Ðào",  # U+00D0
    "Nguyễn\u00a0Văn \u00adĐào",
    "\u202aNguyễn Văn Đào\u202c\ufeff",
    "Nguye\u0302\u0303n Va\u0306n \u0110a\u0300o",
    "NGUYỄN VĂN ĐÀO",
    "  Nguyễn  Văn\u200b Đào ",
)


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_name_is_kept_without_title_or_what_nobody_sees(text: str) -> None:
    assert person_name(text) == DAO


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *((DAO, text) for text in SPELLINGS),
        ("Lê Thị Mỹ Hoà", "Bà LÊ THỊ MĨ HÒA"),
        ("Lý Quý Kỳ", "Lí Quí Kì"),
        ("Trần Thuý Vy", "Trần Thúy Vi"),
        ("nguyễn văn đào", DAO),
        ("Nguyen Van Dao", DAO),
        ("H’Hen Niê", "H'Hen Niê"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Lê Văn Hải", "Lê Văn Hai"), ("Lê Thuý", "Lê Thui"), ("Lê Văn Đạo", DAO), ("", DAO)],
)
def test_other_names_are_not(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("words", ["Đào", "anh Đào", "đ/c đào", "dao", "chi van dao", DAO])
def test_somebody_is_called_by_the_end_of_the_name(words: str) -> None:
    assert is_called(DAO, words)


@pytest.mark.parametrize("words", ["", "ao", "Đạo", "Nguyễn", "Văn"])
def test_and_by_nothing_else(words: str) -> None:
    assert not is_called(DAO, words)


def test_two_words_are_left_of_a_name() -> None:
    assert person_name("Bà Triệu") == "Bà Triệu"
    assert person_name("Anh Đức") == "Anh Đức"


def test_codes_are_the_same_in_any_capitals_and_dashes() -> None:
    assert code_key(" cb\u00ad 001 ") == code_key("CB001")
    assert known_code("nv–1", ("NV-1", "NV-2")) == "NV-1"
    assert known_code("NV-9", ("NV-1",)) == "NV-9"


def test_a_text_keeps_its_lines_and_loses_what_nobody_sees() -> None:
    assert clean("Ða\u0303 xong\u200b\r\nrồi\ufeff") == "Đã xong\nrồi"


@pytest.mark.parametrize(
    "text",
    [
        "0912000001",
        "\u202d0912000001\u202c",
        "\u200e0912000001",
        "0912\u2011000\u2011001",
        "0912\u2013000\u2013001",
        "\ufeff0912000001",
        "\u20660912000001\u2069",
        "+84 (0)912 000 001",
        "(+84) 912000001",
        "0912\u00ad000001",
        "0912 000 001\u00a0",
        "84.912.000.001",
        "912000001",
        "０９１２０００００１",
    ],
)
def test_a_number_is_the_same_however_it_is_written(text: str) -> None:
    assert read_phone(text) == PhoneRead("+84912000001")


KINDS = {"VP": "van_phong", "P": "phong", "Q": "phong"}
FULL = OfficialLine("A", "Lê Văn An", "+84912000001", "P", "truong_phong", "Trưởng phòng", True)


def test_an_empty_cell_is_no_change() -> None:
    [before] = members_after([FULL], KINDS, {})
    [after] = members_after(
        [OfficialLine("A", "", "", "P", "", "", None)], KINDS, {before.code: before}
    )
    assert after == before


def test_another_spelling_is_no_change_but_another_name_is() -> None:
    [before] = members_after([FULL], KINDS, {})
    for name, kept in (("Đ/c LÊ VĂN AN", "Lê Văn An"), ("Lê Văn Ân", "Lê Văn Ân")):
        [after] = members_after(
            [OfficialLine("A", name, "", "P", "", "", None)], KINDS, {"A": before}
        )
        assert after.name == kept


def test_the_mark_of_the_focal_point_is_handed_on_and_a_post_ends_with_a_move() -> None:
    [before] = members_after([FULL], KINDS, {})
    new = OfficialLine("B", "Lê Thị Bình", "", "P", "cong_chuc", "", True)
    stays = OfficialLine("A", "", "", "P", "", "", None)
    [after, _] = members_after([stays, new], KINDS, {"A": before})
    assert after.roles == {Role.HEAD}
    moves = OfficialLine("A", "", "", "Q", "", "", None)
    [moved] = members_after([moves], KINDS, {"A": before})
    assert moved.roles == {Role.OFFICIAL}
    assert moved.phone == FULL.phone


def test_a_title_is_looked_for_only_before_a_name() -> None:
    """ "dong danh" holds "ong" and a space, and is no gentleman for that."""
    assert is_called("Phạm Thị Đồng Danh", "pham thi dong danh")
    assert is_called("Phạm Thị Đồng Danh", "ông Phạm Thị Đồng Danh")
