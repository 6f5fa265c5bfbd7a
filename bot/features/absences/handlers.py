"""Absences in chat: by the person, the head or the Office; listed, and ended early."""

from typing import Any

from bot.features.absences import actions as leave
from bot.features.absences import notices as away
from bot.features.absences.conversation import AskSure, ChooseStandIn, RecordAbsence, day_choices
from bot.features.escalation import handlers as escalation
from bot.inbound.context import Scene
from domain.calendar.work_calendar import local_day
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.people.absence_text import understand
from domain.people.absences import Absence
from domain.people.officials import Official
from domain.people.permissions import Action, Target, may
from domain.reporting.assignments import candidates
from domain.reporting.recipients import Roster
from domain.text.normalize import plain
from storage.people import absences, officials
from storage.reports import duties

FLOW = "absence"
PAGE = 10
MOST_LISTED = 15


async def command(scene: Scene, argument: str) -> list[Say]:
    """With days, one's own absence; without, what is recorded, and what may be done."""
    told = understand(argument, local_day(scene.now))
    if told.first_day is None or told.last_day is None:
        return await show(scene)
    await _may_be_recorded(scene, scene.me.id)
    wanted = ChooseStandIn(scene.me.id, told.first_day, told.last_day, told.stand_in)
    return await choose_stand_in(scene, wanted)


async def show(scene: Scene) -> list[Say]:
    """The absences that this person may end, each with its button, and the way to a new one."""
    roster = await officials.roster(scene.tx, scene.now)
    coming = await absences.coming(scene.tx, local_day(scene.now))
    seen = [each for each in coming if await _may(scene, roster.get(each.official_id))]
    listed = [away.facts_of(each, roster) for each in seen[:MOST_LISTED]]
    own = Choice("choice.absent_self", str(Tap("absent", scene.me.id)))
    other = (Choice("choice.absent_other", str(Tap("abswho"))),)
    ends = tuple(
        Choice("choice.end_absence", str(Tap("absend", each.id)), facts)
        for each, facts in zip(seen, listed, strict=False)
    )
    wide = may(scene.me, Action.HAND_OVER, Target(scene.me.unit_id), await scene.tree())
    return [Say("absence.list", {"absences": listed}, (own, *(other if wide else ()), *ends))]


async def _may(scene: Scene, person: Official | None) -> bool:
    if person is None:
        return False
    target = Target(person.unit_id, person.id)
    return may(scene.me, Action.ABSENT, target, await scene.tree())


async def _may_be_recorded(scene: Scene, official_id: int) -> Official:
    """The person, if whoever presses may say that he is away."""
    person = (await officials.roster(scene.tx, scene.now)).get(official_id)
    target = Target(person.unit_id, person.id) if person else Target(-1)
    await scene.authorise(Action.ABSENT, target)
    assert person is not None  # noqa: S101 - the line above refuses a person who is not there
    return person


async def whose(scene: Scene, page: int = 0) -> list[Say]:
    """Of whom it may be said: everybody below this person's unit, ten at a time."""
    everybody = (await officials.roster(scene.tx, scene.now)).officials
    people = [each for each in everybody if each.id != scene.me.id and await _may(scene, each)]
    if not people:
        raise Refusal("help.not_allowed")
    shown = people[page * PAGE : (page + 1) * PAGE] or people[:PAGE]
    choices = [_person_choice("absent", each) for each in shown]
    return [Say("absence.whose", {}, (*choices, *_further("abswho", len(people), page)))]


async def from_letter(scene: Scene, letter_id: int) -> list[Say]:
    """Which of the owners of the letter's unanswered duties is away."""
    _, still_open = await escalation.told_of(scene, letter_id)
    roster = await officials.roster(scene.tx, scene.now)
    owners = dict.fromkeys(roster.get(duty.owner_id) for duty in still_open)
    people = [each for each in owners if each and await _may(scene, each)]
    if not people:
        return [Say("unit.nothing_open")]
    if len(people) == 1:
        return await ask_days(scene, people[0].id)
    choices = tuple(_person_choice("absent", each) for each in people[: escalation.MOST_CHOICES])
    return [Say("absence.whose", {}, choices)]


def _person_choice(action: str, person: Official) -> Choice:
    facts = {"name": person.name, "position": person.position}
    return Choice("choice.person", str(Tap(action, person.id)), facts)


def _further(action: str, total: int, page: int) -> tuple[Choice, ...]:
    left = total - (page + 1) * PAGE
    return (Choice("choice.next_page", str(Tap(action, page + 1)), {"left": left}),) * (left > 0)


