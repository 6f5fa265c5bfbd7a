"""One thing heard, with all that is needed to decide about it, inside one transaction."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from actions.acting import Acting, earlier
from bot.delivery.dependencies import HandlerDependencies
from bot.inbound.route_table import RouteTable
from bot.rendering.catalogue import Catalogue
from domain.messaging.messages import Chat, Choice, Facts, IncomingEvent, Refusal
from domain.messaging.moments import Moments, Source
from domain.messaging.outbox import Kind, NewMessage
from domain.people.access import Lock, may_pass
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from storage.audit import log as audit
from storage.engine.database import Tx
from storage.messaging import conversations, outbox
from storage.messaging.conversations import ConversationState
from storage.people import units

PATIENCE = timedelta(hours=12)  # so long a chat waits for the next line of a conversation


@dataclass(slots=True)
class UpdateContext:
    """Who said what, when; and the ways to answer. `official` is None for a stranger.

    `now` is when the service decides: what it writes and plans starts from there. Whether somebody
    was in time is judged by `acted_at`. `heard`: None where it is done at once, by a command.
    """

    tx: Tx
    event: IncomingEvent
    official: Official | None
    now: datetime
    catalogue: Catalogue
    dependencies: HandlerDependencies = field(default_factory=HandlerDependencies)
    routes: RouteTable = field(default_factory=RouteTable)
    heard: Moments | None = None
    _tree: Tree | None = field(default=None)

    @property
    def moments(self) -> Moments:
        """When it was said, stored and decided."""
        return self.heard or Moments.at_once(self.now)

    @property
    def acted_at(self) -> datetime:
        return self.moments.acted_at

    @property
    def source(self) -> Source:
        """What a report names as its origin."""
        return Source(self.chat.channel, self.event.event_id, self.moments)

    @property
    def chat(self) -> Chat:
        return self.event.chat

    @property
    def me(self) -> Official:
        """The linked official; a stranger is refused."""
        if self.official is None:
            raise Refusal("help.stranger")
        return self.official

    async def tree(self) -> Tree:
        if self._tree is None:
            self._tree = await units.tree(self.tx)
        return self._tree

    @property
    def acting(self) -> Acting:
        """The same for what is decided for chat, board and command line alike."""
        return Acting(self.tx, self.me, self.now, self.source)

    def enter(self, lock: Lock | None) -> None:
        """Refuse whoever may not pass here at all, before anything is looked up."""
        if not may_pass(self.official, lock):
            raise Refusal("help.not_allowed" if self.official else "help.stranger")

    async def authorise(self, action: Action, target: Target) -> None:
        """Refuse unless this person may do this now."""
        if not may(self.me, action, target, await self.tree()):
            raise Refusal("help.not_allowed")

    async def wait_for(self, flow: str, step: str, **data: Any) -> None:
        """The next line in this chat belongs to this step."""
        place = ConversationState(flow, step, data, self.now + PATIENCE)
        await conversations.save(self.tx, self.chat, place)

    async def stop_waiting(self) -> None:
        await conversations.end(self.tx, self.chat)

    async def tell(
        self,
        official_id: int,
        text_key: str,
        facts: Facts,
        *,
        key: str,
        kind: Kind = Kind.NOTICE,
        choices: tuple[Choice, ...] = (),
    ) -> None:
        """Write to somebody else, once per `key`."""
        message = NewMessage(
            key=key,
            kind=kind,
            text_key=text_key,
            facts=facts,
            logical_at=self.now,
            send_at=self.now,
            choices=choices,
            official_id=official_id,
        )
        await outbox.add(self.tx, message, self.now)

    async def record(self, action: str, subject: str, **facts: Any) -> None:
        """Enter a change into the audit chain."""
        actor = self.official.subject if self.official else "stranger"
        what = {"actor": actor, "action": action, "subject": subject}
        await audit.add(self.tx, at=self.now, **what, **facts, **earlier(self.moments))
