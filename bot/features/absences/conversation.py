"""Recording an absence: the days, the stand-in, and whether all of it is right."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.inbound.routing import Router
from bot.inbound.turn import Data, Effect, Turn
from domain.calendar.work_calendar import local_day
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, IncomingEvent, Refusal, Reply
from domain.people.absence_text import understand
from domain.people.absences import AbsenceSpan, refuse_unfit
from domain.people.permissions import Action
from domain.text.normalize import plain

routes = Router()

YES = {"dung", "dong y", "ghi", "co", "xac nhan", "yes"}
NO = {"khong", "thoi", "huy", "bo", "no"}
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class ChooseStandIn(Effect):
    """The days are known. `stand_in`: a name in plain spelling, "" for nobody, None to be asked."""

    official_id: int
    first_day: date
    last_day: date
    stand_in: str | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class AskSure(Effect):
    official_id: int
    first_day: date
    last_day: date
    stand_in_id: int | None


@dataclass(frozen=True, slots=True)
class RecordAbsence(Effect):
    official_id: int
    span: AbsenceSpan


def day_choices(today: date) -> tuple[Choice, ...]:
    """Today, tomorrow, the rest of this week; `id` is the first day, `revision` how many more."""
    left = (FRIDAY - today.weekday()) % 7
    spans = [("choice.today", 0, 0), ("choice.tomorrow", 1, 0)]
    spans += [("choice.this_week", 0, left)] if left else []
    return tuple(
        Choice(key, str(ButtonAction("absdays", (today + timedelta(days=first)).toordinal(), more)))
        for key, first, more in spans
    )


@routes.step("absence", "hear_days", require=Action.ABSENT)
def hear_days(data: Data, event: IncomingEvent) -> Turn:
    today, tap = local_day(event.at), ButtonAction.parse(event.tap)
    told = understand(event.text, today)
    first, last, stand_in = told.first_day, told.last_day, told.stand_in
    if tap and tap.action == "absdays":
        first = date.fromordinal(min(tap.id, date.max.toordinal()))
        last = first + timedelta(days=min(tap.revision, 31))
    if first is None or last is None:
        return Turn(Reply("absence.days", dict(data), day_choices(today)), "hear_days", data)
    try:
        refuse_unfit(AbsenceSpan(first, last), today)
    except Refusal as no:
        return Turn(Reply(no.key, dict(data), day_choices(today)), "hear_days", data)
    return Turn(effect=ChooseStandIn(data["official_id"], first, last, stand_in))


@routes.step("absence", "hear_stand_in", require=Action.ABSENT)
def hear_stand_in(data: Data, event: IncomingEvent) -> Turn:
    """A person pressed, a page further, or a name typed."""
    tap = ButtonAction.parse(event.tap)
    days = data["official_id"], *_days(data)
    if tap and tap.action == "abspage":
        return Turn(effect=ChooseStandIn(*days, None, tap.id))
    if tap and tap.action == "absby":
        return Turn(effect=AskSure(*days, tap.id or None))
    said = understand(f"{event.text} thay", local_day(event.at)).stand_in
    named = "" if plain(event.text) in NO else said or plain(event.text)
    return Turn(effect=ChooseStandIn(*days, named))


@routes.step("absence", "hear_sure", require=Action.ABSENT)
def hear_sure(data: Data, event: IncomingEvent) -> Turn:
    said, tap = plain(event.text), ButtonAction.parse(event.tap)
    if said in YES or (tap and tap.action == "absyes"):
        span = AbsenceSpan(*_days(data), data["stand_in_id"])
        return Turn(effect=RecordAbsence(data["official_id"], span))
    if said in NO or (tap and tap.action == "absno"):
        return Turn(Reply("absence.dropped"))
    return Turn(effect=AskSure(data["official_id"], *_days(data), data["stand_in_id"]))


def _days(data: Data) -> tuple[date, date]:
    return date.fromisoformat(data["first_day"]), date.fromisoformat(data["last_day"])
