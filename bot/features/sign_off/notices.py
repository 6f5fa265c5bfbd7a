"""What is told of units that have not confirmed: in the digest of a step, and once all is in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, assert_never

from bot.delivery.content import MessageContent
from bot.features.reminders import digest
from bot.features.sign_off.handlers import close_choice
from bot.inbound.routing import Router
from domain.messaging.messages import Reply
from domain.messaging.outbox import OutboxMessage
from domain.people.officials import Official
from domain.people.units import Tree
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Audience
from domain.reporting.recipients import recipients
from domain.reporting.sign_off import SignOff, SignOffState, speaks
from storage.engine.database import Tx
from storage.people import officials, units
from storage.reports import cycles, sign_offs

routes = Router()


@routes.composer("digest.step")
async def of_step(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """The digest of a step of the ladder, and with it the units that have not confirmed."""
    made = await digest.step(tx, message, now)
    waiting = [
        each
        for each in await sign_offs.of_cycle(tx, message.routing.period_id)
        if each.standing is not SignOffState.CONFIRMED
    ]
    parts = await _parts(tx, message, waiting, now) if waiting else ()
    if made is None and parts:
        first = replace(parts[0], facts={**parts[0].facts, "alone": True})
        return MessageContent((first, *parts[1:]), ())
    return replace(made, parts=(*made.parts, *parts)) if made else None


async def _parts(
    tx: Tx, message: OutboxMessage, waiting: Sequence[SignOff], now: datetime
) -> tuple[Reply, ...]:
    """What a step tells its reader of units that have not confirmed: own ones, and of no head."""
    cycle = await cycles.get(tx, message.routing.period_id)
    step = next(each for each in cycle.steps if each.rung == message.routing.rung)
    audience, roster = speaks(step, cycle, now), await officials.roster(tx, now)
    reader = roster.get(message.official_id)
    if audience is None or reader is None:
        return ()
    told = [(each, recipients(audience, each.unit_id, roster)) for each in waiting]
    about = SignOffContext(reader, cycle, audience, await units.tree(tx))
    groups = [
        (vacant, [each for each, to in told if to.vacant is vacant and reader in to.officials])
        for vacant in (False, True)
    ]
    return tuple(_part(about, mine, vacant=vacant) for vacant, mine in groups if mine)


@dataclass(frozen=True, slots=True)
class SignOffContext:
    """Who reads it, about which period, and in which part."""

    reader: Official
    cycle: Cycle
    audience: Audience
    tree: Tree


def _part(facing: SignOffContext, mine: Sequence[SignOff], *, vacant: bool) -> Reply:
    reader, speech = facing.reader, _speech(facing.audience, vacant=vacant)
    of_head = speech == "head"
    facts = {
        "alone": False,
        "head": of_head,
        "vacant": speech == "vacant",
        "leader": speech == "leader",
        "name": reader.name,
        "position": reader.position,
        "period": str(facing.cycle.period),
        "due_at": facing.cycle.due_at.isoformat(),
        "units": [_unit(each, facing.tree) for each in mine],
    }
    choices = tuple(close_choice(each, facing.tree) for each in mine) if of_head else ()
    return Reply("closing.part", facts, choices)


def _speech(audience: Audience, *, vacant: bool) -> str:
    """How the part speaks to its reader."""
    match audience:
        case Audience.OWNER | Audience.HEAD:
            return "vacant" if vacant else "head"
        case Audience.OFFICE:
            return "office"
        case Audience.DEPUTY_DIRECTOR:
            return "office" if vacant else "leader"
        case _:
            assert_never(audience)


def _unit(closing: SignOff, tree: Tree) -> dict[str, Any]:
    return {
        "name": tree.by_id[closing.unit_id].name,
        "missing": closing.missing,
        "standing": closing.standing.value,
    }


@routes.composer("digest.closing")
async def complete(tx: Tx, message: OutboxMessage, _now: datetime) -> MessageContent | None:
    """All answers of a unit are there: its head is asked to confirm them; None if that is done."""
    closing = await sign_offs.find(tx, message.facts["closing"])
    if closing is None or closing.standing is SignOffState.CONFIRMED or not closing.complete:
        return None
    if closing.times != message.facts["times"] or message.official_id is None:
        return None
    cycle, tree = await cycles.get(tx, closing.cycle_id), await units.tree(tx)
    facts = {
        "name": (await officials.get(tx, message.official_id)).name,
        "unit": tree.by_id[closing.unit_id].name,
        "period": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "changed": closing.standing is SignOffState.CHANGED,
    }
    return MessageContent((Reply("closing.complete", facts, (close_choice(closing, tree),)),), ())
