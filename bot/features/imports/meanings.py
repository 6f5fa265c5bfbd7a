"""What words of a plan mean: said once, kept for its next versions, and the file is read again."""

from bot.features.imports.conversation import LearnMeaning
from bot.features.imports.handlers import FLOW, own_draft
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.imports.drafts import Matter
from domain.imports.naming.meanings import codes_of
from domain.messaging.messages import Refusal, Reply
from storage.people import units
from storage.plans import imports, meanings, roster_import

routes = Router()


@routes.effect(LearnMeaning)
async def learn(context: UpdateContext, effect: LearnMeaning) -> list[Reply]:
    """Words that name no unit for certain are asked for again; the file goes on waiting."""
    draft = await own_draft(context, effect.draft_id)
    matter = Matter.PLAN
    await context.wait_for(FLOW, "hear_verdict", matter=matter.value, draft_id=draft.id)
    known = await roster_import.known(context.tx, context.me.unit_id)
    codes = codes_of(effect.units, known.units)
    if draft.matter is not matter or codes is None:
        return [Reply("intake.meaning_unclear", {"value": effect.units})]
    if not await imports.read_again(context.tx, draft, context.now):
        raise Refusal("intake.settled")
    root = await units.root_of(context.tx, context.me.unit_id)
    await meanings.save(context.tx, root.id, effect.words, codes, context.now)
    await context.record("import.meaning", f"import:{draft.id}", units=len(codes))
    names = [unit.name for unit in known.units if unit.code in codes]
    return [Reply("intake.learnt", {"words": effect.words, "units": ", ".join(names)})]
