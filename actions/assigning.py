"""Handing a duty over to somebody else, for this period or for good."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from actions import undoing
from actions.acting import Acting
from actions.outcomes import Done, attempt_all
from domain.messaging.messages import Facts, Refusal
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from domain.reporting.assignments import Charge, candidates
from domain.reporting.duties import Duty
from storage.people import officials
from storage.plans import assignments, plans
from storage.reports import duties

Moved = tuple[Charge, Official]
"""A task as it was before, and who has it now."""


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


async def people_for(acting: Acting, duty: Duty, *, owner_too: bool = False) -> list[Official]:
    """Whom it may be given to: those of the unit and below it who are there, but its owner."""
    roster = await officials.roster(acting.tx, acting.now)
    found = candidates(duty.unit_id, roster.officials, await acting.tree())
    but = None if owner_too else duty.owner_id
    return [each for each in found if each.id != but and each.id not in roster.away]


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
    done, charge, person = await _pass_on(acting, duty_id, official_id, for_good=for_good)
    told = await tell_both(acting, charge, person) if charge else []
    return replace(done, told=tuple(told), undo=undoing.with_messages(done.undo, acting.withdrawn))


async def hand_over_all(
    acting: Acting, duty_ids: Collection[int], official_id: int, *, for_good: bool
) -> Done:
    """The same with many; everybody whom that concerns hears of all in one message."""
    moved: list[Moved] = []

    async def one(duty_id: int) -> Done:
        done, charge, person = await _pass_on(acting, duty_id, official_id, for_good=for_good)
        moved.extend([(charge, person)] if charge else [])
        return done

    tally = await attempt_all(acting.tx, duty_ids, one)
    told = await tell_all(acting, moved)
    person = moved[0][1].name if moved else ""
    return Done(tally.facts | {"person": person}, told, tally.undo)


async def _pass_on(
    acting: Acting, duty_id: int, official_id: int, *, for_good: bool
) -> tuple[Done, Charge | None, Official]:
    """The charge as it was before; None where nothing changes."""
    duty = await find(acting, duty_id)
    person = await person_for(acting, duty, official_id)
    facts = {"code": duty.task_code, "person": person.name, "same": duty.owner_id == person.id}
    if duty.owner_id == person.id and not for_good:
        return Done(facts), None, person
    charge = await charge_of(acting, duty)
    undo = await _before(acting, duty, person.id, for_good=for_good)
    if for_good:
        await acting.authorise(Action.ASSIGN, Target(duty.unit_id))
        await assignments.give(acting.tx, charge, person.id, acting.now, by=acting.me.id)
        subject, unit = f"task:{charge.task_code}", await _code(acting, duty)
        await acting.record("assign", subject, unit=unit, to=person.subject, duty=duty.id)
    else:
        moved = acting.tx, charge, person.id, acting.now, acting.me.id
        await assignments.pass_on(*moved, only=duty.id)
        await acting.record("hand_over", f"duty:{duty.id}", to=person.subject)
    return Done(facts, (), undo), charge, person


async def _before(acting: Acting, duty: Duty, to: int, *, for_good: bool) -> tuple[Facts, ...]:
    """Who owns what is passed on, and, for good, to whom the task was given."""
    here = await duties.open_in(acting.tx, [duty.unit_id], acting.now)
    pair = duty.task_id, duty.unit_id
    moved = [each for each in here if each.open and each.task_id == duty.task_id]
    moved = [each for each in moved if each.owner_id != to and (for_good or each.id == duty.id)]
    owners = tuple(undoing.owner(each, to) for each in moved)
    if not for_good:
        return owners
    return (*owners, undoing.given(*pair, await plans.given_to(acting.tx, *pair), to))


async def _code(acting: Acting, duty: Duty) -> str:
    return (await acting.tree()).by_id[duty.unit_id].code


async def tell_all(acting: Acting, moved: Sequence[Moved]) -> tuple[str, ...]:
    """One message a person, whatever the number of tasks; whoever does it knows."""
    given: dict[int, list[list[int]]] = {}
    taken: dict[int, list[list[int]]] = {}
    for charge, person in moved:
        part = [charge.id, charge.unit_id]
        given.setdefault(person.id, []).append(part)
        if charge.owner_id is not None:
            taken.setdefault(charge.owner_id, []).append(part)
    roster = await officials.roster(acting.tx, acting.now)
    concerned = sorted({*given, *taken} - {acting.me.id})
    people = [each for each in map(roster.get, concerned) if each]
    for each in people:
        facts = {"given": given.get(each.id, []), "taken": taken.get(each.id, [])}
        await acting.tell(
            each.id,
            "digest.charges",
            facts | {"by": acting.me.name},
            key=f"charges:{acting.source.channel}:{acting.source.event_id}:{each.id}",
            kind=Kind.REMINDER if each.id in given else Kind.NOTICE,
        )
    return tuple(each.name for each in people)


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
    if await acting.withdraw(about) or to.id == acting.me.id:
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
