"""Answering in words: a status typed instead of tapped, then a note, a percentage or a file."""

from dataclasses import dataclass

from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.messages import File, IncomingEvent
from domain.people.access import Entrance
from domain.replies.interpreter import Verdict, interpret
from domain.reporting.duties import Status
from domain.reporting.issue_text import split_reason

routes = Router()

STATUSES = {
    Verdict.DONE: Status.DONE,
    Verdict.IN_PROGRESS: Status.IN_PROGRESS,
    Verdict.BLOCKED: Status.BLOCKED,
    Verdict.NOT_STARTED: Status.NOT_STARTED,
}


@dataclass(frozen=True, slots=True)
class SaveStatus(Effect):
    duty_id: int
    status: Status
    percent: int | None
    note: str


@dataclass(frozen=True, slots=True)
class AskAgain(Effect):
    """The words were not clear; show the four choices."""

    duty_id: int


@dataclass(frozen=True, slots=True)
class AskQuestion(Effect):
    """Not an answer but a question, to be passed on."""

    duty_id: int
    text: str


@dataclass(frozen=True, slots=True)
class AddNote(Effect):
    duty_id: int
    text: str


@dataclass(frozen=True, slots=True)
class AddFiles(Effect):
    duty_id: int
    files: tuple[File, ...]
    text: str


@routes.step("answering", "hear_status", require=Entrance.MEMBER)
def hear_status(data: Data, event: IncomingEvent) -> Turn:
    if event.files:
        return Turn(effect=AddFiles(data["duty_id"], event.files, event.text))
    reading = interpret(event.text)
    if reading.verdict is Verdict.QUESTION:
        return Turn(effect=AskQuestion(data["duty_id"], event.text))
    status = STATUSES.get(reading.verdict)
    if status is None:
        return Turn(effect=AskAgain(data["duty_id"]))
    return Turn(effect=SaveStatus(data["duty_id"], status, reading.percent, event.text))


@routes.step("answering", "hear_note", require=Entrance.MEMBER)
def hear_note(data: Data, event: IncomingEvent) -> Turn:
    if event.files:
        return Turn(effect=AddFiles(data["duty_id"], event.files, event.text))
    proposes = bool(split_reason(event.text)[1])
    if not proposes and interpret(event.text).verdict is Verdict.QUESTION:
        return Turn(effect=AskQuestion(data["duty_id"], event.text))
    return Turn(effect=AddNote(data["duty_id"], event.text))
