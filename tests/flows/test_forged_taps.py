"""A tap that nobody was offered: every action with every kind of id, from everybody who may."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.inbound.dispatcher import decide
from bot.routes import ROUTES
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Reply
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.tables import DUTIES, OFFICIALS, OUTBOX_MESSAGES
from tests.flows.test_two_deciders import context_of
from tests.flows.world import World

IDS = (0, 1, 10**6)
REVISIONS = (0, 10**6)
PEOPLE = ("LAN", "MAI", "PGD")
OF_STEPS = ("allyes", "pick", "pickpage", "pickdone", "pickall", "sendyes", "absday", "extday")

OF_ONESELF = {"allyes", "withdraw", "erase", "issecret", "nosecret"}
"""What is recorded, and right: it is about the one who presses, whatever number comes with it."""


def taps() -> Iterator[str]:
    for action in sorted({*ROUTES.buttons, *OF_STEPS}):
        for number in IDS:
            for revision in REVISIONS:
                yield str(ButtonAction(action, number, revision))


@pytest.mark.parametrize("who", PEOPLE)
async def test_a_forged_tap_is_answered_and_breaks_nothing(editing_world: World, who: str) -> None:
    """Whatever is raised here would park the message and alarm the Office."""
    world = editing_world
    await world.until("2025-10-17 09:00")
    broken: dict[str, str] = {}
    async with world.db.begin() as tx:
        for tap in taps():
            nested = await tx.begin_nested()
            try:
                said = await decide(await context_of(world, tx, who, tap))
                assert all(isinstance(each, Reply) for each in said)
            except Exception as error:
                broken.setdefault(tap.split(":")[1], f"{tap}: {error!r}"[:160])
            await nested.rollback()
    assert broken == {}


async def of_others(tx: Tx, code: str) -> list[tuple[int, int]]:
    """Duties as they stand, and the newest message of each: what this official has no part in."""
    other = OFFICIALS.c.code != code
    owned = select(DUTIES.c.id, DUTIES.c.revision).join(
        OFFICIALS, OFFICIALS.c.id == DUTIES.c.owner_id
    )
    told = select(OUTBOX_MESSAGES.c.id).join(
        OFFICIALS, OFFICIALS.c.id == OUTBOX_MESSAGES.c.official_id
    )
    found = [(row.id, row.revision) for row in await tx.execute(owned.where(other))]
    newest = told.where(other).order_by(OUTBOX_MESSAGES.c.id.desc()).limit(2)
    return found + [(row.id, 0) for row in await tx.execute(newest)]


async def test_what_is_somebody_elses_stays_as_it_is(editing_world: World) -> None:
    """Every act has its entry in the log: where there is none, nothing was done."""
    world = editing_world
    lan, _ = await world.phone("LAN"), await world.phone("HAI")
    await world.until("2025-10-17 09:00")
    await lan.writes("NV-1 xong")
    await lan.writes("đúng")
    await world.until("2025-10-28 09:00")
    done = set()
    async with world.db.begin() as tx:
        before = await audit.head(tx)
        for number, revision in await of_others(tx, "MINH"):
            for action in sorted({*ROUTES.buttons} - OF_ONESELF):
                nested = await tx.begin_nested()
                tap = str(ButtonAction(action, number, revision))
                await decide(await context_of(world, tx, "MINH", tap))
                if await audit.head(tx) != before:
                    done.add(action)
                await nested.rollback()
    assert done == set()
