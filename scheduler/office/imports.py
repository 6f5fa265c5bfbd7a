"""What nobody confirmed in time is given up, and whoever sent it is told once."""

from datetime import datetime

from domain.imports.drafts import ImportDraft
from domain.messaging.outbox import Kind, NewMessage
from storage.audit import log as audit
from storage.engine.database import Database
from storage.messaging import outbox
from storage.plans import imports


async def give_up(db: Database, now: datetime) -> bool:
    """Settle every draft that has expired; whether there was one."""
    async with db.begin() as tx:
        expired = await imports.take_expired(tx, now)
        await outbox.add_all(tx, [_message(each, now) for each in expired], now)
        for each in expired:
            subject = f"import:{each.id}"
            await audit.add(tx, at=now, actor="service", action="import.expired", subject=subject)
    return bool(expired)


def _message(draft: ImportDraft, now: datetime) -> NewMessage:
    return NewMessage(
        key=f"import-expired:{draft.id}",
        kind=Kind.NOTICE,
        text_key="intake.expired",
        facts={"name": draft.file.name},
        logical_at=now,
        send_at=now,
        official_id=draft.official_id,
        chat=draft.chat,
    )
