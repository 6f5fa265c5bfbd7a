"""What every channel must do, listen and send, and what some channels can do besides."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, runtime_checkable

from bot.channels.handover import HandoverProgress
from bot.rendering.limits import MessageLimits
from bot.rendering.rendered import Button, Rendered
from domain.messaging.messages import File, IncomingEvent

Hear = Callable[[Sequence[IncomingEvent]], Awaitable[None]]
"""Stores what was heard; when it returns, the channel may acknowledge to the messenger."""


class SendFailed(Exception):
    """The channel did not take the message, or cannot say whether it did.

    `retry_after`: the messenger asks for a pause of the whole bot.
    `chat_wait`: this chat is left in peace for so long; others are written to.
    `permanent`: this chat cannot be reached (blocked, gone); trying again is useless.
    `refused`: this message is not taken as it stands, though others may be.
    `uncertain`: the messenger may or may not have the message; never repeated blindly.
    `stopped`: the bot itself is refused (token); keep everything queued and raise the alarm.
    `moved_to`: the chat has this address from now on; it was not sent.
    With none of them the message was certainly not sent and may be tried again.
    """

    def __init__(  # noqa: PLR0913 - the answers to what becomes of the message
        self,
        reason: str,
        *,
        retry_after: timedelta | None = None,
        chat_wait: timedelta | None = None,
        permanent: bool = False,
        refused: bool = False,
        uncertain: bool = False,
        stopped: bool = False,
        moved_to: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.chat_wait = chat_wait
        self.permanent = permanent
        self.refused = refused
        self.uncertain = uncertain
        self.stopped = stopped
        self.moved_to = moved_to


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a bot may speak: messages a second altogether, seconds between two in one chat."""

    per_second: float
    per_chat_s: float


class Channel(Protocol):
    """The two verbs every channel has."""

    @property
    def name(self) -> str: ...

    async def listen(self, hear: Hear) -> None:
        """Pass on everything people do, until cancelled."""

    async def send(self, address: str, message: Rendered) -> str:
        """Return the channel's own id of the message, or raise SendFailed."""


@runtime_checkable
class ShowsButtons(Protocol):
    """Choices are shown as buttons; without this power they become numbered lines of text."""

    def fits(self, button: Button) -> bool: ...


@runtime_checkable
class Paced(Protocol):
    """The messenger bears only so much; the outbox keeps to it, whoever sends."""

    @property
    def pace(self) -> Pace | None: ...


@runtime_checkable
class Limited(Protocol):
    """The messenger takes only so much in one message."""

    @property
    def limits(self) -> MessageLimits: ...


@runtime_checkable
class NeedsPage(Protocol):
    """Nobody can answer here: every message brings a link to the person's own page."""

    @property
    def needs_page(self) -> bool: ...


@runtime_checkable
class ByPhone(Protocol):
    """People are written to at the mobile number of the roster, not at their e-mail address."""

    @property
    def by_phone(self) -> bool: ...


@runtime_checkable
class AsksContact(Protocol):
    """A button whose tap is SHARE_CONTACT passes on the phone card of whoever presses it."""

    @property
    def asks_contact(self) -> bool: ...


@runtime_checkable
class HasReplyWindow(Protocol):
    """The messenger lets us speak only for so long after somebody has last said something."""

    @property
    def reply_window(self) -> timedelta: ...


@runtime_checkable
class Edits(Protocol):
    async def edit(self, address: str, message_id: str, message: Rendered) -> None:
        """Replace a message that was sent before; an unchanged message is a success."""


@runtime_checkable
class FetchesFiles(Protocol):
    def fetch(self, file: File) -> AsyncIterator[bytes]:
        """Stream the file's bytes; raise SendFailed when it cannot be had."""


@runtime_checkable
class SendsFiles(Protocol):
    async def send_file(self, address: str, name: str, content: bytes, message: Rendered) -> str:
        """Send a file with a caption; return the message id or raise SendFailed."""


@runtime_checkable
class HoldsBacklog(Protocol):
    """The messenger keeps what people say while nobody listens, and hands it over afterwards."""

    @property
    def handover(self) -> HandoverProgress: ...


@runtime_checkable
class SetsMenu(Protocol):
    async def set_menu(self, address: str, commands: Sequence[tuple[str, str]]) -> None:
        """Show these (command, description) pairs in the menu of this chat."""


@runtime_checkable
class LeavesGroups(Protocol):
    async def leave(self, address: str) -> None:
        """Be in this group no longer; raise SendFailed when that is not certain."""


@runtime_checkable
class CanBeAsked(Protocol):
    def can_tell(self, message: Rendered, after: str) -> bool:
        """Whether this message could be told from others, and asking is switched on."""

    async def find(
        self, address: str, message: Rendered, *, after: str, known: frozenset[str]
    ) -> str | None:
        """Return the id under which the messenger has an uncertain message, or None.

        `after` is the newest message id known before the send, `known` the ids that are ours.
        """
