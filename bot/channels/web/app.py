"""The web application: routes of all parts under one set of security headers."""

from collections.abc import Sequence
from itertools import count

import structlog
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from bot.channels.web.connections import EndsSlow
from bot.channels.web.pages import TEMPLATES
from storage.engine.availability import NOT_RECORDED, is_away

log = structlog.get_logger()

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; form-action 'self'; frame-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; "
        "frame-ancestors 'self'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


class SecurityHeaders:
    """Puts the headers on every answer that has not its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


class Numbered:
    """Every line that is logged while a request is answered carries its number."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with bound_contextvars(request=next(self.numbers)):
            await self.app(scope, receive, send)


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if _wants_page(request):
        facts = {"status": status}
        return TEMPLATES.TemplateResponse(request, "refused.html", facts, status_code=status)
    return JSONResponse({"ok": False}, status_code=status)


async def _away(request: Request, error: Exception) -> Response:
    """A database that is away is no fault of the page: whoever asks is to try again."""
    if not is_away(error):
        log.error("page failed", exc_info=error)
        return await _refused(request, error)
    return await _refused(request, HTTPException(503))


def application(routes: Sequence[BaseRoute]) -> Starlette:
    app = Starlette(
        routes=list(routes),
        middleware=[Middleware(Numbered), Middleware(SecurityHeaders), Middleware(EndsSlow)],
        exception_handlers={HTTPException: _refused, 500: _refused}
        | dict.fromkeys(NOT_RECORDED, _away),
    )
    app.router.redirect_slashes = False  # a path is ours or not: nobody is led on by his own words
    return app
