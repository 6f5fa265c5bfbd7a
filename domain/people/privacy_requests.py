"""Requests about one's own personal data, and how long such data is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.calendar.work_calendar import at_local, local_day
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice

TEXTS_UNTIL = (3, 31)  # month and day of the next year
AFTER_LEAVING = timedelta(days=30)


def texts_since(now: datetime) -> datetime:
    """What was said and heard before this instant is forgotten: words of a year stay until
    the end of March of the next.
    """
    today = local_day(now)
    first_year = today.year if (today.month, today.day) > TEXTS_UNTIL else today.year - 1
    return at_local(date(first_year, 1, 1), time(0))


def left_before(now: datetime) -> datetime:
    """Of whoever left before this instant the phone, the addresses and the chats are forgotten."""
    return now - AFTER_LEAVING


REMINDED_AT = time(8, 30)  # local time
DAYS_BEFORE = (5, 1, 0)


class PrivacyRequestKind(StrEnum):
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    ERASE = "erase"


class RequestState(StrEnum):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


DAYS: Mapping[PrivacyRequestKind, int] = {
    PrivacyRequestKind.CORRECT: 10,
    PrivacyRequestKind.WITHDRAW: 15,
    PrivacyRequestKind.ERASE: 20,
}
"""Within so many days a request is carried out or refused; once it may take as long again."""


@dataclass(frozen=True, slots=True)
class Request:
    """`words`: what is to be corrected. `reason`: why it takes longer, or is refused."""

    id: int
    official_id: int
    wish: PrivacyRequestKind
    words: str
    asked_at: datetime
    due_on: date
    extended: bool = False
    state: RequestState = RequestState.OPEN
    reason: str = ""

    @property
    def open(self) -> bool:
        return self.state is RequestState.OPEN


def due_on(wish: PrivacyRequestKind, asked_on: date) -> date:
    """The last day on which the request may be answered."""
    return asked_on + timedelta(days=DAYS[wish])


def extended(request: Request) -> date | None:
    """The last day once it is put off, which the law allows once; None if it was put off before."""
    return None if request.extended else request.due_on + timedelta(days=DAYS[request.wish])


def remind_at(due: date, after: datetime) -> datetime:
    """When the Office hears of it next: before the last day, on it, and every day afterwards."""
    planned = (at_local(due - timedelta(days=days), REMINDED_AT) for days in DAYS_BEFORE)
    tomorrow = at_local(local_day(after) + timedelta(days=1), REMINDED_AT)
    return next((each for each in planned if each > after), tomorrow)


def choices(request: Request) -> tuple[Choice, ...]:
    """What whoever decides may press; it is put off only once."""
    later = () if request.extended else (Choice("choice.request_later", _tap("reqlater", request)),)
    done = Choice(f"request_choice.{request.wish}", _tap("reqdone", request))
    return (done, *later, Choice("choice.request_refuse", _tap("reqno", request)))


def _tap(action: str, request: Request) -> str:
    return str(ButtonAction(action, request.id))
