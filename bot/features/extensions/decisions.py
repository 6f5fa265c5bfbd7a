"""Deciding on extensions: by one tap, or with a reason; whoever asked is told."""

from actions import extensions as acts
from bot.features.extensions.conversation import DecideExtension
from bot.features.extensions.handlers import FLOW
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Reply
from domain.people.permissions import Action

routes = Router()


async def press(
    context: UpdateContext, number: int, *, grants: bool, with_reason: bool
) -> list[Reply]:
    """One tap decides; a reason is waited for where it was wished, or where it is needed."""
    asked, duty = await acts.decidable(context.acting, number)
    late = grants and await acts.is_late(context.acting, duty)
    if not late and not with_reason:
        return await decide(context, DecideExtension(number, grants, ""))
    facts = await acts.request_facts(context.tx, asked)
    place = {"extension_id": number, "grants": grants, "facts": facts}
    await context.wait_for(FLOW, "hear_decision_reason", **place)
    return [Reply("extension.late_why" if late else "extension.decision_why", facts)]


@routes.effect(DecideExtension)
async def decide(context: UpdateContext, effect: DecideExtension) -> list[Reply]:
    """Grant or refuse, once; the asker, the owner and the head are told.

    What is granted after the due time needs a reason, and is judged by the original date.
    """
    done = await acts.decide(
        context.acting, effect.extension_id, grants=effect.grants, reason=effect.reason
    )
    return [Reply("extension.decided", done.facts)]


@routes.button("grant", require=Action.DECIDE_EXTENSION)
async def grant(context: UpdateContext, pressed: ButtonAction) -> list[Reply]:
    return await press(context, pressed.id, grants=True, with_reason=bool(pressed.revision))


@routes.button("deny", require=Action.DECIDE_EXTENSION)
async def deny(context: UpdateContext, pressed: ButtonAction) -> list[Reply]:
    return await press(context, pressed.id, grants=False, with_reason=bool(pressed.revision))
