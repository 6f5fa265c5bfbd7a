"""The channel of an Official Account: its tokens, what it says, what it is pushed, receipts."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.protocol import SendFailed
from bot.channels.zalo_line import Alarms
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.client import (
    NAME,
    TOKEN,
    OaOptions,
    OaWire,
    TokenPair,
    challenge_of,
)
from bot.channels.zalo_oa.templates import ZaloTemplateChannel
from bot.channels.zalo_oa.tokens import BUSY, STALLED, Tokens
from bot.rendering.rendered import Button, Rendered
from domain.messaging.buttons import SHARE_CONTACT
from domain.messaging.messages import Chat, Contact, File, Refusal
from nhacviec.cli import outside
from nhacviec.config.settings import Settings
from nhacviec.monitoring import doctor
from nhacviec.onboarding.invitations import Offer
from storage.engine.database import Database, Tx, open_database
from storage.outside import oa_tokens
from storage.outside.oa_tokens import KeptPair
from tests import templates
from tests.channels.fake_zalo_oa import (
    APP_ID,
    APP_SECRET,
    OA_SECRET,
    Account,
    Fault,
    Server,
    running,
    signed,
)
from tests.channels.loopback import endpoint
from tests.channels.zalo_house import Ear

LAN = "1234567890123456789"
BEGINNING = datetime(2026, 11, 2, 1, tzinfo=UTC)
Json = dict[str, Any]


@dataclass
class Clock:
    at: datetime = BEGINNING

    def __call__(self) -> datetime:
        return self.at


@dataclass
class House:
    server: Server
    channel: ZaloOaChannel
    db: Database
    clock: Clock
    alarms: list[str]
    ear: Ear = field(default_factory=Ear)

    @property
    def account(self) -> Account:
        return self.server.account

    async def fails(self, message: Rendered | None = None) -> SendFailed:
        with pytest.raises(SendFailed) as caught:
            await self.channel.send(LAN, message or Rendered("Xin chào"))
        return caught.value

    async def kept(self) -> KeptPair:
        return await _kept(self.db)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """The channel's endpoint, to which the account pushes."""
        async with endpoint("/oa", self.channel.webhook(OA_SECRET)) as url:
            task = asyncio.create_task(self.channel.listen(self.ear))
            self.account.webhook = url
            try:
                yield url
            finally:
                self.account.webhook = ""
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _kept(db: Database) -> KeptPair:
    async with db.read() as tx:
        pair = await oa_tokens.find(tx, APP_ID)
    assert pair is not None
    return pair


@asynccontextmanager
async def database(folder: Path, lasts: timedelta = timedelta(hours=25)) -> AsyncIterator[Database]:
    db = await open_database(templates.sqlite(folder / "oa.db"), [templates.KEY], durable=False)
    pair = KeptPair("access-0", "refresh-0", BEGINNING + lasts, BEGINNING - timedelta(hours=1))
    async with db.begin() as tx:
        await oa_tokens.authorise(tx, APP_ID, pair)
    try:
        yield db
    finally:
        await db.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with running() as server, database(tmp_path) as db:
        clock, alarms = Clock(), list[str]()
        options = OaOptions(
            APP_ID, APP_SECRET, server.url, server.url, server.url, connect=0.5, read=0.3
        )
        channel = ZaloOaChannel(db, options, clock, alarms.append)
        yield House(server, channel, db, clock, alarms)
        await channel.close()


def choices(count: int) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(f"Việc {n}", f"pick:{n}"),) for n in range(1, count + 1))


# Tokens


