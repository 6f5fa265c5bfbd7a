"""Acts on duties from the board: the dialog that asks, the deed, what came of it, and its undo."""

from typing import Any

from starlette.responses import JSONResponse, Response

from actions import answering, assigning, extensions, reminding, returning
from actions.acting import Acting
from actions.outcomes import Changed, Done
from domain.messaging.messages import Refusal
from domain.people.permissions import Action
from domain.reporting.duties import Duty, Status
from domain.reporting.reports import ReportInput
from storage.plans import calendar
from storage.reports import cycles, duties
from web.acting import Ask, Deed, acting_for, answered, dialog, performed, undone
from web.pages.queue import decisions
from web.pages.queue.decisions import day_said, reason_said, revision
from web.request import BoardRequest
from web.routing import BoardRouter

routes = BoardRouter()

MOST = 2000


@routes.post("/nhac/thu", require=Action.REMIND)
async def rehearse(request: BoardRequest) -> Response:
    """How many messages to how many people, who will not be reached; nothing is written."""
    ids = await _ids(request)
    async with request.board.db.read() as tx:
        found = await duties.get_all(tx, ids)
        planned = await reminding.rehearse(acting_for(tx, request, "rehearsal"), found)
        window = await _opens(request, tx, found)
    facts = {"planned": planned, "ids": ids, "count": len(found), "leaves": window}
    return request.page("pages/duties/remind.html", facts | {"key": request.board.new_token()})


async def _opens(request: BoardRequest, tx: Any, found: list[Duty]) -> Any:
    """When messages leave if not now: outside of office hours they wait."""
    if not found:
        return None
    cycle = await cycles.get(tx, found[0].cycle_id)
    opens = cycle.policy.window.next_open(request.now, await calendar.get(tx))
    return opens if opens > request.now else None


@routes.post("/nhac", require=Action.REMIND)
async def remind(request: BoardRequest) -> Response:
    ids = await _ids(request)
    subject = f"duty:{ids[0]}" if len(ids) == 1 else f"duties:{len(ids)}"

    async def deed(acting: Acting) -> Done | Changed:
        return await reminding.remind(acting, ids, subject)

    return await answered(request, "remind", deed, undoable=True)


async def _ids(request: BoardRequest) -> list[int]:
    given = (await request.said("ids", 40_000)).split(",")
    return [int(each) for each in given if each.isdecimal() and len(each) < 10][:MOST]


@routes.get("/viec-lam/{act}/{number}", require=Action.VIEW_UNIT)
async def ask(request: BoardRequest) -> Response:
    """The dialog of one act on one duty, with what there is to choose."""
    return await dialog(request, ASKED, "pages/duties/act.html")


async def _to_answer(acting: Acting, number: int) -> dict[str, Any]:
    return {"duty": await answering.find(acting, number)}


async def _to_hand_over(acting: Acting, number: int) -> dict[str, Any]:
    duty = await assigning.find(acting, number)
    return {"duty": duty, "people": await assigning.people_for(acting, duty)}


async def _to_return(acting: Acting, number: int) -> dict[str, Any]:
    duty, days = await returning.to_return(acting, number)
    return {"duty": duty, "days": days}


async def _to_extend(acting: Acting, number: int) -> dict[str, Any]:
    duty = await extensions.to_extend(acting, number)
    days, late = await extensions.days_for(acting, duty), await extensions.is_late(acting, duty)
    return {"duty": duty, "days": days, "late": late}


ASKED: dict[str, Ask] = {
    "tra-loi": _to_answer,
    "chuyen": _to_hand_over,
    "tra-lai": _to_return,
    "gia-han": _to_extend,
    **decisions.ASKED,
}


@routes.post("/viec-lam/{act}/{number}", require=Action.VIEW_UNIT)
async def do(request: BoardRequest) -> Response:
    """The same act that the chat does, judged by its own right."""
    return await performed(request, DEEDS, "")


async def _answer(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    status, percent = await request.said("status"), await request.said("percent", 3)
    if status not in list(Status):
        raise Refusal("board.no_status")
    how_far = int(percent) if percent.isdecimal() else None
    claim = ReportInput(Status(status), how_far, await request.said("note"))
    return await answering.answer(acting, number, await revision(request), claim)


async def _hand_over(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    person, for_good = await request.said("person", 15), await request.said("lasting") == "all"
    if not person.isdecimal():
        raise Refusal("board.nobody_chosen")
    return await assigning.hand_over(acting, number, int(person), for_good=for_good)


async def _return(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    reason = await reason_said(request)
    until = await day_said(request, "day")
    return await returning.give_back(acting, number, await revision(request), until, reason)


async def _extend(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    until, reason = await day_said(request, "day"), await request.said("reason")
    return await extensions.extend(acting, number, await revision(request), until, reason)


DEEDS: dict[str, Deed] = {
    "tra-loi": _answer,
    "chuyen": _hand_over,
    "tra-lai": _return,
    "gia-han": _extend,
    **decisions.DEEDS,
}


@routes.post("/hoan-tac/{number}", require=Action.VIEW_UNIT)
async def undo(request: BoardRequest) -> Response:
    """Within ten seconds: nothing of it leaves."""
    return JSONResponse(await undone(request, request.number("number")))
