"""`/ngaynghi`: a day off is decreed or taken back, with whom it moves told first."""

from datetime import date

from actions import days_off as acts
from actions.days_off import Decree
from bot.features.days_off.conversation import CarryOut
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.calendar.work_calendar import local_day
from domain.extensions.days_off_text import read_days_off
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.permissions import Action, Target
from domain.reporting.days_off import DECREED
from storage.plans import calendar, plans

routes = Router()

FLOW = "dayoff"


@routes.command("/ngaynghi", require=Action.DECREE_DAY_OFF, menu=31)
async def command(context: UpdateContext, argument: str) -> list[Reply]:
    """With days, what they move; without, what was decreed and how."""
    await _authorise(context)
    today = local_day(context.now)
    if not argument.strip():
        return [await _listed(context, today)]
    said = read_days_off(argument, today, await calendar.get(context.tx))
    if not said.days:
        return [Reply("day_off.unclear", {"text": argument.strip()})]
    return [await _preview(context, Decree(said.days, off=said.off, name=said.name))]


async def _authorise(context: UpdateContext) -> None:
    """The calendar is one for all departments: where there are several, none decrees alone."""
    await context.authorise(Action.DECREE_DAY_OFF, Target(context.me.unit_id))
    if len(await plans.roots(context.tx)) > 1:
        raise Refusal("day_off.several")


async def _listed(context: UpdateContext, today: date) -> Reply:
    days = await calendar.days(context.tx)
    coming = [each.day for each in days if each.status == DECREED and each.day >= today]
    choices = tuple(_back(day) for day in coming)
    return Reply("day_off.how", {"days": [day.isoformat() for day in coming]}, choices)


def _back(day: date) -> Choice:
    tap = str(ButtonAction("dayback", day.toordinal()))
    return Choice("choice.day_off_back", tap, {"day": day.isoformat()})


@routes.id_button("dayback", require=Action.DECREE_DAY_OFF)
async def take_back(context: UpdateContext, ordinal: int) -> list[Reply]:
    await _authorise(context)
    if not date.min.toordinal() <= ordinal <= date.max.toordinal():
        raise Refusal("help.too_old")
    return [await _preview(context, Decree((date.fromordinal(ordinal),), off=False))]


async def _preview(context: UpdateContext, decree: Decree) -> Reply:
    found = await acts.foresee(context.tx, decree, context.now)
    days = [day.isoformat() for day in decree.days]
    said = {"days": days, "off": decree.off, "name": decree.name}
    await context.wait_for(FLOW, "hear_sure", decree=said)
    choices = (
        Choice("choice.confirm", str(ButtonAction("dayoffyes"))),
        Choice("choice.no", str(ButtonAction("dayoffno"))),
    )
    return Reply("day_off.sure", await acts.facts_of(context.tx, found, context.now), choices)


@routes.effect(CarryOut)
async def carry_out(context: UpdateContext, effect: CarryOut) -> list[Reply]:
    await _authorise(context)
    said = effect.decree
    days = tuple(date.fromisoformat(day) for day in said["days"])
    decree = Decree(days, off=said["off"], name=said["name"])
    found = await acts.carry_out(context.tx, decree, context.now, context.me.subject)
    facts = await acts.facts_of(context.tx, found, context.now)
    return [Reply("day_off.done", facts, tuple(map(_back, days)) if decree.off else ())]
