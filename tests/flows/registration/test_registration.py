"""Getting in: by code, by asking, and what strangers learn, which is nothing."""

from datetime import timedelta

import pytest

from bot.features.registration import handlers
from domain.messaging.quota import Quota
from nhacviec.onboarding.invitations import BotAddress, Invitation, Offer, invite
from tests.flows.world import Messenger, Phone, World


async def _invited(world: World, code: str) -> Invitation:
    issued = await invite(
        world.db,
        world.clock(),
        unit="",
        official=code,
        offer=Offer(15, "http://127.0.0.1:8025"),
    )
    return issued[0]


async def test_a_code_lets_its_owner_in_after_consent(world: World) -> None:
    phone = world.stranger()
    invitation = await _invited(world, "MINH")
    await phone.writes(f"/start {invitation.code}")
    phone.shows(("Võ Văn Minh, Chuyên viên, Phòng Thương mại", "«Đồng ý»"))
    await phone.taps("Đồng ý")
    phone.shows(("Đã kết nối", "Không gửi nội dung, hình ảnh, tệp tin thuộc bí mật nhà nước"))
    await world.until("2025-10-17 08:31")
    phone.shows("NV-3")


async def test_the_link_token_and_typed_consent_do_the_same(world: World) -> None:
    phone = world.stranger()
    invitation = await _invited(world, "MINH")
    await phone.writes("/start " + invitation.link.rsplit("/", 1)[1])
    await phone.writes("đồng ý")
    assert "Đã kết nối" in phone.messages[-1].text


async def test_a_typed_code_forgives_case_and_dashes(world: World) -> None:
    phone = world.stranger()
    invitation = await _invited(world, "MINH")
    await phone.writes("LIENKET " + invitation.code.lower().replace("-", " "))
    phone.shows("Võ Văn Minh")


async def test_a_code_works_once(world: World) -> None:
    first, second = world.stranger("one"), world.stranger("two")
    invitation = await _invited(world, "MINH")
    await first.writes(invitation.code)
    await first.taps("Đồng ý")
    await second.writes(invitation.code)
    second.shows("Mã không đúng hoặc đã hết hạn")


async def test_a_code_that_was_replaced_says_so_and_is_no_wrong_try(world: World) -> None:
    phone = world.stranger()
    first, second = await _invited(world, "MINH"), await _invited(world, "MINH")
    for _ in range(6):
        await phone.writes(first.code)
    assert "đã được thay bằng mã mới hơn" in phone.messages[-1].text
    await phone.writes(second.code)
    assert "Võ Văn Minh" in phone.messages[-1].text


async def test_two_people_racing_with_one_code_end_with_one_link(world: World) -> None:
    first, second = world.stranger("one"), world.stranger("two")
    invitation = await _invited(world, "MINH")
    await first.writes(invitation.code)
    await second.writes(invitation.code)
    await first.taps("Đồng ý")
    await second.taps("Đồng ý")
    assert "Đã kết nối" in first.messages[-1].text
    assert "Mã không đúng" in second.messages[-1].text


async def test_refusing_links_nothing_and_keeps_the_code_good(world: World) -> None:
    phone = world.stranger()
    invitation = await _invited(world, "MINH")
    await phone.writes(invitation.code)
    await phone.taps("Từ chối")
    assert "Văn phòng Sở sẽ liên hệ bằng kênh khác" in phone.messages[-1].text
    phone.seen = len(phone.messages)
    await world.until("2025-10-17 09:00")
    phone.shows()


async def test_a_code_expires(world: World) -> None:
    phone = world.stranger()
    invitation = await _invited(world, "MINH")
    world.clock.turn_to(world.clock() + timedelta(days=15, minutes=1))
    await phone.writes(invitation.code)
    phone.shows("Mã không đúng hoặc đã hết hạn")


async def test_after_five_wrong_codes_there_is_silence_for_an_hour(world: World) -> None:
    phone = world.stranger()
    invitation = await _invited(world, "MINH")
    for _ in range(5):
        await phone.writes("ACDE-3467")
    assert len(phone.messages) == 5
    await phone.writes("ACDE-3467")
    await phone.writes(invitation.code)
    assert len(phone.messages) == 5
    world.clock.turn_to(world.clock() + timedelta(hours=1, minutes=1))
    await phone.writes(invitation.code)
    assert "Võ Văn Minh" in phone.messages[-1].text


