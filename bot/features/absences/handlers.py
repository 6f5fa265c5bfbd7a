"""Absences in chat: by the person, the head or the Office; listed, and ended early."""

from typing import Any

from actions.people import absences as leave
from bot.features.absences import notices as away
from bot.features.absences.conversation import AskSure, ChooseStandIn, RecordAbsence, day_choices
from bot.features.escalation import handlers as escalation
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.calendar.work_calendar import local_day
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Facts, Refusal, Reply
from domain.people.absence_text import understand
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.text.names import code_key, is_called
from storage.people import absences, officials
from storage.reports import duties

routes = Router()

FLOW = "absence"
PAGE = 10
MOST_LISTED = 15


@routes.command("/vangmat", require=Action.ABSENT, menu=12)
async def command(context: UpdateContext, argument: str) -> list[Reply]:
    """With days, one's own absence; without, what is recorded, and what may be done."""
    told = understand(argument, local_day(context.acted_at))
    if told.first_day is None or told.last_day is None:
        return await show(context)
    await leave.person_for(context.acting, context.me.id)
    wanted = ChooseStandIn(context.me.id, told.first_day, told.last_day, told.stand_in)
    return await choose_stand_in(context, wanted)


async def show(context: UpdateContext) -> list[Reply]:
    """The absences that this person may end, each with its button, and the way to a new one."""
    roster = await officials.roster(context.tx, context.now)
    coming = await absences.coming(context.tx, local_day(context.now))
    seen = [each for each in coming if await _may(context, roster.get(each.official_id))]
    listed = [leave.facts_of(each, roster) for each in seen[:MOST_LISTED]]
    own = Choice("choice.absent_self", str(ButtonAction("absent", context.me.id)))
    other = (Choice("choice.absent_other", str(ButtonAction("abswho"))),)
    ends = tuple(
        Choice("choice.end_absence", str(ButtonAction("absend", each.id)), facts)
        for each, facts in zip(seen, listed, strict=False)
    )
    wide = may(context.me, Action.HAND_OVER, Target(context.me.unit_id), await context.tree())
    return [Reply("absence.list", {"absences": listed}, (own, *(other if wide else ()), *ends))]


async def _may(context: UpdateContext, person: Official | None) -> bool:
    if person is None:
        return False
    target = Target(person.unit_id, person.id)
    return may(context.me, Action.ABSENT, target, await context.tree())


@routes.id_button("abswho", require=Action.ABSENT)
async def whose(context: UpdateContext, page: int = 0) -> list[Reply]:
    """Of whom it may be said: everybody below this person's unit, ten at a time."""
    everybody = (await officials.roster(context.tx, context.now)).officials
    people = [each for each in everybody if each.id != context.me.id and await _may(context, each)]
    if not people:
        raise Refusal("help.not_allowed")
    shown = people[page * PAGE : (page + 1) * PAGE] or people[:PAGE]
    choices = [_person_choice("absent", each) for each in shown]
    return [Reply("absence.whose", {}, (*choices, *_further("abswho", len(people), page)))]


@routes.id_button("absfrom", require=Action.ABSENT)
async def from_message(context: UpdateContext, outbox_id: int) -> list[Reply]:
    """Which of the owners of the message's unanswered duties is away."""
    _, still_open = await escalation.told_of(context, outbox_id)
    roster = await officials.roster(context.tx, context.now)
    owners = dict.fromkeys(roster.get(duty.owner_id) for duty in still_open)
    people = [each for each in owners if each and await _may(context, each)]
    if not people:
        return [Reply("unit.nothing_open")]
    if len(people) == 1:
        return await ask_days(context, people[0].id)
    choices = tuple(_person_choice("absent", each) for each in people[: escalation.MOST_CHOICES])
    return [Reply("absence.whose", {}, choices)]


def _person_choice(action: str, person: Official) -> Choice:
    facts = {"name": person.name, "position": person.position}
    return Choice("choice.person", str(ButtonAction(action, person.id)), facts)


def _further(action: str, total: int, page: int) -> tuple[Choice, ...]:
    left = total - (page + 1) * PAGE
    return (Choice("choice.next_page", str(ButtonAction(action, page + 1)), {"left": left}),) * (
        left > 0
    )


