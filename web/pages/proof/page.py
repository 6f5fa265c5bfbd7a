"""One duty on paper: who was reminded when, by which channel, in which words, what came of it."""

from typing import Any

from starlette.responses import Response

from domain.extensions.individual_deadlines import due_at_of
from domain.people.chat_links import messenger_of
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.messaging import delivery_log
from storage.people import department_names, officials, units
from storage.plans import calendar
from storage.reports import cycles, duties
from web.pages.duties import timeline
from web.pages.duties.timeline import name_of
from web.periods import root
from web.request import BoardRequest, NotThere
from web.routing import BoardRouter

routes = BoardRouter()


@routes.get("/minh-chung/{number}", require=Action.VIEW_UNIT)
async def show(request: BoardRequest) -> Response:
    async with request.board.db.read() as tx:
        duty, tree = await _duty(tx, request)
        cycle, roster = await cycles.get(tx, duty.cycle_id), await officials.roster(tx)
        facts = {
            "section": "log",
            "duty": duty,
            "cycle": cycle,
            "unit": tree.by_id[duty.unit_id],
            "due_at": due_at_of(duty, cycle, await calendar.get(tx)),
            "names": await department_names.of_root(tx, await root(tx, request)),
            "owners": await timeline.owners(tx, duty, roster),
            "answers": await timeline.answers(tx, duty, roster),
            "decisions": await timeline.decisions(tx, duty, roster),
            "messages": await _messages(tx, cycle, duty, roster),
            "words_shown": _sees_words(request, duty, tree),
            "head": await audit.head(tx),
        }
    return request.page("pages/proof/page.html", facts)


async def _duty(tx: Tx, request: BoardRequest) -> tuple[Duty, Tree]:
    """The duty of the address. Raises NotThere, also for whoever may not see it."""
    found = await duties.get_all(tx, [request.number("number")])
    tree = await units.tree(tx)
    if not found or found[0].unit_id not in tree.by_id:
        raise NotThere
    target = Target(found[0].unit_id, found[0].owner_id)
    if not may(request.me, Action.VIEW, target, tree):
        raise NotThere
    return found[0], tree


def _sees_words(request: BoardRequest, duty: Duty, tree: Tree) -> bool:
    """One message speaks of many duties, of other units too: its words are for who sees all."""
    return may(request.me, Action.VIEW_AUDIT, Target(duty.unit_id), tree)


async def _messages(tx: Tx, cycle: Cycle, duty: Duty, roster: Roster) -> list[dict[str, Any]]:
    return [
        {
            "at": each.logical_at,
            "kind": each.kind.value,
            "to": name_of(roster, each.official_id),
            "channel": messenger_of(each.channel),
            "events": each.events,
            "message_id": each.message_id,
            "html": each.html,
        }
        for each in await delivery_log.of_duty(tx, duty.id, cycle)
    ]