async def test_codes_guessed_from_many_chats_are_silence_for_all_and_told_to_the_office(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "TRIES_OF_ALL", 6)
    invitation = await _invited(world, "MINH")
    office = await world.phone("CVP")
    office.seen = len(office.messages)
    for number in range(6):
        guesser = world.stranger(f"guesser {number}")
        await guesser.writes("ACDE-3467")
        guesser.shows("Mã không đúng")
    invited = world.stranger("invited")
    await invited.writes(invitation.code)
    invited.shows()
    await world.until("2025-10-01 08:00")
    office.shows("quá nhiều lần nhập sai mã mời từ nhiều nơi")
    await invited.writes(invitation.code)
    invited.shows("Võ Văn Minh")


async def test_a_code_for_somebody_else_is_told_to_both_sides(world: World) -> None:
    lan, minh = await world.phone("LAN"), await world.phone("MINH")
    world.clock.turn_to(world.clock() + timedelta(hours=9))
    invitation = await _invited(world, "MINH")
    await lan.writes(invitation.code)
    lan.shows("Mã này được cấp cho người khác")
    minh.shows("Mã mời của đồng chí vừa được nhập tại kênh trò chuyện của một người khác")


async def test_a_second_chat_is_told_to_the_first(world: World) -> None:
    minh, other = await world.phone("MINH"), world.stranger("second")
    invitation = await _invited(world, "MINH")
    await other.writes(invitation.code)
    await other.taps("Đồng ý")
    minh.shows("vừa được kết nối với một kênh trò chuyện khác")


async def test_somebody_without_a_code_is_let_in_by_the_head(world: World) -> None:
    newcomer, hai = world.stranger("new"), await world.phone("HAI")
    world.clock.turn_to(world.clock() + timedelta(hours=9))
    await newcomer.writes("/start")
    await newcomer.taps("Phòng Thương mại")
    await newcomer.writes("Võ 2")
    assert "không có chữ số" in newcomer.messages[-1].text
    await newcomer.writes("Đỗ Thị Mới")
    await newcomer.writes("Chuyên viên")
    assert "Đã gửi đề nghị đăng ký" in newcomer.messages[-1].text
    hai.shows(("Đỗ Thị Mới", "Phòng Thương mại"))
    newcomer.seen = len(newcomer.messages)
    await newcomer.writes("/nhiemvu")
    newcomer.shows("Đề nghị đồng chí nhập mã mời")
    await hai.taps("Chấp nhận")
    hai.shows("Đã chấp nhận đồng chí Đỗ Thị Mới")
    newcomer.shows(("Đỗ Thị Mới", "«Đồng ý»"))
    await newcomer.taps("Đồng ý")
    newcomer.shows("Đã kết nối")


async def test_a_refused_request_is_told_and_cannot_be_decided_twice(world: World) -> None:
    newcomer, hai = world.stranger("new"), await world.phone("HAI")
    world.clock.turn_to(world.clock() + timedelta(hours=9))
    await newcomer.writes("/start")
    await newcomer.taps("Phòng Thương mại")
    await newcomer.writes("Đỗ Thị Mới")
    await newcomer.writes("Chuyên viên")
    await hai.taps("Không chấp nhận")
    assert "chưa được chấp nhận" in newcomer.messages[-1].text
    await hai.presses(hai.button("Chấp nhận").replace("refuse", "admit"))
    assert "đã được xử lý trước đó" in hai.messages[-1].text


async def test_a_head_of_another_unit_cannot_let_anybody_in(world: World) -> None:
    newcomer, tam = world.stranger("new"), await world.phone("TAM")
    await newcomer.writes("/start")
    await newcomer.taps("Phòng Thương mại")
    await newcomer.writes("Đỗ Thị Mới")
    await newcomer.writes("Chuyên viên")
    await tam.presses("v1:admit:1:0")
    tam.shows("chưa được phân quyền")


