"""A menu that a messenger does not take is asked for less and less often."""

from collections.abc import Sequence

from bot.channels.protocol import SendFailed
from tests.flows.world import EditingMessenger, World


class Stubborn(EditingMessenger):
    """Takes no menu, for a passing reason."""

    asked = 0

    async def set_menu(self, address: str, commands: Sequence[tuple[str, str]]) -> None:
        self.asked += 1
        raise SendFailed("telegram.uncertain", uncertain=True)


async def test_a_menu_that_fails_is_tried_less_and_less_often(editing_world: World) -> None:
    world, messenger = editing_world, Stubborn()
    world.messenger = messenger
    world.use(world.db)
    await world.phone("LAN")
    for _ in range(60):  # an hour of rounds
        await world.service.menus.refresh()
    assert 3 <= messenger.asked <= 7
