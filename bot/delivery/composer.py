"""Puts a message into words at the moment it leaves: facts read again, language of the receiver."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.channels.protocol import (
    AsksContact,
    Channel,
    HasReplyWindow,
    Limited,
    NeedsPage,
    SendsFiles,
    ShowsButtons,
)
from bot.delivery import page_links
from bot.delivery.content import Composer, MessageContent
from bot.delivery.dependencies import HandlerDependencies
from bot.delivery.quota_guard import must_spare
from bot.rendering.catalogue import LANGUAGES, Catalogue, Worded, laid_out
from bot.rendering.limits import fitted
from bot.rendering.rendered import Rendered
from domain.messaging.buttons import SHARE_CONTACT
from domain.messaging.messages import Chat, Reply
from domain.messaging.outbox import MessageState, OutboxMessage
from storage.engine.database import Tx
from storage.messaging import chat_links, inbox, outbox, prompts, rate_limits
from storage.messaging.outbox import SentWords
from storage.messaging.prompts import NewPrompt
from storage.people import department_names, officials

SHUT = "reply_window"  # why a message failed that the messenger would not have taken

Wanted = Mapping[str, Any]
"""Which file a message brings: facts of the message itself."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Where files that messages bring are made. `link`: where one is without a messenger."""

    name: Callable[[Wanted], str]
    make: Callable[[Wanted], Awaitable[bytes]]
    link: Callable[[Wanted, str], str]


@dataclass(frozen=True, slots=True)
class Ready:
    """A message in words, on its way to a chat, with the file that it brings."""

    message: OutboxMessage
    chat: Chat
    rendered: Rendered
    duty_ids: tuple[int, ...]
    file: Wanted | None = None


