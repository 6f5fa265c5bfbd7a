"""The channels that the settings ask for, with their webhooks."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog
from starlette.routing import BaseRoute, Route

from bot.alarms import Alarms
from bot.channel import Channel, SendFailed
from bot.channels.telegram import TelegramChannel, TelegramOptions
from bot.channels.web import WebChannel
from nhacviec.clock import Clock
from nhacviec.settings import PREFIX, Settings, SettingsWrong

TELL_AGAIN_S = (1, 5, 30, 60)

log = structlog.get_logger()


class Messengers:
    """The web channel always, the others where there is a token."""

    def __init__(self, known: Settings, alarms: Alarms, clock: Clock) -> None:
        if known.zalo_token.get_secret_value():
            raise SettingsWrong(f"{PREFIX}ZALO_TOKEN: this release has no Zalo channel")
        self.known = known
        self.alarms = alarms
        self.web = WebChannel()
        self.channels: dict[str, Channel] = {self.web.name: self.web}
        self.telegram = self._telegram(clock)
        if self.telegram:
            self.channels[self.telegram.name] = self.telegram

    def _telegram(self, clock: Clock) -> TelegramChannel | None:
        token = self.known.telegram_token.get_secret_value()
        if not token:
            return None
        options = TelegramOptions(
            api_url=self.known.telegram_api_url,
            probe=self.known.telegram_probe == "on",
            groups=frozenset(self.known.telegram_groups),
        )
        return TelegramChannel(token, clock, self.alarms, options)

    @property
    def _telegram_secret(self) -> str:
        pushed = self.known.telegram_mode == "webhook"
        return self.known.telegram_secret.get_secret_value() if pushed else ""

    def routes(self) -> Sequence[BaseRoute]:
        """Where messengers push to."""
        if self.telegram is None or not self._telegram_secret:
            return []
        endpoint = self.telegram.webhook(self._telegram_secret)
        return [Route("/hooks/telegram", endpoint, methods=["POST"])]

    async def announce(self) -> None:
        """Tell messengers where to push, until they have understood or have refused for good."""
        if self.telegram is None or not self._telegram_secret:
            return
        for delay in (0, *TELL_AGAIN_S):
            await asyncio.sleep(delay)
            try:
                await self.telegram.set_webhook(f"{self.known.public_url}/hooks/telegram")
            except SendFailed as failed:
                log.warning("webhook not set", channel="telegram", reason=failed.reason)
            else:
                return
        self.alarms("telegram.webhook")

    async def close(self) -> None:
        if self.telegram is not None:
            with suppress(SendFailed):
                await self.telegram.close()
