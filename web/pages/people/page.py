"""The roster: searched, filtered, paged, with one person beside it."""

from typing import Any

from starlette.responses import Response

from domain.people.chat_links import messenger_of
from domain.people.officials import Role
from domain.people.permissions import Action, Target, may
from storage.board import people
from storage.engine.database import Tx
from web import periods
from web.pages.people import panel
from web.pages.people.filters import Asked, People, seen
from web.request import BoardRequest, reach
from web.routing import BoardRouter

routes = BoardRouter()
routes.section("people", "/can-bo", icon="nguoi", place=40, require=Action.ADMIT)

ROWS = 50
ROLES = (
    Role.DIRECTOR,
    Role.DEPUTY_DIRECTOR,
    Role.OFFICE,
    Role.HEAD,
    Role.DEPUTY_HEAD,
    Role.FOCAL_POINT,
    Role.OFFICIAL,
)


@routes.get("/can-bo", require=Action.ADMIT)
async def show(request: BoardRequest) -> Response:
    asked = Asked.of(request)
    async with request.board.db.read() as tx:
        known = await seen(tx, request, asked)
        _, units = await reach(tx, request.me, Action.ADMIT)
        facts = {
            "section": "people",
            "asked": asked,
            "known": known,
            "roles": ROLES,
            "rows": ROWS,
            "asking": await people.asking(tx, units),
            "edits": may(request.me, Action.IMPORT, Target(request.me.unit_id), known.tree),
            "panel": await panel.of_code(tx, request, asked.who) if asked.who else None,
            "key": request.board.new_token,
            **await _listed(tx, request, asked, known),
        }
    return request.page("pages/people/page.html", facts)


async def _listed(tx: Tx, request: BoardRequest, asked: Asked, known: People) -> dict[str, Any]:
    """The page that is asked for, each with chats and work of the newest period."""
    first = (asked.page - 1) * ROWS
    shown = known.found[first : first + ROWS]
    ids = [each.id for each in shown]
    cycle = await periods.newest(tx, request)
    chats = await people.channels(tx, ids)
    return {
        "listed": shown,
        "work": await people.work(tx, cycle.id, ids) if cycle else {},
        "chats": {
            each: list(dict.fromkeys(messenger_of(chat.channel) for chat in found))
            for each, found in chats.items()
        },
        "units": sorted({each.unit_id for each in known.here}),
    }
