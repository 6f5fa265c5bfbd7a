"""Opening a period that was held back, because the Office says so."""

from bot.inbound.context import Scene
from domain.messaging.messages import Refusal, Say
from domain.people.permissions import Action, Target
from storage.reports import cycles


async def open_anyway(scene: Scene, cycle_id: int) -> list[Say]:
    cycle = await cycles.find_by_id(scene.tx, cycle_id)
    if cycle is None:
        raise Refusal("help.too_old")
    await scene.authorise(Action.OPEN_PERIOD, Target(cycle.root_unit_id))
    facts = {"period": str(cycle.period)}
    if not await cycles.force(scene.tx, cycle.id, scene.now):
        return [Say("cycle.opened_before", facts)]
    await scene.record("cycle.force", str(cycle.period))
    return [Say("cycle.opened", facts)]
