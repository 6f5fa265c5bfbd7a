"""A question is passed on to whoever can answer, and the answer comes back."""

import pytest

from tests.flows.world import World


async def test_a_question_goes_to_the_focal_point_and_comes_back(world: World) -> None:
    minh, lan = await world.phone("MINH"), await world.phone("LAN")
    office = await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    for phone in (minh, lan, office):
        phone.seen = len(phone.messages)
    await minh.writes("báo cáo này nộp ở đâu ạ?")
    minh.shows("Câu hỏi của đồng chí đã được chuyển tới Phạm Thị Lan")
    lan.shows(("Võ Văn Minh (Phòng Thương mại) hỏi về nhiệm vụ NV-3", "nộp ở đâu"))
    office.shows()
    await lan.taps("Trả lời câu hỏi")
    lan.shows("Đề nghị đồng chí nhập câu trả lời")
    await lan.writes("Nộp tại Văn phòng Sở, phòng 203")
    lan.shows("Đã gửi câu trả lời tới đồng chí Võ Văn Minh")
    minh.shows(("Trả lời của đồng chí Phạm Thị Lan", "Nộp tại Văn phòng Sở, phòng 203"))
    await lan.taps("Trả lời câu hỏi")
    lan.shows("đã được trả lời: Nộp tại Văn phòng Sở")


async def test_a_question_is_no_answer(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("MAI")
    await world.until("2025-10-17 08:31")
    office.seen = len(office.messages)
    await minh.writes("khi nào thì xong hạn nộp?")
    office.shows("Võ Văn Minh (Phòng Thương mại) hỏi")
    await minh.writes("/nhiemvu")
    assert "chưa có báo cáo" in minh.messages[-1].text


@pytest.mark.parametrize("world", ["buttons"], indirect=True)
async def test_a_stranger_to_the_unit_cannot_answer(world: World) -> None:
    minh, lan, tam = await world.phone("MINH"), await world.phone("LAN"), await world.phone("TAM")
    await world.until("2025-10-17 08:31")
    await minh.writes("báo cáo này nộp ở đâu ạ?")
    tap = lan.button("Trả lời câu hỏi")
    tam.seen = len(tam.messages)
    await tam.presses(tap)
    tam.shows("chưa được phân quyền")
