"""The Office lets the service speak again after a restore, or once the clock is right."""

from bot.inbound.context import Scene
from domain.messaging.messages import Say
from domain.people.permissions import Action, Target
from storage.messaging import quarantine


async def lift(scene: Scene, _quarantine_id: int) -> list[Say]:
    await scene.authorise(Action.LIFT_QUARANTINE, Target())
    lifted = await quarantine.lift(scene.tx, scene.me.subject, scene.now)
    return [Say("quarantine.lifted" if lifted else "quarantine.lifted_before")]
