"""The readiness board: for the Office on demand, and in the messages before a period opens."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from bot.delivery.content import MessageContent
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.messaging.outbox import OutboxMessage
from domain.people.permissions import Action, Target
from domain.reporting.readiness import UnitGaps, unit_facts
from storage.engine.database import Tx
from storage.office import readiness
from storage.people import officials, open_items

routes = Router()


@routes.simple_command("/sansang", require=Action.VIEW_READINESS, menu=15)
async def show(context: UpdateContext) -> list[Reply]:
    """Everything that is still to be put right, for the Office."""
    await context.authorise(Action.VIEW_READINESS, Target(context.me.unit_id))
    root = (await context.tree()).upwards(context.me.unit_id)[-1]
    budget = await context.dependencies.budget(context.now, root.code)
    about = {"period": None, "opens_at": None, "budget": budget.facts if budget else None}
    return [await _whole(context.tx, about, context.now, context.me.unit_id)]


@routes.composer("digest.readiness")
async def whole(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """The Office's message before a period opens."""
    reader = await officials.get(tx, message.official_id) if message.official_id else None
    of = reader.unit_id if reader else None
    return MessageContent((await _whole(tx, message.facts, now, of),), ())


async def _whole(tx: Tx, about: Mapping[str, Any], now: datetime, of: int | None) -> Reply:
    found = await readiness.board(tx, now, of)
    facts = {
        **{name: about[name] for name in ("period", "opens_at", "budget")},
        "units": [unit_facts(each) for each in found.units],
        "years": [{"year": year, "state": state} for year, state in found.years.items()],
        "open_items": len(await open_items.all_open(tx)),
    }
    return Reply("readiness.office", facts, _assign(found.units))


@routes.composer("digest.readiness_unit")
async def of_units(tx: Tx, message: OutboxMessage, now: datetime) -> MessageContent | None:
    """A head's message about some units; None once nothing in them is left to be put right."""
    found = await readiness.board(tx, now)
    gaps = _those(found.units, message.facts["units"])
    if not gaps or message.official_id is None:
        return None
    facts = {
        "name": (await officials.get(tx, message.official_id)).name,
        "period": message.facts["period"],
        "opens_at": message.facts["opens_at"],
        "units": [unit_facts(each) for each in gaps],
    }
    return MessageContent((Reply("readiness.head", facts, _assign(gaps)),), ())


def _those(gaps: Collection[UnitGaps], unit_ids: Collection[int]) -> list[UnitGaps]:
    return [each for each in gaps if each.for_head and each.unit.id in unit_ids]


def _assign(gaps: Collection[UnitGaps]) -> tuple[Choice, ...]:
    """Tasks of nobody can be given to somebody at once."""
    wanted = any(each.ownerless for each in gaps)
    return (Choice("choice.assign", str(ButtonAction("charges"))),) if wanted else ()
