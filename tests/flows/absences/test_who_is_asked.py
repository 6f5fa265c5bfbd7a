"""Handing over, objecting, inviting again; and, over random lives, somebody is always asked."""

import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actions.people import absences as leave
from domain.calendar.work_calendar import local_day
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Chat, Refusal
from domain.messaging.moments import Moments, Source
from domain.people.absences import AbsenceSpan
from domain.people.chat_links import LinkState
from domain.reporting.cycles import CycleState
from domain.reporting.duties import Status
from domain.reporting.reports import ReportInput, report
from storage.audit import log as audit
from storage.engine.database import Tx, open_database
from storage.messaging import chat_links, message_log
from storage.people import officials, open_items
from storage.plans import plans, roster_import
from storage.reports import cycles, duties, duty_owners, objections
from storage.reports.duties import Move
from tests.department import OFFICIALS
from tests.flows.conftest import EVERY_WAY
from tests.flows.world import CHANNEL, Messenger, Phone, World, sqlite_url


def read(*phones: Phone) -> None:
    """Whatever has come so far is of no interest to the story."""
    for phone in phones:
        phone.seen = len(phone.messages)


async def owners_of(world: World, code: str) -> list[tuple[int | None, str]]:
    async with world.db.read() as tx:
        duty = await duties.find_open_period(tx, code, 3)
        assert duty is not None
        return [(each.official_id, each.why) for each in await duty_owners.history(tx, duty.id)]


async def test_the_head_hands_a_duty_over_for_this_period_only(world: World) -> None:
    hai, lan, minh = await world.phone("HAI"), await world.phone("LAN"), await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    read(hai, lan, minh)
    await hai.writes("/donvi")
    await hai.taps("Chuyển việc")
    await hai.taps("NV-2")
    hai.shows("Phòng Thương mại", "Đồng chí chọn nhiệm vụ để chuyển", "Đề nghị đồng chí chọn người")
    await hai.taps("Võ Văn Minh")
    hai.shows(("từ đồng chí Phạm Thị Lan cho đồng chí Võ Văn Minh", "chỉ kỳ báo cáo này"))
    await hai.writes("chỉ kỳ này")
    hai.shows(("Đã chuyển NV-2", "báo cho: Võ Văn Minh, Phạm Thị Lan"))
    minh.shows(("Hà Trưởng phân công đồng chí", "NV-2", "còn phải báo cáo: NV-3"))
    lan.shows(("NV-2", "nay do đồng chí Võ Văn Minh thực hiện"))
    assert await owners_of(world, "NV-2") == [(7, "opened"), (8, "once")]
    async with world.db.read() as tx:
        assert (await plans.assigned(tx))[2, 3] == 7
    await hai.writes("/lichsu NV-2")
    hai.shows(("Phạm Thị Lan từ", "Võ Văn Minh từ", "do đồng chí Hà Trưởng chuyển (chỉ kỳ này)"))


@EVERY_WAY
async def test_the_office_acts_from_the_message_that_climbed_to_it(world: World) -> None:
    mai, dep = await world.phone("MAI"), await world.phone("DEP")
    lan, minh = await world.phone("LAN"), await world.phone("MINH")
    await world.until("2025-10-28 08:31")
    read(mai, dep, lan, minh)
    await mai.taps("Chuyển việc")
    await mai.taps("NV-2")
    await mai.taps("Đặng Phó")
    await mai.taps("Chỉ kỳ này")
    assert "Đã chuyển NV-2" in mai.messages[-1].text
    dep.shows(("Mai Đầu Mối phân công đồng chí", "NV-2"))
    assert await owners_of(world, "NV-2") == [(7, "opened"), (6, "once")]
    read(mai, lan)
    await mai.taps("Trả lời thay")
    await mai.taps("NV-3")
    await mai.taps("Chưa thực hiện")
    assert "trả lời thay Võ Văn Minh" in mai.messages[-1].text
    minh.shows("Mai Đầu Mối đã trả lời thay")


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_every_press_is_judged_by_who_presses(world: World) -> None:
    hai, tam, lan = await world.phone("HAI"), await world.phone("TAM"), await world.phone("LAN")
    await world.until("2025-10-27 08:31")
    await hai.taps("Chuyển việc")
    await hai.taps("NV-2")
    await hai.taps("Đặng Phó")
    read(hai, tam, lan)
    taps = ["Chuyển việc", "NV-2", "Đặng Phó", "Chỉ kỳ này", "Cả các kỳ sau", "Gửi lại lời mời"]
    for label in taps:
        for phone in (tam, lan):
            await phone.presses(hai.button(label))
            phone.shows("chưa được phân quyền" if label != "NV-2" else "")
    tap = ButtonAction.parse(hai.button("Chỉ kỳ này"))
    assert tap is not None
    await hai.presses(str(ButtonAction("handonce", tap.id, 9)))
    hai.shows("không còn thuộc đơn vị này")
    assert await owners_of(world, "NV-2") == [(7, "opened")]


