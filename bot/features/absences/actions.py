"""Recording an absence and ending it: what chat and command line share."""

from datetime import datetime

from bot.features.absences import notices as away
from domain.calendar.work_calendar import local_day
from domain.messaging.messages import Refusal
from domain.messaging.moments import Moments
from domain.messaging.outbox import Kind, NewMessage
from domain.people.absences import Absence, AbsenceSpan, refuse_unfit, with_new
from domain.people.officials import Official
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.messaging import outbox
from storage.people import absences, officials, vacancies


async def record(
    tx: Tx, official_id: int, span: AbsenceSpan, by: Official | None, moments: Moments
) -> Absence | None:
    """Keep an absence, joined with what is there, and tell those concerned.

    None if it was known already. Refuses days that make no sense, and oneself as stand-in.
    `by`: None for the command line.
    """
    now = moments.decided_at
    refuse_unfit(span, local_day(moments.acted_at))
    if span.stand_in_id == official_id:
        raise Refusal("absence.oneself")
    change = with_new(await absences.living(tx, official_id), span)
    if change.nothing:
        return None
    for each in change.ended:
        await outbox.withdraw(tx, away.about(each.id), now)
    kept = await absences.save(tx, official_id, change, by.id if by else None, now)
    await _note(tx, "away.record", kept, by, now)
    await away.tell(tx, kept, by, now)
    await vacancies.keep(tx, now)
    return kept


async def end(tx: Tx, absence: Absence, by: Official | None, moments: Moments) -> None:
    """The person is back that day, and is asked again; stand-in and head are told."""
    now, back = moments.decided_at, local_day(moments.acted_at)
    await absences.end(tx, absence, by.id if by else None, back, now)
    await outbox.withdraw(tx, away.about(absence.id), now)
    await _note(tx, "away.end", absence, by, now)
    await _tell_end(tx, absence, by, now)
    await vacancies.keep(tx, now)


async def _note(tx: Tx, action: str, absence: Absence, by: Official | None, now: datetime) -> None:
    roster = await officials.roster(tx)
    person, instead = roster.get(absence.official_id), roster.get(absence.stand_in_id)
    await audit.add(
        tx,
        at=now,
        actor=by.subject if by else "command",
        action=action,
        subject=person.subject if person else str(absence.official_id),
        days=f"{absence.span.first_day}/{absence.span.last_day}",
        stand_in=instead.subject if instead else "",
    )


async def _tell_end(tx: Tx, absence: Absence, by: Official | None, now: datetime) -> None:
    roster = await officials.roster(tx, now)
    person = roster.get(absence.official_id)
    if person is None:
        return
    told = (person, roster.get(absence.stand_in_id), *roster.heads(person.unit_id))
    facts = {**away.facts_of(absence, roster), "by": by.name if by else ""}
    written = [
        NewMessage(
            key=f"absence-ended:{absence.id}:{each.code}",
            kind=Kind.NOTICE,
            text_key="absence.ended_told",
            facts=facts | {"name": each.name, "own": each == person},
            logical_at=now,
            send_at=now,
            official_id=each.id,
        )
        for each in dict.fromkeys(told)
        if each and (by is None or each.id != by.id)
    ]
    await outbox.add_all(tx, written, now)
