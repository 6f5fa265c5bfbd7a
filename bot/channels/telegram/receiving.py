"""How Telegram is listened to: stored first, then acknowledged, by polling or by webhook."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.handover import HandoverProgress
from bot.channels.protocol import Hear, SendFailed
from bot.channels.telegram.updates import (
    Json,
    group,
    group_event,
    incoming_event,
    query,
    readable,
)
from domain.messaging.messages import IncomingEvent

BODY_LIMIT = 2**20
LONGEST_BACK_OFF = 30.0
FULL = 100  # so many updates at once at most; fewer: nothing else was there
LOOK_EVERY_S, LOOK_AGAIN_S = 10.0, 1.0  # whether something waits to be pushed
SHORTEST_TURN_S = 0.05  # a server that answers empty polls at once is not asked without a pause
COURTESY_S = 3.0  # pressed buttons stop spinning, but what was said is not kept waiting for it
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header

Alarm = Callable[[str], None]
Endpoint = Callable[[Request], Awaitable[Response]]

log = structlog.get_logger()


class TelegramUpdatesApi(Protocol):
    """What listening asks of Telegram; every method raises SendFailed."""

    def updates(
        self, offset: int | None, *, waits: bool
    ) -> Coroutine[Any, Any, list[dict[str, Any]]]: ...
    async def pending(self) -> int: ...
    async def answer(self, query_id: str) -> None: ...
    async def leave(self, chat_id: int) -> None: ...
    async def forget_webhook(self) -> None: ...
    async def reconnect(self) -> None: ...


@dataclass(frozen=True, slots=True)
class TelegramUpdateBuffer:
    """Turns updates into what was heard. `groups`: where the bot may stay, though it hears none.

    `own_id`: the bot's own, where it hears what is said to it in other groups; without it, it
    leaves them at once.
    """

    wire: TelegramUpdatesApi
    clock: Callable[[], datetime]
    groups: frozenset[int] = frozenset()
    own_id: int | None = None
    handover: HandoverProgress = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "handover", HandoverProgress(self.clock))

    async def take_in(self, updates: Sequence[Json], hear: Hear) -> None:
        """Answer presses, leave groups, pass the rest to `hear`; whatever that raises is raised."""
        arrived_at = self.clock()
        await self._be_courteous(updates)
        events = [event for update in updates if (event := self._heard(update, arrived_at))]
        if events:
            await hear(events)

    def _heard(self, update: Json, arrived_at: datetime) -> IncomingEvent | None:
        """None for what nobody is to hear, or cannot read: it must not block the others."""
        try:
            if not readable(update):
                return None
            place = group(update)
            if place is None:
                return incoming_event(update, arrived_at)
            if self.own_id is None or place in self.groups:
                return None
            return group_event(update, arrived_at, self.own_id)
        except Exception as broken:
            number = update.get("update_id") if isinstance(update, dict) else None
            log.warning("update cannot be read", update=number, error=type(broken).__name__)
            return None

    async def _be_courteous(self, updates: Sequence[Json]) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(COURTESY_S):
                await asyncio.gather(*self._courtesies(updates))

    def _courtesies(self, updates: Sequence[Json]) -> Iterator[Coroutine[Any, Any, None]]:
        """One answer for each press, one farewell for each group."""
        left = set(self.groups)
        for update in updates:
            with suppress(Exception):  # unreadable: reported where it is read
                chat_id = group(update) if readable(update) else None
                if self.own_id is None and chat_id is not None and chat_id not in left:
                    left.add(chat_id)
                    yield _quietly(self.wire.leave(chat_id), "group not left")
                if query_id := query(update):
                    yield _quietly(self.wire.answer(query_id), "press not answered")


async def _quietly(courtesy: Awaitable[None], failure: str) -> None:
    """A courtesy that fails, such as an answer to a press that is too old, stops nothing."""
    try:
        await courtesy
    except SendFailed as failed:
        log.info(failure, reason=failed.reason)


@dataclass(slots=True)
class Polling:
    """Asks for updates and acknowledges them, by the next offset, only once they are stored.

    Begins without an offset and forgets it after every empty answer: after a quiet week Telegram
    numbers anew at random, and an old offset could acknowledge what nobody has seen.
    """

    intake: TelegramUpdateBuffer
    alarm: Alarm
    patience: float
    back_off: float = 1.0
    offset: int | None = None
    shortest_turn: float = SHORTEST_TURN_S
    _newest: int = 0
    _failures: int = 0
    _webhook_gone: bool = False
    _stalled: bool = False
    _heard_at: float = field(default=0.0)

    async def run(self, hear: Hear) -> None:
        """Listen until cancelled, or until Telegram refuses the bot itself."""
        self._heard_at = asyncio.get_running_loop().time()
        while True:
            try:
                await self._turn(hear)
            except SendFailed as failed:
                self.intake.handover.fails()
                if failed.stopped:
                    log.error("listening stopped", reason=failed.reason)
                    self.alarm(failed.reason)
                    return
                await self._rest(failed)
            except Exception as broken:
                # Not acknowledged: Telegram keeps it and hands it out again.
                self.intake.handover.fails()
                log.error("what was heard could not be stored", error=type(broken).__name__)
                await self._rest()

    async def _turn(self, hear: Hear) -> None:
        wire = self.intake.wire
        if not self._webhook_gone:  # while there is one, Telegram refuses to be polled
            await wire.forget_webhook()
            self._webhook_gone = True
        handover, begun = self.intake.handover, asyncio.get_running_loop().time()
        updates, asked_at = await self._ask()
        handover.answers()
        self._heard_at, self._stalled = asyncio.get_running_loop().time(), False
        await self.intake.take_in(updates, hear)
        fresh = self._note_numbers(updates)
        self.offset = updates[-1]["update_id"] + 1 if updates else None
        self._failures = 0
        if len(updates) < FULL:
            handover.ends(asked_at)
        if not fresh:
            await self._breathe(begun)

    async def _breathe(self, begun: float) -> None:
        """A long poll that came back empty at once did not wait: then we do."""
        lasted = asyncio.get_running_loop().time() - begun
        if lasted < self.shortest_turn:
            await asyncio.sleep(self.shortest_turn - lasted)

    def _note_numbers(self, updates: Sequence[Json]) -> bool:
        """Whether any number is beyond all before.

        Numbers that go back are a new count, or something that is handed out again: all of it is
        taken, as what was stored before is known by its id.
        """
        numbers = [each["update_id"] for each in updates]
        if numbers and min(numbers) < self._newest:
            log.warning("update numbers went back", update=min(numbers), newest=self._newest)
        fresh = bool(numbers) and max(numbers) > self._newest
        self._newest = max(numbers, default=self._newest)
        return fresh

    async def _ask(self) -> tuple[list[dict[str, Any]], datetime]:
        """Updates, and when they were asked for.

        A long poll may wait on a connection that has died without a word: it gives way to a short
        one, on a connection of its own, once somebody needs to know what has been said by now.
        What the first one may have been given is given again, as it is not acknowledged.
        """
        wire, handover = self.intake.wire, self.intake.handover
        handover.wanted.clear()
        if handover.complete:
            asked_at = self.intake.clock()
            polling = wire.updates(self.offset, waits=True)
            if (updates := await handover.unless_wanted(polling)) is not None:
                return updates, asked_at
        asked_at = self.intake.clock()
        return await wire.updates(self.offset, waits=False), asked_at

    async def _rest(self, failed: SendFailed | None = None) -> None:
        """Back off; when nothing has come through for too long, begin with a new connection."""
        if asyncio.get_running_loop().time() - self._heard_at > self.patience:
            await self._start_over(failed)
        asked = failed.retry_after.total_seconds() if failed and failed.retry_after else 0.0
        delay = min(self.back_off * 2**self._failures, LONGEST_BACK_OFF)
        self._failures = min(self._failures + 1, 10)
        await asyncio.sleep(max(delay, asked))

    async def _start_over(self, failed: SendFailed | None) -> None:
        log.warning("no updates for too long", reason=failed.reason if failed else "hear")
        self._heard_at = asyncio.get_running_loop().time()
        if not self._stalled:
            self._stalled = True
            self.alarm("telegram.stalled")
        await self.intake.wire.reconnect()


@dataclass(slots=True)
class Webhook:
    """Takes updates that Telegram pushes; 200 means stored, anything else is sent again."""

    intake: TelegramUpdateBuffer
    secret: str
    hear: Hear | None = None

    async def run(self, hear: Hear) -> None:
        """Accept pushes until cancelled."""
        self.hear = hear
        try:
            while True:
                await self.intake.handover.rest(await self._look())
        finally:
            self.hear = None

    async def _look(self) -> float:
        """Whether anything waits to be pushed; returns when to look again, in seconds."""
        handover, asked_at = self.intake.handover, self.intake.clock()
        handover.wanted.clear()
        try:
            waiting = await self.intake.wire.pending()
        except SendFailed as failed:
            log.info("what waits is not known", reason=failed.reason)
            handover.fails()
            return LOOK_EVERY_S
        handover.answers()
        if waiting:
            handover.has_more()
            return LOOK_AGAIN_S
        handover.ends(asked_at)
        return LOOK_EVERY_S

    async def respond(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self.secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        return Response(status_code=await self._take_in(body))

    async def _take_in(self, body: bytes) -> int:
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return 400
        if self.hear is None:
            return 503
        try:
            await self.intake.take_in([update], self.hear)
        except Exception as broken:
            log.error("what was heard could not be stored", error=type(broken).__name__)
            return 503
        return 200


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is larger than any update."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return body
