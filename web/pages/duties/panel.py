"""One duty: how it stands, who was asked when by which way, what was answered, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response

from domain.extensions.individual_deadlines import due_at_of
from domain.people.chat_links import messenger_of
from domain.people.permissions import Action, Target, may
from domain.reporting.cycles import steps_of
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from storage.board import cells
from storage.engine.database import Tx
from storage.messaging import delivery_log
from storage.office import summaries
from storage.people import officials
from storage.plans import calendar
from storage.reports import duties, duty_owners, evidence, extensions, objections, reports, returns
from web import periods
from web.periods import Sight
from web.request import BoardRequest, NotThere
from web.routing import BoardRouter

routes = BoardRouter()

MOST_COMING = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, or will. `kind` finds its words in the template."""

    at: datetime
    kind: str
    facts: dict[str, Any]


@routes.get("/ky/{period}/viec/{duty:path}", require=Action.VIEW_UNIT)
async def show(request: BoardRequest) -> Response:
    """The panel alone, as the page of duties shows it beside itself."""
    async with request.board.db.read() as tx:
        sight = await periods.sight(tx, request)
        facts = await of_address(tx, request, sight, request.path("duty"))
    if facts is None:
        raise NotThere
    return request.page("pages/duties/panel.html", {"panel": facts, "cycle": sight.cycle})


async def of_address(
    tx: Tx, request: BoardRequest, sight: Sight, address: str
) -> dict[str, Any] | None:
    """`address`: task@unit. None for what is not there, or not for this reader."""
    task, _, unit = address.rpartition("@")
    number = await cells.find(tx, sight.cycle.id, task, unit) if task else None
    if number is None:
        return None
    duty = await duties.get(tx, number)
    target = Target(duty.unit_id, duty.owner_id)
    if not may(request.me, Action.VIEW, target, sight.tree):
        return None
    return await _facts(tx, request, sight, duty)


async def _facts(tx: Tx, request: BoardRequest, sight: Sight, duty: Duty) -> dict[str, Any]:
    roster, days = await officials.roster(tx, request.now), await calendar.get(tx)
    away = await summaries.gone_from(tx, sight.cycle, request.now)
    [cell] = await cells.some(tx, [duty.id], away)
    unit = sight.tree.by_id[duty.unit_id]
    coming = [step for step in steps_of(sight.cycle, duty, days) if step.at > request.now]
    return {
        "address": f"{duty.task_code}@{unit.code}",
        "duty": duty,
        "cell": cell,
        "unit": unit,
        "owner": roster.get(duty.owner_id),
        "due_at": due_at_of(duty, sight.cycle, days),
        "late_after": duty.time.late_after or sight.cycle.late_after,
        "lines": await _timeline(tx, sight, duty, roster),
        "coming": coming[:MOST_COMING] if duty.open else [],
        "acts": _acts(request, sight, duty),
    }


def _acts(request: BoardRequest, sight: Sight, duty: Duty) -> set[str]:
    """What the reader may do with this duty as it stands."""
    target = Target(duty.unit_id, duty.owner_id)
    right = {each for each in Action if may(request.me, each, target, sight.tree)}
    if duty.open:
        fitting = {Action.REMIND, Action.ANSWER_ON_BEHALF, Action.HAND_OVER, Action.ASSIGN}
    else:
        fitting = {Action.RETURN, Action.ANSWER_ON_BEHALF}
    return {each.value for each in right & fitting}


async def _timeline(tx: Tx, sight: Sight, duty: Duty, roster: Roster) -> list[Line]:
    found = [
        *await _owners(tx, duty, roster),
        *await _messages(tx, sight, duty, roster),
        *await _answers(tx, duty, roster),
        *await _decisions(tx, duty, roster),
    ]
    return sorted(found, key=lambda each: each.at)


def _name(roster: Roster, official_id: int | None) -> str:
    person = roster.get(official_id)
    return person.name if person else ""


async def _owners(tx: Tx, duty: Duty, roster: Roster) -> list[Line]:
    return [
        Line(
            each.from_at,
            "owner",
            {
                "owner": _name(roster, each.official_id),
                "by": _name(roster, each.by_id),
                "why": each.why,
            },
        )
        for each in await duty_owners.history(tx, duty.id)
    ]


async def _messages(tx: Tx, sight: Sight, duty: Duty, roster: Roster) -> list[Line]:
    said = await delivery_log.of_duty(tx, duty.id, sight.cycle, concerned=True)
    return [
        Line(
            each.events[-1].at if each.events else each.logical_at,
            "letter",
            {
                "kind": each.kind.value,
                "to": _name(roster, each.official_id),
                "channel": messenger_of(each.channel),
                "state": each.events[-1].state.value if each.events else "queued",
                "reason": each.events[-1].reason if each.events else "",
            },
        )
        for each in said
    ]


async def _answers(tx: Tx, duty: Duty, roster: Roster) -> list[Line]:
    answers = [
        Line(
            each.received_at,
            "answer",
            {
                "status": each.status.value if each.status else "",
                "percent": each.percent,
                "note": each.note,
                "late": each.late,
                "by": _name(roster, each.author_id),
                "instead": _name(roster, each.on_behalf_of),
            },
        )
        for each in await reports.versions(tx, duty.id)
    ]
    return [*answers, *await _exhibits(tx, duty), *await _objected(tx, duty, roster)]


async def _exhibits(tx: Tx, duty: Duty) -> list[Line]:
    found = await evidence.of_duty(tx, duty.id)
    return [Line(each.received_at, "file", {"name": each.name}) for each in found]


async def _objected(tx: Tx, duty: Duty, roster: Roster) -> list[Line]:
    return [
        Line(
            each.made_at,
            "objection",
            {"by": _name(roster, each.official_id), "reason": each.reason},
        )
        for each in await objections.of_duty(tx, duty.id)
    ]


async def _decisions(tx: Tx, duty: Duty, roster: Roster) -> list[Line]:
    backs: Sequence[Any] = await returns.of_duties(tx, [duty.id])
    returned = [
        Line(
            each.returned_at,
            "return",
            {"by": _name(roster, each.by_id), "reason": each.reason, "until": each.due_day},
        )
        for each in backs
    ]
    asked = await extensions.find_open(tx, duty.id)
    if asked is None:
        return returned
    facts = {"by": _name(roster, asked.asker_id), "until": asked.to_day, "reason": asked.reason}
    return [*returned, Line(asked.asked_at, "extension", facts)]
