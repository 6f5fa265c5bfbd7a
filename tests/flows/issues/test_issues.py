"""A difficulty becomes an entry; the Office and leaders decide on it; the answer comes back."""

import pytest

from domain.issues.issues import Issue
from nhacviec.runtime.office_jobs import Rounds
from storage.audit import log as audit
from storage.reports import issues
from tests.flows.assignments.test_assigning import read
from tests.flows.world import Phone, World


async def register(world: World) -> list[Issue]:
    async with world.db.read() as tx:
        return await issues.listed(tx, ended=True)


async def is_stuck(phone: Phone, *words: str, task: str = "NV-3") -> None:
    """Answer "blocked" in the newest message that offers the task, and write why."""
    await phone.taps(task)
    await phone.taps("Khó khăn, vướng mắc")
    for said in words:
        await phone.writes(said)
    read(phone)


async def decides(phone: Phone, text: str, when: str) -> None:
    """From an entry on the screen to the decision that is kept."""
    await phone.taps("Cho ý kiến")
    await phone.writes(text)
    await phone.writes(when)
    await phone.taps("Ghi ý kiến")


async def writes_it_down(phone: Phone) -> None:
    """NV-3 is held up for lack of money, and what would help is written with it."""
    await phone.taps("NV-3")
    await phone.taps("Khó khăn, vướng mắc")
    read(phone)
    await phone.writes("Thiếu kinh phí")
    phone.shows(("nội dung bổ sung cho NV-3", "Nếu có đề xuất, kiến nghị"))
    await phone.writes("Đề xuất: Sở bổ sung 200 triệu đồng")
    phone.shows("nội dung bổ sung cho NV-3")
    assert "Nếu có đề xuất" not in phone.messages[-1].text


async def answers_from_the_list(deputy: Phone) -> None:
    await deputy.taps("Cho ý kiến")
    deputy.shows(("Vướng mắc số 1", "Thiếu kinh phí", "nhập ý kiến chỉ đạo"))
    await deputy.writes("Văn phòng Sở làm việc với Sở Tài chính")
    deputy.shows("Hẹn xem lại vào ngày nào")
    await deputy.writes("đến 10/11")
    deputy.shows(("làm việc với Sở Tài chính", "Hẹn xem lại: thứ Hai, 10/11/2025"))
    await deputy.taps("Ghi ý kiến")
    deputy.shows(("Đã ghi ý kiến cho vướng mắc số 1", "Gửi tới: Võ Văn Minh, Hà Trưởng"))


async def test_a_difficulty_is_decided_and_the_answer_reaches_everybody_concerned(
    world: World,
) -> None:
    minh, hai = await world.phone("MINH"), await world.phone("HAI")
    office, chief, deputy = [await world.phone(code) for code in ("MAI", "CVP", "PGD")]
    await world.until("2025-10-17 08:31")
    await writes_it_down(minh)
    for phone in (office, chief, deputy):
        phone.shows()
    await world.until("2025-10-17 16:01")
    told = (
        "1 khó khăn, vướng mắc mới",
        "Phòng Thương mại",
        "Số 1 · NV-3 Sáng kiến cải cách (Võ Văn Minh): Thiếu kinh phí",
        "đề xuất: Sở bổ sung 200 triệu đồng",
    )
    office.shows(("Kính gửi Văn phòng Sở", *told))
    chief.shows(told)
    deputy.shows(("Kính báo cáo đồng chí Phó Giám đốc", *told, "Kính trình đồng chí"))
    await answers_from_the_list(deputy)
    answer = (
        "Ý kiến chỉ đạo của đồng chí Bùi Phó Giám",
        "Văn phòng Sở làm việc với Sở Tài chính",
        "Hẹn xem lại: thứ Hai, 10/11/2025",
    )
    for phone in (minh, hai):
        phone.shows(answer)
    await minh.taps("Số 1")
    minh.shows(("Vướng mắc số 1", "Ý kiến chỉ đạo (Bùi Phó Giám", "Đã có ý kiến"))
    assert not [each for each in minh.messages[-1].buttons if "Cho ý kiến" in each.label]
    await world.until("2025-10-21 09:00")
    for phone in (office, chief, deputy, minh, hai):
        phone.shows()


