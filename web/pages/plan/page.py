"""The plan in force: tasks with whom they lack, versions, and what can be taken back."""

from pathlib import PurePath
from typing import Any

from starlette.responses import FileResponse, Response

from actions.acting import Acting
from actions.imports import undo
from domain.imports.drafts import Matter
from domain.messaging.messages import Refusal
from domain.people.access import IMPORTS
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from domain.reporting.plans import Task, TaskRole
from domain.text.normalize import plain
from storage.board import cells
from storage.engine.database import Tx
from storage.people import units
from storage.plans import imports, plans
from web import periods
from web.acting import acting_for, answered
from web.request import BoardRequest, NotThere
from web.routing import BoardRouter

routes = BoardRouter()
routes.section("plan", "/ke-hoach", icon="kh", place=50, require=IMPORTS)

ROWS = 50


@routes.get("/ke-hoach", require=IMPORTS)
async def show(request: BoardRequest) -> Response:
    async with request.board.db.read() as tx:
        root = await units.root_of(tx, request.me.unit_id)
        tree = await units.tree(tx)
        acting = acting_for(tx, request, "plan")
        brings = may(request.me, Action.IMPORT, Target(request.me.unit_id), tree)
        facts = {
            "section": "plan",
            "brings": brings,
            "versions": await plans.versions(tx, root.id),
            "recent": [
                each
                for each in await undo.recent(acting)
                if brings or each.matter == Matter.ASSIGNMENTS.value
            ],
            "unfinished": await imports.newest(tx, request.me.id),
            **await _tasks(tx, request, root.id, tree),
        }
    return request.page("pages/plan/page.html", facts | {"key": request.board.new_token})


async def _tasks(tx: Tx, request: BoardRequest, root: int, tree: Tree) -> dict[str, Any]:
    words, lead, page = (request.query(each) for each in ("tim", "don-vi", "trang"))
    number = max(int(page), 1) if page.isdecimal() and len(page) < 6 else 1
    cycle = await periods.newest(tx, request)
    vacant = await cells.vacant_by_task(tx, cycle.id) if cycle else {}
    lacking = request.query("thieu") == "on"
    whole = await plans.tasks(tx, root)
    found = [e for e in whole if _asked(e, tree, words, lead) and (not lacking or e.id in vacant)]
    first = (number - 1) * ROWS
    leads = sorted({u for e in whole for u in _units(e, TaskRole.LEAD)})
    return {
        "tasks": found[first : first + ROWS],
        "found": len(found),
        "whole": len(whole),
        "vacant": vacant,
        "leads": [tree.by_id[each] for each in leads if each in tree.by_id],
        "tree": tree,
        "asked": {"tim": words, "don-vi": lead, "thieu": lacking, "page": number},
        "rows": ROWS,
        "units_of": _units,
    }


def _units(task: Task, part: TaskRole | str) -> list[int]:
    return [each.unit_id for each in task.parts if each.part == part]


def _asked(task: Task, tree: Tree, words: str, lead: str) -> bool:
    led = {tree.by_id[each].code for each in _units(task, TaskRole.LEAD) if each in tree.by_id}
    text = plain(f"{task.code} {task.title} {task.output}")
    return (not lead or lead in led) and all(part in text for part in plain(words).split())


@routes.get("/ke-hoach/ban/{number}", require=Action.IMPORT)
async def original(request: BoardRequest) -> Response:
    """The file of which a version was made, as it came."""
    async with request.board.db.read() as tx:
        root = await units.root_of(tx, request.me.unit_id)
        found = await plans.versions(tx, root.id)
    number = request.number("number")
    source = next((each.source for each in found if each.number == number), None)
    if source is None or not source.stored or request.board.uploads is None:
        raise NotThere
    path = request.board.uploads.path(source.stored)
    if not path.is_file():
        raise NotThere
    return FileResponse(path, filename=PurePath(source.name).name)


@routes.get("/ke-hoach/hoan-tac/{number}", require=IMPORTS)
async def ask_undo(request: BoardRequest) -> Response:
    """What would be as before, and what would not."""
    async with request.board.db.begin() as tx:
        try:
            whose = acting_for(tx, request, "undo"), request.number("number")
            applied, undone = await undo.foresee(*whose)
        except Refusal:
            raise NotThere from None
    facts = {"applied": applied, "undone": undone, "key": request.board.new_token()}
    return request.page("pages/plan/undo.html", facts)


@routes.post("/ke-hoach/hoan-tac/{number}", require=IMPORTS)
async def take_back(request: BoardRequest) -> Response:
    number = request.number("number")

    async def deed(acting: Acting) -> Any:
        return await undo.take_back(acting, number)

    return await answered(request, "hoan-tac-nhap", deed)
