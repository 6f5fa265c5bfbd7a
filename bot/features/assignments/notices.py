"""What those are told to whom a task is given, or from whom it goes to somebody else."""

from datetime import datetime

from bot.delivery.content import MessageContent
from bot.features.reports.handlers import status_choices
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.messaging.outbox import OutboxMessage
from domain.reporting.assignments import Charge
from domain.reporting.duties import Duty
from storage.engine.database import Tx
from storage.people import officials
from storage.plans import assignments
from storage.reports import cycles, duties

routes = Router()


@routes.composer("digest.given")
async def given(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """The task with the choices to answer it; None once somebody else has it, or it is answered."""
    person = await officials.get(tx, message.official_id or 0)
    if await _owner(tx, message, now) != person.id:
        return None
    duty = await _open_duty(tx, message)
    facts = {name: message.facts[name] for name in ("task", "title", "by")}
    said = {**facts, "name": person.name, "due_at": None, "period": None, "others": []}
    if duty is None:
        return MessageContent((Reply("assigning.told", said),), ())
    cycle = await cycles.get(tx, duty.cycle_id)
    owed = await duties.owed_by(tx, person.id, now)
    others = [each.task_code for each in owed if each.id != duty.id]
    said |= {"due_at": cycle.due_at.isoformat(), "period": str(cycle.period), "others": others}
    return MessageContent((Reply("assigning.told", said, status_choices(duty)),), (duty,))


@routes.composer("digest.taken")
async def taken(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """To whom the task has gone; None if it has come back meanwhile."""
    person = await officials.get(tx, message.official_id or 0)
    owner_id = await _owner(tx, message, now)
    if owner_id is None or owner_id == person.id:
        return None
    facts = {name: message.facts[name] for name in ("task", "title", "by")}
    owner = await officials.get(tx, owner_id)
    return MessageContent(
        (Reply("assigning.taken", {**facts, "name": person.name, "to": owner.name}),), ()
    )


async def _owner(tx: Tx, message: OutboxMessage, now: datetime) -> int | None:
    """Who answers for the task now; nobody once there is nothing left of it to be answered."""
    here = await assignments.charges(tx, [message.facts["unit"]], now)
    return next((each.owner_id for each in here if each.id == message.facts["part"]), None)


async def _open_duty(tx: Tx, message: OutboxMessage) -> Duty | None:
    duty_id = message.facts["duty"]
    duty = await duties.find(tx, duty_id) if duty_id else None
    return duty if duty and duty.open else None


@routes.composer("digest.charges")
async def several(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """All that one file gave to a person and took from that person, as far as it still holds."""
    person = await officials.get(tx, message.official_id or 0)
    units = {unit for _, unit in (*message.facts["given"], *message.facts["taken"])}
    here = {each.id: each for each in await assignments.charges(tx, units, now)}
    given = [here[part] for part, _ in message.facts["given"] if part in here]
    taken = [here[part] for part, _ in message.facts["taken"] if part in here]
    facts = {
        "name": person.name,
        "by": message.facts["by"],
        "given": [_line(each) for each in given if each.owner_id == person.id],
        "taken": [_line(each) for each in taken if each.owner_id != person.id],
    }
    if not facts["given"] and not facts["taken"]:
        return None
    open_ = any(each.duty for each in given if each.owner_id == person.id)
    choices = (Choice("choice.back", str(ButtonAction("mine"))),) if open_ else ()
    return MessageContent((Reply("assigning.several", facts, choices),), ())


def _line(charge: Charge) -> dict[str, str]:
    return {"code": charge.task_code, "title": charge.title}
