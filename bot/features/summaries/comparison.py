"""This period beside the one before it, in chat."""

from typing import Any

from bot.features.summaries.handlers import chunks, own_cycle
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.messages import Reply
from domain.people.permissions import Action
from domain.summaries.comparison import COUNTS, Comparison, Pair, Tally, compare
from storage.office import aggregates, report_snapshots
from storage.reports import cycles

routes = Router()


@routes.id_button("compare", require=Action.SUMMARISE)
async def show(context: UpdateContext, cycle_id: int) -> list[Reply]:
    """In all first, then unit by unit; a sentence where there is no earlier period."""
    cycle = await own_cycle(context, cycle_id, Action.SUMMARISE)
    before = await cycles.before(context.tx, cycle.root_unit_id, cycle.period)
    if before is None:
        return [Reply("comparison.none", {"month": str(cycle.period)})]
    now = await aggregates.of_period(context.tx, cycle, context.now)
    made = compare(
        cycle.period, now.tallies, await report_snapshots.earlier(context.tx, before, context.now)
    )
    units = [pair_facts(each) for each in made.units]
    return [Reply("comparison.whole", facts_of(made)), *chunks(context, "comparison.units", units)]


def facts_of(made: Comparison) -> dict[str, Any]:
    return {
        "month": str(made.period),
        "previous": str(made.before) if made.before else None,
        **pair_facts(made.total),
    }


def pair_facts(pair: Pair) -> dict[str, Any]:
    return {
        "name": pair.now.name,
        "now": _tally(pair.now),
        "before": _tally(pair.before),
        "answered_points": pair.points("answered"),
        "on_time_points": pair.points("on_time"),
    }


def _tally(tally: Tally) -> dict[str, Any]:
    shares = {f"{name}_share": tally.share(name) for name in ("answered", "on_time")}
    return {name: getattr(tally, name) for name in COUNTS} | shares
