"""What a new version of an answer does to what stood before it.

An objection to the one before is settled, a wish for more time is over, the unit may have to be
asked to confirm again, and what is done becomes a claim.
"""

from bot.inbound.context import UpdateContext
from domain.reporting.acceptance import ClaimTransition, accepted_by_rule_at, course
from domain.reporting.duties import Duty
from domain.reporting.reports import Report
from storage.messaging import outbox
from storage.plans import calendar
from storage.reports import acceptances, cycles, extensions, objections, sign_offs


async def follow(context: UpdateContext, duty: Duty, made: Report) -> None:
    """Bring everything that hangs on the duty's answer up to date with its newest version."""
    if await objections.settle(context.tx, duty.id, made.version):
        await context.record("objection_settled", f"duty:{duty.id}", version=made.version)
    asked = await extensions.settle(context.tx, duty.id, context.now) if made.status else None
    if asked is not None:
        await outbox.withdraw(context.tx, extensions.about(asked), context.now)
    await sign_offs.touch(context.tx, duty.cycle_id, duty.unit_id, context.now)
    if (await cycles.get(context.tx, duty.cycle_id)).policy.acceptance:
        await _claim(context, duty, made)


async def _claim(context: UpdateContext, duty: Duty, made: Report) -> None:
    match course(made.status, await acceptances.of_duty(context.tx, duty.id)):
        case ClaimTransition.CLAIM:
            policy = (await cycles.get(context.tx, duty.cycle_id)).policy
            working_days = await calendar.get(context.tx)
            next_at = accepted_by_rule_at(context.now, policy, working_days)
            await acceptances.claim(
                context.tx, duty.id, made.version, next_at=next_at, now=context.now
            )
        case ClaimTransition.FOLLOW:
            await acceptances.follow(context.tx, duty.id, made.version)
        case ClaimTransition.END:
            await acceptances.end(context.tx, duty.id, context.now)
        case ClaimTransition.NOTHING:
            pass
