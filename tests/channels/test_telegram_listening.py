"""The Telegram channel listens: stored first, acknowledged afterwards, nothing lost on the way."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import structlog

from bot.channels.telegram import receiving
from bot.channels.telegram.updates import incoming_event
from domain.messaging.messages import Chat, Contact, File, IncomingEvent
from tests.channels.fake_telegram import TOKEN, Server, running
from tests.channels.loopback import endpoint
from tests.channels.telegram_house import FAR, MINH, Ear, House, at_home

GROUP = -100200300
SECRET = "a-secret_of_the_webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as opened:
        yield opened


@pytest.fixture
async def house(server: Server) -> AsyncIterator[House]:
    async with at_home(server) as opened:
        yield opened


def texts(ear: Ear) -> list[str]:
    return [event.text for event in ear.heard]


def distinct(ear: Ear) -> list[str]:
    """What the inbox would keep: each event once."""
    return list({event.event_id: event.text for event in ear.heard}.values())


# What people do


async def test_a_message_is_heard_with_its_time_and_place(house: House) -> None:
    number = house.telegram.message(MINH, "A7K xong")
    async with house.listening() as ear:
        [event] = await ear.until(1)
    assert event.chat == Chat("telegram", str(MINH))
    assert (event.kind, event.text) == ("message", "A7K xong")
    assert event.event_id.startswith("700000001.")
    assert event.message_id == str(number)
    assert event.at.tzinfo is UTC
    assert event.at != FAR  # what Telegram says, since our clock may be hours behind the person


async def test_a_message_is_never_heard_in_the_future(house: House) -> None:
    now = datetime(2025, 10, 1, tzinfo=UTC)
    house.telegram.message(MINH, "x")
    [(_, update)] = house.telegram.updates
    assert incoming_event(update, now).at == now


async def test_a_press_is_answered_before_it_is_heard(house: House) -> None:
    house.telegram.known.add(MINH)
    number = house.telegram.message(MINH, "x")
    house.telegram.tap(MINH, "v1:done:7:1", number)
    house.ear.broken = 1
    async with house.listening() as ear:
        events = await ear.until(2)
    assert (events[1].tap, events[1].message_id) == ("v1:done:7:1", str(number))
    assert len(house.telegram.answered) == 1
    assert len(house.telegram.asked("answerCallbackQuery")) == 2  # too old the second time


async def test_an_answer_that_hangs_keeps_nobody_waiting(house: House) -> None:
    house.telegram.fault("hang_before", "answerCallbackQuery")
    house.telegram.tap(MINH, "x", 5)
    async with house.listening() as ear:
        assert [event.tap for event in await ear.until(1)] == ["x"]


async def test_an_edit_is_heard_as_an_edit(house: House) -> None:
    number = house.telegram.message(MINH, "sai")
    house.telegram.edit(MINH, number, "đúng")
    async with house.listening() as ear:
        first, second = await ear.until(2)
    assert (first.kind, second.kind, second.text) == ("message", "edit", "đúng")
    assert first.message_id == second.message_id
    assert first.event_id != second.event_id


async def test_blocking_and_unblocking_are_heard(house: House) -> None:
    house.telegram.block(MINH)
    house.telegram.unblock(MINH)
    async with house.listening() as ear:
        assert [event.kind for event in await ear.until(2)] == ["blocked", "unblocked"]


@pytest.mark.parametrize(
    ("user_id", "extra", "own"),
    [
        (MINH, {}, True),
        (5, {}, False),
        (None, {}, False),
        (MINH, {"forward_origin": {"type": "user"}}, False),
        (MINH, {"forward_from": {"id": 5}}, False),
        (MINH, {"forward_date": 5}, False),
    ],
)
async def test_a_phone_card_is_own_only_if_it_is_the_senders(
    house: House, user_id: int | None, extra: dict[str, Any], own: bool
) -> None:
    house.telegram.contact(MINH, "+84912000001", user_id, **extra)
    async with house.listening() as ear:
        [event] = await ear.until(1)
    assert event.contact == Contact("+84912000001", own)


def test_a_phone_card_in_a_group_is_nobodys_own() -> None:
    message = {
        "message_id": 1,
        "date": 5,
        "from": {"id": MINH},
        "chat": {"id": GROUP, "type": "group"},
        "contact": {"phone_number": "1", "user_id": MINH},
    }
    assert incoming_event({"update_id": 1, "message": message}, FAR).contact == Contact("1", False)


async def test_photos_of_an_album_are_joined_and_largest(house: House) -> None:
    house.telegram.photo(MINH, "a" * 70, "Biên bản", album="A1")
    house.telegram.photo(MINH, "b" * 80, album="A1")
    async with house.listening() as ear:
        first, second = await ear.until(2)
    assert (first.album, second.album, first.text, second.text) == ("A1", "A1", "Biên bản", "")
    assert first.files == (File("file0", "", "image/jpeg", 70),)
    assert second.files == (File("file1", "", "image/jpeg", 80),)


async def test_a_document_is_heard_with_name_type_and_size(house: House) -> None:
    house.telegram.document(MINH, "kế hoạch.pdf", "x" * 9, "Gửi phòng")
    async with house.listening() as ear:
        [event] = await ear.until(1)
    assert event.files == (File("file0", "kế hoạch.pdf", "application/pdf", 9),)
    assert event.text == "Gửi phòng"


async def test_a_sticker_is_heard_as_one(house: House) -> None:
    house.telegram.message(MINH, sticker={"file_id": "s"})
    async with house.listening() as ear:
        [event] = await ear.until(1)
    assert (event.kind, event.text, event.files, event.contact) == ("sticker", "", (), None)


# What nobody should hear


async def test_groups_are_left_at_once_and_never_heard(house: House) -> None:
    house.telegram.join_group(GROUP, MINH)
    house.telegram.group_message(GROUP, MINH, "nói trong nhóm")
    house.telegram.message(MINH, "nói riêng")
    async with house.listening() as ear:
        await ear.until(1)
        assert texts(ear) == ["nói riêng"]
    assert house.telegram.left == [GROUP]


async def test_an_allowed_group_is_kept_but_not_heard(server: Server) -> None:
    async with at_home(server, groups=frozenset({GROUP})) as house:
        house.telegram.group_message(GROUP, MINH, "nói trong nhóm")
        house.telegram.message(MINH, "nói riêng")
        async with house.listening() as ear:
            await ear.until(1)
            assert texts(ear) == ["nói riêng"]
    assert server.telegram.left == []


ODD: list[dict[str, Any]] = [
    {"message": None},
    {"message": {"text": "bí mật", "chat": {"id": MINH, "type": "private"}}},
    {"message": {"message_id": "x", "date": "y", "chat": {"id": 1, "type": "private"}}},
    {"callback_query": {"id": "1", "data": "x"}},
    {"my_chat_member": {"chat": {"id": 1, "type": "private"}, "new_chat_member": {}}},
    {"poll_answer": {"option_ids": [1]}},
    {},
]


@pytest.mark.parametrize("odd", ODD)
async def test_an_update_that_cannot_be_read_blocks_nobody(house: House, odd: Any) -> None:
    house.telegram.message(MINH, "trước")
    house.telegram.raw_update(odd)
    house.telegram.message(MINH, "sau")
    with structlog.testing.capture_logs() as lines:
        async with house.listening() as ear:
            await ear.until(2)
            await house.until_asked("getUpdates", 2)
    assert texts(ear) == ["trước", "sau"]
    assert "bí mật" not in repr(lines)
    assert house.telegram.updates == []


# Nothing heard is lost


async def test_what_was_stored_is_acknowledged_by_the_next_call(house: House) -> None:
    house.telegram.message(MINH, "một")
    async with house.listening() as ear:
        await ear.until(1)
        await house.until_asked("getUpdates", 2)
    first, second = house.telegram.asked("getUpdates")[:2]
    assert "offset" not in first
    assert second["offset"] == "700000002"
    wanted = ["message", "edited_message", "callback_query", "my_chat_member"]
    assert json.loads(first["allowed_updates"]) == wanted


async def test_a_stop_between_hearing_and_acknowledging_loses_nothing(house: House) -> None:
    """The process ends inside hear: before, in the middle and after it was stored."""
    house.telegram.message(MINH, "một")
    house.telegram.message(MINH, "hai")
    for stored in (False, True):
        stopped = asyncio.Event()

        async def hear_and_stop(events: Any, stored: bool = stored, s: Any = stopped) -> None:
            if stored:
                await house.ear(events)
            s.set()
            await asyncio.Event().wait()

        task = asyncio.create_task(house.channel.listen(hear_and_stop))
        await stopped.wait()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    async with house.listening() as ear:
        await ear.until(4)
    assert distinct(ear) == ["một", "hai"]


async def test_what_cannot_be_stored_is_not_acknowledged(house: House) -> None:
    house.telegram.message(MINH, "đĩa đầy")
    house.ear.broken = 3
    async with house.listening() as ear:
        await ear.until(1)
        assert ear.batches == 4
        house.telegram.message(MINH, "sau đó")
        await ear.until(2)
    offsets = [params.get("offset") for params in house.telegram.asked("getUpdates")]
    assert offsets[:4] == [None] * 4
    assert texts(ear) == ["đĩa đầy", "sau đó"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "refuse"},
        {"kind": "cut_after"},
        {"kind": "bad_json"},
        {"kind": "answer", "status": 502, "body": "<html>"},
        {"kind": "answer", "status": 200, "body": '{"ok": true, "result": {}}'},
        {"kind": "answer", "status": 429, "parameters": {"retry_after": 1}},
        {"kind": "duplicate"},
        {"kind": "reorder"},
        {"kind": "hang_after", "times": 1},
    ],
)
async def test_a_broken_poll_loses_nothing(house: House, fault: dict[str, Any]) -> None:
    for number in range(5):
        house.telegram.message(MINH, f"số {number}")
    house.telegram.fault(method="getUpdates", **fault)
    async with house.listening() as ear:
        await ear.until(5)
        await asyncio.sleep(0.05)
    assert sorted(distinct(ear)) == [f"số {number}" for number in range(5)]


async def test_after_a_quiet_week_lower_numbers_are_heard(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async with house.listening() as ear:
        house.telegram.message(MINH, "trước kỳ nghỉ")
        await ear.until(1)
        await house.until_asked("getUpdates", 3)  # one empty answer in between
        house.telegram.renumber(1000)
        house.telegram.message(MINH, "sau kỳ nghỉ")
        await ear.until(2)
    assert texts(ear) == ["trước kỳ nghỉ", "sau kỳ nghỉ"]
    assert "update numbers went back" in caplog.text


async def test_more_than_one_batch_is_heard_in_order(house: House) -> None:
    for number in range(230):
        house.telegram.message(MINH, str(number))
    async with house.listening() as ear:
        await ear.until(230)
    assert texts(ear) == [str(number) for number in range(230)]


async def test_what_waited_longer_than_a_day_is_gone(house: House) -> None:
    house.telegram.message(MINH, "hôm kia")
    house.telegram.pass_time(hours=25)
    house.telegram.message(MINH, "hôm nay")
    async with house.listening() as ear:
        await ear.until(1)
        assert texts(ear) == ["hôm nay"]


# When listening itself fails


async def test_a_second_poller_stops_listening_with_an_alarm(house: House) -> None:
    house.telegram.fault("answer", "getUpdates", status=409, description="Conflict: terminated")
    with structlog.testing.capture_logs() as lines:
        await asyncio.wait_for(house.channel.listen(house.ear), 5)
    assert house.alarms == ["telegram.conflict"]
    assert [(line["log_level"], line["reason"]) for line in lines] == [
        ("error", "telegram.conflict")
    ]


async def test_two_channels_do_not_fight(server: Server) -> None:
    async with at_home(server) as one, at_home(server) as other:
        first = asyncio.create_task(one.channel.listen(one.ear))
        await one.until_asked("getUpdates")
        async with other.listening():
            await asyncio.wait_for(first, 5)
            server.telegram.message(MINH, "x")
            await other.ear.until(1)
    assert (one.alarms, other.alarms) == (["telegram.conflict"], [])


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_stops_listening_with_an_alarm(house: House, status: int) -> None:
    house.telegram.fault("answer", "getUpdates", status=status, description="Unauthorized")
    await asyncio.wait_for(house.channel.listen(house.ear), 5)
    assert house.alarms == ["telegram.token"]


async def test_a_stalled_line_is_rebuilt_with_one_alarm(server: Server) -> None:
    async with at_home(server, grace=-0.8) as house:
        house.telegram.fault("refuse", "getUpdates", times=6)
        before = house.channel._wire._polls
        async with house.listening() as ear:
            house.telegram.message(MINH, "cuối cùng")
            await ear.until(1)
        assert house.channel._wire._polls is not before
        assert house.alarms == ["telegram.stalled"]
        assert texts(ear) == ["cuối cùng"]


async def test_a_messenger_that_is_away_is_waited_for(server: Server) -> None:
    port = int(server.url.rsplit(":", 1)[1])
    async with at_home(server) as house, house.listening() as ear:
        await house.until_asked("getUpdates")
        await server.close()
        async with running(server.telegram, port) as again:
            again.telegram.message(MINH, "đã trở lại")
            await ear.until(1)
    assert texts(house.ear) == ["đã trở lại"]


async def test_a_forgotten_webhook_does_not_stop_polling(house: House) -> None:
    house.telegram.webhook = ("http://127.0.0.1:9/none", "")
    house.telegram.message(MINH, "x")
    async with house.listening() as ear:
        await ear.until(1)


# By webhook


def pushed_to(house: House) -> AbstractAsyncContextManager[str]:
    """The channel's endpoint on a server of its own."""
    return endpoint("/telegram", house.channel.webhook(SECRET))


