"""A stranger learns nothing and changes nothing, whatever he types or presses."""

import pytest

from bot.inbound.buttons import TAPS
from bot.inbound.commands import COMMANDS
from domain.people import access
from domain.people.access import may_pass
from storage.audit import log as audit
from storage.people import officials
from tests.flows.world import World

STRANGER = "nhập mã mời, hoặc gõ /start"
NOT_ALLOWED = "chưa được phân quyền"


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_no_command_and_no_tap_tells_a_stranger_anything(world: World) -> None:
    stranger = world.stranger()
    world.service.inbound.strangers.most = 1000
    await world.until("2025-10-20 09:00")
    for name in COMMANDS:
        if not may_pass(None, access.COMMANDS[name]):
            await stranger.writes(name)
            stranger.shows(STRANGER)
    for action in TAPS:
        if not may_pass(None, access.TAPS[action]):
            await stranger.presses(f"v1:{action}:1:0")
            stranger.shows(STRANGER)
    async with world.db.read() as tx:
        assert set(await audit.actions(tx)) == {"cycle.open", "letter.sent"}


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_nobody_passes_a_door_that_his_posts_do_not_open(world: World) -> None:
    await world.until("2025-10-16 09:00")
    for code in ("MINH", "HAI", "MAI", "PGD"):
        phone = await world.phone(code)
        async with world.db.read() as tx:
            person = await officials.find_by_code(tx, code)
        shut = [name for name, lock in access.COMMANDS.items() if not may_pass(person, lock)]
        for name in shut:
            await phone.writes(name)
            phone.shows(NOT_ALLOWED)
        for action in (name for name, lock in access.TAPS.items() if not may_pass(person, lock)):
            await phone.presses(f"v1:{action}:1:0")
            phone.shows(NOT_ALLOWED)
