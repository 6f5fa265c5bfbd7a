"""Heads are told of silence while other people are speaking: nobody waits, nobody is blamed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest

from bot.delivery.composer import MessageComposer
from bot.delivery.content import MessageContent
from domain.messaging.messages import Chat, IncomingEvent
from domain.messaging.outbox import OutboxMessage
from storage.engine.database import Tx
from tests.flows.world import CHANNEL, Phone, World

PATIENCE_S = 30  # whoever waits for a writer that waits for him would wait for ever
READ = MessageComposer._read_again


@contextmanager
def meanwhile(receiver: int, happens: Callable[[], Awaitable[None]]) -> Iterator[list[str]]:
    """Something happens once, while the digest of this official has been put together."""
    done: list[str] = []

    async def read(
        composer: MessageComposer, tx: Tx, message: OutboxMessage, now: datetime
    ) -> MessageContent | None:
        made = await READ(composer, tx, message, now)
        if message.official_id == receiver and message.text_key == "digest.step" and not done:
            done.append(message.key)
            await asyncio.wait_for(happens(), PATIENCE_S)
        return made

    with patch.object(MessageComposer, "_read_again", read):
        yield done


HAI = 5


async def heads_step(world: World) -> tuple[Phone, Phone]:
    hai, minh = await world.phone("HAI"), await world.phone("MINH")
    await world.phone("LAN")
    await world.until("2025-10-27 08:29")
    for phone in (hai, minh):
        phone.seen = len(phone.messages)
    return hai, minh


@pytest.mark.parametrize("channel", [CHANNEL, "web"])
async def test_what_is_said_while_a_heads_digest_is_put_into_words_is_stored_at_once(
    world_on_both: World, channel: str
) -> None:
    world = world_on_both
    hai, _ = await heads_step(world)

    async def somebody_writes() -> None:
        event = IncomingEvent(Chat(channel, "stranger"), "e1", world.clock(), text="xin chào")
        await world.service.inbound.hear([event])

    with meanwhile(HAI, somebody_writes) as done:
        await world.until("2025-10-27 08:31")
    assert done
    hai.shows(("Phòng Thương mại", "Võ Văn Minh"))


async def test_who_answers_while_the_digest_is_put_into_words_is_not_named_to_the_head(
    world: World,
) -> None:
    """What was put together before the answer is put together again."""
    hai, minh = await heads_step(world)
    await minh.taps("NV-3")
    pressed = minh.button("Đang thực hiện")
    said: dict[str, Any] = {"tap" if pressed.startswith("v1:") else "text": pressed}
    minh.seen = len(minh.messages)

    async def minh_answers() -> None:
        event = IncomingEvent(Chat(CHANNEL, "MINH"), "late", world.clock(), **said)
        await world.service.inbound.hear([event])
        assert await world.service.inbound.drain(world.clock())

    with meanwhile(HAI, minh_answers) as done:
        await world.until("2025-10-27 08:31")
    assert done
    minh.shows("Đã ghi nhận")
    hai.shows("Phạm Thị Lan")
    assert "Võ Văn Minh" not in hai.messages[-1].text


async def test_who_speaks_while_a_writer_is_busy_waits_and_is_not_refused(world: World) -> None:
    """The pool of connections gives up after its time; on a page that was a failed request."""
    world.db.writer.sync_engine.pool._timeout = 0.05  # type: ignore[attr-defined] # 30 s in life
    written: list[str] = []
    busy = asyncio.Event()

    async def job() -> None:
        async with world.db.begin():
            busy.set()
            await asyncio.sleep(0.3)
            written.append("job")

    async def speaks(words: str) -> None:
        async with world.db.begin():
            written.append(words)

    working = asyncio.create_task(job())
    await busy.wait()
    await asyncio.gather(speaks("first"), speaks("second"), working)
    assert written == ["job", "first", "second"]
