"""What happened about a duty: who had it, what was sent, answered, shown and decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.people.chat_links import messenger_of
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster
from storage.engine.database import Tx
from storage.messaging import delivery_log
from storage.reports import duty_owners, evidence, extensions, objections, reports, returns


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, or will. `kind` finds its words in the template."""

    at: datetime
    kind: str
    facts: dict[str, Any]


async def of_duty(tx: Tx, cycle: Cycle, duty: Duty, roster: Roster) -> list[Line]:
    """All of it, in the order of time."""
    found = [
        *await owners(tx, duty, roster),
        *await _messages(tx, cycle, duty, roster),
        *await answers(tx, duty, roster),
        *await decisions(tx, duty, roster),
    ]
    return sorted(found, key=lambda each: each.at)


def name_of(roster: Roster, official_id: int | None) -> str:
    person = roster.get(official_id)
    return person.name if person else ""


async def owners(tx: Tx, duty: Duty, roster: Roster) -> list[Line]:
    return [
        Line(
            each.from_at,
            "owner",
            {
                "owner": name_of(roster, each.official_id),
                "by": name_of(roster, each.by_id),
                "why": each.why,
            },
        )
        for each in await duty_owners.history(tx, duty.id)
    ]


async def _messages(tx: Tx, cycle: Cycle, duty: Duty, roster: Roster) -> list[Line]:
    said = await delivery_log.of_duty(tx, duty.id, cycle, concerned=True)
    return [
        Line(
            each.events[-1].at if each.events else each.logical_at,
            "message",
            {
                "kind": each.kind.value,
                "to": name_of(roster, each.official_id),
                "channel": messenger_of(each.channel),
                "state": each.events[-1].state.value if each.events else "queued",
                "reason": each.events[-1].reason if each.events else "",
            },
        )
        for each in said
    ]


async def answers(tx: Tx, duty: Duty, roster: Roster) -> list[Line]:
    answers = [
        Line(
            each.received_at,
            "answer",
            {
                "status": each.status.value if each.status else "",
                "percent": each.percent,
                "note": each.note,
                "late": each.late,
                "by": name_of(roster, each.author_id),
                "instead": name_of(roster, each.on_behalf_of),
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
            {"by": name_of(roster, each.official_id), "reason": each.reason},
        )
        for each in await objections.of_duty(tx, duty.id)
    ]


async def decisions(tx: Tx, duty: Duty, roster: Roster) -> list[Line]:
    backs: Sequence[Any] = await returns.of_duties(tx, [duty.id])
    returned = [
        Line(
            each.returned_at,
            "return",
            {"by": name_of(roster, each.by_id), "reason": each.reason, "until": each.due_day},
        )
        for each in backs
    ]
    return [*returned, *await _extensions(tx, duty, roster)]


async def _extensions(tx: Tx, duty: Duty, roster: Roster) -> list[Line]:
    """What was asked for, and beside it what was decided."""
    return [
        Line(
            each.asked_at,
            "extension",
            {
                "by": name_of(roster, each.asker_id),
                "until": each.to_day,
                "reason": each.reason,
                "state": each.state.value,
                "unasked": each.unasked,
                "decided_by": name_of(roster, each.decided_by),
                "decided_at": each.decided_at,
                "answer": each.answer,
            },
        )
        for each in await extensions.of_duty(tx, duty.id)
    ]
