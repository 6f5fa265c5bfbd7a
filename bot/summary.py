"""The summary and the briefing, in chat."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.scene import Scene
from domain.acceptance import AcceptanceState
from domain.cycles import Cycle
from domain.messages import Choice, Refusal, Say
from domain.periods import Period
from domain.rights import Action, Target
from domain.summary import Summary, UnitSummary, summarise
from domain.taps import Tap
from domain.units import Tree
from storage import confirmations, cycles, summaries

PART_LIMIT = 2000


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
    lines = await summaries.lines(scene.tx, cycle.id, units)
    confirmed = await confirmations.of_units(scene.tx, cycle.id)
    said = parts(scene, summarise(lines, cycle, scene.now, confirmed))
    chosen = sorted(units) if units else None
    picture = file_of(cycle, "png", chosen)
    return [said[0], picture, *said[1:-1], replace(said[-1], choices=_files(cycle))]


def _files(cycle: Cycle) -> tuple[Choice, ...]:
    """Word and Excel, one tap away."""
    return tuple(Choice(f"choice.{form}", str(Tap(form, cycle.id))) for form in ("docx", "xlsx"))


def file_of(cycle: Cycle, form: str, units: Sequence[int] | None = None) -> Say:
    """A message that brings a file of this period."""
    month = str(cycle.period)
    wanted = {
        "cycle": cycle.id,
        "month": month,
        "form": form,
        "units": list(units) if units else None,
    }
    return Say(f"summary.{form}", {"file": wanted, "month": month})


async def bring(scene: Scene, cycle_id: int, form: str) -> list[Say]:
    """The Word report or the workbook of a period, for whoever may see the summary."""
    await scene.authorise(Action.SUMMARISE, Target(scene.me.unit_id))
    cycle = await cycles.find_by_id(scene.tx, cycle_id)
    root = (await scene.tree()).upwards(scene.me.unit_id)[-1]
    if cycle is None or cycle.root_unit_id != root.id:
        raise Refusal("help.too_old")
    return [file_of(cycle, form)]


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


def parts(scene: Scene, made: Summary) -> list[Say]:
    """The totals first, then what is stuck, then the units, in parts of bearable length."""
    facts = facts_of(made)
    return [
        Say("summary.whole", facts),
        *_chunks(scene, "summary.blocked", facts["blocked"]),
        *_chunks(scene, "summary.awaited", facts["awaited"]),
        *_chunks(scene, "summary.units", [unit_facts(unit) for unit in made.units]),
    ]


def _chunks(scene: Scene, key: str, items: list[dict[str, Any]]) -> list[Say]:
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


def facts_of(made: Summary) -> dict[str, Any]:
    totals, cells = made.totals, made.cells
    return {
        "month": made.month,
        "as_of_at": made.as_of.isoformat(),
        "due_at": made.due_at.isoformat(),
        "duties": totals.duties,
        "answered": totals.answered,
        "on_time": totals.on_time,
        "late": totals.late,
        "missing": totals.missing,
        "unreachable": totals.unreachable,
        "share": totals.answered / totals.duties if totals.duties else None,
        "by_status": made.by_status,
        "cells": {name: getattr(cells, name) for name in cells.__slots__},
        "tasks": sum(getattr(cells, name) for name in cells.__slots__),
        "blocked": [
            {"unit": unit.name, "task": each.task, "reason": each.reason}
            for unit in made.units
            for each in unit.blocked
        ],
        "awaited": [
            {
                "task": each.task,
                "lead": each.lead,
                "partners": [{"unit": it.unit, "reached": it.reached} for it in each.partners],
            }
            for each in made.awaited
        ],
        "claims": _claim_counts(made),
        "unconfirmed": [unit.name for unit in made.units if _unconfirmed(unit)],
    }


def _unconfirmed(unit: UnitSummary) -> bool:
    return unit.confirmed is not None and not unit.confirmed.holds


def _claim_counts(made: Summary) -> dict[str, int] | None:
    """How many claims stand how; None where nothing has to be accepted."""
    states = [each.acceptance.state for unit in made.units for each in unit.claims]
    return {state.value: states.count(state) for state in AcceptanceState} if states else None


def unit_facts(unit: UnitSummary) -> dict[str, Any]:
    owners: dict[tuple[str, bool], list[str]] = {}
    for each in unit.missing:
        owners.setdefault((each.owner, each.reached), []).append(each.task)
    return {
        "name": unit.name,
        "duties": unit.duties,
        "answered": unit.answered,
        "on_time": unit.on_time,
        "late": unit.late,
        "confirmed": _confirmed_facts(unit),
        "missing": [
            {"owner": owner or "—", "reached": reached, "codes": ", ".join(codes)}
            for (owner, reached), codes in owners.items()
        ],
    }


def _confirmed_facts(unit: UnitSummary) -> dict[str, Any] | None:
    found = unit.confirmed
    if found is None:
        return None
    at = found.at.isoformat() if found.at else None
    return {"standing": found.standing.value, "at": at, "late": found.late}
