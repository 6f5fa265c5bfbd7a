"""Accepts by rule what units claim to be done and the Office has left undecided for so long."""

from datetime import datetime

from domain.reporting.acceptance import AcceptanceState
from storage.audit import log as audit
from storage.engine.database import Database
from storage.reports import acceptances


async def accept_due(db: Database, now: datetime) -> bool:
    """Accept one batch of claims whose time is over; returns whether there was any."""
    async with db.begin() as tx:
        taken = await acceptances.take_due(tx, now)
        for each in taken:
            accepted = AcceptanceState.ACCEPTED
            if not await acceptances.decide(tx, each.id, accepted, by=None, reason="", now=now):
                continue
            subject = f"duty:{each.duty_id}"
            await audit.add(
                tx, at=now, actor="service", action="accept", subject=subject, version=each.version
            )
    return bool(taken)
