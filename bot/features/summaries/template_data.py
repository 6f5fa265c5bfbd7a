"""What a summary says, as facts for its sentences."""

from typing import Any

from domain.reporting.acceptance import AcceptanceState
from domain.summaries.forecast import Forecast
from domain.summaries.summary import Summary, UnitSummary, extended_facts, sent_back_facts

MOST_FIELDS = 3


def facts_of(made: Summary, scores: Forecast | None = None) -> dict[str, Any]:
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
        "forecast": forecast_facts(scores) if scores else None,
    }


def forecast_facts(made: Forecast) -> dict[str, Any]:
    """The whole, and the fields where most is late or stuck."""
    grave = sorted((each for each in made.fields if each.at_risk), key=lambda each: -each.at_risk)
    total = made.total
    return {
        "most": total.most,
        "done": total.done,
        "open": total.open,
        "late": total.late,
        "stuck": total.stuck,
        "uncovered": total.uncovered,
        "fields": [
            {"name": each.name, "at_risk": each.at_risk, "most": each.most}
            for each in grave[:MOST_FIELDS]
        ],
    }


def _unconfirmed(unit: UnitSummary) -> bool:
    return unit.confirmed is not None and not unit.confirmed.holds


def _claim_counts(made: Summary) -> dict[str, int] | None:
    """How many claims stand how; None where nothing has to be accepted."""
    states = [each.acceptance.state for unit in made.units for each in unit.claims]
    return {state.value: states.count(state) for state in AcceptanceState} if states else None


def unit_facts(unit: UnitSummary) -> dict[str, Any]:
    owners: dict[tuple[str, bool, str], list[str]] = {}
    for each in unit.missing:
        owners.setdefault((each.owner, each.reached, each.absent), []).append(each.task)
    return {
        "name": unit.name,
        "duties": unit.duties,
        "answered": unit.answered,
        "on_time": unit.on_time,
        "late": unit.late,
        "confirmed": _confirmed_facts(unit),
        "missing": [
            {
                "owner": owner or "—",
                "reached": reached,
                "absent": absent.split("/") if absent else [],
                "codes": ", ".join(codes),
            }
            for (owner, reached, absent), codes in owners.items()
        ],
        "returned": sent_back_facts(unit),
        "extended": extended_facts(unit),
    }


def _confirmed_facts(unit: UnitSummary) -> dict[str, Any] | None:
    found = unit.confirmed
    if found is None:
        return None
    at = found.at.isoformat() if found.at else None
    return {"standing": found.standing.value, "at": at, "late": found.late}