@dataclass(frozen=True, slots=True)
class ComposedMessage:
    """What a message will say, to whom, and in which language."""

    message: OutboxMessage
    digest: MessageContent
    chat: Chat
    language: str
    worded: Worded


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that ends without being sent."""

    message: OutboxMessage
    state: MessageState
    reason: str


@dataclass(frozen=True, slots=True)
class MessageComposer:
    """Where messages are put into words: the catalogue, and the channels they may leave by."""

    catalogue: Catalogue
    channels: Mapping[str, Channel]
    composers: Mapping[str, Composer]
    archive: Archive | None = None
    dependencies: HandlerDependencies = field(default_factory=HandlerDependencies)

    async def draft(
        self, tx: Tx, message: OutboxMessage, now: datetime
    ) -> ComposedMessage | Unsent:
        """What a message will say. Nothing is written, but where the digest itself does."""
        digest = await self._read_again(tx, message, now)
        if digest is None:
            return Unsent(message, MessageState.WITHDRAWN, "pointless")
        shut = set[str]()
        chat = await self._open_chat(tx, message, now, shut)
        if chat is None and shut:
            return Unsent(message, MessageState.FAILED, SHUT)
        if chat and await must_spare(tx, message, chat.channel, self.dependencies.quotas, now):
            chat = await self._open_chat(tx, message, now, shut | {chat.channel})
            if chat is None or chat.channel not in self.channels:
                return Unsent(message, MessageState.WITHDRAWN, "quota")
        if chat is None or chat.channel not in self.channels:
            return Unsent(message, MessageState.FAILED, "no_channel")
        if self._asks_in_vain(digest, chat):
            return Unsent(message, MessageState.WITHDRAWN, "no_contact")
        digest = await self._with_page(tx, message, digest, chat, now)
        digest = self._with_link(digest, chat, self._wanted(message))
        language = await _language(tx, message, now)
        body = await self._body(tx, message, chat)
        worded = self.catalogue.put(digest.parts, language, body)
        return ComposedMessage(message, digest, chat, language, worded)

    async def _open_chat(
        self, tx: Tx, message: OutboxMessage, now: datetime, without: set[str]
    ) -> Chat | None:
        """Where to write on any channel but these, to which those that are shut are added."""
        chat = message.chat if message.fixed else await _best_chat(tx, message, without)
        while chat and await self._is_shut(tx, chat, now):
            without.add(chat.channel)
            chat = None if message.fixed else await _best_chat(tx, message, without)
        return chat

    async def _is_shut(self, tx: Tx, chat: Chat, now: datetime) -> bool:
        """Whether the messenger would refuse: the person has said nothing there for too long."""
        channel = self.channels.get(chat.channel)
        if not isinstance(channel, HasReplyWindow):
            return False
        said_at = await inbox.last_said(tx, chat)
        return said_at is None or now - said_at > channel.reply_window

    async def _body(self, tx: Tx, message: OutboxMessage, chat: Chat) -> str:
        """What the reader's department is called; a stranger's is that of the bot."""
        if message.official_id is not None:
            return await department_names.called(tx, message.official_id)
        home = self.dependencies.homes.get(chat.channel)
        return (await department_names.of_code(tx, home.unit if home else "")).called

    async def _read_again(
        self, tx: Tx, message: OutboxMessage, now: datetime
    ) -> MessageContent | None:
        compose = self.composers.get(message.text_key)
        if compose is None:
            return MessageContent((Reply(message.text_key, message.facts, message.choices),), ())
        return await compose(tx, message, now)

    def _wanted(self, message: OutboxMessage) -> Wanted | None:
        return message.facts.get("file") if self.archive else None

    async def put(
        self, tx: Tx, made: Sequence[ComposedMessage | Unsent], now: datetime
    ) -> list[Ready]:
        """Keep the words as evidence, open the prompts, settle what is not sent."""
        for each in made:
            if isinstance(each, Unsent):
                await outbox.mark(tx, each.message.id, each.state, now=now, reason=each.reason)
        return await self._put(tx, [e for e in made if isinstance(e, ComposedMessage)], now)

    async def _put(self, tx: Tx, drafts: Sequence[ComposedMessage], now: datetime) -> list[Ready]:
        openings = {
            each.message.id: _opening(each)
            for each in drafts
            if each.worded.buttons and each.worded.buttons[0].tap != SHARE_CONTACT
        }
        codes = await prompts.add(tx, list(openings.values()), now)
        code_of = dict(zip(openings, codes, strict=True))
        ready, said = [], {}
        for each in drafts:
            made = self._ready(each, code_of.get(each.message.id, ""))
            after = await rate_limits.newest_message(tx, each.chat.channel)
            rows = [[(button.label, button.tap) for button in row] for row in made.rendered.buttons]
            said[each.message.id] = SentWords(
                made.rendered.html, rows, made.duty_ids, each.chat, after
            )
            ready.append(made)
        await outbox.keep_words(tx, said)
        return ready

    def _ready(self, draft: ComposedMessage, code: str) -> Ready:
        worded = self._fitted(draft, self._shown(draft, code) if code else draft.worded)
        rendered = laid_out(worded, code, str(draft.message.id))
        duty_ids = tuple(duty.id for duty in draft.digest.duties)
        sends = isinstance(self.channels[draft.chat.channel], SendsFiles)
        wanted = self._wanted(draft.message) if sends else None
        return Ready(draft.message, draft.chat, rendered, duty_ids, wanted)

    async def _with_page(
        self, tx: Tx, message: OutboxMessage, digest: MessageContent, chat: Chat, now: datetime
    ) -> MessageContent:
        """Where nobody can answer, the message says where."""
        if message.official_id is None or not isinstance(self.channels[chat.channel], NeedsPage):
            return digest
        link = await page_links.issue(tx, message.official_id, self.dependencies, now)
        parts = [replace(each, choices=()) for each in digest.parts]
        return replace(digest, parts=(*parts, link))

    def _with_link(
        self, digest: MessageContent, chat: Chat, wanted: Wanted | None
    ) -> MessageContent:
        """A file goes with the message where the messenger takes files, else by a link in it."""
        if wanted is None or self.archive is None:
            return digest
        name = self.archive.name(wanted)
        sends = isinstance(self.channels[chat.channel], SendsFiles)
        url = "" if sends else self.archive.link(wanted, name)
        here = {"url": url, "name": name}
        parts = [replace(each, facts={**each.facts, **here}) for each in digest.parts]
        return replace(digest, parts=tuple(parts))

    def _asks_in_vain(self, digest: MessageContent, chat: Chat) -> bool:
        """Only some messengers can be asked for the phone card of whoever presses."""
        asked = any(choice.tap == SHARE_CONTACT for part in digest.parts for choice in part.choices)
        channel = self.channels[chat.channel]
        return asked and not (isinstance(channel, AsksContact) and channel.asks_contact)

    def _fitted(self, draft: ComposedMessage, worded: Worded) -> Worded:
        channel = self.channels[draft.chat.channel]
        if not isinstance(channel, Limited):
            return worded
        notice = self.catalogue.languages[draft.language].say("prompt.too_long", {})
        tail = worded.html.removeprefix(draft.worded.html)
        return fitted(worded, channel.limits, notice, tail)

    def _shown(self, draft: ComposedMessage, code: str) -> Worded:
        if isinstance(self.channels[draft.chat.channel], ShowsButtons):
            return draft.worded
        return self.catalogue.numbered(draft.digest.parts, draft.worded, code, draft.language)


def _opening(draft: ComposedMessage) -> NewPrompt:
    topic = "digest" if draft.digest.duties else prompts.CONVERSATION
    taps = [button.tap for button in draft.worded.buttons]
    return NewPrompt(draft.chat, topic, draft.message.id, taps)


async def _best_chat(tx: Tx, message: OutboxMessage, without: Collection[str]) -> Chat | None:
    official_id = message.official_id or 0
    return (await chat_links.best(tx, [official_id], without=without)).get(official_id)


async def _language(tx: Tx, message: OutboxMessage, now: datetime) -> str:
    receiver = (await officials.roster(tx, now)).get(message.official_id)
    return receiver.language if receiver else LANGUAGES[0]
