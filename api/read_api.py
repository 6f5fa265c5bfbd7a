"""The read API under /api/v1: a token opens what it was issued for, and nobody can write."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from api.answers import Problem, answered, problem, wants_table
from api.asking import Asked, asked_for
from api.resources import RESOURCES, Resource
from domain.messaging.rate_limit import Limit
from domain.people.api_tokens import ApiToken, secret_hash
from storage.engine.availability import NOT_RECORDED, is_away
from storage.engine.database import Database
from storage.outside import api_tokens
from storage.people import units

ROOT = "/api/v1"
DOCUMENT = Path(__file__).parent / "openapi.json"
MINUTE = timedelta(minutes=1)
MOST_READS, MOST_REFUSED = 120, 20
NEEDED = "a token is needed: Authorization: Bearer"
OFFERED = {"www-authenticate": 'Bearer realm="nhacviec", Basic realm="nhacviec"'}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ReadApi:
    """`reads`: how often a token may ask; `refused`: how often one side may try what is none."""

    db: Database
    clock: Callable[[], datetime]
    reads: Limit = field(default_factory=lambda: Limit(MOST_READS, MINUTE))
    refused: Limit = field(default_factory=lambda: Limit(MOST_REFUSED, MINUTE))

    def routes(self) -> list[BaseRoute]:
        """All of it answers problems as one program reads them, whatever the pages do."""
        shown = [Route("/openapi.json", _document, methods=["GET"])]
        shown += [Route(each.path, self._answers(each), methods=["GET"]) for each in RESOURCES]
        failing = {HTTPException: problem, **dict.fromkeys((*NOT_RECORDED, Exception), _failed)}
        app = Starlette(routes=shown, exception_handlers=failing)
        app.router.redirect_slashes = False
        return [Mount(ROOT, app=app)]

    def _answers(self, resource: Resource) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            token = await self._token(request)
            if not token.may(resource.kind):
                raise Problem(403, f"this token does not read {resource.kind}")
            response = await self._read(request, resource, token)
            log.info("api read", reader=token.id, path=resource.path, status=response.status_code)
            return response

        return answer

    async def _token(self, request: Request) -> ApiToken:
        """The living token that asks. Raises Problem."""
        now, secret = self.clock(), _secret(request)
        if not secret:
            raise Problem(401, NEEDED, OFFERED)
        async with self.db.read() as tx:
            token = await api_tokens.find(tx, secret_hash(secret))
        if token is None or not token.lives(now):
            _not_beyond(self.refused, request.client.host if request.client else "", now)
            raise Problem(401, NEEDED, OFFERED)
        _not_beyond(self.reads, token.id, now)
        if api_tokens.wants_note(token, now):
            async with self.db.begin() as tx:
                await api_tokens.note_use(tx, token.id, now)
        return token

    async def _read(self, request: Request, resource: Resource, token: ApiToken) -> Response:
        given = asked_for(request, resource.known)
        if given.get("format") not in (None, "csv", "json"):
            raise Problem(422, "format: json or csv")
        table = bool(resource.columns) and wants_table(request)
        async with self.db.read() as tx:
            tree = await units.tree(tx)
            if token.unit_id not in tree.by_id:
                raise Problem(403, "the unit of this token is no longer there")
            found = await resource.read(Asked(tx, token, tree, self.clock(), given, table))
        return answered(request, found, resource.columns if table else ())


def _not_beyond(limit: Limit, side: object, now: datetime) -> None:
    if limit.beyond(side, now):
        wait = str(int(limit.span.total_seconds()))
        raise Problem(429, f"at most {limit.most} requests a minute", {"retry-after": wait})


def _secret(request: Request) -> str:
    """The token: as a bearer, or as the password of programs that know no other way."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _failed(request: Request, error: Exception) -> Response:
    """A database that is away is no fault of whoever asks, who is to try again."""
    if is_away(error):
        return problem(request, Problem(503, "the database is away", {"retry-after": "30"}))
    log.error("api failed", exc_info=error)
    return problem(request, HTTPException(500))


async def _document(_request: Request) -> Response:
    return Response(DOCUMENT.read_bytes(), media_type="application/json")
