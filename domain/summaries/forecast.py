"""An estimate of the index: the scores that rest on tasks done, open, late or stuck, by field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from domain.text.normalize import plain

NUMBERED = re.compile(r"\s*(\d+(?:\.\d+)*)[.:)\s]*(.*)", re.DOTALL)
HUNDREDTHS = 100


class ScoreState(StrEnum):
    """How a task stands, from good to grave."""

    DONE = "done"
    OPEN = "open"
    LATE = "late"
    STUCK = "stuck"


GRAVITY = tuple(ScoreState)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the scoring table. `max_score` is in points."""

    code: str
    field_code: str
    field: str
    title: str
    max_score: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A task as the estimate sees it; each task once, however many units lead it."""

    code: str
    field: str
    criterion: str
    max_score: float | None
    standing: ScoreState


@dataclass(frozen=True, slots=True)
class FieldShare:
    """Points, in hundredths, of one field; the five parts add up to `most`."""

    code: str
    name: str
    most: float
    done: float
    open: float
    late: float
    stuck: float
    uncovered: float

    @property
    def at_risk(self) -> float:
        return round(self.late + self.stuck, 2)


PARTS = ("done", "open", "late", "stuck", "uncovered")


@dataclass(frozen=True, slots=True)
class Forecast:
    """`from_plan`: there is no scoring table, so the plan's own maximum scores were taken.

    `left_out` are the codes of tasks that no criterion with a score was found for.
    """

    from_plan: bool
    total: FieldShare
    fields: tuple[FieldShare, ...]
    left_out: tuple[str, ...]


def estimate(tasks: Iterable[Weighed], criteria: Sequence[Criterion]) -> Forecast | None:
    """Share each criterion's score equally among its tasks; None where there is no score at all.

    A criterion counts once, however many tasks it has.
    """
    listed = list(tasks)
    table = list(criteria) or _of_plan(listed)
    if sum(each.max_score for each in table) <= 0:
        return None
    known = _index(table)
    found: dict[str, list[ScoreState]] = {}
    left_out = []
    for task in listed:
        code = next((known[name] for name in names_of(task.criterion) if name in known), None)
        if code is None:
            left_out.append(task.code)
        else:
            found.setdefault(code, []).append(task.standing)
    fields = tuple(_fields(table, found))
    total = FieldShare("", "", *(_sum(fields, name) for name in ("most", *PARTS)))
    return Forecast(not criteria, total, fields, tuple(left_out))


def names_of(criterion: str) -> tuple[str, ...]:
    """What a criterion may be known by: the number it begins with, then its words."""
    numbered = NUMBERED.match(criterion)
    number, words = (numbered[1], numbered[2]) if numbered else ("", criterion)
    names = (number, plain(words).strip(" .:;"), plain(criterion).strip(" .:;"))
    return tuple(name for name in names if name)


def _index(table: Iterable[Criterion]) -> Mapping[str, str]:
    """Codes of criteria by what a plan may call them: a number, or the words alone."""
    listed = list(table)
    by_words = {name: each.code for each in listed for name in names_of(each.title)}
    return by_words | {each.code: each.code for each in listed}


def _of_plan(tasks: Iterable[Weighed]) -> list[Criterion]:
    """The criteria that the plan itself names, with the highest score it gives each."""
    found: dict[str, Criterion] = {}
    for task in tasks:
        key = next(iter(names_of(task.criterion)), "")
        if not key or task.max_score is None:
            continue
        before = found.get(key)
        most = max(task.max_score, before.max_score if before else 0)
        field = before.field if before else task.field
        found[key] = Criterion(key, "", field, "", most)
    return list(found.values())


def _fields(
    table: Iterable[Criterion], found: Mapping[str, Sequence[ScoreState]]
) -> Iterable[FieldShare]:
    groups: dict[tuple[str, str], list[Criterion]] = {}
    for each in table:
        groups.setdefault((each.field_code, each.field), []).append(each)
    for (code, name), criteria in groups.items():
        parts = [Fraction(0)] * len(PARTS)
        for each in criteria:
            standings = found.get(each.code, ())
            for place, part in enumerate(_parts(_hundredths(each), standings)):
                parts[place] += part
        whole = sum(map(_hundredths, criteria))
        yield FieldShare(code, name, *(n / HUNDREDTHS for n in (whole, *rounded(parts))))


def _hundredths(criterion: Criterion) -> int:
    return round(criterion.max_score * HUNDREDTHS)


def _parts(most: int, standings: Sequence[ScoreState]) -> list[Fraction]:
    """What rests on tasks of each standing, and last what rests on none."""
    if not standings:
        return [*[Fraction(0)] * len(GRAVITY), Fraction(most)]
    each = Fraction(most, len(standings))
    return [*(each * standings.count(one) for one in GRAVITY), Fraction(0)]


def rounded(parts: Sequence[Fraction]) -> list[int]:
    """Whole numbers with the same sum: what is left goes to the largest remainders."""
    whole = [int(part) for part in parts]
    left = round(sum(parts)) - sum(whole)
    order = sorted(range(len(parts)), key=lambda place: whole[place] - parts[place])
    for place in order[:left]:
        whole[place] += 1
    return whole


def _sum(fields: Iterable[FieldShare], name: str) -> float:
    values: list[float] = [getattr(each, name) for each in fields]
    return round(sum(values), 2)


def as_json(made: Forecast | None) -> dict[str, Any] | None:
    """The stable JSON form; points with two decimals at most."""
    if made is None:
        return None
    return {
        "estimate": True,
        "basis": "plan" if made.from_plan else "criteria",
        **_points(made.total),
        "fields": [
            {"code": each.code, "field": each.name, **_points(each)} for each in made.fields
        ],
        "left_out": list(made.left_out),
    }


def _points(share: FieldShare) -> dict[str, float]:
    return {"max": share.most, **{name: getattr(share, name) for name in PARTS}}
