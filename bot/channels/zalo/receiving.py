"""How Zalo is listened to, by polling or by webhook: stored first, and each message once."""

import asyncio
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.handover import HandoverProgress
from bot.channels.protocol import Hear, SendFailed
from bot.channels.zalo.client import TOKEN, ZaloOptions
from bot.channels.zalo.updates import Json, heard
from bot.channels.zalo_line import BODY_LIMIT, Alarms, body_of
from domain.messaging.messages import IncomingEvent

LONGEST_BACK_OFF = 60.0
MOST_REMEMBERED = 1000
PUSHED_WITHIN_S = 60.0  # when it pushes again what it could not is not documented
LOOK_EVERY_S, LOOK_AGAIN_S = 60.0, 10.0  # whether Zalo can be reached, where it pushes
STALLED = "zalo.stalled"
SECRET_HEADER = "x-bot-api-secret-token"  # noqa: S105 - the name of a header

log = structlog.get_logger()


class ZaloUpdatesApi(Protocol):
    """What listening asks of Zalo; every method raises SendFailed."""

    async def check(self) -> None: ...
    async def updates(self, *, waits: bool) -> list[Json]: ...
    async def forget_webhook(self) -> None: ...


@dataclass(slots=True)
class ZaloUpdateBuffer:
    """Turns events into what was heard by the bot of this name, and passes each on once."""

    name: str
    clock: Callable[[], datetime]
    handover: HandoverProgress = field(init=False)
    _stored: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.handover = HandoverProgress(self.clock)

    def news(self, updates: Sequence[Json]) -> list[IncomingEvent]:
        """What has not been stored yet."""
        events = [event for update in updates if (event := self._heard(update))]
        return [event for event in events if event.event_id not in self._stored]

    async def store(self, events: Sequence[IncomingEvent], hear: Hear) -> None:
        """Whatever `hear` raises is raised, and nothing counts as stored."""
        if not events:
            return
        await hear(events)
        self._stored |= dict.fromkeys(event.event_id for event in events)
        while len(self._stored) > MOST_REMEMBERED:
            del self._stored[next(iter(self._stored))]

    def _heard(self, update: Json) -> IncomingEvent | None:
        """None for groups, and for one that cannot be read: it must not block the others."""
        try:
            return heard(update, self.clock(), self.name)
        except Exception as broken:
            log.warning("event cannot be read", error=type(broken).__name__)
            return None


@dataclass(slots=True)
class Polling:
    """Asks for events. What was handed out may never come again: it is kept until it is stored."""

    wire: ZaloUpdatesApi
    intake: ZaloUpdateBuffer
    alarms: Alarms
    options: ZaloOptions
    _held: list[IncomingEvent] = field(default_factory=list)
    _failures: int = 0
    _begun: bool = False
    _heard_at: float = 0.0

    async def run(self, hear: Hear) -> None:
        """Listen until cancelled, or until Zalo refuses the bot itself."""
        self._heard_at = _now()
        while True:
            try:
                await self._turn(hear)
                self._failures = 0
            except SendFailed as failed:
                self.intake.handover.fails()
                if failed.reason == TOKEN:
                    log.error("listening stopped", reason=failed.reason)
                    self.alarms.sound(TOKEN)
                    return
                await self._rest(failed)
            except Exception as broken:
                self.intake.handover.fails()
                log.error("what was heard could not be stored", error=type(broken).__name__)
                await self._rest()

    async def _turn(self, hear: Hear) -> None:
        if not self._begun:
            await self.wire.check()
            await self.wire.forget_webhook()
            self._begun = True
        asked_at = self.intake.clock()
        if not self._held:
            await self._ask()
        left = bool(self._held)
        await self.intake.store(self._held, hear)
        self._held = []
        if not left:
            self.intake.handover.ends(asked_at)

    async def _ask(self) -> None:
        """One poll, to its end: what it was given may never come again.

        It is short where what was said is needed soon. An answer at once that brings nothing new is
        not asked for again at once.
        """
        asked_at, handover = _now(), self.intake.handover
        handover.wanted.clear()
        needed_soon = handover.soon(timedelta(seconds=self.options.poll))
        updates = await self.wire.updates(waits=handover.complete and not needed_soon)
        handover.answers()
        self._heard_at = _now()
        self.alarms.rest(STALLED, TOKEN)
        self._held = self.intake.news(updates)
        if not self._held and (updates or self._heard_at - asked_at < self.options.pause / 2):
            await asyncio.sleep(self.options.pause)

    async def _rest(self, failed: SendFailed | None = None) -> None:
        """Back off; a clear refusal may mean that somebody has set a webhook meanwhile."""
        if failed and not failed.uncertain and not failed.retry_after:
            self._begun = False
        if _now() - self._heard_at > self.options.patience:
            log.warning("nothing heard for too long", reason=failed.reason if failed else "hear")
            self.alarms.sound(STALLED)
        asked = failed.retry_after.total_seconds() if failed and failed.retry_after else 0.0
        delay = min(self.options.back_off * 2**self._failures, LONGEST_BACK_OFF)
        self._failures = min(self._failures + 1, 10)
        await asyncio.sleep(max(delay, asked))


@dataclass(slots=True)
class Webhook:
    """Takes events that Zalo pushes; 200 means stored. Empty pushes are Zalo trying the address."""

    wire: ZaloUpdatesApi
    intake: ZaloUpdateBuffer
    alarms: Alarms
    secret: str
    hear: Hear | None = None
    _reached_at: float | None = None

    async def run(self, hear: Hear) -> None:
        """Accept pushes until cancelled."""
        self.hear, self._reached_at = hear, None
        try:
            while True:
                await self.intake.handover.rest(await self._look())
        finally:
            self.hear = None

    async def _look(self) -> float:
        """Whether Zalo can be reached; returns when to look again, in seconds.

        Nobody can be asked what waits: once the line stands, some time must do for it to be pushed.
        """
        handover, asked_at = self.intake.handover, self.intake.clock()
        handover.wanted.clear()
        try:
            await self.wire.check()
        except SendFailed as failed:
            self._fail(failed.reason)
            return LOOK_AGAIN_S
        self.alarms.rest(TOKEN)
        handover.answers()
        self._reached_at = self._reached_at or _now()
        if (left := self._reached_at + PUSHED_WITHIN_S - _now()) > 0:
            return left
        handover.ends(asked_at)
        return LOOK_EVERY_S

    def _fail(self, reason: str) -> None:
        """A refused token is reported at the start, not only when somebody is answered."""
        log.warning("the bot could not be checked", reason=reason)
        self.intake.handover.fails()
        self._reached_at = None
        if reason == TOKEN:
            self.alarms.sound(TOKEN)

    async def respond(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        known = hmac.compare_digest(given.encode(), self.secret.encode())
        body = await body_of(request, BODY_LIMIT if known else 0)
        if body == b"":
            return _answer(200)
        if not known:
            return _answer(403)
        return _answer(413) if body is None else _answer(await self._take_in(body))

    async def _take_in(self, body: bytes) -> int:
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return 400
        if self.hear is None:
            return 503
        try:
            await self.intake.store(self.intake.news([update]), self.hear)
        except Exception as broken:
            log.error("what was heard could not be stored", error=type(broken).__name__)
            return 503
        return 200


def _now() -> float:
    return asyncio.get_running_loop().time()


def _answer(status: int) -> Response:
    return JSONResponse({"ok": status == 200}, status)
