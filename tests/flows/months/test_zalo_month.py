"""A month on Zalo: no buttons, no edits, no files; everything by number, code and plain words."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from domain.reporting.policy import Policy
from nhacviec.config.settings import Settings
from nhacviec.onboarding.invitations import Offer, invite
from nhacviec.runtime.clock import TurnedClock
from nhacviec.runtime.run import run_service
from storage.engine.database import open_database
from storage.messaging import chat_links
from storage.reports import duties
from tests import department
from tests.channels.fake_zalo import TOKEN, Server, Shown, running
from tests.conftest import free_port
from tests.flows.world import at, sqlite_url

SECRET = "a-secret-of-the-webhook"
PATIENCE_S = 20


@dataclass
class Month:
    """The service at work in a clock that is turned, and what its people see."""

    server: Server
    clock: TurnedClock
    codes: dict[str, str]
    seen: dict[str, int] = field(default_factory=dict)

    async def until(self, seen: Callable[[], bool], what: str) -> None:
        for _ in range(PATIENCE_S * 50):
            if seen():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"never seen: {what}\n{[m.text for m in self.server.zalo.shown][-3:]}")

    def writes(self, who: str, text: str) -> None:
        self.seen[who] = len(self.server.zalo.sees(who))
        self.server.zalo.message(who, text)

    async def reads(self, who: str, *parts: str) -> Shown:
        """Wait for a message, newer than what the person last wrote, that holds these words."""

        def found() -> list[Shown]:
            new = self.server.zalo.sees(who)[self.seen.get(who, 0) :]
            return [m for m in new if all(part in m.text for part in parts)]

        await self.until(lambda: bool(found()), f"{who}: {parts}")
        return found()[-1]

    async def connects(self, who: str) -> None:
        self.writes(who, f"LIENKET {self.codes[who]}")
        await self.reads(who, "«Đồng ý»")
        self.writes(who, "dong y")
        await self.reads(who, "Đã kết nối")

    def turn_to(self, text: str) -> None:
        self.clock.turn_to(at(text))


def code_in(message: Shown) -> str:
    """The three signs under a list."""
    return message.text.rsplit("ví dụ: 1 ", 1)[1].split()[0]


@asynccontextmanager
async def month(folder: Path, mode: str, **more: object) -> AsyncIterator[Month]:
    clock = TurnedClock(at("2025-10-01 09:00"))
    db = await open_database(sqlite_url(folder))
    await department.found(db, clock())
    issued = await invite(db, clock(), unit="", official="", offer=Offer(15, "http://127.0.0.1"))
    await db.close()
    port = free_port()
    async with running() as server:
        known = Settings.model_validate(
            {
                "database_url": sqlite_url(folder),
                "files_dir": folder / "files",
                "http_port": port,
                "public_url": f"http://127.0.0.1:{port}",
                "zalo_token": TOKEN,
                "zalo_api_url": server.url,
                "zalo_mode": mode,
                "zalo_secret": SECRET,
                **more,
            }
        )
        service = asyncio.create_task(run_service(known, Policy(), clock))
        try:
            yield Month(server, clock, {each.official: each.code for each in issued})
        finally:
            service.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await service


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_month_by_number_code_and_words(
    tmp_path: Path, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.zalo.receiving.PUSHED_WITHIN_S", 0.5)
    async with month(tmp_path, mode) as life:
        for who in ("LAN", "MINH", "HAI"):
            await life.connects(who)

        life.turn_to("2025-10-17 08:30")
        digest = await life.reads("LAN", "1. NV-1", "2. NV-2", "Trả lời bằng số")
        assert digest.styled("b")
        life.writes("LAN", f"1 {code_in(digest)}")
        await life.reads("LAN", "chọn kết quả thực hiện", "1. Đã hoàn thành")
        life.writes("LAN", "1")
        saved = await life.reads("LAN", "Đã ghi nhận: NV-1 – Đã hoàn thành")
        life.writes("LAN", f"HUY {code_in(saved)}")
        await life.reads("LAN", "Đã hoàn tác")
        life.writes("LAN", "?")
        await life.reads("LAN", "1. NV-1", "2. NV-2", "đã trả lời 0")
        life.writes("LAN", "1 xong, 2 đang làm 70%")
        await life.reads("LAN", "chưa ghi nhận", "NV-1: Đã hoàn thành", "NV-2: Đang thực hiện, 70%")
        life.writes("LAN", "đúng")
        await life.reads("LAN", "Đã ghi nhận", "NV-2")

        await life.reads("MINH", "NV-3")
        life.writes("MINH", "đang thực hiện 60%")
        answered = await life.reads("MINH", "Đã ghi nhận: NV-3 – Đang thực hiện, 60%")
        life.writes("MINH", f"SUA {code_in(answered)}")
        asked = await life.reads("MINH", "chọn kết quả thực hiện")
        life.writes("MINH", f"{code_in(asked)} đã hoàn thành")
        await life.reads("MINH", "Đã ghi nhận: NV-3 – Đã hoàn thành")
        life.writes("MINH", "?")
        await life.reads("MINH", "Đồng chí có 1 nhiệm vụ, đã trả lời 1")
        life.writes("MINH", "9 C9D")
        await life.reads("MINH", "không có nhiệm vụ nào")
    assert await statuses(tmp_path) == {"NV-1": "done", "NV-2": "in_progress", "NV-3": "done"}


async def statuses(folder: Path) -> dict[str, str | None]:
    db = await open_database(sqlite_url(folder))
    async with db.read() as tx:
        mine = [*await duties.of_owner(tx, 7, 1), *await duties.of_owner(tx, 8, 1)]
    await db.close()
    return {each.task_code: each.answer.status.value if each.answer else None for each in mine}


async def test_one_person_too_many_is_refused_with_a_remedy(tmp_path: Path) -> None:
    async with month(tmp_path, "polling", zalo_users=1) as life:
        await life.connects("LAN")
        life.writes("MINH", f"LIENKET {life.codes['MINH']}")
        await life.reads("MINH", "«Đồng ý»")
        life.writes("MINH", "đồng ý")
        await life.reads("MINH", "đã đủ 1 người", "liên kết trang web hoặc Telegram")
    db = await open_database(sqlite_url(tmp_path))
    async with db.read() as tx:
        assert await chat_links.count(tx, "zalo") == 1
    await db.close()