def written(text: str, number: int = 1) -> bytes:
    chat = {"id": MINH, "type": "private"}
    message = {"message_id": 1, "date": 5, "from": {"id": MINH}, "chat": chat, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()


async def pushed(url: str, body: bytes, secret: str = SECRET) -> int:
    async with httpx.AsyncClient() as client:
        return (await client.post(url, content=body, headers={HEADER: secret})).status_code


async def test_a_push_is_stored_before_it_is_answered(house: House) -> None:
    async with pushed_to(house) as url, house.listening() as ear:
        await asyncio.sleep(0)
        assert await pushed(url, written("đẩy")) == 200
        assert texts(ear) == ["đẩy"]
        assert house.telegram.asked("getUpdates") == []


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], SECRET + "x", "bí mật".encode()])
async def test_a_push_without_the_secret_is_refused(house: House, secret: Any) -> None:
    async with pushed_to(house) as url, house.listening() as ear:
        await asyncio.sleep(0)
        assert await pushed(url, written("giả"), secret) == 403
        assert ear.heard == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"[" * 100_000, 400),
        (b"[]", 200),
        (b'{"update_id": 5}', 200),
        (written("x" * 2**20), 413),
    ],
)
async def test_a_push_of_another_shape_stores_nothing(
    house: House, body: bytes, status: int
) -> None:
    async with pushed_to(house) as url, house.listening() as ear:
        await asyncio.sleep(0)
        assert await pushed(url, body) == status
        assert ear.heard == []


