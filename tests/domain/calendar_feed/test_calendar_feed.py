"""What stands in a person's calendar, and what is said of its changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from domain.calendar.periods import Period
from domain.calendar.work_calendar import ZONE, WorkCalendar, at_local, local, local_day
from domain.calendar_feed.entries import (
    Entry,
    EntryKind,
    Owed,
    PersonalCalendar,
    entries_of,
)
from domain.calendar_feed.revisions import SHOWN_FOR, Published, revised, shown
from domain.extensions.individual_deadlines import extended, returned
from domain.messaging.moments import Moments
from domain.people.absences import Absence, AbsenceSpan
from domain.reporting.cycles import Cycle, CycleState
from domain.reporting.duties import Answer, Duty, Status
from domain.reporting.plans import Recurrence, TaskRole
from domain.reporting.policy import Policy, timeline
from domain.summaries.briefing import BriefingSchedule

CALENDAR = WorkCalendar()
TIMES = timeline(Period(2025, 10), Policy(), CALENDAR)
CYCLE = Cycle(
    1, 1, Period(2025, 10), CycleState.OPEN, TIMES.due_day, TIMES.due_at, TIMES.late_after,
    TIMES.opens_at, TIMES.closes_at, Policy(), TIMES.steps,
)  # fmt: skip
DUTY = Duty(
    1, 1, 1, 2, "NV-1", "Việc", TaskRole.LEAD, None, Recurrence.MONTHLY, 1, 0, 2, 1,
    TIMES.steps[3].at, None, None,
)  # fmt: skip
OTHER = replace(DUTY, id=2, task_code="NV-2")
FRIDAY = date(2025, 10, 31)
NOTHING = PersonalCalendar((), oversees=False, absences=(), rhythm=None)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


NOW = at("2025-10-20 09:00")


def answered(duty: Duty) -> Duty:
    return replace(duty, answer=Answer(Status.DONE, None, "", False, NOW, 1))


def entries(calendar: WorkCalendar = CALENDAR, **known: object) -> list[Entry]:
    return entries_of(replace(NOTHING, **known), calendar, NOW)  # type: ignore[arg-type] # fields of it


def test_the_due_day_names_what_is_to_be_reported_and_what_is_left() -> None:
    [entry] = entries(owed=[Owed(CYCLE, [OTHER, answered(DUTY)])])
    assert (local(entry.begins), local(entry.ends)) == (
        at("2025-10-24 16:30"),
        at("2025-10-24 17:00"),
    )
    assert entry.facts == {"period": "2025-10", "codes": ["NV-1", "NV-2"], "open": ["NV-2"]}
    assert (entry.key, entry.kind, entry.all_day) == ("due:2025-10", EntryKind.DUE, False)


def test_without_duties_it_concerns_who_sees_others_and_everybody_before_it_opens() -> None:
    ahead = replace(CYCLE, state=CycleState.PLANNED)
    assert entries(owed=[Owed(CYCLE, [])]) == []
    assert [each.key for each in entries(owed=[Owed(ahead, [])])] == ["due:2025-10"]
    assert [each.key for each in entries(owed=[Owed(CYCLE, [])], oversees=True)] == ["due:2025-10"]


def test_an_extended_and_a_returned_duty_stand_on_days_of_their_own() -> None:
    given = extended(DUTY, FRIDAY, CYCLE, CALENDAR, Moments.at_once(NOW)).time
    back = returned(answered(OTHER), date(2025, 10, 28), CYCLE, CALENDAR, at("2025-10-27 09:00"))
    one, other = replace(DUTY, time=given), replace(OTHER, time=back.time)
    found = {each.key: each for each in entries(owed=[Owed(CYCLE, [one, other])])}
    assert set(found) == {"duty:1", "duty:2"}
    assert local(found["duty:1"].ends) == at("2025-10-31 17:00")
    assert local(found["duty:2"].ends) == at("2025-10-28 17:00")
    assert [found[f"duty:{n}"].facts["returned"] for n in (1, 2)] == [False, True]


def test_an_absence_is_all_day_to_its_last_day_and_keeps_its_name_when_it_ends_early() -> None:
    span = AbsenceSpan(date(2025, 10, 27), date(2025, 10, 29))
    [entry] = entries(absences=[Absence(7, 1, span)])
    assert (entry.begins, entry.ends) == (at("2025-10-27 00:00"), at("2025-10-30 00:00"))
    [shorter] = entries(absences=[Absence(8, 1, replace(span, last_day=date(2025, 10, 27)))])
    assert (entry.all_day, shorter.key) == (True, entry.key)


def test_briefings_are_written_out_and_a_holiday_moves_one_without_renaming_it() -> None:
    rhythm = BriefingSchedule()
    plain = entries(rhythm=rhythm)
    assert len(plain) == 9, "the week before, this one and seven ahead"
    assert {local(each.begins).strftime("%a %H:%M") for each in plain} == {"Mon 07:30"}
    holiday = WorkCalendar({date(2025, 11, 3): False})
    moved = entries(holiday, rhythm=rhythm)
    assert [each.key for each in moved] == [each.key for each in plain]
    different = [new for old, new in zip(plain, moved, strict=True) if old != new]
    assert [local(each.begins) for each in different] == [at("2025-11-04 07:30")]


def test_two_weeks_that_fall_on_one_day_have_one_briefing() -> None:
    tet = WorkCalendar({date(2025, 10, 27) + timedelta(each): False for each in range(7)})
    days = [local_day(each.begins) for each in entries(tet, rhythm=BriefingSchedule())]
    assert days.count(date(2025, 11, 3)) == 1


def known(published: Sequence[Published]) -> Mapping[str, Published]:
    return {each.entry.key: each for each in published}


def entry(key: str, day: date, days: int = 1) -> Entry:
    begins = at_local(day, NOW.timetz().replace(tzinfo=None))
    return Entry(key, EntryKind.BRIEFING, begins, begins + timedelta(days - 1, hours=1))


FUTURE, PAST = entry("a", date(2025, 10, 24)), entry("b", date(2025, 10, 10))


def test_what_is_new_begins_at_zero_and_what_is_the_same_is_not_said_again() -> None:
    [first] = revised({}, [FUTURE, PAST], NOW)
    assert first == Published(FUTURE, 0, NOW), "what was over before is not brought up"
    assert revised(known([first]), [FUTURE, PAST], NOW + timedelta(hours=1)) == []


def test_a_change_and_a_cancellation_are_counted_and_a_return_too() -> None:
    later = NOW + timedelta(hours=1)
    first = Published(FUTURE, 0, NOW)
    moved = replace(FUTURE, ends=FUTURE.ends + timedelta(hours=1))
    assert revised(known([first]), [moved], later) == [Published(moved, 1, later)]
    [gone] = revised(known([first]), [], later)
    assert gone == Published(FUTURE, 1, later, cancelled=True)
    assert revised(known([gone]), [], later) == []
    assert revised(known([gone]), [FUTURE], later) == [Published(FUTURE, 2, later)]


def test_what_is_over_stays_as_it_was() -> None:
    over = Published(PAST, 0, at("2025-10-01 09:00"))
    other = replace(PAST, facts={"open": []})
    assert revised(known([over]), [], NOW) == []
    assert revised(known([over]), [other], NOW) == []
    anew = replace(PAST, begins=FUTURE.begins, ends=FUTURE.ends)
    assert [each.sequence for each in revised(known([over]), [anew], NOW)] == [1]


def test_a_long_one_that_ends_today_is_still_shortened() -> None:
    running = Published(entry("c", date(2025, 10, 18), days=9), 0, NOW)
    ended = entry("c", date(2025, 10, 18), days=1)
    assert revised(known([running]), [ended], NOW) == [Published(ended, 1, NOW)]


def test_the_feed_is_in_the_order_of_days_and_forgets() -> None:
    both = [Published(FUTURE, 0, NOW), Published(PAST, 0, NOW)]
    assert [each.entry.key for each in shown(both, NOW)] == ["b", "a"]
    assert [each.entry.key for each in shown(both, PAST.ends + SHOWN_FOR)] == ["a"]
