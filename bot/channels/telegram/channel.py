"""The Telegram channel: with telegram_request the only file that knows python-telegram-bot."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from telegram import Bot, BotCommand, BotCommandScopeChat, InlineKeyboardMarkup, Message
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)

from bot.channels.handover import HandoverProgress
from bot.channels.protocol import Hear, Pace, SendFailed
from bot.channels.telegram import errors as failures
from bot.channels.telegram.errors import FILE_TOO_BIG
from bot.channels.telegram.files import FETCH_LIMIT, within_limit
from bot.channels.telegram.http_request import TelegramRequest, Times
from bot.channels.telegram.receiving import Alarm, Endpoint, Polling, TelegramUpdateBuffer, Webhook
from bot.channels.telegram.sending import (
    MOST_BUTTONS,
    TEXT_LIMIT,
    Attachment,
    Rows,
    Sending,
    TelegramMessagePart,
)
from bot.channels.telegram.updates import ALLOWED, NAME
from bot.rendering.limits import MessageLimits
from bot.rendering.markup import plain
from bot.rendering.rendered import Button, Rendered
from domain.messaging.buttons import SHARE_CONTACT
from domain.messaging.messages import Chat, File, IncomingEvent

# Pauses come as timedelta: without it every 429 is a DeprecationWarning, an error in our tests.
os.environ.setdefault("PTB_TIMEDELTA", "1")

TAP_LIMIT = 64  # bytes; beyond, Telegram refuses the whole message
PHOTO_LIMIT = 10 * 2**20
UPLOAD_LIMIT = 50 * 2**20
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n")
CLOSE_S = 5.0
PUSHES_AT_ONCE = 4
FILES_AT_ONCE = 4
PACE = Pace(per_second=25, per_chat_s=1.0)
NO_PREVIEW = {"is_disabled": True}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """What differs between installations and tests; times in seconds.

    `whole` bounds one call altogether; `grace` is how long beyond one poll no updates are normal.
    `probe`: whether Telegram may be asked for a message of unknown fate, up to `look_ahead` ids
    beyond the newest known, `probe_gap` apart: a crash leaves what was in flight without its id.
    `groups`: ids of chats that the bot does not leave (it hears none). `unit_groups`: the others
    are told of, and whoever hears of them decides; without it they are left at once.
    """

    api_url: str = "https://api.telegram.org"
    connect: float = 10.0
    read: float = 20.0
    pool: float = 5.0
    whole: float = 90.0
    poll: int = 30
    grace: float = 30.0
    back_off: float = 1.0
    connections: int = 8
    probe: bool = False
    look_ahead: int = 24
    probe_gap: float = 0.04
    pace: Pace | None = PACE
    groups: frozenset[int] = frozenset()
    unit_groups: bool = False


class TelegramChannel:
    """Hears people by polling, or by webhook once `webhook` was called; sends by the Bot API.

    `alarm` is called with a reason: telegram.token, telegram.conflict (another program polls),
    telegram.stalled, telegram.markup (a text went out without its markup).
    A message that Telegram refuses as it stands fails with telegram.bad_request, refused.
    """

    kind = NAME
    asks_contact = True
    limits = MessageLimits(TEXT_LIMIT, MOST_BUTTONS)

    def __init__(
        self,
        token: str,
        clock: Callable[[], datetime],
        alarm: Alarm,
        options: TelegramOptions | None = None,
        name: str = NAME,
    ) -> None:
        self.name = name
        options = options or TelegramOptions()
        self._wire = TelegramWire(token, options)
        own_id = int(token.partition(":")[0]) if options.unit_groups else None
        self._intake = TelegramUpdateBuffer(self._wire, clock, options.groups, own_id)
        self._sending = Sending(self._wire, alarm, options.look_ahead, options.probe_gap)
        self._listening: Polling | Webhook = Polling(
            self._intake, alarm, options.poll + options.grace, options.back_off
        )
        self._probe = options.probe
        self.pace = options.pace

    @property
    def handover(self) -> HandoverProgress:
        return self._intake.handover

    async def listen(self, hear: Hear) -> None:
        """Until cancelled, or until Telegram refuses the bot itself: then it returns, alarmed."""

        async def hear_and_note(events: Sequence[IncomingEvent]) -> None:
            await hear([replace(e, chat=Chat(self.name, e.chat.address)) for e in events])
            for event in events:
                self._sending.note(int(event.message_id or 0))

        await self._listening.run(hear_and_note)

    def webhook(self, secret: str) -> Endpoint:
        """The endpoint that Telegram pushes to; call it before `listen`, which then polls no more.

        Answers 403 to a wrong secret, 413 to more than 1 MB, 503 when it was not stored.
        """
        self._listening = Webhook(self._intake, secret)
        return self._listening.respond

    async def set_webhook(self, url: str) -> None:
        """Tell Telegram where to push; needs the secret given to `webhook`. Raises SendFailed."""
        if not isinstance(self._listening, Webhook):
            raise RuntimeError("webhook() comes first: it sets the secret")
        await self._wire.set_webhook(url, self._listening.secret)

    async def close(self) -> None:
        """Give back the connections; nothing may be sent afterwards."""
        await self._wire.close()

    async def send(self, address: str, message: Rendered) -> str:
        return await self._sending.send(address, message)

    async def send_file(self, address: str, name: str, content: bytes, message: Rendered) -> str:
        """Pictures as photos, the rest as documents; 50 MB at most."""
        if len(content) > UPLOAD_LIMIT:
            raise SendFailed(FILE_TOO_BIG, refused=True)
        return await self._sending.send(address, message, Attachment(name, content))

    def fits(self, button: Button) -> bool:
        return bool(button.label) and 1 <= len(button.tap.encode()) <= TAP_LIMIT

    async def edit(self, address: str, message_id: str, message: Rendered) -> None:
        """A text of more than one part is refused: telegram.too_long."""
        await self._sending.edit(address, message_id, message)

    def can_tell(self, message: Rendered, after: str) -> bool:
        """By its buttons, among the ids after a known one; without either nobody can."""
        return self._probe and bool(message.buttons) and after.isdecimal()

    async def find(
        self, address: str, message: Rendered, *, after: str, known: frozenset[str]
    ) -> str | None:
        return await self._sending.find(address, message, after, known)

    def fetch(self, file: File) -> AsyncIterator[bytes]:
        """At most 20 MB: beyond that it fails, if need be in the middle."""
        return self._wire.fetch(file)

    async def set_menu(self, address: str, commands: Sequence[tuple[str, str]]) -> None:
        await self._wire.set_menu(address, commands)

    async def leave(self, address: str) -> None:
        await self._wire.leave(int(address))


class TelegramWire:
    """The calls of the Bot API, each failing with SendFailed, none naming the token."""

    def __init__(self, token: str, options: TelegramOptions) -> None:
        self._options = options
        self._polls = self._line(1, options.poll + options.read)
        self._sends = self._line(options.connections, options.read)
        base = options.api_url.rstrip("/")
        self._bot = Bot(token, f"{base}/bot", f"{base}/file/bot", self._sends, self._polls)
        self._files = self._line(FILES_AT_ONCE, options.read)

    def _line(self, connections: int, read: float) -> TelegramRequest:
        times = Times(self._options.pool, self._options.connect, self._options.read, read)
        return TelegramRequest(connections, times)

    async def updates(self, offset: int | None, *, waits: bool) -> list[dict[str, Any]]:
        """Up to a hundred updates, raw, as one that is odd must not lose the others.

        `waits`: up to one poll, if there are none.
        """
        asked = {
            "timeout": self._options.poll if waits else 0,
            "allowed_updates": json.dumps(ALLOWED),
        }
        asked |= {} if offset is None else {"offset": offset}
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        most = self._options.read + (self._options.poll if waits else 0)
        found = await _asked(self._polls.post(url), most)
        if not isinstance(found, list):
            raise SendFailed("telegram.unknown")
        return found

    async def pending(self) -> int:
        """How many updates wait at Telegram to be taken."""
        info = await self._ask(self._bot.get_webhook_info())
        return info.pending_update_count

    async def answer(self, query_id: str) -> None:
        await self._call("answerCallbackQuery", callback_query_id=query_id)

    async def leave(self, chat_id: int) -> None:
        await self._ask(self._bot.leave_chat(chat_id))

    async def forget_webhook(self) -> None:
        await self._ask(self._bot.delete_webhook(drop_pending_updates=False))

    async def set_webhook(self, url: str, secret: str) -> None:
        await self._ask(
            self._bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=ALLOWED,
                max_connections=PUSHES_AT_ONCE,
            )
        )

    async def reconnect(self) -> None:
        """A connection pool that is stuck for good is left behind."""
        old = self._polls
        self._polls = self._line(1, self._options.poll + self._options.read)
        await _shut(old.shutdown())

    async def close(self) -> None:
        for closing in (self._polls.shutdown, self._sends.shutdown, self._files.shutdown):
            await _shut(closing())

    async def say(self, address: str, part: TelegramMessagePart) -> int:
        if part.attachment is not None:
            return await self._upload(address, part, part.attachment)
        worded, below = _worded(part), _below(part.rows)
        sent = await self._call("sendMessage", chat_id=address, **worded, reply_markup=below)
        return _message_id(sent)

    async def _upload(self, address: str, part: TelegramMessagePart, file: Attachment) -> int:
        """A picture that is refused as a photo, because of its shape say, goes as a document."""
        if file.content.startswith(PICTURES) and len(file.content) <= PHOTO_LIMIT:
            try:
                return await self._send_file(self._bot.send_photo, address, part, file)
            except SendFailed as failed:
                if failed.reason != failures.BAD_REQUEST:
                    raise
        return await self._send_file(self._bot.send_document, address, part, file)

    async def _send_file(
        self,
        send: Callable[..., Awaitable[Message]],
        address: str,
        part: TelegramMessagePart,
        file: Attachment,
    ) -> int:
        caption, mode = _styled(part)
        below = InlineKeyboardMarkup.de_json(_keyboard(part.rows)) if part.rows else None
        sent = await self._ask(
            send(
                address,
                file.content,
                filename=file.name,
                caption=caption,
                parse_mode=mode,
                reply_markup=below,
            )
        )
        return sent.message_id

    async def replace(self, address: str, message_id: int, part: TelegramMessagePart) -> None:
        where = {"chat_id": address, "message_id": message_id}
        below = {"reply_markup": _keyboard(part.rows)} if part.rows else {}
        await self._call("editMessageText", **where, **_worded(part), **below)

    async def show_buttons(self, address: str, message_id: int, rows: Rows) -> None:
        where = {"chat_id": address, "message_id": message_id}
        below = {"reply_markup": _keyboard(rows)} if rows else {}
        await self._call("editMessageReplyMarkup", **where, **below)

    async def set_menu(self, address: str, commands: Sequence[tuple[str, str]]) -> None:
        menu = [BotCommand(name.lstrip("/"), text) for name, text in commands]
        await self._ask(self._bot.set_my_commands(menu, scope=BotCommandScopeChat(address)))

    async def fetch(self, file: File) -> AsyncIterator[bytes]:
        if file.size > FETCH_LIMIT:
            raise SendFailed(FILE_TOO_BIG, refused=True)
        try:
            found = await self._ask(self._bot.get_file(file.reference))
        except SendFailed as failed:
            failed.uncertain = False  # asking delivers nothing, so it may always be done again
            raise
        async with aclosing(self._files.download(found.file_path or "")) as pieces:
            async for piece in within_limit(pieces):
                yield piece

    async def _call(self, method: str, **parameters: Any) -> Any:
        return await self._ask(self._sends.ask(f"{self._bot.base_url}/{method}", parameters))

    async def _ask(self, call: Awaitable[T]) -> T:
        return await _asked(call, self._options.whole)


async def _asked(call: Awaitable[T], most: float) -> T:
    """The answer, or SendFailed, raised apart from its cause: that may name the token."""
    try:
        async with asyncio.timeout(most):
            return await call
    except Exception as error:
        failed = failure(error)
    raise failed


def _message_id(sent: Any) -> int:
    """Of an answer that says ok; without an id nobody knows what was sent."""
    found = sent.get("message_id") if isinstance(sent, dict) else None
    if not isinstance(found, int):
        raise SendFailed("telegram.unknown", uncertain=True)
    return found


async def _shut(closing: Awaitable[None]) -> None:
    with suppress(Exception):
        async with asyncio.timeout(CLOSE_S):
            await closing


def failure(error: Exception) -> SendFailed:
    """What became of the message. BadRequest is a NetworkError to the library: it comes first."""
    if isinstance(error, RetryAfter):
        return failures.flood(error.retry_after)
    if isinstance(error, ChatMigrated):
        return SendFailed("telegram.migrated", moved_to=str(error.new_chat_id))
    if isinstance(error, Forbidden):
        return SendFailed("telegram.forbidden", permanent=True)
    if isinstance(error, InvalidToken | Conflict):
        reason = "telegram.conflict" if isinstance(error, Conflict) else "telegram.token"
        return SendFailed(reason, stopped=True)
    if isinstance(error, BadRequest):
        return failures.refusal(str(error))
    if isinstance(error, NetworkError):
        return failures.broken_line(str(error), error.__cause__)
    return SendFailed("telegram.unknown", uncertain=True)


def _styled(part: TelegramMessagePart) -> tuple[str, str | None]:
    return (part.html, ParseMode.HTML) if part.styled else (plain(part.html)[0], None)


def _worded(part: TelegramMessagePart) -> dict[str, Any]:
    text, mode = _styled(part)
    style = {"parse_mode": mode} if mode else {}
    return {"text": text, **style, "link_preview_options": NO_PREVIEW}


def _below(rows: Rows) -> dict[str, Any]:
    """What stands below a new message. Without buttons, an earlier request for a card goes."""
    asking = [each for row in rows for each in row if each.tap == SHARE_CONTACT]
    if asking:
        card = {"text": asking[0].label, "request_contact": True}
        return {"keyboard": [[card]], "resize_keyboard": True, "one_time_keyboard": True}
    return _keyboard(rows) if rows else {"remove_keyboard": True}


def _keyboard(rows: Rows) -> dict[str, Any]:
    keys = [[{"text": each.label, "callback_data": each.tap} for each in row] for row in rows]
    return {"inline_keyboard": keys}