@dataclass
class Kill:
    """Ends a process at one of the moments of an exchange: `left` more are lived through."""

    left: int

    async def moment(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise asyncio.CancelledError


class KilledDatabase:
    """The database of a process that may end before, in or after each of its transactions."""

    def __init__(self, db: Database, kill: Kill) -> None:
        self.db, self.kill = db, kill

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        await self.kill.moment()
        async with self.db.begin() as tx:
            yield tx
            await self.kill.moment()
        await self.kill.moment()


class Zalo(OaWire):
    """A token server that spends a refresh token first and answers a moment later."""

    def __init__(self, account: Account) -> None:
        super().__init__(OaOptions(APP_ID, APP_SECRET))
        self.account, self.kill = account, Kill(99)

    async def next(self, refresh: str) -> TokenPair:
        await self.kill.moment()
        said = self.account.tokens({"refresh_token": refresh})
        await self.kill.moment()
        if "error" in said:
            raise SendFailed(TOKEN, stopped=True)
        return TokenPair(said["access_token"], said["refresh_token"])


MOMENTS = 8  # three of each transaction, two of the call


async def test_200_kills_at_random_moments_lock_nobody_out_without_a_word(tmp_path: Path) -> None:
    """What a lost answer took with it is told, and whoever authorises anew is in again."""
    account, clock, chance, alarms, lost = Account(), Clock(), random.Random(27), list[str](), 0
    wire = Zalo(account)
    async with database(tmp_path) as db:
        for _ in range(200):
            clock.at += timedelta(hours=20)
            seen = await _kept(db)
            moment = chance.randrange(MOMENTS)
            wire.kill = Kill(moment)
            dying: Any = KilledDatabase(db, wire.kill)
            with pytest.raises(asyncio.CancelledError):
                await Tokens(dying, wire, clock, Alarms(alarms.append))._exchange(seen)
            wire.kill = Kill(99)
            clock.at += timedelta(hours=6)
            kept = await _as_the_next_process(db, wire, clock, alarms)
            assert (kept is None) == (moment in (4, 5, 6)), moment  # spent and not written
            if kept is None:
                lost += 1
                assert alarms.pop() == TOKEN
                await _authorise(db, account, clock)
            else:
                assert (kept.access, kept.refresh) == (account.access, account.refresh)
    await wire.close()
    assert (alarms, 0 < lost < 200) == ([], True)


async def _as_the_next_process(
    db: Database, wire: Zalo, clock: Clock, alarms: list[str]
) -> KeptPair | None:
    try:
        return await Tokens(db, wire, clock, Alarms(alarms.append)).good()
    except SendFailed:
        return None


async def _authorise(db: Database, account: Account, clock: Clock) -> None:
    pair = KeptPair(account.access, account.refresh, clock.at + timedelta(hours=25), clock.at)
    async with db.begin() as tx:
        await oa_tokens.authorise(tx, APP_ID, pair)


async def test_two_processes_exchange_once_and_both_use_what_was_written(house: House) -> None:
    house.clock.at += timedelta(hours=24, minutes=58)
    other = ZaloOaChannel(house.db, house.channel._options, house.clock, house.alarms.append)
    house.account.latency_s = 0.02
    seen = await house.kept()
    await asyncio.gather(*(each.send(LAN, Rendered("x")) for each in (house.channel, other)))
    late = await other.tokens.renew(seen)
    assert late is not None
    assert late.reason == BUSY  # what it has seen was exchanged meanwhile
    await other.close()
    assert house.account.calls.count("/v4/oa/access_token") == 1
    assert len(house.account.shown) == 2
    raw = (house.db, "SELECT access, refresh FROM oa_tokens")
    async with raw[0].read() as tx:
        row = (await tx.exec_driver_sql(raw[1])).one()
    assert all(value.startswith("siv1:") for value in row)


async def test_whoever_is_cancelled_leaves_the_exchange_to_its_end(house: House) -> None:
    house.account.latency_s = 0.03
    asking = asyncio.create_task(house.channel.tokens.renew(await house.kept()))
    await asyncio.sleep(0.015)
    asking.cancel()
    await asyncio.wait([asking])
    await house.channel.close()
    assert (await house.kept()).refresh == house.account.refresh == "refresh-1"


async def test_a_lost_answer_is_told_and_the_old_token_serves_meanwhile(house: House) -> None:
    house.account.faults.append(Fault("access_token", "cut_after"))
    house.clock.at += timedelta(hours=14)
    house.account.access = "access-0"
    await house.channel.tokens.look()
    assert (house.alarms, (await house.kept()).refused) == ([], False)  # nobody knows yet
    house.clock.at += timedelta(minutes=2)
    await house.channel.tokens.look()
    assert house.alarms == [TOKEN]
    assert (await house.kept()).refused
    house.account.access = "access-0"
    await house.channel.send(LAN, Rendered("còn gửi được"))
    await house.channel.tokens.look()
    assert house.alarms == [TOKEN]  # once, although messages leave
    house.clock.at += timedelta(hours=12)
    failed = await house.fails()
    assert (failed.reason, failed.stopped) == (TOKEN, True)
    await _authorise(house.db, house.account, house.clock)
    await house.channel.send(LAN, Rendered("lại gửi được"))
    house.account.refresh = "spent by nobody knows whom"
    house.clock.at += timedelta(hours=14)
    await house.channel.tokens.look()
    assert house.alarms == [TOKEN, TOKEN]  # as it had worked again


async def test_zalo_away_for_long_is_told_and_a_token_refused_early_is_renewed(
    house: House,
) -> None:
    house.account.access = "another"
    await house.channel.send(LAN, Rendered("x"))
    assert house.account.calls.count("/v4/oa/access_token") == 1
    house.account.faults.append(Fault("access_token", status=502))
    house.clock.at += timedelta(hours=22)
    await house.channel.tokens.look()
    assert house.alarms == [STALLED]


# Saying


async def test_long_lists_come_in_fives_and_links_open(house: House) -> None:
    long = "\n".join(["Kính gửi", *["dài " * 20] * 26])
    link = ((Button("Mở trang", "https://nhacviec.example.vn/c/1"),),)
    await house.channel.send(LAN, Rendered(long, choices(7) + link))
    parts = house.account.sees(LAN)
    assert [len(each.buttons) for each in parts] == [0, 5, 2]
    assert parts[0].text.startswith("Kính gửi\ndài")
    assert (parts[2].text, parts[2].links) == ("2/2", ["https://nhacviec.example.vn/c/1"])
    assert parts[1].buttons[0] == ("Việc 1", "#nhacviec pick:1")


async def test_a_message_goes_on_where_it_stopped(house: House) -> None:
    house.account.faults.append(Fault("message/cs", error=-999))
    message = Rendered("x", choices(8), reference="5")
    assert (await house.fails(message)).reason == "zalo_oa.refused"
    await house.channel.send(LAN, message)
    assert [each.text for each in house.account.sees(LAN)] == ["x", "2/2"]


ROWS: list[tuple[Json, str, set[str]]] = [
    ({"error": -230}, "window", {"permanent"}),
    ({"error": -232}, "window", {"permanent"}),
    ({"error": -213}, "blocked", {"permanent"}),
    ({"error": -244}, "blocked", {"permanent"}),
    ({"error": -211}, "quota", {"stopped"}),
    ({"error": -210}, "too_long", {"refused"}),
    ({"error": -201}, "bad_request", {"refused"}),
    ({"error": -32}, "flood", {"retry_after"}),
    ({"error": -7}, "refused", set()),
    ({"status": 429}, "flood", {"retry_after"}),
    ({"status": 502}, "gateway", {"uncertain"}),
    ({"kind": "cut"}, "uncertain", {"uncertain"}),
    ({"kind": "hang"}, "uncertain", {"uncertain"}),
]
FLAGS = ("permanent", "refused", "uncertain", "stopped", "retry_after")


async def test_what_becomes_of_a_message(house: House) -> None:
    for fault, reason, flags in ROWS:
        house.account.faults.append(Fault("message/cs", **fault))
        failed = await house.fails()
        assert failed.reason == f"{NAME}.{reason}"
        assert {name for name in FLAGS if getattr(failed, name)} == flags, fault
    assert house.alarms == ["zalo_oa.quota"]


async def test_what_is_left_of_the_plan_is_told_in_time(house: House) -> None:
    house.account.quota = {"quota_type": "sub_quota", "remain": "10", "total": "500"}
    await house.channel.send(LAN, Rendered("x"))
    await house.channel.send(LAN, Rendered("y"))
    assert house.alarms == ["zalo_oa.quota_near"]


async def test_a_phone_number_is_asked_for_by_a_card(house: House) -> None:
    asking = ((Button("Chia sẻ số điện thoại", SHARE_CONTACT),),)
    await house.channel.send(LAN, Rendered("Đề nghị", asking))
    assert house.account.sees(LAN)[0].asks_phone


TEMPLATE_ROWS: list[tuple[int, str, set[str]]] = [
    (-109, "template", {"stopped"}),
    (-118, "no_account", {"permanent"}),
    (-139, "blocked", {"permanent"}),
    (-144, "quota", {"stopped"}),
    (-133, "night", {"chat_wait"}),
]


async def test_a_template_leads_whoever_has_the_number_to_the_page(house: House) -> None:
    house.account.access = "another"  # a token that Zalo takes no more is renewed here, too
    channel = ZaloTemplateChannel(house.channel, "123456")
    message = Rendered(
        "NV-1 …\nhttps://nhacviec.example.vn/i/abcDEF_0123456789-abcde", reference="7"
    )
    async with house.listening():
        sent = await channel.send("+84901234567", message)
        [event] = await house.ear.until(1)
    [shown] = house.account.sees("84901234567")
    assert (sent, shown.text) == (shown.id, '{"ma": "abcDEF_0123456789-abcde"}')
    assert (event.kind, event.chat.channel, event.message_id) == ("delivered", "zalo_zns", sent)
    for error, reason, flags in TEMPLATE_ROWS:
        house.account.faults.append(Fault("template", error=error))
        with pytest.raises(SendFailed) as caught:
            await channel.send("+84901234567", message)
        named = {name for name in (*FLAGS, "chat_wait") if getattr(caught.value, name)}
        assert (caught.value.reason, named) == (f"{NAME}.{reason}", flags)
    assert house.alarms == ["zalo_oa.template", "zalo_oa.quota"]
    await channel.send("+84901234567", message)
    house.account.faults.append(Fault("template", error=-109))
    with suppress(SendFailed):
        await channel.send("+84901234567", message)
    assert house.alarms[2:] == ["zalo_oa.template"]  # as it had worked again


# Hearing


async def test_what_people_do_is_heard(house: House) -> None:
    account, pdf = house.account, b"%PDF"
    account.files["a.pdf"] = pdf
    async with house.listening():
        account.follows(LAN)
        account.writes(LAN, "xong cả rồi", kind="group_text")  # said to colleagues
        account.writes(LAN, "đang làm 60%")
        account.taps(LAN, "#nhacviec pick:1")
        account.sends(LAN, "image", "xong", url="https://photo-stal-1.zdn.vn/a.jpg")
        url = f"{house.server.url}/files/a.pdf"
        account.sends(LAN, "file", url=url, name="a.pdf", size="4", type="application/pdf")
        account.sends(LAN, "sticker", url="https://example.org/s.png")
        account.shares_phone(LAN, "84912345678")
        account.follows(LAN, "unfollow")
        heard = await house.ear.until(8)
    assert {each.chat for each in heard} == {Chat(NAME, LAN)}
    assert [each.text for each in heard[:2]] == ["/start", "đang làm 60%"]
    assert (heard[2].tap, heard[2].text) == ("pick:1", "")
    assert heard[3].files == (File("https://photo-stal-1.zdn.vn/a.jpg", "", "image/jpeg"),)
    assert heard[4].files == (File(url, "a.pdf", "", 4),)
    fetched = [chunk async for chunk in house.channel.fetch(heard[4].files[0])]
    assert (b"".join(fetched), heard[5].kind) == (pdf, "sticker")
    assert heard[6].contact == Contact("+84912345678", own=False)  # until somebody has tried it
    assert (heard[7].kind, heard[7].message_id) == ("blocked", "")
    assert len({each.event_id for each in heard}) == 8


async def test_receipts_name_the_messages(house: House) -> None:
    async with house.listening():
        ids = [await house.channel.send(LAN, Rendered(text)) for text in ("x", "y")]
        house.account.opens(LAN)
        heard = await house.ear.until(4)
    assert [(each.kind, each.message_id) for each in heard] == [
        *(("delivered", each) for each in ids),
        *(("seen", each) for each in ids),
    ]


async def test_what_is_not_signed_is_not_heard(house: House) -> None:
    event = {"event_name": "user_send_text", "timestamp": "1", "message": {"msg_id": "m"}}
    event |= {"sender": {"id": LAN}}
    body = json.dumps(event).encode()
    good = {"X-ZEvent-Signature": signed(body, "1")}
    async with house.listening() as url, httpx.AsyncClient() as client:
        asked = [
            (body, {}, 403),
            (body, {"X-ZEvent-Signature": "mac=" + "0" * 64}, 403),
            (body + b" ", good, 403),
            (b"[]", good, 403),
            (b"{", good, 403),
            (b'{"timestamp": "\\ud800"}', good, 403),
            (b"", {}, 200),
            (b" " * (2**20 + 1), good, 413),
            (body, good, 200),
        ]
        for content, headers, status in asked:
            answer = await client.post(url, content=content, headers=headers)
            assert answer.status_code == status, content[:80]
        house.ear.broken = 1
        assert (await client.post(url, content=body, headers=good)).status_code == 503
    assert [each.event_id for each in house.ear.heard] == ["m"]


# Authorising


async def test_somebody_authorises_and_the_doctor_knows(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    known = Settings(
        zalo_oa_app_id="another-app",
        zalo_oa_app_secret=SecretStr(APP_SECRET),
        zalo_oa_secret=SecretStr(OA_SECRET),
        zalo_oa_oauth_url=house.server.url,
        zalo_oa_link="https://zalo.me/1",
        zalo_token=SecretStr("1:a-free-bot-of-fifty"),
        zalo_links=["https://zalo.me/2"],
        files_dir=tmp_path,
    )
    places = Offer.of(known).zalo
    assert max(places, key=lambda name: places[name].quota.users) == NAME  # invitations lead there

    def agrees(_words: str, code: str = "good") -> str:
        house.account.codes[code] = challenge_of("v" * 43)
        return f"https://nhacviec.example.vn/?code={code}&state=s&oa_id=1"

    async def says() -> list[str]:
        async with house.db.read() as tx:
            found = await doctor._account(tx, known, BEGINNING)
        return [f"{each.level} {each.key}" for each in found]

    assert await says() == ["error doctor.zalo_oa_none"]
    monkeypatch.setattr("typer.prompt", agrees)
    with pytest.raises(Refusal, match=r"cli\.oa_no_code"):
        await outside._authorise(house.db, known, "v" * 43, "of another attempt")
    await outside._authorise(house.db, known, "v" * 43, "s")
    assert await says() == ["ok doctor.zalo_oa"]
    with pytest.raises(Refusal, match=r"cli\.oa_failed"):
        await outside._authorise(house.db, known, "w" * 43, "s")
