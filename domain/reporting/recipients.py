"""Decides who is told: for a unit's duty and a kind of reader, the people, in one place."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, assert_never

from domain.people.absences import Absence, stand_in_of
from domain.people.officials import HEADS, LEADERS, Official, Role
from domain.people.roster_changes import (
    Groups,
    RosterChange,
    Standings,
    change_of,
    grouped,
    in_order,
    regrouped,
)
from domain.reporting.cycles import LATE_STEP, Cycle
from domain.reporting.duties import Duty
from domain.reporting.policy import Audience, Step

EVERY_UNIT = None
"""Instead of a list of units: whichever there is."""


@dataclass(frozen=True)
class Roster:
    """The people as they are now: who holds which post, who can be reached, who is in charge.

    `in_charge_code`: of the deputy in charge; of several departments, separated by spaces.
    `away`: the absence of today of everybody who is absent, by official.
    `roots`: the department of each unit.
    What follows from these is worked out at most once, when it is first asked for, and goes on
    with a change of a few people (`after`). Officials stand in the order of their codes.
    """

    officials: Sequence[Official]
    linked: Collection[int]
    in_charge_code: str = ""
    away: Mapping[int, Absence] = field(default_factory=dict)
    roots: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[int, Official]:
        return {each.id: each for each in self.officials}

    @cached_property
    def departments(self) -> int:
        return len(set(self.roots.values()))

    @cached_property
    def _by_rank(self) -> Groups[Role]:
        return grouped(self.officials, _ranks)

    @cached_property
    def _by_post(self) -> Groups[tuple[Role, int]]:
        return grouped(self.officials, _held)

    @cached_property
    def _departments(self) -> Mapping[int, "Roster"]:
        people: dict[int, list[Official]] = {root: [] for root in self.roots.values()}
        for official in self.officials:
            people[self.roots[official.unit_id]].append(official)
        return {root: replace(self, officials=here) for root, here in people.items()}

    @cached_property
    def recipients_by_unit(self) -> dict[tuple[Audience, int], "Recipients"]:
        return {}

    @cached_property
    def units_by_audience(self) -> dict[Audience, Mapping[int, frozenset[int]]]:
        return {}

    def after(self, standings: Standings) -> "Roster":
        """The roster with some people as they are now; about all the others nothing is asked.

        It takes a fraction of what a new one takes: nothing that they do not touch is made anew.
        """
        return self._after(change_of(self.by_id, self.linked, self.away, standings))

    def _after(self, change: RosterChange) -> "Roster":
        officials = in_order(self.officials, change.gone, change.come)
        made = replace(self, officials=officials, linked=change.linked, away=change.away)
        kept = BY_UNIT if change.quiet else ()
        known = {name: vars(self)[name] for name in (*kept, "departments") if name in vars(self)}
        vars(made).update(known)  # as a cached property does
        for name, follows in FOLLOWS.items():
            if name in vars(self):
                vars(made)[name] = follows(vars(self)[name], change)
        return made

    def get(self, official_id: int | None) -> Official | None:
        return self.by_id.get(official_id or 0)

    def holders(self, role: Role, unit_id: int) -> tuple[Official, ...]:
        """Who holds `role` in exactly this unit, in the order of their codes."""
        return self._by_post.get((role, unit_id), ())

    def within(self, unit_id: int) -> "Roster":
        """Those of the same department as this unit: nobody else is told anything of it."""
        if self.departments < 2:
            return self
        return self._departments[self.roots[unit_id]]

    def reachable(self, officials: Sequence[Official]) -> tuple[Official, ...]:
        """Those who have a chat and are not absent."""
        return tuple(e for e in officials if e.id in self.linked and e.id not in self.away)

    def stand_in(self, official_id: int) -> Official | None:
        """Who stands in for somebody absent, if that person can be reached."""
        if official_id not in self.away:
            return None
        return self.get(stand_in_of(official_id, self.away, self._able))

    def _able(self, official_id: int) -> bool:
        """Whether somebody is in service and can be reached."""
        return official_id in self.linked and official_id in self.by_id

    def stand_ins(self, officials: Sequence[Official]) -> tuple[Official, ...]:
        found = (self.stand_in(each.id) for each in officials)
        return tuple(dict.fromkeys(each for each in found if each))

    def asked(self, duty: Duty) -> Official | None:
        """The one person who is asked for a duty now; None if only the Office is left.

        The owner; who is absent has a stand-in; without one the unit's head gives it to somebody.
        """
        return next(iter(self.asked_of(duty.unit_id, duty.owner_id)), None)

    def asked_of(self, unit_id: int, owner_id: int | None) -> tuple[Official, ...]:
        """The same, of any duty of this unit and owner: one person, or nobody."""
        owner = self.get(owner_id)
        if owner is not None and owner.id in self.away:
            owner = self.stand_in(owner.id) or next(iter(self.heads(unit_id)), None)
        return (owner,) if owner else ()

    def gone(self, duty: Duty) -> Absence | None:
        """The absence of an owner in whose place nobody was asked to answer."""
        away = self.away.get(duty.owner_id or 0)
        return None if away is None or self.stand_in(away.official_id) else away

    def office(self) -> tuple[Official, ...]:
        """Those of the Office who are there, with stand-ins of the others; else all of it."""
        return self._office

    @cached_property
    def _office(self) -> tuple[Official, ...]:
        everybody = self._by_rank.get(Role.OFFICE, ())
        there = tuple(each for each in everybody if each.id not in self.away)
        return tuple(dict.fromkeys((*there, *self.stand_ins(everybody)))) or everybody

    def offices(self) -> tuple[Official, ...]:
        """The Office of every department."""
        if self.departments < 2:
            return self.office()
        found = (self.within(root).office() for root in sorted(set(self.roots.values())))
        return tuple(dict.fromkeys(each for office in found for each in office))

    def nearest_heads(self, unit_ids: Iterable[int]) -> tuple[Official, ...]:
        """Those of the first of these units that has any."""
        return next((found for each in unit_ids if (found := self.heads(each))), ())

    def deputy_in_charge(self) -> tuple[Official, ...]:
        """The leader named as being in charge; else the only deputy director there is."""
        return self._in_charge

    @cached_property
    def _in_charge(self) -> tuple[Official, ...]:
        codes = self.in_charge_code.split()
        leaders = {e.code: e for role in LEADERS for e in self._by_rank.get(role, ())}
        named = tuple(leaders[code] for code in sorted(codes) if code in leaders)
        deputies = self._by_rank.get(Role.DEPUTY_DIRECTOR, ())
        return named or (deputies if len(deputies) == 1 else ())

    def leaders_reached(self) -> tuple[Official, ...]:
        """The leader in charge, if there is a chat; else who stands in for the leader."""
        in_charge = self.deputy_in_charge()
        return self.reachable(in_charge) or self.stand_ins(in_charge)

    def heads(self, unit_id: int) -> tuple[Official, ...]:
        """The reachable head, else who stands in for the head; else the deputies, likewise."""
        for role in (Role.HEAD, Role.DEPUTY_HEAD):
            held = self.holders(role, unit_id)
            found = self.reachable(held) or self.stand_ins(held)
            if found:
                return found
        return ()


def _held(official: Official) -> list[tuple[Role, int]]:
    return [(post.role, post.unit_id) for post in official.posts]


def _ranks(official: Official) -> list[Role]:
    """Nobody asks for all who hold no other role."""
    return [post.role for post in official.posts if post.role is not Role.OFFICIAL]


def _departments_after(
    departments: Mapping[int, Roster], change: RosterChange
) -> Mapping[int, Roster]:
    units: dict[int, set[int]] = {root: set() for root in departments}
    for official in (*change.gone, *change.come):
        units[next(iter(departments.values())).roots[official.unit_id]].add(official.unit_id)
    return {root: here._after(change.within(units[root])) for root, here in departments.items()}


BY_UNIT = ("recipients_by_unit", "units_by_audience")
FOLLOWS: Mapping[str, Callable[[Any, RosterChange], object]] = {
    "by_id": lambda known, change: change.apply(known),
    "_by_rank": lambda known, change: regrouped(known, change.gone, change.come, _ranks),
    "_by_post": lambda known, change: regrouped(known, change.gone, change.come, _held),
    "_departments": _departments_after,
}
"""How what was worked out about everybody goes on with a change of a few."""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who receives a step. `vacant`: nobody could, so the Office is told instead, at once."""

    officials: tuple[Official, ...]
    vacant: bool = False


