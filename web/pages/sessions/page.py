"""Own sessions: where somebody is signed in; end one, or all."""

from starlette.responses import Response

from domain.people.access import Entrance
from storage.board import sessions
from web import cookies
from web.request import BoardRequest, NotThere
from web.routing import BoardRouter

routes = BoardRouter()


@routes.get("/phien", require=Entrance.MEMBER)
async def show(request: BoardRequest) -> Response:
    async with request.board.db.read() as tx:
        found = await sessions.of(tx, request.me.id, request.session_now)
    return request.page("pages/sessions/page.html", {"found": found, "section": ""})


@routes.post("/phien/{number}", require=Entrance.MEMBER)
async def end_one(request: BoardRequest) -> Response:
    number = request.number("number")
    async with request.board.db.begin() as tx:
        ended = await sessions.end(tx, request.me.id, request.session_now, number)
    if not ended:
        raise NotThere
    return request.to("/bang/phien")


@routes.post("/ra", require=Entrance.MEMBER)
async def leave(request: BoardRequest) -> Response:
    """Sign out here."""
    async with request.board.db.begin() as tx:
        await sessions.end(tx, request.me.id, request.session_now, request.own_session.id)
    return _out(request)


@routes.post("/ra/moi-may", require=Entrance.MEMBER)
async def leave_all(request: BoardRequest) -> Response:
    """Sign out in every browser."""
    async with request.board.db.begin() as tx:
        await sessions.end(tx, request.me.id, request.session_now)
    return _out(request)


def _out(request: BoardRequest) -> Response:
    response = request.to("/bang/vao")
    cookies.drop(response, cookies.SESSION, plain=request.board.plain)
    return response
