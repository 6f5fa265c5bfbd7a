"""Bringing a file in: it is waited for, then what was understood is confirmed or corrected."""

import re
from dataclasses import dataclass

from bot.features.reports.bulk_reply_conversation import RIGHT, ReadAgain
from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.imports.naming.meanings import meaning_in
from domain.messaging.messages import IncomingEvent
from domain.people.access import IMPORTS
from domain.text.normalize import plain

routes = Router()

WORD = re.compile(r"\w+")
ONLY_ADDING = {"chi them va sua", "chi them", "khong ket thuc ai"}
CONFIRMED = RIGHT | {"xac nhan", "dung xac nhan", "confirm"}
DROPPED = {"bo", "bo qua", "huy", "khong", "drop"}


@dataclass(frozen=True, slots=True)
class TakeFile(Effect):
    """`matter`: what the file is about."""

    matter: str


@dataclass(frozen=True, slots=True)
class ConfirmImport(Effect):
    draft_id: int


@dataclass(frozen=True, slots=True)
class LearnMeaning(Effect):
    """What words of the draft's file mean, as it was written."""

    draft_id: int
    words: str
    units: str


@dataclass(frozen=True, slots=True)
class DropImport(Effect):
    draft_id: int


@dataclass(frozen=True, slots=True)
class KeepMissing(Effect):
    draft_id: int


@dataclass(frozen=True, slots=True)
class EndMissing(Effect):
    draft_id: int


@routes.step("importing", "hear_file", require=IMPORTS)
def hear_file(data: Data, event: IncomingEvent) -> Turn:
    if event.files:
        return Turn(effect=TakeFile(data["matter"]))
    if plain(event.text) in DROPPED:
        return Turn(effect=DropImport(0))
    return Turn(effect=ReadAgain())


@routes.step("importing", "hear_verdict", require=IMPORTS)
def hear_verdict(data: Data, event: IncomingEvent) -> Turn:
    """What was understood lies before the reader; a file is the corrected workbook."""
    if event.files:
        return Turn(effect=TakeFile(data["matter"]))
    if plain(event.text) in CONFIRMED:
        return Turn(effect=ConfirmImport(data["draft_id"]))
    if plain(event.text) in DROPPED:
        return Turn(effect=DropImport(data["draft_id"]))
    meaning = meaning_in(event.text)
    if meaning:
        return Turn(effect=LearnMeaning(data["draft_id"], meaning.words, meaning.units))
    return Turn(effect=ReadAgain())


@routes.step("importing", "hear_ending", require=IMPORTS)
def hear_ending(data: Data, event: IncomingEvent) -> Turn:
    """Nobody ends by a mere yes: it is to be said how many end."""
    said, draft_id = " ".join(WORD.findall(plain(event.text))), data["draft_id"]
    if any(said.startswith(words) for words in ONLY_ADDING):
        return Turn(effect=KeepMissing(draft_id))
    if said.startswith(f"ket thuc {data['count']}"):
        return Turn(effect=EndMissing(draft_id))
    if said in CONFIRMED:
        return Turn(effect=ConfirmImport(draft_id))
    return hear_verdict(data, event)
