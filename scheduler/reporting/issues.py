"""Reminds the Office of difficulties whose date has come and that are still open, once."""

from collections.abc import Sequence
from datetime import datetime

from domain.issues.issues import Issue
from domain.messaging.outbox import Kind, NewMessage
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from storage.engine.database import Database, Tx
from storage.messaging import outbox
from storage.people import officials, units
from storage.reports import issues


async def remind_office(db: Database, now: datetime) -> bool:
    """Write one message to each of the Office about all that is due; whether there was any."""
    async with db.begin() as tx:
        due = await issues.take_due(tx, now)
        if due:
            await _tell(tx, due, now)
    return bool(due)


async def _tell(tx: Tx, due: Sequence[Issue], now: datetime) -> None:
    roster, tree = await officials.roster(tx, now), await units.tree(tx)
    written = []
    for reader in roster.offices():
        own = [each for each in due if may(reader, Action.DECIDE_ISSUE, Target(each.unit_id), tree)]
        written += [_message(reader, own, now)] if own else []
    await outbox.add_all(tx, written, now)


def _message(to: Official, due: Sequence[Issue], now: datetime) -> NewMessage:
    """It names the entries as they were decided last: each is taken once, so the first will do."""
    first = due[0]
    return NewMessage(
        key=f"issues-due:{first.id}:{first.version}:{to.code}",
        kind=Kind.NOTICE,
        text_key="digest.issues_due",
        facts={"issues": [[each.id, each.version] for each in due]},
        logical_at=now,
        send_at=now,
        official_id=to.id,
        about=f"issues-due:{first.id}",
    )
