"""This period beside the one before it, in chat."""

from typing import Any

from bot.features.summaries.handlers import chunks, own_cycle
from bot.inbound.context import Scene
from domain.messaging.messages import Say
from domain.people.permissions import Action
from domain.summaries.comparison import COUNTS, Comparison, Pair, Tally, compare
from storage.office import aggregates as figures
from storage.office import report_snapshots as issued
from storage.reports import cycles


async def show(scene: Scene, cycle_id: int) -> list[Say]:
    """In all first, then unit by unit; a sentence where there is no earlier period."""
    cycle = await own_cycle(scene, cycle_id, Action.SUMMARISE)
    before = await cycles.before(scene.tx, cycle.root_unit_id, cycle.period)
    if before is None:
        return [Say("comparison.none", {"month": str(cycle.period)})]
    now = await figures.of_period(scene.tx, cycle, scene.now)
    made = compare(cycle.period, now.tallies, await issued.earlier(scene.tx, before, scene.now))
    units = [pair_facts(each) for each in made.units]
    return [Say("comparison.whole", facts_of(made)), *chunks(scene, "comparison.units", units)]


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
