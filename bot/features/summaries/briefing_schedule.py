"""When the leaders meet: the Office sees it and sets it."""

from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.messaging.messages import Reply
from domain.people.permissions import Action, Target
from domain.summaries.schedule_text import never, read_rhythm, written
from storage.office import briefings
from storage.people import office_settings
from storage.plans import calendar

routes = Router()


@routes.command("/lichgiaoban", require=Action.SET_RHYTHM, menu=16)
async def set_rhythm(context: UpdateContext, argument: str) -> list[Reply]:
    """Without words, what holds; with words, the new rhythm, from the next briefing on."""
    await context.authorise(Action.SET_RHYTHM, Target(context.me.unit_id))
    root = (await context.tree()).upwards(context.me.unit_id)[-1].id
    if not argument.strip():
        planned = await briefings.planned(context.tx, root)
        return [Reply("rhythm.now", {"next_at": planned.isoformat() if planned else None})]
    rhythm = read_rhythm(argument)
    if rhythm is None and not never(argument):
        return [Reply("rhythm.unclear", {"text": argument.strip()[:60]})]
    value = written(rhythm)
    await office_settings.save(context.tx, office_settings.BRIEFING_RHYTHM, value, context.now)
    await context.record("set_rhythm", "briefing", rhythm=value)
    if rhythm is None:
        await briefings.drop_planned(context.tx, root)
        return [Reply("rhythm.off")]
    planned = rhythm.following(context.now, await calendar.get(context.tx))
    await briefings.plan(context.tx, root, planned)
    return [Reply("rhythm.set", {"next_at": planned.isoformat()})]
