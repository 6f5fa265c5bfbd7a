"""Links to somebody's own page: one use, a few days, this person only."""

from datetime import datetime, timedelta

from bot.inbound.dependencies import Premises
from domain.messaging.messages import Say
from storage.engine.database import Tx
from storage.people import invitations

LASTS = timedelta(days=3)


async def issue(tx: Tx, official_id: int, premises: Premises, now: datetime) -> Say:
    """A new link; the one before it no longer opens anything."""
    token, expires_at = premises.new_token(), now + LASTS
    await invitations.add(
        tx,
        official_id=official_id,
        code=premises.new_token(),
        token=token,
        now=now,
        expires_at=expires_at,
    )
    url = f"{premises.public_url}/i/{token}"
    return Say("mine.web_link", {"url": url, "expires_at": expires_at.isoformat()})
