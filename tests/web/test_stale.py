"""What changed while somebody was writing is laid beside it; the queue is counted on every page."""

import re
from pathlib import Path

from documents.roster.csv_reader import read_units
from storage.people import units
from tests.flows.world import World
from tests.web.desk import at_desk
from tests.web.test_acts import numbers, words


async def test_a_stale_answer_shows_both_and_may_still_be_written(world: World) -> None:
    lan = await world.phone("LAN")
    await world.until("2025-10-20 09:00")
    head = await at_desk(world, await world.phone("HAI"))
    number = await numbers(head, "NV-1@P_TM")
    token = head.form_token
    await lan.taps("NV-1")
    await lan.taps("Đang thực hiện")
    path = f"/bang/viec-lam/tra-loi/{number}"
    fields = {"status": "done", "note": "đã gửi", "key": "k", "form_token": token}
    answer = await head.sends(path, revision="0", **fields)
    said = answer.json()
    assert (answer.status_code, said["revision"]) == (409, 1)
    assert said["theirs"] | {"percent": None} == {
        "by": "Phạm Thị Lan",
        "at": "09:00",
        "status": "in_progress",
        "percent": None,
        "note": "",
    }
    assert "vẫn ghi?" in said["words"]
    assert (await words(head, path, revision=str(said["revision"]), **fields))[0] == 200


async def test_the_queue_is_counted_for_each_reader(world: World) -> None:
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    before = (await office.opens("/bang/can-xu-ly/so")).json()["waiting"]
    assert before > 0
    stranger = world.stranger()
    await stranger.writes("/start")
    await stranger.taps("Phòng Công nghiệp")
    await stranger.writes("Lê Thị Mới")
    await stranger.writes("Chuyên viên")
    assert (await office.opens("/bang/can-xu-ly/so")).json()["waiting"] == before + 1
    await office.opens("/bang/can-xu-ly?loai=thamgia")
    office.shows("Lê Thị Mới, Chuyên viên", "Tiếp nhận")
    other = await at_desk(world, await world.phone("HAI"))
    assert (await other.opens("/bang/can-xu-ly/so")).json()["waiting"] < before


async def test_a_unit_has_a_short_name_for_narrow_columns(world: World) -> None:
    await world.until("2025-10-20 09:00")
    office = await at_desk(world, await world.phone("CVP"))
    async with world.db.read() as tx:
        unit = (await units.tree(tx)).by_code["P_TM"]
    await office.opens("/bang/can-bo?don-vi=P_TM")
    assert f"/bang/can-bo-lam/ten-ngan/{unit.id}" in office.html
    token, path = office.form_token, f"/bang/can-bo-lam/ten-ngan/{unit.id}"
    status, said = await words(office, path, short="T" * 17, key="1", form_token=token)
    assert (status, said) == (422, "Tên viết tắt dài nhất 16 ký tự.")
    status, said = await words(office, path, short=" QLTM ", key="2", form_token=token)
    assert (status, said) == (200, "Đã ghi tên viết tắt của Phòng Thương mại: QLTM.")
    await office.opens("/bang/viec")
    assert re.search(r">QLTM<span class=\"unseen\"> Phòng Thương mại", office.html)
    head = await at_desk(world, await world.phone("HAI"))
    assert (await head.opens(path)).status_code == 404


def test_a_roster_names_units_shortly_where_it_has_the_column(tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    rows = "code,name_vi,name_en,kind,parent_code,short_vi\nP_A,Phòng A,,phong,,QLA\n"
    file.write_text(rows, "utf-8")
    [line] = read_units(file).lines
    assert line.short == "QLA"
