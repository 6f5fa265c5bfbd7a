"""What a new version of an answer does to what stood before it.

An objection to the one before is settled, a wish for more time is over, the unit may have to be
asked to confirm again, and what is done becomes a claim.
"""

from typing import assert_never

from actions.acting import Acting
from domain.reporting.acceptance import ClaimTransition, accepted_by_rule_at, course
from domain.reporting.duties import Duty
from domain.reporting.reports import Report
from storage.messaging import outbox
from storage.plans import calendar
from storage.reports import acceptances, cycles, extensions, objections, sign_offs


async def follow(acting: Acting, duty: Duty, made: Report) -> None:
    """Bring everything that hangs on the duty's answer up to date with its newest version."""
    if await objections.settle(acting.tx, duty.id, made.version):
        await acting.record("objection_settled", f"duty:{duty.id}", version=made.version)
    asked = await extensions.settle(acting.tx, duty.id, acting.now) if made.status else None
    if asked is not None:
        await outbox.withdraw(acting.tx, extensions.about(asked), acting.now)
    await sign_offs.touch(acting.tx, duty.cycle_id, duty.unit_id, acting.now)
    if (await cycles.get(acting.tx, duty.cycle_id)).policy.acceptance:
        await _claim(acting, duty, made)


async def _claim(acting: Acting, duty: Duty, made: Report) -> None:
    transition = course(made.status, await acceptances.of_duty(acting.tx, duty.id))
    match transition:
        case ClaimTransition.CLAIM:
            policy = (await cycles.get(acting.tx, duty.cycle_id)).policy
            working_days = await calendar.get(acting.tx)
            next_at = accepted_by_rule_at(acting.now, policy, working_days)
            await acceptances.claim(
                acting.tx, duty.id, made.version, next_at=next_at, now=acting.now
            )
        case ClaimTransition.FOLLOW:
            await acceptances.follow(acting.tx, duty.id, made.version)
        case ClaimTransition.END:
            await acceptances.end(acting.tx, duty.id, acting.now)
        case ClaimTransition.NOTHING:
            pass
        case _:
            assert_never(transition)
