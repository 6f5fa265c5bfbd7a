"""Signing in on the board from the chat; what does not open it, and what ends it."""

import re

from sqlalchemy import select

from domain.messaging.messages import Chat
from domain.people.chat_links import LinkState
from storage.messaging import chat_links
from storage.people import officials
from storage.tables import BOARD_SESSIONS, BOARD_SIGN_INS
from tests.flows.world import CHANNEL, Phone, World
from tests.web.desk import Browser, at_desk, link_of

NUMBER = r'class="code num">(\d\d)<'


async def _shown(browser: Browser) -> tuple[str, str]:
    """The code and the number on the screen."""
    await browser.opens("/bang/vao")
    code = re.search(r"/bang (\w{3}-\w{3})", browser.page)
    number = re.search(NUMBER, browser.html)
    assert code, browser.page
    assert number, browser.page
    return code[1], number[1]


async def test_a_link_from_the_chat_opens_the_board_once(world: World) -> None:
    phone = await world.phone("CVP")
    link = await link_of(phone)
    browser, thief = Browser(world), Browser(world)
    await browser.opens(link)
    await browser.opens(link)  # a preview has looked at it before
    browser.shows("Mở bảng điều hành")
    assert not browser.signed_in
    await browser.sends(link)
    assert browser.signed_in
    await browser.opens("/bang/")
    browser.shows("Chưa mở kỳ báo cáo nào", "Trịnh Chánh Văn")
    await world.service.settle()
    assert "vừa đăng nhập Bảng điều hành" in phone.messages[-1].text
    assert "Chrome, Windows" in phone.messages[-1].text
    await thief.opens(link)
    thief.shows("Đường dẫn đã được dùng")
    answer = await thief.sends(link)
    assert (answer.status_code, thief.signed_in) == (404, False)


async def test_a_link_lasts_five_minutes_and_a_newer_one_voids_it(world: World) -> None:
    phone, browser = await world.phone("CVP"), Browser(world)
    first, second = await link_of(phone), await link_of(phone)
    await browser.sends(first)
    assert not browser.signed_in
    await world.pass_time(minutes=5)
    await browser.sends(second)
    assert not browser.signed_in


async def test_a_code_on_the_screen_is_confirmed_by_its_number(world: World) -> None:
    phone, browser, other = await world.phone("CVP"), Browser(world), Browser(world)
    code, number = await _shown(browser)
    await _shown(other)
    await phone.writes(f"/bang {code.lower()}")
    assert "Chrome, Windows" in phone.messages[-1].text
    assert len(phone.messages[-1].buttons) == 4
    await browser.sends("/bang/vao")
    assert not browser.signed_in, "nobody has confirmed yet"
    await phone.taps(f". {number}")
    assert (await browser.opens("/bang/cho")).json()["state"] == "confirmed"
    assert (await other.opens("/bang/cho")).json()["state"] == "waiting"
    await other.sends("/bang/vao")
    assert not other.signed_in, "another browser does not take it up"
    await browser.sends("/bang/vao")
    assert browser.signed_in


async def test_a_code_sent_by_somebody_else_lets_nobody_in(world: World) -> None:
    phone, attacker = await world.phone("CVP"), Browser(world)
    code, number = await _shown(attacker)
    await phone.writes(f"/bang {code}")
    wrong = [b for b in phone.messages[-1].buttons if not b.label.endswith(f". {number}")]
    await phone.presses(wrong[0].tap)
    assert "Mã đã bị hủy" in phone.messages[-1].text
    await phone.taps(f". {number}")
    assert "đã được dùng hoặc đã hết hạn" in phone.messages[-1].text
    await attacker.sends("/bang/vao")
    assert not attacker.signed_in


async def test_who_has_no_board_is_told_so(world: World) -> None:
    phone = await world.phone("MINH")
    await phone.writes("/bang")
    phone.shows("chưa được phân quyền")


