"""More time: deciding on a request by one tap or with a reason, or giving it unasked."""

from actions import extensions as acts
from actions.outcomes import Changed
from bot.features.extensions import handlers
from bot.features.extensions.conversation import GIVEN, DecideExtension, GiveTime, day_choices
from bot.features.extensions.handlers import FLOW
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.extensions.individual_deadlines import due_at_of
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.access import Entrance
from domain.people.permissions import Action, reached
from domain.reporting.duties import Duty
from domain.text.normalize import plain
from storage.plans import calendar
from storage.reports import cycles, duties

routes = Router()

MOST_SHOWN = 20


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


@routes.command("/giahan", require=Entrance.MEMBER, menu=9)
async def command(context: UpdateContext, argument: str) -> list[Reply]:
    """What is named: to ask more time for, or to give more time to; else what waits."""
    wanted = argument.strip()
    asked = await handlers.hear(context, f"gia han {wanted}") if wanted else None
    if asked is not None:
        return asked
    if wanted and await handlers.decides(context):
        return await give(context, wanted)
    return await handlers.show(context)


async def give(context: UpdateContext, wanted: str) -> list[Reply]:
    """More time for the open duty that was named by task and unit; several are to choose from."""
    words = set(plain(wanted).split())
    tree = await context.tree()
    here = reached(context.me, Action.DECIDE_EXTENSION, tree)
    found = [
        duty
        for duty in await duties.open_in(context.tx, here, context.acted_at)
        if duty.open and words <= {plain(duty.task_code), plain(tree.by_id[duty.unit_id].code)}
    ]
    if len(found) == 1:
        return await offer(context, found[0].id, found[0].revision)
    if not found:
        return await handlers.show(context)
    choices = tuple(
        Choice(
            "choice.duty_of",
            str(ButtonAction("givetime", each.id, each.revision)),
            {"code": each.task_code, "owner": tree.by_id[each.unit_id].name},
        )
        for each in found[:MOST_SHOWN]
    )
    return [Reply("extension.give_which", {}, choices)]


@routes.revision_button("givetime", require=Action.DECIDE_EXTENSION)
async def offer(context: UpdateContext, duty_id: int, revision: int) -> list[Reply]:
    """Until when: some days to press, or one to be typed."""
    duty = await acts.to_extend(context.acting, duty_id)
    days, facts = await acts.days_for(context.acting, duty), await _facts(context, duty)
    place = {"duty_id": duty.id, "revision": revision, "facts": facts}
    listed = [day.isoformat() for day in days]
    await context.wait_for(FLOW, "hear_given_day", **place, days=listed)
    return [Reply("extension.give_until", facts, day_choices(GIVEN, duty.id, days))]


async def _facts(context: UpdateContext, duty: Duty) -> dict[str, object]:
    cycle, days = await cycles.get(context.tx, duty.cycle_id), await calendar.get(context.tx)
    return {
        "code": duty.task_code,
        "title": duty.title,
        "unit": (await context.tree()).by_id[duty.unit_id].name,
        "due_at": due_at_of(duty, cycle, days).isoformat(),
        "last": cycle.last_day.isoformat(),
        "late": await acts.is_late(context.acting, duty),
    }


@routes.effect(GiveTime)
async def give_time(context: UpdateContext, effect: GiveTime) -> list[Reply]:
    """Give it, and say who is told; an unfit day is asked for again."""
    given = effect.day, effect.reason
    try:
        outcome = await acts.extend(context.acting, effect.duty_id, effect.revision, *given)
    except Refusal as no:
        if not no.key.startswith("own_time."):
            raise
        return [Reply(no.key, no.facts), *await offer(context, effect.duty_id, effect.revision)]
    if isinstance(outcome, Changed):
        raise Refusal("help.too_old")
    return [Reply("extension.decided", outcome.facts)]
