"""Tells what a text after an answer means: taken back, changed, thanks, a question or a note."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.replies.interpreter import Reading, Verdict, interpret
from domain.replies.vocabulary import vocabulary
from domain.text.cleaning import fold
from domain.text.normalize import plain


class FollowUp(StrEnum):
    """What a text in the hours after an answer asks for."""

    UNDO = "undo"
    STATUS = "status"
    PLEASANTRY = "pleasantry"
    QUESTION = "question"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class FollowUpReading:
    """The kind of a text that follows an answer; `reading` is how it reads as a reply."""

    kind: FollowUp
    reading: Reading


def read_follow_up(text: str) -> FollowUpReading:
    """Tell a taking back from a change of status, a pleasantry, a question and a note.

    A pleasantry stores nothing; what cannot be told is `CONTENT`, so that no words are lost.
    """
    said = _words(text)
    if _PLEASANT.issuperset(said.split()):
        return FollowUpReading(FollowUp.PLEASANTRY, interpret(text))
    if _asks_to_undo(said):
        return FollowUpReading(FollowUp.UNDO, interpret(text))
    if _TAKES_BACK.search(said) and not _NOT_TAKEN_BACK.search(said):
        reading = interpret(_without_the_slip(unicodedata.normalize("NFC", text)))
        return FollowUpReading(_claim_or(FollowUp.UNDO, reading), reading)
    reading = interpret(text)
    asks = reading.verdict is Verdict.QUESTION
    return FollowUpReading(
        _claim_or(FollowUp.QUESTION if asks else FollowUp.CONTENT, reading), reading
    )


def _words(text: str) -> str:
    """The plain words with single spaces; neither emoji, stickers nor points remain."""
    letters = plain(unicodedata.normalize("NFC", text))
    return " ".join(re.findall(r"[a-z]+|\d+", _FACES.sub(" ", letters)))


def _asks_to_undo(said: str) -> bool:
    """`hủy giúp em câu trả lời vừa rồi`, and nothing else: a word more may be another thing."""
    rest, found = _VERB.subn(" ", _TASK.sub(" ", said))
    return bool(found) and _BESIDE_UNDO.issuperset(rest.split())


def _without_the_slip(text: str) -> str:
    """What else is said; its letters stay as they were typed."""
    found = _SLIP_IN_TEXT.search(fold(text))
    return text[: found.start()] + text[found.end() :] if found else text


def _claim_or(otherwise: FollowUp, reading: Reading) -> FollowUp:
    """`bấm nhầm, chưa xong` changes the status; without one it takes the answer back."""
    return FollowUp.STATUS if reading.verdict in _CLAIMS else otherwise


_CLAIMS: Final = {Verdict.DONE, Verdict.IN_PROGRESS, Verdict.BLOCKED, Verdict.NOT_STARTED}
_FACES: Final = re.compile(r"[:;=]-?(?:[)(dp]+|v)(?!\w)|<3")
_WORDS: Final = vocabulary("follow_up")
_ADDRESS: Final = _WORDS["address"]
_UNDO: Final = (
    r"\b(?:hoan tac|huy(?: bo)?|rut(?: lai)?|thu hoi|thu lai|lay lai|undo|xoa|go bo"
    r"|bo(?= di| giup| gium| ho| cau| cai| bao cao))\b"
)
_TASK: Final = re.compile(r"\b(?:(?:so|muc) )?(?:(?!tac|lai|huy|rut)[a-z]{2,5} )?\d{1,3}\b")
_VERB: Final = re.compile(_UNDO)
_BESIDE_UNDO: Final = _ADDRESS | _WORDS["beside_undo"]
_PLEASANT: Final = _ADDRESS | _WORDS["pleasant"]
_SLIP: Final = (
    r"(?:(?:bam|nhan|chon|bao|an|go|gui|nop|tra loi|tich|tick|nhap|danh|vao|kich|click|ghi|noi)"
    r"(?: (?!file|anh|so|nguoi)\w+){0,2} (?:nham|lon|sai)"
    r"(?! (?:so|nguoi|file|tep|anh|ban|cong van|van ban|mail|email|link))"
    r"|(?:nham|lon) nut|lo (?:tay|bam|nhan)|(?:nham|lon) tay)"
)
_MERE: Final = "|".join(sorted(_ADDRESS))
_TAKES_BACK: Final = re.compile(
    rf"\b{_SLIP}\b|^(?:(?:{_MERE}) )*nham(?: lan)?(?: (?:roi|mat|{_MERE}))*$"
    rf"|\b(?:nham|lon)(?: roi)?(?: \w+)? {_UNDO}"
)
_SLIP_IN_TEXT: Final = re.compile(rf"\b(?:{_SLIP}|nham lan|nham)\b(?: roi\b)?[,.;: ]*")
_NOT_TAKEN_BACK: Final = re.compile(rf"\b(?:khong|ko|k|dung|chua)(?: \w+)? (?:{_UNDO}|{_SLIP})")