async def test_on_the_next_date_the_office_is_reminded_once(world_on_both: World) -> None:
    world = world_on_both
    minh, office, deputy = [await world.phone(code) for code in ("MINH", "MAI", "PGD")]
    await world.keeps(Rounds())
    await world.until("2025-10-17 08:31")
    await is_stuck(minh, "Thiếu kinh phí")
    await world.until("2025-10-17 16:01")
    await decides(deputy, "Làm việc với Sở Tài chính", "18/10/2025")
    read(minh, office, deputy)
    await world.until("2025-10-20 08:29")
    read(office)
    await world.until("2025-10-20 08:31")
    office.shows(
        (
            "1 khó khăn, vướng mắc đã đến ngày hẹn",
            "Số 1 · NV-3",
            "ý kiến của đồng chí Bùi Phó Giám: Làm việc với Sở Tài chính; hẹn thứ Bảy, 18/10/2025",
        )
    )
    await office.writes("/vuongmac")
    office.shows("Phòng Thương mại – đã đến ngày hẹn")
    await world.restart()
    await world.until("2025-10-20 16:00")
    office.shows()
    await office.taps("Số 1")
    await decides(office, "Sở Tài chính đã có văn bản", "không hẹn ngày")
    read(office)
    minh.seen = len(minh.messages) - 1
    minh.shows(("Ý kiến chỉ đạo của đồng chí Mai Đầu Mối", "Sở Tài chính đã có văn bản"))
    await office.writes("/vuongmac 1")
    office.shows(("(Bùi Phó Giám", "Làm việc với Sở Tài chính", "(Mai Đầu Mối"))
    await office.taps("Đã giải quyết")
    office.shows("Đã ghi nhận vướng mắc số 1 (NV-3) được giải quyết")
    minh.shows("ghi nhận là đã giải quyết")
    await office.writes("/vuongmac")
    office.shows("Hiện không có khó khăn, vướng mắc nào")
    async with world.db.read() as tx:
        done = [each for each in await audit.actions(tx) if each.startswith("issue")]
    assert done == ["issue_raised", "issue_decided", "issue_decided", "issue_closed"]


