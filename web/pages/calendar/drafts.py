"""A draft of the ladder as the address holds it: read, and told again for saving."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from starlette.datastructures import ImmutableMultiDict

from domain.messaging.messages import Refusal
from domain.reporting.policy import (
    Audience,
    EscalationPolicy,
    EscalationStep,
    HolidayShift,
    Policy,
)

MOST_STEPS = 20
FARTHEST = 20  # working days from the due day


@dataclass(frozen=True, slots=True)
class Fields:
    """What the form holds, as it was typed: of each step its audience, days and hour."""

    due_day: str
    due_hour: str
    shift: str
    steps: tuple[tuple[str, str, str], ...]

    @classmethod
    def of(cls, given: ImmutableMultiDict[str, Any]) -> "Fields":
        lists = [[str(each) for each in given.getlist(name)] for name in ("ai", "ngay", "gio")]
        steps = tuple(zip(*lists, strict=False))[:MOST_STEPS]
        day, hour, shift = (str(given.get(name, ""))[:10] for name in ("han", "gio-han", "doi"))
        return cls(day, hour, shift, steps)

    @classmethod
    def from_policy(cls, policy: Policy) -> "Fields":
        steps = tuple(
            (step.audience.value, str(step.days), f"{step.at:%H:%M}")
            for step in policy.ladder.rungs
        )
        hour = f"{policy.due_hour:%H:%M}"
        return cls(str(policy.due_day), hour, policy.shift.value, steps)

    def policy(self, now: Policy) -> Policy:
        """Refuses what cannot be read; steps without an audience are left out."""
        wanted = [each for each in self.steps if each[0]]
        rungs = tuple(_step(number, each) for number, each in enumerate(wanted, start=1))
        if not self.due_day.isdecimal() or not 1 <= int(self.due_day) <= 28:
            raise Refusal("ladder.due_day")
        if self.shift not in list(HolidayShift):
            raise Refusal("ladder.unreadable")
        return replace(
            now,
            due_day=int(self.due_day),
            due_hour=_hour(self.due_hour, 0),
            shift=HolidayShift(self.shift),
            ladder=EscalationPolicy(rungs),
        )

    def mark(self, basis: int) -> str:
        """Of exactly this draft, made from this version: what is saved was looked at before."""
        whole = [self.due_day, self.due_hour, self.shift, _plain(self.steps), basis]
        return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def _plain(steps: Sequence[tuple[str, str, str]]) -> list[list[str]]:
    return [list(each) for each in steps if each[0]]


def _step(number: int, given: tuple[str, str, str]) -> EscalationStep:
    audience, days, at = given
    if audience not in list(Audience):
        raise Refusal("ladder.unreadable")
    try:
        count = int(days)
    except ValueError:
        raise Refusal("ladder.days", {"number": number, "most": FARTHEST}) from None
    if abs(count) > FARTHEST:
        raise Refusal("ladder.days", {"number": number, "most": FARTHEST})
    return EscalationStep(Audience(audience), count, _hour(at, number))


def _hour(text: str, number: int) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Refusal("ladder.hour", {"number": number, "text": text[:10]}) from None
