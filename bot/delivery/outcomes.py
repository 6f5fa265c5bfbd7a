"""What becomes of a message once a channel has been asked to send it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.protocol import SendFailed
from bot.delivery import alerts
from bot.delivery.composer import Ready
from domain.calendar.work_calendar import local_day
from domain.messaging.outbox import Kind, MessageState, NewMessage, OutboxMessage
from domain.people.chat_links import LinkState
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.messaging import chat_links, outbox, rate_limits
from storage.people import unit_groups
from storage.reports import duties, escalations
from storage.reports.escalations import Escalated

ASK_AGAIN = timedelta(minutes=5)  # so long until a bot that was refused is tried again
BACK_OFF = (5, 30, 120, 600)  # seconds until a message that was certainly not sent is tried again
NOT_MADE = "file_not_made"  # the file that a message brings
MOST_MAKINGS = 2
MOST_REFUSALS = 3  # in a row, in one chat: then the chat itself is taken for gone


@dataclass(frozen=True, slots=True)
class Gone:
    """A message that has left, the duties that it spoke of, and what the channel calls it."""

    message: OutboxMessage
    duty_ids: Sequence[int]
    message_id: str


async def record_sent(tx: Tx, gone: Sequence[Gone], now: datetime) -> None:
    await outbox.mark_sent(tx, {each.message.id: each.message_id for each in gone}, now)
    reminders = [each for each in gone if each.message.kind is Kind.REMINDER]
    reached = {duty_id for each in reminders for duty_id in each.duty_ids}
    await duties.mark_reached(tx, reached, now)
    await escalations.add_all(tx, _escalated(gone), local_day(now), now)
    subjects = [f"message:{each.message.id}" for each in gone]
    await audit.add_all(tx, subjects, at=now, actor="service", action="message.sent")


def _escalated(gone: Sequence[Gone]) -> list[Escalated]:
    return [
        Escalated(
            each.duty_ids,
            -1 if each.message.routing.rung is None else each.message.routing.rung,
            each.message.about,
            each.message.official_id,
            each.message.key,
        )
        for each in gone
        if each.message.kind is Kind.ESCALATION and each.message.official_id is not None
    ]


async def record_failure(tx: Tx, ready: Ready, failed: SendFailed, now: datetime) -> None:
    """Certainly not sent goes back to the queue; a chat that cannot be reached is suspended."""
    message, channel = ready.message, ready.chat.channel
    state, send_at = await _fate(tx, ready, failed, now)
    await outbox.mark(tx, message.id, state, now=now, reason=failed.reason, send_at=send_at)
    if failed.retry_after or failed.stopped:
        await rate_limits.pause(tx, channel, now + (failed.retry_after or ASK_AGAIN))
    if failed.chat_wait:
        await rate_limits.rest(tx, message.id, now + failed.chat_wait)
    if failed.refused:
        await alerts.write(tx, "refused", now, message.official_id)
    await audit.add(
        tx,
        at=now,
        actor="service",
        action=f"message.{state}",
        subject=f"message:{message.id}",
        reason=failed.reason,
    )


async def _fate(
    tx: Tx, ready: Ready, failed: SendFailed, now: datetime
) -> tuple[MessageState, datetime]:
    """What becomes of a message that was not clearly sent, and when it may be tried again."""
    if failed.uncertain:
        return MessageState.UNCERTAIN, now
    if failed.reason == NOT_MADE and ready.message.attempts >= MOST_MAKINGS:
        await outbox.add(tx, _not_made(ready, now), now)
        return MessageState.FAILED, now
    if failed.refused:
        if await outbox.failures_in_a_row(tx, ready.chat) + 1 >= MOST_REFUSALS:
            await chat_links.change(tx, ready.chat, LinkState.SUSPENDED, failed.reason, now)
        return MessageState.FAILED, now
    if failed.moved_to:
        await chat_links.move(tx, ready.chat, failed.moved_to, now)
        await unit_groups.move(tx, ready.chat, failed.moved_to)
        return MessageState.RETRY, now
    if failed.permanent:
        await chat_links.change(tx, ready.chat, LinkState.SUSPENDED, failed.reason, now)
        await unit_groups.lose(tx, ready.chat, now)
        other = await chat_links.best(tx, [ready.message.official_id or 0])
        again = other and not ready.message.fixed
        return MessageState.RETRY if again else MessageState.FAILED, now
    pause = failed.retry_after or failed.chat_wait or _back_off(ready.message)
    return MessageState.RETRY, now + pause


def _not_made(ready: Ready, now: datetime) -> NewMessage:
    """Whoever asked for the file reads that there is none, and may ask again."""
    return NewMessage(
        key=f"{ready.message.key}:not-made",
        kind=Kind.ANSWER,
        text_key="document.not_made",
        facts={},
        logical_at=now,
        send_at=now,
        official_id=ready.message.official_id,
        chat=ready.chat,
    )


def _back_off(message: OutboxMessage) -> timedelta:
    return timedelta(seconds=BACK_OFF[min(message.attempts, len(BACK_OFF)) - 1])
