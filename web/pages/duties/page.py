"""The duties of a period: a matrix of tasks and units, or a list; the address is its state."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from markupsafe import Markup, escape
from starlette.responses import Response

from domain.people.permissions import Action, reached
from domain.people.units import Tree
from domain.summaries.aggregates import UnitFigures
from domain.summaries.cells import Cell
from domain.summaries.standing import Standing, standings
from storage.board import cells, views
from storage.board.cells import TaskHead
from storage.board.wanted import Wanted
from storage.engine.database import Tx
from web import periods
from web.pages.duties import panel
from web.pages.duties.filters import LIST, Asked, wanted
from web.periods import Sight
from web.rendering import drawn
from web.request import BoardRequest
from web.routing import BoardRouter
from web.words import Words

routes = BoardRouter()
routes.section("duties", "/viec", icon="viec", place=20, require=Action.VIEW_UNIT)

MOST_COLUMNS = 24  # more units than this become rows
ROWS = 50
MOST_TASKS = 100
PARTS = "pages/duties/parts.html"
LEAST_ROWS, MOST_CELLS = 10, 2000  # what a page holds, so that it comes at once on a slow line


Placed = dict[tuple[int, int], str]
BULK = (Action.HAND_OVER, Action.DECIDE_EXTENSION, Action.RETURN)


@routes.get("/viec", require=Action.VIEW_UNIT)
async def newest(request: BoardRequest) -> Response:
    """The duties of the period that was opened last, with whatever is asked for."""
    async with request.board.db.read() as tx:
        cycle = await periods.newest(tx, request)
    if cycle is None:
        return request.to("/bang/")
    query = request.http.url.query
    return request.to(f"/bang/ky/{cycle.period}/viec{'?' + query if query else ''}")


@routes.get("/ky/{period}/viec", require=Action.VIEW_UNIT)
async def show(request: BoardRequest) -> Response:
    asked = Asked.of(request)
    async with request.board.db.read() as tx:
        sight = await periods.sight(tx, request)
        want = await wanted(tx, request, sight, asked)
        counted = await request.board.figures.of_period(tx, sight.cycle, request.now, sight.units)
        facts = {
            "section": "duties",
            "sight": sight,
            "cycle": sight.cycle,
            "asked": asked,
            "standings": standings(counted),
            "whole": counted.totals.duties,
            "views": await views.of(tx, request.me.id, request.me.unit_id),
            "units": _options(request.board.words, counted.units, asked.unit),
            "unit_count": len(counted.units),
            "panel": await panel.of_address(tx, request, sight, asked.duty),
            "bulk": {each for each in BULK if reached(request.me, each, sight.tree)},
            **await _look(tx, request, sight, asked, want),
        }
    return request.page("pages/duties/page.html", facts)


async def _look(
    tx: Tx, request: BoardRequest, sight: Sight, asked: Asked, want: Wanted
) -> dict[str, Any]:
    if asked.look == LIST:
        listed = await cells.page(tx, want, (asked.page - 1) * ROWS, ROWS)
        return {"look": LIST, "listed": listed, "rows": ROWS, "count": await cells.count(tx, want)}
    return await _matrix(tx, request.board.words, sight, asked, want)


async def _matrix(tx: Tx, words: Words, sight: Sight, asked: Asked, want: Wanted) -> dict[str, Any]:
    """Tasks by units; where there are many units they become rows, so many on a page."""
    heads, counts = await cells.tasks(tx, want), await cells.units(tx, want)
    units, flipped = [each for each, _ in counts], len(counts) > MOST_COLUMNS
    rows = _rows(len(heads)) if flipped else 4 * ROWS
    shown = slice((asked.page - 1) * rows, asked.page * rows)
    shown_units = units[shown] if flipped else units
    shown_tasks = heads[:MOST_TASKS] if flipped else heads[shown]
    columns = [sight.tree.by_id[each] for each in shown_units if each in sight.tree.by_id]
    task_ids, unit_ids = [each.id for each in shown_tasks], [each.id for each in columns]
    placed = _placed(words, await cells.in_block(tx, want, unit_ids, task_ids), sight.tree)
    return {
        "look": "bang",
        "count": sum(number for _, number in counts),
        "flipped": flipped,
        "heads": shown_tasks,
        "groups": _by_field(shown_tasks),
        "columns": columns,
        "lines": _lines(words, placed, task_ids, unit_ids, flipped),
        "row_count": len(units) if flipped else len(heads),
        "rows": rows,
    }


def _options(words: Words, units: Iterable[UnitFigures], chosen: str) -> Markup:
    kinds = {each: drawn(words, PARTS, "option_like", each) for each in (True, False)}
    filled = [
        kinds[each.code == chosen] % {"code": escape(each.code), "name": escape(each.name)}
        for each in units
    ]
    return Markup("".join(filled))  # noqa: S704 - escaped above


def _rows(tasks: int) -> int:
    """So many units on a page whose columns are these tasks."""
    return min(ROWS, max(LEAST_ROWS, MOST_CELLS // max(1, min(tasks, MOST_TASKS))))


def _lines(
    words: Words, placed: Placed, tasks: list[int], units: list[int], flipped: bool
) -> dict[int, Markup]:
    """The cells of each row, by its unit, or where units are columns by its task."""
    none = drawn(words, PARTS, "no_cell")
    if flipped:
        cells = {unit: [placed.get((task, unit), none) for task in tasks] for unit in units}
    else:
        cells = {task: [placed.get((task, unit), none) for unit in units] for task in tasks}
    return {row: Markup("".join(each)) for row, each in cells.items()}  # noqa: S704 - by _placed


def _placed(words: Words, block: Sequence[Cell], tree: Tree) -> Placed:
    """The cells by task and unit: the template draws each kind once, here it is filled."""
    placed, safe = {}, cache(escape)
    for each in block:
        partly = each.percent is not None and each.standing is Standing.IN_PROGRESS
        kind = each.standing.value, each.lead, each.late, partly, each.owner_id is not None
        placed[each.task_id, each.unit_id] = drawn(words, PARTS, "cell_like", *kind) % {
            "number": each.duty_id,
            "code": safe(each.code),
            "unit": safe(tree.by_id[each.unit_id].code),
            "owner_id": each.owner_id,
            "owner": safe(each.owner),
            "percent": each.percent,
        }
    return placed


def _by_field(heads: Sequence[TaskHead]) -> list[tuple[str, list[TaskHead]]]:
    """The tasks under the heading of their field, in the order of the plan."""
    groups: dict[str, list[TaskHead]] = {}
    for each in heads:
        groups.setdefault(each.field, []).append(each)
    return list(groups.items())


@routes.post("/cach-xem", require=Action.VIEW_UNIT)
async def save_view(request: BoardRequest) -> Response:
    """Keep the address under a name, for oneself or for the own unit."""
    name, query = await request.said("name", 40), await request.said("query", 4000)
    shared = await request.said("shared") == "on"
    if name:
        async with request.board.db.begin() as tx:
            unit = request.me.unit_id if shared else None
            await views.save(tx, request.me.id, unit, name, query, request.now)
    return request.to(f"/bang/viec{query if query.startswith('?') else ''}")


@routes.post("/cach-xem/{number}", require=Action.VIEW_UNIT)
async def drop_view(request: BoardRequest) -> Response:
    number = request.number("number")
    async with request.board.db.begin() as tx:
        await views.drop(tx, request.me.id, number)
    return request.to("/bang/viec")