async def test_a_push_that_cannot_be_stored_is_pushed_again(house: House) -> None:
    async with pushed_to(house) as url:
        await house.channel.set_webhook(url)
        house.telegram.message(MINH, "đẩy lại")
        while len(house.telegram.webhook_answers) < 2:  # noqa: ASYNC110 - nobody listens yet
            await asyncio.sleep(0.01)
        house.ear.broken = 2
        async with house.listening() as ear:
            await ear.until(1)
            await asyncio.sleep(0.1)
    assert texts(ear) == ["đẩy lại"]
    assert set(house.telegram.webhook_answers[:-1]) == {503}
    assert house.telegram.webhook_answers[-1] == 200
    [asked] = house.telegram.asked("setWebhook")
    assert asked["secret_token"] == SECRET
    assert "my_chat_member" in asked["allowed_updates"]


async def test_the_webhook_needs_its_secret_first(house: House) -> None:
    with pytest.raises(RuntimeError):
        await house.channel.set_webhook("https://example.org/telegram")


async def test_no_token_reaches_the_log_while_listening(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), structlog.testing.capture_logs() as lines:
        house.telegram.message(MINH, "một điều riêng tư")
        for kind in ("refuse", "bad_json", "cut_after"):
            house.telegram.fault(kind, "getUpdates")
        house.ear.broken = 1
        async with house.listening() as ear:
            await ear.until(1)
    said = caplog.text + repr(lines)
    assert TOKEN.split(":")[1] not in said
    assert "riêng tư" not in said


