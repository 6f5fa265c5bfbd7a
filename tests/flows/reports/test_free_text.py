"""Where a reason, an objection or a decision is awaited, thanks are not taken for it."""

import pytest

from bot.rendering.catalogue import Catalogue
from bot.routes import ROUTES
from tests.flows.world import Phone, World

TAKES_CONTENT = (
    "rejecting:hear_reason",
    "objecting:hear_reason",
    "own_time:hear_reason",
    "own_time:hear_decision_reason",
    "own_time:hear_return_reason",
    "deciding:hear_decision",
    "requesting:hear_correction",
    "requesting:hear_reason",
    "asking:hear_reply",
)


@pytest.mark.parametrize("name", TAKES_CONTENT)
def test_each_step_for_free_text_is_handed_content_only(name: str) -> None:
    assert hasattr(ROUTES.steps[name].handle, "__wrapped__"), name


async def asks_for_more_time(world: World) -> Phone:
    lan = await world.phone("LAN")
    await world.until("2025-10-17 08:31")
    await lan.writes("xin gia hạn NV-1")
    await lan.writes("28/10")
    lan.seen = len(lan.messages)
    return lan


async def test_thanks_are_no_reason(world: World) -> None:
    lan, office = await asks_for_more_time(world), await world.phone("CVP")
    office.seen = len(office.messages)
    for words in ("cảm ơn em", "ok ạ", "👍"):
        await lan.writes(words)
        lan.shows("vẫn chờ nội dung")
    office.shows()
    await lan.writes("chờ số liệu của các xã")
    lan.shows("NV-1")
    office.shows("chờ số liệu của các xã")


async def test_a_step_is_left_in_words(world: World) -> None:
    lan, office = await asks_for_more_time(world), await world.phone("CVP")
    office.seen = len(office.messages)
    await lan.writes("em bấm nhầm, hủy giúp")
    lan.shows("Đã hủy bước này")
    office.shows()


async def test_consent_is_a_decision_but_thanks_are_not(world: World) -> None:
    minh, office = await world.phone("MINH"), await world.phone("CVP")
    await world.until("2025-10-17 08:31")
    await minh.writes("vướng, thiếu kinh phí. Đề xuất: bổ sung 200 triệu đồng")
    await office.writes("/vuongmac 1")
    await office.taps("Cho ý kiến")
    office.seen = len(office.messages)
    await office.writes("cảm ơn đồng chí")
    office.shows("vẫn chờ nội dung")
    await office.writes("Đồng ý")
    assert "vẫn chờ" not in office.messages[-1].text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_text_promises_several_tasks_at_once(language: str) -> None:
    words = (
        Catalogue()
        .languages[language]
        .say("mine.web_link", {"url": "http://x", "expires_at": "2025-10-17T01:00:00+00:00"})
    )
    assert "http://x" in words
    for promise in ("nhiều nhiệm vụ cùng lúc", "several tasks at once"):
        assert promise not in words
