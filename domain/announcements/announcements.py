"""Making something known: who is asked to confirm, who has, and when the rest is asked again."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from domain.announcements.attachments import wanted
from domain.calendar.work_calendar import WorkCalendar, at_local, local, local_day
from domain.messaging.messages import Facts
from domain.people.officials import Official
from domain.people.units import Tree

LONGEST = 1500
"""A longer text would not reach a phone in one piece."""
STEPS = (2, 4, 5)
"""Working days after the first message: people are asked again, and again; heads get the list."""
STEP_AT = time(8, 30)
TO_HEADS = len(STEPS) - 1


@dataclass(frozen=True, slots=True)
class Dissemination:
    """`units` are those chosen, with what is below them; none means all. `step`: steps taken.

    `document` is the name of what came with the text, `stored` its name in the vault.
    """

    id: int
    root_unit_id: int
    author_id: int
    text: str
    units: tuple[int, ...]
    version: int
    begun_at: datetime
    step: int
    replaced: bool
    enclosure_id: int | None = None
    document: str = ""
    stored: str = ""

    @property
    def file(self) -> Facts | None:
        """How a message brings the document."""
        return wanted(self.stored, self.document)


@dataclass(frozen=True, slots=True)
class AckState:
    """One person asked. Sent: a message left. Delivered: the messenger took it. Then confirmed."""

    official_id: int
    name: str
    unit_id: int
    unit_name: str
    sent: bool
    delivered: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Count:
    """A unit's people. `silent` have the message and have not confirmed; `unreached` have none."""

    unit_name: str
    asked: int
    sent: int
    delivered: int
    confirmed: int
    silent: tuple[str, ...]
    unreached: tuple[str, ...]


def asked(
    units: Collection[int], officials: Iterable[Official], tree: Tree, author_id: int
) -> list[Official]:
    """Who is to confirm: everybody of these units and those below, but the author."""
    return [
        each
        for each in officials
        if each.id != author_id
        and (not units or any(tree.contains(unit, each.unit_id) for unit in units))
    ]


def step_at(begun_at: datetime, step: int, calendar: WorkCalendar) -> datetime | None:
    """When a step comes; None after the last."""
    if step >= len(STEPS):
        return None
    return at_local(calendar.shifted(local_day(begun_at), STEPS[step]), STEP_AT)


def count(standings: Sequence[AckState]) -> list[Count]:
    """By unit, in the order of the units."""
    groups: dict[int, list[AckState]] = {}
    for each in sorted(standings, key=lambda each: each.unit_id):
        groups.setdefault(each.unit_id, []).append(each)
    return [_count(group[0].unit_name, group) for group in groups.values()]


def total(standings: Sequence[AckState]) -> Count:
    return _count("", standings)


def _count(name: str, group: Sequence[AckState]) -> Count:
    rest = [each for each in group if not each.confirmed]
    return Count(
        name,
        len(group),
        sum(each.sent for each in group),
        sum(each.delivered for each in group),
        sum(each.confirmed for each in group),
        tuple(each.name for each in rest if each.delivered),
        tuple(each.name for each in rest if not each.delivered),
    )


def count_facts(counted: Count) -> dict[str, Any]:
    """As sentences name it; `share` of the people asked have confirmed."""
    plain = {name: getattr(counted, name) for name in ("asked", "sent", "delivered", "confirmed")}
    share = counted.confirmed / counted.asked if counted.asked else None
    lists = {"silent": list(counted.silent), "unreached": list(counted.unreached)}
    return {"unit": counted.unit_name, **plain, "share": share, **lists}


def as_json(made: Dissemination, standings: Sequence[AckState]) -> dict[str, Any]:
    """The stable JSON form; instants in local time."""
    return {
        "id": made.id,
        "version": made.version,
        "replaced": made.replaced,
        "begun_at": local(made.begun_at).isoformat(),
        "text": made.text,
        "document": made.document or None,
        "total": {k: v for k, v in count_facts(total(standings)).items() if k != "unit"},
        "units": [count_facts(each) for each in count(standings)],
    }