Find = Callable[[Roster, int, int | None], tuple[Official, ...]]
"""Among the people of one department: who hears of a unit's duty that this person owns."""


@dataclass(frozen=True, slots=True)
class AudienceRule:
    """What a kind of reader is: who they are, what they are told, and in which roles they read it.

    `early_key`: the text of a step before the due day. Without roles it is whoever is asked.
    """

    find: Find
    text_key: str
    early_key: str
    roles: frozenset[Role] = frozenset()

    @property
    def by_unit(self) -> bool:
        """Whether the unit alone decides who they are."""
        return bool(self.roles)


_OWNER = AudienceRule(
    lambda roster, unit_id, owner_id: roster.asked_of(unit_id, owner_id),
    "reminder.digest",
    "reminder.digest",
)
_HEAD = AudienceRule(
    lambda roster, unit_id, _: roster.heads(unit_id),
    "escalation.head",
    "escalation.head_before",
    HEADS,
)
_OFFICE = AudienceRule(
    lambda roster, *_: roster.office(),
    "escalation.office",
    "escalation.office",
    frozenset({Role.OFFICE}),
)
_DEPUTY_DIRECTOR = AudienceRule(
    lambda roster, *_: roster.leaders_reached(),
    "escalation.deputy",
    "escalation.deputy",
    frozenset({Role.DEPUTY_DIRECTOR}),
)


