"""What people are told of an absence: the stand-in with what is owed, the head, the person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from actions.people.absences import facts_of
from bot.delivery.content import MessageContent
from bot.inbound.routing import Router
from bot.rendering.duty_lists import duty_choices, duty_facts
from domain.calendar.work_calendar import local_day
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.messaging.outbox import OutboxMessage
from domain.people.officials import Official
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from storage.engine.database import Tx
from storage.people import absences, officials
from storage.reports import cycles, duties

routes = Router()


@routes.composer("digest.stand_in")
async def stand_in(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """For whom, until when, and what that person owes now."""
    found = await _read(tx, message, now)
    if found is None:
        return None
    facts, reader, mine, roster = found
    cycle = await cycles.get(tx, mine[0].cycle_id) if mine else None
    facts["duties"] = duty_facts(mine, reader, roster, cycle, cycle.due_day) if cycle else []
    facts |= {
        "due_at": cycle.due_at.isoformat() if cycle else None,
        "period": str(cycle.period) if cycle else None,
    }
    choices = duty_choices(mine, cycle) if cycle else ()
    return MessageContent((Reply("absence.stand_in", facts, choices),), tuple(mine))


@routes.composer("digest.absent_unit")
async def absent_unit(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """For the head: who is away, who stands in, and what is left without anybody."""
    found = await _read(tx, message, now)
    if found is None:
        return None
    facts, _, _, roster = found
    owed = await duties.owed_by(tx, facts["official_id"], now)
    alone = [duty for duty in owed if roster.gone(duty)]
    return MessageContent((head_says(facts, alone),), tuple(alone))


@routes.composer("digest.absent_self")
async def absent_self(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    found = await _read(tx, message, now)
    return MessageContent((Reply("absence.self", found[0]),), ()) if found else None


def head_says(facts: Mapping[str, Any], alone: Sequence[Duty]) -> Reply:
    """With the duties that nobody answers meanwhile, each to be handed over."""
    choices = tuple(
        Choice("choice.hand_code", str(ButtonAction("hand", duty.id)), {"code": duty.task_code})
        for duty in alone
    )
    listed = [{"code": duty.task_code, "title": duty.title} for duty in alone]
    return Reply("absence.unit", {**facts, "alone": listed}, choices)


async def _read(
    tx: Tx, message: OutboxMessage, now: datetime
) -> tuple[dict[str, Any], Official, list[Duty], Roster] | None:
    """Facts, reader, what the reader is asked for in the other's place; None once it is over."""
    absence = await absences.find(tx, message.facts["absence"])
    roster = await officials.roster(tx, now)
    reader = roster.get(message.official_id)
    person = roster.get(absence.official_id) if absence else None
    if (
        absence is None
        or person is None
        or reader is None
        or absence.span.last_day < local_day(now)
    ):
        return None
    owed = await duties.owed_by(tx, person.id, now)
    mine = [duty for duty in owed if roster.asked(duty) == reader and reader != person]
    facts = {**facts_of(absence, roster), "name": reader.name, "by": message.facts["by"]}
    return facts, reader, mine, roster
