"""A tap that nobody was offered: every action with every kind of id, from everybody who may."""

from collections.abc import Iterator

import pytest

from bot.inbound.dispatcher import decide
from bot.routes import ROUTES
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Reply
from tests.flows.test_two_deciders import context_of
from tests.flows.world import World

IDS = (0, 1, 10**6)
REVISIONS = (0, 10**6)
PEOPLE = ("LAN", "MAI", "PGD")
OF_STEPS = ("allyes", "pick", "pickpage", "pickdone", "pickall", "sendyes", "absday", "extday")


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
