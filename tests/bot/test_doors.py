"""Every command, tap, step and page has a lock of its own; whatever has none is shut."""

from pathlib import Path

import pytest

from bot.channels.web.channel import WebChannel
from bot.channels.web.pages import Pages
from bot.channels.web.signed_links import Links
from bot.files.file_store import FileStore
from bot.inbound import buttons, commands
from bot.inbound.conversations import FLOWS
from domain.people import access
from domain.people.access import Entrance, may_pass
from domain.people.officials import Official, Post, Role
from domain.people.permissions import RIGHTS, Action
from nhacviec.runtime.clock import new_token
from storage.engine.database import Database
from tests.flows.world import at


def person(*roles: Role) -> Official:
    return Official(1, "CB", "Ai đó", "", 2, posts=tuple(Post(role, 2) for role in roles))


def test_every_command_has_a_lock() -> None:
    assert set(access.COMMANDS) == set(commands.COMMANDS)


def test_every_tap_has_a_lock() -> None:
    assert set(access.TAPS) == set(buttons.TAPS)


def test_every_step_of_a_conversation_has_a_lock() -> None:
    assert set(access.STEPS) == {f"{flow}:{step}" for flow in FLOWS for step in FLOWS[flow]}


async def test_every_page_has_a_lock(sqlite: Database, tmp_path: Path) -> None:
    file_store = FileStore(tmp_path, new_token)
    pages = Pages(sqlite, WebChannel(), Links("x"), file_store, lambda: at("2025-10-01"), new_token)
    assert set(access.PAGES) == {str(getattr(route, "path", "")) for route in pages.routes()}


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
    tables = (access.COMMANDS, access.TAPS, access.STEPS)
    open_to_all = {name for table in tables for name, lock in table.items() if may_pass(None, lock)}
    assert open_to_all == {
        "/start", "/trogiup", "/help", "unit",
        "consent:hear_consent", "registration:hear_name", "registration:hear_position",
    }  # fmt: skip
    assert may_pass(person(Role.OFFICIAL), Entrance.MEMBER)
    assert not may_pass(None, Entrance.MEMBER)
