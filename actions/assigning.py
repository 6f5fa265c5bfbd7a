"""Handing a duty over to somebody else, for this period or for good."""

from actions.acting import Acting
from actions.outcomes import Done
from domain.messaging.messages import Refusal
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from domain.reporting.assignments import Charge, candidates
from domain.reporting.duties import Duty
from storage.messaging import outbox
from storage.people import officials
from storage.plans import assignments
from storage.reports import duties


async def find(acting: Acting, duty_id: int) -> Duty:
    """The duty, if this person may hand it over and it is still open."""
    duty = await duties.find(acting.tx, duty_id)
    await acting.authorise(
        Action.HAND_OVER, Target(duty.unit_id, duty.owner_id) if duty else Target(-1)
    )
    here = await duties.open_in(acting.tx, [duty.unit_id], acting.acted_at) if duty else []
    if duty is None or not duty.open or duty not in here:
        raise Refusal("assigning.settled")
    return duty


async def people_for(acting: Acting, duty: Duty) -> list[Official]:
    """Whom it may be given to: those of the unit and below it who are there, but its owner."""
    roster = await officials.roster(acting.tx, acting.now)
    found = candidates(duty.unit_id, roster.officials, await acting.tree())
    return [each for each in found if each.id != duty.owner_id and each.id not in roster.away]


async def person_for(acting: Acting, duty: Duty, official_id: int) -> Official:
    """Whoever was chosen; the owner again does no harm, somebody of elsewhere is refused."""
    roster = await officials.roster(acting.tx, acting.now)
    found = candidates(duty.unit_id, roster.officials, await acting.tree())
    person = next((each for each in found if each.id == official_id), None)
    if person is None:
        raise Refusal("assigning.elsewhere")
    if person.id in roster.away:
        raise Refusal("handing.away", {"person": person.name})
    return person


async def charge_of(acting: Acting, duty: Duty) -> Charge:
    """The task as its unit has it, of which the duty is this period's."""
    here = await assignments.charges(acting.tx, [duty.unit_id], acting.now)
    found = next((each for each in here if each.task_id == duty.task_id), None)
    if found is None:
        raise Refusal("assigning.settled")
    return found


async def hand_over(acting: Acting, duty_id: int, official_id: int, *, for_good: bool) -> Done:
    """Only this duty, or with it those of the coming periods; both people are told."""
    duty = await find(acting, duty_id)
    person = await person_for(acting, duty, official_id)
    facts = {"code": duty.task_code, "person": person.name, "same": duty.owner_id == person.id}
    if duty.owner_id == person.id and not for_good:
        return Done(facts)
    charge = await charge_of(acting, duty)
    if for_good:
        await acting.authorise(Action.ASSIGN, Target(duty.unit_id))
        await assignments.give(acting.tx, charge, person.id, acting.now, by=acting.me.id)
        subject, unit = f"task:{charge.task_code}", await _code(acting, duty)
        await acting.record("assign", subject, unit=unit, to=person.subject, duty=duty.id)
    else:
        moved = acting.tx, charge, person.id, acting.now, acting.me.id
        await assignments.pass_on(*moved, only=duty.id)
        await acting.record("hand_over", f"duty:{duty.id}", to=person.subject)
    return Done(facts, tuple(await tell_both(acting, charge, person)))


async def _code(acting: Acting, duty: Duty) -> str:
    return (await acting.tree()).by_id[duty.unit_id].code


async def tell_both(acting: Acting, charge: Charge, person: Official) -> list[str]:
    """Whoever answers for it from now on, and who did before; returns the names of those told."""
    before = (await officials.roster(acting.tx, acting.now)).get(charge.owner_id)
    if before == person:
        return []
    told = [(person, "digest.given", Kind.REMINDER)]
    told += [(before, "digest.taken", Kind.NOTICE)] if before else []
    return [to.name for to, text, kind in told if await _tell(acting, charge, to, text, kind)]


async def _tell(acting: Acting, charge: Charge, to: Official, text: str, kind: Kind) -> bool:
    """Not whoever does it himself, nor whoever has not heard yet of the change that this undoes."""
    about = f"charge:{charge.id}:{to.id}"
    if await outbox.withdraw(acting.tx, about, acting.now) or to.id == acting.me.id:
        return False
    facts = {
        "part": charge.id,
        "unit": charge.unit_id,
        "task": charge.task_code,
        "title": charge.title,
        "duty": charge.duty.id if charge.duty else None,
        "by": acting.me.name,
    }
    message = NewMessage(
        key=f"{text}:{charge.id}:{acting.source.channel}:{acting.source.event_id}",
        kind=kind,
        text_key=text,
        facts=facts,
        logical_at=acting.now,
        send_at=acting.leaves_at,
        official_id=to.id,
        about=about,
    )
    return await acting.write(message)
