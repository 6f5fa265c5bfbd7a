"""An approved template to the phone number of the roster: the last way, which leads to a page."""

import asyncio
import re

from bot.channels.protocol import Hear, Pace, SendFailed
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.channels.zalo_oa.client import NAME, TEMPLATE, ZNS
from bot.rendering.markup import plain
from bot.rendering.rendered import Rendered

PAGE = re.compile(r"https?://\S+/i/([A-Za-z0-9_-]{10,64})")
PARAMETER = "ma"  # of the template: the end of the address that its button opens


class ZaloTemplateChannel:
    """Sends only, with the tokens of the account. Of the message the template has only the link."""

    name = ZNS
    pace = Pace(1.5, 1.0)
    needs_page = True
    by_phone = True

    def __init__(self, account: ZaloOaChannel, template: str) -> None:
        self._account, self._template = account, template

    async def listen(self, hear: Hear) -> None:
        """Nobody can answer a template."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """The line is the account's."""

    async def send(self, address: str, message: Rendered) -> str:
        found = PAGE.search(plain(message.html)[0])
        if found is None:
            raise SendFailed(f"{NAME}.no_page", refused=True)
        asked = {
            "template_id": self._template,
            "template_data": {PARAMETER: found[1]},
            "tracking_id": f"{ZNS}-{message.reference}",
        }
        account, phone = self._account, address.removeprefix("+")
        try:
            sent = await account.tokens.with_token(account.wire.template, phone, asked)
        except SendFailed as failed:
            if failed.stopped:
                account.alarms.sound(failed.reason)
            raise
        account.alarms.rest(TEMPLATE)
        return sent
