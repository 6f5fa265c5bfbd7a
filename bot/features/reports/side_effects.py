"""What a new version of an answer does to what stood before it.

An objection to the one before is settled, a wish for more time is over, the unit may have to be
asked to confirm again, and what is done becomes a claim.
"""

from bot.inbound.context import Scene
from domain.reporting.acceptance import Course, accepted_by_rule_at, course
from domain.reporting.duties import Duty
from domain.reporting.reports import Report
from storage.messaging import outbox as letters
from storage.plans import calendar
from storage.reports import acceptances, cycles, extensions, objections
from storage.reports import sign_offs as confirmations


async def follow(scene: Scene, duty: Duty, made: Report) -> None:
    """Bring everything that hangs on the duty's answer up to date with its newest version."""
    if await objections.settle(scene.tx, duty.id, made.version):
        await scene.record("objection_settled", f"duty:{duty.id}", version=made.version)
    asked = await extensions.settle(scene.tx, duty.id, scene.now) if made.status else None
    if asked is not None:
        await letters.withdraw(scene.tx, extensions.about(asked), scene.now)
    await confirmations.touch(scene.tx, duty.cycle_id, duty.unit_id, scene.now)
    if (await cycles.get(scene.tx, duty.cycle_id)).policy.acceptance:
        await _claim(scene, duty, made)


async def _claim(scene: Scene, duty: Duty, made: Report) -> None:
    match course(made.status, await acceptances.of_duty(scene.tx, duty.id)):
        case Course.CLAIM:
            policy = (await cycles.get(scene.tx, duty.cycle_id)).policy
            working_days = await calendar.get(scene.tx)
            next_at = accepted_by_rule_at(scene.now, policy, working_days)
            await acceptances.claim(scene.tx, duty.id, made.version, next_at=next_at, now=scene.now)
        case Course.FOLLOW:
            await acceptances.follow(scene.tx, duty.id, made.version)
        case Course.END:
            await acceptances.end(scene.tx, duty.id, scene.now)
        case Course.NOTHING:
            pass
