"""How periods and units fared over time: places of bars, and the sentence that says the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.calendar.periods import Period
from storage.board.trends import Turnout

WIDTH, HEIGHT = 760, 210
LEFT, RIGHT, TOP, BOTTOM = 40, 756, 10, 182
MOST_UNITS = 40
GRADES = (0.9, 0.75, 0.6)
"""From which share on a cell is of the fourth, third, second grade."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A period as a whole. `on_time` and `answered`: shares of its duties."""

    cycle_id: int
    period: Period
    duties: int
    answered: float
    on_time: float


@dataclass(frozen=True, slots=True)
class UnitTurns:
    """A unit with its shares in time, None for a period in which it had no duty."""

    name: str
    shares: tuple[float | None, ...]


def by_period(found: Iterable[Turnout]) -> list[Turn]:
    """The oldest first."""
    groups: dict[tuple[int, Period], list[Turnout]] = {}
    for each in found:
        groups.setdefault((each.cycle_id, each.period), []).append(each)
    return [_turn(cycle_id, period, held) for (cycle_id, period), held in groups.items()]


def _turn(cycle_id: int, period: Period, held: Sequence[Turnout]) -> Turn:
    duties = sum(each.duties for each in held)
    answered, on_time = (
        sum(getattr(each, name) for each in held) / duties for name in ("answered", "on_time")
    )
    return Turn(cycle_id, period, duties, answered, on_time)


def by_unit(found: Iterable[Turnout], turns: Sequence[Turn]) -> list[UnitTurns]:
    """Those who were least in time in the last period come first."""
    shares: dict[tuple[int, str], dict[Period, float]] = {}
    for each in found:
        share = each.on_time / each.duties
        shares.setdefault((each.unit_id, each.unit), {})[each.period] = share
    units = [
        UnitTurns(name, tuple(held.get(turn.period) for turn in turns))
        for (_, name), held in shares.items()
    ]
    return sorted(units, key=_last)


def _last(unit: UnitTurns) -> tuple[bool, float]:
    last = unit.shares[-1] if unit.shares else None
    return last is None, last or 0.0


def grade(share: float | None) -> int:
    """4 is best, 1 worst; 0 where there was nothing to do."""
    if share is None:
        return 0
    return 4 - next((place for place, least in enumerate(GRADES) if share >= least), 3)


def bars(turns: Sequence[Turn], name: str) -> list[Mapping[str, Any]]:
    """A bar for each period, as high as its share of this name."""
    step = (RIGHT - LEFT) / max(len(turns), 6)
    wide = min(step * 0.6, 44)
    return [
        {
            "x": round(LEFT + step * (place + 0.5) - wide / 2, 1),
            "middle": round(LEFT + step * (place + 0.5), 1),
            "width": round(wide, 1),
            "y": round(BOTTOM - getattr(turn, name) * (BOTTOM - TOP), 1),
            "height": round(getattr(turn, name) * (BOTTOM - TOP), 1),
            "share": getattr(turn, name),
            "turn": turn,
            "last": place == len(turns) - 1,
        }
        for place, turn in enumerate(turns)
    ]


def sentence(turns: Sequence[Turn], name: str) -> Mapping[str, Any]:
    """What the bars say: the last share, how many points more than before, the best and worst."""
    shares = [getattr(turn, name) for turn in turns]
    points = round(100 * (shares[-1] - shares[-2])) if len(shares) > 1 else None
    best, worst = (
        max(turns, key=lambda e: getattr(e, name)),
        min(turns, key=lambda e: getattr(e, name)),
    )
    return {
        "last": turns[-1],
        "share": shares[-1],
        "points": points,
        "best": (best.period, max(shares)),
        "worst": (worst.period, min(shares)),
    }
