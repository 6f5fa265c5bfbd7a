"""The audit log: who did what when and about what, the newest first, and whether it is whole."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from domain.people.permissions import Action
from storage.audit import log as audit
from storage.audit import seals, search
from storage.audit.log import AuditEntry
from storage.engine.database import Tx
from storage.people import officials
from web.pages.log.filters import Asked, sought
from web.request import BoardRequest
from web.routing import BoardRouter

routes = BoardRouter()
routes.section("log", "/nhat-ky", icon="nk", place=80, require=Action.VIEW_AUDIT)

ROWS = 50
TIMES = ("said_at", "stored_at", "acted_at")
"""Facts that are shown as one: when it was done, where that was earlier."""


@routes.get("/nhat-ky", require=Action.VIEW_AUDIT)
async def show(request: BoardRequest) -> Response:
    asked = Asked.of(request)
    async with request.board.db.read() as tx:
        wanted = await sought(tx, request, asked)
        found = await search.newest(tx, wanted, ROWS + 1)
        number, head = await audit.head(tx)
        facts = {
            "section": "log",
            "asked": asked,
            "entries": await _entries(tx, found[:ROWS]),
            "older": found[ROWS - 1].id if len(found) > ROWS else 0,
            "number": number,
            "head": head,
            "unsealed": await seals.unsealed(tx),
        }
    return request.page("pages/log/page.html", facts)


@routes.post("/nhat-ky/kiem-tra", require=Action.VIEW_AUDIT)
async def verify(request: BoardRequest) -> Response:
    """Follow the whole chain and every sealed row now."""
    async with request.board.db.read() as tx:
        broken = await seals.first_broken(tx)
        number, head = await audit.head(tx)
        facts = {"broken": broken, "number": number, "head": head}
    return request.page("pages/log/verified.html", facts)


async def _entries(tx: Tx, found: list[AuditEntry]) -> list[dict[str, Any]]:
    """Each entry with names instead of subjects, and where its duty or message is to be found."""
    people = await officials.subjects(tx)
    duties, messages = await search.duties_in(tx, found), await search.messages_in(tx, found)
    return [
        {
            "id": each.id,
            "at": each.at,
            "actor": _name(people, each.actor),
            "action": each.action,
            "subject": _name(people, each.subject),
            "person": each.subject in people,
            "duty": duties.get(each.subject),
            "message": messages.get(each.subject),
            "facts": {n: _name(people, v) for n, v in each.facts.items() if n not in TIMES},
            "acted_at": each.facts.get("acted_at"),
        }
        for each in found
    ]


def _name(people: Mapping[str, tuple[str, str]], said: Any) -> Any:
    """Who is still on record is named; whoever was erased stays a subject."""
    return people[said][1] if isinstance(said, str) and said in people else said
