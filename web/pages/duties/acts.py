"""Acts on duties from the board: the dialog that asks, the deed, what came of it, and its undo."""

from datetime import date
from typing import Any

from starlette.responses import JSONResponse, Response

from actions import acceptance, answering, assigning, extensions, reminding, returning
from actions.acting import Acting
from actions.outcomes import Changed, Done
from domain.calendar.work_calendar import local_day
from domain.extensions.individual_deadlines import RETURN_DAYS, offered
from domain.messaging.messages import Refusal
from domain.people.permissions import Action
from domain.reporting.duties import Duty, Status
from domain.reporting.reports import ReportInput
from storage.plans import calendar
from storage.reports import cycles, duties
from web.acting import Ask, Deed, acting_for, answered, dialog, performed, undone
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
    return [int(each) for each in given if each.isdecimal() and len(each) < 16][:MOST]


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
    duty = await returning.find(acting, number)
    if duty.answer is None:
        raise Refusal("returning.open", {"code": duty.task_code})
    cycle, days = await cycles.get(acting.tx, duty.cycle_id), await calendar.get(acting.tx)
    listed = offered(local_day(acting.acted_at), RETURN_DAYS, cycle, days)
    return {"duty": duty, "days": listed}


ASKED: dict[str, Ask] = {
    "tra-loi": _to_answer,
    "chuyen": _to_hand_over,
    "tra-lai": _to_return,
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
    return await answering.answer(acting, number, await _revision(request), claim)


async def _hand_over(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    person, for_good = await request.said("person", 15), await request.said("lasting") == "all"
    if not person.isdecimal():
        raise Refusal("board.nobody_chosen")
    return await assigning.hand_over(acting, number, int(person), for_good=for_good)


async def _return(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    reason, day = await request.said("reason"), await request.said("day", 10)
    if not reason:
        raise Refusal("board.no_reason")
    try:
        until = date.fromisoformat(day)
    except ValueError:
        raise Refusal("board.no_day") from None
    return await returning.give_back(acting, number, await _revision(request), until, reason)


async def _grant(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    reason = await request.said("reason")
    return await extensions.decide(acting, number, grants=True, reason=reason)


async def _refuse(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    reason = await request.said("reason")
    return await extensions.decide(acting, number, grants=False, reason=reason)


async def _accept(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    found = await acceptance.find(acting, number)
    if found.version != await _revision(request):
        return Changed(acceptance.facts_of(found))
    return await acceptance.accept(acting, found)


async def _reject(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    found, reason = await acceptance.find(acting, number), await request.said("reason")
    if not reason:
        raise Refusal("board.no_reason")
    return await acceptance.reject(acting, found, reason)


async def _revision(request: BoardRequest) -> int:
    given = await request.said("revision", 9)
    return int(given) if given.isdecimal() else -1


DEEDS: dict[str, Deed] = {
    "tra-loi": _answer,
    "chuyen": _hand_over,
    "tra-lai": _return,
    "dong-y": _grant,
    "khong-dong-y": _refuse,
    "nghiem-thu": _accept,
    "khong-nghiem-thu": _reject,
}


@routes.post("/hoan-tac/{number}", require=Action.VIEW_UNIT)
async def undo(request: BoardRequest) -> Response:
    """Within ten seconds: nothing of it leaves."""
    return JSONResponse(await undone(request, request.number("number")))