async def test_decided_anew_before_the_date_the_office_is_not_reminded(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    await is_stuck(minh, "Thiếu kinh phí")
    await office.writes("/vuongmac 1")
    await decides(office, "Chờ văn bản", "21/10")
    await office.writes("/vuongmac 1")
    await decides(office, "Chờ thêm", "5/11")
    await world.until("2025-10-22 17:00")
    assert not [each for each in office.messages if "đã đến ngày hẹn mà" in each.text]
    await world.until("2025-11-05 08:31")
    office.seen = len(office.messages) - 1
    office.shows("1 khó khăn, vướng mắc đã đến ngày hẹn")


async def test_the_difficulties_of_one_day_are_one_message(world: World) -> None:
    minh, lan, office = [await world.phone(code) for code in ("MINH", "LAN", "MAI")]
    await world.until("2025-10-17 08:31")
    await is_stuck(minh, "Thiếu kinh phí")
    await is_stuck(lan, "Phần mềm lỗi", task="NV-1")
    await world.until("2025-10-17 16:01")
    office.shows(("2 khó khăn, vướng mắc mới", "Số 1 · NV-3", "Số 2 · NV-1", "Phần mềm lỗi"))
    await office.taps("Cho ý kiến số 2")
    office.shows("Vướng mắc số 2")
    await world.until("2025-10-21 08:00")
    office.shows()


async def test_what_comes_up_after_hours_is_told_the_next_working_day(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 18:00")
    await is_stuck(minh, "Thiếu kinh phí")
    await world.until("2025-10-20 15:59")
    office.shows()
    await world.until("2025-10-20 16:01")
    office.shows("Số 1 · NV-3")


async def test_an_answer_taken_back_or_corrected_withdraws_the_entry(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Khó khăn, vướng mắc")
    await minh.taps("Hoàn tác")
    [entry] = await register(world)
    assert entry.state == "withdrawn"
    await world.until("2025-10-17 16:01")
    office.shows()
    await minh.writes("/nhiemvu")
    await is_stuck(minh, "Thiếu kinh phí")
    [entry] = await register(world)
    assert (entry.state, entry.cause) == ("open", "Thiếu kinh phí")
    await world.until("2025-10-20 16:01")
    office.shows("Thiếu kinh phí")
    await minh.writes("/nhiemvu")
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")
    [entry] = await register(world)
    assert entry.state == "withdrawn"
    await office.taps("Cho ý kiến")
    office.shows("đã được đơn vị rút")


async def test_what_is_still_stuck_next_month_goes_on_as_the_same_entry(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    await is_stuck(minh, "Thiếu kinh phí")
    await world.until("2025-11-18 08:31")
    read(minh, office)
    await is_stuck(minh, "Vẫn chưa có kinh phí")
    [entry] = await register(world)
    assert (entry.state, entry.cause) == ("open", "Vẫn chưa có kinh phí")
    await world.until("2025-11-18 16:01")
    office.shows()
    await minh.writes("/nhiemvu")
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")
    [entry] = await register(world)
    assert (entry.state, entry.cause) == ("open", "Thiếu kinh phí")


async def test_what_is_settled_and_stuck_again_is_a_new_entry(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    await is_stuck(minh, "Thiếu kinh phí")
    await office.writes("/vuongmac 1")
    await office.taps("Đã giải quyết")
    await minh.writes("/nhiemvu")
    await is_stuck(minh, "Thiếu thiết bị")
    assert [each.state for each in await register(world)] == ["closed"]
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")
    await minh.writes("/nhiemvu")
    await is_stuck(minh, "Thiếu người")
    assert [(each.state, each.cause) for each in await register(world)] == [
        ("closed", "Thiếu kinh phí"),
        ("open", "Thiếu người"),
    ]


async def test_a_slip_while_deciding_loses_nothing(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    await is_stuck(minh, "Thiếu kinh phí")
    await office.writes("/vuongmac 7")
    office.shows("Không có vướng mắc số 7")
    await office.writes("/vuongmac abc")
    office.shows("Không có vướng mắc số abc")
    await office.writes("/vuongmac")
    await office.taps("Số 1")
    await office.taps("Cho ý kiến")
    read(office)
    await office.writes("x" * 1501)
    office.shows("tối đa 1500")
    await office.writes("Chuyển Phòng Thương mại rà soát")
    office.shows("Hẹn xem lại vào ngày nào")
    for said in ("bao giờ xong", "1/10/2025"):
        await office.writes(said)
        office.shows((f"chưa xác định được ngày hẹn từ «{said}»", "vẫn được giữ"))
    await office.taps("Không hẹn ngày")
    office.shows(("Chuyển Phòng Thương mại rà soát", "Không hẹn ngày xem lại"))
    await office.writes("để xem")
    office.shows("Chuyển Phòng Thương mại rà soát")
    await office.writes("thôi")
    office.shows("Chưa ghi ý kiến nào")
    assert (await register(world))[0].version == 0


async def test_two_decide_at_once_and_the_second_sees_the_first(world: World) -> None:
    minh, office, deputy = [await world.phone(code) for code in ("MINH", "MAI", "PGD")]
    await world.until("2025-10-17 08:31")
    await is_stuck(minh, "Thiếu kinh phí")
    for phone, text in ((office, "Ý kiến một"), (deputy, "Ý kiến hai")):
        await phone.writes("/vuongmac 1")
        await phone.taps("Cho ý kiến")
        await phone.writes(text)
        await phone.writes("không")
    await office.taps("Ghi ý kiến")
    read(deputy)
    await deputy.taps("Ghi ý kiến")
    deputy.shows(
        ("vừa có ý kiến mới", "chưa được ghi: «Ý kiến hai»"), ("Vướng mắc số 1", "Ý kiến một")
    )
    assert (await register(world))[0].version == 1


async def test_who_sees_which_entries(world: World) -> None:
    minh, lan, hai, tam, director = [
        await world.phone(code) for code in ("MINH", "LAN", "HAI", "TAM", "GD")
    ]
    await world.until("2025-10-17 08:31")
    await is_stuck(minh, "Thiếu kinh phí")
    read(minh, lan, hai, tam, director)
    for phone in (minh, hai, director):
        await phone.writes("/vuongmac")
        phone.shows(("chưa giải quyết: 1", "Số 1 · NV-3"))
    for phone in (lan, tam):
        await phone.writes("/vuongmac")
        phone.shows("Hiện không có khó khăn, vướng mắc nào")
        await phone.writes("/vuongmac 1")
        phone.shows("chưa được phân quyền")


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_a_forged_button_decides_nothing(world: World) -> None:
    minh, hai, office = [await world.phone(code) for code in ("MINH", "HAI", "MAI")]
    await world.until("2025-10-17 08:31")
    await is_stuck(minh, "Thiếu kinh phí")
    await office.writes("/vuongmac 1")
    for label in ("Cho ý kiến", "Đã giải quyết"):
        await hai.presses(office.button(label))
        assert "chưa được phân quyền" in hai.messages[-1].text
    stranger = world.stranger("X")
    await stranger.presses(office.button("Đã giải quyết"))
    assert "Số 1" not in stranger.messages[-1].text
    [entry] = await register(world)
    assert entry.open


async def test_the_deputy_director_decides_from_the_message_that_climbed(world: World) -> None:
    minh, deputy = await world.phone("MINH"), await world.phone("PGD")
    for code in ("LAN", "TAM", "HAI", "MAI"):
        await world.phone(code)
    await world.until("2025-10-17 08:31")
    await is_stuck(minh, "Thiếu kinh phí")
    await world.until("2025-10-29 08:29")
    read(deputy, minh)
    await world.until("2025-10-29 08:31")
    deputy.shows("Kính báo cáo đồng chí")
    await deputy.taps("Vướng mắc đang chờ (1)")
    deputy.shows("Số 1 · NV-3: Thiếu kinh phí")
    await deputy.taps("Số 1")
    await decides(deputy, "Giao Văn phòng Sở chủ trì", "10/11")
    minh.shows("Ý kiến chỉ đạo của đồng chí Bùi Phó Giám")


async def test_without_difficulties_nothing_is_offered_with_what_climbed(world: World) -> None:
    deputy = await world.phone("PGD")
    for code in ("LAN", "MINH", "HAI", "MAI"):
        await world.phone(code)
    await world.until("2025-10-29 08:31")
    assert not [each for each in deputy.messages[-1].buttons if "Vướng mắc" in each.label]


async def test_answered_on_behalf_both_hear_the_decision(world: World) -> None:
    minh, hai, office = [await world.phone(code) for code in ("MINH", "HAI", "MAI")]
    await world.until("2025-10-27 08:31")
    await hai.taps("Trả lời thay")
    await is_stuck(hai, "Chờ Sở Nội vụ")
    read(minh, hai)
    await office.writes("/vuongmac 1")
    assert "Người nêu: đồng chí Hà Trưởng" in office.messages[-1].text
    await decides(office, "Đã trao đổi với Sở Nội vụ", "không hẹn")
    minh.shows("Ý kiến chỉ đạo")
    hai.shows("Ý kiến chỉ đạo")


async def test_a_difficulty_said_within_a_list_is_an_entry_too(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    await lan.writes("1 xong, 2 vướng mắc")
    await lan.writes("đúng")
    lan.seen = len(lan.messages) - 1
    lan.shows(("NV-2: Khó khăn, vướng mắc", "Đề nghị đồng chí cho biết nguyên nhân"))
    await lan.writes("Chờ phần mềm; kiến nghị: Sở sớm bàn giao")
    [entry] = await register(world)
    assert (entry.task_code, entry.cause, entry.proposal) == (
        "NV-2",
        "Chờ phần mềm",
        "Sở sớm bàn giao",
    )


async def test_a_long_register_is_read_page_by_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.features.issues.handlers.PAGE", 2)
    lan, minh, tam, office = [await world.phone(code) for code in ("LAN", "MINH", "TAM", "MAI")]
    await world.until("2025-10-17 08:31")
    await is_stuck(lan, "một", task="NV-1")
    await is_stuck(lan, "hai", task="NV-2")
    await is_stuck(minh, "ba")
    await is_stuck(tam, "bốn", task="NV-1")
    await office.writes("/vuongmac")
    office.shows(("chưa giải quyết: 4", "Số 1 · NV-1: một", "Số 2 · NV-2: hai"))
    await office.taps("Xem tiếp (2)")
    office.shows(("(tiếp theo)", "Số 3 · NV-3: ba", "Phòng Công nghiệp\nSố 4 · NV-1: bốn"))
    assert not [each for each in office.messages[-1].buttons if "Xem tiếp" in each.label]
