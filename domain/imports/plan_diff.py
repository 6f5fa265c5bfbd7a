"""What a new version of the plan would bring: tasks that are new, changed, or ended."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from domain.imports.drafts import Content
from domain.imports.rows import TaskLine
from domain.reporting.plans import Recurrence

TOGETHER = frozenset(("lead_codes", "coordinating_codes"))
NOTHING = (None, "", (), Recurrence.ONCE)


@dataclass(frozen=True, slots=True)
class ChangedTask:
    """`names` are the fields of `TaskLine` that differ."""

    code: str
    title: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """`kept` are fields of `TaskLine` that stay, as the file has no column for them."""

    new: tuple[TaskLine, ...] = ()
    changed: tuple[ChangedTask, ...] = ()
    ended: tuple[TaskLine, ...] = ()
    kept: tuple[str, ...] = ()


def compare_with_annex(before: Sequence[TaskLine], annex: Content) -> PlanDifference:
    """What an annex would change of the plan as it is."""
    after = with_spared(annex.tasks, before, annex.unread, annex.unsaid)
    told = compare_plans(before, after)
    return replace(told, kept=_kept(annex, before))


def _kept(annex: Content, before: Sequence[TaskLine]) -> tuple[str, ...]:
    """What is left as it is, where there is anything."""
    here = {line.code for line in annex.tasks}
    known = [line for line in before if line.code in here]
    return tuple(
        name for name in annex.unsaid if any(getattr(line, name) not in NOTHING for line in known)
    )


def compare_plans(before: Sequence[TaskLine], after: Sequence[TaskLine]) -> PlanDifference:
    """Tasks are the same by their codes. The order in which units are named does not count."""
    known = {line.code: line for line in before}
    wanted = {line.code for line in after}
    changes = [
        ChangedTask(line.code, line.title, _differing(known[line.code], line))
        for line in after
        if line.code in known
    ]
    return PlanDifference(
        tuple(line for line in after if line.code not in known),
        tuple(change for change in changes if change.names),
        tuple(line for line in before if line.code not in wanted),
    )


def _differing(before: TaskLine, after: TaskLine) -> tuple[str, ...]:
    return tuple(
        each.name
        for each in fields(TaskLine)
        if _comparable(before, each.name) != _comparable(after, each.name)
    )


def _comparable(line: TaskLine, name: str) -> object:
    value = getattr(line, name)
    return frozenset(value) if name in TOGETHER else value


def with_spared(
    lines: Sequence[TaskLine],
    before: Sequence[TaskLine],
    unread: Sequence[str],
    unsaid: Sequence[str] = (),
) -> tuple[TaskLine, ...]:
    """What a file cannot change: tasks whose rows could not be read, and what it has no column for.

    A task is not ended by a typing mistake, nor emptied by an annex that leaves a column out.
    `unsaid`: names of fields of `TaskLine`.
    """
    known = {line.code: line for line in before}
    here = {line.code for line in lines}
    spared = {code for code in unread if code not in here}
    kept = (_with_unsaid(line, known.get(line.code), unsaid) for line in lines)
    return (*kept, *(line for line in before if line.code in spared))


def _with_unsaid(line: TaskLine, before: TaskLine | None, unsaid: Sequence[str]) -> TaskLine:
    """A unit that leads now no longer takes part beside."""
    if before is None:
        return line
    kept: dict[str, Any] = {name: getattr(before, name) for name in unsaid}
    whole = replace(line, **kept)
    beside = [code for code in whole.coordinating_codes if code not in whole.lead_codes]
    return replace(whole, coordinating_codes=tuple(beside))
