"""Decides who hears of silence: for a duty and a step, the people to tell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.people.absences import Absence, stand_in_of
from domain.people.officials import LEADERS, Official, Role, holders
from domain.reporting.cycles import LATE_STEP, Cycle
from domain.reporting.duties import Duty
from domain.reporting.policy import Audience, Step


@dataclass(frozen=True, slots=True)
class Roster:
    """The people as they are now: who holds which post, who can be reached, who is in charge.

    `in_charge_code`: of the deputy in charge; of several departments, separated by spaces.
    `away`: the absence of today of everybody who is absent, by official.
    `roots`: the department of each unit.
    """

    officials: Sequence[Official]
    linked: Collection[int]
    in_charge_code: str = ""
    away: Mapping[int, Absence] = field(default_factory=dict)
    roots: Mapping[int, int] = field(default_factory=dict)
    by_id: Mapping[int, Official] = field(init=False, repr=False, compare=False)
    departments: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {each.id: each for each in self.officials})
        object.__setattr__(self, "departments", len(set(self.roots.values())))

    def get(self, official_id: int | None) -> Official | None:
        return self.by_id.get(official_id or 0)

    def within(self, unit_id: int) -> "Roster":
        """Those of the same department as this unit: nobody else is told anything of it."""
        if self.departments < 2:
            return self
        root = self.roots[unit_id]
        here = [each for each in self.officials if self.roots[each.unit_id] == root]
        return replace(self, officials=here)

    def reachable(self, officials: Sequence[Official]) -> tuple[Official, ...]:
        """Those who have a chat and are not absent."""
        return tuple(e for e in officials if e.id in self.linked and e.id not in self.away)

    def stand_in(self, official_id: int) -> Official | None:
        """Who stands in for somebody absent, if that person can be reached."""
        if official_id not in self.away:
            return None
        able = {each.id for each in self.officials if each.id in self.linked}
        return self.get(stand_in_of(official_id, self.away, able))

    def stand_ins(self, officials: Sequence[Official]) -> tuple[Official, ...]:
        found = (self.stand_in(each.id) for each in officials)
        return tuple(dict.fromkeys(each for each in found if each))

    def asked(self, duty: Duty) -> Official | None:
        """The one person who is asked for a duty now; None if only the Office is left.

        The owner; who is absent has a stand-in; without one the unit's head gives it to somebody.
        """
        owner = self.get(duty.owner_id)
        if owner is None or owner.id not in self.away:
            return owner
        return self.stand_in(owner.id) or next(iter(self.heads(duty.unit_id)), None)

    def gone(self, duty: Duty) -> Absence | None:
        """The absence of an owner in whose place nobody was asked to answer."""
        away = self.away.get(duty.owner_id or 0)
        return None if away is None or self.stand_in(away.official_id) else away

    def office(self) -> tuple[Official, ...]:
        """Those of the Office who are there, with stand-ins of the others; else all of it."""
        everybody = tuple(each for each in self.officials if each.holds(Role.OFFICE))
        there = tuple(each for each in everybody if each.id not in self.away)
        return tuple(dict.fromkeys((*there, *self.stand_ins(everybody)))) or everybody

    def offices(self) -> tuple[Official, ...]:
        """The Office of every department."""
        if self.departments < 2:
            return self.office()
        found = (self.within(root).office() for root in sorted(set(self.roots.values())))
        return tuple(dict.fromkeys(each for office in found for each in office))

    def deputy_in_charge(self) -> tuple[Official, ...]:
        """The leader named as being in charge; else the only deputy director there is."""
        deputies = [each for each in self.officials if each.holds(Role.DEPUTY_DIRECTOR)]
        leaders = [each for each in self.officials if each.holds(*LEADERS)]
        named = tuple(each for each in leaders if each.code in self.in_charge_code.split())
        return named or (tuple(deputies) if len(deputies) == 1 else ())

    def heads(self, unit_id: int) -> tuple[Official, ...]:
        """The reachable head, else who stands in for the head; else the deputies, likewise."""
        for role in (Role.HEAD, Role.DEPUTY_HEAD):
            held = holders(self.officials, role, unit_id)
            found = self.reachable(held) or self.stand_ins(held)
            if found:
                return found
        return ()


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who receives a step. `vacant`: nobody could, so the Office is told instead, at once."""

    officials: tuple[Official, ...]
    vacant: bool = False


def told(step: Step, duty: Duty, roster: Roster) -> Recipients:
    """The receivers of one step of one duty.

    The owner is addressed even without a chat: that the message failed is worth knowing.
    """
    roster = roster.within(duty.unit_id)
    if step.audience is Audience.OWNER:
        asked = roster.asked(duty)
        return Recipients((asked,)) if asked else Recipients(roster.office(), vacant=True)
    if step.audience is Audience.OFFICE:
        return Recipients(roster.office())
    in_charge = roster.deputy_in_charge()
    found = (
        roster.heads(duty.unit_id)
        if step.audience is Audience.HEAD
        else roster.reachable(in_charge) or roster.stand_ins(in_charge)
    )
    return Recipients(found) if found else Recipients(roster.office(), vacant=True)


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
