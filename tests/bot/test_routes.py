"""Every command, button, step and page requires a permission; whatever has none is shut."""

from pathlib import Path

import pytest

from bot.channels.web.channel import WebChannel
from bot.channels.web.pages import Pages
from bot.channels.web.push import WebPush
from bot.channels.web.signed_links import Links
from bot.files.file_store import FileStore
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router, RouteTwice, access_table, merged
from bot.routes import ROUTES, declared
from domain.messaging.messages import Reply
from domain.people import access
from domain.people.access import Entrance, may_pass
from domain.people.officials import Official, Post, Role
from domain.people.permissions import RIGHTS, Action
from nhacviec.runtime.clock import new_token
from storage.engine.database import Database
from tests.flows.world import at

ROOT = Path(__file__).parents[2]
REVIEWED = Path(__file__).parent / "access_table.txt"


def person(*roles: Role) -> Official:
    return Official(1, "CB", "Ai đó", "", 2, posts=tuple(Post(role, 2) for role in roles))


def test_the_access_table_is_the_one_that_was_reviewed() -> None:
    """Changed on purpose: `python -m nhacviec routes > tests/bot/access_table.txt`."""
    assert access_table(ROUTES) == REVIEWED.read_text("utf-8").splitlines()


def test_every_feature_that_declares_routes_is_found() -> None:
    written = [
        path
        for path in (ROOT / "bot/features").rglob("*.py")
        if "= Router()" in path.read_text("utf-8")
    ]
    assert len(list(declared())) == len(written)


def test_a_route_is_declared_once() -> None:
    routes = Router()

    @routes.simple_button("mine", require=Entrance.MEMBER)
    async def show(_context: UpdateContext) -> list[Reply]:
        return []

    with pytest.raises(RouteTwice):
        routes.simple_button("mine", require=Entrance.MEMBER)(show)
    with pytest.raises(RouteTwice):
        merged([routes, routes])


def test_a_route_without_a_permission_cannot_be_written() -> None:
    routes = Router()
    for declare in (routes.command, routes.simple_command, routes.button, routes.id_button):
        with pytest.raises(TypeError, match="require"):
            declare("name")  # type: ignore[call-arg] # this is what is refused
    with pytest.raises(TypeError, match="require"):
        routes.step("flow", "name")  # type: ignore[call-arg] # this is what is refused


def test_menus_list_each_command_once() -> None:
    places = [route.menu for route in ROUTES.commands.values() if route.menu]
    assert sorted(places) == list(range(1, len(places) + 1))


async def test_every_page_has_a_lock(sqlite: Database, tmp_path: Path) -> None:
    file_store = FileStore(tmp_path, new_token)
    pages = Pages(sqlite, WebChannel(), Links("x"), file_store, lambda: at("2025-10-01"), new_token)
    app = WebPush(sqlite, Links("x"), pages.clock, "news")
    routes = [*pages.routes(), *app.routes()]
    assert set(access.PAGES) == {str(getattr(route, "path", "")) for route in routes}


def test_what_has_no_lock_is_shut() -> None:
    for somebody in (None, *(person(role) for role in Role)):
        assert not may_pass(somebody, None)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_a_lock_opens_to_who_holds_the_right_somewhere(role: Role, action: Action) -> None:
    somebody = person(role)
    assert may_pass(somebody, action) == (action in RIGHTS[role])
    assert not may_pass(None, action)


def test_a_stranger_passes_only_where_anybody_may() -> None:
    tables = (ROUTES.commands, ROUTES.buttons, ROUTES.steps)
    open_to_all = {
        name for table in tables for name, route in table.items() if may_pass(None, route.require)
    }
    assert open_to_all == {
        "/start", "/trogiup", "/help", "unit", "units", "nosecret", "issecret", "dropsecret",
        "consent:hear_consent", "registration:hear_name", "registration:hear_position",
    }  # fmt: skip
    assert may_pass(person(Role.OFFICIAL), Entrance.MEMBER)
    assert not may_pass(None, Entrance.MEMBER)
