"""Reminds the Office of requests about personal data, before the last day and after it."""

from datetime import datetime

from domain.calendar.work_calendar import local_day
from domain.messaging.messages import Facts
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Official
from domain.people.privacy_requests import Request, choices
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.people import officials, personal_data, privacy_requests, units


async def remind_office(db: Database, now: datetime) -> bool:
    """Write to the Office of the person's department; whether anything was due."""
    async with db.begin() as tx:
        due = await privacy_requests.take_due(tx, now)
        for each in due:
            await _remind(tx, each, now)
    return bool(due)


async def _remind(tx: Tx, request: Request, now: datetime) -> None:
    person = await personal_data.get(tx, request.official_id)
    unit = (await units.tree(tx)).by_id[person.unit_id]
    here = (await officials.roster(tx, now)).within(unit.id)
    facts = {
        "name": person.name,
        "unit": unit.name,
        "wish": request.wish.value,
        "words": request.words,
        "due": request.due_on.isoformat(),
        "days": (request.due_on - local_day(now)).days,
    }
    await outbox.withdraw(tx, privacy_requests.about(request.id), now)
    written = [_message(each, request, facts, now) for each in here.office()]
    await outbox.add_all(tx, written, now)


def _message(to: Official, request: Request, facts: Facts, now: datetime) -> NewMessage:
    return NewMessage(
        key=f"request:{request.id}:{local_day(now)}:{to.code}",
        kind=Kind.NOTICE,
        text_key="personal.office_reminder",
        facts=facts,
        choices=choices(request),
        logical_at=now,
        send_at=now,
        official_id=to.id,
        about=privacy_requests.about(request.id),
    )
