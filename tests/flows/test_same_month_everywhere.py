"""The same month on the web pages, Telegram and Zalo ends in the same answers."""

import asyncio
import contextlib
import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

from domain.ladder import Policy
from nhacviec.clock import TurnedClock
from nhacviec.inviting import Invitation, Offer, invite
from nhacviec.running import run_service
from nhacviec.settings import Settings
from storage import duties, reports
from storage.database import open_database
from tests import department
from tests.channels import fake_telegram, fake_zalo
from tests.conftest import free_port
from tests.flows.world import at, sqlite_url

PEOPLE = ("LAN", "MINH", "HAI", "CVP")
SETTINGS: dict[str, tuple[str, str]] = {
    "telegram": ("telegram_token", fake_telegram.TOKEN),
    "zalo": ("zalo_token", fake_zalo.TOKEN),
}
EXPECTED = {
    ("NV-1", "LAN"): [("done", None, "", None)],
    ("NV-2", "LAN"): [("blocked", None, "", 7)],
    ("NV-3", "MINH"): [
        ("in_progress", 60, "đang thực hiện 60%", None),
        ("in_progress", 60, "đang thực hiện 60%\nChờ ý kiến Sở Tài chính", None),
    ],
}


@dataclass
class Said:
    """A message on a phone, however its messenger shows it. `choices`: label and what is sent."""

    text: str
    choices: list[tuple[str, str]]
    id: str = ""


class Phones(Protocol):
    """What people hold in their hands."""

    async def opens(self, who: str, invitation: Invitation) -> None: ...
    async def writes(self, who: str, text: str) -> None: ...
    async def presses(self, who: str, said: Said, choice: str) -> None: ...
    async def shows(self, who: str) -> list[Said]: ...


@dataclass
class TelegramPhones:
    telegram: fake_telegram.Telegram

    async def opens(self, who: str, invitation: Invitation) -> None:
        await self.writes(who, f"/start {invitation.link.rsplit('/', 1)[1]}")

    async def writes(self, who: str, text: str) -> None:
        self.telegram.message(PEOPLE.index(who) + 1, text)

    async def presses(self, who: str, said: Said, choice: str) -> None:
        self.telegram.tap(PEOPLE.index(who) + 1, choice, int(said.id))

    async def shows(self, who: str) -> list[Said]:
        return [
            Said(each.text, [button for row in each.buttons for button in row], str(each.id))
            for each in self.telegram.sees(PEOPLE.index(who) + 1)
        ]


@dataclass
class ZaloPhones:
    zalo: fake_zalo.Zalo

    async def opens(self, who: str, invitation: Invitation) -> None:
        await self.writes(who, f"LIENKET {invitation.code}")

    async def writes(self, who: str, text: str) -> None:
        self.zalo.message(who, text)

    async def presses(self, who: str, said: Said, choice: str) -> None:
        await self.writes(who, choice)

    async def shows(self, who: str) -> list[Said]:
        return [Said(each.text, _numbered(each.text)) for each in self.zalo.sees(who)]


def _numbered(text: str) -> list[tuple[str, str]]:
    """The numbered lines of a message, each with the number and code to be typed."""
    code = re.search(r"ví dụ: 1 (\w{3})$", text)
    lines = re.findall(r"^(\d+)\. (.+)$", text, re.MULTILINE)
    return [(label, f"{number} {code[1]}") for number, label in lines] if code else []


@dataclass
class WebPhones:
    url: str
    chats: dict[str, str] = field(default_factory=dict)
    events: int = 0

    async def opens(self, who: str, invitation: Invitation) -> None:
        """Pressed again as long as the service does not listen yet."""
        async with httpx.AsyncClient(base_url=self.url) as client:
            for _ in range(100):
                answer = await client.post(f"/i/{invitation.link.rsplit('/', 1)[1]}")
                if answer.status_code != 503:
                    break
                await asyncio.sleep(0.05)
        self.chats[who] = answer.headers["location"]

    async def _says(self, who: str, **said: str) -> None:
        self.events += 1
        async with httpx.AsyncClient(base_url=self.url) as client:
            body = {"event": str(self.events), **said}
            answer = await client.post(f"{self.chats[who]}/say", json=body)
        answer.raise_for_status()

    async def writes(self, who: str, text: str) -> None:
        await self._says(who, text=text)

    async def presses(self, who: str, said: Said, choice: str) -> None:
        await self._says(who, tap=choice, message=said.id)

    async def shows(self, who: str) -> list[Said]:
        async with httpx.AsyncClient(base_url=self.url) as client:
            lines = (await client.get(f"{self.chats[who]}/messages")).json()["messages"]
        return [_line(line) for line in lines if line["html"]]


