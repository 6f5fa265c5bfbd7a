"""Storing an answer to a duty, one's own or on behalf, with all that hangs on it."""

from actions import consequences
from actions.acting import Acting
from actions.issues import register
from actions.outcomes import Changed, Done
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal
from domain.messaging.outbox import Kind
from domain.people.permissions import Action, Target
from domain.reporting.duties import Duty
from domain.reporting.reports import Report, ReportInput, report
from storage.messaging import outbox
from storage.people import officials
from storage.reports import cycles, duties
from storage.reports.duties import Move


async def find(acting: Acting, duty_id: int) -> Duty:
    """The duty, if this person may answer it, for himself or on behalf."""
    duty = await duties.find(acting.tx, duty_id)
    if duty is None:
        raise Refusal("help.too_old")
    own = duty.owner_id in acting.me.answers_for
    action = Action.ANSWER if own else Action.ANSWER_ON_BEHALF
    await acting.authorise(action, Target(duty.unit_id, duty.owner_id))
    return duty


async def answer(acting: Acting, duty_id: int, revision: int, claim: ReportInput) -> Done | Changed:
    """Store it as the next version of the duty as it was seen; its owner is told."""
    duty = await find(acting, duty_id)
    if duty.revision != revision:
        return Changed({"duty": duty.id})
    cycle = await cycles.get(acting.tx, duty.cycle_id)
    made = report(duty, cycle, claim, author_id=acting.me.id, at=acting.acted_at)
    if not await settle(acting, duty, made, Move(duty.id, duty.rung, None)):
        return Changed({"duty": duty.id})
    told = await tell_owner(acting, duty, made)
    return Done({"code": duty.task_code, "version": made.version}, told)


async def settle(acting: Acting, duty: Duty, made: Report, then: Move) -> bool:
    """Store a version and whatever follows from it; False if the duty changed since."""
    if not await duties.settle(acting.tx, duty, made, source=acting.source, then=then):
        return False
    await outbox.withdraw(acting.tx, f"duty:{duty.id}", acting.now)
    await register.follow(acting, duty, made)
    await consequences.follow(acting, duty, made)
    status = made.status.value if made.status else "retracted"
    await acting.record("report", f"duty:{duty.id}", version=made.version, status=status)
    return True


async def tell_owner(acting: Acting, duty: Duty, made: Report) -> tuple[str, ...]:
    """Whoever was answered for hears of it, and may change it or object; returns the names."""
    if made.on_behalf_of is None:
        return ()
    owner = await officials.get(acting.tx, made.on_behalf_of)
    facts = {
        "name": owner.name,
        "author": acting.me.name,
        "code": duty.task_code,
        "status": made.status,
        "duty_ids": [duty.id],
    }
    choices = (
        Choice("choice.change", str(ButtonAction("duty", duty.id, made.version))),
        Choice("choice.object", str(ButtonAction("object", duty.id, made.version))),
    )
    key = f"on-behalf:{duty.id}:{made.version}"
    await acting.tell(
        owner.id, "answer.on_behalf_told", facts, key=key, kind=Kind.NOTICE, choices=choices
    )
    return (owner.name,)
