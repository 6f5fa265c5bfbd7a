"""The summary unit by unit, for a small screen: a list to choose from, then one unit's part."""

from collections.abc import Sequence
from typing import Any

from bot.features.summaries.handlers import own_cycle
from bot.features.summaries.template_data import unit_facts
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.permissions import Action
from domain.reporting.cycles import Cycle
from domain.summaries.aggregates import UnitFigures
from domain.summaries.lines import SummaryLine
from domain.summaries.summary import UnitSummary, summarise
from storage.office import aggregates, summaries

routes = Router()

PAGE = 8
MOST_BLOCKED = 15
REASON = 150


@routes.revision_button("byunit", require=Action.SUMMARISE)
async def choose(context: UpdateContext, cycle_id: int, page: int) -> list[Reply]:
    """The units with duties in this period, eight at a time."""
    cycle = await own_cycle(context, cycle_id, Action.SUMMARISE)
    units = (await aggregates.of_period(context.tx, cycle, context.now)).units
    if not units:
        raise Refusal("byunit.nothing", {"month": str(cycle.period)})
    shown = units[page * PAGE : (page + 1) * PAGE] or units[:PAGE]
    choices = tuple(_choice(cycle, each) for each in shown)
    facts = {"month": str(cycle.period), "count": len(units)}
    return [Reply("byunit.choose", facts, (*choices, *_next(cycle, len(units), page)))]


def _choice(cycle: Cycle, unit: UnitFigures) -> Choice:
    facts = {"name": unit.name, "answered": unit.totals.answered, "duties": unit.totals.duties}
    return Choice("choice.unitsum", str(ButtonAction("unitsum", cycle.id, unit.unit_id)), facts)


def _next(cycle: Cycle, total: int, page: int) -> tuple[Choice, ...]:
    left = total - (page + 1) * PAGE
    if left <= 0:
        return ()
    return (
        Choice("choice.next_page", str(ButtonAction("byunit", cycle.id, page + 1)), {"left": left}),
    )


@routes.revision_button("unitsum", require=Action.SUMMARISE)
async def show(context: UpdateContext, cycle_id: int, unit_id: int) -> list[Reply]:
    """One unit: what is missing, late and stuck, by name."""
    cycle = await own_cycle(context, cycle_id, Action.SUMMARISE)
    lines = await summaries.lines(context.tx, cycle.id, [unit_id], context.now)
    back = (Choice("choice.byunit", str(ButtonAction("byunit", cycle.id))),)
    if not lines:
        return [Reply("byunit.nothing", {"month": str(cycle.period)}, back)]
    [unit] = summarise(lines, cycle, context.now).units
    return [Reply("byunit.unit", _facts(cycle, unit, lines), back)]


def _facts(cycle: Cycle, unit: UnitSummary, lines: Sequence[SummaryLine]) -> dict[str, Any]:
    blocked = [{"task": each.task, "reason": each.reason[:REASON]} for each in unit.blocked]
    return {
        **unit_facts(unit),
        "month": str(cycle.period),
        "due_at": cycle.due_at.isoformat(),
        "answered_late": _late(lines),
        "blocked": blocked[:MOST_BLOCKED],
        "blocked_more": len(blocked[MOST_BLOCKED:]),
    }


def _late(lines: Sequence[SummaryLine]) -> list[dict[str, str]]:
    """Who answered after the due time, with the codes."""
    owners: dict[str, list[str]] = {}
    for line in lines:
        if line.late and line.status:
            owners.setdefault(line.owner or "—", []).append(line.task_code)
    return [{"owner": owner, "codes": ", ".join(codes)} for owner, codes in owners.items()]
