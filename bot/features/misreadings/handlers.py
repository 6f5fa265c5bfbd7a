"""Misread replies: anybody reports one, the Office looks them over; nobody's name is kept."""

from typing import Any

from bot.features.misreadings.conversation import FLOW, MEANT, STEP, ReportMisreading
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.calendar.work_calendar import local_day
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, IncomingEvent, Refusal, Reply
from domain.people.access import Entrance
from domain.people.permissions import Action, Target, may
from domain.replies.interpreter import interpret
from domain.replies.judgement import Verdict
from domain.replies.misreadings import MEANINGS, Misreading, without_names
from storage.messaging import inbox
from storage.office import misreadings
from storage.people import officials
from storage.reports import duties, reports

routes = Router()

MOST_SHOWN = 8
FEWEST_LETTERS = 2


@routes.command("/hieusai", require=Entrance.MEMBER, menu=28)
async def report(context: UpdateContext, argument: str) -> list[Reply]:
    """The words after the command, or what was said last in this chat; the Office's list first."""
    if argument.strip():
        return await _ask(context, argument, 0)
    waiting = await misreadings.waiting(context.tx, await _root(context))
    if waiting and await _reviews(context):
        return _listed(waiting)
    said = await _said_last(context)
    if said is None:
        return [Reply("misreading.how")]
    given = await reports.by_event(context.tx, context.chat.channel, said.event_id)
    return await _ask(context, said.text, given.duty_id if given else 0)


async def _ask(context: UpdateContext, text: str, duty_id: int) -> list[Reply]:
    """Show the words as they would be kept, how they are read, and ask what was meant."""
    read_as = interpret(text).verdict
    roster = await officials.roster(context.tx, context.now)
    shown = without_names(text, (each.name for each in roster.officials))
    facts = {"text": shown, "read_as": read_as.value, "duty_id": duty_id}
    await context.wait_for(FLOW, STEP, **facts)
    meanings = tuple(
        Choice(f"reply_meaning.{each.value}", str(ButtonAction(MEANT, place)))
        for place, each in enumerate(MEANINGS)
        if each is not read_as and each is not Verdict.UNSURE
    )
    return [Reply("misreading.which", facts, meanings)]


async def _said_last(context: UpdateContext) -> IncomingEvent | None:
    """The newest words in this chat that are no command, number or button."""
    lately = await inbox.said_lately(context.tx, context.chat, context.event.event_id)
    return next((each for each in lately if _is_said(each.text)), None)


def _is_said(text: str) -> bool:
    messages = sum(sign.isalpha() for sign in text)
    return messages >= FEWEST_LETTERS and not text.lstrip().startswith("/")


@routes.effect(ReportMisreading)
async def keep_report(context: UpdateContext, effect: ReportMisreading) -> list[Reply]:
    """What the Office reports is an example at once; of anything else the Office hears daily."""
    root, day, own = await _root(context), local_day(context.now), await _reviews(context)
    made = Misreading(root, effect.text, effect.read_as, effect.meant, day, own)
    fresh = await misreadings.add(context.tx, made)
    if fresh:
        await context.record("misreading.reported", "misreadings")
    if fresh and not own:
        await _tell_office(context, root)
    return [
        Reply(
            "misreading.reported", {"office": own, "fresh": fresh}, await _change(context, effect)
        )
    ]


async def _change(context: UpdateContext, effect: ReportMisreading) -> tuple[Choice, ...]:
    """The report that rests on the misread words can be put right at once."""
    duty = await duties.find(context.tx, effect.duty_id) if effect.duty_id else None
    if duty is None:
        return ()
    return (Choice("choice.change", str(ButtonAction("duty", duty.id, duty.revision))),)


async def _tell_office(context: UpdateContext, root: int) -> None:
    roster = await officials.roster(context.tx, context.now)
    day = local_day(context.now).isoformat()
    for each in roster.within(context.me.unit_id).office():
        await context.tell(each.id, "misreading.told", {}, key=f"misreading:{root}:{day}:{each.id}")


def _listed(waiting: list[Misreading]) -> list[Reply]:
    shown = waiting[:MOST_SHOWN]
    head = Reply("misreading.waiting", {"total": len(waiting), "shown": len(shown)})
    return [head, *map(_one, shown)]


def _one(misreading: Misreading) -> Reply:
    facts: dict[str, Any] = {
        "text": misreading.text,
        "read_as": misreading.read_as.value,
        "meant": misreading.meant.value,
    }
    choices = (
        Choice("choice.keep_example", str(ButtonAction("mrkeep", misreading.id))),
        Choice("choice.drop_example", str(ButtonAction("mrdrop", misreading.id))),
    )
    return Reply("misreading.one", facts, choices)


@routes.id_button("mrkeep", require=Action.REVIEW_MISREADINGS)
async def keep(context: UpdateContext, misreading_id: int) -> list[Reply]:
    await _find(context, misreading_id)
    fresh = await misreadings.keep(context.tx, misreading_id)
    return await _looked_over(context, "misreading.kept", fresh=fresh)


@routes.id_button("mrdrop", require=Action.REVIEW_MISREADINGS)
async def drop(context: UpdateContext, misreading_id: int) -> list[Reply]:
    await _find(context, misreading_id)
    fresh = await misreadings.drop(context.tx, misreading_id)
    return await _looked_over(context, "misreading.removed", fresh=fresh)


async def _looked_over(context: UpdateContext, key: str, *, fresh: bool) -> list[Reply]:
    if not fresh:
        return [Reply("misreading.looked_over_before")]
    await context.record(key, "misreadings")
    left = await misreadings.waiting(context.tx, await _root(context))
    return [Reply(key, {"left": len(left)})]


async def _find(context: UpdateContext, misreading_id: int) -> Misreading:
    """The example, if it is of a department whose examples this person looks over."""
    found = await misreadings.find(context.tx, misreading_id)
    if found is None:
        raise Refusal("misreading.looked_over_before")
    await context.authorise(Action.REVIEW_MISREADINGS, Target(found.root_unit_id))
    return found


async def _reviews(context: UpdateContext) -> bool:
    target = Target(context.me.unit_id)
    return may(context.me, Action.REVIEW_MISREADINGS, target, await context.tree())


async def _root(context: UpdateContext) -> int:
    return (await context.tree()).upwards(context.me.unit_id)[-1].id
