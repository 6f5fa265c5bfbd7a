"""A stranger learns nothing and changes nothing, whatever he types or presses."""

from collections.abc import Mapping

import pytest

from bot.inbound.route_table import Route
from bot.routes import ROUTES
from domain.people.access import may_pass
from domain.people.officials import Official
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
    for name, route in ROUTES.commands.items():
        if not may_pass(None, route.require):
            await stranger.writes(name)
            stranger.shows(STRANGER)
    for action, route in ROUTES.buttons.items():
        if not may_pass(None, route.require):
            await stranger.presses(f"v1:{action}:1:0")
            stranger.shows(STRANGER)
    async with world.db.read() as tx:
        assert set(await audit.actions(tx)) == {"cycle.open", "message.sent"}


def forbidden(routes: Mapping[str, Route], person: Official | None) -> list[str]:
    return [name for name, route in routes.items() if not may_pass(person, route.require)]


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_nobody_passes_a_door_that_his_posts_do_not_open(world: World) -> None:
    await world.until("2025-10-16 09:00")
    for code in ("MINH", "HAI", "MAI", "PGD"):
        phone = await world.phone(code)
        async with world.db.read() as tx:
            person = await officials.find_by_code(tx, code)
        for name in forbidden(ROUTES.commands, person):
            await phone.writes(name)
            phone.shows(NOT_ALLOWED)
        for action in forbidden(ROUTES.buttons, person):
            await phone.presses(f"v1:{action}:1:0")
            phone.shows(NOT_ALLOWED)