def _line(line: dict[str, Any]) -> Said:
    choices = [(button["label"], button["tap"]) for row in line["buttons"] for button in row]
    return Said(html.unescape(re.sub(r"<[^>]+>", "", line["html"])), choices, line["id"])


@dataclass
class Month:
    phones: Phones
    clock: TurnedClock
    invitations: dict[str, Invitation]

    async def reads(self, who: str, *parts: str) -> Said:
        """The newest message with all these words, once there is one."""
        for _ in range(400):
            shown = await self.phones.shows(who)
            found = [said for said in shown if all(part in said.text for part in parts)]
            if found:
                return found[-1]
            await asyncio.sleep(0.05)
        raise AssertionError(f"{who} never reads {parts}: {[s.text for s in shown][-2:]}")

    async def picks(self, who: str, said: Said, label: str) -> None:
        [choice] = [tap for shown, tap in said.choices if label in shown][:1]
        await self.phones.presses(who, said, choice)


@asynccontextmanager
async def month(folder: Path, channel: str) -> AsyncIterator[Month]:
    clock = TurnedClock(at("2025-10-01 09:00"))
    db = await open_database(sqlite_url(folder))
    await department.found(db, clock())
    issued = await invite(db, clock(), unit="", official="", offer=Offer(15, "http://127.0.0.1"))
    await db.close()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with fake_telegram.running() as telegram, fake_zalo.running() as zalo:
        given = dict([SETTINGS[channel]]) if channel in SETTINGS else {}
        known = Settings.model_validate(
            {
                "database_url": sqlite_url(folder),
                "files_dir": folder / "files",
                "http_port": port,
                "public_url": url,
                "telegram_api_url": telegram.url,
                "zalo_api_url": zalo.url,
                **given,
            }
        )
        phones: dict[str, Phones] = {
            "telegram": TelegramPhones(telegram.telegram),
            "zalo": ZaloPhones(zalo.zalo),
            "web": WebPhones(url),
        }
        service = asyncio.create_task(run_service(known, Policy(), clock))
        await _is_up(url)
        try:
            yield Month(phones[channel], clock, {each.official: each for each in issued})
        finally:
            service.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await service


async def _is_up(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(200):
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(f"{url}/healthz")).is_success:
                    return
            await asyncio.sleep(0.05)
    raise AssertionError("the service did not start")


@pytest.mark.parametrize("channel", ["web", "telegram", "zalo"])
async def test_the_same_month_ends_in_the_same_answers(tmp_path: Path, channel: str) -> None:
    async with month(tmp_path, channel) as life:
        for who in PEOPLE:
            await life.phones.opens(who, life.invitations[who])
            await life.reads(who, "ĐỒNG Ý")
            await life.phones.writes(who, "đồng ý")
            await life.reads(who, "Đã kết nối")

        life.clock.turn_to(at("2025-10-17 08:30"))
        await life.picks("LAN", await life.reads("LAN", "2 nhiệm vụ"), "NV-1")
        await life.picks("LAN", await life.reads("LAN", "chọn kết quả"), "Đã hoàn thành")
        await life.reads("LAN", "Đã ghi nhận: NV-1 – Đã hoàn thành", "✓ NV-1")
        await life.reads("MINH", "NV-3")
        await life.phones.writes("MINH", "đang thực hiện 60%")
        await life.reads("MINH", "Đã ghi nhận: NV-3 – Đang thực hiện, 60%")
        await life.phones.writes("MINH", "Chờ ý kiến Sở Tài chính")
        await life.reads("MINH", "Đã ghi nhận nội dung bổ sung cho NV-3")

        life.clock.turn_to(at("2025-10-27 08:30"))
        told = await life.reads("HAI", "chưa nhận được báo cáo", "NV-2")
        await life.picks("HAI", told, "Trả lời thay")
        await life.picks("HAI", await life.reads("HAI", "chọn kết quả"), "Khó khăn")
        await life.reads("HAI", "đồng chí trả lời thay Phạm Thị Lan")
        await life.phones.writes("CVP", "/summary")
        await life.reads("CVP", "TỔNG HỢP KỲ BÁO CÁO THÁNG 10/2025", "3/4 nhiệm vụ")
    assert await answers(tmp_path) == EXPECTED


