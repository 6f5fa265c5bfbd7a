"""What words of a plan mean: said once, kept for its next versions, and the file is read again."""

from actions.imports import meanings as acts
from bot.features.imports.conversation import LearnMeaning
from bot.features.imports.handlers import FLOW, own_draft
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.imports.drafts import Matter
from domain.messaging.messages import Refusal, Reply

routes = Router()


@routes.effect(LearnMeaning)
async def learn(context: UpdateContext, effect: LearnMeaning) -> list[Reply]:
    """Words that name no unit for certain are asked for again; the file goes on waiting."""
    draft = await own_draft(context, effect.draft_id)
    matter = Matter.PLAN
    await context.wait_for(FLOW, "hear_verdict", matter=matter.value, draft_id=draft.id)
    try:
        done = await acts.learn(context.acting, draft, effect.words, effect.units)
    except Refusal as unclear:
        if unclear.key != "intake.meaning_unclear":
            raise
        return [Reply(unclear.key, unclear.facts)]
    return [Reply("intake.learnt", done.facts)]
