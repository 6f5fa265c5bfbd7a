"""A whole month on Telegram: the program itself, a Bot API server on loopback, people's phones."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.messaging.messages import Chat
from domain.reporting.policy import Policy
from nhacviec.config.settings import Settings
from nhacviec.onboarding.invitations import Offer, invite
from nhacviec.runtime.clock import TurnedClock
from nhacviec.runtime.run import run_service
from storage.engine.database import open_database
from storage.messaging import chat_links, message_log
from storage.reports import duties, reports
from tests import department
from tests.channels.fake_telegram import TOKEN, Server, Shown, running
from tests.conftest import free_port
from tests.flows.world import at, sqlite_url

SECRET = "a-secret-of-the-webhook-that-is-long"
PATIENCE_S = 20
PHONES = {"LAN": 6100002007, "MINH": 6100002008, "HAI": 6100002005, "CVP": 6100002003}


@dataclass
class Month:
    """The service at work in a clock that is turned, and what its people see."""

    server: Server
    clock: TurnedClock
    url: str

    @property
    def people(self) -> Callable[[str], int]:
        return PHONES.__getitem__

    async def until(self, seen: Callable[[], bool], what: str) -> None:
        for _ in range(PATIENCE_S * 50):
            if seen():
                return
            await asyncio.sleep(0.02)
        told = {code: [each.text for each in self.shown(code)][-3:] for code in PHONES}
        raise AssertionError(f"never seen: {what}\n{told}")

    def shown(self, code: str) -> list[Shown]:
        return self.server.telegram.sees(PHONES[code])

    async def reads(self, code: str, *parts: str) -> Shown:
        """Wait until a message on this phone holds all these words; the newest such."""

        def found() -> list[Shown]:
            return [m for m in self.shown(code) if all(part in m.text for part in parts)]

        await self.until(lambda: bool(found()), f"{code}: {parts}")
        return found()[-1]

    async def taps(self, code: str, label: str) -> None:
        def having() -> list[str]:
            newest = reversed(self.shown(code))
            return [tap for m in newest for row in m.buttons for text, tap in row if label in text]

        await self.until(lambda: bool(having()), f"{code}: a button {label}")
        self.server.telegram.tap(PHONES[code], having()[0])

    async def connects(self, code: str) -> None:
        """Start the bot, share the own phone card, agree."""
        self.server.telegram.message(PHONES[code], "/start")
        asked = await self.reads(code, "bấm nút dưới đây")
        assert asked.text
        phone = f"845000000{PHONES[code] % 100:02d}"
        self.server.telegram.contact(PHONES[code], phone, user_id=PHONES[code])
        await self.taps(code, "Đồng ý")
        await self.reads(code, "Đã kết nối")

    def turn_to(self, text: str) -> None:
        self.clock.turn_to(at(text))


@asynccontextmanager
async def month(folder: Path, mode: str) -> AsyncIterator[Month]:
    clock = TurnedClock(at("2025-10-01 09:00"))
    db = await open_database(sqlite_url(folder))
    await department.found(db, clock())
    [invitation] = await invite(
        db, clock(), unit="", official="MINH", offer=Offer(15, "http://127.0.0.1")
    )
    await db.close()
    port = free_port()
    async with running() as server:
        known = Settings(
            database_url=sqlite_url(folder),
            files_dir=folder / "files",
            http_port=port,
            public_url=f"http://127.0.0.1:{port}",
            telegram_token=TOKEN,  # type: ignore[arg-type] # made a secret by the model
            telegram_api_url=server.url,
            telegram_mode=mode,  # type: ignore[arg-type] # one of the two
            telegram_secret=SECRET,  # type: ignore[arg-type] # made a secret by the model
        )
        service = asyncio.create_task(run_service(known, Policy(), clock))
        try:
            yield Month(server, clock, invitation.link)
        finally:
            service.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await service


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_whole_month(tmp_path: Path, mode: str) -> None:
    async with month(tmp_path, mode) as life:
        telegram = life.server.telegram
        await people_connect(life)

        life.turn_to("2025-10-17 08:30")
        digest = await life.reads("LAN", "2 nhiệm vụ", "NV-1")
        await answer_in_place(life, digest)
        await send_evidence(life)
        await edit_the_answer(life)

        life.turn_to("2025-10-22 08:30")
        await life.reads("LAN", "còn 1 nhiệm vụ")
        life.turn_to("2025-10-23 14:00")
        life.turn_to("2025-10-24 14:00")
        life.turn_to("2025-10-27 08:30")
        await life.reads("HAI", "chưa nhận được báo cáo", "NV-2")
        await life.taps("HAI", "Trả lời thay")
        await life.taps("HAI", "Khó khăn, vướng mắc")
        await life.reads("HAI", "đồng chí trả lời thay Phạm Thị Lan")
        await life.reads("LAN", "Hà Trưởng đã trả lời thay")

        telegram.message(PHONES["CVP"], "/summary")
        await life.reads("CVP", "TỔNG HỢP KỲ BÁO CÁO THÁNG 10/2025", "3/4 nhiệm vụ")
        assert telegram.answered
        assert not [each for each in telegram.history if each["outcome"] == "409"]
    await judge(tmp_path, mode, life)


async def people_connect(life: Month) -> None:
    for code in ("LAN", "HAI", "CVP"):
        await life.connects(code)
    token = life.url.rsplit("/", 1)[1]
    life.server.telegram.message(PHONES["MINH"], f"/start {token}")
    await life.reads("MINH", "Võ Văn Minh", "«Đồng ý»")
    await life.taps("MINH", "Đồng ý")
    await life.reads("MINH", "Đã kết nối")


async def answer_in_place(life: Month, digest: Shown) -> None:
    """The digest turns into the question, and back into the digest with one task ticked off."""
    life.server.telegram.tap(PHONES["LAN"], digest.buttons[0][0][1], digest.id)
    await life.until(lambda: "chọn kết quả" in digest.text, "the four statuses in place")
    await life.taps("LAN", "Đã hoàn thành")
    await life.until(lambda: "✓ NV-1" in digest.text, "the task ticked off in place")
    assert "1. NV-2" in digest.text
    assert digest.edited == 2


async def send_evidence(life: Month) -> None:
    await life.reads("MINH", "NV-3")
    await life.taps("MINH", "NV-3")
    await life.taps("MINH", "Đang thực hiện")
    await life.reads("MINH", "Đã ghi nhận: NV-3")
    life.server.telegram.document(PHONES["MINH"], "bien-ban.pdf", "%PDF-1.7 biên bản")
    await life.reads("MINH", "Đã nhận minh chứng cho NV-3")


async def edit_the_answer(life: Month) -> None:
    number = life.server.telegram.message(PHONES["MINH"], "mới được 40%")
    await life.reads("MINH", "Đã ghi nhận nội dung bổ sung", "40%")
    life.server.telegram.edit(PHONES["MINH"], number, "đã được 60%")
    await life.reads("MINH", "Đã ghi nhận: NV-3", "60%")
    await edit_nothing(life, number)


async def edit_nothing(life: Month, number: int) -> None:
    """A reaction or a preview of a link is reported as an edit, too: nobody says anything to it."""
    telegram = life.server.telegram
    before = len([each for each in telegram.sees(PHONES["MINH"]) if each.by_bot])
    telegram.edit(PHONES["MINH"], number, "đã được 60%")
    telegram.message(PHONES["MINH"], "/lichsu")
    await life.reads("MINH", "Các lần trả lời gần đây")
    assert len([each for each in telegram.sees(PHONES["MINH"]) if each.by_bot]) == before + 1


def shown_to_a_thief(folder: Path) -> list[str]:
    """The chats and phone numbers that can be read in the file without its key."""
    content = b"".join(each.read_bytes() for each in folder.glob("world.db*"))
    leading_to_people = [*map(str, PHONES.values()), "84500000"]
    return [each for each in leading_to_people if each.encode() in content]


async def judge(folder: Path, mode: str, life: Month) -> None:
    """What is left: the file in the vault, one message for each step, and nothing for a thief."""
    assert len(list((folder / "files").iterdir())) == 1
    db = await open_database(sqlite_url(folder))
    async with db.read() as tx:
        sent = await message_log.sent(tx)
        assert await chat_links.find(tx, Chat("telegram", str(PHONES["LAN"])))
        duty = await duties.find_open_period(tx, "NV-3", 3)
        assert duty is not None
        percentages = [each.percent for each in await reports.versions(tx, duty.id)]
    await db.close()
    assert percentages == [None, 40, 60]
    assert shown_to_a_thief(folder) == []
    keys = [each.key for each in sent]
    assert len(keys) == len(set(keys))
    if mode == "webhook":
        answers = set(life.server.telegram.webhook_answers)
        assert answers - {503} == {200}  # 503: not listening yet, so it is pushed again
