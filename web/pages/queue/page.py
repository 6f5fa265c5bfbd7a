"""One queue with the chat: what waits for the reader, each decided here or there, once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response

from actions import sign_off
from actions.extensions import request_facts
from domain.extensions.extensions import may_decide
from domain.people.permissions import Action, Target, may
from domain.summaries.cells import Cell
from domain.summaries.standing import OPEN, Standing
from storage.board import cells, changes
from storage.board import people as board_people
from storage.board.wanted import Wanted
from storage.engine.database import Tx
from storage.office import summaries
from storage.people import officials, open_items
from storage.reports import acceptances, extensions, issues
from web import periods
from web.acting import acting_for
from web.periods import within
from web.request import BoardRequest, reach
from web.routing import BoardRouter

routes = BoardRouter()
routes.section("queue", "/can-xu-ly", icon="cho", place=30, require=Action.VIEW_UNIT)

MOST = 500
MOST_KNOWN = 256  # people whose count is kept


@dataclass(frozen=True, slots=True)
class Awaited:
    """Somebody with what he has left: `unreached` if he was never told."""

    name: str
    owner_id: int | None
    duties: tuple[Cell, ...]
    unreached: bool

    @property
    def ids(self) -> str:
        return ",".join(str(each.duty_id) for each in self.duties)


@routes.get("/can-xu-ly", require=Action.VIEW_UNIT)
async def show(request: BoardRequest) -> Response:
    async with request.board.db.read() as tx:
        kinds = await waiting(tx, request)
        cycle = await periods.newest(tx, request)
        tree, _ = await reach(tx, request.me, Action.VIEW_UNIT)
    counts = {name: len(found) for name, found in kinds.items()}
    wanted = request.query("loai")
    closings = kinds.get("chot", ())
    confirms = [f"{cycle.period}:{tree.by_id[e.unit_id].code}" for e in closings if cycle]
    facts = {"section": "queue", "kinds": kinds, "counts": counts, "tree": tree, "cycle": cycle}
    facts |= {"wanted": wanted if wanted in kinds else "", "whole": sum(counts.values())}
    facts |= {"key": request.board.new_token, "confirms": confirms}
    return request.page("pages/queue/page.html", facts)


@routes.get("/can-xu-ly/so", require=Action.VIEW_UNIT)
async def count(request: BoardRequest) -> Response:
    """How much waits, as it was counted when something last changed."""
    async with request.board.db.read() as tx:
        key = request.me.id, await changes.mark(tx)
        known = request.board.waiting
        if key not in known:
            if len(known) >= MOST_KNOWN:
                known.clear()
            known[key] = sum(map(len, (await waiting(tx, request)).values()))
    return JSONResponse({"waiting": known[key]})


async def waiting(tx: Tx, request: BoardRequest) -> dict[str, Sequence[Any]]:
    """What waits for this reader, by kind; kinds that are not his are left out."""
    found: dict[str, Sequence[Any]] = {}
    people = await _awaited(tx, request)
    found["cham"] = [each for each in people if not each.unreached and each.owner_id]
    found["lienhe"] = [each for each in people if each.unreached and each.owner_id]
    found["trong"] = [each for each in people if each.owner_id is None]
    if may_decide(request.me, await officials.roster(tx, request.now)):
        found["giahan"] = await _extensions(tx, request)
    if await _reaches(tx, request, Action.ACCEPT):
        root = (await periods.root(tx, request)).id
        found["nghiemthu"] = await acceptances.waiting(tx, root)
    if cycle := await periods.newest(tx, request):
        found["chot"] = await sign_off.waiting(acting_for(tx, request, "queue"), cycle)
    if await _reaches(tx, request, Action.ADMIT):
        _, units = await reach(tx, request.me, Action.ADMIT)
        found["thamgia"] = await board_people.asking(tx, units)
    return found | await _of_the_office(tx, request)


async def _of_the_office(tx: Tx, request: BoardRequest) -> dict[str, Sequence[Any]]:
    """Difficulties without a decision, and what nobody but the Office can put right."""
    found: dict[str, Sequence[Any]] = {}
    if await _reaches(tx, request, Action.DECIDE_ISSUE):
        _, units = await reach(tx, request.me, Action.DECIDE_ISSUE)
        listed = await issues.listed(tx)
        found["vuongmac"] = [e for e in listed if e.decision is None and e.unit_id in units]
    if await _reaches(tx, request, Action.OPEN_PERIOD):
        _, units = await reach(tx, request.me, Action.OPEN_PERIOD)
        found["tondong"] = [e for e in await open_items.all_open(tx) if e.unit_id in units]
    return found


async def _reaches(tx: Tx, request: BoardRequest, action: Action) -> bool:
    tree, _ = await reach(tx, request.me, Action.VIEW_UNIT)
    return may(request.me, action, Target(request.me.unit_id), tree)


async def _awaited(tx: Tx, request: BoardRequest) -> list[Awaited]:
    """Who has something left in the newest period, the most first."""
    cycle = await periods.newest(tx, request)
    if cycle is None:
        return []
    tree, units = await reach(tx, request.me, Action.REMIND)
    away = await summaries.gone_from(tx, cycle, request.now)
    wanted = Wanted(cycle.id, within(tree, cycle, units), OPEN, None, tuple(away))
    return _by_owner(await cells.page(tx, wanted, 0, MOST))


def _by_owner(found: Collection[Cell]) -> list[Awaited]:
    groups: dict[tuple[int | None, bool], list[Cell]] = {}
    for each in found:
        unreached = each.standing is Standing.UNREACHED
        groups.setdefault((each.owner_id, unreached), []).append(each)
    people = [
        Awaited(held[0].owner, owner_id, tuple(held), unreached)
        for (owner_id, unreached), held in groups.items()
    ]
    return sorted(people, key=lambda each: -len(each.duties))


async def _extensions(tx: Tx, request: BoardRequest) -> list[dict[str, Any]]:
    _, units = await reach(tx, request.me, Action.DECIDE_EXTENSION)
    return [
        await request_facts(tx, each) | {"asked_at": each.asked_at}
        for each in await extensions.all_open(tx, units)
    ]
