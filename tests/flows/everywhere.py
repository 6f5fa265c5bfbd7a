"""One service, spoken to over web pages, Telegram or Zalo on loopback: the same acts on each."""

import asyncio
import contextlib
import html
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx

from domain.reporting.policy import Policy
from nhacviec.config.settings import Settings
from nhacviec.onboarding.invitations import Invitation, Offer, invite
from nhacviec.runtime.clock import TurnedClock
from nhacviec.runtime.run import run_service
from storage.engine.database import Database, open_database
from storage.outside import oa_tokens
from storage.outside.oa_tokens import KeptPair
from storage.reports import sign_offs
from tests import department
from tests.channels import fake_telegram, fake_zalo, fake_zalo_oa
from tests.conftest import free_port
from tests.flows.world import at, sqlite_url

CHANNELS = ("web", "telegram", "zalo")
ACCOUNT = "zalo_oa"
PEOPLE = ("LAN", "MINH", "HAI", "CVP", "TAM")
SETTINGS: dict[str, dict[str, str]] = {
    "web": {},
    "telegram": {"telegram_token": fake_telegram.TOKEN},
    "zalo": {"zalo_token": fake_zalo.TOKEN},
    ACCOUNT: {
        "zalo_oa_app_id": fake_zalo_oa.APP_ID,
        "zalo_oa_app_secret": fake_zalo_oa.APP_SECRET,
        "zalo_oa_secret": fake_zalo_oa.OA_SECRET,
    },
}


def by_day(channel: str) -> tuple[str, ...]:
    """The channel on which a change is tried; all of them with EVERY_PHONE, as at night."""
    return CHANNELS if "EVERY_PHONE" in os.environ else (channel,)


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


@dataclass
class AccountPhones:
    account: fake_zalo_oa.Account

    async def opens(self, who: str, invitation: Invitation) -> None:
        self.account.follows(who)
        await self.writes(who, f"LIENKET {invitation.code}")

    async def writes(self, who: str, text: str) -> None:
        self.account.writes(who, text)

    async def presses(self, who: str, said: Said, choice: str) -> None:
        self.account.taps(who, choice)

    async def shows(self, who: str) -> list[Said]:
        """Buttons that did not fit below a message belong to it."""
        shown: list[Said] = []
        for each in self.account.sees(who):
            if re.fullmatch(r"\d/\d", each.text):
                shown[-1].choices += each.buttons
            else:
                shown.append(Said(each.text, list(each.buttons), each.id))
        return shown


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

    async def reads(self, who: str, *parts: str, after: int = 0) -> Said:
        """The newest message with all these words, once there is one."""
        for _ in range(400):
            shown = await self.phones.shows(who)
            found = [said for said in shown[after:] if all(part in said.text for part in parts)]
            if found:
                return found[-1]
            await asyncio.sleep(0.05)
        raise AssertionError(f"{who} never reads {parts}: {[s.text for s in shown][-2:]}")

    async def connects(self) -> None:
        """Everybody follows the invitation and agrees."""
        for who in PEOPLE:
            await self.phones.opens(who, self.invitations[who])
            await self.reads(who, "«Đồng ý»")
            await self.phones.writes(who, "đồng ý")
            await self.reads(who, "Đã kết nối")

    async def writes(self, who: str, text: str, *answer: str) -> Said:
        """Write, and read an answer that was not there before."""
        before = len(await self.phones.shows(who))
        await self.phones.writes(who, text)
        return await self.reads(who, *answer, after=before)

    async def picks(self, who: str, said: Said, label: str) -> None:
        [choice] = [tap for shown, tap in said.choices if label in shown][:1]
        await self.phones.presses(who, said, choice)


@asynccontextmanager
async def month(
    folder: Path, channel: str, policy: Policy | None = None, *, confirming: int | None = None
) -> AsyncIterator[Month]:
    """The service on its own ports; `confirming`: a unit that confirms its reports."""
    clock = TurnedClock(at("2025-10-01 09:00"))
    issued = await _founded(folder, clock(), confirming)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with (
        fake_telegram.running() as telegram,
        fake_zalo.running() as zalo,
        fake_zalo_oa.running() as account,
    ):
        account.account.webhook = f"{url}/hooks/{ACCOUNT}"
        telegram.telegram.longest_poll_s = zalo.zalo.longest_poll_s = 0.5
        known = Settings.model_validate(
            {
                "database_url": sqlite_url(folder),
                "files_dir": folder / "files",
                "http_port": port,
                "public_url": url,
                "telegram_api_url": telegram.url,
                "zalo_api_url": zalo.url,
                "zalo_oa_api_url": account.url,
                "zalo_oa_oauth_url": account.url,
                **SETTINGS[channel],
            }
        )
        phones: dict[str, Phones] = {
            "telegram": TelegramPhones(telegram.telegram),
            "zalo": ZaloPhones(zalo.zalo),
            "web": WebPhones(url),
            ACCOUNT: AccountPhones(account.account),
        }
        service = asyncio.create_task(run_service(known, policy or Policy(), clock))
        await _is_up(url)
        try:
            yield Month(phones[channel], clock, {each.official: each for each in issued})
        finally:
            service.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await service


async def _founded(folder: Path, now: datetime, confirming: int | None) -> list[Invitation]:
    db = await open_database(sqlite_url(folder))
    await department.found(db, now)
    issued = await invite(db, now, unit="", official="", offer=Offer(15, "http://127.0.0.1"))
    if confirming is not None:
        async with db.begin() as tx:
            await sign_offs.switch(tx, confirming, on=True, now=now)
    await _authorise(db, now)
    await db.close()
    return issued


async def _authorise(db: Database, now: datetime) -> None:
    pair = KeptPair("access-0", "refresh-0", now + timedelta(hours=25), now)
    async with db.begin() as tx:
        await oa_tokens.authorise(tx, fake_zalo_oa.APP_ID, pair)


async def _is_up(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(200):
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(f"{url}/healthz")).is_success:
                    return
            await asyncio.sleep(0.05)
    raise AssertionError("the service did not start")


async def kept(folder: Path, **queries: str) -> dict[str, list[tuple[Any, ...]]]:
    """What the database holds after the month."""
    db = await open_database(sqlite_url(folder))
    async with db.read() as tx:
        found = {
            name: [tuple(row) for row in (await tx.exec_driver_sql(query)).all()]
            for name, query in queries.items()
        }
    await db.close()
    return found