@EVERY_WAY
async def test_the_owner_objects_and_the_head_puts_it_right(world: World) -> None:
    minh, hai, mai = await world.phone("MINH"), await world.phone("HAI"), await world.phone("MAI")
    await world.phone("LAN")
    await world.until("2025-10-27 08:31")
    read(minh, hai, mai)
    await hai.taps("Trả lời thay")
    await hai.taps("NV-3")
    await hai.taps("Đã hoàn thành")
    read(hai)
    minh.shows(("Hà Trưởng đã trả lời thay", "Không đồng ý"))
    await minh.taps("Không đồng ý")
    minh.shows("Đề nghị nêu lý do")
    await minh.writes("Chưa có văn bản phê duyệt")
    minh.shows(("Đã ghi nhận ý kiến không đồng ý", "Hà Trưởng"))
    facts = ("Võ Văn Minh", "NV-3", "Hà Trưởng trả lời thay", "Chưa có văn bản phê duyệt")
    hai.shows(facts)
    mai.shows(facts)
    await minh.presses(minh.button("Không đồng ý"))
    await minh.writes("Vẫn chưa có")
    minh.shows("Đề nghị nêu lý do", "đã được ghi nhận trước đó")

    await hai.taps("Sửa lại")
    await hai.taps("Đang thực hiện")
    read(hai)
    minh.shows("Hà Trưởng đã trả lời thay")
    await minh.writes("/lichsu NV-3")
    minh.shows(
        ("Đã hoàn thành – Hà Trưởng thay Võ Văn Minh", "Chưa có văn bản phê duyệt (đã giải quyết)")
    )
    async with world.db.read() as tx:
        assert [each.settled_version for each in await objections.of_duty(tx, 4)] == [2]
        assert {"objection", "objection_settled"} <= set(await audit.actions(tx))
    await hai.writes("/lichsu")
    await mai.writes("/summary")
    read(mai)


async def test_nobody_objects_to_his_own_answer_or_to_an_old_one(world: World) -> None:
    minh = await world.phone("MINH")
    await world.until("2025-10-17 08:31")
    await minh.taps("NV-3")
    await minh.taps("Đang thực hiện")
    read(minh)
    await minh.presses(str(ButtonAction("object", 4, 1)))
    minh.shows("Câu trả lời của NV-3 đã thay đổi")


async def test_the_head_reads_why_nothing_arrived_and_invites_again(world: World) -> None:
    hai, lan = await world.phone("HAI"), await world.phone("LAN")
    async with world.db.begin() as tx:
        await chat_links.change(
            tx, Chat(CHANNEL, "LAN"), LinkState.SUSPENDED, "blocked", world.clock()
        )
    await world.until("2025-10-27 08:31")
    told = hai.messages[-1].text
    assert "NV-1 Báo cáo hồ sơ đúng hạn; NV-2 Công khai thủ tục – đã chặn hoặc dừng bot" in told
    assert "Võ Văn Minh: NV-3 Sáng kiến cải cách – chưa kết nối kênh trò chuyện nào" in told
    assert "chưa trả lời:" not in told
    read(hai, lan)
    await hai.taps("Gửi lại lời mời")
    hai.shows("chọn người cần mời lại")
    await hai.taps("Võ Văn Minh")
    hai.shows(("Lời mời mới của đồng chí Võ Văn Minh", "Mã mời: ", "http://127.0.0.1/i/"))
    code = hai.messages[-1].text.split("Mã mời: ")[1].split()[0]
    stranger = world.stranger("new")
    await stranger.writes(code)
    stranger.shows("Kính gửi đồng chí Võ Văn Minh")
    await stranger.writes("đồng ý")
    read(stranger)
    await hai.writes("nhắc lại ngay")
    hai.shows("Đã gửi nhắc lại")
    stranger.shows(("Theo đề nghị của đồng chí Hà Trưởng", "NV-3"))


# Random lives


