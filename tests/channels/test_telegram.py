"""The Telegram channel sends: every row of the failure table, on a real server on loopback."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.protocol import (
    AsksContact,
    CanBeAsked,
    Channel,
    Edits,
    FetchesFiles,
    Paced,
    SendFailed,
    SendsFiles,
    SetsMenu,
    ShowsButtons,
)
from bot.channels.telegram.channel import TelegramChannel
from bot.rendering.rendered import Button, Rendered
from domain.messaging.messages import File
from tests.channels.fake_telegram import TOKEN, Server, running
from tests.channels.telegram_house import FAR, MINH, House, at_home, says
from tests.conftest import free_port

SECRET_HALF = TOKEN.split(":")[1]
PNG = b"\x89PNG\r\n\x1a\n picture"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as opened:
        opened.telegram.known.add(MINH)
        yield opened


@pytest.fixture
async def house(server: Server) -> AsyncIterator[House]:
    async with at_home(server, probe=True) as opened:
        yield opened


async def failing(channel: TelegramChannel, text: str = "Xin chào") -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await channel.send(str(MINH), says(text, "v1:done:7:1", "letter 1"))
    return caught.value


def flags(failed: SendFailed) -> set[str]:
    named = {
        name for name in ("permanent", "refused", "uncertain", "stopped") if getattr(failed, name)
    }
    named |= {"pause"} if failed.retry_after else set()
    return named | ({"chat_wait"} if failed.chat_wait else set())


def shows_no_token(failed: BaseException) -> bool:
    """Neither the message nor anything it hangs together with."""
    told = "".join(traceback.format_exception(failed))
    hidden = failed.__cause__ or failed.__context__
    while hidden is not None:
        told += repr(hidden)
        hidden = hidden.__cause__ or hidden.__context__
    return SECRET_HALF not in told


# What becomes of a message when the call goes wrong

ANSWER = "answer"
ROWS: list[tuple[str, dict[str, Any], str, set[str], int]] = [
    ("refuse", {}, "telegram.uncertain", {"uncertain"}, 0),
    ("hang_before", {}, "telegram.uncertain", {"uncertain"}, 0),
    ("hang_after", {}, "telegram.uncertain", {"uncertain"}, 1),
    ("cut_after", {}, "telegram.uncertain", {"uncertain"}, 1),
    ("bad_json", {}, "telegram.unknown", {"uncertain"}, 1),
    (ANSWER, {"status": 500, "description": "Internal"}, "telegram.uncertain", {"uncertain"}, 0),
    (ANSWER, {"status": 502, "accepted": True}, "telegram.uncertain", {"uncertain"}, 1),
    (ANSWER, {"status": 502, "body": "<html>Bad</html>"}, "telegram.uncertain", {"uncertain"}, 0),
    (ANSWER, {"status": 504, "body": "<html>No</html>"}, "telegram.uncertain", {"uncertain"}, 0),
    (ANSWER, {"status": 200, "body": "[1, 2]"}, "telegram.unknown", {"uncertain"}, 0),
    (
        ANSWER,
        {"status": 200, "body": '{"ok": true, "result": {"odd": 1}}'},
        "telegram.unknown",
        {"uncertain"},
        0,
    ),
    (
        ANSWER,
        {"status": 429, "description": "Too Many", "parameters": {"retry_after": 7}},
        "telegram.flood",
        {"chat_wait"},
        0,
    ),
    (ANSWER, {"status": 429, "body": "<html>slow</html>"}, "telegram.flood", {"chat_wait"}, 0),
    (
        ANSWER,
        {"status": 403, "description": "Forbidden: bot was blocked by the user"},
        "telegram.forbidden",
        {"permanent"},
        0,
    ),
    (
        ANSWER,
        {"status": 400, "description": "Bad Request: chat not found"},
        "telegram.chat_not_found",
        {"permanent"},
        0,
    ),
    (
        ANSWER,
        {"status": 400, "description": "Bad Request: something new"},
        "telegram.bad_request",
        {"refused"},
        0,
    ),
    (ANSWER, {"status": 413, "body": "too large"}, "telegram.file_too_big", {"refused"}, 0),
    (ANSWER, {"status": 401, "description": "Unauthorized"}, "telegram.token", {"stopped"}, 0),
    (ANSWER, {"status": 404, "description": "Not Found"}, "telegram.token", {"stopped"}, 0),
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
    house.telegram.fault(kind, "sendMessage", **details)
    failed = await failing(house.channel)
    assert (failed.reason, flags(failed)) == (reason, expected)
    assert len(house.telegram.sees(MINH)) == delivered
    assert shows_no_token(failed)


async def test_nobody_at_the_other_end_means_certainly_not_sent(server: Server) -> None:
    server.url = f"http://127.0.0.1:{free_port()}"
    async with at_home(server) as house:
        failed = await failing(house.channel)
    assert (failed.reason, flags(failed)) == ("telegram.not_sent", set())
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
            failed = await failing(house.channel)
    assert (failed.reason, flags(failed)) == ("telegram.not_sent", set())


async def test_no_free_connection_means_certainly_not_sent(server: Server) -> None:
    async with at_home(server, connections=1, read=1.0, pool=0.1) as house:
        server.telegram.fault("hang_after", "sendMessage")
        stuck = asyncio.create_task(failing(house.channel, "first"))
        await house.until_asked("sendMessage")
        failed = await failing(house.channel, "second")
        assert (failed.reason, flags(failed)) == ("telegram.not_sent", set())
        assert flags(await stuck) == {"uncertain"}
    assert [shown.text for shown in server.telegram.sees(MINH)] == ["first"]


async def test_a_call_that_never_ends_is_given_up_as_uncertain(server: Server) -> None:
    async with at_home(server, read=30.0, whole=0.2) as house:
        server.telegram.fault("hang_after", "sendMessage")
        assert flags(await failing(house.channel)) == {"uncertain"}


async def test_a_pause_is_as_long_as_telegram_asks(house: House) -> None:
    house.telegram.fault(ANSWER, "sendMessage", status=429, parameters={"retry_after": 7})
    assert (await failing(house.channel)).chat_wait == timedelta(seconds=7)


async def test_a_pause_asked_for_in_several_chats_is_the_bots(house: House) -> None:
    said = []
    for chat in (MINH, MINH, MINH + 1):
        house.telegram.fault(ANSWER, "sendMessage", status=429, parameters={"retry_after": 7})
        with pytest.raises(SendFailed) as caught:
            await house.channel.send(str(chat), says())
        said.append(flags(caught.value))
    assert said == [{"chat_wait"}, {"chat_wait"}, {"pause"}]
    await house.channel.send(str(MINH), says())
    house.telegram.fault(ANSWER, "sendMessage", status=429, parameters={"retry_after": 7})
    assert flags(await failing(house.channel)) == {"pause"}


async def test_a_refused_token_raises_one_alarm_until_it_works_again(server: Server) -> None:
    async with at_home(server, token="987654321:AAwrong") as house:
        for _ in range(3):
            assert flags(await failing(house.channel)) == {"stopped"}
        assert house.alarms == ["telegram.token"]


async def test_a_blocked_chat_is_permanent_and_others_go_on(house: House) -> None:
    house.telegram.block(MINH)
    house.telegram.known.add(5)
    assert flags(await failing(house.channel)) == {"permanent"}
    assert await house.channel.send("5", says())


async def test_markup_that_cannot_be_read_is_sent_plain_with_an_alarm(house: House) -> None:
    await house.channel.send(str(MINH), says("<b>Đã &amp; ghi</i>", "v1:a:1:1"))
    [shown] = house.telegram.sees(MINH)
    assert (shown.text, shown.parse_mode) == ("Đã & ghi", "")
    assert shown.buttons == [[("Xong", "v1:a:1:1")]]
    assert house.alarms == ["telegram.markup"]


async def test_a_chat_that_moved_says_where_to(house: House) -> None:
    moved = {"status": 400, "parameters": {"migrate_to_chat_id": 77}}
    house.telegram.fault(ANSWER, "sendMessage", description="Bad Request: upgraded", **moved)
    failed = await failing(house.channel)
    assert (failed.reason, failed.moved_to) == ("telegram.migrated", "77")
    assert flags(failed) == set()


async def test_no_token_and_no_text_reaches_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for kind in ("bad_json", "cut_after", "hang_after"):
            house.telegram.fault(kind, "sendMessage")
            await failing(house.channel, "một điều riêng tư")
    assert SECRET_HALF not in caplog.text
    assert "riêng tư" not in caplog.text
    assert "message_id" not in caplog.text


# What is sent


def test_the_channel_has_all_the_powers(server: Server) -> None:
    channel: Channel = TelegramChannel(TOKEN, lambda: FAR, print)
    powers = (ShowsButtons, Edits, FetchesFiles, SendsFiles, SetsMenu, CanBeAsked)
    for power in (*powers, Paced, AsksContact):
        assert isinstance(channel, power)


async def test_a_message_carries_markup_and_buttons_and_no_preview(house: House) -> None:
    message = Rendered(
        "<b>Việc</b> 1 &lt; 2",
        ((Button("Xong", "v1:a:1:1"), Button("Sửa", "v1:b:1:1")), (Button("Thôi", "x"),)),
    )
    number = await house.channel.send(str(MINH), message)
    [shown] = house.telegram.sees(MINH)
    assert (str(shown.id), shown.text) == (number, "Việc 1 < 2")
    assert shown.buttons == [[("Xong", "v1:a:1:1"), ("Sửa", "v1:b:1:1")], [("Thôi", "x")]]
    [asked] = house.telegram.asked("sendMessage")
    assert asked["parse_mode"] == "HTML"
    assert '"is_disabled": true' in asked["link_preview_options"]


async def test_a_long_text_leaves_in_parts_with_the_buttons_last(house: House) -> None:
    text = "".join(f"<b>{number}</b> {'ệ😀' * 30}\n" for number in range(60))
    number = await house.channel.send(str(MINH), says(text, "v1:a:1:1"))
    shown = house.telegram.sees(MINH)
    assert len(shown) == 2
    assert [bool(each.buttons) for each in shown] == [False, True]
    assert number == str(shown[-1].id)
    assert "\n".join(each.text for each in shown).count("😀") == 1800


async def test_the_second_try_goes_on_where_the_first_one_stopped(house: House) -> None:
    long = says("\n".join(str(number) * 900 for number in range(8)), "x", "letter 9")
    pause = {"status": 429, "parameters": {"retry_after": 1}}
    house.telegram.fault(ANSWER, "sendMessage", skip=1, **pause)
    assert flags(await failing_with(house, long)) == {"chat_wait"}
    await house.channel.send(str(MINH), long)
    texts = [each.text for each in house.telegram.sees(MINH)]
    assert len(texts) == len(set(texts)) == 2


@pytest.mark.parametrize(
    ("tap", "fits"),
    [("x" * 64, True), ("x" * 65, False), ("ệ" * 21, True), ("ệ" * 22, False), ("", False)],
)
def test_a_button_fits_up_to_64_bytes(tap: str, fits: bool) -> None:
    channel = TelegramChannel(TOKEN, lambda: FAR, print)
    assert channel.fits(Button("Xong", tap)) is fits
    assert channel.fits(Button("", "x")) is False


async def test_a_button_of_64_bytes_is_taken_by_the_messenger(house: House) -> None:
    assert await house.channel.send(str(MINH), says("Chọn", "x" * 64))
    failed = await failing_with(house, says("Chọn", "x" * 65))
    assert failed.reason == "telegram.bad_request"


async def failing_with(house: House, message: Rendered) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await house.channel.send(str(MINH), message)
    return caught.value


async def test_the_menu_belongs_to_one_chat(house: House) -> None:
    await house.channel.set_menu(str(MINH), [("/viec", "Việc của tôi"), ("help", "Trợ giúp")])
    menu = [(each["command"], each["description"]) for each in house.telegram.menus[str(MINH)]]
    assert menu == [("viec", "Việc của tôi"), ("help", "Trợ giúp")]


# Changing what was sent


async def test_an_edit_replaces_text_and_buttons(house: House) -> None:
    number = await house.channel.send(str(MINH), says("trước", "x"))
    await house.channel.edit(str(MINH), number, says("<b>sau</b>"))
    [shown] = house.telegram.sees(MINH)
    assert (shown.text, shown.buttons) == ("sau", [])


async def test_an_edit_that_changes_nothing_is_a_success(house: House) -> None:
    number = await house.channel.send(str(MINH), says("như cũ", "x"))
    await house.channel.edit(str(MINH), number, says("như cũ", "x"))
    assert house.telegram.sees(MINH)[0].edited == 0


@pytest.mark.parametrize(
    ("number", "text", "reason"),
    [
        ("999999", "x", "telegram.no_such_message"),
        ("not a number", "x", "telegram.no_such_message"),
        ("101", "x" * 5000, "telegram.too_long"),
    ],
)
async def test_an_edit_that_is_impossible_says_why(
    house: House, number: str, text: str, reason: str
) -> None:
    with pytest.raises(SendFailed) as caught:
        await house.channel.edit(str(MINH), number, says(text))
    assert (caught.value.reason, caught.value.refused) == (reason, True)


# Files


async def collected(house: House, file: File) -> bytes:
    return b"".join([chunk async for chunk in house.channel.fetch(file)])


async def test_a_file_is_fetched(house: House) -> None:
    content = bytes(range(256)) * 4000
    house.telegram.files["f"] = content
    assert await collected(house, File("f")) == content


@pytest.mark.parametrize(
    ("size", "told", "reason"),
    [
        (1, 20 * 2**20 + 1, "telegram.file_too_big"),
        (20 * 2**20 + 1, 0, "telegram.file_too_big"),
    ],
)
async def test_a_file_too_large_is_not_fetched(
    house: House, size: int, told: int, reason: str
) -> None:
    house.telegram.files["f"] = b"x" * size
    with pytest.raises(SendFailed, match=reason) as caught:
        await collected(house, File("f", size=told))
    assert caught.value.refused


async def test_a_file_that_grows_beyond_the_limit_is_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.channels.fake_telegram.FETCH_LIMIT", 2**30)
    house.telegram.files["f"] = b"x" * (20 * 2**20 + 1)
    with pytest.raises(SendFailed, match=r"telegram\.file_too_big"):
        await collected(house, File("f"))


@pytest.mark.parametrize(
    ("kind", "method", "details", "refused"),
    [
        ("refuse", "getFile", {}, False),
        ("refuse", "download", {"times": 2}, False),  # a file may be asked for again
        (ANSWER, "download", {"status": 503}, False),
        (ANSWER, "download", {"status": 404}, True),
        (ANSWER, "getFile", {"status": 400, "description": "Bad Request: wrong file_id"}, True),
        (
            ANSWER,
            "getFile",
            {
                "status": 400,
                "description": "Bad Request: wrong file_id or the file is temporarily unavailable",
            },
            False,
        ),
    ],
)
async def test_a_file_that_cannot_be_had_shows_no_token(
    house: House, kind: str, method: str, details: dict[str, Any], refused: bool
) -> None:
    house.telegram.files["f"] = b"x"
    house.telegram.fault(kind, method, **details)
    with pytest.raises(SendFailed) as caught:
        await collected(house, File("f"))
    assert flags(caught.value) == ({"refused"} if refused else set())
    assert shows_no_token(caught.value)


async def test_pictures_go_as_photos_and_the_rest_as_documents(house: House) -> None:
    await house.channel.send_file(str(MINH), "so do.png", PNG, says("<b>Sơ đồ</b>", "x"))
    await house.channel.send_file(str(MINH), "báo cáo.docx", b"PK", says("Báo cáo"))
    photo, document = house.telegram.sees(MINH)
    assert (photo.file, photo.text, photo.buttons) == (
        "photo:so do.png",
        "Sơ đồ",
        [[("Xong", "x")]],
    )
    assert (document.file, document.text) == ("document:báo cáo.docx", "Báo cáo")
    assert list(house.telegram.files.values()) == [PNG, b"PK"]


async def test_a_picture_of_odd_shape_goes_as_a_document(house: House) -> None:
    refusal = {"status": 400, "description": "Bad Request: PHOTO_INVALID_DIMENSIONS"}
    house.telegram.fault(ANSWER, "sendPhoto", **refusal)
    await house.channel.send_file(str(MINH), "dài.png", PNG, says("Dài"))
    assert [each.file for each in house.telegram.sees(MINH)] == ["document:dài.png"]


async def test_a_long_caption_goes_on_below_the_file(house: House) -> None:
    text = "\n".join("x" * 500 for _ in range(4))
    number = await house.channel.send_file(str(MINH), "a.pdf", b"%PDF", says(text, "t"))
    file, rest = house.telegram.sees(MINH)
    assert (file.file, file.buttons, rest.file) == ("document:a.pdf", [], "")
    assert rest.buttons
    assert number == str(rest.id)


async def test_an_upload_that_is_cut_is_uncertain_and_one_too_large_is_refused(
    house: House,
) -> None:
    house.telegram.fault("cut_after", "sendDocument")
    with pytest.raises(SendFailed) as cut:
        await house.channel.send_file(str(MINH), "a.pdf", b"%PDF", says())
    assert flags(cut.value) == {"uncertain"}
    with pytest.raises(SendFailed) as large:
        await house.channel.send_file(str(MINH), "a.pdf", b"x" * (50 * 2**20 + 1), says())
    assert large.value.reason == "telegram.file_too_big"


# Looking for what may have been sent


async def lost(house: House, kind: str, tap: str) -> str:
    """A message whose fate is unknown; returns the newest id known before it."""
    before = await house.channel.send(str(MINH), says("trước", "v1:a:0:0"))
    house.telegram.fault(kind, "sendMessage")
    with pytest.raises(SendFailed):
        await house.channel.send(str(MINH), says("mất?", tap))
    return before


async def look(house: House, tap: str, after: str, *known: str) -> str | None:
    known_ids = frozenset({after, *known})
    return await house.channel.find(str(MINH), says("", tap), after=after, known=known_ids)


async def test_a_message_that_arrived_is_found_by_its_buttons(house: House) -> None:
    before = await lost(house, "cut_after", "v1:a:1:1")
    house.telegram.message(MINH, "ai đó viết")
    found = await look(house, "v1:a:1:1", before)
    assert found == str(house.telegram.sees(MINH)[-1].id)


async def test_a_message_that_never_arrived_is_not_found(house: House) -> None:
    before = await lost(house, "hang_before", "v1:a:1:1")
    after = await house.channel.send(str(MINH), says("sau", "v1:a:2:1"))
    assert await look(house, "v1:a:1:1", before, after) is None
    assert [each.edited for each in house.telegram.sees(MINH)] == [0, 0]


async def test_another_chat_is_never_touched(house: House) -> None:
    house.telegram.known.add(5)
    before = await lost(house, "hang_before", "v1:a:1:1")
    await house.channel.send("5", says("khác", "v1:a:1:1"))
    assert await look(house, "v1:a:1:1", before) is None
    assert house.telegram.sees(5)[0].edited == 0


async def test_another_message_does_not_keep_the_buttons(house: House) -> None:
    before = await lost(house, "cut_after", "v1:a:1:1")
    assert await look(house, "v1:a:9:9", before) is None
    assert house.telegram.sees(MINH)[-1].buttons == []


@pytest.mark.parametrize("after", ["", "abc"])
async def test_without_a_beginning_or_buttons_nothing_is_asked(house: House, after: str) -> None:
    assert await look(house, "x", after) is None
    assert await look(house, "", "1") is None
    assert house.telegram.asked("editMessageReplyMarkup") == []


async def test_an_unclear_answer_is_not_taken_for_a_no(house: House) -> None:
    before = await lost(house, "cut_after", "v1:a:1:1")
    house.telegram.fault("cut_after", "editMessageReplyMarkup")
    with pytest.raises(SendFailed):
        await look(house, "v1:a:1:1", before)


async def test_the_probe_may_be_switched_off(server: Server) -> None:
    async with at_home(server, probe=False) as house:
        assert not house.channel.can_tell(says("x", "v1:a:1:1"), "7")
    async with at_home(server, probe=True) as house:
        assert house.channel.can_tell(says("x", "v1:a:1:1"), "7")
        assert not house.channel.can_tell(says("x"), "7")
        assert not house.channel.can_tell(says("x", "v1:a:1:1"), "")
