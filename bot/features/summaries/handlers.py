"""The summary and the briefing, in chat."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from bot.features.summaries.template_data import facts_of, unit_facts
from bot.inbound.context import Scene
from domain.calendar.periods import Period
from domain.messaging.buttons import Tap
from domain.messaging.messages import Choice, Refusal, Say
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from domain.reporting.cycles import Cycle
from domain.summaries.aggregates import in_short
from domain.summaries.forecast import Forecast
from domain.summaries.report_data import forecast
from domain.summaries.summary import Summary, summarise
from storage.office import aggregates as figures
from storage.office import summaries
from storage.plans import criteria
from storage.reports import cycles
from storage.reports import sign_offs as confirmations

PART_LIMIT = 2000
MOST_UNITS = 60


async def newest_cycle(scene: Scene, period: Period | None = None) -> Cycle:
    """The period asked for, or the one opened last, of this person's department."""
    root = (await scene.tree()).upwards(scene.me.unit_id)[-1]
    if period is None:
        newest = await cycles.newest(scene.tx, root.id)
        if newest is None:
            raise Refusal("unit.no_cycle")
        return newest
    found = await cycles.find(scene.tx, root.id, period)
    if found is None:
        raise Refusal("summary.no_period", {"month": str(period)})
    return found


async def show(scene: Scene, argument: str) -> list[Say]:
    """The summary in parts; the argument may name a month and a unit, in any order."""
    await scene.authorise(Action.SUMMARISE, Target(scene.me.unit_id))
    tree = await scene.tree()
    period, unit_id = _asked(argument, tree)
    cycle = await newest_cycle(scene, period)
    units = tree.subtree(unit_id) if unit_id else None
    asked = units or tree.subtree(tree.upwards(scene.me.unit_id)[-1].id)
    put = _in_short if len(asked) > MOST_UNITS else _in_full
    said = await put(scene, cycle, units)
    chosen = sorted(units) if units else None
    picture = file_of(cycle, "png", chosen)
    choices = (*_further(scene, cycle, tree), *_sending_back(scene, tree))
    return [said[0], picture, *said[1:-1], replace(said[-1], choices=choices)]


async def _in_full(scene: Scene, cycle: Cycle, units: Collection[int] | None) -> list[Say]:
    """Every unit, and everybody by name."""
    entries = await summaries.entries(scene.tx, cycle.id, units, scene.now)
    scores = await criteria.listed(scene.tx)
    made = None if units else forecast(entries, scores, cycle, scene.now)
    confirmed = await confirmations.of_units(scene.tx, cycle.id)
    lines = [each.line for each in entries]
    return parts(scene, summarise(lines, cycle, scene.now, confirmed), made)


async def _in_short(scene: Scene, cycle: Cycle, units: Collection[int] | None) -> list[Say]:
    """The figures of all units, and those in which most is left; the files have the rest."""
    counted = await figures.of_period(scene.tx, cycle, scene.now, units)
    if len(counted.units) <= MOST_UNITS:
        return await _in_full(scene, cycle, units)
    shown = counted.neediest(MOST_UNITS)
    ids = [each.unit_id for each in shown]
    lines = await summaries.lines(scene.tx, cycle.id, ids, scene.now, unsettled=True)
    made = in_short(counted, shown, lines, cycle, scene.now)
    left = {"month": str(cycle.period), "shown": len(shown), "units": len(counted.units)}
    return [*parts(scene, made), Say("summary.others", left)]


def _sending_back(scene: Scene, tree: Tree) -> tuple[Choice, ...]:
    """For whoever may send reports back."""
    target = Target(scene.me.unit_id)
    allowed = may(scene.me, Action.RETURN, target, tree)
    return (Choice("choice.give_back", str(Tap("givebacks"))),) if allowed else ()


FURTHER = ("docx", "xlsx", "byunit", "compare")


def _further(scene: Scene, cycle: Cycle, tree: Tree) -> tuple[Choice, ...]:
    """What is one tap away: the files, each unit, the period before; to the Office, the fixing."""
    fixes = may(scene.me, Action.ISSUE_REPORT, Target(scene.me.unit_id), tree)
    names = (*FURTHER, "fix") if fixes else FURTHER
    return tuple(Choice(f"choice.{name}", str(Tap(name, cycle.id))) for name in names)


def file_of(cycle: Cycle, form: str, units: Sequence[int] | None = None, *, issued: int = 0) -> Say:
    """A message that brings a file of this period; `issued`: from the figures of that issue."""
    month = str(cycle.period)
    wanted = {
        "cycle": cycle.id,
        "month": month,
        "form": form,
        "units": list(units) if units else None,
        **({"issued": issued} if issued else {}),
    }
    if issued:
        return Say(f"issued.{form}", {"file": wanted, "month": month, "number": issued})
    return Say(f"summary.{form}", {"file": wanted, "month": month})


async def bring(scene: Scene, cycle_id: int, form: str) -> list[Say]:
    """The Word report or the workbook of a period, for whoever may see the summary."""
    return [file_of(await own_cycle(scene, cycle_id, Action.SUMMARISE), form)]


async def own_cycle(scene: Scene, cycle_id: int, action: Action) -> Cycle:
    """A period of this person's department, for whoever may do this with it."""
    await scene.authorise(action, Target(scene.me.unit_id))
    cycle = await cycles.find_by_id(scene.tx, cycle_id)
    root = (await scene.tree()).upwards(scene.me.unit_id)[-1]
    if cycle is None or cycle.root_unit_id != root.id:
        raise Refusal("help.too_old")
    return cycle


def _asked(argument: str, tree: Tree) -> tuple[Period | None, int | None]:
    period, unit_id = None, None
    for word in argument.split():
        named = tree.by_code.get(word.upper())
        if named is not None:
            unit_id = named.id
        elif word[0].isdigit():
            period = Period.parse(word)
        else:
            raise Refusal("summary.unknown_unit", {"code": word[:20]})
    return period, unit_id


def parts(scene: Scene, made: Summary, scores: Forecast | None = None) -> list[Say]:
    """The totals first, then what is stuck, then the units, in parts of bearable length."""
    facts = facts_of(made, scores)
    return [
        Say("summary.whole", facts),
        *chunks(scene, "summary.blocked", facts["blocked"]),
        *chunks(scene, "summary.awaited", facts["awaited"]),
        *chunks(scene, "summary.units", [unit_facts(unit) for unit in made.units]),
    ]


def chunks(scene: Scene, key: str, items: list[dict[str, Any]]) -> list[Say]:
    """As many messages as the length asks for, each with whole items."""
    says: list[Say] = []
    here: list[dict[str, Any]] = []
    for item in items:
        longer = Say(key, {"items": [*here, item]})
        if here and len(scene.catalogue.put([longer], scene.me.language).html) > PART_LIMIT:
            says.append(Say(key, {"items": here}))
            here = []
        here = [*here, item]
    return [*says, Say(key, {"items": here})] if here else says
