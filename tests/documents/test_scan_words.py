"""Misread words are put right where only one word is possible; a quarter is told by its strokes."""

from typing import Any

import pytest

cv2 = pytest.importorskip("cv2", reason="needs the extra `scan`")
np = pytest.importorskip("numpy")

from documents.plan.set_lines import as_meant  # noqa: E402 - after what they need
from documents.readers.grid import Cell, Recognised  # noqa: E402 - after what they need
from documents.readers.pdf.page import Word  # noqa: E402 - after what they need
from documents.readers.scan.again import vote  # noqa: E402 - after what they need
from documents.readers.scan.quarters import with_quarters  # noqa: E402 - after what they need
from documents.readers.scan.spelling import pairs_in, spelt  # noqa: E402 - after what they need
from documents.readers.scan.vocabulary import Vocabulary, is_syllable  # noqa: E402 - after what they need
from domain.imports.unit_names import UnitNames  # noqa: E402 - after what they need
from tests.documents.annex_files import UNITS  # noqa: E402 - after what they need


def words(text: str, confidence: int = 60) -> list[Word]:
    """Side by side on one line."""
    return [
        Word(each, 100.0 * at, 0.0, 100.0 * at + 80, 30.0, confidence)
        for at, each in enumerate(text.split())
    ]


def texts(of: list[Word]) -> str:
    return " ".join(word.text for word in of)


@pytest.mark.parametrize("word", ["nghiệp", "giải", "quyết", "khuyến", "đường", "ở", "gìn", "ý"])
def test_syllables_that_can_be(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["2hủ", "hợa", "glai", "phôp", "thưc", "qz", ""])
def test_syllables_that_cannot_be(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Phối hợa2 hoàn thiện", "Phối hợp hoàn thiện"),
        ("của Chính 2hủ", "của Chính phủ"),
        ("theo đõi hồ sơ", "theo dõi hồ sơ"),
        ("khí hóa lỗng (LPG)", "khí hóa lỏng (LPG)"),
        ("cơ câu ngạch", "cơ cấu ngạch"),
        ("CƠ CÂU TỔ CHỨC", "CƠ CẤU TỔ CHỨC"),
        ("người đân, doanh nghiệp", "người dân, doanh nghiệp"),
        ("phát hành 01 tờ gấp", "phát hành 01 tờ gấp"),
        ("tối thiểu 01 sáng kiến", "tối thiểu 01 sáng kiến"),
        ("cơ. câu hỏi", "cơ. câu hỏi"),
        ("xử lí văn bản", "xử lí văn bản"),
    ],
)
def test_a_word_is_known_by_the_one_beside_it(read: str, meant: str) -> None:
    assert texts(spelt(words(read), Vocabulary())) == meant


def test_what_was_read_for_certain_stays_and_what_is_put_right_is_doubtful() -> None:
    assert texts(spelt(words("theo đõi", 96), Vocabulary())) == "theo đõi"
    assert max(word.confidence for word in spelt(words("theo đõi", 91), Vocabulary())[1:]) < 90


def test_a_plan_teaches_its_own_words() -> None:
    taught = Vocabulary(pairs_in([words("buôn rượu", 96)]))
    assert texts(spelt(words("buôn Tượu"), taught)) == "buôn Rượu"
    assert texts(spelt(words("buôn Tượu"), Vocabulary())) == "buôn Tượu"


def test_several_readings_vote_and_a_changed_word_is_doubtful() -> None:
    first = words("khí hóa lỗng", 89)
    chosen = vote(first, [words("khí hóa lỏng", 80), words("khí hóa lỏng", 70)])
    assert texts(chosen) == "khí hóa lỏng"
    assert chosen[2].confidence <= 88
    assert vote(first, [words("khí hóa"), words("khí hóa lỗng")]) == first


def test_a_number_is_not_outvoted_by_words() -> None:
    first = words("tối thiểu 01 tin", 70)
    assert vote(first, [words("tối thiểu vi tin", 90)] * 2) == first
    assert texts(vote(first, [words("tối thiểu 02 tin", 90)] * 2)) == "tối thiểu 02 tin"


STROKES = {"I": (5,), "II": (5, 22), "III": (5, 22, 39)}


def drawn(number: str) -> Any:
    """A Roman number of thick strokes, and a slash behind it."""
    page = np.full((60, 200), 255, np.uint8)
    for at in STROKES.get(number, (5,)):
        cv2.line(page, (at + 10, 12), (at + 10, 48), 0, 5)
    if number == "IV":
        cv2.line(page, (27, 12), (40, 48), 0, 5)
        cv2.line(page, (53, 12), (40, 48), 0, 5)
    return page


@pytest.mark.parametrize("number", ["I", "II", "III", "IV"])
@pytest.mark.parametrize("read", ["II/2025", "IH/2025", "1V/2025", "III/2025", "l/2025"])
def test_a_quarter_is_told_by_its_strokes_whatever_was_read(number: str, read: str) -> None:
    quarter = Word("Quý", 0.0, 10.0, 4.0, 50.0, 95)
    word = Word(read, 11.0, 10.0, 190.0, 50.0, 91, slash=62.0)
    made = with_quarters([quarter, word], drawn(number))[1]
    assert made.text == f"{number}/2025"
    assert made == word or made.confidence <= 88


@pytest.mark.parametrize("number", ["II", "III"])
def test_a_slash_that_was_read_too_near_cuts_no_stroke_off(number: str) -> None:
    page = drawn(number)
    end = 10 + STROKES[number][-1] + 9
    cv2.line(page, (end + 9, 10), (end, 52), 0, 3)
    read = Word("I/2025", 11.0, 10.0, 190.0, 50.0, 91, slash=22.0)
    quarter = Word("Quý", 0.0, 10.0, 4.0, 50.0, 95)
    assert with_quarters([quarter, read], page)[1].text == f"{number}/2025"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Phòng Kỹ thuật an toàn - Mô trường", "Phòng Kỹ thuật an toàn – Môi trường"),
        ("VP; Phòng Quản ly Thươmg mại", "VP; Phòng Quản lý Thương mại"),
        ("Đội Quản lý thị trường số 14", "Đội Quản lý thị trường số 14"),
    ],
)
def test_a_unit_is_known_by_its_whole_name(read: str, meant: str) -> None:
    cell = Cell(read, (1, 1), recognised=Recognised(92, b""), lines=(read,))
    assert as_meant(cell, read, UnitNames(UNITS)) == meant


def test_only_what_follows_a_quarter_is_changed() -> None:
    word = Word("II/2025", 11.0, 10.0, 190.0, 50.0, 91, slash=62.0)
    assert with_quarters([Word("Mục", 0, 10, 4, 50), word], drawn("III"))[1] == word
