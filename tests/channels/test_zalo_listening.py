"""The Zalo channel listens: stored first, heard once, and nothing lost that Zalo hands out."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import structlog

from bot.channels.protocol import SendFailed
from bot.channels.zalo import receiving as zalo_listening
from bot.channels.zalo.channel import ZaloChannel
from bot.channels.zalo.client import ZaloOptions
from bot.channels.zalo.updates import heard
from domain.messaging.messages import Chat, File
from tests.channels.fake_zalo import HEADER, TOKEN, Server, running
from tests.channels.zalo_house import FAR, GROUP, LAN, QUICK, SECRET, House, at_home, options

PHOTO = "https://photo-stal-1.zdn.vn/a.jpg"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as opened:
        yield opened


@pytest.fixture
async def house(server: Server) -> AsyncIterator[House]:
    async with at_home(server) as opened:
        yield opened


# What people do


async def test_a_message_is_heard_with_its_time_and_place(house: House) -> None:
    number = house.zalo.message(LAN, "1 A7K")
    async with house.listening() as ear:
        [event] = await ear.until(1)
    assert event.chat == Chat("zalo", LAN)
    assert (event.event_id, event.message_id) == (number, number)
    assert (event.kind, event.text, event.files) == ("message", "1 A7K", ())
    assert event.at.utcoffset() == timedelta(0)
    assert event.at != FAR  # what Zalo says, since our clock may be hours behind the person


def event(name: str = "text", /, **changed: Any) -> dict[str, Any]:
    message = {
        "message_id": "m1",
        "date": 86_400_000,
        "text": "x",
        "from": {"id": LAN, "is_bot": False},
        "chat": {"id": LAN, "chat_type": "PRIVATE"},
        **changed,
    }
    present = {key: value for key, value in message.items() if value is not None}
    return {"event_name": f"message.{name}.received", "message": present}


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (86_400_000, datetime(1970, 1, 2, tzinfo=UTC)),
        ("86400500", datetime(1970, 1, 2, microsecond=500_000, tzinfo=UTC)),
        (99_999_999_999_999_999, FAR),
        (32_503_680_000_000, FAR),  # the year 3000: never in the future
        ("soon", FAR),
        (None, FAR),
    ],
)
def test_times_are_milliseconds_and_never_in_the_future(date: Any, expected: datetime) -> None:
    read = heard(event(date=date), FAR)
    assert read
    assert read.at == expected
    assert read.at.tzinfo is not None


@pytest.mark.parametrize("key", ["photo_url", "photo"])
async def test_a_picture_is_heard_by_its_address(house: House, key: str) -> None:
    house.zalo.photo(LAN, PHOTO, "xong rồi", key)
    async with house.listening() as ear:
        [event] = await ear.until(1)
    assert event.text == "xong rồi"
    assert event.files == (File(PHOTO, "", "image/jpeg"),)


async def test_what_is_no_text_and_no_picture_is_heard_as_an_empty_message(house: House) -> None:
    house.zalo.sticker(LAN)
    house.zalo.voice(LAN)
    house.zalo.document(LAN)
    house.zalo.document()  # Zalo does not say from whom: nobody can be answered
    house.zalo.message(LAN, "chữ")
    async with house.listening() as ear:
        await ear.until(4)
    assert [(each.kind, each.text, each.files) for each in ear.heard] == [
        ("sticker", "", ()),
        ("message", "", ()),
        ("message", "", ()),
        ("message", "chữ", ()),
    ]
    assert {each.chat.address for each in ear.heard} == {LAN}


async def test_groups_are_never_heard(house: House) -> None:
    house.zalo.group_message(GROUP, LAN, "nói trong nhóm")
    house.zalo.message(LAN, "nói riêng")
    async with house.listening() as ear:
        await ear.until(1)
    assert ear.texts == ["nói riêng"]


@pytest.mark.parametrize(
    ("changed", "is_heard"),
    [
        ({}, True),
        ({"chat": {"id": LAN}}, True),
        ({"chat": {"id": GROUP}}, False),
        ({"chat": {"id": LAN, "chat_type": "GROUP"}}, False),
        ({"chat": {"id": LAN, "chat_type": "CHANNEL"}}, False),
        ({"from": {"id": LAN, "is_bot": True}}, False),
    ],
)
def test_only_private_chats_of_people_are_heard(changed: dict[str, Any], is_heard: bool) -> None:
    assert bool(heard(event(**changed), FAR)) is is_heard


def test_events_that_nobody_wrote_are_not_heard() -> None:
    assert heard({"event_name": "webhook.test", "message": {"text": "x"}}, FAR) is None
    assert heard({}, FAR) is None


ODD: list[Any] = [
    None,
    [],
    "bí mật",
    {"event_name": "message.text.received", "message": "bí mật"},
    event(message_id=None),
    event(message_id=["x"]),
    event(message_id=True),
    event(message_id=" "),
    event(message_id="m\0"),
    event(message_id="m\ud800"),
    event(message_id="m" * 101),
    event(chat=None),
    event(chat={"id": None, "chat_type": "PRIVATE"}),
    event(chat={"id": LAN}, **{"from": None}),
]


@pytest.mark.parametrize("odd", ODD)
async def test_an_event_that_cannot_be_read_blocks_nobody(house: House, odd: Any) -> None:
    house.zalo.raw_event(odd)
    house.zalo.message(LAN, "sau")
    with structlog.testing.capture_logs() as lines:
        async with house.listening() as ear:
            await ear.until(1)
    assert ear.texts == ["sau"]
    assert "bí mật" not in repr(lines)


def test_words_of_another_shape_are_left_out() -> None:
    read = heard(event("image", text={"a": 1}, photo_url=["x"]), FAR)
    assert read
    assert (read.text, read.files) == ("", ())


def test_what_no_database_takes_is_left_out() -> None:
    read = heard(event("image", text="a\0b\ud83dc😀", photo_url=f"{PHOTO}\0"), FAR)
    assert read
    assert (read.text, read.files[0].reference) == ("abc😀", PHOTO)


# By polling


async def test_an_idle_poll_is_no_failure_and_is_asked_again_at_once(house: House) -> None:
    with structlog.testing.capture_logs() as lines:
        async with house.listening() as ear:
            await house.until_asked("getUpdates")
            began = time.monotonic()
            await house.until_asked("getUpdates", 2)
            assert time.monotonic() - began > 0.8  # the poll is not given up before Zalo ends it
            house.zalo.message(LAN, "x")
            await ear.until(1)
    assert house.zalo.asked("getUpdates")[0] == {"timeout": 1}
    assert (house.alarms, lines) == ([], [])
    assert ear.heard


async def test_messages_come_one_by_one_in_order(house: House) -> None:
    for number in range(30):
        house.zalo.message(LAN, str(number))
    async with house.listening() as ear:
        await ear.until(30)
    assert ear.texts == [str(number) for number in range(30)]
    assert ear.batches == 30


async def test_a_list_of_events_is_read_as_well(house: House) -> None:
    both = json.dumps({"ok": True, "result": [event(), event(message_id="m2")]})
    house.zalo.fault("answer", "getUpdates", body=both)
    async with house.listening() as ear:
        await ear.until(2)
    assert [each.event_id for each in ear.heard] == ["m1", "m2"]


async def test_a_message_that_is_replayed_is_heard_once(server: Server) -> None:
    server.zalo.replays = True
    async with at_home(server, pause=0.05) as house:
        house.zalo.message(LAN, "một lần")
        async with house.listening() as ear:
            await ear.until(1)
            house.zalo.message(LAN, "sau đó")
            await ear.until(2)
    assert ear.texts == ["một lần", "sau đó"]


def test_a_replay_is_followed_by_a_pause_of_a_second() -> None:
    assert ZaloOptions().pause >= 1.0
    assert zalo_listening.LONGEST_BACK_OFF == 60.0


@pytest.mark.parametrize("replays", [True, False])
async def test_answers_at_once_that_bring_nothing_new_do_not_hammer(
    server: Server, monkeypatch: pytest.MonkeyPatch, replays: bool
) -> None:
    """Counted, not timed: a busy machine would hide that nobody rests."""
    rests: list[float] = []
    sleep = asyncio.sleep

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        await sleep(0)

    server.zalo.replays = replays
    async with at_home(server, pause=600.0) as house:
        if replays:
            house.zalo.message(LAN, "một lần")
        else:
            house.zalo.fault("answer", "getUpdates", code=408, times=1000)
        with monkeypatch.context() as patch:
            patch.setattr(zalo_listening.asyncio, "sleep", rest)  # type: ignore[attr-defined] # the module's own
            async with house.listening(), asyncio.timeout(30):
                while len(house.zalo.asked("getUpdates")) < 10:
                    await sleep(0.005)
    assert rests.count(600.0) >= 8
    assert house.alarms == []


async def test_what_cannot_be_stored_is_kept_until_it_can(house: House) -> None:
    """Zalo will not hand it out again."""
    house.zalo.message(LAN, "đĩa đầy")
    house.zalo.message(LAN, "sau đó")
    house.ear.broken = 3
    async with house.listening() as ear:
        await ear.until(2)
    assert ear.texts == ["đĩa đầy", "sau đó"]
    assert ear.batches == 5


async def test_what_was_kept_survives_a_listener_that_is_started_again(house: House) -> None:
    house.zalo.message(LAN, "giữ lại")
    house.ear.broken = 10_000
    async with house.listening() as ear:
        async with asyncio.timeout(30):
            while not ear.batches:  # noqa: ASYNC110 - as short as the test
                await asyncio.sleep(0.005)
    house.ear.broken = 0
    async with house.listening() as ear:
        await ear.until(1)
    assert ear.texts == ["giữ lại"]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "refuse"},
        {"kind": "hang_before"},
        {"kind": "answer", "status": 502, "body": "<html>"},
        {"kind": "answer", "body": "not json"},
        {"kind": "answer", "body": '{"ok": true, "result": 7}'},
        {"kind": "answer", "code": 400},
        {"kind": "answer", "code": 403},
        {"kind": "answer", "code": 429},
        {"kind": "answer", "code": 500},
    ],
)
async def test_a_broken_poll_loses_nothing(house: House, fault: dict[str, Any]) -> None:
    for number in range(3):
        house.zalo.message(LAN, f"số {number}")
    house.zalo.fault(method="getUpdates", **fault)
    async with house.listening() as ear:
        await ear.until(3)
    assert ear.texts == ["số 0", "số 1", "số 2"]
    assert house.alarms == []


async def test_failures_are_waited_out_longer_and_longer(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    async with at_home(server, back_off=1.0) as house:
        house.zalo.fault("answer", "getUpdates", code=500, times=8)
        house.zalo.fault("answer", "getUpdates", status=429, body="<html>")
        house.zalo.message(LAN, "x")
        listening = asyncio.create_task(house.channel.listen(house.ear))
        with monkeypatch.context() as patch:
            patch.setattr(zalo_listening.asyncio, "sleep", note)  # type: ignore[attr-defined] # the module's own
            async with asyncio.timeout(30):
                while not house.ear.heard:
                    await sleep(0.005)
        listening.cancel()
    backed_off = [seconds for seconds in slept if seconds >= 1.0]
    assert backed_off == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_a_gateway_that_is_asked_too_often_is_given_its_pause(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.zalo.client.PAUSE", timedelta(seconds=0.3))
    async with at_home(server) as house:
        house.zalo.fault("answer", "getUpdates", status=429, body="<html>")
        house.zalo.message(LAN, "x")
        began = time.monotonic()
        async with house.listening() as ear:
            await ear.until(1)
        assert time.monotonic() - began >= 0.3


async def test_a_stalled_line_raises_one_alarm_until_it_works(server: Server) -> None:
    async with at_home(server, patience=0.05) as house:
        for _ in range(2):
            house.zalo.fault("refuse", "getUpdates", times=5)
            async with house.listening() as ear:
                house.zalo.message(LAN, "cuối cùng")
                await ear.until(len(ear.heard) + 1)
        assert house.alarms == ["zalo.stalled"] * 2


async def test_no_alarm_sounds_before_patience_ends(server: Server) -> None:
    async with at_home(server, patience=30.0) as house:
        house.zalo.fault("refuse", "getUpdates", times=4)
        house.zalo.message(LAN, "x")
        async with house.listening() as ear:
            await ear.until(1)
        assert house.alarms == []


async def test_a_refused_token_stops_listening_with_one_alarm(server: Server) -> None:
    async with at_home(server, token="1:wrong") as house:
        with structlog.testing.capture_logs() as lines:
            for _ in range(2):
                await asyncio.wait_for(house.channel.listen(house.ear), 5)
        assert house.alarms == ["zalo.token"]
        assert {line["reason"] for line in lines} == {"zalo.token"}


async def test_a_token_refused_later_stops_listening_as_well(house: House) -> None:
    house.zalo.fault("answer", "getUpdates", skip=1, code=401)
    house.zalo.message(LAN, "x")
    await asyncio.wait_for(house.channel.listen(house.ear), 5)
    assert (house.ear.texts, house.alarms) == (["x"], ["zalo.token"])


async def test_a_messenger_that_is_away_is_waited_for(server: Server) -> None:
    port = int(server.url.rsplit(":", 1)[1])
    async with at_home(server) as house, house.listening() as ear:
        await house.until_asked("getUpdates")
        await server.close()
        async with running(server.zalo, port) as again:
            again.zalo.message(LAN, "đã trở lại")
            await ear.until(1)
    assert house.ear.texts == ["đã trở lại"]


async def test_a_webhook_is_taken_away_before_polling(house: House) -> None:
    house.zalo.webhook = ("http://127.0.0.1:9/none", SECRET)
    house.zalo.message(LAN, "x")
    async with house.listening() as ear:
        await ear.until(1)
    assert len(house.zalo.asked("deleteWebhook")) == 1


async def test_without_a_webhook_nothing_is_taken_away(house: House) -> None:
    async with house.listening():
        await house.until_asked("getUpdates")
    assert [name for name, _ in house.zalo.calls] == ["getMe", "getWebhookInfo", "getUpdates"]


async def test_a_webhook_that_has_gone_meanwhile_is_a_success(house: House) -> None:
    house.zalo.webhook = ("http://127.0.0.1:9/none", SECRET)
    house.zalo.fault("answer", "deleteWebhook", code=400, accepted=True)
    house.zalo.message(LAN, "x")
    async with house.listening() as ear:
        await ear.until(1)
    assert len(house.zalo.asked("getWebhookInfo")) == 1


async def test_a_webhook_set_while_polling_is_taken_away_again(house: House) -> None:
    async with house.listening() as ear:
        await house.until_asked("getUpdates")
        house.zalo.webhook = ("http://127.0.0.1:9/none", SECRET)
        house.zalo.message(LAN, "x")
        await ear.until(1)
        house.zalo.message(LAN, "y")
        await ear.until(2)
    assert house.zalo.webhook is None


@pytest.mark.parametrize(("code", "times"), [(403, 2), (400, 2), (429, 2), (500, 1)])
async def test_a_clear_refusal_makes_it_look_for_a_webhook(
    house: House, code: int, times: int
) -> None:
    house.zalo.fault("answer", "getUpdates", code=code)
    async with house.listening():
        await house.until_asked("getUpdates", 2)
    assert len(house.zalo.asked("getWebhookInfo")) == times


# By webhook


async def pushed(url: str, body: bytes, secret: Any = SECRET) -> int:
    async with httpx.AsyncClient() as client:
        return (await client.post(url, content=body, headers={HEADER: secret})).status_code


def written(**changed: Any) -> bytes:
    return json.dumps(event(**changed)).encode()


async def test_a_push_is_stored_before_it_is_answered(house: House) -> None:
    async with house.pushed_to() as url, house.listening() as ear:
        await asyncio.sleep(0)
        assert await pushed(url, written(text="đẩy")) == 200
        assert ear.texts == ["đẩy"]
        assert house.zalo.asked("getUpdates") == []


@pytest.mark.parametrize("wrapped", [False, True])
async def test_pushes_of_both_shapes_are_heard(house: House, wrapped: bool) -> None:
    house.zalo.wrapped = wrapped
    async with house.pushed_to() as url, house.listening() as ear:
        await house.channel.set_webhook(url)
        house.zalo.message(LAN, "một")
        house.zalo.photo(LAN, PHOTO)
        house.zalo.document()
        house.zalo.message(LAN, "hai")
        await ear.until(3)
    assert ear.texts == ["một", "", "hai"]
    assert set(house.zalo.push_answers) == {200}


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], SECRET + "x", "bí mật".encode()])
async def test_a_push_without_the_secret_is_refused(house: House, secret: Any) -> None:
    async with house.pushed_to() as url, house.listening() as ear:
        await asyncio.sleep(0)
        assert await pushed(url, written(), secret) == 403
        assert await pushed(url, b"x" * 2**21, secret) == 403
        assert ear.heard == []


async def test_an_empty_probe_is_answered_by_200(house: House) -> None:
    async with house.pushed_to() as url:
        async with httpx.AsyncClient() as client:
            assert (await client.post(url)).status_code == 200
        assert await pushed(url, b"") == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not json", 400),
        (b"[" * 200_000, 400),
        (b"[]", 200),
        (b"null", 200),
        (b'{"event_name": "webhook.test"}', 200),
        (b'{"event_name": "message.unsupported.received"}', 200),
        (written(chat={"id": GROUP, "chat_type": "GROUP"}), 200),
        (written(text="x" * 2**20), 413),
    ],
)
async def test_a_push_of_another_shape_stores_nothing(
    house: House, body: bytes, status: int
) -> None:
    async with house.pushed_to() as url, house.listening() as ear:
        await asyncio.sleep(0)
        assert await pushed(url, body) == status
        assert ear.heard == []


async def test_a_push_that_cannot_be_stored_is_not_acknowledged(house: House) -> None:
    async with house.pushed_to() as url:
        assert await pushed(url, written()) == 503  # nobody listens yet
        house.ear.broken = 1
        async with house.listening() as ear:
            await asyncio.sleep(0)
            assert await pushed(url, written()) == 503
            assert await pushed(url, written()) == 200
        assert await pushed(url, written()) == 503
    assert len(ear.heard) == 1


async def test_the_same_message_pushed_again_is_heard_once(house: House) -> None:
    async with house.pushed_to() as url, house.listening() as ear:
        await asyncio.sleep(0)
        for _ in range(3):
            assert await pushed(url, written()) == 200
        assert await pushed(url, written(message_id="m2")) == 200
    assert [each.event_id for each in ear.heard] == ["m1", "m2"]


async def test_only_so_many_messages_are_remembered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_listening, "MOST_REMEMBERED", 2)
    async with house.pushed_to() as url, house.listening() as ear:
        await asyncio.sleep(0)
        for number in ("m1", "m2", "m3", "m3", "m1"):
            await pushed(url, written(message_id=number))
    assert [each.event_id for each in ear.heard] == ["m1", "m2", "m3", "m1"]


async def test_a_refused_token_is_reported_though_pushes_are_still_taken(server: Server) -> None:
    async with at_home(server, token="1:wrong") as house:
        async with house.pushed_to() as url, house.listening() as ear:
            await house.until_asked("getMe")
            await pushed(url, written())
            assert ear.texts == ["x"]
            async with asyncio.timeout(30):
                while not house.alarms:  # noqa: ASYNC110 - as short as the test
                    await asyncio.sleep(0.005)
        assert house.alarms == ["zalo.token"]


# Telling Zalo where to push


async def test_the_webhook_is_set_only_when_it_differs(house: House) -> None:
    async with house.pushed_to() as url, house.listening():
        for _ in range(3):
            await house.channel.set_webhook(url)
        await house.channel.set_webhook(f"{url}?v=2")
    first, second = house.zalo.asked("setWebhook")
    assert first == {"url": url, "secret_token": SECRET}
    assert second["url"] == f"{url}?v=2"
    assert set(house.zalo.probe_answers) == {200}
    assert house.alarms == []


async def test_a_webhook_that_zalo_cannot_reach_raises_an_alarm(house: House) -> None:
    async with house.pushed_to() as url:
        with structlog.testing.capture_logs() as lines:
            await house.channel.set_webhook(url.replace("/zalo", "/mistyped"))
        assert house.alarms == ["zalo.webhook"]
        assert [line["outcome"] for line in lines] == ["webhook.http.404"]
        await house.channel.set_webhook(url)
        assert house.alarms == ["zalo.webhook"]


async def test_a_webhook_may_be_set_only_a_few_times_a_day(house: House) -> None:
    house.zalo.webhook_settings_left = 0
    async with house.pushed_to() as url:
        with pytest.raises(SendFailed, match=r"zalo\.daily_limit"):
            await house.channel.set_webhook(url)
    assert len(house.zalo.asked("setWebhook")) == 1


async def test_an_unclear_answer_about_the_webhook_sets_nothing(house: House) -> None:
    house.zalo.fault("answer", "getWebhookInfo", code=500)
    async with house.pushed_to() as url:
        with pytest.raises(SendFailed):
            await house.channel.set_webhook(url)
    assert house.zalo.asked("setWebhook") == []


@pytest.mark.parametrize("secret", ["", "x" * 7, "x" * 257, "bí mật của chúng ta"])
async def test_a_secret_that_zalo_would_not_take_is_not_used(house: House, secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        house.channel.webhook(secret)
    for taken in ("x" * 8, "x" * 256):
        house.channel.webhook(taken)


async def test_the_webhook_needs_its_secret_first(house: House) -> None:
    with pytest.raises(RuntimeError):
        await house.channel.set_webhook("https://example.org/zalo")


async def test_no_token_reaches_the_log_while_listening(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as lines:
        house.zalo.message(LAN, "một điều riêng tư")
        house.zalo.fault("refuse", "getUpdates")
        house.zalo.fault("answer", "getUpdates", body="<html>")
        house.ear.broken = 1
        async with house.listening() as ear:
            await ear.until(1)
    ours = [each for each in caplog.records if not each.name.startswith("uvicorn")]
    said = repr([each.getMessage() for each in ours]) + repr(lines)
    assert TOKEN.split(":")[1] not in said
    assert "riêng tư" not in said


async def test_each_of_several_bots_hears_under_its_own_name(server: Server) -> None:
    channel = ZaloChannel(TOKEN, lambda: FAR, list[str]().append, options(server.url), "zalo2")
    house = House(server, channel, [])
    server.zalo.message(LAN, "xong")
    async with house.listening() as ear:
        heard = await ear.until(1)
    assert heard[0].chat == Chat("zalo2", LAN)
    await channel.close()


async def test_polls_that_return_at_once_are_not_asked_for_without_a_pause(house: House) -> None:
    house.zalo.returns_at_once = True
    async with house.listening():
        await asyncio.sleep(0.5)
    assert len(house.zalo.asked("getUpdates")) <= 0.5 / QUICK["pause"] + 2


async def test_over_a_slow_and_uneven_line_everything_is_heard_in_order(house: House) -> None:
    house.zalo.latency_s, house.zalo.jitter_s = 0.01, 0.05
    for number in range(8):
        house.zalo.message(LAN, str(number))
    async with house.listening() as ear:
        await ear.until(8)
    assert ear.texts == [str(number) for number in range(8)]
