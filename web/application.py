"""The routes of the board for the service's server, each behind the permission that it requires."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from domain.messaging.messages import Refusal
from domain.people.access import Entrance, may_pass
from domain.people.board_sessions import secret_hash
from storage.board import changes, sessions
from web import cookies, static_files
from web.acting import refused
from web.board import Board
from web.pages.register import ROUTES, SECTIONS
from web.rendering import render
from web.request import BoardRequest, NotThere
from web.routing import BoardRoute

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PACK_FROM = 1000  # bytes
PACKED = 6  # of 9, which takes three times as long and makes a page no smaller


def board_routes(board: Board) -> list[BaseRoute]:
    """Everything below /bang."""
    shown: list[BaseRoute] = [Route("/tinh/{name}", static_files.serve, methods=["GET"])]
    by_path: dict[str, list[BoardRoute]] = {}
    for route in ROUTES:
        by_path.setdefault(route.path, []).append(route)
    shown += [
        Route(path or "/", guarded(board, routes), methods=[each.method for each in routes])
        for path, routes in sorted(by_path.items(), key=lambda each: each[0].count("{"))
    ]
    packed = [Middleware(GZipMiddleware, minimum_size=PACK_FROM, compresslevel=PACKED)]
    whole = Mount("/bang", routes=shown, middleware=packed)
    return [Route("/bang", _to_board, methods=["GET"]), whole]


async def _to_board(_request: Request) -> Response:
    return RedirectResponse("/bang/", status_code=303)


def guarded(board: Board, routes: list[BoardRoute]) -> Callable[[Request], Awaitable[Response]]:
    """One address: who may not pass learns nothing, and a form must come from the own pages."""
    by_method = {route.method: route for route in routes}

    async def answer(http: Request) -> Response:
        route = by_method["POST" if http.method == "POST" else "GET"]
        request = BoardRequest(board, http, board.clock(), board.session_clock())
        request.most_body = route.most
        try:
            await _sign_in(request)
            response = _refused(request, route)
            if response is None:
                await _refuse_forged(request)
                response = await route.handle(request)
        except HTTPException as error:
            response = _error(request, error)
        except Refusal as why:
            response = JSONResponse(refused(request, why), 422)
        finally:
            await http.close()  # files of a form
        return _with_headers(response)

    return answer


async def _sign_in(request: BoardRequest) -> None:
    """Who asks, by the cookie, with the rights of this moment."""
    token = request.cookie(cookies.SESSION)
    if not token:
        return
    db = request.board.db
    async with db.read() as tx:
        found = await sessions.find(tx, secret_hash(token), request.session_now, request.now)
        request.shown["seen"] = await changes.newest(tx)
    if found is None:
        return
    request.token, (request.session, request.person) = token, found
    passing = [each for each in SECTIONS if may_pass(request.person, each.require)]
    request.shown["sections"] = passing
    if sessions.is_due(found[0], request.session_now) and not _by_itself(request):
        async with db.begin() as tx:
            await sessions.seen(tx, found[0], request.session_now)
        request.session = replace(found[0], seen_at=request.session_now)


def _by_itself(request: BoardRequest) -> bool:
    """Whether the page asks, and not its reader: that does not keep a session alive."""
    return "x-live" in request.http.headers or request.http.url.path == "/bang/song"


def _refused(request: BoardRequest, route: BoardRoute) -> Response | None:
    """None for whoever may pass; a stranger is shown the way in, whoever has no right nothing."""
    if may_pass(request.person, route.require) or route.require is Entrance.LINK:
        return None
    if request.person is not None:
        raise NotThere
    if request.is_fragment or request.http.method == "POST":
        raise HTTPException(401)
    if request.http.headers.get("sec-fetch-site") == "cross-site":
        # a strict cookie does not come along from a link in a messenger: asked again from here
        return HTMLResponse(render(request.board.words, "templates/again.html", {}))
    return request.to("/bang/vao")


async def _refuse_forged(request: BoardRequest) -> None:
    """Refuse a form that another site sent in somebody's name."""
    if request.http.method != "POST":
        return
    origin, host = request.http.headers.get("origin"), request.http.headers.get("host")
    if origin is None or origin.partition("://")[2] != host:
        raise HTTPException(403)
    if request.token and not cookies.is_form_token(request.token, await _token_of(request)):
        raise HTTPException(403)


async def _token_of(request: BoardRequest) -> str:
    return request.http.headers.get("x-form-token") or await request.said("form_token")


def _error(request: BoardRequest, error: HTTPException) -> Response:
    if request.is_fragment:
        return Response(status_code=error.status_code)
    facts = {"status": error.status_code}
    return request.page("templates/error.html", facts, error.status_code)


def _with_headers(response: Response) -> Response:
    extra: Mapping[str, str] = {"content-security-policy": POLICY, "cache-control": "no-store"}
    for name, value in extra.items():
        response.headers.setdefault(name, value)
    return response
