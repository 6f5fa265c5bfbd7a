"""Recording an absence and ending it; whom it concerns is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from actions.acting import Acting, Via
from actions.outcomes import Done
from domain.calendar.work_calendar import local_day
from domain.messaging.messages import Refusal
from domain.messaging.moments import Moments
from domain.messaging.outbox import Kind, NewMessage
from domain.people.absences import Absence, AbsenceSpan, refuse_unfit, with_new
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from domain.reporting.assignments import candidates
from domain.reporting.recipients import Roster
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.messaging import outbox
from storage.people import absences, officials, vacancies


@dataclass(frozen=True, slots=True)
class By:
    """Who records it and when. `person`: None for the command line. `held`: as of an act."""

    person: Official | None
    moments: Moments
    via: Via = Via.CHAT
    held: timedelta = timedelta(0)

    @classmethod
    def of(cls, acting: Acting) -> "By":
        return cls(acting.me, acting.moments, acting.via, acting.held)

    @property
    def now(self) -> datetime:
        return self.moments.decided_at

    @property
    def id(self) -> int | None:
        return self.person.id if self.person else None

    @property
    def name(self) -> str:
        return self.person.name if self.person else ""


async def person_for(acting: Acting, official_id: int) -> Official:
    """The person, if whoever acts may say that he is away."""
    person = (await officials.roster(acting.tx, acting.now)).get(official_id)
    target = Target(person.unit_id, person.id) if person else Target(-1)
    await acting.authorise(Action.ABSENT, target)
    assert person is not None  # noqa: S101 - the line above refuses a person who is not there
    return person


async def stand_ins(acting: Acting, person: Official) -> list[Official]:
    """The people of the unit and below it; of a unit above, where there is nobody else."""
    tree = await acting.tree()
    everybody = (await officials.roster(acting.tx, acting.now)).officials
    found: list[Official] = []
    for unit in tree.upwards(person.unit_id):
        found = [e for e in candidates(unit.id, everybody, tree) if e.id != person.id]
        if found:
            break
    return found


async def set_absence(acting: Acting, official_id: int, span: AbsenceSpan) -> Done:
    """Refuses days that make no sense, and a stand-in from elsewhere.

    `known` in the facts: it was recorded before, and nobody is told again.
    """
    person = await person_for(acting, official_id)
    allowed = {None, *(each.id for each in await stand_ins(acting, person))}
    if span.stand_in_id not in allowed and span.stand_in_id != official_id:
        raise Refusal("assigning.elsewhere")
    kept = await record(acting.tx, person.id, span, By.of(acting))
    roster = await officials.roster(acting.tx, acting.now)
    shown = facts_of(kept or Absence(0, person.id, span), roster)
    return Done(shown | {"known": kept is None})


async def end_absence(acting: Acting, absence_id: int) -> Done:
    """The person is back. Refuses what was ended before."""
    found = await absences.find(acting.tx, absence_id)
    if found is None:
        raise Refusal("absence.ended_before")
    person = await person_for(acting, found.official_id)
    await end(acting.tx, found, By.of(acting))
    return Done({"person": person.name})


async def record(tx: Tx, official_id: int, span: AbsenceSpan, by: By) -> Absence | None:
    """Keep an absence, joined with what is there, and tell those concerned.

    None if it was known already. Refuses days that make no sense, and oneself as stand-in.
    """
    refuse_unfit(span, local_day(by.moments.acted_at))
    if span.stand_in_id == official_id:
        raise Refusal("absence.oneself")
    change = with_new(await absences.living(tx, official_id), span)
    if change.nothing:
        return None
    for each in change.ended:
        await outbox.withdraw(tx, about(each.id), by.now)
    kept = await absences.save(tx, official_id, change, by.id, by.now)
    await _note(tx, "away.record", kept, by)
    await tell(tx, kept, by)
    await vacancies.keep(tx, by.now)
    return kept


async def end(tx: Tx, absence: Absence, by: By) -> None:
    """The person is back that day, and is asked again; stand-in and head are told."""
    back = local_day(by.moments.acted_at)
    await absences.end(tx, absence, by.id, back, by.now)
    await outbox.withdraw(tx, about(absence.id), by.now)
    await _note(tx, "away.end", absence, by)
    await _tell_end(tx, absence, by)
    await vacancies.keep(tx, by.now)


async def _note(tx: Tx, action: str, absence: Absence, by: By) -> None:
    roster = await officials.roster(tx)
    person, instead = roster.get(absence.official_id), roster.get(absence.stand_in_id)
    via = {"via": by.via.value} if by.via is Via.BOARD else {}
    await audit.add(
        tx,
        at=by.now,
        actor=by.person.subject if by.person else "command",
        action=action,
        subject=person.subject if person else str(absence.official_id),
        days=f"{absence.span.first_day}/{absence.span.last_day}",
        stand_in=instead.subject if instead else "",
        **via,
    )


async def tell(tx: Tx, absence: Absence, by: By) -> None:
    """Write to each of them once; not to whoever has recorded it."""
    roster = await officials.roster(tx, by.now)
    person = roster.get(absence.official_id)
    if person is None:
        return
    asked = roster.get(absence.stand_in_id)
    others = [each for each in _above(roster, person) if each not in (person, asked)]
    told = [(asked, "digest.stand_in")] if asked else []
    told += [(person, "digest.absent_self"), *((each, "digest.absent_unit") for each in others)]
    written = [message_to(to, text, absence, by) for to, text in told if to and to.id != by.id]
    await outbox.add_all(tx, written, by.now)


def _above(roster: Roster, person: Official) -> Sequence[Official]:
    """Who answers for the unit; the Office where that is nobody, or the person himself."""
    heads = [each for each in roster.heads(person.unit_id) if each.id != person.id]
    return heads or roster.within(person.unit_id).office()


def message_to(to: Official, text: str, absence: Absence, by: By) -> NewMessage:
    """What it says is read again when it leaves."""
    return NewMessage(
        key=f"{text}:{absence.id}:{to.code}",
        kind=Kind.REMINDER if text == "digest.stand_in" else Kind.NOTICE,
        text_key=text,
        facts={"absence": absence.id, "by": by.name},
        logical_at=by.now,
        send_at=by.now + by.held,
        official_id=to.id,
        about=about(absence.id),
    )


async def _tell_end(tx: Tx, absence: Absence, by: By) -> None:
    roster = await officials.roster(tx, by.now)
    person = roster.get(absence.official_id)
    if person is None:
        return
    told = (person, roster.get(absence.stand_in_id), *roster.heads(person.unit_id))
    facts = {**facts_of(absence, roster), "by": by.name}
    written = [
        NewMessage(
            key=f"absence-ended:{absence.id}:{each.code}",
            kind=Kind.NOTICE,
            text_key="absence.ended_told",
            facts=facts | {"name": each.name, "own": each == person},
            logical_at=by.now,
            send_at=by.now + by.held,
            official_id=each.id,
        )
        for each in dict.fromkeys(told)
        if each and each.id != by.id
    ]
    await outbox.add_all(tx, written, by.now)


def about(absence_id: int) -> str:
    return f"absence:{absence_id}"


def facts_of(absence: Absence, roster: Roster) -> dict[str, Any]:
    """An absence as sentences name it."""
    person, instead = roster.get(absence.official_id), roster.get(absence.stand_in_id)
    return {
        "official_id": absence.official_id,
        "person": person.name if person else "",
        "from_day": absence.span.first_day.isoformat(),
        "until_day": absence.span.last_day.isoformat(),
        "stand_in": instead.name if instead else "",
    }