async def ask_days(scene: Scene, official_id: int) -> list[Say]:
    person = await _may_be_recorded(scene, official_id)
    known = {"official_id": person.id, "person": person.name}
    await scene.wait_for(FLOW, "hear_days", **known)
    return [Say("absence.days", known, day_choices(local_day(scene.now)))]


async def choose_stand_in(scene: Scene, wanted: ChooseStandIn) -> list[Say]:
    """People of the unit, ten at a time; a name that fits exactly one is taken."""
    person = await _may_be_recorded(scene, wanted.official_id)
    people = await _candidates(scene, person)
    if wanted.stand_in is not None:
        named = [each for each in people if wanted.stand_in and _is_called(each, wanted.stand_in)]
        if not wanted.stand_in or len(named) == 1:
            days = wanted.first_day, wanted.last_day
            instead = named[0].id if named else None
            return await ask_sure(scene, AskSure(person.id, *days, instead))
    shown = people[wanted.page * PAGE : (wanted.page + 1) * PAGE] or people[:PAGE]
    known = _known(person, wanted)
    await scene.wait_for(FLOW, "hear_stand_in", **known)
    choices = [_person_choice("absby", each) for each in shown]
    nobody = Choice("choice.nobody_instead", str(Tap("absby")))
    further = _further("abspage", len(people), wanted.page)
    unclear = bool(wanted.stand_in)
    return [Say("absence.by_whom", known | {"unclear": unclear}, (*choices, *further, nobody))]


def _known(person: Official, wanted: ChooseStandIn | AskSure) -> dict[str, Any]:
    return {
        "official_id": person.id,
        "person": person.name,
        "first_day": wanted.first_day.isoformat(),
        "last_day": wanted.last_day.isoformat(),
    }


def _is_called(person: Official, named: str) -> bool:
    return plain(person.code) == named or plain(person.name).endswith(named)


async def _candidates(scene: Scene, person: Official) -> list[Official]:
    """The people of the unit and below it; of a unit above, where there is nobody else."""
    tree, everybody = await scene.tree(), (await officials.roster(scene.tx, scene.now)).officials
    found: list[Official] = []
    for unit in tree.upwards(person.unit_id):
        found = [e for e in candidates(unit.id, everybody, tree) if e.id != person.id]
        if found:
            break
    return found


async def ask_sure(scene: Scene, wanted: AskSure) -> list[Say]:
    person = await _may_be_recorded(scene, wanted.official_id)
    instead = next(
        (e for e in await _candidates(scene, person) if e.id == wanted.stand_in_id), None
    )
    known = _known(person, wanted)
    waiting = known | {"stand_in_id": instead.id if instead else None}
    await scene.wait_for(FLOW, "hear_sure", **waiting)
    choices = (
        Choice("choice.record", str(Tap("absyes"))),
        Choice("choice.no", str(Tap("absno"))),
    )
    return [Say("absence.sure", known | {"stand_in": instead.name if instead else ""}, choices)]


async def record(scene: Scene, effect: RecordAbsence) -> list[Say]:
    """Keep it; whoever records it for a unit sees at once what nobody answers meanwhile."""
    person = await _may_be_recorded(scene, effect.official_id)
    kept = await leave.record(scene.tx, person.id, effect.span, scene.me, scene.now)
    if kept is None:
        return [Say("absence.known", {"person": person.name})]
    roster = await officials.roster(scene.tx, scene.now)
    said = Say("absence.recorded", away.facts_of(kept, roster))
    rest = await _left_alone(scene, kept, roster) if person.id != scene.me.id else []
    return [said, *rest]


async def _left_alone(scene: Scene, kept: Absence, roster: Roster) -> list[Say]:
    owed = await duties.owed_by(scene.tx, kept.official_id, scene.now)
    alone = [duty for duty in owed if roster.gone(duty)]
    facts = {**away.facts_of(kept, roster), "name": scene.me.name, "by": scene.me.name}
    return [away.head_says(facts, alone)] if alone else []


async def end(scene: Scene, absence_id: int) -> list[Say]:
    """The person is back; pressed again it says so."""
    absence = await absences.find(scene.tx, absence_id)
    if absence is None:
        return [Say("absence.ended_before")]
    person = await _may_be_recorded(scene, absence.official_id)
    await leave.end(scene.tx, absence, scene.me, scene.now)
    return [Say("absence.ended", {"person": person.name})]
