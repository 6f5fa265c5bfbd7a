"""How a message leaves by Telegram: cut into parts, never said twice, and looked for afterwards."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Protocol, TypeVar

import structlog

from bot.channels.protocol import SendFailed
from bot.channels.telegram.errors import NO_SUCH_MESSAGE, NOT_MODIFIED, UNREADABLE_MARKUP
from bot.channels.telegram.receiving import Alarm
from bot.rendering.markup import split
from bot.rendering.rendered import Button, Rendered

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
MOST_BUTTONS = 96  # Telegram takes about 100 and refuses the whole message beyond
SEVERAL, TOGETHER_S = 2, 60.0  # chats that ask for a pause within so many seconds: it is the bot's
MOST_PROBES = 60
MOST_BEGUN = 1000

Rows = Sequence[Sequence[Button]]

log = structlog.get_logger()
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class TelegramMessagePart:
    """What one call carries. `styled`: whether the markup is sent as markup or taken out."""

    html: str
    rows: Rows = ()
    attachment: Attachment | None = None
    styled: bool = True


class TelegramSendApi(Protocol):
    """What sending asks of Telegram; every method raises SendFailed."""

    async def say(self, address: str, part: TelegramMessagePart) -> int: ...
    async def replace(self, address: str, message_id: int, part: TelegramMessagePart) -> None: ...
    async def show_buttons(self, address: str, message_id: int, rows: Rows) -> None: ...


@dataclass(slots=True)
class Sending:
    """Says, replaces and finds messages. `newest`: the highest message id that was seen."""

    wire: TelegramSendApi
    alarm: Alarm
    look_ahead: int
    probe_gap: float = 0.0
    newest: int = 0
    _begun: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _refused: bool = False
    _paused: dict[str, float] = field(default_factory=dict)

    async def send(
        self, address: str, message: Rendered, attachment: Attachment | None = None
    ) -> str:
        """Say all parts, the buttons under the last one, and return the id of that.

        When a message failed between two parts, its next attempt goes on where it stopped.
        """
        parts = _parts(message, attachment)
        key = (address, message.reference)
        message_id = 0
        for number in range(self._said(key, parts), len(parts)):
            try:
                message_id = await self._say(address, parts[number])
            except SendFailed:
                self._keep(key, parts[:number])
                raise
            if not in_group(address):
                self.note(message_id)
        self._begun.pop(key, None)
        return f"group:{message_id}" if in_group(address) else str(message_id)

    async def edit(self, address: str, message_id: str, message: Rendered) -> None:
        parts = _parts(message, None)
        if len(parts) > 1:
            raise SendFailed("telegram.too_long", refused=True)
        if not message_id.isdecimal():
            raise SendFailed(NO_SUCH_MESSAGE, refused=True)
        try:
            await self._styled_or_plain(
                lambda part: self.wire.replace(address, int(message_id), part), parts[0]
            )
        except SendFailed as failed:
            if failed.reason != NOT_MODIFIED:
                raise

    async def find(
        self, address: str, message: Rendered, after: str, known: frozenset[str]
    ) -> str | None:
        """The message that has these very buttons; None without buttons, as nothing tells it apart.

        Raises SendFailed if Telegram gave no clear answer: ask again later.
        """
        if not message.buttons or not after.isdecimal():
            return None
        for number in self._candidates(int(after), known):
            if await self._shows(address, number, message.buttons):
                return str(number)
            await asyncio.sleep(self.probe_gap)
        return None

    def note(self, message_id: int) -> None:
        self.newest = max(self.newest, message_id)

    def _candidates(self, after: int, known: frozenset[str]) -> Iterator[int]:
        newest = max(after, self.newest, *(int(each) for each in known if each.isdecimal()), 0)
        numbers = range(after + 1, newest + self.look_ahead + 1)
        return islice((number for number in numbers if str(number) not in known), MOST_PROBES)

    async def _shows(self, address: str, number: int, rows: Rows) -> bool:
        try:
            await self.wire.show_buttons(address, number, rows)
        except SendFailed as failed:
            if failed.reason in (NOT_MODIFIED, NO_SUCH_MESSAGE):
                return failed.reason == NOT_MODIFIED
            raise
        log.warning("another message was given these buttons", message=number)
        await self.wire.show_buttons(address, number, ())
        return False

    async def _say(self, address: str, part: TelegramMessagePart) -> int:
        """One part; a refused token raises one alarm."""
        try:
            said = await self._styled_or_plain(lambda each: self.wire.say(address, each), part)
        except SendFailed as failed:
            self._whose_pause(address, failed)
            if failed.stopped and not self._refused:
                self.alarm(failed.reason)
            self._refused = failed.stopped
            raise
        self._refused = False
        self._paused.pop(address, None)
        return said

    def _whose_pause(self, address: str, failed: SendFailed) -> None:
        """A pause asked for in one chat is that chat's; asked for in several, it is the bot's."""
        if failed.retry_after is None:
            return
        now = asyncio.get_running_loop().time()
        self._paused[address] = now
        lately = [each for each, at in self._paused.items() if now - at < TOGETHER_S]
        self._paused = {each: self._paused[each] for each in lately}
        if len(lately) < SEVERAL:
            failed.chat_wait, failed.retry_after = failed.retry_after, None

    async def _styled_or_plain(
        self, call: Callable[[TelegramMessagePart], Awaitable[T]], part: TelegramMessagePart
    ) -> T:
        """Markup that Telegram cannot read is our mistake, not a reason to say nothing."""
        try:
            return await call(part)
        except SendFailed as failed:
            if failed.reason != UNREADABLE_MARKUP:
                raise
        self.alarm(UNREADABLE_MARKUP)
        return await call(replace(part, styled=False))

    def _said(self, key: tuple[str, str], parts: Sequence[TelegramMessagePart]) -> int:
        """How many parts of this message are there already, if they still are what it says."""
        said = self._begun.get(key, [])
        same = [part.html for part in parts[: len(said)]] == said
        return len(said) if same and len(said) < len(parts) else 0

    def _keep(self, key: tuple[str, str], said: Sequence[TelegramMessagePart]) -> None:
        if not key[1] or not said:
            return
        self._begun[key] = [part.html for part in said]
        if len(self._begun) > MOST_BEGUN:
            self._begun.pop(next(iter(self._begun)))


def in_group(address: str) -> bool:
    """Groups have negative ids. Large ones count their messages by themselves."""
    return address.startswith("-")


def _parts(message: Rendered, attachment: Attachment | None) -> list[TelegramMessagePart]:
    texts = split(message.html, CAPTION_LIMIT if attachment else TEXT_LIMIT)
    parts = [TelegramMessagePart(text) for text in texts]
    parts[0] = replace(parts[0], attachment=attachment)
    parts[-1] = replace(parts[-1], rows=message.buttons)
    return parts
