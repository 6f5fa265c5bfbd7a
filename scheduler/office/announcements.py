"""Asks those again who have not confirmed, and then gives the heads the list of their own unit."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.announcements.announcements import TO_HEADS, AckState, Dissemination, step_at
from domain.calendar.work_calendar import WorkCalendar
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Official
from domain.people.units import Tree
from domain.reporting.recipients import Roster
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.office import announcements
from storage.people import officials, units
from storage.plans import calendar


async def ask_again(db: Database, now: datetime) -> bool:
    """Take the step that has come of every text made known; whether there was one."""
    async with db.begin() as tx:
        due = await announcements.take_due(tx, now)
        for made in due:
            await _take_step(tx, made, now)
    return bool(due)


async def _take_step(tx: Tx, made: Dissemination, now: datetime) -> None:
    """After downtime only the latest step that has passed is taken."""
    working_days = await calendar.get(tx)
    step = _latest(made, working_days, now)
    rest = [each for each in await announcements.standings(tx, made.id) if not each.confirmed]
    if not rest:
        return
    roster = await officials.roster(tx, now)
    if step < TO_HEADS:
        written = [_again(made, step, each, roster, now) for each in rest]
    else:
        written = _to_heads(made, rest, roster, await units.tree(tx), now)
    await outbox.add_all(tx, [each for each in written if each], now)
    next_at = step_at(made.begun_at, step + 1, working_days)
    await announcements.move_on(tx, made.id, step + 1, next_at)


def _latest(made: Dissemination, calendar: WorkCalendar, now: datetime) -> int:
    step = made.step
    while (coming := step_at(made.begun_at, step + 1, calendar)) and coming <= now:
        step += 1
    return step


def _again(
    made: Dissemination, step: int, rest: AckState, roster: Roster, now: datetime
) -> NewMessage | None:
    person = roster.get(rest.official_id)
    facts = {"dissemination": made.id, "again": True, "file": made.file}
    key = f"{announcements.about(made.id)}:again:{step}"
    return _message(key, person, "digest.dissemination", facts, now) if person else None


def _to_heads(
    made: Dissemination, rest: Sequence[AckState], roster: Roster, tree: Tree, now: datetime
) -> list[NewMessage | None]:
    """To the nearest reachable head upwards, each unit's own list."""
    told: dict[Official, list[int]] = {}
    for unit_id in dict.fromkeys(each.unit_id for each in rest):
        for head in roster.nearest_heads(unit.id for unit in tree.upwards(unit_id)):
            told.setdefault(head, []).append(unit_id)
    key = f"dissemination-units:{made.id}"
    return [
        _message(
            key,
            head,
            "digest.dissemination_unit",
            {"dissemination": made.id, "units": sorted(unit_ids)},
            now,
        )
        for head, unit_ids in told.items()
    ]


def _message(
    key: str, to: Official, text_key: str, facts: Mapping[str, object], now: datetime
) -> NewMessage:
    """What it says is read again when it leaves."""
    own = text_key == "digest.dissemination"
    return NewMessage(
        key=f"{key}:{to.code}",
        kind=Kind.NOTICE,
        text_key=text_key,
        facts=facts,
        logical_at=now,
        send_at=now,
        official_id=to.id,
        about=announcements.about(int(str(facts["dissemination"]))) if own else key,
    )
