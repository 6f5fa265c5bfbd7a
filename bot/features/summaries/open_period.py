"""Opening a period that was held back, because the Office says so."""

from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.messages import Refusal, Reply
from domain.people.permissions import Action, Target
from storage.reports import cycles

routes = Router()


@routes.id_button("open", require=Action.OPEN_PERIOD)
async def open_anyway(context: UpdateContext, cycle_id: int) -> list[Reply]:
    cycle = await cycles.find_by_id(context.tx, cycle_id)
    if cycle is None:
        raise Refusal("help.too_old")
    await context.authorise(Action.OPEN_PERIOD, Target(cycle.root_unit_id))
    facts = {"period": str(cycle.period)}
    if not await cycles.force(context.tx, cycle.id, context.now):
        return [Reply("cycle.opened_before", facts)]
    await context.record("cycle.force", str(cycle.period))
    return [Reply("cycle.opened", facts)]