async def test_idle_half_an_hour_ends_it_and_ten_hours_in_any_case(world: World) -> None:
    browser = await at_desk(world, await world.phone("CVP"))
    for _ in range(19):
        await world.pass_time(minutes=29)
        await browser.opens("/bang/phien")
        assert browser.path == "/bang/phien"
        assert 'data-left="1800"' in browser.html, "what its page warns by"
    await world.pass_time(minutes=29)
    await browser.opens("/bang/phien")
    assert browser.path == "/bang/phien", "580 minutes"
    assert 'data-left="1200"' in browser.html
    await world.pass_time(minutes=20)
    await browser.opens("/bang/phien")
    assert browser.path == "/bang/vao", "ten hours"
    idle = await at_desk(world, await world.phone("HAI"))
    await world.pass_time(minutes=30)
    await idle.opens("/bang/phien")
    assert idle.path == "/bang/vao"


async def test_signing_out_everywhere_ends_a_stolen_cookie(world: World) -> None:
    phone = await world.phone("CVP")
    here, there = await at_desk(world, phone), await at_desk(world, phone)
    thief = Browser(world)
    thief.client.cookies.set("bang", here.client.cookies["bang"])
    await here.opens("/bang/phien")
    assert here.page.count("Chrome, Windows") == 2
    await here.sends("/bang/ra")
    await thief.opens("/bang/phien")
    assert thief.path == "/bang/vao", "a stolen cookie after sign-out"
    await there.opens("/bang/phien")
    assert there.path == "/bang/phien"
    await phone.writes("/bang thoát")
    phone.shows("khỏi 1 máy")
    await there.opens("/bang/phien")
    assert there.path == "/bang/vao"


async def test_one_of_ones_sessions_is_ended_from_another(world: World) -> None:
    phone = await world.phone("CVP")
    here, there = await at_desk(world, phone), await at_desk(world, phone)
    head = await at_desk(world, await world.phone("HAI"))
    await here.opens("/bang/phien")
    [number] = re.findall(r'action="/bang/phien/(\d+)"', here.html)
    await head.opens("/bang/phien")
    assert (await head.sends(f"/bang/phien/{number}")).status_code == 404
    await here.sends(f"/bang/phien/{number}")
    await there.opens("/bang/phien")
    assert there.path == "/bang/vao"


async def test_unlinking_and_another_post_end_it(world: World) -> None:
    for code, change in (("CVP", _unlink), ("HAI", _loses_the_post)):
        phone = await world.phone(code)
        browser = await at_desk(world, phone)
        await change(world, phone)
        await browser.opens("/bang/phien")
        assert browser.path == "/bang/vao", code


async def _unlink(world: World, phone: Phone) -> None:
    async with world.db.begin() as tx:
        chat = Chat(CHANNEL, phone.address)
        await chat_links.change(tx, chat, LinkState.ENDED, "test", world.clock())


async def _loses_the_post(world: World, phone: Phone) -> None:
    async with world.db.begin() as tx:
        own = await officials.find_by_code(tx, phone.address)
        assert own is not None
        roles = {post.role for post in own.posts}
        await officials.end_posts(tx, own.unit_id, roles, world.clock().date())


async def test_a_form_from_another_site_does_nothing(world: World) -> None:
    browser = await at_desk(world, await world.phone("CVP"))
    await browser.opens("/bang/phien")
    token = browser.form_token
    foreign = {"origin": "https://example.org"}
    for headers, given in (
        (foreign, token),
        ({}, token),
        ({"origin": "http://127.0.0.1"}, ""),
        ({"origin": "http://127.0.0.1"}, token[:-1] + "x"),
    ):
        answer = await browser.client.post("/bang/ra", data={"form_token": given}, headers=headers)
        assert answer.status_code == 403
    await browser.opens("/bang/phien")
    assert browser.path == "/bang/phien"


async def test_nothing_of_a_secret_is_stored(world: World) -> None:
    phone = await world.phone("CVP")
    browser = await at_desk(world, phone)
    await _shown(Browser(world))
    secret = browser.client.cookies["bang"]
    async with world.db.read() as tx:
        kept = [
            *await tx.execute(select(BOARD_SESSIONS)),
            *await tx.execute(select(BOARD_SIGN_INS)),
        ]
    assert secret not in str(kept)
    assert all(link not in str(kept) for link in re.findall(r"vao/(\S+)", phone.messages[0].text))
