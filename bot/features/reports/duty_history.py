"""What happened to one duty: who owned it, what was answered by whom, what was objected to."""

from typing import Any

from bot.features.profile import handlers as profile
from bot.features.summaries.handlers import newest_cycle
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.messages import Refusal, Reply
from domain.people.access import Entrance
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from domain.text.names import code_key
from storage.engine.database import Tx
from storage.people import officials
from storage.reports import duties, duty_owners, objections, reports

routes = Router()


async def show(context: UpdateContext, code: str) -> list[Reply]:
    """The history of a task's duties in the newest period, as far as this person may see them."""
    cycle, tree = await newest_cycle(context), await context.tree()
    wanted = code_key(code)
    found = [
        d for d in await duties.of_cycle(context.tx, cycle.id) if code_key(d.task_code) == wanted
    ]
    seen = [d for d in found if may(context.me, Action.VIEW, Target(d.unit_id, d.owner_id), tree)]
    if not seen:
        raise Refusal("dossier.unknown", {"code": code.strip()[:20]})
    roster = await officials.roster(context.tx, context.now)
    period = {"period": str(cycle.period)}
    return [
        Reply("dossier.page", await facts(context.tx, duty, roster, tree) | period) for duty in seen
    ]


async def facts(tx: Tx, duty: Duty, roster: Roster, tree: Tree) -> dict[str, Any]:
    """Owners, answers and objections, each with its instant."""
    return {
        "code": duty.task_code,
        "title": duty.title,
        "unit": tree.by_id[duty.unit_id].name,
        "owners": await _owners(tx, duty, roster),
        "answers": await _answers(tx, duty, roster),
        "objections": [
            {
                "at": each.made_at.isoformat(),
                "by": _name(roster, each.official_id),
                "reason": each.reason,
                "settled": each.settled_version is not None,
            }
            for each in await objections.of_duty(tx, duty.id)
        ],
    }


async def _owners(tx: Tx, duty: Duty, roster: Roster) -> list[dict[str, Any]]:
    return [
        {
            "owner": _name(roster, each.official_id),
            "from_at": each.from_at.isoformat(),
            "until_at": each.to_at.isoformat() if each.to_at else None,
            "by": _name(roster, each.by_id),
            "why": each.why,
        }
        for each in await duty_owners.history(tx, duty.id)
    ]


async def _answers(tx: Tx, duty: Duty, roster: Roster) -> list[dict[str, Any]]:
    return [
        {
            "at": each.received_at.isoformat(),
            "status": each.status.value if each.status else None,
            "percent": each.percent,
            "by": _name(roster, each.author_id),
            "instead_of": _name(roster, each.on_behalf_of),
            "late": each.late,
        }
        for each in await reports.versions(tx, duty.id)
    ]


def _name(roster: Roster, official_id: int | None) -> str:
    person = roster.get(official_id)
    return person.name if person else ""


@routes.command("/lichsu", require=Entrance.MEMBER, menu=13)
async def history(context: UpdateContext, argument: str) -> list[Reply]:
    """The history of a duty by its task code; without one, the person's own answers."""
    return await (show(context, argument) if argument.strip() else profile.history(context))
