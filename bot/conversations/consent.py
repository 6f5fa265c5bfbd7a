"""Agreeing, or not, to the notice on personal data before a chat is linked."""

import unicodedata
from dataclasses import dataclass

from bot.conversations.turn import Data, Effect, Flow, Turn
from domain.messages import Choice, Heard, Say
from domain.taps import Tap

AGREED = {"dong y", "dongy"}
DECLINED = {"tu choi", "tuchoi"}
CHOICES = (
    Choice("choice.agree", str(Tap("agree"))),
    Choice("choice.decline", str(Tap("decline"))),
)


@dataclass(frozen=True, slots=True)
class Agree(Effect):
    """`secret_hash` is of the invitation to be used up; empty for one admitted by a person."""

    official_id: int
    secret_hash: str


@dataclass(frozen=True, slots=True)
class Decline(Effect):
    official_id: int


def hear_consent(data: Data, heard: Heard) -> Turn:
    said = unaccented(heard.text)
    if heard.tap == str(Tap("agree")) or said in AGREED:
        return Turn(effect=Agree(data["official_id"], data["secret_hash"]))
    if heard.tap == str(Tap("decline")) or said in DECLINED:
        return Turn(effect=Decline(data["official_id"]))
    return Turn(Say("registration.notice", data, CHOICES), "hear_consent", data)


def unaccented(text: str) -> str:
    """Small letters without marks, single spaces."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


FLOW: Flow = {"hear_consent": hear_consent}
