"""Handing a duty over: from an escalation or the unit's list, for this period or for good."""

from collections.abc import Sequence
from typing import Any

from bot.features.assignments import handlers as assigning
from bot.features.escalation import handlers as escalation
from bot.inbound.context import Scene
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.people.officials import Official
from domain.people.permissions import Action, Target
from domain.reporting.assignments import Charge, candidates
from domain.reporting.duties import Duty
from storage.people import officials
from storage.plans import assignments
from storage.reports import duties

PAGE = 10


async def from_letter(scene: Scene, letter_id: int) -> list[Say]:
    """Choose which of the letter's unanswered duties goes to somebody else."""
    _, still_open = await escalation.told_of(scene, letter_id)
    return await _which(scene, still_open)


async def from_unit(scene: Scene, unit_id: int) -> list[Say]:
    """The same for everything that a unit and those below it still owe."""
    await scene.authorise(Action.HAND_OVER, Target(unit_id))
    tree = await scene.tree()
    everything = await duties.open_in(scene.tx, tree.subtree(unit_id), scene.now)
    return await _which(scene, [duty for duty in everything if duty.open])


async def _which(scene: Scene, still_open: Sequence[Duty]) -> list[Say]:
    if not still_open:
        return [Say("unit.nothing_open")]
    if len(still_open) == 1:
        return await choose(scene, still_open[0].id)
    names = {each.id: each.name for each in (await officials.roster(scene.tx, scene.now)).officials}
    choices = tuple(
        Choice(
            "choice.duty_of",
            str(Tap("hand", duty.id)),
            {"code": duty.task_code, "owner": names.get(duty.owner_id or 0, duty.title[:30])},
        )
        for duty in still_open[: escalation.MOST_CHOICES]
    )
    return [Say("handing.which", {}, choices)]


async def choose(scene: Scene, duty_id: int, page: int = 0) -> list[Say]:
    """To whom: people of the unit and of those below it who are not away, ten at a time."""
    duty = await _find(scene, duty_id)
    people = await _people(scene, duty)
    if not people:
        return [Say("handing.nobody", {"code": duty.task_code})]
    shown = people[page * PAGE : (page + 1) * PAGE] or people[:PAGE]
    choices = [
        Choice(
            "choice.person",
            str(Tap("handto", duty.id, each.id)),
            {"name": each.name, "position": each.position},
        )
        for each in shown
    ]
    left = len(people) - (page + 1) * PAGE
    if left > 0:
        choices.append(
            Choice("choice.next_page", str(Tap("hand", duty.id, page + 1)), {"left": left})
        )
    return [Say("handing.whom", await _facts(scene, duty), tuple(choices))]


async def ask_how_long(scene: Scene, duty_id: int, official_id: int) -> list[Say]:
    """Only this period, or the coming ones as well."""
    duty = await _find(scene, duty_id)
    person = await _person(scene, duty, official_id)
    choices = (
        Choice("choice.hand_once", str(Tap("handonce", duty.id, person.id))),
        Choice("choice.hand_all", str(Tap("handall", duty.id, person.id))),
    )
    return [Say("handing.how_long", await _facts(scene, duty) | {"person": person.name}, choices)]


async def give_once(scene: Scene, duty_id: int, official_id: int) -> list[Say]:
    """Only this duty goes over; the coming periods ask whom they asked before."""
    duty = await _find(scene, duty_id)
    person = await _person(scene, duty, official_id)
    facts = await _facts(scene, duty) | {"person": person.name}
    if duty.owner_id == person.id:
        return [Say("handing.same", facts)]
    charge = await _charge(scene, duty)
    await assignments.pass_on(scene.tx, charge, person.id, scene.now, scene.me.id, only=duty.id)
    told = await assigning.tell_both(scene, charge, person)
    await scene.record("hand_over", f"duty:{duty.id}", to=person.subject)
    return [Say("handing.given", facts | {"told": told})]


async def give_for_good(scene: Scene, duty_id: int, official_id: int) -> list[Say]:
    """The duty goes over, and the coming periods ask the new owner, too."""
    duty = await _find(scene, duty_id)
    person = await _person(scene, duty, official_id)
    return await assigning.give(scene, (await _charge(scene, duty)).id, person.id)


async def _find(scene: Scene, duty_id: int) -> Duty:
    """The duty, if this person may hand it over and it is still open."""
    duty = await duties.find(scene.tx, duty_id)
    owner = Target(duty.unit_id, duty.owner_id) if duty else Target(-1)
    await scene.authorise(Action.HAND_OVER, owner)
    assert duty is not None  # noqa: S101 - the line above refuses a duty that is not there
    if not duty.open or duty not in await duties.open_in(scene.tx, [duty.unit_id], scene.now):
        raise Refusal("assigning.settled")
    return duty


async def _people(scene: Scene, duty: Duty) -> list[Official]:
    roster = await officials.roster(scene.tx, scene.now)
    found = candidates(duty.unit_id, roster.officials, await scene.tree())
    return [each for each in found if each.id != duty.owner_id and each.id not in roster.away]


async def _person(scene: Scene, duty: Duty, official_id: int) -> Official:
    """Whoever was chosen; the owner again does no harm, somebody of elsewhere is refused."""
    roster = await officials.roster(scene.tx, scene.now)
    found = candidates(duty.unit_id, roster.officials, await scene.tree())
    person = next((each for each in found if each.id == official_id), None)
    if person is None:
        raise Refusal("assigning.elsewhere")
    if person.id in roster.away:
        raise Refusal("handing.away", {"person": person.name})
    return person


async def _charge(scene: Scene, duty: Duty) -> Charge:
    here = await assignments.charges(scene.tx, [duty.unit_id], scene.now)
    found = next((each for each in here if each.task_id == duty.task_id), None)
    if found is None:
        raise Refusal("assigning.settled")
    return found


async def _facts(scene: Scene, duty: Duty) -> dict[str, Any]:
    owner = (await officials.roster(scene.tx, scene.now)).get(duty.owner_id)
    return {"code": duty.task_code, "title": duty.title, "owner": owner.name if owner else ""}
