"""The channel of a Zalo Official Account: buttons, files, receipts, a window of a week."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.handover import HandoverProgress
from bot.channels.protocol import Hear, Pace, SendFailed
from bot.channels.zalo_line import (
    NO_FILE,
    Alarm,
    Alarms,
    Endpoint,
    PartsSender,
    body_of,
    fetchable,
    stream,
)
from bot.channels.zalo_oa.client import NAME, QUOTA, Json, OaOptions, OaWire
from bot.channels.zalo_oa.tokens import Tokens
from bot.channels.zalo_oa.updates import SIGNATURE_HEADER, TAPPED, heard, is_signed
from bot.rendering.limits import MessageLimits
from bot.rendering.markup import plain, split
from bot.rendering.rendered import Button, Rendered
from domain.messaging.buttons import SHARE_CONTACT
from domain.messaging.messages import File, IncomingEvent
from storage.engine.database import Database

TEXT_LIMIT = 1900  # Zalo takes 2,000, but does not say of what
BUTTONS = 5
MOST_BUTTONS = 3 * BUTTONS
TITLE_LIMIT, PAYLOAD_LIMIT = 100, 1000
PUSHED_WITHIN_S = 330.0  # it pushes again after half a minute, then after five
LOOK_EVERY_S, LOOK_AGAIN_S = 60.0, 10.0
NEAR = 0.2  # of what the plan allows is left
LINK = ("https://", "http://")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OaPart:
    """What one call carries: plain text, and five buttons at most."""

    text: str
    buttons: tuple[Button, ...] = ()


class ZaloOaChannel:
    """One Official Account, heard by webhook only; its address is entered at Zalo by hand.

    Alarms: zalo_oa.token, .stalled, .quota, .quota_near. Each sounds once, until it works again.
    """

    name = NAME
    pace = Pace(1.5, 1.0)  # resellers speak of 100 calls a minute on the smallest plan
    limits = MessageLimits(TEXT_LIMIT, MOST_BUTTONS)
    reply_window = timedelta(days=7)

    def __init__(
        self, db: Database, options: OaOptions, clock: Callable[[], datetime], alarm: Alarm
    ) -> None:
        self._options, self._clock = options, clock
        self.alarms = Alarms(alarm)
        self.wire = OaWire(options)
        self.tokens = Tokens(db, self.wire, clock, self.alarms)
        self._parts = PartsSender(self._say)
        self.handover = HandoverProgress(clock)
        self._secret = ""
        self._hear: Hear | None = None

    @property
    def asks_contact(self) -> bool:
        return self._options.phone

    def fits(self, button: Button) -> bool:
        return bool(button.label) and len(TAPPED + button.tap) <= PAYLOAD_LIMIT

    async def listen(self, hear: Hear) -> None:
        """Accept pushes until cancelled, and keep the tokens fresh."""
        self._hear = hear
        reached_at: float | None = None
        try:
            while True:
                self.handover.wanted.clear()
                asked_at, now = self._clock(), asyncio.get_running_loop().time()
                reached_at = (reached_at or now) if await self._reached() else None
                if reached_at is None:
                    await self.handover.rest(LOOK_AGAIN_S)
                elif (left := reached_at + PUSHED_WITHIN_S - now) > 0:
                    await self.handover.rest(min(left, LOOK_EVERY_S))
                else:
                    self.handover.ends(asked_at)
                    await self.handover.rest(LOOK_EVERY_S)
        finally:
            self._hear = None

    async def _reached(self) -> bool:
        """Whether Zalo answers. Nobody can be asked what waits there: it is pushed in time."""
        try:
            await self.tokens.look()
            await self.tokens.with_token(self.wire.check)
        except SendFailed as failed:
            log.warning("the account could not be checked", reason=failed.reason)
            self.handover.fails()
            return False
        self.handover.answers()
        return True

    def webhook(self, secret: str) -> Endpoint:
        """The endpoint that Zalo pushes to; `secret`: the key of the account that it signs with.

        Answers 200 to whatever is empty, 403 to what is not signed, 413 to more than 1 MB, and 503
        when it was not stored.
        """
        self._secret = secret
        return self._respond

    async def set_webhook(self, url: str) -> None:
        """There is no call for it: the address is entered where the app is managed."""

    async def _respond(self, request: Request) -> Response:
        body = await body_of(request)
        if not body:
            return _answer(413 if body is None else 200)
        try:
            event = json.loads(body)
        except (ValueError, RecursionError):
            return _answer(403)
        given = request.headers.get(SIGNATURE_HEADER, "")
        known = isinstance(event, dict) and is_signed(
            given, self._options.app_id, body, event, self._secret
        )
        return _answer(await self._take_in(event) if known else 403)

    async def _take_in(self, event: Json) -> int:
        if self._hear is None:
            return 503
        try:
            events = heard(event, self._clock(), phone=self._options.phone)
        except Exception as broken:
            log.warning("event cannot be read", error=type(broken).__name__)
            return 200
        return await self._stored(events, self._hear)

    async def _stored(self, events: Sequence[IncomingEvent], hear: Hear) -> int:
        try:
            if events:
                await hear(events)
        except Exception as broken:
            log.error("what was heard could not be stored", error=type(broken).__name__)
            return 503
        return 200

    async def send(self, address: str, message: Rendered) -> str:
        return await self._parts.send(address, message.reference, parts_of(message))

    async def _say(self, address: str, part: OaPart) -> str:
        try:
            said = await self.tokens.with_token(self.wire.say, address, written(part))
        except SendFailed as failed:
            if failed.stopped:
                self.alarms.sound(failed.reason)
            raise
        self.alarms.rest(QUOTA)
        self._weigh(said.get("quota"))
        return str(said["message_id"])

    def _weigh(self, quota: object) -> None:
        """What is left of the plan, where Zalo says so; free answers renew themselves."""
        if not isinstance(quota, dict) or quota.get("quota_type") == "reply":
            return
        try:
            left, total = float(quota["remain"]), float(quota["total"])
        except (LookupError, TypeError, ValueError):
            return
        near = f"{NAME}.quota_near"
        if 0 <= left < NEAR * total:
            self.alarms.sound(near)
        else:
            self.alarms.rest(near)

    async def fetch(self, file: File) -> AsyncIterator[bytes]:
        """A picture or a file, 20 MB at most, and only from where Zalo keeps them."""
        if not fetchable(file.reference, self._options.api_url):
            raise SendFailed(NO_FILE, refused=True)
        async for chunk in stream(self.wire.client, file.reference):
            yield chunk

    async def close(self) -> None:
        """A pair that is being exchanged is written down first."""
        await self.tokens.close()
        await self.wire.close()


def parts_of(message: Rendered) -> list[OaPart]:
    """Text in parts; the first five buttons under the last one, each five more under a number."""
    texts = [plain(each)[0].strip() for each in split(message.html, TEXT_LIMIT)]
    flat = [button for row in message.buttons for button in row]
    fives = [tuple(flat[at : at + BUTTONS]) for at in range(0, len(flat), BUTTONS)] or [()]
    parts = [*map(OaPart, texts[:-1]), OaPart(texts[-1], fives[0])]
    return [*parts, *(OaPart(f"{n}/{len(fives)}", five) for n, five in enumerate(fives[1:], 2))]


def written(part: OaPart) -> Json:
    """As Zalo takes it. A button that asks for a phone number is a card of its own."""
    if any(each.tap == SHARE_CONTACT for each in part.buttons):
        card = {"title": part.buttons[0].label, "subtitle": part.text[:500]}
        payload: Json = {"template_type": "request_user_info", "elements": [card]}
        return {"attachment": {"type": "template", "payload": payload}}
    if not part.buttons:
        return {"text": part.text}
    buttons = [_button(each) for each in part.buttons]
    payload = {"buttons": buttons}
    return {"text": part.text, "attachment": {"type": "template", "payload": payload}}


def _button(button: Button) -> Json:
    title = button.label[:TITLE_LIMIT]
    if button.tap.startswith(LINK):
        return {"title": title, "type": "oa.open.url", "payload": {"url": button.tap}}
    return {"title": title, "type": "oa.query.hide", "payload": TAPPED + button.tap}


def _answer(status: int) -> Response:
    return JSONResponse({"ok": status == 200}, status)
