"""Tells what a text adds to the status it names, and whether it only corrects, thanks or greets."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from domain.replies.follow_up import FollowUp, FollowUpReading, read_follow_up
from domain.replies.lists.notes import note_alone
from domain.replies.vocabulary import vocabulary
from domain.text.cleaning import fold
from domain.text.normalize import plain


class Courtesy(StrEnum):
    """What a text without content is."""

    THANKS = "thanks"
    GREETING = "greeting"
    ACKNOWLEDGEMENT = "acknowledgement"
    FACE = "face"  # a sticker, or nothing but emoji


def courtesy_of(text: str) -> Courtesy:
    """Which kind of pleasantry a text is that is known to be one."""
    words = set(_words(text))
    if words & _THANKS:
        return Courtesy.THANKS
    if words & _GREETINGS:
        return Courtesy.GREETING
    return Courtesy.ACKNOWLEDGEMENT if words else Courtesy.FACE


def agrees(text: str) -> bool:
    """Whether a text says yes to what was asked, and nothing else."""
    words = set(_words(text))
    return bool(words & _YES) and words <= _YES | _BESIDE


def declines(text: str) -> bool:
    """Whether a text says that what was shown is not so, and nothing else."""
    words = _words(text)
    said = " ".join(word for word in words if word not in _BESIDE)
    return bool(said) and _NO.fullmatch(said) is not None


def read_words(text: str) -> FollowUpReading:
    """Read a text that may put right what was said before: "em nhầm, đang làm" says "đang làm"."""
    text = _without_opening(_whole(text))
    said = read_follow_up(text)
    if said.kind is FollowUp.PLEASANTRY and _BY_THE_WAY.issuperset(_words(text) or [""]):
        return FollowUpReading(FollowUp.CONTENT, said.reading)
    if said.kind is not FollowUp.CONTENT or not corrects(text):
        return said
    again = read_follow_up(_without_corrections(_whole(text)))
    return again if again.kind is FollowUp.STATUS else said


def corrects(text: str) -> bool:
    """Whether the words put right what was said before: "em bấm nhầm", "thực ra"."""
    return _CORRECTION.search(fold(_whole(text))) is not None


def content_of(text: str) -> str:
    """What is said beyond a status, as it was typed; "" where the words name nothing but that."""
    said = _without_opening(without_courtesies(text))
    kept = note_alone(_without_corrections(said))
    return "" if _LABEL_WORDS.issuperset(_words(kept)) else kept


def without_courtesies(text: str) -> str:
    """The text without its thanks and greetings: "xong rồi ạ, em cảm ơn" is "xong rồi ạ"."""
    whole = _whole(text)
    parts = re.split(r"([,;!\n]+|[.](?!\d))", _cut_thanks(whole))
    said = [n for n in range(0, len(parts), 2) if not _is_pleasant(parts[n])]
    kept = "".join("".join(parts[n : n + 2]) for n in said)
    return whole if len(kept) == len(whole) else kept.strip(_EDGES)


def _cut_thanks(text: str) -> str:
    found = _THANKS_AT_END.search(fold(text))
    return text[: found.start()] if found else text


def _is_pleasant(clause: str) -> bool:
    return bool(clause.strip()) and read_words(clause).kind is FollowUp.PLEASANTRY


def names_status_first(text: str) -> bool:
    """Whether a status stands at the head, before what else is said: "đang làm, mới gặp …"."""
    rest = _without_corrections(_whole(text)).strip(_EDGES)
    return len(note_alone(rest)) < len(_END.sub("", rest))


def _without_corrections(text: str) -> str:
    folded, kept, start = fold(text), [], 0
    for found in _CORRECTION.finditer(folded):
        kept.append(text[start : found.start()])
        start = found.end()
    return "".join((*kept, text[start:])).strip(_EDGES)


def _without_opening(text: str) -> str:
    """Without the "à", "ủa", "ấy chết" before what is said."""
    found = _OPENING.match(fold(text))
    return text[found.end() :] if found else text


def _whole(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+", plain(_whole(text)))


_EDGES: Final = " \t\n,;:.-–/"
_END: Final = re.compile(r"(?:[\s,.;!]|\b(?:ạ|à|nhé|nha)(?!\w))*$")
_WORDS: Final = vocabulary("content")
_THANKS: Final = _WORDS["thanks"]
_GREETINGS: Final = _WORDS["greetings"]
_BY_THE_WAY: Final = _WORDS["by_the_way"]
_BESIDE: Final = _WORDS["beside"]
_YES: Final = _WORDS["yes"]
_NO: Final = re.compile(
    r"(?:khong|ko|k|chua|sai|nham|lon|thoi|huy|bo|no|sua|sua lai|bo qua|huy bo|thoi huy|thoi bo"
    r"|khong phai|khong dung|chua dung|chua phai|sai nham|thoi khong|khong ghi|dung ghi)"
)
_NOT_OF_A_THING: Final = (
    r"(?!\s+(?:so|nguoi|file|tep|ban|cong van|van ban|mail|email|link|don vi|ngay|thang|ho so)\b)"
)
_CORRECTION: Final = re.compile(
    r"\b(?:(?:em|toi|minh|anh|chi|xin loi|da|lo)\s+)*(?:bam|nhan|an|chon|bao|go|tra loi|tich|nhap"
    r"|danh|ghi|noi|gui|nop)\s+(?:nham|lon|sai)(?:\s+(?:nut|roi))?\b"
    rf"{_NOT_OF_A_THING}|\b(?:(?:em|toi|minh)\s+)*nham(?:\s+(?:roi|lan))?\b{_NOT_OF_A_THING}"
    r"|\b(?:xin\s+)?(?:sua lai|dinh chinh|cap nhat lai)(?:\s+la)?\b"
    r"|\b(?:chuyen|doi|sua)\s+(?:sang|thanh)\b"
    r"|\b(?:thuc|that)\s+ra\b|\b(?:em|toi|minh)\s+noi lai(?:\s+la)?\b|\by\s+(?:em|toi)\s+la\b"
    r"|\bkhong phai(?:\s+la)?\s+(?:da\s+)?(?:xong|hoan thanh)\b"
)
_OPENING: Final = re.compile(
    r"\s*(?:(?:ay chet|thoi chet|chet|a|ah|ay|oi|u|ua|uh|quen|sorry|sr)"
    r"(?:\s*[,.!:;]+\s*|\s+(?=(?:em|toi|minh|nham|lon|chua|da|dang|ay|quen|sorry)\b)))+"
)
_THANKS_AT_END: Final = re.compile(
    r"[\s,;.]*\b(?:(?:em|toi|minh|xin|chan thanh|tran trong|da|rat)\s+)*"
    r"(?:cam on|tks|thanks?|thank you)\b[^,;.\n]*[\s.!]*$"
)
_LABEL_WORDS: Final = _BESIDE | _WORDS["status"]
