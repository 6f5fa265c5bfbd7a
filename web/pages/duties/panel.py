"""One duty: how it stands, who was asked when by which way, what was answered, what comes next."""

from typing import Any

from starlette.responses import Response

from domain.extensions.extensions import may_decide
from domain.extensions.individual_deadlines import due_at_of
from domain.people.permissions import Action, Target, may
from domain.reporting.cycles import steps_of
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from storage.board import cells
from storage.engine.database import Tx
from storage.office import summaries
from storage.people import officials
from storage.plans import calendar
from storage.reports import duties
from web import periods
from web.pages.duties import timeline
from web.periods import Sight
from web.request import BoardRequest, NotThere
from web.routing import BoardRouter

routes = BoardRouter()

MOST_COMING = 3


@routes.get("/ky/{period}/viec/{duty:path}", require=Action.VIEW_UNIT)
async def show(request: BoardRequest) -> Response:
    """The panel alone, as the page of duties shows it beside itself."""
    async with request.board.db.read() as tx:
        sight = await periods.sight(tx, request)
        facts = await of_address(tx, request, sight, request.path("duty"))
    if facts is None:
        raise NotThere
    return request.page("pages/duties/panel.html", {"panel": facts, "cycle": sight.cycle})


async def of_address(
    tx: Tx, request: BoardRequest, sight: Sight, address: str
) -> dict[str, Any] | None:
    """`address`: task@unit. None for what is not there, or not for this reader."""
    task, _, unit = address.rpartition("@")
    number = await cells.find(tx, sight.cycle.id, task, unit) if task else None
    if number is None:
        return None
    duty = await duties.get(tx, number)
    target = Target(duty.unit_id, duty.owner_id)
    if not may(request.me, Action.VIEW, target, sight.tree):
        return None
    return await _facts(tx, request, sight, duty)


async def _facts(tx: Tx, request: BoardRequest, sight: Sight, duty: Duty) -> dict[str, Any]:
    roster, days = await officials.roster(tx, request.now), await calendar.get(tx)
    away = await summaries.gone_from(tx, sight.cycle, request.now)
    [cell] = await cells.some(tx, [duty.id], away)
    unit = sight.tree.by_id[duty.unit_id]
    coming = [step for step in steps_of(sight.cycle, duty, days) if step.at > request.now]
    return {
        "address": f"{duty.task_code}@{unit.code}",
        "duty": duty,
        "cell": cell,
        "unit": unit,
        "owner": roster.get(duty.owner_id),
        "due_at": due_at_of(duty, sight.cycle, days),
        "late_after": duty.time.late_after or sight.cycle.late_after,
        "lines": await timeline.of_duty(tx, sight.cycle, duty, roster),
        "coming": coming[:MOST_COMING] if duty.open else [],
        "acts": _acts(request, sight, duty, roster),
    }


def _acts(request: BoardRequest, sight: Sight, duty: Duty, roster: Roster) -> set[str]:
    """What the reader may do with this duty as it stands."""
    target = Target(duty.unit_id, duty.owner_id)
    right = {each for each in Action if may(request.me, each, target, sight.tree)}
    fitting = {Action.RETURN, Action.ANSWER_ON_BEHALF}
    if duty.open:
        fitting = {Action.REMIND, Action.ANSWER_ON_BEHALF, Action.HAND_OVER}
        fitting |= {Action.DECIDE_EXTENSION} if may_decide(request.me, roster) else set()
    return {each.value for each in right & fitting}
