"""The Zalo channel sends: every row of the failure table, on a real server on loopback."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import structlog

from bot.channels.protocol import (
    CanBeAsked,
    Channel,
    Edits,
    FetchesFiles,
    Pace,
    SendFailed,
    SendsFiles,
    SetsMenu,
    ShowsButtons,
)
from bot.channels.zalo.sending import ZaloMessagePart, written
from bot.channels.zalo_line import fetchable
from bot.rendering.markup import units
from bot.rendering.rendered import Rendered
from domain.messaging.messages import File
from tests.channels.fake_zalo import TOKEN, Server, running
from tests.channels.zalo_house import LAN, House, at_home, says
from tests.conftest import free_port

SECRET_HALF = TOKEN.split(":")[1]
API = "https://bot-api.zaloplatforms.com"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as opened:
        opened.zalo.known.add(LAN)
        yield opened


@pytest.fixture
async def house(server: Server) -> AsyncIterator[House]:
    async with at_home(server) as opened:
        yield opened


async def failing(house: House, message: Rendered | None = None) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await house.channel.send(LAN, message or says())
    return caught.value


def flags(failed: SendFailed) -> set[str]:
    named = {
        name for name in ("permanent", "refused", "uncertain", "stopped") if getattr(failed, name)
    }
    return named | ({"pause"} if failed.retry_after else set())


def shows_no_token(failed: BaseException) -> bool:
    """Neither the message, nor anything it hangs together with, nor any variable on the way."""
    told = "".join(
        traceback.TracebackException.from_exception(failed, capture_locals=True).format()
    )
    hidden = failed.__cause__ or failed.__context__
    while hidden is not None:
        told += repr(hidden)
        hidden = hidden.__cause__ or hidden.__context__
    return SECRET_HALF not in told


# What becomes of a message when the call goes wrong

ANSWER = "answer"
ROWS: list[tuple[str, dict[str, Any], str, set[str], int]] = [
    ("refuse", {}, "zalo.uncertain", {"uncertain"}, 0),
    ("hang_before", {}, "zalo.uncertain", {"uncertain"}, 0),
    ("hang_after", {}, "zalo.uncertain", {"uncertain"}, 1),
    ("cut_after", {}, "zalo.uncertain", {"uncertain"}, 1),
    (ANSWER, {"code": 400}, "zalo.bad_request", {"refused"}, 0),
    (ANSWER, {"code": 401}, "zalo.token", {"stopped"}, 0),
    (ANSWER, {"code": 403}, "zalo.internal", set(), 0),
    (ANSWER, {"code": 404}, "zalo.not_found", {"refused"}, 0),
    (ANSWER, {"code": 404, "status": 404}, "zalo.not_found", {"refused"}, 0),
    (ANSWER, {"code": 408}, "zalo.request_timeout", {"uncertain"}, 0),
    (ANSWER, {"code": 408, "accepted": True}, "zalo.request_timeout", {"uncertain"}, 1),
    (ANSWER, {"code": 426, "key": "errorCode"}, "zalo.daily_limit", set(), 0),
    (ANSWER, {"code": 429}, "zalo.quota", {"stopped"}, 0),
    (ANSWER, {"code": 429, "status": 429}, "zalo.quota", {"stopped"}, 0),
    (ANSWER, {"code": 429, "key": "errorCode"}, "zalo.quota", {"stopped"}, 0),
    (ANSWER, {"code": 451}, "zalo.refused", set(), 0),
    (ANSWER, {"code": 500}, "zalo.gateway", {"uncertain"}, 0),
    (ANSWER, {"code": 77}, "zalo.unknown", {"uncertain"}, 0),
    (ANSWER, {"code": 401, "key": "odd"}, "zalo.unknown", {"uncertain"}, 0),
    (ANSWER, {"code": 0, "key": "odd", "status": 401}, "zalo.token", {"stopped"}, 0),
    (ANSWER, {"status": 429, "body": "<html>nginx</html>"}, "zalo.flood", {"pause"}, 0),
    (ANSWER, {"status": 429, "body": '{"message": "slow"}'}, "zalo.flood", {"pause"}, 0),
    (ANSWER, {"status": 502, "body": "<html>Bad</html>"}, "zalo.gateway", {"uncertain"}, 0),
    (
        ANSWER,
        {"status": 504, "body": "<html>No</html>", "accepted": True},
        "zalo.gateway",
        {"uncertain"},
        1,
    ),
    (ANSWER, {"body": "", "accepted": True}, "zalo.gateway", {"uncertain"}, 1),
    (ANSWER, {"body": "[1, 2]"}, "zalo.gateway", {"uncertain"}, 0),
    (ANSWER, {"body": "[" * 200_000}, "zalo.gateway", {"uncertain"}, 0),
    (ANSWER, {"body": '{"ok": true, "result": {"odd": 1}}'}, "zalo.unknown", {"uncertain"}, 0),
    (ANSWER, {"body": '{"ok": true}'}, "zalo.unknown", {"uncertain"}, 0),
    (ANSWER, {"body": '{"ok": "yes"}'}, "zalo.unknown", {"uncertain"}, 0),
]


@pytest.mark.parametrize(("kind", "details", "reason", "expected", "delivered"), ROWS)
async def test_every_failure_says_what_became_of_the_message(
    house: House,
    kind: str,
    details: dict[str, Any],
    reason: str,
    expected: set[str],
    delivered: int,
) -> None:
    house.zalo.fault(kind, "sendMessage", **details)
    failed = await failing(house)
    assert (failed.reason, flags(failed)) == (reason, expected)
    assert len(house.zalo.sees(LAN)) == delivered
    assert len(house.zalo.asked("sendMessage")) == 1
    assert shows_no_token(failed)


async def test_a_gateway_that_is_asked_too_often_is_left_alone_for_half_a_minute(
    house: House,
) -> None:
    house.zalo.fault(ANSWER, "sendMessage", status=429, body="<html>")
    assert (await failing(house)).retry_after == timedelta(seconds=30)


async def test_ok_decides_and_not_the_status_of_http(house: House) -> None:
    body = '{"ok": true, "result": {"message_id": "abc", "date": 1}}'
    house.zalo.fault(ANSWER, "sendMessage", status=500, body=body)
    assert await house.channel.send(LAN, says()) == "abc"


async def test_nobody_at_the_other_end_means_certainly_not_sent(server: Server) -> None:
    server.url = f"http://127.0.0.1:{free_port()}"
    async with at_home(server) as house:
        failed = await failing(house)
    assert (failed.reason, flags(failed)) == ("zalo.not_sent", set())
    assert shows_no_token(failed)


async def test_no_connection_in_time_means_certainly_not_sent(server: Server) -> None:
    """A listener whose queue is full answers no further greeting."""
    with socket.socket() as deaf, socket.socket() as first, socket.socket() as second:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(deaf.getsockname())
        server.url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        async with at_home(server) as house:
            failed = await failing(house)
    assert (failed.reason, flags(failed)) == ("zalo.not_sent", set())
    assert shows_no_token(failed)


async def test_no_free_connection_means_certainly_not_sent(server: Server) -> None:
    async with at_home(server, connections=1, read=1.0, pool=0.1) as house:
        server.zalo.fault("hang_after", "sendMessage")
        stuck = asyncio.create_task(failing(house, says("first")))
        await house.until_asked("sendMessage")
        failed = await failing(house, says("second"))
        assert (failed.reason, flags(failed)) == ("zalo.not_sent", set())
        assert flags(await stuck) == {"uncertain"}
    assert [shown.text for shown in server.zalo.sees(LAN)] == ["first"]


async def test_a_call_that_never_ends_is_given_up_as_uncertain(server: Server) -> None:
    async with at_home(server, read=30.0, whole=0.2) as house:
        server.zalo.fault("hang_after", "sendMessage")
        failed = await failing(house)
        assert flags(failed) == {"uncertain"}
        assert shows_no_token(failed)


@pytest.mark.parametrize("code", [401, 429])
async def test_an_alarm_sounds_once_until_it_works_again(house: House, code: int) -> None:
    for _ in range(2):
        house.zalo.fault(ANSWER, "sendMessage", times=3, code=code)
        for _ in range(3):
            assert flags(await failing(house)) == {"stopped"}
        await house.channel.send(LAN, says())
    assert house.alarms == [{401: "zalo.token", 429: "zalo.quota"}[code]] * 2


async def test_a_wrong_token_is_seen_though_http_says_200(server: Server) -> None:
    async with at_home(server, token="1:wrong") as house:
        assert flags(await failing(house)) == {"stopped"}
        assert house.alarms == ["zalo.token"]


async def test_an_unknown_chat_is_refused_and_others_go_on(house: House) -> None:
    with pytest.raises(SendFailed) as caught:
        await house.channel.send("nobody", says())
    assert flags(caught.value) == {"refused"}
    assert await house.channel.send(LAN, says())
    assert house.alarms == []


async def test_no_token_and_no_text_reaches_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as lines:
        await house.channel.send(LAN, says("một điều riêng tư"))
        for kind in ("refuse", "cut_after", "hang_after"):
            house.zalo.fault(kind, "sendMessage")
            await failing(house, says("một điều riêng tư"))
    ours = [
        each for each in caplog.records if not each.name.startswith("uvicorn")
    ]  # not the fake's
    said = repr([each.getMessage() for each in ours]) + repr(lines)
    assert SECRET_HALF not in said
    assert "riêng tư" not in said


async def test_nothing_shows_the_token_of_itself(house: House) -> None:
    parts = [house.channel, *vars(house.channel).values()]
    assert SECRET_HALF not in repr(parts)


# What is sent


async def test_the_channel_has_few_powers(house: House) -> None:
    channel: Channel = house.channel
    assert isinstance(channel, FetchesFiles)
    for power in (ShowsButtons, Edits, SendsFiles, SetsMenu, CanBeAsked):
        assert not isinstance(channel, power)
    assert (house.channel.name, house.channel.pace) == ("zalo", Pace(per_second=5, per_chat_s=1.0))


async def test_a_reminder_has_a_large_heading_and_a_red_deadline(house: House) -> None:
    html = (
        "<b>Nhắc việc A7K</b>\nBáo cáo 123/QĐ_UBND* &lt;quý IV&gt; — <u>hạn 25/11</u>\n1. Đã xong"
    )
    number = await house.channel.send(LAN, says(html))
    [shown] = house.zalo.sees(LAN)
    assert shown.text == "Nhắc việc A7K\nBáo cáo 123/QĐ_UBND* <quý IV> — hạn 25/11\n1. Đã xong"
    assert shown.id == number
    assert shown.styled("b") == shown.styled("f_18") == ["Nhắc việc A7K"]
    assert shown.styled("c_db342e") == ["hạn 25/11"]
    [asked] = house.zalo.asked("sendMessage")
    assert asked["text_styles"][0] == {"start": 0, "len": 13, "st": ["b", "f_18"]}
    assert "parse_mode" not in asked


async def test_plain_words_have_no_styles(house: House) -> None:
    await house.channel.send(LAN, says("a &amp; b"))
    assert house.zalo.asked("sendMessage") == [{"chat_id": LAN, "text": "a & b"}]


def runs(html: str) -> list[tuple[int, int, list[str]]]:
    [part] = written(html)
    return [(run["start"], run["len"], run["st"]) for run in part.styles]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("😀ệ <b>x</b>", [(4, 1, ["b"])]),  # units, not characters; not at the start of a line
        ("a\n<b>x</b> <b>y</b>", [(2, 1, ["b", "f_18"]), (4, 1, ["b"])]),
        ("😀\n<b>x</b>", [(3, 1, ["b", "f_18"])]),
        (f"<b>{'x' * 60}</b>", [(0, 60, ["b", "f_18"])]),
        (f"<b>{'x' * 61}</b>", [(0, 61, ["b"])]),
        (f"<b>{'x' * 61}</b>\n<b>y</b>", [(0, 61, ["b"]), (62, 1, ["b"])]),
        ("<i>a</i><u>b</u>", [(0, 1, ["i"]), (1, 1, ["c_db342e"])]),
        (
            "a <b>b <u>c</u> d</b>",
            [(2, 2, ["b"]), (4, 1, ["b", "c_db342e"]), (5, 2, ["b"])],
        ),
        ("<b>a<u>b</u></b>", [(0, 1, ["b", "f_18"]), (1, 1, ["b", "c_db342e", "f_18"])]),
        ("\n\n <b>a</b> \n", [(0, 1, ["b", "f_18"])]),
        ("x <b>a\n</b>", [(2, 1, ["b"])]),
        ("<b></b>x<u> </u>", []),
    ],
)
def test_styles_are_runs_of_units_that_do_not_overlap(
    html: str, expected: list[tuple[int, int, list[str]]]
) -> None:
    assert runs(html) == expected


def test_only_the_beginning_of_a_message_has_a_heading() -> None:
    first, second = written(f"<b>Đầu</b>\n{'x' * 1895}\n<b>Sau</b>\nhết")
    assert first.styles[0]["st"] == ["b", "f_18"]
    assert second == ZaloMessagePart("Sau\nhết", ({"start": 0, "len": 3, "st": ["b"]},))


async def test_a_long_text_leaves_in_parts_cut_at_line_ends(house: House) -> None:
    text = "".join(f"<b>{number}</b> {'ệ😀' * 30}\n" for number in range(60))
    number = await house.channel.send(LAN, says(text))
    shown = house.zalo.sees(LAN)
    assert [units(each.text) <= 1900 for each in shown] == [True] * len(shown)
    assert len(shown) == 3
    assert number == shown[-1].id
    assert [line for each in shown for line in each.styled("b")] == [str(n) for n in range(60)]
    assert "\n".join(each.text for each in shown).count("😀") == 1800


async def test_the_second_try_goes_on_where_the_first_one_stopped(house: House) -> None:
    long = says("\n".join(str(number) * 900 for number in range(8)), "letter 9")
    house.zalo.fault(ANSWER, "sendMessage", skip=2, code=403)
    assert flags(await failing(house, long)) == set()
    assert await house.channel.send(LAN, long) == house.zalo.sees(LAN)[-1].id
    texts = [each.text for each in house.zalo.sees(LAN)]
    assert len(texts) == len(set(texts)) == 4


async def test_a_letter_that_was_said_may_be_said_anew(house: House) -> None:
    long = says("\n".join(str(number) * 900 for number in range(4)), "letter 9")
    for _ in range(2):
        house.zalo.fault(ANSWER, "sendMessage", skip=1, code=403)
        await failing(house, long)
        await house.channel.send(LAN, long)
    assert len(house.zalo.sees(LAN)) == 4


async def test_a_letter_that_has_changed_begins_again(house: House) -> None:
    for message in "xy":
        house.zalo.fault(ANSWER, "sendMessage", skip=1, code=403)
        await failing(house, says("\n".join(message * 1500 for _ in range(2)), "letter 9"))
    assert [each.text[0] for each in house.zalo.sees(LAN)] == ["x", "y"]


# Pictures


async def collected(house: House, url: str) -> bytes:
    return b"".join([chunk async for chunk in house.channel.fetch(File(url))])


async def test_a_picture_is_fetched(house: House) -> None:
    content = bytes(range(256)) * 4000
    house.zalo.files["p"] = content
    assert await collected(house, f"{house.server.url}/photos/p") == content


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://photo-stal-1.zdn.vn/a/b.jpg", True),
        ("https://PHOTO.ZADN.VN/a.jpg?x=1", True),
        ("https://zdn.vn/a.jpg", True),
        (f"{API}/a.jpg", True),
        ("http://photo-stal-1.zdn.vn/a.jpg", False),
        ("https://photo-stal-1.zdn.vn:8443/a.jpg", False),
        ("https://evilzdn.vn/a.jpg", False),
        ("https://zdn.vn.example.org/a.jpg", False),
        ("https://example.org/zdn.vn", False),
        ("https://zdn.vn@example.org/a.jpg", False),
        ("https://example.org#.zdn.vn", False),
        ("https://127.0.0.1/a.jpg", False),
        ("http://bot-api.zaloplatforms.com/a.jpg", False),
        ("file:///etc/passwd", False),
        ("//zdn.vn/a.jpg", False),
        ("photos/a.jpg", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_pictures_come_from_zalo_only(url: str, allowed: bool) -> None:
    assert fetchable(url, API) is allowed


async def test_another_host_is_never_asked(house: House) -> None:
    async with running() as other:
        other.zalo.files["p"] = b"x"
        with pytest.raises(SendFailed) as caught:
            await collected(house, f"{other.url}/photos/p")
    assert (caught.value.reason, caught.value.refused) == ("zalo.no_file", True)


async def test_a_picture_that_lies_elsewhere_is_not_followed(house: House) -> None:
    house.zalo.files["moved"] = b"x"
    with pytest.raises(SendFailed, match=r"zalo\.no_file"):
        await collected(house, f"{house.server.url}/elsewhere")


@pytest.mark.parametrize(
    ("fault", "refused"),
    [
        ({"kind": "refuse"}, False),
        ({"kind": ANSWER, "status": 503}, False),
        ({"kind": ANSWER, "status": 404}, True),
    ],
)
async def test_a_picture_that_cannot_be_had(
    house: House, fault: dict[str, Any], refused: bool
) -> None:
    house.zalo.files["p"] = b"x"
    house.zalo.fault(method="photo", **fault)
    with pytest.raises(SendFailed) as caught:
        await collected(house, f"{house.server.url}/photos/p")
    assert flags(caught.value) == ({"refused"} if refused else set())
    assert shows_no_token(caught.value)


async def test_a_picture_too_large_is_given_up(house: House) -> None:
    house.zalo.files["p"] = b"x" * (20 * 2**20 + 1)
    with pytest.raises(SendFailed, match=r"zalo\.file_too_big") as caught:
        await collected(house, f"{house.server.url}/photos/p")
    assert caught.value.refused
