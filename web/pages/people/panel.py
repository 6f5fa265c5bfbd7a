"""One person: posts, chats, the invitation, absences, the work of the period; what may be done."""

from typing import Any

from starlette.responses import Response

from domain.calendar.work_calendar import local_day
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.reporting.recipients import Roster
from storage.board import people
from storage.engine.database import Tx
from storage.people import absences, officials
from storage.people import units as all_units
from web import periods
from web.request import BoardRequest, NotThere
from web.routing import BoardRouter

routes = BoardRouter()

SHOWN, HIDDEN = 2, "•••••"


@routes.get("/can-bo/{code}", require=Action.ADMIT)
async def show(request: BoardRequest) -> Response:
    """The panel alone, as the list shows it beside itself."""
    async with request.board.db.read() as tx:
        facts = await of_code(tx, request, request.path("code"))
    if facts is None:
        raise NotThere
    return request.page("pages/people/panel.html", {"panel": facts, "key": request.board.new_token})


async def of_code(tx: Tx, request: BoardRequest, code: str) -> dict[str, Any] | None:
    """None for somebody who is not there, or not for this reader."""
    roster, tree = await officials.roster(tx, request.now), await all_units.tree(tx)
    person = next((each for each in roster.officials if each.code == code), None)
    if person is None:
        return None
    target = Target(person.unit_id, person.id)
    if not may(request.me, Action.ADMIT, target, tree):
        return None
    rights = {each for each in Action if may(request.me, each, target, tree)}
    facts = {"person": person, "unit": tree.by_id[person.unit_id], "tree": tree}
    return facts | {"rights": rights} | await _facts(tx, request, person, roster)


async def _facts(tx: Tx, request: BoardRequest, person: Official, roster: Roster) -> dict[str, Any]:
    cycle = await periods.newest(tx, request)
    work = await people.work(tx, cycle.id, [person.id]) if cycle else {}
    contact = await people.contact(tx, person.id)
    coming = await absences.of(tx, person.id, local_day(request.now))
    return {
        "channels": (await people.channels(tx, [person.id])).get(person.id, []),
        "invited": (await people.invited(tx, [person.id], request.now)).get(person.id),
        "last": await people.last_message(tx, person.id),
        "phone": masked(contact.phone),
        "email": masked_mail(contact.email),
        "away": [(each, roster.get(each.stand_in_id)) for each in coming],
        "work": work.get(person.id),
        "cycle": cycle,
        "linked": person.id in roster.linked,
        "own": person.id == request.me.id,
    }


def masked(phone: str) -> str:
    """Enough to tell one number from another: 091•••••78."""
    local = phone.replace("+84", "0", 1)
    return f"{local[:3]}{HIDDEN}{local[-SHOWN:]}" if local else ""


def masked_mail(address: str) -> str:
    name, at, host = address.partition("@")
    return f"{name[:SHOWN]}{HIDDEN}{at}{host}" if at else ""
