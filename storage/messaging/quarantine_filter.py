"""What has to wait while a quarantine stands, as conditions of queries."""

from sqlalchemy import ColumnElement, and_, exists, not_, or_

from domain.messaging.outbox import Kind, Priority
from storage.tables import OUTBOX_MESSAGES, QUARANTINES

STANDING = QUARANTINES.c.ended_at.is_(None)
UNTOLD_OR_LIFTED = or_(QUARANTINES.c.told_at.is_(None), QUARANTINES.c.lifted_at.is_not(None))
NONE_STANDS = ~exists().where(STANDING)


def may_leave() -> ColumnElement[bool]:
    """Answers always; of the rest, while a quarantine stands, only the alarms since it began.

    By a wrong clock nobody can say since when.
    """
    alarm = OUTBOX_MESSAGES.c.kind == Kind.ALARM.value
    since = or_(
        QUARANTINES.c.reason == "clock", OUTBOX_MESSAGES.c.created_at >= QUARANTINES.c.began_at
    )
    told = and_(alarm, since)
    return or_(
        OUTBOX_MESSAGES.c.priority == Priority.ANSWER.value, ~exists().where(STANDING, not_(told))
    )
