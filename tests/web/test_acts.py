"""What is done on the board shows on the phones, once, with the same rights; and can be undone."""

import re
from datetime import timedelta
from typing import Any

from httpx import Response
from sqlalchemy import Row, select, text, update

from storage.reports import reports, sign_offs
from storage.tables import AUDIT, DUTIES, OUTBOX_MESSAGES
from tests.flows.issues.test_issues import is_stuck
from tests.flows.world import World
from tests.web.desk import Browser, at_desk

PAGE = "/bang/ky/2025-10/viec"
TRADE = 3


async def numbers(browser: Browser, *addresses: str) -> str:
    """The ids of these duties, as the matrix has them."""
    await browser.opens(PAGE)
    found = dict(re.findall(r'data-d="([^"]+)"[^>]*data-n="(\d+)"', browser.html))
    found |= {d: n for n, d in re.findall(r'data-n="(\d+)" data-d="([^"]+)"', browser.html)}
    return ",".join(found[each] for each in addresses)


async def words(browser: Browser, path: str, **fields: str) -> tuple[int, str]:
    answer = await browser.sends(path, **fields)
    return answer.status_code, answer.json()["words"]


async def test_a_reminder_is_rehearsed_sent_once_and_held_ten_seconds(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    ids = await numbers(office, "NV-1@P_TM", "NV-2@P_TM", "NV-3@P_TM")
    token = office.form_token
    lan.seen = len(lan.messages)
    await office.sends("/bang/nhac/thu", ids=ids)
    office.shows("1 tin gửi 1 đồng chí", "Phạm Thị Lan", "Chưa liên hệ được: Võ Văn Minh")
    for _ in range(2):  # the line broke, and the page sent it again
        status, said = await words(office, "/bang/nhac", ids=ids, key="k1", form_token=token)
        assert (status, "nhắc lại 1 đồng chí" in said) == (200, True), said
    await world.service.settle()
    lan.shows()
    await world.pass_time(seconds=9)
    lan.shows()
    await world.pass_time(seconds=2)
    lan.shows("Trịnh Chánh Văn")


async def test_undone_within_ten_seconds_nothing_leaves_and_later_it_has(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    ids = await numbers(office, "NV-1@P_TM")
    token = office.form_token
    lan.seen = len(lan.messages)
    for key, wait, undone in (("a", 9, True), ("b", 11, False)):
        answer = await office.sends("/bang/nhac", ids=ids, key=key, form_token=token)
        await world.pass_time(seconds=wait)
        status, said = await words(
            office, f"/bang/hoan-tac/{answer.json()['undo']}", form_token=token
        )
        assert status == 200
        assert ("Chưa có tin nào" in said) is undone, said
        await world.pass_time(seconds=20)
        lan.shows() if undone else lan.shows("Trịnh Chánh Văn")
    async with world.db.read() as tx:
        entries = (await tx.execute(select(AUDIT.c.action, AUDIT.c.facts))).all()
    assert [(e.action, e.facts.get("via")) for e in entries if e.facts.get("via")] == [
        ("remind", "board"),
        ("board.undo", "board"),
        ("remind", "board"),
    ]


async def test_an_answer_on_the_board_and_one_on_the_phone_settle_each_other(
    world: World,
) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-20 09:00")
    head = await at_desk(world, await world.phone("HAI"))
    number = await numbers(head, "NV-1@P_TM")
    token = head.form_token
    await head.opens(f"/bang/viec-lam/tra-loi/{number}")
    assert 'name="revision" value="0"' in head.html
    fields = {"status": "done", "note": "đã gửi", "key": "k", "form_token": token}
    await lan.taps("NV-1")
    await lan.taps("Đang thực hiện")
    status, said = await words(head, f"/bang/viec-lam/tra-loi/{number}", revision="0", **fields)
    assert (status, "vừa có người khác xử lý" in said) == (409, True)
    lan.seen = len(lan.messages)
    status, said = await words(head, f"/bang/viec-lam/tra-loi/{number}", revision="1", **fields)
    assert (status, said) == (200, "Đã ghi báo cáo NV-1. Đã báo đồng chí Phạm Thị Lan.")
    await world.pass_time(seconds=11)
    lan.shows(["Hà Trưởng", "NV-1", "Đã hoàn thành"])
    await head.opens(f"{PAGE}/NV-1@P_TM")
    head.shows("Hà Trưởng trả lời thay Phạm Thị Lan: Đã hoàn thành", "đã gửi")


async def test_a_long_note_is_kept_whole_and_one_too_long_is_given_back(world: World) -> None:
    await world.phone("LAN")
    await world.until("2025-10-20 09:00")
    head = await at_desk(world, await world.phone("HAI"))
    number = await numbers(head, "NV-1@P_TM")
    await head.opens(f"/bang/viec-lam/tra-loi/{number}")
    assert "maxlength" not in head.html.split("act-note")[-1], "a browser cuts what is pasted"
    path, given = f"/bang/viec-lam/tra-loi/{number}", {"form_token": head.form_token}
    given |= {"status": "blocked", "revision": "0"}
    status, said = await words(head, path, key="k", note="chờ " * 5_001, **given)
    assert (status, "nhiều nhất 20.000" in said) == (422, True)
    assert await notes(world, number) == []
    note = f"chờ vốn, {'xem thêm ' * 600}hết."
    status, _ = await words(head, path, key="k", note=note, **given)
    assert (status, await notes(world, number)) == (200, [note])


async def notes(world: World, number: str) -> list[str]:
    async with world.db.read() as tx:
        return [each.note for each in await reports.versions(tx, int(number))]


async def test_a_duty_is_handed_over_and_a_report_sent_back(world: World) -> None:
    await world.phone("LAN")
    minh = await world.phone("MINH")
    await world.until("2025-10-20 09:00")
    head = await at_desk(world, await world.phone("HAI"))
    number = await numbers(head, "NV-2@P_TM")
    token = head.form_token
    minh.seen = len(minh.messages)
    await head.opens(f"/bang/viec-lam/chuyen/{number}")
    person = re.search(r'value="(\d+)">Võ Văn Minh', head.html)
    assert person is not None
    path = f"/bang/viec-lam/chuyen/{number}"
    status, said = await words(
        head, path, person=person[1], lasting="once", key="1", form_token=token
    )
    assert (status, "cho đồng chí Võ Văn Minh" in said) == (200, True), said
    await world.pass_time(seconds=11)
    minh.shows("NV-2")
    await minh.taps("Đã hoàn thành")
    await head.opens(f"/bang/viec-lam/tra-lai/{number}")
    day = re.search(r'<option value="(2025-\d\d-\d\d)"', head.html)
    assert day is not None
    path, fields = f"/bang/viec-lam/tra-lai/{number}", {"key": "2", "form_token": token}
    status, said = await words(head, path, revision="1", day=day[1], reason="", **fields)
    assert (status, said) == (422, "Đồng chí ghi lý do.")
    minh.seen = len(minh.messages)
    status, said = await words(head, path, revision="1", day=day[1], reason="thiếu số", **fields)
    assert (status, said) == (200, "Đã trả lại NV-2. Đã báo đồng chí Võ Văn Minh.")
    await world.pass_time(seconds=11)
    minh.shows(["thiếu số", "NV-2"])


async def test_requests_for_time_are_decided_in_the_queue_once(world: World) -> None:
    lan, pgd = await world.phone("LAN"), await world.phone("PGD")
    cvp = await world.phone("CVP")
    await world.until("2025-10-20 09:00")
    await lan.writes("xin gia hạn NV-1")
    await lan.presses(lan.messages[-1].buttons[0].tap)
    await lan.writes("chờ số liệu của 3 phòng")
    desks = [await at_desk(world, each) for each in (cvp, pgd)]
    for desk in desks:
        await desk.opens("/bang/can-xu-ly?loai=giahan")
    able = [desk for desk in desks if "chờ số liệu của 3 phòng" in desk.page]
    assert able, "somebody decides"
    found = re.search(r"viec-lam/dong-y/(\d+)", able[0].html)
    assert found is not None
    token = able[0].form_token
    lan.seen = len(lan.messages)
    path = f"/bang/viec-lam/dong-y/{found[1]}"
    status, said = await words(able[0], path, key="1", form_token=token)
    assert (status, "Đã đồng ý gia hạn NV-1" in said) == (200, True), said
    status, said = await words(able[0], path, key="2", form_token=token)
    assert status == 422, said
    await world.pass_time(seconds=11)
    lan.shows("gia hạn")


async def test_more_time_is_given_without_a_request(world: World) -> None:
    lan = await world.phone("LAN")
    await world.phone("HAI")
    await world.until("2025-10-24 14:31")
    office = await at_desk(world, await world.phone("CVP"))
    number = await numbers(office, "NV-1@P_TM")
    await office.opens(f"{PAGE}/NV-1@P_TM")
    assert f"gia-han/{number}" in office.html
    path = f"/bang/viec-lam/gia-han/{number}"
    await office.opens(path)
    fields = {"form_token": office.form_token, "revision": "0", "day": "2025-10-29"}
    assert (await words(office, path, key="1", **fields | {"day": "2025-10-26"}))[0] == 422
    lan.seen = len(lan.messages)
    status, said = await words(office, path, key="2", reason="chờ số liệu", **fields)
    told = "Đã gia hạn NV-1 đến 29/10/2025. Đã báo: Phạm Thị Lan, Hà Trưởng."
    assert (status, said) == (200, told)
    await world.pass_time(seconds=11)
    lan.shows("Trịnh Chánh Văn gia hạn NV-1 Báo cáo hồ sơ đúng hạn từ thứ Sáu, 24/10/2025 đến")
    await office.opens(f"{PAGE}/NV-1@P_TM")
    office.shows("Trịnh Chánh Văn gia hạn đến 29/10/2025", "17:00 thứ Tư, 29/10/2025")


async def test_a_difficulty_is_decided_and_settled_in_the_queue(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-24 14:31")
    office = await at_desk(world, await world.phone("CVP"))
    await is_stuck(lan, "Thiếu kinh phí", task="NV-2")
    await office.opens("/bang/can-xu-ly?loai=vuongmac")
    issue = re.search(r"viec-lam/y-kien/(\d+)", office.html)
    assert issue is not None
    path = f"/bang/viec-lam/y-kien/{issue[1]}"
    await office.opens(path)
    office.shows("Thiếu kinh phí")
    fields = {"form_token": office.form_token, "revision": "0"}
    assert (await words(office, path, key="3", reason="", **fields))[0] == 422
    late = {"reason": "x", "day": "2025-10-24"}
    said = "Ngày hẹn phải ở sau hôm nay."
    assert await words(office, path, key="4", **late, **fields) == (422, said)
    status, said = await words(office, path, key="5", reason="Làm việc với Sở Tài chính", **fields)
    assert (status, said[:34]) == (200, "Đã ghi ý kiến cho vướng mắc số 1 (")
    assert (await words(office, path, key="6", reason="khác", **fields))[0] == 409
    await world.pass_time(seconds=11)
    lan.shows("Làm việc với Sở Tài chính")
    path = f"/bang/viec-lam/giai-quyet/{issue[1]}"
    status, said = await words(office, path, key="7", **fields | {"revision": "1"})
    assert (status, "được giải quyết" in said) == (200, True), said


async def test_a_head_confirms_the_unit_as_it_was_seen(world: World) -> None:
    lan, hai = await world.phone("LAN"), await world.phone("HAI")
    async with world.db.begin() as tx:
        await sign_offs.switch(tx, TRADE, on=True, now=world.clock())
    await world.until("2025-10-24 14:31")
    office, head = await at_desk(world, await world.phone("CVP")), await at_desk(world, hai)
    await head.opens("/bang/can-xu-ly?loai=chot")
    head.shows("Phòng Thương mại: chưa chốt báo cáo")
    found = re.search(r"/bang/viec-lam/xac-nhan/\d+", head.html)
    assert found is not None
    closing = found[0]
    assert (await office.opens(closing)).status_code == 404, "only a head confirms"
    fields = await seen_at(head, closing)
    head.shows("Còn thiếu 3 báo cáo: NV-1 (Phạm Thị Lan)")
    await lan.taps("NV-1")
    await lan.taps("Đang thực hiện")
    assert (await words(head, closing, key="1", **fields))[0] == 409
    status, said = await words(head, closing, key="2", **await seen_at(head, closing))
    told = "Đã chốt báo cáo Phòng Thương mại, tháng 10/2025, còn thiếu 2 báo cáo."
    assert (status, said) == (200, told)
    await head.opens("/bang/can-xu-ly?loai=chot")
    assert "viec-lam/xac-nhan" not in head.html


async def seen_at(browser: Browser, path: str) -> dict[str, str]:
    """What a dialog sends along of what it shows."""
    await browser.opens(path)
    found = re.search(r'name="revision" value="(\d+)"', browser.html)
    assert found is not None
    return {"form_token": browser.form_token, "revision": found[1]}


async def test_acts_on_many_are_as_before_when_undone(world: World) -> None:
    lan, minh = await world.phone("LAN"), await world.phone("MINH")
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    before, ids = (
        await rows(world),
        await numbers(office, "NV-1@P_TM", "NV-2@P_TM", "NV-3@P_TM"),
    )
    await office.sends("/bang/viec-nhieu/chuyen", ids=ids)
    office.shows("Giao, chuyển 3 việc", "Võ Văn Minh")
    person = re.search(r'value="(\d+)">Võ Văn Minh', office.html)
    assert person is not None
    known = {"ids": ids, "form_token": office.form_token}
    move = {"person": person[1], "lasting": "all", **known}
    late = {"day": "2025-10-29", "reason": "chờ số liệu", **known}
    for phone in (lan, minh):
        phone.seen = len(phone.messages)
    await office.sends("/bang/viec-nhieu-thu/chuyen", **move)
    office.shows("Giao, chuyển 3 việc cho đồng chí Võ Văn Minh", "2 tin gửi 2 đồng chí")
    for act, fields in (("chuyen", move), ("gia-han", late)):
        answer = await office.sends(f"/bang/viec-nhieu-lam/{act}", key=act, **fields)
        assert answer.json()["words"].split(" việc")[0][-1] == "3", answer.text
        assert await rows(world) != before
        assert (await undone(office, answer, known)).startswith("Đã hoàn tác.")
        assert await rows(world) == before, act
    await world.pass_time(seconds=20)
    lan.shows()
    minh.shows()
    answer = await office.sends("/bang/viec-nhieu-lam/chuyen", key="2", **move)
    await world.pass_time(seconds=11)
    lan.shows("các nhiệm vụ sau nay do đồng chí khác thực hiện")
    minh.shows(["NV-1", "NV-2"])
    assert "quá 10 giây" in await undone(office, answer, known)


async def test_many_reports_are_sent_back_in_one_message(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-20 09:00")
    head = await at_desk(world, await world.phone("HAI"))
    ids = await numbers(head, "NV-1@P_TM", "NV-2@P_TM", "NV-3@P_TM")
    for code in ("NV-1", "NV-2"):
        await lan.taps(code)
        await lan.taps("Đã hoàn thành")
    before = await rows(world)
    await head.sends("/bang/viec-nhieu/tra-lai", ids=ids)
    head.shows("Trả lại 2 việc", "1 việc không trả lại được lúc này")
    found = re.search(r'name="ids" value="([^"]+)"', head.html)
    assert found is not None
    known = {"form_token": head.form_token, "day": "2025-10-23"}
    fields = {**known, "ids": found[1], "reason": "thiếu số"}
    path = "/bang/viec-nhieu-lam/tra-lai"
    assert await words(head, path, key="0", **fields | {"reason": ""}) == (
        422,
        "Đồng chí ghi lý do.",
    )
    await head.sends("/bang/viec-nhieu-thu/tra-lai", **fields)
    head.shows("Trả lại 2 việc chậm nhất", "1 tin gửi 1 đồng chí", "Phạm Thị Lan")
    lan.seen = len(lan.messages)
    assert await rows(world) == before
    first = await head.sends(path, key="1", **fields)
    again = await head.sends(path, key="1", **fields)
    assert first.json()["words"] == again.json()["words"], "the line broke: nothing is done twice"
    assert (await undone(head, again, known)).startswith("Đã hoàn tác.")
    assert "undo" not in (await head.sends(path, key="1", **fields)).json()
    assert await rows(world) == before
    await world.pass_time(seconds=20)
    lan.shows()
    stale = re.sub(r":\d+$", ":0", found[1])
    revised = re.sub(r"(\d+):\d+", r"\1:3", stale, count=1)  # returned, and answered as before
    said = (await words(head, path, key="2", **fields | {"ids": revised}))[1]
    assert "Đã trả lại 1 việc" in said, said
    assert "1 việc vừa có người khác xử lý." in said, said
    await world.pass_time(seconds=11)
    lan.shows(["trả lại báo cáo NV-1", "thiếu số"])
    said = (await words(head, path, key="3", **fields | {"ids": stale.replace(":0", ":3")}))[1]
    assert said.startswith("Đã trả lại 1 việc"), said


async def test_a_rehearsal_says_when_messages_leave_and_counts_people_of_one_name(
    world: World,
) -> None:
    await world.phone("LAN")
    await world.phone("MINH")
    async with world.db.begin() as tx:
        await tx.execute(text("UPDATE officials SET name = 'Phạm Thị Lan' WHERE code = 'MINH'"))
    await world.until("2025-10-17 19:00")
    head = await at_desk(world, await world.phone("HAI"))
    ids = await numbers(head, "NV-1@P_TM")
    fields = {"ids": ids, "form_token": head.form_token, "lasting": "once"}
    await head.sends("/bang/viec-nhieu/chuyen", **fields)
    minh = max(re.findall(r'value="(\d+)">Phạm Thị Lan', head.html), key=int)
    await head.sends("/bang/viec-nhieu-thu/chuyen", **fields, person=minh)
    head.shows("2 tin gửi 2 đồng chí", "Phạm Thị Lan, Phạm Thị Lan.")
    head.shows("Ngoài giờ làm việc: tin chờ đến")


async def test_many_requests_are_decided_in_one_message_and_asked_again(world: World) -> None:
    lan, _ = await world.phone("LAN"), await world.phone("HAI")
    await world.until("2025-10-20 09:00")
    for code in ("NV-1", "NV-2"):
        await lan.writes(f"xin gia hạn {code}")
        await lan.presses(lan.messages[-1].buttons[0].tap)
        await lan.writes("chờ số liệu của 3 phòng")
    office = await at_desk(world, await world.phone("CVP"))
    later = {"state": "queued", "send_at": world.clock() + timedelta(days=1)}
    async with world.db.begin() as tx:
        theirs = OUTBOX_MESSAGES.c.about.like("extension:%")
        await tx.execute(update(OUTBOX_MESSAGES).where(theirs).values(**later))
    asked, before = await letters(world, "extension:%"), await rows(world)
    await office.opens("/bang/can-xu-ly?loai=giahan")
    found = re.search(r'data-many="dong-y" data-asks data-ids="([^"]+)"', office.html)
    assert found is not None
    token = {"form_token": office.form_token}
    for act, result in (("khong-dong-y", "không đồng ý gia hạn"), ("dong-y", "đồng ý gia hạn")):
        await office.sends(f"/bang/viec-nhieu/{act}", **token, ids=found[1])
        known = {**token, "ids": found[1], "reason": "đã rõ"}
        await office.sends(f"/bang/viec-nhieu-thu/{act}", **known)
        office.shows("gia hạn 2 việc", "2 tin gửi 2 đồng chí", "Phạm Thị Lan", "Hà Trưởng")
        path, lan.seen = f"/bang/viec-nhieu-lam/{act}", len(lan.messages)
        answer = await office.sends(path, key=act, **known)
        assert result in answer.json()["words"], answer.text
        assert {*(await letters(world, "extension:%")).values()} == {"withdrawn"}
        assert (await undone(office, answer, known)).startswith("Đã hoàn tác.")
        assert (await rows(world), await letters(world, "extension:%")) == (before, asked), act
    await world.pass_time(seconds=20)
    lan.shows()
    await office.sends(path, key="4", **known)
    status, said = await words(office, path, key="5", **known)
    assert (status, "2 việc không thực hiện được" in said) == (200, True), said
    await world.pass_time(seconds=11)
    lan.shows(["đồng ý gia hạn 2 nhiệm vụ", "NV-1", "NV-2"])


async def test_a_request_that_was_made_again_meanwhile_stays_when_the_refusal_is_undone(
    world: World,
) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens("/bang/can-xu-ly?loai=giahan")
    known = {"form_token": office.form_token, "ids": "1:0,9999999999:0", "reason": "đã rõ"}
    for _ in range(2):
        await lan.writes("xin gia hạn NV-1")
        await lan.presses(lan.messages[-1].buttons[0].tap)
        await lan.writes("chờ số liệu của 3 phòng")
        if not _:
            answer = await office.sends("/bang/viec-nhieu-lam/khong-dong-y", key="1", **known)
    assert "không thực hiện được" not in answer.json()["words"], "what no database number is"
    assert "hoàn tác" in await undone(office, answer, known)
    async with world.db.read() as tx:
        made = await tx.execute(text("SELECT state FROM extensions ORDER BY id"))
        assert [row.state for row in made] == ["refused", "open"]


async def letters(world: World, about: str) -> dict[str, str]:
    """What became of the messages about these things."""
    query = select(OUTBOX_MESSAGES.c.key, OUTBOX_MESSAGES.c.state)
    async with world.db.read() as tx:
        found = await tx.execute(query.where(OUTBOX_MESSAGES.c.about.like(about)))
        return {row.key: row.state for row in found}


async def test_a_return_that_is_undone_leaves_the_answer_as_it_was(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-20 09:00")
    head = await at_desk(world, await world.phone("HAI"))
    number = await numbers(head, "NV-3@P_TM")
    await minh.taps("NV-3")
    await minh.taps("Đã hoàn thành")
    minh.seen = len(minh.messages)
    before = await rows(world)
    fields = {"revision": "1", "day": "2025-10-23", "reason": "thiếu số", "key": "3"}
    token = {"form_token": head.form_token}
    answer = await head.sends(f"/bang/viec-lam/tra-lai/{number}", **fields, **token)
    assert await rows(world) != before
    await undone(head, answer, token)
    assert await rows(world) == before
    await world.pass_time(seconds=20)
    minh.shows()


async def undone(browser: Browser, answer: Response, fields: dict[str, str]) -> str:
    path = f"/bang/hoan-tac/{answer.json()['undo']}"
    return (await words(browser, path, form_token=fields["form_token"]))[1]


async def rows(world: World) -> list[Row[Any]]:
    """Of each duty what an act on it changes."""
    names = ("id", "status", "owner_id", "note", "late", "due_day", "rung", "next_at")
    query = select(*(DUTIES.c[name] for name in (*names, "reached_at"))).order_by(DUTIES.c.id)
    async with world.db.read() as tx:
        return list((await tx.execute(query)).all())


async def test_nobody_acts_outside_the_own_unit(world: World) -> None:
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    number = await numbers(office, "NV-1@P_TM")
    other = await at_desk(world, await world.phone("TAM"))
    leader = await at_desk(world, await world.phone("GD"))
    for browser in (other, leader):
        await browser.opens("/bang/phien")
        token = browser.form_token
        for act, fields in (
            ("tra-loi", {"status": "done", "revision": "0"}),
            ("chuyen", {"person": "1", "lasting": "once"}),
            ("tra-lai", {"reason": "x", "day": "2025-10-24", "revision": "0"}),
        ):
            path = f"/bang/viec-lam/{act}/{number}"
            status, _ = await words(browser, path, key=act, form_token=token, **fields)
            assert status == 422, (browser.path, act)
            assert (await browser.opens(path)).status_code == 404
    await other.opens("/bang/phien")
    answer = await other.sends("/bang/nhac", ids=number, key="n", form_token=other.form_token)
    assert "Không có tin nào được gửi" in answer.json()["words"]
