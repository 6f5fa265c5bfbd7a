"""The web channel on a real server on loopback: what is stored, what is refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from itsdangerous import TimestampSigner
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from bot.channels.web.connections import SocketBounds, side_of
from bot.channels.web.pages import NEW_CHATS_MOST, NEW_CHATS_SPAN, UPLOADS_MOST
from bot.channels.web.signed_links import Links
from bot.files.file_store import FileStore
from domain.messaging.rate_limit import Limit
from nhacviec.runtime.clock import new_token
from nhacviec.runtime.file_cleanup import sweep
from tests.web_house import SECRET, WebHouse

PDF = b"%PDF-1.7 minutes of a meeting"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[WebHouse]:
    async with WebHouse.running(tmp_path) as running:
        yield running


@pytest.fixture
async def client(house: WebHouse) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=house.url) as opened:
        yield opened


async def _entered(client: httpx.AsyncClient) -> str:
    """A stranger's own chat; returns its path."""
    answer = await client.post("/")
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def test_an_answer_of_200_means_that_it_is_stored(
    house: WebHouse, client: httpx.AsyncClient
) -> None:
    chat = await _entered(client)
    answer = await client.post(f"{chat}/say", json={"event": "1", "text": "xin chào"})
    assert answer.json() == {"ok": True}
    assert "xin chào" in await house.heard()


async def test_the_same_event_is_stored_once(house: WebHouse, client: httpx.AsyncClient) -> None:
    chat = await _entered(client)
    for _ in range(3):
        await client.post(f"{chat}/say", json={"event": "1", "text": "một lần"})
    assert (await house.heard()).count("một lần") == 1


async def test_two_chats_may_use_the_same_event(house: WebHouse, client: httpx.AsyncClient) -> None:
    for _ in range(2):
        chat = await _entered(client)
        await client.post(f"{chat}/say", json={"event": "1", "text": "hai người"})
    assert (await house.heard()).count("hai người") == 2


async def test_a_service_that_does_not_listen_answers_503(
    house: WebHouse, client: httpx.AsyncClient
) -> None:
    chat = await _entered(client)
    house.web._hear = None
    answer = await client.post(f"{chat}/say", json={"event": "1", "text": "mất"})
    assert answer.status_code == 503
    assert "mất" not in await house.heard()


async def test_what_is_written_on_the_page_is_kept_whole(
    house: WebHouse, client: httpx.AsyncClient
) -> None:
    said = "Chờ ý kiến Sở Tài chính. " * 800
    chat = await _entered(client)
    answer = await client.post(f"{chat}/say", json={"event": "1", "text": said})
    assert answer.status_code == 200
    assert said in await house.heard()
    assert "maxlength" not in (await client.get(chat)).text


@pytest.mark.parametrize("token", ["", "x", "IkNCMDIxIg.forged", "../../etc"])
async def test_a_forged_link_shows_nothing(client: httpx.AsyncClient, token: str) -> None:
    assert (await client.get(f"/c/{token}/messages")).status_code == 404
    said = {"event": "1", "text": "x"}
    assert (await client.post(f"/c/{token}/say", json=said)).status_code == 404


async def test_a_link_signed_with_another_secret_shows_nothing(client: httpx.AsyncClient) -> None:
    token = Links("another secret").token("MINH")
    assert (await client.get(f"/c/{token}")).status_code == 404


async def test_another_site_cannot_speak_for_somebody(
    house: WebHouse, client: httpx.AsyncClient
) -> None:
    chat = await _entered(client)
    answer = await client.post(
        f"{chat}/say",
        json={"event": "1", "text": "giả mạo"},
        headers={"origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert "giả mạo" not in await house.heard()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "no event"}, 400),
        ({"event": "x" * 65}, 400),
        ({"event": "1", "text": "x" * 70_000}, 413),
        ({"event": "1", "text": "x" * 20_001}, 413),
    ],
)
async def test_what_our_page_never_sends_is_refused(
    client: httpx.AsyncClient, body: dict[str, str], status: int
) -> None:
    chat = await _entered(client)
    assert (await client.post(f"{chat}/say", json=body)).status_code == status


async def test_a_body_that_is_not_json_is_refused(client: httpx.AsyncClient) -> None:
    chat = await _entered(client)
    for body in (b"not json", b"[1, 2]", b'"text"', b"[" * 60_000):
        assert (await client.post(f"{chat}/say", content=body)).status_code == 400


