"""Looks at the groups of units: tells how many reports are left, thanks when there are none."""

from collections.abc import AsyncIterator
from datetime import datetime

from domain.announcements.unit_groups import GroupState, UnitGroup, next_look, tells_what_is_left
from domain.calendar.work_calendar import local_day
from domain.messaging.outbox import Kind, NewMessage
from domain.reporting.cycles import Cycle
from storage.audit import log as audit
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.office import aggregates
from storage.people import unit_groups, units
from storage.reports import cycles

LEFT, COMPLETE = "digest.group_left", "digest.group_complete"


async def look(db: Database, allowed: bool, now: datetime) -> bool:
    """One batch of groups; returns whether there was any.

    What nobody has confirmed for so long, or whose unit is no more, is left; all, if not `allowed`.
    """
    async with db.begin() as tx:
        tree = await units.tree(tx)
        due = await unit_groups.take_due(tx, now)
        for group in due:
            linked = group.state is GroupState.LINKED and group.unit_id in tree.by_id
            await (_look_at if allowed and linked else _end)(tx, group, now)
    return bool(due)


async def _end(tx: Tx, group: UnitGroup, now: datetime) -> None:
    await unit_groups.end(tx, group.id, now)
    what = {"actor": "service", "action": "group.ended", "subject": f"group:{group.id}"}
    await audit.add(tx, at=now, **what)


async def _look_at(tx: Tx, group: UnitGroup, now: datetime) -> None:
    tree = await units.tree(tx)
    root = tree.upwards(group.unit_id or 0)[-1].id
    running = [each for each in await cycles.open_ones(tx) if each.root_unit_id == root]
    posts = [each async for each in _posts(tx, group, running, now)]
    await outbox.add_all(tx, posts, now)
    await unit_groups.look_again(tx, group.id, next_look(running, now))


async def _posts(
    tx: Tx, group: UnitGroup, running: list[Cycle], now: datetime
) -> AsyncIterator[NewMessage]:
    below = (await units.tree(tx)).subtree(group.unit_id or 0)
    for cycle in running:
        counted = await aggregates.of_period(tx, cycle, now, below)
        if counted.totals.complete:
            yield _post(group, cycle, COMPLETE, "complete", now)
        elif counted.totals.duties and tells_what_is_left(cycle, now):
            yield _post(group, cycle, LEFT, str(local_day(now)), now)


def _post(group: UnitGroup, cycle: Cycle, text_key: str, when: str, now: datetime) -> NewMessage:
    return NewMessage(
        key=f"group:{group.id}:{cycle.period}:{when}",
        kind=Kind.NOTICE,
        text_key=text_key,
        facts={"group": group.id, "cycle": cycle.id},
        logical_at=now,
        send_at=now,
        chat=group.chat,
        about=f"group:{group.id}",
    )
