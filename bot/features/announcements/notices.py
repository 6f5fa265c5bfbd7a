"""Messages about what is made known: asking to confirm, and the list of those who have not."""

from datetime import datetime
from typing import Any

from bot.delivery.content import MessageContent
from bot.inbound.routing import Router
from domain.announcements.announcements import Dissemination, count, count_facts
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Reply
from domain.messaging.outbox import OutboxMessage
from storage.engine.database import Tx
from storage.office import announcements
from storage.people import officials

routes = Router()


def shown_facts(made: Dissemination) -> dict[str, Any]:
    return {
        "text": made.text,
        "version": made.version,
        "begun_at": made.begun_at.isoformat(),
        "replaced": made.replaced,
        "document": made.document,
    }


def ask_to_confirm(made: Dissemination, person: str, *, again: bool) -> Reply:
    """With the document by a link, where the messenger does not bring the file itself."""
    facts = {
        "person": person,
        "text": made.text,
        "version": made.version,
        "again": again,
        "document": made.document,
        "file": made.file,
        "url": "",
    }
    choice = Choice("choice.understood", str(ButtonAction("understood", made.id)))
    return Reply("dissemination.asked", facts, (choice,))


@routes.composer("digest.dissemination")
async def asking(tx: Tx, message: OutboxMessage, _now: datetime) -> MessageContent | None:
    """The text with its button; None once the person has confirmed, or another version holds."""
    official_id = message.official_id or 0
    owed = await announcements.owed_by(tx, official_id)
    made = next((each for each in owed if each.id == message.facts["dissemination"]), None)
    if made is None:
        return None
    name = (await officials.get(tx, official_id)).name
    return MessageContent((ask_to_confirm(made, name, again=message.facts["again"]),), ())


@routes.composer("digest.dissemination_unit")
async def of_units(tx: Tx, message: OutboxMessage, _now: datetime) -> MessageContent | None:
    """To a head, by name, who of the own units has not confirmed; None if all have."""
    made = await announcements.find(tx, message.facts["dissemination"])
    if made is None or made.replaced:
        return None
    standings = await announcements.standings(tx, made.id)
    own = [each for each in standings if each.unit_id in message.facts["units"]]
    counted = [each for each in count(own) if each.confirmed < each.asked]
    if not counted:
        return None
    name = (await officials.get(tx, message.official_id or 0)).name
    facts = {
        **shown_facts(made),
        "name": name,
        "units": [count_facts(each) for each in counted],
    }
    return MessageContent((Reply("dissemination.list", facts),), ())