async def test_signs_that_no_database_keeps_are_left_out_and_the_rest_is_heard(
    house: WebHouse, client: httpx.AsyncClient
) -> None:
    """Refused by the database, it would be sent again by the page for ever."""
    chat = await house.linked(client)
    said = rb'{"event": "1", "text": "chu\u0000a \ud800xong"}'
    assert (await client.post(f"{chat}/say", content=said)).status_code == 200
    upload = {"file": ("a\0b.pdf", PDF, "application/pdf")}
    form = {"event": "2", "text": "k\0èm tệp"}
    assert (await client.post(f"{chat}/file", data=form, files=upload)).status_code == 200
    heard = await house.heard()
    assert "chua xong" in heard
    assert "kèm tệp" in heard


async def test_whoever_enters_cannot_send_a_flood_of_form(client: httpx.AsyncClient) -> None:
    assert (await client.post("/", data={"code": "x" * 70_000})).status_code == 413
    assert (await client.post("/", headers={"origin": "https://["})).status_code == 403


async def test_a_file_is_kept_out_of_the_web_under_another_name(
    house: WebHouse, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    chat = await house.linked(client)
    upload = {"file": ("../../biên bản.pdf", PDF, "application/pdf")}
    answer = await client.post(f"{chat}/file", data={"event": "1"}, files=upload)
    assert answer.json() == {"ok": True}
    [kept] = list((tmp_path / "files").iterdir())
    assert kept.read_bytes() == PDF
    assert kept.suffix == ""
    assert kept.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", PDF), ("a.pdf", b"MZ"), ("a.pdf", b""), ("a.docm", b"MZ"), ("pdf", PDF)],
)
async def test_a_file_of_another_kind_is_refused(
    house: WebHouse, client: httpx.AsyncClient, tmp_path: Path, name: str, content: bytes
) -> None:
    chat = await house.linked(client)
    upload = {"file": (name, content, "application/pdf")}
    answer = await client.post(f"{chat}/file", data={"event": "1"}, files=upload)
    assert (answer.status_code, answer.json()["reason"]) == (422, "kind")
    assert not list((tmp_path / "files").iterdir())


@pytest.mark.parametrize("name", ["12_BC-TM.pdf", "van_ban_mat.pdf"])
async def test_a_file_that_may_be_a_state_secret_is_not_kept(
    house: WebHouse, client: httpx.AsyncClient, tmp_path: Path, name: str
) -> None:
    chat = await house.linked(client)
    upload = {"file": (name, PDF, "application/pdf")}
    answer = await client.post(f"{chat}/file", data={"event": "1"}, files=upload)
    assert answer.json() == {"ok": True}
    assert not (tmp_path / "files").exists() or not list((tmp_path / "files").iterdir())


async def test_a_file_too_large_is_refused(
    house: WebHouse, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    chat = await house.linked(client)
    upload = {"file": ("a.pdf", PDF + b"x" * (22 * 2**20), "application/pdf")}
    answer = await client.post(f"{chat}/file", data={"event": "1"}, files=upload)
    assert answer.status_code == 413
    assert not (tmp_path / "files").exists()


async def test_an_open_page_is_nudged(house: WebHouse, client: httpx.AsyncClient) -> None:
    chat = await _entered(client)
    live = house.url.replace("http", "ws") + chat + "/live"
    async with connect(live) as socket:
        await client.post(f"{chat}/say", json={"event": "1", "text": "xin chào"})
        assert await socket.recv() == "new"


async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient) -> None:
    for path in ("/", "/static/chat.js", "/c/made-up", "/nothing"):
        headers = (await client.get(path)).headers
        assert "script-src 'self'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


async def test_a_preview_of_an_invitation_does_not_use_it_up(
    house: WebHouse, client: httpx.AsyncClient
) -> None:
    await client.get("/i/ACDE-3467")
    assert await house.heard() == []


async def test_a_link_is_read_back_only_with_its_secret() -> None:
    token = Links(SECRET).token("địa chỉ")
    assert Links(SECRET).address(token) == "địa chỉ"
    assert Links("x").address(token) is None


