"""What the command line does in the name of an official, by the same code and rights as in chat."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

from actions.acting import Acting, Via
from bot.files.file_store import FileStore
from bot.files.virus_scan import ScanResult, clamd, unscanned
from bot.inbound.context import UpdateContext
from bot.rendering.catalogue import Catalogue
from domain.announcements.attachments import EnclosureState, refuse_unfit
from domain.messaging.messages import Chat, File, IncomingEvent, Refusal, Reply
from domain.messaging.moments import Moments, Source
from domain.people.officials import Official
from domain.reporting.evidence import FileRefused, ending_of
from nhacviec.cli.support import say
from nhacviec.config.settings import Settings
from nhacviec.runtime.clock import Clock, new_token
from storage.engine.database import Database, Tx
from storage.office import attachments
from storage.people import officials

COMMAND_LINE = "command"
"""The channel's name in the audit; nothing is ever sent there."""


async def act(
    db: Database, clock: Clock, code: str, do: Callable[[UpdateContext], Awaitable[Sequence[Reply]]]
) -> list[str]:
    """Do it in one transaction, and return what would be said in chat, as plain sentences.

    Refuses an unknown code, and whatever this official may not do.
    """
    now = clock()
    async with db.begin() as tx:
        person = await officials.find_by_code(tx, code)
        if person is None:
            raise Refusal("cli.nobody", {"code": code})
        event = IncomingEvent(Chat(COMMAND_LINE, code), now.isoformat(), now)
        says = await do(UpdateContext(tx, event, person, now, Catalogue()))
    return [say(each.key, **each.facts) for each in says]


def acting_as(tx: Tx, person: Official, now: datetime) -> Acting:
    """An official who acts by a command, at this instant."""
    source = Source(COMMAND_LINE, f"{person.code}:{now.isoformat()}", Moments.at_once(now))
    return Acting(tx, person, now, source, Via.COMMAND)


async def enclose(context: UpdateContext, path: Path, known: Settings) -> int:
    """Keep a document of this machine, with the same checks as one that was sent; returns its id.

    Refuses, in the words of the chat, one that is too large, of another kind, or not clean.
    """
    file_store = FileStore(known.files_dir, new_token)
    content = await asyncio.to_thread(path.read_bytes)
    file = File(path.name, path.name, "", len(content))
    try:
        refuse_unfit(file)
        kept = await file_store.keep(ending_of(file), _whole(content))
    except FileRefused as refused:
        raise Refusal(f"enclosure.{refused}", {"name": path.name}) from None
    scan = clamd(known.clamd) if known.clamd else unscanned
    if await scan(file_store.path(kept.stored)) is not ScanResult.CLEAN:
        file_store.path(kept.stored).unlink(missing_ok=True)
        raise Refusal("enclosure.infected", {"name": path.name})
    added = await attachments.add(
        context.tx, official_id=context.me.id, chat=context.chat, file=file, now=context.now
    )
    await attachments.settle(context.tx, added, EnclosureState.KEPT, kept=kept)
    await context.record("disseminate.document", f"enclosure:{added}", sha256=kept.sha256)
    return added


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
