"""What is said of many unanswered duties: how many, of which units, and the worst of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.rendering.duty_lists import grouped, list_of
from domain.extensions.individual_deadlines import due_day_of
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice
from domain.people.units import Tree
from domain.reporting.cycles import Cycle
from domain.reporting.duties import Duty
from domain.reporting.plans import TaskRole
from domain.reporting.recipients import Roster

WORST = 5  # duties that are named with their titles
FEW = 3  # units that stand in one sentence
MOST_NAMED = 8  # units, or people, whose numbers are told one by one


def worst_first(mine: Sequence[Duty], cycle: Cycle) -> list[Duty]:
    """What is due or returned longest comes first, then what a task's own deadline presses.

    Among equals whoever leads is asked before whoever takes part.
    """

    def weight(duty: Duty) -> tuple[date, int, date, bool, str]:
        lead = duty.part is TaskRole.LEAD
        deadline = duty.deadline or date.max
        return due_day_of(duty, cycle), -duty.time.returned, deadline, not lead, duty.task_code

    return sorted(mine, key=weight)


def in_order(mine: Sequence[Duty], cycle: Cycle, tree: Tree) -> list[Duty]:
    """By unit, the worst of each first."""
    return sorted(worst_first(mine, cycle), key=lambda each: tree.by_id[each.unit_id].name)


def overview(
    mine: Sequence[Duty], cycle: Cycle, tree: Tree, roster: Roster, reasons: Mapping[int, str]
) -> dict[str, Any]:
    """Facts of a message about these duties, which stays short however many there are.

    `units`: the worst duties, by unit and by owner; all of them where they are few. `shares`: how
    many each unit owes; `people`: how many each owner. `left`: how many are not named.
    """
    named = worst_first(mine, cycle)[:WORST]
    by_unit: dict[int, list[Duty]] = {}
    for duty in named:
        by_unit.setdefault(duty.unit_id, []).append(duty)
    return {
        "count": len(mine),
        "left": len(mine) - len(named),
        "shown": len(named),
        "unit_count": len({duty.unit_id for duty in mine}),
        "unit_names": [tree.by_id[unit_id].name for unit_id, _ in _units(mine)[:FEW]],
        "shares": _shares(mine, tree, roster),
        "people": _people(mine, roster),
        "units": [
            {
                "name": tree.by_id[unit_id].name,
                "count": len(here),
                "duties": [{"code": each.task_code, "title": each.title} for each in here],
                **grouped(here, roster, reasons),
            }
            for unit_id, here in by_unit.items()
        ],
        **grouped(named, roster, reasons),
    }


def _units(mine: Sequence[Duty]) -> list[tuple[int, int]]:
    return Counter(duty.unit_id for duty in mine).most_common()


def _shares(mine: Sequence[Duty], tree: Tree, roster: Roster) -> dict[str, Any]:
    """The units that owe most, each with its head; what is left together."""
    counts = Counter(duty.unit_id for duty in mine)
    named = [
        {
            "name": tree.by_id[unit_id].name,
            "count": count,
            "head": next((each.name for each in roster.heads(unit_id)), ""),
        }
        for unit_id, count in _most(counts)
    ]
    return {"named": named, **_rest(counts)}


def _people(mine: Sequence[Duty], roster: Roster) -> dict[str, Any]:
    """Those who owe most, and whether anything has reached them: nobody is blamed for our failure.

    A stand-in is named beside the owner.
    """
    counts = Counter(duty.owner_id for duty in mine)
    states = {duty.owner_id: list_of(duty, roster) for duty in reversed(mine)}
    named = []
    for owner_id, count in _most(counts):
        owner, instead = roster.get(owner_id), roster.stand_in(owner_id or 0)
        named.append(
            {
                "owner": owner.name if owner else "—",
                "stand_in": instead.name if instead else "",
                "count": count,
                "state": states[owner_id],
            }
        )
    return {"named": named, **_rest(counts)}


def _most(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """The largest; all, where only one more would be left out."""
    most = MOST_NAMED if len(counts) > MOST_NAMED + 1 else len(counts)
    return counts.most_common(most)


def _rest(counts: Counter[Any]) -> dict[str, int]:
    named = [count for _, count in _most(counts)]
    return {"others": len(counts) - len(named), "others_count": counts.total() - sum(named)}


def whole_list(outbox_id: int, count: int, left: int) -> tuple[Choice, ...]:
    """One tap to all of them, where some are not named."""
    tap = str(ButtonAction("silent", outbox_id))
    return (Choice("choice.whole_list", tap, {"count": count}),) if left else ()
