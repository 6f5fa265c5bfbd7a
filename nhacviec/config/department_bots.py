"""Bots that belong to one department each, as the settings name them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, Field

from domain.messaging.quota import Quota
from domain.people.chat_links import Home
from nhacviec.config.secret_files import read_secret


class DepartmentBot(BaseModel, extra="forbid", frozen=True):
    """A bot of one department, named by the code of its root unit."""

    unit: str = Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")
    token_file: Path

    @property
    def token(self) -> str:
        """Read anew each time, and kept nowhere. Raises SettingsWrong."""
        return read_secret(f"a bot of {self.unit}", self.token_file)


class TelegramBot(DepartmentBot, frozen=True):
    """`bot`: its name in Telegram, for links."""

    bot: str = ""

    @property
    def channel(self) -> str:
        return f"telegram:{self.unit}"

    @property
    def home(self) -> Home:
        return Home(self.unit, f"https://t.me/{self.bot}" if self.bot else "")


class ZaloBot(DepartmentBot, frozen=True):
    """`link`: where it is found in Zalo. `users`, `messages`: what its own plan allows."""

    link: str = ""
    users: int | None = Field(default=None, ge=1)
    messages: int | None = Field(default=None, ge=1)

    @property
    def home(self) -> Home:
        return Home(self.unit, self.link)

    def quota(self, usual: Quota) -> Quota:
        return Quota(self.users or usual.users, self.messages or usual.messages, self.unit)


def zalo_channels(bots: Sequence[ZaloBot]) -> Mapping[str, ZaloBot]:
    """Each bot under the name of its channel: zalo:SCT, zalo2:SCT for a second one of SCT …"""
    counted: Counter[str] = Counter()
    channels = {}
    for bot in bots:
        counted[bot.unit] += 1
        number = counted[bot.unit]
        channels[f"zalo{number if number > 1 else ''}:{bot.unit}"] = bot
    return channels
