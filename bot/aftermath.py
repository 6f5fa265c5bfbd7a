"""What a new version of an answer does to what stood before: a confirmation, a claim."""

from datetime import datetime

from domain.acceptance import Course, accepted_by_rule_at, course
from domain.duties import Duty
from domain.reports import Report
from storage import acceptances, calendar, confirmations, cycles
from storage.database import Tx


async def follow(tx: Tx, duty: Duty, made: Report, now: datetime) -> None:
    """The unit may have to be asked to confirm; what is done becomes a claim, or is none."""
    await confirmations.touch(tx, duty.cycle_id, duty.unit_id, now)
    policy = (await cycles.get(tx, duty.cycle_id)).policy
    if not policy.acceptance:
        return
    match course(made.status, await acceptances.of_duty(tx, duty.id)):
        case Course.CLAIM:
            next_at = accepted_by_rule_at(now, policy, await calendar.get(tx))
            await acceptances.claim(tx, duty.id, made.version, next_at=next_at, now=now)
        case Course.FOLLOW:
            await acceptances.follow(tx, duty.id, made.version)
        case Course.END:
            await acceptances.end(tx, duty.id, now)
        case Course.NOTHING:
            pass
