"""Decides who hears of silence: for a duty and a step, the people to tell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.cycles import LATE_STEP, Cycle
from domain.duties import Duty
from domain.ladder import Audience, Step
from domain.officials import LEADERS, Official, Role, holders


@dataclass(frozen=True, slots=True)
class Roster:
    """The people as they are now: who holds which post, who can be reached, who is in charge."""

    officials: Sequence[Official]
    linked: Collection[int]
    in_charge_code: str = ""

    def get(self, official_id: int | None) -> Official | None:
        return next((each for each in self.officials if each.id == official_id), None)

    def reachable(self, officials: Sequence[Official]) -> tuple[Official, ...]:
        return tuple(each for each in officials if each.id in self.linked)

    def office(self) -> tuple[Official, ...]:
        return tuple(each for each in self.officials if each.holds(Role.OFFICE))

    def deputy_in_charge(self) -> tuple[Official, ...]:
        """The leader named as being in charge; else the only deputy director there is."""
        deputies = [each for each in self.officials if each.holds(Role.DEPUTY_DIRECTOR)]
        leaders = [each for each in self.officials if each.holds(*LEADERS)]
        named = tuple(each for each in leaders if each.code == self.in_charge_code)
        return named or (tuple(deputies) if len(deputies) == 1 else ())

    def heads(self, unit_id: int) -> tuple[Official, ...]:
        """The reachable head; else the reachable deputy heads; else nobody."""
        for role in (Role.HEAD, Role.DEPUTY_HEAD):
            found = self.reachable(holders(self.officials, role, unit_id))
            if found:
                return found
        return ()


@dataclass(frozen=True, slots=True)
class Told:
    """Who receives a step. `vacant`: nobody could, so the Office is told instead, at once."""

    officials: tuple[Official, ...]
    vacant: bool = False


def told(step: Step, duty: Duty, roster: Roster) -> Told:
    """The receivers of one step of one duty.

    The owner is addressed even without a chat: that the message failed is worth knowing.
    """
    if step.audience is Audience.OWNER:
        owner = roster.get(duty.owner_id)
        return Told((owner,)) if owner else Told(roster.office(), vacant=True)
    if step.audience is Audience.OFFICE:
        return Told(roster.office())
    found = (
        roster.heads(duty.unit_id)
        if step.audience is Audience.HEAD
        else roster.reachable(roster.deputy_in_charge())
    )
    return Told(found) if found else Told(roster.office(), vacant=True)


def gives_way(
    step: Step,
    duties: Sequence[Duty],
    receiver: Official,
    cycle: Cycle,
    roster: Roster,
    now: datetime,
) -> bool:
    """Whether a step that leaves late is pointless, since the next one says more within hours."""
    if now - step.at < LATE_STEP:
        return False
    soon = now + cycle.policy.catch_up_gap
    coming = [later for later in cycle.steps if later.rung > step.rung and now < later.at <= soon]
    return any(
        all(receiver in told(later, duty, roster).officials for duty in duties) for later in coming
    )
