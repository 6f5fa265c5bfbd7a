"""The Zalo channel: a bot of the Zalo Bot Platform, which has neither buttons nor files to send."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime

import structlog

from bot.channels.handover import HandoverProgress
from bot.channels.protocol import Hear, Pace, SendFailed
from bot.channels.zalo.client import ZaloOptions, ZaloWire
from bot.channels.zalo.receiving import Polling, Webhook, ZaloUpdateBuffer
from bot.channels.zalo.sending import TEXT_LIMIT, Sending
from bot.channels.zalo.updates import NAME
from bot.channels.zalo_line import NO_FILE, Alarm, Alarms, Endpoint, fetchable, stream
from bot.rendering.limits import MessageLimits
from bot.rendering.rendered import Rendered
from domain.messaging.messages import File

UNREACHABLE = "zalo.webhook"

log = structlog.get_logger()

NO_BUTTONS_SHOWN = 10_000  # choices are lines of the text


class ZaloChannel:
    """Hears people by polling, or by webhook once `webhook` was called.

    Several bots may share the people: each is a channel of its own, told apart by its `name`.

    `alarm` is called with a reason: zalo.token, zalo.quota (the month's messages are used up),
    zalo.stalled, zalo.webhook (Zalo cannot reach the address it pushes to). Each sounds once,
    until what it is about has worked again.
    """

    pace = Pace(5, 1.0)
    limits = MessageLimits(TEXT_LIMIT, NO_BUTTONS_SHOWN)

    def __init__(
        self,
        token: str,
        clock: Callable[[], datetime],
        alarm: Alarm,
        options: ZaloOptions | None = None,
        name: str = NAME,
    ) -> None:
        self.name = name
        self._options = options or ZaloOptions()
        self._wire = ZaloWire(token, self._options)
        self._alarms = Alarms(alarm)
        self._intake = ZaloUpdateBuffer(name, clock)
        self._sending = Sending(self._wire, self._alarms)
        self._listening: Polling | Webhook = Polling(
            self._wire, self._intake, self._alarms, self._options
        )

    @property
    def handover(self) -> HandoverProgress:
        return self._intake.handover

    async def listen(self, hear: Hear) -> None:
        """Until cancelled, or until a poll is refused for the token: then it returns, alarmed."""
        await self._listening.run(hear)

    def webhook(self, secret: str) -> Endpoint:
        """The endpoint that Zalo pushes to; call it before `listen`, which then polls no more.

        Answers 200 to whatever is empty, 403 to a wrong secret, 413 to more than 1 MB, and 503
        when it was not stored. ValueError for a secret that Zalo would not take.
        """
        if not secret.isascii() or not 8 <= len(secret) <= 256:
            raise ValueError("the secret of the webhook has 8 to 256 letters")
        self._listening = Webhook(self._wire, self._intake, self._alarms, secret)
        return self._listening.respond

    async def set_webhook(self, url: str) -> None:
        """Tell Zalo where to push, unless it knows: it may be told only a few times a day.

        Zalo tries the address at once, so the endpoint must be open; it keeps the address even if
        it cannot reach it, which raises an alarm. As Zalo never tells the secret it has, a new
        secret needs a new address. Raises SendFailed.
        """
        if not isinstance(self._listening, Webhook):
            raise RuntimeError("webhook() comes first: it sets the secret")
        if await self._wire.webhook_url() == url:
            return
        found = await self._wire.set_webhook(url, self._listening.secret)
        if found.get("ok") is True:
            self._alarms.rest(UNREACHABLE)
            return
        log.warning("Zalo cannot reach the webhook", outcome=str(found.get("outcome", "")))
        self._alarms.sound(UNREACHABLE)

    async def send(self, address: str, message: Rendered) -> str:
        return await self._sending.send(address, message)

    async def fetch(self, file: File) -> AsyncIterator[bytes]:
        """A picture, 20 MB at most, and only from where Zalo keeps pictures."""
        if not fetchable(file.reference, self._options.api_url):
            raise SendFailed(NO_FILE, refused=True)
        async for chunk in stream(self._wire.client, file.reference):
            yield chunk

    async def close(self) -> None:
        """Give back the connections; nothing may be sent afterwards."""
        await self._wire.close()