def test_the_times_are_aware_and_in_utc() -> None:
    message = {"message_id": 1, "date": 86400, "chat": {"id": 1, "type": "private"}}
    read: IncomingEvent = incoming_event({"update_id": 1, "message": message}, FAR)
    assert read.at == datetime(1970, 1, 2, tzinfo=UTC)
    assert read.at.utcoffset() == timedelta(0)


async def test_empty_polls_that_return_at_once_are_not_asked_for_without_a_pause(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: a busy machine would hide that nobody rests."""
    rests: list[float] = []
    sleep = asyncio.sleep

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        await sleep(0)

    house.telegram.returns_at_once = True
    house.channel._listening.shortest_turn = 600.0  # type: ignore[union-attr] # it polls
    with monkeypatch.context() as patch:
        patch.setattr(receiving.asyncio, "sleep", rest)  # type: ignore[attr-defined] # the module's own
        async with house.listening(), asyncio.timeout(30):
            while len(house.telegram.asked("getUpdates")) < 10:
                await sleep(0.005)
    assert len([each for each in rests if each > 300.0]) >= 9
    assert receiving.SHORTEST_TURN_S >= 0.05


def test_a_number_that_was_there_before_with_a_newer_date_is_something_new() -> None:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    message = {"message_id": 5, "chat": {"id": MINH, "type": "private"}, "text": "xong"}
    first, again, later = (
        incoming_event({"update_id": 7, "message": {**message, "date": date}}, now)
        for date in (1_790_000_000, 1_790_000_000, 1_790_900_000)
    )
    assert first.event_id == again.event_id != later.event_id


async def test_over_a_slow_and_uneven_line_everything_is_heard_in_order(house: House) -> None:
    house.telegram.latency_s, house.telegram.jitter_s = 0.01, 0.05
    async with house.listening() as ear:
        for number in range(8):
            house.telegram.message(MINH, str(number))
            await asyncio.sleep(0)
        await ear.until(8)
    assert texts(ear) == [str(number) for number in range(8)]