def rule_of(audience: Audience) -> AudienceRule:
    """The one place that says what an audience is; a new one does not pass type checking before."""
    match audience:
        case Audience.OWNER:
            return _OWNER
        case Audience.HEAD:
            return _HEAD
        case Audience.OFFICE:
            return _OFFICE
        case Audience.DEPUTY_DIRECTOR:
            return _DEPUTY_DIRECTOR
        case _:
            assert_never(audience)


def told(step: Step, duty: Duty, roster: Roster) -> Recipients:
    """The receivers of one step of one duty.

    The owner is addressed even without a chat: that the message failed is worth knowing.
    """
    return recipients(step.audience, duty.unit_id, roster, duty.owner_id)


def recipients(
    audience: Audience, unit_id: int, roster: Roster, owner_id: int | None = None
) -> Recipients:
    """Who is told of something of a unit: those of the audience, else the Office of its department.

    `owner_id`: whose it is, for an audience that is not found by the unit alone.
    """
    rule = rule_of(audience)
    if not rule.by_unit:
        return _found(rule, unit_id, roster, owner_id)
    known = roster.recipients_by_unit
    if (audience, unit_id) not in known:
        known[audience, unit_id] = _found(rule, unit_id, roster, None)
    return known[audience, unit_id]


def _found(rule: AudienceRule, unit_id: int, roster: Roster, owner_id: int | None) -> Recipients:
    here = roster.within(unit_id)
    found = rule.find(here, unit_id, owner_id)
    return Recipients(found or here.office(), vacant=not found)


def units_told(audience: Audience, reader: Official, roster: Roster) -> Collection[int] | None:
    """The units of whose duties a reader may be told; `EVERY_UNIT` where there is no other."""
    if not rule_of(audience).by_unit:
        return EVERY_UNIT
    known = roster.units_by_audience
    if audience not in known:
        units: dict[int, set[int]] = {}
        for unit_id in roster.roots:
            for each in recipients(audience, unit_id, roster).officials:
                units.setdefault(each.id, set()).add(unit_id)
        known[audience] = {person: frozenset(here) for person, here in units.items()}
    mine = known[audience].get(reader.id, frozenset())
    return EVERY_UNIT if len(mine) == len(roster.roots) else mine


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
