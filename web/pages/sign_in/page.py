"""The way in: a code and a number on the screen, or a one-use link; and what waits for the chat."""

from datetime import timedelta

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from actions import board_access
from domain.people.access import Entrance
from domain.people.board_sessions import CODE_LASTS, secret_hash, spelled, typed
from storage.board import sessions, sign_ins
from storage.board.sign_ins import SignIn
from storage.engine.database import Tx
from web import cookies
from web.browsers import browser_of, place_of
from web.request import BoardRequest
from web.routing import BoardRouter

routes = BoardRouter()

MOST_CODES, SPAN = 60, timedelta(minutes=10)  # an office shares one address
FIRST, LAST = 10, 99
SIGNS = 6


@routes.get("/vao", require=Entrance.ANYBODY)
async def show(request: BoardRequest) -> Response:
    """A fresh code, bound to this browser. Whoever is signed in goes on at once."""
    if request.person is not None:
        return request.to("/bang/")
    code = request.board.new_code()[:SIGNS]
    holder = request.board.new_token()
    number = FIRST + int.from_bytes(holder.encode()) % (LAST - FIRST + 1)
    place = place_of(request.http)
    async with request.board.db.begin() as tx:
        if await sign_ins.count_since(tx, place, request.session_now - SPAN) >= MOST_CODES:
            raise HTTPException(429)
        await sign_ins.add_code(
            tx,
            secret_hash(typed(code)),
            request.session_now,
            CODE_LASTS,
            holder_hash=secret_hash(holder),
            number=number,
            browser=browser_of(request.http),
            place=place,
        )
    facts = {"code": spelled(code), "number": number, "lasts": int(CODE_LASTS.total_seconds())}
    facts["account"] = request.board.provider is not None
    response = request.page("pages/sign_in/page.html", facts)
    cookies.put(response, cookies.HOLDER, holder, plain=request.board.plain)
    return response


@routes.get("/cho", require=Entrance.ANYBODY)
async def wait(request: BoardRequest) -> Response:
    """Whether the code of this browser was confirmed: `waiting`, `confirmed` or `over`."""
    async with request.board.db.read() as tx:
        found = await _held(tx, request)
    state = "over" if found is None else "confirmed" if found.confirmed else "waiting"
    left = int((found.expires_at - request.session_now).total_seconds()) if found else 0
    return JSONResponse({"state": state, "left": left})


async def _held(tx: Tx, request: BoardRequest) -> SignIn | None:
    holder = request.cookie(cookies.HOLDER)
    return (
        await sign_ins.of_holder(tx, secret_hash(holder), request.session_now) if holder else None
    )


@routes.post("/vao", require=Entrance.ANYBODY)
async def enter(request: BoardRequest) -> Response:
    """Take up what was confirmed in chat, with the browser that showed the code.

    Whoever presses too early keeps the page, and with it the code.
    """
    async with request.board.db.begin() as tx:
        found = await _held(tx, request)
        if found is None:
            return request.to("/bang/vao")
        if not found.confirmed:
            return Response(status_code=204)
        return await _signed_in(tx, request, found)


@routes.get("/vao/{code}", require=Entrance.LINK)
async def by_link(request: BoardRequest) -> Response:
    """A button stands between the link and its use: previews of links must not use it up."""
    async with request.board.db.read() as tx:
        found = await _linked(tx, request)
    status = 200 if found else 404
    return request.page("pages/sign_in/link.html", {"found": found is not None}, status)


@routes.post("/vao/{code}", require=Entrance.LINK)
async def use_link(request: BoardRequest) -> Response:
    async with request.board.db.begin() as tx:
        found = await _linked(tx, request)
        if found is None:
            return request.page("pages/sign_in/link.html", {"found": False}, 404)
        return await _signed_in(tx, request, found)


async def _linked(tx: Tx, request: BoardRequest) -> SignIn | None:
    code = secret_hash(request.path("code"))
    return await sign_ins.find(tx, sign_ins.LINK, code, request.session_now)


async def _signed_in(tx: Tx, request: BoardRequest, found: SignIn) -> Response:
    """A new session in this browser; one that was there before is over."""
    token = request.board.new_token() + request.board.new_token()
    browser = browser_of(request.http)
    if not await board_access.open_session(tx, found, token, browser, request.session_now):
        raise HTTPException(404)
    if request.session is not None:
        await sessions.end(tx, request.session.official_id, request.session_now, request.session.id)
    response = request.to("/bang/")
    cookies.put(response, cookies.SESSION, token, plain=request.board.plain)
    cookies.drop(response, cookies.HOLDER, plain=request.board.plain)
    return response
