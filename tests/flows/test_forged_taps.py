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

OF_ONESELF = {"allyes", "calnew", "withdraw", "erase", "issecret", "nosecret"}
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
    """Duties as they stand, and the newest messages: what this official has no part in."""
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


async def told_to(tx: Tx, code: str) -> list[tuple[int, int]]:
    """The newest message to this official that is about duties."""
    theirs = select(OUTBOX_MESSAGES.c.id, OUTBOX_MESSAGES.c.sent_duties).join(
        OFFICIALS, OFFICIALS.c.id == OUTBOX_MESSAGES.c.official_id
    )
    found = await tx.execute(
        theirs.where(OFFICIALS.c.code == code).order_by(OUTBOX_MESSAGES.c.id.desc())
    )
    return [(row.id, 0) for row in found if row.sent_duties][:1]


async def as_seen_before(tx: Tx) -> list[tuple[int, int]]:
    """Duties that were answered, at the revision before."""
    answered = select(DUTIES.c.id, DUTIES.c.revision).where(DUTIES.c.status.is_not(None))
    return [(row.id, row.revision - 1) for row in await tx.execute(answered)]


async def acts(world: World, tx: Tx, who: str, things: list[tuple[int, int]]) -> set[str]:
    """The buttons that do something. Every act has its entry in the log."""
    done, before = set(), await audit.head(tx)
    for number, revision in things:
        for action in sorted({*ROUTES.buttons} - OF_ONESELF):
            nested = await tx.begin_nested()
            tap = str(ButtonAction(action, number, revision))
            await decide(await context_of(world, tx, who, tap))
            if await audit.head(tx) != before:
                done.add(action)
            await nested.rollback()
    return done


async def test_what_is_somebody_elses_or_has_changed_stays_as_it_is(editing_world: World) -> None:
    world = editing_world
    lan, _ = await world.phone("LAN"), await world.phone("HAI")
    await world.until("2025-10-17 09:00")
    for answer in ("NV-1 xong", "đúng", "NV-1 vướng, chờ kinh phí", "đúng"):
        await lan.writes(answer)
    await world.until("2025-10-28 09:00")
    async with world.db.begin() as tx:
        assert await acts(world, tx, "MINH", await of_others(tx, "MINH")) == set()
        assert await acts(world, tx, "DEP", await told_to(tx, "HAI")) == set()
        assert len(seen := await as_seen_before(tx)) == 1
        assert await acts(world, tx, "LAN", seen) == set()
