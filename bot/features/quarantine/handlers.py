"""The Office lets the service speak again after a restore, or once the clock is right."""

from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.messages import Reply
from domain.people.permissions import Action, Target
from storage.messaging import quarantine

routes = Router()


@routes.id_button("lift", require=Action.LIFT_QUARANTINE)
async def lift(context: UpdateContext, _quarantine_id: int) -> list[Reply]:
    await context.authorise(Action.LIFT_QUARANTINE, Target())
    lifted = await quarantine.lift(context.tx, context.me.subject, context.now)
    return [Reply("quarantine.lifted" if lifted else "quarantine.lifted_before")]