CODES = [line.code for line in OFFICIALS]
UNITS = ["P_TM", "P_CN", "VP"]
person = st.sampled_from(CODES)
DOINGS = st.one_of(
    st.tuples(st.just("away"), person, st.integers(0, 4), st.integers(0, 6), st.none() | person),
    st.tuples(st.just("back"), person),
    st.tuples(st.just("give"), st.integers(1, 4), person),
    st.tuples(st.just("answer"), st.integers(1, 4), person),
    st.tuples(st.just("move"), person, st.sampled_from(UNITS)),
    st.tuples(st.just("leave"), person),
    st.tuples(st.just("wait"), st.integers(1, 40)),
)


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # shrinking lives through hundreds of months
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.sets(person, min_size=2), st.lists(DOINGS, min_size=3, max_size=12))
async def test_every_open_duty_is_asked_of_one_person_or_is_an_open_item(
    linked: set[str], doings: Sequence[tuple[object, ...]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = await open_database(sqlite_url(Path(folder)), durable=False)
        world = await World.create(db, Path(folder), messenger=Messenger())
        for code in sorted(linked):
            await world.phone(code)
        await world.until("2025-10-16 09:00")
        try:
            for doing in doings:
                await _live(world, *doing)
                await _somebody_is_asked(world)
            await world.pass_time(days=20)
            await _nobody_heard_twice(world)
            await _no_gap(world)
        finally:
            await world.db.close()


async def _live(world: World, what: object, *how: object) -> None:
    if what == "wait":
        await world.pass_time(hours=float(str(how[0])))
        return
    async with world.db.begin() as tx:
        await DOES[str(what)](tx, world, *how)
    await world.service.keep_house()
    await world.service.settle()


async def _away(
    tx: Tx, world: World, code: str, after: int, length: int, instead: str | None
) -> None:
    who = await officials.find_by_code(tx, code)
    other = await officials.find_by_code(tx, instead) if instead else None
    first = local_day(world.clock()) + timedelta(after)
    if who and who != other:
        span = AbsenceSpan(first, first + timedelta(length), other.id if other else None)
        await leave.record(tx, who.id, span, leave.By(None, Moments.at_once(world.clock())))


async def _back(tx: Tx, world: World, code: str) -> None:
    roster = await officials.roster(tx, world.clock())
    for absence in roster.away.values():
        gone = roster.get(absence.official_id)
        if gone and gone.code == code:
            await leave.end(tx, absence, leave.By(None, Moments.at_once(world.clock())))


async def _give(tx: Tx, world: World, duty_id: int, code: str) -> None:
    duty, to = await duties.find(tx, duty_id), await officials.find_by_code(tx, code)
    if duty and duty.open and to:
        await duties.hand_over(tx, duty.id, to.id, now=world.clock(), why="once")


async def _answer(tx: Tx, world: World, duty_id: int, code: str) -> None:
    duty, by = await duties.find(tx, duty_id), await officials.find_by_code(tx, code)
    if duty is None or by is None:
        return
    cycle = await cycles.get(tx, duty.cycle_id)
    try:
        claim = ReportInput(Status.IN_PROGRESS)
        made = report(duty, cycle, claim, author_id=by.id, at=world.clock())
    except Refusal:
        return
    move = Move(duty.id, duty.rung, None)
    await duties.settle(tx, duty, made, source=Source("test", str(duty.revision)), then=move)


async def _change_roster(tx: Tx, world: World, code: str, unit: str | None) -> None:
    held = {each.code: each.unit_code for each in await officials.members(tx)}
    lines = [replace(line, unit_code=held[line.code]) for line in OFFICIALS if line.code in held]
    lines = [
        replace(each, unit_code=unit) if each.code == code and unit else each for each in lines
    ]
    rest = [each for each in lines if unit or each.code != code]
    if len(rest) > 3:
        await roster_import.save(tx, (), rest, world.clock())


async def _move(tx: Tx, world: World, code: str, unit: str) -> None:
    await _change_roster(tx, world, code, unit)


async def _leave(tx: Tx, world: World, code: str) -> None:
    await _change_roster(tx, world, code, None)


DOES: Mapping[str, Callable[..., Awaitable[None]]] = {
    "away": _away,
    "back": _back,
    "give": _give,
    "answer": _answer,
    "move": _move,
    "leave": _leave,
}


async def _somebody_is_asked(world: World) -> None:
    """Every open duty is asked of one person who is there, or is an open item of the Office."""
    await world.service.keep_house()
    async with world.db.read() as tx:
        roster = await officials.roster(tx, world.clock())
        items = {(each.facts["task"], each.unit_id) for each in await open_items.all_open(tx)}
        for duty in await duties.of_cycle(tx, 1):
            if duty.open and (await cycles.get(tx, 1)).state is CycleState.OPEN:
                asked = roster.asked(duty)
                assert (asked is None) == ((duty.task_code, duty.unit_id) in items)
                assert asked is None or asked.id not in roster.away


async def _nobody_heard_twice(world: World) -> None:
    """Of one duty at one step nobody is reminded twice; and only one person is, of an own step."""
    async with world.db.read() as tx:
        sent = [each for each in await message_log.sent(tx) if each.rung is not None]
    told = Counter((e.official_id, e.rung, code) for e in sent for code in e.duties)
    assert [each for each, times in told.items() if times > 1] == []


async def _no_gap(world: World) -> None:
    """Owners follow each other to the instant, from the opening to whoever owns it now."""
    async with world.db.read() as tx:
        cycle = await cycles.get(tx, 1)
        for duty in await duties.of_cycle(tx, 1):
            rows = await duty_owners.history(tx, duty.id)
            assert rows[0].from_at == cycle.opens_at
            assert [each.to_at for each in rows[:-1]] == [each.from_at for each in rows[1:]]
            assert rows[-1].to_at is None
            assert rows[-1].official_id == duty.owner_id
