"""Which task some words are about, which answer is taken back, whether a status is changed."""

import re
from dataclasses import dataclass

from bot.features.reports.bulk_reply_conversation import ReadAgain
from bot.features.reports.conversation import hear_note
from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import IncomingEvent, Reply
from domain.people.access import Entrance
from domain.replies.content import agrees, declines, read_words
from domain.replies.follow_up import FollowUp
from domain.replies.lists.exceptions import names_code
from domain.reporting.duties import Status
from domain.text.normalize import plain

routes = Router()

EVERY = {"tat ca", "het", "ca hai", "ca", "toan bo", "tat ca cac viec", "hoan tac tat ca", "all"}


@dataclass(frozen=True, slots=True)
class SayOf(Effect):
    """The words that were kept are about these tasks."""

    duty_ids: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class UndoSeveral(Effect):
    duty_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChangeStatus(Effect):
    """Yes, the words that were noted mean this status."""

    duty_id: int
    status: Status
    percent: int | None


@dataclass(frozen=True, slots=True)
class Offer(Effect):
    """Show a task with its four choices; what was noted stays with the one that is chosen."""

    duty_id: int


@routes.step("listing", "hear_which", require=Entrance.MEMBER)
def hear_which(data: Data, event: IncomingEvent) -> Turn:
    """A task pressed, its number or code, several, or all of them."""
    if read_words(event.text).kind is FollowUp.UNDO or declines(event.text):
        return Turn(Reply("answer.not_saved"))
    chosen = _chosen(data, event, "which")
    if not chosen:
        return Turn(effect=ReadAgain())
    return Turn(effect=SayOf(chosen, data["text"]))


@routes.step("listing", "hear_undo", require=Entrance.MEMBER)
def hear_undo(data: Data, event: IncomingEvent) -> Turn:
    if declines(event.text):
        return Turn(Reply("answer.not_undone"))
    chosen = _chosen(data, event, "undoone")
    return Turn(effect=UndoSeveral(chosen) if chosen else ReadAgain())


@routes.step("answering", "hear_change", require=Entrance.MEMBER)
def hear_change(data: Data, event: IncomingEvent) -> Turn:
    """Whether the status is to be changed; the words themselves are kept already."""
    if agrees(event.text):
        effect = ChangeStatus(data["duty_id"], Status(data["status"]), data["percent"])
        return Turn(effect=effect)
    if plain(event.text).strip(" .") in ("sua", "sua lai"):
        return Turn(effect=Offer(data["duty_id"]))
    if declines(event.text):
        return Turn(Reply("answer.unchanged", {"code": data["code"]}), "hear_note", data)
    return hear_note(data, event)


def _chosen(data: Data, event: IncomingEvent, action: str) -> tuple[int, ...]:
    """The duties that a press or the words name among those that were listed."""
    ids, codes = data["duty_ids"], data["codes"]
    tap = ButtonAction.parse(event.tap)
    if tap and tap.action == action:
        return (tap.id,) if tap.id in ids else ()
    if (tap and tap.action == f"{action}all") or plain(event.text).strip(" .") in EVERY:
        return tuple(ids)
    named = tuple(
        each for each, code in zip(ids, codes, strict=True) if names_code(event.text, code)
    )
    return named or _numbered(ids, event.text)


def _numbered(ids: list[int], text: str) -> tuple[int, ...]:
    """`1`, `số 2`, `1 và 3`."""
    words = re.findall(r"[^\W\d]+|\d+", plain(text))
    numbers = [int(word) for word in words if word.isdigit()]
    beside = {word for word in words if not word.isdigit()}
    if not beside <= {"so", "viec", "va", "nhiem", "vu", "muc", "a", "nhe", "em", "la"}:
        return ()
    return tuple(ids[n - 1] for n in numbers) if all(0 < n <= len(ids) for n in numbers) else ()
