"""Links to somebody's own page: one use, a few days, this person only."""

from datetime import datetime, timedelta

from bot.delivery.dependencies import HandlerDependencies
from domain.messaging.messages import Reply
from storage.engine.database import Tx
from storage.people import invitations

LASTS = timedelta(days=3)


async def issue(
    tx: Tx, official_id: int, dependencies: HandlerDependencies, now: datetime
) -> Reply:
    """A new link; the one before it no longer opens anything."""
    token, expires_at = dependencies.new_token(), now + LASTS
    await invitations.add(
        tx,
        official_id=official_id,
        code=dependencies.new_token(),
        token=token,
        now=now,
        expires_at=expires_at,
    )
    url = f"{dependencies.public_url}/i/{token}"
    return Reply("mine.web_link", {"url": url, "expires_at": expires_at.isoformat()})
