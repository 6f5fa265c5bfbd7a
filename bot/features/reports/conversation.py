"""Answering in words: a status typed instead of tapped, then a note, a percentage or a file."""

from dataclasses import dataclass

from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.issues.issue_text import split_reason
from domain.messaging.messages import File, IncomingEvent
from domain.people.access import Entrance
from domain.replies.content import content_of, corrects, read_words, without_courtesies
from domain.replies.follow_up import FollowUp
from domain.replies.interpreter import Verdict
from domain.reporting.duties import Status
from domain.reporting.status_change import STATUSES

routes = Router()

ENOUGH_WORDS = 4


@dataclass(frozen=True, slots=True)
class SaveStatus(Effect):
    duty_id: int
    status: Status
    percent: int | None
    note: str


@dataclass(frozen=True, slots=True)
class AskAgain(Effect):
    """The words were not clear; show the four choices, and keep the words as a note."""

    duty_id: int
    note: str


@dataclass(frozen=True, slots=True)
class AskQuestion(Effect):
    """Not an answer but a question, to be passed on."""

    duty_id: int
    text: str


@dataclass(frozen=True, slots=True)
class AddNote(Effect):
    """`more`: the stuck duties whose reason is asked for next."""

    duty_id: int
    text: str
    more: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowStatus(Effect):
    """Words after an answer in which a status is named."""

    duty_id: int
    status: Status
    percent: int | None
    text: str
    more: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeBack(Effect):
    """An answer is to be undone; `duty_id`: the one that was spoken of last, or 0."""

    duty_id: int = 0


@dataclass(frozen=True, slots=True)
class BePolite(Effect):
    """Thanks or a greeting; the conversation stays at `step` with what it knew."""

    step: str
    data: Data
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
    reading = read_words(event.text).reading
    if reading.verdict is Verdict.QUESTION:
        return Turn(effect=AskQuestion(data["duty_id"], event.text))
    status, before = STATUSES.get(reading.verdict), data.get("note", "")
    if status is not None:
        note = _joined(before, _note(status, event.text))
        return Turn(effect=SaveStatus(data["duty_id"], status, reading.percent, note))
    again = Turn(effect=AskAgain(data["duty_id"], _joined(before, _kept(event.text))))
    return _beside_the_point(data, event, "hear_status") or again


def _note(status: Status, text: str) -> str:
    """A bare "vướng" is no reason; it is asked for. "Em nhầm" is no part of the report."""
    if corrects(text):
        return content_of(text)
    bare = status is Status.BLOCKED and not content_of(text)
    return "" if bare else without_courtesies(text)


def _kept(text: str) -> str:
    """A word or two that were not understood are a slip, not content."""
    return text if len(text.split()) >= ENOUGH_WORDS else ""


def _joined(before: str, text: str) -> str:
    return f"{before}\n{text}".strip()


@routes.step("answering", "hear_note", require=Entrance.MEMBER)
def hear_note(data: Data, event: IncomingEvent) -> Turn:
    """What follows an answer: content, another status, taking back, thanks, or a question."""
    duty_id, more = data["duty_id"], tuple(data.get("more", ()))
    if event.files:
        return Turn(effect=AddFiles(duty_id, event.files, event.text))
    beside = _beside_the_point(data, event, "hear_note")
    if beside is not None:
        return beside
    reading, proposes = read_words(event.text).reading, bool(split_reason(event.text)[1])
    status = STATUSES.get(reading.verdict)
    if status is not None and not proposes:
        return Turn(effect=FollowStatus(duty_id, status, reading.percent, event.text, more))
    if reading.verdict is Verdict.QUESTION and not proposes:
        return Turn(effect=AskQuestion(duty_id, event.text))
    return Turn(effect=AddNote(duty_id, event.text, more))


def _beside_the_point(data: Data, event: IncomingEvent, step: str) -> Turn | None:
    """Taking back and pleasantries; None for anything that says something."""
    kind = read_words(event.text).kind
    if kind is FollowUp.UNDO:
        return Turn(effect=TakeBack(data["duty_id"]))
    polite = kind is FollowUp.PLEASANTRY
    return Turn(effect=BePolite(step, dict(data), event.text)) if polite else None
