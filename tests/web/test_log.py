"""The log on the board: found by person, task, kind, day and words; the proof of a duty."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.audit import search
from storage.audit.search import Sought
from tests.flows.world import World
from tests.web.desk import at_desk
from web.pages.log.filters import KINDS

ROOT = Path(__file__).parents[2]


async def lived(world: World) -> None:
    """One reminder, one answer, by somebody whom the tests then look for."""
    lan = await world.phone("LAN")
    await world.until("2025-10-17 09:00")
    await lan.taps("NV-1")
    await lan.taps("Đã hoàn thành")


async def test_the_log_is_searched(world: World) -> None:
    await lived(world)
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens("/bang/nhat-ky")
    office.shows("Nhật ký", "Báo cáo", "NV-1@P_TM", "Phạm Thị Lan", "Đăng nhập Bảng điều hành")
    for query, there, not_there in (
        ("?nguoi=lan", "NV-1@P_TM", "Mở kỳ báo cáo"),
        ("?nguoi=nobody", "Không có mục nào khớp", "NV-1@P_TM"),
        ("?viec=nv-1", "NV-1@P_TM", "Tin đã gửi</th>"),
        ("?tim=pham thi lan", "NV-1@P_TM", "Mở kỳ báo cáo"),
        ("?tim=mo ky bao cao", "Mở kỳ báo cáo", "NV-1@P_TM"),
        ("?loai=he-thong", "Mở kỳ báo cáo", "NV-1@P_TM"),
        ("?loai=bao-cao", "NV-1@P_TM", "Mở kỳ báo cáo"),
        ("?tu=2025-10-17&den=2025-10-17", "NV-1@P_TM", "Không có mục nào khớp"),
        ("?tu=2025-10-18", "Không có mục nào khớp", "NV-1@P_TM"),
        ("?den=2025-10-16", "Không có mục nào khớp", "NV-1@P_TM"),
        ("?tu=xx&den=9999-99-99&truoc=abc", "NV-1@P_TM", "Không có mục nào khớp"),
    ):
        await office.opens("/bang/nhat-ky" + query)
        office.shows(there)
        assert not_there not in office.page, query


async def test_pages_of_the_log_follow_each_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.pages.log.page.ROWS", 3)
    await lived(world)
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens("/bang/nhat-ky")
    numbers: list[int] = []
    for _ in range(99):
        numbers += [int(each) for each in re.findall(r'num faint">(\d+)</td>', office.html)]
        older = re.search(r'href="/bang/nhat-ky(\?truoc=\d+)">Cũ hơn', office.html)
        if older is None:
            break
        await office.opens("/bang/nhat-ky" + older[1])
    assert numbers == list(range(numbers[0], 0, -1))
    assert len(numbers) > 6


async def test_the_chain_is_verified_and_a_change_is_named(world: World) -> None:
    await lived(world)
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens("/bang/nhat-ky")
    await office.sends("/bang/nhat-ky/kiem-tra")
    office.shows("Nguyên vẹn đến mục")
    async with world.db.begin() as tx:
        await tx.execute(text("DROP TRIGGER keep_audit_entries_update"))
        await tx.execute(text("UPDATE audit_entries SET actor = 'x' WHERE id = 2"))
    await office.opens("/bang/nhat-ky")
    await office.sends("/bang/nhat-ky/kiem-tra")
    office.shows("Không nguyên vẹn: dòng 2 của bảng nhật ký")


async def test_the_proof_says_who_was_reminded_how_and_in_which_words(world: World) -> None:
    await lived(world)
    async with world.db.read() as tx:
        listed = await search.newest(tx, Sought(actions=("report",)), 1)
    number = listed[0].subject.removeprefix("duty:")
    office = await at_desk(world, await world.phone("CVP"))
    await office.opens(f"/bang/minh-chung/{number}")
    office.shows("NV-1", "Nhắc Phạm Thị Lan", "đã gửi 08:30 17/10/2025", "Đã hoàn thành", "mã băm")
    office.shows("Kính gửi đồng chí")
    head = await at_desk(world, await world.phone("HAI"))
    await head.opens(f"/bang/minh-chung/{number}")
    head.shows("Nhắc Phạm Thị Lan")
    assert "Kính gửi đồng chí" not in head.page, "a message speaks of what others owe, too"
    stranger = await at_desk(world, await world.phone("TAM"))
    for other in (number, "999999", "x"):
        assert (await stranger.opens(f"/bang/minh-chung/{other}")).status_code == 404, other


def test_every_act_of_the_log_has_its_word_and_its_kind() -> None:
    words = (ROOT / "web/pages/log/kinds.html").read_text("utf-8")
    known = set(re.findall(r'"([a-z_.]+)": "', words.split("set actions")[1].split("%}")[0]))
    named = re.compile(
        r'(?:\.record\(\s*|action=|"action": |_note\(tx, |_record\(tx, )f?"([\w.{}]+)"'
    )
    folders = ("actions", "bot", "scheduler", "storage", "nhacviec", "web")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    acts = {act for path in files for act in named.findall(path.read_text("utf-8"))}
    assert len(acts) > 70
    for act in acts:
        plain, _, variable = act.partition("{")
        assert plain in known or (variable and any(e.startswith(plain) for e in known)), act
    every = [each for kinds in KINDS.values() for each in kinds]
    for act in known:
        assert act in every or f"{act.partition('.')[0]}." in every, act
