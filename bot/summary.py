"""The summary and the briefing, in chat."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.scene import Scene
from domain.cycles import Cycle
from domain.messages import Choice, Refusal, Say
from domain.periods import Period
from domain.rights import Action, Target, may
from domain.summary import Summary, UnitSummary, extended_facts, sent_back_facts, summarise
from domain.taps import Tap
from domain.units import Tree
from storage import cycles, summaries

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
    said = parts(scene, summarise(lines, cycle, scene.now))
    chosen = sorted(units) if units else None
    picture = file_of(cycle, "png", chosen)
    choices = (*_files(cycle), *_sending_back(scene, tree))
    return [said[0], picture, *said[1:-1], replace(said[-1], choices=choices)]


def _sending_back(scene: Scene, tree: Tree) -> tuple[Choice, ...]:
    """For whoever may send reports back."""
    target = Target(scene.me.unit_id)
    allowed = may(scene.me, Action.RETURN, target, tree)
    return (Choice("choice.give_back", str(Tap("givebacks"))),) if allowed else ()


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
        "returned": totals.returned,
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
    }


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
        "missing": [
            {"owner": owner or "—", "reached": reached, "codes": ", ".join(codes)}
            for (owner, reached), codes in owners.items()
        ],
        "returned": sent_back_facts(unit),
        "extended": extended_facts(unit),
    }