@routes.id_button("absent", require=Action.ABSENT)
async def ask_days(context: UpdateContext, official_id: int) -> list[Reply]:
    person = await leave.person_for(context.acting, official_id)
    known = {"official_id": person.id, "person": person.name}
    await context.wait_for(FLOW, "hear_days", **known)
    return [Reply("absence.days", known, day_choices(local_day(context.acted_at)))]


@routes.effect(ChooseStandIn)
async def choose_stand_in(context: UpdateContext, wanted: ChooseStandIn) -> list[Reply]:
    """People of the unit, ten at a time; a name that fits exactly one is taken."""
    person = await leave.person_for(context.acting, wanted.official_id)
    people = await leave.stand_ins(context.acting, person)
    if wanted.stand_in is not None:
        named = [each for each in people if wanted.stand_in and _is_called(each, wanted.stand_in)]
        if not wanted.stand_in or len(named) == 1:
            days = wanted.first_day, wanted.last_day
            instead = named[0].id if named else None
            return await ask_sure(context, AskSure(person.id, *days, instead))
    shown = people[wanted.page * PAGE : (wanted.page + 1) * PAGE] or people[:PAGE]
    known = _known(person, wanted)
    await context.wait_for(FLOW, "hear_stand_in", **known)
    choices = [_person_choice("absby", each) for each in shown]
    nobody = Choice("choice.nobody_instead", str(ButtonAction("absby")))
    further = _further("abspage", len(people), wanted.page)
    unclear = bool(wanted.stand_in)
    return [Reply("absence.by_whom", known | {"unclear": unclear}, (*choices, *further, nobody))]


def _known(person: Official, wanted: ChooseStandIn | AskSure) -> dict[str, Any]:
    return {
        "official_id": person.id,
        "person": person.name,
        "first_day": wanted.first_day.isoformat(),
        "last_day": wanted.last_day.isoformat(),
    }


def _is_called(person: Official, named: str) -> bool:
    return code_key(person.code) == code_key(named) or is_called(person.name, named)


@routes.effect(AskSure)
async def ask_sure(context: UpdateContext, wanted: AskSure) -> list[Reply]:
    person = await leave.person_for(context.acting, wanted.official_id)
    instead = next(
        (e for e in await leave.stand_ins(context.acting, person) if e.id == wanted.stand_in_id),
        None,
    )
    known = _known(person, wanted)
    waiting = known | {"stand_in_id": instead.id if instead else None}
    await context.wait_for(FLOW, "hear_sure", **waiting)
    choices = (
        Choice("choice.record", str(ButtonAction("absyes"))),
        Choice("choice.no", str(ButtonAction("absno"))),
    )
    return [Reply("absence.sure", known | {"stand_in": instead.name if instead else ""}, choices)]


@routes.effect(RecordAbsence)
async def record(context: UpdateContext, effect: RecordAbsence) -> list[Reply]:
    """Keep it; whoever records it for a unit sees at once what nobody answers meanwhile."""
    done = await leave.set_absence(context.acting, effect.official_id, effect.span)
    if done.facts["known"]:
        return [Reply("absence.known", {"person": done.facts["person"]})]
    said = Reply("absence.recorded", done.facts)
    other = effect.official_id != context.me.id
    return [said, *(await _left_alone(context, done.facts) if other else [])]


async def _left_alone(context: UpdateContext, shown: Facts) -> list[Reply]:
    roster = await officials.roster(context.tx, context.now)
    owed = await duties.owed_by(context.tx, shown["official_id"], context.now)
    alone = [duty for duty in owed if roster.gone(duty)]
    facts = {**shown, "name": context.me.name, "by": context.me.name}
    return [away.head_says(facts, alone)] if alone else []


@routes.id_button("absend", require=Action.ABSENT)
async def end(context: UpdateContext, absence_id: int) -> list[Reply]:
    """The person is back; pressed again it says so."""
    done = await leave.end_absence(context.acting, absence_id)
    return [Reply("absence.ended", done.facts)]
