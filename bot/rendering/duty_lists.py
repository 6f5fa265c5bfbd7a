"""How duties are listed in messages: as facts, as choices, and grouped by their owners."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from domain.extensions.individual_deadlines import due_day_of
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice
from domain.people.officials import Official
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from domain.reporting.recipients import Roster

MOST_LISTED = 30
"""So many tasks stand in one message; the others are a tap away."""
NO_REASONS: Mapping[int, str] = MappingProxyType({})


def duty_facts(
    mine: Sequence[Duty], reader: Official, roster: Roster, period: Cycle, said: date
) -> list[dict[str, Any]]:
    """Each duty as a list names it, with whose it is where that is somebody else.

    One that is not due on the day that the list speaks of, `said`, names its own.
    """
    return [
        {
            "code": duty.task_code,
            "title": duty.title,
            "deadline": _iso(duty),
            "instead_of": instead_of(duty, reader, roster),
            "to_give": is_to_give(duty, reader, roster),
            **own_time_facts(duty, period, said),
        }
        for duty in mine
    ]


def instead_of(duty: Duty, reader: Official, roster: Roster) -> str:
    """The name of the owner, where that is somebody else than the reader."""
    owner = roster.get(duty.owner_id)
    return owner.name if owner and owner.id != reader.id else ""


def is_to_give(duty: Duty, reader: Official, roster: Roster) -> bool:
    """Whether a head is asked for it only so that somebody else gets it."""
    return duty.owner_id != reader.id and roster.gone(duty) is not None


def own_time_facts(duty: Duty, cycle: Cycle, said: date) -> dict[str, Any]:
    """The due day, where it is not the one that is `said`; how often the report was returned."""
    due_day = due_day_of(duty, cycle)
    return {
        "due": due_day.isoformat() if due_day != said else None,
        "returned": duty.time.returned,
    }


def _iso(duty: Duty) -> str | None:
    return duty.deadline.isoformat() if duty.deadline else None


def duty_choices(
    mine: Sequence[Duty], cycle: Cycle, more: tuple[Choice, ...] = ()
) -> tuple[Choice, ...]:
    """One choice per duty that the text names, one for all, and the way to those it leaves out."""
    each = [duty_choice(duty) for duty in mine[:MOST_LISTED]]
    if left := len(mine) - len(each):
        onward = str(ButtonAction("owed", mine[MOST_LISTED - 1].id))
        each.append(Choice("choice.next_page", onward, {"left": left}))
    if len(mine) > 1:
        each.append(Choice("choice.all_in_progress", str(ButtonAction("all", cycle.id))))
    return (*each, *more)


def duty_choice(duty: Duty) -> Choice:
    """One that stands in the text by its number already."""
    tap = str(ButtonAction("duty", duty.id, duty.revision))
    facts = {"code": duty.task_code, "title": duty.title}
    return Choice("choice.duty", tap, facts, in_text=True)


def grouped(
    mine: Sequence[Duty], roster: Roster, reasons: Mapping[int, str] = NO_REASONS
) -> dict[str, Any]:
    """Duties by owner: who was reached, whom no message reached, who is away with nobody instead.

    `reasons`: why no message reached somebody.
    """
    lists: dict[str, list[dict[str, Any]]] = {"groups": [], "unreached": [], "absent": []}
    by_owner: dict[tuple[str, int | None], list[Duty]] = {}
    for duty in mine:
        by_owner.setdefault((list_of(duty, roster), duty.owner_id), []).append(duty)
    for (name, owner_id), group in by_owner.items():
        owner, away = roster.get(owner_id), roster.away.get(owner_id or 0)
        instead = roster.stand_in(owner_id or 0)
        lists[name].append(
            {
                "owner": owner.name if owner else "—",
                "stand_in": instead.name if instead else "",
                "from_day": away.span.first_day.isoformat() if away else "",
                "until_day": away.span.last_day.isoformat() if away else "",
                "reason": reasons.get(owner_id or 0, ""),
                "codes": ", ".join(duty.task_code for duty in group),
                "duties": [{"code": duty.task_code, "title": duty.title} for duty in group],
            }
        )
    return lists


def list_of(duty: Duty, roster: Roster) -> str:
    """Whether somebody was asked, could not be, or is away with nobody instead."""
    if roster.gone(duty):
        return "absent"
    return "unreached" if duty.reached_at is None else "groups"
