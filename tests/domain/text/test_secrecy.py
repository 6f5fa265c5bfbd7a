"""Every phrase of two lists is read as a person would: innocent, to be asked about, or certain."""

import csv
import unicodedata
from pathlib import Path

import pytest

from domain.text.secrecy import Secrecy, read_secrecy

FOLDER = Path(__file__).parents[1] / "data"
READINGS = {"innocent": Secrecy.INNOCENT, "ask": Secrecy.UNCLEAR, "certain": Secrecy.CERTAIN}


def rows(name: str) -> list[tuple[str, Secrecy]]:
    with (FOLDER / name).open(encoding="utf-8") as lines:
        return [(row["text"], READINGS[row["reading"]]) for row in csv.DictReader(lines)]


OWN, HELD_OUT = rows("secrecy.csv"), rows("secrecy_held_out.csv")
REPLIES = [
    row["text"]
    for name in ("replies.csv", "replies_by_rule.csv", "replies_more.csv")
    for row in csv.DictReader((FOLDER / name).read_text("utf-8").splitlines())
]


@pytest.mark.parametrize(("text", "meant"), OWN + HELD_OUT)
def test_a_phrase_is_read_as_it_is_meant(text: str, meant: Secrecy) -> None:
    assert read_secrecy(text) is meant
    assert read_secrecy(unicodedata.normalize("NFD", text)) is meant


def test_the_lists_hold_enough_of_both_kinds_and_half_of_it_without_marks() -> None:
    assert len(OWN) >= 150
    for meant in (Secrecy.INNOCENT, Secrecy.CERTAIN):
        of_kind = [text for text, each in OWN if each is meant]
        bare = [text for text in of_kind if text.isascii()]
        assert len(of_kind) >= 100
        assert len(bare) * 5 >= len(of_kind) * 2


def test_at_most_one_phrase_in_ten_is_asked_about() -> None:
    for phrases in (OWN, HELD_OUT):
        asked = [text for text, _ in phrases if read_secrecy(text) is Secrecy.UNCLEAR]
        assert len(asked) * 10 <= len(phrases)


def test_no_reply_that_was_collected_from_people_is_refused_or_asked_about() -> None:
    assert len(REPLIES) > 500
    assert [text for text in REPLIES if read_secrecy(text)] == []


def test_what_is_denied_in_the_same_breath_is_taken_at_its_word() -> None:
    assert read_secrecy("hồ sơ này mật") is Secrecy.CERTAIN
    assert read_secrecy("ho so nay mat") is Secrecy.UNCLEAR
    assert read_secrecy("khong phai bi mat nha nuoc: ho so nay mat") is Secrecy.INNOCENT
    assert read_secrecy("khong phai bi mat nha nuoc: cong van 27-CV/M") is Secrecy.CERTAIN


def test_unseen_signs_between_letters_hide_nothing() -> None:
    assert read_secrecy("tài liệu m\u00adậ\u200bt số 5") is Secrecy.CERTAIN
