"""One period beside the one before it: in all, and unit by unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from domain.calendar.periods import Period
from domain.reporting.duties import Status
from domain.summaries.lines import SummaryLine

COUNTS = ("duties", "answered", "on_time", "late", "done")


@dataclass(frozen=True, slots=True)
class Tally:
    """How one unit, or all of them, stood in a period; `done` counts duties reported as done."""

    code: str
    name: str
    duties: int = 0
    answered: int = 0
    on_time: int = 0
    late: int = 0
    done: int = 0

    def share(self, name: str) -> float | None:
        """Of the duties; None for a share of nothing."""
        count: int = getattr(self, name)
        return count / self.duties if self.duties else None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The period before, as it stands now: what came in late is counted."""

    period: Period
    units: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """The same unit in both periods; without duties in one of them, that tally is empty."""

    now: Tally
    before: Tally

    def points(self, name: str) -> float | None:
        """Percentage points gained or lost; None unless both periods have a share."""
        shares = self.now.share(name), self.before.share(name)
        if shares[0] is None or shares[1] is None:
            return None
        return round((shares[0] - shares[1]) * 100, 1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`before` is None when no earlier period was opened."""

    period: Period
    before: Period | None
    total: Pair
    units: tuple[Pair, ...]


def tallies(lines: Iterable[SummaryLine]) -> tuple[Tally, ...]:
    """One tally per unit, in the order of the lines."""
    groups: dict[str, list[SummaryLine]] = {}
    for line in lines:
        groups.setdefault(line.unit_code, []).append(line)
    return tuple(_tally(code, group) for code, group in groups.items())


def _tally(code: str, lines: Sequence[SummaryLine]) -> Tally:
    answered = [line for line in lines if line.status is not None]
    late = sum(line.late for line in answered)
    done = sum(line.status is Status.DONE for line in answered)
    counts = len(lines), len(answered), len(answered) - late, late, done
    return Tally(code, lines[0].unit_name, *counts)


def compare(period: Period, now: Sequence[Tally], earlier: Earlier | None) -> Comparison:
    """Units of this period first, in their order; then those that had duties only before."""
    before = {each.code: each for each in earlier.units} if earlier else {}
    pairs = [Pair(each, before.pop(each.code, Tally(each.code, each.name))) for each in now]
    pairs += [Pair(Tally(each.code, each.name), each) for each in before.values()]
    total = Pair(_total(now), _total(earlier.units if earlier else ()))
    return Comparison(period, earlier.period if earlier else None, total, tuple(pairs))


def _total(units: Iterable[Tally]) -> Tally:
    listed = list(units)
    return Tally("", "", *(sum(getattr(each, name) for each in listed) for name in COUNTS))


def as_json(made: Comparison) -> dict[str, Any]:
    """The stable JSON form; shares from 0 to 1, differences in percentage points."""
    return {
        "month": str(made.period),
        "previous": str(made.before) if made.before else None,
        "total": _pair(made.total),
        "units": [
            {"code": each.now.code, "name": each.now.name, **_pair(each)} for each in made.units
        ],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    points = {f"{name}_points": pair.points(name) for name in ("answered", "on_time")}
    return {"now": _counts(pair.now), "previous": _counts(pair.before), **points}


def _counts(tally: Tally) -> dict[str, Any]:
    shares = {f"{name}_share": tally.share(name) for name in ("answered", "on_time")}
    return {name: getattr(tally, name) for name in COUNTS} | shares
