"""What is decided about a file: cells put right, words explained, confirmed, dropped."""

from starlette.responses import JSONResponse, Response

from actions import board_access
from actions.acting import Acting
from actions.imports import drafts, meanings
from actions.outcomes import Changed, Done
from domain.people.access import IMPORTS
from domain.people.permissions import Action
from storage.plans.imports import Correction
from web.acting import Deed, acting_for, performed
from web.request import MOST_SAID, BoardRequest, whole
from web.routing import BoardRouter

routes = BoardRouter()

CELL = "o"
FIRST, LAST = 10, 99


@routes.post("/nhap/{number}/{act}", require=IMPORTS)
async def do(request: BoardRequest) -> Response:
    return await performed(request, DEEDS, "nhap-")


async def _put_right(acting: Acting, request: BoardRequest, number: int) -> Done:
    """The cells that somebody has changed, named by their place: `o|row|column|part`."""
    fields = (await request.form()).multi_items()
    said = [made for name, value in fields if (made := _correction(name, value))]
    return await drafts.put_right(acting, number, said)


def _correction(name: str, value: object) -> Correction | None:
    mark, row, column, part = (*name.split("|", 3), "", "", "")[:4]
    if mark != CELL or not isinstance(value, str) or not row.isdecimal() or len(row) > 9:
        return None
    return Correction(part, int(row), column, whole(value, MOST_SAID))


async def _explain(acting: Acting, request: BoardRequest, number: int) -> Done:
    draft = await drafts.own(acting, number)
    words, units = await request.said("words"), await request.said("units")
    return await meanings.learn(acting, draft, words, units)


async def _confirm(acting: Acting, request: BoardRequest, number: int) -> Done | Changed:
    replaces, typed = await request.said("missing") == "end", await request.said("count", 6)
    if replaces:
        request.refuse_stale()
    return await drafts.confirm_seen(
        acting,
        number,
        share=request.board.end_share,
        ends=int(typed) if typed.isdecimal() else None,
        replaces=replaces,
    )


async def _drop(acting: Acting, _request: BoardRequest, number: int) -> Done:
    return await drafts.drop(acting, await drafts.own(acting, number))


DEEDS: dict[str, Deed] = {
    "sua": _put_right,
    "nghia": _explain,
    "xac-nhan": _confirm,
    "bo": _drop,
}


@routes.post("/xac-nhan", require=Action.VIEW_UNIT)
async def confirm_again(request: BoardRequest) -> Response:
    """Ask in the own chat, with the number that this page shows from now on."""
    secrets = request.board.new_token(), request.board.new_token()
    number = FIRST + int.from_bytes(secrets[0].encode()) % (LAST - FIRST + 1)
    async with request.board.db.begin() as tx:
        acting = acting_for(tx, request, secrets[1])
        session, at = request.own_session, request.session_now
        await board_access.ask_again(acting, session, secrets, number, at)
    return request.page("pages/imports/again.html", {"number": number})


@routes.get("/xac-nhan", require=Action.VIEW_UNIT)
async def confirmed(request: BoardRequest) -> Response:
    """Whether that was confirmed in chat by now."""
    async with request.board.db.begin() as tx:
        session, at = request.own_session, request.session_now
        done = await board_access.confirmed_again(tx, session, at)
    return JSONResponse({"confirmed": done})
