"""The summary and the briefing, in chat."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from bot.features.summaries.template_data import facts_of, unit_facts
from bot.inbound.context import UpdateContext
from bot.inbound.routing import Router
from domain.calendar.periods import Period
from domain.messaging.buttons import ButtonAction
from domain.messaging.messages import Choice, Refusal, Reply
from domain.people.permissions import Action, Target, may
from domain.people.units import Tree
from domain.reporting.cycles import Cycle
from domain.summaries.aggregates import in_short
from domain.summaries.forecast import Forecast
from domain.summaries.report_data import forecast
from domain.summaries.summary import Summary, summarise
from storage.office import aggregates, summaries
from storage.plans import criteria
from storage.reports import cycles, sign_offs

routes = Router()

PART_LIMIT = 2000
MOST_UNITS = 60


async def newest_cycle(context: UpdateContext, period: Period | None = None) -> Cycle:
    """The period asked for, or the one opened last, of this person's department."""
    root = (await context.tree()).upwards(context.me.unit_id)[-1]
    if period is None:
        newest = await cycles.newest(context.tx, root.id)
        if newest is None:
            raise Refusal("unit.no_cycle")
        return newest
    found = await cycles.find(context.tx, root.id, period)
    if found is None:
        raise Refusal("summary.no_period", {"month": str(period)})
    return found


@routes.command("/summary", "/tonghop", require=Action.SUMMARISE, menu=1)
async def show(context: UpdateContext, argument: str) -> list[Reply]:
    """The summary in parts; the argument may name a month and a unit, in any order."""
    await context.authorise(Action.SUMMARISE, Target(context.me.unit_id))
    tree = await context.tree()
    period, unit_id = _asked(argument, tree)
    cycle = await newest_cycle(context, period)
    units = tree.subtree(unit_id) if unit_id else None
    asked = units or tree.subtree(tree.upwards(context.me.unit_id)[-1].id)
    put = _in_short if len(asked) > MOST_UNITS else _in_full
    said = await put(context, cycle, units)
    chosen = sorted(units) if units else None
    picture = file_of(cycle, "png", chosen)
    choices = (*_further(context, cycle, tree), *_sending_back(context, tree))
    return [said[0], picture, *said[1:-1], replace(said[-1], choices=choices)]


async def _in_full(
    context: UpdateContext, cycle: Cycle, units: Collection[int] | None
) -> list[Reply]:
    """Every unit, and everybody by name."""
    entries = await summaries.entries(context.tx, cycle.id, units, context.now)
    scores = await criteria.listed(context.tx)
    made = None if units else forecast(entries, scores, cycle, context.now)
    confirmed = await sign_offs.of_units(context.tx, cycle.id)
    lines = [each.line for each in entries]
    return parts(context, summarise(lines, cycle, context.now, confirmed), made)


async def _in_short(
    context: UpdateContext, cycle: Cycle, units: Collection[int] | None
) -> list[Reply]:
    """The figures of all units, and those in which most is left; the files have the rest."""
    counted = await aggregates.of_period(context.tx, cycle, context.now, units)
    if len(counted.units) <= MOST_UNITS:
        return await _in_full(context, cycle, units)
    shown = counted.neediest(MOST_UNITS)
    ids = [each.unit_id for each in shown]
    lines = await summaries.lines(context.tx, cycle.id, ids, context.now, unsettled=True)
    made = in_short(counted, shown, lines, cycle, context.now)
    left = {"month": str(cycle.period), "shown": len(shown), "units": len(counted.units)}
    return [*parts(context, made), Reply("summary.others", left)]


def _sending_back(context: UpdateContext, tree: Tree) -> tuple[Choice, ...]:
    """For whoever may send reports back."""
    target = Target(context.me.unit_id)
    allowed = may(context.me, Action.RETURN, target, tree)
    return (Choice("choice.give_back", str(ButtonAction("givebacks"))),) if allowed else ()


FURTHER = ("docx", "xlsx", "byunit", "compare")


def _further(context: UpdateContext, cycle: Cycle, tree: Tree) -> tuple[Choice, ...]:
    """What is one tap away: the files, each unit, the period before; to the Office, the fixing."""
    fixes = may(context.me, Action.ISSUE_REPORT, Target(context.me.unit_id), tree)
    names = (*FURTHER, "fix") if fixes else FURTHER
    return tuple(Choice(f"choice.{name}", str(ButtonAction(name, cycle.id))) for name in names)


def file_of(
    cycle: Cycle, form: str, units: Sequence[int] | None = None, *, issued: int = 0
) -> Reply:
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
        return Reply(f"issued.{form}", {"file": wanted, "month": month, "number": issued})
    return Reply(f"summary.{form}", {"file": wanted, "month": month})


async def bring(context: UpdateContext, cycle_id: int, form: str) -> list[Reply]:
    """The Word report or the workbook of a period, for whoever may see the summary."""
    return [file_of(await own_cycle(context, cycle_id, Action.SUMMARISE), form)]


async def own_cycle(context: UpdateContext, cycle_id: int, action: Action) -> Cycle:
    """A period of this person's department, for whoever may do this with it."""
    await context.authorise(action, Target(context.me.unit_id))
    cycle = await cycles.find_by_id(context.tx, cycle_id)
    root = (await context.tree()).upwards(context.me.unit_id)[-1]
    if cycle is None or cycle.root_unit_id != root.id:
        raise Refusal("help.too_old")
    return cycle


def _asked(argument: str, tree: Tree) -> tuple[Period | None, int | None]:
    period, unit_id = None, None
    for word in argument.split():
        named = tree.coded(word)
        if named is not None:
            unit_id = named.id
        elif word[0].isdigit():
            period = Period.parse(word)
        else:
            raise Refusal("summary.unknown_unit", {"code": word[:20]})
    return period, unit_id


def parts(context: UpdateContext, made: Summary, scores: Forecast | None = None) -> list[Reply]:
    """The totals first, then what is stuck, then the units, in parts of bearable length."""
    facts = facts_of(made, scores)
    return [
        Reply("summary.whole", facts),
        *chunks(context, "summary.blocked", facts["blocked"]),
        *chunks(context, "summary.awaited", facts["awaited"]),
        *chunks(context, "summary.units", [unit_facts(unit) for unit in made.units]),
    ]


def chunks(context: UpdateContext, key: str, items: list[dict[str, Any]]) -> list[Reply]:
    """As many messages as the length asks for, each with whole items."""
    says: list[Reply] = []
    here: list[dict[str, Any]] = []
    for item in items:
        longer = Reply(key, {"items": [*here, item]})
        if here and len(context.catalogue.put([longer], context.me.language).html) > PART_LIMIT:
            says.append(Reply(key, {"items": here}))
            here = []
        here = [*here, item]
    return [*says, Reply(key, {"items": here})] if here else says


@routes.simple_button("summary", require=Action.SUMMARISE)
async def show_newest(context: UpdateContext) -> list[Reply]:
    return await show(context, "")


@routes.id_button("docx", require=Action.SUMMARISE)
async def bring_report(context: UpdateContext, cycle_id: int) -> list[Reply]:
    return await bring(context, cycle_id, "docx")


@routes.id_button("xlsx", require=Action.SUMMARISE)
async def bring_workbook(context: UpdateContext, cycle_id: int) -> list[Reply]:
    return await bring(context, cycle_id, "xlsx")
