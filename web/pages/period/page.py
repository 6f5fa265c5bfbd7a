"""A period at a glance; every figure leads to the duties behind it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from domain.calendar.work_calendar import local_day
from domain.people.permissions import Action
from domain.reporting.cycles import Cycle
from domain.reporting.policy import Step
from domain.summaries.aggregates import Figures
from domain.summaries.standing import standings
from storage.board import awaited
from storage.board.awaited import Awaited
from storage.engine.database import Tx
from storage.office import summaries
from storage.reports import cycles
from web import periods
from web.pages.period import charts
from web.periods import Sight
from web.request import BoardRequest
from web.routing import BoardRouter

routes = BoardRouter()
routes.section("period", "/", icon="ky", place=10, require=Action.VIEW_UNIT)

AFTER_LAST_STEP = timedelta(days=1)
MOST_NAMED = 4
LEAST_SHARE = 3  # of a hundred, so that a part can be seen and pressed
MOST_UNITS = 50


@routes.get("/", require=Action.VIEW_UNIT)
async def newest(request: BoardRequest) -> Response:
    """The period that was opened last."""
    async with request.board.db.read() as tx:
        cycle = await periods.newest(tx, request)
    if cycle is None:
        return request.page("pages/period/none.html", {"section": "period"})
    return request.to(f"/bang/ky/{cycle.period}")


@routes.get("/ky/{period}", require=Action.VIEW_UNIT)
async def show(request: BoardRequest) -> Response:
    async with request.board.db.read() as tx:
        sight = await periods.sight(tx, request)
        counted = await request.board.figures.of_period(tx, sight.cycle, request.now, sight.units)
        facts = {
            "section": "period",
            "sight": sight,
            "cycle": sight.cycle,
            "totals": counted.totals,
            "cells": counted.cells,
            "parts": _parts(counted),
            "units": await _units(tx, sight, counted, request.now),
            "chart": await _chart(tx, request, sight, counted),
            "coming": _coming(sight.cycle, request.now),
            **await _before(tx, request, sight),
        }
    return request.page("pages/period/page.html", facts)


def _parts(counted: Figures) -> list[dict[str, Any]]:
    """The strip of all duties: how many stand how, with place and width of a hundred each."""
    found = {each: count for each, count in standings(counted).items() if count}
    shares = {each: max(count, 1) for each, count in found.items()}
    whole = sum(shares.values()) or 1
    wide = {each: max(LEAST_SHARE, 100 * count / whole) for each, count in shares.items()}
    scale = 100 / (sum(wide.values()) or 1)
    parts, place = [], 0.0
    for each, count in found.items():
        width = wide[each] * scale
        parts.append({"name": each.value, "count": count, "x": place, "width": width})
        place += width
    return parts


async def _units(tx: Tx, sight: Sight, counted: Figures, now: datetime) -> list[dict[str, Any]]:
    """Each unit with its figures, and by name what is still awaited there."""
    shown = counted.neediest(MOST_UNITS)
    ids = [each.unit_id for each in shown]
    away = await summaries.gone_from(tx, sight.cycle, now)
    left: dict[int, list[Awaited]] = {}
    for found in await awaited.in_units(tx, sight.cycle.id, ids, away):
        left.setdefault(found.unit_id, []).append(found)
    return [
        {
            "code": each.code,
            "name": each.name,
            "totals": each.totals,
            "share": round(100 * each.totals.answered / max(each.totals.duties, 1)),
            "people": _people(left.get(each.unit_id, [])),
            "open": sum(found.count for found in left.get(each.unit_id, [])),
        }
        for each in shown
    ]


def _people(left: Sequence[Awaited]) -> list[dict[str, Any]]:
    """Who has how much left, the most first; those who could not be reached are marked."""
    return [
        {"owner": each.owner, "standing": each.standing.value, "count": each.count}
        for each in sorted(left, key=lambda each: -each.count)
    ]


async def _chart(tx: Tx, request: BoardRequest, sight: Sight, counted: Figures) -> dict[str, Any]:
    """The curve of answers over the period, beside that of the period before."""
    cycle, now, whole = sight.cycle, request.now, counted.totals.duties
    axis = _axis(cycle)
    until = min(max(now, axis.begins), axis.ends)
    hours = await request.board.figures.by_hour(tx, cycle, sight.units)
    line = charts.steps(axis, hours, whole, until)
    share = counted.totals.answered / whole if whole else 0.0
    return {
        "axis": axis,
        "line": line,
        "area": charts.closed(line),
        "share": share,
        "end": (axis.x(until), charts.y(share)),
        "due": axis.x(cycle.due_at),
        "sends": [(axis.x(step.at), step) for step in cycle.steps],
        "grid": [(charts.y(each / 4), each / 4) for each in range(5)],
        "table": _by_day(hours, whole),
    }


def _by_day(hours: Sequence[tuple[datetime, int]], whole: int) -> list[tuple[Any, int, float]]:
    """For the table beside the curve: each day with its answers and the share so far."""
    days: dict[Any, int] = {}
    for hour, count in hours:
        day = local_day(hour)
        days[day] = days.get(day, 0) + count
    done, rows = 0, []
    for day, count in days.items():
        done += count
        rows.append((day, count, done / whole if whole else 0.0))
    return rows


def _axis(cycle: Cycle) -> charts.Axis:
    last = max([step.at for step in cycle.steps] + [cycle.due_at])
    return charts.Axis(cycle.opens_at, min(last + AFTER_LAST_STEP, cycle.closes_at))


async def _before(tx: Tx, request: BoardRequest, sight: Sight) -> dict[str, Any]:
    """The period before this one: its curve laid over this one's, and its four cells."""
    earlier = await cycles.before(tx, sight.cycle.root_unit_id, sight.cycle.period)
    if earlier is None:
        return {"before": None}
    counted = await request.board.figures.of_period(tx, earlier, request.now, sight.units)
    axis = _axis(earlier)
    hours = await request.board.figures.by_hour(tx, earlier, sight.units)
    line = charts.steps(axis, hours, counted.totals.duties, axis.ends)
    return {"before": {"cycle": earlier, "cells": counted.cells, "line": line}}


def _coming(cycle: Cycle, now: datetime) -> list[Step]:
    return [step for step in cycle.steps if step.at > now][:5]
