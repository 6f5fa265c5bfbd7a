"""Bringing a file in: it is waited for, then what was understood is confirmed or corrected."""

from dataclasses import dataclass

from bot.features.reports.bulk_reply_conversation import RIGHT, ReadAgain
from bot.inbound.turn import Data, Effect, Flow, Turn
from domain.messaging.messages import IncomingEvent
from domain.text.normalize import plain

CONFIRMED = RIGHT | {"xac nhan", "dung xac nhan"}
DROPPED = {"bo", "bo qua", "huy", "khong"}


@dataclass(frozen=True, slots=True)
class TakeFile(Effect):
    """`matter`: what the file is about."""

    matter: str


@dataclass(frozen=True, slots=True)
class ConfirmImport(Effect):
    draft_id: int


@dataclass(frozen=True, slots=True)
class DropImport(Effect):
    draft_id: int


def hear_file(data: Data, event: IncomingEvent) -> Turn:
    if event.files:
        return Turn(effect=TakeFile(data["matter"]))
    if plain(event.text) in DROPPED:
        return Turn(effect=DropImport(0))
    return Turn(effect=ReadAgain())


def hear_verdict(data: Data, event: IncomingEvent) -> Turn:
    """What was understood lies before the reader; a file is the corrected workbook."""
    if event.files:
        return Turn(effect=TakeFile(data["matter"]))
    if plain(event.text) in CONFIRMED:
        return Turn(effect=ConfirmImport(data["draft_id"]))
    if plain(event.text) in DROPPED:
        return Turn(effect=DropImport(data["draft_id"]))
    return Turn(effect=ReadAgain())


FLOW: Flow = {"hear_file": hear_file, "hear_verdict": hear_verdict}
