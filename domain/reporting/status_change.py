"""What a status that is named in words does to an answer that stands already."""

from enum import StrEnum

from domain.replies.content import content_of, corrects, names_status_first
from domain.replies.interpreter import Verdict, interpret
from domain.reporting.duties import Answer, Status

STATUSES = {
    Verdict.DONE: Status.DONE,
    Verdict.IN_PROGRESS: Status.IN_PROGRESS,
    Verdict.BLOCKED: Status.BLOCKED,
    Verdict.NOT_STARTED: Status.NOT_STARTED,
}


class StatusChange(StrEnum):
    """`SAME`: it is said already; `CONFIRM`: the words may mean it, so they are asked about."""

    SAME = "same"
    NOTE = "note"
    CHANGE = "change"
    CONFIRM = "confirm"


def status_change(answer: Answer, said: Status, text: str) -> StatusChange:
    """Judge words in which the reader of replies found the status `said`."""
    bare = not content_of(text)
    if said is answer.status:
        return StatusChange.SAME if bare and "%" not in text else StatusChange.NOTE
    still = said in (Status.IN_PROGRESS, Status.NOT_STARTED)
    if answer.status is Status.BLOCKED and still and not bare and not corrects(text):
        return StatusChange.NOTE  # "đang chờ Sở Tài chính" is why it is stuck
    if bare or corrects(text) or names_status_first(text):
        return StatusChange.CHANGE
    return StatusChange.CONFIRM


def note_after(before: str, said: Status, text: str = "") -> str:
    """The note under a new status: lines that name another status give way, content is added.

    Of what is done nothing is stuck or under way any more.
    """
    kept = [line for line in before.splitlines() if _fits(line, said)]
    return "\n".join(line for line in (*kept, content_of(text)) if line)


def _fits(line: str, said: Status) -> bool:
    status = STATUSES.get(interpret(line).verdict)
    if status is None or status is said:
        return True
    names = not content_of(line) or corrects(line) or names_status_first(line)
    return said is not Status.DONE and not names
