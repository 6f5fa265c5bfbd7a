"""Every address of the board requires a permission, and is shut to whoever has not got it."""

import hashlib
import re
from pathlib import Path

import pytest
from starlette.routing import Mount, Route

from domain.people.access import Entrance, may_pass
from domain.people.officials import Official, Post, Role
from storage.people import officials
from tests.flows.world import World
from tests.web.desk import HOST, Browser, at_desk, board_of
from web import static_files
from web.application import board_routes
from web.pages.register import PAGES, ROUTES
from web.routing import BoardRouter, BoardRouteTwice, access_table, merged

REVIEWED = Path(__file__).parent / "access_table.txt"
VENDORED = {
    "htmx.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",  # 4.0.1
}
SAMPLES = {
    "{period}": "2025-10",
    "{number}": "1",
    "{code}": "x",
    "{duty:path}": "NV-1@P_TM",
    "{act}": "tra-loi",
    "{form}": "png",
}
PEOPLE = ("CVP", "HAI", "DEP", "PGD", "GD")


def test_the_access_table_is_the_one_that_was_reviewed() -> None:
    """Changed on purpose: `python -m nhacviec routes --board > tests/web/access_table.txt`."""
    assert list(access_table(ROUTES)) == REVIEWED.read_text("utf-8").splitlines()


def test_a_route_without_a_permission_cannot_be_written() -> None:
    routes = BoardRouter()
    for declare in (routes.get, routes.post):
        with pytest.raises(TypeError, match="require"):
            declare("/x")  # type: ignore[call-arg] # this is what is refused


def test_an_address_is_declared_once() -> None:
    with pytest.raises(BoardRouteTwice):
        merged([*PAGES, PAGES[0]])


async def test_everything_that_is_served_is_in_the_table(world: World) -> None:
    [whole] = [each for each in board_routes(board_of(world)) if isinstance(each, Mount)]
    served = {
        (method, each.path)
        for each in whole.routes
        if isinstance(each, Route)
        for method in (each.methods or set()) - {"HEAD"}
    }
    assert served == {(each.method, each.path) for each in ROUTES} | {("GET", "/tinh/{name}")}


def _sample(path: str) -> str:
    for name, value in SAMPLES.items():
        path = path.replace(name, value)
    assert "{" not in path, f"give {path} a sample"
    return f"/bang{path}"


async def test_role_by_address(world: World) -> None:
    """Whoever may not pass gets 404, a stranger the way in, and nobody an error."""
    await world.until("2025-10-17 09:00")
    for code in PEOPLE:
        browser = await at_desk(world, await world.phone(code))
        async with world.db.read() as tx:
            person = await officials.find_by_code(tx, code)
        for route in ROUTES:
            if route.path in ("/ra", "/ra/moi-may"):
                continue
            await browser.opens("/bang/phien")
            act = browser.sends if route.method == "POST" else browser.opens
            status = (await act(_sample(route.path))).status_code
            if may_pass(person, route.require) or route.require is Entrance.LINK:
                assert status < 500, (code, route)
            else:
                assert status == 404, (code, route)


async def test_a_stranger_gets_in_nowhere(world: World) -> None:
    await world.until("2025-10-17 09:00")
    for route in ROUTES:
        if route.require in (Entrance.ANYBODY, Entrance.LINK):
            continue
        browser = Browser(world)
        browser.client.cookies.set("bang", "made-up")
        if route.method == "GET":
            await browser.opens(_sample(route.path))
            assert browser.path == "/bang/vao", route
        else:
            answer = await browser.client.post(_sample(route.path), headers={"origin": HOST})
            assert answer.status_code == 401, route


def test_an_official_and_a_focal_point_have_no_board() -> None:
    for role in (Role.OFFICIAL, Role.FOCAL_POINT):
        person = Official(1, "CB", "Ai", "", 2, posts=(Post(role, 2),))
        passing = {route.path for route in ROUTES if may_pass(person, route.require)}
        own = {"/phien", "/phien/{number}", "/ra", "/ra/moi-may"}
        assert passing == own | {"/vao", "/cho", "/tai-khoan", "/tai-khoan/ve"}


async def test_pages_are_never_stored_and_files_for_ever(world: World) -> None:
    browser = await at_desk(world, await world.phone("CVP"))
    page = await browser.opens("/bang/phien")
    assert page.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    for address in sorted(set(re.findall(r"/bang/tinh/[\w.-]+", page.text))):
        file = await browser.opens(address)
        assert file.headers["cache-control"] == static_files.FOR_EVER
        mark = address.rsplit(".", 2)[1]
        assert hashlib.sha256(file.content).hexdigest().startswith(mark)
    assert (await browser.opens("/bang/tinh/board.css")).status_code == 404


def test_what_others_wrote_is_what_was_reviewed() -> None:
    for name, known in VENDORED.items():
        content = static_files.files()[name].content
        assert hashlib.sha256(content).hexdigest() == known, name


def test_nothing_stands_in_a_page_that_its_policy_forbids() -> None:
    """No inline script, style or handler in any template."""
    forbidden = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|hx-on|javascript:|js:")
    folder = Path(static_files.FOLDER).parent
    found = {
        str(path.relative_to(folder)): forbidden.findall(path.read_text("utf-8"))
        for path in folder.rglob("*.html")
    }
    assert {name: bad for name, bad in found.items() if bad} == {}
