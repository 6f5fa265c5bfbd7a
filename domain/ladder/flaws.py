"""What is well written in a policy and cannot work: nobody would be reminded, or not in time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from domain.messaging.messages import Facts
from domain.reporting.policy import Audience, Policy


class Flaw(StrEnum):
    NO_HOURS = "no_hours"
    HOURS_END_FIRST = "hours_end_first"
    HOURS_DISORDERED = "hours_disordered"
    DUE_OUTSIDE = "due_outside"
    NO_OWNER = "no_owner"
    STEP_OUTSIDE = "step_outside"
    STEP_CLOSED = "step_closed"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One flaw, with what a sentence about it names. `number`: of the step, from 1."""

    flaw: Flaw
    facts: Facts = field(default_factory=dict)


def flaws(policy: Policy) -> Iterator[Wrong]:
    """The first is the one to be told; the rest may follow from it."""
    spans = policy.window.spans
    if not spans:
        yield Wrong(Flaw.NO_HOURS)
        return
    for start, end in spans:
        if start >= end:
            yield Wrong(Flaw.HOURS_END_FIRST, {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"})
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            yield Wrong(Flaw.HOURS_DISORDERED, {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"})
    if not spans[0][0] < policy.due_hour <= spans[-1][1]:
        facts = {"at": f"{policy.due_hour:%H:%M}", "hours": hours(policy)}
        yield Wrong(Flaw.DUE_OUTSIDE, facts)
    yield from _steps_astray(policy)


def _steps_astray(policy: Policy) -> Iterator[Wrong]:
    if not any(step.audience is Audience.OWNER for step in policy.ladder.rungs):
        yield Wrong(Flaw.NO_OWNER)
    for number, step in enumerate(policy.ladder.rungs, start=1):
        facts = {"number": number, "at": f"{step.at:%H:%M}", "hours": hours(policy)}
        if not any(start <= step.at < end for start, end in policy.window.spans):
            yield Wrong(Flaw.STEP_OUTSIDE, facts)
        if step.days > policy.close_after_days:
            yield Wrong(Flaw.STEP_CLOSED, facts | {"days": step.days})


def hours(policy: Policy) -> str:
    """The window, as 07:30-11:30, 13:30-17:00."""
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in policy.window.spans)
