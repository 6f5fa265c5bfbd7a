"""What may be a state secret is emptied before it is stored; who sent it, and when, remains."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Chat, IncomingEvent
from domain.text.secrecy import Secrecy, read_secrecy
from storage.engine.database import Database
from storage.messaging import prompts

SENDING_AGAIN = str(ButtonAction("dropsecret"))
"""While a prompt with this choice stands open, the person's word counts: it is no secret."""
WORD_HOLDS = timedelta(minutes=15)


async def without_secrets(db: Database, event: IncomingEvent, now: datetime) -> IncomingEvent:
    """The event as it may be stored.

    Who has just said in this chat that it is none is believed, except where there is no doubt.
    """
    meant = max(read_secrecy(each) for each in (event.text, *(file.name for file in event.files)))
    if meant is Secrecy.INNOCENT:
        return event
    if meant is Secrecy.CERTAIN:
        return replace(event, kind="secret", text="", files=())
    if await _word_given(db, event.chat, now):
        return event
    return replace(event, kind="unclear", text="", files=())


async def _word_given(db: Database, chat: Chat, now: datetime) -> bool:
    async with db.read() as tx:
        known = await prompts.in_chat(tx, chat)
    return any(
        still_open and SENDING_AGAIN in prompt.taps and now - prompt.opened_at < WORD_HOLDS
        for prompt, still_open in known
    )