@pytest.mark.parametrize(
    ("ahead", "opens"),
    [(timedelta(minutes=4), True), (timedelta(days=-6), True), (timedelta(days=-8), False)],
)
def test_a_file_link_opens_for_seven_days_and_outlives_a_clock_that_is_set_back(
    ahead: timedelta, opens: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as other_clock:
        signed = int((datetime.now(UTC) + ahead).timestamp())
        other_clock.setattr(TimestampSigner, "get_timestamp", lambda _signer: signed)
        token = Links(SECRET).file({"report": 1}, "a.docx").split("/")[2]

    assert (Links(SECRET).wanted(token) == {"report": 1}) is opens


async def test_new_chats_from_one_place_have_a_limit(
    house: WebHouse, client: httpx.AsyncClient
) -> None:
    answers = [(await client.post("/")).status_code for _ in range(NEW_CHATS_MOST + 2)]
    assert answers == [303] * NEW_CHATS_MOST + [429] * 2
    page = await client.post("/", headers={"accept": "text/html"})
    assert "thử lại sau ít phút" in page.text
    house.world.clock.turn_to(house.world.clock() + NEW_CHATS_SPAN)
    assert (await client.post("/")).status_code == 303


async def test_strangers_store_no_files_and_officials_so_many_a_day(
    house: WebHouse, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    upload = {"file": ("a.pdf", PDF, "application/pdf")}
    strange = await _entered(client)
    refused = await client.post(f"{strange}/file", data={"event": "1"}, files=upload)
    assert (refused.status_code, (tmp_path / "files").exists()) == (403, False)
    chat, seen = await house.linked(client), []
    for number in range(UPLOADS_MOST + 1):
        sent = await client.post(f"{chat}/file", data={"event": str(number)}, files=upload)
        seen.append(sent.status_code)
    assert seen == [200] * UPLOADS_MOST + [429]
    assert len(list((tmp_path / "files").iterdir())) == UPLOADS_MOST


async def test_a_restart_gives_nobody_a_new_number_of_files(
    house: WebHouse, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await house.linked(client)
    upload = {"file": ("a.pdf", PDF, "application/pdf")}
    monkeypatch.setattr(Limit, "beyond", lambda *_: 0)  # as a process that has just begun
    for number in range(UPLOADS_MOST):
        await client.post(f"{chat}/file", data={"event": str(number)}, files=upload)
    sent = await client.post(f"{chat}/file", data={"event": "one more"}, files=upload)
    assert sent.status_code == 429


async def test_a_page_fetches_what_is_new_and_goes_back_as_far_as_there_is_anything(
    house: WebHouse, client: httpx.AsyncClient
) -> None:
    chat = await house.linked(client)
    for number in range(70):
        house.world.clock.turn_to(house.world.clock() + timedelta(seconds=1))
        await client.post(f"{chat}/say", json={"event": str(number), "text": f"tin {number}"})

    async def asked(**part: str) -> tuple[set[str], bool, list[str]]:
        answer = (await client.get(f"{chat}/messages", params=part)).json()
        lines = answer["messages"]
        return {each["text"] for each in lines}, answer["more"], [each["at"] for each in lines]

    seen, more, at = await asked()
    assert ("tin 69" in seen, "tin 0" in seen, len(at), more) == (True, False, 60, True)
    assert len((await asked(after=at[-1]))[2]) < 10
    while more:
        texts, more, before = await asked(before=at[0])
        more = more and before[0] < at[0]
        seen, at = seen | texts, before
    assert {f"tin {number}" for number in range(70)} <= seen
    for wrong in ("yesterday", "2025-10-01T08:00:00"):
        assert (await client.get(f"{chat}/messages", params={"after": wrong})).status_code == 400


async def test_one_chat_has_so_many_open_pages_and_gets_them_back(
    house: WebHouse, client: httpx.AsyncClient
) -> None:
    chat = await _entered(client)
    live = f"{house.url.replace('http', 'ws')}{chat}/live"
    async with AsyncExitStack() as pages:
        for _ in range(SocketBounds().of_chat):
            await pages.enter_async_context(connect(live))
        with pytest.raises(InvalidStatus):
            await connect(live)
    async with asyncio.timeout(30), connect(live):
        pass


@pytest.mark.parametrize(
    ("address", "side"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_line_of_ipv6_is_one_side(address: str, side: str) -> None:
    assert side_of(address) == side


async def test_files_that_no_row_knows_are_swept_after_two_days(
    house: WebHouse, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    chat = await house.linked(client)
    upload = {"file": ("a.pdf", PDF, "application/pdf")}
    await client.post(f"{chat}/file", data={"event": "1"}, files=upload)
    [kept] = list((tmp_path / "files").iterdir())
    nobodys = kept.with_name("nobodys")
    nobodys.write_bytes(PDF)
    db, vault = house.world.db, FileStore(tmp_path / "files", new_token)
    made_at = datetime.fromtimestamp(nobodys.stat().st_mtime, UTC)
    assert await sweep(db, vault, made_at + timedelta(days=1)) == 0
    assert await sweep(db, vault, made_at + timedelta(days=3)) == 1
    assert list((tmp_path / "files").iterdir()) == [kept]
