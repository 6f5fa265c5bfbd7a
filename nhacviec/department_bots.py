"""Telegram bots that belong to one department each, as the settings name them."""

from pathlib import Path

from pydantic import BaseModel, Field

from nhacviec.secret_files import read_secret


class DepartmentBot(BaseModel, extra="forbid", frozen=True):
    """A Telegram bot that belongs to one department. `bot`: its name there, for links."""

    unit: str = Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")
    token_file: Path
    bot: str = ""

    @property
    def channel(self) -> str:
        return f"telegram:{self.unit}"

    @property
    def token(self) -> str:
        """Read anew each time, and kept nowhere. Raises SettingsWrong."""
        return read_secret(f"telegram_bots: {self.unit}", self.token_file)
