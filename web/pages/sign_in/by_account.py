"""The way in by the office's own account: there and back, and who on the roster it is."""

import hmac
from datetime import timedelta

import structlog
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from actions import board_access
from domain.messaging.rate_limit import Limit
from domain.people.access import Entrance, may_pass
from domain.people.officials import Official
from domain.people.permissions import Action
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.people import officials
from web import cookies
from web.browsers import browser_of, place_of
from web.pages.sign_in.provider import Attempt, NotBelieved, Provider
from web.request import BoardRequest, NotThere
from web.routing import BoardRouter

routes = BoardRouter()

tries = Limit(60, timedelta(minutes=10))  # an office shares one address
log = structlog.get_logger()


@routes.get("/tai-khoan", require=Entrance.ANYBODY)
async def leave(request: BoardRequest) -> Response:
    """Away to the provider, with what only this browser can come back with."""
    provider = _provider(request)
    made = Attempt(*(request.board.new_token() + request.board.new_token() for _ in range(3)))
    try:
        address = await provider.address(made)
    except NotBelieved as why:
        return _refused(request, "trouble", str(why))
    response = RedirectResponse(address, status_code=303)
    value = f"{made.state}.{made.nonce}.{made.verifier}"
    cookies.put(response, cookies.ACCOUNT, value, plain=request.board.plain, returns=True)
    return response


@routes.get("/tai-khoan/ve", require=Entrance.ANYBODY)
async def come_back(request: BoardRequest) -> Response:
    """Whom the provider names, if it is this browser that was sent there, once."""
    provider = _provider(request)
    parts = request.cookie(cookies.ACCOUNT).split(".")
    made = Attempt(*parts) if len(parts) == 3 and all(parts) else None
    query = request.http.query_params
    if made is None or not hmac.compare_digest(
        query.get("state", "").encode(), made.state.encode()
    ):
        return _refused(request, "stale", "state")
    if query.get("iss", provider.issuer) != provider.issuer or not query.get("code"):
        return _refused(request, "stale", "answer")
    try:
        named = await _who(provider, query["code"], made)
    except NotBelieved as why:
        return _refused(request, "trouble", str(why))
    async with request.board.db.begin() as tx:
        return await _let_in(tx, request, named)


async def _who(provider: Provider, code: str, made: Attempt) -> str:
    try:
        return await provider.who(code, made)
    except NotBelieved:
        provider.forget()
        raise


async def _let_in(tx: Tx, request: BoardRequest, named: str) -> Response:
    """The roster says who that is and what he may; nobody it does not know comes in."""
    person = await officials.find_named(tx, named)
    if person is None or not may_pass(person, Action.VIEW_UNIT):
        what = {"actor": "stranger", "action": "board.no_account", "subject": "board"}
        await audit.add(tx, at=request.now, **what)
        return _refused(request, "unknown" if person is None else "no_right", "roster")
    token = request.board.new_token() + request.board.new_token()
    await _open(tx, request, person, token)
    # a strict cookie does not come along on the way from elsewhere: asked again from here
    response = request.page("templates/again.html", {"to": "/bang/"})
    cookies.put(response, cookies.SESSION, token, plain=request.board.plain)
    cookies.drop(response, cookies.ACCOUNT, plain=request.board.plain)
    return response


async def _open(tx: Tx, request: BoardRequest, person: Official, token: str) -> None:
    browser = browser_of(request.http)
    await board_access.open_by_account(tx, person, token, browser, request.session_now)


def _provider(request: BoardRequest) -> Provider:
    provider = request.board.provider
    if provider is None:
        raise NotThere
    if tries.beyond(place_of(request.http), request.session_now):
        raise HTTPException(429)
    return provider


def _refused(request: BoardRequest, why: str, reason: str) -> Response:
    log.info("sign-in by account refused", reason=reason)
    response = request.page("pages/sign_in/account.html", {"why": why}, 403)
    cookies.drop(response, cookies.ACCOUNT, plain=request.board.plain)
    return response
