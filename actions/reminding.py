"""Reminding again those who owe an answer, and first seeing what that would be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import time

from actions.acting import Acting
from actions.outcomes import Done
from domain.calendar.work_calendar import at_local, end_of, local_day
from domain.messaging.outbox import MOST_A_DAY, Kind
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from domain.reporting.duties import Duty
from storage.messaging import outbox
from storage.people import officials
from storage.reports import duties


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Whom a reminder of these duties would go to, one message each, and whom it would not.

    `enough`: had as many today as one person may. `unreached`: without a chat. `vacant`: how many
    duties nobody is asked for. `settled`: how many are answered meanwhile. `refused`: how many are
    not this person's to remind of.
    """

    asked: tuple[tuple[Official, Duty], ...]
    enough: tuple[Official, ...]
    unreached: tuple[Official, ...]
    vacant: int
    settled: int
    refused: int


async def rehearse(acting: Acting, found: Sequence[Duty]) -> Rehearsal:
    """What `remind` would do; nothing is written."""
    roster = await officials.roster(acting.tx, acting.now)
    allowed = [each for each in found if await _may(acting, each)]
    still_open = [each for each in allowed if each.open]
    asked: dict[int, tuple[Official, Duty]] = {}
    for duty in still_open:
        person = roster.asked(duty)
        if person is not None and person.id != acting.me.id:
            asked.setdefault(person.id, (person, duty))
    able = [pair for pair in asked.values() if pair[0].id in roster.linked]
    fresh = [pair for pair in able if await _not_enough(acting, pair[0].id)]
    return Rehearsal(
        tuple(fresh),
        tuple(person for person, _ in able if (person, _) not in fresh),
        tuple(person for person, _ in asked.values() if person.id not in roster.linked),
        sum(roster.asked(each) is None for each in still_open),
        len(allowed) - len(still_open),
        len(found) - len(allowed),
    )


async def remind(acting: Acting, duty_ids: Collection[int], subject: str) -> Done:
    """Ask the owners again, each once, within what one person may get in a day.

    `subject`: what the log says it is about.
    """
    planned = await rehearse(acting, await duties.get_all(acting.tx, duty_ids))
    for person, duty in planned.asked:
        await _ask_again(acting, person.id, duty)
    await acting.record("remind", subject, people=len(planned.asked))
    facts = {
        "count": len(planned.asked),
        "enough": len(planned.enough),
        "unreached": len(planned.unreached),
        "vacant": planned.vacant,
        "settled": planned.settled,
        "refused": planned.refused,
    }
    return Done(facts, tuple(person.name for person, _ in planned.asked))


async def _may(acting: Acting, duty: Duty) -> bool:
    return await acting.may(Action.REMIND, Target(duty.unit_id, duty.owner_id))


async def _not_enough(acting: Acting, official_id: int) -> bool:
    today = local_day(acting.now)
    span = at_local(today, time()), end_of(today)
    return await outbox.count_on(acting.tx, official_id, *span) < MOST_A_DAY


async def _ask_again(acting: Acting, owner_id: int, duty: Duty) -> None:
    today = local_day(acting.now)
    await acting.tell(
        owner_id,
        "digest.asked",
        {"cycle": duty.cycle_id, "asker": acting.me.name},
        key=f"asked-again:{duty.cycle_id}:{today}:{owner_id}:{acting.me.id}",
        kind=Kind.REMINDER,
    )
