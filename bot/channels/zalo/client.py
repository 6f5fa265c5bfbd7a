"""The calls of the Zalo Bot Platform, and what its refusals and broken lines mean for a message."""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx

from bot.channels.protocol import SendFailed
from bot.channels.zalo.updates import Json
from bot.channels.zalo_line import broken_line, close

PAUSE = timedelta(seconds=30)  # a gateway that is asked too often does not say for how long
SHORT_POLL = 5  # seconds; the shortest that was seen to be obeyed
IDLE = "zalo.request_timeout"
BAD_REQUEST = "zalo.bad_request"
NOT_FOUND = "zalo.not_found"
TOKEN = "zalo.token"  # noqa: S105 - the name of a failure
QUOTA = "zalo.quota"
REFUSALS: Mapping[int, tuple[str, str]] = {
    400: (BAD_REQUEST, "refused"),
    401: (TOKEN, "stopped"),
    403: ("zalo.internal", ""),  # by its documentation an error of Zalo's own
    404: (NOT_FOUND, "refused"),
    408: (IDLE, "uncertain"),
    426: ("zalo.daily_limit", ""),
    429: (QUOTA, "stopped"),
}
"""What we call a code, and what became of the message."""


@dataclass(frozen=True, slots=True)
class ZaloOptions:
    """What differs between installations and tests; times in seconds.

    `slack`: how much longer than asked a poll may take. `whole` bounds one call altogether.
    `pause` follows a poll that brought nothing new at once; `back_off` doubles with each failure.
    `patience`: how long without success until the alarm.
    """

    api_url: str = "https://bot-api.zaloplatforms.com"
    connect: float = 10.0
    read: float = 20.0
    pool: float = 5.0
    whole: float = 90.0
    poll: int = 30
    slack: float = 10.0
    pause: float = 1.0
    back_off: float = 1.0
    patience: float = 300.0
    connections: int = 8


class ZaloWire:
    """Every call fails with SendFailed, and none names the token."""

    def __init__(self, token: str, options: ZaloOptions) -> None:
        for name in ("httpx", "httpcore"):  # at lower levels they write whole addresses
            logging.getLogger(name).setLevel(logging.WARNING)
        self._options = options
        self.client = httpx.AsyncClient(
            base_url=f"{options.api_url.rstrip('/')}/bot{quote(token, safe=':')}/",
            limits=httpx.Limits(max_connections=options.connections),
            timeout=self._times(options.read),
        )

    async def check(self) -> None:
        """Whether Zalo knows the bot."""
        await self._ask("getMe")

    async def updates(self, *, waits: bool) -> list[Json]:
        """An event, usually one, none if nobody wrote. `waits`: up to one poll, else shortly."""
        poll = self._options.poll if waits else min(self._options.poll, SHORT_POLL)
        try:
            found = await self._ask("getUpdates", {"timeout": poll}, poll + self._options.slack)
        except SendFailed as failed:
            if failed.reason != IDLE:
                raise
            return []
        return list(found) if isinstance(found, list) else [found]

    async def say(self, address: str, text: str, styles: Sequence[Json]) -> str:
        """Plain text, as no rule of escaping is known for Zalo's own markup."""
        asked: dict[str, Any] = {"chat_id": address, "text": text}
        if styles:
            asked["text_styles"] = styles
        sent = await self._ask("sendMessage", asked)
        number = sent.get("message_id") if isinstance(sent, dict) else None
        if not number:
            raise SendFailed("zalo.unknown", uncertain=True)
        return str(number)

    async def webhook_url(self) -> str:
        """Where Zalo pushes to, or nothing."""
        try:
            info = await self._ask("getWebhookInfo")
        except SendFailed as failed:
            if failed.reason != NOT_FOUND:
                raise
            return ""
        return str(info.get("url") or "") if isinstance(info, dict) else ""

    async def set_webhook(self, url: str, secret: str) -> Json:
        """What Zalo found when it tried the address; it keeps the address in any case."""
        answer = await self._ask("setWebhook", {"url": url, "secret_token": secret})
        found = answer.get("verification") if isinstance(answer, dict) else None
        return found if isinstance(found, dict) else {}

    async def forget_webhook(self) -> None:
        """While there is one, Zalo cannot be polled."""
        if not await self.webhook_url():
            return
        try:
            await self._ask("deleteWebhook")
        except SendFailed as failed:
            if failed.reason != BAD_REQUEST:  # that it says when there was none
                raise

    async def close(self) -> None:
        await close(self.client)

    def _times(self, read: float) -> httpx.Timeout:
        return httpx.Timeout(read, connect=self._options.connect, pool=self._options.pool)

    async def _ask(self, method: str, asked: Json | None = None, read: float | None = None) -> Any:
        """The result, or SendFailed, raised apart from its cause: that names the token."""
        times = self._times(self._options.read if read is None else read)
        failed, answer = None, None
        try:
            async with asyncio.timeout(max(self._options.whole, read or 0)):
                answer = await self.client.post(method, json=asked or {}, timeout=times)
        except Exception as error:
            failed = broken_line(error, "zalo")
        if answer is None:
            raise failed or SendFailed("zalo.unknown", uncertain=True)
        return result(answer.status_code, answer.content)


def result(status: int, body: bytes) -> Any:
    """What an answer brings. `ok` decides, then the code, then the status of HTTP."""
    envelope = _envelope(body)
    if envelope is None:
        raise _gateway(status)
    if envelope.get("ok") is True:
        return envelope.get("result")
    raise refusal(_code(envelope, status))


def refusal(code: int) -> SendFailed:
    """An unknown refusal is a refusal nevertheless; an unknown error is an unknown outcome."""
    if code in REFUSALS:
        reason, flag = REFUSALS[code]
        return SendFailed(
            reason,
            refused=flag == "refused",
            uncertain=flag == "uncertain",
            stopped=flag == "stopped",
        )
    if 400 <= code < 500:
        return SendFailed("zalo.refused")
    return SendFailed("zalo.gateway" if code >= 500 else "zalo.unknown", uncertain=True)


def _gateway(status: int) -> SendFailed:
    """Whoever stands before Zalo has spoken, and may have passed the message on."""
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return SendFailed("zalo.flood", retry_after=PAUSE)
    return SendFailed("zalo.gateway", uncertain=True)


def _envelope(body: bytes) -> Json | None:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) and "ok" in read else None


def _code(envelope: Json, status: int) -> int:
    given = envelope.get("error_code", envelope.get("errorCode"))
    try:
        return int(str(given))
    except ValueError:
        return status
