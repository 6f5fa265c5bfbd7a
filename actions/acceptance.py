"""Accepting what a unit claims to be done, or not, with a reason."""

from collections.abc import Collection
from typing import Any

from actions import undoing
from actions.acting import Acting
from actions.outcomes import Changed, Done, attempt_all
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from domain.reporting.acceptance import AcceptanceState
from storage.people import officials
from storage.reports import acceptances
from storage.reports.acceptances import Claimed


async def find(acting: Acting, claim_id: int) -> Claimed:
    """The claim, if this person may accept it. Refuses where another answer took its place."""
    found = await acceptances.find(acting.tx, claim_id)
    await acting.authorise(Action.ACCEPT, Target(found.unit_id if found else acting.me.unit_id))
    if found is None:
        raise Refusal("acceptance.taken_back")
    return found


async def accept(acting: Acting, found: Claimed) -> Done | Changed:
    """Changed if it had been decided before."""
    before = await acceptances.next_at(acting.tx, found.id)
    if not await _decide(acting, found, AcceptanceState.ACCEPTED, ""):
        return Changed(facts_of(found))
    await acting.record("accept", f"duty:{found.duty_id}", version=found.version)
    undo = undoing.claim(found.id, AcceptanceState.ACCEPTED, before)
    return Done(facts_of(found), undo=(undo,))


async def accept_all(acting: Acting, seen: Collection[tuple[int, int]]) -> Done:
    """Many claims as they were `seen`: each with the version of the report that makes it."""

    async def one(which: tuple[int, int]) -> Done | Changed:
        found = await find(acting, which[0])
        same = found.version == which[1]
        return await accept(acting, found) if same else Changed(facts_of(found))

    tally = await attempt_all(acting.tx, seen, one)
    return Done(tally.facts, (), tally.undo)


async def reject(acting: Acting, found: Claimed, reason: str) -> Done | Changed:
    """The owner and the heads are told; Changed if it had been decided before."""
    before = await acceptances.next_at(acting.tx, found.id)
    if not await _decide(acting, found, AcceptanceState.REJECTED, reason):
        return Changed(facts_of(found))
    await acting.record("reject", f"duty:{found.duty_id}", version=found.version)
    people = await _concerned(acting, found)
    for person in people:
        await acting.write(_message(acting, found, person, reason))
    undo = undoing.claim(found.id, AcceptanceState.REJECTED, before)
    told = tuple(each.name for each in people)
    return Done(facts_of(found) | {"reason": reason}, told, (undo,))


async def _decide(acting: Acting, found: Claimed, state: AcceptanceState, reason: str) -> bool:
    by, at = acting.me.id, acting.acted_at
    return await acceptances.decide(acting.tx, found.id, state, by=by, reason=reason, now=at)


async def _concerned(acting: Acting, found: Claimed) -> list[Official]:
    roster = await officials.roster(acting.tx, acting.now)
    people = {each.id: each for each in roster.heads(found.unit_id)}
    if owner := roster.get(found.owner_id):
        people[owner.id] = owner
    people.pop(acting.me.id, None)
    return list(people.values())


def _message(acting: Acting, found: Claimed, person: Official, reason: str) -> NewMessage:
    own = person.id == found.owner_id
    choice = Choice("choice.answer_again", str(ButtonAction("duty", found.duty_id, found.version)))
    return NewMessage(
        key=f"rejected:{found.id}:{person.code}",
        kind=Kind.NOTICE,
        text_key="acceptance.rejected_told",
        facts=facts_of(found) | {"reason": reason, "name": person.name, "own": own},
        logical_at=acting.now,
        send_at=acting.leaves_at,
        choices=(choice,),
        official_id=person.id,
        about=f"duty:{found.duty_id}",
    )


def facts_of(found: Claimed) -> dict[str, Any]:
    """What a claim says, for whoever decides or hears of it."""
    return {
        "code": found.task_code,
        "title": found.title,
        "unit": found.unit_name,
        "owner": found.owner,
        "period": str(found.period),
        "note": found.note,
        "claimed_at": found.acceptance.claimed_at.isoformat(),
    }
