"""Single slips of a key in replies that are not done: none of them reads as done."""

import os
import random
import unicodedata
from zlib import crc32

from domain.replies.interpreter import Verdict, interpret
from tests.domain.replies.test_reply_scores import singles

SLIPS = int(os.environ.get("NHACVIEC_SLIPS", "2000"))
"""Two thousand with every run of the suite; docs/replies.md tells how many were tried at length."""
BOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
LETTERS = "abcdeghiklmnopqrstuvxy"
OTHER_REPLIES = {"em xong", "em xong rui", "xong", "vưa xong", "vua xong", "ua xong"}
"""What is left of "xem xong", "ứ xong" or "vhưa xong" is what others write who are done."""


def neighbours(key: str) -> str:
    """The keys around `key` on a board."""
    return "".join(
        row[max(place - 1, 0) : place + 2]
        for line, row in enumerate(BOARD)
        for above in BOARD[max(line - 1, 0) : line + 2]
        if (place := above.find(key)) >= 0
    )


def slip(text: str, dice: random.Random) -> str:
    """`text` with one key too few, too many, wrong, or swapped with the next one."""
    letters = [place for place, letter in enumerate(text) if letter.isalpha()]
    place = dice.choice(letters or [0])
    plain = unicodedata.normalize("NFD", text[place].lower())[0].replace("đ", "d")
    key = dice.choice(neighbours(plain) or LETTERS) if dice.random() < 0.7 else dice.choice(LETTERS)
    before, here, after = text[:place], text[place : place + 1], text[place + 1 :]
    return dice.choice((
        before + after, before + key + here + after, before + key + after,
        before + after[:1] + here + after[1:],
    ))  # fmt: skip


def slips_of(text: str, count: int) -> list[str]:
    """The same for the same text, whatever stands beside it in the labelled file."""
    dice = random.Random(crc32(text.encode()))
    return [slip(text, dice) for _ in range(count)]


def test_no_slip_of_a_key_makes_a_reply_done() -> None:
    replies = [each for part in ("tuning", "heldout") for each in singles(part)]
    texts = [each.text for each in replies if each.label != "done"]
    done = {each.text for each in replies if each.label == "done"} | OTHER_REPLIES
    slips = [one for text in texts for one in slips_of(text, -(-SLIPS // len(texts)))][:SLIPS]
    read = [one for one in slips if interpret(one).verdict is Verdict.DONE]
    assert [one for one in read if one.strip(" .") not in done] == []
