"""Recording an absence: the days, the stand-in, and whether all of it is right."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.inbound.turn import Data, Effect, Flow, Turn
from domain.calendar.work_calendar import local_day
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Heard, Refusal, Say
from domain.people.absence_text import understand
from domain.people.absences import Span, refuse_unfit
from domain.text.normalize import plain

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
    span: Span


def day_choices(today: date) -> tuple[Choice, ...]:
    """Today, tomorrow, the rest of this week; `id` is the first day, `revision` how many more."""
    left = (FRIDAY - today.weekday()) % 7
    spans = [("choice.today", 0, 0), ("choice.tomorrow", 1, 0)]
    spans += [("choice.this_week", 0, left)] if left else []
    return tuple(
        Choice(key, str(Tap("absdays", (today + timedelta(days=first)).toordinal(), more)))
        for key, first, more in spans
    )


def hear_days(data: Data, heard: Heard) -> Turn:
    today, tap = local_day(heard.at), Tap.parse(heard.tap)
    told = understand(heard.text, today)
    first, last, stand_in = told.first_day, told.last_day, told.stand_in
    if tap and tap.action == "absdays":
        first = date.fromordinal(min(tap.id, date.max.toordinal()))
        last = first + timedelta(days=min(tap.revision, 31))
    if first is None or last is None:
        return Turn(Say("absence.days", dict(data), day_choices(today)), "hear_days", data)
    try:
        refuse_unfit(Span(first, last), today)
    except Refusal as no:
        return Turn(Say(no.key, dict(data), day_choices(today)), "hear_days", data)
    return Turn(effect=ChooseStandIn(data["official_id"], first, last, stand_in))


def hear_stand_in(data: Data, heard: Heard) -> Turn:
    """A person pressed, a page further, or a name typed."""
    tap = Tap.parse(heard.tap)
    days = data["official_id"], *_days(data)
    if tap and tap.action == "abspage":
        return Turn(effect=ChooseStandIn(*days, None, tap.id))
    if tap and tap.action == "absby":
        return Turn(effect=AskSure(*days, tap.id or None))
    said = understand(f"{heard.text} thay", local_day(heard.at)).stand_in
    named = "" if plain(heard.text) in NO else said or plain(heard.text)
    return Turn(effect=ChooseStandIn(*days, named))


def hear_sure(data: Data, heard: Heard) -> Turn:
    said, tap = plain(heard.text), Tap.parse(heard.tap)
    if said in YES or (tap and tap.action == "absyes"):
        span = Span(*_days(data), data["stand_in_id"])
        return Turn(effect=RecordAbsence(data["official_id"], span))
    if said in NO or (tap and tap.action == "absno"):
        return Turn(Say("absence.dropped"))
    return Turn(effect=AskSure(data["official_id"], *_days(data), data["stand_in_id"]))


def _days(data: Data) -> tuple[date, date]:
    return date.fromisoformat(data["first_day"]), date.fromisoformat(data["last_day"])


FLOW: Flow = {"hear_days": hear_days, "hear_stand_in": hear_stand_in, "hear_sure": hear_sure}