@pytest.mark.parametrize("channel", ["web", "telegram", "zalo"])
async def test_acting_on_silence_is_the_same_everywhere(tmp_path: Path, channel: str) -> None:
    async with month(tmp_path, channel) as life:
        for who in PEOPLE:
            await life.phones.opens(who, life.invitations[who])
            await life.reads(who, "ĐỒNG Ý")
            await life.phones.writes(who, "đồng ý")
            await life.reads(who, "Đã kết nối")
        life.clock.turn_to(at("2025-10-17 08:30"))
        digest = await life.reads("LAN", "2 nhiệm vụ")
        await _asks_for_more_time(life)
        await _is_away(life)
        await life.picks("LAN", digest, "NV-1")
        await life.picks("LAN", await life.reads("LAN", "NV-1", "chọn kết quả"), "Đã hoàn thành")
        await life.reads("LAN", "Đã ghi nhận: NV-1 – Đã hoàn thành")
        await _sends_back(life)
        life.clock.turn_to(at("2025-10-27 08:30"))
        await _answers_for_somebody_who_objects(life)
    assert await rows(tmp_path) == {
        "extensions": [("granted", "2025-10-31")],
        "absences": [("2025-10-20", "2025-10-24")],
        "returns": [(1, "2025-10-28")],
        "objections": [("Chưa có văn bản phê duyệt",)],
    }


async def _asks_for_more_time(life: Month) -> None:
    await life.phones.writes("LAN", "xin gia hạn NV-2")
    await life.reads("LAN", "Đề nghị gia hạn NV-2")
    await life.phones.writes("LAN", "đến 31/10")
    await life.reads("LAN", "nêu lý do")
    await life.phones.writes("LAN", "Chờ số liệu, đã làm 60%")
    await life.reads("LAN", "Đã gửi đề nghị gia hạn NV-2")
    await life.picks("CVP", await life.reads("CVP", "đề nghị gia hạn NV-2", "60%"), "Đồng ý")
    await life.reads("LAN", "đồng ý gia hạn NV-2", "nhắc theo hạn mới")


async def _is_away(life: Month) -> None:
    await life.phones.writes("MINH", "/vangmat từ 20/10 đến 24/10, đồng chí Phạm Thị Lan thay")
    await life.picks("MINH", await life.reads("MINH", "Phạm Thị Lan thay"), "Ghi nhận")
    await life.reads("MINH", "Đã ghi nhận đồng chí Võ Văn Minh vắng mặt")
    await life.reads("LAN", "được ghi nhận là người thay")


async def _sends_back(life: Month) -> None:
    await life.phones.writes("HAI", "/tralai NV-1")
    await life.reads("HAI", "nội dung cần chỉnh sửa")
    await life.phones.writes("HAI", "Thiếu số liệu quý III")
    await life.reads("HAI", "Hạn gửi lại NV-1")
    await life.phones.writes("HAI", "28/10")
    await life.reads("HAI", "Đã trả lại NV-1 lần 1")
    await life.reads("LAN", "trả lại báo cáo NV-1", "Thiếu số liệu quý III")


async def _answers_for_somebody_who_objects(life: Month) -> None:
    told = await life.reads("HAI", "chưa nhận được báo cáo", "NV-3")
    await life.picks("HAI", told, "Trả lời thay")
    await life.picks("HAI", await life.reads("HAI", "NV-3", "chọn kết quả"), "Đã hoàn thành")
    await life.picks("MINH", await life.reads("MINH", "đã trả lời thay", "NV-3"), "Không đồng ý")
    await life.reads("MINH", "Đề nghị nêu lý do")
    await life.phones.writes("MINH", "Chưa có văn bản phê duyệt")
    await life.reads("MINH", "Đã ghi nhận ý kiến không đồng ý")
    await life.reads("HAI", "Chưa có văn bản phê duyệt")


async def rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept of extensions, absences, returns and objections."""
    queries = {
        "extensions": "SELECT state, to_day FROM extensions",
        "absences": "SELECT first_day, last_day FROM absences",
        "returns": "SELECT number, due_day FROM returns",
        "objections": "SELECT reason FROM objections",
    }
    db = await open_database(sqlite_url(folder))
    async with db.read() as tx:
        found = {
            name: [tuple(row) for row in (await tx.exec_driver_sql(query)).all()]
            for name, query in queries.items()
        }
    await db.close()
    return found


async def answers(folder: Path) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    """Every version of every answer: status, percentage, note, and for whom it was given."""
    db = await open_database(sqlite_url(folder))
    found = {}
    async with db.read() as tx:
        for code, official_id in (("LAN", 7), ("MINH", 8)):
            for duty in await duties.of_owner(tx, official_id, 1):
                versions = await reports.versions(tx, duty.id)
                found[duty.task_code, code] = [
                    (each.status, each.percent, each.note, each.on_behalf_of) for each in versions
                ]
    await db.close()
    return found
