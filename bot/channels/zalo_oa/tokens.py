"""The pair of tokens of an Official Account: exchanged by one process at a time, never used unkept.

A refresh token buys one pair. It is written down that it is being spent before it is, and the new
pair is written before anybody uses it. Where the answer is lost the old one is tried again; if it
was spent, the Office is told and `nhacviec zalo-oa authorise` is the way back.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

import structlog

from bot.channels.protocol import SendFailed
from bot.channels.zalo_line import Alarms
from bot.channels.zalo_oa.client import NAME, TOKEN, OaWire, TokenPair
from storage.engine.availability import NOT_RECORDED
from storage.engine.database import Database
from storage.outside import oa_tokens
from storage.outside.oa_tokens import KeptPair

RENEW_BEFORE = timedelta(hours=12)  # half a working day is left to act on an alarm
LATE = timedelta(hours=4)
SPARE = timedelta(minutes=5)
LEASE = timedelta(minutes=3)  # longer than a call and its writing can take
AGAIN = timedelta(minutes=1)
REFUSED_AGAIN = timedelta(hours=1)
KEEP_DELAYS_S = (0.2, 1, 5, 15, 30, 60)
BUSY = f"{NAME}.busy"
STALLED = f"{NAME}.stalled"
WAITS, WAIT_S = 20, 0.5

FRESH = timedelta(minutes=10)  # a token that is refused so soon is not what is wrong

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger()


@dataclass(slots=True)
class Tokens:
    """The access token for whoever sends, renewed half a day before it ends."""

    db: Database
    wire: OaWire
    clock: Callable[[], datetime]
    alarms: Alarms
    _renewing: asyncio.Task[SendFailed | None] | None = None
    _waits: int = field(default=WAITS)

    async def good(self) -> KeptPair:
        """The pair whose access token is good now; raises SendFailed."""
        failed = None
        for _ in range(self._waits):
            kept = await self.kept()
            if kept is None or (kept.refused and not kept.lasts(self.clock())):
                self.alarms.sound(TOKEN)
                raise SendFailed(TOKEN, stopped=True)
            if kept.lasts(self.clock() + SPARE):
                return kept
            failed = await self.renew(kept)
            if failed is not None and failed.reason != BUSY:
                raise SendFailed(failed.reason, stopped=failed.stopped)  # the message was not sent
            if failed is not None:
                await asyncio.sleep(WAIT_S)
        raise failed or SendFailed(BUSY)

    async def with_token(
        self, call: Callable[Concatenate[str, P], Awaitable[T]], *about: P.args, **named: P.kwargs
    ) -> T:
        """A call with a good token; with the next one where Zalo takes this one no more."""
        kept = await self.good()
        try:
            said = await call(kept.access, *about, **named)
        except SendFailed as failed:
            if failed.reason != TOKEN or kept.renewed_at > self.clock() - FRESH:
                raise
        else:
            if not kept.refused:  # another process may have renewed it, or somebody by hand
                self.alarms.rest(TOKEN)
            return said
        await self.end(kept)
        return await call((await self.good()).access, *about, **named)

    async def kept(self) -> KeptPair | None:
        async with self.db.read() as tx:
            return await oa_tokens.find(tx, self.wire.options.app_id)

    async def look(self) -> None:
        """Renew what ends within half a day; say so where that has not worked for long."""
        kept = await self.kept()
        if kept is None or kept.refused:
            self.alarms.sound(TOKEN)
        if kept is None:
            return
        if kept.lasts(self.clock() + RENEW_BEFORE):
            self.alarms.rest(STALLED)
            return
        failed = await self.renew(kept)
        if failed is not None and not kept.lasts(self.clock() + LATE):
            self.alarms.sound(STALLED)

    async def end(self, kept: KeptPair) -> None:
        """Zalo takes its access token no more."""
        async with self.db.begin() as tx:
            await oa_tokens.end(tx, self.wire.options.app_id, kept, self.clock())

    async def renew(self, seen: KeptPair) -> SendFailed | None:
        """Exchange the pair that was seen; returns what went wrong, or None.

        It goes on to its end even if whoever asked is cancelled.
        """
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._exchange(seen))
        return await asyncio.shield(self._renewing)

    async def close(self) -> None:
        """What is being exchanged is written down first."""
        if self._renewing is not None:
            await asyncio.wait([self._renewing])

    async def _exchange(self, seen: KeptPair) -> SendFailed | None:
        app, now = self.wire.options.app_id, self.clock()
        async with self.db.begin() as tx:
            old = await oa_tokens.claim(tx, app, seen, now, now + LEASE)
        if old is None:
            return SendFailed(BUSY)
        try:
            new = await self.wire.next(old.refresh)
        except SendFailed as failed:
            await self._failed(old, failed)
            return failed
        return await self._keep(old, new)

    async def _failed(self, old: KeptPair, failed: SendFailed) -> None:
        log.warning("no new token", reason=failed.reason, uncertain=failed.uncertain)
        until = self.clock() + (REFUSED_AGAIN if failed.stopped else AGAIN)
        app = self.wire.options.app_id
        async with self.db.begin() as tx:
            known = await oa_tokens.give_back(tx, app, old, until, refused=failed.stopped)
        if failed.stopped and known:
            self.alarms.sound(TOKEN)

    async def _keep(self, old: KeptPair, new: TokenPair) -> SendFailed | None:
        """Until it is written: without it nobody gets in again."""
        now = self.clock()
        kept = KeptPair(new.access, new.refresh, now + new.lasts, now)
        for delay in (*KEEP_DELAYS_S, None):
            try:
                async with self.db.begin() as tx:
                    await oa_tokens.replace(tx, self.wire.options.app_id, old, kept)
            except NOT_RECORDED:
                log.warning("the new token waits for the database")
                if delay is not None:
                    await asyncio.sleep(delay)
                    continue
                self.alarms.sound(TOKEN)
                return SendFailed(TOKEN, stopped=True)
            break
        self.alarms.rest(TOKEN, STALLED)
        return None
