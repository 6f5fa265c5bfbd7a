"""When the leaders meet: the Office sees it and sets it."""

from bot.inbound.context import Scene
from domain.messaging.messages import Say
from domain.people.permissions import Action, Target
from domain.summaries.schedule_text import never, read_rhythm, written
from storage.office import briefings
from storage.people import office_settings as settings
from storage.plans import calendar


async def set_rhythm(scene: Scene, argument: str) -> list[Say]:
    """Without words, what holds; with words, the new rhythm, from the next briefing on."""
    await scene.authorise(Action.SET_RHYTHM, Target(scene.me.unit_id))
    root = (await scene.tree()).upwards(scene.me.unit_id)[-1].id
    if not argument.strip():
        planned = await briefings.planned(scene.tx, root)
        return [Say("rhythm.now", {"next_at": planned.isoformat() if planned else None})]
    rhythm = read_rhythm(argument)
    if rhythm is None and not never(argument):
        return [Say("rhythm.unclear", {"text": argument.strip()[:60]})]
    value = written(rhythm)
    await settings.save(scene.tx, settings.BRIEFING_RHYTHM, value, scene.now)
    await scene.record("set_rhythm", "briefing", rhythm=value)
    if rhythm is None:
        await briefings.drop_planned(scene.tx, root)
        return [Say("rhythm.off")]
    planned = rhythm.following(scene.now, await calendar.get(scene.tx))
    await briefings.plan(scene.tx, root, planned)
    return [Say("rhythm.set", {"next_at": planned.isoformat()})]