async def test_a_stranger_learns_nothing_and_changes_nothing(world: World) -> None:
    minh, stranger = await world.phone("MINH"), world.stranger()
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    for tap in (minh.button("NV-3"), minh.button("Đã hoàn thành"), "v1:mine:0:0", "v1:admit:1:0"):
        await stranger.presses(tap)
    for text in ("/nhiemvu", "/summary", "/donvi", "/giaoban", "/lichsu", "1", "xong"):
        await stranger.writes(text)
    for message in stranger.messages:
        assert "nhập mã mời" in message.text
        assert "NV-" not in message.text


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_a_button_is_judged_by_who_presses_it(world: World) -> None:
    minh, lan, tam = await world.phone("MINH"), await world.phone("LAN"), await world.phone("TAM")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    tap = minh.button("Đã hoàn thành")
    for other in (lan, tam):
        other.seen = len(other.messages)
        await other.presses(tap)
        other.shows("chưa được phân quyền")


async def test_a_sentence_that_looks_like_a_code_is_not_one(world: World) -> None:
    lan = await world.phone("LAN")
    for said in ("em da xem a", "EM DA XEM A", "chua xem em"):
        await lan.writes(said)
        assert "Mã không đúng" not in lan.messages[-1].text


async def test_the_own_phone_card_lets_in_without_a_code(editing_world: World) -> None:
    phone = editing_world.stranger()
    await phone.writes("/start")
    phone.shows("Đây là Hệ thống nhắc việc", "bấm nút dưới đây")
    assert phone.button("Chia sẻ số điện thoại") == "share-contact"
    await phone.shares_contact("84 500 000 008")
    phone.shows(("Võ Văn Minh", "«Đồng ý»"))
    await phone.taps("Đồng ý")
    phone.shows("Đã kết nối")


async def test_a_card_of_somebody_else_lets_nobody_in(editing_world: World) -> None:
    phone = editing_world.stranger()
    await phone.shares_contact("+84500000008", own=False)
    phone.shows("không phải của chính đồng chí", "Đây là Hệ thống", "bấm nút dưới đây")


async def test_a_number_that_is_not_on_the_roster_lets_nobody_in(world: World) -> None:
    phone = world.stranger()
    for _ in range(5):
        await phone.shares_contact("+84599999999")
        phone.shows("chưa có trong danh sách")
    await phone.shares_contact("+84500000008")
    phone.shows()


async def test_a_card_changes_nothing_for_somebody_linked(world: World) -> None:
    lan = await world.phone("LAN")
    await lan.shares_contact("+84500000008")
    lan.shows("Kênh này đã kết nối với đồng chí Phạm Thị Lan")


async def test_only_messengers_that_can_are_asked_for_a_card(world: World) -> None:
    phone = world.stranger()
    await phone.writes("/start")
    phone.shows("Đây là Hệ thống nhắc việc")


async def test_a_personal_page_is_one_command_away(world: World) -> None:
    lan = await world.phone("LAN")
    await lan.writes("/trangweb")
    lan.shows(("Trang cá nhân", "http://127.0.0.1/i/", "dùng một lần"))
    token = lan.messages[-1].text.split("/i/")[1].split()[0]
    other = Messenger()
    other.name = "web"
    world.more["web"] = other
    world.use(world.db)
    page = Phone(world, "page", "web")
    await page.writes(f"/start {token}")
    page.shows("Phạm Thị Lan")
    await page.taps("Đồng ý")
    page.shows("Đã kết nối")
    lan.shows("vừa được kết nối với một kênh trò chuyện khác")
    await world.until("2025-10-17 08:31")
    lan.shows("2 nhiệm vụ")
    page.shows()
    again = Phone(world, "again", "web")
    await again.writes(f"/start {token}")
    again.shows("Mã không đúng hoặc đã hết hạn")


async def test_invitations_share_the_people_out_among_zalo_bots(world: World) -> None:
    bots = {
        "zalo": BotAddress("https://zalo.example.vn/one", Quota(1, 3000)),
        "zalo2": BotAddress("https://zalo.example.vn/two", Quota(2, 3000)),
    }
    offer = Offer(15, "http://127.0.0.1", "", bots)
    issued = await invite(world.db, world.clock(), unit="P_TM", official="", offer=offer)
    assert [each.zalo[-3:] for each in issued] == ["two", "one", "two", ""]
